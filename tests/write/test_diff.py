"""Unified diffs: what they say, and what they cost."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from growth import steps_grow_evenly
from medlint.write.diff import unified

NUMBERS = "".join(f"{number}\n" for number in range(1, 21))


def test_a_diff_shows_three_lines_around_each_change() -> None:
    new = NUMBERS.replace("\n4\n", "\nfour\n").replace("\n16\n17\n", "\n16\n16.5\n17\n").replace("20\n", "20")
    assert unified("a.md", NUMBERS, new) == (
        "--- a/a.md\n+++ b/a.md\n"
        "@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n"
        "@@ -14,7 +14,8 @@\n 14\n 15\n 16\n+16.5\n 17\n 18\n 19\n-20\n+20\n\\ No newline at end of file\n"
    )
    assert unified("a.md", "", "1\n") == "--- a/a.md\n+++ b/a.md\n@@ -0,0 +1 @@\n+1\n"
    assert unified("a.md", NUMBERS, NUMBERS) == ""


def test_a_line_that_moves_is_one_line_less_and_one_more() -> None:
    diff = unified("a.md", NUMBERS, NUMBERS.replace("5\n", "", 1).replace("12\n", "12\n5\n"))
    assert [line for line in diff.splitlines()[2:] if line[0] in "-+"] == ["-5", "+5"]


@pytest.mark.parametrize("words", [("a", "b", ""), ("a", "", *map(str, range(30)))])
def test_git_makes_the_new_text_of_the_old_one(words: tuple[str, ...], tmp_path: Path) -> None:
    chance = random.Random(1)
    for _ in range(40):
        old = chance.choices(words, k=chance.randint(1, 30))
        new = [line for line in old if chance.random() < 0.8] + ["x"]
        for _ in range(chance.randint(0, 4)):
            new.insert(chance.randrange(len(new)), chance.choice(words))
        before, after = ("\n".join(lines) + chance.choice(["", "\n"]) for lines in (["y", *old], new))
        (tmp_path / "a.md").write_bytes(before.encode())
        subprocess.run(["git", "apply"], input=unified("a.md", before, after).encode(), cwd=tmp_path, check=True)
        assert (tmp_path / "a.md").read_bytes() == after.encode()


@pytest.mark.parametrize("more", ["", "x\n"])
def test_ten_times_the_lines_that_come_again_take_ten_times_the_steps(more: str) -> None:
    def run(size: int) -> Callable[[], object]:
        lines = random.Random(1).choices(range(110), k=size)
        old = "".join(f"{line}{'x' * (number % 2)}\n" for number, line in enumerate(lines))
        return partial(unified, "a.md", old, more + old.replace("x", ""))

    assert steps_grow_evenly(run, 100)
