"""Cells, links and headings stand where an editor shows them, whatever is around them."""

from __future__ import annotations

import pytest

from medlint.model import Cell, Page, Source
from medlint.read.markdown import read_page, split_row


def page(text: str) -> Page:
    return read_page(Source("README.md", text.removeprefix("\ufeff"), bom=text[:1] == "\ufeff"))[0]


def cells(text: str) -> list[list[tuple[str, int, int]]]:
    """The text, line and column of the cells of the first table."""
    return [[(c.text, c.place.line, c.place.column) for c in row.cells] for row in page(text).tables[0].rows]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("plain", "| a | b |\n|---|---|\n| 1 | 2 |", [("1", 3, 3), ("2", 3, 7)]),
        ("no outer pipes", "a | b\n---|---\n1 | 2", [("1", 3, 1), ("2", 3, 5)]),
        ("only the last pipe", "a | b |\n---|---|\n1 | 2 |", [("1", 3, 1), ("2", 3, 5)]),
        ("escaped pipe", "| a | b |\n|---|---|\n| x\\|y | 2 |", [("x|y", 3, 3), ("2", 3, 10)]),
        ("escaped pipe in code", "| a | b |\n|---|---|\n| `x\\|y` | 2 |", [("x|y", 3, 3), ("2", 3, 12)]),
        ("tabs", "|\ta\t|\tb\t|\n|---|---|\n|\t1\t|\t2\t|", [("1", 3, 3), ("2", 3, 7)]),
        ("wide", "| a | b |\n|---|---|\n| 肺结节 | 2 |", [("肺结节", 3, 3), ("2", 3, 9)]),
        ("combining", "| a | b |\n|---|---|\n| e\u0301 | 2 |", [("e\u0301", 3, 3), ("2", 3, 8)]),
        ("emoji", "| a | b |\n|---|---|\n| 👩🏽‍⚕️ | 2 |", [("👩🏽‍⚕️", 3, 3), ("2", 3, 11)]),
        ("CRLF", "| a | b |\r\n|---|---|\r\n| 1 | 2 |\r\n", [("1", 3, 3), ("2", 3, 7)]),
        ("CR", "| a | b |\r|---|---|\r| 1 | 2 |\r", [("1", 3, 3), ("2", 3, 7)]),
        ("BOM", "\ufeff| a | b |\n|---|---|\n| 1 | 2 |", [("1", 3, 3), ("2", 3, 7)]),
        ("quote", "> | a | b |\n> |---|---|\n> | 1 | 2 |", [("1", 3, 5), ("2", 3, 9)]),
        ("nested quote", "> > | a | b |\n> > |---|---|\n>> | 1 | 2 |", [("1", 3, 6), ("2", 3, 10)]),
        ("list", "- | a | b |\n  |---|---|\n  | 1 | 2 |", [("1", 3, 5), ("2", 3, 9)]),
        ("details", "<details>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n</details>", [("1", 5, 3), ("2", 5, 7)]),
        ("too many", "| a | b |\n|---|---|\n| 1 | 2 | 3 |", [("1", 3, 3), ("2", 3, 7), ("3", 3, 11)]),
        ("too few", "| a | b |\n|---|---|\n| 1 |", [("1", 3, 3)]),
        ("empty", "| a | b |\n|---|---|\n|   |2|", [("", 3, 2), ("2", 3, 6)]),
        ("front matter", "---\ntitle: x\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |", [("1", 7, 3), ("2", 7, 7)]),
    ],
)
def test_cells(name: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert cells(text)[1] == expected


def test_bytes_count_the_bom_and_wide_characters() -> None:
    text = "\ufeff| 肺 | b |\r\n|---|---|\r\n| é漢 | zwei |\r\n"
    row = page(text).tables[0].rows[1]
    data = text.encode()
    assert [data[c.place.start : c.place.end].decode() for c in row.cells] == ["é漢", "zwei"]


@pytest.mark.parametrize(
    ("text", "kind", "url", "column", "written"),
    [
        ("see [x](https://example.org/a)", "link", "https://example.org/a", 9, "https://example.org/a"),
        ("see [x]( https://example.org/a )", "link", "https://example.org/a", 10, "https://example.org/a"),
        ("[x](<https://example.org/a b>)", "link", "https://example.org/a b", 6, "https://example.org/a b"),
        ('[x](https://e.org/a "t")', "link", "https://e.org/a", 5, "https://e.org/a"),
        ("![x](pic.png)", "image", "pic.png", 6, "pic.png"),
        ("<https://example.org>", "autolink", "https://example.org", 2, "https://example.org"),
        ("at https://example.org/a.", "bare", "https://example.org/a", 4, "https://example.org/a"),
        ("(https://example.org/a_(b))", "bare", "https://example.org/a_(b)", 2, "https://example.org/a_(b)"),
        ("www.example.org!", "bare", "http://www.example.org", 1, "www.example.org"),
        ('<a href="https://e.org/x">y</a>', "html", "https://e.org/x", 10, "https://e.org/x"),
        ("<img src='a.png'>", "html", "a.png", 11, "a.png"),
        ("[[HERE]](https://e.org)", "link", "https://e.org", 10, "https://e.org"),
        ("> quoted [x](u)", "link", "u", 14, "u"),
        ("[x](a&amp;b)", "link", "a&b", 5, "a&amp;b"),
    ],
)
def test_links(text: str, kind: str, url: str, column: int, written: str) -> None:
    (link,) = page(text).links
    assert (link.kind, link.url, link.place.column) == (kind, url, column)
    assert text[link.place.start : link.place.end] == written


@pytest.mark.parametrize("text", ["`https://example.org`", "    https://example.org", "```\n[a](b)\n```", "\\[a](b",
                                  "<!-- https://example.org -->", "see [12] and [LIMITED ACCESS]",
                                  '[OCT]: <img src="https://example.org/oct.svg" alt="OCT"/>'])  # fmt: skip
def test_no_link(text: str) -> None:
    assert page(text).links == []


def test_a_reference_is_written_at_its_definition() -> None:
    found = page("See [the list][x] and [x].\n\n[X]: <https://example.org/a> 'title'\n").links
    assert [(link.kind, link.place.line, link.place.column) for link in found] == [
        ("reference", 1, 5),
        ("reference", 1, 23),
        ("definition", 3, 7),
    ]
    assert {link.url for link in found} == {"https://example.org/a"}


def test_links_below_quotes_and_lists_keep_their_columns() -> None:
    text = "> first\n> second [x](u)\n\n1. one\n   two [y](v)\n\n\t- deep [z](w)\n"
    assert [(link.url, link.place.line, link.place.column) for link in page(text).links] == [
        ("u", 2, 14),
        ("v", 5, 12),
        ("w", 7, 13),
    ]


def test_sections_and_anchors() -> None:
    read = page(
        "# Über *CT* `x`\n\n## A & B\n\n## A & B\n\n## ⚠️ Note\n\nSetext\n======\n\n<a name='here'></a>\n"
        "<h2 id='own'>Raw one</h2>\n"
    )
    assert [(s.level, s.title) for s in read.headings] == [
        (1, "Über CT x"),
        (2, "A & B"),
        (2, "A & B"),
        (2, "⚠️ Note"),
        (1, "Setext"),
        (2, "Raw one"),
    ]
    assert read.anchors >= {"über-ct-x", "a--b", "a--b-1", "\ufe0f-note", "setext", "here", "own", "raw-one"}


def test_too_deep_is_said_and_not_read() -> None:
    _, problems = read_page(Source("README.md", ">" * 10_000 + " deep"))
    assert [(p.code, p.place.line) for p in problems] == [("MED001", 1)]
    _, problems = read_page(Source("README.md", "fine\n\n" + "[" * 500 + "x"))
    assert [(p.code, p.place.line) for p in problems] == [("MED001", 3)]


@pytest.mark.parametrize("line", ["", "|", "||", "|||", "a", "|a", "a|", "\\|", "| \\| |", " | a | "])
def test_split_row_covers_odd_lines(line: str) -> None:
    spans = list(split_row(line))
    assert all(0 <= a <= b <= len(line) for a, b in spans)
    assert all(line[a:b].count("|") == line[a:b].count("\\|") for a, b in spans)


def test_badges_are_no_part_of_an_anchor() -> None:
    read = page("# My List [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n")
    assert {"my-list", "my-list-"} <= read.anchors
    read = page("## Films :tv: <!-- a note -->\n\n## Birds\t:bird:\n")
    assert {"films-tv", "films-tv-", "birdsbird"} <= read.anchors


@pytest.mark.parametrize(
    "raw", ["[a](u) b [c](v_1*2)", "plain", "[](x)", "a | b", "[x](http://e.org/a_b) 'q' \"r\"", " [a](b) "]
)
def test_the_quick_way_reads_as_the_long_one(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    from medlint.read import inline

    def read() -> tuple[object, ...]:
        cell = Cell("", raw)
        inline.fill(cell, {})
        return cell.text, [(x.url, x.text, x.kind, x.span, x.whole_span) for x in cell.links], cell.opaque

    quick = read()
    assert inline._SIMPLE.fullmatch(raw)
    monkeypatch.setattr(inline, "_SIMPLE", re.compile(r"(?!x)x"))
    assert read() == quick


def test_addresses_in_footnotes_are_links() -> None:
    text = (
        "# Scans\n\nAlpha[^1], beta[^b], gamma[^3].\n\n## Notes\n\n[^1]: https://example.org/gone\n"
        "[^b]: [Paper](https://example.org/paper)\n[^3]: see https://example.org/x\n"
    )
    read = page(text)
    assert [(link.kind, link.url, text[link.place.start : link.place.end]) for link in read.links] == [
        ("bare", "https://example.org/gone", "https://example.org/gone"),
        ("link", "https://example.org/paper", "https://example.org/paper"),
        ("bare", "https://example.org/x", "https://example.org/x"),
    ]
    assert [section.blocks for section in read.headings] == [1, 3]


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b,c.png 2x", ["a.png", "b,c.png"]),
        ("a.png, b.png 2x,", ["a.png", "b.png"]),
        (" a.png 100w,b.png 200w ", ["a.png", "b.png"]),
        ("data:image/png;base64,AAA 1x, x.png 2x", ["data:image/png;base64,AAA", "x.png"]),
        (",", []),
    ],
)
def test_addresses_in_srcset_are_links(written: str, urls: list[str]) -> None:
    for text in (f'<picture><source srcset="{written}"></picture>\n', f'see <img srcset="{written}"> here\n'):
        links = page(text).links
        assert [link.url for link in links] == urls
        assert [text[link.place.start : link.place.end] for link in links] == urls


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a; b", "https://example.org/a"),
        ("https://example.org/a;", "https://example.org/a"),
        ("https://example.org/a&copy;", "https://example.org/a"),
        ("https://example.org/a&b=1;", "https://example.org/a&b=1"),
        ("https://example.org/a;b", "https://example.org/a;b"),
    ],
)
def test_a_semicolon_behind_a_bare_address_is_the_sentences(written: str, url: str) -> None:
    (link,) = page(f"See {written}\n").links
    assert link.url == url


def test_an_anchor_of_html_has_the_text_that_it_links() -> None:
    text = 'See <a href="https://example.org/a"> **the** data</a> and <a href="https://example.org/b">more\n'
    assert [(link.url, link.text, text[link.whole.start : link.whole.end]) for link in page(text).links] == [
        ("https://example.org/a", "the data", '<a href="https://example.org/a"> **the** data</a>'),
        ("https://example.org/b", "", '<a href="https://example.org/b">'),
    ]
