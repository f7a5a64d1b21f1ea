"""Places and what has them: files, cells, links and YAML values.

Offsets in this module count characters of the decoded text; a `Place` adds the line, the column and the bytes that
people, editors and reports speak in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from medlint.model import Entry

Route = tuple[str | int, ...]
"""The keys and indices that lead from the top of a YAML document to a value."""

LinkKind = Literal["link", "image", "autolink", "bare", "html", "reference", "definition", "value"]
"""`reference` is the use of a `definition` (`[text][label]`): how its address is written is said there."""

_SHORT = 20_000
"""How many characters a text may have that is searched again for each of its links."""

_LINE_END = re.compile(r"\r\n|\r|\n")


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
        self._counted = (-1, 0)

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts; CR, LF and CRLF end a line, as in CommonMark."""
        return [0, *(m.end() for m in _LINE_END.finditer(self.text))]

    @cached_property
    def _byte_starts(self) -> list[int] | None:
        if self.text.isascii():
            return None
        total, out = 0, [0]
        for a, b in zip(self.starts, self.starts[1:], strict=False):
            total += len(self.text[a:b].encode("utf-8", "surrogatepass"))
            out.append(total)
        return out

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the offset."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def byte(self, offset: int) -> int:
        """The byte offset in the file of a character offset in the text."""
        shift = 3 if self.bom else 0
        if self._byte_starts is None:
            return offset + shift
        line = self.line_of(offset)
        start, total = self.starts[line - 1], self._byte_starts[line - 1]
        # Many places on one long line are asked for in order: each counts on from the one before.
        if start <= self._counted[0] <= offset:
            start, total = self._counted
        total += len(self.text[start:offset].encode("utf-8", "surrogatepass"))
        self._counted = (offset, total)
        return shift + total

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from start up to end."""
        a, b = self.line_of(start), self.line_of(end)
        return Place(
            self.path,
            a,
            start - self.starts[a - 1] + 1,
            b,
            end - self.starts[b - 1] + 1,
            self.byte(start),
            self.byte(end),
        )


class Link:
    """A link as it stands in a file.

    `url` is the destination with escapes and entities resolved, `place` the destination as written and
    `whole` the link with its text and brackets. `entry` and `field` are set for a link inside an entry.
    """

    __slots__ = ("_span", "_whole", "cell", "entry", "field", "kind", "text", "url")

    def __init__(
        self,
        url: str,
        text: str,
        kind: LinkKind,
        cell: Cell,
        span: tuple[int, int],
        whole: tuple[int, int] | None = None,
    ) -> None:
        self.url = url
        self.text = text
        self.kind = kind
        self.cell = cell
        self._span = span
        self._whole = whole or span
        self.entry: Entry | None = None
        self.field: str | None = None

    @property
    def place(self) -> Place:
        return self.cell.at(*self._span)

    @property
    def whole(self) -> Place:
        return self.cell.at(*self._whole)

    @property
    def span(self) -> tuple[int, int]:
        """Where the destination stands in the raw text of its cell."""
        return self._span

    @property
    def whole_span(self) -> tuple[int, int]:
        """Where the link with its text and brackets stands in the raw text of its cell."""
        return self._whole

    def __repr__(self) -> str:
        return f"Link({self.url!r}, {self.kind})"


class Cell:
    """A piece of text with a place: a table cell, a heading, a paragraph or a YAML value.

    `text` is what a reader sees (one line, entities and escapes resolved, `<br>` as a line feed), `raw` what
    is written. `opaque` are the spans of `raw` that are not prose: code, addresses, HTML tags. `stars` are the
    offsets in `raw` of asterisks that a reader sees: escaped ones and those in code aside.
    """

    __slots__ = ("links", "opaque", "raw", "stars", "text")

    def __init__(self, text: str, raw: str) -> None:
        self.text = text
        self.raw = raw
        self.links: list[Link] = []
        self.opaque: list[tuple[int, int]] = []
        self.stars: list[int] = []

    @property
    def place(self) -> Place:
        """Where the whole of it stands."""
        raise LookupError("a cell of its own has no place")

    def at(self, start: int, end: int) -> Place:
        """Where a span of `raw` stands."""
        raise LookupError(f"a cell of its own has no place, nor have characters {start} to {end} of it")

    @property
    def empty(self) -> bool:
        """True when a reader sees nothing in it: no text, no link, no image."""
        return not self.links and not self.text.strip("\u00a0\u200b\ufeff \t\r\n")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class TextCell(Cell):
    """A cell of a Markdown file. `segments` maps offsets of `raw` to offsets of the source, line by line."""

    __slots__ = ("segments", "source")

    def __init__(self, text: str, raw: str, source: Source, segments: Sequence[tuple[int, int]]) -> None:
        super().__init__(text, raw)
        self.source = source
        self.segments = segments

    def offset(self, position: int) -> int:
        """The offset in the source of an offset in `raw`."""
        index = bisect_right(self.segments, (position, 1 << 62)) - 1
        raw_start, source_start = self.segments[max(index, 0)]
        return source_start + position - raw_start

    def at(self, start: int, end: int) -> Place:
        last = self.offset(end - 1) + 1 if end > start else self.offset(start)
        return self.source.place(self.offset(start), last)

    @property
    def place(self) -> Place:
        return self.at(0, len(self.raw))


class ValueCell(Cell):
    """A value of a YAML record; its place is looked up only when somebody asks."""

    __slots__ = ("_moved", "document", "route")

    def __init__(self, text: str, document: Document, route: Route) -> None:
        super().__init__(text, text)
        self._moved: Sequence[int] | None = None
        """Where each character stands in the value as written; empty where that isn't clear, None at first."""
        self.document = document
        self.route = route

    @property
    def place(self) -> Place:
        return self.document.place(self.route)

    def at(self, start: int, end: int) -> Place:
        piece = self.raw[start:end]
        text = self.document.source.text
        # An address, mostly: no need to look for its value first.
        if end - start > 11 and len(text) < _SHORT and text.count(piece) == 1:
            begin = text.index(piece)
            return self.document.source.place(begin, begin + len(piece))
        whole = self.document.span(self.route)
        written = self.document.source.text[whole[0] : whole[1]]
        if self._moved is None:
            self._moved = _moved(self.raw, written) or ()
        if self._moved and end > start:
            begin = whole[0] + self._moved[start]
            return self.document.source.place(begin, whole[0] + self._moved[end - 1] + 1)
        # Quoting moves characters about, so the nth occurrence in the value is looked for as the nth occurrence
        # in the source; where that fails, or takes long, the whole value is the smallest honest answer.
        if len(written) >= _SHORT:
            return self.place
        found = -1
        for _ in range(self.raw.count(piece, 0, start) + 1 if piece else 0):
            found = written.find(piece, found + 1)
            if found < 0:
                break
        if found < 0:
            return self.place
        begin = whole[0] + found
        return self.document.source.place(begin, begin + len(piece))


def _moved(value: str, written: str) -> list[int] | None:
    """Where each character of a value stands in its text, where the two differ in nothing but white space.

    Folding and the quotes at both ends are all that most values have. None for any other.
    """
    out, at = [], 1 if written[:1] in ("'", '"') else 0
    if written[:1] in ("|", ">"):
        at = written.find("\n") + 1
    for character in value:
        while not character.isspace() and at < len(written) and written[at].isspace():
            at += 1
        if not character.isspace() and written[at : at + 1] != character:
            return None
        out.append(min(at, len(written) - 1))
        at += written[at : at + 1].isspace() or not character.isspace()
    return out


class Document:
    """A YAML file as it was read. `data` holds only strings, numbers, lists and maps."""

    def __init__(self, source: Source, data: Any, locate: Callable[[Source], Mapping[Route, tuple[int, int]]]) -> None:
        self.source = source
        self.data = data
        self._locate = locate

    @cached_property
    def _spans(self) -> Mapping[Route, tuple[int, int]]:
        return self._locate(self.source)

    def span(self, route: Route) -> tuple[int, int]:
        """The offsets of the value at the route, or of its nearest written parent."""
        for length in range(len(route), -1, -1):
            if route[:length] in self._spans:
                return self._spans[route[:length]]
        return (0, 0)

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
