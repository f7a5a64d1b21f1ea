"""The pages of the rules, and their list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from medlint.rules.base import Rule
from medlint.rules.docs import FENCE, Example, parse

_FIXES = {
    None: "none: a person has to decide",
    "safe": "medlint check --fix",
    "unsafe": "medlint check --fix --unsafe-fixes (probably right, look at the result)",
}
_LANGUAGES = {"md": "markdown", "yaml": "yaml", "toml": "toml", "json": "json"}
_ANSWERS = {"verdicts.json": "what the network answers", "registered.json": "what the registries answer"}
_NEEDS = {
    "files": "",
    "links": "Needs the network: `--offline` leaves it out.",
    "registries": "Needs the network: `--offline` leaves it out.",
}


def page(rule: Rule) -> str:
    """What a rule says, why, with examples, and how to mend or silence it, as Markdown."""
    doc = parse(rule)
    text = FENCE.sub("", doc.text).strip()
    examples = [_shown(example) for example in doc.examples]
    parts = [
        f"# {rule.code} {rule.name}",
        doc.summary,
        re.sub(r"\n{3,}", "\n\n", text),
        *examples,
        f"Level: {rule.level.label}.  Fix: {_FIXES[rule.fix]}.",
        _NEEDS[rule.need],
        f"To silence it in one row: `<!-- medlint-ignore: {rule.code} -->`; for one line of YAML:"
        f' `# medlint-ignore: {rule.code}`; for the list: `ignore = ["{rule.code}"]` in the config.',
    ]
    return "\n\n".join(part for part in parts if part)


def _shown(example: Example) -> str:
    """An example with its files, each named where there are several."""
    parts = ["What it finds:" if example.kind == "bad" else "What is right:"]
    for path, content in example.files.items():
        language = _LANGUAGES.get(path.rpartition(".")[2], "")
        name = f"{_ANSWERS.get(path, path)}:\n" if len(example.files) > 1 else ""
        parts.append(f"{name}```{language}\n{content}```")
    return "\n\n".join(parts)


def listing(rules: Iterable[Rule]) -> str:
    """One line for each rule."""
    lines = [
        f"{rule.code}  {rule.name:22}  {rule.level.label:7}  {rule.fix or '-':6}  {parse(rule).summary}"
        for rule in rules
    ]
    return "\n".join(lines) + "\n"


def listing_json(rules: Iterable[Rule]) -> str:
    """The rules as a JSON list of code, name, level, fix (null, safe or unsafe), summary and text."""
    data = [
        {
            "code": rule.code,
            "name": rule.name,
            "level": rule.level.label,
            "fix": rule.fix,
            "summary": parse(rule).summary,
            "text": parse(rule).text,
        }
        for rule in rules
    ]
    return json.dumps(data, indent=2) + "\n"
