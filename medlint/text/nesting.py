"""Where a web page is cut before a parser reads it, which nothing can stop and whose time and memory may grow with the
square: too many open elements, elements that are opened again and again, attributes, or options. Pure.

Tags are told as HTML's tokeniser does (https://html.spec.whatwg.org/multipage/parsing.html). An end tag is believed
only where it surely closes what it names: a page is rather cut too early than read at any price.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from medlint.lazy import regex

_DEEPEST = 1000  # open elements; browsers stop at 512
_MOST_AGAIN = 100_000  # elements that were left open, and are opened again in each paragraph: `<p><b><i>x<p>y`
_MOST_ATTRIBUTES = 500  # of a tag
_MOST = {"html": 10, "body": 10, "option": 5000}
"""How many tags there may be of those whose attributes, or whose choice, are put together."""
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
_ATTRIBUTE = rf"(?:=?[^\t\n\f\r />=]++|=)(?:[\t\n\f\r ]*+=(?:[\t\n\f\r ]*+{_VALUE})?+)?+"
_TOKEN = regex(rf"<(?:(!--)|[!?]|/(?![a-zA-Z])|(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:[\t\n\f\r /]++|{_ATTRIBUTE})*+))")
_COMMENT = regex(r"-?>|[\s\S]*?(?:--!?>|\Z)")
_DRAWINGS = ("svg", "math")
_MANY = 1 << 30  # drawings: it isn't known any more where they end
_SHAPES = frozenset((
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "use", "defs", "stop", "mask",
    "lineargradient", "radialgradient", "clippath",
))  # fmt: skip
"""What `/>` ends in a drawing, as long as nothing but this stands in it."""
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext")
"""What holds text and no tags, unless it stands in a drawing."""
_POINTS = ("foreignobject", "desc", "annotation-xml", "mi", "mo", "mn", "ms", "mtext")
"""What may hold HTML in a drawing, as a title may."""
_CELLS = ("td", "th", "caption")
_IN_TABLES = ("tr", "tbody", "thead", "tfoot", *_CELLS)
_SCOPES = (*_CELLS, "table", "object", "applet", "marquee", "template", "select")
"""In these an end tag closes nothing outside."""
_UNNESTED = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "option", "tbody", "thead", "tfoot", "html", "head", "body",
))  # fmt: skip
_NESTED_IN_DRAWINGS = frozenset((
    "area", "base", "col", "input", "link", "param", "source", "track", "wbr", "tr", "option", "tbody", "thead",
    "tfoot", "html",
))  # fmt: skip
"""Of these what leads out of no drawing."""
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)


class _Tag(NamedTuple):
    start: int
    name: str
    """Empty for a script whose end isn't plain."""
    ends: bool
    attributes: str
    drawn: bool
    """Whether it may stand in a drawing, where other rules hold."""

    @property
    def empty(self) -> bool:
        """Whether a `/` ends it at once, which doesn't belong to a value without quotes."""
        if self.ends or not self.attributes.endswith("/"):
            return False
        return all(found.end() < len(self.attributes) for found in re.finditer(_ATTRIBUTE, self.attributes))


class _Scope(NamedTuple):
    """An element in which end tags close nothing outside: how much was open before it, and what is open in it."""

    name: str
    depth: int
    formatting: int
    open: Counter[str]


def sane_end(html: str) -> int | None:
    """Where a page has to end; None where all of it can be read."""
    scopes = [_Scope("", 0, 0, Counter())]
    seen: Counter[str] = Counter()
    depth = formatting = again = 0
    for tag in _tags(html):
        again += formatting
        seen[tag.name] += not tag.ends
        if not tag.name or depth > _DEEPEST or again > _MOST_AGAIN or _is_full(tag.attributes):
            return tag.start
        if seen[tag.name] > _MOST.get(tag.name, len(html)):
            return tag.start
        inner = scopes[-1]
        in_table = tag.name in _IN_TABLES or (tag.ends and tag.name == "table")
        if inner.name in _CELLS and in_table and not tag.drawn:
            depth, formatting, inner = inner.depth, inner.formatting, scopes[-2]
            scopes.pop()
        if not tag.ends:
            if tag.name in _SCOPES and not tag.drawn and (tag.name not in _CELLS or inner.name == "table"):
                scopes.append(_Scope(tag.name, depth, formatting, Counter()))
            if tag.name not in _UNNESTED or (tag.drawn and tag.name in _NESTED_IN_DRAWINGS):
                inner.open[tag.name] += 1
                depth += 1
                formatting += tag.name in _FORMATTING
        elif tag.name == inner.name:
            if tag.drawn:
                continue
            scopes.pop()
            depth, formatting = inner.depth, formatting if tag.name in ("table", "select") else inner.formatting
        elif inner.open[tag.name] and depth > inner.depth:
            inner.open[tag.name] -= 1
            depth -= 1
            formatting -= tag.name in _FORMATTING and formatting > inner.formatting
    return None


def _is_full(attributes: str) -> bool:
    return len(attributes) > 2 * _MOST_ATTRIBUTES and len(re.findall(_ATTRIBUTE, attributes)) > _MOST_ATTRIBUTES


def _tags(html: str) -> Iterator[_Tag]:
    """The tags of a page, without those in comments and in what holds text; in drawings without end tags in it."""
    position = drawings = 0
    shapes = False
    within = ""
    while (found := _TOKEN.search(html, position)) is not None:
        position = found.end()
        if found[3] is None and within:
            continue  # it may be text
        if found[3] is None:
            comment = _COMMENT.match(html, position) if found[1] else None
            position = comment.end() if comment else html.find(">", position) + 1 or len(html)
            continue
        tag = _Tag(found.start(), found[3].lower(), found[2] == "/", found[4], drawings > 0)
        if tag.ends and within not in ("", tag.name):
            continue
        if tag.empty and shapes and tag.name in _SHAPES:
            continue
        if tag.name == "svg":
            shapes = not (tag.ends or tag.empty)
        elif tag.name not in _SHAPES:
            shapes = False
        yield tag
        if tag.ends:
            within = ""
            drawings -= drawings > 0 and tag.name in _DRAWINGS
        elif within:
            drawings += _MANY
        elif tag.name in _DRAWINGS:
            drawings += not tag.empty
        elif drawings and tag.name in (*_RAW, *_POINTS):
            within = tag.name
        elif tag.name in _RAW:
            end = re.compile(rf"</{tag.name}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, position)
            text = html[position : end.start() if end else len(html)]
            if tag.name == "script" and "<!--" in text and "<script" in text.lower():
                yield tag._replace(name="")
            position += len(text)
