"""Blanks and breaks that nobody meant."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from linting import at, findings, mended

HEAD = "| Title | Description | Source |\n|---|---|---|\n"


def row(description: str) -> str:
    return f"{HEAD}| ACDC | {description} | https://example.org/1 |\n"


@pytest.mark.parametrize(
    ("cell", "wrong", "right"),
    [
        ("<br /> Cine MRI", "<br /> ", "Cine MRI"),
        ("<br><BR/>Cine MRI", "<br><BR/>", "Cine MRI"),
        ("Cine MRI <br>", " <br>", "Cine MRI"),
        ("Cine MRI<br> <!-- a remark -->", "<br> ", "Cine MRI<!-- a remark -->"),
        ("Cine\u200b MRI", "\u200b", "Cine MRI"),
        ("\ufeffCine MRI", "\ufeff", "Cine MRI"),
        ("Patientâ€™s heart", "â€™", "Patient’s heart"),
        ("CafÃ© scans", "Ã©", "Café scans"),
        ("Cine\x85MRI", "\x85", "Cine…MRI"),
        ("10\x9620 images", "\x96", "10–20 images"),
        ("Patient\x92s heart", "\x92", "Patient’s heart"),
        ("Cine\x81MRI", "\x81", "CineMRI"),
        ("[Cine]( https://example.org/2)", " ", "[Cine](https://example.org/2)"),
        ("![Cine](  a.png)", "  ", "![Cine](a.png)"),
    ],
)
def test_strays_in_a_cell(cell: str, wrong: str, right: str) -> None:
    text = row(cell)
    found = findings(text, "MED309")
    assert [at(text, f) for f in found] == [wrong]
    assert mended(text, found) == row(right)
    assert findings(mended(text, found), "MED309") == []


@pytest.mark.parametrize(
    "text",
    [
        "| Title     |  Source  |\n|:----|---|\n| ACDC      |     https://example.org/1    |\n",
        row("one<br>two<br/>three"),
        row("Cine  MRI,\u00a0Doppler"),
        row("SÃO PAULO, 20 °C, naïve café"),
        "# A  list\n\nof\u00a0data  and  more\n\na break  <br> and more\n",
        "| Title | Source |\n|---|---|\n|\u00a0ACDC\u00a0| https://example.org/1 |\n",
        row("21\u00a0082\u00a0502 images, 21\u202f082"),
        row("« Cine\u00a0», vraiment\u00a0?".replace("« ", "«\u00a0")),
        row("`a  b` and <b  class='x'>c</b>"),
        row("$a  b$"),
        row("数据\u3000集"),
        row("[Cine](https://example.org/2 )"),
        row("12×¼ and 3×° of שלום"),
        row("[Cine](https://example.org/a%20%20b)"),
        row("👩\u200d⚕️"),
        row(""),
        "a hard break  \nand more\n",
        "a break  <br>\nand more  <br/> \n",
        "# Tools\n\n| Tool | Use |\n|---|---|\n| Saw<br> | <br>cuts |\n",
        "- a\n\n  ```\n  x  y\n  ```\n\n      code  here\n",
        "- one\n  two\n    three\n",
        "some prose\n\n",
        "some prose\n",
        "some prose",
        "",
        "\n\n\n\n",
        "| a  | b\n| c  | d\n",
        "<div  align='x'>  <b>a</b>  </div>\n",
    ],
)
def test_blanks_that_are_meant(text: str) -> None:
    assert findings(text, "MED309") == []


def test_a_place_to_break_a_line_is_no_stray() -> None:
    assert findings(row("Cine/\u200bTagged\u200b(short axis)"), "MED309") == []
    assert len(findings(row("Cine /\u200b Tagged \u200b(short axis)"), "MED309")) == 1


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("Patientâ€™s heart", True),
        ("\u200b**Cine**\u200b [M\u200bRI](https://example.org/2)\u200b, at 3:30", True),
        ("10\x9620 images", False),
        ("<\u200bb>", False),
        ("<im\u200bg src=a.png>", False),
        ("[Cine]\u200b(https://example.org/2)", False),
        ("[Cine]\u200b[MRI]", False),
        ("\\\u200b_", False),
        ("of *\u200b Cine*", False),
        ("Cine & MR\u200b&am\u200bp;", False),
        ("asked of @\u200bname", False),
        ("asked of name\u200b@example.org", False),
        ("ww\u200bw.example.org", False),
        ("see #\u200b12", False),
        (":\u200bheart:", False),
    ],
)
def test_a_fix_that_may_change_what_a_reader_sees_is_unsafe(cell: str, *, safe: bool) -> None:
    (found,) = findings(row(cell), "MED309")
    assert found.fix is not None
    assert found.fix.safe == safe


@pytest.mark.parametrize("text", ["-\u200b Cine MRI\n", "\u200b> Cine MRI\n", "1\u200b. Cine MRI\n"])
def test_a_line_becomes_an_item_or_a_quotation_by_an_unsafe_fix_alone(text: str) -> None:
    (found,) = findings(text, "MED309")
    assert found.fix is not None
    assert not found.fix.safe


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_at_the_end(end: str) -> None:
    text = f"text{end}{end} {end}{end}"
    found = findings(text, "MED309")
    assert [(f.place.line, f.place.column) for f in found] == [(2, 1)]
    assert found[0].message == "3 blank lines at the end of the file, expected none"
    assert mended(text, found) == f"text{end}"


def test_an_open_code_block_ends_as_it_likes() -> None:
    assert findings("```\ncode\n\n\n\n", "MED309") == []


def test_in_a_record_the_blanks_are_told_from_indentation() -> None:
    text = "id: a\ntitle: A\ndescription: >-\n    Some  scans of\n    the  chest\n"
    found = findings({"catalog/a.yaml": text}, "MED309")
    assert [(f.place.line, f.place.column, f.place.end_column) for f in found] == [(4, 9, 11)]
    fixed = mended({"catalog/a.yaml": text}, found, "catalog/a.yaml")
    assert fixed == "id: a\ntitle: A\ndescription: >-\n    Some scans of\n    the chest\n"


def test_a_record_whose_blanks_are_escaped_has_no_fix() -> None:
    text = 'id: a\ntitle: "A\\_B"\n'
    found = findings({"catalog/a.yaml": text}, "MED309")
    assert [(f.place.line, f.place.column, f.fix) for f in found] == [(2, 8, None)]


def test_strays_of_a_long_word_in_a_record_cost_as_much_as_there_are() -> None:
    def judge(size: int) -> None:
        (found,) = findings({"catalog/a.yaml": f"id: a\ntitle: {'â€™' * (size // 3)}\n"}, "MED309")
        assert found.fix is not None and len(found.fix.edits) == size // 3

    assert grows_evenly(judge, 6_000)


def test_a_character_that_nobody_sees_costs_what_its_text_is_long() -> None:
    def run(size: int) -> None:
        assert findings(f"\u200ba{'a-' * size}b\n", "MED309")

    assert grows_evenly(run, 1000)
