"""Places and edits in the terms of the protocol."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from growth import grows_evenly
from medlint.finding import Edit
from medlint.lsp.positions import Positions
from medlint.model import Source

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
