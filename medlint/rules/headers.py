"""The rule about the headers of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from medlint.data import holds, terms
from medlint.finding import Edit, Finding, Level
from medlint.model import Column, Table
from medlint.project import Project
from medlint.read.columns import aliases, header_key
from medlint.rules.base import Option, edit, rule
from medlint.text.spelling import slips, swaps
from medlint.text.words import clipped


@rule(
    "MED102",
    "unexpected-header",
    Level.WARNING,
    fix="unsafe",
    options={
        "letters": Option(
            4, "Letters of the shortest header that may be a slip of a known one, if only by two that changed places."
        ),
        "columns": Option(3, "Known columns that make a table without entries one of datasets."),
    },
)
def unexpected_header(project: Project) -> Iterator[Finding]:
    """The header of a table of entries misspells, repeats or lacks a column, or orders the columns in a way of its own.

    A column whose header is misspelt is read by nobody: no tool knows that it holds the sources. And a reader who has
    learnt the columns from one table reads the next one wrong when they are in another order there.

    ```markdown bad
    | Title     | Soruce                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |
    ```
    ```markdown good
    | Title     | Source                                                     | Size                   | Task      |
    |-----------|------------------------------------------------------------|------------------------|-----------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB | detection |
    ```
    """
    known = {text: field for field, texts in aliases(project.config).items() for text in texts}
    for table in project.tables:
        slips = [(c, meant) for c in table.columns if (meant := meant_header(project, c, known))]
        fields = {column.field for column in table.columns if column.known} | {known[meant] for _, meant in slips}
        if not (table.entries or ("title" in fields and len(fields) >= unexpected_header.option(project, "columns"))):
            continue
        for column, meant in slips:
            said = f"the header {clipped(column.cell.text)} is probably meant to be {meant.capitalize()!r}"
            yield unexpected_header.at(column.cell, said, edits=_respelt(column, meant))
        yield from _repeated(table, known)
        yield from _lacking(project, table, fields)
    yield from _disordered([table for table in project.tables if table.entries])


def meant_header(project: Project, column: Column, known: Mapping[str, str]) -> str | None:
    """The known header text that a header misspells."""
    text = header_key(column.cell.text)
    if column.known or not known.keys().isdisjoint((text, text.replace(" ", ""))) or text in terms("near-header"):
        return None
    letters = unexpected_header.option(project, "letters")
    if len(text) < letters or text.removesuffix("s") in known or text + "s" in known:
        return None
    slipped, swapped = slips(f".{text}"), swaps(f".{text}")  # which leave the first character as it is
    for name in known:
        made = slipped if len(name) > letters else swapped
        if f".{name}" in made and name.isascii() and name not in terms("header-like-words"):
            return name
    from medlint.data.english import known_slip

    right = known_slip(text)
    return right if right in known else None


def _respelt(column: Column, meant: str) -> tuple[Edit, ...]:
    cell = column.cell
    word = cell.text.strip(" *:`.")
    if cell.raw.count(word) != 1:
        return ()
    start = cell.raw.index(word)
    right = meant.upper() if word.isupper() else meant.capitalize() if word[:1].isupper() else meant
    return (edit(cell.at(start, start + len(word)), right),)


def _repeated(table: Table, known: Mapping[str, str]) -> Iterator[Finding]:
    first: dict[str, Column] = {}
    for column in table.columns:
        text = header_key(column.cell.text)
        if text in known and first.setdefault(text, column) is not column:
            said = f"two columns of the table are called {clipped(column.cell.text)}"
            yield unexpected_header.at(column.cell, said, related=((first[text].cell.place, "the first one"),))


def _lacking(project: Project, table: Table, fields: set[str]) -> Iterator[Finding]:
    """The columns that the config requires and the table lacks; the records are asked where list.yaml chooses them."""
    if project.catalog is not None:
        return
    have = fields | {header_key(column.cell.text) for column in table.columns}
    missing = [text for text in project.config.required if text not in have and header_key(text) not in have]
    if missing and not _is_of_another_kind(table, fields):
        for text in missing:
            yield unexpected_header.at(table.columns[0].cell, f"the table has no column for the {text}", subject=text)


def _is_of_another_kind(table: Table, fields: set[str]) -> bool:
    """Whether the table lists something other than datasets: links, tools, papers."""
    of_links = {"source", "date"} if holds(table.section.title, "heading-of-links") else set()
    return fields <= {"title", "description"} | of_links


def _disordered(tables: list[Table]) -> Iterator[Finding]:
    """Tables of the same columns in an order that fewer tables have; of two orders as frequent, the later one."""
    groups: dict[frozenset[str], list[Table]] = {}
    for table in tables:
        groups.setdefault(frozenset(_order(table)), []).append(table)
    for group in groups.values():
        (usual, _), *others = Counter(map(_order, group)).most_common()
        first = next(table for table in group if _order(table) == usual)
        for table in group if others else ():
            odd = next((i for i, field in enumerate(_order(table)) if field != usual[i : i + 1][0]), None)
            if odd is None:
                continue
            names = ", ".join(column.cell.text for column in first.columns)
            said = f"the columns are in another order than in the other tables ({clipped(names, 120)})"
            related = ((first.columns[odd].cell.place, "the usual order"),)
            yield unexpected_header.at(table.columns[odd].cell, said, related=related)


def _order(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.field for column in table.columns))
