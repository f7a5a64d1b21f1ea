"""A record as a new entry of a table, a list or a run of headings, in the shape that its neighbours have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from medlint.lazy import regex
from medlint.model import Cell, Entry, Row, Source, Table, TextCell
from medlint.read.columns import header_key
from medlint.read.entries import is_entry
from medlint.text.width import width
from medlint.write.cells import fresh, linked_title, sign_of
from medlint.write.columns import cell as cell_of
from medlint.write.escape import Syntax

_BEFORE = regex(r"[ \t>]*")
_PIPE = regex(r"(?<!\\)\|")
_SIGNS = r"(?:(?![\[\]()<>`\n])[\W_])*"
_LEAD = regex(rf"[\s>]*(?:(?:[-*+•]|\d+[.)]|#{{1,6}})\s+)?{_SIGNS}")
_PARTS = regex(rf"{_SIGNS}(?:[(\[]{_SIGNS})?")
_LABEL = regex(rf"(?:[\])]?{_SIGNS}\n)*{_SIGNS}[^\W_][\w /&.'-]{{0,40}}[:：|*]{_SIGNS}")
_SEPARATOR = regex(r"(?<![)\]*_`])(?:[)\]*_`]++\s*+|(?<!\s)\s*+)[-–—:：|,.]\s*\Z")
_SAID = ("title", "source", "description", "size", "license", "access", "modality", "keywords", "date")
_LOOKED_AT = 50
"""How many rows of a table are looked at for how its cells are written."""


Group = Sequence[tuple[Entry, Row | None]]
"""The records that a table is to get, each with the row that shows it elsewhere."""
Chosen = Mapping[str, str]
"""The columns that `list.yaml` chooses: what to write, by header."""


def new_entries(group: Group, table: Table, entries: Sequence[Entry], chosen: Chosen) -> list[str]:
    """Records as the texts of entries that the table could hold, without a line end behind each.

    `entries` are those that the table holds. Of a row that moves, cells under headers that both tables have stay.
    """
    if table.shape == "table":
        line = _Line(table)
        return [line.of(list(_texts(record, table, chosen, _moved_cells(row, table)))) for record, row in group]
    if table.shape == "html":
        return [_html_row(table, list(_texts(record, table, {}, ()))) for record, _ in group]
    return [_pieced(record, table, entries) for record, _ in group]


def plain_entry(record: Entry, table: Table) -> str:
    """A record as an item, or a heading with its facts, that every reader takes for one: each fact behind a label."""
    syntax = Syntax(table.shape)
    row = table.rows[-1]
    line = table.page.source.line(row.line)
    lead = _LEAD.match(line)
    before = lead[0] if lead is not None and lead[0].strip() else {"headings": "### "}.get(table.shape, "- ")
    end = line_end(table.page.source)
    said = {field: fresh(record, field, syntax) for field in _SAID}
    title, source, text = (said.pop(field) for field in ("title", "source", "description"))
    facts = [f"- {field.capitalize()}: {value}" for field, value in said.items() if value]
    if table.shape == "headings":
        facts = [f"- Source: {source}", *facts] if source else facts
        parts = [f"{before}{title}", text, end.join(facts)]
        return (end * 2).join(part for part in parts if part)
    indent = re.sub(r"\S", " ", before)
    name = linked_title(record, syntax, ()) if source else f"**{title}**"
    return end.join([f"{before}{name}" + (f" - {text}" if text else ""), *(indent + fact for fact in facts)])


def _texts(record: Entry, table: Table, chosen: Chosen, kept: Sequence[str | None]) -> Iterator[str]:
    """The cells of a new row, in the order of the columns."""
    syntax = Syntax(table.shape)
    for index, column in enumerate(table.columns):
        given = kept[index] if index < len(kept) else None
        cells = [row.cells[index] for row in table.rows[-_LOOKED_AT:] if index < len(row.cells)]
        like: list[Cell] = [cell for cell in cells if not cell.empty]
        if given is not None:
            yield given
        elif (field := chosen.get(header_key(column.cell.text))) is not None:
            yield cell_of(record, field)
        elif [other.field for other in table.columns[:index]].count(column.field):
            yield ""
        elif column.known and column.field == "title" and table.column("source") is None:
            yield linked_title(record, syntax, like)
        else:
            yield fresh(record, column.field, syntax, like) or sign_of(table, column.field)


def _moved_cells(row: Row | None, table: Table) -> list[str | None]:
    """The cells of a row of another table under the headers of this one; None where that has no such column."""
    if row is None or row.table.shape != "table":
        return []
    written = {
        header_key(column.cell.text): cell.raw for column, cell in zip(row.table.columns, row.cells, strict=False)
    }
    return [written.get(header_key(column.cell.text)) for column in table.columns]


def line_end(source: Source) -> str:
    """The line end that a page uses."""
    found = re.search(r"\r\n|\r|\n", source.text)
    return found[0] if found else "\n"


class _Line:
    """How the lines of a table are written: what stands before them, their pipes, their padding."""

    def __init__(self, table: Table) -> None:
        source = table.page.source
        whole = [row.line for row in table.rows if len(row.cells) == len(table.columns) and not row.blank]
        sample = source.line(whole[-1] if whole else table.line)
        begins = _BEFORE.match(sample)
        self.before = begins[0] if begins else ""
        sample = sample[len(self.before) :].rstrip()
        self.first = sample.startswith("|")
        self.last = sample.endswith("|") and not sample.endswith("\\|")
        self.spaced = bool(re.search(r"\| \S|\S \|", sample))
        lines = [source.line(number) for number in (table.line, *whole[-_LOOKED_AT:])]
        self.widths = self._widths(lines) if len({width(line.rstrip()) for line in lines}) == 1 else []

    def _pieces(self, line: str) -> list[str]:
        line = line[len(self.before) :].rstrip()
        return _PIPE.split(line[int(self.first) : len(line) - int(self.last)])

    def _widths(self, lines: Sequence[str]) -> list[int]:
        """How wide each column is, where all lines are as wide as each other."""
        rows = [[width(piece) for piece in self._pieces(line)] for line in lines]
        return rows[0] if all(row == rows[0] for row in rows) else []

    def of(self, texts: Sequence[str]) -> str:
        """A line with the texts as its cells."""
        space = " " if self.spaced else ""
        pieces = []
        for index, text in enumerate(texts):
            before = space if index or self.first else ""
            after = space if index + 1 < len(texts) or self.last else ""
            piece = f"{before}{text}{after}"
            due = self.widths[index] if index < len(self.widths) else 0
            pieces.append(piece + " " * (due - width(piece)))
        line = "|".join(pieces)
        closed = self.last or not texts[-1]  # without a pipe behind it an empty cell is none
        return self.before + "|" * self.first + (line if closed else line.rstrip()) + "|" * closed


def _html_row(table: Table, texts: Sequence[str]) -> str:
    """A row of an HTML table: the last plain row with other cells."""
    source = table.page.source
    for row in reversed(table.rows[-_LOOKED_AT:]):
        spans = [(cell.offset(0), cell.offset(0) + len(cell.raw)) for cell in row.cells]
        inside = all(row.start <= a and b <= row.end for a, b in spans)
        if is_entry(row) and len(spans) == len(set(map(id, row.cells))) == len(texts) and inside:
            out, at = "", row.start
            for (start, end), text in zip(spans, texts, strict=True):
                out += source.text[at:start] + text
                at = end
            return out + source.text[at : row.end]
    return f"<tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"


class _Piece(NamedTuple):
    """A field of an entry as it is written: what stands before it, and the text of a new one."""

    gap: str
    text: str


def _pieced(record: Entry, table: Table, entries: Sequence[Entry]) -> str:
    """An item, or a heading with its facts: as the neighbour that shows most of what the record has is written."""
    likes: dict[str, list[Cell]] = {}
    for entry in entries[-_LOOKED_AT:]:
        for field, cell in entry.fields.items():
            likes.setdefault(field, []).append(cell)
    best: list[_Piece] = []
    tail = ""
    for entry in reversed(entries[-_LOOKED_AT:]):
        pieces, end = _pieces_of(entry, record, Syntax(table.shape), likes)
        if len(pieces) > len(best):
            best, tail = pieces, end
    return "".join(gap + text for gap, text in best) + tail


def _pieces_of(entry: Entry, record: Entry, syntax: Syntax, likes: dict[str, list[Cell]]) -> tuple[list[_Piece], str]:
    """The fields of a record in the place of those of an entry, in the order in which they stand, and what ends it.

    What stands between fields is taken along where it is a label or a sign, and left out where it is a text of the
    entry's own.
    """
    row = entry.row
    title = entry.get("title")
    if row is None or not isinstance(title, TextCell):
        return [], ""
    text = row.table.page.source.text
    shared = entry.get("source") is title
    cells = {id(c): (c, f) for f, c in reversed(entry.fields.items()) if isinstance(c, TextCell)}
    out: list[_Piece] = []
    at, last = row.start, False
    for cell, field in sorted(cells.values(), key=lambda item: item[0].offset(0)):
        start = cell.offset(0)
        # A link that stands in the text of another field comes behind it, after the sign that stands before it.
        led = text[row.start : start]
        gap = text[at:start] if at <= start else led[len(led.rstrip(" ([,;:–—-")) :]
        at = max(at, cell.offset(len(cell.raw) - 1) + 1 if cell.raw else start)
        like = [other for other in likes.get(field, ()) if not other.empty]
        value = linked_title(record, syntax, like) if cell is title and shared else fresh(record, field, syntax, like)
        joined = _joined(gap, first=not out)
        last = bool(value) and joined is not None
        if not out and not last:
            return [], ""
        if last and joined is not None:
            out.append(_Piece(joined, value))
    end = text[at : row.end]
    return out, end if last and not re.search(r"\w", end) else ""


def _joined(gap: str, *, first: bool) -> str | None:
    """What stands before a field, as far as it belongs to the shape; None where that can't be told."""
    if first:
        lead = _LEAD.match(gap)
        return lead[0] if lead is not None else None
    if _PARTS.fullmatch(gap) or _LABEL.fullmatch(gap):
        return gap
    separator = _SEPARATOR.search(gap)
    return separator[0] if separator is not None and "\n" not in gap else None


def new_table(records: Sequence[Entry], headers: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The lines of a table of records; `headers` are the fields of its columns with their headers."""
    syntax = Syntax("table")
    fields = [field for field, _ in headers]
    yield f"| {' | '.join(syntax.text(header) for _, header in headers)} |"
    yield f"|{'|'.join(' --- ' for _ in headers)}|"
    for record in records:
        cells = [cell_of(record, field) for field in fields]
        if "title" in fields and "source" not in fields:
            cells[fields.index("title")] = linked_title(record, syntax, ())
        yield f"| {' | '.join(cells)} |"
