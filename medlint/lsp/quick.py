"""Quick feedback on a change in a large list: the changed rows, or the record, are judged before all else is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from medlint.finding import Finding
from medlint.lsp.state import State
from medlint.model import Place, Source, Table
from medlint.project import Project

LARGE = 500
"""A list of fewer entries is judged as a whole at once."""
_AROUND = 25
"""Rows before and after the changed ones that are judged with them, since a table is judged by its own habit."""


class _Change(NamedTuple):
    """The lines, from 1, that differ: from `first` up to `old_end` in the old text, up to `new_end` in the new."""

    first: int
    old_end: int
    new_end: int


def quick(state: State, path: str, text: str) -> State | None:
    """The state with the findings of one file as its new text has them; None where only a whole look can tell.

    Findings elsewhere in the file move with their lines. What compares entries across the list waits for the whole.
    """
    old = state.sources.get(path)
    if old is None or old.text == text:
        return None
    new = Source(old.path, text)
    page = next((page for page in state.project.pages if page.source is old), None)
    if page is None:
        return _with(state, path, new, _lint(state.project, new)) if state.entries(path) else None
    change = _changed(old, new)
    table = next((table for table in page.tables if _within(table, change)), None)
    rows = all("|" in new.line(number) for number in range(change.first, change.new_end))
    if table is None or not rows:
        return None
    return _with(state, path, new, [*_moved(state.of(path), old, new, change), *_of_rows(state, new, table, change)])


def _changed(old: Source, new: Source) -> _Change:
    before, after = _lines(old), _lines(new)
    first, most = 0, min(len(before), len(after))
    while first < most and before[first] == after[first]:
        first += 1
    tail = 0
    while tail < most - first and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return _Change(first + 1, len(before) - tail + 1, len(after) - tail + 1)


def _lines(source: Source) -> list[str]:
    """The lines with their ends, as Markdown counts them: `str.splitlines` parts them at other signs too."""
    return [source.text[start:end] for start, end in pairwise([*source.starts, len(source.text)])]


def _within(table: Table, change: _Change) -> bool:
    """Whether a change lies between the first and the last row of a table, so that the table stays one."""
    if table.shape != "table" or not table.rows:
        return False
    return table.rows[0].line <= change.first and change.old_end <= table.rows[-1].line + 1


def _moved(findings: list[Finding], old: Source, new: Source, change: _Change) -> Iterator[Finding]:
    """The findings outside the changed lines, where they stand now."""
    lines = change.new_end - change.old_end
    shift = new.byte(len(new.text)) - old.byte(len(old.text))

    def moved(place: Place) -> Place:
        if place.path != old.path or place.line < change.old_end:
            return place
        return place._replace(
            line=place.line + lines, end_line=place.end_line + lines, start=place.start + shift, end=place.end + shift
        )

    for finding in findings:
        if finding.place.line < change.first or finding.place.line >= change.old_end:
            related = tuple(other._replace(place=moved(other.place)) for other in finding.related)
            yield finding._replace(place=moved(finding.place), related=related, fix=None)


def _of_rows(state: State, new: Source, table: Table, change: _Change) -> Iterator[Finding]:
    """What is wrong in the changed rows, judged below their header and among their neighbours."""
    head = range(table.line, table.rows[0].line)
    last = min(change.new_end + _AROUND, len(new.starts))
    body = range(max(table.rows[0].line, change.first - _AROUND), last + 1)
    numbers = [*head, *body]
    text = "\n".join(new.line(number) for number in numbers)
    for finding in _lint(state.project, Source(new.path, text)):
        number = numbers[min(finding.place.line, len(numbers)) - 1]
        if change.first <= number < max(change.new_end, change.first + 1):
            start = new.starts[number - 1] + finding.place.column - 1
            end = new.starts[number - 1] + finding.place.end_column - 1
            if finding.place.end_line == finding.place.line:
                yield finding._replace(place=new.place(start, end), related=(), fix=None)


def _lint(project: Project, source: Source) -> list[Finding]:
    """What the rules say of one file alone."""
    from medlint.engine import lint
    from medlint.read.project import build_project

    return lint(build_project([source], project.config, project.today, complete=False))[0]


def _with(state: State, path: str, source: Source, findings: list[Finding]) -> State:
    others = [finding for finding in state.findings if os.path.abspath(finding.place.path) != path]
    sources = {**state.sources, path: source}
    return State(replace(state.project), [*others, *findings], sources.values(), state.schema)
