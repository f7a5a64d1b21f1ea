"""Lists whose items are datasets: `- [Name](address) – text`, `* **Name**: text`, with facts nested below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.model import Column, Entry, Item, Page, Section, Table, TextCell
from medlint.read.columns import Words
from medlint.read.facts import Draft, Pieces, entries_of, labels, leads_out, settle, title_span
from medlint.read.topics import speaks_of_data

_SENTENCE = re.compile(r"[.!?。！？]\s+\w|\b(?:can be|could be|please|you|we|I|our|my|this list|these lists?)\b")
"""What a sentence has and a name hasn't."""
_PAPERS = re.compile(r"(?i)\b(?:papers?|publications?|references?|citations?)\W*[:：]\W*\Z")
"""How a line ends that leads on to papers: `used in the following papers:`."""


def read_items(page: Page, section: Section, words: Words, pieces: Pieces, *, sure: bool) -> Iterator[Entry]:
    """The entries of the lists that stand directly under a heading, one group for the section.

    Where it isn't `sure` that they are datasets, most of them have to say so.
    """
    items = list(_leaves(list(_listed(section))))
    if not items or not _are_entries(items):
        return
    if not sure and 2 * sum(speaks_of_data(item.cells[0].text) for item in items) < len(items):
        return
    table = Table(page, section, items[0].line, "items")
    table.end_line = items[-1].end_line
    page.groups.append(table)
    drafts = [_draft(item, pieces) for item in items]
    settle(drafts, words, pieces)
    yield from entries_of(table, "item", drafts)


def _listed(section: Section) -> Iterator[Item]:
    """The items that stand directly under a heading, without those that a line before them calls papers."""
    papers = False
    for block in section.content:
        if isinstance(block, TextCell):
            papers = _PAPERS.search(block.text) is not None
        elif isinstance(block, Item) and not papers:
            yield block


def _leaves(items: list[Item]) -> Iterator[Item]:
    """The items that stand for a dataset: those below an item that only names their group, else itself."""
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        if _is_group(item):
            stack.extend(reversed(item.items))
        elif item.cells:
            yield item


def _is_group(item: Item) -> bool:
    """Whether an item names a group: nothing in it leads anywhere, and what is below it does, each by its name."""
    if not item.items or any(leads_out(link) for cell in item.cells for link in cell.links):
        return False
    if item.cells and labels(item.cells[0]):
        return False
    leading = sum(_leads(below) or _is_group(below) for below in item.items)
    return leading > 0 and 2 * leading >= len(item.items)


def _leads(item: Item) -> bool:
    """Whether an item leads with a link, and isn't a labelled fact."""
    if not item.cells:
        return False
    cell = item.cells[0]
    if labels(cell, True) and not any(leads_out(link) and link.whole_span[0] < 6 for link in cell.links):
        return False
    return any(leads_out(link) for link in cell.links)


def _are_entries(items: list[Item]) -> bool:
    """Whether most items lead out of the page, each by a name of its own, not in the middle of a sentence."""
    out = sum(any(leads_out(link) for cell in _cells(item) for link in cell.links) for item in items)
    prose = sum(_is_prose(item.cells[0]) for item in items)
    return out > 0 and 2 * out >= len(items) and 2 * prose < len(items)


def _cells(item: Item) -> list[TextCell]:
    return [*item.cells, *(cell for below in item.items for cell in below.cells)]


def _is_prose(cell: TextCell) -> bool:
    """Whether an item is a sentence: its name would be long, and ends one or goes on in a link."""
    start, end, after = title_span(cell)
    raw = cell.raw
    if raw[start : start + 1] in "[*_`<":
        return False
    name = raw[start:end]
    return len(name) > 40 and (_SENTENCE.search(name) is not None or raw[after : after + 1] == "[")


def _draft(item: Item, pieces: Pieces) -> Draft:
    draft = Draft(item.line, item.end_line)
    first = item.cells[0]
    start, end, after = title_span(first)
    if end > start:
        title = pieces.cut(first, start, end)
        draft.fields["title"] = title
        draft.columns["title"] = Column(title, "title", True)
    draft.add(first, after, whole=False)
    for cell in item.cells[1:]:
        draft.add(cell)
    for below in item.items:
        draft.add_item(below)
    return draft
