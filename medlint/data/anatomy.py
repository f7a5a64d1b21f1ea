"""Parts of the body: the names of DICOM's tables, their SNOMED CT codes, and how people write them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from medlint.data import bare, key, nearest, rows, words
from medlint.lazy import regex

_JOINED = regex(r"[/+&,;()]|\band\b", re.IGNORECASE)
# Words that leave a part what it is: "left lung", "brain region", "lung cancer".
_NEUTRAL = frozenset(
    {"left", "right", "both", "bilateral", "upper", "lower", "anterior", "posterior", "lateral", "medial"}
    | {"region", "structure", "human", "gland", "disease", "lesion", "nodule", "polyp"}
    | {"cancer", "tumor", "tumour", "carcinoma", "adenocarcinoma"}
)


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Key of each writing → (name, SNOMED CT code or "-"); a name of the tables wins over a synonym."""
    table = list(rows("anatomy.txt"))
    found = {key(name): (name, code) for name, code, _ in table}
    for name, code, ways in table:
        for way in ways.split("; "):
            if way:
                found.setdefault(key(way), (name, code))
    return found


@lru_cache(maxsize=4096)
def _find(term: str) -> tuple[str, str] | None:
    if found := _names().get(key(term)):
        return found
    bares = [bare(word[0]) for word in words(term)]
    return _names().get("".join(word for word in bares if word not in _NEUTRAL))


def body_parts() -> list[str]:
    """The names of all body parts, in the order of the table."""
    return [name for name, _, _ in rows("anatomy.txt")]


@lru_cache(maxsize=4096)
def known_body_part(term: str) -> str | None:
    """The name that the vocabulary gives a body part in any case and number: `Lungs`, `pulmonary` → `lung`; or None.

    Of a term that joins several, such as `head/neck`, every part must be known, if the whole isn't.
    """
    if found := _find(term):
        return found[0]
    names = [_find(part) for part in _JOINED.split(term) if any(map(str.isalpha, part))]
    return ", ".join(dict.fromkeys(name[0] for name in names if name)) if all(names) and names else None


def snomed_code(term: str) -> str | None:
    """The SNOMED CT code of a body part, or None where the term or its code isn't known."""
    found = _find(term)
    return found[1] if found and found[1] != "-" else None


@lru_cache(maxsize=4096)
def closest_body_part(term: str) -> str | None:
    """The name of the body part whose writing is nearest to an unknown term: `pancras` → `pancreas`; or None."""
    near = nearest(key(term), list(_names()))
    return _names()[near][0] if near else None
