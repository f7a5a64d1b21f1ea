"""Ignore comments of Markdown and YAML files, and the lines each of them speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right

from medlint.lazy import regex
from medlint.model import Document, Ignore, Page, Place, Section, Source

_HTML = regex(r"<!--[ \t]*medlint-ignore(-file)?[ \t]*+:?([^<>\r\n]*?)-->")
_YAML = regex(r"(?:^|(?<=[ \t]))#[ \t]*medlint-ignore(-file)?[ \t]*:?[ \t]*([^#\r\n]*)", re.MULTILINE)
_YAML_LINE = regex(r"( *)((?:- +)*)(.*)", re.DOTALL)
_BLOCK = regex(r"(?:^|:[ \t]{1,99})[|>][-+0-9]{0,2}[ \t]{0,99}(?:(?<=[ \t])#.*)?\Z")
_LAST = 1 << 60


def page_ignores(page: Page) -> list[Ignore]:
    """The comments of a Markdown file.

    In a row or an item it speaks of all of that, however many lines it has; on a line of its own of the table,
    section or block that follows; at the end of any other line of that line.
    """
    source = page.source
    if "medlint-ignore" not in source.text:
        return []
    out = []
    rows = {t.line: (t.line, t.line) for t in page.tables} | _rows(page)
    code = _Code(page)
    blocks = _Blocks(page)
    for found in _HTML.finditer(source.text):
        if code.holds(found.start()):
            continue
        line = source.line_of(found.start())
        alone = _is_alone(source, line, *found.span())
        if found[1]:
            first, last = 1, _LAST
        elif line in rows and not (alone and rows[line][0] < rows[line][1]):
            first, last = rows[line]
        elif not alone:
            first = last = line
        else:
            first, last = line, blocks.end_after(line)
        out.append(Ignore(_codes(source, found), source.place(*found.span()), first, last))
    return out


def _is_alone(source: Source, line: int, start: int, end: int) -> bool:
    """Whether there are but blanks on a line beside a comment; of a line of many each looks at what is next to it."""
    text, first, last = source.text, source.starts[line - 1], source.line_end(line)
    while start > first and text[start - 1].isspace():
        start -= 1
    while end < last and text[end].isspace():
        end += 1
    return (start, end) == (first, last)


def _rows(page: Page) -> dict[int, tuple[int, int]]:
    """For each line of a row or an item the first and the last line of it."""
    groups = (*page.tables, *(table for table in page.groups if table.shape == "items"))
    rows = [row for table in groups for row in table.rows]
    return {line: (row.line, row.end_line) for row in rows for line in range(row.line, row.end_line + 1)}


def yaml_ignores(source: Source, document: Document | None = None) -> list[Ignore]:
    """The comments of a YAML file: at the end of a line of that line, on a line of its own of the next.

    On the line of a key whose value is a block (`>-`, `|`) it speaks of all of the block.
    """
    if "medlint-ignore" not in source.text:
        return []
    out = []
    blocks = block_scalars(source)
    inside = {line for header, last in blocks.items() for line in range(header + 1, last + 1)}
    texts = document.texts if document is not None else []
    for found in _YAML.finditer(source.text):
        line = source.line_of(found.start())
        after = bisect_right(texts, (found.start(), _LAST))
        if line in inside or (after and found.start() < texts[after - 1][1]):
            continue  # text
        alone = source.line(line).strip().startswith("#")
        first = 1 if found[1] else line
        about = line + 1 if alone else line
        last = _LAST if found[1] else blocks.get(about, about)
        place = source.place(found.start(), found.start() + len(found[0].rstrip()))
        out.append(Ignore(_codes(source, found), place, first, last))
    return out


def block_scalars(source: Source) -> dict[int, int]:
    """The lines of a YAML file that begin a block of text, each with the last line of the block."""
    out: dict[int, int] = {}
    count = len(source.starts)
    number = 1
    while number <= count:
        found = _YAML_LINE.match(source.line(number))
        spaces, dashes, rest = found.groups() if found is not None else ("", "", "")
        header = number
        number += 1
        if not _BLOCK.search(rest):
            continue
        # Below a dash alone the text is set in from the dash, below a key from the key.
        base = len(spaces + dashes[: dashes.rfind("-")] if rest[0] in "|>" else spaces + dashes)
        while number <= count and (
            not (line := source.line(number)).strip() or len(line) - len(line.lstrip(" ")) > base
        ):
            number += 1
        out[header] = number - 1
    return out


def _codes(source: Source, found: re.Match[str]) -> list[tuple[str, Place]]:
    words = re.compile(r"[^\s,]+").finditer(source.text, *found.span(2))
    return [(word[0], source.place(*word.span())) for word in words]


class _Code:
    """The code of a page. Offsets are asked for in ascending order."""

    def __init__(self, page: Page) -> None:
        self._blocks = page.code
        self._starts = [start for start, _ in page.code]
        self._prose = page.prose
        self._offsets = [cell.offset(0) for cell in page.prose]
        self._counted = (-1, 0, 0)
        """The cell that was counted in last, how far, and how many backticks there are until there."""

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in a block of code, or in running text behind a backtick that opens code."""
        block = bisect_right(self._starts, offset) - 1
        if block >= 0 and offset < self._blocks[block][1]:
            return True
        index = bisect_right(self._offsets, offset) - 1
        if index < 0:
            return False
        raw, at = self._prose[index].raw, offset - self._offsets[index]
        if at >= len(raw):
            return False
        cell, counted, ticks = self._counted
        if cell != index:
            counted = ticks = 0
        ticks += raw.count("`", counted, at)
        self._counted = (index, at, ticks)
        return ticks % 2 == 1


class _Blocks:
    """Where the sections, tables and blocks of a page end."""

    def __init__(self, page: Page) -> None:
        self._blank = [not line.strip() for line in map(page.source.line, range(1, len(page.source.starts) + 1))]
        count = len(self._blank)
        # The next line with text from each line on, and the last line of the block that it belongs to.
        self._next, self._last = [count + 1] * (count + 2), [count] * (count + 2)
        for number in range(count, 0, -1):
            self._next[number] = self._next[number + 1] if self._blank[number - 1] else number
            ends = number == count or self._blank[number]
            self._last[number] = number if ends else self._last[number + 1]
        self._special = {table.line: table.end_line for table in page.tables}
        self._special |= _section_ends(page)

    def end_after(self, line: int) -> int:
        """The last line of the section, table or block that comes next after a line."""
        after = self._next[line + 1]
        return self._special.get(after, max(self._last[after], after))


def _section_ends(page: Page) -> dict[int, int]:
    """The last line of each section by the line of its heading."""
    out: dict[int, int] = {}
    opened: list[Section] = []
    for section in page.headings:
        while opened and opened[-1].level >= section.level:
            out.setdefault(opened.pop().line, section.line - 1)
        opened.append(section)
    return out | {section.line: _LAST - 1 for section in opened}
