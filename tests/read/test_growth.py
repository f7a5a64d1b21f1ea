"""Reading a page costs as much as there is of it, whatever it repeats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from growth import grows_evenly, steps, steps_grow_evenly
from medlint.config import Config
from medlint.model import Page
from medlint.read.entries import read_entries
from medlint.read.extent import Shown
from medlint.read.markdown import read_page
from medlint.read.project import build_project
from medlint.source import Source

HEAD = "| Title | Description | Source | Size |\n|---|---|---|---|\n"


def read(text: str) -> Page:
    return read_page(Source("README.md", text))[0]


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        # Front matter without an end: a line end is one thing, however it is written.
        ("---\r\n", "a\r\n"), ("---\r\n", "\r\n"), ("---\r", "a\r"), ("---\r", "\r"), ("---\n", "---a\n"),
        # Headings of raw HTML that end nowhere, elsewhere, or inside a comment.
        ("<div>", "<h1>"), ("<div>", "<h1>a</h2>"), ("<div>", "<h1><!--"), ("<div>", "<h1 "), ("<div>", "</h1 "),
        ("<div>", "<h1>a</h1>"), ("<div>", "<!-- <h1>"), ("<div>", "<a id="), ("<div>", "<a href='\""),
        ("", "[a]("), ("", "![a]["), ("", "`a``"), ("", "<!--"), ("", "**a"), ("", "> - "), ("", "[a]: b\n"),
        (HEAD, "|"), (HEAD, "<br>"), (HEAD, "https://"), (HEAD, "[a](b)"), (HEAD, "\\|"), (HEAD, "| a |\n"),
    ],
)  # fmt: skip
def test_a_piece_over_and_over(start: str, piece: str) -> None:
    assert grows_evenly(lambda size: read(start + piece * (size // len(piece))), 3000)


@pytest.mark.parametrize(
    "pieces",
    [
        ("- [a](#a)\n", "\n## A\n\n- [x](https://example.org)\n"),  # contents over many sections
        ("## A\n\n**B** [Link](https://example.org)\n\n", "## C\n\n**D** [Link](https://example.org)\n\n"),
        ("## A\n\n### B\n\n- Size: [1](https://example.org)\n\n", "### B\n\n"),
        ("\n- a\n  - ## b\n    - https://example.org\n", "<table><tr><th>Name</th></tr>\n\n"),
    ],
)
def test_entries_of_a_piece_over_and_over(pieces: tuple[str, str]) -> None:
    def entries(size: int) -> None:
        many = size // sum(map(len, pieces))
        read_entries(read("# Datasets\n\n# Contents\n\n" + pieces[0] * many + pieces[1] * many), Config())

    assert grows_evenly(entries, 6000)


def test_a_wide_header_over_short_rows() -> None:
    def run(size: int) -> Callable[[], object]:
        page = read("# Datasets\n\n|" + " a |" * size + "\n|" + "---|" * size + "\n" + "| b |\n" * size)
        return lambda: read_entries(page, Config())

    assert steps_grow_evenly(run, 100)


def listing(number: int, row: str = "") -> Source:
    rows = [f"| Set {number}.{n} | <https://www.example.org/{number}/{n}> |\n" for n in range(3)]
    return Source(f"{number}.md", "# Datasets\n\n| Title | Source |\n|---|---|\n" + "".join(rows) + row)


def test_ten_times_the_pages_take_ten_times_the_steps() -> None:
    def run(size: int) -> Callable[[], object]:
        named, near = ([listing(number) for number in range(start, start + size)] for start in (1000, 5000))
        assert len(build_project(named, Config(), date(2026, 11, 21), near=near).pages) == 2 * size
        return lambda: build_project(named, Config(), date(2026, 11, 21), near=near)

    assert steps_grow_evenly(run, 20)


def test_a_page_is_compared_with_the_first_of_those_that_have_a_dataset() -> None:
    def again(pages: int) -> int:
        read = [read_page(listing(number, "| A | <https://www.example.org/a> |\n"))[0] for number in range(pages)]
        *others, last = (read_entries(page, Config()) for page in read)
        shown = Shown([entry for entries in others for entry in entries])
        assert shown.again(last) is None
        return steps(lambda: shown.again(last))

    assert again(40) == again(400)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_is_no_text(end: str) -> None:
    text = end.join(["---", "title: x", "---", "", "# Heading", ""])
    (section,) = read(text).headings
    assert (section.title, section.line) == ("Heading", 5)


def test_anchors_of_html_headings() -> None:
    """A heading ends where browsers end it: at the next tag of any heading; what is in a comment is none."""
    html = "<div><h2 align=center>One</h2><h1>Two</h3><H3>Three <b>b</b><h4>Four</h4><!-- <h2>Five</h2> --></div>\n"
    assert read(html).anchors >= {"one", "two", "three-b", "four"}
    assert "five" not in read(html).anchors
