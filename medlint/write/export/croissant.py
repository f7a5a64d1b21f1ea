"""Croissant 1.1: schema.org/Dataset with its own context, for loaders of machine learning.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. A list knows no single files and no checksums, so
there is no distribution and no record set: what is said is about the whole.
"""

from __future__ import annotations

from typing import Any

from medlint.write.export import bibtex, schemaorg
from medlint.write.export.mapping import properties
from medlint.write.export.record import Collection, Record

_OWN = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{name: f"cr:{name}" for name in _OWN},
}


def document(record: Record, collection: Collection) -> dict[str, Any]:
    """The description of one dataset."""
    out = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **properties("croissant", _MAKERS, record, collection),
    }
    return schemaorg.finish(out, record, collection)


def _bytes(record: Record, _: Collection) -> list[Any]:
    return [schemaorg.quantity(record.bytes)] if record.bytes is not None else []


_MAKERS = {
    **schemaorg.MAKERS,
    "size.bytes": _bytes,
    "citation": lambda record, collection: bibtex.entry(record, collection) + bibtex.article(record),
    "deidentification": lambda record, _: record.deidentification,
}
