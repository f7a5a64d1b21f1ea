"""The lists of words and of misspellings: what is in them, what is not, and that looking up agrees with the files."""

from __future__ import annotations

import re

import pytest

from medlint.data import read
from medlint.data.english import common, is_known, known_slip, ranks


def lines(name: str) -> list[str]:
    """The lines of a file without its comments."""
    return [line for line in read(name).decode().splitlines() if not line.startswith("#")]


WRONG = """
responce avilable radiogaphy colleciton coorelates mamogram underrespresented acces radiograpy
tomograhy ultrasoud segmention pnuemonia opthalmology diptheria segmentaton retinopahty
"""

RIGHT = """
radiomics paediatric pediatric colour color labelled labeled genbank tumour tumor foetal fetal
haemorrhage hemorrhage oesophagus esophagus anonymised anonymized artefact artifact centre leukaemia
ischaemic orthopaedic segmentation multicentre dataset datasets caesarean diarrhoea gynaecology
anaemia oedema grey modelling atelectasis cardiomegaly photoacoustic ophthalmoscopy aneurism
mammogramm existant cleary synopsys pengwin
"""


def test_every_line_of_the_file_is_found() -> None:
    for line in lines("misspellings.txt"):
        wrong, _, right = line.partition("->")
        assert known_slip(wrong) == right
    assert all(map(is_known, lines("known.txt")))
    assert list(ranks()) == lines("common.txt")


def test_the_lists_have_nothing_in_common() -> None:
    assert common().isdisjoint(lines("known.txt"))
    assert not [word for word in common() if known_slip(word)]
    assert not [word for word in lines("known.txt") if known_slip(word)]


def test_lines_are_sorted_and_well_formed() -> None:
    for name in ("misspellings.txt", "known.txt"):
        assert lines(name) == sorted(set(lines(name)))
    for line in lines("misspellings.txt"):
        wrong, _, right = line.partition("->")
        assert re.fullmatch("[a-z]{4,}", wrong), line
        assert right and wrong not in right.lower().split(", "), line


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("misspellings.txt", ("codespell", "Wikipedia", "CC-BY-SA-3.0")),
        ("common.txt", ("SCOWL", "wordfreq", "CC-BY-SA-4.0")),
        ("known.txt", ("SCOWL", "wordfreq", "CC-BY-SA-4.0")),
    ],
)
def test_each_file_says_what_it_is_made_from_and_under_which_licence(name: str, facts: tuple[str, ...]) -> None:
    head = "".join(line for line in read(name).decode().splitlines(True) if line.startswith("#"))
    for said in (*facts, "generate.py"):
        assert said in head


@pytest.mark.parametrize(
    "word",
    WRONG.split(),
)
def test_known(word: str) -> None:
    assert known_slip(word)


@pytest.mark.parametrize(
    "word",
    RIGHT.split(),
)
def test_left_alone(word: str) -> None:
    assert known_slip(word) is None
    assert not is_known(word) or len(word) > 3


@pytest.mark.parametrize("word", ["", "#", "a", "zzzz", "\n", "acces->", "->", "ac\nces", "tumör", "\ud800", "x" * 999])
def test_what_is_no_word_is_not_found(word: str) -> None:
    assert known_slip(word) is None
    assert not is_known(word) or len(word) > 3
