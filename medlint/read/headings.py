"""Headings that name one dataset each and are followed by its facts; a line in bold is a heading too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from medlint.data import terms
from medlint.model import Column, Entry, Item, Page, Section, Table, TextCell
from medlint.read.columns import Words, header_key
from medlint.read.facts import (
    Draft,
    Label,
    Pieces,
    entries_of,
    is_fact,
    labels,
    leads_out,
    settle,
    title_span,
)
from medlint.read.topics import topic_of

_BOLD = re.compile(r"(?:[^\w\s*<_\[(]+\s+)?(?:\*\*|__|<b>|<strong>)(?=\S)[^\n]{2,250}?(?:\*\*|__|</b>|</strong>)(?!\w)")
_LEADS_ON = (
    r"(?i)(?:on )?(?:the )?(?:official |project |data(?:set)? )?(?:web ?site|home ?page|paper|arxiv(?: paper)?|"
    r"publication|link|page|github|code|repo|kaggle|download(?: link)?|data(?:set)?)s?"
)
"""What an item is called that only says where a link leads."""
_MANY = 5
_LONG = 12
"""Of more paragraphs a heading is a chapter, not an entry."""


class Unit(NamedTuple):
    """A heading or a line in bold, where its name ends, and what stands under it."""

    heading: TextCell
    end: int
    content: Sequence[TextCell | Item | Table]
    section: Section
    line: int

    @property
    def home(self) -> Section:
        """The section that it is an entry of."""
        return self.section.parent or self.section if self.heading is self.section.heading else self.section


def runs(page: Page, words: Words) -> Iterator[list[Unit]]:
    """Headings side by side that name a dataset each: those under one heading, or the lines in bold of a section."""
    for parent in page.sections:
        leaves = [child for child in parent.children if not child.children and child.heading is not None]
        units = [Unit(s.heading, len(s.heading.raw), s.content, s, s.line) for s in leaves if s.heading is not None]
        yield from _run(units, words)
        yield from _run(_bold_lines(parent), words)


def _run(units: list[Unit], words: Words) -> Iterator[list[Unit]]:
    named = [unit for unit in units if unit.content and _is_name(unit)]
    counts = Counter(name for unit in named for name in _labels(unit))
    usual = {name for name, count in counts.items() if count > 1 or is_fact(name, words)}
    like = [unit for unit in named if _is_dataset(unit, usual)]
    if len(like) >= (2 if 2 * len(like) >= len(units) else _MANY):
        yield [unit for unit in named if unit in like or not _holds_several(unit, usual)]


def _is_name(unit: Unit) -> bool:
    """Whether a heading can be the name of a dataset: no year, and nothing that is said over other lists."""
    name = unit.heading.text if unit.end == len(unit.heading.raw) else unit.heading.raw[: unit.end]
    if not any(map(str.isalpha, name)) or header_key(name) in terms("chapter"):
        return False
    return len(name.split()) > 3 or topic_of(name) != "other"


def _bold_lines(section: Section) -> list[Unit]:
    """The paragraphs of a section that begin with a name in bold, each with what follows it."""
    out: list[Unit] = []
    content: list[TextCell | Item | Table] = []
    for block in section.content:
        end = _bold_end(block) if isinstance(block, TextCell) else 0
        if end and isinstance(block, TextCell):
            content = [block]
            out.append(Unit(block, end, content, section, block.source.line_of(block.offset(0))))
        else:
            content.append(block)
    return out


def _bold_end(cell: TextCell) -> int:
    """Where the name in bold ends that a paragraph begins with; 0 for none, and for a label as in `**Note**: …`."""
    found = _BOLD.match(cell.raw)
    if found is None or found[0].rstrip("*_ ").endswith((":", "：")):
        return 0
    return 0 if cell.raw[found.end() : found.end() + 2].lstrip()[:1] in (":", "：") else found.end()


def _labels(unit: Unit) -> set[str]:
    """The labels of the facts under a heading, those in a table of two columns too."""
    out = {header_key(label.name) for cell in _cells(unit) for label in labels(cell, cell is not unit.heading)}
    tables = [block for block in unit.content if isinstance(block, Table) and len(block.columns) == 2]
    return out | {header_key(cells[0].text) for table in tables for cells in _pairs(table)}


def _pairs(table: Table) -> Iterator[list[TextCell]]:
    """The rows of a table of two columns, its header too: a label and its value each."""
    if not table.entries and table.column("title") is None:
        for cells in ([column.cell for column in table.columns], *(row.cells for row in table.rows)):
            if len(cells) == 2 and cells[0].text:
                yield cells


def _cells(unit: Unit) -> Iterator[TextCell]:
    for block in unit.content:
        if isinstance(block, TextCell):
            yield block
        elif isinstance(block, Item):
            yield from block.cells


def _is_dataset(unit: Unit, usual: set[str]) -> bool:
    """Whether a heading is a name with facts, not a title over several datasets or a chapter of prose."""
    items = sum(isinstance(block, Item) for block in unit.content)
    texts = [block for block in unit.content if isinstance(block, TextCell)]
    title = unit.heading.links if unit.heading not in texts else []
    linked = any(leads_out(link) for link in title)
    if _holds_several(unit, usual) and not (linked and items == 1):
        return False
    if linked or not usual.isdisjoint(_labels(unit)):
        return True
    return len(texts) <= _LONG // 3 and any(leads_out(link) for cell in _cells(unit) for link in cell.links)


def _holds_several(unit: Unit, usual: set[str]) -> bool:
    """Whether what stands under a heading is a list, a table or a chapter."""
    items = [block for block in unit.content if isinstance(block, Item)]
    texts = [block for block in unit.content if isinstance(block, TextCell) and block is not unit.heading]
    listed = sum(_is_listed(item, usual) for item in items)
    names = [_name(item) for item in items]
    nameless = bool(names) and names[0] is not None and (not names[0] or re.fullmatch(_LEADS_ON, names[0]) is not None)
    own = len(names) > 1 and nameless and any(name != "" for name in names)
    return (
        (listed > 0 and 2 * listed >= len(items) and not own)
        or any(isinstance(block, Table) and block.entries for block in unit.content)
        or len(texts) > _LONG
        or sum(_bold_end(cell) > 0 for cell in texts) > 1
    )


def _name(item: Item) -> str | None:
    """What an item calls what it links to: nothing for an address alone; None where it links nowhere."""
    if not item.cells:
        return None
    cell = item.cells[0]
    start, end, _ = title_span(cell)
    link = next((link for link in cell.links if leads_out(link)), None)
    if link is None:
        return None
    return (link.text if start <= link.whole_span[0] < end else cell.raw[start:end]).strip()


def _is_listed(item: Item, usual: set[str]) -> bool:
    """Whether an item links somewhere and is no labelled fact, so that it may be a dataset itself."""
    if not item.cells:
        return False
    first = labels(item.cells[0], True)
    if first and first[0].start < 3 and header_key(first[0].name) in usual:
        return False
    return any(leads_out(link) for link in item.cells[0].links)


def read_headings(page: Page, units: list[Unit], words: Words, pieces: Pieces) -> Iterator[Entry]:
    """The entries of a run of headings, as one group."""
    table = Table(page, units[0].home, units[0].line, "headings")
    page.groups.append(table)
    drafts = [_draft(unit, pieces) for unit in units]
    table.end_line = drafts[-1].end_line
    settle(drafts, words, pieces)
    yield from entries_of(table, "heading", drafts)


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
                draft.facts.append((value, Label(name.text, 0, 0, True, 0), len(value.raw)))
            draft.end_line = max(draft.end_line, block.end_line)
    return draft
