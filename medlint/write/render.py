"""Pages brought up to the catalog: cells, rows and sections between the markers, and not a byte more."""

from __future__ import annotations

from typing import NamedTuple

from medlint.model import Source
from medlint.project import Project
from medlint.text.closest import meant
from medlint.write.layout import edited
from medlint.write.markers import Region, RenderError, regions
from medlint.write.plan import Step, steps

_ROUNDS = 4
"""The last finds nothing to do: a page is done in one round, or in a few where several fields share a cell."""


_Field = tuple[int, str]
"""A field of a record, which is named by its identity in memory."""


class Rendered(NamedTuple):
    """A page brought up to the catalog: its text before and after, what was done, and what only a person can do."""

    source: Source
    text: str
    done: list[Step]
    left: list[Step]


def rendered(project: Project, skipped: frozenset[_Field] = frozenset()) -> list[Rendered]:
    """Every page of a project that has markers, brought up to its catalog.

    Raises RenderError for a marker of no section, where a file of the list can't be read or no record is there, and
    for a record that is read otherwise than it is written. Cells and rows that are gone come first, then rows that are
    new or move, then the order: the page is read again between them, and till nothing is left to do. The fields of
    records that are `skipped` stay as they are.
    """
    whole = project
    _readable(project)
    for page in project.pages:
        for region in regions(page.source):
            _known_section(project, page.source, region)
    pages = {page.source.path: page.source for page in project.pages if regions(page.source)}
    new = {path: source.text for path, source in pages.items()}
    done: list[Step] = []
    for _ in range(_ROUNDS):
        project, made, left = _round(project, pages, new, skipped)
        unread = {id(step.entry) for step in left if step.kind == "new"}
        vain = [step for step in (*done, *made) if step.kind == "new" and id(step.entry) in unread]
        if (elsewhere := _read_elsewhere(done, made)) - skipped:
            return rendered(whole, skipped | elsewhere)
        if vain or not made:
            break
        told = {(step.kind, step.message) for step in done}
        done += [step for step in made if (step.kind, step.message) not in told]
    if vain or made:
        raise RenderError(f"{(vain or made)[0]}; what would be written isn't read as that, so nothing is written")

    def of(steps: list[Step], path: str) -> list[Step]:
        return [step for step in steps if _page_of(step, pages) == path]

    return [Rendered(source, new[path], of(done, path), of(left, path)) for path, source in pages.items()]


def _round(
    project: Project, pages: dict[str, Source], new: dict[str, str], skipped: frozenset[_Field]
) -> tuple[Project, list[Step], list[Step]]:
    """The project once more, its pages with what is to be done in `new`; what that is, and what can't be done."""
    done: list[Step] = []
    left: list[Step] = []
    for kinds in (("cell", "gone"), ("new", "moved"), ("order", "names")):
        due = [step for step in steps(project) if step.steered and step.kind in kinds]
        left += [step for step in due if not step.edits or _field(step) in skipped]
        able = [s for s in due if s.edits and _page_of(s, pages) in pages and _field(s) not in skipped]
        if not able:
            continue
        done += able
        for path in pages:
            shared = {id(step.edits): step.edits for step in able}.values()
            edits = sorted({edit for every in shared for edit in every if edit.path == path})
            new[path] = edited(new[path], pages[path].bom, edits)
        project = _again(project, new)
    return project, done, left


def _read_elsewhere(done: list[Step], made: list[Step]) -> set[_Field]:
    """The fields as which other texts of their entries are read once they are written: a longer one, for one."""
    held = {_field(step): step.difference.here for step in done if step.difference is not None}
    again = {_field(step): step.difference.here for step in made if step.difference is not None}
    return {field for field, here in again.items() if held.get(field, here) != here}


def _field(step: Step) -> _Field:
    return id(step.entry.twin), step.field


def _page_of(step: Step, pages: dict[str, Source]) -> str:
    """The page that a step is about; the first for a record that stands on none and can't be written."""
    path = step.edits[0].path if step.edits else step.place.path
    return path if step.edits or path in pages else next(iter(pages), "")


def _readable(project: Project) -> None:
    """A record that can't be read would take its row along, so nothing is written then."""
    for problem in project.problems:
        place = problem.place
        raise RenderError(f"{place.path}:{place.line}:{place.column}: {problem.message}")
    for document in project.documents:
        if not isinstance(document.data, (dict, list)):
            raise RenderError(f"{document.source.path}: the file holds no record")
    if not project.records and any("medlint:table" in page.source.text for page in project.pages):
        raise RenderError("the catalog has no record, and rendering it would take every row away")


def _again(project: Project, texts: dict[str, str]) -> Project:
    """The project with other texts of its pages; its records are those at hand."""
    from dataclasses import replace

    from medlint.read.match import pair
    from medlint.read.project import build_project

    pages = [page.source for page in project.pages]
    sources = [Source(s.path, texts.get(s.path, s.text), bom=s.bom) for s in pages]
    fresh = build_project(sources, project.config, project.today)
    for record in project.records:
        record.twin = None
    pair([*fresh.entries, *project.records])
    others = (entry for entry in project.entries if not entry.on_page)
    return replace(project, pages=fresh.pages, entries=(*fresh.entries, *others))


def _known_section(project: Project, source: Source, region: Region) -> None:
    """Raises RenderError for the marker of a section that the catalog doesn't have."""
    if region.section is None:
        return
    data = project.catalog.data if project.catalog is not None else {}
    listed = data.get("sections") if isinstance(data, dict) else None
    names = [str(item.get("title")) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    names += [record.section for record in project.records]
    if region.section not in names:
        line = source.line_of(region.start)
        hint = meant(region.section, names)
        raise RenderError(f"{source.path}:{line}: the catalog has no section {region.section!r}{hint}")
