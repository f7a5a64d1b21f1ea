"""Modalities: DICOM's codes and the terms that lists use for them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from medlint.data import bare, key, nearest, rows, words
from medlint.lazy import regex


class _Way(NamedTuple):
    """One way to write a modality."""

    term: str
    codes: frozenset[str]
    capitals: bool  # counts in running text only in capitals: `US`
    alone: bool  # counts only where nothing but a word for pictures follows: `pathology`


# What parts the items of a list; `/`, `+` and "and" also join one name (PET/CT, H&E), so the whole is tried first.
_ITEM = regex(r"[^,;|\n()\[\]]+")
_JOINED = regex(r"[/+&]|\band\b|\bor\b|\bwith\b", re.IGNORECASE)
_PICTURES = frozenset(
    {"image", "imaging", "scan", "video", "frame", "volume", "slide", "slice", "clip", "picture", "cine"}
    | {"serie", "series", "study", "studie", "exam", "data", "dataset"}
)
"""Words as `bare` leaves them."""
_HEAD = 4
_LONGEST = 6
"""Words of the longest way to write a modality that is looked for in text."""


@cache
def acquisition_codes() -> dict[str, str]:
    """DICOM's codes of what acquires images (PS3.16 CID 29) → meaning."""
    return {row[0]: row[2] for row in rows("modalities.txt") if row[1] == "acquisition"}


@cache
def derived_codes() -> dict[str, str]:
    """DICOM's codes of what is made from images (in CID 33 and not in CID 29), such as SEG → meaning."""
    return {row[0]: row[2] for row in rows("modalities.txt") if row[1] == "derived"}


@cache
def _ways() -> dict[str, _Way]:
    found: dict[str, _Way] = {}
    for code, meaning in acquisition_codes().items():
        if code not in ("CT", "MR"):  # these two are terms of their own, and never anything else
            found[key(code)] = _Way(meaning, frozenset([code]), True, True)
        found[key(meaning)] = _Way(meaning, frozenset([code]), False, False)
    for code, meaning in derived_codes().items():
        found[key(code)] = _Way(meaning, frozenset(), True, True)
        found[key(meaning)] = _Way(meaning, frozenset(), False, True)
    for row in rows("modalities.txt"):
        if row[0].startswith("~"):
            term, codes = row[0][1:], frozenset(row[1].split()) - {"-"}
            for way in [term, *row[2].split("; ")]:
                plain = way.removesuffix("?")
                if plain:
                    short = plain.isupper() and plain.isalnum() and len(plain) < 4
                    found[key(plain)] = _Way(term, codes, short, way != plain)
    for code, meaning in acquisition_codes().items():
        found[key(code)] = found[key(code)]._replace(term=found[key(meaning)].term)
    return found


@cache
def _spelt() -> frozenset[str]:
    terms = (row for row in rows("modalities.txt") if row[0].startswith("~"))
    ways = (way.removesuffix("?") for row in terms for way in [row[0][1:], *row[2].split("; ")])
    return frozenset(way for way in ways if any(map(str.isupper, way)))


def is_spelt(text: str) -> bool:
    """Whether a term with capitals is written as the vocabulary has it: `MRI`, `X-ray`, `PET/CT`."""
    return text in _spelt()


@lru_cache(maxsize=1 << 15)
def modality_codes(text: str) -> frozenset[str]:
    """The DICOM acquisition codes that a phrase names, word by word: `T1-weighted MRI and PET/CT` → MR, PT, CT.

    A term that stands for several codes gives them all (`X-ray` is CR, DX, MG …), so what is compared should meet, not
    be equal. `multimodal` and what is no image (reports, genomics) give none. A short code counts in capitals and
    where it stands alone or beside a word such as "images": `US` in "the US population" is no ultrasound.
    """
    codes: set[str] = set()
    known = _beginnings()
    if not any(bare(word[0])[:_HEAD] in known for word in words(text.replace("&", " and "))):
        return frozenset()
    for item in _ITEM.finditer(text):
        parts = _JOINED.split(item[0])
        for part in [item[0].replace("&", " and "), *(parts if len(parts) > 1 else [])]:
            codes |= _match([word[0] for word in words(part)])
    return frozenset(codes)


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of every way, up to _HEAD: most words of a text begin none, and are passed over."""
    return frozenset(way[:size] for way in _ways() for size in range(1, _HEAD + 1))


def _match(tokens: list[str]) -> set[str]:
    """The codes of the longest ways found from left to right in the words of one item."""
    known, beginnings = _ways(), _beginnings()
    bares = [bare(token) for token in tokens]
    telling = [not _is_neutral(word) for word in bares]
    total = sum(telling)
    codes: set[str] = set()
    at = 0
    while at < len(tokens):
        sizes = range(min(_LONGEST, len(tokens) - at), 0, -1) if bares[at][:_HEAD] in beginnings else ()
        for size in sizes:
            until = at + size
            way = known.get("".join(bares[at:until]))
            if way and _counts(way, tokens[at:until], sum(telling[at:until]) == total):
                codes |= way.codes
                at = until
                break
        else:
            at += 1
    return codes


def names_pictures(text: str) -> bool:
    """Whether a phrase says no more than that there are pictures: `images`, `3D videos`."""
    return all(_is_neutral(bare(word[0])) for word in words(text))


def _is_neutral(word: str) -> bool:
    """Whether a word beside a modality leaves it what it is: `images`, `3D`, `118`."""
    return word in _PICTURES or word[0].isdigit()


def _counts(way: _Way, written: list[str], alone: bool) -> bool:
    if way.capitals and not all(word.rstrip("s").isupper() for word in written):
        return False
    return alone or not way.alone


@lru_cache(maxsize=4096)
def known_modality(term: str) -> str | None:
    """The name the vocabulary gives a whole term, in any case: `mr`, `MRI scans` → `MRI`; or None.

    Of a term that joins several, such as `CT/MR`, every part must be known.
    """
    if way := _ways().get(key(term)):
        return way.term
    parts = _JOINED.split(term)
    if len(parts) > 1:
        names = [known_modality(part) for part in parts]
        return "/".join(dict.fromkeys(name for name in names if name)) if all(names) else None
    bares = [bare(word[0]) for word in words(term)]
    way = _ways().get("".join(word for word in bares if not _is_neutral(word)))
    return way.term if way else None


@lru_cache(maxsize=4096)
def closest_modality(term: str) -> str | None:
    """The name of the modality whose writing is nearest to an unknown term: `mamograpy` → `mammography`; or None."""
    near = nearest(key(term), list(_ways()))
    return _ways()[near].term if near else None
