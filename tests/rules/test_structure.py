"""Sections, tables and rows: what fires, exactly where, and what must not."""

from __future__ import annotations

import pytest

from linting import at, findings, mended, spots
from medlint.config import Config
from medlint.finding import Level

TABLE = "| Title | Source |\n|---|---|\n| IXI | https://example.org/ixi |\n"
HOLLOW = "| Title | Source |\n|---|---|\n|  |  |\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"# List\n\n## MRI\n\n{HOLLOW}", [("MED101", 3, 4)]),
        ("# List\n\n## MRI\n\n| Title | Source |\n|---|---|\n\n## CT\nsoon\n", [("MED101", 3, 4)]),
        (f"# List\n\n## MRI\n\n## CT\n\n{TABLE}", [("MED101", 3, 4)]),
        (f"# Course\n## School\n## Chair\n### Lecturer\n\n# Datasets\n\n{TABLE}", []),
        (f"# Course\n## School\n## Chair\n\n## Datasets\n\n{TABLE}", [("MED101", 2, 4), ("MED101", 3, 4)]),
        ("# List\n\n## MRI\n\n---\n", [("MED101", 3, 4)]),
        ("# List\n\n## MRI\n\n<!-- later -->\n", [("MED101", 3, 4)]),
        (f"# List\n\n## 超声 🔊\r\n\r\n{HOLLOW}", [("MED101", 3, 4)]),
        (f"> ## MRI\n>\n> {HOLLOW.replace(chr(10), chr(10) + '> ')}\n", [("MED101", 1, 6)]),
        (f"# List\n\n## MRI\n\n{HOLLOW}\n{TABLE}", []),
        (f"# List\n\n## MRI\n\n### Brain\n\n{TABLE}", []),
        ("# List\n", []),
        ('# List\n\n<h3 align="center">\n    Scans for all\n</h3>\n\n## CT\n\nsoon\n', []),
        ("# List\n\n<h3>Scans</h3>\n\n## CT\n\nsoon\n", [("MED101", 3, 5)]),
        (f"# List\n\n## CT\n\n{TABLE}\n### Together: ~7.5 GB\n\n---\n", []),
        (f"# List\n\n## CT\n\n{TABLE}\n#### [Tell us what you miss here]\n\n## MRI\n\nsoon\n", []),
        ("# List\n\nUpdated: 2031\n---\n\n## CT\n\nsoon\n", [("MED101", 3, 1)]),
        (f"# List\n\n#### Please cite {'every paper ' * 6}that you use\n\n## CT\n\nsoon\n", []),
        ("# List\n\n## MRI\n\nNothing yet.\n", []),
        ("# List\n\n## MRI\n\n- one\n", []),
        ("# List\n\n## Get it in two ways\n\n## Way 1: all\n\nsoon\n\n## Way 2: some\n\nsoon\n", []),
        ("# List\n\n## Lungs\n\n## A) Table\n\nsoon\n\n## B) Facts:\n\n## 1. IXI\n\nsoon\n\n## 2. OASIS\n\nsoon\n", []),
        ("# List\n\n## Lungs\n\n## 1. IXI\n\nsoon\n\n## 3. OASIS\n\nsoon\n", [("MED101", 3, 4)]),
        ("# List\n\n## MRI\n\n```\ncode\n```\n", []),
        ("# List\n\n## MRI\n\n<details>\n<summary>more</summary>\n</details>\n", []),
        ('# List\n\n## MRI\n\n<img src="a.png">\n', []),
        ("# List\n\n## [IXI](https://example.org/ixi)\n\n## CT\n\nsoon\n", []),
        ("# List\n\nSee[^a]\n\n## Notes\n\n[^a]: https://example.org\n", []),
        ("# List\n\n## Pictures\n\n| ![a](a.png) | ![b](b.png) |\n|---|---|\n", []),
        (f"# List\n\n## MRI\n\n<details>\n<summary> </summary>\n\n{TABLE}\n</details>\n", []),
    ],
)
def test_empty_section(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert spots(findings(text, "MED101")) == expected


def test_dashes_below_a_line_are_told_of_where_they_make_it_a_heading() -> None:
    for heading, told in (("MRI\n---", True), ("## MRI\n---", False), ("## MRI\n- ", False)):
        (found,) = findings(f"# List\n\n{heading}\n\n## CT\n\nsoon\n", "MED101")
        assert ("the dashes below the line" in found.message) == told


@pytest.mark.parametrize(
    ("row", "place", "level"),
    [
        ("| a | b | c |", "c", "error"),
        ("| a | b | 胸部 | d |", "胸部 | d", "error"),
        (r"| a \| x | b | c \| d |", r"c \| d", "error"),
        ("| `a|b` | c |", "c", "error"),
        ("| a | b |  |", "  ", "warning"),
        ("| a |", "a", "warning"),
        ("a", "a", "warning"),
        ("| a | b |", None, None),
        (r"| a \| x | b |", None, None),
        ("a | b", None, None),
        (" | a | b |  ", None, None),
        ("\t|\ta\t|\tb\t|", None, None),
        ("|  |", None, None),
    ],
)
def test_ragged_row(row: str, place: str | None, level: str | None) -> None:
    text = f"| Title | Source |\n|---|---|\n| x | y |\n{row}\n"
    found = findings(text, "MED103")
    assert [(at(text, f), f.level.label) for f in found] == ([] if place is None else [(place, level)])


def test_short_rows_are_said_once_where_most_of_any_table_are_short() -> None:
    text = "| Paper | Year | Code |\n|---|---|---|\n| A | 2020 | x |\n" + "| B | 2021 |\n" * 5
    (found,) = findings(text, "MED103")
    assert (found.level, found.place.line) == (Level.INFO, 4)
    assert found.message.startswith("5 of 6 rows have fewer cells")
    assert [f.level for f in findings(text + "| C | 2022 | y | z |\n", "MED103")] == [Level.INFO, Level.ERROR]


@pytest.mark.parametrize(("pipe", "last"), [("| ", " |"), ("", "")])
def test_what_gives_a_table_a_class_is_no_row_of_it(pipe: str, last: str) -> None:
    text = (
        f"{pipe}Title | Year | Source |\n|---|---|---|\n{pipe}A | 2020 | https://example.org/a{last}\n{{}}\n\nText.\n"
    )
    assert findings(text.format("{: .striped}"), "MED1") == []
    assert len(findings(text.format("striped"), "MED1")) == 1


def test_a_row_of_html_in_a_row_has_cells_of_its_own() -> None:
    text = "| Title | Source |\n|---|---|\n| {}<th colspan=2>Trees</th></tr> |\n| x | y |\n"
    assert findings(text.format("<tr>"), "MED103") == []
    assert len(findings(text.format(""), "MED103")) == 1


def test_a_last_pipe_without_outer_pipes_sets_off_an_empty_cell() -> None:
    head = "Title | Source | Year\n---|---|---\nx | y | 2020\n"
    assert findings(head + "a | b |\n", "MED103") == []
    assert len(findings(head + "a | b\n", "MED103")) == 1


def test_ragged_rows_in_quotes_with_crlf_and_bom_keep_their_place() -> None:
    text = "\ufeff> | Title | Source |\r\n> |---|---|\r\n> | é | b | ĉ |\r\n"
    found = findings(text, "MED103")
    assert spots(found) == [("MED103", 3, 13)]
    assert at(text, found[0]) == "ĉ"


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        ("## CT", "## CT", True),
        ("## CT", "## ct :", True),
        ("## 🧠 Brain", "## **Brain**", True),
        ("## PET/CT", "## CT/PET", True),
        ("## CT and PET", "## PET/CT", True),
        ("## MRI", "## Magnetic Resonance Imaging", True),
        ("## X-ray", "## X-Rays", True),
        ("## CT", "## CTA", False),
        ("## Endoscopy", "## Colonoscopy", False),
        ("## Ultrasound", "## Echocardiography", False),
        ("## MRI", "## MRS", False),
        ("## CT", "### CT", False),
        ("## Chest CT", "## CT", False),
        ("## Chest\n\n### CT\n\nx", "## Head\n\n### CT", False),
    ],
)
def test_duplicate_section(first: str, second: str, *, fires: bool) -> None:
    text = f"# List\n\n{first}\n\nwords\n\n{second}\n\nwords\n"
    found = findings(text, "MED104")
    assert len(found) == fires
    if fires:
        assert (found[0].place.line, found[0].related[0].place.line) == (7, 3)


def test_headings_behind_one_that_names_them_may_be_called_as_others() -> None:
    part = "## A) Table\n\nwords\n\n## B) Facts\n\nwords\n\n"
    assert findings(f"# List\n\n## Lungs\n\n{part}## Hearts\n\n{part}", "MED104") == []
    assert len(findings(f"# List\n\n## Lungs\n\n{part}{part}", "MED104")) == 2


def test_blank_rows_go_with_their_line() -> None:
    text = f"{TABLE}|  |  |\n| &nbsp; | <br> |\n| ACDC | https://example.org/a |\n"
    found = findings(text, "MED105")
    assert spots(found) == [("MED105", 4, 2), ("MED105", 5, 3)]
    assert mended(text, found) == f"{TABLE}| ACDC | https://example.org/a |\n"


@pytest.mark.parametrize("cell", ["<!-- the mail of May -->", '<a id="here"></a>', "<b></b>"])
def test_a_blank_row_that_holds_a_comment_or_an_anchor_stays(cell: str) -> None:
    (found,) = findings(f"{TABLE}| {cell} |  |\n| ACDC | https://example.org/a |\n", "MED105")
    assert (found.place.line, found.fix) == (4, None)


def test_a_template_among_the_rows_is_said_once() -> None:
    head = "| Dataset | Data | Paper | Scanner |\n|-|-|-|-|\n"
    head += "".join(
        f"| D{n} | [Data](https://example.org/{n}) | [Paper](https://arxiv.org/{n}) | S |\n" for n in "123456"
    )
    text = head + "|  | [Data]() | [Paper]() |  |\n"
    (found,) = findings(text, "MED1", "MED2", "MED5")
    assert (found.code, found.place.line, found.fix) == ("MED105", 9, None)
    assert {f.code for f in findings(text.replace("|  | [D", "| D7 | [D"), "MED1", "MED2", "MED5")} == {
        "MED206",
        "MED501",
    }


@pytest.mark.parametrize("text", [HOLLOW, TABLE, f"{HOLLOW}|  |  |\n"])
def test_no_blank_row_beside_real_ones(text: str) -> None:
    assert findings(text, "MED105") == []


def test_a_blank_row_at_the_very_end_leaves_no_blank_line() -> None:
    text = TABLE + "|  |  |"
    assert mended(text, findings(text, "MED105")) == TABLE.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TABLE}\n| a | b |\n", [("MED106", 5, 1)]),
        (f"{TABLE}\n| [a](x) | [b](y) |\n", [("MED106", 5, 1)]),
        ("# Model\n\n| [Page](x) | [Paper](y) | [Code](z) |\n\nWords.\n", []),
        (f"{TABLE}\n\n\n| a | b |\n| c | d |\n", [("MED106", 7, 1)]),
        ("| Title | Source |\n| a | b |\n", [("MED106", 1, 1)]),
        ("| Title | Source |\n|---|\n| a | b |\n", [("MED106", 1, 1)]),
        (f"> {TABLE.replace(chr(10), chr(10) + '> ')}\n>\n> | a | b |\n", [("MED106", 6, 3)]),
        ("words\n\n- | a | b |\n", [("MED106", 3, 3)]),
        ("Title | Source | Year\n---|---|---\na | b | 1\n\nc | d | 2\n", [("MED106", 5, 1)]),
        ("<details>\n<summary>x</summary>\n| a | b |\n|---|---|\n| c | d |\n</details>\n", [("MED106", 3, 1)]),
        ("<details>\n<b>x\u2028y\u2028z</b>\n| a | b |\n|---|---|\n| c | d |\n</details>\n", [("MED106", 3, 1)]),
        ("| Name | Link | Year ｜\n|---|---|---｜\n| a | b | 1 |\n| c | d | 2 |\n", [("MED106", 1, 1)]),
        ("| Name | Link | Year\n|---|---\n| a | b | 1\n", [("MED106", 1, 1)]),
        ("| x and | y | and so on\nwords\n", []),
        (f"{TABLE}\nWebsite | Paper\n", []),
        ("[Website](https://example.org) | [Paper](https://example.org/p) | [Code](https://example.org/c)\n", []),
        ("For |x| and |y| see below.\n", []),
        ("`| a | b |`\n", []),
        ("```\n| a | b |\n```\n", []),
        ("    | a | b |\n", []),
        ("<!--\n| a | b |\n|---|---|\n-->\n", []),
        ("<pre>\n| a | b |\n|---|---|\n</pre>\n", []),
        ("||spoiler||\n", []),
        (r"\| a \| b \|" + "\n", []),
    ],
)
def test_orphan_row(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert spots(findings(text, "MED106")) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{TABLE}\n| a | b |\n", "a blank line separates it from the table above"),
        ("| a | b |\n| c | d |\n", "there is no line of dashes that makes it one (and 1 line after it)"),
        (
            "| a | b | c ｜\n|---|---|---｜\n| d | e | f |\n",
            "the line of dashes has a full-width '｜', which separates no cells",
        ),
        ("| a | b |\n|---|\n", "the line of dashes has 1 cell where the header has 2"),
        (
            "<div>\n| a | b |\n|---|---|\n</div>\n",
            "the HTML above it needs a blank line after it (and 1 line after it)",
        ),
    ],
)
def test_an_orphan_row_says_why(text: str, said: str) -> None:
    assert [said in f.message for f in findings(text, "MED106")] == [True]


def head(*columns: str) -> str:
    """A table of one entry with these columns."""
    cells = ["https://example.org/a" if c.lower() in ("source", "soruce", "link") else "x1" for c in columns]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n| {' | '.join(cells)} |\n"


@pytest.mark.parametrize(
    ("columns", "quoted"),
    [
        (("Titel", "Source", "Size"), ["Titel"]),
        (("Title", "Soruce"), []),  # with one known column more it is a table of entries
        (("Title", "Soruce", "Size"), ["Soruce"]),
        (("Title", "Descripton", "Source"), ["Descripton"]),
        (("Title", "**Keywrods**", "Source"), ["**Keywrods**"]),
        (("Title", "Szie", "Source"), ["Szie"]),
        (("Title", "Licnse", "Source"), ["Licnse"]),
        (("Title", "Source", "Source"), ["Source"]),
        (("Title", "Keyword", "Source"), []),
        (("Titles", "Title", "Source"), []),
        (("Title", "Site", "Source"), []),
        (("Title", "Course", "Source"), []),
        (("Title", "Tile", "Source"), []),
        (("Title", "Publisher", "Source"), []),
        (("Title", "Prescription", "Source"), []),
        (("Title", "Morality", "Source"), []),
        (("Title", "Nodes", "Source"), []),
        (("Title", "Bases", "Source"), []),
        (("Dataset", "Challenge", "Source"), []),
        (("Name", "n", "Size", "Link"), []),
        (("Dataset", "Short name", "Source"), []),
        (("Model", "Score", "Link"), []),
        (("Meaning", "Sign"), []),
        (("名称", "描述", "Source"), []),
    ],
)
def test_headers(columns: tuple[str, ...], quoted: list[str]) -> None:
    text = head(*columns)
    assert [at(text, f) for f in findings(text, "MED102")] == quoted


def test_a_misspelt_header_is_mended_in_its_own_case() -> None:
    text = head("Title", "**SORUCE**", "descripton", "Size")
    assert mended(text, findings(text, "MED102")).splitlines()[0] == "| Title | **SOURCE** | description | Size |"


def test_columns_that_the_config_requires() -> None:
    config = Config(required=("title", "size", "license"))
    text = f"## MRI\n\n{head('Title', 'Source')}\n## Useful links\n\n{head('Title', 'Source')}\n"
    text += f"## Other\n\n{head('Title', 'Description')}"
    found = findings(text, "MED102", config=config)
    assert [(f.place.line, f.message) for f in found] == [
        (3, "the table has no column for the license"),
        (3, "the table has no column for the size"),
    ]
    assert findings(text, "MED102", config=Config(required=("title", "source"))) == []
    chosen = {"README.md": text, "catalog/list.yaml": "title: A list\nsections: [{title: MRI}]\n"}
    assert findings(chosen, "MED102", config=config) == [], "list.yaml chooses the columns"


def test_the_same_columns_in_another_order() -> None:
    usual, odd = head("Title", "Source", "Size"), head("Title", "Size", "Source")
    text = f"## A\n\n{odd}\n## B\n\n{usual}\n## C\n\n{usual}\n"
    assert spots(findings(text, "MED102")) == [("MED102", 3, 11)]
    text = f"## A\n\n{odd}\n## B\n\n{usual}\n"
    assert spots(findings(text, "MED102")) == [("MED102", 9, 11)]
    text = f"## A\n\n{usual}\n## B\n\n{head('Title', 'Size', 'Source', 'Task')}\n"
    assert findings(text, "MED102") == []


def test_a_table_that_goes_on_from_a_list_is_told_why_it_is_none() -> None:
    (found,) = findings("- Item\n| Title | Source |\n|---|---|\n| A | https://example.org/a |\n", "MED106")
    assert found.message.endswith("a blank line is missing between it and the text above")


def test_many_headings_over_nothing_are_said_once() -> None:
    years = range(2018, 2024)
    text = "# Datasets\n\n" + "".join(f"## {year}\n\n## Conference {year}\n\nwords\n\n" for year in years)
    (found,) = findings(text, "MED101")
    assert (found.level, found.message) == (Level.INFO, "6 sections have nothing under their headings")


def test_a_section_that_holds_a_placeholder_alone() -> None:
    text = "# Datasets\n\n## A\n\nTo-Do\n\n## B\n\nTODO: later\n\n## C\n\nA set of slides.\n"
    assert spots(findings(text, "MED101")) == [("MED101", 5, 1)]


def test_headings_that_say_what_is_below_or_to_come() -> None:
    text = "# Page\n\nText.\n\n# Paper list of the field\n\n# Surveys\n\nText.\n\n## Coming soon\n\n*coming soon*\n"
    assert findings(text, "MED101") == []
    assert len(findings(text.replace("Paper list of the field", "Papers"), "MED101")) == 1
