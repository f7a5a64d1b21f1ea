"""Rules about the files themselves: whether they can be read, and whether a record has its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from posixpath import basename, splitext
from typing import TYPE_CHECKING, Any

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Document, Entry, Ignore, Place, Route, Source, ValueCell
from medlint.project import CatalogFile, Project
from medlint.read.columns import aliases, header_key
from medlint.read.records import value_at
from medlint.rules.base import Judged, Rule, edit, rule
from medlint.text.closest import closest
from medlint.text.data import PAGES, YAML
from medlint.text.words import clipped
from medlint.text.yaml import text_of

if TYPE_CHECKING:
    from medlint.validate.faults import Fault
    from medlint.validate.schema import Schema

_PLAIN = regex(r"[A-Za-z0-9+.-]+")


def _problems(project: Project, judged: Rule) -> Iterator[Finding]:
    for problem in project.problems:
        if problem.code == judged.code:
            yield judged.at(
                problem.place, problem.message, entry=problem.entry, field=problem.field, related=problem.related
            )


@rule("MED001", "unreadable-file", Level.ERROR)
def unreadable_file(project: Project) -> Iterator[Finding]:
    """A file of the list can't be read, or not all of it.

    Nothing in it is checked, so nothing else that is said of the list can be relied on. Files have to be UTF-8, of at
    most 20 MB, and nest lists, quotes and brackets no deeper than a hundred levels.

    ```toml bad
    readme = ["README.md", "more.md"]
    ```
    ```markdown bad
    # List
    Nothing here yet, see the other page.
    ```
    ```toml good
    readme = ["README.md"]
    ```
    """
    yield from _problems(project, unreadable_file)


@rule("MED002", "invalid-yaml", Level.ERROR)
def invalid_yaml(project: Project) -> Iterator[Finding]:
    """A catalog file is not valid YAML, JSON or TOML, or holds what no record may hold.

    A key given twice silently loses the first value in most programs, and aliases that grow without limit bring
    them down. Strings, numbers, lists and maps are all that a record needs.

    ```yaml bad
    id: lidc-idri
    title: LIDC-IDRI
    title: LIDC
    ```
    ```yaml good
    # Comments, anchors, aliases and merge keys are fine; `no` and 2022-10 stay the text they are.
    id: lidc-idri
    title: &name LIDC-IDRI
    aliases: [*name]
    ```
    """
    yield from _problems(project, invalid_yaml)


@rule("MED003", "schema-violation", Level.ERROR, fix="safe", outranks=True, alone=True)
def schema_violation(project: Project) -> Iterator[Finding]:
    """A record, or the catalog's list.yaml, doesn't match its JSON Schema.

    Tables, exports and checks read records by their keys: what stands under a misspelt key or in another form is lost
    to all of them. A list with records of its own kind names their schema in the config (`schema = "…"`), in any draft
    from 4 to 2020-12. YAML is read by its core schema: 1.10 is the number 1.1, and quotes make it text.

    ```toml bad
    schema = "shape.json"
    ```
    ```json bad shape.json
    {"properties": {"name": {}, "homepage": {"type": "string"}, "license": {}}, "additionalProperties": false}
    ```
    ```yaml bad catalog/lidc-idri.yaml
    name: LIDC-IDRI
    hompage: https://www.cancerimagingarchive.net/collection/lidc-idri/
    license: CC-BY-3.0
    ```
    ```toml bad
    schema = "shape.json"
    ```
    ```json bad shape.json
    {"properties": {"name": {}, "version": {"type": "string"}}}
    ```
    ```yaml bad catalog/lidc-idri.yaml
    name: LIDC-IDRI
    version: 1.10
    ```
    ```json good shape.json
    {"properties": {"name": {}, "homepage": {"type": "string"}, "license": {}}, "additionalProperties": false}
    ```
    ```yaml good catalog/lidc-idri.yaml
    name: LIDC-IDRI
    homepage: https://www.cancerimagingarchive.net/collection/lidc-idri/
    license: CC-BY-3.0
    ```
    """
    if project.catalog is not None and project.list_schema is not None:
        document = project.catalog
        for fault in _faults(project.list_schema, document.data, None, []):
            yield schema_violation.at(_place(document, (), fault), fault.message, subject=fault.name)
    sections = _sections(project)
    known = {text: field for field, texts in aliases(project.config).items() for text in texts}
    entries = {(entry.path, entry.route): entry for entry in project.entries if not entry.on_page}
    for document in project.documents:
        if (held := project.catalog_files.get(document.source.path)) is None:
            continue
        values = [value_at(document.data, route) for route in held.judged]
        if not values or (held.schema.shipped and not any(isinstance(value, dict) for value in values)):
            yield schema_violation.at(document.place(()), _nothing(held))
            continue
        for route, value in zip(held.judged, values, strict=True):
            entry = entries.get((document.source.path, route))
            found = _faults(held.schema, value, entry, sections)
            fields = _fields(entry) if found and entry is not None else {}
            unquoted = _unquoted(held.schema, value, document, route, found)
            for fault in found:
                place, message = _place(document, route, fault), fault.message
                if here := unquoted.get(fault.route, ""):
                    shown = text_of(value_at(value, fault.route))
                    message = f"{message.replace(f' is {shown},', f' is {here},', 1)}; quotes are missing"
                yield schema_violation.at(
                    place,
                    message,
                    entry=entry,
                    field=_field(fields, fault, known) if entry is not None else None,
                    subject=fault.name,
                    edits=(edit(place, f"'{here}'"),) if here else (),
                )


def _unquoted(schema: Schema, value: Any, document: Document, route: Route, found: Sequence[Fault]) -> dict[Route, str]:
    """The numbers and truth values, as written, with which the schema is content once quotes make text of them."""
    texts: dict[Route, str] = {}
    for fault in found if document.source.path.lower().endswith((*YAML, *PAGES)) else ():
        written = document.source.text[slice(*document.span((*route, *fault.route)))]
        if fault.text and _PLAIN.fullmatch(written):
            texts[fault.route] = written
    if not texts:
        return {}
    changed = [deepcopy(value)]
    for at, text in texts.items():
        *above, last = (0, *at)
        value_at(changed, tuple(above))[last] = text
    left = {fault.route for fault in _faults(schema, changed[0], None, [])}
    return {at: text for at, text in texts.items() if at not in left}


def _nothing(held: CatalogFile) -> str:
    if held.catalog.records:
        return f"no record stands at {held.catalog.records!r}, where the config says that records are"
    return "the file holds no record: expected keys such as title and their values"


def _faults(schema: Schema, data: Any, entry: Entry | None, sections: list[str]) -> list[Fault]:
    from medlint.validate.faults import Fault, faults

    of = f" of {clipped(entry.title)}" if entry is not None else ""
    found = faults(schema, data, of)
    if not schema.shipped or entry is None:
        return found
    wrong = {fault.route[:1] or (fault.key,) for fault in found}
    stem = splitext(basename(entry.source.path))[0]
    identifier = entry.data.get("id")
    if isinstance(identifier, str) and ("id",) not in wrong and entry.route == () and identifier != stem:
        found.append(Fault(("id",), f"id{of} is {clipped(identifier)}, the file is called {clipped(stem)}"))
    section = entry.data.get("section")
    if sections and isinstance(section, str) and ("section",) not in wrong and section not in sections:
        near = closest(section, sections)
        hint = f"; did you mean {near!r}?" if near else f": {', '.join(sections)}" if len(sections) < 13 else ""
        found.append(Fault(("section",), f"section{of} is {clipped(section)}, which list.yaml doesn't name{hint}"))
    return found


def _sections(project: Project) -> list[str]:
    """The titles of the sections in list.yaml; none where there is no such file or it is broken."""
    data = project.catalog.data.get("sections") if project.catalog is not None else None
    titles = [item.get("title") for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    return [title for title in titles if isinstance(title, str)]


def _place(document: Document, route: tuple[str | int, ...], fault: Fault) -> Place:
    here = (*route, *fault.route)
    if fault.key and not fault.missing:
        return document.key((*here, fault.key))
    if fault.missing:
        return document.key(here) if fault.route else document.first_of(route)
    return document.place(here) if fault.route else document.first_of(route)


def _fields(entry: Entry) -> dict[str | int, str]:
    """The fields of a record by the key that each was read from: `landing_page` is the source."""
    depth = len(entry.route)
    cells = [(field, cell) for field, cell in entry.fields.items() if isinstance(cell, ValueCell)]
    return {cell.route[depth]: field for field, cell in reversed(cells) if len(cell.route) > depth}


def _field(fields: dict[str | int, str], fault: Fault, known: dict[str, str]) -> str | None:
    """The field that a key of a record means."""
    top = fault.route[0] if fault.route else fault.meant or fault.key
    if top in fields:
        return fields[top]
    return known.get(header_key(str(top)), str(top)) if top else None


@rule("MED004", "unused-ignore", Level.WARNING, fix="safe", last=True)
def unused_ignore(project: Project, judged: Judged) -> Iterator[Finding]:
    """An ignore comment silences nothing, or names a rule that doesn't exist.

    It was written for something that has been mended since, and would hide the next one. A comment for a rule that
    didn't run this time is left alone.

    ```markdown bad
    | Title     | Source                                        | Size                   |
    |-----------|-----------------------------------------------|------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 244,527 images, 133 GB |

    <!-- medlint-ignore: MED205 -->
    That was all.
    ```
    ```markdown good
    | Title     | Source                                        | Size                            |
    |-----------|-----------------------------------------------|---------------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | <!-- medlint-ignore: MED205 --> |
    ```
    """
    pages = {page.source.path: page.source for page in project.pages}
    for path, ignore in project.ignores:
        source = pages.get(path) or _source(project, path)
        useless = [(index, _useless(judged, ignore, text)) for index, (text, _) in enumerate(ignore.codes)]
        bad = [(index, said) for index, said in useless if said is not None]
        if len(bad) == len(ignore.codes):
            said = "; ".join(said for _, said in bad) or "the ignore comment names no rule"
            edits = (_comment_gone(source, ignore.place),) if source is not None else ()
            yield unused_ignore.at(ignore.place, said, edits=edits)
            continue
        first_used = next(index for index, said in useless if said is None)
        for index, said in bad:
            place = ignore.codes[index][1]
            start = place.start if index < first_used else ignore.codes[index - 1][1].end
            end = ignore.codes[index + 1][1].start if index < first_used else place.end
            yield unused_ignore.at(place, said, edits=(Edit(path, start, end, ""),))


def _source(project: Project, path: str) -> Source | None:
    try:
        return project.document(path).source
    except LookupError:
        return None


def _useless(judged: Judged, ignore: Ignore, text: str) -> str | None:
    """Why a code of an ignore comment is of no use; None where it is, or where that isn't known."""
    from medlint.rules import matching

    try:
        meant = [r for r in matching(text) if r.level is not Level.OFF or r.code in judged.codes]
    except LookupError as error:
        return str(error.args[0]).rstrip("?").replace("; did you mean ", ", the closest is ")
    ran = all(r.code in judged.codes and not r.last for r in meant)
    if not meant or not ran or (ignore, text) in judged.used:
        return None
    return f"the ignore comment for {text} silences nothing"


def _comment_gone(source: Source, place: Place) -> Edit:
    """The edit that takes a comment away, with its line where it stands alone, else with the space before it."""
    line = source.line(place.line)
    before, after = line[: place.column - 1], line[place.end_column - 1 :]
    start = source.starts[place.line - 1]
    if not before.strip() and not after.strip():
        end = source.starts[place.line] if place.line < len(source.starts) else len(source.text)
        return edit(source.place(start, end), "")
    last = start + place.end_column - 1
    first = start + len(before.rstrip(" \t"))
    if not before.strip():
        first, last = start + place.column - 1, last + len(after) - len(after.lstrip(" \t"))
    return edit(source.place(first, last), "")
