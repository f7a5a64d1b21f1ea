"""The formats by name, and their documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from medlint.write.export.record import Collection


class Format(NamedTuple):
    """A format: the module that writes it, the file of a whole list, and the ending of the file of one dataset.

    Where `each` is empty a document holds the whole list; else it describes one dataset.
    """

    module: str
    file: str
    each: str = ""


FORMATS = {
    "schemaorg": Format("schemaorg", "schemaorg.jsonld", ".jsonld"),
    "croissant": Format("croissant", "croissant.json", ".json"),
    "datacite": Format("datacite", "datacite.json", ".json"),
    "dcat": Format("dcat", "dcat.jsonld"),
    "csv": Format("plain", "datasets.csv"),
    "json": Format("plain", "catalog.json"),
    "bibtex": Format("bibtex", "datasets.bib"),
}


def whole(name: str, collection: Collection, *, compact: bool = False) -> str:
    """The list as one text. Of formats that describe one dataset it is that, or an array where there are several.

    `compact` JSON is on one line, and made in a tenth of the time.
    """
    module = import_module(f"medlint.write.export.{FORMATS[name].module}")
    if name == "csv":
        return str(module.to_csv(collection))
    if name == "bibtex":
        return str(module.document(collection))
    if name in ("croissant", "datacite"):
        made = [module.document(record, collection) for record in collection.records]
        return _json(made[0] if len(made) == 1 else made, compact)
    return _json(module.catalog(collection), compact)


def each(name: str, collection: Collection, *, compact: bool = False) -> Iterator[tuple[str, str]]:
    """The files of a folder, by name: one for each dataset, or one for all."""
    form = FORMATS[name]
    if not form.each:
        yield form.file, whole(name, collection, compact=compact)
        return
    module = import_module(f"medlint.write.export.{form.module}")
    for record in collection.records:
        yield f"{record.id}{form.each}", _json(module.document(record, collection), compact)


def _json(data: Any, compact: bool) -> str:
    # ASCII: no invisible or lone character of a list comes through, whoever reads the file.
    return json.dumps(data, indent=None if compact else 2) + "\n"
