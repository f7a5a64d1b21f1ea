"""Table rows and YAML records as entries: which header, and which key, means which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from medlint.model import Cell, Column, Document, Entry, Link, Page, Route, Row, Table, TextCell, ValueCell
from medlint.read.inline import fill
from medlint.read.yaml import text_of

if TYPE_CHECKING:
    from medlint.config import Config

ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "dataset", "dataset name", "data set", "名称", "challenge"),
    "source": (
        "source", "link", "links", "url", "website", "official website", "official site", "homepage",
        "access link", "landing page", "quick link", "download", "access", "data", "platform", "code",
    ),
    "description": ("description", "summary", "details", "about", "notes"),
    "keywords": ("keywords", "tags", "topics"),
    "size": (
        "size", "data size", "dataset size", "size/scope", "volume", "# images", "# ct scans", "cases", "n",
    ),
    "license": ("license", "licence"),
    "modality": ("modality", "modalities"),
    "date": ("date", "year", "release date", "published"),
}  # fmt: skip
"""Header texts of each field in order of precedence; record keys mean fields by the same texts."""

IF_LINKED = frozenset(("download", "access", "data", "platform", "code"))
"""Header texts that mean the source only where a cell of the column holds a link."""

_TOTALS = frozenset(("total", "totals", "sum", "overall", "总计", "合计", "总数"))
_MAY_LINK = re.compile(r"[\[<:]|www\.", re.IGNORECASE)
_MARKED = re.compile(r"[\\`*_~\[\]<>!&\n:]|www\.", re.IGNORECASE)
"""Without any of these a value is its own text and holds no link."""
_NUMBERS = frozenset(("doi", "arxiv", "target"))
"""Keys whose values lead somewhere though they are no addresses."""
_URL = re.compile(r"(?:https?|ftp|s3|gs)://\S+", re.IGNORECASE)


@cache
def header_key(text: str) -> str:
    """A header text in the form that aliases are compared in: no case, emphasis, emoji or outer punctuation."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("So", "Sk", "Cf", "Mn", "Cs"))
    return " ".join(kept.casefold().replace("_", " ").split()).strip(":*`. ")


def aliases(config: Config) -> dict[str, tuple[str, ...]]:
    """The built-in header texts, and behind them those of the config."""
    own = {field: tuple(header_key(text) for text in texts) for field, texts in config.columns.items()}
    out = {field: texts + own.get(field, ()) for field, texts in ALIASES.items()}
    return out | {field: texts for field, texts in own.items() if field not in out}


def read_tables(page: Page, config: Config) -> list[Entry]:
    """Name the columns of a page's tables, and return the entries of those that are tables of entries."""
    known = aliases(config)
    entries: list[Entry] = []
    for table in page.tables:
        header, *rows = table.rows
        table.rows = rows
        table.columns = _columns(header.cells, rows, known)
        fields = {column.field for column in table.columns if column.known}
        table.entries = "title" in fields and len(fields) > 1
        if table.entries:
            entries.extend(_row_entry(page, table, row) for row in rows if is_entry(row))
    for entry in entries:
        _own_links(entry)
    return entries


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
    alone = all(other.empty for other in row.cells if other is not cell)
    emphasised = cell.raw[:1] in "*_" and cell.raw[-1:] in "*_"
    return not (alone and emphasised and not cell.links and len(row.cells) > 1)


def _columns(cells: list[TextCell], rows: list[Row], known: Mapping[str, tuple[str, ...]]) -> list[Column]:
    keys = [header_key(cell.text) for cell in cells]
    meaning: dict[int, str] = {}
    for field, texts in known.items():
        for text in texts:
            hits = [i for i, key in enumerate(keys) if key == text and i not in meaning]
            if field == "source" and text in IF_LINKED:
                hits = [i for i in hits if _linked(rows, i)]
            if hits:
                meaning[hits[0]] = field
                break
    for index, key in enumerate(keys):
        if key == "access" and index not in meaning and "access" not in meaning.values():
            meaning[index] = "access"
    return [Column(cell, meaning.get(index, keys[index]), index in meaning) for index, cell in enumerate(cells)]


def _linked(rows: list[Row], index: int) -> bool:
    return any(index < len(row.cells) and row.cells[index].links for row in rows)


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
