"""What two texts of a page say differently, entry by entry and cell by cell, however they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from medlint.model import Cell, Entry, Place, Source
from medlint.project import Project
from medlint.read.match import title_key
from medlint.text import doi
from medlint.text import url as urls

Meaning = tuple[str, frozenset[str]]


class Difference(NamedTuple):
    """A cell of an entry before and after. `field` is empty for the entry as a whole: new, gone, or elsewhere."""

    place: Place
    entry: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        where = f"{self.place.path}:{self.place.line}:{self.place.column}: {self.entry!r}"
        if self.field:
            return f"{where}: {self.field}: {self.old!r} -> {self.new!r}"
        return f"{where}: {self.old} -> {self.new}"


def cell_meaning(cell: Cell) -> Meaning:
    """What a cell says: its text without spacing and bare addresses, and what its links lead to.

    DOIs are one in every spelling, addresses in every way to write one.
    """
    text = cell.text
    for link in cell.links:
        if link.kind in ("bare", "autolink", "value"):
            text = text.replace(link.text, " ")
    return " ".join(text.split()), frozenset(link_key(link.url) for link in cell.links)


def link_key(url: str) -> str:
    """An address in the form that changes are told by: a DOI in lower case, else the normalised address."""
    found = doi.find_doi_link(url)
    return f"doi:{found.key}" if found is not None else urls.normalise(url)


def differences(source: Source, new: str, project: Project) -> list[Difference]:
    """What the tables of entries of a page say differently from those of its new text, in order of place."""
    before = _entries(source, project)
    after = _entries(Source(source.path, new, bom=source.bom), project)
    out = list(_changed(before, after))
    last = {entry.section: entry.place for entry in before.values()}
    for key in after.keys() - before.keys():
        entry = after[key]
        where = last.get(entry.section, source.place(0, 0))  # behind the last of its section, else the top
        out.append(Difference(where, entry.title, "", "nothing", f"shown under {entry.section!r}"))
    return sorted(out, key=lambda d: (d.place.start, d.entry, d.field))


def _changed(before: dict[tuple[str, int], Entry], after: dict[tuple[str, int], Entry]) -> Iterator[Difference]:
    for key, old in before.items():
        new = after.get(key)
        if new is None:
            yield Difference(old.place, old.title, "", f"shown under {old.section!r}", "nothing")
            continue
        if old.section != new.section:
            yield Difference(old.place, old.title, "section", old.section, new.section)
        for field in dict.fromkeys([*old.fields, *new.fields]):
            a, b = old.get(field), new.get(field)
            if (cell_meaning(a) if a is not None else None) != (cell_meaning(b) if b is not None else None):
                where = a.place if a is not None else old.place
                yield Difference(where, old.title, field, _shown(a), _shown(b))


def _shown(cell: Cell | None) -> str:
    return " ".join(cell.raw.split()) if cell is not None else ""


def _entries(source: Source, project: Project) -> dict[tuple[str, int], Entry]:
    """The entries of a page by title; those of one title are numbered in order."""
    from medlint.read.entries import read_entries
    from medlint.read.markdown import read_page

    page, _ = read_page(source)
    out: dict[tuple[str, int], Entry] = {}
    counts: dict[str, int] = {}
    for entry in read_entries(page, project.config):
        key = title_key(entry.text("title"))
        counts[key] = counts.get(key, 0) + 1
        out[key, counts[key]] = entry
    return out
