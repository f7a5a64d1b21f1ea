"""Plain values of YAML that its readers take for different things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from medlint.errors import ConfigError
from medlint.finding import Finding, Level
from medlint.kept import small_key
from medlint.lazy import regex
from medlint.model import Document, Entry, Route
from medlint.project import CatalogFile, Project
from medlint.read.records import replaced, value_at
from medlint.rules.base import edit, rule
from medlint.source import written
from medlint.text.data import PAGES, YAML
from medlint.text.words import clipped

_MAYBE = regex(r"[-+.0-9][-+0-9_:.bxA-Fa-fTtZ \t]*|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|=")
"""What may be something else than text by YAML 1.1; most text is left out at once."""
_KINDS = {"bool": "true or false", "int": "a number", "float": "a number", "timestamp": "a date"}


class _Value(NamedTuple):
    document: Document
    record: Route
    route: Route
    text: str
    kind: str


@rule("MED005", "ambiguous-scalar", Level.WARNING, fix="safe")
def ambiguous_scalar(project: Project) -> Iterator[Finding]:
    """A plain value that the schema wants as text is text in YAML 1.2, but something else in YAML 1.1.

    PyYAML, and with it most of Python, reads `no` as false, `12:30` as 750 and `2022-10-01` as a date; editors and
    programs in other languages read text. Quotes make it text for all. Where most values of a key are written so, that
    is said once.

    ```toml bad
    schema = "shape.json"
    ```
    ```json bad shape.json
    {"properties": {"name": {"type": "string"}, "country": {"type": "string"}}}
    ```
    ```yaml bad catalog/lidc-idri.yaml
    name: LIDC-IDRI
    country: no
    ```
    ```yaml good catalog/lidc-idri.yaml
    name: LIDC-IDRI
    country: 'no'
    ```
    """
    entries = {(entry.path, entry.route): entry for entry in project.entries if not entry.on_page}
    for key, (values, plain, among) in _by_key(project).items():
        if project.config.habits.is_shared(plain, among):
            first = values[0]
            message = (
                f"{plain} of {among} values of {key}, such as {clipped(first.text)}, are {first.kind}"
                " to readers of YAML 1.1; quote them"
            )
            yield ambiguous_scalar.at(first.document.place(first.route), message, level=Level.INFO)
            continue
        for value in values:
            entry = entries.get((value.document.source.path, value.record))
            name = written(value.route[len(value.record) :])
            whose = f" of {entry.title!r}" if entry is not None else ""
            said = f"which is {value.kind} to readers of YAML 1.1; quote it"
            message = f"{name}{whose} is {clipped(value.text)}, {said}"
            place = value.document.place(value.route)
            quotes = (edit(place, f"'{value.text}'"),)
            yield ambiguous_scalar.at(place, message, entry=entry, edits=quotes, subject=name)


def _by_key(project: Project) -> dict[str, tuple[list[_Value], int, int]]:
    """The ambiguous values by their key where text is expected; how many there are in all, and with those in quotes."""
    found: dict[str, tuple[list[_Value], int, int]] = {}
    wants: dict[tuple[str, str, str], bool] = {}  # by schema, key and kind: a key means the same in each record
    for document in _documents(project, wants):
        held = project.catalog_files[document.source.path]
        for record in held.judged:
            data = value_at(document.data, record)
            for route, text in _texts(data, record):
                if (kind := _meaning(text)) is None:
                    continue
                key = _name(route[len(record) :])
                asked = (held.schema.name, key, kind)
                if asked not in wants and _is_sound(held, data):
                    wants[asked] = _wants_text(held, data, route[len(record) :], kind)
                if not wants.get(asked):
                    continue
                values, plain, among = found.get(key, ([], 0, 0))
                if _is_plain(document, route, text):
                    plain += 1
                    values.append(_Value(document, record, route, text, _KINDS[kind]))
                found[key] = values, plain, among + 1
    return {key: value for key, value in found.items() if value[0]}


def _documents(project: Project, wants: Mapping[tuple[str, str, str], bool]) -> Iterator[Document]:
    """The files of records that may hold such values; one is no longer read again when all its keys are known."""
    for path, held in project.catalog_files.items():
        kept = project.kept.shelf.files.get(path) if project.kept is not None else None
        asked = {(held.schema.name, *one) for entry in kept.records for one in _ambiguous(entry)} if kept else ()
        known = kept and len(kept.records) == len(held.judged) and not any(wants.get(one, True) for one in asked)
        if path.lower().endswith((*YAML, *PAGES)) and not known:
            yield project.document(path)


@small_key
def _ambiguous(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The keys of a record's ambiguous texts, and what else each of them may be."""
    found = ((_name(route), _meaning(text)) for route, text in _texts(entry.data, ()))
    return tuple({(name, kind): None for name, kind in found if kind is not None})


def _name(route: Route) -> str:
    """What the values of one key have in common, wherever they stand."""
    return ".".join(part for part in route if isinstance(part, str)) or "the list"


def _wants_text(held: CatalogFile, data: Any, route: Route, kind: str) -> bool:
    """Whether a schema is content with text at a route of a sound record and with nothing else.

    Where only a date may stand, a reader that takes it for one takes it for what it is.
    """
    is_date = kind == "timestamp" and not _is_sound(held, replaced(data, route, "text"))
    return not is_date and not _is_sound(held, replaced(data, route, False))


def _texts(data: Any, top: Route) -> Iterator[tuple[Route, str]]:
    """The texts in a value that may be ambiguous, with their routes."""
    if isinstance(data, str) and _may_be_ambiguous(data):
        yield top, data
    stack: list[tuple[Route, Any]] = [(top, data)]
    while stack:
        route, value = stack.pop()
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        below: list[tuple[Route, Any]] = []
        for key, item in pairs:
            if isinstance(item, str):
                if _may_be_ambiguous(item):
                    yield (*route, key), item
            elif isinstance(item, (dict, list)):
                below.append(((*route, key), item))
        stack.extend(reversed(below))


def _may_be_ambiguous(text: str) -> bool:
    return len(text) < 40 and _MAYBE.fullmatch(text) is not None


def _meaning(text: str) -> str | None:
    """What YAML 1.1 takes a plain text for, by PyYAML's own table; None where it is text."""
    from yaml import SafeLoader

    for tag, pattern in SafeLoader.yaml_implicit_resolvers.get(text[0], ()):
        kind = tag.rpartition(":")[2]
        if kind in _KINDS and pattern.match(text):
            return str(kind)
    return None


def _is_plain(document: Document, route: Route, text: str) -> bool:
    start, end = document.span(route)
    return document.source.text[start:end] == text


def _is_sound(held: CatalogFile, data: Any) -> bool:
    try:
        return held.schema.is_sound(data)
    except ConfigError:
        return False
