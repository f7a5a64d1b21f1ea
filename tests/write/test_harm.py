"""Fixes that would make a record break its schema aren't offered, found at the cost of a few looks at the file."""

from __future__ import annotations

import random

import pytest

from growth import grows_evenly
from medlint.config import Config
from medlint.finding import Edit, Fix
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.write.proof import harmful
from write_support import TODAY

PATH = "catalog/all.yaml"
RECORD = """\
- id: study-{0}
  kind: dataset
  title: Study {0}
  section: CT
  keywords: [lung, chest]
  access: {{level: open}}
"""


def text_of(count: int) -> str:
    return "".join(RECORD.format(number) for number in range(count))


def project(text: str) -> Project:
    return build_project([Source(PATH, text)], Config(), TODAY)


def fix(text: str, number: int, old: str, new: str) -> Fix:
    start = text.index(old, text.index(f"- id: study-{number}\n"))
    return Fix(True, (Edit(PATH, start, start + len(old), new),))


def test_those_that_break_their_record_are_told_from_the_others() -> None:
    text, rng = text_of(40), random.Random(40)
    good = [fix(text, number, "Study", "A study") for number in range(40)]
    good += [fix(text, number, "lung", "lungs") for number in (3, 7, 31)]
    bad = [fix(text, number, "open", "opne") for number in (0, 7, 39)]
    bad += [fix(text, 31, "[lung, chest]", "5")]
    fixes = [*good, *bad]
    rng.shuffle(fixes)
    assert harmful(project(text), fixes) == set(bad)


@pytest.mark.parametrize("new", ["[", "*gone", "{", "Study 3\n  title: Study"])
def test_one_that_leaves_no_file_to_read_takes_no_other_with_it(new: str) -> None:
    text = text_of(20)
    fixes = [fix(text, number, "Study", new if number == 11 else "A study") for number in range(20)]
    assert harmful(project(text), fixes) == {fixes[11]}


def test_those_that_overlap_are_tried_apart() -> None:
    text = text_of(2)
    wide = [fix(text, 1, "Study 1\n  section: CT", f"Study {name}\n  section: MR") for name in "ABC"]
    inner = fix(text, 1, "section: CT", "section: [")
    assert harmful(project(text), [*wide, inner]) == {inner}


def test_a_file_of_many_records_is_read_a_few_times_and_not_once_for_each_fix() -> None:
    def run(size: int) -> None:
        text = text_of(size)
        fixes = [fix(text, number, "open", "opne" if number % 5 else "embargo") for number in range(size)]
        harmful(project(text), fixes)

    assert grows_evenly(run, 30)
