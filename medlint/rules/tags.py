"""The rule about raw HTML in the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import TextCell
from medlint.project import Project
from medlint.rules.base import Option, rule
from medlint.text.words import clipped

_TAG = regex(r"</?([a-z][a-z0-9]*)(?=[\s/>])[^>]*>", re.IGNORECASE)
_MARKER = regex(r"\s*(?:\d{1,2}[.)]|\(\d{1,2}\)|[-*+•·–—]|&bull;|&middot;)\s*\S")
_WITHOUT_MARKDOWN = frozenset(("br", "sub", "sup", "kbd", "wbr", "nobr", "abbr", "ruby", "rt", "rp", "u", "mark"))


@rule(
    "MED111",
    "html-in-cell",
    Level.INFO,
    habit="hold HTML in the {field}",
    options={
        "items": Option(3, "Lines of a cell that make a list, if each of them is short."),
        "words": Option(6, "Words of the longest of such lines.", relaxes="below"),
    },
)
def html_in_cell(project: Project) -> Iterator[Finding]:
    """A cell of a table of entries holds raw HTML: a list built of line breaks, an image, tags.

    Whatever else reads the list, a search, a script, a renderer that strips HTML, gets the tags or loses the text.

    ```markdown bad
    | Title     | Findings                            | Source                                    |
    |-----------|-------------------------------------|-------------------------------------------|
    | LIDC-IDRI | sizes:<br>1. large<br>2. small | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX |
    ```
    ```markdown good
    | Title     | Findings                                   | Source                                        |
    |-----------|--------------------------------------------|-----------------------------------------------|
    | LIDC-IDRI | Nodules.<br>Four people marked every scan. | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX |
    ```
    """
    limits = [html_in_cell.option(project, name) for name in ("items", "words")]
    for entry in project.entries:
        if entry.row is None or entry.row.table.shape != "table":
            continue
        for column, cell in zip(entry.row.table.columns, entry.row.cells, strict=False):
            if "<" in cell.raw and (found := _html(cell, *limits)) is not None:
                start, end, what = found
                said = f"the {column.field} of {clipped(entry.title)} holds {what}"
                yield html_in_cell.at(cell.at(start, end), said, entry=entry, field=column.field)


def _html(cell: TextCell, items: float, words: float) -> tuple[int, int, str] | None:
    """The first HTML of a cell that has a Markdown form or builds a list."""
    raw = cell.raw
    breaks: list[tuple[int, int]] = []
    for start, end in cell.opaque:
        if (tag := _TAG.fullmatch(raw, start, end)) is None:
            continue
        name = tag[1].lower()
        if name == "br":
            breaks.append((start, end))
        elif name not in _WITHOUT_MARKDOWN and not (name == "a" and "href" not in tag[0].lower()):
            return start, end, f"the HTML tag <{name}>"
    edges = [0, *(at for span in breaks for at in span), len(raw)]
    parts = [text for a, b in zip(edges[::2], edges[1::2], strict=True) if (text := raw[a:b]).strip()]
    marked = sum(bool(_MARKER.match(part)) for part in parts)
    short = len(parts) >= items and all(len(part.split()) <= words for part in parts)
    return (*breaks[0], "a list built of line breaks") if breaks and (marked > 1 or short) else None
