"""Words of English, as far as slips need them: the common ones by rank, real ones that look like slips, known slips."""

from __future__ import annotations

from bisect import bisect
from functools import cache
from string import ascii_lowercase

from medlint.data import read

_BLOCK = 2048
"""Bytes between two lines that are noted: a set of all lines takes 20 ms to build, a list of these less than one."""

_OWN = frozenset(("a", "and", "are", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"))
_OTHERS = frozenset(
    ("de", "del", "der", "des", "di", "du", "el", "et", "la", "le", "les", "para", "pour", "un", "una", "und")
)


class _SortedLines:
    """Lines of ASCII, sorted, each ended by a newline; comments on top ("#" sorts before "a")."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [data.index(b"\n", at) + 1 for at in range(0, len(data), _BLOCK)]
        self._lines = [data[start : start + 40] for start in self._starts]

    def find(self, beginning: str) -> int:
        """Where the line that begins so goes on; -1 where no line does."""
        sought = beginning.encode("ascii", "replace")
        block = bisect(self._lines, sought + b"\xff") - 1
        if block < 0:
            return -1
        end = self._starts[block + 1] if block + 1 < len(self._starts) else len(self._data)
        # The newline before a line is part of what is sought, so that no word is found inside another.
        at = self._data.find(b"\n" + sought, self._starts[block] - 1, end)
        return at if at < 0 else at + 1 + len(sought)

    def rest(self, beginning: str) -> str | None:
        """What follows the beginning on the line that begins so; None where no line does."""
        start = self.find(beginning)
        return None if start < 0 else self._data[start : self._data.index(b"\n", start)].decode()


@cache
def _ranked() -> list[str]:
    text = read("common.txt").decode()
    return text[text.rindex("#") :].split("\n")[1:-1]  # comments on top


def is_foreign(words: list[str]) -> bool:
    """Whether short words of other languages stand among words twice, and more often than those of English."""
    return sum(map(_OTHERS.__contains__, words)) > max(1, sum(map(_OWN.__contains__, words)))


@cache
def common() -> frozenset[str]:
    """Common words of English and of medicine, in lower case."""
    return frozenset(_ranked())


@cache
def ranks() -> dict[str, int]:
    """The common words, each with its rank by frequency. Most lists have no slip for which it is asked."""
    return {word: rank for rank, word in enumerate(_ranked())}


def commoner(word: str, than: str) -> list[str]:
    """The words that are a word with another first letter, and more common than a word that is."""
    others = (letter + word[1:] for letter in ascii_lowercase)
    return [other for other in others if other in common() and ranks()[other] < ranks()[than]]


@cache
def _known() -> _SortedLines:
    return _SortedLines(read("known.txt"))


def is_known(word: str) -> bool:
    """Whether a word that isn't common is a real one all the same: a rare word, a name, a word of another language."""
    return _known().find(word + "\n") >= 0


@cache
def _wrong() -> _SortedLines:
    return _SortedLines(read("misspellings.txt"))


def known_slip(word: str) -> str | None:
    """The correction of a word in lower case that is known to be wrong; several with ", " between, likeliest first."""
    return _wrong().rest(word + "->")
