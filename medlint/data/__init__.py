"""Vocabularies: misspellings, modalities, body parts, licences; and the words that readers and rules look for.

The `.txt` files here are made by `vocabularies/generate.py`, but for `walls.txt`; their first lines say from what, and
under which licence.
The modules beside them read them when they are first asked. The lists in `words/` are written by hand: a term a line
(`term = meaning` where several terms mean one thing), a tab, and the sentence that is read otherwise without it, in the
text that the head of the file gives behind `#>`. A term that nothing needs fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from medlint.lazy import regex

if TYPE_CHECKING:
    from importlib.abc import ResourceLoader

_WORDS = regex(r"[^\W_]+")
_PLURAL_ACRONYM = regex(r"([A-Z]{2,})s")


def read(name: str) -> bytes:
    """The bytes of a data file, through the loader of this package, so also from a zip.

    Not `importlib.resources`: its import takes longer than reading the largest of the files.
    """
    loader = cast("ResourceLoader", __spec__.loader)
    return loader.get_data(str(Path(__file__).parent / name))


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a data file as lists of fields, without its comments."""
    for line in read(name).decode().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def words(text: str) -> Iterator[re.Match[str]]:
    """The words of a phrase, each a run of letters and digits."""
    return _WORDS.finditer(text)


@lru_cache(maxsize=8192)
def bare(word: str) -> str:
    """A word as vocabularies compare it: lower case, without a plural's s (`CTs`, `mammograms`; not `thymus`)."""
    if acronym := _PLURAL_ACRONYM.fullmatch(word):
        return acronym[1].lower()
    word = word.casefold()
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def key(phrase: str) -> str:
    """A phrase as vocabularies compare it: its bare words run together, so `X-Rays`, `x ray` and `xray` are one."""
    return "".join(bare(word[0]) for word in words(phrase.replace("&", " and ")))


def nearest(phrase: str, known: list[str]) -> str | None:
    """The one of `known` that reads most like the phrase, or None when none is near."""
    from difflib import get_close_matches

    # difflib takes time in the square of the length; no term is that long.
    found = get_close_matches(phrase.casefold()[:60], known, n=1, cutoff=0.75)
    return found[0] if found else None


def proven(name: str) -> dict[str, str]:
    """The terms of a list in `words/`, each with the sentence that is read otherwise without it."""
    return dict(rows(f"words/{name}.txt"))


@cache
def terms(name: str) -> frozenset[str]:
    """The terms of a list in `words/`."""
    return frozenset(proven(name))


@cache
def meanings(name: str) -> dict[str, str]:
    """The terms of a list in `words/` that says `term = meaning`, each with what it means."""
    return dict(term.split(" = ") for term in proven(name))


def either(name: str) -> str:
    """The terms of a list in `words/`, each a piece of a regular expression, as alternatives."""
    return "|".join(proven(name))


def small(text: str) -> str:
    """A text in small letters, each of which stands for one: `lower` makes two of a Turkish capital i with its dot."""
    return text.replace("İ", "i").lower()


def holds(text: str, name: str) -> bool:
    """Whether a text has a term of a list in `words/`, in any letter case."""
    return pattern(name).search(small(text)) is not None


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of a list in `words/`, for small letters: to compile one that takes capitals too takes several times as
    long. Whole words in alphabets, anywhere in scripts that put no blanks between.
    """
    parts = list(proven(name))
    alphabet = "|".join(part for part in parts if part[0] < "\u2e80")
    wide = "|".join(part for part in parts if part[0] >= "\u2e80")
    letter = r"(?=[\0-\u1fff])[^\W_]"  # a range is compiled a character at a time: what it leaves out is far longer
    either = rf"(?<!{letter})(?:{alphabet})(?!{letter})"
    return re.compile(f"{either}|{wide}" if wide else either)
