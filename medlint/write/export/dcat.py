"""DCAT-AP 3.0 as JSON-LD: the list as a dcat:Catalog, for data portals.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/. A catalogue has to have a title, a description and a publisher, a
dataset a title and a description, a distribution an address.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from medlint.data.anatomy import snomed_code
from medlint.data.license import license_url, use_class
from medlint.data.modality import acquisition_codes
from medlint.text import doi
from medlint.write.export.mapping import Make, properties, put
from medlint.write.export.record import Collection, Record, iri
from medlint.write.export.schemaorg import ACCESS

_EU = "http://publications.europa.eu/resource/authority/"
_RIGHTS = {
    "open": "PUBLIC", "registration": "RESTRICTED", "dua": "RESTRICTED", "controlled": "RESTRICTED",
    "closed": "NON_PUBLIC",
}  # fmt: skip
_STATUS = {"active": "COMPLETED", "moved": "DEPRECATED", "superseded": "DEPRECATED", "withdrawn": "WITHDRAWN"}
_RELATED = {
    "IsDerivedFrom": "prov:wasDerivedFrom", "IsPartOf": "dct:isPartOf", "HasPart": "dct:hasPart",
    "IsNewVersionOf": "dcat:previousVersion", "IsVersionOf": "dcat:isVersionOf", "HasVersion": "dcat:hasVersion",
    "IsObsoletedBy": "dct:isReplacedBy", "Obsoletes": "dct:replaces", "IsReferencedBy": "dct:isReferencedBy",
}  # fmt: skip
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_HEALTH = {
    "@id": f"{_EU}data-theme/HEAL",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@value": "Health", "@language": "en"},
}


def catalog(collection: Collection) -> dict[str, Any]:
    """The whole list."""
    return {
        "@context": _CONTEXT,
        "@id": collection.base or "urn:medlint:catalog",
        "@type": "dcat:Catalog",
        "dct:title": collection.title,
        "dct:description": collection.description or collection.title,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": f"The maintainers of {collection.title}"},
        "dcat:dataset": [_dataset(record, collection) for record in collection.records],
    }


def _dataset(record: Record, collection: Collection) -> dict[str, Any]:
    out = {
        "@id": collection.identifier(record),
        "@type": "dcat:Dataset",
        **properties("dcat", _MAKERS, record, collection),
    }
    out.setdefault("dct:description", record.summary or record.title)
    put(out, "dcat:theme", [_HEALTH])
    for relation in record.relations:
        found = collection.find(relation.target)
        url = collection.identifier(found) if found is not None else _iri(relation.target)
        term = _RELATED.get(relation.type, "dct:relation")
        if found is None and term.startswith("dcat:"):
            term = "dct:relation"  # what these lead to has to be described as a dataset
        if url:
            put(out, term, [{"@id": url, "@type": "rdfs:Resource"}])
    if record.landing_page or record.doi_url:
        where = {"@id": _iri(record.doi_url or record.landing_page), "@type": "rdfs:Resource"}
        out["dcat:distribution"] = {
            "@type": "dcat:Distribution", "dcat:accessURL": where, **out.get("dcat:distribution", {}),
        }  # fmt: skip
    else:
        out.pop("dcat:distribution", None)
    return out


def _iri(target: str) -> str:
    """An address with what no IRI can hold percent-encoded; empty for what is none."""
    found = doi.parse(target) if target.startswith("10.") else None
    url = found.url if found is not None else target
    return iri(url) if "://" in url or url.startswith("mailto:") else ""


def _concept(iri: str, label: str, notation: str = "") -> dict[str, Any]:
    made = {"@id": iri, "@type": "skos:Concept", "skos:prefLabel": {"@value": label, "@language": "en"}}
    return {**made, "skos:notation": notation} if notation else made


def _modalities(record: Record, _: Collection) -> list[Any]:
    names = acquisition_codes()
    dicom = "http://dicom.nema.org/resources/ontology/DCM/"
    return [_concept(dicom + quote(code, safe=""), names.get(code, code), code) for code in record.modalities]


def _body_parts(record: Record, _: Collection) -> list[Any]:
    out = []
    for name in record.body_parts:
        code = snomed_code(name)
        iri = f"http://snomed.info/id/{code}" if code else f"urn:medlint:body-part:{quote(name, safe='')}"
        out.append(_concept(iri, name, code or ""))
    return out


def _tasks(record: Record, _: Collection) -> list[Any]:
    return [_concept(f"urn:medlint:task:{quote(task, safe='')}", task) for task in record.tasks]


def _access(record: Record, _: Collection) -> Any:
    if record.access not in _RIGHTS:
        return None
    return {"@id": f"{_EU}access-right/{_RIGHTS[record.access]}", "@type": "dct:RightsStatement"}


def _terms(record: Record, _: Collection) -> Any:
    """The level of access in words, since the EU's vocabulary has three."""
    if not record.access:
        return None
    said = f"{record.access}: {ACCESS[record.access]}" if record.access in ACCESS else record.access
    where = {"rdfs:seeAlso": {"@id": _iri(record.access_url)}} if record.access_url else {}
    return {"@type": "dct:RightsStatement", "rdfs:label": said, **where}


def _license(record: Record, _: Collection) -> Any:
    if use_class(record.license) == "unknown":
        return None
    node = {"@type": "dct:LicenseDocument", "rdfs:label": record.license}
    url = license_url(record.license)
    return {"@id": url, **node} if url else node


def _issued(record: Record, _: Collection) -> Any:
    kinds = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    kind = kinds.get(len(record.published))
    return {"@value": record.published, "@type": kind} if kind else None


def _agents(names: list[tuple[str, str]]) -> list[Any]:
    return [{"@type": "foaf:Agent", "foaf:name": name, **({"@id": link} if link else {})} for name, link in names]


def _page(record: Record, _: Collection) -> Any:
    return {"@id": _iri(record.landing_page), "@type": "foaf:Document"} if record.landing_page else None


def _formats(record: Record, _: Collection) -> Any:
    return {"@type": "dct:MediaTypeOrExtent", "rdfs:label": list(record.formats)} if record.formats else None


def _bytes(record: Record, _: Collection) -> Any:
    return {"@value": str(record.bytes.most), "@type": "xsd:nonNegativeInteger"} if record.bytes is not None else None


def _status(record: Record, _: Collection) -> Any:
    if record.status not in _STATUS:
        return None
    return _concept(f"{_EU}distribution-status/{_STATUS[record.status]}", record.status)


_MAKERS: dict[str, Make] = {
    "id": lambda record, _: record.id,
    "title": lambda record, _: record.title,
    "aliases": lambda record, _: list(record.aliases),
    "description": lambda record, _: record.description,
    "modalities": _modalities,
    "body_parts": _body_parts,
    "tasks": _tasks,
    "keywords": lambda record, _: list(record.keywords),
    "landing_page": _page,
    "doi": lambda record, _: record.doi_url,
    "paper": lambda record, _: [{"@id": _iri(url)} for url in record.papers],
    "access.level": _access,
    "access.url": _terms,
    "license": _license,
    "size.bytes": _bytes,
    "formats": _formats,
    "version": lambda record, _: record.version,
    "published": _issued,
    "status": _status,
    "creators": lambda record, _: _agents([(who.name, who.url) for who in record.creators]),
    "publisher": lambda record, _: _agents([(record.publisher, "")])[0] if record.publisher else None,
}
