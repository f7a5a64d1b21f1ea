"""Headings that name one dataset each and are followed by its facts."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.model import Column, Entry, Item, Page, Section, Table, TextCell
from medlint.read.columns import Words
from medlint.read.facts import Draft, Label, Pieces, entries_of, labels, leads_out, settle, title_span, usual_labels
from medlint.read.topics import topic_of

_LEAST = 2


def runs(page: Page) -> Iterator[list[Section]]:
    """Sections side by side, under one heading, that name a dataset each."""
    for parent in page.sections:
        leaves = [s for s in parent.children if not s.children and topic_of(s.title) != "other"]
        like = [section for section in leaves if _is_dataset(section)]
        if len(like) >= _LEAST and 2 * len(like) >= len(leaves):
            yield [section for section in leaves if section.content]


def _is_dataset(section: Section) -> bool:
    """Whether a section is a name with facts, not a heading over several datasets."""
    heading = section.heading
    if heading is None or not section.content:
        return False
    items = [item for item in section.content if isinstance(item, Item)]
    tables = [table for table in section.content if isinstance(table, Table)]
    if any(len(table.columns) != 2 for table in tables):
        return False
    facts = sum(bool(item.cells and labels(item.cells[0], True)) for item in items)
    if any(leads_out(link) for link in heading.links):
        return 2 * facts >= len(items) or len(items) < 3
    if items:
        return facts > 0 and 2 * facts >= len(items)
    cells = [cell for cell in section.content if isinstance(cell, TextCell)]
    return (
        bool(tables)
        or any(labels(cell, True) for cell in cells)
        or (len(cells) < 4 and any(leads_out(link) for cell in cells for link in cell.links))
    )


def read_headings(page: Page, sections: list[Section], words: Words, pieces: Pieces) -> Iterator[Entry]:
    """The entries of a run of headings, as one group."""
    parent = sections[0].parent or sections[0]
    table = Table(page, parent, sections[0].line, "headings")
    page.groups.append(table)
    drafts = [_draft(section, pieces) for section in sections]
    table.end_line = drafts[-1].end_line
    usual = usual_labels(drafts, words)
    for draft in drafts:
        settle(draft, usual, words, pieces)
    yield from entries_of(table, "heading", drafts)


def _draft(section: Section, pieces: Pieces) -> Draft:
    assert section.heading is not None
    draft = Draft(section.line, section.line)
    start, end, _ = title_span(section.heading)
    if not any(leads_out(link) for link in section.heading.links):
        end = len(section.heading.raw)
    title = pieces.cut(section.heading, start, end)
    draft.fields["title"] = title
    draft.columns["title"] = Column(title, "title", True)
    for block in section.content:
        if isinstance(block, TextCell):
            draft.add(block)
            draft.end_line = max(draft.end_line, block.source.line_of(block.offset(len(block.raw))))
        elif isinstance(block, Item):
            _add_item(draft, block)
            draft.end_line = max(draft.end_line, block.end_line)
        else:
            header = [column.cell for column in block.columns]
            _add_rows(draft, [header, *(row.cells for row in block.rows)])
            draft.end_line = max(draft.end_line, block.end_line)
    return draft


def _add_item(draft: Draft, item: Item) -> None:
    stack = [item]
    while stack:
        here = stack.pop()
        for cell in here.cells:
            draft.add(cell)
        stack.extend(reversed(here.items))


def _add_rows(draft: Draft, rows: list[list[TextCell]]) -> None:
    """Take the rows of a table of two columns: a label and its value."""
    for cells in rows:
        if len(cells) == 2 and cells[0].text:
            draft.facts.append((cells[1], Label(cells[0].text, 0, 0, True, 0), len(cells[1].raw)))
