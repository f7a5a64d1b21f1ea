"""Relations that only one of two records says."""

from __future__ import annotations

import pytest

from linting import at, findings


def records(said: str, answer: str = "") -> dict[str, str]:
    other = "id: c4kc\ntitle: C4KC\ndoi: 10.7937/TCIA.2019.IX49E8NX\nlanding_page: https://example.org/c4kc/\n"
    return {
        "catalog/kits.yaml": f"id: kits\ntitle: KiTS\nrelations:\n  - {{type: {said}}}\n",
        "catalog/c4kc.yaml": other + (f"relations:\n  - {{type: {answer}}}\n" if answer else ""),
    }


@pytest.mark.parametrize(
    ("said", "inverse"),
    [
        ("HasPart, target: c4kc", "IsPartOf"),
        ("IsDerivedFrom, target: 10.7937/tcia.2019.ix49e8nx", "IsSourceOf"),
        ("IsNewVersionOf, target: 'https://doi.org/10.7937/TCIA.2019.IX49E8NX'", "IsPreviousVersionOf"),
        ("IsIdenticalTo, target: 'http://www.example.org/c4kc'", "IsIdenticalTo"),
    ],
)
def test_the_record_that_is_silent_is_named(said: str, inverse: str) -> None:
    (found,) = findings(records(said), "MED806")
    assert (found.place.path, found.field) == ("catalog/c4kc.yaml", "relations")
    assert f"which doesn't say {inverse} of it" in found.message
    assert [(related.place.path, related.place.line) for related in found.related] == [("catalog/kits.yaml", 4)]


def test_where_there_are_relations_they_are_pointed_at() -> None:
    files = records("HasPart, target: c4kc", "Cites, target: 10.1000/182")
    (found,) = findings(files, "MED806")
    assert at(files["catalog/c4kc.yaml"], found) == "- {type: Cites, target: 10.1000/182}"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("HasPart, target: c4kc", "IsPartOf, target: kits"),
        ("IsDerivedFrom, target: c4kc", "IsSourceOf, target: kits"),
        ("IsDerivedFrom, target: c4kc", "HasVersion, target: kits"),  # said in other words, yet said
        ("Cites, target: c4kc", ""),  # no image is shared
        ("HasPart, target: 10.1000/182", ""),  # not of this list
        ("HasPart, target: kits", ""),  # itself: no relation at all
        ("HasPart", ""),
        ("HasPart, target: [c4kc]", ""),
    ],
)
def test_what_is_said_by_both_or_concerns_nobody_is_silent(said: str, answer: str) -> None:
    assert findings(records(said, answer), "MED806") == []
    odd = {"catalog/a.yaml": "id: a\ntitle: a\nrelations: {type: HasPart, target: b}\n"}
    assert findings(odd, "MED806") == []
