"""Broken links and emphasis, and HTML in cells: what fires and what must not."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from linting import at, findings, mended, spots
from medlint.finding import Level

U = "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "place", "right"),
    [
        (f"see [text] ({U}).", f"[text] ({U})", f"see [text]({U})."),
        (f"见 [数据]（{U}）", f"[数据]（{U}）", f"见 [数据]({U})"),
        (f"[text]  ({U}_(b))", f"[text]  ({U}_(b))", f"[text]({U}_(b))"),
        ("see [part] (#part)", "[part] (#part)", "see [part](#part)"),
        ("see [file] (./docs/a.md)", "[file] (./docs/a.md)", "see [file](./docs/a.md)"),
        (f"see (text)[{U}]", f"(text)[{U}]", f"see [text]({U})"),
        (f"see [Alder set]{U}, or", f"[Alder set]{U}", f"see [Alder set]({U}), or"),
        (f"[text]({U}", f"[text]({U}", None),
        (f"[text]({U}(b) and more", f"[text]({U}", None),
        (f"[![badge](a.png)]({U}", f"[![badge](a.png)]({U}", None),
        ("[text](my file.md)", "[text](my file.md)", "[text](my%20file.md)"),
        ("[text](ask Jo (jo@a.org) for it.)", "[text](ask Jo (jo@a.org)", None),
        ("[text](on demand only)", "[text](on demand only)", None),
        (f"[a [b]({U}) c]({U})", f"[a [b]({U}) c]({U}", None),
        ("[]()", "[]()", None),
        (f"[]({U})", f"[]({U})", None),
        ("![]()", "![]()", None),
        ("[text][label]", "[text][label]", None),
        ("[text][]", "[text][]", None),
        ("**text **(more)", "**text **", "**text** (more)".replace(" (", "(")),
        ("**Bold **text", "**Bold **", "**Bold** text"),
        ("** text** more", "** text**", "**text** more"),
        ("**注意：**请看", "**注意：**", None),
        ("**SegTHOR", "**SegTHOR", None),
    ],
)
def test_broken_markup(text: str, place: str, right: str | None) -> None:
    found = findings(text + "\n", "MED107")
    assert [at(text, f) for f in found] == [place]
    assert found[0].fix is None if right is None else mended(text, found) == right
    if right is not None:
        assert findings(right + "\n", "MED107") == []


@pytest.mark.parametrize(
    "text",
    [
        "National Lung Screening Trial [LIMITED ACCESS]",
        "as shown [12], [1a], [[5]] and [3, 4]; in [0, 1] (both ends)",
        f"as shown [12] ({U})",
        f"[[HERE]]({U})",
        f"[[paper]({U})](extended in [a later one]({U}))",
        f"[text]( {U} )",
        f"[text](<{U} b>)",
        f'[text]({U} "a title")',
        "[paper] (CVPR 2024)",
        "[CT][MRI]",
        "[1][2] and a[i][j], f[0](x)",
        "- [ ] open\n- [x] done\n- [X] (later)",
        "word[^1] (see below)\n\n[^1]: words here",
        "> [!NOTE]\n> words",
        f"[12]{U} and ([paper]{U}) and [a]{U} of the authors",
        f"`[text] ({U})` and `**text **`",
        f"    [text] ({U})",
        f"```\n[text] ({U})\n```",
        rf"\[text] ({U})",
        rf"\[text\]({U} )",
        "$f[x](y$ and $$a[b](c$$",
        f"<!-- [text] ({U}) -->",
        f"[text][label]\n\n[label]: {U}",
        f"[text]\n\n[text]: {U}",
        "5 ** 2 ** 3 and 2**3**4",
        "**Requires an account.\n**Requires payment.",
        "p < 0.01** and p < 0.05*",
        "SegTHOR** and `**SegTHOR`, f(**settings)",
        "** significant at 1 %",
        r"\*\*text \*\*",
        "**bold** and **(also)**",
        "<a name=x></a> [](#x)",
        "| [text] | (words) |",
        "[x](mailto:a@example.org)",
        "costs $5 [text] and $6",
        "| Reeds | Scans |\n|---|---|\n| Low | 40* |\n| High | yes** |\n\n**Only those of the second year",
        "Bones [hand][xr.] and [xr.] [seg.]",
        f"Read by [`load`][bones.io.load] or [`bones::Scan`][], see [hand][h]\n\n[h]: {U}",
        "Scores in MIDI, **kern, MEI, **mens and PDF.",
        f"<h5>\n\n[![badge](a.png)]({U})\n[text]({U})\n\n</h5>",
        "1) left, 2) right; #3) both; a) one, iv) four",
        "包含两部分1）左侧, 2）右侧",
        "thanks :) and [0, 1) of (a, b), and a star : )",
        "`f(x` $(a$ " + f"[(a) b]({U}_(b)) <{U}> (see [c]({U}))",
        "胸部（CT) 扫描",
    ],
)
def test_markup_that_is_meant(text: str) -> None:
    assert findings(text + "\n", "MED107") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"Lungs [data]({U}) (and [hearts]({U})", "("),
        (f"(see {U}_(b) for lungs", "("),
        ("a volume, 100 micron) with surfaces", ")"),
        ("65 people (25 women)). Recordings", ")"),
        ("| Lungs | CT (thorax |", "("),
        ("可用于诊断（肺", "（"),
    ],
)
def test_a_parenthesis_without_its_fellow(text: str, place: str) -> None:
    (found,) = findings(text + "\n", "MED107")
    assert (at(text, found), found.level) == (place, Level.WARNING)


def test_what_is_broken_already_is_asked_for_no_parenthesis() -> None:
    assert len(findings(f"[text]({U} and (more\n", "MED107")) == 1


def test_numbers_are_labels_where_the_page_defines_numbers() -> None:
    assert findings("[text][2]\n", "MED107") == []
    assert findings("- [seg.] cells\n- scans [det.][seg.]\n", "MED107") == []
    assert len(findings("- [seg.](#x) cells\n- scans [det.][seg.]\n", "MED107")) == 1
    assert spots(findings(f"[text][2] [other][1]\n\n[1]: {U}\n", "MED107")) == [("MED107", 1, 1)]


def test_cells_and_headings_are_looked_at_and_entries_named() -> None:
    text = f"## See [text] ({U})\n\n| Title | Source |\n|---|---|\n| 肺 IXI | [data] ({U}) |\n"
    found = findings(text, "MED107")
    assert spots(found) == [("MED107", 1, 8), ("MED107", 5, 11)]
    assert (found[1].shown, found[1].field) == ("肺 IXI", "source")


def test_a_space_inside_an_address_is_left_to_the_rule_on_addresses() -> None:
    text = "[text](https://example.org/a b)\n"
    assert findings(text, "MED107") == []
    assert [f.code for f in findings(text, "MED1", "MED5")] == ["MED501"]


@pytest.mark.parametrize(
    "piece", ["[a](", "](", "[a] (", "**a **", "[a][b]", "`|", "[", "$", "(a)[", "<br>", "(", "1) ", ") "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def judge(count: int) -> None:
        text = "| Title | Source |\n|---|---|\n| a | " + piece * count + " |\n\n" + piece * count
        findings(text, "MED106", "MED107", "MED111")

    assert grows_evenly(judge, 800)


def test_a_long_text_in_brackets_takes_linear_time() -> None:
    assert grows_evenly(lambda size: findings(f"({'x' * size})[y]\n", "MED107"), 2_000)


HEAD = "| Title | Task | Source |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("sizes:<br>1. large<br>2. small", "<br>"),
        ("<br />1. nodule <br />2. mass <br />", "<br />"),
        ("- a<br/>- b", "<br/>"),
        ("CT<br>MRI<br>PET", "<br>"),
        ('<img src="a.png" width=20>', '<img src="a.png" width=20>'),
        ("<ul><li>a</li></ul>", "<ul>"),
        (f'<a href="{U}">x</a>', f'<a href="{U}">'),
        ("Nodules.<br>Four people marked every scan.", None),
        ("<br>Nodules<br>", None),
        ("Nodules of many kinds are marked here.<br>Four people marked every scan.<br>Twice, and blindly so.", None),
        ("CO<sub>2</sub> and m<sup>2</sup>", None),
        ("<a name='x'></a>CT", None),
        ("CT <!-- note -->", None),
        ("<https://example.org/b> <a@example.org>", None),
        ("`<img src=x>`", None),
        ("&lt;img&gt; > 90 % < 5", None),
    ],
)
def test_html_in_cell(cell: str, place: str | None) -> None:
    text = f"{HEAD}| IXI | {cell} | {U} |\n"
    found = findings(text, "MED111")
    assert [at(text, f) for f in found] == ([] if place is None else [place])


def test_html_outside_tables_of_entries_is_fine() -> None:
    text = "| Sign | Meaning |\n|---|---|\n| <img src=a.png> | new |\n\n<img src=b.png>\n"
    assert findings(text, "MED111") == []


def test_what_html_opens_and_does_not_close() -> None:
    text = (
        "<h2>Chest</h4>\n\n<h3>Head</h3>\n\n<table><tr><td>a <ul><li>x</td><td>b</td></tr>\n"
        "<tr><td>c</td><td>d</td></tr></table>\n"
    )
    found = findings(text, "MED107")
    assert [(f.place.line, f.place.column, f.message) for f in found] == [
        (1, 10, "the heading is opened as <h2> and closed as </h4>"),
        (5, 18, "<ul> is opened here and closed nowhere in the cell"),
    ]
    assert mended(text, found).startswith("<h2>Chest</h2>")
    quiet = 'A <a name="x"> anchor, <a href="https://example.org">a link</a>, <ul><li>x</li></ul>\n'
    assert findings(quiet, "MED107") == []


def test_a_row_torn_in_two_is_said_once() -> None:
    text = "| Title | Size | Source |\n|---|---|---|\n| Oaks | 3 GB, {}9 trees | https://example.org |\n"
    (found,) = findings(text.format("\n"), "MED103", "MED107", "MED204", "MED205")
    assert (found.code, found.place.line) == ("MED107", 3)
    assert "'Oaks' is torn in two" in found.message
    assert findings(text.format(""), "MED107") == []
