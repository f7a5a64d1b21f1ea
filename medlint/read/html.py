"""Raw HTML of a page: its headings and tables, with the place of every cell.

A tokenizer that knows nothing but tags is enough, since only `table`, `tr`, `td`, `th` and `h1` to `h6` are looked
for; what is never closed ends where the next of its kind begins, as in a browser.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import is_
from typing import NamedTuple

from medlint.lazy import regex
from medlint.model import Link, Page, Row, Section, Source, Table, TextCell
from medlint.read.inline import TAG, bare, html_links, visible

_NAME = regex(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_SPAN = regex(r"\b(colspan|rowspan)\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_BLOCK = regex(r"</?(?:p|li|ul|ol|div)\b[^<>]*>", re.IGNORECASE)
_WIDEST = 100
_COPIES = 100_000
"""How often a page's cells may be spread over rows below: a few letters can ask for a thousand each."""


class Tag(NamedTuple):
    """A tag in the source: its name in lower case, whether it closes, and where it stands."""

    name: str
    closes: bool
    start: int
    end: int


def tags(text: str, offset: int = 0) -> Iterator[Tag]:
    """The tags of raw HTML in order, comments aside."""
    for found in TAG.finditer(text):
        if (name := _NAME.match(found[0])) is not None:
            yield Tag(name[1].lower(), found[0][1] == "/", offset + found.start(), offset + found.end())


class _Part(NamedTuple):
    """A cell of a table: where its content stands, and how many columns and rows it spans."""

    start: int
    end: int
    header: bool
    columns: int
    rows: int


class Tables:
    """Puts the tables of a page together from its blocks of HTML, which end at every blank line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._depth = 0
        self._start = 0
        self._rows: list[list[_Part]] = []
        self._lines: list[tuple[int, int]] = []
        self._cell: tuple[Tag, int] | None = None
        self._copies = 0

    def close(self, at: int) -> tuple[int, int] | None:
        """End a table between its rows that nothing closes; its span is returned, where there is one."""
        return self._table(Tag("table", True, at, at)) if self._depth == 1 and self._cell is None else None

    def feed(self, tag: Tag) -> tuple[int, int] | None:
        """Take the next tag. Where it closes a table, the span of that table is returned."""
        if tag.name == "table":
            return self._table(tag)
        if self._depth != 1:
            return None
        if tag.name in ("tr", "td", "th", "thead", "tbody", "tfoot"):
            self._end_cell(tag.start)
        opens = "" if tag.closes else tag.name
        if opens == "tr" or (opens in ("td", "th") and not self._rows):
            self._rows.append([])
            self._lines.append((tag.start, tag.end))
        if opens in ("td", "th"):
            self._cell = (tag, tag.end)
        if self._lines and tag.name in ("tr", "td", "th"):
            self._lines[-1] = (self._lines[-1][0], tag.end)
        return None

    def _table(self, tag: Tag) -> tuple[int, int] | None:
        if not tag.closes:
            self._depth += 1
            if self._depth == 1:
                self._start, self._rows, self._lines, self._cell = tag.start, [], [], None
        if not tag.closes or not self._depth:
            return None
        if self._depth == 1:
            self._end_cell(tag.start)
        self._depth -= 1
        return (self._start, tag.end) if self._depth == 0 and self._rows else None

    def _end_cell(self, end: int) -> None:
        if self._cell is None:
            return
        (tag, start), self._cell = self._cell, None
        written = self.page.source.text[tag.start : tag.end]
        spans = {name.lower(): int(number) for name, number in _SPAN.findall(written)}
        columns, rows = (max(spans.get(name, 1), 1) for name in ("colspan", "rowspan"))
        self._rows[-1].append(_Part(start, end, tag.name == "th", columns, rows))

    def table(self, section: Section, span: tuple[int, int]) -> Table | None:
        """The table that was closed last; None for one that is there for the layout."""
        source = self.page.source
        table = Table(self.page, section, source.line_of(span[0]), "html")
        table.end_line = source.line_of(span[1])
        inside = _Inside(self.page.links, span[0])
        above: dict[int, tuple[TextCell, int]] = {}
        width = min(sum(part.columns for part in next(filter(None, self._rows), ())), _WIDEST)
        for parts, (start, end) in zip(self._rows, self._lines, strict=True):
            if not parts:  # a row without cells, which cells from above reach over
                above = {at: (cell, left - 1) for at, (cell, left) in above.items() if left > 1}
                continue
            row = Row(table, [], source.line_of(start), source.line_of(end), (start, end))
            for part in parts:
                self._spanned(row, above, width)
                cell = _filled(source, part, inside)
                self.page.links.extend(cell.links)
                for _ in range(min(part.columns, max(width - len(row.cells), 1))):
                    if part.rows > 1:
                        above[len(row.cells)] = (cell, part.rows - 1)
                    row.cells.append(cell)
            self._spanned(row, above, width)
            table.rows.append(row)
        self.page.links.extend(inside.rest())
        while len(rows := table.rows) > 1 and (
            (wide := len({id(cell) for cell in rows[0].cells})) == 1 < width
            or (wide < len(rows[0].cells) and any(map(is_, rows[0].cells, rows[1].cells)))
        ):
            rows.pop(0)  # a title over the whole width, or the upper line of a header
        return None if len(table.rows) < 2 or width < 2 or table.rows[0].blank else table

    def _spanned(self, row: Row, above: dict[int, tuple[TextCell, int]], width: int) -> None:
        """Put the cells into a row that reach down into it."""
        while len(row.cells) < width and (found := above.pop(len(row.cells), None)) is not None:
            cell, left = found
            self._copies += 1
            if left > 1 and self._copies < _COPIES:
                above[len(row.cells)] = (cell, left - 1)
            row.cells.append(cell)


class _Inside:
    """The links of a page from an offset on, taken from it, to be given to the cells that hold them."""

    def __init__(self, links: list[Link], start: int) -> None:
        at = len(links)
        while at and _offset(links[at - 1]) >= start:
            at -= 1
        self._links = sorted(links[at:], key=_offset)
        del links[at:]
        self._starts = [_offset(link) for link in self._links]
        self._taken: set[int] = set()

    def take(self, start: int, end: int) -> list[Link]:
        """The links between two offsets."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        self._taken.update(range(first, last))
        return self._links[first:last]

    def rest(self) -> list[Link]:
        """The links that nobody took."""
        return [link for index, link in enumerate(self._links) if index not in self._taken]


def _filled(source: Source, part: _Part, inside: _Inside) -> TextCell:
    """A cell with its text and links. The Markdown links that stand in it become its own."""
    start, end = part.start, part.end
    written = source.text[start:end]
    start += len(written) - len(written.lstrip())
    raw = written.strip()
    cell = TextCell("", raw, source, [(0, start)])
    plain, at = [], 0
    for link in inside.take(start, start + len(raw)):
        if link.kind == "html":
            continue
        whole, span = _span(link, link.whole_span, start), _span(link, link.span, start)
        if whole[0] >= at:
            plain += [raw[at : whole[0]], link.text]
            at = whole[1]
        cell.add(Link(link.url, link.text, link.kind, cell, span, whole))
        cell.hide(span)
    fill_html(cell, "".join([*plain, raw[at:]]))
    return cell


def _offset(link: Link) -> int:
    cell = link.cell
    return cell.offset(link.span[0]) if isinstance(cell, TextCell) else -1


def _span(link: Link, span: tuple[int, int], start: int) -> tuple[int, int]:
    cell = link.cell
    assert isinstance(cell, TextCell)
    return (cell.offset(span[0]) - start, cell.offset(max(span[1] - 1, span[0])) + 1 - start)


def fill_html(cell: TextCell, plain: str | None = None) -> None:
    """Read the raw HTML of a cell: set its text, links and opaque spans.

    `plain` is the same without the Markdown links in it, which are known already.
    """
    raw = cell.raw
    lines = visible(_BLOCK.sub("<br>", " ".join((raw if plain is None else plain).split()))).split("\n")
    cell.text = "\n".join(text for line in lines if (text := " ".join(line.split())))
    opened: tuple[str, tuple[int, int], int, int] | None = None
    for found in TAG.finditer(raw):
        cell.hide(found.span())
        if (name := _NAME.match(found[0])) is None:
            continue
        if name[1].lower() == "a":
            if opened is not None:
                _close(cell, opened, found.start() if found[0][1] != "/" else found.end())
                opened = None
            for attribute, value, a, b in html_links(found[0]):
                if attribute == "href":
                    opened = (value, (found.start() + a, found.start() + b), found.start(), found.end())
        elif name[1].lower() in ("img", "video", "source", "iframe"):
            for attribute, value, a, b in html_links(found[0]):
                if attribute in ("src", "srcset"):
                    span = (found.start() + a, found.start() + b)
                    cell.add(Link(value, "", "html", cell, span, found.span()))
    if opened is not None:
        _close(cell, opened, len(raw))
    if "://" in raw or "www." in raw.lower():
        bare(cell)
    cell.sort()


def _close(cell: TextCell, opened: tuple[str, tuple[int, int], int, int], end: int) -> None:
    url, span, start, inner = opened
    text = " ".join(visible(cell.raw[inner:end]).split())
    cell.add(Link(url, text, "html", cell, span, (start, end)))
