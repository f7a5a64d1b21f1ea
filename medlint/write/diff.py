"""The unified diff of two texts, in a time that grows as they do: Python's own takes the cube of it at worst."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

_CONTEXT = 3
"""How many lines are shown around a change."""


def unified(path: str, old: str, new: str) -> str:
    """The unified diff of a file's two texts; empty where they are equal."""
    script = list(_script(_lines(old), _lines(new)))
    hunks: list[tuple[int, int]] = []
    for number, (sign, _) in enumerate(script):
        if sign != " ":
            start, end = max(number - _CONTEXT, 0), min(number + _CONTEXT + 1, len(script))
            if hunks and start <= hunks[-1][1]:
                start = hunks.pop()[0]
            hunks.append((start, end))
    before, after = (list(accumulate((sign != other for sign, _ in script), initial=0)) for other in "+-")
    out = [f"--- a/{path}\n+++ b/{path}\n"] if hunks else []
    for start, end in hunks:
        out.append(f"@@ -{_range(before[start], before[end])} +{_range(after[start], after[end])} @@\n")
        for sign, line in script[start:end]:
            out.append(f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n")
    return "".join(out)


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _range(start: int, end: int) -> str:
    """Lines as the head of a hunk names them: the first, and how many there are where it isn't one."""
    return f"{end}" if end - start == 1 else f"{start + (end > start)},{end - start}"


def _script(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines of both texts in order, each with its sign: `-` of the old one, `+` of the new, blank of both."""
    a = b = 0
    for c, d in (*_equal(old, new), (len(old), len(new))):
        yield from (("-", line) for line in old[a:c])
        yield from (("+", line) for line in new[b:d])
        yield from ((" ", line) for line in old[c : c + 1])
        a, b = c + 1, d + 1


def _equal(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The lines that are left as they are, by their numbers in both texts.

    Of those between two anchors: where there are as many in both texts, line by line, else at their start and end.
    """
    a = b = 0
    for c, d in (*_anchors(old, new), (len(old), len(new))):
        if c - a == d - b:
            yield from ((i, j) for i, j in zip(range(a, c), range(b, d), strict=True) if old[i] == new[j])
        else:
            while a < c and b < d and old[a] == new[b]:
                yield a, b
                a, b = a + 1, b + 1
            tail = 0
            while tail < min(c - a, d - b) and old[c - tail - 1] == new[d - tail - 1]:
                tail += 1
            yield from zip(range(c - tail, c), range(d - tail, d), strict=True)
        if c < len(old):
            yield c, d
        a, b = c + 1, d + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that each text has once, by their numbers in both: as many as can be in the order of both."""
    here, there = Counter(old), Counter(new)
    at = {line: number for number, line in enumerate(new) if there[line] == here[line] == 1}
    ends: list[int] = []
    """For each length the number in the new text at which a chain of so many lines can end first."""
    last: list[int] = []
    before: dict[int, int] = {}
    for number, line in enumerate(old):
        if line in at:
            length = bisect_left(ends, at[line])
            ends[length : length + 1], last[length : length + 1] = [at[line]], [number]
            if length:
                before[number] = last[length - 1]
    chain = last[-1:]
    while chain and chain[-1] in before:
        chain.append(before[chain[-1]])
    return [(number, at[old[number]]) for number in reversed(chain)]
