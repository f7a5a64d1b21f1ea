"""Misspellings in prose: what is found, with which correction, and all that must not be touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.data import read
from medlint.data.english import is_known, known_slip, ranks
from medlint.text import spelling
from medlint.text.spelling import cuts, is_sure, names, slips, swaps


def misspelt(text: str, skip: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int, str, str]]:
    """What is known to be a slip."""
    return spelling.misspelt(text, skip, lambda word: known_slip(word.lower()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the responce to therapy", (4, 12, "responce", "response")),
        ("Image Colleciton (LIDC)", (6, 16, "Colleciton", "Collection")),
        ("IMAGE COLLECITONS", (6, 17, "COLLECITONS", "COLLECTIONS")),
        ("**limited acces** only", (10, 15, "acces", "access")),
        ("CT, MRI,mamogram", (8, 16, "mamogram", "mammogram")),
        ("“avilable”.", (1, 9, "avilable", "available")),
        ("is avilable.", (3, 11, "avilable", "available")),
        ("low-dose-radiogaphy", (9, 19, "radiogaphy", "radiography")),
        ("the radiogaphy's date", (4, 14, "radiogaphy", "radiography")),
        ("胸部,avilable。", (3, 11, "avilable", "available")),
        ("'avilable'", (1, 9, "avilable", "available")),
        ("__Avilable__: all", (2, 10, "Avilable", "Available")),
        ("7-Tesla-diagonsis", (8, 17, "diagonsis", "diagnosis")),
    ],
)
def test_found(text: str, expected: tuple[int, int, str, str]) -> None:
    assert list(misspelt(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "QIN-HeadNeck",
        "Pleural_Thickening",
        "radiomics of SARS-CoV-2, EHR and MUS in paediatric tumours, labelled by Genbank, haemorrhage, foetal",
        "https://example.org/responce/avilable",
        "www.acces.org and acces.org",
        "responce@example.org @responce",
        "responce_file.csv, acces/data, C:\\acces, $acces, #acces, acces=1",
        "acces2 2acces camelAcces accesData",
        "r**E**sponce, A**cces**",
        "RESPONCE study, the PENGWIN challenge",
        "Acces-Data",
        "couldn't, l'acces",
        "naïve accesé",
        "",
    ],
)
def test_left_alone(text: str) -> None:
    assert list(misspelt(text)) == []


def test_spans_to_skip_need_no_order() -> None:
    text = "acces, acces, acces, acces"
    assert [start for start, *_ in misspelt(text, [(14, 19), (0, 5)])] == [7, 21]
    assert [start for start, *_ in misspelt(text, [(0, 26), (2, 3)])] == []


def test_several_candidates_keep_the_case() -> None:
    lines = read("misspellings.txt").decode().splitlines()
    wrong, _, right = next(line.partition("->") for line in lines if line.count(", ") == 1 and not line.startswith("#"))
    first, second = right.split(", ")
    (found,) = misspelt(wrong.capitalize())
    assert found[3] == f"{first[0].upper()}{first[1:]}, {second[0].upper()}{second[1:]}"


def test_the_word_lists() -> None:
    words = ranks()
    assert list(words)[:3] == ["the", "and", "for"]
    assert words["image"] < words["radiography"]
    assert is_known("nucleii") is is_known("th") is is_known("zz") is False
    assert is_known("abbeys") or is_known("abbes")
    assert not any(is_known(word) for word in ("responce", "avilable", *list(words)[:1000]))
    last = read("known.txt").decode().split()[-1]
    assert is_known(last)
    assert known_slip("acces") == "access"
    assert known_slip("access") is known_slip("cces") is known_slip("") is None


def test_slips_of_the_fingers() -> None:
    assert {"cat", "car", "crt", "ct", "cta", "cart"} - {"cat"} <= slips("cat") | {"cat"}
    assert "at" not in slips("cat"), "the first letter stays"
    assert swaps("ISPSR") >= {"ISPRS", "SIPSR"}
    assert "aa" not in swaps("aa")
    assert [name for _, name in names("MIMIC-CXRs and MNBVC, HeiCo, CT")] == ["MIMIC", "MNBVC", "HeiCo"]
    assert is_sure("avialble", "available", 100)
    assert is_sure("avialb", "avails", 100) is False, "another letter may make another word"
    assert is_sure("avalbe", "avable", 100), "two that changed places are a slip"


@given(st.text(alphabet=st.sampled_from("acesrponAC-_'./ é数\n"), max_size=60))
def test_what_is_found_stands_there(text: str) -> None:
    before = 0
    for start, end, word, correction in misspelt(text):
        assert before <= start < end
        assert text[start:end] == word
        assert correction
        before = end


@pytest.mark.parametrize("piece", ["a", "a-", "acces ", "'", "_"])
def test_linear(piece: str) -> None:
    assert grows_evenly(lambda size: list(misspelt(piece * size, [(0, 1)])), 5_000)


def test_what_is_longer_than_words_are_has_no_slips() -> None:
    """Those of n letters weigh n times n: a keyword of some thousand letters took gigabytes."""
    word = "ab" * 100
    assert slips(word) == swaps(word) == cuts(word) == set()
    assert len(slips("lung")) > 100
