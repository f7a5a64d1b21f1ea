"""Which row of the README is which record of the catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

from medlint.kept import small_key
from medlint.lazy import regex
from medlint.model import NOTE_MARK, Entry
from medlint.text import doi
from medlint.text.slug import identifier

Keys = Callable[[Entry], Iterable[Hashable]]

COMPARED = ("title", "description", "keywords", "source", "size")
"""What is compared on every list; where the catalog steers a page, all that a record holds is."""

_BRACKETED = regex(r"[\[(](?=[^\])]*?\baccess\b)[^\])]*+[\])]", re.IGNORECASE)
CITATION = regex(r"\s{0,9}\[\^?\d{1,4}[a-z]?\],?")
"""The mark of a citation behind a title, such as `[12]` or `[1a],`."""
_BROKEN = regex(r"\[([^\[\]]{1,200})\][ \t]*\([ \t]*https?:[^()\s]*\)?")
"""What was meant as a link and is none: its text is the title."""
_LEAD = regex(r"^https?://(www\.)?", re.IGNORECASE)
_LONGEST = 1000
"""Characters of a title in which an access mark is looked for: the search takes time in their square."""


def without_access(title: str) -> str:
    """A title without what some lists write into it of access, such as `[LIMITED ACCESS]`."""
    return _BRACKETED.sub(" ", title) if len(title) < _LONGEST else title


def bare_title(text: str) -> str:
    """A title on one line, without marks of access, notes and citations."""
    if "[" in text or "(" in text:
        text = without_access(CITATION.sub("", _BROKEN.sub(r"\1", NOTE_MARK.sub("", text))))
    return " ".join(text.split())


@lru_cache(maxsize=1 << 15)
def title_key(text: str) -> str:
    """A title in the form that titles are compared in: letters and digits alone, no case, no mark of any kind."""
    plain = bare_title(text)
    return "".join(c for c in plain.casefold() if c.isalnum()) or plain.casefold().strip()


def names(entry: Entry) -> Iterator[str]:
    """The title of an entry and the aliases that its record declares."""
    if title := entry.text("title"):
        yield title
    yield from entry.aliases


@small_key
def addresses(entry: Entry) -> tuple[str, ...]:
    """What an entry's source and DOI point at, in the form that addresses are compared in."""
    cells = [cell for field in ("doi", "source") if (cell := entry.get(field)) is not None]
    return tuple(address_key(link.url) for cell in cells for link in cell.links)


@lru_cache(maxsize=1 << 15)
def address_key(url: str) -> str:
    """A DOI in one spelling, or an address without scheme, `www.`, fragment and trailing slash.

    A fragment that is a path of its own (`#!Synapse:syn123`, `#/dataset/4`) is what the address leads to, and stays.
    """
    if (found := doi.find_doi_link(url)) is not None:
        return "doi:" + found.key
    before, _, fragment = url.partition("#")
    return _LEAD.sub("", (url if fragment[:1] in ("!", "/") else before).rstrip("/")).casefold()


def pair(entries: Sequence[Entry]) -> None:
    """Make each entry of a page and its record each other's `twin`.

    Titles decide first: of several entries with one title those whose address and section agree belong together,
    then those in the same section, then all in their order, where there are as many of them as records. What is
    left is paired by aliases, by the identifier that the title gives, and by the address of the source, where only
    one entry on each side has it. What is shown a second time has a record of its title and address, else the first's.
    """
    rows = [entry for entry in entries if entry.on_page and entry.shown is None]
    records = sorted((entry for entry in entries if not entry.on_page), key=_number)
    if not rows or not records:
        return

    def own_title(entry: Entry) -> str:
        return title_key(entry.text("title"))

    def section(entry: Entry) -> str:
        return entry.section.strip().casefold()

    _in_order(rows, records, lambda e: [(own_title(e), section(e), a) for a in addresses(e)])
    _in_order(rows, records, lambda e: [(own_title(e), a) for a in addresses(e)])
    _in_order(rows, records, lambda e: [(bare_title(e.text("title")), section(e))], alike=True)
    _in_order(rows, records, lambda e: [(own_title(e), section(e))], alike=True)
    _in_order(rows, records, lambda e: [(own_title(e),)], alike=True)
    _only(rows, lambda e: [own_title(e)], records, lambda e: map(title_key, names(e)))
    _only(rows, lambda e: [identifier(bare_title(e.text("title")))], records, lambda e: [e.id])
    _only(rows, addresses, records, addresses)
    again = [entry for entry in entries if entry.shown is not None]
    _in_order(again, records, lambda e: [(own_title(e), a) for a in addresses(e)])
    for entry in again:
        entry.twin, entry.shown = (entry.twin, None) if entry.twin else (entry.shown and entry.shown.twin, entry.shown)


def _number(record: Entry) -> tuple[str, int]:
    """The place of a record among those of one title: `x`, `x-2`, `x-10`, as `import` counts them."""
    name, _, number = record.id.rpartition("-")
    return (name, int(number)) if number.isdecimal() and len(number) < 9 else (record.id, 1)


def _in_order(rows: Iterable[Entry], records: Iterable[Entry], keys: Keys, *, alike: bool = False) -> None:
    """Pair the entries that share a key, in their order.

    With `alike` only where there is one record of the key, or as many as entries.
    """
    free = _index((record for record in records if record.twin is None), keys)
    left = [row for row in rows if row.twin is None]
    wanted = _index(left, keys) if alike else {}
    taken: dict[Hashable, int] = {}
    for row in left:
        for key in keys(row):
            group = free.get(key, [])
            if alike and len(group) not in (1, len(wanted[key])):
                continue
            at = taken.get(key, 0)
            while at < len(group) and group[at].twin is not None:
                at += 1
            taken[key] = at
            if at < len(group):
                row.twin, group[at].twin = group[at], row
                break


def _only(rows: Iterable[Entry], theirs: Keys, records: Iterable[Entry], ours: Keys) -> None:
    """Pair the entries that are alone with a key on their side."""
    left = [row for row in rows if row.twin is None]
    free = _index((record for record in records if record.twin is None), ours)
    once = _index(left, theirs)
    for row in left:
        for key in theirs(row):
            group = free.get(key, ())
            if key and len(once[key]) == len(group) == 1 and group[0].twin is None:
                row.twin, group[0].twin = group[0], row
                break


def _index(entries: Iterable[Entry], keys: Keys) -> dict[Hashable, list[Entry]]:
    out: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        for key in dict.fromkeys(keys(entry)):
            out.setdefault(key, []).append(entry)
    return out


@lru_cache(maxsize=1 << 10)
def section_key(name: str) -> frozenset[str]:
    """A section's name as it is compared: its words without case, marks and order (`CT/PET` is `PET/CT`)."""
    return frozenset(re.findall(r"[^\W_]+", name.casefold())) or frozenset((name.strip(),))
