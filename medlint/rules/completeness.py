"""Rules about what is missing.

The keys that the schema requires of a record are its own matter (MED003); these rules ask a record for what the list
shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from medlint.data import holds
from medlint.finding import Finding, Level, Related
from medlint.habits import Habits, habits, header, is_labelled
from medlint.kept import suspect
from medlint.lazy import regex
from medlint.model import Cell, Entry, Table
from medlint.project import Project
from medlint.read.columns import header_key, header_texts
from medlint.read.facts import kind_of
from medlint.rules._fields import find, goes_on_below, leads_there, linked_elsewhere, required_fields
from medlint.rules._sources import are_papers, sources
from medlint.rules.base import Option, Rule, once_per_entry, rule
from medlint.text.placeholder import is_placeholder
from medlint.text.spelling import slips
from medlint.text.url import is_article
from medlint.text.words import clipped, counted

if TYPE_CHECKING:
    from medlint.validate.schema import Schema

_IN_SCHEMA = frozenset(("id", "kind", "title", "section"))
"""What the schema that medlint ships requires of a record; a list's own schema may ask for less."""
_ANYWHERE = frozenset(("source", "size", "description", "keywords", "license"))
"""What a record is asked for where no table of the list shows what its entries have."""

_REFERS = regex(r"(?i)\W*(?:please )?(?:refer to|see|same as|as above|ditto)\b(?!.{60})|同上")
_OWN_RULES = ("title", "description", "keywords", "source", "size", "license")


def _missing(rule: Rule, project: Project, field: str) -> Iterator[Finding]:
    """Empty cells of a column, labels that only this entry lacks, and records without what the list shows."""
    known = habits(project)
    required, shown = field in required_fields(project.config), field in _asked_of_records(project)
    for entry in project.entries:
        if not entry.on_page and not (
            _is_asked(entry, field, required, shown, project) and (field not in _OWN_RULES or _may_lack(entry))
        ):
            continue
        found = find(entry, field)
        if not entry.on_page:
            if found is None or _is_nothing(entry, *found):
                yield _lacks(rule, entry, field, found[1] if found else None)
        elif found is not None:
            if _leaves_empty(project, entry, field, found[1]):
                yield _lacks(rule, entry, field, found[1])
        elif field != "description" and _lacks_label(project, entry, field, known):
            yield _lacks(rule, entry, field, None, Level.WARNING)


@suspect
def _may_lack(record: Entry) -> bool:
    """Whether a record is without one of the fields that these rules speak of."""
    return any(found is None or _is_nothing(record, *found) for found in (find(record, field) for field in _OWN_RULES))


def _leaves_empty(project: Project, entry: Entry, field: str, cell: Cell) -> bool:
    """Whether nothing is said where an entry of a page has a field, nor anywhere near."""
    if not cell.empty or (field == "source" and linked_elsewhere(entry)):
        return False
    if (named := header(entry.table, field)) and header_key(named.text) in ("acronym", "notes"):
        return False  # which only some datasets need
    return not _is_told_elsewhere(project, entry, field, cell)


def _lacks_label(project: Project, entry: Entry, field: str, known: Habits) -> bool:
    """Whether an item or a heading lacks a label that four of five others have, and one or two of them at most.

    What a link above or below shows once more is not asked again, nor is a label that another one of the entry holds
    (`License` beside `License Type`).
    """
    table, row = entry.table, entry.row
    if table is None or row is None or not is_labelled(table) or entry.shown or not known.misses(entry, field):
        return False
    if are_papers(sources(entry)):
        return False  # which need not have what datasets have
    if len(table.columns) > missing_field.option(project, "labels"):
        return False
    linked = (link for link in entry.links if not link.is_picture)
    if field == "source" and any(kind_of(k) != "paper" and not is_article(k.url) for k in linked):
        return False  # below another label; or the link has no address, or one of the page, which is said as such
    if field == "source" and holds(entry.text("description")[:500], "access"):
        return False  # `No download link`
    words = set(field.split())
    others = [own for own, cell in entry.fields.items() if not cell.empty and own != field]
    if any(words & set(own.split()) or field in slips(own) for own in others):
        return False
    label, said = header(table, field), entry.source.text[row.start : row.end].casefold()
    if label is not None and re.search(rf"\b{re.escape(header_key(label.text))}\W{{0,3}}[:：]", said):
        return False  # it stands in the middle of a text
    lacking = {c.field for c in table.columns if entry.get(c.field) is None and known.misses(entry, c.field)}
    return len(lacking - {"description"}) <= missing_field.option(project, "lacking")


@once_per_entry
def _refers(entry: Entry) -> bool:
    """Whether an entry says that another place tells of it: `refer to the table above`."""
    return any(_REFERS.match(cell.text) for cell in entry.fields.values() if not cell.links)


def _is_told_elsewhere(project: Project, entry: Entry, field: str, cell: Cell) -> bool:
    """Whether an entry tells elsewhere what a cell leaves empty: below it, in the row above, which names their group,
    where it refers to, or in a merged cell of HTML: `Not public` tells why nothing follows.
    """
    row, table = entry.row, entry.table
    if goes_on_below(entry, cell) or _refers(entry):
        return True
    if row is None or table is None or field == "title":
        return False
    if row.cells[0] is cell and table.columns[0].field != "date":
        return any(map(str.isalpha, table.rows[0].cells[0].text))
    if field == "source" or table.shape != "html":
        return False
    least = missing_size.option(project, "merged")
    return any(number >= least for number in Counter(row.cells).values())


def _once_a_table(findings: Iterator[Finding], project: Project) -> Iterator[Finding]:
    """The findings, those of a table that mostly says nothing as one, at the first cell, with the others related."""
    tables: dict[Table | None, list[Finding]] = {}
    for finding in findings:
        tables.setdefault(finding.entry.table if finding.entry is not None else None, []).append(finding)
    for table, group in tables.items():
        all_ = habits(project).use(table, group[0].field or "").all if table is not None else 0
        if table is None or not project.config.habits.is_shared(len(group), all_):
            yield from group
            continue
        first, *others = group
        more = f" and {counted(len(others), 'entry')} more of the table"
        related = tuple(Related(f.place, f"{first.field} missing here") for f in others)
        yield first._replace(message=first.message + more, related=related)


def _asked_of_records(project: Project) -> frozenset[str]:
    """The fields that records without a row are asked for: the columns of the list's tables."""
    tables = [table for table in project.tables if table.entries]
    shown = frozenset(column.field for table in tables for column in table.columns if column.known)
    return shown if tables else _ANYWHERE


def _is_asked(record: Entry, field: str, required: bool, shown: bool, project: Project) -> bool:
    """Whether a record should have a field: its row has the column and leaves it empty, or the config requires it."""
    schema = project.schema_of(record)
    if schema is None or (schema.shipped and field in _IN_SCHEMA):
        return False
    if required:
        return True
    if not schema.shipped:
        return field == "license" and _knows_license(schema)
    if record.twin is None:
        return shown
    cell = record.twin.get(field)
    return cell is not None and _leaves_empty(project, record.twin, field, cell)


def _knows_license(schema: Schema) -> bool:
    """Whether a list's own schema has a key for the license of a record."""
    keys = schema.data.get("properties") if isinstance(schema.data, dict) else None
    return isinstance(keys, dict) and any(re.fullmatch("licen[cs]es?", key.casefold()) for key in keys)


def _lacks(rule: Rule, entry: Entry, field: str, cell: Cell | None, level: Level | None = None) -> Finding:
    named = repr(entry.title) if field != "title" and entry.title else _row_name(entry)
    message = f"{field} {'are' if field == 'keywords' else 'is'} missing for {named}"
    if cell is None and entry.document is not None:
        place = entry.document.place((*entry.route, field)) if entry.route else entry.document.first
        return rule.at(place, message, entry=entry, field=field)
    return rule.at(cell or entry, message, entry=entry, field=field, level=level)


def _row_name(entry: Entry) -> str:
    """What to call an entry without a title."""
    if entry.row is None:
        return repr(entry.title)
    filled = next((cell.text for cell in entry.row.cells if not cell.empty and cell.text.strip()), "")
    return f"the entry with {clipped(filled)}" if filled else "an entry"


def _is_nothing(entry: Entry, name: str, cell: Cell) -> bool:
    """Whether a record's key is there and holds nothing: a map says something even where it has no text."""
    return cell.empty and not any(isinstance(v, dict) and v for k, v in entry.data.items() if k == name)


@rule("MED201", "missing-title", Level.ERROR)
def missing_title(project: Project) -> Iterator[Finding]:
    """The title of a dataset is missing.

    Without a name nobody can ask for a dataset, cite it, or see that it is listed twice.

    ```markdown bad
    | Title | Source                  | Size                     |
    |-------|-------------------------|--------------------------|
    |       | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    ```markdown good
    | Title     | Source                  | Size                     |
    |-----------|-------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    """
    yield from _missing(missing_title, project, "title")


@rule("MED202", "missing-description", Level.WARNING)
def missing_description(project: Project) -> Iterator[Finding]:
    """The description of a dataset is missing.

    What the images show and which labels come with them decides whether anybody follows the link.

    ```markdown bad
    | Title     | Description | Source                  |
    |-----------|-------------|-------------------------|
    | LIDC-IDRI |             | https://example.org/one |
    ```
    ```markdown good
    | Title     | Description                                | Source                  |
    |-----------|--------------------------------------------|-------------------------|
    | LIDC-IDRI | Chest CT with nodules marked by four readers | https://example.org/one |
    ```
    """
    yield from _once_a_table(_missing(missing_description, project, "description"), project)


@rule("MED203", "missing-keywords", Level.WARNING)
def missing_keywords(project: Project) -> Iterator[Finding]:
    """The keywords of a dataset are missing.

    People search a long page for `lung` or `segmentation`; an entry without keywords is not found.

    ```markdown bad
    | Title     | Keywords | Source                  |
    |-----------|----------|-------------------------|
    | LIDC-IDRI |          | https://example.org/one |
    ```
    ```markdown good
    | Title     | Keywords  | Source                  |
    |-----------|-----------|-------------------------|
    | LIDC-IDRI | CT, lung  | https://example.org/one |
    ```
    """
    yield from _once_a_table(_missing(missing_keywords, project, "keywords"), project)


@rule(
    "MED204",
    "missing-source",
    Level.ERROR,
    options={"linked": Option(0.5, "Share of a table's titles: where more are linked, one without a link lacks it.")},
)
def missing_source(project: Project) -> Iterator[Finding]:
    """The source of a dataset is missing.

    A list is there to lead to the data. A linked title is a source too, where the table has no column for it.

    ```markdown bad
    | Title     | Source | Size                     |
    |-----------|--------|--------------------------|
    | LIDC-IDRI |        | 244,527 images, 133.2 GB |
    ```
    ```markdown good
    | Title     | Source                  | Size                     |
    |-----------|-------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    """
    yield from _missing(missing_source, project, "source")
    known, share = habits(project), missing_source.option(project, "linked")
    for entry in project.on_page:
        if _alone_without_link(entry, known, share):
            named = repr(entry.title) if entry.title else _row_name(entry)
            message = f"{named} has no link, although most entries beside it have one"
            yield missing_source.at(entry.get("title") or entry, message, entry=entry, field="source")


def _alone_without_link(entry: Entry, known: Habits, share: float) -> bool:
    """Whether nothing in an entry is linked, where most entries beside it are linked by their titles."""
    table = entry.table
    if table is None or is_labelled(table) or entry.get("source") is not None or is_placeholder(entry.text("title")):
        return False
    if header_key(entry.text("title")) in header_texts()["title"]:
        return False  # a header that stands again among the rows
    if any(not link.url.startswith("#") and link.kind != "image" for link in entry.links):
        return False
    return known.use(table, "source").linked > share * known.size(table)


@rule(
    "MED205",
    "missing-size",
    Level.ERROR,
    options={
        "merged": Option(
            4, "Columns of an HTML row that one merged cell has to span to tell why no size follows.", relaxes="below"
        ),
    },
)
def missing_size(project: Project) -> Iterator[Finding]:
    """The size of a dataset is missing.

    People choose a dataset by whether it fits: on the disk, into the download quota, into the time there is.

    ```markdown bad
    | Title     | Source              | Size |
    |-----------|---------------------|------|
    | LIDC-IDRI | https://example.org |      |
    ```
    ```markdown good
    | Title     | Source              | Size                     |
    |-----------|---------------------|--------------------------|
    | LIDC-IDRI | https://example.org | 244,527 images, 133.2 GB |
    ```
    """
    yield from _missing(missing_size, project, "size")


@rule(
    "MED206",
    "missing-field",
    Level.WARNING,
    habit="have no {field}",
    options={
        "lacking": Option(
            2,
            "Labels of most other entries that one may lack: one that lacks more is written in a way"
            " of its own. Counts for the labels of MED203 to MED209 too.",
            relaxes="below",
        ),
        "labels": Option(
            200, "Labels that a list may have, to ask each entry for them: more are no labels.", relaxes="below"
        ),
    },
)
def missing_field(project: Project) -> Iterator[Finding]:
    """A field that the list requires, or that nearly every other entry fills, is empty.

    `required` in the config names the columns and record keys that every entry has to fill. Beside these, the one
    empty cell of a column that four of five entries fill is rarely meant. Title, description, keywords, source, size
    and license have rules of their own.

    ```markdown bad
    | Title     | Source                  | Modality |
    |-----------|-------------------------|----------|
    | LIDC-IDRI | https://example.org/one |          |
    ```
    ```toml bad
    required = ["title", "modality"]
    ```

    A column that is filled but for one cell:

    ```markdown bad
    | Title   | Source                    | Scanner |
    |---------|---------------------------|---------|
    | ChestXR | https://example.org/one   | Philips |
    | WristXR | https://example.org/two   | Siemens |
    | HandXR  | https://example.org/three |         |
    | KneeXR  | https://example.org/four  | Canon   |
    | FootXR  | https://example.org/five  | Canon   |
    ```
    ```markdown good
    | Title     | Source                  | Modality |
    |-----------|-------------------------|----------|
    | LIDC-IDRI | https://example.org/one | CT       |
    ```
    ```toml good
    required = ["title", "modality"]
    ```
    """
    required = [field for field in required_fields(project.config) if field not in _OWN_RULES]
    for field in required:
        yield from _missing(missing_field, project, field)
    known = habits(project)
    for entry in project.on_page:
        columns = entry.table.columns if entry.table is not None else ()
        for field in dict.fromkeys(column.field for column in columns):
            if field in _OWN_RULES or field in required or not field:
                continue
            cell = entry.get(field)
            if cell is None:
                departs = _lacks_label(project, entry, field, known)
            else:
                departs = known.misses(entry, field) and not known.is_ticked(entry, field)
                departs = departs and not _is_told_elsewhere(project, entry, field, cell)
                if departs and header(entry.table, "source") is not None:  # one of several links is enough
                    departs = not any(column.field == field and leads_there(column) for column in columns)
            if departs:
                yield _lacks(missing_field, entry, field, cell)


@rule("MED209", "missing-license", Level.WARNING, habit="name no license")
def missing_license(project: Project) -> Iterator[Finding]:
    """The license of a dataset is missing.

    Without a license nobody may train on the images, let alone share what came of it. `unknown` is an answer; an
    empty cell is none.

    ```markdown bad
    | Title     | Source                  | License |
    |-----------|-------------------------|---------|
    | LIDC-IDRI | https://example.org/one |         |
    ```
    ```markdown good
    | Title     | Source                  | License   |
    |-----------|-------------------------|-----------|
    | LIDC-IDRI | https://example.org/one | CC BY 3.0 |
    ```
    """
    yield from _missing(missing_license, project, "license")
