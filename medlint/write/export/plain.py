"""The list as JSON and as CSV, under the names that the record's own schema has."""

from __future__ import annotations

import csv
import io
from typing import Any

from medlint.data.license import use_class
from medlint.write.export.record import Amount, Collection, Record

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def catalog(collection: Collection) -> dict[str, Any]:
    """The whole list as JSON: version 1, its datasets in order."""
    about = {"title": collection.title, "description": collection.description, "url": collection.base}
    return {
        "version": 1,
        **{key: value for key, value in about.items() if value},
        "datasets": [dataset(record, collection) for record in collection.records],
    }


def dataset(record: Record, collection: Collection) -> dict[str, Any]:
    """One dataset with the keys of the schema of records, and two more: `page` on the site, `license_class`."""
    out = {
        "id": record.id,
        "kind": record.kind,
        "title": record.title,
        "aliases": list(record.aliases),
        "summary": record.summary,
        "description": record.description,
        "section": record.section,
        "modalities": list(record.modalities),
        "derived": list(record.derived),
        "body_parts": list(record.body_parts),
        "tasks": list(record.tasks),
        "keywords": list(record.keywords),
        "landing_page": record.landing_page,
        "doi": record.doi,
        "paper": _known(doi=record.paper_doi, arxiv=record.paper_arxiv),
        "access": _known(level=record.access, url=record.access_url),
        "license": record.license,
        "license_class": use_class(record.license),
        "size": _known(text=record.size, bytes=_bytes(record.bytes), counts=[_count(count) for count in record.counts]),
        "formats": list(record.formats),
        "version": record.version,
        "published": record.published,
        "relations": [relation._asdict() for relation in record.relations],
        "deidentification": _known(status=record.deidentification, faces=record.faces),
        "status": record.status,
        "creators": [_known(**who._asdict()) for who in record.creators],
        "publisher": record.publisher,
        "citation": {name: text if isinstance(text, str) else list(text) for name, text in record.citation.items()},
        "evidence": {field: [_known(**item._asdict()) for item in items] for field, items in record.evidence.items()},
        "verified": _known(date=record.verified, by=record.verified_by),
        "others": dict(record.others),
        "page": collection.page(record),
    }
    return _known(**out)


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _bytes(amount: Amount | None) -> Any:
    if amount is None:
        return None
    plain = amount.value is not None and amount.min is None and amount.max is None and not amount.approx
    return amount.value if plain else _figures(amount)


def _count(amount: Amount) -> dict[str, Any]:
    return {"unit": amount.unit, **_figures(amount), **({} if amount.available else {"available": False})}


def _figures(amount: Amount) -> dict[str, Any]:
    figures = _known(value=amount.value, min=amount.min, max=amount.max)
    return {**figures, "approx": True} if amount.approx else figures


def to_csv(collection: Collection) -> str:
    """One row a dataset, after RFC 4180; lists are joined by `; `, maps have a column for each part."""
    rows = [_flat(dataset(record, collection)) for record in collection.records]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


COLUMNS = (
    "id", "kind", "title", "aliases", "summary", "description", "section", "modalities", "derived", "body_parts",
    "tasks", "keywords", "landing_page", "doi", "paper.doi", "paper.arxiv", "access.level", "access.url", "license",
    "license_class", "size.text", "size.bytes", "size.bytes.min", "size.bytes.max", "size.counts", "formats", "version",
    "published", "relations", "deidentification.status", "deidentification.faces", "status", "creators", "publisher",
    "verified.date", "page",
)  # fmt: skip
"""The columns of the CSV file."""


def _flat(data: dict[str, Any]) -> dict[str, str | int]:
    out: dict[str, str | int] = {}
    for name, value in data.items():
        if name == "size":
            out |= _flat_size(value)
        elif isinstance(value, dict):
            out |= {f"{name}.{part}": _cell(text) for part, text in value.items() if isinstance(text, str)}
        elif name == "relations":
            out[name] = _cell("; ".join(f"{item['type']} {item['target']}" for item in value))
        elif name == "creators":
            out[name] = _cell("; ".join(item["name"] for item in value))
        else:
            out[name] = _cell("; ".join(value) if isinstance(value, list) else str(value))
    return out


def _flat_size(size: dict[str, Any]) -> dict[str, str | int]:
    given = size.get("bytes", {})
    figures = given if isinstance(given, dict) else {"value": given}
    columns = {"value": "size.bytes", "min": "size.bytes.min", "max": "size.bytes.max"}
    counts = [f"{_figure_text(count)} {count['unit']}" for count in size.get("counts", ())]
    out: dict[str, str | int] = {columns[key]: figures[key] for key in columns if key in figures}
    return {**out, "size.text": _cell(size.get("text", "")), "size.counts": _cell("; ".join(counts))}


def _figure_text(count: dict[str, Any]) -> str:
    if "value" in count:
        return str(count["value"])
    return f"{count.get('min', '')}-{count.get('max', '')}"


def _cell(text: str) -> str:
    """A cell on one line that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    line = " ".join(text.splitlines())
    return f"'{line}" if line.startswith(_FORMULA) else line
