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


class Positions:
    """Converts places of a source; the protocol ends lines where CommonMark does, at LF, CRLF and CR."""

    def __init__(self, source: Source, codec: PositionCodec) -> None:
        self._source = source
        self._codec = codec

    def position(self, line: int, column: int) -> types.Position:
        """The position of a line and column that count from 1, columns in characters."""
        line = min(line, len(self._source.starts))
        return types.Position(line - 1, self._codec.client_num_units(self._source.line(line)[: column - 1]))

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
