"""How far a list reaches: which pages beside the README belong to it, and which tables weren't taken for entries."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.config import Config
from medlint.lazy import regex
from medlint.model import Entry, Page, Table
from medlint.read.columns import header_key
from medlint.read.entries import name_column
from medlint.read.files import MARKDOWN, refused, shown
from medlint.read.topics import names_data, page_topic, speaks_of_data, topic
from medlint.text.closest import meant
from medlint.text.data import DATA
from medlint.text.words import leads_on

if TYPE_CHECKING:
    from medlint.project import Project

_LISTS = regex(r"^[ \t>|]*:?--|<t[dh]\b|^[ \t>]*(?:[-*+]|\d+[.)])[ \t]|^#", re.IGNORECASE | re.MULTILINE)
_HEADS = regex(r"^#.*|^.+(?=\n[ \t>|]*:?--)|<t?h\d?\b.*", re.IGNORECASE | re.MULTILINE)
_MOSTLY = 0.5
_FEW = 3
_PAGES = 10
"""How many pages, the first, are known to show the same dataset."""


def may_hold_entries(text: str) -> bool:
    """Whether it is worth reading a page for entries: it has a list, and begins or heads something with data."""
    return _LISTS.search(text) is not None and any(map(speaks_of_data, (text, *_HEADS.findall(text))))


class Shown:
    """What the pages of a list show, by what each entry is known by; `entries` may grow."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._seen = 0
        self._paths: dict[str, list[str]] = {}

    def again(self, entries: Sequence[Entry]) -> str | None:
        """The page whose datasets a page mostly shows again, by their titles or by addresses of one entry each."""
        for page, its in groupby(self._entries[self._seen :], key=lambda entry: entry.page):
            for key in chain(*_keys(list(its))) if page is not None else ():
                if page.source.path not in (paths := self._paths.setdefault(key, [])) and len(paths) < _PAGES:
                    paths.append(page.source.path)
        self._seen = len(self._entries)
        found = (dict.fromkeys(path for key in keys for path in self._paths.get(key, ())) for keys in _keys(entries))
        for path, times in Counter(chain(*found)).most_common(1):
            if times >= min(_FEW, len(entries)) and times >= _MOSTLY * len(entries):
                return path
        return None


def _keys(entries: Sequence[Entry]) -> list[list[str]]:
    """What each entry of a page is known by: its title, and the addresses that no other one leads to."""
    links = [(k.url.rstrip("/") for k in e.links if k.field == "source" and not k.is_picture) for e in entries]
    keys = [dict.fromkeys((header_key(entry.title), *own)) for entry, own in zip(entries, links, strict=True)]
    counts = Counter(chain(*keys))
    return [[key for key in own if key and (counts[key] == 1 or "://" not in key)] for own in keys]


def not_taken(pages: Sequence[Page], entries: Sequence[Entry], config: Config) -> list[str]:
    """A note for each kind of table that may list datasets and wasn't taken for entries, with what would take it."""
    titles = {header_key(entry.title) for entry in entries if entry.on_page}
    rows = [entry.row for entry in entries if entry.kind == "heading" and entry.row is not None]
    facts = {(id(row.table.page), line) for row in rows for line in range(row.line, row.end_line)}
    kinds: dict[tuple[int, tuple[str, ...]], list[Table]] = {}
    for page in pages:
        whole = page_topic(page)
        for table in page.tables:
            about = topic(table.section, whole)
            index = name_column(table) if (headed := table.column("title")) is None else headed
            if index is None or table.entries or (titles and len(table.rows) < _FEW):
                continue
            said = about == "data" or (about == "maybe" and names_data(table.columns[index].cell.text))
            if (said or (not titles and topic(table.section) is None)) and (id(page), table.line) not in facts:
                kinds.setdefault((index, tuple(column.cell.text for column in table.columns)), []).append(table)
    many = ((index, t) for (index, _), t in kinds.items() if sum(len(table.rows) for table in t) >= _FEW)
    return [_note(tables, index, config, titles) for index, tables in many]


def _note(tables: list[Table], index: int, config: Config, titles: set[str]) -> str:
    first = tables[0]
    columns = [" ".join(column.cell.text.split())[:40] for column in first.columns]
    where = f"{first.page.source.path}:{first.line}: {', '.join(columns[:6])}"
    rows = sum(len(table.rows) for table in tables)
    what = f"a table with {rows} rows wasn't" if len(tables) == 1 else f"{len(tables)} tables with {rows} rows weren't"
    key = "[columns]" if config.file is not None and config.file.name == "medlint.toml" else "[tool.medlint.columns]"
    cells = [row.cells[index] for table in tables for row in table.rows if index < len(row.cells)]
    names = [sum(not (link.is_picture or leads_on(link.text)) for link in cell.links) for cell in cells]
    if 2 * sum(number > 1 for number in names) > len(names):
        says = "most of its cells name several"
    elif 5 * sum(header_key(cell.text) in titles for cell in cells) >= 4 * len(cells):
        says = "it shows again what is listed elsewhere"
    else:
        says = f'title = ["{columns[index]}"] under {key} would' if columns[index] else "a header over its names would"
    return f"{what} taken for entries ({where}): {says}"


def unreadable(paths: Sequence[Path]) -> str | None:
    """Why a path leads to nothing that could be a list, with what is nearest; None where none does."""
    for path in paths:
        if refused(path) and path.is_file():
            return f"{shown(path)} is no Markdown and no data: medlint reads {', '.join((*MARKDOWN, *DATA))}"
        if not path.exists():
            beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
            return f"{shown(path)}: there is no such file or folder{meant(path.name, beside)}"
    return None


def nothing_there(project: Project, paths: Sequence[Path]) -> str | None:
    """What to say of a run that has nothing to look at; None where there is a list, a record or a link."""
    lists = any(page.tables or page.links or any(page.headings) for page in project.pages)
    if lists or project.entries or project.documents or project.problems:
        return None
    where = ", ".join(shown(path) for path in paths)
    if project.files:
        return f"{where}: there is no list, no record and no link in what was read"
    return f"{where}: there is no README.md and no catalog{_near(paths)}"


def _near(paths: Sequence[Path]) -> str:
    """What lies in the folders that would be a list if it were of another kind."""
    names = [path / name for path in paths if path.is_dir() for name in sorted(os.listdir(path))]
    other = next((name for name in names if name.stem.lower() == "readme" and name.is_file()), None)
    if other is not None:
        left_out = other.suffix.lower() in MARKDOWN
        return f"; {shown(other)} is left out by the config" if left_out else f"; {shown(other)} is no Markdown"
    page = next((name for name in names if name.suffix.lower() in (*MARKDOWN, *DATA) and name.is_file()), None)
    return f"; {shown(page)} is there: name it to have it read" if page is not None else ""
