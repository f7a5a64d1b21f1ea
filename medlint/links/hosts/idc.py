"""Imaging Data Commons: what each DOI holds there, without a network, where `medlint[idc]` is installed.

The package idc-index-data (github.com/ImagingDataCommons/idc-index-data) lists every DICOM series of a release.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from medlint.answers import Registered
from medlint.links.registries.base import Found, Service, Subject

# Columns of the index, and how they are put together.
_COUNTED = {
    "PatientID": "count_distinct",
    "StudyInstanceUID": "count_distinct",
    "SeriesInstanceUID": "count_distinct",
    "instanceCount": "sum",
    "series_size_MB": "sum",
}


class Idc(Service):
    """All DOIs at once, read from the index that is installed."""

    name = "IDC"
    key = "idc"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """Any DOI may be that of a collection."""
        return subject.doi is not None and is_installed()

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """In a thread, since the index has a million rows."""
        keys = [subject.key for subject in subjects]
        try:
            yield await asyncio.to_thread(held, keys, index())
        except (OSError, ValueError, KeyError, ImportError) as error:
            self.useless(f"has an index that can't be read: {error}")


@cache
def is_installed() -> bool:
    """Whether the index is there, and what reads it."""
    from importlib.util import find_spec

    return find_spec("idc_index_data") is not None and find_spec("pyarrow") is not None


def index() -> str:
    """Where the installed index lies."""
    import idc_index_data  # type: ignore[import-untyped, import-not-found, unused-ignore]

    return str(idc_index_data.IDC_INDEX_PARQUET_FILEPATH)


def held(keys: Sequence[str], path: str) -> dict[str, Registered | None]:
    """What the index at a path says of DOIs (in lower case); None of those that it doesn't hold.

    Only their rows are held in memory. OSError, ValueError, KeyError (pyarrow's errors): it can't be read.
    """
    import pyarrow.compute  # type: ignore[import-untyped, import-not-found, unused-ignore]
    import pyarrow.parquet  # type: ignore[import-untyped, import-not-found, unused-ignore]

    spelt: Any = pyarrow.parquet.read_table(path, columns=["source_DOI"])["source_DOI"].unique().to_pylist()
    wanted = frozenset(keys)
    known = [doi for doi in spelt if doi is not None and doi.lower() in wanted]
    if not known:
        return dict.fromkeys(keys)
    columns = ["source_DOI", *_COUNTED, "license_short_name"]
    table: Any = pyarrow.parquet.read_table(path, columns=columns, filters=[("source_DOI", "in", known)])
    table = table.set_column(0, "source_DOI", pyarrow.compute.utf8_lower(table["source_DOI"]))
    grouped = table.group_by("source_DOI").aggregate([*_COUNTED.items(), ("license_short_name", "distinct")])
    found = {row["source_DOI"]: _collection(row) for row in grouped.to_pylist()}
    return {key: found.get(key) for key in keys}


def _collection(row: Mapping[str, Any]) -> Registered:
    figures = {
        "patients": row["PatientID_count_distinct"],
        "studies": row["StudyInstanceUID_count_distinct"],
        "series": row["SeriesInstanceUID_count_distinct"],
        "images": row["instanceCount_sum"],
        "bytes": round(row["series_size_MB_sum"] * 1e6),
    }
    licenses = sorted(name for name in row["license_short_name_distinct"] if name)
    sizes = tuple(f"{number} {unit}" for unit, number in figures.items())
    return Registered("IDC", row["source_DOI"], licenses=tuple(licenses), sizes=sizes)
