"""Entries of a page as records of a catalog: nothing lost, nothing made up, nothing overwritten."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from medlint.config import Config
from medlint.data.modality import modality_codes
from medlint.limit import bounded
from medlint.model import Entry, Page, Place, Source
from medlint.project import Project
from medlint.read.said import titled
from medlint.root import Root
from medlint.text.data import YAML, front
from medlint.text.slug import identifier
from medlint.write import files
from medlint.write.held import NAMELESS, held
from medlint.write.markers import RenderError, regions
from medlint.write.plan import steps

_OPENING, _CLOSING = "<!-- medlint:tables -->", "<!-- /medlint:tables -->"


class Import(NamedTuple):
    """What an import would write: new files by path, and the pages that get markers with their text before and after.

    `notes` say in one line each what no record holds, `known` counts the entries that had a record already.
    """

    files: dict[Path, bytes]
    pages: dict[Path, tuple[bytes, bytes]]
    notes: list[str]
    known: int

    @property
    def adopted(self) -> list[Path]:
        """The pages that get markers."""
        return list(self.pages)


def import_list(pages: Sequence[Path], folder: Path, config: Config, today: date, *, adopt: bool = False) -> Import:
    """The records that the entries of pages make, without those that the catalog in `folder` has; nothing is written.

    With `adopt` the pages get markers around their entries. A page or record that can't be read is named among the
    notes; what stands in it is not known then.
    """
    from medlint.read.project import read_project

    held = sorted(p for p in folder.rglob("*") if p.suffix.lower() in YAML and p.is_file()) if folder.is_dir() else []
    project = read_project([*pages, *held], config, today)
    with bounded(project.size, "importing"):
        return import_project(project, folder, adopt=adopt)


def write(result: Import, root: Root) -> list[Path]:
    """Write what an import makes; a file that is there by now is left alone. Returns the paths of the new files."""
    made = files.create_all(result.files, root)
    for path, (old, new) in result.pages.items():
        files.replace(path, new, root, expected=old)
    return made


def import_project(project: Project, folder: Path, *, adopt: bool = False) -> Import:
    """The records that the entries of a project's pages make, without those that have one in it."""
    from medlint.read.catalogs import schema_of
    from medlint.write.emit import emit

    notes = _Notes()
    for problem in project.problems:
        notes.say(problem.place, problem.message)
    for step in steps(project):
        if step.kind == "cell":
            notes.say(step.place, step.message)
    catalog = project.config.every_catalog[0]
    schema = schema_of(catalog, project.config)
    known = sum(entry.twin is not None for entry in project.on_page)
    ids = _taken(project)
    out: dict[Path, bytes] = {}
    for entry in project.on_page:
        if entry.twin is not None or entry.shown is not None:
            continue
        if "title" not in entry.fields or not titled(entry["title"]):
            notes.kind("entries without a title", entry.place, "", "they are left out: name them and import again")
            continue
        name = _free_id(entry, titled(entry["title"]), ids)
        data, unread = held(name, entry, schema, project.config)
        for one in unread:
            notes.kind(one.kind, one.cell.place, one.text, one.step)
        out[folder / f"{name}.yaml"] = emit(data, _schema_path(project, folder, "dataset"))
    if out and project.catalog is None and "list" not in _stems(project):
        out[folder / "list.yaml"] = emit(_list(project), _schema_path(project, folder, "list"))
    if out and schema.shipped:
        out |= {folder.parent / "schema" / name: _shipped(name) for name in ("dataset.schema.json", "list.schema.json")}
    pages = _adopted(project) if adopt else {}
    return Import(out, pages, notes.lines(), known)


def _taken(project: Project) -> set[str]:
    """The identifiers and file names that are given out."""
    ids = {str(entry.data["id"]) for entry in project.records if entry.data.get("id")}
    return ids | _stems(project) | {"list"}


def _stems(project: Project) -> set[str]:
    """The names of the files of the catalog, those that can't be read too."""
    paths = [document.source.path for document in project.documents]
    return {Path(path).stem for path in [*paths, *(problem.place.path for problem in project.problems)]}


def _free_id(entry: Entry, title: str, taken: set[str]) -> str:
    """An identifier of the title; of one in another script of the last word of its address, if there is one."""
    base = identifier(title)
    source = entry.get("source")
    if base.startswith("dataset-") and not title.isascii() and source is not None:
        words = (re.split("[?#]", link.url, maxsplit=1)[0].rstrip("/").rpartition("/")[2] for link in source.links)
        base = next((identifier(word) for word in words if re.search("[A-Za-z]", word)), base)
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


class _Notes:
    """What is to be said: single lines with their places, and kinds of things with their number and an example."""

    def __init__(self) -> None:
        self._lines: list[tuple[Place, str]] = []
        self._kinds: dict[str, tuple[int, Place, str, str]] = {}

    def say(self, place: Place, message: str) -> None:
        self._lines.append((place, message))

    def kind(self, kind: str, place: Place, example: str, step: str = "") -> None:
        """Count a thing of a kind; `step` says what has become of it and what is to be done."""
        count, first, text, _ = self._kinds.get(kind, (0, place, example, ""))
        step = step or "they stay in the README alone until you add them to a record"
        self._kinds[kind] = count + 1, first, text, step

    def lines(self) -> list[str]:
        """One line for each, in order of place."""
        out = list(self._lines)
        for kind, (count, place, example, step) in self._kinds.items():
            shown = f", such as {_clipped(example)!r}" if example else ""
            out.append((place, f"{kind}: {count}{shown}; {step}"))
        return [f"{place.path}:{place.line}:{place.column}: {message}" for place, message in sorted(out)]


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _schema_path(project: Project, folder: Path, name: str) -> str:
    """Where an editor finds the schema, from the records' folder: the list's own, else the copy beside the folder."""
    own = project.config.every_catalog[0].schema if name == "dataset" else None
    if not own:
        return f"../schema/{name}.schema.json"
    return os.path.relpath(project.config.root / own, folder).replace(os.sep, "/")


def _shipped(name: str) -> bytes:
    """A schema of medlint's, as a file that editors can find beside the catalog."""
    import json

    from medlint.validate.schema import shipped_schema

    return f"{json.dumps(shipped_schema(name).data, indent=2, ensure_ascii=False)}\n".encode()


def _list(project: Project) -> dict[str, Any]:
    """`list.yaml`: the title of the list and its sections in their order."""
    titles = [section.title for page in project.pages for section in page.headings if section.level == 1]
    sections: dict[str, dict[str, Any]] = {}
    for entry in project.on_page:
        name = entry.section or NAMELESS
        if name not in sections:
            codes = sorted(modality_codes(name))
            sections[name] = {"title": name} | ({"modalities": codes} if codes else {})
    return {"title": next(filter(None, titles), NAMELESS), "sections": list(sections.values())}


def _adopted(project: Project) -> dict[Path, tuple[bytes, bytes]]:
    """The pages with entries and without markers, with markers around the first and the last of them."""
    out: dict[Path, tuple[bytes, bytes]] = {}
    for page in project.pages:
        try:
            if regions(page.source):
                continue
        except RenderError:
            continue
        entries = [entry for entry in project.of(page) if entry.row is not None]
        if not entries:
            continue
        text = next((text for text in _marked(page, entries) if _reads_alike(project, page, text)), None)
        if text is not None:
            source = page.source
            out[Path(source.path)] = source.encoded(source.text), source.encoded(text)
    return out


def _marked(page: Page, entries: Sequence[Entry]) -> Iterator[str]:
    """The page with markers: close around its entries, else around their sections, else below its front matter."""
    source = page.source
    rows = [entry.row for entry in entries if entry.row is not None]
    first = min(row.table.line for row in rows)
    last = max(max(row.table.end_line, row.end_line) for row in rows)
    heading = [s.line for s in page.headings if s.line <= first]
    later = [s.line - 1 for s in page.headings if s.line > last]
    top = source.line_of(len(front(source.text))) + bool(front(source.text))
    count = len(source.starts) - (source.starts[-1] == len(source.text))
    for opening, closing in ((first, last), (max(heading, default=top), min(later, default=count)), (top, count)):
        yield _with_lines(source, opening, closing)


def _with_lines(source: Source, opening: int, closing: int) -> str:
    """The text with the opening marker above a line and the closing one below a line."""
    found = re.search(r"\r\n|\r|\n", source.text)
    end = found[0] if found else "\n"
    start = source.starts[opening - 1]
    stop = source.starts[closing] if closing < len(source.starts) else len(source.text)
    body = source.text[start:stop]
    body += "" if body.endswith(("\n", "\r")) else end
    return f"{source.text[:start]}{_OPENING}{end}{body}{_CLOSING}{end}{source.text[stop:]}"


def _reads_alike(project: Project, page: Page, text: str) -> bool:
    """Whether the page with markers has the same entries, all of them between the markers."""
    from medlint.read.project import build_project

    made = build_project([Source(page.source.path, text, bom=page.source.bom)], project.config, project.today)
    before = [(e.kind, e.section, {f: c.raw for f, c in e.fields.items()}) for e in project.of(page)]
    after = [(e.kind, e.section, {f: c.raw for f, c in e.fields.items()}) for e in made.on_page]
    try:
        found = regions(made.pages[0].source)
    except RenderError:
        return False
    inside = [r.start <= e.row.start and e.row.end <= r.end for e in made.on_page if e.row is not None for r in found]
    return len(found) == 1 and before == after and all(inside)
