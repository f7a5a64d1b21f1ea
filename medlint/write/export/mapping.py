"""Which field of a record is which property of each vocabulary: the one table that all exports follow.

Sources: schema.org 29.0 and Google's guide to Dataset; the Croissant format 1.1; the DataCite Metadata Schema 4.5;
DCAT-AP 3.0; BibTeX's own fields. docs/export.md shows the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from medlint.write.export.record import Collection, Record

Vocabulary = Literal["schemaorg", "croissant", "datacite", "dcat", "bibtex"]

Make = Callable[[Record, Collection], Any]
"""Makes the value of a property; what is empty isn't written."""


class Terms(NamedTuple):
    """The properties that one field becomes; a dot leads into the node that holds it, empty: it isn't said."""

    schemaorg: str = ""
    croissant: str = ""
    datacite: str = ""
    dcat: str = ""
    bibtex: str = ""


def _same(schemaorg: str, datacite: str = "", dcat: str = "", bibtex: str = "") -> Terms:
    """Croissant is schema.org with more beside it."""
    return Terms(schemaorg, schemaorg, datacite, dcat, bibtex)


MAPPING: dict[str, Terms] = {
    "id": _same("@id", "alternateIdentifiers", "dct:identifier", "key"),
    "kind": _same("additionalType", "types"),
    "title": _same("name", "titles", "dct:title", "title"),
    "aliases": _same("alternateName", "titles", "dct:alternative"),
    "summary": _same("abstract", "descriptions", "", "abstract"),
    "description": _same("description", "descriptions", "dct:description"),
    "modalities": _same("measurementTechnique", "subjects", "dcat:theme"),
    "derived": _same("hasPart"),
    "body_parts": _same("about", "subjects", "dcat:theme"),
    "tasks": _same("about", "subjects", "dcat:theme"),
    "keywords": _same("keywords", "subjects", "dcat:keyword", "keywords"),
    "landing_page": _same("url", "url", "dcat:landingPage", "url"),
    "doi": _same("identifier", "doi", "dct:identifier", "doi"),
    "paper": _same("citation", "relatedIdentifiers", "dct:isReferencedBy"),
    "access.level": _same("conditionsOfAccess", "rightsList", "dct:accessRights"),
    "access.url": _same("usageInfo", "rightsList", "dcat:distribution.dct:rights"),
    "license": _same("license", "rightsList", "dcat:distribution.dct:license", "note"),
    "size.text": _same("size"),
    "size.bytes": Terms("distribution.contentSize", "size", "sizes", "dcat:distribution.dcat:byteSize"),
    "size.counts": _same("size", "sizes"),
    "formats": Terms("distribution.encodingFormat", "encodingFormat", "formats", "dcat:distribution.dct:format"),
    "version": _same("version", "version", "dcat:version", "version"),
    "published": _same("datePublished", "dates", "dct:issued", "year"),
    "relations": _same("isBasedOn", "relatedIdentifiers", "prov:wasDerivedFrom"),
    "deidentification": Terms(croissant="rai:personalSensitiveInformation"),
    "status": _same("creativeWorkStatus", "", "adms:status"),
    "creators": _same("creator", "creators", "dct:creator", "author"),
    "publisher": _same("publisher", "publisher", "dct:publisher", "publisher"),
    "citation": Terms("citation", "citeAs"),
    "verified": _same("sdDatePublished", "dates"),
}


def properties(
    vocabulary: Vocabulary, makers: Mapping[str, Make], record: Record, collection: Collection
) -> dict[str, Any]:
    """The properties of a record in a vocabulary, in the order of the table."""
    out: dict[str, Any] = {}
    for field, terms in MAPPING.items():
        term: str = getattr(terms, vocabulary)
        make = makers.get(field)  # relations have none: the type of each says which property it is
        if term and make is not None and (value := make(record, collection)):
            put(out, term, value)
    return out


def put(node: dict[str, Any], term: str, value: Any) -> None:
    """Set a property of a node, or add to what it has."""
    *way, last = term.split(".")
    for step in way:
        node = node.setdefault(step, {})
    if last not in node:
        node[last] = value
        return
    held = node[last] if isinstance(node[last], list) else [node[last]]
    node[last] = [*held, *(value if isinstance(value, list) else [value])]
