"""DataCite's JSON, metadata schema 4.5: what a DOI is registered with.

https://datacite-metadata-schema.readthedocs.io/en/4.5/. What is asked for and isn't known has the standard value
`:unkn`; a year, which has to be four digits, is then 0000.
"""

from __future__ import annotations

from typing import Any

from medlint.data.anatomy import snomed_code
from medlint.data.license import is_spdx_expression, license_name, license_url, use_class
from medlint.data.modality import acquisition_codes
from medlint.lazy import regex
from medlint.write.export.mapping import Make, properties
from medlint.write.export.record import Amount, Collection, Record
from medlint.write.export.schemaorg import ACCESS, UNKNOWN

_DOI = regex(r"10[.][0-9]{4,9}/\S+")
_GENERAL = {"archive": "Collection"}
# Relation types that came after 4.5.
_NEWER = frozenset(("IsTranslationOf", "HasTranslation"))


def document(record: Record, collection: Collection) -> dict[str, Any]:
    """The attributes of one dataset."""
    out = properties("datacite", _MAKERS, record, collection)
    related = [*out.pop("relatedIdentifiers", ()), *_related(record, collection)]
    return {
        **{
            name: list({repr(item): item for item in value}.values()) if isinstance(value, list) else value
            for name, value in out.items()
        },
        **({"relatedIdentifiers": related} if related else {}),
        "publicationYear": record.year or "0000",
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def _creators(record: Record, _: Collection) -> list[Any]:
    made = []
    for who in record.creators:
        scheme, kind = ("ORCID", "Personal") if who.orcid else ("ROR", "Organizational")
        named = {"nameIdentifier": who.url, "nameIdentifierScheme": scheme}
        made.append({"name": who.name, **({"nameType": kind, "nameIdentifiers": [named]} if who.url else {})})
    return made or [{"name": UNKNOWN}]


def _modalities(record: Record, _: Collection) -> list[Any]:
    names = acquisition_codes()
    return [
        {"subject": names.get(code, code), "subjectScheme": "DICOM", "classificationCode": code}
        for code in record.modalities
    ]


def _body_parts(record: Record, _: Collection) -> list[Any]:
    made = []
    for name in record.body_parts:
        code = snomed_code(name)
        made.append({"subject": name, **({"subjectScheme": "SNOMED CT", "classificationCode": code} if code else {})})
    return made


def _access(record: Record, _: Collection) -> list[Any]:
    if not record.access:
        return []
    said = f"{record.access}: {ACCESS[record.access]}" if record.access in ACCESS else record.access
    return [{"rights": said, **({"rightsUri": record.access_url} if record.access_url else {})}]


def _license(record: Record, _: Collection) -> list[Any]:
    if use_class(record.license) == "unknown":
        return []
    out = {"rights": license_name(record.license) or record.license}
    if url := license_url(record.license):
        out["rightsUri"] = url
    if is_spdx_expression(record.license):
        out |= {
            "rightsIdentifier": record.license,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        }
    return [out]


def _size(amount: Amount) -> str:
    """`244527 images`, `>= 5 GB` in bytes: the form that DataCite's own examples have."""
    if amount.value is not None:
        figure = str(amount.value)
    elif amount.min is None or amount.max is None:
        figure = f">= {amount.min}" if amount.max is None else f"<= {amount.max}"
    else:
        figure = f"{amount.min}-{amount.max}"
    return f"{'~' if amount.approx else ''}{figure} {amount.unit}{'' if amount.available else ' (held back)'}"


def _related(record: Record, collection: Collection) -> list[Any]:
    out = []
    for relation in record.relations:
        found = collection.find(relation.target)
        target = relation.target if found is None else found.doi or found.landing_page or collection.page(found)
        if target and "://" not in target and not target.startswith("10."):
            target = ""  # an id that the list doesn't have
        if target and relation.type not in _NEWER:
            out.append(_identifier(relation.type, target))
    return out


def _identifier(kind: str, target: str) -> dict[str, str]:
    scheme = "URL" if "://" in target else "DOI"
    return {"relatedIdentifier": target, "relatedIdentifierType": scheme, "relationType": kind}


def _paper(record: Record, _: Collection) -> list[Any]:
    out = [_identifier("IsDescribedBy", record.paper_doi)] if record.paper_doi else []
    if record.paper_arxiv:
        arxiv = {"relatedIdentifier": f"arXiv:{record.paper_arxiv}", "relatedIdentifierType": "arXiv"}
        out.append({**arxiv, "relationType": "IsDescribedBy"})
    return out


_MAKERS: dict[str, Make] = {
    "id": lambda record, _: [{"alternateIdentifier": record.id, "alternateIdentifierType": "medlint"}],
    "kind": lambda record, _: {
        "resourceType": record.kind,
        "resourceTypeGeneral": _GENERAL.get(record.kind, "Dataset"),
    },
    "title": lambda record, _: [{"title": record.title}],
    "aliases": lambda record, _: [{"title": alias, "titleType": "AlternativeTitle"} for alias in record.aliases],
    "summary": lambda record, _: (
        [{"description": record.summary, "descriptionType": "Other"}] if record.summary else []
    ),
    "description": lambda record, _: (
        [{"description": record.description, "descriptionType": "Abstract"}] if record.description else []
    ),
    "modalities": _modalities,
    "body_parts": _body_parts,
    "tasks": lambda record, _: [{"subject": task} for task in record.tasks],
    "keywords": lambda record, _: [{"subject": keyword} for keyword in record.keywords],
    "landing_page": lambda record, _: record.landing_page,
    "doi": lambda record, _: record.doi if _DOI.fullmatch(record.doi) else "",
    "paper": _paper,
    "access.level": _access,
    "license": _license,
    "size.bytes": lambda record, _: [_size(record.bytes)] if record.bytes is not None else [],
    "size.counts": lambda record, _: [_size(count) for count in record.counts],
    "formats": lambda record, _: list(record.formats),
    "version": lambda record, _: record.version,
    "published": lambda record, _: [{"date": record.published, "dateType": "Issued"}] if record.published else [],
    "creators": _creators,
    "publisher": lambda record, _: {"name": record.publisher or UNKNOWN},
    "verified": lambda record, _: (
        [{"date": record.verified, "dateType": "Other", "dateInformation": "the record was verified"}]
        if record.verified
        else []
    ),
}
