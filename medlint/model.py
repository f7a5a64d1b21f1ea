"""What was read: files, pages, tables, cells, links and entries, each of which knows its place.

Nothing here judges, and nothing here does I/O. Offsets inside this module count characters of the decoded
text; a `Place` adds the line, the column and the bytes that people, editors and reports speak in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from medlint.config import Config
    from medlint.links.verdict import Verdict
    from medlint.read.collect import Found
    from medlint.read.schema import Schema
    from medlint.registered import Answers

Route = tuple[str | int, ...]
"""The keys and indices that lead from the top of a YAML document to a value."""

Kind = Literal["row", "record"]
LinkKind = Literal["link", "image", "autolink", "bare", "html", "reference", "definition", "value"]
"""`reference` is the use of a `definition` (`[text][label]`): how its address is written is said there."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Place(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in characters; start and end are bytes."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class Source:
    """A text file as it was read. `text` keeps its own line ends and has no byte order mark."""

    def __init__(self, path: str, text: str, *, bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self._counted = (-1, 0)

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts; CR, LF and CRLF end a line, as in CommonMark."""
        return [0, *(m.end() for m in _LINE_END.finditer(self.text))]

    @cached_property
    def _byte_starts(self) -> list[int] | None:
        if self.text.isascii():
            return None
        total, out = 0, [0]
        for a, b in zip(self.starts, self.starts[1:], strict=False):
            total += len(self.text[a:b].encode("utf-8", "surrogatepass"))
            out.append(total)
        return out

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the offset."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def byte(self, offset: int) -> int:
        """The byte offset in the file of a character offset in the text."""
        shift = 3 if self.bom else 0
        if self._byte_starts is None:
            return offset + shift
        line = self.line_of(offset)
        start, total = self.starts[line - 1], self._byte_starts[line - 1]
        # Many places on one long line are asked for in order: each counts on from the one before.
        if start <= self._counted[0] <= offset:
            start, total = self._counted
        total += len(self.text[start:offset].encode("utf-8", "surrogatepass"))
        self._counted = (offset, total)
        return shift + total

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from start up to end."""
        a, b = self.line_of(start), self.line_of(end)
        return Place(
            self.path,
            a,
            start - self.starts[a - 1] + 1,
            b,
            end - self.starts[b - 1] + 1,
            self.byte(start),
            self.byte(end),
        )


class Link:
    """A link as it stands in a file.

    `url` is the destination with escapes and entities resolved, `place` the destination as written and
    `whole` the link with its text and brackets. `entry` and `field` are set for a link inside an entry.
    """

    __slots__ = ("_span", "_whole", "cell", "entry", "field", "kind", "text", "url")

    def __init__(
        self,
        url: str,
        text: str,
        kind: LinkKind,
        cell: Cell,
        span: tuple[int, int],
        whole: tuple[int, int] | None = None,
    ) -> None:
        self.url = url
        self.text = text
        self.kind = kind
        self.cell = cell
        self._span = span
        self._whole = whole or span
        self.entry: Entry | None = None
        self.field: str | None = None

    @property
    def place(self) -> Place:
        return self.cell.at(*self._span)

    @property
    def whole(self) -> Place:
        return self.cell.at(*self._whole)

    @property
    def span(self) -> tuple[int, int]:
        """Where the destination stands in the raw text of its cell."""
        return self._span

    @property
    def whole_span(self) -> tuple[int, int]:
        """Where the link with its text and brackets stands in the raw text of its cell."""
        return self._whole

    def __repr__(self) -> str:
        return f"Link({self.url!r}, {self.kind})"


class Cell:
    """A piece of text with a place: a table cell, a heading, a paragraph or a YAML value.

    `text` is what a reader sees (one line, entities and escapes resolved, `<br>` as a line feed), `raw` what
    is written. `opaque` are the spans of `raw` that are not prose: code, addresses, HTML tags. `stars` are the
    offsets in `raw` of asterisks that a reader sees: escaped ones and those in code aside.
    """

    __slots__ = ("links", "opaque", "raw", "stars", "text")

    def __init__(self, text: str, raw: str) -> None:
        self.text = text
        self.raw = raw
        self.links: list[Link] = []
        self.opaque: list[tuple[int, int]] = []
        self.stars: list[int] = []

    @property
    def place(self) -> Place:
        """Where the whole of it stands."""
        raise LookupError("a cell of its own has no place")

    def at(self, start: int, end: int) -> Place:
        """Where a span of `raw` stands."""
        raise LookupError("a cell of its own has no place")

    @property
    def empty(self) -> bool:
        """True when a reader sees nothing in it: no text, no link, no image."""
        return not self.links and not self.text.strip("\u00a0\u200b\ufeff \t\r\n")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class TextCell(Cell):
    """A cell of a Markdown file. `segments` maps offsets of `raw` to offsets of the source, line by line."""

    __slots__ = ("segments", "source")

    def __init__(self, text: str, raw: str, source: Source, segments: Sequence[tuple[int, int]]) -> None:
        super().__init__(text, raw)
        self.source = source
        self.segments = segments

    def offset(self, position: int) -> int:
        """The offset in the source of an offset in `raw`."""
        index = bisect_right(self.segments, (position, 1 << 62)) - 1
        raw_start, source_start = self.segments[max(index, 0)]
        return source_start + position - raw_start

    def at(self, start: int, end: int) -> Place:
        last = self.offset(end - 1) + 1 if end > start else self.offset(start)
        return self.source.place(self.offset(start), last)

    @property
    def place(self) -> Place:
        return self.at(0, len(self.raw))


class ValueCell(Cell):
    """A value of a YAML record; its place is looked up only when somebody asks."""

    __slots__ = ("document", "route")

    def __init__(self, text: str, document: Document, route: Route) -> None:
        super().__init__(text, text)
        self.document = document
        self.route = route

    @property
    def place(self) -> Place:
        return self.document.place(self.route)

    def at(self, start: int, end: int) -> Place:
        piece = self.raw[start:end]
        text = self.document.source.text
        if end - start > 11 and text.count(piece) == 1:  # an address, mostly: no need to look for its value first
            begin = text.index(piece)
            return self.document.source.place(begin, begin + len(piece))
        whole = self.document.span(self.route)
        written = self.document.source.text[whole[0] : whole[1]]
        # Folding and quoting move characters about, so the nth occurrence in the value is looked for as the
        # nth occurrence in the source; where that fails the whole value is the smallest honest answer.
        found = -1
        for _ in range(self.raw.count(piece, 0, start) + 1 if piece else 0):
            found = written.find(piece, found + 1)
            if found < 0:
                break
        if found < 0:
            return self.place
        begin = whole[0] + found
        return self.document.source.place(begin, begin + len(piece))


class Document:
    """A YAML file as it was read. `data` holds only strings, numbers, lists and maps."""

    def __init__(self, source: Source, data: Any, locate: Callable[[Source], Mapping[Route, tuple[int, int]]]) -> None:
        self.source = source
        self.data = data
        self._locate = locate

    @cached_property
    def _spans(self) -> Mapping[Route, tuple[int, int]]:
        return self._locate(self.source)

    def span(self, route: Route) -> tuple[int, int]:
        """The offsets of the value at the route, or of its nearest written parent."""
        for length in range(len(route), -1, -1):
            if route[:length] in self._spans:
                return self._spans[route[:length]]
        return (0, 0)

    def place(self, route: Route) -> Place:
        """The place of the value at the route; of its nearest written parent's key when it is missing."""
        if route in self._spans:
            return self.source.place(*self._spans[route])
        for length in range(len(route) - 1, 0, -1):
            if route[:length] in self._spans:
                return self.key(route[:length])
        return self.first

    def key(self, route: Route) -> Place:
        """The place of the key (or list item) that the route ends in."""
        spans = self._spans
        return self.source.place(*spans.get(("\0key", *route), spans.get(route, (0, 0))))

    @cached_property
    def _firsts(self) -> Mapping[Route, tuple[int, int]]:
        """The first key of each map."""
        out: dict[Route, tuple[int, int]] = {}
        for route, span in self._spans.items():
            if route[:1] == ("\0key",):
                out[route[1:-1]] = min(out.get(route[1:-1], span), span)
        return out

    @property
    def first(self) -> Place:
        """The place of the first key of the file: what a finding about the whole record points at."""
        return self.source.place(*self._firsts.get((), (0, 0)))

    def first_of(self, route: Route) -> Place:
        """The place that stands for the map at the route: its first key."""
        span = self._firsts.get(route)
        return self.source.place(*span) if span is not None else self.place(route)


class Section:
    """A heading and what stands under it. The top of a page is a section of level 0 without a heading."""

    def __init__(self, level: int, heading: TextCell | None, parent: Section | None, line: int) -> None:
        self.level = level
        self.heading = heading
        self.parent = parent
        self.line = line
        self.children: list[Section] = []
        self.tables: list[Table] = []
        self.blocks = 0
        """How many blocks other than tables and headings stand directly under it."""

    @property
    def title(self) -> str:
        return self.heading.text.strip() if self.heading else ""

    def __repr__(self) -> str:
        return f"Section({self.level}, {self.title!r})"


class Column(NamedTuple):
    """A column of a table: the header's cell and the field it means (its own name if it is no known one)."""

    cell: TextCell
    field: str
    known: bool


class Row:
    """A row as written: `cells` may be fewer or more than the header's."""

    __slots__ = ("cells", "line", "table")

    def __init__(self, table: Table, cells: list[TextCell], line: int) -> None:
        self.table = table
        self.cells = cells
        self.line = line

    @property
    def blank(self) -> bool:
        return all(cell.empty for cell in self.cells)

    @property
    def place(self) -> Place:
        """From the first cell to the last."""
        if not self.cells:
            source = self.table.page.source
            return source.place(source.starts[self.line - 1], source.starts[self.line - 1])
        first, last = self.cells[0], self.cells[-1]
        return first.source.place(first.offset(0), last.offset(0) + len(last.raw))


class Table:
    """A table of a page; `entries` says whether its rows are entries of the list."""

    def __init__(self, page: Page, section: Section, line: int) -> None:
        self.page = page
        self.section = section
        self.line = line
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self.entries = False
        self.end_line = line

    def column(self, field: str) -> int | None:
        """The index of the column that means the field, if there is one."""
        for index, column in enumerate(self.columns):
            if column.known and column.field == field:
                return index
        return None


class Ignore:
    """An ignore comment: its codes with their places, and the lines of the file that it speaks of."""

    def __init__(self, codes: list[tuple[str, Place]], place: Place, first: int, last: int) -> None:
        self.codes = codes
        self.place = place
        self.first = first
        self.last = last
        self.used: set[str] = set()
        """The codes, as written, that silenced something; the gate fills it."""


class Page:
    """A Markdown file as it was read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.sections: list[Section] = []
        self.tables: list[Table] = []
        self.prose: list[TextCell] = []
        """Paragraphs, list items and other running text outside tables and headings."""
        self.loose: list[tuple[int, int, str]] = []
        """Raw HTML outside cells: (start, end, text) by offset in the source."""
        self.links: list[Link] = []
        """Every link of the page in order of place, those inside table cells too."""
        self.anchors: set[str] = set()
        """Heading slugs by GitHub's rules, and ids and names of raw HTML."""
        self.ignores: list[Ignore] = []
        self.code: list[tuple[int, int]] = []
        """Spans of source offsets that are code blocks or comments: nothing in them is prose."""

    @property
    def headings(self) -> Iterator[Section]:
        """The sections that have a heading, in order."""
        return (section for section in self.sections if section.heading is not None)


class Entry:
    """One dataset of the list, whichever form it was read from.

    `fields` maps a field's name (title, description, keywords, source, size, license, modality, access, date,
    or an extra column's own name) to its cell. Values of a record that no table shows are in `data`.
    """

    def __init__(
        self,
        kind: Kind,
        fields: dict[str, Cell],
        *,
        page: Page | None = None,
        row: Row | None = None,
        document: Document | None = None,
        route: Route = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind: Kind = kind
        self.fields = fields
        self.page = page
        self.row = row
        self.document = document
        self.route = route
        self.data: Mapping[str, Any] = data or {}
        self.memo: dict[Any, Any] = {}
        """What rules worked out of it that others ask for again, by the function that did."""
        self.twin: Entry | None = None
        """The row of a record, or the record of a row."""

    @property
    def title(self) -> str:
        """What to call it in a message: its title, else its id, else its file."""
        cell = self.fields.get("title")
        if cell is not None and cell.text.strip():
            return " ".join(cell.text.split())
        if self.data.get("id"):
            return str(self.data["id"])
        return self.source.path if self.document is not None else ""

    @property
    def source(self) -> Source:
        """The file that it was read from."""
        if self.document is not None:
            return self.document.source
        if self.page is None:
            raise LookupError("an entry is read from a page or a document")
        return self.page.source

    @property
    def section(self) -> str:
        """The name of the section it stands in; empty when it names none."""
        if self.row is not None:
            return self.row.table.section.title
        return str(self.data.get("section", ""))

    @property
    def place(self) -> Place:
        """What a finding about the whole entry points at: the title's cell, or the record's first key."""
        cell = self.fields.get("title")
        if cell is not None:
            return cell.place
        if self.row is not None:
            return self.row.place
        if self.document is None:
            raise LookupError("an entry is read from a row or a document")
        return self.document.first_of(self.route)

    @property
    def links(self) -> Iterator[Link]:
        """Its links, field by field."""
        for cell in self.fields.values():
            yield from cell.links

    def get(self, field: str) -> Cell | None:
        """The field's cell, or None where the table has no such column or the record no such key."""
        return self.fields.get(field)

    def __getitem__(self, field: str) -> Cell:
        return self.fields[field]

    def text(self, field: str) -> str:
        """The field's text, empty where there is none."""
        cell = self.fields.get(field)
        return cell.text.strip() if cell is not None else ""

    def has_empty(self, field: str) -> bool:
        """True where the table has the column and the cell is empty."""
        cell = self.fields.get(field)
        return cell is not None and cell.empty

    def __repr__(self) -> str:
        return f"Entry({self.kind}, {self.title!r})"


class Problem(NamedTuple):
    """Why a file, or a part of it, could not be read: the code of the rule that says it, where, and what."""

    code: str
    place: Place
    message: str
    entry: Entry | None = None
    field: str | None = None
    related: tuple[tuple[Place, str], ...] = ()


class Project:
    """Everything that was read for one run, and what the world said of it."""

    def __init__(self, config: Config, today: date) -> None:
        self.config = config
        self.today = today
        self.files = 0
        """How many files the list has, those that can't be read too."""
        self.pages: list[Page] = []
        self.documents: list[Document] = []
        self.catalog: Document | None = None
        """`list.yaml` of the catalog folder: sections, columns and useful links of the list."""
        self.entries: list[Entry] = []
        """Rows in the order of their pages, then records in the order of their paths."""
        self.problems: list[Problem] = []
        self.ignores: list[tuple[str, Ignore]] = []
        """Ignore comments with the path of their file."""
        self.targets: dict[tuple[str, str], str | None] = {}
        """For a relative link (path of the page, path in the link): "" when it is there, None when nothing is
        there, else how what is there and differs in letter case alone, or hardly, is spelt. A key that is absent
        was not looked up."""
        self.neighbours: dict[str, Page] = {}
        """Other local Markdown files that links with a fragment lead into, by path."""
        self.leads: dict[tuple[str, str], Page] = {}
        """The page that a relative link with a fragment leads into, keyed as in `targets`."""
        self.site = False
        """True in the folder of a site generator, where `x` may stand for `x.md`."""
        self.useful: list[Link] = []
        """The links that `list.yaml` holds."""
        self.whole = True
        """False where a file of the list was not read, or not asked for: what is missing can't be known then."""
        self.found: list[Found] = []
        """The links that lead out of the list, by address; filled when the project is probed."""
        self.verdicts: Mapping[str, Verdict] = {}
        """What the link check concluded, by normalised address."""
        self.registered: Answers = {}
        """What registries and archives say, by DOI (lower case) or by normalised address of a page."""
        self.no_network = False
        """True where nothing at all could be reached, so that nothing is known of any link."""
        self.schema: Schema | None = None
        """What a record has to look like; None where there is no record."""
        self.list_schema: Schema | None = None
        """What `list.yaml` has to look like; None where there is none."""
        self.known: frozenset[str] = frozenset(("files",))
        """What has been asked: "files" always, "links" and "registries" once they were probed."""
        self.judged: frozenset[str] = frozenset()
        """The codes of the rules that ran: an ignore comment for any other can't be called unused."""

    @property
    def rows(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "row"]

    @property
    def records(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "record"]

    @property
    def links(self) -> Iterator[Link]:
        """Every link of every page and record, in order of file."""
        for page in self.pages:
            yield from page.links
        for entry in self.entries:
            if entry.kind == "record":
                yield from entry.links
