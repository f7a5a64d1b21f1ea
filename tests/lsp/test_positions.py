"""Places and edits in the terms of the protocol."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from growth import grows_evenly, steps_grow_evenly
from medlint.config import Config
from medlint.finding import Edit, Finding, Level, Related
from medlint.lsp.diagnostics import diagnostics
from medlint.lsp.positions import Positions
from medlint.lsp.state import State
from medlint.model import Source
from medlint.read.project import build_project

CODEC = PositionCodec(types.PositionEncodingKind.Utf16)


def edits(text: str, marks: list[tuple[int, str]], *, bom: bool = False) -> list[types.TextEdit]:
    """One byte from each offset on replaced by a text."""
    source = Source("a.md", text, bom=bom)
    return Positions(source, CODEC).text_edits(Edit("a.md", at, at + 1, new) for at, new in marks)


@pytest.mark.parametrize("bom", [False, True])
def test_an_edit_of_bytes_counts_the_units_of_the_client(bom: bool) -> None:
    text = "ä\n🧠ü b\r\nc"
    b, c = (text.encode().index(letter) + 3 * bom for letter in (b"b", b"c"))
    found = edits(text, [(c, "d"), (b, "e")], bom=bom)
    assert [(e.range.start.line, e.range.start.character, e.range.end.character, e.new_text) for e in found] == [
        (1, 4, 5, "e"), (2, 0, 1, "d"),
    ]  # fmt: skip


def test_an_edit_that_cuts_a_character_is_none() -> None:
    with pytest.raises(ValueError, match="decode"):
        edits("ä", [(0, "a")])


def test_many_edits_cost_as_much_as_there_are() -> None:
    assert grows_evenly(lambda size: edits("ä a\n" * size, [(5 * n + 3, "b") for n in range(size)]), 2000)


def test_columns_far_into_a_line_and_beyond_its_end() -> None:
    line = "ü🧠 " * 1000
    positions = Positions(Source("a.md", f"x\n{line}\r\ny"), CODEC)
    for column in (*range(1, 3010, 7), 2, 3001, 256, 257, 258):
        assert positions.position(2, column).character == len(line[: column - 1].encode("utf-16-le")) // 2
    assert positions.position(9, 1) == types.Position(2, 0)


def test_many_findings_in_one_line_cost_as_much_as_there_are() -> None:
    def work(size: int) -> Callable[[], object]:
        source = Source("/a.md", "ä b " * size)
        places = [source.place(4 * number, 4 * number + 1) for number in range(size)]
        found = [
            Finding("MED601", "dead-link", Level.ERROR, "x", place, related=(Related(other, "y"),))
            for place, other in zip(places, reversed(places), strict=True)
        ]
        state = State(build_project([], Config(), date(2026, 11, 30)), found, [source], {})
        return lambda: diagnostics(state, "/a.md", CODEC)

    assert steps_grow_evenly(work, 200)
