"""The rule about stray blanks and line breaks, zero-width characters and broken encoding."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Cell, Page, Place, ValueCell
from medlint.project import Project
from medlint.read.inline import fill
from medlint.rules._fields import Spans, is_exactly
from medlint.rules._text import Text, page_texts, table_texts
from medlint.rules.base import Option, edit, rule

_BREAKS = r"(?:\s*<br\s*/?>)+\s*"
_LEADING = regex(_BREAKS, re.IGNORECASE)
_TRAILING = regex(r"(?:<br\s*/?>\s*)+", re.IGNORECASE)
_COMMENTS = regex(r"(?:<!--(?:(?!-->).)*-->\s*)*", re.DOTALL)
_NON_BREAKING = regex(r"(?<! )[ ]*[\u00a0\u202f][ \u00a0\u202f]*")
_ZERO_WIDTH = regex(r"(?:(?<!\w/)(?!(?<=\w)\u200b\()[\u200b\u2060\ufeff])+")  # not where a line is meant to break
_DOUBLED = regex(r"(?<=[^\s|])(?<!\]\()[ \t]{2,}(?=[^\s|])")
_LAST_BREAK = regex(r"<br\s*/?>[ \t]*(?:\n|\Z)", re.IGNORECASE)
"""A break that ends its line: the blanks before it are shown no more than those of a hard break."""
_AROUND = 40
"""How many characters around a stray are looked for in YAML, to tell where it is written."""
_MATHS = regex(r"\$[^$\n]+\$")
_BROKEN = regex(
    "[\u00c2\u00c3\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}|[\x80-\x9f]+"
)
"""Two to four characters that were one in UTF-8 and were read as Windows-1252; control characters of the C1 set."""
_BEYOND = regex(r"^[ \t]*+(?:[-+*>]|\d+[.)])\s|(?<![\w.+-])[\w.+-]*+[@#:][\w.-]*|\]\[", re.MULTILINE)
"""What reads as more than text outside its cell or on GitHub: marks of lists, mentions, numbers of issues, emoji."""


class _Stray(NamedTuple):
    """What to replace in the raw text of a cell, and what it is."""

    start: int
    end: int
    text: str
    what: str
    safe: bool = True


@rule(
    "MED309",
    "stray-whitespace",
    Level.WARNING,
    fix="safe",
    alone=True,
    habit="have stray spaces or breaks in the {field}",
    options={"blank-lines": Option(1, "Blank lines that may stand at the end of a file.")},
)
def stray_whitespace(project: Project) -> Iterator[Finding]:
    """The text holds a stray line break, a zero-width character or broken encoding, or a value holds stray blanks.

    A `<br>` at the edge of a cell leaves a gap in the page, a zero-width character breaks search and copying, and
    `â€™` was an apostrophe once. Blanks that no reader sees once the page is rendered are fine; in values of a catalog,
    which programs compare, doubled and non-breaking ones are said.

    ```markdown bad
    | Title     | Description                     | Source                  |
    |-----------|---------------------------------|-------------------------|
    | LIDC-IDRI | <br> Chest CT, read four times. | https://example.org/one |
    ```
    ```markdown bad
    | Title     | Description                   | Source                  |
    |-----------|-------------------------------|-------------------------|
    | LIDC-IDRI | The patientâ€™s chest, in CT. | https://example.org/one |
    ```
    ```markdown good
    | Title     | Description                 | Source                  |
    |-----------|-----------------------------|-------------------------|
    | LIDC-IDRI | Chest CT, read four times.  | https://example.org/one |
    ```
    """
    tables = (text for text in table_texts(project, project.pages) if not text.cell.empty)
    fields = ((field, cell, entry) for entry in project.records for field, cell in entry.fields.items())
    records = (Text(cell, entry, field) for field, cell, entry in fields if _may_stray(cell.raw))
    for texts, tabled in ((tables, True), (page_texts(project.pages), False), (records, True)):
        for text in texts:
            if _may_stray(text.cell.raw):
                yield from _in_cell(text, tabled and text.entry is not None)
    for page in project.pages:
        yield from _at_the_end(page, stray_whitespace.option(project, "blank-lines"))


def _may_stray(raw: str) -> bool:
    """Whether a text may hold a stray: asked first, as it costs little."""
    return not raw.isascii() or "  " in raw or "\t" in raw or "<" in raw or "( " in raw or " )" in raw


def _in_cell(text: Text, tabled: bool) -> Iterator[Finding]:
    """One finding for each kind of stray on each line, at the first, with the edits of all."""
    cell = text.cell
    raw = cell.raw
    groups: dict[tuple[str, int], list[_Stray]] = {}
    lines = [found.start() for found in re.finditer("\n", raw)]
    for stray in _strays(cell, tabled):
        groups.setdefault((stray.what, bisect_left(lines, stray.start)), []).append(stray)
    for (what, _), strays in groups.items():
        placed = [(stray, _place(cell, stray)) for stray in strays]
        edits = tuple(edit(p, s.text) for s, p in placed if is_exactly(p, raw[s.start : s.end]))
        where = f" in the {text.field} of {text.entry.title!r}" if text.entry is not None and text.field else ""
        said, safe = what.format(where=where), all(stray.safe for stray in strays)
        yield stray_whitespace.at(
            placed[0][1], said, entry=text.entry, field=text.field, subject=what, edits=edits, safe=safe
        )


def _strays(cell: Cell, tabled: bool) -> Iterator[_Stray]:
    raw = cell.raw
    if tabled:
        if found := _LEADING.match(raw):
            yield _Stray(*found.span(), "", "a <br>{where} stands before the text, where it separates nothing")
        last = max((found.span() for found in _TRAILING.finditer(raw)), default=(0, 0))
        if _COMMENTS.fullmatch(raw, last[1]) and (start := len(raw[: last[0]].rstrip())):
            yield _Stray(start, last[1], "", "a <br>{where} stands behind the text, where it separates nothing")
    kept = Spans([*cell.opaque, *(found.span() for found in _MATHS.finditer(raw))])
    for found in _BROKEN.finditer(raw):
        if found.start() not in kept and (right := _decoded(found[0])) is not None:
            what = f"expected {right!r}" if right else "a control character"
            yield _Stray(*found.span(), right, "broken encoding{where}: " + what, safe=found[0] > "\xa0")
    for found in _NON_BREAKING.finditer(raw) if isinstance(cell, ValueCell) else ():
        if not _typeset(raw, *found.span()) and found.start() not in kept:
            inner = found.start() > 0 and found.end() < len(raw)
            yield _Stray(*found.span(), " " if inner else "", "a non-breaking space{where}, expected an ordinary one")
    if unseen := [found for found in _ZERO_WIDTH.finditer(raw) if found.start() not in kept]:
        safe, what = _reads_alike(raw, _ZERO_WIDTH.sub("", raw)), "a zero-width character{where}, which nobody sees"
        yield from (_Stray(*found.span(), "", what, safe) for found in unseen)
    for found in _DOUBLED.finditer(raw) if isinstance(cell, ValueCell) else ():
        if found.start() not in kept and " " in found[0] and not _LAST_BREAK.match(raw, found.end()):
            yield _Stray(*found.span(), " ", "several spaces{where}, expected one")
    for link in cell.links:
        if link.kind in ("link", "image"):
            before = start = link.span[0]
            while raw[before - 1 : before] in (" ", "\t"):
                before -= 1
            if before < start and raw[before - 1] == "(":
                yield _Stray(before, start, "", "a space{where} between '](' and the address")


def _decoded(text: str) -> str | None:
    """What UTF-8 means that was read as Windows-1252, or for control characters Windows-1252; None for nothing."""
    if text < "\xa0":
        return text.encode("latin-1").decode("cp1252", "ignore")
    data = b"".join(c.encode("cp1252", "ignore") or c.encode("latin-1", "ignore") for c in text)
    try:
        right = data.decode()
    except UnicodeDecodeError:
        return None
    return right if right and len(right) < len(text) else None


def _reads_alike(raw: str, without: str) -> bool:
    """Whether a text makes the same text, links and tags without its zero-width characters."""
    before, after = Cell("", raw), Cell("", without)
    for cell in (before, after):
        fill(cell, {})
    same = _ZERO_WIDTH.sub("", before.text) == after.text and _BEYOND.findall(raw) == _BEYOND.findall(without)
    return same and len(before.opaque) == len(after.opaque) and len(before.links) == len(after.links)


def _typeset(raw: str, start: int, end: int) -> bool:
    """Whether a non-breaking blank is good typesetting: inside a number, or French punctuation."""
    before, after = raw[start - 1 : start], raw[end : end + 1]
    return end - start == 1 and ((before.isdigit() and after.isdigit()) or before == "«" or after in (*"»:;!?%",))


def _place(cell: Cell, stray: _Stray) -> Place:
    """The place of a stray. In YAML blanks alone can't be told from indentation, the words around them can."""
    if not isinstance(cell, ValueCell):
        return cell.at(stray.start, stray.end)
    raw = cell.raw
    low, high = max(stray.start - _AROUND, 0), min(stray.end + _AROUND, len(raw))
    first = max(raw.rfind(" ", low, max(stray.start - 1, low)), raw.rfind("\n", low, stray.start), low - 1) + 1
    ends = [at for at in (raw.find(" ", stray.end + 1, high), raw.find("\n", stray.end, high)) if at >= 0]
    last = min(ends, default=high)
    around = cell.at(first, last)
    if not is_exactly(around, raw[first:last]) or around.line != around.end_line:
        return cell.place
    head, tail = raw[first : stray.start], raw[stray.end : last]
    return around._replace(
        column=around.column + len(head),
        end_column=around.end_column - len(tail),
        start=around.start + len(head.encode()),
        end=around.end - len(tail.encode()),
    )


def _at_the_end(page: Page, most: float) -> Iterator[Finding]:
    source = page.source
    text = source.text
    end = len(text.rstrip(" \t\r\n"))
    lines = re.findall(r"\r\n|\r|\n", text[end:])
    if end == 0 or len(lines) - 1 <= most or any(start < len(text) <= stop for start, stop in page.code):
        return
    place = source.place(text.index(lines[0], end) + len(lines[0]), len(text))
    message = f"{len(lines) - 1} blank lines at the end of the file, expected none"
    yield stray_whitespace.at(place, message, edits=(edit(place, ""),))
