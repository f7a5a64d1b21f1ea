"""Misspellings in prose: what is found, with which correction, and all that must not be touched."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.data.misspellings import misspellings
from medlint.text.spelling import misspelt

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


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
        "acces2 2acces camelAcces accesData acces-2 3d-acces",
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
    wrong, right = next((w, r) for w, r in misspellings().items() if r.count(", ") == 1 and len(w) > 9 and r.islower())
    first, second = right.split(", ")
    (found,) = misspelt(wrong.capitalize())
    assert found[3] == f"{first[0].upper()}{first[1:]}, {second[0].upper()}{second[1:]}"


@given(st.text(alphabet=st.sampled_from("acesrponAC-_'./ é数\n"), max_size=60))
def test_what_is_found_stands_there(text: str) -> None:
    before = 0
    for start, end, word, correction in misspelt(text):
        assert before <= start < end
        assert text[start:end] == word
        assert correction
        before = end


@pytest.mark.parametrize("text", ["a" * 300_000, "a-" * 300_000, "acces " * 60_000, "'" * 300_000, "_" * 300_000])
def test_linear(text: str) -> None:
    def cost(sample: str) -> float:
        start = time.process_time()
        list(misspelt(sample, [(0, 1)]))
        return time.process_time() - start

    assert cost(text) < 5  # takes tens of milliseconds; in the square of the length it would take hours


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the labelled lists are not here")
@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ("gfahrni", []),
        ("maduc7", ["Protate", "corrdinates"]),
        ("openmedlab", []),
        ("seed-early", []),
        (
            "seed-late",
            [
                *("responce", "avilable", "radiogaphy", "Colleciton", "Coorelates"),
                *("underrespresented", "acces", "mamogram"),
            ],
        ),
    ],
)
def test_labelled_lists(corpus: str, expected: list[str]) -> None:
    text = (CORPORA / corpus / "README.md").read_text(encoding="utf-8")
    assert [word for _, _, word, _ in misspelt(text)] == expected
