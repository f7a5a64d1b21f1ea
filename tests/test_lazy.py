"""Regular expressions that wait until they are used."""

from __future__ import annotations

import ast
import re
from importlib import import_module

from medlint.lazy import regex
from test_imports import MODULES


def test_it_does_what_a_compiled_one_does() -> None:
    lazy, compiled = regex(r"(?P<a>x)|y", re.IGNORECASE), re.compile(r"(?P<a>x)|y", re.IGNORECASE)
    for _ in range(2):
        assert lazy.findall("aXxy") == compiled.findall("aXxy")
        assert lazy.sub("-", "aXxy") == compiled.sub("-", "aXxy")
    assert (lazy.pattern, lazy.groups, lazy.groupindex) == (compiled.pattern, compiled.groups, compiled.groupindex)
    assert regex(rb"x+").findall(b"xxax") == [b"xx", b"x"]


def test_no_module_compiles_one_when_it_is_imported() -> None:
    eager = []
    for module, path in MODULES.items():
        pending: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
        while pending:
            node = pending.pop()
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                eager.append(f"{module}:{node.lineno}")
            inside = ast.iter_child_nodes(node)
            pending += [n for n in inside if not isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))]
    assert not eager


def test_each_can_be_compiled() -> None:
    found = 0
    for module in MODULES:
        if module != "medlint.__main__":
            for value in vars(import_module(module)).values():
                if type(value) is type(regex("")):
                    value.groups  # noqa: B018 - it raises
                    found += 1
    assert found > 300
