"""The known word that an unknown one was probably meant to be. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that the word was probably meant to be, or None."""
    return _closest(word, tuple(known))


@lru_cache(maxsize=256)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    options = {option.lower(): option for option in known}
    found = get_close_matches(word.lower(), list(options), n=1, cutoff=0.65)
    return options[found[0]] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the closest known word, or nothing."""
    found = closest(word, known)
    return f"; did you mean {found!r}?" if found else ""
