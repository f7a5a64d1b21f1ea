"""The JSON report, version 1, and the way back from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from medlint import __version__
from medlint.answers import verdict_from_data, verdict_to_data
from medlint.finding import Edit, Finding, Fix, Level, LinkPlace, LinkResult, Related, Report
from medlint.lazy import regex
from medlint.model import Place
from medlint.report.escape import json_text

VERDICTS = (
    "alive", "moved", "dead", "blocked", "unreachable", "insecure", "suspicious", "refused", "unchecked",
)  # fmt: skip
_RULE = regex(r"[A-Z]+\d+ [a-z\d-]+")
"""The code and the name of a rule."""


def to_json(report: Report) -> str:
    """The report as one line of ASCII-only JSON: what is in the input can't act on a terminal."""
    return "".join(_pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    """The report finding by finding and link by link: as dicts all of them would take several times the memory."""
    yield json_text(_head(report))[:-1]
    yield ',"findings":['
    yield from _separated(finding_dict(finding) for finding in report.findings)
    yield f'],"notes":{json_text(list(report.notes))},"links":['
    yield from _separated(link_dict(link) for link in report.links)
    yield "]}\n"


def _separated(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f",{json_text(item)}" if number else json_text(item)


def to_dict(report: Report) -> dict[str, Any]:
    """The report as CONTRACT's version 1 shapes it."""
    return {
        **_head(report),
        "findings": [finding_dict(finding) for finding in report.findings],
        "notes": list(report.notes),
        "links": [link_dict(link) for link in report.links],
    }


def _head(report: Report) -> dict[str, Any]:
    counts: Counter[str] = Counter(link.verdict.state for link in report.links)
    return {
        "version": 1,
        "medlint": __version__,
        "summary": {
            "files": report.files,
            "entries": report.entries,
            "links": len(report.links),
            "errors": report.count(Level.ERROR),
            "warnings": report.count(Level.WARNING),
            "infos": report.count(Level.INFO),
            "ignored": report.ignored,
            "unchecked": counts["unchecked"],
            "verdicts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
        },
    }


def finding_dict(finding: Finding) -> dict[str, Any]:
    """A finding in the report's form."""
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "level": finding.level.label,
        "message": finding.message,
        **_place_dict(finding.place),
        "entry": finding.shown,
        "field": finding.field,
        "related": [
            {
                "path": related.place.path,
                "line": related.place.line,
                "column": related.place.column,
                "message": related.message,
            }
            for related in finding.related
        ],
        "fix": {"safe": fix.safe, "edits": [edit._asdict() for edit in fix.edits]} if fix else None,
        "link": finding.link,
    }


def _place_dict(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def link_dict(link: LinkResult) -> dict[str, Any]:
    """A link in the report's form."""
    return {
        "url": link.url,
        **verdict_to_data(link.verdict),
        "places": [{**place._asdict(), "fragment": place.fragment or None} for place in link.places],
    }


def finding_from(data: dict[str, Any]) -> Finding:
    """A finding read back. Raises ValueError for what no rule of ours finds."""
    fix = data["fix"]
    if not _RULE.fullmatch(f"{data['code']} {data['name']}"):
        raise ValueError("this is no rule")
    return Finding(
        data["code"],
        data["name"],
        Level.parse(data["level"]),
        data["message"],
        _place(data, data["end_line"], data["end_column"]),
        field=data["field"],
        related=tuple(_related(item) for item in data["related"]),
        fix=Fix(fix["safe"], tuple(Edit(**edit) for edit in fix["edits"])) if fix else None,
        link=data["link"],
        shown=data["entry"],
    )


def _related(data: dict[str, Any]) -> Related:
    return Related(_place(data, data["line"], data["column"]), data["message"])


def _place(data: dict[str, Any], end_line: Any, end_column: Any) -> Place:
    line, column = data["line"], data["column"]
    if {type(number) for number in (line, column, end_line, end_column)} != {int}:
        raise ValueError("this is no place")
    return Place(data["path"], line, column, end_line, end_column, 0, 0)


def link_from(data: dict[str, Any]) -> LinkResult:
    """A link read back. Raises ValueError for one with a verdict that there is not."""
    if data["verdict"] not in VERDICTS:
        raise ValueError("this is no verdict")
    places = tuple(LinkPlace(**place | {"fragment": place["fragment"] or ""}) for place in data["places"])
    return LinkResult(data["url"], places, verdict_from_data(data))


def from_dict(data: dict[str, Any]) -> Report:
    """A report read back from what `to_dict` gave; of what was ignored only the number is known."""
    return Report(
        [finding_from(item) for item in data["findings"]],
        [],
        [link_from(item) for item in data["links"]],
        data["summary"]["files"],
        data["summary"]["entries"],
        tuple(data.get("notes", ())),
        unlisted=data["summary"]["ignored"],
    )


def unchecked(links: Iterable[LinkResult]) -> int:
    """How many links were not checked."""
    return sum(link.verdict.state == "unchecked" for link in links)
