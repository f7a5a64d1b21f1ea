"""Modalities, body parts, sections and columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from linting import at, findings
from medlint.config import Catalog, Config


def listed(section: str, title: str = "A", modality: str = "", keywords: str = "", description: str = "-") -> str:
    return (
        f"# Chest X-ray, CT and MRI data\n\n{section}\n\n| Title | Modality | Keywords | Description | Source |\n"
        f"|---|---|---|---|---|\n| {title} | {modality} | {keywords} | {description} | https://example.org/a |\n"
    )


@pytest.mark.parametrize(
    ("column", "cell", "wrong"),
    [
        ("Modality", "mammogriphy", ["mammogriphy"]),
        ("Modality", "CT, MRI, flurble", ["flurble"]),
        ("Modality", "PET/CT; X-rays & US", []),
        ("Modality", "3D CT and T1w (1.5 T)", []),
        ("Modalities", "whole-slide images", []),
        ("Modality", "CT, MRI, etc.", []),
        ("Modality", "US videos and images / 2D frames", []),
        ("Modality", "CT (n = 3k, thin slices (1 mm, axial))", []),
        ("Organ", "lung, pancras", ["pancras"]),
        ("Organs", "Head/Neck, brain (left)", []),
        ("Body part", "", []),
        ("Task", "flurble", []),
    ],
)
def test_terms(column: str, cell: str, wrong: list[str]) -> None:
    text = f"| Title | {column} | Source |\n|---|---|---|\n| A | {cell} | https://example.org/a |\n"
    found = findings(text, "MED306")
    assert [at(text, f) for f in found] == wrong


def test_a_region_may_be_one_of_the_world() -> None:
    text = "| Title | {} | Source |\n|---|---|---|\n| A | Western Kenya | https://example.org/a |\n"
    assert findings(text.format("Region"), "MED306") == []
    assert len(findings(text.format("Body region"), "MED306")) == 1


def test_terms_name_the_closest() -> None:
    text = "| Title | Organ | Source |\n|---|---|---|\n| A | pancras | https://example.org/a |\n"
    assert findings(text, "MED306")[0].message.endswith("the closest is 'pancreas'")


def test_terms_of_records(tmp_path: Path) -> None:
    record = {"catalog/a.yaml": "id: a\ntitle: A\nmodalities: [CT, XX]\nbody_parts: [lung, pancras]\n"}
    assert [(f.place.line, f.place.column) for f in findings(record, "MED306")] == [(4, 20)], "codes are the schema's"
    (tmp_path / "own.json").write_text('{"type": "object"}')
    own = Config(root=tmp_path, catalogs=(Catalog(("catalog",), "own.json"),))
    assert [f.place.line for f in findings(record, "MED306", config=own)] == [3, 4]


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("## MRI", {"modality": "CT"}),
        ("## MRI", {"title": "Lung CT scans"}),
        ("## X-Ray Radiography", {"keywords": "lung, MRI"}),
        ("## 🩻 Chest X-ray", {"modality": "ultrasound"}),
        ("## MRI\n\n### Brain", {"modality": "PET/CT"}),
        ("## Mammography", {"title": "Breast MRI of 100 women"}),
        ("## Ultrasound Sonography", {"modality": "X-ray, CT"}),
    ],
)
def test_entries_in_a_section_of_another_modality(section: str, entry: dict[str, str]) -> None:
    found = findings(listed(section, **entry), "MED307")
    assert len(found) == 1
    assert "stands in the section" in found[0].message


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("## PET/CT", {"modality": "CT"}),
        ("## PET/CT", {"modality": "PET"}),
        ("## CT/PET", {"title": "Lung CT"}),
        ("## PET/CT", {"title": "Screening trial", "description": "CT against chest radiography"}),
        ("## PET/CT", {"title": "Chest radiographs", "description": "the other arm had low-dose CT"}),
        ("## Other", {"modality": "MRI"}),
        ("## Other (not MRI)", {"modality": "CT"}),
        ("## Multimodal: CT and more", {"modality": "MRI"}),
        ("## Heart", {"modality": "CT"}),
        ("## Segmentation", {"modality": "CT"}),
        ("## MRI", {"title": "Brain tumours", "keywords": "glioma, segmentation"}),
        ("## MRI", {"modality": "fMRI"}),
        ("## MRI", {"modality": "CT, MRI"}),
        ("## MRI", {"modality": "clinical data"}),
        ("## X-ray", {"modality": "mammography"}),
        ("## Nuclear medicine", {"modality": "PET"}),
        ("## Angiography", {"modality": "CTA"}),
        ("## Fundus photography", {"modality": "OCT"}),
        ("## Histopathology", {"modality": "fluorescence microscopy"}),
        ("## MRI\n\n### Other", {"modality": "CT"}),
        ("", {"modality": "ultrasound"}),
        ("## MRI", {"title": "EEG of readers, multi-modal"}),
    ],
)
def test_entries_in_their_place(section: str, entry: dict[str, str]) -> None:
    assert findings(listed(section, **entry), "MED307") == []


@pytest.mark.parametrize(
    ("title", "modality", "said"),
    [
        (
            "Knee MRI of runners",
            "CT",
            ["'Knee MRI of runners' is Magnetic Resonance by its title and Computed Tomography"],
        ),
        ("Knee MRI of runners", "MRI, CT", []),
        ("PET/CT of necks", "CT", []),
        ("Chest radiographs", "DX", []),
        ("OSS", "CT", []),
        ("Knees of runners", "CT", []),
    ],
)
def test_a_title_that_names_another_modality_than_the_modality_does(title: str, modality: str, said: list[str]) -> None:
    found = findings(listed("## Joints", title=title, modality=modality), "MED307")
    assert [f.message.partition(" by its modality")[0] for f in found] == said


def test_the_list_says_what_its_sections_hold() -> None:
    sections = "sections:\n  - title: Body\n    modalities: [PT, CT]\n  - title: MRI\n"
    record = "id: {0}\ntitle: {0}\nmodalities: [{1}]\nsection: {2}\n"
    files = {
        "catalog/a.yaml": record.format("a", "MR", "Body"),
        "catalog/b.yaml": record.format("b", "PT", "Body"),
        "catalog/c.yaml": record.format("c", "CT", "MRI"),
        "catalog/list.yaml": sections,
    }
    found = findings(files, "MED307")
    assert [(f.place.path, f.place.line) for f in found] == [("catalog/a.yaml", 3)]
    message = "'a' is Magnetic Resonance and stands in the section 'Body', which is Computed Tomography or Positron"
    assert found[0].message.startswith(message)


def column(header: str, *cells: str) -> str:
    rows = "".join(f"| T{i} | {cell} | https://example.org/{i} |\n" for i, cell in enumerate(cells))
    return f"| Title | {header} | Source |\n|---|---|---|\n{rows}"


@pytest.mark.parametrize(
    ("header", "cells", "odd"),
    [
        ("Date", ["2021.05", "2022.11", "May 2021"], ["May 2021"]),
        ("Year", ["2021-05", "2022-11-03", "2021/05"], ["2021/05"]),
        ("Date", ["3 May 2021", "4 June 2022", "2021年5月"], ["2021年5月"]),
        ("Date", ["2021", "2022-05", "2023", "-"], []),
        ("Size", ["14.134", "12.000 images", "1767"], ["1767"]),
        ("Size", ["14,134 images", "12,000", "14134 (5 GB)"], ["14134"]),
        ("Size", ["14,134 images", "1767", "900"], []),
        ("Size", ["12,000", "12,500", "14.134 GB"], []),
        ("n", ["21 082 patients", "12,000", "13,000"], ["21 082"]),
        ("Size", ["14134", "1767", "15000"], []),
        ("Resolution", ["1024x1024", "512 x 512", "1,024"], []),
        ("Description", ["14.134 images", "1767", "12.000", "13.500 scans"], []),
    ],
)
def test_forms_of_a_column(header: str, cells: list[str], odd: list[str]) -> None:
    text = column(header, *cells)
    assert [at(text, f) for f in findings(text, "MED310")] == odd


@pytest.mark.parametrize(("last", "said"), [("20188", True), ("208", True), ("2018", False), ("201805", False)])
def test_a_number_among_years_that_is_none(last: str, said: bool) -> None:
    text = column("Year", "2015", "2016", "2021", "2019", last)
    assert [(at(text, f), f.level.name) for f in findings(text, "MED310")] == ([(last, "WARNING")] if said else [])
    assert findings(column("Year", "2015", "20166", last), "MED310") == []


def test_one_finding_a_cell_names_its_values() -> None:
    text = column("Size", "train: 14.134, test: 12.000", "12.500", "train: 1767, test: 1768")
    found = findings(text, "MED310")
    assert [f.message for f in found] == [
        "'1767' and '1768' in the size of 'T2' are written differently from most numbers of the column, "
        "such as '14.134'"
    ]


def test_a_title_that_names_the_section_among_others_is_in_its_place() -> None:
    text = "# Data\n\n## EEG\n\n- [{} recordings with MRI scans](https://example.org/1): sleep\n"
    assert findings(text.format("EEG"), "MED307") == []
    assert len(findings(text.format("Other"), "MED307")) == 1
