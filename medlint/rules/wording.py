"""Rules about keywords and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from medlint.data.modality import is_spelt
from medlint.finding import Edit, Finding, Level
from medlint.model import Entry
from medlint.project import Project
from medlint.rules._fields import is_exactly, within
from medlint.rules._keywords import Keyword, keywords
from medlint.rules._text import entry_texts
from medlint.rules._words import clipped
from medlint.rules.base import Option, edit, rule
from medlint.text.spelling import is_inflected, slips


@rule(
    "MED305",
    "keyword-style",
    Level.WARNING,
    fix="safe",
    habit="write their {field} otherwise than most",
    options={
        "letters": Option(8, "Letters of a keyword from which on one more or less is rather a slip than another word."),
        "entries": Option(5, "Entries that have the keyword of which another one is a slip."),
    },
)
def keyword_style(project: Project) -> Iterator[Finding]:
    """A keyword is empty, given twice, or spelt in several ways across the list.

    Who searches for `X-ray` doesn't find `X-Ray` in a case-sensitive search, and a program that counts keywords takes
    them for two. The vocabulary's spelling is right (`MRI`, `X-ray`), else that of most entries, of the earlier one
    where they tie. Where there is a column for modalities the same holds for it.

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
    for field in ("keywords", "modality"):
        kept: list[tuple[Entry, Keyword]] = []
        for cell, entry, _ in entry_texts(project, (field,)):
            if entry is None:
                continue
            seen: dict[str, list[Keyword]] = {}
            every = list(keywords(cell))
            empty = [keyword for keyword in every if not keyword.text]
            if empty and field == "keywords":
                yield _empty(entry, field, empty, len(empty) < len(every))
            for keyword in every:
                key = _key(keyword.text)
                if not keyword.text:
                    continue
                if key not in seen:
                    kept.append((entry, keyword))
                seen.setdefault(key, []).append(keyword)
            yield from (_repeated(entry, field, same[1:]) for same in seen.values() if len(same) > 1)
        yield from _spellings(field, kept)
        yield from _slips(field, kept, *limits)


@cache
def _key(text: str) -> str:
    """Letters and digits without case; a plus, a sharp and a closing minus count too (`ER+`, `ER-`, `C#`)."""
    minus = "-" if text.endswith("-") else ""
    return "".join(c for c in text.casefold() if c.isalnum() or c in "+#") + minus


def _without(keyword: Keyword) -> tuple[Edit, ...]:
    if keyword.cut is None:
        return ()
    place = keyword.cell.at(*keyword.cut)
    return (edit(place, ""),) if is_exactly(place, keyword.cell.raw[slice(*keyword.cut)]) else ()


def _empty(entry: Entry, field: str, empty: list[Keyword], others: bool) -> Finding:
    first = empty[0]
    place = first.place if first.cut is None else first.cell.at(*first.cut)
    message = f"a keyword of {entry.title!r} is empty, nothing stands between two separators or at the end"
    edits = tuple(edit for keyword in empty for edit in _without(keyword)) if others else ()
    return keyword_style.at(place, message, entry=entry, field=field, subject="", edits=edits)


def _repeated(entry: Entry, field: str, again: list[Keyword]) -> Finding:
    keyword = again[0]
    edits = tuple(edit for one in again for edit in _without(one))
    message = f"{clipped(keyword.text)} stands again in the {field} of {entry.title!r}, once is enough"
    return keyword_style.at(keyword.place, message, entry=entry, field=field, subject=_key(keyword.text), edits=edits)


def _spellings(field: str, keywords: list[tuple[Entry, Keyword]]) -> Iterator[Finding]:
    """Each use of a spelling that fewer entries use than another of the same keyword."""
    uses: dict[str, dict[str, list[tuple[Entry, Keyword]]]] = {}
    for entry, keyword in keywords:
        if key := _key(keyword.text):
            uses.setdefault(key, {}).setdefault(keyword.text, []).append((entry, keyword))
    for spellings in uses.values():
        if len(spellings) < 2:
            continue
        # A row and its record are one use. Of equals the first in the list stays: max keeps the earliest.
        number = Counter({text: len({_pair(entry) for entry, _ in used}) for text, used in spellings.items()})
        vocabulary = next((text for text in spellings if is_spelt(text)), None)
        right = vocabulary or max(spellings, key=lambda text: number[text])
        model = spellings[right][0]
        for text, used in spellings.items():
            if text != right and (vocabulary or not _only_begins(text, right)):
                for entry, keyword in used:
                    yield _other_spelling(field, entry, keyword, right, model)


def _slips(field: str, keywords: list[tuple[Entry, Keyword]], letters: float, least: float) -> Iterator[Finding]:
    """Keywords of one entry that are a letter away from one that many others have."""
    number = Counter(keyword.text for _, keyword in keywords)
    often = {text: text for text, times in number.items() if times >= least}
    if not often:
        return
    first = {text: next(one for one in keywords if one[1].text == text) for text in often}
    for entry, keyword in keywords:
        text = keyword.text
        if number[text] == 1 and len(text) >= letters and not any(map(str.isdigit, text)):
            near = [other for other in slips(text) & often.keys() if not is_inflected(text, other)]
            if len(near) == 1:
                yield _other_spelling(field, entry, keyword, near[0], first[near[0]])


def _only_begins(text: str, right: str) -> bool:
    """Whether two spellings differ in the case of their first letter alone, as at the beginning of a sentence."""
    return text[1:] == right[1:] and text[:1].casefold() == right[:1].casefold()


def _pair(entry: Entry) -> int:
    return min(id(entry), id(entry.twin)) if entry.twin is not None else id(entry)


def _other_spelling(field: str, entry: Entry, keyword: Keyword, right: str, model: tuple[Entry, Keyword]) -> Finding:
    place = keyword.place
    plain = re.fullmatch(r"[^\W_][\w /+.'-]*", right) is not None
    edits = (edit(place, right),) if plain and is_exactly(place, keyword.text) else ()
    named = "keyword" if field == "keywords" else field
    return keyword_style.at(
        place,
        f"the {named} {clipped(keyword.text)} of {entry.title!r} is spelt {clipped(right)} in other entries",
        entry=entry,
        field=field,
        subject=_key(keyword.text),
        edits=edits,
        related=((model[1].place, f"{right!r} here"),),
    )


_ACCESS = (
    r"(?:(?:open|limited|restricted|controlled|closed|private|gated|free|public|paid|conditional|credentialed|no)"
    r"[ -]+(?:public )?access(?: only)?|access[ -]+(?:is )?(?:limited|restricted|controlled|closed|required|needed)"
    r"|(?:access|data|available)?[ -]*(?:up)?on[ -]+request|by (?:request|application)|access by \w+"
    r"|(?:registration|log-?in|sign-?up|sign-?in|application|approval|agreement|dua|account|request|permission)"
    r"[ -]+(?:is )?(?:required|needed|only|necessary)|requires? (?:\w+ )?(?:registration|log-?in|approval|application)"
    r"|restricted|credentialed|access on request|under embargo|embargoed|not (?:yet )?public(?:ly available)?"
    r"|需申请|受限)"
)
_IN_TITLE = re.compile(rf"[\[(（【]\s*({_ACCESS})\s*[\])）】]|\s[-–—:]\s+({_ACCESS})\s*$", re.IGNORECASE)
_TITLE = 500
"""Characters of a title that are looked at: more is no title."""


@rule("MED308", "access-in-title", Level.WARNING)
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
    for cell, entry, field in entry_texts(project, ("title",)):
        found = _IN_TITLE.search(cell.text[:_TITLE])
        if found is None or entry is None:
            continue
        said = found[0].strip()
        span = within(cell, said) or within(cell, found[1] or found[2])
        yield access_in_title.at(
            cell.at(*span) if span else cell,
            f"{clipped(said)} stands in the title of {entry.title!r}, access conditions belong in a field of their own",
            entry=entry,
            field=field,
            subject="access",
        )
