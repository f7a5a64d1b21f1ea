"""Datasets as rows: a row and its record are one, and what isn't said isn't made up."""

from __future__ import annotations

import pytest

from medlint.finding import Dataset
from reporting import of_texts

RECORD = """id: lidc-idri
kind: dataset
title: LIDC-IDRI
description: Chest CT of 1,010 people with nodules that four radiologists marked without being made to agree.
section: CT
modalities: [CT, SEG]
keywords: [CT, lung]
landing_page: https://www.cancerimagingarchive.net/collection/lidc-idri/
access: {level: open}
license: CC-BY-3.0
size: {text: "244,527 images, 133.16 GB", bytes: 133160000000}
"""


def rows(files: str | dict[str, str], *select: str) -> list[Dataset]:
    return list(of_texts(files, *select).datasets)


def test_a_row_and_its_record_are_one_dataset() -> None:
    readme = "## CT\n\n| Title | Source | Size |\n|---|---|---|\n| LIDC-IDRI | https://example.org | 125 GB |\n"
    (found,) = rows({"README.md": readme, "catalog/lidc-idri.yaml": RECORD})
    assert (found.title, found.section, found.path, found.line) == ("LIDC-IDRI", "CT", "README.md", 5)
    assert (found.bytes, found.size) == (133_160_000_000, "244,527 images, 133.16 GB")
    assert (found.license, found.access) == ("CC-BY-3.0", "open")
    assert "CT" in found.modality
    assert found.filled == ("title", "source", "description", "keywords", "size", "license", "modality", "access")


def test_findings_are_counted_at_their_dataset() -> None:
    readme = "| Title | Size | License |\n|---|---|---|\n| A | | MIT |\n| B | 1 GB | MIT |\n"
    assert [found.findings for found in rows(readme, "MED205")] == [1, 0]


@pytest.mark.parametrize(
    ("cell", "bytes_"),
    [
        ("10-20 GB", 20 * 10**9),
        (">= 2 TB", 2 * 10**12),
        ("500 images", None),
        ("", None),
        ("soon", None),
        ("0 GB", None),
    ],
)
def test_bytes_are_those_that_have_to_fit(cell: str, bytes_: int | None) -> None:
    (found,) = rows(f"| Title | Size |\n|---|---|\n| A | {cell} |\n")
    assert found.bytes == bytes_


@pytest.mark.parametrize(
    ("given", "bytes_"),
    [
        ("{min: 1000, max: 2000}", 2000),
        ("{min: 1000}", 1000),
        ("{value: 5, approx: true}", 5),
        ("[7]", 133_160_000_000),
    ],
)
def test_bytes_of_a_record(given: str, bytes_: int) -> None:
    (found,) = rows({"catalog/lidc-idri.yaml": RECORD.replace("bytes: 133160000000", f"bytes: {given}")})
    assert found.bytes == bytes_


@pytest.mark.parametrize(
    ("heading", "cell", "terms"),
    [
        ("Other", "MRI", ("MRI",)),
        ("CT", "", ("CT",)),
        ("Ultrasound Sonography", "", ("ultrasound",)),
        ("Other", "T1-weighted MRI, CT", ("MRI", "CT")),
        ("Whole body", "nobody knows", ()),
    ],
)
def test_modalities_are_named_by_the_cell_or_the_section(heading: str, cell: str, terms: tuple[str, ...]) -> None:
    (found,) = rows(
        f"## {heading}\n\n| Title | Source | Modality |\n|---|---|---|\n| A | https://example.org | {cell} |\n"
    )
    assert found.modality == terms


def test_the_section_around_a_section_can_name_the_modality() -> None:
    (found,) = rows("## MRI\n\n### Brain\n\n| Title | Source |\n|---|---|\n| A | https://example.org |\n")
    assert (found.section, found.modality) == ("Brain", ("MRI",))


def test_the_places_where_a_figure_was_read_are_no_links_of_the_dataset() -> None:
    proof = "  license:\n    - {source: 'https://example.org/proof', value: CC BY 3.0, date: '2026-11-29'}\n"
    report = of_texts({"catalog/lidc-idri.yaml": f"{RECORD}evidence:\n{proof}"})
    assert [link.url for link in report.links] == ["https://www.cancerimagingarchive.net/collection/lidc-idri/"]


def test_an_address_that_several_share_makes_nobody_a_pair() -> None:
    """One archive's front page on both sides says of no row which record it is; an address of one row and one does."""
    head = "## CT\n\n| Title | Source | Size |\n|---|---|---|\n"

    def record(name: str, url: str) -> str:
        return f"id: {name}\nkind: dataset\ntitle: {name.title()}\nsection: CT\nlanding_page: {url}\n"

    shared, own = "https://www.example.org/data", "https://www.example.org/own"
    readme = f"{head}| One | {shared} | 1 GB |\n| Two | {shared} | 2 GB |\n| Three | {own} | 3 GB |\n"
    for records in ({"elm": shared}, {"elm": shared, "oak": shared}):
        files = {f"catalog/{name}.yaml": record(name, url) for name, url in {**records, "fir": own}.items()}
        assert len(rows({"README.md": readme, **files})) == 3 + len(records)
    one = {f"catalog/{name}.yaml": record(name, shared) for name in ("elm", "oak")}
    assert len(rows({"README.md": f"{head}| One | {shared} | 1 GB |\n", **one})) == 3
