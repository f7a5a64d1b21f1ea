"""Cells that somebody made to cost time: the rules over values cost what the cells weigh."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from linting import findings

HEAD = "| Title | Description | Keywords | Source | Size | Modality | Organ | n |\n|---|---|---|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    "unit",
    [" ", ",", "a, ", "<br>", "<br> ", "(", "(access ", "12 images, ", "of 3 images ", "4 GB ", "数 avilable ",
     "\u00a0", "x\u200b", "- ", "$a ", "1", "1.", "to fill "],
)  # fmt: skip
def test_a_long_cell_of_one_thing(unit: str) -> None:
    def judge(length: int) -> None:
        cell = "x" + unit * (length // len(unit)) + "x"
        findings(HEAD + "| " + " | ".join([cell] * 8) + " |\n", "MED2", "MED3")

    assert grows_evenly(judge, 1_000)


def test_many_entries_of_one_key() -> None:
    def judge(count: int) -> None:
        rows = "".join(
            f"| A{i % 2} | d | CT, ct | https://example.org/a | 5 images, 1 GB | CT | lung | 3 |\n"
            for i in range(count)
        )
        assert len(findings(HEAD + rows, "MED311")) > 0.9 * count

    assert grows_evenly(judge, 300)
