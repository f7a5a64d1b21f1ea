"""The Imaging Data Commons, from an index of its shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlint.links.hosts import idc

pytest.importorskip("pyarrow", reason="pyarrow isn't installed: medlint[idc]")
DOI = "10.7937/K9/TCIA.2015.LO9QL9SX"


def write(path: Path, rows: list[tuple[object, ...]]) -> str:
    import pyarrow.parquet  # type: ignore[import-untyped, import-not-found, unused-ignore]

    names = (
        "source_DOI", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "instanceCount", "series_size_MB",
        "license_short_name", "collection_id",
    )  # fmt: skip
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return str(path)


def test_what_the_index_holds_of_a_doi(tmp_path: Path) -> None:
    path = write(tmp_path / "index.parquet", [
        (DOI, "a", "1", "1.1", 120, 60.0, "CC BY 3.0", "lidc_idri"),
        (DOI, "a", "1", "1.2", 80, 40.5, "CC BY 3.0", "lidc_idri"),
        (DOI.lower(), "b", "2", "2.1", 1, 0.5, "CC BY 4.0", "lidc_idri"),
        ("10.1/other", "c", "3", "3.1", 9, 9.0, None, "x"),
        (None, "d", "4", "4.1", 7, 7.0, "CC BY 3.0", "y"),
    ])  # fmt: skip
    found = idc.held([DOI.lower(), "10.1/none"], path)
    answer = found[DOI.lower()]
    assert answer is not None
    assert answer.sizes == ("2 patients", "2 studies", "3 series", "201 images", "101000000 bytes")
    assert answer.licenses == ("CC BY 3.0", "CC BY 4.0")
    assert found["10.1/none"] is None
    assert idc.held(["10.1/none"], path) == {"10.1/none": None}


def test_an_index_that_is_broken_is_an_error_of_reading(tmp_path: Path) -> None:
    path = tmp_path / "index.parquet"
    path.write_bytes(b"PAR1 nothing")
    with pytest.raises((OSError, ValueError)):
        idc.held([DOI.lower()], str(path))
