"""Where a record's row belongs on the pages of a list, and the edits that write it there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from medlint.finding import Edit
from medlint.model import Cell, Entry, Section, Source, Table, ValueCell
from medlint.project import Project
from medlint.read.inline import fill
from medlint.rules.base import edit

_BEGINS = re.compile(r"[ \t>]*(?=\|)")


def section_key(name: str) -> frozenset[str]:
    """A section's name as it is compared: its words without case, marks and order (`CT/PET` is `PET/CT`)."""
    return frozenset(re.findall(r"[^\W_]+", name.casefold())) or frozenset((name.strip(),))


def headings(section: Section) -> list[str]:
    """The names of a section and of those it stands in, from the inside out."""
    out, here = [], section
    while True:
        if here.title:
            out.append(here.title)
        if here.parent is None:
            return out
        here = here.parent


class Homes:
    """The tables of entries of a project by section, and the regions that are written from the catalog."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def regions(self) -> list[tuple[Source, str | None, int, int, Edit]]:
        """Each region between markers: its page, its section (None: all), its span, and what belongs there.

        Pages whose markers can't be followed have none: rendering them says what is wrong.
        """
        if not any("medlint:table" in page.source.text for page in self.project.pages):
            return []
        from medlint.write.render import RenderError, fresh

        out: list[tuple[Source, str | None, int, int, Edit]] = []
        for page in self.project.pages:
            source = page.source
            try:
                found = list(fresh(source, self.project))
            except RenderError:
                continue
            for region, text in found:
                place = source.place(region.start, region.end)
                out.append((source, region.section, region.start, region.end, edit(place, text)))
        return out

    def around(self, path: str, line: int) -> Edit | None:
        """The edit that writes the region anew in which the line stands; None outside regions."""
        for source, _, start, end, whole in self.regions:
            if source.path == path and source.line_of(start) <= line <= source.line_of(end):
                return whole
        return None

    def region_of(self, section: str) -> Edit | None:
        """The edit that writes the region anew which shows the section."""
        for _, name, _, _, whole in self.regions:
            if name is None or section_key(name) == section_key(section):
                return whole
        return None

    @cached_property
    def _tables(self) -> dict[frozenset[str], Table]:
        out: dict[frozenset[str], Table] = {}
        for page in self.project.pages:
            for table in page.tables:
                if table.entries and self.around(page.source.path, table.line) is None:
                    out.setdefault(section_key(table.section.title), table)
        return out

    def table_of(self, section: str) -> Table | None:
        """The table of the section outside regions, if there is one."""
        return self._tables.get(section_key(section)) if section.strip() else None


@lru_cache(maxsize=1)
def homes_of(project: Project) -> Homes:
    """The homes of a project's records; several rules ask, and rendering the regions takes its time."""
    return Homes(project)


def shown_row(record: Entry, table: Table) -> str:
    """A record as a row of the table, without line end."""
    return f"| {' | '.join(shown_cells(record, table))} |"


def shown_cells(record: Entry, table: Table) -> list[str]:
    """A record as the cells of the table's columns."""
    from medlint.write.layout import Column
    from medlint.write.render import render_row

    columns = [Column(c.field if c.known else "", c.cell.text) for c in table.columns]
    return render_row(record, columns)


def kept_cell(row: Entry, record: Entry, field: str) -> Cell | None:
    """What the record keeps for the row's column as it was written, which is then what the table shows."""
    if row.row is None or record.document is None or "extra" not in record.data:
        return None
    from medlint.write.cells import extra

    index = row.row.table.column(field)
    text = None if index is None else extra(record.data, row.row.table.columns[index].cell.text)
    if text is None:
        return None
    cell = ValueCell(text, record.document, (*record.route, "extra"))
    fill(cell, {})
    return cell


def appended(table: Table, rows: Sequence[str]) -> tuple[Edit, ...]:
    """The edit that writes rows below the last one of a table, or in the place of its blank ones.

    None where the table's lines don't begin with a pipe: what stands before the cells isn't known then.
    """
    source = table.page.source
    begins = _BEGINS.match(source.line(table.line))
    if begins is None:
        return ()
    last = table.line + 1 if all(row.blank for row in table.rows) else table.end_line
    start = source.starts[last - 1] + len(source.line(last))
    end = source.starts[table.end_line - 1] + len(source.line(table.end_line))
    ends = re.search(r"\r\n|\r|\n", source.text)
    line_end = ends[0] if ends else "\n"
    return (edit(source.place(start, end), "".join(line_end + begins[0] + row for row in rows)),)


def removed(table: Table, line: int) -> Edit:
    """The edit that takes a line of a table away, with the line end before it."""
    source = table.page.source
    start = source.starts[line - 2] + len(source.line(line - 1))
    return edit(source.place(start, source.starts[line - 1] + len(source.line(line))), "")
