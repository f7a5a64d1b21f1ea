"""How the datasets of a list relate, told from both sides, and which of them hold the same images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from medlint.text import doi
from medlint.write.export.record import Collection, Record, Relation, safe_address
from medlint.write.site.words import SHARED, relation

_MOST = 20
"""How many sources of a dataset, and how many datasets of a source, are followed: no list has more in earnest."""
_INTO = {
    "IsDerivedFrom": -1, "HasPart": -1, "IsNewVersionOf": -1, "HasVersion": -1, "Obsoletes": -1, "Continues": -1,
    "IsVariantFormOf": -1, "IsIdenticalTo": -1,
    "IsSourceOf": 1, "IsPartOf": 1, "IsPreviousVersionOf": 1, "IsVersionOf": 1, "IsObsoletedBy": 1, "IsContinuedBy": 1,
    "IsOriginalFormOf": 1,
}  # fmt: skip
"""Which way the images go: 1 from the dataset into its target, -1 the other way."""


class Related(NamedTuple):
    """One line of a page: the words, the other dataset (None where it isn't in the list), its name and address."""

    label: str
    record: Record | None
    title: str
    url: str
    shares: bool


class Overlap(NamedTuple):
    """A dataset that may hold the same images, and the one that both hold."""

    record: Record
    source: Record


def related(collection: Collection) -> dict[str, list[Related]]:
    """The relations of each dataset by id: its own first, then those that others name."""
    out: dict[str, list[Related]] = {record.id: [] for record in collection.records}
    back: dict[str, list[Related]] = {record.id: [] for record in collection.records}
    for record in collection.records:
        for given in record.relations:
            found = collection.find(given.target)
            if found is None:
                out[record.id].append(_outside(given))
            elif found.id != record.id:
                shares = given.type in SHARED
                out[record.id].append(Related(relation(given.type), found, found.name, "", shares))
                words = relation(given.type, reverse=True)
                back[found.id].append(Related(words, record, record.name, "", shares))
    return {name: _once([*own, *back[name]]) for name, own in out.items()}


def _once(items: Iterable[Related]) -> list[Related]:
    seen: set[tuple[str, str]] = set()
    out = []
    for item in items:
        key = (item.label, item.record.id if item.record is not None else item.title)
        if key not in seen:
            seen.add(key)
            out.append(item)
    return out


def _outside(given: Relation) -> Related:
    found = doi.parse(given.target) if given.target.startswith("10.") else None
    url = found.url if found is not None else safe_address(given.target)
    return Related(relation(given.type), None, given.target, url, given.type in SHARED)


def overlaps(collection: Collection) -> dict[str, list[Overlap]]:
    """For each dataset, by id, others that hold images of a third that it holds too, where no relation says so."""
    sources: dict[str, set[str]] = {}
    direct: set[frozenset[str]] = set()
    for record in collection.records:
        for given in record.relations:
            found = collection.find(given.target)
            if found is None or found.id == record.id:
                continue
            direct.add(frozenset((record.id, found.id)))
            if way := _INTO.get(given.type):
                part, holder = (record, found) if way > 0 else (found, record)
                if holder.kind != "archive":  # an archive holds what it holds apart
                    sources.setdefault(holder.id, set()).add(part.id)
    known = {record.id: record for record in collection.records}
    holders: dict[str, list[str]] = {}
    for name in sorted(sources):
        for source in sorted(_all_sources(name, sources)):
            holders.setdefault(source, []).append(name)
    out: dict[str, dict[str, Overlap]] = {}
    for source, names in holders.items():
        for one in names[:_MOST]:
            for other in (*names[:_MOST], source):
                if other != one and frozenset((one, other)) not in direct:
                    out.setdefault(one, {}).setdefault(other, Overlap(known[other], known[source]))
                    out.setdefault(other, {}).setdefault(one, Overlap(known[one], known[source]))
    return {name: sorted(found.values(), key=_title) for name, found in out.items()}


def _title(overlap: Overlap) -> str:
    return overlap.record.name.casefold()


def _all_sources(name: str, sources: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = [name]
    while left and len(found) < _MOST:
        for source in sorted(sources.get(left.pop(), ())):
            if source not in found and source != name:
                found.add(source)
                left.append(source)
    return found
