"""The figures of an entry: of its size cell, of count columns beside it, and of a record's own keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from medlint.config import FIELDS
from medlint.data import holds, terms
from medlint.lazy import regex
from medlint.model import Cell, Column, Entry, Place, Route, ValueCell
from medlint.read.columns import header_key
from medlint.rules.base import once_per_entry
from medlint.text.size import Quantity, Size, byte_unit, is_figure, parse, unit_of

parse_size = lru_cache(maxsize=1 << 15)(parse)

_FIGURE = regex(r"(?:(?:over|about|around|nearly|almost|up to|(?:more|less) than)\s+)?\d", re.IGNORECASE)
_FOOTNOTE = regex(r"(?<![^\W\d_])([^\W\d_]++)<sup>([\w,]{1,4})</sup>", re.IGNORECASE)
_WORD = regex(r"[A-Za-z]+")
_LONGEST_SIZE = 2000
"""Characters of a size in which footnotes are looked for."""
_LONGEST = 80
"""Characters of the longest cell beside the size that is read as a figure: more is prose."""


class Figure(NamedTuple):
    """A quantity and where it is written."""

    quantity: Quantity
    cell: Cell
    given: Route | None = None
    """Where a record says it in numbers."""

    @property
    def place(self) -> Place:
        """The figure in its cell, as closely as markup lets it be told."""
        if self.given is not None and isinstance(self.cell, ValueCell):
            return self.cell.document.place(self.given)
        piece = self.written
        start = self.cell.raw.find(piece, min(self.quantity.start, len(self.cell.raw)))
        start = start if start >= 0 else self.cell.raw.find(piece)
        return self.cell.at(start, start + len(piece)) if piece and start >= 0 else self.cell.place

    @property
    def written(self) -> str:
        """The figure as its author wrote it."""
        quantity = self.quantity
        return self.cell.text[quantity.start : quantity.end] if self.given is None else str(quantity)


def size_of(entry: Entry) -> Size:
    """What the size cell says; nothing where there is none."""
    cell = entry.get("size")
    return _read(cell) if cell is not None else Size()


def _read(cell: Cell) -> Size:
    """What a cell says, the mark of a footnote behind a word (`900 scans<sup>1</sup>`) left blank."""
    text = cell.text
    for word, mark in set(_FOOTNOTE.findall(cell.raw[:_LONGEST_SIZE])) if "<" in cell.raw else ():
        text = text.replace(word + mark, word + " " * len(mark))
    return parse_size(text)


def tells(text: str) -> bool:
    """Whether a part of a size begins with a figure, holds a unit of bytes, or says how much in words."""
    return bool(_FIGURE.match(text) or any(map(byte_unit, _WORD.findall(text))) or holds(text, "size-in-words"))


@once_per_entry
def figures_of(entry: Entry) -> list[Figure]:
    """The figures of an entry that say how much of it there is: those of the size cell first."""
    return [f for f in _figures(entry) if f.quantity.unit not in terms("property-of-data")]


def _figures(entry: Entry) -> Iterator[Figure]:
    if (cell := entry.get("size")) is not None:
        size = size_of(entry)
        yield from (Figure(quantity, cell) for quantity in (*size.byte_figures, *size.counts))
    if entry.row is not None:
        yield from _columns(entry)
    elif cell is not None:
        yield from figures_of_record(entry, cell)


def _columns(entry: Entry) -> Iterator[Figure]:
    """Figures in the columns beside the size: `n`, `# CT scans`, `Patients`, or any that holds a figure alone."""
    for column, cell in by_column(entry):
        if (column.known and column.field in FIELDS) or not 0 < len(cell.text) <= _LONGEST:
            continue
        unit = counted_by(column.cell.text)
        if unit is None and not (cell.text[0].isdigit() or cell.text[0] in "~<>≈"):
            continue
        size = _read(cell)
        whole = [q for q in (*size.byte_figures, *size.counts) if not q.label]
        if size.unread or len(whole) != 1:
            continue
        if whole[0].unit:
            yield Figure(whole[0], cell)
        elif unit is not None:
            yield Figure(replace(whole[0], unit=unit), cell)


def is_counted_beside(entry: Entry) -> bool:
    """Whether a column beside the size counts something, however written: `258 (1110)` under `#Train (#words)`."""
    cells = by_column(entry)
    return any(counted_by(column.cell.text) is not None and any(map(str.isdigit, cell.text)) for column, cell in cells)


def by_column(entry: Entry) -> Iterator[tuple[Column, Cell]]:
    """The cells of an entry of a page, each with its column, or its label."""
    columns, cells = (entry.row.table.columns, entry.row.cells) if entry.row is not None else ((), ())
    if entry.kind == "row":
        return zip(columns, cells, strict=False)
    return ((column, cell) for column in columns if (cell := entry.fields.get(column.field)) is not None)


@lru_cache(maxsize=1 << 15)
def counted_by(header: str) -> str | None:
    """What a column with this header counts: a unit, known or not, "" where it doesn't say, None for nothing."""
    key = header_key(header)
    marked = key.startswith(("#", "no.", "no of", "num", "n ", "n_"))
    words = key.replace("(", " ").replace(")", " ").strip("# ").split()
    unit = next((u for word in reversed(words) if (u := unit_of(word))), None)
    if unit in terms("property-of-data"):
        return None
    if unit is not None and (marked or len(words) <= 2):
        return unit
    return "" if key in terms("count-header") else " ".join(words) if marked else None


def figures_of_record(entry: Entry, cell: Cell) -> Iterator[Figure]:
    """The figures that a record gives as numbers: `size.bytes` and `size.counts`."""
    size = entry.data.get("size")
    if not isinstance(size, dict):
        return
    route = (*entry.route, "size")
    if found := _quantity(size.get("bytes"), "bytes"):
        yield Figure(found, cell, (*route, "bytes"))
    items = size.get("counts")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        unit = item.get("unit") if isinstance(item, dict) else None
        if isinstance(unit, str) and (found := _quantity(item, unit_of(unit) or unit)):
            yield Figure(found, cell, (*route, "counts", index))


def _quantity(value: Any, unit: str) -> Quantity | None:
    if isinstance(value, Mapping):
        low, high = (value.get(key, value.get("value")) for key in ("min", "max"))
        low, high = (end if is_figure(end) else None for end in (low, high))
        rough = str(value.get("approx", "")).lower() == "true"
        return None if low is None is high else Quantity(low, high, rough, unit)
    return Quantity(value, value, False, unit) if is_figure(value) else None
