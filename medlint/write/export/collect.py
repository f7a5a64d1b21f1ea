"""The datasets of a project, whichever files and schema they were read from.

A record of the catalog speaks first, under the keys of the shipped schema; where it is silent its entry in the README
does, and what other schemas call by other names is found by the meaning of their keys. Nothing raises on any value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from medlint.data.license import spdx
from medlint.lazy import regex
from medlint.model import Entry
from medlint.project import Project
from medlint.text import doi
from medlint.text.quantity import Quantity, is_figure
from medlint.text.size import parse
from medlint.text.slug import identifier
from medlint.text.yaml import text_of
from medlint.write.export.record import Amount, Collection, Creator, Evidence, Record, Relation, safe_address

_DATE = regex(r"(?:1[89]|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ITEMS = regex(r"(?<![^\S\n])[^\S\n]*+[,;\n]\s*")
ACCESS_LEVELS = ("open", "registration", "dua", "controlled", "mixed", "closed")
_LIST_LIMIT = 200
"""How many items of a list are taken from a cell: one with more is prose."""


def collect(project: Project, base: str = "") -> Collection:
    """The datasets of a project, in the order of the list; a row and its record are one."""
    records, used = [], dict[str, int]()
    for entry in project.entries:
        if entry.on_page and entry.twin is not None:
            continue  # the record speaks for both, below
        records.append(_record(entry, used))
    data = project.catalog.data if project.catalog is not None and isinstance(project.catalog.data, dict) else {}
    return Collection(
        tuple(records), _text(data.get("title")) or _heading(project), _text(data.get("description")), base
    )


def _heading(project: Project) -> str:
    """The first heading of the list's first page."""
    headings = (section.title for page in project.pages for section in page.headings)
    return next((" ".join(title.split()) for title in headings if title), "Datasets")


def _record(entry: Entry, used: dict[str, int]) -> Record:
    data = entry.data
    forms = [form for form in (entry, entry.twin) if form is not None]
    paper, access, size = _map(data.get("paper")), _map(data.get("access")), _map(data.get("size"))
    deidentification, verified = _map(data.get("deidentification")), _map(data.get("verified"))
    title = " ".join(entry.title.split())
    landing_page, own_doi = _addresses(forms, data)
    shown = _shown(forms, "size")
    read_bytes, read_counts = _read_size(shown)
    source = entry.source
    return Record(
        id=_id(_text(data.get("id")), title, used),
        path=source.path,
        line=entry.place.line if entry.on_page or entry.route else 1,
        title=title,
        kind=_text(data.get("kind")) or "dataset",
        aliases=_texts(data.get("aliases")),
        summary=_text(data.get("summary")),
        description=_description(forms),
        section=next((form.section for form in forms if form.section), ""),
        modalities=_modalities(forms),
        derived=_texts(data.get("derived")),
        body_parts=_texts(data.get("body_parts")),
        tasks=_texts(data.get("tasks")),
        keywords=_items(forms, "keywords"),
        landing_page=landing_page,
        doi=own_doi,
        paper_doi=_text(paper.get("doi")),
        paper_arxiv=_text(paper.get("arxiv")),
        access=_access(_text(access.get("level")) or _shown(forms, "access")),
        access_url=safe_address(_text(access.get("url"))),
        license=_license(forms),
        size=shown,
        bytes=_amount("bytes", size.get("bytes")) or read_bytes,
        counts=_counts(size.get("counts")) or read_counts,
        formats=_texts(data.get("formats")),
        version=_text(data.get("version")),
        published=_published(forms),
        relations=tuple(_relations(data.get("relations"))),
        deidentification=_text(deidentification.get("status")),
        faces=_text(deidentification.get("faces")),
        status=_text(data.get("status")),
        creators=tuple(_creators(data.get("creators"))),
        publisher=_text(data.get("publisher")),
        citation=_citation(data.get("citation")),
        evidence=_evidence(data.get("evidence")),
        verified=_text(verified.get("date")),
        verified_by=_text(verified.get("by")),
        others=_others(entry),
    )


def _id(given: str, title: str, used: dict[str, int]) -> str:
    """A name of its own that is safe in a path and in an address. `used` has the last number of each name."""
    name = made = given if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", given) else identifier(given or title)
    number = used.get(name, 0)
    while made in used:
        number += 1
        made = f"{name}-{number + 1}"
    used[name] = number
    used.setdefault(made, 0)
    return made


def _addresses(forms: list[Entry], data: Mapping[str, Any]) -> tuple[str, str]:
    """The landing page and the dataset's own DOI: as the record has them, else from the source."""
    own = doi.parse(_text(data.get("doi")))
    pages = [safe_address(_text(data.get("landing_page")))]
    for form in forms:
        cell = form.get("source")
        for link in cell.links if cell is not None else ():
            found = doi.find_doi_link(link.url)
            if found is None:
                pages.append(safe_address(link.url))
            elif own is None:
                own = found
    return next((page for page in pages if page), ""), str(own) if own is not None else ""


def _description(forms: list[Entry]) -> str:
    """Markdown as it was written; a cell's line ends are `<br>`."""
    for form in forms:
        cell = form.get("description")
        if cell is not None and not cell.empty:
            return cell.raw.strip() if not form.on_page else re.sub(r"(?<! ) *<br ?/?> *", "\n\n", cell.raw.strip())
    return ""


def _modalities(forms: list[Entry]) -> tuple[str, ...]:
    """DICOM codes; what a list writes in words is read as the codes it means, where it means one."""
    from medlint.data.modality import acquisition_codes, modality_codes

    for form in forms:
        given = _texts(form.data.get("modalities"))
        if given:
            return given
        out: list[str] = []
        for item in _ITEMS.split(form.text("modality")[:1000])[:_LIST_LIMIT]:
            codes = modality_codes(item)
            out += [item] if item in acquisition_codes() else sorted(codes) if len(codes) <= 2 else []
        if out:
            return tuple(dict.fromkeys(out))
    table = forms[-1].table
    for section in table.section.upward if table is not None else ():  # the headings above a row: `MRI`, `PET/CT`
        codes = modality_codes(section.title[:200])
        if 0 < len(codes) <= 2:
            return tuple(sorted(codes))
    return ()


def _access(text: str) -> str:
    """A level of access in the schema's spelling; other words as they are."""
    return text.lower() if text.lower() in ACCESS_LEVELS else text


def _license(forms: list[Entry]) -> str:
    shown = _shown(forms, "license")
    return spdx(shown) or shown


def _published(forms: list[Entry]) -> str:
    """A date, a month or a year in ISO 8601's form, or empty."""
    for form in forms:
        for text in (_text(form.data.get("published")), form.text("date")):
            if _DATE.fullmatch(text):
                return text
            if found := _YEAR.search(text[:100]):
                return found[0]
    return ""


def _shown(forms: list[Entry], name: str) -> str:
    return next((" ".join(text.split()) for form in forms if (text := form.text(name))), "")


def _items(forms: list[Entry], name: str) -> tuple[str, ...]:
    for form in forms:
        given = _texts(form.data.get(name))
        cell = _ITEMS.split(form.text(name))
        found = given or (tuple(dict.fromkeys(filter(None, cell))) if len(cell) <= _LIST_LIMIT else ())
        if found:
            return found
    return ()


def _read_size(text: str) -> tuple[Amount | None, tuple[Amount, ...]]:
    """The figures of a size in words; parts of the whole are left out."""
    size = parse(text)
    total = size.bytes
    counts = {
        count.unit: _figure(count.unit, count) for count in reversed(size.counts) if count.unit and not count.label
    }
    return _figure("bytes", total) if total is not None else None, tuple(reversed(counts.values()))


def _figure(unit: str, quantity: Quantity) -> Amount:
    single = quantity.min if quantity.min == quantity.max else None
    low, high = (None, None) if single is not None else (quantity.min, quantity.max)
    return Amount(unit, single, low, high, quantity.approx)


def _amount(unit: str, value: Any) -> Amount | None:
    if is_figure(value) and value >= 0:
        return Amount(unit, value, None, None)
    given = _map(value)
    single, low, high = (number if is_figure(number := given.get(key)) else None for key in ("value", "min", "max"))
    if single is None and low is None and high is None:
        return None
    rough, available = given.get("approx") in (True, "true"), given.get("available") not in (False, "false")
    return Amount(unit, single, low, high, rough, available)


def _counts(value: Any) -> tuple[Amount, ...]:
    items = [(_text(item.get("unit")), item) for item in _maps(value)]
    return tuple(made for unit, item in items if unit and (made := _amount(unit, item)) is not None)


def _relations(value: Any) -> Iterator[Relation]:
    for item in _maps(value):
        kind, target = _text(item.get("type")), _text(item.get("target"))
        if kind and target:
            yield Relation(kind, target)


def _creators(value: Any) -> Iterator[Creator]:
    for item in _maps(value):
        if name := _text(item.get("name")):
            yield Creator(name, _text(item.get("orcid")), _text(item.get("ror")))


def _citation(value: Any) -> dict[str, str | tuple[str, ...]]:
    """BibTeX fields by name; a list, as the authors are, stays one."""
    made = {str(name): _texts(item) or _text(item) for name, item in _map(value).items()}
    return {name: told for name, told in made.items() if told}


def _evidence(value: Any) -> dict[str, tuple[Evidence, ...]]:
    out = {}
    for name, items in _map(value).items():
        told = [[_text(item.get(key)) for key in ("source", "value", "date", "confidence")] for item in _maps(items)]
        if told:
            out[str(name)] = tuple(Evidence(*texts) for texts in told)
    return out


def _others(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What the row says under headers that mean no field; of a record, what its row says so."""
    row = entry if entry.on_page else entry.twin
    if row is None or row.row is None:
        return ()
    columns = [column for column in row.row.table.columns if not column.known and column.cell.text.strip()]
    told = [(" ".join(column.cell.text.split()), " ".join(row.text(column.field).split())) for column in columns]
    return tuple((label, text) for label, text in told if text)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value).strip()


def _texts(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(text for item in given if (text := _text(item))))
