"""The pages of the rules, and their list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from medlint.rules.base import Rule
from medlint.rules.docs import FENCE, Example, parse

_FIXES = {
    None: "There is no automatic fix: a person has to decide.",
    "safe": "`medlint fix` does it.",
    "unsafe": "`medlint fix --unsafe-fixes` does it: the result is probably right, but have a look.",
}
_LANGUAGES = {"md": "markdown", "yaml": "yaml", "toml": "toml", "json": "json"}
_ANSWERS = {"verdicts.json": "what the network answers", "registered.json": "what the registries answer"}
_NEEDS = {
    "files": "",
    "links": "It needs the network: `--offline` leaves it out.",
    "registries": "It needs the network: `--offline` leaves it out.",
}


def page(rule: Rule) -> str:
    """The page of a rule, as Markdown: what it does, why that matters, an example, how to mend, how to silence."""
    doc = parse(rule)
    fences = list(FENCE.finditer(doc.text))
    why = doc.text[: fences[0].start()] if fences else doc.text
    mend = doc.text[fences[-1].end() :] if fences else ""
    parts = [
        f"# {rule.code} {rule.name}",
        f"Level: {rule.level.label}. {_NEEDS[rule.need]}".strip(),
        "## What it does",
        doc.summary,
        "## Why is this bad?",
        _prose(why),
        "## Example",
        *(_shown(example) for example in doc.examples),
        "## How to mend",
        _prose(mend),
        _FIXES[rule.fix],
        "## Options",
        _options(rule),
        f'`severity = {{ {rule.code} = "…" }}` changes its level, `ignore = ["{rule.code}"]` switches it off.'
        f" `<!-- medlint-ignore: {rule.code} -->` silences it in one row,"
        f" `# medlint-ignore: {rule.code}` in one line of YAML.",
    ]
    return "\n\n".join(part for part in parts if part)


def _options(rule: Rule) -> str:
    """The options of a rule, and how the config changes them."""
    if not rule.options:
        return ""
    lines = [
        f"- `{name}` (default `{option.default}`, at most {option.schema()['maximum']:,}): {option.text}"
        for name, option in rule.options.items()
    ]
    name, option = next(iter(rule.options.items()))
    example = f"[tool.medlint.rules.{rule.code}]\n{name} = {option.default}"
    return "\n".join(lines) + f"\n\n```toml\n{example}\n```"


def _prose(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _shown(example: Example) -> str:
    """An example with its files, each named where there are several."""
    parts = ["Found:" if example.kind == "bad" else "Use instead:"]
    for path, content in example.shown.items():
        language = _LANGUAGES.get(path.rpartition(".")[2], "")
        name = f"{_ANSWERS.get(path, path)}:\n" if len(example.files) > 1 else ""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", content) or [""]))
        parts.append(f"{name}{fence}{language}\n{content}{fence}")
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
