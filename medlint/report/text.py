"""The report a person reads in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from medlint.finding import Finding, Level, Report
from medlint.model import Place, Source
from medlint.report.escape import printable, printable_parts, short
from medlint.report.home import help_uri
from medlint.text.width import width

NOT_CHECKED = "wasn't checked: "
"""How the link check begins the reasons of what it left out."""

_COLUMNS = 120
"""How many columns a line may take where no terminal says how many it has."""
_NARROWEST = 40

_STYLES = {
    "error": "1;31", "warning": "1;33", "info": "1;36", "path": "1;4", "code": "1", "dim": "2", "mark": "31",
    "good": "32",
}  # fmt: skip

_MESSAGE = 1000
"""How many characters of a message are shown: it quotes the list, where one word can fill a page."""


class Text:
    """Writes a report as text. `source` gives the text of a file by its path, None where it can't be read.

    `columns` is how wide the terminal is, None where there is none; only a terminal gets links to rules' pages.
    """

    def __init__(
        self,
        source: Callable[[str], Source | None],
        *,
        color: bool,
        verbose: bool = False,
        quiet: bool = False,
        columns: int | None = None,
    ) -> None:
        self._source = source
        self._color = color
        self._columns = max(columns or _COLUMNS, _NARROWEST)
        self._links = color and columns is not None
        self._verbose = verbose
        self._quiet = quiet

    def write(self, report: Report, *, fixed: int = 0, statistics: bool = False) -> str:
        """The whole report. `info` findings are shown when verbose; quiet leaves one line for each finding."""
        lowest = Level.INFO if self._verbose else Level.WARNING
        shown = [finding for finding in report.findings if finding.level >= lowest]
        if statistics:
            lines = list(self._statistics(shown))
        elif self._quiet:
            lines = [self._line(finding) for finding in shown]
        else:
            lines = list(self._grouped(shown))
        if not self._quiet:
            lines += self._summary(report, shown, fixed)
        return "".join(line + "\n" for line in lines)

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._color and text else text

    def _line(self, finding: Finding) -> str:
        place = finding.place
        where = f"{printable(place.path)}:{place.line}:{place.column}"
        level = self._paint(finding.level.label, finding.level.label)
        return f"{where}: {level} {self._code(finding)} {short(printable(finding.message), _MESSAGE)}"

    def _code(self, finding: Finding) -> str:
        """The code of a finding; on a terminal a link to its rule's page (OSC 8, as ls and gcc write them)."""
        code = self._paint("code", finding.code)
        return f"\x1b]8;;{help_uri(finding.code)}\x1b\\{code}\x1b]8;;\x1b\\" if self._links else code

    def _grouped(self, findings: list[Finding]) -> Iterator[str]:
        path = None
        for finding in findings:
            if finding.place.path != path:
                path = finding.place.path
                yield self._paint("path", printable(path))
            yield from self._finding(finding)
            if finding is findings[0]:
                yield self._paint("dim", f"    help: medlint rule {finding.code} explains")
            yield ""

    def _finding(self, finding: Finding) -> Iterator[str]:
        place = finding.place
        level = self._paint(finding.level.label, finding.level.label)
        code = self._code(finding)
        where = f"{place.line}:{place.column}"
        yield f"  {where}  {level} {code}  {short(printable(finding.message), _MESSAGE)}"
        source = self._source(place.path)
        if source is not None and source.text and place.line <= len(source.starts):
            yield from self._excerpt(source, place)
        for related in finding.related:
            other = related.place
            at = f"{printable(other.path)}:{other.line}:{other.column}"
            yield self._paint("dim", f"    also: {at}  {short(printable(related.message), _MESSAGE)}")
        if finding.fix is not None:
            option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
            texts = " … ".join(printable(edit.text[:_MESSAGE]) for edit in finding.fix.edits[:80])
            what = f"write {short(texts, 80)!r}" if texts.strip() else "remove it"
            yield self._paint("dim", f"    fix ({option}): {what}")

    def _excerpt(self, source: Source, place: Place) -> Iterator[str]:
        """The line, or a window of it, with the stretch underlined."""
        gutter = str(place.line)
        found = excerpt(source, place, self._columns - len(gutter) - len("   | …") - len("…"))
        bar = self._paint("dim", "|")
        yield f"  {self._paint('dim', gutter)} {bar} {''.join(found)}"
        mark = self._paint("mark", "^" * max(width(found.marked), 1))
        yield f"  {' ' * len(gutter)} {bar} {' ' * width(found.before)}{mark}"

    def _statistics(self, findings: list[Finding]) -> Iterator[str]:
        counts = Counter((finding.code, finding.name) for finding in findings)
        for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"{count:7}  {code}  {name}"
        if counts:
            yield ""

    def _summary(self, report: Report, shown: list[Finding], fixed: int) -> Iterator[str]:
        if fixed:
            yield f"Fixed {plural(fixed, 'finding')}."
        checked = f"{plural(report.entries, 'entry', 'entries')} in {plural(report.files, 'file')}"
        if shown:
            levels = [plural(report.count(level), level.label) for level in (Level.ERROR, Level.WARNING)]
            if self._verbose:
                levels.append(f"{report.count(Level.INFO)} info")
            yield f"Found {' and '.join(levels) if len(levels) == 2 else ', '.join(levels)} in {checked}."
            safe = sum(f.fix is not None and f.fix.safe for f in shown)
            unsafe = sum(f.fix is not None and not f.fix.safe for f in shown)
            if safe:
                yield f"{safe} can be fixed with --fix{f', {unsafe} more with --unsafe-fixes' if unsafe else ''}."
            elif unsafe:
                yield f"{unsafe} can be fixed with --fix --unsafe-fixes."
        else:
            yield self._paint("good", f"No problem found in {checked}.")
        if (infos := report.count(Level.INFO)) and not self._verbose:
            yield f"{plural(infos, 'finding')} of level info not shown (-v shows them)."
        if report.ignored:
            yield f"{plural(report.ignored, 'finding')} ignored."
        if report.links:
            yield link_summary(report)


_AROUND = 4
"""How many characters of a line are looked at, on each side of a place, for each column that there is."""


class Excerpt(NamedTuple):
    """A line, or a window of it, printable: what stands before the stretch that is meant, the stretch, and the rest."""

    before: str
    marked: str
    after: str


def excerpt(source: Source, place: Place, room: int) -> Excerpt:
    """What of its line is shown of a place in so many columns; an ellipsis stands where it is cut."""
    opening, closing = source.starts[place.line - 1], source.line_end(place.line)
    at = min(opening + place.column - 1, closing)
    left, right = max(at - _AROUND * room, opening), min(at + _AROUND * room, closing)  # of a long line much is said
    line, start = source.text[left:right], at - left
    end = place.end_column - place.column + start if place.end_line == place.line else len(line)
    first, last = _window(line, start, room)
    end = min(max(end, start), last)
    before, marked, after = printable_parts(line[first:last], start - first, end - first)
    cut = ("…" if left + first > opening else "", "…" if left + last < closing else "")
    return Excerpt(cut[0] + before, marked, after + cut[1])


def _window(line: str, start: int, room: int) -> tuple[int, int]:
    """What of a line is shown in so many columns: a third of them before the start, as far as the line has them."""
    if line.isascii() and line.isprintable():  # a column for each character
        first = max(start - room // 3, 0)
        last = min(first + room, len(line))
        return (max(last - room, 0) if last == len(line) else first), last
    first, used = start, 0
    while first and used < room // 3:
        first -= 1
        used += width(printable(line[first]))
    last = first
    used = 0
    while last < len(line) and (wide := width(printable(line[last]))) <= room - used:
        last, used = last + 1, used + wide
    while last == len(line) and first and (wide := width(printable(line[first - 1]))) <= room - used:
        first, used = first - 1, used + wide
    return first, last


def link_summary(report: Report) -> str:
    """One line on the links: how many of each verdict, and why any were not checked."""
    counts: Counter[str] = Counter(link.verdict.state for link in report.links)
    unchecked = Counter(link.verdict.reason for link in report.links if link.verdict.state == "unchecked")
    parts = [f"{counts[verdict]} {verdict}" for verdict in sorted(counts, key=lambda v: (-counts[v], v))
             if verdict != "unchecked"]  # fmt: skip
    for reason, count in sorted(unchecked.items()):
        parts.append(f"{count} not checked ({printable(reason.removeprefix(NOT_CHECKED))})")
    return f"{plural(len(report.links), 'link')}: {', '.join(parts)}."


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
