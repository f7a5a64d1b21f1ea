"""The rule about relations between records."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.kept import small_key
from medlint.model import Entry
from medlint.project import Project
from medlint.read.match import address_key
from medlint.rules.base import rule
from medlint.text import doi

_PAIRS = (
    ("IsPartOf", "HasPart"),
    ("IsDerivedFrom", "IsSourceOf"),
    ("IsVersionOf", "HasVersion"),
    ("IsNewVersionOf", "IsPreviousVersionOf"),
    ("IsVariantFormOf", "IsOriginalFormOf"),
    ("IsIdenticalTo", "IsIdenticalTo"),
    ("Continues", "IsContinuedBy"),
    ("IsSupplementTo", "IsSupplementedBy"),
    ("Obsoletes", "IsObsoletedBy"),
)
"""DataCite's relation types of works that share content, with their inverses (DataCite Metadata Schema 4.6, app. A)."""
_INVERSE = dict(_PAIRS) | {inverse: type_ for type_, inverse in _PAIRS}


@rule("MED806", "one-sided-relation", Level.WARNING)
def one_sided_relation(project: Project) -> Iterator[Finding]:
    """A record says that it shares images with another one, which doesn't say so.

    Whoever trains on one dataset and tests on another has to know that they hold the same people, from whichever of
    the two the search began. Where one record of the list says that it is a part, a version or a derivative of
    another, the other names it in its own `relations`.

    ```yaml bad catalog/kits.yaml
    id: kits
    kind: challenge
    title: KiTS
    description: CT of 489 people with tumours of the kidney, for a challenge.
    section: CT
    keywords: [CT, kidney]
    landing_page: https://kits-challenge.org/
    license: CC-BY-NC-SA-4.0
    size: {text: "489 volumes, 40 GB"}
    relations:
      - {type: HasPart, target: c4kc}
    ```
    ```yaml bad catalog/c4kc.yaml
    id: c4kc
    kind: dataset
    title: C4KC-KiTS
    description: CT of 210 people with tumours of the kidney, before surgery.
    section: CT
    keywords: [CT, kidney]
    landing_page: https://doi.org/10.7937/TCIA.2019.IX49E8NX
    license: CC-BY-3.0
    size: {text: "210 volumes, 41 GB"}
    ```
    ```yaml good catalog/c4kc.yaml
    id: c4kc
    kind: dataset
    title: C4KC-KiTS
    section: CT
    landing_page: https://doi.org/10.7937/TCIA.2019.IX49E8NX
    relations:
      - {type: IsPartOf, target: kits}
    ```
    """
    related = [entry for entry in project.records if _has_relations(entry)]
    named: dict[str, Entry] = {}
    for entry in project.records if related else ():
        for name in _names(entry):
            named.setdefault(name, entry)
    said = {(id(entry), id(other)) for entry in related for *_, other in _relations(entry, named)}
    for entry in related:
        for index, type_, other in _relations(entry, named):
            inverse = _INVERSE.get(type_)
            if inverse is None or (id(other), id(entry)) in said or entry.document is None or other.document is None:
                continue
            yield one_sided_relation.at(
                other.document.place((*other.route, "relations")),
                f"{entry.title!r} says {type_} of {other.title!r}, which doesn't say {inverse} of it",
                entry=other,
                field="relations",
                related=((entry.document.place((*entry.route, "relations", index)), "said here"),),
                subject=str(entry.data.get("id")),
            )


@small_key
def _has_relations(entry: Entry) -> bool:
    return isinstance(entry.data.get("relations"), list)


@small_key
def _names(entry: Entry) -> tuple[str, ...]:
    """What a relation may call a record by: its id, its DOI, its landing page."""
    values = (entry.data.get(key) for key in ("id", "doi", "landing_page"))
    return tuple(_name(value) for value in values if isinstance(value, str) and value)


def _name(target: str) -> str:
    found = doi.parse(target)
    return f"doi:{found.key}" if found is not None else address_key(target) if "://" in target else target


def _relations(entry: Entry, named: dict[str, Entry]) -> Iterator[tuple[int, str, Entry]]:
    """The relations of a record to others of the list: their place in its list, the type, the other record."""
    relations = entry.data.get("relations")
    for index, item in enumerate(relations if isinstance(relations, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("target"), str):
            other = named.get(_name(item["target"]))
            if other is not None and other is not entry:
                yield index, str(item.get("type")), other
