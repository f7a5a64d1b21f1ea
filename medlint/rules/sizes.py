"""Rules about sizes: whether they can be read, are plausible, and agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.data.bounds import bounds
from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Cell, Entry
from medlint.project import Project
from medlint.read.columns import header_key
from medlint.rules._fields import place_of
from medlint.rules._modality import Sections, entry_codes
from medlint.rules._prose import claims
from medlint.rules._sizes import Figure, by_column, counted_by, figures_of, tells
from medlint.rules.base import Option, rule
from medlint.text.placeholder import is_placeholder
from medlint.text.size import Quantity
from medlint.text.words import clipped, in_bytes

_ODD_GROUPS = regex(r"(?<![\d.,])(?:\d{1,2},\d{4,5}|\d{1,3}, 000)(?![\d.,]*\d)")
_NO_BYTES = regex(r"tubercul|\b(?:normal|positive|negative|cases|patients)\b", re.IGNORECASE)
"""What shows that `TB` is the disease."""

_FIGURES = Option(50, "Figures of an entry that are compared: more are no size.", 1000, "below")
_TOLD = 1000
"""Characters of a text in which words for videos are looked for."""
_MOVING = regex(r"\b(?:videos?|cines?|recordings?|movies?|surger(?:y|ies))\b", re.IGNORECASE)
_POWERS = {"MB": 2, "GB": 3, "TB": 4, "PB": 5}
"""Of 1000, or of 1024 where somebody divided by that."""
_NUMBER = regex(r"\d+(?:\.(\d+))?")
_OF_ALL = regex(r"(?:#|n|no|num\w*|total|size)?\W*(?:of\s+)?\w+\W*")  # not `# negative images`: there may be none


@rule("MED301", "unreadable-size", Level.WARNING, habit="give a size in which no figure can be read", alone=True)
def unreadable_size(project: Project) -> Iterator[Finding]:
    """A size holds no figure, or a figure whose digits are grouped as in no number.

    A size in figures can be compared with what the archive says, and summed up before a download. `1,6000` may be 1,600
    or 16,000. What a figure counts, and the words beside it, are up to the author.

    ```markdown bad
    | Title     | Source                  | Size         |
    |-----------|-------------------------|--------------|
    | LIDC-IDRI | https://example.org/one | rather large |
    ```
    ```markdown good
    | Title     | Source                  | Size                     |
    |-----------|-------------------------|--------------------------|
    | LIDC-IDRI | https://example.org/one | 244,527 images, 133.2 GB |
    ```
    """
    for entry in project.entries:
        cell = entry.get("size")
        if cell is None or cell.empty:
            continue
        text = cell.text.strip()
        if (odd := _ODD_GROUPS.search(text)) is not None:
            message = f"the digits of {clipped(odd[0])} in the size of {entry.title!r} are grouped as in no number"
            yield unreadable_size.at(place_of(cell, odd[0]), message, entry=entry, field="size", subject=odd[0])
        elif not (cell.links or any(map(str.isnumeric, text)) or tells(text) or is_placeholder(text)):
            said = f"the size of {entry.title!r}, {clipped(text)}, holds no figure"
            message = f"{said}, expected something like '1,018 scans, 133.2 GB'"
            yield unreadable_size.at(cell, message, entry=entry, field="size", subject=text)


@rule(
    "MED302",
    "implausible-size",
    Level.WARNING,
    alone=True,
    options={
        "tolerance": Option(
            0.01,
            "By how much two figures may differ, once one of them is taken in binary units, for a mix-up of the units.",
            relaxes="below",
        ),
        "difference": Option(0.04, "By how much two figures have to differ before a mix-up of units is looked for."),
        "figures": _FIGURES,
    },
)
def implausible_size(project: Project) -> Iterator[Finding]:
    """A size can't be right: too much or too little for each image, a mixed-up unit, nothing, or less than nothing.

    `GB` for `MB` is a slip of one letter and a wrong plan for the disk. Bytes are divided by counts and held against
    what one image, scan, case, slide or video of the modality can take; a figure in `GB` that is another figure's
    `GiB` is named as such.

    ```markdown bad
    | Title     | Source                  | Modality | Size             |
    |-----------|-------------------------|----------|------------------|
    | LIDC-IDRI | https://example.org/one | CT       | 118 scans, 40 TB |
    ```
    ```markdown good
    | Title     | Source                  | Modality | Size              |
    |-----------|-------------------------|----------|-------------------|
    | LIDC-IDRI | https://example.org/one | CT       | 1,018 scans, 133 GB |
    ```
    """
    sections = Sections(project)
    most = implausible_size.whole_option(project, "figures")
    apart, close = (implausible_size.option(project, name) for name in ("difference", "tolerance"))
    nothing: dict[tuple[object, str], list[Finding]] = {}
    for entry in project.entries:
        if entry.get("size") is None:
            continue
        every = figures_of(entry)[:most]
        if (none := _nothing(entry, every)) is not None:
            column, found = none
            nothing.setdefault((entry.table or entry, column), []).append(found)
        elif (odd := _mixed_up(entry, every, apart, close) or _out_of_bounds(entry, every, sections)) is not None:
            yield odd
    # A column with more than one zero counts what some have none of.
    yield from (found[0] for found in nothing.values() if len(found) == 1)


def _nothing(entry: Entry, known: list[Figure]) -> tuple[str, Finding] | None:
    """A figure of zero or less, with the name of its column; a dash inside a text is no minus."""
    for figure in known:
        most = figure.quantity.max
        if most is None or most > 0 or (most < 0 and not figure.cell.text.lstrip().startswith(figure.written)):
            continue
        column = next((column for column, cell in by_column(entry) if cell is figure.cell), None)
        header = header_key(column.cell.text) if column is not None else "size"
        if counted_by(header) is not None and not _OF_ALL.fullmatch(header):
            continue
        named = column.field if column is not None else "size"
        said = clipped(figure.written)
        message = f"{said} in the {named} of {entry.title!r} is no size; expected a number above zero"
        return named, implausible_size.at(figure.place, message, entry=entry, field="size", subject="nothing")
    return None


def _out_of_bounds(entry: Entry, known: list[Figure], sections: Sections) -> Finding | None:
    """Bytes by counts against what the modality can be. Of ranges only what is impossible in all of them counts."""
    every = [figure for figure in known if not figure.quantity.label]
    size = next((f for f in every if f.quantity.is_bytes), None)
    if size is None or (size.quantity.unit == "TB" and _NO_BYTES.search(_told(entry))):
        return None
    codes = None
    for figure in (f for f in every if not f.quantity.is_bytes):
        codes = entry_codes(entry, sections) if codes is None else codes
        if (limits := bounds(codes, figure.quantity.unit)) is None:
            continue
        least = _ratio(size.quantity.min, figure.quantity.max)
        most = _ratio(size.quantity.max, figure.quantity.min)
        if least is not None and least > limits.most:
            wrong, each = "more", least
        elif most is not None and most < limits.least:
            wrong, each = "less", most
        else:
            continue
        if figure.quantity.unit in ("", "images") and _MOVING.search(_told(entry)):
            continue  # `# images` heads the numbers of videos too
        unit = figure.quantity.unit.removesuffix("s") if figure.quantity.unit not in ("", "series") else "case"
        message = (
            f"{clipped(size.written)} for {clipped(figure.written)} in {entry.title!r} is about "
            f"{in_bytes(float(f'{each:.3g}'))} for each {unit}, {wrong} than it can be; check number and unit"
        )
        return implausible_size.at(size.place, message, entry=entry, field="size", subject="bounds")
    return None


def _told(entry: Entry) -> str:
    return " ".join(entry.text(field)[:_TOLD] for field in ("title", "modality", "description", "size"))


def _ratio(a: int | None, b: int | None) -> float | None:
    return a / b if a is not None and b else None


def _mixed_up(entry: Entry, known: list[Figure], apart: float, close: float) -> Finding | None:
    """A figure in GB that is another figure's GiB: within the entry, or in the record beside the row."""
    every = [f for f in known if f.quantity.is_bytes and not f.quantity.label]
    own = [f for f in every if f.given is None and f.quantity.unit in _POWERS]
    if own and entry.twin is not None and entry.on_page:
        every += figures_of(entry.twin)[: len(known)]
    for figure in own:
        for other in every:
            if other is not figure and _is_mix_up(figure, other.quantity, apart, close):
                right = re.sub(r"(?i)(?<![a-z])([kmgtp])b\b", lambda unit: f"{unit[1].upper()}iB", figure.written)
                said = (
                    f"{clipped(figure.written)} in the size of {entry.title!r} is {right} by the figure of "
                    f"{other.quantity.value:,} bytes, decimal and binary units are mixed up"
                )
                at, also = figure.place, ((other.place, f"{other.quantity.value:,} bytes here"),)
                return implausible_size.at(at, said, entry=entry, field="size", subject="unit", related=also)
    return None


def _is_mix_up(figure: Figure, other: Quantity, apart: float, close: float) -> bool:
    """Whether a figure in powers of 1000 is the other if its number is taken in powers of 1024."""
    one, two = figure.quantity.value, other.value
    if not one or not two or not other.is_bytes or figure.quantity.min != figure.quantity.max:
        return False
    direct = abs(one - two)
    numbers = list(_NUMBER.finditer(figure.written)) if direct > apart * two else []
    if not numbers:
        return False
    power = _POWERS[figure.quantity.unit]
    factor: float = 1.024**power
    last: float = 1000**power / (2 * 10 ** len(numbers[-1][1] or ""))  # half of the last digit written
    return direct > 1.2 * last and abs(one * factor - two) <= max(close * two, last * factor)


@rule(
    "MED303",
    "contradicting-figures",
    Level.WARNING,
    alone=True,
    options={
        "tolerance": Option(0.1, "By how much of the larger one two figures may differ and still say the same."),
        "figures": _FIGURES,
    },
)
def contradicting_figures(project: Project) -> Iterator[Finding]:
    """A figure in the description contradicts the size.

    One of the two is wrong or out of date, and a reader can't tell which. Only figures of the same thing that speak
    of the whole dataset are compared, and only a difference of more than a tenth is reported: `over 110,000 images`
    beside 112,120 is fine.

    ```markdown bad
    | Title   | Description                                      | Source                  | Size                  |
    |---------|--------------------------------------------------|-------------------------|-----------------------|
    | ChestXR | The dataset contains 112,120 frontal images.     | https://example.org/one | 12,120 images, 4.1 GB |
    ```
    ```markdown good
    | Title   | Description                                      | Source                  | Size                    |
    |---------|--------------------------------------------------|-------------------------|-------------------------|
    | ChestXR | The dataset contains over 110,000 frontal images. | https://example.org/one | 112,120 images, 45.1 GB |
    ```
    """
    most = contradicting_figures.whole_option(project, "figures")
    tolerance = contradicting_figures.option(project, "tolerance")
    for entry in project.entries:
        cell = entry.get("description")
        known = figures_of(entry)[:most]
        if not known:
            continue
        if found := _in_record(entry, known, tolerance):
            yield found
        elif cell is not None and not cell.empty:
            yield from _in_description(entry, cell, known, tolerance)


def _in_record(entry: Entry, known: list[Figure], tolerance: float) -> Finding | None:
    """The text of a record's size against the numbers beside it."""
    said = [f for f in known if f.given is None]
    given = [f for f in known if f.given is not None]
    for unit in dict.fromkeys(_thing(f.quantity) for f in given):
        texts = [f for f in said if _thing(f.quantity) == unit]
        numbers = [f for f in given if _thing(f.quantity) == unit]
        parts = len(texts) > 1 and numbers[0].quantity.value == sum(text.quantity.value or 0 for text in texts)
        if texts and not parts and all(_differ(a.quantity, b.quantity, tolerance) for a in texts for b in numbers):
            return _contradiction(entry, texts[0], numbers[0])
    return None


def _in_description(entry: Entry, cell: Cell, known: list[Figure], tolerance: float) -> Iterator[Finding]:
    for claim in claims(cell.text):
        same = [f for f in known if _thing(f.quantity) == _thing(claim)]
        # Figures of one thing that differ among themselves are parts, stages or versions of it.
        if not same or any(f.quantity.label or _differ(f.quantity, same[0].quantity, tolerance) for f in same):
            continue
        if all(_differ(claim, f.quantity, tolerance) for f in same):
            yield _contradiction(entry, Figure(claim, cell), same[0])


def _thing(quantity: Quantity) -> str:
    return "bytes" if quantity.is_bytes else quantity.unit


def _differ(a: Quantity, b: Quantity, tolerance: float) -> bool:
    """Whether no value of the one is as near to one of the other as that share of the larger one."""
    (a_min, a_max), (b_min, b_max) = ((q.min or 0, q.max) for q in (a, b))
    apart = 1 - tolerance
    return (a_max is not None and a_max < b_min * apart) or (b_max is not None and b_max < a_min * apart)


def _contradiction(entry: Entry, said: Figure, other: Figure) -> Finding:
    message = f"{clipped(said.written)} of {entry.title!r} contradicts {clipped(other.written)} for the same thing"
    field = "size" if said.cell is entry.get("size") else "description"
    related, what = ((other.place, f"{other.written} here"),), _thing(said.quantity)
    return contradicting_figures.at(said.place, message, entry=entry, field=field, subject=what, related=related)
