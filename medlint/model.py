"""What was read: pages, tables, entries and the project they belong to, each of which knows its place.

Nothing here judges, and nothing here does I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from medlint.source import Cell, Document, Link, LinkKind, Place, Route, Source, TextCell, ValueCell

if TYPE_CHECKING:
    from medlint.answers import Answers, Verdict
    from medlint.config import Config
    from medlint.read.collect import Found
    from medlint.read.schema import Schema

__all__ = [
    "NOTE_MARK", "Cell", "Column", "Document", "Entry", "Ignore", "Kind", "Link", "LinkKind", "Page", "Place",
    "Problem", "Project", "Route", "Row", "Section", "Source", "Table", "TextCell", "ValueCell",
]  # fmt: skip

Kind = Literal["row", "record"]

NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]")
"""The mark of a footnote in running text, which belongs to no title."""

_LONGEST = 500
"""How many characters of a title are read."""


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
        """The heading's text; of one as long as a page the beginning, since every entry below is told with it."""
        return self.heading.text.strip()[:_LONGEST].rstrip() if self.heading else ""

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
        """What to call it in a message: its title, else its id, else its file.

        Of a title that is none, being as long as a page, the beginning: every link of the entry is told with it.
        """
        cell = self.fields.get("title")
        if cell is not None and (text := cell.text.lstrip()):
            name = " ".join(NOTE_MARK.sub("", text[:_LONGEST]).split())
            return name if len(text) <= _LONGEST else f"{name}…"
        if self.data.get("id"):
            return str(self.data["id"])[:_LONGEST]
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
        """The links that lead out of the list, by address, once they were asked for."""
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

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of every page and record, in order of file; for when everything is read."""
        on_pages = (link for page in self.pages for link in page.links)
        return (*on_pages, *(link for entry in self.records for link in entry.links))
