"""Rules about modalities, body parts and columns whose values don't go together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medlint.data import terms
from medlint.data.anatomy import closest_body_part, known_body_part
from medlint.data.english import known_slip
from medlint.data.modality import acquisition_codes, closest_modality, known_modality, modality_codes, names_pictures
from medlint.finding import Finding, Level
from medlint.kept import suspect
from medlint.lazy import regex
from medlint.model import Cell, Entry
from medlint.project import Project
from medlint.read.columns import header_key
from medlint.rules._fields import place_of
from medlint.rules._modality import Sections, akin, named_codes, own_codes
from medlint.rules._sizes import parse_size
from medlint.rules.base import Option, rule
from medlint.text.words import clipped

_ITEMS = regex(r"(?:[^,;/+&|\n、，；]|(?<=\d),(?=\d{3})|(?<=[A-Z])&(?=[A-Z]))+")
_JOINED = regex(r" (?:and|or) ")
_BRACKETS = regex(r"\([^()]*\)|\[[^\[\]]*\]")
_NESTED = 3
"""How deep brackets in brackets are taken out."""


@rule(
    "MED306",
    "unknown-term",
    Level.INFO,
    habit="have a {field} that the vocabulary doesn't know",
    options={
        "terms": Option(200, "Unknown terms of a list that are said, each where it stands first.", 10_000, "below")
    },
)
def unknown_term(project: Project) -> Iterator[Finding]:
    """A modality or body part is not in the vocabulary.

    Terms that everybody writes alike can be searched, counted and turned into DICOM codes. The vocabulary knows the
    modalities and body parts of DICOM and what lists call them; a term it lacks may be right, or a slip.

    ```markdown bad
    | Title   | Modality    | Source                  |
    |---------|-------------|-------------------------|
    | CBIS    | magnetoscopy | https://example.org/one |
    ```
    ```markdown good
    | Title   | Modality    | Source                  |
    |---------|-------------|-------------------------|
    | CBIS    | mammography | https://example.org/one |
    ```
    """
    seen: set[tuple[str, str]] = set()
    most = unknown_term.option(project, "terms")
    for entry in project.entries:
        if not _may_be_new(entry):
            continue
        for field, cell in entry.fields.items():
            if not (_is_anatomy(field) or (field == "modality" and not project.shipped(entry))):
                continue  # of modalities the schema lists the codes
            kind, known, closest = _MODALITY if field == "modality" else _BODY_PART
            for term in _terms(cell):
                if (field, term.casefold()) not in seen and len(seen) < most and not known(term):
                    seen.add((field, term.casefold()))  # each is said once, where it stands first
                    yield from _unknown(entry, field, cell, kind, term, closest(term))


@suspect
def _may_be_new(record: Entry) -> bool:
    """Whether a record has a term that the vocabulary doesn't know."""
    asked = {"modality": _is_modality} | {field: known_body_part for field in record.fields if _is_anatomy(field)}
    return any(not known(term) for field, known in asked.items() if field in record.fields
               for term in _terms(record.fields[field]))  # fmt: skip


def _is_anatomy(field: str) -> bool:
    return field != "modality" and header_key(field) in terms("anatomy-header")


def _is_modality(term: str) -> bool:
    return bool(known_modality(term) or modality_codes(term) or names_pictures(term))


_MODALITY = ("modality", _is_modality, closest_modality)
_BODY_PART = ("body part", known_body_part, closest_body_part)


def _terms(cell: Cell) -> Iterator[str]:
    """The terms of a cell: a whole one such as `PET/CT` is tried by the caller in its parts too."""
    text = cell.text
    for _ in range(_NESTED):
        text = _BRACKETS.sub(" ", text)
    for item in _ITEMS.findall(text):
        for term in _JOINED.split(" ".join(item.split())):
            term = term.strip(" .*:-–?")
            if any(c.isalpha() for c in term) and term.casefold() not in terms("and-more"):
                yield term


def _unknown(entry: Entry, field: str, cell: Cell, kind: str, term: str, near: str | None) -> Iterator[Finding]:
    if known_slip(term.casefold()):
        return  # a misspelling, which MED304 says
    message = f"{clipped(term)} of {entry.title!r} is not a {kind} that the vocabulary knows"
    message += f", the closest is {near!r}" if near else ""
    yield unknown_term.at(place_of(cell, term), message, entry=entry, field=field, subject=term.casefold())


@rule("MED307", "section-mismatch", Level.WARNING, alone=True, habit="are of another modality than their section")
def section_mismatch(project: Project) -> Iterator[Finding]:
    """An entry stands in a section of another modality, or its title names another one than its modality does.

    Anyone looking for MRI reads the section of that name and no other. What a section holds is said by `list.yaml`,
    else by its heading; an entry's modality by its column or record, else by its title and keywords where they name
    one. An entry that shares one modality with its section is in its place: CT alone fits `PET/CT`.

    ```markdown bad
    ## MRI

    | Title      | Modality | Source                  |
    |------------|----------|-------------------------|
    | Lung nodes | CT       | https://example.org/one |
    ```
    ```markdown good
    ## PET/CT

    | Title      | Modality | Source                  |
    |------------|----------|-------------------------|
    | Lung nodes | CT       | https://example.org/one |
    ```
    """
    sections = Sections(project)
    for entry in project.entries:
        due, own = sections.of(entry), own_codes(entry)
        said, fitting = own or named_codes(entry), akin(due, entry.section)
        cell = entry.get("modality" if own else "title")
        if cell is None or not said:
            continue
        named = modality_codes(entry.title) if own and " " in entry.title else frozenset()  # `OSS` alone may be a name
        if named and not named & akin(own, entry.title):
            message = f"{entry.title!r} is {_names(named)} by its title and {_names(own)} by its modality"
            yield section_mismatch.at(cell, message, entry=entry, field="modality", subject="modality")
        if not due or said & fitting or re.search(r"multi-?modal", entry.title, re.IGNORECASE):
            continue
        # Two arms of a trial, a reference standard: a text that names the section's modality explains itself.
        if not own and modality_codes(entry.text("description")) & fitting:
            continue
        section = " ".join(entry.section.split())
        message = f"{entry.title!r} is {_names(said)} and stands in the section {section!r}, which is {_names(due)}"
        yield section_mismatch.at(cell, message, entry=entry, field="section", subject="section")


def _names(codes: frozenset[str]) -> str:
    meanings = acquisition_codes()
    names = [meanings.get(code, code) for code in sorted(codes)]
    return " or ".join(names) if len(names) < 3 else ", ".join(names[:2]) + " or the like"


class _Form(NamedTuple):
    """How a value is written, and the value as it stands."""

    form: str
    text: str
    cell: Cell
    entry: Entry


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = {
    "2021-05": r"\d{4}-\d{1,2}(?:-\d{1,2})?",
    "2021.05": r"\d{4}\.\d{1,2}(?:\.\d{1,2})?",
    "2021/05": r"\d{4}/\d{1,2}(?:/\d{1,2})?",
    "05/2021": r"\d{1,2}[/.-](?:\d{1,2}[/.-])?\d{4}",
    "May 2021": rf"{_MONTH},?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}",
    "3 May 2021": rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}",
    "2021 May": rf"\d{{4}},?\s+{_MONTH}(?:\s+\d{{1,2}})?",
    "2021年5月": r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?",
}
_YEAR = regex(r"(?:1[5-9]|20)\d\d(?:\d\d){0,2}")
"""A year, with its month and day or without."""
_NUMBERS = {
    "14,134": r"\d{1,3}(?:,\d{3})+",
    "14.134": r"\d{1,3}(?:\.\d{3})+",
    "14 134": r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+",
    "14134": r"\d{5,}",
    "1767": r"\d{4}",
}
_DATE_FORMS = [(form, regex(text, re.IGNORECASE)) for form, text in _DATES.items()]
_NUMBER_FORMS = [(form, regex(text)) for form, text in _NUMBERS.items()]
_NUMBER = regex(r"\d(?:[\d,.]|[ \u00a0\u2009\u202f](?=\d{3}(?!\d)))*(?<![,.])")


@rule(
    "MED310",
    "mixed-formats",
    Level.INFO,
    options={
        "points": Option(2, "Numbers such as `14.134` from which on a column parts thousands by points."),
        "years": Option(
            0.2, "Share of the numbers of a date column: where more are no years, none is said.", relaxes="below"
        ),
    },
)
def mixed_formats(project: Project) -> Iterator[Finding]:
    """A column writes one kind of value in several forms.

    `14.134` beside `1767` leaves a reader to guess whether the point is a decimal one, and dates in two forms don't
    sort. The values that are written otherwise than most of their column are named; a number that can be no year
    among years, as `20188`, is a warning.

    ```markdown bad
    | Title   | Date     | Source                    |
    |---------|----------|---------------------------|
    | ChestXR | 2021.05  | https://example.org/one   |
    | WristXR | 2022.11  | https://example.org/two   |
    | HandXR  | May 2023 | https://example.org/three |
    ```
    ```markdown good
    | Title   | Date    | Source                    |
    |---------|---------|---------------------------|
    | ChestXR | 2021.05 | https://example.org/one   |
    | WristXR | 2022.11 | https://example.org/two   |
    | HandXR  | 2023.05 | https://example.org/three |
    ```
    """
    columns: dict[tuple[str, str], list[_Form]] = {}
    years: dict[int, list[tuple[Entry, Cell]]] = {}
    for entry in project.on_page:
        for field, cell in entry.fields.items():
            if field == "date":
                columns.setdefault(("date", field), []).extend(_forms(cell.text.strip(), _DATE_FORMS, entry, cell))
                if cell.text.strip().isdecimal():
                    years.setdefault(id(entry.table), []).append((entry, cell))
            elif field not in ("title", "description", "keywords", "source", "license"):
                columns.setdefault(("number", field), []).extend(_numbers(entry, cell))
    most = mixed_formats.option(project, "years")
    for cells in years.values():
        wrong = [(entry, cell) for entry, cell in cells if not _YEAR.fullmatch(cell.text.strip())]
        for entry, cell in wrong if len(wrong) <= most * len(cells) else ():
            said = f"{clipped(cell.text.strip())} in the date of {entry.title!r} is no year"
            yield mixed_formats.at(cell, said, entry=entry, field="date")._replace(level=Level.WARNING)
    for (kind, field), forms in columns.items():
        number = Counter(found.form for found in forms)
        if kind == "number" and number["14.134"] < mixed_formats.option(project, "points"):
            # Four digits may stand without a mark beside 14,134; beside 14.134 they mislead.
            del number["1767"]
        usual = max(number, key=lambda form: number[form], default="")
        model = next((found.text for found in forms if found.form == usual), "")
        odd: dict[int, list[_Form]] = {}
        for found in forms:
            if number[found.form] and found.form != usual and {found.form, usual} != {"1767", "14134"}:
                odd.setdefault(id(found.cell), []).append(found)
        for values in odd.values():
            yield _odd(kind, field, values, model)


def _odd(kind: str, field: str, values: list[_Form], model: str) -> Finding:
    first = values[0]
    texts = list(dict.fromkeys(found.text for found in values))
    message = (
        f"{' and '.join(map(clipped, texts[:3]))} in the {field} of {first.entry.title!r} "
        f"{'are' if len(texts) > 1 else 'is'} written differently from most {kind}s of the column, "
        f"such as {clipped(model)}"
    )
    return mixed_formats.at(
        place_of(first.cell, first.text), message, entry=first.entry, field=field, subject=first.text
    )


def _numbers(entry: Entry, cell: Cell) -> Iterator[_Form]:
    """The numbers above a thousand that count something, each by how its thousands are parted."""
    if not any(c.isdigit() for c in cell.text) or len(cell.text) > 400:
        return
    for quantity in parse_size(cell.text).counts:
        piece = cell.text[quantity.start : quantity.end]
        for written in _NUMBER.findall(piece):
            yield from _forms(written, _NUMBER_FORMS, entry, cell)


def _forms(text: str, forms: Iterable[tuple[str, re.Pattern[str]]], entry: Entry, cell: Cell) -> Iterator[_Form]:
    return (_Form(form, text, cell, entry) for form, pattern in forms if pattern.fullmatch(text))
