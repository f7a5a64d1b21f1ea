"""Records of a catalog as entries: which key means which field, and which links a value holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from medlint.config import FIELDS
from medlint.data import meanings
from medlint.lazy import regex
from medlint.model import Cell, Document, Entry, Link, Route, ValueCell
from medlint.read.columns import aliases, header_key
from medlint.read.entries import claim_links
from medlint.read.inline import fill
from medlint.text.yaml import text_of

if TYPE_CHECKING:
    from medlint.config import Catalog, Config

_MAY_LINK = regex(r"[\[<:]")
_MARKED = regex(r"[\\`*_~\[\]<>!&\n:]")
"""Without any of these, and without `www.`, a value is its own text and holds no link."""
_PROOFS = "evidence"
"""Where a figure was read, and when: dated proofs, no links of the dataset."""
_NUMBERS = frozenset(("doi", "arxiv", "target"))
"""Keys whose values lead somewhere though they are no addresses."""
_URL = regex(r"(?:https?|ftp|s3|gs)://\S+", re.IGNORECASE)
_ADDRESS = regex(r"https?://[^\s*{}<>$\\^`|\"]+", re.IGNORECASE)
"""An address that can be asked for: no pattern, no template."""


class Keys:
    """The keys of a catalog's records, by the fields that they mean."""

    def __init__(self, catalog: Catalog, config: Config) -> None:
        self.catalog = catalog
        self.known = aliases(config)
        for key, field in meanings("record-key").items():
            self.known[field] = (*self.known[field], key)
        for field, keys in catalog.fields.items():
            self.known[field] = (*map(header_key, keys), *self.known.get(field, ()))
        self._meanings: dict[tuple[Any, ...], dict[str, str]] = {}

    def meaning(self, data: Mapping[str, Any]) -> Mapping[str, str]:
        """The fields that the keys of a record mean; most records of a catalog have the same keys."""
        is_address = _URL.match(str(data.get("access"))) is not None
        shape = (is_address, *data)
        if shape not in self._meanings:
            self._meanings[shape] = self._meaning(data, is_address)
        return self._meanings[shape]

    def _meaning(self, data: Mapping[str, Any], is_address: bool) -> dict[str, str]:
        meaning: dict[str, str] = {}
        keys = {header_key(key): key for key in reversed(list(data))}
        for field, texts in self.known.items():
            hit = next((keys[text] for text in texts if text in keys and keys[text] not in meaning), None)
            if hit is not None and (field != "source" or hit != "access" or is_address):
                meaning[hit] = field
        return meaning


def read_records(document: Document, routes: Iterable[Route], keys: Keys) -> list[Entry]:
    """The records at routes of a file as entries; what is no map is none."""
    found = ((route, value_at(document.data, route)) for route in routes)
    return [_record(document, route, data, keys) for route, data in found if isinstance(data, dict)]


def value_at(data: Any, route: Route) -> Any:
    """The value at a route."""
    for part in route:
        data = data[part]
    return data


def replaced(data: Any, route: Route, value: Any) -> Any:
    """The data with another value at a route; what lies beside it is shared, not copied."""
    if not route:
        return value
    out = data.copy()
    out[route[0]] = replaced(data[route[0]], route[1:], value)
    return out


def _record(document: Document, route: Route, data: Mapping[str, Any], keys: Keys) -> Entry:
    meaning, foreign = keys.meaning(data), keys.catalog.rules == "schema"
    fields: dict[str, Cell] = {}
    entry = Entry("record", fields, document=document, route=route, data=data)
    for key, value in data.items():
        field = meaning.get(key, key)
        if (cell := _value(document, (*route, key), value)) is not None:
            fields.setdefault(field, cell)
            if key == _PROOFS and not foreign:
                continue
            if foreign or isinstance(value, (dict, list)):
                cell.links = tuple(links_below(document, (*route, key), value, addresses=foreign))
                if key == "extra" and isinstance(value, list):
                    _name_extra(cell.links, len(route) + 1, value, keys.known)
            else:
                _fill(cell, key)
    _say_in_words(entry, document, route)
    claim_links(entry)
    return entry


def _say_in_words(entry: Entry, document: Document, route: Route) -> None:
    """Give a record the fields that it says in the words of `extra`, because their keys can't hold them."""
    kept, whole = entry.data.get("extra"), entry.fields.get("extra")
    for index, item in enumerate(kept if isinstance(kept, list) else ()):
        field = header_key(str(item.get("column"))) if isinstance(item, dict) else ""
        if whole is None or field not in FIELDS or field in entry.fields or not isinstance(item.get("text"), str):
            continue
        here = (*route, "extra", index, "text")
        own = [link for link in whole.links if isinstance(link.cell, ValueCell) and link.cell.route == here]
        whole.links = [link for link in whole.links if link not in own]
        entry.fields[field] = own[0].cell if own else ValueCell(item["text"], document, here)
        if not own:
            fill(entry.fields[field], {})


def _name_extra(links: Iterable[Link], depth: int, items: list[Any], known: Mapping[str, tuple[str, ...]]) -> None:
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


def links_below(document: Document, route: Route, value: Any, *, addresses: bool = False) -> Iterator[Link]:
    """The links in the strings below a value; with `addresses` only values that are an address and nothing else.

    An explicit stack: the reader allows a hundred levels.
    """
    stack: list[tuple[Route, Any]] = [(route, value)] if _may_link(value, *route[-1:]) else []
    while stack:
        here, item = stack.pop()
        if isinstance(item, (dict, list)):
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            stack.extend([((*here, key), below) for key, below in pairs if _may_link(below, key)][::-1])
        else:
            cell = ValueCell(item, document, here)
            if not addresses:
                _fill(cell, str(here[-1]))
            elif _ADDRESS.fullmatch(item.strip()):
                start = item.find(item.strip())
                cell.add(Link(item.strip(), item.strip(), "value", cell, (start, start + len(item.strip()))))
            yield from cell.links


def _may_link(value: Any, key: str | int = "") -> bool:
    """Whether a value may be a link, or hold one."""
    if isinstance(value, str):
        return key in _NUMBERS or _MAY_LINK.search(value) is not None or "www." in value.lower()
    return isinstance(value, (dict, list))


def _fill(cell: Cell, key: str) -> None:
    """Find the links of a value: an address, a DOI or arXiv number under its key, or Markdown with links."""
    raw = cell.raw
    if key not in _NUMBERS and not (_MARKED.search(raw) or "www." in raw.lower()):
        cell.text = raw.strip()
        return
    value = raw.strip()
    start = raw.find(value)
    span = (start, start + len(value))
    if key in ("doi", "target") and value.startswith("10."):
        cell.add(Link(f"https://doi.org/{value}", value, "value", cell, span))
    elif key == "arxiv" and value[:1].isdigit():
        cell.add(Link(f"https://arxiv.org/abs/{value}", value, "value", cell, span))
    elif _URL.fullmatch(value):
        cell.add(Link(value, value, "value", cell, span))
        cell.hide(span)
    else:
        fill(cell, {})
