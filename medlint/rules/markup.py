"""Rules about Markdown that isn't shown as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, pairwise

from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Cell, Link, Page
from medlint.project import Project
from medlint.read.html import Tag, tags
from medlint.read.inline import too_deep
from medlint.rules._fields import Spans
from medlint.rules._text import page_texts, table_texts
from medlint.rules.base import Option, edit, rule
from medlint.text.words import clipped

_MATH = regex(r"\$\$.+?\$\$|(?<![\\$\w])\$(?=\S)[^$\n]*?\S\$(?![\w$])", re.DOTALL)
_DOTTED = regex(r"[A-Za-z_]\w*(?:(?:\.|::)\w+)+")
_CITATION = regex(r"\s*|[xX]|[\^!].*|(?:\d{1,4}[a-z]?|[\d\s,;.–-]+)", re.DOTALL)
"""Brackets that mark a source, a task, a footnote or an alert."""
_APART = regex(
    r"(?<!\\)\[([^\[\]\n]*)\]([ \t]{1,3}\(|[ \t]{0,3}（)"
    r"((?:https?://|www\.|mailto:|#|\.{0,2}/)[^()（）\s]*(?:\([^()\s]*\)[^()（）\s]*)*)[)）]"
)
_TURNED = regex(r"(?<![\\\]])\((?=[^()\[\]\n]*?[^\W\d_])([^()\[\]\n]*+)\)\[((?:https?://|www\.)[^\[\]\s]*)\]")
_BARE = regex(r"(?<![\\\]!])\[([^\W\d_][^][\n]{1,80})\](https?:(?:[^][\s()<>|.,;:]|[.,;:](?!\s|\Z))++)(?![()])")
_OPENED = regex(r"(?<!\\)\]\(")
_ADDRESS = regex(r"[ \t]*[^\s()]*")
_WEB = regex(r"(?:https?:|ftp:|www\.)", re.IGNORECASE)
_PATH = regex(r"(?=.*(?:/|\.\w{1,8}\Z))[^\"'()]+")
"""A file or folder with spaces in its name, not words that somebody put in brackets behind a name."""
_SPLIT = regex(r"[ \t]+[^\s\"'()][^()\n]*\)")
_BRACKET = regex(r"\\.|[\[\]]|\n[ \t]*\n", re.DOTALL)
_ALONE = regex(r"(?<![\\\]])\[([^\[\]\n]{1,80})\](?![\[(:])")
"""What stands in brackets by itself: a tag, whatever stands beside it elsewhere."""
_PAIRED = regex(r"(?<![\\\w\]])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\](?![\[(:])")
_LABEL = regex(r"\s*\[([^\]]+)\]:")

_HREF = regex(r"\shref\s*=", re.IGNORECASE)

Span = tuple[int, int]


@rule(
    "MED107",
    "broken-markup",
    Level.ERROR,
    fix="unsafe",
    options={
        "findings": Option(
            50, "Findings that a cell or paragraph gives at most: more is a file gone wrong, no markup.", 1000, "below"
        ),
        "bold": Option(300, "Characters of the longest text that is taken for one meant to be bold.", 10_000, "below"),
    },
)
def broken_markup(project: Project) -> Iterator[Finding]:
    """A link or an emphasis is written so that its brackets or asterisks show, or a parenthesis is unbalanced.

    A reader sees punctuation where a link was meant and has nothing to click, and a link that isn't one is never
    checked.

    ```markdown bad
    The images are described in the [handbook] (https://example.org/handbook).
    ```
    ```markdown bad
    **Note **(all images are anonymous)
    ```
    ```markdown bad
    Scans of the thorax (with and without contrast
    ```
    ```markdown bad
    <h2>Chest</h3>
    ```
    ```markdown good
    The images [LIMITED ACCESS] are described in the [handbook](https://example.org/handbook) [12].

    - [x] done [[5]], range [0, 1], **Note** (all images are anonymous), `[text] (https://example.org)`
    ```
    """
    most, bold = (broken_markup.whole_option(project, name) for name in ("findings", "bold"))
    for page in project.pages:
        labels = {found[1].casefold() for link in page.links if link.kind == "definition"
                  and (found := _LABEL.match(link.cell.raw))}  # fmt: skip
        marks = set(_ALONE.findall(page.source.text)) if "][" in page.source.text else set[str]()
        yield from _open_fences(page)
        rows = [row for table in page.tables for row in table.rows]
        marks.update(c.raw.removeprefix(c.raw.rstrip("*")) for row in rows for c in row.cells if c.stars)
        for row in (row for row in rows if row.end_line > row.line and row.table.shape == "table"):
            said = f"the row that begins {clipped(row.cells[0].text)} is torn in two: it goes on in the next line"
            yield broken_markup.at(row.place, said)
        for cell, entry, field in chain(page_texts([page]), table_texts(project, [page])):
            broken = None
            if ("]" in cell.raw or cell.stars or "\\" in cell.raw) and not too_deep(cell.raw):
                for broken in islice(_broken(cell, labels, marks, bold), most):
                    start, end, said, text = broken
                    edits = (edit(cell.at(start, end), text),) if text is not None else ()
                    yield broken_markup.at(
                        cell.at(start, end), said, entry=entry, field=field, edits=edits, subject=cell.raw[start:end]
                    )
            if "<" in cell.raw:
                for tag in _unclosed(cell):
                    said = f"<{tag.name}> is opened here and closed nowhere in the cell"
                    yield broken_markup.at(cell.at(tag.start, tag.end), said, entry=entry, field=field)
            if broken is None and (lone := _unpaired(cell)) is not None:
                span, said = lone
                yield broken_markup.at(
                    cell.at(*span), said, entry=entry, field=field, level=Level.WARNING, subject=cell.raw[slice(*span)]
                )
        yield from _crossed(page)


_ROUND = regex(r"[()（）]")
_NUMBER = regex(r"(?<![A-Za-z\d_(（])#?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\.?\Z|[:;=8xX^][-' ]?\Z|\[[^\[\]]*\Z")
"""What stands before a parenthesis that closes none: the number of an item, a face, an interval that is half open."""
_SHOWN = 40


def _unpaired(cell: Cell) -> tuple[Span, str] | None:
    """The first parenthesis of a text that nothing closes or opens."""
    raw = cell.raw
    if raw.count("(") + raw.count("（") == raw.count(")") + raw.count("）"):
        return None
    addresses = ((max(k.whole_span[0], raw.rfind("](", *k.whole_span)), k.whole_span[1]) for k in cell.links)
    spans = Spans([*cell.opaque, *addresses, *(found.span() for found in _MATH.finditer(raw))])
    opened: list[int] = []
    for found in _ROUND.finditer(raw):
        at = found.start()
        if at in spans:
            continue
        if found[0] in "(（":
            if raw[max(at - 1, 0) : at] not in (":", ";"):
                opened.append(at)
        elif opened:
            opened.pop()
        elif not _NUMBER.search(raw, max(at - _SHOWN, 0), at):
            return (at, at + 1), f"nothing opens the parenthesis that ends {clipped(raw[max(at - _SHOWN, 0) : at + 1])}"
    if not opened:
        return None
    at = opened[0]
    return (at, at + 1), f"nothing closes the parenthesis of {clipped(raw[at : at + _SHOWN])}"


def _unclosed(cell: Cell) -> list[Tag]:
    """The lists and links of HTML that a text opens and doesn't close."""
    opened: list[Tag] = []
    for tag in tags(cell.raw):
        if tag.name in ("ul", "ol") or (tag.name == "a" and (tag.closes or _HREF.search(cell.raw, tag.start, tag.end))):
            if not tag.closes:
                opened.append(tag)
            elif opened and opened[-1].name == tag.name:
                opened.pop()
    return opened


def _crossed(page: Page) -> Iterator[Finding]:
    """Headings of HTML that are closed as another level than they are opened."""
    source = page.source
    for start, _, text in page.loose:
        opened: Tag | None = None
        for tag in (tag for tag in tags(text, start) if re.fullmatch("h[1-6]", tag.name)):
            if tag.closes and opened is not None and opened.name != tag.name:
                said = f"the heading is opened as <{opened.name}> and closed as </{tag.name}>"
                place = source.place(tag.start, tag.end)
                yield broken_markup.at(place, said, edits=(edit(place, f"</{opened.name}>"),))
            opened = None if tag.closes else tag


def _broken(cell: Cell, labels: set[str], marks: set[str], bold: int) -> Iterator[tuple[int, int, str, str | None]]:
    """What is broken in a cell: span, message, and the text that mends it where there is one."""
    raw = cell.raw
    taken = _taken(cell)
    if "]" in raw:
        for found in _APART.finditer(raw):
            if not _CITATION.fullmatch(found[1]) and found.start() not in taken:
                whole = f"[{found[1]}]({found[3]})"
                said = f"{clipped(found[0])} is no link: no space may stand between ] and ("
                if found[2].endswith("（"):
                    said = f"{clipped(found[0])} is no link: the brackets around the address have to be ( and )"
                yield *found.span(), said, whole
        for found in chain(_TURNED.finditer(raw), _BARE.finditer(raw)):
            if found.start() not in taken:
                said = f"{clipped(found[0])} is no link: the text stands in [ ] and the address in ( )"
                yield *found.span(), said, f"[{found[1]}]({found[2]})"
        yield from _unfinished(raw, taken)
        yield from _undefined(raw, taken, labels, marks)
        for link in cell.links:
            yield from _hollow(raw, link)
    if cell.stars:
        yield from _stars(cell, taken, bold, marks)
    if "{" in raw:
        yield from _latex(raw, taken)


def _taken(cell: Cell) -> Spans:
    """The spans in which brackets are what they seem: links, code, tags and formulae."""
    math = (found.span() for found in (_MATH.finditer(cell.raw) if "$" in cell.raw else ()))
    return Spans([*cell.opaque, *(link.whole_span for link in cell.links), *math])


def _unfinished(raw: str, taken: Spans) -> Iterator[tuple[int, int, str, str | None]]:
    """`](` that Markdown didn't take: the address has no end, or a space in it, or a link stands inside a link."""
    loose = [found.start() for found in _OPENED.finditer(raw) if found.start() not in taken]
    openings = _openings(raw) if loose else {}
    for close in loose:
        if (start := openings.get(close)) is None:
            continue
        line_end = raw.find("\n", close)
        line_end = len(raw) if line_end < 0 else line_end
        address = _ADDRESS.match(raw, close + 2, line_end)
        end = address.end() if address else close + 2
        ending = raw.find(")", close + 2, line_end)
        inside = raw[close + 2 : ending].strip() if ending >= 0 else ""
        text = clipped(raw[start : min(end, start + 200)])
        if ending >= 0 and any(raw[at] == "[" for at in islice(taken.between(start + 1, close), 5)):
            if " " in inside and not _WEB.match(inside):
                continue  # `[[paper](…)](extended in [a later one](…))`: words in brackets behind a link
            yield start, end, f"the link {text} has another link inside and is none itself", None
        elif ending >= 0 and _WEB.match(inside) and _SPLIT.match(raw, end, line_end):
            continue  # an address with a space inside is MED501
        elif " " in inside and not _WEB.match(inside):
            right = f"{raw[start : close + 2]}{inside.replace(' ', '%20')})" if _PATH.fullmatch(inside) else None
            said = f"{clipped(raw[start : ending + 1])} is no link: its address has a space inside"
            yield start, ending + 1, said, right
        else:
            yield start, end, f"the link {text} has no closing bracket", None


def _openings(raw: str) -> dict[int, int]:
    """The position of the opening bracket of each closing one."""
    out: dict[int, int] = {}
    stack: list[int] = []
    for found in _BRACKET.finditer(raw):
        if found[0] == "[":
            stack.append(found.start())
        elif found[0] == "]" and stack:
            out[found.start()] = stack.pop()
        elif found[0][0] == "\n":
            stack.clear()
    return out


def _undefined(raw: str, taken: Spans, labels: set[str], marks: set[str]) -> Iterator[tuple[int, int, str, str | None]]:
    """`[text][label]` whose label is nowhere defined; two tags or citations side by side are no link."""
    for found in _PAIRED.finditer(raw):
        text, label = found[1], found[2]
        of_code = text[:1] == "`" and _DOTTED.fullmatch(label or text.strip("`"))  # which plugins of a site define
        if found.start() in taken or _CITATION.fullmatch(text) or label in marks or of_code:
            continue
        if label.strip() and _CITATION.fullmatch(label):
            meant = label.isdigit() and any(known.isdigit() for known in labels)
        else:
            meant = bool(labels) or not label or label[:1].islower()
        if meant:
            name = label or text
            yield *found.span(), f"{clipped(found[0])} is no link: nothing defines [{name}]", None


def _hollow(raw: str, link: Link) -> Iterator[tuple[int, int, str, str | None]]:
    """A link without text, which nobody can see or click."""
    start, end = link.whole_span
    first = start + (link.kind == "image") + 1
    if link.kind not in ("link", "image") or raw[first : max(link.span[0], first)].rpartition("](")[0].strip():
        return
    if not link.url.strip():
        yield start, end, f"the link {clipped(raw[start:end])} has neither text nor address", None
    elif link.kind == "link" and not link.url.startswith("#"):
        yield start, end, f"the link {clipped(raw[start:end])} has no text that one could click", None


_LATEX = regex(r"(?:\$)?\\(?:text(?:bf|it|tt|sc)|emph|cite[pt]?|hat|tilde|mathbf|mathrm|url)\{[^{}\n]*\}\$?")
"""A command of LaTeX; between dollars that stand apart it is a formula."""


def _latex(raw: str, taken: Spans) -> Iterator[tuple[int, int, str, str | None]]:
    for found in _LATEX.finditer(raw):
        if found.start() not in taken:
            yield *found.span(), f"the LaTeX command {clipped(found[0])} is shown as it is written", None


_OPEN_FENCE = regex(r"^(?=[ \t]*[\u200b\u2060\ufeff])[ \t\u200b\u2060\ufeff]*+(`{3,}|~{3,})\s*$", re.MULTILINE)


def _open_fences(page: Page) -> Iterator[Finding]:
    """Fences that a character without width keeps from closing their block."""
    for start, end in page.code:
        for found in _OPEN_FENCE.finditer(page.source.text, start, end):
            said = f"the fence {found[1]!r} closes nothing: a zero-width character stands before it"
            yield broken_markup.at(page.source.place(*found.span(1)), said, subject=found[1])


_LONE = regex(r"\*\*(?=[^\W_])[^\n*]+")
"""A word in bold that never ends. At the end of a word two asterisks may be a mark of a note."""


def _stars(cell: Cell, taken: Spans, longest: int, marks: set[str]) -> Iterator[tuple[int, int, str, str | None]]:
    """Pairs of `**` that show, with words between them that were meant to be bold; no note that a cell marks so."""
    raw = cell.raw
    doubles = [a for a, b in pairwise(cell.stars) if b == a + 1 and raw[max(a - 1, 0) : a] != "*"]
    doubles = [a for a in doubles if raw[a + 2 : a + 3] != "*" and a not in taken]
    lone = _LONE.match(raw, doubles[0]) if len(doubles) == 1 and "**" not in marks else None
    if lone is not None and not raw[: doubles[0]].strip():
        yield *lone.span(), f"the asterisks of {clipped(lone[0])} are shown: nothing closes them", None
    index = 0
    while index + 1 < len(doubles):
        a, b = doubles[index], doubles[index + 1]
        between = raw[a + 2 : b]
        before, after = raw[max(a - 1, 0) : a], raw[b + 2 : b + 3]
        words = between.strip()
        two = words.endswith(",")  # names that begin so: `**kern, MEI, **mens`
        if not re.search(r"\w", words) or "\n" in between or len(words) > longest or _is_word(before) or two:
            index += 1
            continue
        opens, closes = not between[0].isspace(), not between[-1].isspace()
        right = None if opens and closes else f"**{words}**"
        if right is not None and opens:
            right += " " if _is_word(after) else ""
        if opens or (closes and not _is_word(after)):
            said = f"the asterisks of {clipped(raw[a : b + 2])} are shown"
            said += ": no space may stand inside them" if right is not None else ": they touch what is around them"
            yield a, b + 2, said, right
        index += 2


def _is_word(text: str) -> bool:
    """Whether a character is a letter or digit of a script with spaces between words."""
    return text.isalnum() and text < "\u2e80"
