"""What a rule's docstring holds: a summary, the reason, and examples that are its tests."""

from __future__ import annotations

import re
from typing import NamedTuple

from medlint.lazy import regex
from medlint.rules.base import Rule

FENCE = regex(r"^(`{3,})(\w+) (bad|good)(?: (\S+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_PLACES = {"markdown": "README.md", "toml": "medlint.toml", "json": "verdicts.json"}


class Example(NamedTuple):
    """Files that together show one thing: `bad` gives exactly this rule's finding, `good` gives none.

    `shown` are the files that the docstring gives; the others of a good example are those of the bad one above it.
    """

    kind: str
    files: dict[str, str]
    shown: dict[str, str]


class Doc(NamedTuple):
    """The page of a rule: its summary (one sentence), the text below it as Markdown, and its examples."""

    summary: str
    text: str
    examples: tuple[Example, ...]


def parse(rule: Rule) -> Doc:
    """The docstring of a rule, read. Fences that follow each other without prose are files of one example.

    A good example has the files of the bad one above it, but for those that it gives itself.

    A fence says its language, `bad` or `good`, and the file's path where it isn't the usual one (README.md,
    catalog/<id>.yaml, medlint.toml).
    """
    summary, _, text = rule.doc.partition("\n")
    examples: list[Example] = []
    end = -1
    for found in FENCE.finditer(rule.doc):
        _, language, kind, path, content = found.groups()
        named = re.search(r"^id: (\S+)$", content, re.MULTILINE)
        name = path or _PLACES.get(language) or f"catalog/{named[1] if named else 'record'}.yaml"
        joined = examples and examples[-1].kind == kind and not rule.doc[end : found.start()].strip()
        if not joined or name in examples[-1].shown:
            above = next((example.files for example in reversed(examples) if example.kind == "bad"), {})
            examples.append(Example(kind, dict(above) if kind == "good" else {}, {}))
        examples[-1].files[name] = examples[-1].shown[name] = content
        end = found.end()
    return Doc(summary.strip(), text.strip(), tuple(examples))
