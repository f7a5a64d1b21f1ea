"""Cells that somebody made to cost time: the rules over values cost what the cells weigh."""

from __future__ import annotations

from time import process_time

import pytest

from linting import findings

HEAD = "| Title | Description | Keywords | Source | Size | Modality | Organ | n |\n|---|---|---|---|---|---|---|---|\n"
LENGTH = 10_000


@pytest.mark.parametrize(
    "unit",
    [" ", ",", "a, ", "<br>", "<br> ", "(", "(access ", "12 images, ", "of 3 images ", "4 GB ", "数 avilable ",
     "\u00a0", "x\u200b", "- ", "$a ", "1", "1.", "to fill "],
)  # fmt: skip
def test_a_long_cell_of_one_thing(unit: str) -> None:
    cell = "x" + unit * (LENGTH // len(unit)) + "x"
    text = HEAD + "| " + " | ".join([cell] * 8) + " |\n"
    start = process_time()
    findings(text, "MED2", "MED3")
    # A second or two; what takes time in the square of the length takes minutes.
    assert process_time() - start < 20


def test_many_entries_of_one_key() -> None:
    rows = "".join(
        f"| A{i % 2} | d | CT, ct | https://example.org/a | 5 images, 1 GB | CT | lung | 3 |\n" for i in range(3000)
    )
    start = process_time()
    assert len(findings(HEAD + rows, "MED311")) > 2900
    assert process_time() - start < 20
