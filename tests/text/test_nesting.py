"""Pages end where a parser would make more of them than anybody can hold."""

from __future__ import annotations

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from growth import grows_evenly
from medlint.text.nesting import sane_end

ODD_ENDS = (
    "</b:>", "</b\xa0>", '<i t="</b>"></i>', "<!-- </b> -->", "<? </b>>", "</ </b>>", "<script></b></script>",
    "<svg><div><path/></b:></svg>", "<svg><foreignObject><g/></b:></svg>", "<style></b></style>",
    "<textarea></b></textarea>", "<iframe></b></iframe>", "<select></b></select>", "<svg><title></b></title></svg>",
    "<svg><style></b></style></svg>", "<svg/><script></b></script>", "<table><tr><td></b></td></tr></table>",
    "<table><td></b><td></b></table>", "<object></b></object>", "<template></b></template>",
    "<table><caption></b></caption></table>", "<script><!--<script></script></b></script>",
    "<svg><![CDATA[</b>]]></svg>", "<noscript></b></noscript>", "<title></b></title>", "<xmp></b></xmp>",
)  # fmt: skip
"""What looks as though it ended an element, and doesn't."""


def elements(html: str) -> int:
    return len(LexborHTMLParser(html, scripting=True).css("*"))


@pytest.mark.parametrize("end", ODD_ENDS)
def test_what_ends_no_element_is_no_reason_to_read_on(end: str) -> None:
    left_open = "".join(f"<b a{number}>{end}" for number in range(400))
    cut = sane_end(f"<p>some words{left_open}{'<p>x' * 2000}")
    assert cut is not None
    assert elements(f"<p>some words{left_open}{'<p>x' * 2000}"[:cut]) < 130_000


@pytest.mark.parametrize("start", ["<svg><title>", "<svg width=1/><title>", "<svg a=b='c'/><title>", "<math><mi>"])
def test_what_a_drawing_holds_may_be_tags(start: str) -> None:
    html = start + "<p>" + "".join(f"<b a{number}>" for number in range(400)) + "<p>x" * 2000
    assert elements(html[: sane_end(html)]) < 130_000


@pytest.mark.parametrize(
    "piece",
    [
        "<p>a <b c=d>word</b> and <a href=x>a <i>link</i></a>", "<table><tr><td><b>x</b><td>y<tr><td>z</table>",
        "<div><!-- <b> --><script>if (a < b) '<b>'</script></div>", "<style>a > b {}</style>",
        "<ul><li><a href=x><svg><g><path d='M0'/></g></svg></a></ul>", "<select><option>x</select><b>y</b>",
        "<table><tbody><tr><th>x</th></tr></tbody></table>",
    ],
)  # fmt: skip
def test_a_long_page_is_read_to_its_end(piece: str) -> None:
    assert sane_end(f"<!doctype html><html><head><title>x</title></head><body>{piece * 3000}</body></html>") is None


PIECES = (
    "<b {}>", "<i {}>", "</b>", "</i>", "<p>x", "<td>", "</td>", "<table>", "</table>", "<div>", "</div>", "<svg>",
    "</svg>", "<path/>", "<g>", "</g>", "<svg/>", "<title>", "</title>", "<select>",
    "</select>", "<object>", "</object>", "<template>", "</template>", "<math><mi>", "</mi></math>", "<tr>", "<li>",
    "<button>", "</button>", "<foreignObject>", "<desc>", "</desc>", "<caption>", "<applet>", "</applet>", "<option>",
    "<svg><object><div></object>", "<font {}>", "</font>", "<script>", "</script>", "<!--", "-->", *ODD_ENDS,
)  # fmt: skip


def test_what_is_read_has_few_more_elements_than_tags_and_is_not_deep() -> None:
    chance = random.Random(7)
    for _ in range(80):
        some = chance.choices(PIECES, k=chance.randrange(2, 9))
        html = "".join(piece.replace("{}", f"a{n}") for n in range(900) for piece in some)
        found = LexborHTMLParser(html[: sane_end(html)], scripting=True).css("*")
        assert len(found) < 130_000 + html.count("<"), some
        depth, node = 0, found[-1].parent
        while node is not None:
            depth, node = depth + 1, node.parent
        assert depth < 3000, some


@pytest.mark.parametrize("piece", ["<b a>", "<!--", "<a b='", "<script>", "</", "<svg>", "<td>", "<p x=y z", "<!-->"])
def test_any_page_is_looked_through_in_one_go(piece: str) -> None:
    assert grows_evenly(lambda size: sane_end(piece * (size // len(piece))), 20_000)
