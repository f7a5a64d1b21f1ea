"""Files as they were read, and places in them.

Offsets in this module count characters of the decoded text; a `Place` adds the line, the column and the bytes that
people, editors and reports speak in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from medlint.lazy import regex

Route = tuple[str | int, ...]
"""The keys and indices that lead from the top of a YAML document to a value."""

_SHORT = 20_000
"""How many characters a text may have that is searched again for each piece of it."""
_BRIEF = 2_000
"""How many characters a text may have whose lines are counted again for each place, sooner than they are all noted."""
_BLOCK = 256
"""How many characters at most are counted again for the bytes before a place."""
_LINE_END = regex(r"\r\n|\r|\n")


def written(route: Route) -> str:
    """A route as a person writes it: `size.counts[0].unit`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route).lstrip(".")


class Place(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in characters; start and end are bytes."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class Source:
    """A text file as it was read. `text` keeps its own line ends and has no byte order mark."""

    def __init__(self, path: str, text: str, *, bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.bom = bom

    def encoded(self, text: str) -> bytes:
        """A text as the bytes of this file: with its byte order mark, where it has one."""
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode()

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts; CR, LF and CRLF end a line, as in CommonMark."""
        if "\r" not in self.text:
            return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]
        return [0, *(m.end() for m in _LINE_END.finditer(self.text))]

    @cached_property
    def _blocks(self) -> list[int] | None:
        """How many bytes stand before each so many characters; None where every character is one byte."""
        if self.text.isascii():
            return None
        blocks = (self.text[at : at + _BLOCK] for at in range(0, len(self.text), _BLOCK))
        return [0, *accumulate(len(block.encode()) for block in blocks)]

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the offset."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        return self.text[self.starts[number - 1] : self.line_end(number)]

    def line_end(self, number: int) -> int:
        """The offset at which the text of a line, counted from 1, ends."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        start = self.starts[number - 1]
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def byte(self, offset: int) -> int:
        """The byte offset in the file of a character offset in the text."""
        shift = 3 if self.bom else 0
        if self._blocks is None:
            return offset + shift
        block, rest = divmod(offset, _BLOCK)
        return shift + self._blocks[block] + len(self.text[offset - rest : offset].encode())

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from start up to end."""
        (a, first), (b, last) = self._line(start), self._line(end)
        return Place(self.path, a, start - first + 1, b, end - last + 1, self.byte(start), self.byte(end))

    def _line(self, offset: int) -> tuple[int, int]:
        """The number of the line that holds the offset, and the offset at which it starts."""
        if len(self.text) < _BRIEF and "starts" not in self.__dict__ and "\r" not in self.text:
            return self.text.count("\n", 0, offset) + 1, self.text.rfind("\n", 0, offset) + 1
        number = self.line_of(offset)
        return number, self.starts[number - 1]


class Document:
    """A YAML file as it was read. `data` holds only strings, numbers, lists and maps."""

    def __init__(self, source: Source, data: Any, locate: Callable[[Source], Mapping[Route, tuple[int, int]]]) -> None:
        self.source = source
        self.data = data
        self._locate = locate
        self._asked: tuple[Route, str, Sequence[int]] = ((), "", ())
        """The value whose part was asked for last, and where each of its characters stands in it as written."""

    @cached_property
    def _spans(self) -> Mapping[Route, tuple[int, int]]:
        return self._locate(self.source)

    def span(self, route: Route) -> tuple[int, int]:
        """The offsets of the value at the route, or of its nearest written parent."""
        for length in range(len(route), -1, -1):
            if route[:length] in self._spans:
                return self._spans[route[:length]]
        return (0, 0)

    @cached_property
    def texts(self) -> list[tuple[int, int]]:
        """The spans of keys and single values, in order, but for blocks of YAML: what they hold is no comment."""
        spans = sorted(set(self._spans.values()), key=lambda span: (span[0], -span[1]))
        end, text = len(self.source.text), self.source.text
        single = (span for span, after in pairwise([*spans, (end, end)]) if after[0] >= span[1])
        return [(first, last) for first, last in single if text[first:last][:1] not in "|>[{"]

    def part(self, route: Route, value: str, start: int, end: int) -> Place:
        """The place of the characters from start up to end of a text at a route; the whole's where that isn't clear."""
        piece, text = value[start:end], self.source.text
        # An address, mostly: no need to look for its value first.
        if end - start > 11 and len(text) < _SHORT and text.count(piece) == 1:
            begin = text.index(piece)
            return self.source.place(begin, begin + len(piece))
        first, last = self.span(route)
        written = text[first:last]
        if self._asked[:2] != (route, value):
            self._asked = route, value, _moved(value, written) or ()
        if (moved := self._asked[2]) and end > start:
            return self.source.place(first + moved[start], first + moved[end - 1] + 1)
        # Quoting moves characters about, so the nth occurrence in the value is looked for as the nth occurrence
        # in the source; where that fails, or takes long, the whole value is the smallest honest answer.
        if len(written) >= _SHORT:
            return self.place(route)
        found = -1
        for _ in range(value.count(piece, 0, start) + 1 if piece else 0):
            found = written.find(piece, found + 1)
            if found < 0:
                break
        return self.place(route) if found < 0 else self.source.place(first + found, first + found + len(piece))

    def place(self, route: Route) -> Place:
        """The place of the value at the route; of its nearest written parent's key when it is missing."""
        if route in self._spans:
            return self.source.place(*self._spans[route])
        for length in range(len(route) - 1, 0, -1):
            if route[:length] in self._spans:
                return self.key(route[:length])
        return self.first

    def key(self, route: Route) -> Place:
        """The place of the key (or list item) that the route ends in."""
        spans = self._spans
        return self.source.place(*spans.get(("\0key", *route), spans.get(route, (0, 0))))

    @cached_property
    def _firsts(self) -> Mapping[Route, tuple[int, int]]:
        """The first key of each map."""
        out: dict[Route, tuple[int, int]] = {}
        for route, span in self._spans.items():
            if route[:1] == ("\0key",):
                out[route[1:-1]] = min(out.get(route[1:-1], span), span)
        return out

    @property
    def first(self) -> Place:
        """The place of the first key of the file: what a finding about the whole record points at."""
        return self.source.place(*self._firsts.get((), (0, 0)))

    def first_of(self, route: Route) -> Place:
        """The place that stands for the map at the route: its first key."""
        span = self._firsts.get(route)
        return self.source.place(*span) if span is not None else self.place(route)


def _moved(value: str, written: str) -> Sequence[int] | None:
    """Where each character of a value stands in its text, where the two differ in nothing but white space.

    Folding and the quotes at both ends are all that most values have. None for any other.
    """
    out, at = [], 1 if written[:1] in ("'", '"') else 0
    if written[:1] in ("|", ">"):
        at = written.find("\n") + 1
    first = at + len(written[at:]) - len(written[at:].lstrip())
    if value[:1].strip() and written.startswith(value, first):
        return range(first, first + len(value))
    for character in value:
        while not character.isspace() and at < len(written) and written[at].isspace():
            at += 1
        if not character.isspace() and written[at : at + 1] != character:
            return None
        out.append(min(at, len(written) - 1))
        at += written[at : at + 1].isspace() or not character.isspace()
    return out
