"""The rule about the order of entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from medlint.finding import Edit, Finding, Level
from medlint.model import Entry, Row, Table
from medlint.project import Project
from medlint.read.entries import is_entry
from medlint.rules.base import edit, rule


@rule("MED312", "unsorted-entries", Level.OFF, fix="safe")
def unsorted_entries(project: Project) -> Iterator[Finding]:
    """The entries of a table are not in the order of their titles.

    In a sorted table a name is found by eye and a second entry of it is noticed. Off unless it is selected by name;
    case doesn't matter. The fix puts the rows in order.

    ```markdown bad
    | Title | Source                  |
    |-------|-------------------------|
    | KiTS  | https://example.org/one |
    | CHAOS | https://example.org/two |
    ```
    ```markdown good
    | Title | Source                  |
    |-------|-------------------------|
    | CHAOS | https://example.org/two |
    | KiTS  | https://example.org/one |
    ```
    """
    owners = {id(entry.row): entry for entry in project.entries if entry.row is not None}
    for table in project.tables:
        entries = [owners[id(row)] for row in table.rows if id(row) in owners and table.shape == "table"]
        order = sorted(entries, key=_sort_key)
        after = next((e for before, e in pairwise(entries) if _sort_key(e) < _sort_key(before)), None)
        if after is None:
            continue
        behind = next(e for e in order if _sort_key(e) > _sort_key(after))
        message = f"{after.title!r} is out of order, it belongs before {behind.title!r}"
        # A table with blank rows or rows that name groups has an order that titles don't tell.
        whole = len(entries) == len(table.rows) and all(is_entry(row) for row in table.rows)
        edits = _sorted_rows(table, [e.row for e in order if e.row]) if whole else ()
        yield unsorted_entries.at(after, message, entry=after, field="title", edits=edits)


def _sort_key(entry: Entry) -> str:
    return " ".join(entry.title.casefold().split())


def _sorted_rows(table: Table, order: list[Row]) -> tuple[Edit, ...]:
    """Each row replaced by the one that belongs there."""
    source = table.page.source
    moved = (pair for pair in zip(table.rows, order, strict=True) if pair[0] is not pair[1])
    return tuple(edit(source.place(a.start, a.end), source.text[b.start : b.end]) for a, b in moved)
