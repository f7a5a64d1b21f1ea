"""What a page says differently from the catalog, step by step, each with the edits that bring it up to it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from medlint.config import Catalog
from medlint.finding import Edit
from medlint.lazy import regex
from medlint.model import Cell, Document, Entry, Place, Row, Source, Table, TextCell
from medlint.project import Project, once_per_project
from medlint.read.columns import header_key
from medlint.read.match import section_key, title_key
from medlint.read.meaning import Difference, contrast, differences, same_markdown, says, shown
from medlint.read.records import Keys, read_records
from medlint.read.said import plain_text, read_markdown, says_nothing
from medlint.write.cells import agrees, emptied, end_of_value, rewritten
from medlint.write.columns import anchor, other_names
from medlint.write.columns import cell as cell_of
from medlint.write.held import NAMELESS, held
from medlint.write.layout import Layout, order_of, start_of
from medlint.write.markers import Region
from medlint.write.rows import Group, line_end

_BLANK_LINE = regex(r"(?:\r\n|\r|\n)[ \t]*(?=\r|\n)")
_LABELLED = regex(r"[\s>]*(?:[-*+•]\s+)?[*_]{0,3}[^\W_][\w /&.'-]{0,40}[*_]{0,3}[:：][*_]{0,3}\s*")
_ASIDE = regex(r"<!--|\[\^|<a\s+(?:id|name)\b", re.IGNORECASE)
"""What a cell holds beside its value: a comment, the mark of a note, an anchor."""
Kind = Literal["cell", "gone", "new", "moved", "order", "names"]


class Step(NamedTuple):
    """One thing that a page says differently from the catalog, and the edits that bring it up to it.

    `entry` is the entry of the page, of a new one its record. `steered` is True between markers. Without edits
    nobody but a person can tell how to write it. Steps of one place that is written anew share their edits.
    """

    kind: Kind
    entry: Entry
    field: str
    place: Place
    message: str
    edits: tuple[Edit, ...]
    steered: bool
    difference: Difference | None = None

    def __str__(self) -> str:
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {self.message}"


@once_per_project
def steps(project: Project) -> list[Step]:
    """All that the pages of a project say differently from its catalog, in order of place.

    Pages whose markers can't be followed have none: rendering them says what is wrong. Several rules ask.
    """
    return sorted(_Plan(project).steps(), key=lambda step: (step.place.path, step.place.start, step.field))


class _Plan:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.layout = Layout(project)
        self.held: dict[str, bool] = {}
        self._keep_markers()

    def _keep_markers(self) -> None:
        """End an entry at the marker that ends what is steered, though more prose stands under its heading."""
        for entry in self.project.on_page:
            row, source = entry.row, entry.source
            region = self.layout.around(entry.page, row.start) if row is not None and entry.page is not None else None
            if row is not None and region is not None and row.end > region.end:
                row.end = row.start + len(source.text[row.start : region.end].rstrip())
                row.end_line = source.line_of(row.end)

    def steps(self) -> Iterator[Step]:
        groups = (table for page in self.project.pages for table in (*page.tables, *page.groups))
        if not self.project.records or not (self.layout.marked or any(table.entries for table in groups)):
            return
        placed: list[tuple[Entry, Row | None]] = []
        for row in self.project.on_page:
            if row.row is None or row.page is None:
                continue
            region = self.layout.around(row.page, row.row.start)
            yield from self._cells(row, steered=region is not None)
            if row.twin is None:
                yield from self._gone(row) if region is not None else ()
            elif self._elsewhere(row, row.twin, region):
                placed.append((row.twin, row.row))
        shown = {title_key(row.text("title")) for row in self.project.on_page}
        placed += [
            (record, None)
            for record in self.project.records
            if record.twin is None and (self.layout.marked or title_key(record.text("title")) not in shown)
        ]
        if self.project.whole:
            yield from self._placed(placed)
            yield from self._sort()
            yield from self._names()

    def _cells(self, row: Entry, *, steered: bool) -> Iterator[Step]:
        apart = self._apart(row) if self.layout.chosen and steered else {}
        beyond = {field for field, cell in row.fields.items() if _is_beyond(row, cell)} if steered else set()
        for found in differences(row, steered=steered, apart={*apart, *beyond}):
            if row.table and row.twin and agrees(found.field, found.cell, row.twin, row.table):
                continue
            several = found.field == "source" and sum(link.kind != "image" for link in found.cell.links) > 1
            edits = None if several and not steered else rewritten(found, row)  # nobody knows which link is meant
            changes = () if edits is None else tuple(Edit.at(found.cell.at(a, b), text) for a, b, text in edits)
            here, there = contrast(found.here, found.there)
            said = f"{here!r} in the README" if here else "empty in the README"
            message = f"{row.title!r}: {found.field}: {said}, {there!r} in {found.place.path}"
            yield Step("cell", row, found.field, found.cell.place, message, changes, steered, found)

        for field, cell in self._dropped(row, {*apart, *beyond}) if steered else ():
            edits = emptied(field, cell, row)
            changes = (
                _without_line(row, cell) if edits is None else tuple(Edit.at(cell.at(*e[:2]), e[2]) for e in edits)
            )
            here, _ = contrast(shown(field, cell), "")
            record = row.twin
            assert record is not None
            message = f"{row.title!r}: {field}: {here!r} in the README, nothing in {_file(record)}"
            found = Difference(field, cell, here, "", "", None, record.place)
            yield Step("cell", row, field, cell.place, message, changes, steered, found)
        for cell, text in apart.values():
            wanted = read_markdown(text)
            if row.twin is None or same_markdown(cell, wanted):
                continue
            change = Edit.at(cell.at(0, end_of_value(cell.raw)), text)
            here, there = contrast(plain_text(cell), plain_text(wanted))
            field = next(field for field, other in row.fields.items() if other is cell)
            message = f"{row.title!r}: {field}: {here!r} in the README, {there!r} by {_file(row.twin)}"
            found = Difference(field, cell, here, there, "", text, row.twin.place)
            yield Step("cell", row, field, cell.place, message, (change,), steered, found)

    def _dropped(self, row: Entry, apart: Container[str]) -> Iterator[tuple[str, Cell]]:
        """The cells that say what the record of a row doesn't, though it could and others of the catalog do."""
        record = row.twin
        if record is None or row.shown is not None or not self.project.shipped(record):
            return
        asked = [
            (field, cell)
            for field, cell in row.fields.items()
            if field != "title" and field not in apart and not cell.empty and not says(record, field)
        ]
        asked = [(field, cell) for field, cell in asked if self._is_held(field) and not says_nothing(cell)]
        if not asked:
            return
        schema = self.project.schema_of(record)
        assert schema is not None
        document = Document(Source("", ""), held("x", row, schema, self.project.config).data, lambda _: {})
        (read,) = read_records(document, [()], Keys(Catalog(()), self.project.config))
        yield from ((field, cell) for field, cell in asked if says(read, field))

    def _is_held(self, field: str) -> bool:
        """Whether at least one record of the catalog fills a field: the others are the README's own."""
        if field not in self.held:
            self.held[field] = any(says(record, field) for record in self.project.records)
        return self.held[field]

    def _apart(self, row: Entry) -> dict[str, tuple[Cell, str]]:
        """By field, the cells of a row whose columns `list.yaml` chooses, and what belongs there."""
        if row.table is None or row.twin is None:
            return {}
        out: dict[str, tuple[Cell, str]] = {}
        for column in row.table.columns:
            cell, field = row.get(column.field), self.layout.chosen.get(header_key(column.cell.text))
            if cell is not None and field is not None:
                out |= {key: (cell, cell_of(row.twin, field)) for key, held in row.fields.items() if held is cell}
        return out

    def _gone(self, row: Entry) -> Iterator[Step]:
        if row.row is None or not row.text("title").strip():
            return
        message = f"{row.title!r}: a row without a record"
        yield Step("gone", row, "", row.place, message, (_without(row.row),), True)

    def _elsewhere(self, row: Entry, record: Entry, region: Region | None) -> bool:
        """Whether an entry stands under another heading than its record names."""
        if not record.section.strip() or row.table is None or not row.section or row.shown is not None:
            return False
        here, due = row.table.section, section_key(record.section)
        if any(section_key(name) == due for name in here.titles) or (region and region.section == record.section):
            return False
        # The title of a page is a section too, but mostly the name of the whole list.
        return here.level > 1 or due in self._shown or section_key(row.section) in self._named

    @cached_property
    def _shown(self) -> set[frozenset[str]]:
        return {section_key(section.title) for page in self.project.pages for section in page.headings}

    @cached_property
    def _named(self) -> set[frozenset[str]]:
        return {section_key(record.section) for record in self.project.records if record.section.strip()}

    def _placed(self, placed: Sequence[tuple[Entry, Row | None]]) -> Iterator[Step]:
        """The steps that write records into the tables of their sections; those of one section share their edits."""
        by_section: dict[frozenset[str], list[tuple[Entry, Row | None]]] = {}
        homes = self.layout.homes
        for record, row in placed:
            key = section_key(record.section.strip() or NAMELESS)
            if row is not None and _loses(record, row, homes.get(key)):
                steered = self.layout.around(row.table.page, row.start) is not None
                yield self._step(record, row, (), steered=steered)
            elif row is None and (place := self.layout.shown_unread(record)) is not None:
                message = f"{record.title!r}: in {_file(record)}, and what stands here isn't read as its entry"
                yield Step("new", record, "", place, message, (), True)
            elif row is None and not record.text("title").strip():
                yield self._step(record, None, (), steered=True)
            else:
                by_section.setdefault(key, []).append((record, row))
        known = [(homes[key], group) for key, group in by_section.items() if key in homes]
        for (table, items), edits in zip(known, self.layout.added(known), strict=True):
            steered = self.layout.around(table.page, start_of(table)) is not None
            yield from self._shared(items, edits, steered=steered)
        without = [item for key, group in by_section.items() if key not in homes for item in group]
        if without:
            edits = self.layout.founded(without)
            yield from self._shared(without, edits, steered=bool(edits))

    def _shared(self, items: Group, edits: tuple[Edit, ...], *, steered: bool) -> Iterator[Step]:
        """The steps of records that are written by the same edits, which take those that move from where they are."""
        if edits:
            edits = (*edits, *(_without(row) for record, row in items if row is not None and record.twin is not None))
        return (self._step(record, row, edits, steered=steered) for record, row in items)

    def _step(self, record: Entry, row: Row | None, edits: tuple[Edit, ...], *, steered: bool) -> Step:
        shown = record.twin
        if row is not None and shown is not None:
            message = (
                f"{shown.title!r}: section: {shown.section!r} in the README, {record.section!r} in {_file(record)}"
            )
            return Step("moved", shown, "section", shown.place, message, edits, steered)
        where = record.document.first_of(record.route) if record.document is not None else record.place
        message = f"{record.title!r}: in {_file(record)}, and no entry of the README shows it"
        return Step("new", record, "", where, message, edits, steered)

    def _names(self) -> Iterator[Step]:
        """The paragraphs of all names that say something else than the catalog."""
        for page in self.project.pages:
            for region in self.layout.regions[page.source.path]:
                if region.kind != "names":
                    continue
                here, due = page.source.text[region.start : region.end], self._other_names
                if here.split() != due.split():
                    place = page.source.place(region.start, region.end)
                    text = f"\n\n{due}\n\n".replace("\n", line_end(page.source))
                    message = "the names are not those of the catalog"
                    yield Step("names", self.project.records[0], "", place, message, (Edit.at(place, text),), True)

    @cached_property
    def _other_names(self) -> str:
        return other_names(self.project.records)

    def _sort(self) -> Iterator[Step]:
        """The entries that `sort` wants elsewhere in their table or list; what is no entry parts what is sorted."""
        if not self.layout.by_title:
            return
        for page in self.project.pages:
            for table in (*page.tables, *page.groups):
                at = start_of(table)
                if table.entries and self.layout.around(page, at) is not None:
                    for run in _runs(self.layout.entries.get(id(table), [])):
                        yield from self._sorted(page.source, run)

    def _sorted(self, source: Source, run: Sequence[tuple[Entry, Row]]) -> Iterator[Step]:
        due = sorted(run, key=lambda item: order_of(item[0]))
        moved = [(here, there[1]) for here, there in zip(run, due, strict=True) if here is not there]
        if not moved:
            return
        edits = tuple(
            Edit.at(source.place(row.start, row.end), source.text[other.start : other.end]) for (_, row), other in moved
        )
        entry = moved[0][0][0]
        message = f"{entry.title!r}: out of the order by title that 'sort' in list.yaml asks for"
        yield Step("order", entry, "", entry.place, message, edits, True)


def _loses(record: Entry, row: Row, table: Table | None) -> bool:
    """Whether a row that moves to a table says something that neither its record nor a column there would hold."""
    both = table is not None and table.shape == row.table.shape == "table"
    headers = {header_key(column.cell.text) for column in table.columns} if both and table is not None else ()
    kept = {
        id(cell)
        for column, cell in zip(row.table.columns, row.cells, strict=False)
        if header_key(column.cell.text) in headers
    }
    fields = record.twin.fields if record.twin is not None else {}
    lost = [(field, cell) for field, cell in fields.items() if id(cell) not in kept]
    return (
        any(not says(record, field) and (not says_nothing(cell) or "<" in cell.raw) for field, cell in lost)
        or any(_ASIDE.search(cell.raw.replace(anchor(record), "")) for _, cell in lost)
        or (row.table.shape in ("items", "headings") and _says_more(row, fields.values()))
    )


def _says_more(row: Row, cells: Iterable[Cell]) -> bool:
    """Whether an item, or a heading with its facts, has words beside its fields and their labels."""
    source = row.table.page.source
    own = [cell for cell in cells if isinstance(cell, TextCell) and cell.source is source and cell.raw]
    at, left = row.start, []
    for start, end in sorted((cell.offset(0), cell.offset(len(cell.raw) - 1) + 1) for cell in own):
        left.append(source.text[at:start])
        at = max(at, end)
    left.append(source.text[at : row.end])
    lines = "\0".join(left).splitlines()
    return any(re.search(r"\w", _LABELLED.sub("", line, count=1)) for line in lines)


def _is_beyond(row: Entry, cell: Cell) -> bool:
    """Whether a cell of an entry stands below the marker that ends what is steered."""
    if row.row is None or not isinstance(cell, TextCell) or cell.source is not row.source:
        return False
    return cell.offset(0) > row.row.end


def _runs(entries: Sequence[Entry]) -> Iterator[list[tuple[Entry, Row]]]:
    """The entries of a table that follow each other with nothing between them, each wholly within its row."""
    run: list[tuple[Entry, Row]] = []
    for entry in entries:
        row = entry.row
        if row is None:
            continue
        if row.table.shape == "html" and any(not row.start <= cell.offset(0) <= row.end for cell in row.cells):
            continue  # a cell that reaches down into it from above
        source = row.table.page.source
        if run and (source.text[run[-1][1].end : row.start].strip() or _indent(run[-1][1]) != _indent(row)):
            yield run
            run = []
        run.append((entry, row))
    if run:
        yield run


def _indent(row: Row) -> str:
    line = row.table.page.source.line(row.line)
    return line[: len(line) - len(line.lstrip())]


def _file(record: Entry) -> str:
    return record.source.path if record.document is not None else "the catalog"


def _without_line(row: Entry, cell: Cell) -> tuple[Edit, ...]:
    """The edit that takes a line away that holds a label and its value, and nothing else."""
    if row.row is None or row.table is None or not isinstance(cell, TextCell) or cell.place.line == row.row.line:
        return ()
    source, number = row.table.page.source, cell.place.line
    before, after = source.text[source.starts[number - 1] : cell.offset(0)], cell.offset(len(cell.raw) - 1) + 1
    if cell.place.end_line != number or not _LABELLED.fullmatch(before) or source.text[after : source.line_end(number)]:
        return ()
    return (Edit.at(source.place(source.line_end(number - 1), source.line_end(number)), ""),)


def _without(row: Row) -> Edit:
    """The edit that takes an entry away: its lines with the line end before them, or what it takes up of a line.

    Of the blank lines around an item or a heading with its facts one side is left.
    """
    source = row.table.page.source
    text, start, end = source.text, row.start, row.end
    before = text[source.starts[row.line - 1] : start]
    after = text[end : source.line_end(row.end_line)]
    if before.strip(" \t>") or after.strip():
        return Edit.at(source.place(start, end), "")
    start = source.line_end(row.line - 1) if row.line > 1 else 0
    end = source.line_end(row.end_line)
    blank = row.table.shape in ("items", "headings") and row.line > 1 and not source.line(row.line - 1).strip()
    while blank and (found := _BLANK_LINE.match(text, end)) is not None:
        end = found.end()
    return Edit.at(source.place(start, end), "")
