"""The links of an entry that say where its data are, and tables where a paper is what is expected."""

from __future__ import annotations

import re

from medlint.data import holds, terms
from medlint.lazy import regex
from medlint.model import Entry, Link
from medlint.text.url import is_article

_IMAGE = regex(r"<img\b", re.IGNORECASE)
_OF_DATA = regex(r"data|image|collection|archive|challenge|数据", re.IGNORECASE)


def sources(entry: Entry, field: str = "source") -> list[Link]:
    """The links of an entry's source: no images, which are badges and logos."""
    cell = entry.get(field)
    if cell is None or (entry.row is not None and field == "doi"):
        return []
    return [link for link in cell.links if link.kind != "image" and not _IMAGE.match(cell.raw, link.whole_span[0])]


def are_papers(links: list[Link]) -> bool:
    """Whether there are links, and all lead to papers."""
    return bool(links) and all(is_article(link.url) for link in links)


def is_withdrawn(entry: Entry) -> bool:
    """Whether an entry says that its data can be had no longer: then nothing leads to them."""
    return any(holds(entry.text(field)[:80], "withdrawn") for field in ("source", "access", "status", "availability"))


def lists_papers(entry: Entry) -> bool:
    """Whether the table, or the record, is about papers or methods: there a paper is the right thing to link."""
    if entry.row is None:
        return str(entry.data.get("kind", "")).casefold() in terms("kind-of-others")
    table = entry.row.table
    if any(column.field in terms("paper-column") for column in table.columns):
        return True
    titles = (section.title for section in table.section.upward if section.level > 1)
    said = next((title for title in titles if _OF_DATA.search(title) or holds(title, "section-of-papers")), "")
    return said != "" and not _OF_DATA.search(said)
