"""Known misspellings and their corrections."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from functools import cache

from medlint.data import read

_BLOCK = 2048
"""Bytes between two lines that are noted. A dict of all lines takes 50 ms to build, a list of these less than one."""


class _SortedLines(Mapping[str, str]):
    """`wrong->right` lines, sorted, each ended by a newline; comments on top ("#" sorts before "a")."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [data.index(b"\n", at) + 1 for at in range(0, len(data), _BLOCK)]
        self._lines = [data[start : start + 40] for start in self._starts]

    def __getitem__(self, word: str) -> str:
        sought = word.encode("ascii", "replace") + b"->"
        block = bisect(self._lines, sought + b"\xff") - 1
        if block >= 0:
            end = self._starts[block + 1] if block + 1 < len(self._starts) else len(self._data)
            # The newline before a line is part of what is sought, so that no word is found inside another.
            at = self._data.find(b"\n" + sought, self._starts[block] - 1, end)
            if at >= 0:
                start = at + 1 + len(sought)
                return self._data[start : self._data.index(b"\n", start)].decode()
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        for line in self._data.decode().splitlines():
            if not line.startswith("#"):
                yield line.partition("->")[0]

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def misspellings() -> Mapping[str, str]:
    """Lower-case wrong word → its correction, or several candidates with ", " between, the likeliest first."""
    return _SortedLines(read("misspellings.txt"))
