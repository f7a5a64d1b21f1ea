"""Reading data and finding the places of its values costs as much as there is of it."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from medlint.text.data import parse, spans
from medlint.text.slug import Slugs

BODIES = {
    "x.json": ['[{"a": "b"}', ',{"a": "b"}', "]"],
    "long.json": ['{"a": "', '\\u0041\\"', '"}'],
    "x.jsonl": ["", '{"a": "b"}\n', ""],
    "x.toml": ["", "[[a.b]]\nc.d = 1\n", ""],
    "long.toml": ['a = """', '\\"x\n', '"""\n'],
    "list.toml": ["a = [", '{b = "c"}, ', "]\n"],
    "x.yaml": ["a:\n", "- &a {b: c}\n", ""],
    "long.yaml": ['a: "', "\\u0041\n\n  ", '"\n'],
    "x.md": ["---\na:\n", "- b: c # d\n", "---\n"],
}


@pytest.mark.parametrize("name", BODIES)
def test_a_piece_over_and_over(name: str) -> None:
    first, piece, last = BODIES[name]

    def read(count: int) -> None:
        text = first + piece * count + last
        assert parse(name, text)
        assert len(spans(name, text)) > 1

    assert grows_evenly(read, 500)


def test_anchors_that_are_taken() -> None:
    def number(count: int) -> None:
        slugs = Slugs()
        for text in (*(f"x {n}" for n in range(count)), *["x"] * count):
            slugs.add(text)

    assert grows_evenly(number, 1000)
