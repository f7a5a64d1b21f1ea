"""What a rule does grows as its list does: each is run on its examples, many times over, and its steps are counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from growth import steps_grow_evenly
from linting import TODAY, probed
from medlint.config import find_config, load_config
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.rules import every
from medlint.rules.base import Judged, Rule
from medlint.rules.docs import Example, parse

SIZE = 25
"""How often an example is repeated, and ten times as often; some rules compare up to 20 entries with each."""
_FIRST = 1000
"""The first number in a text: all have as many digits, so that they are as much alike."""
CASES = [(rule, example) for rule in every() for example in parse(rule).examples if example.kind == "bad"]
_TITLE = re.compile(r"^(?!.*\n\|[-:| ]+$)(\| *(?:\[|\*\*)?\w[^|\]*\n]*?)(?= *[|\]*])", re.MULTILINE)
_TABLE = re.compile(r"(\|.*\n\|[-:| ]+\|\n)((?:\|.*\n?)+)\Z")


def numbered(text: str, number: int) -> str:
    """The text with other titles, addresses and identifiers than with any other number."""
    text = re.sub(r"(//(?!doi\.org)[\w.-]+/|\b10\.\d{4,}/)", rf"\g<1>{number}", text)
    text = _TITLE.sub(rf"\g<1> {number}", text)
    return re.sub(r"(?m)^((?:id|title): .*\S|.*\btarget: [\w-]+)", rf"\g<1>-{number}", text)


def pages(text: str, number: int) -> str:
    """The page so many times."""
    return "\n\n".join(numbered(text, n) for n in range(_FIRST, _FIRST + number))


def rows(text: str, number: int) -> str:
    """The page with each row of its tables, and each block outside them, so many times."""
    blocks = []
    for block in re.split(r"\n{2,}", text):
        table = _TABLE.match(block)
        head, parts, between = (table[1], table[2].splitlines(), "\n") if table is not None else ("", [block], "\n\n")
        blocks.append(head + between.join(numbered(part, n) for part in parts for n in range(_FIRST, _FIRST + number)))
    return "\n\n".join(blocks)


def grown(example: Example, repeated: Callable[[str, int], str], number: int, folder: Path) -> Project:
    """The project of an example with so many of all that it holds, and of what the network said of it."""
    files, numbers = dict(example.files), range(_FIRST, _FIRST + number)
    sources = []
    for name, text in example.files.items():
        if name.endswith(".md"):
            sources.append(Source(name, repeated(text, number)))
        elif name.startswith("catalog/"):
            sources += [Source(name.replace(".", f"-{n}.", 1), numbered(text, n)) for n in numbers]
        elif name in ("verdicts.json", "registered.json"):
            said = json.loads(text).items()
            files[name] = json.dumps({numbered(key, n): answer for n in numbers for key, answer in said})
        else:
            (folder / name).write_text(text, encoding="utf-8")
    project = build_project(sources, load_config(find_config(folder), folder), TODAY)
    return replace(project, probed=probed(project, example._replace(files=files)))


@pytest.mark.parametrize("repeated", [pages, rows])
@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda value: getattr(value, "code", ""))
def test_ten_times_the_example_takes_ten_times_the_steps(
    rule: Rule, example: Example, repeated: Callable[[str, int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    judged = [Judged(frozenset(other.code for other in every()), frozenset())] if rule.last else []

    def run(number: int) -> Callable[[], object]:
        project = grown(example, repeated, number, tmp_path)
        return lambda: list(rule(project, *judged))

    assert steps_grow_evenly(run, SIZE)
