"""The addresses of a list as they are written: which they are, how messages show them, and edits in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Edit
from medlint.model import Cell, Entry, Link
from medlint.project import Project
from medlint.rules.base import edit


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
