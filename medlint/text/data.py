"""The data in a text of any kind that a catalog file may be: YAML, JSON, TOML, the front matter of a page. Pure."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from medlint.lazy import regex
from medlint.source import Route
from medlint.text import json, toml, yaml
from medlint.text.parsing import NESTING, ParseError

YAML = (".yaml", ".yml", ".cff")
LINES = (".jsonl", ".ndjson")
JSON = (".json", ".jsonld", *LINES)
TOML = (".toml",)
PAGES = (".md", ".markdown", ".mdown", ".mkd")
DATA = (*YAML, *JSON, *TOML)
"""The endings of files that are data and nothing else."""

_FRONT = regex(r"---[ \t]*\r?\n(?:.*?\n)??(?=(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL)


def parse(path: str, text: str) -> Any:
    """The data of a file, by its ending; YAML where that says nothing. Raises ParseError.

    A page without front matter holds null.
    """
    name = path.lower()
    if not name.endswith((*JSON, *TOML)):
        return yaml.load(front(text) if name.endswith(PAGES) else text)
    data = toml.load(text) if name.endswith(TOML) else json.load(text, lines=name.endswith(LINES))
    if extent(data).depth > NESTING:
        raise ParseError(f"nested deeper than {NESTING} levels")
    return data


def spans(path: str, text: str) -> dict[Route, tuple[int, int]]:
    """The spans of all values of a file that can be parsed; the span of a key stands under ("\\0key", *route)."""
    name = path.lower()
    if name.endswith(JSON):
        return json.spans(text, lines=name.endswith(LINES))
    if name.endswith(TOML):
        return toml.spans(text)
    return yaml.spans(front(text) if name.endswith(PAGES) else text)


def front(text: str) -> str:
    """The front matter of a page, in which everything stands where it does in the page."""
    found = _FRONT.match(text)
    return f"   {found[0][3:]}" if found else ""


class Extent(NamedTuple):
    """How deep lists and maps nest in a value (0 for a scalar), how many values it has, and how long its texts are."""

    depth: int
    values: int
    characters: int


def extent(data: Any) -> Extent:
    """How large a value is, keys of maps included."""
    level, depth, values, characters = [data], -1, 0, 0
    while level:
        depth += 1
        values += len(level)
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                characters += len(item)
            elif isinstance(item, dict):
                below += item.values()
                characters += sum(map(len, item))
            elif isinstance(item, list):
                below += item
        level = below
    return Extent(depth, values, characters)
