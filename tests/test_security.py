"""Each promise of SECURITY.md names tests, and they exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TOP = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_promise_names_tests_that_exist() -> None:
    text = (TOP / "SECURITY.md").read_text("utf-8")
    named = NAMED.findall(text)
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((TOP / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"
    promised = text.partition("## What is promised")[2].partition("### What is written where")[0]
    for promise in re.split(r"^- ", promised, flags=re.MULTILINE)[1:]:
        assert NAMED.search(promise), promise
