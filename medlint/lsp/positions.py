"""Places in the terms of the protocol: lines from 0, and columns in the units that the client counts in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from medlint.finding import Edit
from medlint.model import Place, Source

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec


_BLOCK = 32
"""Characters of a line whose units are counted together, so that none is counted for each place again."""


class Positions:
    """Converts places of a source; the protocol ends lines where CommonMark does, at LF, CRLF and CR."""

    def __init__(self, source: Source, codec: PositionCodec) -> None:
        self._source = source
        self._codec = codec
        self._units: dict[int, list[int]] = {}
        """For each line that was asked for, the units before its blocks, as far as it was asked for."""

    def position(self, line: int, column: int) -> types.Position:
        """The position of a line and column that count from 1, columns in characters."""
        line = min(line, len(self._source.starts))
        start, end = self._source.starts[line - 1], self._source.line_end(line)
        block, rest = divmod(min(column - 1, end - start), _BLOCK)
        before = self._units.setdefault(line, [0])
        for at in range(start + (len(before) - 1) * _BLOCK, start + block * _BLOCK, _BLOCK):
            before.append(before[-1] + self._count(at, at + _BLOCK))
        at = start + block * _BLOCK
        return types.Position(line - 1, before[block] + self._count(at, at + rest))

    def _count(self, start: int, end: int) -> int:
        text = self._source.text[start:end]
        return len(text) if text.isascii() else int(self._codec.client_num_units(text))

    def range(self, place: Place) -> types.Range:
        """The range of a place."""
        return types.Range(self.position(place.line, place.column), self.position(place.end_line, place.end_column))

    def offset(self, position: types.Position) -> int:
        """The offset in the text of a position; past the end of a line is its end."""
        if position.line >= len(self._source.starts):
            return len(self._source.text)
        line = self._source.line(position.line + 1)
        units = column = 0
        while column < len(line) and units < position.character:
            units += self._codec.client_num_units(line[column])
            column += 1
        return self._source.starts[position.line] + column

    def of_offset(self, offset: int) -> types.Position:
        """The position of an offset in the text."""
        line = bisect_right(self._source.starts, offset)
        return self.position(line, offset - self._source.starts[line - 1] + 1)

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of bytes of the file as those of the protocol, in order. ValueError for one that cuts a character."""
        from medlint.write.proof import changes_of

        made = ((change, self.of_offset(change.start), self.of_offset(change.end))
                 for change in changes_of(self._source, edits))  # fmt: skip
        return [types.TextEdit(types.Range(start, end), change.text) for change, start, end in made]

    def whole(self) -> types.Range:
        """All of the text."""
        return types.Range(types.Position(0, 0), self.of_offset(len(self._source.text)))
