"""Rules about fields that are filled and still don't say what they should: half a size, a placeholder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.habits import habits, header
from medlint.lazy import regex
from medlint.model import Cell, Entry, Page
from medlint.project import Project
from medlint.read.columns import header_key
from medlint.rules._fields import linked_elsewhere, required_fields
from medlint.rules._sizes import figures_of, is_counted_beside, size_of, tells
from medlint.rules._sources import is_withdrawn
from medlint.rules.base import Option, rule
from medlint.text.placeholder import is_placeholder
from medlint.text.words import clipped, counted

_NONE = regex(r"[-–—/\\]{1,4}|n/?a\.?|none|not (?:available|applicable)", re.IGNORECASE)
"""What says that there is none, such as no `Code`, where others of these words say that it is to come."""
_TO_COME = regex(r"\W*(?:to[ -]?do|tb[adc]|fixme|x{2,5}|to |coming|待|\.|…|\[)", re.IGNORECASE)
"""What is no sign of a list for unknown, however often it stands there: somebody meant to come back."""
_TO_FILL = regex(r"\W*(?:todo|fixme|tb[ad])\b\s*[:：-]", re.IGNORECASE)
"""How a title begins that is still to be written."""
_LONGEST_MARK = 40
_LETTERED = regex(r"[^\w.,]*[\d.,]+\s?[KMT]\+?\s*", re.IGNORECASE)
"""A number that may be one of bytes or of something else: `661M`."""


@rule(
    "MED207",
    "incomplete-size",
    Level.WARNING,
    options={"whole": Option(0.5, "Share of a page's sizes: where more say bytes and count, the others should too.")},
    alone=True,
)
def incomplete_size(project: Project) -> Iterator[Finding]:
    """A size says only how many bytes or only how many images, where most entries of the list say both.

    The bytes say whether a dataset fits on the disk, the count whether it is enough to train on. Either may stand in
    a column of its own (`n`, `# CT scans`).

    ```markdown bad
    | Title     | Source                    | Size                     |
    |-----------|---------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one   | 133.2 GB                 |
    | ISPY1     | https://example.org/two   | 386,528 images, 76.2 GB  |
    | NLST      | https://example.org/three | 21 million images, 11 TB |
    ```
    ```markdown good
    | Title     | Source                  | Size                     |
    |-----------|-------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    ```markdown good
    | Title     | Source                  | n        | Size     |
    |-----------|-------------------------|----------|----------|
    | LIDC-IDRI | https://example.org/one | 1,018 CT | 133.2 GB |
    ```
    """
    found = [(e, _unsaid(e)) for e in (*project.on_page, *filter(project.shipped, project.records))]
    all_ = Counter(group for entry, said in found if said is not None for group in {entry.page, entry.table})
    whole = Counter(group for entry, said in found if said == "" for group in {entry.page, entry.table})
    share = incomplete_size.option(project, "whole")
    for entry, said in found:
        page, table = entry.page, entry.table
        usual = whole[page] > share * all_[page] and (all_[table] == 1 or whole[table] >= share * all_[table])
        if said and (page is None or usual):
            message = f"the size of {entry.title!r}, {clipped(entry.text('size'))}, doesn't say {said}"
            level = Level.INFO if page is None or entry.twin is not None else None
            yield incomplete_size.at(entry["size"], message, entry=entry, field="size", level=level)


def _unsaid(entry: Entry) -> str | None:
    """What a size doesn't say, bytes or count, empty where it says both; None where it holds no figure."""
    cell = entry.get("size")
    size = size_of(entry)
    if cell is None or not (size.byte_figures or size.counts):
        return None
    if any(tells(s.text) for s in size.unread) or _LETTERED.fullmatch(cell.text):
        return None
    has_bytes = bool(size.byte_figures) or any(f.quantity.is_bytes for f in figures_of(entry))
    has_count = any(not f.quantity.is_bytes for f in figures_of(entry)) or is_counted_beside(entry)
    if has_bytes:
        return "" if has_count else "how many images or cases there are"
    return "how many bytes they take"


@rule(
    "MED208",
    "placeholder-text",
    Level.ERROR,
    outranks=True,
    options={
        "linked": Option(0.5, "Share of a column's cells: where more hold a link, a placeholder is said there too."),
        "entries": Option(3, "Of fewer entries nobody can tell that a column is one of links."),
    },
    alone=True,
)
def placeholder_text(project: Project) -> Iterator[Finding]:
    """A placeholder stands in place of a value.

    `TODO` and `N/A` look filled in, so nobody comes back to them. This applies to titles, sources, sizes, licenses
    and of the fields that the config requires, where nothing but the placeholder stands in the cell.

    ```markdown bad
    | Title     | Source                  | Size |
    |-----------|-------------------------|------|
    | LIDC-IDRI | https://example.org/one | TBD  |
    ```
    ```markdown good
    | Title     | Source                  | Size                     |
    |-----------|-------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    """
    due = frozenset(("title", "source", "size", *required_fields(project.config)))
    known = habits(project)
    signs: dict[tuple[Page | None, str, str], list[Entry]] = {}
    for entry in project.entries:
        for field, cell in entry.fields.items():
            name = header_key(field) if entry.document is not None else field
            if not _is_held(field, cell) or not (
                name in due or name == "license" or _is_of_links(project, entry, field)
            ):
                continue
            text = "#" if cell.links else cell.text.strip()
            if _NONE.fullmatch(text) and _may_be_none(entry, field, text):
                continue
            may_lack = name not in due and entry.page is not None and _NONE.fullmatch(text) is not None
            departs = not may_lack or known.departs(entry, field, text)
            if not _TO_COME.match(text) and (not departs or known.is_sign(entry, field, text)):
                signs.setdefault((entry.page, field, text), []).append(entry)
                continue
            named = "" if field == "title" else f" of {entry.title!r}"
            message = f"{clipped(text)} stands in the {field}{named} where a value is expected"
            level = Level.WARNING if may_lack else None
            yield placeholder_text.at(cell, message, entry=entry, field=field, level=level)
    for (_, field, text), entries in signs.items():
        message = f"{clipped(text)} stands for unknown in the {field} of {counted(len(entries), 'entry')}"
        cell = header(entries[0].table, field) or entries[0][field]
        yield placeholder_text.at(cell, message, field=field, subject=text, level=Level.INFO)


def _is_held(field: str, cell: Cell) -> bool:
    """Whether a cell holds a placeholder and nothing else, a link to nowhere included."""
    if cell.links:
        return all(link.url.strip() == "#" for link in cell.links)
    text = cell.text.strip()
    return is_placeholder(text) or (field == "title" and _TO_FILL.match(text[:_LONGEST_MARK]) is not None)


def _is_of_links(project: Project, entry: Entry, field: str) -> bool:
    """Whether most cells of a column hold a link; what is said of a dataset may hold one and is no column of them."""
    usual = habits(project).usual(entry, field)
    if field == "description" or usual.linked <= placeholder_text.option(project, "linked") * usual.all:
        return False
    return usual.all >= placeholder_text.option(project, "entries")


def _may_be_none(entry: Entry, field: str, text: str) -> bool:
    """Whether there may well be none: no second address beside a linked title, no further bytes beside pixels."""
    if field == "source":
        return linked_elsewhere(entry)
    return (field == "size" and text.casefold() == "none") or (field == "license" and is_withdrawn(entry))
