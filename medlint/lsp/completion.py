"""Completion: the keys and values of a record by its schema and by what the list uses, keywords in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from medlint.lazy import regex
from medlint.lsp.language import Here
from medlint.model import Source
from medlint.project import Project
from medlint.text.data import YAML

_KEY = regex(r"( *)((?:- +)*)([A-Za-z_][\w-]*):(?:\s|$)")
_MOST = 2000
"""Items that are sent at once; what is typed on narrows them."""


def completion(here: Here) -> list[types.CompletionItem]:
    """What may be written here."""
    project = here.state.project
    if here.source is None:
        return []
    if here.source.path.lower().endswith(YAML):
        return list(_in_record(here.source, here.at, project, here.state.schema))
    entry = here.entry
    cell = entry.get("keywords") if entry is not None else None
    return list(_items(_used_keywords(project))) if cell is not None and here.holds(cell.place) else []


def _in_record(source: Source, at: int, project: Project, schema: Any) -> Iterator[types.CompletionItem]:
    number = source.line_of(at)
    line = source.text[source.starts[number - 1] : at]
    above = _keys_above(source, number, len(line) - len(line.lstrip(" -")))
    if found := _KEY.match(line):
        yield from _values(project, schema, [*_keys_above(source, number, found.end(2)), found[3]])
    elif line.lstrip().startswith("- ") and not _properties(schema, above):
        yield from _values(project, schema, above)
    else:
        for key, part in _properties(schema, above).items():
            yield types.CompletionItem(
                key,
                kind=types.CompletionItemKind.Property,
                detail=str(part.get("title", "")),
                documentation=str(part.get("description", "")),
                insert_text=f"{key}: ",
            )


def _keys_above(source: Source, number: int, indent: int) -> list[str]:
    """The keys, outermost first, that a line with this indentation stands under."""
    out: list[str] = []
    while number > 1 and indent:
        number -= 1
        found = _KEY.match(source.line(number))
        if found and len(found[1]) < indent and len(found[1] + found[2]) < indent:
            out.append(found[3])
            indent = len(found[1])
    return out[::-1]


def _part(schema: dict[str, Any], route: Iterable[str]) -> dict[str, Any]:
    """What a schema says of the value at a route of keys; lists are passed through."""
    part = schema
    for key in route:
        part = _resolved(schema, _properties_of(schema, part).get(key, {}))
    return part


def _resolved(schema: dict[str, Any], part: Any) -> dict[str, Any]:
    for _ in range(10):
        if isinstance(part, dict) and str(part.get("$ref", "")).startswith("#/"):
            target: Any = schema
            for step in part["$ref"][2:].split("/"):
                target = target.get(step, {}) if isinstance(target, dict) else {}
            part = target
        elif isinstance(part, dict) and isinstance(part.get("items"), dict):
            part = part["items"]
        else:
            break
    return part if isinstance(part, dict) else {}


def _properties(schema: dict[str, Any], route: Iterable[str]) -> dict[str, Any]:
    return _properties_of(schema, _part(schema, route))


def _properties_of(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The keys that a map may have, those of its alternatives too."""
    found = part.get("properties")
    out: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
    for word in ("allOf", "anyOf", "oneOf"):
        branches = part.get(word)
        for branch in branches if isinstance(branches, list) else ():
            more = _resolved(schema, branch).get("properties")
            out |= more if isinstance(more, dict) else {}
    return {key: value for key, value in out.items() if isinstance(value, dict)}


def _values(project: Project, schema: dict[str, Any], route: list[str]) -> Iterator[types.CompletionItem]:
    """The values of a key: those of the schema's enum, else of the vocabulary that belongs to it."""
    part = _part(schema, route)
    if isinstance(part.get("enum"), list):
        return _items(str(value) for value in part["enum"])
    if part.get("type") == "boolean":
        return _items(("true", "false"))
    return _items(_vocabulary(project, route[0] if route else ""))


def _vocabulary(project: Project, key: str) -> Iterable[str]:
    if key == "license":
        from medlint.data import rows

        used = Counter(entry.text("license") for entry in project.entries)
        return [
            *(text for text, _ in used.most_common(20)),
            *(row[0] for row in rows("licenses.txt") if row[1] == "license"),
        ]
    if key == "modalities":
        from medlint.data.modality import acquisition_codes

        return acquisition_codes()
    if key == "derived":
        from medlint.data.modality import derived_codes

        return derived_codes()
    if key == "body_parts":
        from medlint.data.anatomy import body_parts

        return body_parts()
    if key == "keywords":
        return _used_keywords(project)
    if key == "section" and project.catalog is not None:
        return [
            str(section.get("title", "")) for section in project.catalog.data["sections"] if isinstance(section, dict)
        ]
    return [str(entry.data["id"]) for entry in project.records if "id" in entry.data] if key == "relations" else ()


def _used_keywords(project: Project) -> list[str]:
    """The keywords of the list, the commonest first."""
    from medlint.rules._keywords import keywords

    cells = [cell for entry in project.entries if (cell := entry.get("keywords")) is not None]
    counts = Counter(found.text for cell in cells for found in keywords(cell))
    return [text for text, _ in counts.most_common()]


def _items(texts: Iterable[str]) -> Iterator[types.CompletionItem]:
    """Items in the order of the texts."""
    for number, text in enumerate(dict.fromkeys(texts)):
        if text and number < _MOST:
            yield types.CompletionItem(text, kind=types.CompletionItemKind.Value, sort_text=f"{number:05}")
