"""Rules about what is missing.

The keys that the schema requires of a record are its own matter (MED003); of records these rules ask only for what
the config requires.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.model import Cell, Entry
from medlint.project import Project
from medlint.read.entries import IF_LINKED, header_key
from medlint.rules._fields import find, required_fields
from medlint.rules._sizes import counted_by, figures, size_of, tells
from medlint.rules._words import clipped
from medlint.rules.base import Rule, rule

_IN_SCHEMA = frozenset(("id", "kind", "title", "section"))
"""What the schema that medlint ships requires of a record; a list's own schema may ask for less."""

_OWN_RULES = ("title", "description", "keywords", "source", "size", "license")
_MARK = re.compile(
    r"[\W_]{1,5}|\[\s*(?:links?|urls?|sources?|downloads?|homepage|website|data|paper|here)\s*\]", re.IGNORECASE
)
_WORD = re.compile(
    r"[^\w/]*(?:todo|to[ -]do|tb[adc]|fixme|n/?a|n\.\s?a\.?|not (?:available|applicable)|nan|null|none|x{2,5}|\?+"
    r"|to (?:be )?(?:fill(?:ed)?|add(?:ed)?|do(?:ne)?|determined?|announced?|completed?|confirm(?:ed)?|updated?)\b"
    r"[^.]{0,60}"
    r"|coming soon|待定|待补充|待填|暂无)[^\w/]*",
    re.IGNORECASE,
)

_NONE = re.compile(r"[-–—/]{1,3}|n/?a|none|not (?:available|applicable)", re.IGNORECASE)
"""What says that there is none, such as no `Code`, where others of these words say that it is to come."""
_IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|dozen|hundred|thousand|million|billion"
    r"|several|many|few|various|un(?:known|specified)|var(?:y|ies|iable))|[百千万亿未]",
    re.IGNORECASE,
)
"""What a part of a size that can't be read may say all the same: how many, or that nobody knows."""


def _missing(rule: Rule, project: Project, field: str) -> Iterator[Finding]:
    """Empty cells of a column, and where the config requires the field also records without it."""
    required = field in required_fields(project.config) and not _by_schema(project, field)
    for entry in project.entries:
        found = find(entry, field)
        if entry.on_page:
            if found and found[1].empty and not (field == "source" and _linked_elsewhere(entry)):
                yield _lacks(rule, entry, field, found[1])
        elif required and (found is None or _is_nothing(entry, *found)):
            yield _lacks(rule, entry, field, found[1] if found else None)


def _by_schema(project: Project, field: str) -> bool:
    return project.config.schema is None and field in _IN_SCHEMA


def _lacks(rule: Rule, entry: Entry, field: str, cell: Cell | None) -> Finding:
    named = repr(entry.title) if field != "title" and entry.title else _row_name(entry)
    message = f"{field} {'are' if field == 'keywords' else 'is'} missing for {named}"
    if cell is None and entry.document is not None:
        place = entry.document.place((*entry.route, field)) if entry.route else entry.document.first
        return rule.at(place, message, entry=entry, field=field)
    return rule.at(cell or entry, message, entry=entry, field=field)


def _row_name(entry: Entry) -> str:
    """What to call an entry without a title."""
    if entry.row is None:
        return repr(entry.title)
    filled = next((cell.text for cell in entry.row.cells if not cell.empty and cell.text.strip()), "")
    return f"the entry with {clipped(filled)}" if filled else "an entry"


def _is_nothing(entry: Entry, name: str, cell: Cell) -> bool:
    """Whether a record's key is there and holds nothing: a map says something even where it has no text."""
    return cell.empty and not any(isinstance(v, dict) and v for k, v in entry.data.items() if k == name)


def _linked_elsewhere(entry: Entry) -> bool:
    """Whether the title is the link and the column only a further one (`Code`, `Data`) that some rows fill."""
    title = entry.get("title")
    index = entry.row.table.column("source") if entry.row is not None else None
    if entry.row is None or index is None or title is None or not title.links:
        return False
    return header_key(entry.row.table.columns[index].cell.text) in IF_LINKED


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
    yield from _missing(missing_description, project, "description")


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
    yield from _missing(missing_keywords, project, "keywords")


@rule("MED204", "missing-source", Level.ERROR)
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


@rule("MED205", "missing-size", Level.ERROR)
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


@rule("MED206", "missing-field", Level.WARNING)
def missing_field(project: Project) -> Iterator[Finding]:
    """A field that this list requires is empty.

    `required` in the config names the columns and record keys that every entry has to fill. Title, description,
    keywords, source, size and license have rules of their own; this one speaks of all others.

    ```markdown bad
    | Title     | Source                  | Modality |
    |-----------|-------------------------|----------|
    | LIDC-IDRI | https://example.org/one |          |
    ```
    ```toml bad
    required = ["title", "modality"]
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
    for field in required_fields(project.config):
        if field not in _OWN_RULES:
            yield from _missing(missing_field, project, field)


@rule("MED207", "incomplete-size", Level.WARNING)
def incomplete_size(project: Project) -> Iterator[Finding]:
    """A size says how many bytes or how many images, but not both.

    The bytes say whether a dataset fits on the disk, the count whether it is enough to train on. Either may stand in
    a column of its own (`n`, `# CT scans`). A table whose size column is meant for a count (`# images`) asks for
    no bytes.

    ```markdown bad
    | Title     | Source                  | Size     |
    |-----------|-------------------------|----------|
    | LIDC-IDRI | https://example.org/one | 133.2 GB |
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
    for entry in project.entries:
        cell = entry.get("size")
        size = size_of(entry)
        if cell is None or cell.empty or any(tells(s.text) or _IN_WORDS.search(s.text) for s in size.unread):
            continue
        has_bytes = bool(size.byte_figures) or any(f.quantity.is_bytes for f in figures(entry))
        has_count = any(not f.quantity.is_bytes for f in figures(entry))
        if has_bytes and not has_count:
            missing = "how many images or cases there are"
        elif has_count and not has_bytes and not _for_counts(entry):
            missing = "how many bytes they take"
        else:
            continue
        message = f"the size of {entry.title!r}, {clipped(cell.text)}, doesn't say {missing}"
        yield incomplete_size.at(cell, message, entry=entry, field="size")


def _for_counts(entry: Entry) -> bool:
    """Whether the size stands in a column that is meant for a count alone."""
    index = entry.row.table.column("size") if entry.row is not None else None
    if entry.row is None or index is None:
        return False
    return counted_by(entry.row.table.columns[index].cell.text) is not None


@rule("MED208", "placeholder-text", Level.ERROR, outranks=True)
def placeholder_text(project: Project) -> Iterator[Finding]:
    """A placeholder stands where a value is due.

    `TODO` and `N/A` look filled in, so nobody comes back to them. This is said of titles, sources, sizes, licenses
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
    fields = dict.fromkeys(("title", "source", "size", "license", *required_fields(project.config)))
    for entry in project.entries:
        for field in fields:
            found = find(entry, field)
            if found is None or found[1].empty or (field == "source" and found[1].links):
                continue
            text = found[1].text.strip()
            if is_placeholder(text) and not (_NONE.fullmatch(text) and field == "source" and _linked_elsewhere(entry)):
                named = "" if field == "title" else f" of {entry.title!r}"
                message = f"{clipped(text)} stands in the {field}{named}, where the {field} itself is due"
                yield placeholder_text.at(found[1], message, entry=entry, field=field)


def is_placeholder(text: str) -> bool:
    """Whether a text says only that something is to come: `TODO`, `N/A`, `-`, `to be filled in`, `[link]`."""
    if len(text) > 120:
        return False
    # Marks with a meaning of their own aren't placeholders: a tick for yes, a tilde or emoji.
    mark = _MARK.fullmatch(text) and (text.isascii() or all(c in "–—―…？－ " for c in text))
    return bool(mark or _WORD.fullmatch(text))


@rule("MED209", "missing-license", Level.WARNING)
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
    for entry in project.entries:
        cell = entry.get("license")
        if entry.on_page:
            if cell is not None and cell.empty:
                yield _lacks(missing_license, entry, "license", cell)
        elif not _by_schema(project, "license") and (cell is None or _is_nothing(entry, "license", cell)):
            yield _lacks(missing_license, entry, "license", cell)
