"""Misspellings that the list itself shows, and all that looks like one."""

from __future__ import annotations

import pytest

from linting import at, findings, mended

FILLER = "The images of these patients were taken with several scanners and are free to use.\n\n"


def said(text: str) -> list[str]:
    """What MED304 says of a page of prose: each word as written."""
    return [at(text, finding) for finding in findings(text, "MED304")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The scans show several nodulez and other nodules of the lung.", ["nodulez"]),  # the list has the right word
        (
            "The measurements were repaeted by the readers of the hospital.",
            ["repaeted"],
        ),  # long, and the word is common
        ("Annotated by by four readers.", ["by by"]),
        ("It consists of\nconsists of many parts.", ["consists of\nconsists of"]),
        ("Kidney Kidney tumours, Kindney\n\nKidney. Kidney. Kidney. Kidney.", ["Kindney"]),
        ("ISPRS data, ISPRS tiles, ISPRS maps, and ISPSR.", ["ISPSR"]),
        ("## Acquistion of the images", ["Acquistion"]),
    ],
)
def test_what_is_a_slip(text: str, expected: list[str]) -> None:
    assert said(FILLER + text + "\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dysarthria corpus of Ahlqvist et al. and of J. Mesurer was recorded at home.",
        "Kami menyiapkan analisis mendalam dan skrip agar pengumpulan data mudah dipakai untuk riset.",
        "## Analisis data\n\nKami menyiapkan skrip agar pengumpulan data mudah.\n\nSetiap entri dipilih dengan metode.",
        "Les images de cette collection sont libres pour la recherche et les etudes.",
        "See https://example.org/repaeted and the repaeted scans of the repaeted folder.",
        "The repaeted, repaeted, repaeted word is a name of theirs.",
        "The `repaeted` flag, **R**epaeted **A**tlas, and a [file](repaeted.csv).",
        "![repaeted scans](https://example.org/a.png)",
        "That that is so, had had its time, and very very small ones.",
        "The scans of the the/a kind, the the-known, ISPRS and ISPSR.",
        "The authors use nodulation, a nodule-like form, DDSMs and XRays.",
        "Speech of people with dysarthria is dysarthric, its tumours resectable and the atlas interactable.",
        "A network called [differnet](https://github.com/somebody/differnet) finds them.",
        "[Archiv f\u00fcr Bilder](https://example.org/archiv) holds the images.",
        "Denoising with edge-aware demo- saicking of the images.",
        'The "something something" videos of the readers.',
        "O corpus \u00e9 composto por v\u00eddeos de locutores do Brasil, e os erros de leitura consistem em pausas.",
    ],
)
def test_what_is_none(text: str) -> None:
    assert said(("" if text.startswith("#") else FILLER) + text + "\n") == []


def test_every_cell_of_every_table_is_read() -> None:
    text = "| Paper | Journal |\n|---|---|\n| A model for cell Classificaion | Nature Communcation |\n"
    assert said(text) == ["Classificaion", "Communcation"]


def test_a_slip_is_said_once_wherever_it_is_read() -> None:
    html = "<table><tr><th>Dataset</th><th>Notes</th><th>Link</th></tr>"
    html += "<tr><td>Alder</td><td>the responce</td><td><a href='https://example.org'>x</a></td></tr></table>\n"
    assert said(html) == ["responce"]
    assert said("- [Alder](https://example.org/a): the responce of patients\n" * 1) == ["responce"]


def test_a_doubled_word_is_taken_out_and_a_riddle_asked() -> None:
    text = FILLER + "Annotated by by four readers.\n"
    found = findings(text, "MED304")
    assert found[0].message == "'by' stands twice"
    assert mended(text, found) == text.replace("by by", "by")
    (asked,) = findings(FILLER + "The signle of these images is not known.\n", "MED304")
    assert (" or " in asked.message) == (asked.fix is None)


def test_a_header_that_is_misspelt_is_said_once() -> None:
    text = "| Title | Soruce | Size |\n|---|---|---|\n| Alder | https://example.org/a | 3 GB |\n"
    assert [f.code for f in findings(text, "MED102", "MED304")] == ["MED102"]
