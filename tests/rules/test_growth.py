"""What a rule does grows as its list does: each is run on its examples, many times over, and its steps are counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from growth import steps_grow_evenly, uneven
from linting import TODAY, probed
from medlint.answers import Verdict
from medlint.config import Config, find_config, load_config
from medlint.engine import with_answers
from medlint.links.options import CheckResult
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.rules import every
from medlint.rules.base import Judged, Rule
from medlint.rules.docs import Example, parse
from medlint.rules.spelling import _twice_in

SIZE = 20
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

    def run(number: int) -> Callable[[], object]:
        project = grown(example, repeated, number, tmp_path)
        return lambda: _all(rule, project)

    assert steps_grow_evenly(run, SIZE)


@pytest.mark.parametrize(
    "shape",
    [
        "- [S{0}](https://www.example.org/{0}) - Scans of the lung.\n",
        "- **S{0}**: [Data](https://www.example.org/{0})\n  - Size: {0} GB\n",
        "### S{0}\n\n- Website: https://www.example.org/{0}\n- Size: {0} GB\n\n",
    ],
)
def test_ten_times_the_entries_of_a_section_take_ten_times_the_steps(shape: str) -> None:
    def works(number: int) -> dict[str, Callable[[], object]]:
        text = "# Datasets\n\n## CT\n\n" + "".join(shape.format(n) for n in range(_FIRST, _FIRST + number))
        project = build_project([Source("README.md", text)], Config(select=("ALL",)), TODAY)
        assert len(project.entries) == number
        return {rule.code: partial(_all, rule, project) for rule in every()}

    assert uneven(works, 100) == set()


def test_ten_times_the_pages_take_each_rule_ten_times_the_steps() -> None:
    @cache
    def project(number: int) -> Project:
        text = "# List of {0}\n\nThis list has many datasets.\n\n| Title | Source |\n|---|---|\n"
        text += "| [A] {0} | https://www.example.org/{0}/a |\n| B {0} | https://www.example.org/{0}/b |\n"
        sources = [Source(f"{n}.md", text.format(n)) for n in range(_FIRST, _FIRST + number)]
        return build_project(sources, Config(select=("ALL",)), TODAY)

    def works(rule: Rule) -> Callable[[int], Callable[[], object]]:
        return lambda number: partial(_all, rule, project(number))

    assert {rule.code for rule in every() if not steps_grow_evenly(works(rule), SIZE)} == set()


CELLS = """\
# List {0}

## CT {0}

| Title | {0} | Keywords | Source | Size | License | Modality | Date |
|---|---|---|---|---|---|---|---|
| {0} | {0} | {0} | {0} | {0} | {0} | {0} | {0} |
| A[^1] | Lung CT ({0} <!-- {0} --> | CT, lung | https://www.example.org/{0} | 5 images, 1 GB | MIT | CT | 2020 |
| B | [{0}](https://www.example.org/b) x | CT, lung | [{0}](https://www.example.org/{0}) | 5 GB | MIT | CT | 2020 |
| `{0}` | <b title="{0}">x</b> | CT | [a][r], <https://www.example.org/{0}> | 5 images | CC0 | CT | 2020 |

## MR

- [{0}](https://www.example.org/d) - {0}
- **{0}**: {0} [data](https://www.example.org/e)
- [F](https://www.example.org/f)
  - Size: {0}
  - {0}: x

### {0}

- Website: https://www.example.org/g
- License: {0}

### H

{0}

- Website: https://www.example.org/h

<!-- medlint-ignore: {0} -->

[^1]: {0}
[r]: https://www.example.org/{0} "{0}"
[{0}]: https://www.example.org/i

> {0} [c](docs/{0}) [d](#{0}) [e](https://doi.org/10.5281/{0})

<h2 align=center>{0}</h2>

"""
BLOCKS = """\
# List

{0}
{0}

<h2 {0}

<table><tr><th>Title<th>Source<th>Size<th>Description</tr>
<tr><td>{0}<td><a href="https://www.example.org/j" title='{0}'>{0}</a><td>{0}<td>{0}</tr></table>

- [K](https://www.example.org/k)

  {0}

```
{0}
```

<!-- {0} -->
"""
RECORD = {
    "id": "l", "kind": "dataset", "title": "L {0}", "section": "CT {0}", "landing_page": "https://www.example.org/{0}",
    "description": "{0}", "license": "{0}", "keywords": ["{0}", "x"], "modalities": ["{0}"], "aliases": ["{0}"],
    "size": {"text": "{0}"}, "doi": "10.5281/{0}", "publisher": "{0}",
    "relations": [{"type": "HasPart", "target": "{0}"}],
}  # fmt: skip
WRONG = {"id": "{0}", "kind": "{0}", "{0}": "{0}", "size": "{0}"}


def everywhere(piece: str, size: int) -> Project:
    """A list in which a value of the piece over and over stands in each place that a text can have."""
    run = piece * (size // len(piece))
    value, line = f"a{run}b", " ".join(f"a{run}b".splitlines())
    sources = [Source("README.md", CELLS.replace("{0}", line)), Source("docs.md", BLOCKS.replace("{0}", run))]
    for name, record in (("l", RECORD), ("wrong", WRONG)):
        text = json.dumps(record).replace("{0}", json.dumps(value)[1:-1])
        sources.append(Source(f"catalog/{name}.yaml", text))
    lines = "".join(f"  {part}\n" for part in value.splitlines())
    plain = f"id: m\ntitle: a {line}\ndescription: >\n{lines}kind: dataset # {line}\n"
    project = build_project([*sources, Source("catalog/m.yaml", plain)], Config(select=("ALL",)), TODAY)
    dead = Verdict("dead", "404 Not Found", status=404)
    return with_answers(project, CheckResult({link.url: dead for link in project.links}))


@pytest.mark.parametrize(
    "piece",
    ["(", "[a](", "](", "<br>", " ", "\r", "1", "a-", "/", "%", "&", "\\|", "|", "*", "_", "`a", "a, ", "5 GB ",
     "doi:10.1/", "http://a", "<a href=", "<!-- ", "<h1>", "\u200b", ": ", "a\n"],
)  # fmt: skip
def test_a_long_value_costs_each_rule_as_much_as_it_is_long(piece: str) -> None:
    def works(size: int) -> dict[str, Callable[[], object]]:
        project = everywhere(piece, size)
        return {rule.code: partial(_all, rule, project) for rule in every()}

    assert uneven(works, 500) == set()


def _all(rule: Rule, project: Project) -> None:
    for _ in rule(project, *_judged(rule)):
        pass


def _judged(rule: Rule) -> list[Judged]:
    return [Judged(frozenset(other.code for other in every()), frozenset())] if rule.last else []


def test_a_word_over_and_over_is_compared_with_what_stands_beside_it_alone() -> None:
    taken: list[int] = []

    class Counted(str):
        __slots__ = ()

        def lower(self) -> str:
            taken.append(len(self))
            return super().lower()

        def __getitem__(self, key: Any) -> Counted:
            return Counted(super().__getitem__(key))

    cell: Any = SimpleNamespace(raw=Counted("word " * 1000), opaque=())
    assert not list(_twice_in(cell))
    assert 0 < sum(taken) < 10 * len(cell.raw)
