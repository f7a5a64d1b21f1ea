"""The dictionary of misspellings: what is in it, what is not, and that looking up agrees with the file."""

from __future__ import annotations

import re

import pytest

from medlint.data import read
from medlint.data.misspellings import misspellings

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
    known = misspellings()
    lines = [line for line in read("misspellings.txt").decode().splitlines() if not line.startswith("#")]
    assert len(lines) == len(known) > 60_000
    for line in lines:
        wrong, _, right = line.partition("->")
        assert known[wrong] == right
    assert list(known) == [line.partition("->")[0] for line in lines]


def test_lines_are_sorted_and_well_formed() -> None:
    lines = [line for line in read("misspellings.txt").decode().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    for line in lines:
        wrong, _, right = line.partition("->")
        assert re.fullmatch("[a-z]{4,}", wrong), line
        assert right and wrong not in right.lower().split(", "), line


def test_the_file_says_what_it_is_made_from_and_under_which_licence() -> None:
    head = "".join(line for line in read("misspellings.txt").decode().splitlines(True) if line.startswith("#"))
    for said in ("codespell", "Wikipedia", "CC-BY-SA-3.0", "generate.py"):
        assert said in head


@pytest.mark.parametrize(
    "word",
    WRONG.split(),
)
def test_known(word: str) -> None:
    assert misspellings().get(word)


@pytest.mark.parametrize(
    "word",
    RIGHT.split(),
)
def test_left_alone(word: str) -> None:
    assert word not in misspellings()


@pytest.mark.parametrize("word", ["", "#", "a", "zzzz", "\n", "acces->", "->", "ac\nces", "tumör", "\ud800", "x" * 999])
def test_what_is_no_word_is_not_found(word: str) -> None:
    assert word not in misspellings()
