"""Table rows and YAML records as entries: which header, and which key, means which field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from medlint.model import Cell, Document, Entry, Link, Page, Route, Row, Table, ValueCell
from medlint.read.bullets import read_items
from medlint.read.columns import Words, aliases, header_key
from medlint.read.facts import Pieces
from medlint.read.headings import read_headings, runs
from medlint.read.inline import fill
from medlint.read.topics import Topic, names_data, page_topic, topic
from medlint.read.yaml import text_of

if TYPE_CHECKING:
    from medlint.config import Config

_TOTALS = frozenset(("total", "totals", "sum", "overall", "总计", "合计", "总数"))
_OTHERS = re.compile(
    r"\b(?:papers?|models?|methods?|algorithms?|authors?|rank|tools?|metrics?|software|publications?)\b|论文|模型|方法",
    re.IGNORECASE,
)
"""Headers of tables that list something else, beside which a dataset is only a fact."""
_MAY_LINK = re.compile(r"[\[<:]|www\.", re.IGNORECASE)
_MARKED = re.compile(r"[\\`*_~\[\]<>!&\n:]|www\.", re.IGNORECASE)
"""Without any of these a value is its own text and holds no link."""
_NUMBERS = frozenset(("doi", "arxiv", "target"))
"""Keys whose values lead somewhere though they are no addresses."""
_URL = re.compile(r"(?:https?|ftp|s3|gs)://\S+", re.IGNORECASE)


def read_entries(page: Page, config: Config) -> list[Entry]:
    """Name the columns of a page's tables, and return the entries of the page, of whatever shape, in order."""
    words = Words(config)
    pieces = Pieces(page)
    whole = page_topic(page)
    entries: list[Entry] = []
    for table in page.tables:
        entries.extend(_rows(table, words, whole))
    # Below a table of one or two datasets a list is about them.
    taken = {id(table.section) for table in page.tables if table.entries and len(table.rows) < 3}
    for run in runs(page, words):
        if topic(run[0].section, whole) in ("data", "maybe"):
            entries.extend(read_headings(page, run, words, pieces))
            taken |= {id(unit.section) for unit in run}
    for section in page.sections:
        about = topic(section, whole)
        if id(section) not in taken and about in ("data", "maybe"):
            entries.extend(read_items(page, section, words, pieces, sure=about == "data"))
    pieces.hand_over()
    entries.sort(key=lambda entry: entry.row.line if entry.row is not None else 0)
    entries = _without_comparisons(page, entries)
    for entry in entries:
        _own_links(entry)
    _note_shown_twice(entries)
    return entries


def _without_comparisons(page: Page, entries: list[Entry]) -> list[Entry]:
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
        if table in page.tables and known >= 3 and 5 * known >= 4 * len(keys):
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
    if any(_OTHERS.search(column.cell.text) for column in table.columns[:index]):
        return False
    if names_data(header):
        linked = any(cell.links for row in table.rows for cell in row.cells)
        return known > 1 or (len(table.columns) > 1 and linked and about != "other")
    return known > 1 and about != "other"


def is_entry(row: Row) -> bool:
    """False for a blank row, a row of totals, and a bold line that only names the group below it."""
    if row.blank:
        return False
    index = row.table.column("title") or 0
    cell = row.cells[index] if index < len(row.cells) else None
    if cell is None:
        return True
    if cell.text.strip(" *:").casefold() in _TOTALS:
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


def _own_links(entry: Entry) -> None:
    for field, cell in entry.fields.items():
        for link in cell.links:
            link.entry = entry
            link.field = link.field or field


def read_records(document: Document, config: Config) -> list[Entry]:
    """The records of a YAML file: itself, the list it holds, or the only list of maps in it."""
    known = aliases(config)
    data = document.data
    route: Route = ()
    if isinstance(data, dict):
        lists = [key for key, value in data.items() if _maps(value)]
        if len(lists) == 1 and not any(header_key(key) in known["title"] for key in data):
            route, data = (lists[0],), data[lists[0]]
        else:
            return [_record(document, (), data, known)]
    if not _maps(data):
        return []
    return [_record(document, (*route, i), item, known) for i, item in enumerate(data)]


def _maps(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _record(document: Document, route: Route, data: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]) -> Entry:
    meaning: dict[str, str] = {}
    keys = {header_key(key): key for key in reversed(list(data))}
    for field, texts in known.items():
        hit = next((keys[text] for text in texts if text in keys and keys[text] not in meaning), None)
        if hit is not None and not (field == "source" and hit == "access" and not _URL.match(str(data[hit]))):
            meaning[hit] = field
    fields: dict[str, Cell] = {}
    entry = Entry("record", fields, document=document, route=route, data=data)
    for key, value in data.items():
        field = meaning.get(key, key)
        cell = _value(document, (*route, key), value)
        if cell is not None:
            fields.setdefault(field, cell)
            if isinstance(value, (dict, list)):
                cell.links.extend(links_below(document, (*route, key), value))
                if key == "extra" and isinstance(value, list):
                    _name_extra(cell.links, len(route) + 1, value, known)
            else:
                _fill(cell, key)
    _own_links(entry)
    return entry


def _name_extra(links: list[Link], depth: int, items: list[Any], known: Mapping[str, tuple[str, ...]]) -> None:
    """Give the links of cells that a record keeps as they were written the fields that their columns mean.

    What is wrong with one of them is then the same as what is wrong with the row's.
    """
    columns = [header_key(str(item.get("column"))) if isinstance(item, dict) else "" for item in items]
    meaning = [next((f for f, texts in known.items() if column in texts), column) for column in columns]
    owned = [(link, meaning[int(link.cell.route[depth])]) for link in links if isinstance(link.cell, ValueCell)]
    in_title = all(field != "source" for _, field in owned)  # a linked title is the source where nothing else is
    for link, field in owned:
        link.field = "source" if field == "title" and in_title else field


def _value(document: Document, route: Route, value: Any) -> ValueCell | None:
    """The cell of a value as a table would show it; a map stands for its text, level, name or title."""
    if isinstance(value, dict):
        shown = next((k for k in ("text", "level", "name", "title", "doi", "arxiv") if k in value), None)
        if shown is None or isinstance(value[shown], (dict, list)):
            return ValueCell("", document, route) if value else None
        return ValueCell(text_of(value[shown]), document, (*route, shown))
    if isinstance(value, list):
        plain = [text_of(item) for item in value if not isinstance(item, (dict, list))]
        return ValueCell(", ".join(plain), document, route)
    return ValueCell(text_of(value), document, route)


def links_below(document: Document, route: Route, value: Any) -> Iterator[Link]:
    """The links in the strings below a value. An explicit stack: the reader allows a hundred levels."""
    stack: list[tuple[Route, Any]] = [(route, value)]
    while stack:
        here, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*here, key), below) for key, below in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend(((*here, index), below) for index, below in reversed(list(enumerate(item))))
        elif isinstance(item, str) and (_MAY_LINK.search(item) or here[-1] in _NUMBERS):
            cell = ValueCell(item, document, here)
            _fill(cell, str(here[-1]))
            yield from cell.links


def _fill(cell: Cell, key: str) -> None:
    """Find the links of a value: an address, a DOI or arXiv number under its key, or Markdown with links."""
    raw = cell.raw
    if key not in _NUMBERS and not _MARKED.search(raw):
        cell.text = raw.strip()
        return
    value = raw.strip()
    start = raw.find(value)
    span = (start, start + len(value))
    if key == "doi" and value.startswith("10."):
        cell.links.append(Link(f"https://doi.org/{value}", value, "value", cell, span))
    elif key == "arxiv" and value[:1].isdigit():
        cell.links.append(Link(f"https://arxiv.org/abs/{value}", value, "value", cell, span))
    elif key == "target" and value.startswith("10."):
        cell.links.append(Link(f"https://doi.org/{value}", value, "value", cell, span))
    elif _URL.fullmatch(value):
        cell.links.append(Link(value, value, "value", cell, span))
        cell.opaque.append(span)
    else:
        fill(cell, {})
