"""The tables of a page, written from the catalog between their markers; not a byte outside them changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medlint.model import Entry, Place, Source
from medlint.project import Project
from medlint.text.closest import meant
from medlint.text.width import width
from medlint.write import columns as chosen
from medlint.write.cells import escape, extra, linked_title, note, render_cell, titled
from medlint.write.layout import Column, Layout, Section, layout

_MARKER = re.compile(
    r"^ {0,3}<!--[ \t]*(/?)medlint:(tables?|names)(?:[ \t]+([^\r\n]*?))?[ \t]*-->[ \t]*$", re.MULTILINE
)
_WIDEST = 800
"""Columns are aligned up to this width: one longer cell must not widen thousands of rows."""


class RenderError(Exception):
    """The markers of a page can't be followed; the message says where and why."""


class Region(NamedTuple):
    """What stands between a pair of markers: the offsets in the text; the section, None for all of them."""

    start: int
    end: int
    section: str | None
    kind: str = "tables"


def regions(source: Source) -> list[Region]:
    """The regions of a page that are written from the catalog, in order.

    A marker stands alone on its line and outside code. Raises RenderError for one without its partner.
    """
    if "medlint:table" not in source.text and "medlint:names" not in source.text:
        return []
    from medlint.read.markdown import read_page

    code = read_page(source)[0].code
    out: list[Region] = []
    opened: re.Match[str] | None = None
    for found in _MARKER.finditer(source.text.replace("\r", "\n")):
        if any(start <= found.start() < end for start, end in code):
            continue
        closing, kind, section = found.groups()
        if bool(closing) == (opened is None) or (opened is not None and opened[2] != kind):
            raise _unpaired(source, found if opened is None or closing else opened)
        if opened is None:
            if kind == "table" and not section:
                raise RenderError(f"{_at(source, found)}: the marker names no section")
            opened = found
        else:
            out.append(Region(opened.end(), found.start(), opened[3] if kind == "table" else None, kind))
            opened = None
    if opened is not None:
        raise _unpaired(source, opened)
    return out


def _unpaired(source: Source, found: re.Match[str]) -> RenderError:
    partner = f"<!-- /medlint:{found[2]} -->"
    if found[1]:
        return RenderError(f"{_at(source, found)}: this marker ends what no marker began")
    return RenderError(f"{_at(source, found)}: no {partner} follows this marker")


def _at(source: Source, found: re.Match[str]) -> str:
    return f"{source.path}:{source.line_of(found.start())}"


def rendered(source: Source, project: Project) -> str:
    """The whole text of a page with its tables written anew; line ends are those of the file. Raises RenderError."""
    out, at = [], 0
    for region, text in fresh(source, project):
        out += [source.text[at : region.start], text]
        at = region.end
    return "".join([*out, source.text[at:]])


def stale(source: Source, project: Project) -> Iterator[tuple[Place, str]]:
    """The regions of a page that are not as they would be written, with what would be. Raises RenderError."""
    for region, text in fresh(source, project):
        if source.text[region.start : region.end] != text:
            yield source.place(region.start, region.end), text


def fresh(source: Source, project: Project) -> Iterator[tuple[Region, str]]:
    """The regions of a page with what belongs there. Raises RenderError."""
    found = regions(source)
    if not found:
        return
    plan = layout(project)
    ends = re.search(r"\r\n|\r|\n", source.text)
    for region in found:
        one = region.section is not None
        if region.kind == "names":
            text = chosen.other_names(project.records) + "\n"
        else:
            text = render_section(_section(plan, region, source)) if one else _tables(plan)
        line_end = ends[0] if ends else "\n"
        yield region, f"\n\n{text}\n".replace("\n", line_end)


def _section(plan: Layout, region: Region, source: Source) -> Section:
    for section in plan.sections:
        if section.title == region.section:
            return section
    line = source.line_of(region.start)
    hint = meant(region.section or "", [section.title for section in plan.sections])
    raise RenderError(f"{source.path}:{line}: the catalog has no section {region.section!r}{hint}")


def render_tables(project: Project) -> str:
    """All sections with their headings, and the useful links; lines end in LF, the last one too."""
    return _tables(layout(project))


def _tables(plan: Layout) -> str:
    parts = []
    for section in plan.sections:
        parts.append(f"## {_line(section.title)}" if section.title else "")
        if section.description:
            parts.append(section.description.replace("<!--", "&lt;!--"))  # no marker among them
        parts.append(render_section(section))
    if plan.links:
        parts.append(f"## {_line(plan.links_title)}")
        rows = [[titled(item.title, item.url), escape(item.description)] for item in plan.links]
        parts.append(table(["Link", "Description"], rows))
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"


def _line(text: str) -> str:
    return " ".join(escape(text).replace("<br>", " ").split())


def render_section(section: Section) -> str:
    """The table of a section; a sentence where it has no entries, since an empty table tells nobody anything."""
    if not section.entries:
        return "No datasets yet.\n"
    headers = [escape(column.header) for column in section.columns]
    return table(headers, (render_row(entry, section.columns) for entry in section.entries))


def render_row(entry: Entry, columns: Sequence[Column]) -> list[str]:
    """The cells of a record. What it keeps for a column as it was written is shown in place of the field.

    Where no column tells who may have the images, the source says so; where no column shows the source, the
    title leads to it.
    """
    fields = {column.field for column in columns}
    cells = []
    for column in columns:
        kept = extra(entry.data, column.header)
        if kept is not None:
            cells.append(escape(kept))
        elif column.field == "title" and "source" not in fields:
            cells.append(linked_title(entry))
        elif column.field == "source" and "access" not in fields:
            cells.append(render_cell(entry, "source") + note(entry))
        else:
            cells.append(chosen.cell(entry, column.field) if column.field else "")
    return cells


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A GFM table, its columns aligned as far as they are not absurdly wide; it ends in a line feed."""
    lines = [list(headers), *map(list, rows)]
    widths = [[width(cell) for cell in line] for line in lines]
    wide = [max(3, min(_WIDEST, max(column))) for column in zip(*widths, strict=True)]
    out = []
    for line, sizes in zip(lines, widths, strict=True):
        cells = (cell + " " * (due - size) for cell, size, due in zip(line, sizes, wide, strict=True))
        out.append(f"| {' | '.join(cells)} |\n")
    out.insert(1, f"| {' | '.join('-' * due for due in wide)} |\n")
    return "".join(out)
