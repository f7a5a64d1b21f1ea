"""Rules about how the page is built: sections, tables and their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.data import meanings
from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Page, Section, Table, TextCell
from medlint.project import Project
from medlint.read.columns import header_key
from medlint.rules.base import Option, rule
from medlint.text.words import clipped


@rule(
    "MED101",
    "empty-section",
    Level.ERROR,
    options={
        "headings": Option(
            5,
            "Headings over nothing that are the way of a page: `2024` over `Conference`, of one"
            " level. They are one note.",
            relaxes="below",
        ),
        "characters": Option(
            80, "Characters of the longest heading: a longer one is a text set large.", relaxes="below"
        ),
    },
)
def empty_section(project: Project) -> Iterator[Finding]:
    """A section announces entries and has none.

    A reader who follows the table of contents to an empty table takes the list for unfinished, and can't tell
    whether nothing exists or nobody looked.

    ```markdown bad
    ## Ultrasound

    | Title | Source | Size |
    |-------|--------|------|
    |       |        |      |
    ```
    ```markdown good
    ## Ultrasound

    Nothing is open in this field yet; tell us when you know better.
    ```
    """
    for page in project.pages:
        for section in page.headings:
            if section.heading is not None and section.tables and all(map(_hollow, section.tables)):
                said = f"the table of the section {clipped(section.title)} has no entry"
                yield empty_section.at(section.heading, said)
        found = list(_empty_sections(page, empty_section.option(project, "characters")))
        bare = [finding for finding in found if finding.message.startswith(_NOTHING)]
        if bare and len(bare) >= empty_section.option(project, "headings"):
            said = f"{len(bare)} sections have nothing under their headings"
            found = [finding for finding in found if not finding.message.startswith(_NOTHING)]
            found.append(bare[0]._replace(message=said, level=Level.INFO))
        yield from found


def _empty_sections(page: Page, longest: float) -> Iterator[Finding]:
    headings = list(page.headings)
    cover = next((n for n, section in enumerate(headings) if section.line != headings[0].line + n), 0)
    cover = cover if cover and headings[cover].level == 1 else 1  # the lines of a title page
    for index, section in enumerate(headings):
        assert section.heading is not None
        lists = (section.level == 1 and _LISTS.search(section.title)) or id(section) in page.over_series
        if section.tables or index < cover or section.children or lists:
            continue  # or it says what the next of its level list: `Paper list` over `Surveys`
        elif not (section.blocks or section.heading.links or _is_text(section.heading, longest)) and section.title:
            said = f"{_NOTHING} {clipped(section.title)}"
            if _underlined(section.heading):
                said += "; the dashes below the line make it a heading, with a blank line between them they are a rule"
            yield empty_section.at(section.heading, said)
        elif (cell := _placeholder(section)) is not None:
            yield empty_section.at(cell, f"the section {clipped(section.title)} holds nothing but {clipped(cell.text)}")


def _is_text(heading: TextCell, longest: float) -> bool:
    """Whether a heading is a text set large: a sentence to the reader, a figure, or a line that its tag centres."""
    start = heading.offset(0)
    tag = heading.source.text[max(start - 120, 0) : start]
    says = _SAYS.search(heading.text) is not None and not _underlined(heading)
    return says or len(heading.text) > longest or _ALIGNED.search(tag) is not None


def _underlined(heading: TextCell) -> bool:
    """Whether dashes on the next line make a heading of a text, which a rule between two lines was meant to be."""
    source, line = heading.source, heading.source.line_of(heading.offset(len(heading.raw)))
    below = source.line(line + 1) if line < len(source.starts) else ""
    return set(below.strip(" \t>")) == {"-"} and source.line(line).lstrip(" \t>")[:1] != "#"


def _placeholder(section: Section) -> TextCell | None:
    """The paragraph of a section that says only that its text is to come."""
    if section.blocks == len(section.content) == 1 and isinstance(cell := section.content[0], TextCell):
        return cell if _TO_COME.fullmatch(cell.text.strip()) and not _ANNOUNCED.search(section.title) else None
    return None


def _hollow(table: Table) -> bool:
    """Whether a table that should list datasets shows none; one to copy, or that lays pictures out, is no list."""
    return (table.entries or table.column("title") is not None) and all(row.blank for row in table.rows)


@rule("MED104", "duplicate-section", Level.WARNING)
def duplicate_section(project: Project) -> Iterator[Finding]:
    """Two sections of one level are called the same, or name the same modality.

    Entries end up in either, a reader sees half of them, and links to the second section lead to the first.

    ```markdown bad
    ## PET/CT

    | Title     | Source                                                     | Size                   |
    |-----------|------------------------------------------------------------|------------------------|
    | LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | 244,527 images, 133 GB |

    ## CT/PET

    | Title   | Source                             | Size                  |
    |---------|------------------------------------|-----------------------|
    | AutoPET | https://autopet.grand-challenge.org/ | 1,014 studies, 320 GB |
    ```
    ```markdown good
    ## Brain
    ### CT
    Nothing yet.
    ## Chest
    ### CT
    Nothing yet.
    ```
    """
    entries = {(e.source.path, e.row.line) for e in project.on_page if e.kind == "heading" and e.row is not None}
    for page in project.pages:
        seen: dict[tuple[int, int, int, str], Section] = {}
        above = 0
        for section in page.headings:
            assert section.heading is not None
            if (page.source.path, section.line) in entries:
                continue  # a dataset listed twice is MED311's
            name = _section_key(section.title)
            if not name:
                continue
            first = seen.setdefault((id(section.parent), above, section.level, name), section)
            above = id(section) if id(section) in page.over_series else above
            if first is section or first.heading is None:
                continue
            said = f"there is a section {clipped(section.title)} already"
            if header_key(first.title) != header_key(section.title):
                said = f"the sections {clipped(first.title)} and {clipped(section.title)} are for one modality"
            yield duplicate_section.at(section.heading, said, related=((first.heading.place, "the first one"),))


def _section_key(title: str) -> str:
    """What sections are compared by: the modalities that a title is made of, in any order, or its plain text."""
    plain = header_key(title)
    known_as = meanings("modality-of-section")
    parts = [" ".join(part.replace("-", " ").split()) for part in re.split(r"[/+&,]|\band\b", plain)]
    known = [known_as.get(part) or known_as.get(part.removesuffix("s"), "") for part in parts]
    return "\0".join(sorted(known)) if all(known) else plain


_NOTHING = "there is nothing under the heading"
_ALIGNED = regex(r"<h[1-6]\s(?=[^<>]*?\balign\b)[^<>]*+>\s*+\Z", re.IGNORECASE)
_SAYS = regex(r"(?i)[:：]\s*[~≈<>]?\s*\d|\b(?:please|your?)\b|[请您]")
_TO_COME = regex(r"\W*(?:to[- ]?do|tb[ad]|coming soon|wip|work in progress)\W*", re.IGNORECASE)
_ANNOUNCED = regex(r"(?i)coming soon|upcoming|即将|敬请期待")
"""What a heading says over things to come: what stands under it is no slip."""
_LISTS = regex(r"(?i)\blists?\b|列表")
