"""What is missing, and what only looks so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linting import at, findings, spots
from medlint.config import Catalog, Config
from medlint.finding import Level
from medlint.rules.completeness import _IN_SCHEMA
from medlint.text.placeholder import is_placeholder

HEAD = "| Title | Description | Keywords | Source | Size | License |\n|---|---|---|---|---|---|\n"
FULL = "| ACDC | Cine MRI | heart | https://example.org/a | 150 patients, 2 GB | MIT |"
MED2 = ("MED2",)


def row(**cells: str) -> str:
    """A full row with some cells put otherwise."""
    filled = {
        "title": "ACDC",
        "description": "Cine MRI",
        "keywords": "heart",
        "source": "https://example.org/a",
        "size": "150 patients, 2 GB",
        "license": "MIT",
    }
    return HEAD + "| " + " | ".join({**filled, **cells}.values()) + " |\n"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("title", "MED201"),
        ("description", "MED202"),
        ("keywords", "MED203"),
        ("source", "MED204"),
        ("size", "MED205"),
        ("license", "MED209"),
    ],
)
def test_an_empty_cell_is_missing_and_nothing_else(field: str, code: str) -> None:
    for empty in ("", "   ", "\u00a0", "&nbsp;", "<br>"):
        found = findings(row(**{field: empty}), "ALL")
        assert [f.code for f in found] == [code], (empty, found)
        assert found[0].place.line == 3
        assert found[0].field == field


def test_full_rows_blank_rows_and_totals_are_silent() -> None:
    assert findings(row(), *MED2) == []
    assert findings(HEAD + "|  |  |  |  |  |  |\n" + FULL + "\n", *MED2) == []
    assert findings(HEAD + FULL + "\n| **Total** |  |  |  | 150 |  |\n", *MED2) == []
    assert findings(HEAD + FULL + "\n| **Heart** |  |  |  |  |  |\n", *MED2) == []
    assert findings(HEAD + "| ACDC | Cine MRI |\n", *MED2) == [], "cells that are not written are MED103's"
    legend = "| Symbol | Meaning |\n|---|---|\n| x |  |\n"
    assert findings(legend, *MED2) == []


def test_the_place_is_the_cell() -> None:
    text = "| Title | Source | Size |\r\n|---|---|---|\r\n| 数据 \\| é | https://example.org |  x |\r\n"
    text += "| b | https://example.org/b |   |\r\n"
    found = findings("\ufeff" + text, "MED205")
    assert spots(found) == [("MED205", 4, 30)]
    assert found[0].message == "size is missing for 'b'"


def test_a_title_is_asked_for_by_what_else_is_in_the_row() -> None:
    found = findings(row(title=""), "MED201")
    assert found[0].message == "title is missing for the entry with 'Cine MRI'"


def test_an_image_fills_a_cell() -> None:
    assert findings(row(license="![MIT](mit.svg)"), *MED2) == []


@pytest.mark.parametrize(
    ("header", "codes"), [("Source", ["MED204"]), ("Link", ["MED204"]), ("Code", []), ("Download", [])]
)
def test_a_linked_title_is_enough_beside_a_column_of_further_links(header: str, codes: list[str]) -> None:
    text = (
        f"| Name | {header} |\n|---|---|\n"
        "| [ACDC](https://example.org/a) | [link](https://example.org/code) |\n| [AVT](https://example.org/b) |  |\n"
    )
    assert [f.code for f in findings(text, *MED2)] == codes


@pytest.mark.parametrize(
    ("doi", "codes"),
    [("https://doi.org/10.5281/zenodo.1234", []), ("https://arxiv.org/abs/1234.5678", ["MED204"]), ("", ["MED204"])],
)
def test_a_doi_of_the_dataset_is_a_source_too(doi: str, codes: list[str]) -> None:
    text = f"| Name | Url | DOI |\n|---|---|---|\n| ACDC | https://example.org/a | |\n| AVT | | {doi} |\n"
    assert [f.code for f in findings(f"# Datasets\n\n{text}", *MED2)] == codes


@pytest.mark.parametrize(
    ("header", "link", "codes"),
    [
        ("Github Link", "https://github.com/example/elm", []),
        ("Project page", "https://example.org/elm", []),
        ("Github Link", "", ["MED204"]),
        ("Paper Link", "https://example.org/elm", ["MED204"]),
    ],
)
def test_one_of_several_columns_of_links_is_enough(header: str, link: str, codes: list[str]) -> None:
    row = "| {0} | https://example.org/{0} | https://example.org/data/{0} |\n"
    text = f"# Datasets\n\n| Dataset | {header} | Dataset Link |\n|---|---|---|\n"
    text += "".join(map(row.format, ("Oak", "Fir", "Ash", "Yew", "Box"))) + f"| Elm | {link} | |\n"
    assert [f.code for f in findings(text, *MED2)] == codes
    lacking = findings(text + "| Fern | | https://example.org/data/fern |\n", "MED206")
    assert len(lacking) == (header == "Paper Link")


@pytest.mark.parametrize(("filled", "codes"), [(2, []), (4, ["MED204"])])
def test_linked_titles_are_the_sources_beside_a_column_that_few_rows_fill(filled: int, codes: list[str]) -> None:
    text = "# Datasets\n\n| Dataset | Links |\n|---|---|\n| [Elm](https://github.com/example/elm) | |\n"
    for n in range(4):
        text += f"| [Oak {n}](https://www.kaggle.com/datasets/a/{n}) | {'https://example.org' * (n < filled)} |\n"
    assert [f.code for f in findings(text, "MED204")] == codes


@pytest.mark.parametrize(("first", "codes"), [("7,375--Trust", []), ("", ["MED204", "MED204"])])
def test_a_column_of_links_between_people_is_no_source(first: str, codes: list[str]) -> None:
    text = (
        f"# Datasets\n\n| Dataset | Users | Links (Type) |\n|---|---|---|\n| Films | 7 | {first} |\n| Jokes | 9 |  |\n"
    )
    assert [f.code for f in findings(text, "MED204")] == codes


@pytest.mark.parametrize(
    ("title", "code", "codes"),
    [
        ("[AVT](https://example.org/b)", "-", []),
        ("[AVT](https://example.org/b)", "N/A", []),
        ("[AVT](https://example.org/b)", "TBD", ["MED208"]),
        ("[AVT](https://example.org/b)", "[link]", ["MED208"]),
        ("AVT", "-", ["MED208"]),
    ],
)
def test_a_linked_title_may_have_no_further_link(title: str, code: str, codes: list[str]) -> None:
    text = f"| Name | Code |\n|---|---|\n| ACDC | [here](https://example.org/code) |\n| {title} | {code} |\n"
    assert [f.code for f in findings(text, *MED2)] == codes


def test_required_columns_have_to_be_filled() -> None:
    text = "| Title | Source | Body part | Modality | Task |\n|---|---|---|---|---|\n"
    text += "| a | https://example.org |  |  |  |\n"
    assert findings(text, *MED2) == []
    found = findings(text, *MED2, config=Config(required=("Body part", "modalities", "license")))
    assert [(f.code, f.field) for f in found] == [("MED206", "body part"), ("MED206", "modality")]


RECORD = """id: acdc
title: ACDC
url: https://example.org/a
size: 150 patients, 2 GB
"""


@pytest.fixture
def own(tmp_path: Path) -> Config:
    """The config of a list whose own schema asks for nothing."""
    (tmp_path / "own.json").write_text('{"type": "object"}')
    return Config(root=tmp_path, catalogs=(Catalog(("catalog",), "own.json"),))


def test_records_are_asked_for_what_the_config_requires(own: Config) -> None:
    own = own._replace(required=("title", "description", "body part", "license"))
    found = findings({"catalog/acdc.yaml": RECORD}, *MED2, config=own)
    assert {(f.code, f.field) for f in found} == {
        ("MED202", "description"),
        ("MED206", "body part"),
        ("MED209", "license"),
    }
    assert {f.place.line for f in found} == {1}, "a missing key is said at the record's first"
    filled = RECORD + "description: Cine MRI\nbody_part: heart\nlicense: MIT\n"
    assert findings({"catalog/acdc.yaml": filled}, *MED2, config=own) == []
    emptied = RECORD + "description: ''\nbody_part: heart\nlicense: MIT\n"
    assert spots(findings({"catalog/acdc.yaml": emptied}, *MED2, config=own)) == [("MED202", 5, 14)]


def test_in_a_list_of_records_the_item_is_the_nearest_parent(own: Config) -> None:
    text = "- title: ACDC\n  url: https://example.org/a\n- title: AVT\n  license: MIT\n"
    assert findings({"catalog/all.yaml": text}, "MED209", config=own) == [], "the schema knows no license"
    (own.root / "own.json").write_text('{"properties": {"license": {}}}')
    found = findings({"catalog/all.yaml": text}, "MED209", config=own)
    assert [(f.code, f.place.line) for f in found] == [("MED209", 1)]


def test_what_the_shipped_schema_requires_is_left_to_it() -> None:
    names = {"modalities": "modality", "landing_page": "source"}
    schema = json.loads((Path(__file__).parents[2] / "schema/dataset.schema.json").read_text())
    assert {names.get(key, key) for key in schema["required"]} == _IN_SCHEMA
    record = {"catalog/acdc.yaml": "id: acdc\ntitle: ACDC\n"}
    asked = Config(required=("title", "kind", "section", "description", "license", "source"))
    assert {f.code for f in findings(record, *MED2, config=asked)} == {f"MED20{n}" for n in (2, 3, 4, 5, 9)}


@pytest.mark.parametrize(
    ("size", "fires"),
    [
        ("11.8 GB", True),
        ("~40 GiB", True),
        ("150 patients", True),
        ("112,120 images (45.6 GB)", False),
        ("1,018 CT cases / 1010 patients; 124 GiB", False),
        ("ranges from tens to hundreds-of-thousands of images, 100s of MB to multiple TB", False),
        ("4,100 mammograms and their masks in colour", True),
        ("40 GB of text", True),
        ("two hundred scans, 3 GB", False),
        ("900 scans, size unknown", False),
        ("11.8 GB and 3 heaps", False),
        ("TBD", False),
        ("512 x 512", False),
    ],
)
def test_a_size_has_bytes_and_a_count(size: str, fires: bool) -> None:
    text = row(size=size) + f"{FULL}\n" * 2
    found = findings(text, "MED207")
    assert bool(found) is fires, found
    if fires:
        assert at(text, found[0]) == size


def test_a_list_that_only_counts_is_asked_for_no_bytes() -> None:
    text = row(size="3 GB") + row(size="150 patients").removeprefix(HEAD) + f"{FULL}\n"
    assert findings(text, "MED207") == []


def test_a_table_that_only_counts_is_asked_for_no_bytes_by_its_page() -> None:
    text = HEAD + f"{FULL}\n" * 5 + "\n## Barks\n\n" + row(size="25,000 scans")
    assert len(findings(text, "MED207")) == 1, "one row tells nothing"
    assert findings(text + row(size="300 scans").removeprefix(HEAD), "MED207") == []


@pytest.mark.parametrize("size", ["661M", "~100K", "3 M"])
def test_a_number_of_millions_may_be_one_of_bytes(size: str) -> None:
    assert findings(row(size=size) + f"{FULL}\n" * 3, "MED207") == []


def test_a_size_that_says_neither_bytes_nor_count_is_not_whole() -> None:
    rest = "".join(row(size=size).removeprefix(HEAD) for size in ("512 x 512", "large", "on request"))
    assert findings(row(size="3 GB") + rest, "MED207") == []


@pytest.mark.parametrize(
    ("header", "cell", "fires"),
    [
        ("n", "1,000 CCTA", False),
        ("# CT scans", "118", False),
        ("Patients", "150", False),
        ("Number of images", "~3,000", False),
        ("Cohort", "265 series", False),
        ("#Train(#words)", "258 (1110)", False),
        ("Classes", "12", True),
        ("Year", "2021", True),
        ("Task", "3 tasks", True),
        ("Remarks", "118 of them are new", True),
    ],
)
def test_a_column_of_its_own_completes_the_size(header: str, cell: str, fires: bool) -> None:
    text = f"| Title | Source | {header} | Size |\n|---|---|---|---|\n| a | https://example.org/a | {cell} | 4 GB |\n"
    text += "| b | https://example.org/b |  | 3 scans, 4 GB |\n" * 2
    assert bool(findings(text, "MED207")) is fires


def test_the_numbers_of_a_record_complete_its_size() -> None:
    record = "id: a\ntitle: a\nsize:\n  text: 2 GB\n"
    counts = "  counts:\n    - {unit: images, value: 150}\n"
    assert spots(findings({"catalog/a.yaml": record}, "MED207")) == [("MED207", 4, 9)]
    assert findings({"catalog/a.yaml": record + counts}, "MED207") == []
    only = "id: a\ntitle: a\nsize:\n  text: 150 images\n  bytes: 2000000000\n"
    assert findings({"catalog/a.yaml": only}, "MED207") == []
    page = "| Title | Size |\n|-|-|\n| a | 2 GB |\n| b | 3 scans, 4 GB |\n| c | 5 scans, 6 GB |\n"
    (alone,) = findings(page, "MED207")
    shown = findings({"README.md": page, "catalog/a.yaml": record}, "MED207")
    assert (alone.level, {f.level for f in shown}) == (Level.WARNING, {Level.INFO}), "a record is asked for less loudly"


@pytest.mark.parametrize(
    "text",
    ["TODO", "todo", "TBD", "N/A", "n/a", "NA", "-", "--", "—", "?", "???", "xxx", "...", "…", "to fill in",
     "[to fill when the paper is published]", "to be announced", "[link]", "[Link]", "[]", "none", "nan", "待定"],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["unknown", "MIT", "Todo-MNIST", "NAFLD", "X", "xx-ray", "✓", "✅", "🔒", "A-1", "[LIMITED ACCESS]", "2D", "3",
     "N/A until 2020, then CC0", "to filler", "TODO: ask the authors again, they answered last time " * 4],
)  # fmt: skip
def test_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_a_placeholder_is_said_once_and_by_nobody_else() -> None:
    for field in ("title", "source", "size", "license"):
        for mark in ("N/A", "**TODO**", "`-`"):
            found = findings(row(**{field: mark}), "ALL")
            assert [(f.code, f.field) for f in found] == [("MED208", field)], found


def listed(*cells: str, header: str = "Size") -> str:
    """A table whose last column has these cells."""
    text = f"| Title | Source | {header} |\n|---|---|---|\n"
    return text + "".join(f"| set{i} | https://example.org/{i} | {cell} |\n" for i, cell in enumerate(cells))


def test_a_sign_for_unknown_is_the_way_of_a_list() -> None:
    text = listed(*["N/A"] * 5, *["3 scans"] * 20)
    (found,) = findings(text, "MED208")
    assert (found.level, found.place.line, found.place.column) == (Level.INFO, 1, 20)
    assert found.message == "'N/A' stands for unknown in the size of 5 entries"
    assert len(findings(listed(*["N/A"] * 4, *["3 scans"] * 4), "MED208")) == 4, "four may be slips"
    assert len(findings(listed(*["N/A"] * 5, *["3 scans"] * 21), "MED208")) == 5, "a fifth is due"
    assert len(findings(listed(*["TODO"] * 25), "MED208")) == 25, "what is to come is no sign"
    assert [f.level for f in findings(listed(*"-//--", header="License"), "MED208")] == [Level.INFO] * 2, "one sign"
    assert [f.level for f in findings(listed(*"?????", header="License"), "MED208")] == [Level.INFO]
    assert [f.level for f in findings(listed(*"?", *["CC0"] * 9, header="License"), "MED208")] == [Level.ERROR]
    above, unknown = listed(*["3 scans"] * 30), listed(*["-"] * 5, "4 scans").replace("set", "more")
    (found,) = findings(above + "\n## Of unknown size\n\n" + unknown, "MED208")
    assert found.level == Level.INFO, "most of one table"


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ('"n.a." indicates that none was counted.', Level.INFO),
        ("n.a. = not counted", Level.INFO),
        ("Some n.a. are left.", Level.ERROR),
    ],
)
def test_a_page_may_say_what_its_sign_for_unknown_is(said: str, level: Level) -> None:
    assert {f.level for f in findings(f"{said}\n\n" + listed("n.a.", *["3 scans"] * 9), "MED208")} == {level}


def test_a_placeholder_among_links() -> None:
    linked = [f"[p](https://example.org/p{i})" for i in range(4)]
    assert [f.field for f in findings(listed(*linked, "-", header="Paper"), "MED208")] == ["paper"]
    assert findings(listed("a", "b", "c", "-", header="Paper"), "MED208") == []
    (found,) = findings(listed(*linked, "[ISBI 2031](#)", header="Paper"), "MED208")
    assert found.message == "'#' stands in the paper of 'set4' where a value is expected"


def test_what_only_some_datasets_have_is_not_missing() -> None:
    rows = "| Oak | tall | https://example.org/o |\n| Elm | | https://example.org/e |\n"
    text = f"| Title | {{}} | Source |\n|---|---|---|\n{rows}"
    assert [f.code for f in findings(text.format("Description"), "MED202")] == ["MED202"]
    assert findings(text.format("Notes"), "MED202") == []


def test_titles_still_to_be_written_and_links_to_nowhere() -> None:
    text = row(title="TODO: name of the dataset") + FULL.replace("https://example.org/a", "[data](#)") + "\n"
    assert [(f.place.line, f.field) for f in findings(text, "MED208")] == [(3, "title"), (4, "source")]
    assert findings(row(title="Todo lists of doctors"), "MED208") == []


def test_pixels_may_have_no_size() -> None:
    assert findings(row(size="None"), "MED208") == []
    assert [f.field for f in findings(row(size="nan"), "MED208")] == ["size"]


def test_what_departs_from_the_rest_of_a_column() -> None:
    text = listed("a", "b", "", "c", "d", header="Scanner")
    (found,) = findings(text, *MED2)
    assert (found.code, found.level, found.place.line) == ("MED206", Level.WARNING, 5)
    assert found.message == "scanner is missing for 'set2'"
    assert findings(listed("a", "b", "", "c", header="Scanner"), *MED2) == [], "four rows tell nothing"
    assert findings(listed("a", "", "", "c", "d", "e", header="Scanner"), *MED2) == [], "four of five are due"


def test_a_cell_that_is_left_out_is_an_empty_one() -> None:
    head = "| Title | Source | Scanner |\n|---|---|---|\n"
    rows = [f"| D{n} | https://example.org/{n} | S{n} |" for n in range(6)]
    rows[3] = "| D3 | https://example.org/3 | |"
    assert len(findings(head + "\n".join(rows) + "\n", "MED206")) == 1
    short = [f"| E{n} | https://example.org/e{n} |" for n in range(3)]
    assert findings(head + "\n".join([*rows, *short]) + "\n", "MED206") == []


def test_a_label_of_one_section_is_no_column_of_the_page() -> None:
    def section(name: str, labelled: int, of: int) -> str:
        items = (
            f"- [{name} {n}](https://example.org/{name}/{n}): leaves\n  - Paper: none\n"
            + ("  - Gauge: none\n" if n < labelled else "")
            for n in range(of)
        )
        return f"\n## {name} datasets\n\n" + "".join(items)

    text = "# Datasets\n" + section("Oak", 6, 7)
    assert [f.field for f in findings(text, "MED206")] == ["gauge"]
    assert findings(text + section("Elm", 3, 8), "MED206") == []


def test_an_entry_that_links_a_paper_alone_need_not_have_the_labels_of_others() -> None:
    item = "- [Oak {0}](https://{1}/{0})\n  - Leaves: twelve\n"
    text = "# Datasets\n\n" + "".join(
        item.format(f"{n}.00001", "example.org") + "  - Roots: deep\n" for n in range(2001, 2007)
    )
    assert [f.field for f in findings(text + item.format("2007.00001", "example.org"), "MED206")] == ["roots"]
    assert findings(text + item.format("2007.00001", "arxiv.org/abs"), "MED206") == []


def test_no_license_is_due_where_the_data_are_gone() -> None:
    head = "| Title | Source | Size | Status | License |\n|---|---|---|---|---|\n"
    rows = "".join(f"| D{n} | [d](https://example.org/{n}) | 3 GB | READY | MIT |\n" for n in range(5))
    text = head + rows + "| D9 | {} | 2 GB | {} | N/A |\n"
    assert [f.code for f in findings(text.format("the lab", "READY"), "MED208", "MED501")] == ["MED501", "MED208"]
    assert findings(text.format("the lab", "NOT AVAILABLE"), "MED208", "MED501") == []
    assert findings(text.format("Removed from circulation", "-"), "MED208", "MED501") == []


def test_many_empty_descriptions_are_one_finding_with_the_places() -> None:
    text = listed("a", "", "", "b", "", "", "", header="Description")
    (found,) = findings(text, *MED2)
    assert (found.code, found.level, found.place.line) == ("MED202", Level.WARNING, 4)
    assert [r.place.line for r in found.related] == [5, 7, 8, 9]
    assert len(findings(listed("a", "", "", "b", "", "", "c", "d", header="Description"), *MED2)) == 4


def test_empty_sizes_are_each_said() -> None:
    assert [f.place.line for f in findings(listed("3 scans", *[""] * 6), "MED205")] == list(range(4, 10))


def test_the_one_entry_without_a_link() -> None:
    text = "| Dataset | Year | Pairs |\n|---|---|---|\n| [a](https://example.org/a) | 2020 | 1 |\n"
    text += "| [b](https://example.org/b) | 2021 | 2 |\n| Cedar | 2022 | 3 |\n"
    (found,) = findings(text, *MED2)
    assert (found.code, found.place.line, found.place.column) == ("MED204", 5, 3)
    more = "| Fir | [paper](https://example.org/p) | 4 |\n"
    assert len(findings(text + more, *MED2)) <= 1, "it is linked all the same"


def test_placeholders_elsewhere_are_fine() -> None:
    assert findings(row(description="-", keywords="?"), "MED208") == []
    assert findings("TODO\n\n# TBD\n\n- N/A\n", "MED208") == []
    assert findings(row(source="[-](https://example.org)"), "MED208") == []
    required = Config(required=("title", "keywords"))
    assert [f.field for f in findings(row(keywords="?"), "MED208", config=required)] == ["keywords"]


@pytest.mark.parametrize(("said", "codes"), [("refer to Leaves", []), ("of leaves", ["MED204", "MED206"])])
def test_a_row_that_refers_to_others_says_where_its_source_is(said: str, codes: list[str]) -> None:
    text = "# Datasets\n\n| Dataset | Notes | Venue | Link |\n|---|---|---|---|\n"
    text += "".join(f"| Moss-{n} | of moss | Fair | https://example.org/{n} |\n" for n in range(5))
    text += f"| Ferns | {said} | | |\n"
    assert sorted(f.code for f in findings(text, "MED204", "MED206")) == codes


@pytest.mark.parametrize(("first", "number"), [("Ferns", 0), ("2021", 1)])
def test_an_empty_first_cell_below_the_name_of_a_group_says_as_above(first: str, number: int) -> None:
    text = "# Datasets\n\n| Plants | Dataset | Link |\n|-|-|-|\n"
    rows = [first if n != 3 else "" for n in range(8)]
    text += "".join(f"| {plants} | Moss-{n} | https://example.org/{n} |\n" for n, plants in enumerate(rows))
    assert len(findings(text, "MED206")) == number


def test_an_acronym_may_be_missing() -> None:
    text = "# Moss datasets\n\n| Year | {} | Paper |\n|-|-|-|\n| 2020 | | [Moss](https://example.org/0) |\n"
    text += "".join(f"| 202{n} | MOS{n} | [Moss of {n}](https://example.org/{n}) |\n" for n in range(1, 4))
    assert findings(text.format("Acronym"), "MED201") == []
    assert len(findings(text.format("Name"), "MED201")) == 1


def test_twins_say_it_once() -> None:
    files = {
        "README.md": "| Title | Source | Size |\n|---|---|---|\n| ACDC | https://example.org/a | TBD |\n",
        "catalog/acdc.yaml": "id: acdc\ntitle: ACDC\nlanding_page: https://example.org/a\nsize:\n  text: TBD\n",
    }
    found = findings(files, "MED208")
    assert [(f.place.path, f.place.line) for f in found] == [("catalog/acdc.yaml", 5)]
    assert [related.place.path for related in found[0].related] == ["README.md"]


def test_a_mark_for_none_where_none_is_due() -> None:
    mostly = findings(listed("N/A.", "\\\\", *["MIT"] * 18, header="License"), "MED208")
    assert [f.level for f in mostly] == [Level.WARNING] * 2, "four of five name a license"
    seldom = findings(listed("-", *[""] * 10, *["MIT"] * 9, header="License"), "MED208")
    assert [f.level for f in seldom] == [Level.INFO], "most entries say nothing either"
    assert [f.level for f in findings(listed("TBD", *["MIT"] * 9, header="License"), "MED208")] == [Level.ERROR]
    required = Config(required=("license",))
    found = findings(listed("-", *["MIT"] * 9, header="License"), "MED208", config=required)
    assert [f.level for f in found] == [Level.ERROR]


def test_a_label_over_its_address() -> None:
    told = "Labels of every scan by two readers, with the reports they were made from."
    above = "# Datasets\n\n"
    for i in range(5):
        above += f"## Set {i}\n\n{told}\n\nSource: https://example.org/{i}\n\n"
    above += f"## Set 5\n\n{told}\n\nSource:\n\n"
    assert findings(above + "https://example.org/5\n", "MED204") == []
    assert [f.entry.title for f in findings(above + "On request.\n", "MED204") if f.entry] == ["Set 5"]


def test_a_merged_cell_tells_why_no_size_follows() -> None:
    heads = ("Title", "Source", "Train", "Test", "Task", "Script", "Size")
    head = "<tr>" + "".join(f"<th>{h}</th>" for h in heads) + "</tr>\n"
    full = "".join(
        f"<tr><td>S{i}</td><td>https://a.org/{i}</td><td>5</td><td>6</td><td>OCR</td><td>Thai</td><td>3 GB</td></tr>\n"
        for i in range(3)
    )
    begin = "<tr><td>IXI</td><td>https://example.org/x</td>"
    for rest, expected in (
        ("<td colspan=4>Not public</td><td></td></tr>", 0),
        ("<td colspan=3>9 in all</td><td>Thai</td><td></td></tr>", 1),
        ("<td>5</td><td>6</td><td>OCR</td><td>Thai</td><td></td></tr>", 1),
    ):
        found = findings(f"# Datasets\n\n<table>\n{head}{full}{begin}{rest}\n</table>\n", "MED205")
        assert len(found) == expected, rest


def test_ticks_that_are_not_set_are_no_missing_field() -> None:
    head = "| Title | Source | LiDAR | Venue |\n|---|---|---|---|\n"
    rows = [f"| D{n} | https://example.org/{n} | {'' if n == 3 else 'O'} | V{n} |" for n in range(12)]
    assert findings(head + "\n".join(rows) + "\n", "MED206") == []
    bare = [row.replace("V5", "") for row in rows]
    assert [f.field for f in findings(head + "\n".join(bare) + "\n", "MED206")] == ["venue"]


def test_a_row_over_others_of_its_table_lacks_nothing() -> None:
    cells = "<td>{0}</td><td>news</td><td>{1}</td><td>2 GB</td><td>Texts of {0}</td>"
    rows = [f"<tr>{cells.format(f'<a href=https://example.org/{n}>D{n}</a>', f'{n}00 texts')}</tr>" for n in range(9)]
    rows.insert(4, '<tr><td><a href="https://example.org/all">All</a></td><td colspan="4"></td></tr>')
    header = "".join(f"<th>{name}</th>" for name in ("Dataset", "Tags", "Texts", "Size", "Description"))
    text = f"# Datasets\n\n<table>\n<tr>{header}</tr>\n" + "\n".join(rows) + "\n</table>\n"
    assert findings(text, "MED202", "MED203", "MED205", "MED206") == []


def test_a_link_in_a_description_makes_no_column_of_links() -> None:
    text = "# Corpora\n\n" + "\n".join(
        f"## Corpus {n}\n\nSee the [page](https://example.org/{n}) of it.\n" for n in range(4)
    )
    assert findings(text + "\n## Corpus 5\n\nTBD\n", "MED208") == []


@pytest.mark.parametrize("target", ["", "#of-this-page"])
def test_a_link_that_leads_nowhere_is_no_missing_source(target: str) -> None:
    items = "".join(f"- [D{n}](https://example.org/{n}): images\n" for n in range(6))
    text = f"# Datasets\n\n{items}- {{}}: images\n"
    assert findings(text.format(f"[Zap]({target})"), "MED201", "MED204") == []
    assert [f.code for f in findings(text.format("Zap"), "MED201", "MED204")] == ["MED204"]


def test_who_says_that_there_is_no_link_lacks_none() -> None:
    text = "# Corpora\n" + "".join(f"\n## Corpus {n}\n\n* https://example.org/{n}\n* Age: {n}\n" for n in range(6))
    text += "\n## Corpus 9\n\n* {}\n* Age: 9\n"
    assert len(findings(text.format("Fish of two ponds"), "MED204")) == 1
    assert findings(text.format("No download link"), "MED204") == []


@pytest.mark.parametrize(("said", "number"), [("https://example.org/9 (of two)", 0), ("at the lake", 2)])
def test_an_address_below_another_label_is_a_source_too(said: str, number: int) -> None:
    corpus = "\n## Corpus {0}\n\n* Link: https://example.org/{0}\n* Age: {0}\n"
    text = "# Corpora\n" + "".join(map(corpus.format, range(10)))
    for name in "AB":
        text += f"\n## Corpus {name}\n\n* Age: 9\n* Where to ask: {said}\n"
    assert len(findings(text, "MED204")) == number


def test_what_a_label_over_a_list_says_stands_in_the_list() -> None:
    text = "# Datasets\n" + "".join(
        f"\n## Corpus {n}\n\n**Language:** English\n\n**Data:** https://example.org/{n}\n" for n in range(5)
    )
    text += "\n## Corpus 9\n\n**Language:** English\n\n**Data:**\n\n{}\n"
    for said in ("- images of two ponds", "> of two ponds", "| Pond | Link |\n|-|-|\n| A | B |", "```\nget ponds\n```"):
        assert findings(text.format(said), "MED204") == []
    assert len(findings(text.format("Images of two ponds."), "MED204")) == 1
    quoted = "".join(f"> {line}\n" for line in text.format("**More:** of two ponds").splitlines())
    assert len(findings(quoted, "MED204")) == 1


def test_a_label_in_the_middle_of_a_text_is_none_that_is_missing() -> None:
    text = "# Datasets\n" + "".join(
        f"\n## Set {n}\n\n* Leaves {n}\n* Reader: `wood`\n* Data: https://example.org/{n}\n" for n in range(6)
    )
    text += "\n## Set 9\n\n* Text files{}\n* Data: https://example.org/9\n"
    assert len(findings(text.format(" for the reader"), "MED206")) == 1
    assert findings(text.format(", Reader : `wood`"), "MED206") == []


@pytest.mark.parametrize(("header", "text", "other"), [("Source", "TODO", "MED501"), ("Size", "TBD", "MED203")])
def test_a_placeholder_is_all_that_is_said_of_its_field(header: str, text: str, other: str) -> None:
    cells = {"Title": "LIDC", "Source": "https://www.example.org/a", "Size": "5 GB"} | {header: text}
    readme = f"| {' | '.join(cells)} |\n|---|---|---|\n| {' | '.join(cells.values())} |\n"
    found = findings({"README.md": readme}, "MED208", other)
    assert [(f.code, f.field) for f in found] == [("MED208", header.lower())]
