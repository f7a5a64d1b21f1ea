"""Which row of the README is which record of the catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from medlint.model import NOTE_MARK, Entry
from medlint.text import doi

Keys = Callable[[Entry], Iterable[str]]

_BRACKETED = re.compile(r"[\[(][^\])]*\baccess\b[^\])]*[\])]", re.IGNORECASE)
_LONGEST = 1000
"""Characters of a title in which an access mark is looked for: the search takes time in their square."""


def without_access(title: str) -> str:
    """A title without what some lists write into it of access, such as `[LIMITED ACCESS]`."""
    return _BRACKETED.sub(" ", title) if len(title) < _LONGEST else title


@cache
def title_key(text: str) -> str:
    """A title in the form that titles are compared in: letters and digits only, no case, no access mark, no note."""
    plain = without_access(NOTE_MARK.sub("", text))
    return "".join(c for c in plain.casefold() if c.isalnum()) or plain.casefold().strip()


def names(entry: Entry) -> Iterator[str]:
    """The title of an entry and the aliases that its record declares."""
    title = entry.text("title")
    if title:
        yield title
    aliases = entry.data.get("aliases")
    if isinstance(aliases, list):
        yield from (alias for alias in aliases if isinstance(alias, str) and alias)


def addresses(entry: Entry) -> Iterator[str]:
    """What an entry's source and DOI point at, in the form that addresses are compared in."""
    for field in ("doi", "source"):
        cell = entry.get(field)
        for link in cell.links if cell is not None else ():
            yield address_key(link.url)


@cache
def address_key(url: str) -> str:
    """A DOI in one spelling, or an address without scheme, `www.`, fragment and trailing slash.

    A fragment that is a path of its own (`#!Synapse:syn123`, `#/dataset/4`) is what the address leads to, and stays.
    """
    found = doi.find_doi_link(url)
    if found is not None:
        return "doi:" + found.key
    before, _, fragment = url.partition("#")
    plain = (url if fragment[:1] in ("!", "/") else before).rstrip("/")
    return re.sub(r"^https?://(www\.)?", "", plain, flags=re.IGNORECASE).casefold()


def pair(entries: Sequence[Entry]) -> None:
    """Make each entry of a page and its record each other's `twin`.

    Titles decide first, then aliases, then the address of the source, where only one entry on each side has it.
    """
    rows = [entry for entry in entries if entry.on_page]
    records = [entry for entry in entries if not entry.on_page]
    if not rows or not records:
        return

    def own_title(entry: Entry) -> list[str]:
        return [title_key(entry.text("title"))]

    _join(rows, _index(records, own_title), own_title)
    _join(rows, _index(records, lambda entry: map(title_key, names(entry))), own_title)
    left = [row for row in rows if row.twin is None]
    free = [record for record in records if record.twin is None]
    once = _index(left, addresses)
    _join(left, _index(free, addresses), lambda e: [a for a in addresses(e) if len(once[a]) == 1])


def _index(entries: Iterable[Entry], keys: Keys) -> dict[str, list[Entry]]:
    out: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in dict.fromkeys(keys(entry)):
            out.setdefault(key, []).append(entry)
    return out


def _join(rows: Iterable[Entry], index: dict[str, list[Entry]], keys: Keys) -> None:
    for row in rows:
        if row.twin is not None:
            continue
        for key in keys(row):
            free = [record for record in index.get(key, ()) if record.twin is None]
            if key and len(free) == 1:
                row.twin, free[0].twin = free[0], row
                break
