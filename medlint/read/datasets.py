"""Datasets as plain rows, for the reports that show the list beside its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from medlint.config import FIELDS
from medlint.finding import Dataset, Finding
from medlint.lazy import regex
from medlint.model import Entry
from medlint.project import Project
from medlint.text.placeholder import is_placeholder

_ITEMS = regex(r"(?<![^\S\n])[^\S\n]*+(?:[,;+&|\n]|\band\b)\s*")
_LONGEST = 300  # characters of a modality cell: what is longer is prose


def datasets(project: Project, findings: Iterable[Finding]) -> tuple[Dataset, ...]:
    """The datasets of a project in the order of the list; a row and its record are one.

    What the record says goes first; where it is silent the row speaks. `findings` are counted at their dataset.
    """
    counts = Counter(id(_first(finding.entry)) for finding in findings if finding.entry is not None)
    return tuple(_dataset(entry, counts[id(entry)]) for entry in project.entries if entry is _first(entry))


def _first(entry: Entry) -> Entry:
    """The row of a pair, which comes first; an entry without a twin is its own."""
    return entry if entry.on_page or entry.twin is None else entry.twin


def _dataset(entry: Entry, findings: int) -> Dataset:
    forms = [form for form in (entry.twin, entry) if form is not None]
    place = entry.place
    return Dataset(
        title=" ".join(entry.title.split()),
        section=next((form.section for form in (entry, *forms) if form.section), ""),
        modality=next((terms for form in forms if (terms := _modality(form))), ()),
        bytes=next((number for form in forms if (number := _bytes(form)) is not None), None),
        size=_text(forms, "size"),
        license=_text(forms, "license"),
        access=_text(forms, "access"),
        filled=tuple(field for field in FIELDS if any(_filled(form, field) for form in forms)),
        path=place.path,
        line=place.line,
        findings=findings,
    )


def _text(forms: list[Entry], field: str) -> str:
    return next((" ".join(text.split()) for form in forms if (text := form.text(field))), "")


def _filled(entry: Entry, field: str) -> bool:
    """Whether an entry says something there: a placeholder such as `TODO` says nothing."""
    cell = entry.get(field)
    if cell is not None and not cell.empty:
        return bool(cell.links) or not is_placeholder(cell.text.strip())
    return bool(entry.data.get(field))


def _modality(entry: Entry) -> tuple[str, ...]:
    """The names of its modalities: those it gives, else those of its section or the nearest one around that."""
    above = entry.row.table.section.upward if entry.row is not None else ()
    said = (entry.text("modality"), entry.section, *(section.title for section in above))
    return next(filter(None, (_terms(text[:_LONGEST]) for text in said)), ())


@cache
def _terms(text: str) -> tuple[str, ...]:
    from medlint.data.modality import known_modality, modality_codes

    out: dict[str, None] = {}
    for item in _ITEMS.split(text):
        term = known_modality(item)
        codes = () if term else sorted(modality_codes(item))
        # A phrase that could be any of several codes names none of them.
        out |= dict.fromkeys([term] if term else [known_modality(code) or code for code in codes[:2]])
    return tuple(out)


def _bytes(entry: Entry) -> int | None:
    """How many bytes, as given in figures or in words; of a range the upper end, which is what has to fit."""
    from medlint.text.size import is_figure, parse

    given: Any = entry.data.get("size")
    if isinstance(given, dict):
        given = given.get("bytes")
        if isinstance(given, dict):
            given = given.get("value", given.get("max", given.get("min")))
        if is_figure(given) and given > 0:
            return given
    text = entry.text("size")
    if not text:
        return None
    found = parse(text).bytes
    return (found and (found.max if found.max is not None else found.min)) or None
