"""Markdown for a pull request, rendered by GitHub's own renderer and by a CommonMark one."""

from __future__ import annotations

import re

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from lxml import html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from medlint.finding import Fix, Level
from medlint.report.home import Home, help_uri
from medlint.report.markdown import COMMENT_LIMIT, MARK, escaped, to_markdown
from reporting import finding, link, place, report, varied

HOME = Home("", "https://github.com/sfikas/medical-imaging-datasets/blob/3d3c42e5aac5ba805825da76410c181273ba90b1")


def rendered(text: str) -> html.HtmlElement:
    """As GitHub renders it: with its extensions, raw HTML allowed as in comments."""
    page = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return html.fragment_fromstring(page, create_parent="div")


def seen(element: html.HtmlElement) -> str:
    return str(element.text_content()).replace("\N{ZERO WIDTH SPACE}", "")


def test_what_a_reader_sees() -> None:
    text = to_markdown(varied(), home=HOME)
    assert text.startswith(MARK + "\n")
    page = rendered(text)
    assert seen(page.find(".//h2")) == "medlint: ❌ 1 new error and 1 new warning"
    scope = seen(page.find(".//p"))
    assert scope == (
        "9 entries in 2 files checked; 1 finding known from the baseline; 1 finding of the baseline mended; 2 ignored."
    )
    tables = page.findall(".//table")
    row = [seen(cell) for cell in tables[0].findall(".//tbody/tr/td")]
    assert row == ["README.md:31", "MED205", "size is missing for 'LIDC-IDRI'"]
    links = [a.get("href") for a in tables[0].findall(".//tbody//a")]
    assert links == [f"{HOME.blob}/README.md?plain=1#L31", help_uri("MED205")]
    folded = [seen(summary) for summary in page.findall(".//details/summary")]
    assert folded == ["1 warning", "1 note", "1 mended", "Link health: 3 links, 1 broken"]
    assert "(can be fixed)" in seen(page.findall(".//details")[0])
    assert [seen(cell) for cell in tables[-1].findall(".//tbody/tr/td")][:2] == ["1", "dead"]


def test_commonmark_agrees_on_the_structure() -> None:
    tokens = [t.type for t in MarkdownIt("commonmark").enable("table").parse(to_markdown(varied(), home=HOME))]
    assert tokens.count("table_open") == 4 and tokens.count("heading_open") == 1


def test_without_a_baseline_nothing_is_called_new() -> None:
    text = to_markdown(report(finding(), mended=None))
    assert "new" not in text.split("##")[1].split("\n")[0]
    assert "mended" not in text and "baseline" not in text
    clean = seen(rendered(to_markdown(report(links=[link(verdict="unchecked")]))))
    assert "no problem found" in clean and "none asked in this run" in clean


def test_since_and_interruption_are_said() -> None:
    text = seen(rendered(to_markdown(report(interrupted=True), since="origin/main")))
    assert "only what changed since origin/main is reported" in text and "interrupted" in text


def test_without_a_known_address_nothing_is_linked_to() -> None:
    page = rendered(to_markdown(report(finding())))
    assert [a.get("href") for a in page.iter("a")] == [help_uri("MED205")]


@pytest.mark.parametrize("count", [300, 20_000])
def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(count: int) -> None:
    levels = (Level.ERROR, Level.WARNING, Level.INFO)
    many = [
        finding("x_" * 300, place=place(line=n), level=levels[n % 3], fix=Fix(True, ())) for n in range(1, count + 1)
    ]
    text = to_markdown(report(*many), home=HOME)
    assert COMMENT_LIMIT // 2 < len(text) <= COMMENT_LIMIT
    page = rendered(text)
    shown = len(page.findall(".//tbody/tr"))
    left = sum(int(n.replace(",", "")) for n in re.findall(r"([\d,]+) more \w+ of [\d,]+ not shown here", seen(page)))
    assert shown + left == count
    assert len(page.findall(".//details")) == 2


HOSTILE = (
    "@octocat", "a|b", "`code`", "<b>x</b>", "<!-- x", "https://evil.example/x", "www.evil.example", "#12", "GH-7",
    "owner/repo#7", "mail@evil.example", "[x](https://evil.example)", "![x](https://evil.example/x.png)", "**x**",
    "~~x~~", "&amp; &#64;octocat", "a\\|b\\", ":tada:", "$x$", "- [ ] x", "</details>", "x\r\n\r\n# y", "http\\://evil.example",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_strangers_stays_text(text: str) -> None:
    for given in (f"| Finding |\n| --- |\n| {escaped(text)} |", escaped(text), f"- {escaped(text)}"):
        page = rendered(given + "\n")
        assert seen(page).strip().removeprefix("Finding").strip() == " ".join(text.split("\n")).replace("\r", "\\x0d")
        assert {element.tag for element in page.iter()} <= {
            "div",
            "p",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "ul",
            "li",
        }
        words = page.text_content()
        # GitHub looks for these in the text of the page after it is rendered.
        assert not re.search(r"@\w|(^|\W)#\d|\bGH-\d|:\w+:", words)
