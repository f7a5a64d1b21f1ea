"""Which modalities an entry and a section speak of, as DICOM codes. What doesn't say so clearly says nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from medlint.data import holds
from medlint.data.modality import modality_codes
from medlint.model import Entry, Section
from medlint.project import Project
from medlint.read.match import title_key
from medlint.rules.base import once_per_entry

Codes = frozenset[str]

# Codes that a list may well put under one name: a film or a digital radiograph, a slide or a photomicrograph, a
# photograph of the eye or its tomogram.
_FAMILIES = tuple(
    frozenset(codes.split())
    for codes in (
        "CR DX RG IO PX MG RF XA BMD",
        "US IVUS BDUS",
        "NM PT",
        "SM GM CFM",
        "OP OPT OCT OPTENF OPTBSV OPM OPV OAM LS",
        "XC DMS TG",
        "ES XC",
    )
)


def own_codes(entry: Entry) -> Codes:
    """What the entry's modality field says: codes of a record, or names in a column."""
    cell = entry.get("modality")
    return _codes(cell.text) if cell is not None and not cell.empty else frozenset()


@once_per_entry
def named_codes(entry: Entry) -> Codes:
    """What its title and keywords name."""
    return _codes(entry.text("title")) | _codes(entry.text("keywords"))


_LONGEST = 2000
"""Characters of a text that are searched for modalities."""


def entry_codes(entry: Entry, sections: Sections) -> Codes:
    """The modalities of an entry by the first that names any: its field, title, keywords, section, description."""
    return own_codes(entry) or named_codes(entry) or sections.of(entry) or _codes(entry.text("description"))


def _codes(text: str) -> Codes:
    return modality_codes(text[:_LONGEST]) if text else frozenset()


class Sections:
    """The modalities of a list's sections: those that `list.yaml` gives, else those that the headings name."""

    def __init__(self, project: Project) -> None:
        self._given: dict[str, Codes] = {}
        self._named: dict[str, Codes] = {}
        self._tops: dict[int, int] = {}
        """How many headings of the first level stand beside each other, by the section they stand in."""
        data = project.catalog.data if project.catalog is not None else {}
        items = data.get("sections")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("title"), str):
                codes = item.get("modalities")
                self._given[title_key(item["title"])] = frozenset(map(str, codes if isinstance(codes, list) else ()))

    def of(self, entry: Entry) -> Codes:
        """The modalities of the section that an entry stands in or names; empty where it names none."""
        if entry.row is None:
            return self._of_title(entry.section)
        for here in entry.row.table.section.upward:
            if here.level == 0 or self._names_the_page(here):
                break
            if codes := self._of_title(here.title):
                return codes
            if title_key(here.title) in self._given or holds(here.title, "section-of-many"):
                break
        return frozenset()

    def _of_title(self, title: str) -> Codes:
        key = title_key(title)
        if key in self._given:
            return self._given[key]
        if title not in self._named:
            self._named[title] = _codes(title) if _names_nothing_else(title) else frozenset()
        return self._named[title]

    def _names_the_page(self, section: Section) -> bool:
        """Whether a heading is the only one of the first level: what a page is called says nothing of its parts."""
        above = section.parent
        if section.level != 1 or above is None:
            return False
        if id(above) not in self._tops:
            self._tops[id(above)] = sum(other.level == 1 for other in above.children)
        return self._tops[id(above)] == 1


def _names_nothing_else(title: str) -> bool:
    """Whether each part of a heading names a modality: `Whole-Body & PET` says more, `Videos` the form of the data."""
    if holds(title, "section-of-many") or re.search(r"\b(?:videos?|photos?)\b", title, re.IGNORECASE):
        return False
    parts = re.split(r"[/&,+]|\band\b|\bor\b", re.sub(r"\([^()]*\)", " ", title))
    return all(_codes(part) for part in parts if any(map(str.isalpha, part)))


@lru_cache(maxsize=1024)
def akin(codes: Codes, title: str) -> Codes:
    """The codes of a section with those that nobody would call misplaced there."""
    wide = codes.union(*(family for family in _FAMILIES if codes & family))
    return wide | {"CT", "MR", "PT", "US"} if re.search(r"angio|vascul", title, re.IGNORECASE) else wide
