"""Whether a row and its record say the same, field by field, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from medlint.model import Cell, Entry, Place
from medlint.read.match import address_key, addresses, names, without_access
from medlint.rules._tables import kept_cell
from medlint.text import url as urls
from medlint.text.quantity import BYTES, Quantity
from medlint.text.size import parse

COMPARED = ("title", "description", "keywords", "source", "size")

_SPLIT = re.compile(r"[,;\n|·•、，；]")
_CITATION = re.compile(r"\s*\[\^?\d{1,4}[a-z]?\],?")
_SUFFIX = re.compile(r"\d\s?([kKM])\b")
_MANY = 200
"""How many figures are compared one by one: a size of more is compared as a text."""


class Difference(NamedTuple):
    """A field that a row and its record fill differently: the row's cell, both texts, the record's place."""

    field: str
    cell: Cell
    here: str
    there: str
    place: Place


def differences(row: Entry) -> Iterator[Difference]:
    """The fields that the row and its record both fill, with different meanings."""
    record = row.twin
    if record is None:
        return
    for field in COMPARED:
        cell, other = row.get(field), record.get(field)
        if cell is None or cell.empty:
            continue
        kept = kept_cell(row, record, field)
        if kept is not None:
            if _said(kept) != _said(cell):
                yield Difference(field, cell, _shown(cell), _shown(kept), kept.place)
        elif other is not None and not other.empty and not same(field, row, record):
            here, there = _shown(cell), _shown(other)
            if field == "source":
                here = " ".join(_outward(cell))
                there = " ".join(link.url for link in other.links)
            yield Difference(field, cell, here, there, other.place)


def same(field: str, row: Entry, record: Entry) -> bool:
    """Whether both say the same of a field that both fill."""
    if field == "title":
        shown = _title(row.text(field))
        return any(shown == _title(name) for name in names(record))
    if field == "keywords":
        return _same_keywords(row.text(field), _listed(record, field))
    if field == "source":
        return _same_source(row, record)
    if field == "size":
        return same_size(row.text(field), record.text(field), record.data.get("size"))
    return _plain(row.text(field)) == _plain(record.text(field))


def _plain(text: str) -> str:
    """A text without spacing, in one Unicode form."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "")
    return "".join(text.split())


def _title(text: str) -> str:
    return _plain(_CITATION.sub("", without_access(text)))


def _shown(cell: Cell) -> str:
    return " ".join(cell.text.split())


def _said(cell: Cell) -> tuple[str, frozenset[str]]:
    return _plain(cell.text), frozenset(address_key(link.url) for link in cell.links)


def _listed(record: Entry, field: str) -> str:
    """The items of a list in the record, or its text."""
    value = record.data.get(field)
    return "\n".join(str(item) for item in value) if isinstance(value, list) else record.text(field)


def _same_keywords(here: str, there: str) -> bool:
    def keys(text: str) -> set[str]:
        return {key for item in _SPLIT.split(text) if (key := "".join(c for c in item.casefold() if c.isalnum()))}

    def words(text: str) -> set[str]:
        return set(re.findall(r"\w+", text.casefold()))

    return keys(here) == keys(there) or words(here) == words(there)


def _same_source(row: Entry, record: Entry) -> bool:
    """Whether one of the row's links is the record's page or DOI; a row without a link says nothing here."""
    known, shown = set(addresses(record)), {address_key(url) for url in _outward(row["source"])}
    if not known or not shown or known & shown:
        return True
    return not {_address(key) for key in known}.isdisjoint(map(_address, shown))


def _outward(cell: Cell) -> list[str]:
    return [link.url for link in cell.links if link.kind != "image" and ("://" in link.url or urls.is_web(link.url))]


def _address(key: str) -> str:
    """An address key without tracking parts, escaped in one way."""
    if key.startswith("doi:") or "://" in key:
        return key
    clean = urls.normalise(urls.without_session_parts("https://" + key))
    return clean.removeprefix("https://").rstrip("/").casefold()


def same_size(here: str, there: str, known: Any = None) -> bool:
    """Whether two sizes say the same, to the precision that each is written in.

    `known` is the record's size as a map: its figures count as said by the record too.
    """
    if _plain(here).casefold() == _plain(there).casefold():
        return True
    a, b = _figures(here), _figures(there)
    if not a or not b or len(a) > _MANY or len(b) > _MANY:
        return False
    more = [*b, *_structured(known)]
    return all(any(_meet(x, y) for y in more) for x in a) and all(any(_meet(x, y) for y in a) for x in b)


class _Figure(NamedTuple):
    unit: str
    label: str
    low: float | None
    high: float | None
    step: float


def _figures(text: str) -> list[_Figure]:
    size = parse(text)
    return [
        _Figure("bytes" if q.is_bytes else q.unit, q.label, q.min, q.max, _step(q, text))
        for q in (*size.counts, *size.byte_figures)
    ]


def _step(q: Quantity, text: str) -> float:
    """Half of the last digit that a figure shows: `124 GiB` is anything from 123.5 to 124.5 GiB."""
    value = q.max if q.max is not None else q.min
    suffix = _SUFFIX.search(text[q.start : q.end])
    if value is None or not (q.is_bytes or suffix):
        return 0
    factor = BYTES[q.unit] if q.is_bytes else {"k": 1e3, "K": 1e3, "M": 1e6}[suffix[1] if suffix else "k"]
    shown = value / factor
    places = next((n for n in range(7) if abs(round(shown, n) - shown) * factor <= 1), 7)
    return float(factor) * 10.0**-places / 2


def _structured(known: Any) -> Iterator[_Figure]:
    """The figures that a record's size holds as numbers."""
    if not isinstance(known, dict):
        return
    counts = known.get("counts")
    items: Iterable[Any] = counts if isinstance(counts, list) else ()
    for unit, item in [("bytes", known.get("bytes")), *((c.get("unit"), c) for c in items if isinstance(c, dict))]:
        if isinstance(item, dict):
            low, high = item.get("min", item.get("value")), item.get("max", item.get("value"))
        else:
            low = high = item
        if isinstance(unit, str) and all(isinstance(end, (int, float)) for end in (low, high)):
            yield _Figure(unit, "", low, high, 0)


def _meet(a: _Figure, b: _Figure) -> bool:
    units = a.unit == b.unit or ("" in (a.unit, b.unit) and "bytes" not in (a.unit, b.unit))
    return (
        units
        and a.label == b.label
        and all(
            x == y or (x is not None and y is not None and abs(x - y) <= max(a.step, b.step))
            for x, y in ((a.low, b.low), (a.high, b.high))
        )
    )


def contrast(here: str, there: str) -> tuple[str, str]:
    """Two texts as a message shows them: whole where they are short, else about where they begin to differ."""
    longest = 60
    at = next((i for i, (x, y) in enumerate(zip(here, there, strict=False)) if x != y), min(len(here), len(there)))
    start = 0 if max(len(here), len(there)) <= longest else max(at - 20, 0)

    def piece(text: str) -> str:
        cut = text[start : start + longest]
        return ("…" if start else "") + cut + ("…" if start + longest < len(text) else "")

    return piece(here), piece(there)
