"""Marks on letters: composed as Unicode says, and never sorted by the thousand."""

from __future__ import annotations

from unicodedata import normalize

from growth import grows_evenly
from medlint.text.marks import composed


def test_texts_are_composed() -> None:
    for text in ("e\u0301a\u0308", "ａ", "क\u094d\u093c", "plain", "é" * 2000):
        assert composed(text) == normalize("NFC", text)
    assert composed("ﬁgure", "NFKD") == "figure"


def test_of_many_marks_in_a_row_thirty_are_kept() -> None:
    assert composed("x" * 500 + "\u0301" * 40 + "y\u0301") == normalize("NFC", "x" * 500 + "\u0301" * 30 + "y\u0301")


def test_many_marks_take_no_longer_than_other_letters() -> None:
    assert grows_evenly(lambda size: composed("क" + "\u094d\u093c" * size), 5000)
