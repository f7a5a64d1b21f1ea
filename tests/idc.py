"""Holds the catalog against the index of the NCI Imaging Data Commons: `python tests/idc.py`.

`idc-index-data` names every DICOM series of IDC with its DOI, licence, patient and size. A record whose DOI it knows
has to agree: the licence exactly, counts and bytes to a hundredth. Bytes are compared where the record holds DICOM
alone (tables beside it weigh nothing). Needs what tests/requirements-idc.txt names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from medlint.data.license import spdx

CATALOG = Path(__file__).parents[1] / "catalog"
NEAR = 0.01
UNITS = {
    "images": "instances", "slides": "slides", "series": "series", "studies": "studies", "patients": "patients",
    "subjects": "patients", "participants": "patients",
}  # fmt: skip
"""What the units of a record are in IDC; others (scans, volumes, cases) mean no one thing there."""

TABLES = frozenset(("csv", "tsv", "xls", "xlsx", "xml", "json", "txt"))
EXCEPTIONS = {
    ("cbis-ddsm", "patients"): "each view was given a patient identifier of its own",
}
WITHOUT_DOI = {
    "tcga-slides-idc": "collection_id LIKE 'tcga\\_%' ESCAPE '\\' AND Modality = 'SM' AND analysis_result_id IS NULL",
}
"""Records of many collections, which have a DOI each."""

QUERY = """
SELECT count(DISTINCT PatientID), count(DISTINCT StudyInstanceUID), count(*), count(*) FILTER (Modality = 'SM'),
       sum(instanceCount), sum(series_size_MB) * 1e6, list(DISTINCT license_short_name)
FROM '{index}' WHERE {where}
"""


class Held(NamedTuple):
    """What IDC holds of a record."""

    figures: Mapping[str, int]
    """patients, studies, series, slides (none where IDC has no microscopy), instances, bytes."""
    licenses: tuple[str, ...]


def differences(record: Mapping[str, Any], held: Held) -> Iterator[str]:
    """What a record says otherwise than IDC, in sentences."""
    name = record["id"]
    licenses = {spdx(text) or text for text in held.licenses}
    if licenses != {record["license"]}:
        yield f"{name}: the licence is {record['license']}, in IDC {', '.join(sorted(licenses))}"
    for count in record["size"].get("counts", []):
        there = held.figures.get(UNITS.get(count["unit"], ""))
        if there and count.get("available", True) and (name, count["unit"]) not in EXCEPTIONS and "value" in count:
            yield from _far(name, count["unit"], count["value"], there)
    total = record["size"].get("bytes")
    if isinstance(total, int) and "dicom" in record.get("formats", ()) and {*record["formats"]} <= {"dicom", *TABLES}:
        yield from _far(name, "bytes", total, held.figures["bytes"])


def _far(name: str, what: str, here: int, there: int) -> Iterator[str]:
    if abs(here - there) > NEAR * there:
        yield f"{name}: {here:,} {what}, in IDC {there:,}"


def held_by_idc(record: Mapping[str, Any], index: str) -> Held | None:
    """What the index holds of a record; None where it doesn't know it."""
    import duckdb  # type: ignore[import-not-found, unused-ignore]

    where, values = WITHOUT_DOI.get(record["id"]), []
    if where is None:
        if "doi" not in record:
            return None
        where, values = "lower(source_DOI) = ?", [record["doi"].lower()]
    query = QUERY.format(index=index, where=where)
    ((*counts, licenses),) = duckdb.execute(query, values).fetchall()
    figures = dict(zip(("patients", "studies", "series", "slides", "instances", "bytes"), counts, strict=True))
    if not figures["series"]:
        return None
    return Held({key: round(value) for key, value in figures.items()}, tuple(licenses))


def main() -> int:
    """Compare the whole catalog. Returns 1 where something differs."""
    import idc_index_data  # type: ignore[import-not-found, unused-ignore]

    index = str(idc_index_data.IDC_INDEX_PARQUET_FILEPATH)
    found: list[str] = []
    compared = 0
    for path in sorted(CATALOG.glob("*.yaml")):
        record = yaml.safe_load(path.read_text("utf-8"))
        if "id" not in record:
            continue
        held = held_by_idc(record, index)
        if held is not None:
            compared += 1
            found += differences(record, held)
        elif any("idc-index-data" in e["source"] for e in record.get("evidence", {}).get("size.bytes", [])):
            found.append(f"{record['id']}: IDC, which its evidence names, doesn't know it")
    held_by = f"idc-index-data {version('idc-index-data')}"
    print("\n".join([*found, f"{compared} records compared with {held_by}, {len(found)} differences"]))
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
