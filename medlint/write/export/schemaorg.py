"""schema.org/Dataset as JSON-LD, within the limits of Google's guide.

https://developers.google.com/search/docs/appearance/structured-data/dataset: name and description are required, the
description has 50 to 5,000 characters and may be Markdown; a licence is an address or has a name and an address.
"""

from __future__ import annotations

from typing import Any

from medlint.data.anatomy import snomed_code
from medlint.data.license import license_url, use_class
from medlint.data.modality import acquisition_codes, derived_codes
from medlint.text import doi
from medlint.write.export.mapping import Make, properties, put
from medlint.write.export.record import Amount, Collection, Record, Relation

UNKNOWN = ":unkn"
"""DataCite's standard value for what isn't known: a creator or publisher has to be named."""

ACCESS = {
    "open": "no account needed",
    "registration": "an account, or rules to be accepted",
    "dua": "a data use agreement to be signed",
    "controlled": "a committee decides on each request",
    "mixed": "parts differ",
    "closed": "not given out, or no longer",
}
"""What each level of access takes."""

_SHORTEST, _LONGEST = 50, 5000
_DICOM = "http://dicom.nema.org/resources/ontology/DCM/"
_RELATED = {
    "IsDerivedFrom": "isBasedOn", "IsNewVersionOf": "isBasedOn", "IsVersionOf": "isBasedOn",
    "IsPartOf": "isPartOf", "HasPart": "hasPart", "IsIdenticalTo": "sameAs",
}  # fmt: skip


def dataset(record: Record, collection: Collection) -> dict[str, Any]:
    """The node of one dataset, without a context."""
    out = {"@type": "Dataset", **properties("schemaorg", MAKERS, record, collection)}
    if "distribution" in out or record.landing_page:
        content = record.doi_url or record.landing_page
        out["distribution"] = {"@type": "DataDownload", "contentUrl": content, **out.get("distribution", {})}
    return finish(out, record, collection)


def finish(out: dict[str, Any], record: Record, collection: Collection) -> dict[str, Any]:
    """Relations go under the property that each means; where the list has an address, it is named as the catalog."""
    for relation in record.relations:
        value: Any = _other(relation, collection)
        term = _RELATED.get(relation.type, "mentions")
        put(out, term, value["url"] if term == "sameAs" else value)
    if record.access == "open":
        out["isAccessibleForFree"] = True
    if collection.base:
        out["includedInDataCatalog"] = {"@type": "DataCatalog", "name": collection.title, "url": collection.base}
    return out


def document(record: Record, collection: Collection) -> dict[str, Any]:
    """One dataset as a document of its own."""
    return {"@context": "https://schema.org/", **dataset(record, collection)}


def catalog(collection: Collection) -> dict[str, Any]:
    """The whole list as a DataCatalog."""
    about = {"name": collection.title, "description": collection.description, "url": collection.base}
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        **{key: value for key, value in about.items() if value},
        "dataset": [dataset(record, collection) for record in collection.records],
    }


def description(record: Record, _: Collection) -> str:
    """The description; one that is too short for Google has the bare facts behind it."""
    said = record.description or record.summary
    if len(said) < _SHORTEST:
        facts = (
            ("", said or record.title),
            ("Modality: ", ", ".join(record.modalities)),
            ("Size: ", record.size),
            ("Licence: ", record.license or "not said"),
            ("Access: ", record.access or "not said"),
            ("A dataset of medical images.", " "),
        )
        said = " ".join(f"{label}{text}".rstrip(". ") + "." for label, text in facts if text)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _modalities(record: Record, _: Collection) -> list[Any]:
    names = acquisition_codes()
    return [
        {"@type": "DefinedTerm", "name": names.get(code, code), "termCode": code, "inDefinedTermSet": _DICOM}
        for code in record.modalities
    ]


def _derived(record: Record, _: Collection) -> list[Any]:
    names = derived_codes()
    return [{"@type": "CreativeWork", "name": names.get(c, c), "identifier": f"{_DICOM}{c}"} for c in record.derived]


def _body_parts(record: Record, _: Collection) -> list[Any]:
    return [_body_part(name) for name in record.body_parts]


def _body_part(name: str) -> dict[str, Any]:
    out: dict[str, Any] = {"@type": "AnatomicalStructure", "name": name}
    if code := snomed_code(name):
        out["code"] = {"@type": "MedicalCode", "codeValue": code, "codingSystem": "SNOMED CT"}
    return out


def _license(record: Record, _: Collection) -> Any:
    """An address where SPDX knows the licence, else its name; nothing where it isn't known."""
    if use_class(record.license) == "unknown":
        return ""
    named = {"@type": "CreativeWork", "name": record.license, "url": record.access_url or record.landing_page}
    return license_url(record.license) or {key: value for key, value in named.items() if value}


def _counts(record: Record, _: Collection) -> list[Any]:
    return [quantity(count) for count in record.counts]


def quantity(count: Amount) -> dict[str, Any]:
    figures = {"value": count.value, "minValue": count.min, "maxValue": count.max}
    known = {key: value for key, value in figures.items() if value is not None}
    held = {} if count.available else {"description": "held back"}
    return {"@type": "QuantitativeValue", **known, "unitText": count.unit, **held}


def _bytes(record: Record, _: Collection) -> str:
    return f"{record.bytes.most} B" if record.bytes is not None else ""


def people(record: Record, _: Collection) -> list[Any]:
    """The creators; who isn't known is called so, since the property is asked for."""
    made = [
        {"@type": "Organization" if who.ror else "Person", "name": who.name, **({"@id": who.url} if who.url else {})}
        for who in record.creators
    ]
    return made or [{"@type": "Organization", "name": UNKNOWN}]


def _citation(record: Record, _: Collection) -> list[str]:
    """What is to be cited, in words where the record has them, else its DOI."""
    fields = [record.citation.get(name, "") for name in ("author", "title", "journal", "booktitle", "year")]
    told = [field if isinstance(field, str) else "; ".join(field) for field in fields if field]
    own = doi.parse(str(record.citation.get("doi", "")))
    return [". ".join(text.strip(". ") for text in told) + "."] if told else [own.url] if own is not None else []


def _other(relation: Relation, collection: Collection) -> dict[str, Any]:
    found = collection.find(relation.target)
    if found is None:
        url = f"https://doi.org/{relation.target}" if relation.target.startswith("10.") else relation.target
        return {"@type": "CreativeWork", "url": url}
    url = found.doi_url or found.landing_page or collection.identifier(found)
    return {"@type": "Dataset", "name": found.title, "description": description(found, collection), "url": url}


MAKERS: dict[str, Make] = {
    "id": lambda record, collection: collection.identifier(record),
    "kind": lambda record, _: record.kind,
    "title": lambda record, _: record.title,
    "aliases": lambda record, _: list(record.aliases),
    "summary": lambda record, _: record.summary,
    "description": description,
    "modalities": _modalities,
    "derived": _derived,
    "body_parts": _body_parts,
    "tasks": lambda record, _: [{"@type": "DefinedTerm", "name": task} for task in record.tasks],
    "keywords": lambda record, _: list(record.keywords),
    "landing_page": lambda record, _: record.landing_page,
    "doi": lambda record, _: record.doi_url or record.landing_page,
    "paper": lambda record, _: list(record.papers),
    "access.level": lambda record, _: (
        f"{record.access}: {ACCESS[record.access]}" if record.access in ACCESS else record.access
    ),
    "access.url": lambda record, _: record.access_url,
    "license": _license,
    "size.text": lambda record, _: [record.size] if record.size else [],
    "size.bytes": _bytes,
    "size.counts": _counts,
    "formats": lambda record, _: list(record.formats),
    "version": lambda record, _: record.version,
    "published": lambda record, _: record.published,
    "status": lambda record, _: record.status,
    "creators": people,
    "publisher": lambda record, _: {"@type": "Organization", "name": record.publisher} if record.publisher else None,
    "citation": _citation,
    "verified": lambda record, _: record.verified,
}
