"""Numbers that a page gives for its entries, and numbers that count something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from linting import TODAY, at, findings, mended
from medlint.config import Config
from medlint.engine import lint, read


def table(*titles: str, modality: str = "CT") -> str:
    rows = "".join(f"| {t} | {modality} | https://example.org/{i} |\n" for i, t in enumerate(titles))
    return f"| Title | Modality | Source |\n|---|---|---|\n{rows}"


CHEST, HEAD = table("A", "B", "C"), table("D", "E", modality="CT, MRI")
BODY = f"\n## Chest\n\n{CHEST}\n## Head & neck\n\n{HEAD}"


@pytest.mark.parametrize(
    ("toc", "numbers"),
    [
        ("- [Chest (4)](#chest)", ["4"]),
        ("- [Chest [4]](#chest)", ["4"]),
        ("- [Chest（4）](#chest)", ["4"]),
        ("- [**Chest** (4 datasets)](#Chest)", ["4"]),
        ("- [Chest](#chest) (4)", ["4"]),
        ("- [Chest](#chest): 4 datasets", ["4"]),
        ("- [Chest](#chest) - 1,004 entries", ["1,004"]),
        ("- [Chest (3)](#chest)", []),
        ("- [Head (2)](#head--neck)", []),
        ("- [Chest (2023)](#chest)", []),
        ("- [Chest (4)](#elsewhere)", []),
        ("- [Chest (4 organs)](#chest)", []),
        ("- [CT-4](#chest)", []),
        ("- [Chest](#chest) in 4 parts", []),
        ("- [Chest (4)](https://example.org/#chest)", []),
    ],
)
def test_tables_of_contents(toc: str, numbers: list[str]) -> None:
    text = f"# List\n\n{toc}\n{BODY}"
    found = findings(text, "MED110")
    assert [at(text, f) for f in found] == numbers
    if numbers:
        assert mended(text, found) == text.replace(numbers[0], "3", 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"# List\n\n## Chest (4)\n\n{CHEST}", ["4"]),
        (f"# List\n\n## Chest (3)\n\n{CHEST}", []),
        (f"# List\n\n## Chest (4) ##\n\n{CHEST}", ["4"]),
        (f"# List\n\n## All (5)\n\n### Chest\n\n{CHEST}\n### Head\n\n{HEAD}", []),
        (f"# List\n\n## All (2)\n\n### Chest\n\n{CHEST}\n### Head\n\n{HEAD}", []),  # two sections
        (f"# List\n\n## All (6)\n\n### Chest\n\n{CHEST}\n### Head\n\n{HEAD}", ["6"]),
        (f"# List\n\n## Chest (4)\n\n{CHEST}\n- [one more](https://example.org/more)\n", []),
        (f"# List\n\n## Chest (4)\n\n{CHEST}| **Total** | 4 | |\n|  |  |  |\n", ["4"]),
        (f"# List\n\n## Chest (2)\n\n{table('A', 'A', 'B')}", []),  # two datasets in three rows
        ("# List\n\n## Chest (4)\n\n- a\n- b\n", []),
        (f"# List\n\n## Chest (3)\n\n{CHEST}A note right below the table.\n", []),
        (f"# MICCAI (2023)\n\n{CHEST}", []),
    ],
)
def test_headings(text: str, numbers: list[str]) -> None:
    assert [at(text, f) for f in findings(text, "MED110")] == numbers


@pytest.mark.parametrize(
    ("header", "rows", "numbers"),
    [
        ("Part | n datasets", ["Chest | 4", "Head & neck | 2"], ["4"]),
        ("Part | Datasets", ["[Chest](#chest) | **4**", "Head & neck | 2"], ["4"]),
        ("Part | Count", ["Chest | 3", "Head & neck | 1"], ["1"]),
        ("Part | n datasets", ["Chest | 3", "Head & neck | 2", "**Total** | **6**"], ["6"]),
        ("Part | n datasets", ["Chest | 3", "Head & neck | 2", "**Total** | **5**"], []),
        ("Part | n datasets", ["Chest | 4", "Head & neck | 2", "**Total** | **6**"], ["4"]),  # the sum follows
        ("Part | n", ["Chest | 120", "Head & neck | 80"], []),  # patients
        ("Part | Datasets", ["Lung | 4", "Brain | 2"], []),
        ("Part | Images", ["Chest | 4", "Head & neck | 2"], []),
        ("Modality | n", ["CT | 4", "CT, MRI | 2"], ["4"]),
        ("Modality | n", ["CT | 5", "MRI | 2"], []),  # as a part of the cell
        ("Modality | n", ["CT scans | 9", "Others | 9"], []),
        ("Modality | Datasets | n", ["CT | 4 | 9", "CT, MRI | 2 | 9"], ["4"]),
    ],
)
def test_tables_of_counts(header: str, rows: list[str], numbers: list[str]) -> None:
    lines = [f"| {header} |", "|" + "---|" * (header.count("|") + 1), *(f"| {row} |" for row in rows)]
    text = "# List\n\n" + "\n".join(lines) + f"\n{BODY}"
    assert [at(text, f) for f in findings(text, "MED110")] == numbers


@pytest.mark.parametrize(
    ("prose", "numbers"),
    [
        ("A curated list of 150+ datasets.", ["150"]),
        ("This list holds **more than 150** public datasets.", ["150"]),
        ("- **Total datasets collected**: 150+\n- **Total scans**: 90,000+", ["150"]),
        ("This repository collects 7 datasets.", ["7"]),
        ("This repository collects 7 medical imaging datasets.", ["7"]),
        ("Total datasets: 7", ["7"]),
        ("![n](https://img.shields.io/badge/datasets-7-blue)", ["7"]),
        ("A curated list of 5 datasets.", []),
        ("A curated list of 4+ datasets.", []),
        ("![n](https://img.shields.io/badge/datasets-4%2B-blue)", []),
        ("TCIA holds over 125 datasets.", []),
        ("A curated list; TCIA alone holds over 125 collections.", []),
        ("We added 7 datasets to this list.", []),
        ("This list holds 7 CT datasets.", []),  # a part of it
        ("This list holds 700 datasets.", []),  # not these
        ("This list covers the 2023 datasets.", []),
        ("A curated list of up to 150 datasets.", []),
        ("This list of 3 parts is for datasets with 150 images.", []),
    ],
)
def test_running_text(prose: str, numbers: list[str]) -> None:
    text = f"# List\n\n{prose}\n{BODY}"
    assert [at(text, f) for f in findings(text, "MED110")] == numbers


def test_a_number_may_leave_out_what_stands_below_sub_headings() -> None:
    assert findings(f"# List\n\n## Chest (2)\n\n{table('A', 'B')}\n### CT\n\n{table('C')}", "MED110") == []


def test_a_key_may_name_a_section_that_gives_its_number() -> None:
    rows = "".join(
        f"| {title} | https://example.org/{title} | {of} |\n" for title, of in (("A", "CT"), ("B", "CT scan"))
    )
    counts = "# List\n\n| Modality | Count |\n|-|-|\n| CT | 2 |\n\n## CT (2)\n\n"
    assert findings(f"{counts}| Title | Link | Modality |\n|-|-|-|\n{rows}", "MED110") == []


def test_a_list_that_goes_on_in_linked_bullets_is_not_counted() -> None:
    bullets = "".join(f"- [x{i}](https://example.org/b{i})\n" for i in range(200))
    assert findings(f"# List\n\nA curated list of 150+ datasets.\n{BODY}\n## More\n\n{bullets}", "MED110") == []


def test_a_list_with_tables_of_html_is_not_counted() -> None:
    html = "\n<table><tr><td>Z</td></tr></table>\n"
    assert findings(f"# List\n\nThis repository collects 7 datasets.\n{BODY}{html}", "MED110") == []


@pytest.mark.parametrize("name", ["more.md", "all.csv", "all.xlsx"])
def test_a_list_that_goes_on_in_a_file_beside_it_is_not_counted(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x", "utf-8")
    readme = tmp_path / "README.md"
    for link, codes in ((name, []), ("gone.csv", ["MED110"])):
        readme.write_text(f"# List\n\n[![n](https://img.shields.io/badge/datasets-7-blue)]({link})\n{BODY}", "utf-8")
        found, _ = lint(read([readme], Config(root=tmp_path, select=("MED110",)), TODAY))
        assert [finding.code for finding in found] == codes


def test_numbers_in_cells_are_of_other_things() -> None:
    text = f"# List\n\n## Chest\n\n{table('A (4)', 'B 4 datasets', 'This list of 40 datasets')}"
    assert findings(text, "MED110") == []
