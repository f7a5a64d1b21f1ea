"""Tables of a README as records of a catalog: nothing lost, nothing made up, nothing overwritten."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from medlint.config import Catalog, Config
from medlint.data.modality import modality_codes
from medlint.model import Cell, Document, Place, Row, Source, Table
from medlint.project import Project
from medlint.root import Root
from medlint.write import files
from medlint.write.draft import Draft, kept

_SCHEMA = "../schema/{}.schema.json"
_USEFUL = re.compile(r"\buseful links?\b", re.IGNORECASE)
_NAMELESS = "Datasets"
"""The section of tables that stand under no heading, and the title of a list that has none."""
_SLUG = 60
"""How long an identifier gets before words are left out."""


class Note(NamedTuple):
    """What the README does not tell, or what could not be taken over: where, of which entry and field, and why."""

    place: Place
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        entry = f"{self.entry!r}: " if self.entry else ""
        field = f"{self.field}: " if self.field else ""
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {entry}{field}{self.message}"


class Import(NamedTuple):
    """What an import would write: files by path, notes in order of place; and how many entries have a record."""

    files: dict[Path, bytes]
    notes: list[Note]
    known: int


def import_list(pages: Sequence[Path], folder: Path, config: Config, today: date) -> Import:
    """The records that the tables of pages make, without those that the catalog in `folder` has; nothing is written.

    A page or record that can't be read is named among the notes; what stands in it is not known then.
    """
    from medlint.read.project import read_project
    from medlint.text.data import YAML

    held = sorted(p for p in folder.rglob("*") if p.suffix.lower() in YAML and p.is_file()) if folder.is_dir() else []
    project = read_project([*pages, *held], config, today)
    return import_project(project, folder)


def write(result: Import, root: Root) -> list[Path]:
    """Write what an import makes; a file that is there by now is left alone. Returns the paths written."""
    return files.create_all(result.files, root)


def import_project(project: Project, folder: Path) -> Import:
    """The records that the rows of a project make, without those that have a record in it."""
    from medlint.write.emit import emit

    notes = [Note(p.place, "", "", p.message) for p in project.problems]
    known = _known(project)
    tables = [table for page in project.pages for table in page.tables if table.entries]
    names = {id(table): column_names(table) for table in tables}
    ids = _stems(project) | {"list"}
    ids |= {str(entry.data["id"]) for entry in project.records if entry.data.get("id")}
    schema = project.config.schema
    path = os.path.relpath(project.config.root / schema, folder).replace(os.sep, "/") if schema else None
    out: dict[Path, bytes] = {}
    drafts: list[Draft] = []
    for row in project.on_page:
        if row.row is None or id(row) in known:
            continue
        draft = Draft(row, row.section or _NAMELESS)
        name = _free_id(str(draft.data.get("title", "")), ids)
        data = _finished(draft, name, names[id(row.row.table)], project.config)
        drafts.append(draft)
        out[folder / f"{data['id']}.yaml"] = emit(data, path or _SCHEMA.format("dataset"))
    notes += _notes(drafts)
    notes += [note for table in tables for note in _left_out(table)]
    notes += _list(project, tables, names, folder, out)
    return Import(out, sorted(notes, key=lambda note: (note.place, note.entry, note.field)), len(known))


def _stems(project: Project) -> set[str]:
    """The names of the files of the catalog, those that can't be read too."""
    paths = [document.source.path for document in project.documents]
    return {Path(path).stem for path in [*paths, *(problem.place.path for problem in project.problems)]}


def _known(project: Project) -> set[int]:
    """The rows that have a record: paired by title, alias or source; several of one title in their order."""
    from medlint.read.match import title_key

    free = Counter(title_key(record.text("title")) for record in project.records if record.twin is None)
    known = set()
    for row in project.on_page:
        key = title_key(row.text("title"))
        if row.twin is not None:
            known.add(id(row))
        elif free[key]:
            free[key] -= 1
            known.add(id(row))
    return known


def _finished(draft: Draft, name: str, names: list[str], config: Config) -> dict[str, Any]:
    """The record with its identifier and with the cells that its keys can't show."""
    from medlint.read.records import read_records
    from medlint.write.layout import Column
    from medlint.write.render import render_row

    data = {"id": name, **draft.data}
    row = draft.row.row
    if row is None:
        return data
    columns = [Column(c.field if c.known else "", n) for c, n in zip(row.table.columns, names, strict=True)]
    told = any(column.field == "access" for column in columns) or _noted(draft.row.get("source"))
    # A note of access that is new to the row must not make its source look different.
    shown = data if told else {key: value for key, value in data.items() if key != "access"}
    (record,) = read_records(Document(Source("", ""), shown, lambda _: {}), [()], Catalog(()), config)
    extra = kept(draft, names, render_row(record, columns))
    return {**data, "extra": extra} if extra else data


def _noted(cell: Cell | None) -> bool:
    from medlint.write.cells import NOTES

    return cell is not None and any(said in cell.text for said in NOTES.values())


def column_names(table: Table) -> list[str]:
    """What the columns of a table are called: their headers, numbered where one is empty or there twice."""
    out: list[str] = []
    for index, column in enumerate(table.columns):
        name = " ".join(column.cell.text.split()) or f"Column {index + 1}"
        number = 2
        while name in out:
            name = f"{name} ({number})"
            number += 1
        out.append(name)
    return out


def _free_id(title: str, taken: set[str]) -> str:
    base = slug(title)
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def slug(title: str) -> str:
    """An identifier made of a title: its letters without accents and its digits, in words joined by hyphens.

    Of a title in another script nothing is left; it gets a number of its own that the title alone decides.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words: list[str] = re.findall(r"[a-z0-9]+", plain)
    if not "".join(words).strip("0123456789"):
        from hashlib import sha256

        return f"dataset-{sha256(title.encode()).hexdigest()[:8]}"
    name = words[0][:_SLUG]
    for word in words[1:]:
        if len(name) + len(word) >= _SLUG:
            break
        name += f"-{word}"
    return name


def _notes(drafts: list[Draft]) -> Iterable[Note]:
    """What the rows don't tell; what a whole table has no column for is said once for all its entries."""
    lacking: dict[tuple[int, str, str], list[Row]] = {}
    for draft in drafts:
        row = draft.row.row
        if row is None:
            continue
        for unknown in draft.unknown:
            if unknown.cell is None and draft.row.get(unknown.field) is None:
                lacking.setdefault((id(row.table), unknown.field, unknown.message), []).append(row)
            else:
                place = unknown.cell.place if unknown.cell is not None else draft.row.place
                yield Note(place, draft.row.title, unknown.field, unknown.message)
        for cell in row.cells[len(row.table.columns) :]:
            if not cell.empty:
                yield Note(cell.place, draft.row.title, "", "one cell more than the header has, it is left out")
    for (_, field, message), rows in lacking.items():
        table = rows[0].table
        count = f" ({len(rows)} of its {sum(not r.blank for r in table.rows)} entries)"
        yield Note(table.columns[0].cell.place, "", field, message + count)


def _left_out(table: Table) -> Iterable[Note]:
    from medlint.read.entries import is_entry

    for row in table.rows:
        if not row.blank and not is_entry(row):
            yield Note(row.place, "", "", f"a line that is no entry is left out: {row.cells[0].text!r}")


def _title(project: Project) -> str:
    """The title of the list: the first heading of the top level on its pages."""
    headings = [s for page in project.pages for s in page.headings if s.level == 1 and s.title]
    return headings[0].title if headings else _NAMELESS


def _list(
    project: Project,
    tables: list[Table],
    names: dict[int, list[str]],
    folder: Path,
    out: dict[Path, bytes],
) -> Iterable[Note]:
    """Add `list.yaml` with the sections, where there is none; where there is, say which sections it lacks."""
    from medlint.write.emit import emit
    from medlint.write.layout import layout

    sections: dict[str, dict[str, str]] = {}
    first: dict[str, Table] = {}
    for table in tables:
        name = table.section.title or _NAMELESS
        if all(row.blank for row in table.rows) and _USEFUL.search(name):
            continue
        first.setdefault(name, table)
        columns = sections.setdefault(name, {})
        for column, header in zip(table.columns, names[id(table)], strict=True):
            columns.setdefault(header, column.field if column.known else "")
    if project.catalog is not None:
        there = {section.title for section in layout(project).sections}
        return [
            Note(_where(table), "", "", f"{project.catalog.source.path} has no section {name!r}")
            for name, table in first.items()
            if name not in there
        ]
    if not sections or "list" in _stems(project):
        return []
    shapes = Counter(tuple(columns.items()) for columns in sections.values())
    usual = max(shapes, key=lambda shape: shapes[shape])
    data: dict[str, Any] = {"title": _title(project), "columns": [_column(*item) for item in usual], "sections": []}
    for name, columns in sections.items():
        section: dict[str, Any] = {"title": name}
        if codes := modality_codes(name):
            section["modalities"] = sorted(codes)
        if tuple(columns.items()) != usual:
            section["columns"] = [_column(*item) for item in columns.items()]
        data["sections"].append(section)
    out[folder / "list.yaml"] = emit(data, _SCHEMA.format("list"))
    return []


def _column(header: str, field: str) -> dict[str, str]:
    if not field:
        return {"extra": header}
    return {"field": field} if header == field.capitalize() else {"field": field, "header": header}


def _where(table: Table) -> Place:
    heading = table.section.heading
    return heading.place if heading is not None else table.columns[0].cell.place
