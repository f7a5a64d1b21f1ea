"""Whether an entry of a page and its record say the same, field by field, however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, NamedTuple

from medlint.lazy import regex
from medlint.model import Cell, Entry, Place
from medlint.read.match import COMPARED, address_key, bare_title, names
from medlint.read.said import (
    access_level,
    extra_of,
    license_of,
    modalities_of,
    plain_text,
    prose_of,
    published_of,
    read_markdown,
    source_of,
    titled,
)
from medlint.text import doi
from medlint.text import url as urls
from medlint.text.marks import composed
from medlint.text.quantity import BYTES, Quantity, is_figure
from medlint.text.size import parse

_SPLIT = regex(r"[,;\n|·•、，；]")
_SUFFIX = regex(r"\d\s?([kKM])\b")
_MANY = 200
"""How many figures are compared one by one: a size of more is compared as a text."""


class Difference(NamedTuple):
    """A field that an entry of a page and its record fill differently.

    `here` is what the page says and `there` what the record says, in words; `value` is the record's value under
    `key`, and `place` where it stands.
    """

    field: str
    cell: Cell
    here: str
    there: str
    key: str
    value: Any
    place: Place


def differences(row: Entry, *, steered: bool = False, apart: Container[str] = ()) -> Iterator[Difference]:
    """The fields of an entry of a page that its record fills with another meaning.

    Where the catalog steers the page, every field that the record holds counts, and an empty cell says something
    else than a filled field. Of an entry that is shown a second time the fields count that are as they are above.
    The fields in `apart` are left out.
    """
    if (record := row.twin) is None:
        return
    for field, cell in row.fields.items():
        if field in apart or ((cell.empty or field not in COMPARED) and not steered):
            continue
        if row.shown is not None and not _as_above(cell, row.shown.get(field)):
            continue
        if (differs := due(field, cell, record)) is not None:
            key, value, there = differs
            yield Difference(field, cell, shown(field, cell), there, key, value, _place(record, key))


def _as_above(cell: Cell, above: Cell | None) -> bool:
    """Whether an entry that is shown a second time says the same as above; what it says otherwise is its author's."""
    return above is not None and same_markdown(cell, above) and same_markdown(above, cell)


def due(field: str, cell: Cell, record: Entry) -> tuple[str, Any, str] | None:
    """The key of the record that a cell contradicts, its value, and the value in words; None where both agree."""
    if field == "source":
        return _other_source(cell, record)
    if field == "description":
        texts = [(key, held) for key in ("description", "summary") if (held := record.get(key)) and held.text]
        alike = (held.raw == cell.raw and not cell.links for _, held in texts)  # asked first, as it costs little
        if not texts or any(alike) or any(same_markdown(cell, read_markdown(held.raw)) for _, held in texts):
            return None
        return texts[0][0], texts[0][1].raw, " ".join(texts[0][1].text.split())
    if field in _FIELDS:
        key, same = _FIELDS[field]
        value = record.data.get(key)
        there = words_of(key, value) if key in record.data and field != "title" else record.text(field)
        if key not in record.data:  # a key of its own, or the words that it keeps for what its key can't hold
            key, value = field, there
            held = record.get(field)
            if held is not None and same_markdown(cell, held):
                return None
        return None if not there or same(cell, record, value) else (key, value, there)
    kept = extra_of(record, field)
    if kept is None or same_markdown(cell, read_markdown(kept[1])):
        return None
    return f"extra.{kept[0]}.text", kept[1], kept[1]


def words_of(key: str, value: Any) -> str:
    """A value of a record in words."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if not isinstance(item, (dict, list)))
    if isinstance(value, dict):
        return str(value.get("level" if key == "access" else "text", "") or "")
    return "" if value is None else str(value)


def says(record: Entry, field: str) -> bool:
    """Whether a record fills a field of a page."""
    return due(field, Cell("", ""), record) is not None


def shown(field: str, cell: Cell) -> str:
    """What a cell of a page says, as messages show it."""
    return " ".join(_outward(cell)) if field == "source" else titled(cell) if field == "title" else plain_text(cell)


def _place(record: Entry, key: str) -> Place:
    if record.document is None:
        return record.place
    if (held := record.get(key)) is not None:
        return held.place
    route = tuple(int(part) if part.isdecimal() else part for part in key.split("."))
    return record.document.place((*record.route, *route))


def _plain(text: str) -> str:
    """A text without spacing, in one Unicode form."""
    if not text.isascii():
        text = composed(text).replace("\u200b", "").replace("\ufeff", "")
    return "".join(text.split())


def same_markdown(here: Cell, there: Cell) -> bool:
    """Whether two cells read the same, and every link of the second is one of the first."""
    if here.text == there.text and not (here.links or there.links):
        return True
    if _plain(prose_of(here)) != _plain(prose_of(there)):
        return False
    shown = {address_key(link.url) for link in here.links}
    return all(address_key(link.url) in shown for link in there.links)


def _same_title(cell: Cell, record: Entry, _value: Any) -> bool:
    shown = _plain(titled(cell)).rstrip(":：")
    return any(shown == _plain(text).rstrip(":：") for name in names(record) for text in (name, bare_title(name)))


def _same_keywords(cell: Cell, record: Entry, value: Any) -> bool:
    if isinstance(value, list) and cell.text == ", ".join(map(str, value)):
        return True
    there = "\n".join(map(str, value)) if isinstance(value, list) else record.text("keywords")

    def keys(text: str) -> set[str]:
        return {key for item in _SPLIT.split(text) if (key := "".join(c for c in item.casefold() if c.isalnum()))}

    def words(text: str) -> set[str]:
        return set(re.findall(r"\w+", text.casefold()))

    return keys(cell.text) == keys(there) or words(cell.text) == words(there)


_FIELDS: dict[str, tuple[str, Callable[[Cell, Entry, Any], bool]]] = {
    "title": ("title", _same_title),
    "keywords": ("keywords", _same_keywords),
    "size": ("size", lambda cell, record, value: same_size(plain_text(cell), record.text("size"), value)),
    "license": (
        "license",
        lambda cell, _, value: plain_text(cell) == str(value) or license_of(cell).casefold() == str(value).casefold(),
    ),
    "modality": (
        "modalities",
        lambda cell, _, value: isinstance(value, list) and modalities_of(cell) == sorted(map(str, value)),
    ),
    "access": (
        "access",
        lambda cell, _, value: (
            access_level(plain_text(cell)) == (value.get("level") if isinstance(value, dict) else value)
        ),
    ),
    "date": ("published", lambda cell, _, value: str(value) in (plain_text(cell), published_of(cell))),
}
"""By field of a page: the key of a record that it shows, and whether a cell says the same."""


def _outward(cell: Cell) -> list[str]:
    """The addresses that a cell leads to; of one without links its text, where that is a DOI."""
    out = [link.url for link in cell.links if not link.is_picture and ("://" in link.url or urls.is_web(link.url))]
    return out or ([cell.text.strip()] if doi.parse(cell.text) is not None else [])


def _other_source(cell: Cell, record: Entry) -> tuple[str, Any, str] | None:
    """The address of the record that a cell should lead to and doesn't; None where it leads to one of them.

    A cell that shows a DOI and a page is held against both. Plain text says nothing of where the data are.
    """
    known, leads = _addresses(record), _outward(cell)
    if (not leads and not cell.empty) or all(url in leads for _, url in known.values()):
        return None
    if cell.empty:
        return next(((key, value, url) for key, (value, url) in known.items()))
    shown = {_address(address_key(url)) for url in leads}
    shown |= {_address(address_key(f"https://doi.org/{d}")) for d in [doi.parse(u) for u in leads] if d}
    missing = {key: item for key, item in known.items() if _address(address_key(item[1])) not in shown}
    if len(missing) == len(known):
        said = source_of(cell).values
        key = next((key for key in said if key in known), next(iter(known)))
        return key, known[key][0], known[key][1]
    said = source_of(cell).values
    return next(((key, value, url) for key, (value, url) in missing.items() if key in said), None)


def _addresses(record: Entry) -> dict[str, tuple[str, str]]:
    """Where a record leads to, by key: the value as it stands there, and the address."""
    out: dict[str, tuple[str, str]] = {}
    for field in ("doi", "source"):
        cell = record.get(field)
        for link in cell.links if cell is not None else ():
            out.setdefault("landing_page" if field == "source" else field, (link.text, link.url))
    paper = record.data.get("paper")
    if isinstance(paper, dict):
        for key, at in (("doi", "https://doi.org/{}"), ("arxiv", "https://arxiv.org/abs/{}")):
            if isinstance(paper.get(key), str):
                out[f"paper.{key}"] = paper[key], at.format(paper[key])
    return out


def _address(key: str) -> str:
    """An address key without tracking parts, escaped in one way."""
    if key.startswith("doi:") or "://" in key:
        return key
    clean = urls.normalise(urls.without_session_parts("https://" + key))
    return clean.removeprefix("https://").rstrip("/").casefold()


def same_size(here: str, there: str, known: Any = None) -> bool:
    """Whether two sizes say the same, to the precision that each is written in.

    `known` is the record's size as a map: its figures count as said by the record too.
    """
    if _plain(here).casefold() == _plain(there).casefold():
        return True
    a, b = _figures(here), _figures(there)
    if not a or not b or len(a) > _MANY or len(b) > _MANY:
        return False
    more = [*b, *_structured(known)]
    return all(any(_meet(x, y) for y in more) for x in a) and all(any(_meet(x, y) for y in a) for x in b)


class _Figure(NamedTuple):
    unit: str
    label: str
    low: float | None
    high: float | None
    step: float


def _figures(text: str) -> list[_Figure]:
    size = parse(text)
    return [
        _Figure("bytes" if q.is_bytes else q.unit, q.label, q.min, q.max, _step(q, text))
        for q in (*size.counts, *size.byte_figures)
    ]


def _step(q: Quantity, text: str) -> float:
    """Half of the last digit that a figure shows: `124 GiB` is anything from 123.5 to 124.5 GiB."""
    value = q.max if q.max is not None else q.min
    suffix = _SUFFIX.search(text[q.start : q.end])
    if value is None or not (q.is_bytes or suffix):
        return 0
    factor = BYTES[q.unit] if q.is_bytes else {"k": 1e3, "K": 1e3, "M": 1e6}[suffix[1] if suffix else "k"]
    shown = value / factor
    places = next((n for n in range(7) if abs(round(shown, n) - shown) * factor <= 1), 7)
    return float(factor) * 10.0**-places / 2


def _structured(known: Any) -> Iterator[_Figure]:
    """The figures that a record's size holds as numbers."""
    if not isinstance(known, dict):
        return
    counts = known.get("counts")
    items: Iterable[Any] = counts if isinstance(counts, list) else ()
    for unit, item in [("bytes", known.get("bytes")), *((c.get("unit"), c) for c in items if isinstance(c, dict))]:
        if isinstance(item, dict):
            low, high = item.get("min", item.get("value")), item.get("max", item.get("value"))
        else:
            low = high = item
        if isinstance(unit, str) and all(isinstance(end, float) or is_figure(end) for end in (low, high)):
            yield _Figure(unit, "", low, high, 0)


def _meet(a: _Figure, b: _Figure) -> bool:
    units = a.unit == b.unit or ("" in (a.unit, b.unit) and "bytes" not in (a.unit, b.unit))
    return (
        units
        and a.label == b.label
        and all(
            x == y or (x is not None and y is not None and abs(x - y) <= max(a.step, b.step))
            for x, y in ((a.low, b.low), (a.high, b.high))
        )
    )


def contrast(here: str, there: str) -> tuple[str, str]:
    """Two texts as a message shows them: whole where they are short, else about where they begin to differ."""
    longest = 60
    at = next((i for i, (x, y) in enumerate(zip(here, there, strict=False)) if x != y), min(len(here), len(there)))
    start = 0 if max(len(here), len(there)) <= longest else max(at - 20, 0)

    def piece(text: str) -> str:
        return ("…" if start else "") + text[start : start + longest] + ("…" if start + longest < len(text) else "")

    return piece(here), piece(there)
