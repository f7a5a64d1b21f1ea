"""The known word that an unknown one was probably meant to be. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_MANY = 100
"""Of more words than that only those are compared that begin alike, and of these no more."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that the word was probably meant to be, or None."""
    return _closest(word, tuple(known))


@lru_cache(maxsize=256)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    options = {option.lower(): option for option in known}
    near = list(options)
    if len(near) > _MANY:
        near = [option for option in near if option[:2] == word.lower()[:2]][:_MANY]
    found = get_close_matches(word.lower(), near, n=1, cutoff=0.65)
    return options[found[0]] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest known word, or nothing."""
    found = closest(word, known)
    return f"; did you mean {found!r}?" if found else ""
