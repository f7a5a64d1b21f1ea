"""What datasets can be narrowed down by, and the rows that the index and its search are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from medlint.data.license import use_class
from medlint.report.escape import printable, short
from medlint.write.export.record import Record
from medlint.write.site.words import ACCESS, HEALTH, USE, modality, sentence, short_size

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

IMAGES = frozenset((
    "images", "slices", "frames", "slides", "volumes", "scans", "views", "patches", "tiles", "videos", "clips",
    "sequences", "figures",
))  # fmt: skip
"""What counts as an image: each of them is one at least."""

_LONGEST = 600
"""How many characters of a description are searched."""


_MOST = 300
"""How many values a facet has: the commonest."""
_FEW = 4
"""How many modalities or body parts a cell of the index names."""


class Row(NamedTuple):
    """One dataset as the index shows it. `facets` are its values by facet, `search` all that is searched."""

    id: str
    title: str
    summary: str
    facets: dict[str, tuple[str, ...]]
    modality: str
    body: str
    size: str
    counted: str
    bytes: int
    images: int
    license: str
    year: str
    search: str


class Facet(NamedTuple):
    """A facet: its name in addresses, its label, and its values with their labels and counts, in order."""

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]


def row(record: Record, health: str) -> Row:
    """The row of a dataset; `health` is a key of `words.HEALTH`."""
    size, count = short_size(record)
    counted = [amount.least for amount in record.counts if amount.unit in IMAGES and amount.available]
    facets = {
        "modality": tuple(dict.fromkeys(modality(code) for code in record.modalities)),
        "body": tuple(sentence(part) for part in record.body_parts),
        "task": tuple(sentence(task) for task in record.tasks),
        "licence": (use_class(record.license),),
        "access": (record.access if record.access in ACCESS else "unknown",),
        "health": (health,),
        "section": (record.section,) if record.section else (),
    }
    searched = (
        record.title, *record.aliases, record.section, *facets["modality"], *record.modalities, *record.body_parts,
        *record.tasks, *record.keywords, record.summary, record.license, record.publisher, *record.formats,
        record.description[:_LONGEST],
    )  # fmt: skip
    return Row(
        record.id,
        record.name,
        record.summary or short(_plain(record.description), 140),
        facets,
        _few(facets["modality"]),
        _few(facets["body"]),
        size,
        count,
        record.bytes.most if record.bytes is not None else 0,
        max(counted, default=0),
        "" if use_class(record.license) == "unknown" else record.license.removeprefix("LicenseRef-"),
        record.year,
        " ".join(" ".join(searched).split()),
    )


def _plain(markdown: str) -> str:
    """The beginning of a Markdown text without its markup."""
    inline = _parser().parseInline(" ".join(markdown[:_LONGEST].split()))[0].children or []
    return "".join(token.content for token in inline if token.type in ("text", "code_inline")).strip()


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True})


def _few(values: tuple[str, ...]) -> str:
    more = len(values) - _FEW
    return ", ".join(values[:_FEW]) + (f" and {more} more" if more > 0 else "")


def facets(rows: Sequence[Row]) -> tuple[Facet, ...]:
    """The facets of a list, without those that tell nothing of it."""
    access = {level: words[0] for level, words in ACCESS.items()} | {"unknown": "Not known"}
    sections = _facet("section", "Section", rows, None)
    made = (
        _facet("modality", "Modality", rows, None),
        _facet("body", "Body part", rows, None),
        _facet("task", "Task", rows, None),
        _facet("licence", "Licence", rows, USE),
        _facet("access", "Access", rows, access),
        _facet("health", "Links", rows, HEALTH),
    )
    told = [facet for facet in made if any(value not in ("unknown", "unchecked") for value, _, _ in facet.values)]
    if len({"modality", "body"} & {facet.name for facet in told}) < 2 and len(sections.values) > 1:
        told.insert(0, sections)  # of a list that says less, its sections tell what there is
    return tuple(told)


def _facet(name: str, label: str, rows: Iterable[Row], known: dict[str, str] | None) -> Facet:
    counts = Counter(value for row in rows for value in row.facets[name])
    if known is None:
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
        return Facet(name, label, tuple((value, value, count) for value, count in ranked))
    return Facet(name, label, tuple((value, text, counts[value]) for value, text in known.items() if counts[value]))


def search_data(rows: Sequence[Row], made: Sequence[Facet]) -> list[list[Any]]:
    """The rows as the search reads them: lists, with the values of facets as their numbers."""
    numbers = {facet.name: {value: index for index, (value, _, _) in enumerate(facet.values)} for facet in made}
    return [
        [
            row.id, printable(row.title), printable(row.summary),
            [[numbers[f.name][value] for value in row.facets[f.name] if value in numbers[f.name]] for f in made],
            printable(row.modality), printable(row.body), printable(row.size), printable(row.counted), row.bytes,
            row.images, printable(row.license), row.year, printable(row.search),
        ]
        for row in rows
    ]  # fmt: skip
