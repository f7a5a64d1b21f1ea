"""Headings that name one dataset each and are followed by its facts; a line in bold is a heading too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

from medlint.data import terms
from medlint.lazy import regex
from medlint.model import Column, Entry, Item, Page, Section, Table, TextCell
from medlint.read.bullets import is_prose
from medlint.read.columns import Words, header_key
from medlint.read.facts import (
    Draft,
    Label,
    Pieces,
    entries_of,
    is_fact,
    is_link,
    item_leads_out,
    items_of,
    labels,
    leads_out,
    led_paragraphs,
    name_of,
    settle,
    title_span,
)
from medlint.read.topics import Topic, names_data, speaks_of_data, topic_of
from medlint.text.url import is_deep
from medlint.text.words import leads_on

_BOLD = regex(
    r"(?:(?:[^\w\s*<_\[(]+|:\w{1,30}:)\s+)?(\[)?(?:\*\*|__|<b>|<strong>)(?=\S)[^\n]{2,250}?(?:\*\*|__|</b>|</strong>)(?!\w)"
    r"(?(1)\]\([^)\s]{1,1000}\))"
)
_NO_NAME = (
    r"(?i)[?？]$|^\W*(?:how|what|why|where|summary|(?:download|import|load|us)ing (?:the|your))\b|^为什么|^如何|"
    r"\b(?:this|we|you|our|list|page|repo(?:sitory)?)\s(?:\S{1,40}\s+){2}[^\n]*\w{3}[\"')]{0,2}[.!][\"')*_]*$"
)
"""A question, or a whole sentence about the page."""
_MANY = 5
_LONG = 12
"""Of more paragraphs a heading is a chapter, not an entry."""
_SHORT = 25
"""Of so many characters the text of a link says what it leads to, not what it is called."""


class Unit(NamedTuple):
    """A heading or a line in bold, where its name ends, and what stands under it."""

    heading: TextCell
    end: int
    content: Sequence[TextCell | Item | Table]
    section: Section
    line: int

    @property
    def listed(self) -> list[Item]:
        """The items under it, without parts below its own address, and chapters that are of something else: `Links`."""
        own = next((link.url.rstrip("/") + "/" for link in self.heading.links if is_deep(link.url)), "\n")
        others = [below.content for below in self.section.children if topic_of(below.title) == "other"]
        aside = {id(block) for content in others for block in content}
        items = [item for item in items_of(self.content) if id(item) not in aside]
        return [i for i in items if not any(link.url.startswith(own) for cell in i.cells[:1] for link in cell.links)]

    @property
    def text(self) -> Unit:
        """The heading with what stands under it, but for the items of lists."""
        return self._replace(content=[block for block in self.content if not isinstance(block, Item)])

    @property
    def linked(self) -> bool:
        """Whether its name leads out of the page."""
        return any(leads_out(link) and link.whole_span[0] < self.end for link in self.heading.links)

    @property
    def home(self) -> Section:
        """The section that it is an entry of."""
        return self.section.parent or self.section if self.heading is self.section.heading else self.section


def runs(page: Page, words: Words, about: Callable[[Section], Topic]) -> Iterator[list[Unit]]:
    """Headings that name a dataset each: those side by side, then those elsewhere on the page that say as much.

    `about` tells what is listed in a section.
    """
    habit: Counter[str] = Counter()
    count = 0
    left: list[tuple[Topic, list[Unit]]] = []
    over: list[Unit] = []  # those above others
    levels: set[int] = set()
    told: set[int] = set()  # what is an entry, or a chapter of one, and has none of its own
    topics = [(section, about(section)) for section in page.sections]
    for parent, topic in topics if any(topic in ("data", "maybe") for _, topic in topics) else ():
        if topic == "other" or id(parent) in told:
            continue
        chapters = _chapters(parent)
        flat = [(child, _flat(child, chapters)) for child in parent.children]
        units = [Unit(s.heading, len(s.heading.raw), f, s, s.line) for s, f in flat if f is not None and s.heading]
        above = [s for s, f in flat if f is None and s.children and topic in ("data", "maybe")]
        over += [Unit(s.heading, len(s.heading.raw), s.content, s, s.line) for s in above if s.heading]
        for side in (units, _bold_lines(parent)):
            filled = [unit for unit in side if unit.content or unit.heading.links]
            named = [unit for unit in filled if _is_name(unit)]
            counts = Counter(name for unit in named for name in _labels(unit))
            shared = {name for name, count in counts.items() if 2 * count > len(named) > 1} | chapters
            named = [unit for unit in filled if _is_name(unit, shared)]
            usual = {name for name, count in counts.items() if count > max(1, len(named) / 3) or is_fact(name, words)}
            leads = Counter(lead for unit in named for lead in set(map(_lead, unit.listed)) - {""})
            usual |= {lead for lead, count in leads.items() if count > 1}
            marks = Counter(mark for unit in named for mark in _marks(unit.text))
            often = {mark for mark, count in marks.items() if mark != "[" and count >= max(_MANY, len(named) / 2)}
            like = [unit for unit in named if _is_dataset(unit, usual, often)]
            beside = len(parent.children if side is units else side)
            if topic in ("data", "maybe") and len(like) >= (2 if 2 * len(like) >= beside else _MANY):
                run = [unit for unit in named if unit in like or not _holds_several(unit, usual)]
                habit.update(mark for unit in run for mark in _marks(unit))
                count += len(run)
                levels.update(unit.section.level for unit in run if side is units)
                told.update(id(s) for unit in run for s in (unit.section, *unit.section.children) if s is not parent)
                yield run
            elif like:
                left.append((topic, like))
    common = {mark for mark, number in habit.items() if number >= min(_MANY, count)}
    seen = habit + Counter(mark for _, like in left for unit in like for mark in _marks(unit))
    for topic, like in left:
        free = (unit for unit in like if told.isdisjoint(map(id, (unit.section, *unit.section.children))))
        known = [unit for unit in free if _is_like(unit, common, seen) or _is_alone(unit, levels, topic)]
        if known and (topic in ("data", "maybe") or _are_of_data(known, common, words)):
            yield known
    yield from ([unit] for unit in over if id(unit.section) not in told and len(_labels(unit) & common) > 1)


def _chapters(parent: Section) -> set[str]:
    """The headings that most of those below a heading have below them: what is said of each, and no names."""
    chapters = Counter(header_key(below.title) for child in parent.children for below in child.children)
    most = max(2, sum(bool(child.children) for child in parent.children) / 2)
    return {title for title, count in chapters.items() if count >= most} | set(terms("chapter"))


def _flat(section: Section, chapters: set[str]) -> Sequence[TextCell | Item | Table] | None:
    """What stands under a heading, its chapters included; None where it is one, or those below are names themselves."""
    if _is_chapter(section, chapters):
        return None
    said = [below for below in section.children if below.content]
    own = sum(_is_chapter(below, chapters) or topic_of(below.title) == "other" for below in said)
    if len(section.children) == 1 and section.content:  # the last of a page, over a list of what is above
        below = section.children[0].content
        own += bool(below) and all(isinstance(block, Item) and not item_leads_out(block) for block in below)
    if 2 * own < len(said) or any(below.children for below in section.children):
        return None
    return [*section.content, *(block for below in section.children for block in below.content)]


def _is_chapter(section: Section, chapters: set[str]) -> bool:
    """Whether a heading says which chapter it is, alone or behind a name: `Files`, `CIFAR - Files`."""
    return header_key(section.title).rpartition(" - ")[2] in chapters


def _marks(unit: Unit) -> set[str]:
    """What an entry is known by: a linked name, the labels of its facts, and what its links are called."""
    links = [link for cell in (*_cells(unit), unit.heading) for link in cell.links if leads_out(link)]
    led = {"["} if unit.linked else set()
    return led | _labels(unit) | {header_key(link.text.strip("[]")) for link in links if 0 < len(link.text) < _SHORT}


def _is_like(unit: Unit, common: set[str], seen: Counter[str]) -> bool:
    """Whether a heading has the marks of the page's entries, those aside that it has for itself."""
    marks = {mark for mark in _marks(unit) if seen[mark] > 1}
    return 2 * len(marks & common) >= len(marks) > 0


def _is_alone(unit: Unit, levels: set[int], topic: Topic) -> bool:
    """Whether a heading is the only one of its group, at a level of entries, over one link without a name."""
    names = list(map(name_of, unit.listed))
    alone = topic == "data" and unit.section.level in levels and unit.home.children == [unit.section]
    return alone and len(names) == 1 and names[0] is not None and leads_on(names[0])


def _are_of_data(units: list[Unit], common: set[str], words: Words) -> bool:
    """Whether what stands under a heading of something else lists datasets: it says so, and links them as others."""
    marks = {mark for unit in units for mark in _marks(unit)} & common
    sources = {mark for mark in marks if names_data(mark) or ((found := words.meaning(mark)) and found[0] == "source")}
    speaking = sum(any(speaks_of_data(cell.text) for cell in (unit.heading, *_cells(unit))) for unit in units)
    return not sources <= {"code"} and 2 * speaking >= len(units)


def _is_name(unit: Unit, shared: Container[str] = ()) -> bool:
    """Whether a heading can be a dataset's name: no year, question or title over lists, or one with `shared` facts."""
    name = unit.heading.text if unit.end == len(unit.heading.raw) else unit.heading.raw[: unit.end]
    if not any(map(str.isalpha, name)) or header_key(name.lstrip("0123456789.、 ")) in terms("chapter"):
        return False
    other = not unit.linked and len(name.split()) < 4 and topic_of(name.partition(" [")[0]) == "other"
    other = other or re.search(_NO_NAME, name[-300:]) is not None
    chapters = {header_key(s.title) for s in unit.section.children if unit.heading is unit.section.heading}
    return not other or sum(fact in shared for fact in _labels(unit) | chapters) > 1


def _bold_lines(section: Section) -> list[Unit]:
    """The paragraphs of a section that begin with a name in bold, each with what follows it."""
    out: list[Unit] = []
    content: list[TextCell | Item | Table] = []
    for block in section.content:
        if isinstance(block, TextCell) and (end := _bold_end(block)):
            content = [block]
            out.append(Unit(block, end, content, section, block.source.line_of(block.offset(0))))
        else:
            content.append(block)
    return out


def _bold_end(cell: TextCell) -> int:
    """Where the name in bold ends that a paragraph begins with; 0 for none, and for a label as in `**Note**: …`."""
    found = _BOLD.match(cell.raw)
    if found is None or found[0].rstrip("*_ ").endswith((":", "：", "–", "-")):
        return 0
    return 0 if cell.raw[found.end() : found.end() + 2].lstrip()[:1] in (":", "：") else found.end()


def _labels(unit: Unit) -> set[str]:
    """The labels of the facts under a heading, those in a table of two columns too."""
    out = {header_key(label.name) for cell in _cells(unit) for label in labels(cell, cell is not unit.heading)}
    tables = [block for block in unit.content if isinstance(block, Table) and len(block.columns) == 2]
    return out | {header_key(cells[0].text) for table in tables for cells in _pairs(table)}


def _pairs(table: Table) -> Iterator[list[TextCell]]:
    """The rows of a table of two columns, its header too where it heads no column: a label and its value each."""
    if not table.entries and table.column("title") is None:
        header = [column.cell for column in table.columns if not table.columns[-1].known]
        for cells in (header, *(row.cells for row in table.rows)):
            if len(cells) == 2 and cells[0].text:
                yield cells


def _cells(unit: Unit) -> Iterator[TextCell]:
    blocks = (block for block in unit.content if not isinstance(block, Table))
    return (cell for block in blocks for cell in (block.cells if isinstance(block, Item) else (block,)))


def _is_dataset(unit: Unit, usual: set[str], often: set[str]) -> bool:
    """Whether a heading is a name with facts, not a title over several datasets or a chapter of prose.

    A short list is of its own where its text has two `usual` labels, or a link called as `often` beside it.
    """
    items, text = unit.listed, unit.text
    own = len(items) == 1 or 0 < sum(map(_is_listed, items)) < len(items) < _MANY
    told = len(items) <= _MANY and (len(usual & _labels(text)) > 1 or not often.isdisjoint(_marks(text)))
    if _holds_several(text if told else unit, usual) and not (unit.linked and own):
        return False
    if unit.linked or not usual.isdisjoint(_labels(unit)):
        return True
    return len(text.content) <= _LONG // 2 and any(leads_out(link) for cell in _cells(unit) for link in cell.links)


def _holds_several(unit: Unit, usual: set[str]) -> bool:
    """Whether what stands under a heading is a list, a table or a chapter."""
    items = unit.listed
    texts = [block for block in unit.content if isinstance(block, TextCell) and block is not unit.heading]
    others = [item for item in items if not _is_fact(item, usual)]
    if len(items) - len(others) > 1:  # beside facts a label with nothing but a link is a source
        others = [i for i in others if not any(is_link(c, at.value) for c in i.cells[:1] for at in labels(c, True))]
    facts, listed = len(items) - len(others), sum(map(_is_listed, others))
    parts = [link.url[:1] == "#" for item in others for cell in item.cells for link in cell.links]
    named = [(name, item.cells[0]) for item in items if (name := name_of(item)) is not None]
    ends = any(name == "" for name, _ in named)  # beside an address a sentence describes it
    names = [n for n, cell in named if not (is_prose(cell) or (ends and len(n) > 40 and cell.text[-1:] == "."))]
    few = any(names) or len(names) < len(items) or len(items) == 1
    own = not names or (leads_on(names[0]) and few and names.count("") <= _MANY)
    return (
        (listed > facts and 2 * listed >= len(items) and not own)
        or (len(parts) > 1 and all(parts))
        or any(isinstance(block, Table) and block.entries for block in unit.content)
        or len(texts) > _LONG
        or bool(led_paragraphs(texts))
        or sum(_bold_end(cell) > 0 for cell in texts) > 1
    )


def _is_fact(item: Item, usual: set[str]) -> bool:
    """Whether an item begins with a label that the headings use, or with words that lead to a link elsewhere too."""
    first = labels(item.cells[0], True) if item.cells else []
    return (bool(first) and first[0].start < 3 and header_key(first[0].name) in usual) or _lead(item) in usual


def _lead(item: Item) -> str:
    """The plain words with which an item leads to its link: `Download it from [here](…)`; nothing for less than two."""
    links = (link for cell in item.cells[:1] for link in cell.links if leads_out(link))
    words = next((link.cell.raw[: link.whole_span[0]].strip() for link in links), "")
    return header_key(words) if " " in words and set("*`<[").isdisjoint(words) else ""


def _is_listed(item: Item) -> bool:
    """Whether an item links somewhere, so that it may be a dataset itself."""
    named = bool(item.cells) and not re.search("[:：]", item.cells[0].text)
    return any(leads_out(link) for cell in item.cells[:1] for link in cell.links) or (named and item_leads_out(item))


def read_headings(page: Page, units: list[Unit], words: Words, pieces: Pieces) -> Iterator[Entry]:
    """The entries of a run of headings, as one group."""
    table = Table(page, units[0].home, units[0].line, "headings")
    page.groups.append(table)
    drafts = [_draft(unit, pieces) for unit in units]
    table.end_line = drafts[-1].end_line
    settle(drafts, words, pieces)
    # Of a template, which shows how to write an entry, all but the name is empty.
    own = [d for d in drafts if sum(cell.empty for cell in d.fields.values()) < max(len(d.fields) - 1, _MANY)]
    yield from entries_of(table, "heading", own)


def _draft(unit: Unit, pieces: Pieces) -> Draft:
    draft = Draft(unit.line, unit.line)
    start, end, _ = title_span(unit.heading)
    if not any(leads_out(link) and link.whole_span[0] < end for link in unit.heading.links):
        end = unit.end
    title = pieces.cut(unit.heading, start, end)
    draft.fields["title"] = title
    draft.columns["title"] = Column(title, "title", True)
    for block in unit.content:
        if isinstance(block, TextCell):
            inside = block is unit.heading
            draft.add(block, end if inside else 0, whole=not inside)
            draft.end_line = max(draft.end_line, block.source.line_of(block.offset(len(block.raw))))
        elif isinstance(block, Item):
            draft.add_item(block)
            draft.end_line = max(draft.end_line, block.end_line)
        else:
            for name, value in _pairs(block) if len(block.columns) == 2 else ():
                draft.facts.append((value, Label(name.text, 0, 0, True, 0, name), len(value.raw)))
            draft.end_line = max(draft.end_line, block.end_line)
    return draft
