"""The HTML report: one file that needs nothing else, for people who look and search.

All of it stands in the page as text, so that it can be read without JavaScript; the script only hides, pages and sorts
what is there. The page's policy lets only its own script and style run, by their hashes, and lets nothing reach a
network. What comes from the list is escaped once, in `html_rows`. The page is ASCII.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from html import escape
from importlib.resources import files

from medlint import __version__
from medlint.finding import Level, Report
from medlint.lazy import regex
from medlint.model import Source
from medlint.report.charts import charts
from medlint.report.escape import printable
from medlint.report.home import Home
from medlint.report.html_rows import dataset_row, finding_item
from medlint.report.text import plural

_SLOT = regex(r"\{\{(\w+)\}\}")


def to_html(
    report: Report,
    *,
    home: Home = Home(),  # noqa: B008 - a constant
    source: Callable[[str], Source | None] = lambda _: None,
) -> str:
    """The page. `Report.datasets` should be filled; where files are linked to is for `home` to say.

    `source` gives the text of a file by its path, for the lines that findings are shown with.
    """
    style, script = _asset("report.css"), _asset("report.js")
    values = {
        "policy": _policy(script, style),
        "headline": escape(_headline(report)),
        "scope": escape(" ".join([_scope(report), *(f"Note: {printable(note)}." for note in report.notes)])),
        "tiles": _tiles(report),
        "charts": charts(report),
        "codes": _codes(report),
        "findings": _findings(report, home, source),
        "found": plural(len(report.findings), "finding"),
        "datasets": "".join(dataset_row(dataset, home) for dataset in report.datasets)
        or '<tr class="none"><td colspan="8">The list holds no dataset.</td></tr>',
        "listed": plural(len(report.datasets), "dataset"),
        "version": escape(__version__),
        "style": style,
        "script": script,
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


def _codes(report: Report) -> str:
    """The codes to filter by, with their counts."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    return "".join(
        f'<option value="{escape(code)}">{escape(code)} {escape(name)} ({count:,})</option>'
        for (code, name), count in sorted(counts.items())
    )


def _findings(report: Report, home: Home, source: Callable[[str], Source | None]) -> str:
    """The findings, the worst first."""
    worst_first = sorted(report.named(), key=lambda item: -item[1].level)
    summaries = _summaries(report)
    items = [
        finding_item(name, finding, home, source, summaries.get(finding.code, ""))
        for name, finding, why in worst_first
        if not why
    ]
    return "".join(items) or '<li class="none">Nothing was found: the list is clean.</li>'


def _summaries(report: Report) -> dict[str, str]:
    """What each rule that found something says, in a sentence."""
    from medlint.rules import every
    from medlint.rules.docs import parse

    found = {finding.code for finding in report.findings}
    return {rule.code: parse(rule).summary for rule in every() if rule.code in found}
