"""The Markdown report, fit for a pull request's comment and for a job's summary.

Everything from the list is escaped so that it is text in GitHub's Markdown, in its tables and in HTML; nobody is
mentioned, no issue is referred to and no address becomes a link by what a stranger wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from medlint.finding import Finding, Level, Report
from medlint.lazy import regex
from medlint.report.escape import NOTE, printable, short
from medlint.report.home import Home, help_uri
from medlint.report.text import plural

COMMENT_LIMIT = 65_536
"""Characters that a comment on GitHub can have."""

MARK = "<!-- medlint-report -->"
"""The first line: by it a workflow finds the comment or issue that it wrote before."""

_MESSAGE = 300  # characters
_TAIL = 200  # characters kept for what a cut table says of the rest
_SPECIAL = regex(r"([\\`*_{}\[\]()#+\-.!|<>&~:/$^])")
_ACTING = regex(r"(@|#|:|(?i:\bGH)-)(?=[\w+-])")
"""What GitHub turns into a mention, a reference to an issue or an emoji after the Markdown is read."""

VERDICTS = {
    "dead": "certainly not there any more",
    "insecure": "TLS can't be trusted",
    "refused": "leads to an address that is not for the public",
    "suspicious": "answers, but probably not with the dataset",
    "unreachable": "no usable answer this time",
    "blocked": "answers, but not to a program",
    "moved": "there, at a new address",
    "alive": "there",
    "unchecked": "not asked",
}


def escaped(text: str, limit: int = _MESSAGE) -> str:
    """Text of strangers that stays text, cut to so many characters before it is escaped."""
    apart = _ACTING.sub("\\1\N{ZERO WIDTH SPACE}", short(printable(text), limit))
    return _SPECIAL.sub(r"\\\1", apart)


def to_markdown(report: Report, *, home: Home = Home(), since: str = "", limit: int = COMMENT_LIMIT) -> str:  # noqa: B008
    """The report, no longer than `limit` characters: what doesn't fit is counted.

    `since` is the revision that the findings are new against, where the run looked only at what changed.
    """
    parts = [MARK, f"## medlint: {_headline(report)}", _scope(report, since)]
    links = _links(report)
    tail = [part for part in (_mended(report), links, _notes(report, limit // 4)) if part]
    room = limit - sum(len(part) + 2 for part in (*parts, *tail))
    for level in (Level.ERROR, Level.WARNING, Level.INFO):
        found = [finding for finding in report.findings if finding.level is level]
        if found:
            table = _table(found, home, room - _TAIL, folded=level is not Level.ERROR)
            room -= len(table) + 2
            parts.append(table)
    return "\n\n".join([*parts, *tail]) + "\n"


def _notes(report: Report, room: int) -> str:
    """The notes as a list of so many characters at most: what doesn't fit is counted."""
    lines: list[str] = []
    for number, note in enumerate(report.notes):
        line = f"- {escaped(note, NOTE)}"
        room -= len(line) + 1
        if room < 0:
            lines.append(f"- and {plural(len(report.notes) - number, 'more note')}")
            break
        lines.append(line)
    return "\n".join(lines)


def _headline(report: Report) -> str:
    errors, warnings = report.count(Level.ERROR), report.count(Level.WARNING)
    new = "new " if report.mended is not None else ""
    said = [plural(n, f"{new}{what}") for n, what in ((errors, "error"), (warnings, "warning")) if n]
    sign = "❌" if errors else "⚠️" if warnings else "✅"
    return f"{sign} {' and '.join(said) or f'no {new}problem found'}"


def _scope(report: Report, since: str) -> str:
    said = [f"{plural(report.entries, 'entry', 'entries')} in {plural(report.files, 'file')} checked"]
    if since:
        said.append(f"only what changed since {escaped(since, 80)} is reported")
    held = Counter(held.why == "baseline" for held in report.suppressed)
    if held[True]:
        said.append(f"{plural(held[True], 'finding')} known from the baseline")
    if report.mended:
        said.append(f"{plural(len(report.mended), 'finding')} of the baseline mended")
    if held[False]:
        said.append(f"{held[False]:,} ignored")
    if report.interrupted:
        said.append("**the run was interrupted: this is what was found so far**")
    return "; ".join(said) + "."


def _table(findings: Sequence[Finding], home: Home, room: int, *, folded: bool) -> str:
    """The findings of one level as a table; the rows that don't fit the room are counted below it."""
    label = findings[0].level.label
    name = plural(len(findings), label) if label != "info" else plural(len(findings), "note")
    head = f"<details>\n<summary>{name}</summary>\n\n" if folded else ""
    foot = "\n</details>" if folded else ""
    rows = ["| Where | Rule | What |", "| --- | --- | --- |"]
    room -= len(head) + len(foot) + sum(len(row) + 1 for row in rows)
    shown = 0
    for finding in findings:
        row = _row(finding, home)
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
        shown += 1
    rest = f"\n{plural(len(findings) - shown, 'more ' + label)} of {len(findings):,} not shown here.\n"
    table = "\n".join(rows) + "\n" if shown else ""
    return head + table + (rest if shown < len(findings) else "") + foot


def _row(finding: Finding, home: Home) -> str:
    place = finding.place
    where = f"{escaped(place.path)}:{place.line}"
    url = home.url(place.path, place.line)
    where = f"[{where}]({url})" if url else where
    fix = "" if finding.fix is None else " *(can be fixed)*"
    return f"| {where} | [{finding.code}]({help_uri(finding.code)}) | {escaped(finding.message)}{fix} |"


def _mended(report: Report) -> str:
    if not report.mended:
        return ""
    lines = [f"- {escaped(line)}" for line in report.mended[:20]]
    if len(report.mended) > len(lines):
        lines.append(f"- and {len(report.mended) - len(lines):,} more")
    return _details(f"{len(report.mended):,} mended", lines)


def _links(report: Report) -> str:
    if not report.links:
        return ""
    counts: Counter[str] = Counter(link.verdict.state for link in report.links)
    rows = ["| Links | Verdict | Meaning |", "| ---: | --- | --- |"]
    rows += [f"| {counts[verdict]:,} | {verdict} | {text} |" for verdict, text in VERDICTS.items() if counts[verdict]]
    asked = len(report.links) - counts["unchecked"]
    bad = sum(counts[verdict] for verdict in ("dead", "insecure", "refused"))
    said = f"{bad:,} broken" if asked else "none asked in this run"
    return _details(f"Link health: {plural(len(report.links), 'link')}, {said}", rows)


def _details(summary: str, lines: Iterable[str]) -> str:
    return "\n".join([f"<details>\n<summary>{summary}</summary>\n", *lines, "\n</details>"])
