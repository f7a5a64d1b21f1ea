"""Rules about entries that the README and the catalog don't share, or show in different sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Entry
from medlint.project import Project
from medlint.read.match import names, section_key, title_key
from medlint.rules.base import Option, rule
from medlint.write import steps

if TYPE_CHECKING:
    from medlint.write.plan import Step

_MOST_TOLD = 1_000_000
"""How many characters of edits are told at most where each record of a section brings the same: else its first does."""
_USEFUL = regex(r"\buseful links?\b", re.IGNORECASE)


@rule(
    "MED401",
    "not-in-catalog",
    Level.ERROR,
    options={
        "similarity": Option(
            0.6, "How alike the titles of a record and a row have to be to call the record closest.", relaxes=None
        ),
        "compared": Option(20, "Records that share a word with a title and are compared with it.", 1000, "below"),
    },
)
def not_in_catalog(project: Project) -> Iterator[Finding]:
    """An entry of the README has no record in the catalog.

    The tables are for people and the records for programs; who works with the records never hears of this
    dataset. `medlint import` makes a record of it; between markers `medlint render` takes the row away.

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
    section: MRI
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    """
    rows = list(_datasets(project))
    if not project.records or not rows or not project.whole:
        return
    titles = {title_key(name) for record in project.records for name in names(record)}
    closest = _Closest(project)
    for row in rows:
        if row.twin is not None or not row.text("title").strip() or title_key(row.text("title")) in titles:
            continue
        near = closest(row.text("title"))
        hint = f"; the closest is {near.title!r}" if near is not None else ""
        related = ((near.place, f"the closest record: {near.title}"),) if near is not None else ()
        yield not_in_catalog.at(
            row, f"the catalog has no record of {row.title!r}{hint}; 'medlint import' makes one", related=related
        )


def _datasets(project: Project) -> Iterator[Entry]:
    """The rows that are datasets: not those of the section that the catalog says holds links."""
    data = project.catalog.data if project.catalog is not None else {}
    links = data.get("links") if isinstance(data, dict) else None
    title = links.get("title") if isinstance(links, dict) else None
    key = section_key(title) if isinstance(title, str) else None
    for row in project.on_page:
        if row.row is not None and not any(
            section_key(name) == key or _USEFUL.search(name) for name in row.row.table.section.titles
        ):
            yield row


class _Closest:
    """Finds the record whose title reads most like another, among those that share a word or a beginning."""

    def __init__(self, project: Project) -> None:
        self.similarity = not_in_catalog.option(project, "similarity")
        self.compared = not_in_catalog.whole_option(project, "compared")
        self.index: dict[str, list[Entry]] = {}
        for record in project.records:
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
            near |= {id(record): record for record in group[: self.compared - len(near)]}
        matcher = SequenceMatcher(None, b=title_key(title)[:200])
        best, found = self.similarity, None
        for record in near.values():
            for name in list(names(record))[: self.compared]:
                matcher.set_seq1(title_key(name)[:200])
                if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                    best, found = ratio, record
        return found


@rule("MED402", "not-in-readme", Level.ERROR, fix="safe")
def not_in_readme(project: Project) -> Iterator[Finding]:
    """No entry of the README shows a record of the catalog.

    Nobody who reads the page finds the dataset. The fix writes it into the table of its section, in the table's own
    shape.

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
    section: MRI
    ```
    ```yaml bad
    id: adni
    kind: dataset
    title: ADNI
    section: MRI
    landing_page: https://adni.loni.usc.edu/data-samples/
    size: {text: "2,500 subjects, 5 TB"}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                 |
    |-------|--------------------------------------------|----------------------|
    | ADNI  | https://adni.loni.usc.edu/data-samples/    | 2,500 subjects, 5 TB |
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB  |
    ```
    """
    for step, edits in _told(project, "new"):
        message = f"no entry of the README shows {step.entry.title!r}"
        yield not_in_readme.at(step.place, message, entry=step.entry, edits=edits)


def _told(project: Project, kind: str) -> Iterator[tuple[Step, tuple[Edit, ...]]]:
    """The steps of a kind with their edits; those that the records of a section share are told with a few of them."""
    lengths: dict[int, int] = {}
    told: Counter[int] = Counter()
    for step in steps(project):
        if step.kind == kind:
            shared = id(step.edits)
            if shared not in lengths:
                lengths[shared] = sum(len(change.text) for change in step.edits)
            edits = step.edits if not told[shared] or told[shared] + lengths[shared] <= _MOST_TOLD else ()
            told[shared] += lengths[shared] if edits else 0
            yield step, edits


@rule("MED404", "section-differs", Level.ERROR, fix="safe")
def section_differs(project: Project) -> Iterator[Finding]:
    """An entry stands in a different section of the README than the one its record names.

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
    section: MRI
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    """
    for step, edits in _told(project, "moved"):
        record = step.entry.twin
        if record is None or record.document is None:
            continue
        place, named = record.document.place((*record.route, "section")), f"'{record.section[:80]}'"
        said = f"{step.entry.title!r} is under '{step.entry.section[:80]}', but its record names {named}"
        also = ((place, f"the record's section is {named}"),)
        yield section_differs.at(step.entry, said, field="section", related=also, edits=edits)
