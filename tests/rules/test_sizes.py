"""What sizes say, and whether it can be so."""

from __future__ import annotations

import pytest

from linting import at, findings
from medlint.data.bounds import KINDS, bounds

HEAD = "| Title | Description | Modality | Source | Size |\n|---|---|---|---|---|\n"


def row(size: str, modality: str = "CT", description: str = "Images of the chest", title: str = "ACDC") -> str:
    return HEAD + f"| {title} | {description} | {modality} | https://example.org/a | {size} |\n"


def record(text: str, more: str = "", description: str = "Images of the chest") -> dict[str, str]:
    head = f"id: a\ntitle: A\ndescription: {description}\nmodalities: [CT]\n"
    return {"catalog/a.yaml": f"{head}size:\n  text: {text}\n{more}"}


@pytest.mark.parametrize(
    "size",
    [
        "386528 images, 76.2 GB",
        "112120 images (45.6 GB)",
        "21 082 502 images",
        "21\u00a0082\u00a0502 images",
        "1,018 CT cases / 1010 patients; 124 GiB",
        "~5k volumes, >= 2 TB",
        "10-20 GB",
        "ranges from tens to hundreds-of-thousands of images, 100s of MB to multiple TB",
        "Train: 150, Test: 50",
        "200 wsi: 50 wsi / scanners",
        "454 images + file mapping info",
        "32 (binary diagnosis)",
        "45 videos, 1 hour each, 30 GB",
        "2,000 H&E patches (256×256 px), 1.2 GB",
        "58,976 hospital admissions for 38,597 patients",
        "900 scans<sup>1</sup>, 40 GB<sup>b</sup>",
        "600 DICOMs, 3 GB",
        "80 z-stacks; 4 GB",
        "70 thin contrast-enhanced abdominal 3D CT scans, 9 GB",
        "70 seqs, 4 crops, 30 GB",
        "900+ stroke/control subjects, 12 lesion types, 3 sources, 40 GB",
        "900 clips of 70 pregnancies in 3 subsets, 30 GB",
        "70 scans from 2015, 30 GB",
        "unknown",
        "not stated",
        "133 neonates, 12 countries",
        "5,115 participants enrolled (1985-86)",
        "423 volumes across 8 centers (4 vendors, 1.5T/3.0T)",
        "different for each task",
        "Multi-TB",
        "~GB scale",
        "Proprietary",
        "several hundred",
        "1,00,000 images",
        "未知",
        "",
    ],
)
def test_readable_sizes(size: str) -> None:
    assert findings(row(size), "MED301") == []


@pytest.mark.parametrize(
    ("size", "quoted"),
    [
        ("rather large", "rather large"),
        ("lots", "lots"),
        ("**huge**", "huge"),
        ("x \\| y", "x"),
        ("1,6000 scans", "1,6000"),
        ("some 10, 000 scans", "10, 000"),
    ],
)
def test_unreadable_sizes(size: str, quoted: str) -> None:
    found = findings(row(size), "MED301")
    assert len(found) == 1, "one finding a cell"
    assert at(row(size), found[0]).strip("*").startswith(quoted)
    assert f"'{quoted}" in found[0].message


def test_a_column_of_images_may_count_videos() -> None:
    head = "| Title | Modality | Source | # images | Size |\n|-|-|-|-|-|\n"
    head += "| Chole | {} | https://example.org/a | 80 | 75 GB |\n"
    assert findings(head.format("Laparoscopic video"), "MED302") == []
    assert len(findings(head.format("Endoscopy"), "MED302")) == 1


def test_a_part_that_markup_tears_is_said_at_its_cell() -> None:
    text = row("very **very** large")
    found = findings(text, "MED301")
    assert at(text, found[0]) == "very **very** large"


@pytest.mark.parametrize(
    ("size", "modality"),
    [
        ("118 CCTA, 4.0 TB", "CT"),
        ("118 scans, 4.0 TB", "CT"),
        ("112,120 images, 45.6 MB", "X-ray"),
        ("112,120 images, 45.6 TB", "chest X-ray"),
        ("10,030 videos, 5 MB", "ultrasound"),
        ("400 slides, 2 MB", "pathology"),
        ("5,000 photographs, 40 TB", "dermoscopy"),
        ("300 patients, 3 TB to 4 PB", "PET"),
        ("10 images, 1 PB", ""),
        ("at least 4 TB for 118 scans", "CT"),
    ],
)
def test_sizes_out_of_bounds(size: str, modality: str) -> None:
    if modality == "PET":
        assert findings(row(size, modality), "MED302") == [], "a range speaks only where all of it is impossible"
        return
    found = findings(row(size, modality), "MED302")
    assert len(found) == 1
    assert "check number and unit" in found[0].message


@pytest.mark.parametrize(
    ("size", "modality"),
    [
        ("1,018 scans, 133.2 GB", "CT"),
        ("150 patients, 0.3 GB", "MRI"),
        ("265 series, 123 GB", "MRI"),
        ("12,000 videos, ~5 GB", "US"),
        ("465 videos, 40 GB", "US"),
        ("42165004 images, 11.3 TB", "CT"),
        ("112,120 images, 82 MB", "X-ray"),  # 28 by 28 pixels
        ("1,000 images, 89.1 GB", "CT"),  # volumes that are called images
        ("349 scans, 100 MB", "CT"),  # slices that are called scans
        ("400 slides, 700 GB", "pathology"),
        ("327,680 patches, 6.3 GB", "pathology"),
        ("train: 3, test: 2, 40 TB", "CT"),
        ("12 classes, 40 TB", "CT"),
        ("tens to hundreds-of-thousands of images, 100s of MB to multiple TB", "CT"),
        ("118 tasks, 4 TB", "CT"),
        ("118 scans, 40 TB", "EEG"),
    ],
)
def test_sizes_that_can_be(size: str, modality: str) -> None:
    assert findings(row(size, modality), "MED302") == []


def test_the_count_may_stand_in_its_own_column() -> None:
    text = "## Heart\n\n| Name | Modality | n | Link | Size |\n|---|---|---|---|---|\n"
    text += "| MultiD | CT | 118 CCTA | https://example.org/a | 4.0 TB |\n"
    assert [at(text, f) for f in findings(text, "MED302")] == ["4.0 TB"]


def test_the_section_tells_the_modality_where_the_entry_does_not() -> None:
    table = "| Title | Source | Size |\n|---|---|---|\n| a | https://example.org/a | 5,000 images, 8 TB |\n"
    assert findings(f"## Chest X-ray\n\n{table}", "MED302")
    assert findings(f"## MRI\n\n{table}", "MED302") == []


@pytest.mark.parametrize("size", ["0 images, 2 GB", "12 images, 0 GB", "-5 GB", "0"])
def test_nothing_is_no_size(size: str) -> None:
    found = findings(row(size), "MED302")
    assert len(found) == 1
    assert "above zero" in found[0].message


def test_zeros_of_a_column_count_what_some_have_none_of() -> None:
    head = "| Title | Source | # Cases | # {} |\n|---|---|---|---|\n"
    rows = [f"| {n} | https://example.org/{n} | 90 | {zero} |\n" for n, zero in zip("ABC", (0, 4, 7), strict=True)]
    (found,) = findings(head.format("Images") + "".join(rows), "MED302")
    assert found.message == "'0' in the # images of 'A' is no size; expected a number above zero"
    assert findings(head.format("Negative images") + "".join(rows), "MED302") == []
    rows.append("| D | https://example.org/d | 90 | 0 |\n")
    assert findings(head.format("Images") + "".join(rows), "MED302") == []


def test_of_what_a_label_narrows_there_may_be_none() -> None:
    text = "# Datasets\n"
    for name, number in zip("ABC", (12, 0, 4), strict=True):
        text += f"\n## {name}\n\nIt is [here](https://example.org/{name}).\n\n- Number of {{}}: {number}\n"
    assert findings(text.format(*["worked examples"] * 3), "MED302") == []
    (found,) = findings(text.format(*["examples"] * 3), "MED302")
    assert found.message.startswith("'0' in the size of 'B'")


def test_a_dash_inside_a_size_is_no_minus() -> None:
    assert findings(row("4,840 sentences (50%-100% agreement)"), "MED302") == []


def test_decimal_and_binary_units_mixed_up() -> None:
    files = record("'52,073 images, 33 GB'", "  bytes: 35780000000\n")
    found = findings(files, "MED302")
    assert [(f.place.line, f.place.column, f.place.end_column) for f in found] == [(6, 25, 30)]
    assert found[0].message == (
        "'33 GB' in the size of 'A' is 33 GiB by the figure of 35,780,000,000 bytes, "
        "decimal and binary units are mixed up"
    )
    assert [related.place.line for related in found[0].related] == [7]


def test_the_record_beside_a_row_is_a_second_figure() -> None:
    files = record("'52,073 images, 35.78 GB'", "  bytes: 35780000000\n")
    files["README.md"] = "| Title | Source | Size |\n|---|---|---|\n| A | https://example.org/a | 33 GB |\n"
    found = findings(files, "MED302")
    assert [(f.place.path, f.place.line) for f in found] == [("README.md", 3)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("33.3 GiB", 35780000000),
        ("36 GB", 35780000000),
        ("~33 GB", 36800000000),
        ("4 GB", 4300000000),
        ("35.8 GB", 35780000000),
        ("30-33 GB", 35780000000),
        ("500 kB", 512000),
        ("100 GB", 200000000000),
    ],
)
def test_figures_that_are_no_mix_up(text: str, number: int) -> None:
    assert findings(record(text, f"  bytes: {number}\n"), "MED302") == []


@pytest.mark.parametrize(
    ("description", "size"),
    [
        ("The dataset contains 112,120 frontal images.", "12,120 images"),
        ("Dataset composed of over 110000 frontal-view X-ray images of 30805 patients.", "12,120 images, 4 GB"),
        ("1,018 CT scans of the lung.", "118 scans"),
        ("A collection of 500 videos from three hospitals", "~50 videos"),
        ("It comprises 4 TB of images.", "150 scans, 400 GB"),
    ],
)
def test_contradictions(description: str, size: str) -> None:
    text = row(size, description=description)
    found = findings(text, "MED303")
    assert len(found) == 1, found
    assert at(text, found[0]) in description
    assert len(found[0].related) == 1


@pytest.mark.parametrize(
    ("description", "size"),
    [
        ("Dataset composed of over 110000 frontal images of 30805 patients.", "112120 images (45.6 GB)"),
        ("Contains PET scans of 279 patients.", "701002 images, 201.2 GB"),
        ("Contains data from 1018 cases.", "125 GB"),
        ("The dataset contains 100 images with nodules.", "1000 images"),
        ("The dataset contains 100 annotated images.", "1000 images"),
        ("The dataset contains 80 images for training and 20 images for testing.", "1000 images"),
        ("The first release contains 80 images.", "1000 images"),
        ("Selected from 100,000 images.", "1000 images"),
        ("Each case has 300 images.", "1000 images"),
        ("The dataset contains 300 images per patient.", "1000 images"),
        ("Radiologists looked at 300 images.", "1000 images"),
        ("The dataset contains 150 images.", "train: 100 images, test: 50 images"),
        ("The dataset contains 150 images.", "100 images; 20 images"),
        ("The dataset contains 1,050 images.", "1000 images"),
        ("The dataset contains 100 images.", "at least 50 images"),
        ("The dataset contains 3 mm slices of 2019.", "1000 slices"),
        ("The dataset contains 100 images.", ""),
    ],
)
def test_figures_that_agree_or_speak_of_other_things(description: str, size: str) -> None:
    assert findings(row(size, description=description), "MED303") == []


def test_the_numbers_of_a_record_against_its_text() -> None:
    counts = "  counts:\n    - {unit: images, value: 112120}\n"
    found = findings(record("12,120 images, 4 GB", counts), "MED303")
    assert [(f.place.line, f.related[0].place.line) for f in found] == [(6, 8)]
    assert findings(record("112,120 images, 4 GB", counts), "MED303") == []
    assert findings(record("100,000 X-ray images and 12,120 images, 4 GB", counts), "MED303") == []
    assert findings(record("33 GB", "  bytes: 3300000000\n"), "MED303")
    said = findings(record("about 112,000 images", counts, "The dataset contains 11,212 images"), "MED303")
    assert [f.place.line for f in said] == [3]


def test_bounds_know_every_unit_they_name_once() -> None:
    units = [unit for text in KINDS.values() for unit in text.split()]
    assert len(units) == len(set(units))
    assert bounds(frozenset(), "images") is not None
    assert bounds(frozenset(), "sequences") is None
    assert bounds(frozenset(("MR",)), "sequences") is not None
    assert bounds(frozenset(("CT",)), "classes") is None
    assert bounds(frozenset(("EEG",)), "cases") is None
    wide, narrow = bounds(frozenset(("CT", "DX")), "images"), bounds(frozenset(("DX",)), "images")
    assert wide is not None
    assert narrow is not None
    assert wide.most > narrow.most


@pytest.mark.parametrize("size", ["138 frontal X-rays, 58 TB / 80 normal", "27,294 chest X-rays of 24,752 TB patients"])
def test_tb_may_be_a_disease(size: str) -> None:
    text = f"| Title | Modality | Source | Size |\n|-|-|-|-|\n| TB Portals | X-ray | https://example.org/a | {size} |\n"
    assert findings(text, "MED302") == []


@pytest.mark.parametrize(("header", "count"), [("# Lines", 0), ("#", 1), ("# Scans", 1)])
def test_of_what_nobody_knows_no_size_is_too_small(header: str, count: int) -> None:
    text = f"| Title | Source | {header} | Size |\n|-|-|-|-|\n| Logs | [x](https://a.org) | 11,175,629 | 1.4 GB |\n"
    assert len(findings(text, "MED302")) == count
