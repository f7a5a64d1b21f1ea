"""The data in a text of any kind that a catalog file may be: YAML, JSON, TOML, the front matter of a page. Pure."""

from __future__ import annotations

import re
from typing import Any

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
        return yaml.load(_front(text) if name.endswith(PAGES) else text)
    data = toml.load(text) if name.endswith(TOML) else json.load(text, lines=name.endswith(LINES))
    if depth_of(data) > NESTING:
        raise ParseError(f"nested deeper than {NESTING} levels")
    return data


def spans(path: str, text: str) -> dict[Route, tuple[int, int]]:
    """The spans of all values of a file that can be parsed; the span of a key stands under ("\\0key", *route)."""
    name = path.lower()
    if name.endswith(JSON):
        return json.spans(text, lines=name.endswith(LINES))
    if name.endswith(TOML):
        return toml.spans(text)
    return yaml.spans(_front(text) if name.endswith(PAGES) else text)


def _front(text: str) -> str:
    """The front matter of a page, in which everything stands where it does in the page."""
    found = _FRONT.match(text)
    return f"   {found[0][3:]}" if found else ""


def depth_of(data: Any) -> int:
    """How deep lists and maps nest in a value: 0 for a scalar."""
    level, depth = [data], -1
    while level:
        depth += 1
        level = [
            below
            for item in level
            if isinstance(item, (dict, list)) and item
            for below in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
