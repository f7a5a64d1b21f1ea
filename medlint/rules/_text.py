"""The texts of a list that people read, each with the entry and field it belongs to."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from medlint.kept import KeptRecord
from medlint.lazy import regex
from medlint.model import Cell, Entry, Page, TextCell
from medlint.project import Project
from medlint.read.inline import visible


class Text(NamedTuple):
    """A cell, heading, paragraph or YAML value. `entry` and `field` are None outside entries."""

    cell: Cell
    entry: Entry | None = None
    field: str | None = None


def page_texts(pages: Iterable[Page]) -> Iterator[Text]:
    """Headings and running text outside tables."""
    for page in pages:
        for section in page.headings:
            if section.heading is not None:
                yield Text(section.heading)
        for cell in page.prose:
            yield Text(cell)


_TAG = regex(r"<!--.*?(?:-->|\Z)|<(/?)(\w++)?+[^<>]*+>", re.DOTALL)
_CODE = frozenset(("code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea"))


def html_texts(project: Project) -> Iterator[Text]:
    """Blocks of raw HTML (tables, what `<details>` hold), in which tags, comments and code are opaque."""
    for page in project.pages:
        for start, _, text in page.loose:
            cell = TextCell(visible(text), text, page.source, [(0, start)])
            inside, since = "", 0
            for tag in _TAG.finditer(text):
                name = (tag[2] or "").lower()
                if not inside:
                    cell.hide(tag.span())
                    if name in _CODE and not tag[1]:
                        inside, since = name, tag.start()
                elif name == inside and tag[1]:
                    cell.hide((since, tag.end()))
                    inside = ""
            if inside:
                cell.hide((since, len(text)))
            yield Text(cell)


def table_texts(project: Project, pages: Iterable[Page], aside: Container[int] = ()) -> Iterator[Text]:
    """Every cell of every table: header, rows, cells of entries under their fields.

    Cells whose ids are in `aside` are left out.
    """
    for page in pages:
        owners = {id(entry.row): entry for entry in project.of(page)}
        for table in page.tables:
            yield from (Text(column.cell) for column in table.columns)
            for row in table.rows:
                entry = owners.get(id(row))
                for index, cell in enumerate(row.cells):
                    if id(cell) in aside:
                        continue
                    named = entry is not None and index < len(table.columns)
                    yield Text(cell, entry, table.columns[index].field if named else None)


def texts_of(entry: Entry) -> Iterator[Text]:
    """The fields of an entry that are not empty."""
    return (Text(cell, entry, field) for field, cell in entry.fields.items() if not cell.empty)


def every_text(project: Project) -> Iterator[Text]:
    """Everything on the list that people read, once: fields of entries first, then cells, headings, prose and HTML.

    Records that are kept by their keys are left out.
    """
    seen: set[tuple[str, int, int]] = set()
    held = (entry for entry in project.entries if not isinstance(entry, KeptRecord))
    fields = (Text(cell, entry, field) for entry in held for field, cell in entry.fields.items())
    labels = (Text(column.cell) for page in project.pages for table in page.groups for column in table.columns)
    of_entries = {id(cell) for entry in project.on_page for cell in entry.fields.values()}
    written = (table_texts(project, project.pages, of_entries), page_texts(project.pages), html_texts(project))
    for text in chain(fields, labels, *written):
        cell = text.cell
        if isinstance(cell, TextCell):
            key = (cell.source.path, cell.offset(0), len(cell.raw))
            if key in seen:
                continue
            seen.add(key)
        if not cell.empty:
            yield text
