"""Steps of an action or a workflow, run as GitHub's runner runs them: as shell, with its files and variables."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "": ["bash", "-e"]}
"""What `shell: bash` and a workflow's step without `shell` run a script with on Linux."""

_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


class Done(NamedTuple):
    """A step that was run. `outputs` are the step's, `summary` is its part of the job's summary."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Job:
    """A job on a runner: a workspace, a temporary folder, and the context that expressions are read from."""

    def __init__(self, workspace: Path, temp: Path, context: Mapping[str, str], path: str = "") -> None:
        self.workspace = workspace
        self.temp = temp
        self.context = {"runner.temp": str(temp), **context}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "RUNNER_", "MEDLINT", "PYTHON"))}
        programs = [path, str(Path(sys.executable).parent), kept["PATH"]]
        self.environment = kept | {
            "CI": "true",
            "PATH": os.pathsep.join(filter(None, programs)),  # actions/setup-python puts its Python first
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": "workflow_dispatch",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": "someone/a-list",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
            "GITHUB_WORKSPACE": str(workspace),
        }

    def run(self, step: Mapping[str, Any]) -> Done:
        """Run a step; its outputs are added to the context."""
        files = {name: self.temp / f"_{name.lower()}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = self.temp / "_script.sh"
        script.write_text(self.expand(step["run"]))
        own = {name: self.expand(str(value)) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            [*SHELLS[step.get("shell", "")], script], stdout=subprocess.PIPE,
            cwd=self.expand(step.get("working-directory", str(self.workspace))),
            stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=300, check=False,
            env=self.environment | {name: str(file) for name, file in files.items()} | own,
        )  # fmt: skip
        lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        if "id" in step:
            self.context |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
        return Done(done.returncode, done.stdout, outputs, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"))

    def expand(self, text: str) -> str:
        """The text with its expressions in place; outputs that no step gave are empty, as on GitHub."""

        def value(found: re.Match[str]) -> str:
            return self.context.get(found[1], "") if found[1].startswith("steps.") else self.context[found[1]]

        return _EXPRESSION.sub(value, text)
