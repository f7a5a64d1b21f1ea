"""Rules about the rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Entry, Page, Row, Table
from medlint.project import Project
from medlint.rules.base import Option, edit, rule
from medlint.text.words import clipped, counted

_PIPE = regex(r"(?<!\\)\|")
_BAR = regex(r"\|(?:\s*\[[^\[\]|]*\]\([^()|]*\)\s*\|){2,}")
"""A line of links with bars between them, as pages of papers have it."""
_DELIMITER = regex(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_TAG = regex(r"<(?!br\b)", re.IGNORECASE)
_HIDDEN = regex(r"<!--|<(?:pre|code|script|style|textarea|table)\b", re.IGNORECASE)


@rule(
    "MED103",
    "ragged-row",
    Level.ERROR,
    habit="have fewer cells than the header, or empty ones beyond it, which doesn't show",
)
def ragged_row(project: Project) -> Iterator[Finding]:
    r"""A row has more or fewer cells than the header of its table.

    What stands in surplus cells isn't shown at all, and where a pipe was forgotten everything after it moves into
    the wrong column. A pipe that belongs to the text is written `\|`.

    ```markdown bad
    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB | chest |
    ```
    ```markdown good
    | Title           | Source                                                     | Size                   |
    |-----------------|------------------------------------------------------------|------------------------|
    | LIDC \| IDRI    | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |
    ```
    """
    entries = {id(entry.row): entry for entry in project.entries if entry.row is not None}
    for table in project.tables:
        rows = [row for row in table.rows if table.shape == "table" and not row.blank]
        ragged = (row for row in rows if len(row.cells) != len(table.columns))
        found = [finding for row in ragged for finding in _ragged(table, row, entries.get(id(row)))]
        short = [finding for finding in found if finding.level is Level.WARNING and not table.entries]
        if project.config.habits.is_shared(len(short), len(rows)):  # the gate counts entries alone
            said = f"{len(short):,} of {len(rows):,} rows {ragged_row.habit}"
            yield short[0]._replace(message=said, level=Level.INFO)
            found = [finding for finding in found if finding.level is not Level.WARNING]
        yield from found


def _ragged(table: Table, row: Row, entry: Entry | None) -> Iterator[Finding]:
    width, size = len(table.columns), len(row.cells)
    name = f" of {clipped(entry.title)}" if entry is not None and entry.title else ""
    if size > width:
        lost = row.cells[width:]
        texts = [cell.text for cell in lost if not cell.empty]
        first, last = lost[0], lost[-1]
        place = row.table.page.source.place(first.offset(0), last.offset(0) + len(last.raw))
        said = f"the row{name} has {counted(size, 'cell')} where the header has {width}"
        said += f": {clipped(' | '.join(texts))} is not shown" if texts else ": the extra ones are empty"
        yield ragged_row.at(place, said, entry=entry, level=None if texts else Level.WARNING)
    elif not _closes_by_itself(table, row) and not row.cells[0].raw.startswith("<tr"):
        said = f"the row{name} has {counted(size, 'cell')} where the header has {width}"
        if size == 1 and "|" not in table.page.source.line(row.line):
            said = f"the line {clipped(row.cells[0].text)} is taken as a row of the table above it"
        yield ragged_row.at(row.place, said, entry=entry, level=Level.WARNING)


def _closes_by_itself(table: Table, row: Row) -> bool:
    """Whether the last pipe of a row without outer pipes only sets off its last cell, which is empty."""
    header, line = (table.page.source.line(number).strip(" \t>") for number in (table.line, row.line))
    short = len(row.cells) == len(table.columns) - 1
    return short and line.endswith("|") and not line.startswith("|") and not header.endswith("|")


@rule("MED105", "blank-row", Level.WARNING, fix="safe")
def blank_row(project: Project) -> Iterator[Finding]:
    """A row of empty cells stands among real rows.

    It is left over from editing, looks like an entry that lost its text, and breaks what reads the table.

    ```markdown bad
    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |
    |           |                                                            |                        |
    ```
    ```markdown good
    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |
    ```
    """
    for table in project.tables:
        if table.shape != "table" or all(row.blank for row in table.rows):
            continue
        for row in table.rows:
            if row.blank:
                bare = all(cell.empty and not _TAG.search(cell.raw) for cell in row.cells)
                edits = (_line_gone(table.page, row.line),) if bare else ()
                yield blank_row.at(row.place, "the row is blank", edits=edits)


def _line_gone(page: Page, line: int) -> Edit:
    """The edit that takes a line away, with the line end before it where none follows."""
    source = page.source
    start = source.starts[line - 1]
    if line < len(source.starts):
        return edit(source.place(start, source.starts[line]), "")
    before = source.starts[line - 2] + len(source.line(line - 1)) if line > 1 else start
    return edit(source.place(before, len(source.text)), "")


@rule(
    "MED106",
    "orphan-row",
    Level.ERROR,
    options={"columns": Option(3, "Columns of a table below which a line without outer pipes is taken for its row.")},
)
def orphan_row(project: Project) -> Iterator[Finding]:
    """A line is written like a row of a table but belongs to no table.

    It is shown as a line of pipes. Mostly a blank line has cut the table in two, the line of dashes under the header
    is missing or has another number of cells, or an HTML tag stands directly above the table.

    ```markdown bad
    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |

    | NLST | https://www.cancerimagingarchive.net/collection/nlst/ | 21,082,502 images, 11.3 TB |
    ```
    ```markdown good
    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |

    The absolute value |x| is no row, and neither is `| a | b |`.
    ```
    """
    least = orphan_row.option(project, "columns")
    for page in project.pages:
        lines = {table.end_line: table for table in page.tables if table.shape == "table"}
        for cell in page.prose:
            if "|" in cell.raw:
                starts = [0, *(found.end() for found in re.finditer("\n", cell.raw))]
                numbers = [page.source.line_of(cell.offset(start)) for start in starts]
                yield from _orphans(page, numbers, cell.raw.split("\n"), lines, least)
        for start, _, text in page.loose:
            if "|" in text and not _HIDDEN.search(text):
                first = page.source.line_of(start)
                rows = re.split(r"\r\n?|\n", text)
                if any(_DELIMITER.fullmatch(row.strip()) and _cells(row) > 1 for row in rows):
                    yield from _orphans(page, list(range(first, first + len(rows))), rows, None, least)


def _orphans(
    page: Page, numbers: list[int], lines: list[str], tables: dict[int, Table] | None, least: float
) -> Iterator[Finding]:
    """A finding for each run of lines that are shaped like rows. `tables` by last line; None inside HTML."""
    above = _table_above(page, numbers[0], tables) if tables is not None else None
    wide = above if above is not None and len(above.columns) >= least else None
    run: list[int] = []
    for index in range(len(lines) + 1):
        row = index < len(lines) and _is_row(lines[index], wide if index == 0 or run else None)
        row = row or (index + 1 < len(lines) and _heads(lines[index], lines[index + 1]))
        if row or (run and index < len(lines) and "|" in lines[index] and _is_dashed(lines[index])):
            run.append(index)
            continue
        alone = tables is not None and above is None and len(run) == 1
        if run and not (alone and _BAR.fullmatch(lines[run[0]].strip())):
            first, last = numbers[run[0]], numbers[run[-1]]
            source = page.source
            left = source.line(first).find("|") if lines[run[0]].lstrip().startswith("|") else 0
            start = source.starts[first - 1] + max(left, 0)
            place = source.place(start, source.starts[last - 1] + len(source.line(last).rstrip()))
            why = _why(lines, run, above if run[0] == 0 else None, in_html=tables is None)
            yield orphan_row.at(place, f"{clipped(lines[run[0]].strip(' |'))} is written like a row of a table, {why}")
        run = []


def _why(lines: list[str], run: list[int], above: Table | None, *, in_html: bool) -> str:
    more = f" (and {counted(len(run) - 1, 'line')} after it)" if len(run) > 1 else ""
    if in_html and any(_DELIMITER.fullmatch(lines[i].strip()) for i in run):
        return f"but the HTML above it needs a blank line after it{more}"
    if above is not None:
        return f"but a blank line separates it from the table above{more}"
    second = lines[run[1]].strip() if len(run) > 1 else ""
    if second and _DELIMITER.fullmatch(second):
        dashes, header = _cells(second), _cells(lines[run[0]])
        if dashes == header:
            return "but a blank line is missing between it and the text above"
        return f"but the line of dashes has {counted(dashes, 'cell')} where the header has {header}"
    if "｜" in second and _is_dashed(second):
        return f"but the line of dashes has a full-width '｜', which separates no cells{more}"
    return f"but there is no line of dashes that makes it one{more}"


def _table_above(page: Page, line: int, tables: dict[int, Table]) -> Table | None:
    """The table that only blank lines part from the line."""
    before = line - 1
    while before > 0 and not page.source.line(before).strip(" \t>"):
        before -= 1
    return tables.get(before)


def _is_row(line: str, above: Table | None) -> bool:
    """Whether a line is shaped like a row; without outer pipes only right below a table that has none either."""
    text = line.strip()
    bare = re.sub(r"(`{1,3})[^`]*\1", "", text)
    if text.startswith("|") and text.endswith("|") and not text.endswith("\\|"):
        return len(_PIPE.findall(bare)) >= 3 and not text.startswith("||")
    if above is None:
        return False
    outer = above.page.source.line(above.line).strip(" \t>").startswith("|")
    return outer == text.startswith("|") and _cells(bare) == len(above.columns)


def _heads(line: str, below: str) -> bool:
    """Whether a line with a pipe before it is meant as the header of a table, as the dashes below it tell."""
    text = line.strip()
    return text[:1] == below.strip()[:1] == "|" and len(_PIPE.findall(text)) >= 3 and _is_dashed(below)


def _is_dashed(line: str) -> bool:
    """Whether a line was meant for a delimiter, with `|---|` in whatever number or width of pipes."""
    return "-" in line and not line.strip(" \t|｜:-")


def _cells(line: str) -> int:
    text = line.strip()
    return len(_PIPE.findall(text)) + 1 - text.startswith("|") - (text.endswith("|") and not text.endswith("\\|"))
