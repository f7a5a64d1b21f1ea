"""Known misspellings and their corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from medlint.data import read


class _SortedLines(Mapping[str, str]):
    """`wrong->right` lines, sorted, looked up by bisection in the file's bytes.

    A dict of the 69,000 lines takes 50 ms to build, reading the bytes less than one; a run asks for few of them.
    The comments on top sort before every word, as "#" does before "a".
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __getitem__(self, word: str) -> str:
        sought = word.encode("ascii", "replace")
        low, high = 0, len(self._data)
        while low < high:
            start = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._data.index(b"\n", start)
            wrong, _, right = self._data[start:end].partition(b"->")
            if wrong == sought:
                return right.decode()
            if wrong < sought:
                low = end + 1
            else:
                high = start
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        for line in self._data.decode().splitlines():
            wrong, arrow, _ = line.partition("->")
            if arrow and not line.startswith("#"):
                yield wrong

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def misspellings() -> Mapping[str, str]:
    """Lower-case wrong word → its correction, or several candidates with ", " between, the likeliest first."""
    return _SortedLines(read("misspellings.txt"))
