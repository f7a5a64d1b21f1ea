"""The addresses of a list as they are written: which they are, how messages show them, and edits in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.data import terms
from medlint.finding import Edit
from medlint.lazy import regex
from medlint.model import Cell, Entry, Link, ValueCell
from medlint.project import Project
from medlint.read.columns import header_key, header_texts
from medlint.rules.base import edit
from medlint.text import doi

_DOI_TEXT = regex(
    r"(?<![\w./])(?:doi\s?[:=]?\s?|(?:(?:dx|www)\.)?doi\.org/+)?10\.\d{4,9}(?:\.\d{1,9})*/\S{1,300}", re.IGNORECASE
)


def written(project: Project) -> Iterator[Link]:
    """Every place of the project where an address is written; uses of a reference say nothing of their own."""
    return (link for link in project.links if link.kind != "reference" and link.url.strip())


def shown(url: str) -> str:
    """An address as a message shows it: not all of a long one."""
    return url if len(url) <= 120 else f"{url[:119]}…"


def quoted(url: str) -> str:
    """An address as a message quotes it."""
    return f"'{shown(url)}'"


def owner(entry: Entry | None) -> str:
    """` of 'TITLE'`, or nothing for a link that belongs to no entry."""
    return f" of {entry.title!r}" if entry is not None else ""


def rewritten(cell: Cell, start: int, end: int, text: str) -> tuple[Edit, ...]:
    """The edit that puts the text in the place of a span of a cell; none where the span can't be told exactly.

    A folded or escaped YAML value isn't written as it reads, so that only the whole of it has a place.
    """
    place = cell.at(start, end)
    exact = place.end - place.start == len(cell.raw[start:end].encode("utf-8", "surrogatepass"))
    return (edit(place, text),) if exact else ()


def without_query(url: str) -> str:
    """An address up to its query or fragment."""
    return re.split(r"[?#]", url, maxsplit=1)[0]


def key_needs_link(entry: Entry) -> bool:
    """Whether the record's key says that its value is an address."""
    cell = entry["source"]
    key = header_key(str(cell.route[-1])) if isinstance(cell, ValueCell) else "source"
    return key in header_texts()["source"] and key != "source" and key not in terms("header-if-linked")


def dois_in(cell: Cell) -> Iterator[tuple[int, int]]:
    """The spans of the DOIs that stand in a cell as words, without the punctuation behind them."""
    for found in _DOI_TEXT.finditer(cell.raw):
        start, end = found.span()
        name = doi.parse(cell.raw[start:end])
        if name is None or any(a < end and start < b for a, b in cell.opaque):
            continue
        while doi.parse(cell.raw[start : end - 1]) == name:
            end -= 1
        yield start, end
