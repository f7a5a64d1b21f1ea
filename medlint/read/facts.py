"""The facts of a dataset that isn't a row: labels with their values, and what a line of text says in which order.

Fields are pieces of the page's own text, cut out with their places, so that rules, fixes and ignore comments work on
them as on the cells of a table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medlint.data import holds, terms
from medlint.lazy import regex
from medlint.model import Cell, Column, Entry, Item, Link, Page, Row, Table, TextCell
from medlint.read.columns import Words, header_key, header_texts
from medlint.read.inline import fill
from medlint.read.topics import topic_of
from medlint.text.words import leads_on

_BOLD_LABEL = regex(
    r"(?<![\])])(\*\*|__|<b>|<strong>)\s*(?=\S)([^*_<>\[\]()\n|]{1,60}?)\s*"
    r"(?:([:：–-])\s*(?:\*\*|__|</b>|</strong>)|(?:\*\*|__|</b>|</strong>)\s*[:：])[ \t]*"
)
_PLAIN_LABEL = regex(
    r"^[ \t]*(?:[-*•·+][ \t]+)?(?:(?::\w{1,20}:|[^\w\s\[\]()<>*_`#|!]{1,4})[ \t]+)?(?:\*|_)?"
    r"([^\W_][^*_<>\[\]()\n|:：]{0,40}?)(?:\s*[:：](?:\*|_)?|[*_][:：])(?!//)[ \t]*",
    re.MULTILINE,
)
_LEADING = regex(r"[\s:：,;.–—|·>→-]+")
_TRAILING = " \t\r\n:：,;–—|·([（【->→."
_BEFORE_NAME = regex(
    r"(?:\s|&nbsp;)*(?:\[[ xX]\]\s+)?(?:(?:[^\w\s\[*_`<(\"'\u2018\u201c\U00020000-\U0003ffff]+|:\w{1,30}:)\s+)?(?:~~)?"
    r"(?:\d+(?:(?:\.\d+)*[.)]\s+|(?:\.\d+)+\s+|[）、]\s*))?"
    r"(?:(?:19|20)\d\d(?: ?[-–—:：] ?(?=[*\[])|-[A-Z]\w{1,20} [-–—] (?=[\w .+-]{2,40}:)))?\^?"
)
"""What may stand before a name: a checkbox, a symbol, a number, a year and its venue, a mark of a note."""
_POINTS = regex(
    r"(?:(?i:see(?: also)?|also|check(?: out)?|visit|(?:hosted|available|found) (?:on|at|in)):?|"
    r"(?:[^\W\d_a-z]\.[ -]?){1,3}[^\W\d_a-z][\w'’-]+[.,:]|(?:`[^`\n]{1,60}`[\s,|–-]{0,5}){2,9})\s+(?=[\[*_<])"
)
"""What leads to a link and is no part of its name: `See also`, who tells of it, or several tags in code."""
_STRONG = regex(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
_SEPARATOR = regex(r"\s(?:[-–—]+|[-=]?>|→)\s|[:：]\s|：|\n|<br|\s\||[。；;]")
# Compiled where a list without tables is read, and not before.
_PAPER_URL = (
    r"(?i)(?:ar|bior|medr)xiv\.org|/pdf/|\.pdf$|nature\.com/articles|sciencedirect|pubmed|ncbi\.nlm\.nih\.gov/p(?:mc|ubmed)|aclanthology|"
    r"aclweb|openaccess\.thecvf|ieeexplore|springer|dl\.acm|doi\.org/10\.(?:1109|1016|1007|1038|1145|18653|1093)"
)
_GOES_ON = r"(?:\w['’]s|\b(?:of|for|from|on|in|the|an?|des?|du|les?|la)|\A(?:The|An?|L[ae]s?))\s*\Z"
"""How a name ends that its link is a part of."""
_LONGEST_TITLE = 250
_SEVERAL = 3
_TRAINED_ON = r"ed (?:on|from|with) (?:the following|\d+|two|three|four|five) [\w -]{0,60}(?:data ?sets|corpora)\b"


class Label(NamedTuple):
    """A label in a cell's raw text: its name, where it starts and its value starts, and whether it is emphasised.

    `cell` is its own where it stands beside the value.
    """

    name: str
    start: int
    value: int
    bold: bool
    name_start: int
    cell: TextCell | None = None


class Pieces:
    """Cuts pieces out of the cells of a page, and hands the page's links over to them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._links: dict[int, Link] = {}

    def cut(self, cell: TextCell, start: int, end: int) -> TextCell:
        """The text of a cell from start up to end, without blanks around it, as a cell of its own."""
        raw = cell.raw[start:end]
        start += len(raw) - len(raw.lstrip())
        raw = raw.strip()
        # The segments that begin in the piece, and the one before, in which it begins.
        first = max(bisect_right(cell.segments, (start, 1 << 62)) - 1, 0)
        last = bisect_right(cell.segments, (start + len(raw), 1 << 62))
        inside = cell.segments[first:last]
        segments = [(max(at - start, 0), source + max(start - at, 0)) for at, source in inside]
        piece = TextCell("", raw, cell.source, segments)
        fill(piece, self.page.definitions)
        for link in piece.links:
            self._links[piece.offset(link.span[0])] = link
        return piece

    def hand_over(self) -> None:
        """Put the links of the pieces in the place of those that the page holds."""
        if self._links:
            taken = self._links
            self.page.links = [
                taken.get(link.cell.offset(link.span[0]), link)
                if isinstance(link.cell, TextCell) and link.kind != "definition"
                else link
                for link in self.page.links
            ]


def labels(cell: TextCell, whole: bool = False) -> list[Label]:
    """The labels of a text: emphasised ones anywhere, plain ones at the start of a line.

    With `whole` the first line may be one too; else it is what leads the text.
    """
    bold = [Label(f[2], f.start(), f.end(), True, f.start(2)) for f in _BOLD_LABEL.finditer(cell.raw)]
    taken = [span for span in cell.opaque if cell.raw[span[0] : span[0] + 2].lower() not in ("<b", "<s", "</")]
    taken = sorted([*taken, *((label.start, label.value) for label in bold)])
    starts = [start for start, _ in taken]
    out = []
    for found in _PLAIN_LABEL.finditer(cell.raw):
        at = found.start(1)
        if (found.start() == 0 and not whole) or len(found[1].split()) > 4:
            continue
        before = bisect_right(starts, found.end() - 1) - 1
        if before < 0 or taken[before][1] <= at:
            out.append(Label(found[1], found.start(), found.end(), False, at))
    return sorted([*bold, *out], key=lambda label: label.start)


class Draft:
    """An entry in the making: its pieces in order, and where it stands."""

    def __init__(self, line: int, end_line: int) -> None:
        self.line = line
        self.end_line = end_line
        self.fields: dict[str, TextCell] = {}
        self.columns: dict[str, Column] = {}
        self.facts: list[tuple[TextCell, Label, int]] = []
        """Labels: the cell, the label, and where its value ends."""
        self.texts: list[tuple[TextCell, int, int]] = []
        """Text without a label."""
        self._open: tuple[TextCell, Label] | None = None
        """A label that is all its paragraph says: its value is the next one."""

    def add(self, cell: TextCell, start: int = 0, *, whole: bool = True) -> None:
        """Take the text of a cell from an offset on: its labels, and what stands before them."""
        found = [label for label in labels(cell, whole) if label.start >= start]
        first = found[0].start if found else len(cell.raw)
        said = cell.raw[start:first].strip() != ""
        before, label = self._open or (cell, None)
        between = cell.source.text[before.offset(len(before.raw)) : cell.offset(start)]  # code, a picture
        if said and label is not None and not between.strip(" \t\r\n>"):
            self.facts[-1] = (cell, label._replace(start=start, value=start, cell=before), first)
        elif said:
            self.texts.append((cell, start, first))
        alone = len(found) == 1 and not said and not cell.raw[found[0].value :].strip()
        self._open = (cell, found[0]) if alone and header_key(found[0].name) not in header_texts()["source"] else None
        ends = [*(label.start for label in found[1:]), len(cell.raw)]
        self.facts += [(cell, label, end) for label, end in zip(found, ends, strict=False)]

    def add_item(self, item: Item) -> None:
        """Take the text of an item and of those below it."""
        stack = [item]
        while stack:
            here = stack.pop()
            for cell in here.cells:
                self._open = None
                self.add(cell)
            stack.extend(reversed(here.items))


def says(cell: TextCell) -> bool:
    """Whether a cell says anything: it has a letter, a digit or a link."""
    return bool(cell.links) or any(map(str.isalnum, cell.text))


def leads_out(link: Link) -> bool:
    """Whether a link leads to a page, not to a picture or to a part of its own page."""
    return not (link.kind == "definition" or link.is_picture or not link.url or link.url.startswith(("#", "mailto:")))


def is_link(cell: TextCell, start: int = 0) -> bool:
    """Whether the text of a cell, from an offset on, is one link."""
    return any(link.whole_span == (start, len(cell.raw)) for link in cell.links)


def items_of(blocks: Iterable[TextCell | Item | Table]) -> Iterator[Item]:
    """The items among blocks, without those below a line that says they are something else: `Inspired by:`."""
    other = False
    for block in blocks:
        if isinstance(block, TextCell):
            line = re.split(r"[.!?。]\s", block.text.strip())[-1]
            heads = line.endswith((":", "：")) or block.raw.rstrip().endswith(("**", "__"))
            other = heads and topic_of(line) == "other" and re.search(_TRAINED_ON, line) is None
        elif isinstance(block, Item) and not other:
            yield block


def led_paragraphs(blocks: Iterable[TextCell | Item | Table]) -> list[Item]:
    """The paragraphs among blocks as items, where most begin with a link whose text is a name."""
    cells = [block for block in blocks if isinstance(block, TextCell)]
    links = [(cell, link) for cell in cells for link in cell.links[:1] if link.kind == "link"]
    led = [c for c, link in links if link.whole_span[0] == 0 and not leads_on(link.text.partition("(")[0])]
    items = [Item(c.source.line_of(c.offset(0)), c.source.line_of(c.offset(len(c.raw))), [c]) for c in led]
    return items if len(items) >= _SEVERAL and 2 * len(items) > len(cells) else []


def item_leads_out(item: Item) -> bool:
    """Whether anything in an item, or in those right below it, leads to a page."""
    cells = (*item.cells, *(cell for below in item.items for cell in below.cells))
    return any(leads_out(link) for cell in cells for link in cell.links)


def name_of(item: Item) -> str | None:
    """What an item calls what it links to: nothing for an address alone; None where it links nowhere."""
    link = next((link for cell in item.cells[:1] for link in cell.links if leads_out(link)), None)
    if link is None:
        return None
    cell = item.cells[0]
    start, end, _ = title_span(cell)
    name = (link.text if start <= link.whole_span[0] < end else cell.raw[start:end]).strip(" []*_")
    return "" if "://" in name else name


def is_fact(name: str, words: Words) -> bool:
    """Whether a label says what its value is: a field of a dataset, or what a link leads to."""
    found = words.meaning(name)
    known = found is not None and (found[0] != "title" or found[1] == header_key(name))  # `Fish database` is a name
    return known or header_key(name).rpartition(" ")[2] in terms("label-of-link")


def settle(drafts: list[Draft], words: Words, pieces: Pieces) -> None:
    """Cut the pieces of the drafts of a group: labelled facts, the description, and the link that is the source.

    Labels are those that mean a field, and those that several entries have.
    """
    counts = Counter(name for draft in drafts for name in {header_key(label.name) for _, label, _ in draft.facts})
    often = max(2, len(drafts) // 10)
    usual = {name for name, count in counts.items() if count >= often or is_fact(name, words)}
    seen: set[str] = set()
    for draft in drafts:
        _settle(draft, usual, words, pieces, seen)


def _settle(draft: Draft, usual: set[str], words: Words, pieces: Pieces, seen: set[str]) -> None:
    """Cut the pieces of a draft. `seen` are the labels of the group that have a column already."""
    merged: list[tuple[TextCell, Label, int]] = []
    for cell, label, end in draft.facts:
        before = cell.raw[cell.raw.rfind("\n", 0, label.start) + 1 : label.start]  # on its line
        if header_key(label.name) in usual or (label.bold and not before.strip(" \t-*•·+")):
            merged.append((cell, label, end))
        elif merged and merged[-1][0] is cell and merged[-1][2] == label.start:
            merged[-1] = (cell, merged[-1][1], end)
        elif draft.texts and draft.texts[-1][0] is cell and draft.texts[-1][2] == label.start:
            draft.texts[-1] = (cell, draft.texts[-1][1], end)
        else:
            draft.texts.append((cell, label.start, end))
    for cell, label, end in merged:
        _labelled(draft, (cell, label, end), words, pieces, seen)
    _described(draft, pieces)
    _sourced(draft, pieces)


def _labelled(draft: Draft, fact: tuple[TextCell, Label, int], words: Words, pieces: Pieces, seen: set[str]) -> None:
    cell, label, end = fact
    value = pieces.cut(cell, label.value, end)
    meaning = words.meaning(label.name)
    key = header_key(label.name)
    field = meaning[0] if meaning is not None and meaning[0] not in draft.fields else key
    if field == "title" or (field == "source" and meaning is not None and not value.links and not value.empty):
        field = key
    if field in draft.fields:
        return
    draft.fields[field] = value
    if field not in seen:
        seen.add(field)
        name = label.cell or pieces.cut(cell, label.name_start, label.name_start + len(label.name))
        draft.columns[field] = Column(name, field, meaning is not None and field == meaning[0])


def _described(draft: Draft, pieces: Pieces) -> None:
    if "description" in draft.fields:
        return
    for cell, start, end in draft.texts:
        skipped = _LEADING.match(cell.raw, start, end)
        begin = skipped.end() if skipped else start
        piece = pieces.cut(cell, begin, end)
        if _letters(piece.text) - sum(_letters(link.text) for link in piece.links) > 2:
            draft.fields["description"] = piece
            draft.columns["description"] = Column(piece, "description", True)
            return


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _sourced(draft: Draft, pieces: Pieces) -> None:
    """Find the link that leads to the data: one that says so, else the title's, else the first that is no paper."""
    if "source" in draft.fields:
        return
    title = draft.fields.get("title")
    texts = ((cell, link) for cell, start, end in draft.texts for link in cell.links if start <= link.span[0] < end)
    found = [(cell, link) for cell, link in texts if leads_out(link)]
    bare = [c for name, c in draft.fields.items() if is_link(c) and leads_out(c.links[0]) and topic_of(name) != "other"]
    if title is not None and any(map(leads_out, title.links)):
        draft.fields["source"] = title
    elif found:
        cell, link = min(found, key=lambda at: ("source", "", "code", "paper").index(kind_of(at[1])))
        draft.fields["source"] = pieces.cut(cell, *link.whole_span)
    elif bare:
        draft.fields["source"] = bare[0]
    if "source" in draft.fields:
        draft.columns["source"] = Column(draft.fields["source"], "source", True)


def kind_of(link: Link) -> str:
    """What a link leads to, by its text or its address."""
    text = "" if link.kind in ("bare", "autolink") else link.text
    by_text = {"link-to-paper": "paper", "link-to-data": "source", "link-to-code": "code"}
    by_url = "paper" if re.search(_PAPER_URL, link.url) else ""
    return next((kind for name, kind in by_text.items() if holds(text, name)), by_url)


def title_span(cell: TextCell, begin: int = 0) -> tuple[int, int, int]:
    """Where the name stands that leads a text, or what of it is behind `begin`, and where what follows it begins."""
    raw = cell.raw
    start = _BEFORE_NAME.match(raw, begin)
    begin = start.end() if start else begin
    for link in cell.links:  # a picture, or back to the contents
        aside = link.is_picture or (link.url.startswith("#") and not _letters(link.text))
        after = _BEFORE_NAME.match(raw, link.whole_span[1]) if aside and link.whole_span[0] == begin else None
        begin = after.end() if after is not None and after.end() < len(raw) else begin
    lead = next((link for link in cell.links if _names(link)), None)
    if lead is not None:
        points = _POINTS.match(raw, begin)
        begin = points.end() if points is not None and not leads_on(lead.text) else begin
    if lead is not None and _nothing(raw[begin : lead.whole_span[0]]):
        end = _emphasis_end(raw, begin, lead.whole_span)
        return begin, end, end
    strong = _STRONG.match(raw, begin, begin + _LONGEST_TITLE)
    if strong is not None and not ("|" in strong[0] and "](" in strong[0]):
        return begin, strong.end(), strong.end()
    while begin < len(raw) and raw[begin] in "*_":  # the whole item is emphasised, its name ends before
        begin += 1
    leads = next((link for link in cell.links if link.kind != "image"), None)
    first = leads.whole_span if leads is not None else (len(raw), len(raw))
    goes_on = leads is not None and _names(leads) and re.search(_GOES_ON, raw[begin : first[0]]) is not None
    stop = first[goes_on]  # `Numenta's [NAB](…)` is a name with its link
    cut = _SEPARATOR.search(raw, begin, stop)
    end = cut.start() if cut is not None else stop
    return begin, begin + len(raw[begin:end].rstrip(_TRAILING)), end


def _names(link: Link) -> bool:
    """Whether a link has a text that may be a name, be its address still to come, or a place of the page."""
    own = link.kind == "link" and link.url[:1] in ("", "#") and _letters(link.text) > 0
    return link.kind not in ("bare", "autolink") and (leads_out(link) or own)


def _nothing(text: str) -> bool:
    """Whether what stands before a link says nothing: emphasis, an opening bracket, an article, a badge."""
    if len(text) > _LONGEST_TITLE:
        return False
    return re.sub(r"!?\[[^\]]*\]\([^)]*\)|<[^>]*>|\bthe\b", "", text, flags=re.IGNORECASE).strip(' *_`[(:"') == ""


def _emphasis_end(raw: str, begin: int, span: tuple[int, int]) -> int:
    """The end of a link with the marks of emphasis around it."""
    closing = (mark for mark in ("**", "__", "*", "_", "]") if mark.replace("]", "[") in raw[begin : span[0]])
    return span[1] + len(next((mark for mark in closing if raw.startswith(mark, span[1])), ""))


def entries_of(table: Table, kind: str, drafts: list[Draft]) -> Iterator[Entry]:
    """The entries of a group whose drafts are settled; the group's columns are the labels in use."""
    columns: dict[str, Column] = {}
    for draft in drafts:
        for field, column in draft.columns.items():
            columns.setdefault(field, column)
    table.columns = list(columns.values())
    table.entries = True
    for draft in drafts:
        cells = list({id(cell): cell for cell in draft.fields.values()}.values())
        row = Row(table, sorted(cells, key=lambda cell: cell.offset(0)), draft.line, draft.end_line)
        table.rows.append(row)
        fields: dict[str, Cell] = dict(draft.fields)
        yield Entry("item" if kind == "item" else "heading", fields, page=table.page, row=row)
