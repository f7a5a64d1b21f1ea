"""The record made from an entry of a page: what the schema allows, and what reads as the entry does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from medlint.config import Catalog, Config
from medlint.model import Cell, Document, Entry, Source
from medlint.read.columns import header_key
from medlint.read.said import Facts, Unread, facts, markdown_of, says_nothing, source_of

if TYPE_CHECKING:
    from medlint.validate.schema import Schema

NAMELESS = "Datasets"
"""The section of entries that stand under no heading."""

_KEYS = {
    "description": ("description", "summary"),
    "keywords": ("keywords",),
    "source": ("landing_page", "doi", "paper"),
    "size": ("size",),
    "license": ("license",),
    "modality": ("modalities",),
    "access": ("access",),
    "date": ("published",),
}
"""The keys of a record that each field of a page fills."""
_FIELDS = {key: field for field, keys in _KEYS.items() for key in keys}
_NEEDED = ("id", "kind", "title", "section")
_FIRST = ("id", "kind", "title", "aliases", "summary", "description", "section")
_AS_TEXT = "they are kept as text under 'extra'"


def held(name: str, entry: Entry, schema: Schema, config: Config) -> Facts:
    """The record of an entry under an identifier, and what is only kept as text in it, or not at all.

    A cell that its key can't hold, such as a licence without an SPDX name, is kept under `extra` by its field's name,
    where the schema is medlint's. What would read otherwise than the entry stays out.
    """
    said = facts(entry)
    data = {"id": name, "kind": "dataset", **said.data, "section": entry.section or NAMELESS}
    unread = list(said.unread)
    for key in schema.errors(data, lambda error: str(error.absolute_path[0]) if error.absolute_path else ""):
        if key in data and key not in _NEEDED:
            cell = entry.get(_FIELDS.get(key, "")) or entry["title"]
            unread.append(Unread(f"values of '{key}' that the schema doesn't allow", cell, str(data.pop(key))))
    lost = {_FIELDS[key] for key in said.data if key in _FIELDS and key not in data}
    texts: dict[str, Cell] = {}
    for field, cell in entry.fields.items() if schema.shipped else ():
        if field in lost or not any(key in data for key in _KEYS.get(field, (field,))):
            _keep(data, field, cell, texts)
    for _ in range(3):  # a key, then its text, then neither
        wrong = list(_unlike(entry, data, config))
        items = list(data.get("extra", ()))
        for field, key in wrong:
            cell = entry[field]
            if texts.pop(field, None) is not None:
                data["extra"].remove({"column": field.capitalize(), "text": _text(field, cell)})
            elif key.startswith("extra."):
                data["extra"].remove(items[int(key.split(".")[1])])
            else:
                data.pop(key.partition(".")[0], None)
                if schema.shipped:
                    _keep(data, field, cell, texts)
            unread.append(Unread(f"cells of '{field}' that a record can't hold as they are", cell, entry.text(field)))
    data = {key: data[key] for key in dict.fromkeys((*_FIRST, *data)) if data.get(key)}
    kept = set(map(id, texts.values()))
    unread = [one._replace(step=_AS_TEXT) if id(one.cell) in kept and not one.step else one for one in unread]
    return Facts(data, unread)


def _keep(data: dict[str, Any], field: str, cell: Cell, texts: dict[str, Cell]) -> None:
    """Put what a cell of a known field says under `extra`, if it says anything."""
    if field not in _KEYS or says_nothing(cell):
        return
    kept = {header_key(item["column"]) for item in data.get("extra", ())}
    if (text := _text(field, cell)) and field not in kept:  # a label that means no field may have the same name
        data.setdefault("extra", []).append({"column": field.capitalize(), "text": text})
        texts[field] = cell


def _text(field: str, cell: Cell) -> str:
    """What a cell says, as `extra` keeps it: of a source the address that it leads to first, if any."""
    if field != "source":
        return markdown_of(cell)
    found = source_of(cell)
    return next((link.url for link in (*found.links.values(), *found.other)), "")


def _unlike(entry: Entry, data: Mapping[str, Any], config: Config) -> Iterator[tuple[str, str]]:
    """The fields whose value in the record would read otherwise than on the page, with the record's keys."""
    from medlint.read.meaning import due
    from medlint.read.records import Keys, read_records

    (record,) = read_records(Document(Source("", ""), dict(data), lambda _: {}), [()], Keys(Catalog(()), config))
    for field, cell in entry.fields.items():
        found = due(field, cell, record)
        if found is not None and found[0].partition(".")[0] not in _NEEDED:
            yield field, found[0]
