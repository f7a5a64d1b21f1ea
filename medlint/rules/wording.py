"""Rules about keywords and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from medlint.data import either
from medlint.data.modality import is_spelt
from medlint.finding import Edit, Finding, Level
from medlint.kept import small_key
from medlint.lazy import regex
from medlint.model import Entry
from medlint.project import Project
from medlint.rules._fields import is_exactly, within
from medlint.rules._keywords import Keyword, keyword_texts, keywords
from medlint.rules.base import Option, edit, once_per_entry, rule
from medlint.text.spelling import is_inflected, slips
from medlint.text.words import clipped

_WHOLE = regex(r"([*_`~]*+)[^<>\[\]$*`_~\\]*+\1")


@rule(
    "MED305",
    "keyword-style",
    Level.WARNING,
    fix="safe",
    habit="write their {field} differently from most",
    options={
        "letters": Option(8, "Letters of a keyword from which on one more or less is rather a slip than another word."),
        "entries": Option(5, "Entries that have the keyword of which another one is a slip."),
    },
)
def keyword_style(project: Project) -> Iterator[Finding]:
    """A keyword is empty, given twice, or spelt in several ways across the list.

    Anyone who searches for `X-ray` doesn't find `X-Ray` in a case-sensitive search, and a program that counts keywords
    takes them for two. The vocabulary's spelling is right (`MRI`, `X-ray`), else that of most entries, of the earlier
    one where they tie. Where there is a column for modalities the same holds for it.

    ```markdown bad
    | Title   | Keywords     | Source                  |
    |---------|--------------|-------------------------|
    | ChestXR | X-ray, chest | https://example.org/one |
    | WristXR | X-Ray, wrist | https://example.org/two |
    ```
    ```markdown bad
    | Title   | Keywords       | Source                  |
    |---------|----------------|-------------------------|
    | ChestXR | X-ray,, chest  | https://example.org/one |
    ```
    ```markdown good
    | Title   | Keywords     | Source                  |
    |---------|--------------|-------------------------|
    | ChestXR | X-ray, chest | https://example.org/one |
    | WristXR | X-ray, wrist | https://example.org/two |
    ```
    """
    limits = [keyword_style.option(project, name) for name in ("letters", "entries")]
    for field, texts_of in (("keywords", _keywords), ("modality", _modalities)):
        kept: list[_Use] = []
        for entry in project.entries:
            every = [_Use(entry, field, number, text) for number, text in enumerate(texts_of(entry))]
            first: dict[str, _Use] = {}
            again: dict[str, list[Keyword]] = {}
            for use in every:
                if use.text and first.setdefault(key := _key(use.text), use) is not use:
                    again.setdefault(key, []).append(use.keyword)
            kept += first.values()
            empty = [use.keyword for use in every if not use.text]
            if empty and field == "keywords":
                yield _empty(entry, field, empty, len(empty) < len(every))
            for key, more in again.items():
                yield _repeated(entry, field, key, more)
        yield from _spellings(kept)
        yield from _slips(kept, *limits)


class _Use(NamedTuple):
    """A keyword of an entry: its number in the field, and its text."""

    entry: Entry
    field: str
    number: int
    text: str

    @property
    def keyword(self) -> Keyword:
        """The keyword with its place."""
        return _listed(self.entry)[self.field][self.number]


@once_per_entry
def _listed(entry: Entry) -> dict[str, list[Keyword]]:
    return {field: list(keywords(cell)) for field in ("keywords", "modality") if (cell := entry.get(field)) is not None}


@small_key
def _keywords(entry: Entry) -> tuple[str, ...]:
    return _texts(entry, "keywords")


@small_key
def _modalities(entry: Entry) -> tuple[str, ...]:
    return _texts(entry, "modality")


def _texts(entry: Entry, field: str) -> tuple[str, ...]:
    cell = entry.get(field)
    return () if cell is None or cell.empty else tuple(keyword_texts(cell))


@lru_cache(maxsize=1 << 15)
def _key(text: str) -> str:
    """Letters and digits without case; a plus, a sharp and a closing minus count too (`ER+`, `ER-`, `C#`)."""
    minus = "-" if text.endswith("-") else ""
    return "".join(c for c in text.casefold() if c.isalnum() or c in "+#") + minus


def _without(keyword: Keyword) -> tuple[Edit, ...]:
    if keyword.cut is None or (keyword.span and not _WHOLE.fullmatch(keyword.cell.raw, *keyword.span)):
        return ()  # an address, a comment or half of a pair of marks would go with it
    place = keyword.cell.at(*keyword.cut)
    return (edit(place, ""),) if is_exactly(place, keyword.cell.raw[slice(*keyword.cut)]) else ()


def _empty(entry: Entry, field: str, empty: list[Keyword], others: bool) -> Finding:
    first = empty[0]
    place = first.place if first.cut is None else first.cell.at(*first.cut)
    message = f"a keyword of {entry.title!r} is empty: there is nothing between two separators or at the end"
    edits = tuple(edit for keyword in empty for edit in _without(keyword)) if others else ()
    return keyword_style.at(place, message, entry=entry, field=field, subject="", edits=edits)


def _repeated(entry: Entry, field: str, key: str, again: list[Keyword]) -> Finding:
    keyword = again[0]
    edits = tuple(edit for one in again for edit in _without(one))
    message = f"{clipped(keyword.text)} is repeated in the {field} of {entry.title!r}"
    return keyword_style.at(keyword.place, message, entry=entry, field=field, subject=key, edits=edits)


def _spellings(keywords: list[_Use]) -> Iterator[Finding]:
    """Each use of a spelling that fewer entries use than another of the same keyword."""
    uses: dict[str, dict[str, list[_Use]]] = {}
    for use in keywords:
        if key := _key(use.text):
            uses.setdefault(key, {}).setdefault(use.text, []).append(use)
    for spellings in uses.values():
        if len(spellings) < 2:
            continue
        # A row and its record are one use. Of equals the first in the list stays: max keeps the earliest.
        number = {text: len({frozenset((use.entry, use.entry.twin)) for use in its}) for text, its in spellings.items()}
        vocabulary = next((text for text in spellings if is_spelt(text)), None)
        right = vocabulary or max(spellings, key=lambda text: number[text])
        model = spellings[right][0]
        for text, used in spellings.items():
            if text != right and (vocabulary or not _only_begins(text, right)):
                for use in used:
                    yield _other_spelling(use, right, model)


def _slips(keywords: list[_Use], letters: float, least: float) -> Iterator[Finding]:
    """Keywords of one entry that are a letter away from one that many others have."""
    number = Counter(use.text for use in keywords)
    often = {text: text for text, times in number.items() if times >= least}
    if not often:
        return
    first = {use.text: use for use in reversed(keywords)}
    for use in keywords:
        text = use.text
        if number[text] == 1 and len(text) >= letters and not any(map(str.isdigit, text)):
            near = [other for other in slips(text) & often.keys() if not is_inflected(text, other)]
            if len(near) == 1:
                yield _other_spelling(use, near[0], first[near[0]])


def _only_begins(text: str, right: str) -> bool:
    """Whether two spellings differ in the case of their first letter, as at the beginning of a sentence, or its end."""
    text, right = text.rstrip("。."), right.rstrip("。.")
    return text[1:] == right[1:] and text[:1].casefold() == right[:1].casefold()


def _other_spelling(use: _Use, right: str, model: _Use) -> Finding:
    keyword, field = use.keyword, use.field
    place = keyword.place
    plain = re.fullmatch(r"[^\W_][\w /+.'-]*", right) is not None
    edits = (edit(place, right),) if plain and is_exactly(place, keyword.text) else ()
    named = "keyword" if field == "keywords" else field
    said = f"the {named} {clipped(keyword.text)} of {use.entry.title!r} is spelt {clipped(right)} in other entries"
    key, also = _key(keyword.text), ((model.keyword.place, f"{right!r} here"),)
    return keyword_style.at(place, said, entry=use.entry, field=field, subject=key, edits=edits, related=also)


_TITLE = 500
"""Characters of a title that are looked at: more is no title."""


@rule("MED308", "access-in-title", Level.WARNING, alone=True)
def access_in_title(project: Project) -> Iterator[Finding]:
    """A title carries access conditions.

    Conditions change while a name stays: what was limited is open a year later. Say in an access column, in the
    record's `access` or in the description who may have the data, and keep the title as its publisher writes it.

    ```markdown bad
    | Title                                          | Source                  |
    |------------------------------------------------|-------------------------|
    | National Lung Screening Trial [LIMITED ACCESS] | https://example.org/one |
    ```
    ```markdown good
    | Title                                 | Source                  | Access  |
    |---------------------------------------|-------------------------|---------|
    | National Lung Screening Trial         | https://example.org/one | limited |
    | Open Access Series of Imaging Studies | https://example.org/two | open    |
    ```
    """
    access = either("access")
    in_title = regex(rf"(?:([\[(（【]\s*)|\s[-–—:]\s+)({access})(?(1)\s*[\])）】]|\s*$)", re.IGNORECASE)
    for entry in project.entries:
        cell = entry.get("title")
        found = in_title.search(cell.text[:_TITLE]) if cell is not None and not cell.empty else None
        if cell is None or found is None or found[0] == cell.text:
            continue
        said = found[0].strip()
        span = within(cell, said) or within(cell, found[2])
        message = f"{clipped(said)} in the title of {entry.title!r}: access conditions belong in a field of their own"
        at = cell.at(*span) if span else cell
        yield access_in_title.at(at, message, entry=entry, field="title", subject="access")
