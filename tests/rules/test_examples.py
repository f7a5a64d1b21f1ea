"""Every example in a rule's docstring is a test: bad gives exactly one finding, good gives none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from linting import TODAY, probed
from medlint.config import find_config, load_config
from medlint.engine import lint, read
from medlint.finding import Finding
from medlint.project import Project
from medlint.rules import every
from medlint.rules.base import Rule
from medlint.rules.docs import Example, parse

CASES = [(rule, example) for rule in every() for example in parse(rule).examples]


def project_of(example: Example, folder: Path, rule: Rule) -> Project:
    for name, content in example.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    config = load_config(find_config(folder), folder)
    if rule.level.name == "OFF":
        config = config._replace(select=("ALL", rule.code))
    return read([folder], config, TODAY)


def run(example: Example, folder: Path, rule: Rule) -> list[Finding]:
    project = project_of(example, folder, rule)
    findings, _ = lint(replace(project, probed=probed(project, example)))
    return findings


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda v: getattr(v, "code", getattr(v, "kind", "")))
def test_example(rule: Rule, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    found = run(example, tmp_path, rule)
    if example.kind == "bad":
        assert [finding.code for finding in found] == [rule.code], found
    else:
        assert rule.code not in [finding.code for finding in found], found


@pytest.mark.parametrize("rule", every(), ids=lambda rule: rule.code)
def test_page(rule: Rule) -> None:
    doc = parse(rule)
    assert re.fullmatch(r"[A-Z`].*\.", doc.summary), "the first line is one sentence"
    reason = doc.text.partition("```")[0].strip()
    assert len(reason) > 40, "the docstring says why it matters"
    assert {example.kind for example in doc.examples} == {"bad", "good"}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


def test_codes_and_names_are_unique() -> None:
    rules = every()
    assert len({rule.name for rule in rules}) == len(rules)
    assert [rule.code for rule in rules] == sorted({rule.code for rule in rules})


@pytest.mark.parametrize(
    "rule", [r for r in every() if r.fix is not None and r.need != "registries"], ids=lambda rule: rule.code
)
def test_a_mended_example_is_silent(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a rule that offers fixes at least one bad example can be mended, and then says nothing any more."""
    from medlint.write.fix import settle

    mended = 0
    for number, example in enumerate(e for e in parse(rule).examples if e.kind == "bad"):
        folder = tmp_path / str(number)
        (folder / ".git").mkdir(parents=True)
        monkeypatch.chdir(folder)
        project = project_of(example, folder, rule)
        last: list[Finding] = []

        def judge(state: Project, example: Example = example, last: list[Finding] = last) -> list[Finding]:
            last[:] = lint(replace(state, probed=probed(state, example)))[0]
            return last

        result = settle(project, judge, unsafe=True)
        assert not result.refused
        if result.changed:
            mended += 1
            assert rule.code not in [finding.code for finding in last]
    # An entry is moved only into a table with another one: test_drift.py has an example of that size.
    assert mended or rule.code == "MED404", f"no example of {rule.code} can be mended"
