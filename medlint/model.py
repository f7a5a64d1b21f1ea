"""What was read: cells and links, pages with their sections and tables, and entries, each of which knows its place.

Nothing here judges, and nothing here does I/O.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from medlint.lazy import regex
from medlint.source import Document, Place, Route, Source
from medlint.text.words import begin_series

__all__ = [
    "NOTE_MARK", "Cell", "Column", "Document", "Entry", "Ignore", "Item", "Kind", "Link", "LinkKind", "Page", "Place",
    "Route", "Row", "Section", "Source", "Table", "TextCell", "ValueCell",
]  # fmt: skip

LinkKind = Literal["link", "image", "autolink", "bare", "html", "reference", "definition", "value"]
"""`reference` is the use of a `definition` (`[text][label]`): how its address is written is said there."""

Kind = Literal["row", "item", "heading", "record"]
"""What an entry was read from: a table's row, a list's item, a heading with its facts, or a record of a catalog."""

Shape = Literal["table", "html", "items", "headings"]
"""How a group of entries is written: a Markdown or an HTML table, a list of items, headings with their facts."""

NOTE_MARK = regex(r"\[\^[^\]\s]{1,60}\]")
"""The mark of a footnote in running text, which belongs to no title."""

_LONGEST = 500
"""How many characters of a title are read."""


class Link:
    """A link as it stands in a file.

    `url` is the destination with escapes and entities resolved, `place` the destination as written and
    `whole` the link with its text and brackets; `span` and `whole_span` are where these stand in the raw text of its
    cell. `entry` and `field` are set for a link inside an entry.
    """

    __slots__ = ("cell", "entry", "field", "kind", "span", "text", "url", "whole_span")

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
        self.span = span
        self.whole_span = whole or span
        self.entry: Entry | None = None
        self.field: str | None = None

    @property
    def place(self) -> Place:
        return self.cell.at(*self.span)

    @property
    def whole(self) -> Place:
        return self.cell.at(*self.whole_span)

    @property
    def at(self) -> tuple[str, int, int]:
        """Path, line and column of the destination."""
        return self.place[:3]

    @property
    def is_picture(self) -> bool:
        """Whether it shows an image, in Markdown or in HTML."""
        return self.kind == "image" or self.cell.raw.startswith(("![", "<img", "<IMG"), self.whole_span[0])

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
        self.links: Sequence[Link] = ()  # as most cells have none
        self.opaque: Sequence[tuple[int, int]] = ()
        self.stars: Sequence[int] = ()

    def add(self, link: Link) -> None:
        """Take in a link that stands in it."""
        if isinstance(self.links, list):
            self.links.append(link)
        else:
            self.links = [*self.links, link]

    def hide(self, span: tuple[int, int]) -> None:
        """Note that a span of `raw` is no prose."""
        if isinstance(self.opaque, list):
            self.opaque.append(span)
        else:
            self.opaque = [*self.opaque, span]

    def sort(self) -> None:
        """Put links and spans in the order in which they stand."""
        if len(self.links) > 1:
            self.links = sorted(self.links, key=lambda link: link.span)
        if len(self.opaque) > 1:
            self.opaque = sorted(self.opaque)

    @property
    def place(self) -> Place:
        """Where the whole of it stands."""
        raise LookupError("a cell of its own has no place")

    def at(self, start: int, end: int) -> Place:
        """Where a span of `raw` stands."""
        raise LookupError(f"a cell of its own has no place, nor have characters {start} to {end} of it")

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
        index = bisect_right(self.segments, (position, 1 << 62)) - 1 if len(self.segments) > 1 else 0
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
        return self.document.part(self.route, self.raw, start, end)


class Section:
    """A heading and what stands under it. The top of a page is a section of level 0 without a heading."""

    def __init__(self, level: int, heading: TextCell | None, parent: Section | None, line: int) -> None:
        self.level = level
        self.heading = heading
        self.parent = parent
        self.line = line
        self.children: list[Section] = []
        self.tables: list[Table] = []
        self.content: list[TextCell | Item | Table] = []
        """The paragraphs, items and tables that stand directly under it, in order."""
        self.blocks = 0
        """How many blocks other than tables and headings stand directly under it."""

    @cached_property
    def title(self) -> str:
        """The heading's text; of one as long as a page the beginning, since every entry below is told with it."""
        return self.heading.text.strip()[:_LONGEST].rstrip() if self.heading else ""

    @property
    def upward(self) -> Iterator[Section]:
        """The section and those that it stands in, from the inside out."""
        here: Section | None = self
        while here is not None:
            yield here
            here = here.parent

    @property
    def titles(self) -> list[str]:
        """The names of the section and of those that it stands in, from the inside out."""
        return [here.title for here in self.upward if here.title]


class Item:
    """An item of a list: its paragraphs, the items below it, and the lines that it takes up."""

    __slots__ = ("cells", "end_line", "items", "line")

    def __init__(self, line: int, end_line: int, cells: Sequence[TextCell] = ()) -> None:
        self.line = line
        self.end_line = end_line
        self.cells = list(cells)
        self.items: list[Item] = []


class Column(NamedTuple):
    """A column of a table: the header's cell and the field it means (its own name if it is no known one)."""

    cell: TextCell
    field: str
    known: bool


def _unlinked(cell: Cell) -> str | None:
    """The text of the one link of a cell that leads nowhere."""
    return cell.links[0].text if len(cell.links) == 1 and not cell.links[0].url.strip() else None


class Row:
    """A row as written: `cells` may be fewer or more than the header's.

    An item, or a heading with its facts, is a row too: its cells are the pieces that are its fields, in no order
    that columns have.
    """

    __slots__ = ("cells", "end", "end_line", "line", "start", "table")

    def __init__(
        self, table: Table, cells: list[TextCell], line: int, end_line: int = 0, span: tuple[int, int] | None = None
    ) -> None:
        source = table.page.source
        self.table = table
        self.cells = cells
        self.line = line
        self.end_line = end_line or line
        self.start, self.end = span or (source.starts[line - 1], source.line_end(self.end_line))
        """Where it stands in the source: its lines without the last line's end, in HTML its tags."""

    @property
    def blank(self) -> bool:
        """Whether nothing is filled in: links without an address beside an empty title are those of a template."""
        index = self.table.column("title")
        named = index is None or any(not cell.empty for cell in self.cells[index : index + 1])
        return all(cell.empty or not (named or cell.text != _unlinked(cell)) for cell in self.cells)

    @property
    def place(self) -> Place:
        """From the first cell to the last."""
        if not self.cells:
            source = self.table.page.source
            return source.place(source.starts[self.line - 1], source.starts[self.line - 1])
        first, last = self.cells[0], self.cells[-1]
        return first.source.place(first.offset(0), last.offset(0) + len(last.raw))


class Table:
    """A group of a page whose rows have the same columns; `entries` says whether they are entries of the list.

    Where the shape is a list of items or a run of headings, a column is a label that its entries use, and the
    column's cell is where the label stands first.
    """

    def __init__(self, page: Page, section: Section, line: int, shape: Shape = "table") -> None:
        self.page = page
        self.section = section
        self.line = line
        self.shape: Shape = shape
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


class Page:
    """A Markdown file as it was read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.sections: list[Section] = []
        self.tables: list[Table] = []
        """Markdown and HTML tables, in order."""
        self.groups: list[Table] = []
        """Lists of items, and runs of headings with facts, that are entries."""
        self.prose: list[TextCell] = []
        """Paragraphs, list items and other running text outside tables and headings."""
        self.loose: list[tuple[int, int, str]] = []
        """Raw HTML outside cells: (start, end, text) by offset in the source."""
        self.links: list[Link] = []
        """Every link of the page in order of place, those inside table cells too."""
        self.definitions: dict[str, Any] = {}
        """The link definitions of the page, as markdown-it-py keeps them."""
        self.anchors: set[str] = set()
        """Heading slugs by GitHub's rules, and ids and names of raw HTML."""
        self.ignores: list[Ignore] = []
        self.code: list[tuple[int, int]] = []
        """Spans of source offsets that are code blocks or comments: nothing in them is prose."""

    @property
    def headings(self) -> Iterator[Section]:
        """The sections that have a heading, in order."""
        return (section for section in self.sections if section.heading is not None)

    @cached_property
    def over_series(self) -> set[int]:
        """The ids of headings over nothing that name those behind them on their level: `Option 1`, `Option 2`."""
        out = set[int]()
        for parent in self.sections:
            for section, one, two in zip(parent.children, parent.children[1:], parent.children[2:], strict=False):
                if not (section.blocks or section.children) and begin_series(one.title, two.title):
                    out.add(id(section))
        return out


class Entry:
    """One dataset of the list, whichever form it was read from.

    `fields` maps a field's name (title, description, keywords, source, size, license, modality, access, date,
    or an extra column's own name) to its cell. Values of a record that no table shows are in `data`.
    """

    __slots__ = ("data", "document", "fields", "kind", "page", "remembered", "route", "row", "shown", "twin")

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
        self.twin: Entry | None = None
        """The row of a record, or the record of a row."""
        self.shown: Entry | None = None
        """An entry above on the page, of another shape, that shows the same dataset, such as a row and a section."""
        self.remembered: dict[object, Any] | None = None
        """What was worked out of it, by the function that did."""

    @property
    def on_page(self) -> bool:
        """True where it stands on a page, whatever the shape; False for a record of a catalog."""
        return self.kind != "record"

    @property
    def table(self) -> Table | None:
        """The table, list or run of headings that it stands in; None for a record."""
        return self.row.table if self.row is not None else None

    @property
    def title(self) -> str:
        """What to call it in a message: its title, else its id, else its file.

        Of a title that is none, being as long as a page, the beginning: every link of the entry is told with it.
        """
        cell = self.fields.get("title")
        if cell is not None and (text := cell.text.lstrip()):
            shown = text[:_LONGEST]
            name = " ".join((NOTE_MARK.sub("", shown) if "[^" in shown else shown).split())
            return name if len(text) <= _LONGEST else f"{name}…"
        if self.data.get("id"):
            return str(self.data["id"])[:_LONGEST]
        return self.source.path if self.document is not None else ""

    @property
    def id(self) -> str:
        """The id of its record; empty where there is none."""
        return str(self.data.get("id") or "")

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names that its record declares."""
        aliases = self.data.get("aliases")
        found = aliases if isinstance(aliases, list) else ()
        return tuple(alias for alias in found if isinstance(alias, str) and alias)

    @property
    def path(self) -> str:
        """The path of the file that it was read from."""
        return self.document.source.path if self.document is not None else self.source.path

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
    def links(self) -> Iterable[Link]:
        """Its links, field by field."""
        return (link for cell in self.fields.values() for link in cell.links)

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
