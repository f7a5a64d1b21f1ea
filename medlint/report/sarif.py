"""The SARIF 2.1.0 report, for code scanning and editors.

Lines, columns and bytes are given for every place: columns count Unicode code points, bytes count from the start
of the file, byte order mark included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from medlint import __version__
from medlint.finding import Edit, Finding, Fix, Level, Report
from medlint.model import Place
from medlint.report.escape import json_text, printable, short
from medlint.report.home import PROJECT, Home, help_uri
from medlint.report.rules import page
from medlint.rules import every
from medlint.rules.base import Rule
from medlint.rules.docs import parse

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.OFF: "none", Level.INFO: "note", Level.WARNING: "warning", Level.ERROR: "error"}
_WHY = {"file": "not reported for this file, by the config", "baseline": "known from the baseline"}
_MESSAGE = 4000  # characters; a cell of a list can be as long as its author likes


def to_sarif(report: Report, *, status: int = 0, home: Home = Home()) -> str:  # noqa: B008 - a constant
    """The report as one line of JSON. `status` is the exit status that the run is about to end with."""
    rules = every()
    index = {rule.code: number for number, rule in enumerate(rules)}
    known = report.mended is not None
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "medlint",
                "semanticVersion": __version__,
                "informationUri": PROJECT,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that the paths are relative to."}}},
        "invocations": [
            {
                "executionSuccessful": not report.interrupted,
                "exitCode": status,
                "toolExecutionNotifications": [{"level": "note", "message": _message(note)} for note in report.notes],
            }
        ],
        "artifacts": [{"location": _artifact(path, home)} for path in report.paths],
        "results": [_result(name, finding, why, index, home, known=known) for name, finding, why in report.named()],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    text = page(rule)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": parse(rule).summary},
        "fullDescription": {"text": parse(rule).summary},
        "help": {"text": text, "markdown": text},
        "helpUri": help_uri(rule.code),
        "defaultConfiguration": {"enabled": rule.level is not Level.OFF, "level": _LEVELS[rule.level]},
    }


def _result(name: str, finding: Finding, why: str, index: dict[str, int], home: Home, *, known: bool) -> dict[str, Any]:
    place = finding.place
    region = _region(place) | {"byteOffset": place.start, "byteLength": place.end - place.start}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code, -1),  # a report merged from another version may know more rules
        "level": _LEVELS[finding.level],
        "message": _message(finding.message),
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(place.path, home), "region": region}}],
        "partialFingerprints": {"medlint/v1": name},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": _message(related.message),
                "physicalLocation": {
                    "artifactLocation": _artifact(related.place.path, home),
                    "region": _region(related.place),
                },
            }
            for number, related in enumerate(finding.related, 1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix, home)]
    if why:
        kind = {"kind": "inSource"} if why == "comment" else {"kind": "external", "justification": _WHY[why]}
        result["suppressions"] = [{"status": "accepted", **kind}]
    if known:
        result["baselineState"] = "unchanged" if why == "baseline" else "new"
    about = {"entry": finding.shown, "field": finding.field, "link": finding.link}
    if any(about.values()):
        result["properties"] = {key: _message(value)["text"] for key, value in about.items() if value}
    return result


def _message(text: str) -> dict[str, str]:
    """A plain text message: `[text](target)` and `{0}` would be a link and a placeholder in it (SARIF 3.11)."""
    plain = short(printable(text), _MESSAGE).replace("](", "] (")
    return {"text": re.sub(r"\{(\d+)\}", r"{{\1}}", plain)}


def _artifact(path: str, home: Home) -> dict[str, str]:
    inside = home.path(path)
    location = {"uri": quote(inside, safe="/", errors="surrogatepass")}
    return location if inside.startswith("/") else location | {"uriBaseId": "SRCROOT"}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix, home: Home) -> dict[str, Any]:
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.path, []).append(edit)
    said = "Cannot change the meaning." if fix.safe else "Probably right; look at the result."
    return {
        "description": {"text": said},
        "artifactChanges": [
            {"artifactLocation": _artifact(path, home), "replacements": _replacements(edits)}
            for path, edits in by_path.items()
        ],
        "properties": {"safe": fix.safe},
    }


def _replacements(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    return [
        {
            "deletedRegion": {"byteOffset": edit.start, "byteLength": edit.end - edit.start},
            "insertedContent": {"text": edit.text},
        }
        for edit in edits
    ]
