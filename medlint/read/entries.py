"""Table rows and YAML records as entries: which header, and which key, means which field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from medlint.data import pattern, terms
from medlint.model import Cell, Entry, Page, Row, Table
from medlint.read.bullets import read_items
from medlint.read.columns import Words, header_key
from medlint.read.facts import Pieces
from medlint.read.headings import read_headings, runs
from medlint.read.topics import Topic, names_data, page_topic, topic

if TYPE_CHECKING:
    from medlint.config import Config

_CITED = re.compile(r"\[\d+(?:[,–\s-]+\d+)*\]\Z")


def read_entries(page: Page, config: Config) -> list[Entry]:
    """Name the columns of a page's tables, and return the entries of the page, of whatever shape, in order."""
    words = Words(config)
    pieces = Pieces(page)
    whole = page_topic(page)
    entries: list[Entry] = []
    for table in page.tables:
        entries.extend(_rows(table, words, whole))
    # Below a table of one dataset a list is about it.
    taken = {id(table.section) for table in page.tables if table.entries and len(table.rows) == 1}
    for run in runs(page, words):
        if topic(run[0].home, whole) in ("data", "maybe"):
            entries.extend(read_headings(page, run, words, pieces))
            taken |= {id(unit.section) for unit in run}
    for section in page.sections:
        about = topic(section, whole)
        if id(section) not in taken and about in ("data", "maybe"):
            entries.extend(read_items(page, section, words, pieces, sure=about == "data"))
    pieces.hand_over()
    entries.sort(key=lambda entry: entry.row.line if entry.row is not None else 0)
    entries = _without_comparisons(entries)
    for entry in entries:
        own_links(entry)
    _note_shown_twice(entries)
    return entries


def _without_comparisons(entries: list[Entry]) -> list[Entry]:
    """The entries without the rows of tables that compare what is listed above, under other headers."""
    above: dict[str, set[tuple[str, ...]]] = {}
    rows: dict[int, list[Entry]] = {}
    for entry in entries:
        rows.setdefault(id(entry.table), []).append(entry)
    for found in rows.values():
        table = found[0].table
        assert table is not None
        headers = tuple(column.field for column in table.columns)
        keys = [header_key(entry.title) for entry in found]
        known = sum(any(other != headers for other in above.get(key, ())) for key in keys)
        if table.shape in ("table", "html") and known >= 3 and 5 * known >= 4 * len(keys):
            table.entries = False
            continue
        for key in keys:
            above.setdefault(key, set()).add(headers)
    return [entry for entry in entries if entry.table is not None and entry.table.entries]


def _note_shown_twice(entries: list[Entry]) -> None:
    """Find the entries whose dataset a group of another shape shows already, by their titles."""
    first: dict[str, Entry] = {}
    for entry in entries:
        key = header_key(entry.title)
        above = first.setdefault(key, entry) if key else entry
        if above.kind != entry.kind:
            entry.shown = above


def _rows(table: Table, words: Words, whole: Topic) -> list[Entry]:
    """Name the columns of a table; its rows, where they are datasets."""
    header, *rows = table.rows
    table.rows = rows
    below = [[row.cells[i] for row in rows if i < len(row.cells)] for i in range(len(header.cells))]
    table.columns = words.columns(header.cells, below)
    table.entries = _lists_datasets(table, words, topic(table.section, whole))
    return [_row_entry(table.page, table, row) for row in rows if is_entry(row)] if table.entries else []


def _lists_datasets(table: Table, words: Words, about: Topic) -> bool:
    """Whether the rows of a table are datasets, by its headers and by what the headings over it say."""
    index = table.column("title")
    if index is None:
        return False
    known = sum(column.known for column in table.columns)
    header = table.columns[index].cell.text
    if header_key(header) in words.own:
        return len(table.columns) > 1
    if any(
        pattern("header-of-other-tables").search(column.cell.text.replace("_", " ")) for column in table.columns[:index]
    ):
        return False
    if 2 * sum(_CITED.search(column.cell.text) is not None for column in table.columns) > len(table.columns):
        return False  # what its columns cite are the datasets, and its rows what is said of them
    titles = [row.cells[index] for row in table.rows if index < len(row.cells)]
    if any(cell.links for cell in titles):
        known += 1  # a linked title is the source too
    if names_data(header):
        linked = any(cell.links for row in table.rows for cell in row.cells)
        told = about == "data" and _tells(table, index)
        return known > 1 or (len(table.columns) > 1 and about != "other" and (linked or told))
    return known > 1 and about != "other"


def _tells(table: Table, title: int) -> bool:
    """Whether a table says something of what it names in words, not only in figures and ticks as a comparison does."""
    width = range(len(table.columns))
    words = [sum(any(c.isalpha() for c in row.cells[i].text) and len(row.cells[i].text) > 3 for row in table.rows
                 if i < len(row.cells)) for i in width if i != title]  # fmt: skip
    return any(2 * count > len(table.rows) for count in words)


def is_entry(row: Row) -> bool:
    """False for a blank row, a row of totals, and a bold line that only names the group below it."""
    if row.blank:
        return False
    index = row.table.column("title") or 0
    cell = row.cells[index] if index < len(row.cells) else None
    if cell is None:
        return True
    if cell.text.strip(" *:").casefold() in terms("total"):
        return False
    if len(row.cells) > 1 and [c.text for c in row.cells] == [column.cell.text for column in row.table.columns]:
        return False  # the header again
    if cell.source is row.table.page.source and cell.source.line_of(cell.offset(0)) < row.line:
        return False  # an HTML cell that reaches down from the row above
    alone = all(other.empty for other in row.cells if other is not cell)
    emphasised = cell.raw[:1] in "*_" and cell.raw[-1:] in "*_"
    spread = sum(other is cell for other in row.cells) > 1
    return not (alone and (emphasised or spread) and not cell.links and len(row.cells) > 1)


def _row_entry(page: Page, table: Table, row: Row) -> Entry:
    fields: dict[str, Cell] = {}
    for column, cell in zip(table.columns, row.cells, strict=False):
        fields.setdefault(column.field, cell)
    title = fields.get("title")
    if "source" not in {c.field for c in table.columns if c.known} and title is not None and title.links:
        fields["source"] = title
        for link in title.links:
            link.field = "source"
    return Entry("row", fields, page=page, row=row)


def own_links(entry: Entry) -> None:
    for field, cell in entry.fields.items():
        for link in cell.links:
            link.entry = entry
            link.field = link.field or field
