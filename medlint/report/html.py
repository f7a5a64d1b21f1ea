"""The HTML report: one file that needs nothing else, for people who look and search.

The page's policy lets only its own script and style run, by their hashes, and lets nothing reach a network. What
comes from the list is in a block of JSON; the script makes text of it, never markup. The assets are ASCII.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from medlint import __version__
from medlint.config import FIELDS
from medlint.finding import Dataset, Finding, Level, Report
from medlint.report.charts import charts
from medlint.report.escape import json_text, printable, short
from medlint.report.home import Home, help_uri
from medlint.report.text import plural

_MESSAGE = 1000  # characters
_CELL = 200  # characters
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def to_html(report: Report, *, home: Home = Home()) -> str:  # noqa: B008 - a constant
    """The page. `Report.datasets` should be filled; where files are linked to is for `home` to say."""
    style, script = _asset("report.css"), _asset("report.js")
    values = {
        "policy": _policy(script, style),
        "headline": escape(_headline(report)),
        "scope": escape(_scope(report)),
        "tiles": _tiles(report),
        "charts": charts(report),
        "version": escape(__version__),
        "style": style,
        "script": script,
        "data": json_text(_data(report, home)),
    }
    # One pass: what is put in is not looked at again. ASCII only: no wrong guess of an encoding changes the hashes.
    page = _SLOT.sub(lambda slot: values[slot[1]], _asset("report.html"))
    return page.encode("ascii", "xmlcharrefreplace").decode()


def _asset(name: str) -> str:
    return (files("medlint.report") / "assets" / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    def source(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {source(script)}; style-src {source(style)}; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _headline(report: Report) -> str:
    errors, warnings = report.count(Level.ERROR), report.count(Level.WARNING)
    found = [plural(count, what) for count, what in ((errors, "error"), (warnings, "warning")) if count]
    return " and ".join(found) or "No problem found"


def _scope(report: Report) -> str:
    said = f"{plural(report.entries, 'entry', 'entries')} in {plural(report.files, 'file')} checked"
    if report.ignored:
        said += f"; {plural(report.ignored, 'finding')} ignored or known from the baseline"
    if report.mended:
        said += f"; {plural(len(report.mended), 'finding')} of the baseline mended"
    return said + ("; interrupted: this is what was found so far." if report.interrupted else ".")


def _tiles(report: Report) -> str:
    errors, warnings, infos = (report.count(level) for level in (Level.ERROR, Level.WARNING, Level.INFO))
    tiles = [
        ("error" if errors else "good", errors, "error" if errors == 1 else "errors"),
        ("warning" if warnings else "good", warnings, "warning" if warnings == 1 else "warnings"),
        ("info", infos, "note" if infos == 1 else "notes"),
        ("", report.entries, "entry" if report.entries == 1 else "entries"),
        ("", len(report.links), "link" if len(report.links) == 1 else "links"),
    ]
    return "".join(f'<li class="{tone}"><b>{count:,}</b> {label}</li>' for tone, count, label in tiles)


def _data(report: Report, home: Home) -> dict[str, Any]:
    worst_first = sorted(report.named(), key=lambda item: -item[1].level)
    return {
        "fields": len(FIELDS),
        "rules": _rules(report),
        "findings": [_finding(name, finding, home) for name, finding, why in worst_first if not why],
        "datasets": [_dataset(dataset, home) for dataset in report.datasets],
    }


def _rules(report: Report) -> dict[str, dict[str, str]]:
    from medlint.rules import every
    from medlint.rules.docs import parse

    summaries = {rule.code: parse(rule).summary for rule in every()}
    return {
        finding.code: {
            "name": finding.name,
            "summary": summaries.get(finding.code, ""),
            "uri": help_uri(finding.code),
        }
        for finding in report.findings
    }


def _finding(name: str, finding: Finding, home: Home) -> dict[str, Any]:
    return {
        "id": name,
        "level": finding.level.label,
        "code": finding.code,
        "message": _text(finding.message, _MESSAGE),
        **_place(finding.place.path, finding.place.line, home),
        "entry": _text(finding.shown or ""),
        "field": _text(finding.field or ""),
        "link": _text(finding.link or "", _MESSAGE),
        "fix": "" if finding.fix is None else "safe" if finding.fix.safe else "unsafe",
        "related": [
            {**_place(related.place.path, related.place.line, home), "message": _text(related.message, _MESSAGE)}
            for related in finding.related
        ],
    }


def _dataset(dataset: Dataset, home: Home) -> dict[str, Any]:
    return {
        "title": _text(dataset.title),
        "section": _text(dataset.section),
        "modality": ", ".join(dataset.modality),
        "bytes": dataset.bytes,
        "size": _text(dataset.size),
        "license": _text(dataset.license),
        "access": _text(dataset.access),
        "filled": len(dataset.filled),
        "findings": dataset.findings,
        **_place(dataset.path, dataset.line, home),
    }


def _place(path: str, line: int, home: Home) -> dict[str, Any]:
    return {"path": _text(path), "line": line, "href": home.url(path, line)}


def _text(text: str, limit: int = _CELL) -> str:
    return short(printable(text), limit)
