"""What stands inside a cell, a heading or a paragraph: text, links and code, each with its span.

markdown-it-py decides what is what. It gives no positions inside a line, so its rules for links, images,
autolinks, HTML and code are wrapped to note where they started and ended. Bare addresses, which GitHub turns
into links and CommonMark does not, are found afterwards in what no rule claimed, after
https://github.github.com/gfm/#autolinks-extension-.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from medlint.lazy import regex
from medlint.model import Cell, Link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

NESTING = 100
"""How deep brackets may nest before the text is taken as it stands: deeper is an attack, not a list."""

_PLAIN = r"[^\\`*_~\[\]<>!&\n]*+"
_SIMPLE = regex(rf"{_PLAIN}(?:\[{_PLAIN}\]\([^\s()<>\\`&\"'\x00-\x20\x7f]++\){_PLAIN})*+")
"""Plain text and inline links of the plainest kind, in which nothing else can be meant: most cells are so."""

_LINK = regex(r"\[([^\]]*)\]\(([^)]*)\)")
_BARE = regex(r"(?<![a-z])(?:https?|ftp)://(?![\[{])[^\s<\x00]+|(?<![^\s*_~(\[])www\.[^\s<\x00]+", re.IGNORECASE)
_ATTRIBUTE = regex(r"""\b(href|srcset|src|id|name)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)""", re.IGNORECASE)
_CANDIDATE = regex(r"[\s,]*+(\S++)")
LEADING = ("href", "src", "srcset")
"""Attributes of HTML whose values lead somewhere."""
_ANCHOR = regex(r"<(/?)a\b", re.IGNORECASE)
_BREAK = regex(r"<br\s*/?>", re.IGNORECASE)
TAG = regex(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)

Rule = Callable[["StateInline", bool], bool]


def fill(cell: Cell, references: dict[str, Any]) -> None:
    """Read the raw text of a cell: set its text, links and opaque spans.

    `references` are the link definitions of the page, as markdown-it-py keeps them in its environment.
    """
    raw = cell.raw
    if _SIMPLE.fullmatch(raw):
        _fill_simple(cell)
    elif not too_deep(raw):
        tokens: list[Token] = []
        md = _parser()
        env: dict[str, Any] = {"references": references, "raw": raw, "stars": []}
        md.inline.parse(raw, md, env, tokens)
        cell.text = _text(tokens)
        cell.stars = sorted(env["stars"])
        _collect(cell, tokens)
    else:
        cell.text = raw.strip()
    if "://" in raw or "www." in raw.lower():
        bare(cell)
    cell.sort()


def _fill_simple(cell: Cell) -> None:
    raw = cell.raw
    if "[" not in raw:
        cell.text = raw.strip()
        return
    cell.text = _LINK.sub(r"\1", raw).strip()
    for found in _LINK.finditer(raw):
        cell.add(Link(found[2], found[1].strip(), "link", cell, found.span(2), found.span()))
        cell.hide((found.start(2), found.end()))


def too_deep(raw: str) -> bool:
    """True where brackets nest deeper than NESTING: reading them as links would take minutes."""
    if raw.count("[") <= NESTING:
        return False
    depth = 0
    for character in re.findall(r"[\[\]]", raw):
        depth = depth + 1 if character == "[" else max(depth - 1, 0)
        if depth > NESTING:
            return True
    return False


def html_links(text: str) -> Iterable[tuple[str, str, int, int]]:
    """The attributes href, src, srcset, id and name of the tags in raw HTML: (attribute, value, start, end).

    Of a srcset each address by itself, as https://html.spec.whatwg.org/multipage/images.html#srcset-attributes says.
    """
    for tag in TAG.finditer(text):
        if tag[0][:7].lower().startswith(("<!--", "<link", "<script")):
            continue  # which lead no reader anywhere
        for found in _ATTRIBUTE.finditer(tag[0]):
            quoted = found[2][0] in "\"'"
            start, end = found.span(2)
            start, end = (start + 1, end - 1) if quoted else (start, end)
            name = found[1].lower()
            spans = [(start, end)] if name != "srcset" else _candidates(tag[0], start, end)
            for first, last in spans:
                yield name, unescape(tag[0][first:last]), tag.start() + first, tag.start() + last


def _candidates(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the addresses of a srcset: each ends at a blank, or at a comma that a blank follows."""
    out = []
    while (found := _CANDIDATE.match(text, start, end)) is not None:
        first, last = found.span(1)
        url = text[first:last].rstrip(",")
        out.append((first, first + len(url)))
        comma = last if first + len(url) < last else text.find(",", last, end)
        if comma < 0:
            break
        start = comma
    return out


def visible(html: str) -> str:
    """Raw HTML without tags and comments."""
    return unescape(TAG.sub("", _BREAK.sub("\n", html)))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Twenty levels are CommonMark's own preset; reading brackets costs their depth times their number.
    md = MarkdownIt("commonmark", {"maxNesting": 20}).enable("strikethrough")
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - MED501 judges schemes
    md.normalizeLink = lambda url: url  # type: ignore[method-assign] # as written; url.normalise is ours
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    for name in ("link", "image", "autolink", "html_inline", "backticks"):
        rules = {r.name: r.fn for r in md.inline.ruler.__rules__}
        md.inline.ruler.at(name, _tracked(rules[name]))
    emphasis = next(r.fn for r in md.inline.ruler.__rules__ if r.name == "emphasis")
    md.inline.ruler.at("emphasis", _placed(emphasis))
    md.inline.ruler2.before("fragments_join", "stars", _note_stars)
    return md


def _placed(rule: Rule) -> Rule:
    def run(state: StateInline, silent: bool) -> bool:
        start = state.pos
        found = rule(state, silent)
        if found and not silent and state.src[start] == "*":
            for position in range(start, state.pos):  # a token each; text that was pending may come before
                state.tokens[position - state.pos].meta["at"] = position
        return found

    return run


def _note_stars(state: StateInline) -> None:
    """Note the asterisks that no emphasis took: they are shown as they stand. Those in an image's text aside."""
    if state.src is state.env.get("raw"):
        state.env["stars"].extend(t.meta["at"] for t in state.tokens if t.content == "*" and "at" in t.meta)


def _tracked(rule: Rule) -> Rule:
    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[count:]:
                if token.type in ("link_open", "image", "code_inline", "html_inline"):
                    token.meta["span"] = (start, state.pos)
                    if token.type in ("link_open", "image") and token.info != "auto":
                        token.meta["destination"] = _destination(state, token, start)
                    break
        return True

    return run


def _destination(state: StateInline, token: Token, start: int) -> tuple[int, int] | None:
    """The span of the destination of an inline link that starts at `start`; None for a reference."""
    helpers = state.md.helpers
    end = state.pos
    image = token.type == "image"
    label = start + 1 if image else start
    position = helpers.parseLinkLabel(state, label, not image) + 1
    source = state.src
    if position <= 0 or position >= end or source[position] != "(":
        return None
    position += 1
    while position < end and source[position] in " \t\n":
        position += 1
    url = str(token.attrs.get("src" if image else "href", ""))
    if url and source.startswith(url, position) and source[position + len(url)] in ") \t\n":
        return (position, position + len(url))
    found = helpers.parseLinkDestination(source, position, end)
    if not found.ok:
        return (position, position)
    if source[position : position + 1] == "<":
        return (position + 1, found.pos - 1)
    return (position, found.pos)


def _text(tokens: Iterable[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special"):
            parts.append(token.content)
        elif token.type == "code_inline":
            parts.append(token.content.replace("\\|", "|"))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n" if token.type == "hardbreak" else " ")
        elif token.type == "image":
            parts.append(_text(token.children or ()))
        elif token.type == "html_inline" and _BREAK.fullmatch(token.content):
            parts.append("\n")
    return "".join(parts).strip()


def _anchors(tokens: list[Token]) -> dict[int, int]:
    """For each `<a …>` of HTML the index of the tag that closes it, where there is one before the next."""
    out: dict[int, int] = {}
    opened: int | None = None
    for index, token in enumerate(tokens):
        if token.type != "html_inline" or (name := _ANCHOR.match(token.content)) is None:
            continue
        if name[1] and opened is not None:
            out[opened] = index
        opened = None if name[1] else index
    return out


def _collect(cell: Cell, tokens: list[Token]) -> None:
    anchors = _anchors(tokens)
    for index, token in enumerate(tokens):
        if token.type == "code_inline":
            cell.hide(token.meta["span"])
        elif token.type == "html_inline":
            start, end = token.meta["span"]
            cell.hide((start, end))
            closing = anchors.get(index, index)
            for attribute, value, a, b in html_links(cell.raw[start:end]):
                if attribute in LEADING:
                    text = _text(tokens[index:closing]).strip()
                    whole = (start, tokens[closing].meta["span"][1])
                    cell.add(Link(value, text, "html", cell, (start + a, start + b), whole))
        elif token.type == "image":
            _link(cell, token, str(token.attrs.get("src", "")), _text(token.children or ()), "image")
        elif token.type == "link_open":
            close = next(i for i in range(index, len(tokens)) if tokens[i].type == "link_close"
                         and tokens[i].level == token.level)  # fmt: skip
            _link(cell, token, str(token.attrs.get("href", "")), _text(tokens[index:close]), "link")


def _link(cell: Cell, token: Token, url: str, text: str, kind: str) -> None:
    whole = token.meta["span"]
    if token.info == "auto":
        cell.hide(whole)
        cell.add(Link(url, text, "autolink", cell, (whole[0] + 1, whole[1] - 1), whole))
        return
    if (destination := token.meta["destination"]) is None:
        label = cell.raw.rfind("][", *whole) + 1
        if label:  # the name of the definition, which no reader sees
            cell.hide((label, whole[1]))
        cell.add(Link(url, text, "reference", cell, whole, whole))
        return
    cell.hide((destination[0], whole[1]))
    cell.add(Link(url, text, "image" if kind == "image" else "link", cell, destination, whole))


def bare(cell: Cell) -> None:
    """Find the bare addresses in what no link, code or tag of a cell holds."""
    taken = sorted([*(link.whole_span for link in cell.links if link.kind != "html"), *cell.opaque])
    position = 0
    for start, end in [*taken, (len(cell.raw), len(cell.raw))]:
        if start > position:
            for found in _BARE.finditer(cell.raw, position, start):
                last = found.start() + len(_trimmed(found[0]))
                if _hosted(cell.raw[found.start() : last]):
                    span = (found.start(), last)
                    url = cell.raw[span[0] : span[1]].replace("\\|", "|")
                    url = url if "://" in url else "http://" + url
                    cell.add(Link(url, url, "bare", cell, span))
                    cell.hide(span)
        position = max(position, end)


def _hosted(url: str) -> bool:
    rest = url.partition("://")[2] if "://" in url else url
    return (bool(rest) and rest[0].isalnum()) or rest[:1] == "["


def _trimmed(url: str) -> str:
    """A bare address without what GFM leaves to the sentence around it.

    Trailing punctuation, closing parentheses without an opening one, and a trailing entity.
    """
    opened, closed = url.count("("), url.count(")")
    end = len(url)
    while end:
        last = url[end - 1]
        if last in "?!.,:*_~'\"":
            end -= 1
        elif last == ")" and closed > opened:
            end -= 1
            closed -= 1
        elif last == ";":
            entity = re.search(r"&[a-zA-Z]+;$", url[max(0, end - 34) : end])
            end -= len(entity[0]) if entity else 1
        else:
            break
    return url[:end]
