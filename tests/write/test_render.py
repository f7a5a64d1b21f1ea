"""Rendering: tables between markers, every cell one cell, and not a byte outside changed."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.config import Config
from medlint.model import Source
from medlint.project import Project
from medlint.read.markdown import read_page
from medlint.read.project import build_project
from medlint.text.width import width
from medlint.write.cells import escape
from medlint.write.compare import cell_meaning, differences
from medlint.write.render import RenderError, regions, render_tables, rendered, stale
from write_support import TODAY, project

LIST = """
title: Chest
sections: [{title: CT, modalities: [CT]}, {title: Ultrasound}]
"""
LIDC = """
id: lidc-idri
title: LIDC-IDRI
description: |
  Chest CT | four readers.
  Marks are <b>XML</b>, `a|b` and <https://example.org/x>.
section: CT
keywords: [lung, cancer]
landing_page: https://www.cancerimagingarchive.net/collection/lidc-idri/
doi: 10.7937/K9/TCIA.2015.LO9QL9SX
access: {level: open}
license: CC-BY-3.0
size: {text: "244,527 images, 133.16 GB", bytes: 133160000000}
"""
NLST = """
id: nlst
title: 全国肺 screening
section: CT
landing_page: https://example.org/nlst
access: {level: controlled, url: "https://example.org/ask"}
license: unknown
size: {text: 11.3 TB}
extra: [{column: Task, text: detection}, {column: License, text: "[terms](https://example.org/terms)"}]
"""


def catalog(readme: str = "", *, layout: str = LIST, **records: str) -> Project:
    sources = [Source("README.md", readme), Source("catalog/list.yaml", layout)]
    sources += [Source(f"catalog/{name}.yaml", text) for name, text in records.items()]
    return build_project(sources, Config(root=Path("/nonexistent")), TODAY)


def page(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def columns(text: str) -> set[tuple[int, ...]]:
    """The display columns of the pipes that part cells, line by line."""
    out = set()
    for line in text.splitlines():
        if line.startswith("|"):
            places = [i for i, c in enumerate(line) if c == "|" and line[i - 1] != "\\"]
            out.add(tuple(width(line[:i]) for i in places))
    return out


def cells(text: str, table: int = 0) -> list[list[str]]:
    found, _ = read_page(Source("README.md", text))
    return [[cell.raw for cell in row.cells] for row in found.tables[table].rows]


def test_columns_order_and_what_a_reader_has_to_know() -> None:
    text = render_tables(catalog(lidc=LIDC, nlst=NLST))
    assert cells(text) == [
        ["Title", "Description", "Keywords", "Source", "Size", "License"],
        [
            "LIDC-IDRI",
            r"Chest CT \| four readers.<br>Marks are &lt;b>XML&lt;/b>, `a\|b` and <https://example.org/x>.",
            "lung, cancer",
            "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
            "244,527 images, 133.16 GB",
            "CC-BY-3.0",
        ],
        [
            "全国肺 screening",
            "  ".ljust(len(cells(text)[2][1])),
            "  ".ljust(len(cells(text)[2][2])),
            "https://example.org/nlst ([access on request](https://example.org/ask))",
            "11.3 TB",
            "[terms](https://example.org/terms)",
        ],
    ]
    assert len(columns(text)) == 1, "wide characters take two columns"
    assert text.startswith("## CT\n\n|")
    assert text.endswith("\n\n## Ultrasound\n\nNo datasets yet.\n")


def test_columns_and_sort_of_the_list() -> None:
    layout = """
    columns: [{field: title, header: Name}, {extra: Task}, {field: access}, {field: source, header: Link}]
    sort: none
    sections:
      - {title: CT, description: "Scans.\\n\\nMany."}
    links: {title: More, items: [{title: "a [b", url: "https://example.org/(x)", description: A | B}]}
    """
    text = render_tables(catalog(layout=layout, b=NLST, c=LIDC.replace("CT\n", "Other\n")))
    assert text.startswith("## CT\n\nScans.\n\nMany.\n\n| Name ")
    assert cells(text)[1] == [
        "全国肺 screening", "detection", "[access on request](https://example.org/ask)", "https://example.org/nlst"
    ]  # fmt: skip
    assert "## Other\n\n" in text, "a section that the list does not name is shown all the same"
    assert text.index("## CT") < text.index("## Other") < text.index("## More")
    found, _ = read_page(Source("README.md", text))
    (link,) = [link for link in found.links if link.text == "a [b"]
    assert link.url == "https://example.org/%28x%29"
    assert not read_tables_of_links(text), "useful links are no datasets"


def read_tables_of_links(text: str) -> list[str]:
    made = project(README_md=text)
    return [entry.title for entry in made.entries if entry.section == "More"]


README = "# Chest\r\n\r\n<!-- medlint:tables -->\r\nold\r\n<!-- /medlint:tables -->\r\n\tend  \r\n\r\n\r\n"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_nothing_outside_the_markers_changes(end: str) -> None:
    text = README.replace("\r\n", end)
    made = catalog(text, lidc=LIDC)
    new = rendered(made.pages[0].source, made)
    head, rest = new.split("<!-- medlint:tables -->")
    body, tail = rest.split("<!-- /medlint:tables -->")
    assert head == text[: len(head)]
    assert tail == f"{end}\tend  {end}{end}{end}"
    assert body == end * 2 + render_tables(made).replace("\n", end) + end
    again = catalog(new, lidc=LIDC)
    assert rendered(again.pages[0].source, again) == new
    assert list(stale(again.pages[0].source, again)) == []
    ((place, fresh),) = stale(made.pages[0].source, made)
    assert (place.line, fresh) == (3, body)


def test_one_section() -> None:
    text = "a\n<!-- medlint:table CT -->\n<!-- /medlint:table -->\nb\n"
    text += "<!-- medlint:table Ultrasound -->\n<!-- /medlint:table -->"
    made = catalog(text, lidc=LIDC)
    new = rendered(made.pages[0].source, made)
    assert "#" not in new
    assert cells(new)[1][0] == "LIDC-IDRI"
    assert new.endswith("b\n<!-- medlint:table Ultrasound -->\n\nNo datasets yet.\n\n<!-- /medlint:table -->")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "```\n<!-- medlint:tables -->\n```\n",
        "Write `<!-- medlint:tables -->` where the tables go.\n",
        "    <!-- medlint:tables -->\n",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    made = catalog(text, lidc=LIDC)
    assert regions(made.pages[0].source) == []
    assert rendered(made.pages[0].source, made) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n<!-- medlint:tables -->\n", "README.md:2: no <!-- /medlint:tables --> follows this marker"),
        ("<!-- /medlint:tables -->\n", "README.md:1: this marker ends what no marker began"),
        ("<!-- medlint:tables -->\n<!-- medlint:tables -->\n<!-- /medlint:tables -->", "README.md:1: no <!-- /med"),
        ("<!-- medlint:tables -->\n<!-- /medlint:table -->", "README.md:2: this marker ends what no marker began"),
        ("<!-- medlint:table -->\n<!-- /medlint:table -->", "README.md:1: the marker names no section"),
        ("<!-- medlint:table Ct -->\n<!-- /medlint:table -->", "no section 'Ct'; did you mean 'CT'?"),
    ],
)
def test_markers_that_cannot_be_followed(text: str, said: str) -> None:
    made = catalog(text)
    with pytest.raises(RenderError) as error:
        rendered(made.pages[0].source, made)
    assert said in str(error.value)


def test_check_speaks_of_what_is_meant() -> None:
    made = catalog(README, lidc=LIDC, nlst=NLST)
    now = rendered(made.pages[0].source, made)
    spaced = now.replace("133.16 GB", "133.16  GB").replace("https://doi.org/", "http://dx.doi.org/")
    assert differences(Source("README.md", spaced), now, made) == []
    other = now.replace("133.16 GB", "125 GB").replace("LIDC-IDRI ", "LIDC ")
    found = differences(Source("README.md", other), now, made)
    assert [str(d).partition(": ")[2] for d in found] == [
        "'LIDC': shown under 'CT' -> nothing",
        "'LIDC-IDRI': nothing -> shown under 'CT'",
    ]
    found = differences(Source("README.md", now.replace("133.16 GB", "125 GB")), now, made)
    assert [str(d).partition(": ")[2] for d in found] == [
        "'LIDC-IDRI': size: '244,527 images, 125 GB' -> '244,527 images, 133.16 GB'"
    ]
    assert found[0].place.line == 9


def test_line_ends_within_a_cell() -> None:
    assert [escape(text) for text in ("a\\\nb", "a  \r\n b\rc", "`a\nb`", "*\n*", "a\n\nb\n")] == [
        "a<br>b", "a<br>b<br>c", "`a b`", "* <br> *", "a<br><br>b"
    ]  # fmt: skip


def test_widths() -> None:
    texts = ("abc", "肺", "é", "e\u0301", "❤", "❤\ufe0f", "👨\u200d⚕\ufe0f", "\u200b", "ﾊ")
    assert [width(text) for text in texts] == [3, 2, 1, 1, 1, 2, 2, 0, 1]


NASTY = [
    "a", "B", " ", "\n", "\n\n", "|", "\\", "`", "``", "*", "**", "_", "[x](https://example.org/a|b)", "肺", "&lt;",
    "~~", "https://example.org/a_b_", "#", "-", "1.", "!", ":", "]", "(", "é", "\u00a0", "$",
]  # fmt: skip
HTML = ["<", ">", "<b>", "<!--", "-->", "<script>", "</p>", "<br>"]
# A mark of emphasis before a hard break sees the backslash, not a blank: nothing a table can show.
markdown = st.lists(st.sampled_from(NASTY), max_size=14).map(lambda parts: "".join(parts).replace("\\\n", "\n").strip())


@settings(max_examples=400, deadline=None)
@given(markdown, markdown)
def test_every_value_is_one_cell_that_says_the_same(title: str, description: str) -> None:
    record = yaml.safe_dump({"title": title, "description": description, "section": "CT"}, allow_unicode=True)
    layout = LIST + "columns: [{field: description}, {field: title}]\n"
    made = catalog(layout=layout, x=record)
    (entry,) = made.records
    text = render_tables(made)
    found, _ = read_page(Source("README.md", text))
    row = found.tables[0].rows[1]
    assert cell_meaning(row.cells[0]) == cell_meaning(entry["description"])
    assert cell_meaning(row.cells[1]) == cell_meaning(entry["title"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*NASTY, *HTML]), max_size=14).map("".join))
def test_html_never_gets_through(text: str) -> None:
    record = yaml.safe_dump({"title": "x", "description": text, "section": "CT"}, allow_unicode=True)
    made = catalog(README, layout=LIST, x=record)
    new = rendered(made.pages[0].source, made)
    found, _ = read_page(Source("README.md", new))
    (row,) = found.tables[0].rows[1:]
    assert len(row.cells) == 6
    tags = [row.cells[1].raw[a:b] for a, b in row.cells[1].opaque if row.cells[1].raw[a] == "<"]
    assert [tag for tag in tags if tag != "<br>" and not tag.startswith("<https:")] == []
