"""Ignore comments of Markdown and YAML files, and the lines each of them speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from medlint.model import Ignore, Page, Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

_HTML = re.compile(r"<!--[ \t]*medlint-ignore(-file)?[ \t]*:?[ \t]*([^>\r\n]*?)[ \t]*-->")
_YAML = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*medlint-ignore(-file)?[ \t]*:?[ \t]*([^#\r\n]*)", re.MULTILINE)
_LAST = 1 << 60


def page_ignores(page: Page) -> list[Ignore]:
    """The comments of a Markdown file.

    In a row it speaks of the row; on a line of its own of the table, section or block that follows; at the
    end of any other line of that line.
    """
    source = page.source
    if "medlint-ignore" not in source.text:
        return []
    out = []
    rows = {row.line for table in page.tables for row in table.rows} | {t.line for t in page.tables}
    for found in _HTML.finditer(source.text):
        if any(start <= found.start() < end for start, end in page.code) or _in_code(page, found.start()):
            continue
        line = source.line_of(found.start())
        alone = source.line(line).strip() == found[0]
        if found[1]:
            first, last = 1, _LAST
        elif line in rows or not alone:
            first = last = line
        else:
            first, last = _following(page, line)
        out.append(Ignore(_codes(source, found), source.place(*found.span()), first, last))
    return out


def yaml_ignores(source: Source) -> list[Ignore]:
    """The comments of a YAML file: at the end of a line of that line, on a line of its own of the next."""
    if "medlint-ignore" not in source.text:
        return []
    out = []
    for found in _YAML.finditer(source.text):
        line = source.line_of(found.start())
        alone = source.line(line).strip().startswith("#")
        first = 1 if found[1] else line
        last = _LAST if found[1] else line + 1 if alone else line
        place = source.place(found.start(), found.start() + len(found[0].rstrip()))
        out.append(Ignore(_codes(source, found), place, first, last))
    return out


def _codes(source: Source, found: re.Match[str]) -> list[tuple[str, Place]]:
    start = found.start(2)
    return [
        (word[0], source.place(start + word.start(), start + word.end())) for word in re.finditer(r"[^\s,]+", found[2])
    ]


def _in_code(page: Page, offset: int) -> bool:
    cells: Iterable[tuple[int, str]] = ((c.offset(0), c.raw) for c in page.prose)
    for start, raw in cells:
        if start <= offset < start + len(raw):
            at = offset - start
            return "`" in raw[:at] and raw[:at].count("`") % 2 == 1
    return False


def _following(page: Page, line: int) -> tuple[int, int]:
    """The lines of the section, table or block that comes next after a line."""
    source = page.source
    after = line + 1
    while after <= len(source.starts) and not source.line(after).strip():
        after += 1
    headings = [section for section in page.sections if section.heading is not None]
    for index, section in enumerate(headings):
        if section.line == after:
            ends = (later.line for later in headings[index + 1 :] if later.level <= section.level)
            return line, next(ends, _LAST) - 1
    starts = [table.line for table in page.tables]
    at = bisect_right(starts, after) - 1
    if at >= 0 and page.tables[at].line == after:
        return line, page.tables[at].end_line
    last = after
    while last < len(source.starts) and source.line(last + 1).strip():
        last += 1
    return line, last
