"""A record's value in a cell: written in the shape that the cell has, or afresh in the shape of its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from medlint.data.license import license_url
from medlint.data.modality import known_modality
from medlint.lazy import regex
from medlint.model import NOTE_MARK, Cell, Entry, Link, Row, Table, TextCell
from medlint.read.meaning import Difference, due, same_markdown, words_of
from medlint.read.said import NOTES, literal, says_nothing, source_of
from medlint.write.escape import Syntax

_T = TypeVar("_T")

Edits = list[tuple[int, int, str]]
"""Edits of the raw text of a cell: replace the characters from start up to end by the text."""

_AROUND = regex(r"\s+|<br\s*/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_EMPHASIS = regex(r"\*\*\*|\*\*|__|\*|_")
_MARKS = ("***", "**", "__", "~~", "*", "_")
_TAG = regex(r"<([a-z]+[1-6]?)\b[^<>]*>", re.IGNORECASE)
_LICENSES = regex(
    r"https?://(?:www\.)?(?:creativecommons\.org|opensource\.org|spdx\.org|opendatacommons\.org|choosealicense\.com"
    r"|(?:gnu|apache|mozilla)\.org/(?:licenses|MPL))\b",
    re.IGNORECASE,
)
"""Where licences themselves are published: such an address belongs to one licence."""
_BEHIND = regex(r"\s+|\[\^[^\]\s]{1,60}\]|\[\d{1,4}[a-z]?\],?|<br\s*/?>|(?P<comment><!--)", re.IGNORECASE)
_SEPARATOR = regex(r"(?<!\s)\s*+(?:[,;、，；]|<br\s*/?>)\s*", re.IGNORECASE)


def end_of_value(raw: str, start: int = 0, end: int | None = None) -> int:
    """Where the value of a cell ends: behind it stand but blanks, line breaks, comments and marks of notes."""
    end = len(raw) if end is None else end
    last = raw.rfind("-->", start, end)
    value = at = start
    while found := _BEHIND.search(raw, at, end):
        value = value if found.start() == at else found.start()
        at = found.end()
        if found["comment"] and at <= last:
            at = raw.find("-->", at, end) + len("-->")
        elif found["comment"]:  # that nothing closes: it is text
            value = at
    return value if at == end else end


def rewritten(found: Difference, row: Entry) -> Edits | None:
    """The edits after which a cell says what the record says and all else stays; None where none is known.

    Each way to write it is tried on the cell and read again, the one that changes least first.
    """
    if row.table is None or row.page is None or row.twin is None:
        return None
    syntax = Syntax(row.table.shape)
    others = [field for field, cell in row.fields.items() if cell is found.cell and field != found.field]
    same = [field for field in others if due(field, found.cell, row.twin) is None]  # as of a title that is the link
    tried = set()
    for edits in _ways(found, syntax, [cell for cell in row.fields.values() if cell is not found.cell]):
        raw = applied(found.cell.raw, edits)
        if raw in tried:
            continue
        tried.add(raw)
        cell = syntax.read(raw, row.page.definitions)
        kept = found.field != "title" or len(cell.links) >= len(found.cell.links)
        if kept and all(agrees(field, cell, row.twin, row.table) for field in (found.field, *same)):
            return edits
    return None


def agrees(field: str, cell: Cell, record: Entry, table: Table) -> bool:
    """Whether a cell says what its record says, or reads as it would be written: tags in a text show as they are."""
    if due(field, cell, record) is None:
        return True
    new = _read_otherwise(field, record, table)
    if new is None:
        return False
    if field == "source":
        return not {link.url for link in new.links}.isdisjoint(link.url for link in cell.links)
    return same_markdown(cell, new)


@lru_cache(maxsize=64)
def _read_otherwise(field: str, record: Entry, table: Table) -> Cell | None:
    """The cell that a record's field is written as, where that reads otherwise than the record says."""
    syntax = Syntax(table.shape)
    cell = syntax.read(fresh(record, field, syntax), table.page.definitions)
    return cell if due(field, cell, record) is not None else None


def emptied(field: str, cell: Cell, row: Entry) -> Edits | None:
    """The edits after which a cell says nothing, in the sign that its column has for that; None where none is known.

    A linked title becomes its text. Of an item, or a heading with its facts, nobody but a person knows what goes along.
    """
    if row.table is None or row.page is None:
        return None
    syntax = Syntax(row.table.shape)
    ways: list[Edits] = []
    if syntax.shape not in ("table", "html"):
        return None
    if cell is row.get("title"):
        ways = [[edit for link in cell.links for edit in _unlinked(cell, link)]]
    else:
        last = row.row is not None and row.row.cells[-1] is cell and _open(row.row)
        sign = sign_of(row.table, field) or "|" * last  # without a pipe behind it an empty cell is none
        start = len(cell.raw) - len(cell.raw.lstrip())
        ways = [[(start, max(end_of_value(cell.raw), start), sign)], [(0, len(cell.raw), sign)]]
    for edits in ways:
        read = syntax.read(applied(cell.raw, edits), row.page.definitions)
        if not read.links if field == "source" else says_nothing(read):
            return edits
    return None


@lru_cache(maxsize=64)
def sign_of(table: Table, field: str) -> str:
    """What most cells of a column that say nothing hold: a sign such as `-`, or nothing at all."""
    index = next((i for i, column in enumerate(table.columns) if column.field == field), None)
    cells = [row.cells[index] for row in table.rows if index is not None and index < len(row.cells)]
    signs = [cell.raw.strip() for cell in cells if says_nothing(cell)]
    return _most(signs) or ""


def _open(row: Row) -> bool:
    """Whether no pipe stands at the end of a row."""
    return row.table.shape == "table" and not row.table.page.source.line(row.line).rstrip().endswith("|")


def _unlinked(cell: Cell, link: Link) -> Edits:
    """The edits that leave the text of a link alone."""
    start, end = link.whole_span
    if link.kind not in ("link", "reference"):
        return []
    if cell.raw[start] == "<":
        return [(start, cell.raw.index(">", start) + 1, ""), (cell.raw.rindex("<", start, end), end, "")]
    close = cell.raw.rfind("]", start, link.span[0]) if link.kind == "link" else cell.raw.find("]", start)
    return [(start, start + 1, ""), (close, end, "")]


def applied(raw: str, edits: Edits) -> str:
    """A text with edits made; they don't overlap."""
    pieces, last = [], 0
    for start, end, text in sorted(edits):
        pieces += [raw[last:start], text]
        last = end
    return "".join([*pieces, raw[last:]])


def _ways(found: Difference, syntax: Syntax, others: Sequence[Cell]) -> Iterator[Edits]:
    cell = found.cell
    if found.field == "source":
        yield from _sources(found, syntax)
        return
    new = page_text(found.field, found.key, found.value)
    text = syntax.text(new if _is_markdown(found.field, found.key) else literal(new))
    if found.field == "title" and syntax.shape == "items" and inner(cell) == (0, len(cell.raw)):
        text = _in_one_piece(text, emphasised=_is_emphasised(cell))
    if found.field == "keywords" and isinstance(found.value, list):
        yield _items(cell, [str(item) for item in found.value], syntax)
    more = _license_link(cell, new) if found.field == "license" else []
    if span := visible_span(cell, found.here):
        yield [(*span, text), *more]
    start, end = inner(cell)
    if part := _part_of(cell, others):
        yield _around(cell, (start, end), part, text)
        return
    if cell.raw == " ":
        yield [(1, 1, text + " ")]
    yield [(start, end, text), *(edit for edit in more if edit[0] >= end)]
    if len(cell.links) == 1 and found.field == "title":
        yield [(0, len(cell.raw), syntax.link(text, cell.links[0].url))]
    elif not cell.links or found.field != "title":
        yield [(0, end_of_value(cell.raw), text)]


def _part_of(cell: Cell, others: Sequence[Cell]) -> tuple[int, int] | None:
    """Where another field's cell stands within a cell, as the link to the data does in the text of an item."""
    if not isinstance(cell, TextCell) or not cell.raw:
        return None
    first, last = cell.offset(0), cell.offset(len(cell.raw) - 1)
    for other in others:
        if isinstance(other, TextCell) and other.raw and first <= other.offset(0) <= last:
            at = cell.raw.find(other.raw)
            if at >= 0:
                return at, at + len(other.raw)
    return None


def _around(cell: Cell, span: tuple[int, int], part: tuple[int, int], text: str) -> Edits:
    """The edits that write a text before or behind a part that stays, with the signs between them."""
    before, after = cell.raw[span[0] : part[0]], cell.raw[part[1] : span[1]]
    if not after.strip(" )].,;"):
        return [(span[0], span[0] + len(before.rstrip(" ([,;:–—-")), text)]
    if not before.strip(" ([,;:–—-"):
        return [(span[1] - len(after.lstrip(" )].,;:–—-")), span[1], text)]
    return [(*span, f"{text} ({cell.raw[slice(*part)]})")]


_ENDS = regex(r"(?<=\s)[-–—|]|:(?=\s)|[：；;。]")
"""What looks like the end of a title that leads an item."""


def _in_one_piece(text: str, *, emphasised: bool = False) -> str:
    """A title that leads an item without being marked as one; made bold where a sign in it looks like its end.

    In what is emphasised already such signs are escaped.
    """
    if emphasised:
        return _ENDS.sub(r"\\\g<0>", text)
    return f"**{text}**" if _ENDS.search(text) else text


def _is_emphasised(cell: Cell) -> bool:
    """Whether a mark of emphasis stands before a cell, as where a whole item is bold."""
    return isinstance(cell, TextCell) and cell.source.text[max(cell.offset(0) - 1, 0)] in "*_"


def _is_markdown(field: str, key: str) -> bool:
    """Whether a record holds the field as Markdown."""
    return field in ("title", "description") or key.startswith("extra.")


def page_text(field: str, key: str, value: Any) -> str:
    """A value of a record as a page shows it."""
    if field == "access":
        level = words_of(key, value)
        return NOTES.get(level, level)
    if field == "modality" and isinstance(value, list):
        return ", ".join(dict.fromkeys(known_modality(str(code)) or str(code) for code in value))
    return words_of(key, value)


def visible_span(cell: Cell, text: str) -> tuple[int, int] | None:
    """Where a text that a reader sees stands in what is written; None where markup parts it."""
    if not text:
        return None
    words = (r"".join(_character(c) for c in word) for word in text.split())
    for match in re.finditer(r"(?:\s|<br\s*/?>)+".join(words), cell.raw):
        if not any(start < match.end() and match.start() < end for start, end in cell.opaque):
            return match.span()
    return None


def _character(character: str) -> str:
    """A pattern for a character as Markdown or HTML may write it."""
    plain = re.escape(character)
    entity = {"&": "|&amp;", "<": "|&lt;", ">": "|&gt;"}.get(character, "")
    return plain if character.isalnum() else f"(?:\\\\?{plain}{entity})"


def inner(cell: Cell) -> tuple[int, int]:
    """The span of what is meant in a cell: without marks of emphasis, tags, breaks and comments around it.

    Of a link that fills the cell it is the text.
    """
    raw = cell.raw
    start, end = 0, len(raw)
    if not raw.strip():
        return min(1, end), max(min(1, end), end - 1)
    links = {found.whole_span: found for found in cell.links if found.kind in ("link", "reference")}
    while True:
        before = start, end
        if lead := _AROUND.match(raw, start, end):
            start = lead.end()
        after = end_of_value(raw, start, end)
        end = after if after > start else end
        for mark in _MARKS:
            room = end - start > 2 * len(mark)
            if room and raw.startswith(mark, start, end) and raw.endswith(mark, start, end):
                middle = raw[start + len(mark) : end - len(mark)]
                if mark not in middle:
                    start, end = start + len(mark), end - len(mark)
                    break
        tag = _TAG.match(raw, start, end)
        if tag and raw.endswith(f"</{tag[1]}>", start, end) and raw.count(f"</{tag[1]}>", start, end) == 1:
            start, end = tag.end(), end - len(tag[1]) - 3
        if filling := links.get((start, end)):
            close = raw.rfind("]", start, filling.span[0]) if filling.kind == "link" else raw.find("]", start)
            start, end = start + 1, max(close, start + 1)
        if (start, end) == before:
            return before


def _items(cell: Cell, keywords: Sequence[str], syntax: Syntax) -> Edits:
    """The keywords of a cell one by one: what stays keeps how it is written, and the separators are the cell's."""
    start, end = inner(cell)
    raw = cell.raw[start:end]
    pieces, separators = _SEPARATOR.split(raw), _SEPARATOR.findall(raw)
    known = {_key(syntax.read(piece, {}).text): piece for piece in pieces}
    new = [known.get(_key(word), syntax.text(literal(word))) for word in keywords]
    if len(new) != len(pieces):
        separators = [_most(separators) or ", "] * (len(new) - 1)
    text = "".join(word + separator for word, separator in zip(new, [*separators, ""], strict=True))
    return [(start, end, text)]


def _most(values: Iterable[_T]) -> _T | None:
    """The value that is there most often, the first of several; None where there is none."""
    counts = Counter(values)
    return max(counts, key=counts.__getitem__, default=None)


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _license_link(cell: Cell, new: str) -> Edits:
    """The edit that leads a linked licence to the page of the new one; without such a page the link is undone."""
    for found in cell.links:
        if not _LICENSES.match(found.url) or found.kind != "link":
            continue
        if url := license_url(new):
            return [(*found.span, url)]
        return _unlinked(cell, found)
    return []


def _sources(found: Difference, syntax: Syntax) -> Iterator[Edits]:
    cell, url = found.cell, found.there
    said = source_of(cell)
    carrier = said.links.get(found.key) or next(iter(said.links.values()), None) or next(iter(said.other), None)
    if carrier is None:
        if said.values and found.key == "doi":  # a bare DOI, which nobody makes a link of
            yield [(*inner(cell), str(found.value))]
        yield [(*inner(cell), syntax.address(url))]
        return
    for target in syntax.targets(url, tag=carrier.kind == "html"):
        yield _led(cell, carrier, target)
    yield [(*carrier.whole_span, syntax.address(url))]


def _led(cell: Cell, carrier: Link, target: str) -> Edits:
    """The edits that make a link lead elsewhere; a text that is the address itself changes with it."""
    whole, span = carrier.whole_span, carrier.span
    if carrier.kind == "reference":
        text = cell.raw[whole[0] + 1 : cell.raw.find("]", whole[0])]
        return [(*whole, f"[{text}]({target})")]
    if carrier.kind in ("bare", "autolink"):
        return [(*span, target.strip("<>"))]
    edits = [(*span, target)]
    for shown in (carrier.text, carrier.url):
        if shown and carrier.text.rstrip("/") == carrier.url.rstrip("/"):
            for start, end in ((whole[0], span[0]), (span[1], whole[1])):
                if (at := cell.raw.find(shown, start, end)) >= 0:
                    return [*edits, (at, at + len(shown), target.strip("<>"))]
    return edits


def fresh(record: Entry, field: str, syntax: Syntax, like: Iterable[Cell] = ()) -> str:
    """A field of a record as the text of a new cell, in the way that most of the column's cells are written."""
    cells = [cell for cell in like if not cell.empty]
    if field == "source":
        return _fresh_source(record, cells, syntax)
    found = due(field, Cell("", ""), record)
    if found is None:
        held = record.get(field)  # a key that no column of a page is held against
        return syntax.text(held.raw) if held is not None else ""
    key, value, _ = found
    shown = page_text(field, key, value)
    text = syntax.text(shown if _is_markdown(field, key) else literal(shown))
    if field == "title" and syntax.shape == "items":
        text = _in_one_piece(text)
    if field == "keywords" and cells:
        usual = _most(separator for cell in cells for separator in _SEPARATOR.findall(cell.raw))
        text = text.replace(", ", usual) if usual else text
    before, after = _shell(tuple(cells))
    return before + text + after


@lru_cache(maxsize=64)
def _shell(cells: tuple[Cell, ...]) -> tuple[str, str]:
    """The marks of emphasis or tags that most cells of a column have around their values."""
    shells: list[tuple[str, str]] = []
    for cell in cells:
        if any(link.whole_span[0] <= inner(cell)[0] <= link.whole_span[1] for link in cell.links):
            continue  # what stands around it is a link
        start, end = inner(cell)
        shells.append((cell.raw[:start], NOTE_MARK.sub("", cell.raw[end:])))
    usual = _most(shells) or ("", "")
    if shells.count(usual) * 2 <= len(cells) or "!--" in "".join(usual):
        return "", ""
    return usual


def linked_title(record: Entry, syntax: Syntax, cells: Sequence[Cell]) -> str:
    """The title of a record as a link to its source, where most titles of the column are links or there are none."""
    linked = [cell for cell in cells if cell.links]
    url = source_url(record)
    if not url or (cells and len(linked) * 2 <= len(cells)):
        return fresh(record, "title", syntax, cells)
    text = syntax.link(fresh(record, "title", syntax), url)
    marks = [mark[0] for cell in linked if (mark := _EMPHASIS.match(cell.raw)) and cell.raw.endswith(mark[0])]
    usual = (_most(marks) or "") if len(marks) * 2 > len(linked) else ""
    return usual + text + usual


def _fresh_source(record: Entry, cells: Sequence[Cell], syntax: Syntax) -> str:
    url = source_url(record)
    if not url:
        return ""
    links = [next(iter(source_of(cell).links.values()), None) for cell in cells]
    texts = [used.text if used is not None and used.text != used.url else "" for used in links]
    usual = _most(texts) or ""
    if usual and texts.count(usual) * 2 > len(texts):
        return syntax.link(syntax.text(literal(usual)), url)
    return syntax.address(url)


def source_url(record: Entry) -> str:
    """Where a record is to be found: its DOI, else its landing page; empty where it has neither."""
    found = due("source", Cell("", ""), record)
    return found[2] if found is not None else ""


def access_of(data: Mapping[str, Any]) -> tuple[str, str]:
    """The level of access that a record gives, and where to ask; empty where it doesn't say."""
    value = data.get("access")
    level, url = (value.get("level"), value.get("url")) if isinstance(value, dict) else (value, "")
    return words_of("", level), words_of("", url)
