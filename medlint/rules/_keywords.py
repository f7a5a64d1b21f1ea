"""The keywords of a cell, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from medlint.lazy import regex
from medlint.model import Cell, Place, ValueCell
from medlint.read.records import value_at
from medlint.rules._fields import Spans


class Keyword(NamedTuple):
    """One keyword as written; `span` is where it stands in its cell, `cut` what goes when it is taken out."""

    text: str
    cell: Cell
    span: tuple[int, int] | None
    cut: tuple[int, int] | None

    @property
    def place(self) -> Place:
        return self.cell.place if self.span is None else self.cell.at(*self.span)


_MARKUP = regex(r"[<>\[\]`*\\&]")
_MARKED = regex(r"[<>\[\]()（）`*\\&]")
_BRACKETS = regex(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_PARTING = regex(r"[,、，；\n]|(?<!&lt|&gt)(?<!&amp|&#\d\d)(?<!&quot|&nbsp|&#\d\d\d);|<br\s*/?>", re.IGNORECASE)


def keywords(cell: Cell) -> Iterator[Keyword]:
    """The keywords of a cell, empty ones too. Those of a YAML list are its items."""
    if isinstance(cell, ValueCell):
        for index, item in enumerate(_listed(cell)):
            if isinstance(item, str):
                own = ValueCell(item, cell.document, (*cell.route, index))
                yield Keyword(" ".join(item.split()), own, None, None)
        return
    whole = [*(link.whole_span for link in cell.links), *(found.span() for found in _BRACKETS.finditer(cell.raw))]
    kept = Spans([*whole, *((a, b) for a, b in cell.opaque if not _PARTING.match(cell.raw, a))])
    cuts = [found.span() for found in _PARTING.finditer(cell.raw) if found.start() not in kept]
    ends = [*cuts, (len(cell.raw), len(cell.raw))]
    start = 0
    for number, (end, after) in enumerate(ends):
        piece = cell.raw[start:end]
        text = " ".join(_plain(piece).split())
        first = start + len(piece) - len(piece.lstrip())
        span = (first, first + len(piece.strip())) if piece.strip() else None
        # With the separator before it, or behind it where it is the first.
        cut = (cuts[number - 1][0], end) if number else (start, len(cell.raw) - len(cell.raw[after:].lstrip(" ")))
        if text or not piece.strip():
            yield Keyword(text, cell, span, cut if len(ends) > 1 else None)
        start = after


def keyword_texts(cell: Cell) -> list[str]:
    """The texts of a cell's keywords, which is mostly all that is asked of them."""
    if isinstance(cell, ValueCell):
        return [" ".join(item.split()) for item in _listed(cell) if isinstance(item, str)]
    if cell.links or cell.opaque or _MARKED.search(cell.raw):
        return [keyword.text for keyword in keywords(cell)]
    return [" ".join(piece.split()) for piece in _PARTING.split(cell.raw)]


def _listed(cell: ValueCell) -> list[Any]:
    """The list that a value of a record is, empty where it is none."""
    data = value_at(cell.document.data, cell.route)
    return data if isinstance(data, list) else []


@lru_cache(maxsize=1 << 15)
def _plain(piece: str) -> str:
    """A keyword without the marks of emphasis, code and tags around it, escapes and entities."""
    if not _MARKUP.search(piece):
        return piece.strip()
    text = re.sub(r"<[^<>]*>|!?\[([^\[\]]*)\]\([^()]*\)", r"\1", piece)
    text = text.strip().strip("`*")
    return re.sub(r"\\([!-/:-@\[-`{-~])|&#?\w+;", lambda of: of[1] or unescape(of[0]), text).strip()
