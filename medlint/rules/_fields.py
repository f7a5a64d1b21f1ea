"""What rules ask of an entry's fields: which of them a list requires, and whether they are filled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from medlint.config import FIELDS, Config
from medlint.data import holds, terms
from medlint.habits import header, is_labelled
from medlint.lazy import regex
from medlint.model import Cell, Column, Entry, Place, TextCell
from medlint.read.columns import aliases, header_key
from medlint.read.facts import kind_of
from medlint.text.words import leads_on

_ITEM = regex(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]")


def required_fields(config: Config) -> list[str]:
    """The fields that the config requires; what is no known field is the name of a column, as headers compare."""
    meant = {text: field for field, texts in aliases(config).items() for text in texts}
    names = dict.fromkeys(header_key(name) for name in config.required)
    return [name if name in FIELDS else meant.get(name, name) for name in names]


def find(entry: Entry, field: str) -> tuple[str, Cell] | None:
    """The field of an entry under the name it has there, and its cell; None where there is no such field."""
    if (cell := entry.get(field)) is not None:
        return field, cell
    # Keys of a record are kept as written: `body_parts` where a header would say "body parts".
    return next(((name, cell) for name, cell in entry.fields.items() if header_key(name) == field), None)


def within(cell: Cell, piece: str, start: int = 0) -> tuple[int, int] | None:
    """Where a piece of what a reader sees stands in what is written; None where markup parts it."""
    found = cell.raw.find(piece, start)
    return None if found < 0 or not piece else (found, found + len(piece))


def place_of(cell: Cell, piece: str, start: int = 0) -> Place:
    """The place of a piece of the visible text of a cell, or of the cell where markup parts the piece."""
    span = within(cell, piece, start)
    return cell.place if span is None else cell.at(*span)


class Spans:
    """Stretches of a text, asked whether a position lies in one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, position: object) -> bool:
        if not isinstance(position, int):
            return False
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]

    def between(self, start: int, end: int) -> Iterator[int]:
        """Where the stretches begin that lie between two positions."""
        for index in range(bisect_left(self._starts, start), bisect_right(self._ends, end)):
            yield self._starts[index]


def is_exactly(place: Place, text: str) -> bool:
    """Whether a place can be nothing but the text: YAML's folds and escapes would make it longer."""
    return place.end - place.start == len(text.encode("utf-8", "surrogatepass"))


def linked_elsewhere(entry: Entry) -> bool:
    """Whether the title is the link and the column only a further one (`Code`, `Data`), or another column leads there
    (`Github Link`, a DOI).
    """
    table, title = entry.row.table if entry.row is not None else None, entry.get("title")
    beside = ["doi", *(column.field for column in (table.columns if table is not None else ()) if leads_there(column))]
    if any(kind_of(link) != "paper" for field in beside if (cell := entry.get(field)) for link in cell.links):
        return True
    named = header(table, "source")
    return named is not None and bool(title and title.links) and header_key(named.text) in terms("header-if-linked")


def leads_there(column: Column) -> bool:
    """Whether a column is one more that leads to the datasets, by its header: `Github Link`, not `Paper Link`."""
    text = header_key(column.cell.text)
    return not column.known and text != "source" and leads_on(text) and not holds(text, "link-to-paper")


def goes_on_below(entry: Entry, cell: Cell) -> bool:
    """Whether what a label says stands below it: an address, a quote, a table, code, or lines that are set in."""
    if not isinstance(cell, TextCell) or entry.table is None or not is_labelled(entry.table):
        return False
    source, line = cell.source, cell.place.end_line
    below = (source.line(number) for number in range(line + 1, min(line + 3, len(source.starts) + 1)))
    following = next((text for text in below if text.strip()), "")
    own = source.line(line)
    if _ITEM.match(following) and not _ITEM.match(own):
        return True
    begins = ("http://", "https://", *({">", "|", "```"} - {own[:1]}))
    return following.startswith(begins) or len(following) - len(following.lstrip()) > len(own) - len(own.lstrip())
