"""Every example in a rule's docstring is a test: bad gives exactly one finding, good gives none."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medlint.config import find_config, load_config
from medlint.engine import lint, read
from medlint.finding import Finding
from medlint.links.verdict import Verdict
from medlint.model import Project
from medlint.read.collect import collect
from medlint.registered import from_data
from medlint.rules import every
from medlint.rules.base import Rule
from medlint.rules.docs import Example, parse

TODAY = date(2026, 11, 21)
CASES = [(rule, example) for rule in every() for example in parse(rule).examples]


def run(example: Example, folder: Path, rule: Rule) -> list[Finding]:
    for name, content in example.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    config = load_config(find_config(folder), folder)
    if rule.level.name == "OFF":
        config = config._replace(select=("ALL", rule.code))
    project = read([folder], config, TODAY)
    if "verdicts.json" in example.files:
        probe(project, json.loads(example.files["verdicts.json"]))
    if "registered.json" in example.files:
        said = json.loads(example.files["registered.json"])
        project.registered = {key: tuple(map(from_data, answers)) for key, answers in said.items()}
        project.known |= {"registries"}
    findings, _ = lint(project)
    return findings


def probe(project: Project, verdicts: dict[str, Any]) -> None:
    """Give a project the verdicts of an example, as the link check would."""
    project.found = collect(project)
    project.no_network = verdicts.pop("no_network", False)
    project.verdicts = {url: Verdict(**verdict) for url, verdict in verdicts.items()}
    project.known |= {"links"}


@pytest.mark.parametrize(
    ("rule", "example"), CASES, ids=lambda v: getattr(v, "code", getattr(v, "kind", ""))
)
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
