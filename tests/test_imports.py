"""Imports run one way, and heavy ones wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import medlint
from medlint.rules import _FAMILIES, every, matching

TOP = Path(medlint.__file__).parent
ROOMS = (
    {"errors", "source", "data", "limit", "interrupt", "git", "lazy"},
    {"text"},
    {"model", "answers"},
    {"finding"},
    {"validate"},
    {"config"},
    {"root"},
    {"kept"},
    {"project", "read"},
    {"links"},
    {"cluster"},
    {"habits"},
    {"rules"},
    {"gate", "write", "report", "baseline", "since", "relaxed"},
    {"cache", "parallel"},
    {"engine"},
    {"lsp"},
    {"options"},
    {"cli", "commands"},
    {"__main__"},
)
"""The rooms from the inside out: what stands in one imports from its own line or from those above."""
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
ALLOWED = {
    ("medlint.rules.drift", "write"),  # what is wrong is what render would change
    ("medlint.rules.stale", "write"),
}
HEAVY = (
    "httpx", "jsonschema", "markdown_it", "yaml", "sqlite3", "asyncio", "difflib", "inspect", "jinja2", "jsonschema_rs",
    "regress", "referencing",
)  # fmt: skip


def module_of(path: Path) -> str:
    return ".".join(("medlint", *path.relative_to(TOP).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {module_of(path): path for path in sorted(TOP.rglob("*.py"))}


def imports(module: str) -> set[str]:
    """The modules of medlint that a module imports, anywhere in it, for types too."""
    out = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            # A name of a package is a module of it, or something the package itself holds.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module for name in names]
        out |= {name for name in names if name in MODULES}
    return out - {module, "medlint"}


def test_imports_run_one_way() -> None:
    wrong = []
    for module in MODULES:
        own = module.removeprefix("medlint.").split(".")[0]
        for other in imports(module):
            room = other.split(".")[1]
            if own == "medlint" or (module, room) in ALLOWED:
                continue
            if RANK[room] > RANK[own]:
                wrong.append(f"{module} imports {other}")
    assert not wrong


def test_there_is_no_circle() -> None:
    """No module needs itself, by way of others, for a type or anything else."""
    left = {module: imports(module) for module in MODULES}
    while ready := [module for module, others in left.items() if not others & left.keys()]:
        for module in ready:
            del left[module]
    assert not {module: sorted(others & left.keys()) for module, others in left.items()}


def test_only_links_speak_http() -> None:
    for path in TOP.rglob("*.py"):
        room = path.relative_to(TOP).parts[0]
        text = path.read_text("utf-8")
        assert room == "links" or "import httpx" not in text, path
        assert room in ("links", "lsp", "cluster") or "async def" not in text, path  # as pygls and Dask are


def test_the_command_starts_light() -> None:
    code = "import sys, medlint.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_of_a_few_rules_reads_no_others(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Links\n")
    code = (
        "import sys; from medlint.cli import main; main(['check', '--offline', '--select', sys.argv[1]]);"
        "print(*sorted(name for name in sys.modules if name.startswith('medlint.rules.')))"
    )
    for chosen, read in (("MED6", ["links"]), ("med601", ["links"]), ("MED4", ["drift", "stale"])):
        command = [sys.executable, "-c", code, chosen]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
        modules = [name.removeprefix("medlint.rules.") for name in done.stdout.splitlines()[-1].split()]
        assert [name for name in modules if not name.startswith("_") and name != "base"] == read
    assert all(rule.code.startswith(_FAMILIES[rule.check.__module__.split(".")[-1]]) for rule in every())


def test_rules_are_looked_up_without_being_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore comments of strangers name thousands that there aren't."""
    every()
    monkeypatch.delattr("medlint.rules.import_module")
    with pytest.raises(LookupError, match="there is no rule 'unused-ignores'; did you mean 'unused-ignore'"):
        matching("unused-ignores")
