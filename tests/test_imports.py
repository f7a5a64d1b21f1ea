"""Imports run one way, and heavy ones wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import medlint
from medlint.rules import _FAMILIES, every

TOP = Path(medlint.__file__).parent
RANK = {
    "config": 0, "finding": 0, "source": 0, "model": 0, "answers": 0, "data": 1, "text": 2, "read": 2,
    "links": 3, "rules": 4, "write": 5, "report": 5, "gate": 5, "baseline": 5, "since": 5,
    "cache": 6, "engine": 7, "cli": 9, "__main__": 10,
}  # fmt: skip
ALLOWED = {
    ("rules._tables", "write"),  # what a cell should say is what render would write
    ("config", "rules"),  # codes in a config are looked up where they are given out
}
HEAVY = ("httpx", "jsonschema", "markdown_it", "yaml", "sqlite3", "asyncio", "difflib", "pyreqwest", "inspect")


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "medlint"


def imports(path: Path) -> set[tuple[str, bool]]:
    """The modules of medlint that a file imports, and whether it does so at its top."""
    tree = ast.parse(path.read_text("utf-8"))
    # What is imported for its type alone is not imported when the program runs.
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    top = {id(node) for node in tree.body}
    out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("medlint"):
            names = [node.module] if node.module != "medlint" else [f"medlint.{a.name}" for a in node.names]
            out |= {(name, id(node) in top) for name in names}
    return out


def test_imports_run_one_way() -> None:
    wrong = []
    for path in TOP.rglob("*.py"):
        here = ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")
        own = here.split(".")[0]
        for module, _ in imports(path):
            other = room(module)
            if other not in RANK or own not in RANK or own == other or (here, other) in ALLOWED:
                continue
            if RANK[other] > RANK[own]:
                wrong.append(f"{here} imports {module}")
    assert not wrong


def test_only_links_speak_http() -> None:
    for path in TOP.rglob("*.py"):
        if path.relative_to(TOP).parts[0] != "links":
            text = path.read_text("utf-8")
            assert "import httpx" not in text, path
            assert "async def" not in text, path


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
