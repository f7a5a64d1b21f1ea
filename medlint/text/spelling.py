"""Known misspellings in prose. What isn't known to be wrong is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from medlint.data.misspellings import misspellings

# Runs between blanks and punctuation; what marks paths, addresses, code and formulae stays inside, to be seen below.
_TOKEN = re.compile(r"""[^\s,;:!?()\[\]{}<>"|*`~“”„«»…—–•·、。，；：！？（）《》【】「」]+""")
_UNLIKE_PROSE = re.compile(r"[\d_@/\\.#$%&=^+]")
_PART = re.compile(r"[^-]+")
_LONGEST = 100
"""Tokens longer than this are no words."""
_ACRONYM = 9
"""Words in capitals up to this long are taken as acronyms or names."""
_NAME = 4
"""Capitalised words up to this long are taken as names."""


def misspelt(text: str, skip: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int, str, str]]:
    """Find known misspellings: (start, end, word, correction), in order.

    The correction keeps the word's case; where several are likely they stand with ", " between, the likeliest first,
    and none should be put in unasked. Words that touch a span of `skip` (links, code) are left alone, and so is what
    isn't prose: words with digits or capitals inside, paths, hosts, file names, acronyms. Of a compound with hyphens
    only plain lower-case parts are looked at.
    """
    if not any(map(_hits, set(_TOKEN.findall(text)))):
        return
    spans = sorted(skip)
    nearest = 0
    for token in _TOKEN.finditer(text):
        for offset, word, correction in _hits(token[0]):
            start = token.start() + offset
            end = start + len(word)
            while nearest < len(spans) and spans[nearest][1] <= start:
                nearest += 1
            if nearest == len(spans) or end <= spans[nearest][0]:
                yield start, end, word, correction


@lru_cache(maxsize=1 << 16)
def _hits(token: str) -> tuple[tuple[int, str, str], ...]:
    """The misspelt words of a token: offset, word, correction. Lists repeat themselves, so it is remembered."""
    if len(token) > _LONGEST:
        return ()
    known = misspellings()
    found = ((offset, word, known.get(word.lower())) for offset, word in _words(token))
    return tuple((offset, word, _in_case_of(word, right)) for offset, word, right in found if right)


def _words(token: str) -> Iterator[tuple[int, str]]:
    """The words of a token that can be judged, each with its offset."""
    raw = token.rstrip(".'’")
    start = len(raw)
    raw = raw.lstrip("'‘")
    start -= len(raw)
    if _UNLIKE_PROSE.search(raw):
        return
    if "-" in raw:
        yield from ((start + part.start(), part[0]) for part in _PART.finditer(raw) if _is_plain(part[0]))
    else:
        word, mark, rest = raw.replace("’", "'").partition("'")
        if _is_judged(word) and (not mark or rest.lower() == "s"):
            yield start, word


def _is_plain(word: str) -> bool:
    return len(word) > 3 and word.isascii() and word.isalpha() and word.islower()


def _is_judged(word: str) -> bool:
    if _is_plain(word):
        return True
    if not (word.isascii() and word.isalpha()):
        return False
    return (word.istitle() and len(word) > _NAME) or (word.isupper() and len(word) > _ACRONYM)


def _in_case_of(word: str, correction: str) -> str:
    if word.isupper():
        return correction.upper()
    if word[0].isupper():
        return ", ".join(part[:1].upper() + part[1:] for part in correction.split(", "))
    return correction
