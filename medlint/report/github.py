"""Workflow commands: lines that GitHub Actions shows as annotations beside the code.

The form and its escapes are those of GitHub's toolkit and runner: `%`, CR and LF in the message, and `:` and `,`
too in a property. GitHub shows ten annotations of each kind for a step and drops the others unsaid.
"""

from __future__ import annotations

from medlint.finding import Finding, Level, Report
from medlint.report.escape import NOTE, printable, short
from medlint.report.home import Home
from medlint.report.text import plural

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
_SHOWN = 10  # annotations of a kind that GitHub shows for one step
_MESSAGE = 1000  # characters


def to_github(report: Report, *, home: Home = Home()) -> str:  # noqa: B008 - a constant
    """One command a finding, as many as are shown; behind them, in plain text, how many there are of what."""
    lines, rest = [], []
    for level, command in _COMMANDS.items():
        found = [finding for finding in report.findings if finding.level is level]
        lines += [_command(command, finding, home) for finding in found[:_SHOWN]]
        if len(found) > _SHOWN:
            rest.append(plural(len(found) - _SHOWN, f"more {command}"))
    counts = [plural(report.count(level), level.label) for level in (Level.ERROR, Level.WARNING)]
    checked = f"{plural(report.entries, 'entry', 'entries')} in {plural(report.files, 'file')}"
    lines.append(f"medlint found {' and '.join(counts)} in {checked}.")
    if rest:
        lines.append(f"{', '.join(rest)}: GitHub shows {_SHOWN} of each kind; the job summary has the whole report.")
    lines += [f"note: {short(printable(note), NOTE)}" for note in report.notes]
    return "".join(line + "\n" for line in lines)


def _command(command: str, finding: Finding, home: Home) -> str:
    place = finding.place
    properties = {
        "file": printable(home.path(place.path)),
        "line": str(place.line),
        "col": str(place.column),
        "endLine": str(place.end_line),
        "endColumn": str(place.end_column),
        "title": f"{finding.code} {finding.name}",
    }
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{command} {said}::{_data(short(printable(finding.message), _MESSAGE))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
