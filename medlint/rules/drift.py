"""Rules about entries that the README and the catalog don't share, or show in different sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Edit, Finding, Level
from medlint.model import Entry
from medlint.project import Project
from medlint.read.match import names, title_key
from medlint.rules._tables import Homes, appended, headings, homes_of, removed, section_key, shown_row
from medlint.rules.base import rule

_USEFUL = re.compile(r"\buseful links?\b", re.IGNORECASE)
_NEAR = 20
"""How many records that share a word are compared with a title: all of them would take minutes on a long list."""


@rule("MED401", "not-in-catalog", Level.ERROR)
def not_in_catalog(project: Project) -> Iterator[Finding]:
    """An entry of the README has no record in the catalog.

    The tables are for people and the records for programs; who works with the records never hears of this
    dataset, and the next rendering of the tables drops it.

    ```markdown bad
    ## MRI

    | Title | Source                                     | Size                 |
    |-------|--------------------------------------------|----------------------|
    | ADNI  | https://adni.loni.usc.edu/data-samples/    | 2,500 subjects, 5 TB |
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB  |
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    """
    rows = list(_datasets(project))
    if not project.records or not rows or not project.whole:
        return
    titles = {title_key(name) for record in project.records for name in names(record)}
    closest = _Closest(project.records)
    for row in rows:
        if row.twin is not None or title_key(row.text("title")) in titles:
            continue
        near = closest(row.text("title"))
        hint = f"; the closest is {near.title!r}" if near is not None else ""
        related = ((near.place, f"the closest record: {near.title}"),) if near is not None else ()
        yield not_in_catalog.at(row, f"no record of the catalog is {row.title!r}{hint}", related=related)


def _datasets(project: Project) -> Iterator[Entry]:
    """The rows that are datasets: not those of the section that the catalog says holds links."""
    data = project.catalog.data if project.catalog is not None else {}
    links = data.get("links") if isinstance(data, dict) else None
    title = links.get("title") if isinstance(links, dict) else None
    key = section_key(title) if isinstance(title, str) else None
    for row in project.on_page:
        if row.row is not None and not any(
            section_key(name) == key or _USEFUL.search(name) for name in headings(row.row.table.section)
        ):
            yield row


class _Closest:
    """Finds the record whose title reads most like another, among those that share a word or a beginning."""

    def __init__(self, records: list[Entry]) -> None:
        self.index: dict[str, list[Entry]] = {}
        for record in records:
            for name in names(record):
                for word in self._words(name):
                    self.index.setdefault(word, []).append(record)

    @staticmethod
    def _words(title: str) -> set[str]:
        return {*re.findall(r"[^\W_]{2,}", title.casefold()), "^" + title_key(title)[:3]}

    def __call__(self, title: str) -> Entry | None:
        from difflib import SequenceMatcher

        groups = sorted((self.index.get(word, []) for word in sorted(self._words(title))), key=len)
        near: dict[int, Entry] = {}
        for group in groups:
            near |= {id(record): record for record in group[: _NEAR - len(near)]}
        matcher = SequenceMatcher(None, b=title_key(title)[:200])
        best, found = 0.6, None
        for record in near.values():
            for name in list(names(record))[:_NEAR]:
                matcher.set_seq1(title_key(name)[:200])
                if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                    best, found = ratio, record
        return found


@rule("MED402", "not-in-readme", Level.ERROR, fix="safe")
def not_in_readme(project: Project) -> Iterator[Finding]:
    """A record of the catalog is shown by no entry of the README.

    Nobody who reads the page finds the dataset. The fix writes its row into the table of its section, or writes
    the tables anew where they stand between markers.

    ```markdown bad
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```yaml bad
    id: adni
    kind: dataset
    title: ADNI
    description: MRI and PET of people with and without Alzheimer's disease.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://adni.loni.usc.edu/data-samples/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "2,500 subjects, 5 TB"}
    deidentification: {faces: removed}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                 |
    |-------|--------------------------------------------|----------------------|
    | ADNI  | https://adni.loni.usc.edu/data-samples/    | 2,500 subjects, 5 TB |
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB  |
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```yaml good
    id: adni
    kind: dataset
    title: ADNI
    description: MRI and PET of people with and without Alzheimer's disease.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://adni.loni.usc.edu/data-samples/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "2,500 subjects, 5 TB"}
    deidentification: {faces: removed}
    ```
    """
    if not project.whole or not any(table.entries for page in project.pages for table in page.tables):
        return
    titles = {title_key(row.text("title")) for row in project.on_page}
    missing = [
        record
        for record in project.records
        if record.twin is None and not any(title_key(name) in titles for name in names(record))
    ]
    homes = homes_of(project)
    edits = _written(missing, homes)
    for record in missing:
        where = record.document.first_of(record.route) if record.document is not None else record.place
        yield not_in_readme.at(
            where,
            f"no entry of the README shows {record.title!r}",
            entry=record,
            edits=edits.get(section_key(record.section), ()),
        )


def _written(records: list[Entry], homes: Homes) -> dict[frozenset[str], tuple[Edit, ...]]:
    """For each section the edit that shows its records: one for all of them, so that it is made once."""
    by_section: dict[frozenset[str], list[Entry]] = {}
    for record in records:
        by_section.setdefault(section_key(record.section), []).append(record)
    out: dict[frozenset[str], tuple[Edit, ...]] = {}
    for key, group in by_section.items():
        whole = homes.region_of(group[0].section)
        table = homes.table_of(group[0].section)
        if whole is not None:
            out[key] = (whole,)
        elif table is not None:
            out[key] = appended(table, [shown_row(record, table) for record in group])
    return out


@rule("MED404", "section-differs", Level.ERROR, fix="safe")
def section_differs(project: Project) -> Iterator[Finding]:
    """An entry stands in another section of the README than its record names.

    One of the two is wrong, and whoever looks for the dataset in the other place misses it.

    ```markdown bad
    ## PET/CT

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    """
    homes = homes_of(project)
    shown = {section_key(section.title) for page in project.pages for section in page.headings}
    named = {section_key(record.section) for record in project.records if record.section.strip()}
    for row in project.on_page:
        record = row.twin
        if record is None or not record.section.strip() or row.row is None or not row.section:
            continue
        due = section_key(record.section)
        if any(section_key(name) == due for name in headings(row.row.table.section)):
            continue
        # The title of a page is a section too, but mostly the name of the whole list.
        if row.row.table.section.level <= 1 and due not in shown and section_key(row.section) not in named:
            continue
        place = record.document.place((*record.route, "section")) if record.document is not None else record.place
        yield section_differs.at(
            row,
            f"{row.title!r} stands under '{row.section[:80]}', its record names '{record.section[:80]}'",
            field="section",
            related=((place, f"the record's section is '{record.section[:80]}'"),),
            edits=_moved(row, record, homes),
        )


def _moved(row: Entry, record: Entry, homes: Homes) -> tuple[Edit, ...]:
    """The edits that move a row to the table of its record's section; none where its columns are others."""
    if row.row is None or row.page is None:
        return ()
    here = row.row.table
    whole = homes.around(row.page.source.path, row.row.line)
    if whole is not None:
        return (whole,)
    table = homes.table_of(record.section)
    if table is None or [c.field for c in table.columns] != [c.field for c in here.columns]:
        return ()
    line = row.page.source.line(row.row.line).strip(" \t>")
    added = appended(table, [line])
    return (removed(here, row.row.line), *added) if added else ()
