"""Body parts: names, codes, and the ways people write them."""

from __future__ import annotations

import pytest

from medlint.data import rows
from medlint.data.anatomy import closest_body_part, known_body_part, snomed_code

PLAIN = """
head neck chest thorax lung heart breast abdomen liver kidney pancreas prostate colon brain knee
hand spine retina eye skin pelvis bladder stomach thyroid shoulder hip foot uterus ovary cervix
spleen bone
"""


@pytest.mark.parametrize(
    ("term", "name", "code"),
    [
        ("Lungs", "lung", "39607008"),
        ("pulmonary", "lung", "39607008"),
        ("left lung", "lung", "39607008"),
        ("Head/Neck", "head and neck", "774007"),
        ("cardiac", "heart", "80891009"),
        ("whole-body", "entire body", "38266002"),
        ("oesophagus", "esophagus", "32849002"),
        ("teeth", "tooth", "38199008"),
        ("fetal brain", "fetus", None),
        ("Kidney and liver", "kidney, liver", None),
        ("Breast (Lymph node)", "breast, lymph node", None),
        ("Lung adenocarcinomas", "lung", "39607008"),
        ("multiple (7)", "entire body", None),
        ("cancer", None, None),
        ("(7)", None, None),
        ("lung and cancer", None, None),
        ("", None, None),
    ],
)
def test_known(term: str, name: str | None, code: str | None) -> None:
    assert known_body_part(term) == name
    assert snomed_code(term) == code


@pytest.mark.parametrize(
    "term",
    PLAIN.split(),
)
def test_plain_words_have_a_code(term: str) -> None:
    assert known_body_part(term) == term
    assert snomed_code(term)


def test_every_name_is_known_as_itself() -> None:
    for name, code, _ in rows("anatomy.txt"):
        assert known_body_part(name)
        assert code == "-" or code.isdigit()


def test_closest() -> None:
    assert closest_body_part("pancras") == "pancreas"
    assert closest_body_part("prostata") == "prostate"
    assert closest_body_part("cancer") is None
