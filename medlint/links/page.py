"""A web page as far as it was read: parsed, and reduced to what can be judged. Pure, no I/O.

The HTML parser is selectolax (Lexbor): of those that follow the HTML standard and are typed, it alone reads a page
of 256 KiB within 20 ms. Measured on such a page: selectolax 5 ms, lxml 11 ms (untyped), the standard library's
tokeniser 80 ms, justhtml 108 ms, html5lib 605 ms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from medlint.lazy import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_TAG = regex(r"</?[a-zA-Z][a-zA-Z0-9-]*")
_MOST_TEXT = 40_000  # characters, with marks; a page that says so much is judged by its beginning
_MOST_MARKS = 1000  # elements of a kind
_MOST_ROWS = 200
_DEEPEST = 1000  # open elements; browsers stop at 512, and Lexbor's time grows with the square
_UNNESTED = """
area base br col embed hr img input link meta param source track wbr p li dt dd td th tr option tbody thead tfoot html
head body rp rt
"""
_NOT_NESTED = frozenset(mark + name for mark in ("<", "</") for name in _UNNESTED.split())
# Marks put into the page's text: control characters, which no page has a use for.
_BLOCK, _HIDE, _SHOW, _ASIDE, _END_ASIDE, _QUOTE, _END_QUOTE = map(chr, range(1, 8))
_LINK, _END_LINK, _H1, _H2, _END_HEADING = map(chr, range(14, 19))
_LAST_MARK = _END_HEADING
_MARKS = regex(r"([\x01-\x07\x0e-\x12])")
_CLOSES = {_SHOW: _HIDE, _END_ASIDE: _ASIDE, _END_QUOTE: _QUOTE, _END_LINK: _LINK}
_LEVELS = {_H1: "h1", _H2: "h2"}
_MARKED = (
    ("a[href]", _LINK, _END_LINK),
    ("h1", _H1, _END_HEADING),
    ("h2,h3", _H2, _END_HEADING),
    ("pre,code,blockquote,q,samp,kbd,textarea", _QUOTE, _END_QUOTE),
    (
        "nav,footer,aside,menu,select,dialog,[role=navigation],[role=contentinfo],[role=search],[role=dialog]",
        _ASIDE,
        _END_ASIDE,
    ),
    (
        "address,article,blockquote,br,caption,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,"
        "h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,td,th,tr,ul",
        _BLOCK,
        _BLOCK,
    ),
)
_HIDDEN = (
    "script,style,noscript,template,svg,math,iframe,object,title,[hidden],[aria-hidden=true],"
    "[style*='display:none'],[style*='display: none']"
)
_HAVE_TITLES = frozenset(("html", "head", "body"))  # those of drawings aren't the page's
_SHELLS = frozenset(("root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "ember-app", "react-root"))
_REFRESH = regex(r"\s*([\d.]*)\s*[;,]\s*+(?:url\s*=\s*)?+[\"']?([^\"']+)", re.IGNORECASE)
_WORD = regex(r"[^\W_]+")
_CJK = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Page(NamedTuple):
    """What a page shows and holds.

    `blocks` are the paragraphs, cells and headings of its main part: without menus, footers, quotations, code, and
    texts that are links alone; `words` is how many words they have, `cells` what stands in rows of tables beside
    something else, `marks` the names of the attributes of `<html>`. `text` is all that is visible. `anchors` are all
    ids and names, `links` the targets of links as written, `sources` the addresses of scripts and frames, `script`
    the beginnings of scripts in the page. `complete` is False where the page was cut. What a page shows after its
    first 40,000 characters is left out; anchors and links are all there.
    """

    title: str = ""
    headings: tuple[tuple[str, str], ...] = ()
    blocks: tuple[str, ...] = ()
    cells: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    words: int = 0
    text: str = ""
    anchors: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
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

    cut = _too_deep(html)
    if cut is not None:
        html, complete = html[:cut], False
    tree = LexborHTMLParser(html, scripting=True)  # what <noscript> holds is not shown
    title = next((node for node in tree.css("title") if node.parent is None or node.parent.tag in _HAVE_TITLES), None)
    scripts = tree.css("script")
    sources = [node.attributes.get("src") or "" for node in (*scripts, *tree.css("iframe,frame"))]
    script = "\n".join((node.text() or "")[:2000] for node in scripts[:20])
    links = tuple(filter(None, (node.attributes.get("href") for node in tree.css("a[href]"))))
    anchors = _anchors(tree)
    cells = _cells(tree)
    onward, at_once = _refresh(tree, base, refresh)
    title_text = _spaced(title.text() if title else "")
    for selector, before, after in _MARKED:
        _mark(tree, selector, before, after)
    hidden = {node.mem_id for node in _mark(tree, _HIDDEN, _HIDE, _SHOW)}
    top = tree.body or tree.root
    shown = _Shown(((top.text() if top else "") or "")[:_MOST_TEXT])
    text = _spaced("".join(shown.texts))
    visible = count_words(text[:5000])
    shell = not _SHELLS.isdisjoint(anchors) or tree.css_first("app-root") is not None
    return Page(
        title=title_text,
        headings=tuple(shown.headings),
        blocks=tuple(shown.blocks),
        cells=cells,
        marks=frozenset(tree.root.attributes if tree.root else ()),
        words=count_words(" ".join(shown.blocks)),
        text=text,
        anchors=anchors,
        links=links,
        sources=tuple(filter(None, sources)),
        script=script,
        password=_has_password(tree, hidden),
        refresh=onward,
        refresh_at_once=at_once,
        script_only=bool(any(sources) or script.strip()) and (visible < 5 or (shell and visible < 50)),
        complete=complete,
    )


def _too_deep(html: str) -> int | None:
    """Where elements are nested deeper than any page nests them; None where they never are."""
    if html.count("<") <= _DEEPEST:
        return None
    open_now: dict[str, int] = {}
    depth = 0
    for number, tag in enumerate(_TAG.findall(html)):
        if tag in _NOT_NESTED:
            continue
        if tag[1] != "/":
            open_now[tag] = open_now.get(tag, 0) + 1
            depth += 1
            if depth > _DEEPEST:
                return next(found.start() for n, found in enumerate(_TAG.finditer(html)) if n == number)
        elif open_now.get(name := "<" + tag[2:]):
            open_now[name] -= 1
            depth -= 1
    return None


def _mark(tree: LexborHTMLParser, selector: str, before: str, after: str) -> list[LexborNode]:
    """Put marks around the elements, as text nodes, so that one call gives their texts with their limits."""
    nodes = tree.css(selector)
    for node in nodes[:_MOST_MARKS]:
        node.insert_before(before)
        node.insert_after(after)
    return nodes


def _cells(tree: LexborHTMLParser) -> frozenset[str]:
    """What stands in the rows of tables beside something else."""
    out: set[str] = set()
    for row in tree.css("tr")[:_MOST_ROWS]:
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
            try:
                target = str(urljoin(base, found[2].strip()))
            except ValueError:
                target = found[2].strip()
            return target, seconds in ("", "0", "1")
    return None, False


def _has_password(tree: LexborHTMLParser, hidden: set[int]) -> bool:
    for node in tree.css("input[type]")[:1000]:
        if (node.attributes.get("type") or "").lower() == "password":
            above: LexborNode | None = node
            while above is not None and above.mem_id not in hidden:
                above = above.parent
            if above is None:
                return True
    return False


class _Shown:
    """What a page shows, read from its text with marks."""

    def __init__(self, text: str) -> None:
        self.blocks: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.block: list[str] = []
        self.linked = 0
        depth = dict.fromkeys((_HIDE, _ASIDE, _QUOTE, _LINK), 0)
        heading: list[str] | None = None
        level = ""
        for piece in _MARKS.split(text):
            if not piece:
                continue
            if piece > _LAST_MARK or len(piece) > 1:
                if depth[_HIDE]:
                    continue
                self.texts.append(piece)
                if heading is not None:
                    heading.append(piece)
                if not depth[_ASIDE] and not depth[_QUOTE]:
                    self.block.append(piece)
                    self.linked += len(piece.strip()) if depth[_LINK] and heading is None else 0
            elif piece == _BLOCK:
                self.flush()
            elif piece in depth:
                depth[piece] += 1
            elif piece in _CLOSES:
                depth[_CLOSES[piece]] = max(0, depth[_CLOSES[piece]] - 1)
            elif piece in _LEVELS:
                heading, level = [], _LEVELS[piece]
            else:
                if heading and not depth[_ASIDE] and (said := _spaced("".join(heading))):
                    self.headings.append((level, said))
                heading = None
        self.flush()

    def flush(self) -> None:
        self.texts.append(" ")
        if self.block:
            text = _spaced("".join(self.block))
            if text and self.linked < 0.8 * len(text):
                self.blocks.append(text)
            self.block, self.linked = [], 0


def _spaced(text: str) -> str:
    return " ".join(text.split())


def count_words(text: str) -> int:
    """How many words a text has; two signs of a script without blanks count as one."""
    signs = 0 if text.isascii() else len(_CJK.findall(text))
    return len(_WORD.findall(text)) + signs // 2
