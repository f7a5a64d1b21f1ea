"""Rendering: a cell keeps how it is written, a new entry looks like its neighbours, nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.config import Config
from medlint.model import Source
from medlint.project import Project
from medlint.read.markdown import read_page
from medlint.read.project import build_project
from medlint.read.said import plain_text, read_markdown
from medlint.write.escape import code_spans, escape
from medlint.write.markers import RenderError, regions
from medlint.write.render import rendered
from write_support import TODAY

START, END = "<!-- medlint:tables -->", "<!-- /medlint:tables -->"
HEAD = "| Title | Source | Size | License |\n|---|---|---|---|\n"
ROW = "| IXI | https://example.org/ixi | 12 GB | MIT |\n"


def record(name: str = "ixi", **more: str) -> str:
    base = {
        "section": "MRI",
        "landing_page": f"https://example.org/{name}",
        "size": '{text: "12 GB"}',
        "license": "MIT",
    }
    values = base | more
    keys = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    return f"id: {name}\nkind: dataset\ntitle: {name.upper()}\n{keys}"


def project(readme: str, listing: str = "", **records: str) -> Project:
    sources = [Source("README.md", readme)]
    sources += [Source(f"catalog/{name}.yaml", text) for name, text in records.items()]
    sources += [Source("catalog/list.yaml", listing)] if listing else []
    return build_project(sources, Config(root=Path("/nonexistent")), TODAY)


def after(readme: str, listing: str = "", **records: str) -> str:
    (page,) = rendered(project(readme, listing, **records))
    assert page.left == []
    return page.text


def page(*rows: str, head: str = HEAD) -> str:
    return f"# X\n\n## MRI\n\n{START}\n{head}{''.join(rows)}{END}\n\nEnd.\n"


@pytest.mark.parametrize(
    ("old", "more", "new"),
    [
        ("12 GB", {"size": '{text: "13 GB"}'}, "13 GB"),
        ("**12 GB**", {"size": '{text: "13 GB"}'}, "**13 GB**"),
        ("<br>12 GB[^1] <!-- kept -->", {"size": '{text: "13 GB"}'}, "<br>13 GB[^1] <!-- kept -->"),
        ("<b>12</b> GB", {"size": '{text: "13 GB"}'}, "13 GB"),
        ("[12 GB](https://example.org/files)", {"size": '{text: "13 GB"}'}, "[13 GB](https://example.org/files)"),
        ("MIT", {"license": "Apache-2.0"}, "Apache-2.0"),
        ("[MIT](https://opensource.org/licenses/MIT)", {"license": "CC-BY-4.0"},
         "[CC-BY-4.0](https://creativecommons.org/licenses/by/4.0/)"),
        ("[MIT](https://opensource.org/licenses/MIT)", {"license": "LicenseRef-Own"}, "LicenseRef-Own"),
        ("IXI", {"title": "IXI | two"}, "IXI \\| two"),
        ("**[IXI](https://example.org/ixi)** [3]", {"title": "Other"}, "**[Other](https://example.org/ixi)** [3]"),
        ("https://example.org/ixi", {"landing_page": "https://example.org/new"}, "https://example.org/new"),
        ("<https://example.org/ixi>", {"landing_page": "https://example.org/new"}, "<https://example.org/new>"),
        ("[data](https://example.org/ixi), [paper](https://arxiv.org/abs/1705.02315)",
         {"landing_page": "https://example.org/a_(b)"},
         "[data](https://example.org/a_(b)), [paper](https://arxiv.org/abs/1705.02315)"),
        ("[https://example.org/ixi](https://example.org/ixi)", {"landing_page": "https://example.org/new"},
         "[https://example.org/new](https://example.org/new)"),
        ('<a href="https://example.org/ixi">here</a>', {"landing_page": "https://example.org/new"},
         '<a href="https://example.org/new">here</a>'),
        ("<a href='https://example.org/ixi'>here</a>", {"landing_page": "\"https://example.org/b'onclick='x\""},
         "<a href='https://example.org/b&#x27;onclick=&#x27;x'>here</a>"),
        ("<a href=https://example.org/ixi>here</a>", {"landing_page": '"https://example.org/b><b>"'},
         "<a href=https://example.org/b&gt;&lt;b&gt;>here</a>"),
    ],
)  # fmt: skip
def test_a_cell_keeps_how_it_is_written(old: str, more: dict[str, str], new: str) -> None:
    (key,) = more
    column = {"title": "IXI", "landing_page": "https://example.org/ixi", "size": "12 GB", "license": "MIT"}[key]
    row = ROW.replace(f"| {column} |", f"| {old} |")
    text = record(**more) if key != "title" else record().replace("title: IXI", f"title: {more['title']}")
    assert after(page(row), ixi=text) == page(ROW.replace(f"| {column} |", f"| {new} |"))
    assert after(page(row), ixi=record()) == page(row), "what says the same is left as it is"


@pytest.mark.parametrize("sign", ["#", "```", "-", "1.", ">", "[a]:", "|", "* * *"])
def test_no_text_of_a_record_begins_a_block(sign: str) -> None:
    old = "MRI of the brains of 300 people, seen at rest."
    entry = f"### IXI\n\n{old}\n\n- Link: https://example.org/ixi\n- Size: 12 GB\n\n"
    other = entry.replace("IXI", "OASIS").replace("ixi", "oasis")
    readme = f"# List of datasets\n\n## MRI\n\n{START}\n{entry}{other}{END}\n\nEnd.\n"
    text = f"{sign} {old}"
    records = {"ixi": record(license="", description=repr(text)), "oasis": record("oasis", license="", description=old)}
    new = after(readme, **records)
    found = [(entry.title, entry.text("description")) for entry in project(new, **records).on_page]
    assert found == [("IXI", text), ("OASIS", old)]
    assert after(new, **records) == new


def test_keywords_are_written_one_by_one() -> None:
    head = "| Title | Keywords |\n|---|---|\n"
    text = record(keywords="[CT, lung nodules, new]")
    assert after(page("| IXI | `CT`; lung nodule; x |\n", head=head), ixi=text) == page(
        "| IXI | `CT`; lung nodules; new |\n", head=head
    )
    assert after(page("| IXI | `CT`, x |\n", head=head), ixi=text) == page(
        "| IXI | `CT`, lung nodules, new |\n", head=head
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_new_record_is_a_row_as_its_neighbours_are(end: str) -> None:
    head = "Title                  | Link | Size\n-|-|-\n"
    row = "**[IXI](https://example.org/ixi)** | [data](https://example.org/ixi) | 12 GB\n"
    new = "**NEW** | [data](https://example.org/new) | 12 GB\n".replace("**NEW**", "NEW")
    text = page(row, head=head).replace("\n", end)
    assert after(text, ixi=record(), new=record("new")) == page(row, new, head=head).replace("\n", end)
    assert after(page(ROW), ixi=record(), new=record("new", size="")) == page(
        ROW, "| NEW | https://example.org/new |  | MIT |\n"
    )


def test_padding_of_an_aligned_table_is_that_of_a_new_row() -> None:
    head = "| Title | Size   |\n|:------|-------:|\n"
    rows = ["| IXI   | 12 GB  |\n", "| Hüfte | 9 GB   |\n"]
    hip = record("hip", size='{text: "9 GB"}').replace("title: HIP", "title: Hüfte")
    assert after(page(*rows, head=head), ixi=record(), hip=hip, new=record("new")) == page(
        *rows,
        "| [NEW](https://example.org/new) | 12 GB  |\n".replace("[NEW](https://example.org/new)", "NEW  "),
        head=head,
    )


def test_a_record_that_is_gone_takes_its_row_along_and_is_named() -> None:
    (result,) = rendered(project(page(ROW, "| OASIS | https://example.org/o | 1 GB | MIT |\n"), ixi=record()))
    assert result.text == page(ROW)
    assert [str(step) for step in result.done] == ["README.md:9:3: 'OASIS': a row without a record"]


def test_what_is_no_entry_stays() -> None:
    rows = (ROW, "| **Group** | | | |\n", "|  | https://example.org/untitled | 3 GB | |\n", "| Total | | 12 GB | |\n")
    assert after(page(*rows), ixi=record()) == page(*rows)


def test_a_record_of_another_section_moves() -> None:
    two = f"# X\n\n{START}\n\n## MRI\n\n{HEAD}{ROW}\n## CT\n\n{HEAD}| B | https://example.org/b | 1 GB | MIT |\n{END}\n"
    moved = two.replace(ROW, "").replace("| 1 GB | MIT |\n", f"| 1 GB | MIT |\n{ROW}")
    b = record("b", section="CT", size='{text: "1 GB"}')
    assert after(two, ixi=record(section="CT"), b=b) == moved


def test_order_by_title_only_by_wish() -> None:
    listing = "title: x\nsections: [{title: MRI}]\n"
    other = "| Abide | https://example.org/abide | 12 GB | MIT |\n"
    texts = {"ixi": record(), "abide": record("abide").replace("ABIDE", "Abide")}
    assert after(page(ROW, other), listing, **texts) == page(ROW, other)
    assert after(page(ROW, other), f"{listing}sort: title\n", **texts) == page(other, ROW)
    assert after(page(ROW), f"{listing}sort: title\n", **texts) == page(other, ROW)


@pytest.mark.parametrize("note", ["ask Mary for the key", "<!-- see the mail of May -->", '<a id="ixi"></a>', ""])
@pytest.mark.parametrize("notes", [True, False])
def test_a_row_moves_where_nothing_is_lost(note: str, notes: bool) -> None:
    wide, other = (
        "| Title | Source | Size | Notes |\n|---|---|---|---|\n",
        "| Title | Source | Size | {0} |\n|---|---|---|---|\n",
    )
    row = ROW.replace("MIT", note)
    there = f"\n## CT\n\n{other.format('Notes' if notes else 'Anatomy')}| B | https://example.org/b | 1 GB | x |\n"
    text = f"# X\n\n{START}\n## MRI\n\n{wide}{row}{ROW.replace('IXI', 'A').replace('ixi', 'a')}{there}{END}\n"
    records = {"ixi": record(section="CT", license=""), "a": record("a", license="")}
    b = record("b", section="CT", size='{text: "1 GB"}', license="")
    (made,) = rendered(project(text, **records, b=b))
    assert note in made.text
    assert ([step.kind for step in made.left], made.text == text) == (
        (["moved"], True) if note and not notes else ([], False)
    )


def test_a_section_that_is_nowhere_is_written_at_the_end() -> None:
    text = f"# X\n\n{START}\n## MRI\n\n{HEAD}{ROW}\n{END}\n"
    head = "| Title | Source | Size | License |\n| --- | --- | --- | --- |\n"
    new = f"## CT\n\n{head}| B | https://example.org/b | 12 GB | MIT |\n\n"
    assert after(text, ixi=record(), b=record("b", section="CT")) == text.replace(END, new + END)
    first = after(f"# X\n\n{START}\n{END}\n", ixi=record())
    assert "## MRI" in first and "| IXI | " in first
    assert after(first, ixi=record()) == first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"\n{START}\n", "README.md:2: no <!-- /medlint:tables --> follows this marker"),
        (f"{END}\n", "README.md:1: this marker ends what no marker began"),
        (f"{START}\n{START}\n{END}", "README.md:1: no <!-- /med"),
        (f"{START}\n<!-- /medlint:table -->", "README.md:2: this marker ends what no marker began"),
        ("<!-- medlint:table -->\n<!-- /medlint:table -->", "README.md:1: the marker names no section"),
        (
            "<!-- medlint:names -->\n<!-- /medlint:names -->\n" * 2,
            "README.md:3: the page has a place for the names already",
        ),
        ("<!-- medlint:table Mri -->\n<!-- /medlint:table -->", "no section 'Mri'; did you mean 'MRI'?"),
    ],
)
def test_markers_that_cannot_be_followed(text: str, said: str) -> None:
    with pytest.raises(RenderError) as error:
        rendered(project(text, ixi=record()))
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["", f"```\n{START}\n```\n", f"Write `{START}` there.\n", f"    {START}\n"])
def test_what_is_no_marker(text: str) -> None:
    assert regions(Source("README.md", text)) == []
    assert rendered(project(text, ixi=record())) == []


def test_line_ends_and_backslashes_within_a_cell() -> None:
    texts = ("a\\\nb", "a  \r\n b\rc", "`a\nb`", "*\n*", "a\n\nb\n", "one\\ \ntwo", "end\\", "\\``\n`")
    due = ["a<br>b", "a<br>b<br>c", "`a b`", "* <br> *", "a<br><br>b", "one\\\\<br>two", "end\\\\", "\\`` `"]
    assert [escape(text) for text in texts] == due
    assert list(code_spans("\\``\n` ``x``")) == [(2, 5), (6, 11)]


NASTY = [
    "a", "B", " ", "\n", "|", "\\", "`", "``", "*", "**", "_", "[x](https://example.org/a|b)", "肺", "&lt;", "~~",
    "https://example.org/a_b_", "#", "-", "1.", "!", ":", "]", "(", "é", "\u00a0", "<", ">", "<b>", "<!--", "-->",
    "<script>", "<br>",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(NASTY), max_size=12).map("".join))
def test_any_text_is_one_cell_and_no_html_gets_through(text: str) -> None:
    line = f"| a | {escape(text)} |\n"
    found, _ = read_page(Source("README.md", f"| x | y |\n|---|---|\n{line}"))
    (row,) = found.tables[0].rows[1:]
    assert len(row.cells) == 2
    cell = row.cells[1]
    tags = [cell.raw[a:b] for a, b in cell.opaque if cell.raw[a] == "<"]
    assert [tag for tag in tags if tag != "<br>" and not tag.startswith("<https:")] == []
    if "<" not in text and "\n" not in text:
        assert plain_text(cell) == plain_text(read_markdown(text.strip()))


IN_WORDS = "extra:\n- {{column: Source, text: '{}'}}\n- {{column: License, text: '{}'}}\n- {{column: Task, text: a}}\n"


def test_what_a_record_says_in_words_steers_its_cells() -> None:
    head = "| Title | Link | License | Task |\n|---|---|---|---|\n"
    row = "| IXI | [data](http://example.org/ixi) | **own** | a |\n"
    bare = record(landing_page="", size="", license="")
    assert after(page(row, head=head), ixi=bare + IN_WORDS.format("http://example.org/ixi", "own")) == page(
        row, head=head
    )
    new = "| IXI | [data](http://example.org/new) | **other** | a |\n"
    assert after(page(row, head=head), ixi=bare + IN_WORDS.format("http://example.org/new", "other")) == page(
        new, head=head
    )


@pytest.mark.parametrize(
    ("old", "others", "new"),
    [
        ("MIT", ["MIT", ""], ""),
        ("[MIT](https://opensource.org/licenses/MIT) <!-- kept -->", ["-", "-", ""], "- <!-- kept -->"),
        ("own terms, not to be read by anybody", ["MIT"], ""),
    ],
)
def test_a_value_that_is_deleted_leaves_the_column_s_sign_for_nothing(old: str, others: list[str], new: str) -> None:
    records = {f"d{n}": record(f"d{n}", license=text if text == "MIT" else "") for n, text in enumerate(others)}
    records["last"] = record("last")
    rows = [
        ROW.replace("IXI", f"D{n}").replace("ixi", f"d{n}").replace("MIT", text) for n, text in enumerate(others)
    ] + [ROW.replace("IXI", "LAST").replace("ixi", "last")]
    shown = page(ROW.replace("MIT", old), *rows)
    assert after(shown, ixi=record(license=""), **records) == page(ROW.replace("MIT", new), *rows)
    steps = rendered(project(shown, ixi=record(license=""), **records))[0].done
    assert [f"{step.message}" for step in steps] == [
        f"'IXI': license: {plain_text(read_markdown(old))!r} in the README, nothing in catalog/ixi.yaml"
    ]


def test_a_column_that_no_record_fills_is_the_readme_s_own() -> None:
    shown = page(ROW, ROW.replace("IXI", "B").replace("ixi", "b"))
    assert after(shown, ixi=record(license=""), b=record("b", license="")) == shown


HEADINGS = f"""\
# X

## MRI datasets

{START}
### [B](https://example.org/b)
Brain scans, see [news](https://example.org/news)
**Keywords**: brain

### [A](https://example.org/a)
**Keywords**: brain
{END}
"""


def test_a_new_heading_is_read_as_an_entry() -> None:
    more = {"section": "MRI datasets", "size": "", "license": "", "keywords": "[brain]"}
    old = {
        "b": record("b", **more, summary="'Brain scans, see [news](https://example.org/news)'"),
        "a": record("a", **more),
    }
    assert after(HEADINGS, **old) == HEADINGS
    for own in (
        {"keywords": "[knee]"},
        {"keywords": "", "size": '{text: "3 GB"}'},
        {"keywords": "", "summary": "Knees"},
    ):
        new = {**old, "c": record("c", **(more | own))}
        text = after(HEADINGS, **new)
        assert after(text, **new) == text and "\n\n### " in text
        assert [entry.title for entry in project(text).on_page] == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        ("- [B](https://example.org/b)\n  - Size: 2 GB\n- [A](https://example.org/a)\n",
         "- [A](https://example.org/a)\n- [B](https://example.org/b)\n  - Size: 2 GB\n"),
        ("### [B](https://example.org/b)\n\n- Size: 2 GB\n\n### [A](https://example.org/a)\n\n- Size: 3 GB\n",
         "### [A](https://example.org/a)\n\n- Size: 3 GB\n\n### [B](https://example.org/b)\n\n- Size: 2 GB\n"),
        ('<table><tr><th>Name</th><th>Link</th></tr>\n<tr><td>B</td><td><a href="https://example.org/b">x</a></td></tr>\n'
         '<tr><td>A</td><td><a href="https://example.org/a">x</a></td></tr></table>\n',
         '<table><tr><th>Name</th><th>Link</th></tr>\n<tr><td>A</td><td><a href="https://example.org/a">x</a></td></tr>\n'
         '<tr><td>B</td><td><a href="https://example.org/b">x</a></td></tr></table>\n'),
    ],
    ids=["items", "headings", "html"],
)  # fmt: skip
def test_entries_of_every_shape_are_sorted_by_wish(rows: str, due: str) -> None:
    listing, name = "title: X\nsections: [{title: MRI datasets}]\nsort: title\n", "MRI datasets"
    records = {key: record(key, section=name, size="", license="") for key in "ab"}
    text, wanted = (page(entries, head="").replace("## MRI", f"## {name}") for entries in (rows, due))
    assert after(text, **records) == text
    assert after(text, listing, **records) == after(wanted, listing, **records) == wanted


def test_a_title_within_emphasis_keeps_to_its_item() -> None:
    rows = "- **A | [data](https://example.org/a)**\n- **B | [data](https://example.org/b)**\n"
    name = "MRI datasets"
    records = {key: record(key, section=name, size="", license="") for key in "ab"}
    records["a"] = records["a"].replace("title: A", "title: A | first")
    old, new = (
        page(text, head="").replace("## MRI", f"## {name}") for text in (rows, rows.replace("A |", "A \\| first |"))
    )
    assert after(old, **records) == new
    assert project(new).on_page[0].title == "A | first"
