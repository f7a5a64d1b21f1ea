"""Which asterisks a reader sees."""

from __future__ import annotations

import pytest

from medlint.model import Cell
from medlint.read.inline import fill


@pytest.mark.parametrize(
    ("raw", "stars"),
    [
        ("**bold** and *slanted*", []),
        ("**bold **(", [0, 1, 7, 8]),
        ("a * b", [2]),
        (r"\*\*bold \*\*", []),
        ("`**code **`", []),
        ("[**link **](https://example.org)", [1, 2, 8, 9]),
        ("![**text **](a.png) **", [20, 21]),
        ("***both** one*", []),
        ("*** x", [0, 1, 2]),
    ],
)
def test_stars(raw: str, stars: list[int]) -> None:
    cell = Cell("", raw)
    fill(cell, {})
    assert cell.stars == stars
