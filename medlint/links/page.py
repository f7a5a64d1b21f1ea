"""A web page as far as it was read: parsed, and reduced to what can be judged. Pure, no I/O.

The HTML parser is selectolax (Lexbor): of those that follow the HTML standard and are typed, it alone reads a page
of 256 KiB within 20 ms. Measured on such a page: selectolax 5 ms, lxml 11 ms (untyped), the standard library's
tokeniser 80 ms, justhtml 108 ms, html5lib 605 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from medlint.lazy import regex
from medlint.text.nesting import sane_end

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_MOST_TEXT = 40_000  # characters, with marks; a page that says so much is judged by its beginning
_MOST_MARKS = 1000  # elements of a kind
_MOST_ROWS = 200
_LONGEST = 1000  # characters of a heading
# What isn't shown, but for `<body>`, which a script may show at once.
_HIDDEN = """:is(script,style,noscript,template,svg,math,iframe,object,title,[hidden],[aria-hidden=true],
    [style*='display:none'],[style*='display: none']):not(html,body)"""
_BESIDE = """:is(nav,footer,aside,menu,select,dialog,[role=navigation],[role=contentinfo],[role=search],[role=dialog])
    :not(html,body)"""
_QUOTED = ":is(pre,code,blockquote,q,samp,kbd,textarea)"
_APART = """:is(address,article,blockquote,br,caption,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,
    form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,td,th,tr,ul)"""
_LINKS = "a[href]:not(:is(h1,h2,h3) a)"
# Marks put into the page's text: control characters, which no page has a use for. The first is white space as well.
_BLOCK, _LINK, _END_LINK = "\x1e", "\x02", "\x03"
_MARKS = regex(r"([\x02\x03])")
_HAVE_TITLES = frozenset(("html", "head", "body"))  # those of drawings aren't the page's
_SHELLS = frozenset(("root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "ember-app", "react-root"))
_REFRESH = regex(r"\s*+([\d.]*+)\s*+[;,]\s*+(?:url\s*=\s*)?+[\"']?([^\"']+)", re.IGNORECASE)
_WORD = regex(r"[^\W_]+")
_CJK = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Page(NamedTuple):
    """What a page shows and holds.

    `blocks` are the paragraphs, cells and headings of its main part: without menus, footers, quotations, code, and
    texts that are links alone; `words` is how many words they have, `cells` what stands in rows of tables beside
    something else, `marks` the names of the attributes of `<html>`. `text` is all that is visible. `anchors` are all
    ids and names, `sources` the addresses of scripts and frames, `script` the beginnings of scripts in the page.
    `complete` is False where the page was cut. What a page shows after its first 40,000 characters is left out; anchors
    and headings are all there.
    """

    title: str = ""
    headings: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    cells: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    words: int = 0
    text: str = ""
    anchors: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    script: str = ""
    password: bool = False
    refresh: str | None = None
    refresh_at_once: bool = False
    script_only: bool = False
    complete: bool = True


def parse(html: str, *, complete: bool = True, base: str = "", refresh: str = "") -> Page:
    """Read a page; `complete` is False if its end is missing, `base` the address that its links start from.

    `refresh` is what a header of this name says, which does as a `<meta>` of the page would.
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(html) > 1000 and (end := sane_end(html)) is not None:
        html, complete = html[:end], False
    tree = LexborHTMLParser(html, scripting=True)  # what <noscript> holds is not shown
    titles = (node for node in tree.css("title") if node.parent is None or node.parent.tag in _HAVE_TITLES)
    title = next((_spaced((node.text() or "")[:_LONGEST]) for node in titles), "")
    scripts = tree.css("script")
    sources = [node.attributes.get("src") or "" for node in (*scripts, *tree.css("iframe,frame"))]
    script = "\n".join((node.text() or "")[:2000] for node in scripts[:20])
    anchors = _anchors(tree)
    cells = _cells(tree)
    onward, at_once = _refresh(tree, base, refresh)
    _remove(tree, _HIDDEN)
    _mark(tree, _APART, _BLOCK, _BLOCK)
    text = _spaced(_shown(tree))
    password = tree.css_first("input[type=password]") is not None
    _remove(tree, _BESIDE)
    headings = [_spaced((node.text() or "")[:_LONGEST]) for node in tree.css(":is(h1,h2,h3)")[:_MOST_MARKS]]
    _remove(tree, _QUOTED)
    _mark(tree, _LINKS, _LINK, _END_LINK)
    blocks = tuple(_blocks(_shown(tree)))
    visible = count_words(text[:5000])
    shell = not _SHELLS.isdisjoint(anchors) or tree.css_first("app-root") is not None
    return Page(
        title=title,
        headings=tuple(filter(None, headings)),
        blocks=blocks,
        cells=cells,
        marks=frozenset(tree.root.attributes if tree.root else ()),
        words=count_words(" ".join(blocks)),
        text=text,
        anchors=anchors,
        sources=tuple(filter(None, sources)),
        script=script,
        password=password,
        refresh=onward,
        refresh_at_once=at_once,
        script_only=bool(any(sources) or script.strip()) and (visible < 5 or (shell and visible < 50)),
        complete=complete,
    )


def _remove(tree: LexborHTMLParser, selector: str) -> None:
    for node in reversed(tree.css(selector)):  # what is inside comes first: with the outer one it would be gone
        node.decompose()


def _mark(tree: LexborHTMLParser, selector: str, before: str, after: str) -> None:
    """Put marks around the elements, as text nodes, so that one call gives their texts with their limits."""
    for node in tree.css(selector)[:_MOST_MARKS]:
        node.insert_before(before)
        node.insert_after(after)


def _shown(tree: LexborHTMLParser) -> str:
    top = tree.body or tree.root
    return ((top.text() if top else "") or "")[:_MOST_TEXT]


def _blocks(text: str) -> Iterator[str]:
    """The blocks of a text with marks, but for those that are links alone."""
    depth = 0
    for marked in text.split(_BLOCK):
        linked = 0
        said = []
        for piece in _MARKS.split(marked):
            if piece == _LINK:
                depth += 1
            elif piece == _END_LINK:
                depth -= 1
            else:
                said.append(piece)
                linked += len(piece.strip()) if depth > 0 else 0
        block = _spaced("".join(said))
        if block and linked < 0.8 * len(block):
            yield block


def _cells(tree: LexborHTMLParser) -> frozenset[str]:
    """What stands in the rows of tables beside something else."""
    out: set[str] = set()
    for row in tree.css("tr:not(:has(table))")[:_MOST_ROWS]:
        texts = [_spaced(cell.text() or "") for cell in row.iter() if cell.tag in ("td", "th")]
        said = [text for text in texts if text]
        out.update(text for text in said if len(said) > 1 and len(text) < 200)
    return frozenset(out)


def _anchors(tree: LexborHTMLParser) -> frozenset[str]:
    ids = {node.id for node in tree.css("[id]")}
    names = {node.attributes.get("name") for node in tree.css("[name]") if node.tag != "meta"}
    return frozenset(filter(None, ids | names))


def _refresh(tree: LexborHTMLParser, base: str, header: str) -> tuple[str | None, bool]:
    """Where the page leads after a while, and whether that is at once."""
    metas = (node.attributes for node in tree.css("meta[http-equiv]"))
    said = (meta.get("content") or "" for meta in metas if (meta.get("http-equiv") or "").lower() == "refresh")
    for content in (header, *said):
        if found := _REFRESH.match(content):
            seconds = found[1].partition(".")[0]
            target = found[2].strip()
            with suppress(ValueError):
                target = urljoin(base, target)
            return target, seconds in ("", "0", "1")
    return None, False


def _spaced(text: str) -> str:
    return " ".join(text.split())


def count_words(text: str) -> int:
    """How many words a text has; two signs of a script without blanks count as one."""
    signs = 0 if text.isascii() else len(_CJK.findall(text))
    return len(_WORD.findall(text)) + signs // 2
