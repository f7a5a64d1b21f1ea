"""Table rows and YAML records as entries: which header, and which key, means which field."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from medlint.data import holds, terms
from medlint.lazy import regex
from medlint.model import Cell, Column, Entry, Page, Row, Table
from medlint.read.bullets import read_items
from medlint.read.columns import Words, header_key
from medlint.read.facts import Pieces, kind_of, says
from medlint.read.headings import read_headings, runs
from medlint.read.match import title_key
from medlint.read.topics import Topic, names_data, page_topic, topic, topic_of
from medlint.text import url as urls
from medlint.text.records import of_dataset

if TYPE_CHECKING:
    from medlint.config import Config

_CITED = regex(r"\[\d+(?:[,–\s-]+\d+)*\]\Z")
_LEAD = regex(r"\s[-–—]\s|\s?[:：(（]")
_ELSE = ("other", "within", "maybe")
_KNOWN = 3
_WIDEST = 100
"""In so many columns names are looked for."""


def read_entries(page: Page, config: Config) -> list[Entry]:
    """Name the columns of a page's tables, and return the entries of the page, of whatever shape, in order."""
    words = Words(config)
    pieces = Pieces(page)
    whole = page_topic(page)
    entries: list[Entry] = []
    heads: set[tuple[str, ...]] = set()
    for table in page.tables:
        entries.extend(_rows(table, words, whole, heads))
    # Below a table of one dataset, or one over all headings, a list is about it.
    taken = {id(t.section) for t in page.tables if t.entries and (len(t.rows) == 1 or not t.section.title)}
    about = partial(topic, page=whole)
    for run in runs(page, words, about):
        entries.extend(read_headings(page, run, words, pieces))
        taken |= {id(section) for unit in run for section in (unit.section, *unit.section.children)}
    entries.extend(read_items(page, [s for s in page.sections if id(s) not in taken], words, pieces, about))
    pieces.hand_over()
    entries.sort(key=lambda entry: entry.row.line if entry.row is not None else 0)
    entries = _without_comparisons(entries)
    for entry in entries:
        claim_links(entry)
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
        keys = [header_key(_LEAD.split(entry.title, maxsplit=1)[0]) for entry in found]
        known = sum(any(other != headers for other in above.get(key, ())) for key in keys)
        if table.shape in ("table", "html") and known >= _KNOWN and 5 * known >= 4 * len(keys):
            table.entries = False
            continue
        for key in keys:
            above.setdefault(key, set()).add(headers)
    return [entry for entry in entries if entry.table is not None and entry.table.entries]


def _note_shown_twice(entries: list[Entry]) -> None:
    """Find the entries whose dataset a group of another shape shows already, by their titles, or up to a colon."""
    first: dict[str, Entry] = {}
    for entry in entries:
        key, lead = map(title_key, (entry.title, entry.title.partition(":")[0]))
        above = first.setdefault(key, first.get(lead, entry)) if key else entry
        if above.kind != entry.kind:
            entry.shown = above


def _rows(table: Table, words: Words, whole: Topic, heads: set[tuple[str, ...]]) -> list[Entry]:
    """Name the columns of a table; its rows, where they are datasets: as those below the `heads` of tables above."""
    header, *table.rows = table.rows
    below: list[list[Cell]] = [[] for _ in header.cells]
    for row in table.rows:
        for column, cell in zip(below, row.cells, strict=False):
            column.append(cell)
    table.columns = words.columns(header.cells, below)
    if len(header.cells) == 2 and {c.text.rstrip()[-1:] for c in (header.cells[0], *below[0])} <= {":", "："}:
        table.columns = [Column(cell, header_key(cell.text), False) for cell in header.cells]
        return []  # the facts of its heading
    about = topic(table.section, whole)
    if (named := _called_otherwise(table, words, about)) is not None:
        table.columns[named] = Column(table.columns[named].cell, "title", True)
        table.entries = True
    else:
        sure = about == "maybe" or all(column.known for column in table.columns)
        fields = tuple(column.field for column in table.columns)
        table.entries = _lists_datasets(table, words, about) or (sure and len(fields) > _KNOWN and fields in heads)
    heads.update([tuple(column.field for column in table.columns)] if table.entries else ())
    source = table.column("source") or 0
    filled = sum(source < len(row.cells) and not row.cells[source].empty for row in table.rows)
    leads = urls.is_page if _KNOWN < len(table.rows) > 2 * filled else of_dataset
    return [_row_entry(table.page, table, row, leads) for row in table.rows if is_entry(row)] if table.entries else []


def _lists_datasets(table: Table, words: Words, about: Topic) -> bool:
    """Whether the rows of a table are datasets, by its headers and by what the headings over it say."""
    index = table.column("title")
    if index is None or index >= _WIDEST:
        return False
    known = sum(column.known for column in table.columns)
    header = table.columns[index].cell.text
    if header_key(header) in words.own:
        return len(table.columns) > 1
    texts = [{row.cells[i].text for row in table.rows if i < len(row.cells)} for i in range(index)]
    named_by = [i for i in range(index) if 2 * len(texts[i]) > len(table.rows) or not _mostly_linked(table, i)]
    kinds = ("header-of-other-tables", "header-before-name")[: 1 if about == "data" and names_data(header) else 2]
    if any(holds(table.columns[i].cell.text.replace("_", " "), kind) for i in named_by for kind in kinds):
        return False
    if 2 * sum(_CITED.search(column.cell.text) is not None for column in table.columns) > len(table.columns):
        return False  # what its columns cite are the datasets, and its rows what is said of them
    several = header_key(header).endswith("s") and not header_key(header).endswith("us")
    led_by = _mostly_linked(table, 0) and not _mostly_linked(table, index)
    if index and (several or led_by) and len(table.rows) >= _KNOWN and _holds_names(table, 0):
        return False  # what the first column names has several, or is trained on one
    known += any(row.cells[index].links for row in table.rows if index < len(row.cells))  # which are the source too
    above = [table.page.source.line(line) for line in range(max(table.line - 2, 1), table.line)]
    named = any(names_data(text) for text in (header, *above) if text is header or text.startswith("Table:"))
    links = [link for row in table.rows for cell in row.cells for link in cell.links]
    published = about is None and any(column.field in terms("paper-column") for column in table.columns)
    if about in _ELSE or (published and all(kind_of(link) in ("paper", "code") for link in links)):
        return named and known > 1 and not any(column.field in ("model", "models") for column in table.columns)
    return known > 1 or (len(table.columns) > 1 and (named, about == "data", bool(links)).count(True) > 1)


def name_column(table: Table) -> int | None:
    """The column that may hold names, headed or leftmost: the first of texts that are no numbers, each its own."""
    headed = (index for index, column in enumerate(table.columns[:_WIDEST]) if column.cell.text or not index)
    return next((index for index in headed if _holds_names(table, index)), None)


def _holds_names(table: Table, index: int) -> bool:
    texts = [row.cells[index].text for row in table.rows if index < len(row.cells) and any(map(says, row.cells))]
    names = [text for text in texts if any(map(str.isalpha, text)) and len(text) < 200 and "://" not in text]
    return len(names) > 0.8 * len(texts) and len(set(names)) > 0.8 * len(names)


def _called_otherwise(table: Table, words: Words, about: Topic) -> int | None:
    """The column of names that heads a table of datasets under a header that isn't known for that.

    Most of its names are links, or most of its rows have one in the column of the source, or lead to a record.
    """
    index = name_column(table) if table.column("title") is None else None
    if index is None or len(table.rows) < _KNOWN:
        return None
    header, columns = table.columns[index].cell.text, range(len(table.columns[:_WIDEST]))
    other, sure = holds(header, "header-of-other-tables"), topic_of(table.section.title) == "data"
    known = words.meaning(header) is not None and header_key(header) != "data"
    if about != "data" and (about in (None, "other") or not names_data(header)):
        return index if not (other or known) and any(_mostly_linked(table, i, of_dataset) for i in columns) else None
    if _mostly_linked(table, index):
        return None if other and not sure else index
    caption = sure and not any(column.cell.text for column in table.columns if column is not table.columns[index])
    enough = sum(column.known for column in table.columns) > (header != "" and not sure)
    source = table.column("source") if enough else None
    where = columns if caption or names_data(header) else () if source is None else (source,)
    return None if ((other or known) and not caption) or not any(_mostly_linked(table, i) for i in where) else index


def _mostly_linked(table: Table, index: int, leads: Callable[[str], bool] = urls.is_web) -> bool:
    cells = [row.cells[index] for row in table.rows if index < len(row.cells) and any(map(says, row.cells))]
    return 2 * sum(any(leads(link.url) for link in cell.links) for cell in cells) > len(cells)


def is_entry(row: Row) -> bool:
    """False for a row that says nothing, one of totals or of what is to come, and a bold line over the group below."""
    if row.blank or not any(map(says, row.cells)):
        return False
    index = row.table.column("title") or 0
    cell = row.cells[index] if index < len(row.cells) else None
    if cell is None:
        return True
    if any(c.text.partition("(")[0].strip(" *:").casefold() in terms("total") for c in row.cells[: index + 1]):
        return False
    if cell.text.rstrip(" .!…*_").casefold().endswith("coming soon") and not any(c.links for c in row.cells):
        return False
    pairs = [*zip(row.cells, row.table.columns, strict=False)]
    if cell.empty and sum(column.cell.empty and not c.empty for c, column in pairs) > 1:
        return False  # the second line of a header
    if cell.empty and all(other.empty or (i < index and other.text.isdigit()) for i, other in enumerate(row.cells)):
        return False  # a number that waits for its row
    again = [c.text == column.cell.text for c, column in pairs]
    if len(again) > 1 and again[min(index, len(again) - 1)] and 2 * sum(again) > len(again):
        return False  # the header again
    if cell.source is row.table.page.source and cell.source.line_of(cell.offset(0)) < row.line:
        return False  # an HTML cell that reaches down from the row above
    lead = next((other for other in row.cells if not other.empty), cell)
    alone = all(other.empty for other in row.cells if other is not lead)
    emphasised = (lead.raw[:1] in "*_" and lead.raw[-1:] in "*_") or lead.raw.startswith("<t")
    spread = sum(other is lead for other in row.cells) > 1
    return not (alone and (emphasised or spread) and not lead.links and len(row.table.columns) > 1)


def _row_entry(page: Page, table: Table, row: Row, leads: Callable[[str], bool]) -> Entry:
    """A row as an entry; where its source is empty, a title that `leads` to the data is the source."""
    fields: dict[str, Cell] = {}
    for column, cell in zip(table.columns, row.cells, strict=False):
        fields.setdefault(column.field, cell)
    title, source = fields.get("title"), fields.get("source")
    links = title.links if title is not None and (source is None or source.empty) else ()
    if title is not None and (links if source is None else any(leads(link.url) for link in links)):
        fields["source"] = title
        for link in links:
            link.field = "source"
    return Entry("row", fields, page=page, row=row)


def claim_links(entry: Entry) -> None:
    for field, cell in entry.fields.items():
        for link in cell.links:
            link.entry = entry
            link.field = link.field or field
