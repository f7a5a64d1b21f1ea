"""What a list usually does: for each table and for the whole page, which columns are filled, linked or left unknown.

Counted once for a project; rules ask it before they call something a defect, and the gate before it says one thing
of every row.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from operator import add
from typing import NamedTuple

from medlint.lazy import regex
from medlint.model import Cell, Entry, Page, Table
from medlint.project import Project, once_per_project

_SIGN = 40
"""Characters of the longest text that may be a list's sign for what isn't known."""


_TICK = regex(r"[ovxy]|yes|true|:[a-z_]+:|[^\w\s?/–—-]{1,3}")


class Usage(NamedTuple):
    """How a column is used: in how many entries it is there, filled, holds a link, and holds a tick."""

    all: int = 0
    filled: int = 0
    linked: int = 0
    ticked: int = 0


_UNUSED = Usage()


class Habits:
    """What is usual in a project's tables, lists and runs of headings, and on its pages."""

    def __init__(self, project: Project) -> None:
        self.limits = project.config.habits
        self._sizes: Counter[Table | Page] = Counter()
        self._uses: dict[tuple[Table | Page, str], Usage] = {}
        self._texts: Counter[tuple[Table | Page, str, str]] = Counter()
        self._columns: dict[Page, set[str]] = {}
        self._explained: dict[tuple[Page, str], bool] = {}
        uses: dict[tuple[Table, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for entry in project.on_page:
            if entry.table is not None and entry.page is not None:
                self._count(entry, entry.table, entry.page, uses)
        for (table, field), numbers in uses.items():
            self._uses[table, field] = Usage(*numbers)
            self._uses[table.page, field] = Usage(*map(add, self.use(table.page, field), numbers))

    def _count(self, entry: Entry, table: Table, page: Page, uses: dict[tuple[Table, str], list[int]]) -> None:
        self._sizes[table] += 1
        self._sizes[page] += 1
        for field in {*entry.fields, *(column.field for column in table.columns)}:
            cell = entry.get(field)
            use = uses[table, field]
            use[0] += 1
            if cell is None:
                continue
            use[1] += not cell.empty
            use[2] += bool(cell.links)
            if len(cell.text) <= _SIGN and not cell.links:
                use[3] += _TICK.fullmatch(cell.text.strip().casefold()) is not None
                self._texts.update([(table, field, _sign(cell.text)), (page, field, _sign(cell.text))])
                self._columns.setdefault(page, set()).add(field)

    def size(self, group: Table | Page) -> int:
        """How many entries a table or a page has."""
        return self._sizes[group]

    def usual(self, entry: Entry, field: str) -> Usage:
        """How the entry's table uses a column; where that is too short to tell, how the page does."""
        if entry.table is None or entry.page is None:
            return Usage()
        group = entry.table if self._sizes[entry.table] >= self.limits.entries else entry.page
        return self.use(group, field)

    def use(self, group: Table | Page, field: str) -> Usage:
        """How a table or a page uses a column."""
        return self._uses.get((group, field), _UNUSED)

    def misses(self, entry: Entry, field: str) -> bool:
        """Whether the entry has nothing in a column that at least four of five entries fill."""
        cell = entry.get(field)
        if entry.table is None or (is_labelled(entry.table) and self._sizes[entry.table] < self.limits.entries):
            return False
        groups = (self.usual(entry, field), self.use(entry.table.page, field) if is_labelled(entry.table) else None)
        return (cell is None or cell.empty) and all(self.limits.is_usual(u.filled, u.all) for u in groups if u)

    def departs(self, entry: Entry, field: str, text: str) -> bool:
        """Whether a mark for nothing stands in a column where at least four of five entries say something else."""
        if entry.page is None:
            return False
        usual = self.use(entry.page, field)
        others = usual.filled - self._texts[entry.page, field, _sign(text)]
        return usual.all < self.limits.entries or self.limits.is_usual(others, usual.all)

    def is_ticked(self, entry: Entry, field: str) -> bool:
        """Whether a column holds but ticks (nine of ten filled cells by default): an empty cell says no."""
        usual = self.usual(entry, field)
        return usual.ticked >= self.limits.ticked * usual.filled > 0

    def is_sign(self, entry: Entry, field: str, text: str) -> bool:
        """Whether a text is the list's own sign for what isn't known: five cells and a fifth of a column, most of a
        table's, or one that the page explains.

        For a column in which no entry has to say anything it may be the sign of another column.
        """
        if entry.page is None:
            return False
        if (entry.page, text) not in self._explained:
            self._explained[entry.page, text] = _is_explained(entry.page, text)
        mark = _sign(text)
        table = entry.table
        shared = table and self.limits.is_shared(self._texts[table, field, mark], self._sizes[table])
        if shared or self._explained[entry.page, text]:
            return True
        columns = [field] if field in ("title", "source", "size", "license") else self._columns.get(entry.page, ())
        return any(
            self.limits.is_sign(self._texts[entry.page, column, mark], self.use(entry.page, column).all)
            for column in columns
        )


def is_labelled(table: Table) -> bool:
    """Whether fields are labels that an entry writes or leaves out, not columns that each row has."""
    return table.shape in ("items", "headings")


def header(table: Table | None, field: str | None) -> Cell | None:
    """The cell that names a column of a table."""
    columns = table.columns if table is not None else ()
    return next((column.cell for column in columns if column.field == field), None)


def _is_explained(page: Page, text: str) -> bool:
    """Whether a page says what a text stands for: `"n.a." indicates that there is none`."""
    mark = rf"['\"“‘`*(]{'?' if text[:1].isalnum() else ''}{re.escape(text)}['\"”’`*)]*\s*"
    said = rf"(?<!\w){mark}(?:=|:|means?\b|indicates?\b|stands? for\b|denotes?\b|is for\b|表示)"
    return re.search(said, page.source.text) is not None


def _sign(text: str) -> str:
    """A text as signs compare: without case, and all marks that stand for nothing as one."""
    mark = text.strip(" .").casefold()
    return "-" if mark and not mark.strip("-–—/\\") else mark


@once_per_project
def habits(project: Project) -> Habits:
    """The habits of a project; many rules ask, and they are counted once."""
    return Habits(project)
