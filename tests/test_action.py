"""The action and the weekly workflow: their steps as shell, as GitHub runs them; nothing of an input is ever code."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint.write.init import workflow_text
from medlint.write.origin import Origin
from runner import parse
from runner_job import ROOT, Done, Job
from test_precommit import BROKEN, CLEAN

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, CHECK, FAIL = (step for step in ACTION["runs"]["steps"] if "run" in step)
DEFAULTS = {f"inputs.{name}": str(given["default"]) for name, given in ACTION["inputs"].items()}
HOSTILE = (
    "; touch x", "$(touch x)", "`touch x`", "&& touch x", "| tee x", "> x", "a\ntouch x\n", "x[$(touch x)]",
    '"; touch x; "', "'; touch x; '", "${IFS}touch${IFS}x", "%0Atouch x", "\\\ntouch x", "* ; touch x",
)  # fmt: skip


@pytest.fixture(scope="session")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's temporary folder once the action's first step has installed medlint there."""
    folder = tmp_path_factory.mktemp("temp")
    done = Job(folder, folder, DEFAULTS).run(INSTALL)
    assert done.status == 0, done.log
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "a-list"
    folder.mkdir()
    (folder / "README.md").write_text(CLEAN, "utf-8")
    return folder


def act(workspace: Path, temp: Path, **inputs: str) -> tuple[Done, Done]:
    """The steps after the installation: the check, and the one that fails where medlint did."""
    for kind in ("md", "sarif"):
        (temp / f"medlint.{kind}").unlink(missing_ok=True)
    job = Job(workspace, temp, DEFAULTS | {f"inputs.{name}": value for name, value in inputs.items()})
    return job.run(CHECK), job.run(FAIL)


def test_the_steps_are_these() -> None:
    assert [step["name"] for step in (INSTALL, CHECK, FAIL)] == [
        "Install medlint", "Check the list", "Fail where medlint did",
    ]  # fmt: skip
    assert all("if" not in step and step["shell"] == "bash" for step in (INSTALL, CHECK, FAIL))
    outputs = {name: given["value"] for name, given in ACTION["outputs"].items()}
    assert outputs == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in ("status", "markdown")}


def test_a_clean_list(workspace: Path, temp: Path) -> None:
    done, last = act(workspace, temp, args="--offline")
    assert (done.status, last.status) == (0, 0)
    assert done.outputs == {"status": "0", "markdown": str(temp / "medlint.md")}
    assert "1 entry" in (temp / "medlint.md").read_text("utf-8")
    assert json.loads((temp / "medlint.sarif").read_text("utf-8"))["runs"][0]["results"] == []
    assert done.summary
    assert not any(parse(line) for line in done.log.splitlines())


def test_a_broken_list(workspace: Path, temp: Path) -> None:
    (workspace / "README.md").write_text(BROKEN, "utf-8")
    done, last = act(workspace, temp, args="--offline")
    assert (done.status, last.status) == (0, 1)
    assert done.outputs["status"] == "1"
    (command,) = (found for line in done.log.splitlines() if (found := parse(line)))
    assert command.name == "error"
    assert (command.properties["file"], command.properties["line"]) == ("README.md", "5")
    assert "size is missing for 'LIDC-IDRI'" in command.message
    assert "MED205" in done.summary
    assert "MED205" in Path(done.outputs["markdown"]).read_text("utf-8")
    (result,) = json.loads((temp / "medlint.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "MED205"


def test_what_other_actions_are_given(workspace: Path, temp: Path) -> None:
    steps = ACTION["runs"]["steps"]
    at = {step.get("uses", step.get("name")).partition("@")[0]: index for index, step in enumerate(steps)}
    order = ["actions/cache/restore", "Check the list", "actions/cache/save", "Fail where medlint did"]
    assert [at[name] for name in order] == sorted(at[name] for name in order)
    restore, save = (steps[at[f"actions/cache/{name}"]] for name in ("restore", "save"))
    assert save["with"].items() <= restore["with"].items()
    assert restore["with"]["key"].startswith(restore["with"]["restore-keys"])
    upload = steps[at["github/codeql-action/upload-sarif"]]
    assert at["Check the list"] < at["github/codeql-action/upload-sarif"] < at["Fail where medlint did"]
    act(workspace, temp, args="--offline")
    assert Path(Job(workspace, temp, DEFAULTS).expand(upload["with"]["sarif_file"])).is_file()
    assert Path(Job(workspace, temp, DEFAULTS).expand(save["with"]["path"])).is_dir()
    assert {step["if"] for step in (restore, save)} == {"inputs.cache == 'true'"}
    assert upload["if"] == "inputs.sarif == 'true'"


def test_paths_and_options_of_several_lines(workspace: Path, temp: Path) -> None:
    (workspace / "docs").mkdir()
    for name in ("docs/a.md", "b.md"):
        (workspace / name).write_text(BROKEN, "utf-8")
    done, _ = act(workspace, temp, paths="README.md\ndocs/a.md   b.md\n", args="--offline\n--format json\n")
    report = json.loads(done.log)
    assert report["summary"]["files"] == 3
    assert {finding["path"] for finding in report["findings"] if finding["code"] == "MED205"} == {"b.md", "docs/a.md"}


def test_wrong_usage_fails(workspace: Path, temp: Path) -> None:
    done, last = act(workspace, temp, args="--ofline")
    assert (done.status, last.status) == (0, 2)
    assert "did you mean '--offline'?" in done.log


@pytest.mark.parametrize("text", HOSTILE)
def test_inputs_are_never_run(workspace: Path, temp: Path, text: str) -> None:
    before = sorted(path.name for path in workspace.iterdir())
    for inputs in ({"paths": text, "args": "--offline --no-cache"}, {"args": f"--offline --no-cache {text}"}):
        done, last = act(workspace, temp, **inputs)
        assert done.status == 0
        assert last.status in (1, 2), done.log
        assert sorted(path.name for path in workspace.iterdir()) == before


def test_a_version_is_never_run(tmp_path: Path) -> None:
    given = {"inputs.version": "1; touch x $(touch x) `touch x` --index-url=http://127.0.0.1"}
    done = Job(tmp_path, tmp_path, DEFAULTS | given).run(INSTALL)
    assert done.status != 0
    assert "touch x $(touch x)" in done.log
    assert not (tmp_path / "x").exists()


def installing() -> list[dict[str, Any]]:
    """The steps that install medlint, of the action and of the workflow that init writes."""
    text = workflow_text(Origin("https://example.org/medlint", "v1", "medlint==1"))
    jobs = yaml.safe_load(text)["jobs"].values()
    return [INSTALL, *(step for job in jobs for step in job["steps"] if step.get("name") == "Install medlint")]


@pytest.mark.parametrize("step", installing())
def test_nothing_of_the_checkout_is_imported(tmp_path: Path, workspace: Path, step: dict[str, Any]) -> None:
    """What a pull request commits is no module of the programs that install medlint."""
    ran = tmp_path / "ran"
    for name in ("venv", "pip", "ensurepip", "sitecustomize", "usercustomize", "runpy", "encodings", "medlint"):
        for file in (workspace / f"{name}.py", workspace / name / "__init__.py", workspace / name / "__main__.py"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"open({str(ran)!r}, 'a').write(__file__)\n")
    (tmp_path / "temp").mkdir()
    job = Job(workspace, tmp_path / "temp", DEFAULTS)
    job.environment["PIP_NO_INDEX"] = "1"  # it is not to be installed, only begun
    done = job.run(step)
    assert not ran.exists(), ran.read_text()
    assert (tmp_path / "temp" / "medlint" / "bin" / "pip").exists(), done.log


def test_a_version_is_installed_by_its_number(tmp_path: Path) -> None:
    job = Job(tmp_path, tmp_path, DEFAULTS | {"inputs.version": "0.0.7"})
    job.environment["PIP_NO_INDEX"] = "1"
    assert "No matching distribution found for medlint==0.0.7" in job.run(INSTALL).log


GH = """#!{python}
import argparse, json, os, pathlib, sys
import jq

folder = pathlib.Path({folder!r})
issues = json.loads((folder / "issues.json").read_text())
with open(folder / "calls.jsonl", "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
assert os.environ["GH_TOKEN"] == "a-token" and os.environ["GH_REPO"] == "someone/a-list"
parser = argparse.ArgumentParser()
parser.add_argument("what", choices=["issue"])
parser.add_argument("action", choices=["list", "create", "edit", "close"])
parser.add_argument("number", nargs="?", type=int)
for option in ("state", "app", "search", "json", "jq", "title", "body-file", "comment"):
    parser.add_argument("--" + option)
given = parser.parse_args()
if given.action == "list":
    found = [i for i in issues if (i["state"], i["app"]) == (given.state, given.app)]
    found = [{{k: i[k] for k in given.json.split(",")}} for i in found]
    for value in jq.compile(given.jq).input_value(found).all():
        print(value)
elif given.action == "create":
    body = pathlib.Path(given.body_file).read_text()
    app = "github-actions"
    issues.append({{"number": len(issues) + 1, "title": given.title, "body": body, "state": "open", "app": app}})
else:
    issue = next(i for i in issues if i["number"] == given.number)
    if given.action == "edit":
        issue["body"] = pathlib.Path(given.body_file).read_text()
    else:
        issue |= {{"state": "closed", "comment": given.comment}}
(folder / "issues.json").write_text(json.dumps(issues))
"""
"""Enough of GitHub's command line for the workflow: it keeps issues in a file, and a record of its calls."""

TITLE = "medlint: the weekly check of links and DOIs"
OTHERS = [
    {"number": 1, "title": f"{TITLE} is loud", "body": "-", "state": "open", "app": "github-actions"},
    {"number": 2, "title": TITLE, "body": "by a stranger", "state": "open", "app": None},
]


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A folder with `gh` in it, one issue of another workflow, and one by a stranger who took our title."""
    (tmp_path / "gh").write_text(GH.format(python=sys.executable, folder=str(tmp_path)))
    (tmp_path / "gh").chmod(stat.S_IRWXU)
    (tmp_path / "issues.json").write_text(json.dumps(OTHERS))
    (tmp_path / "calls.jsonl").touch()
    return tmp_path


def weekly(tracker: Path, status: str, body: str = "") -> Done:
    """The step of links.yml that tends the issue, after a check that ended so."""
    (tracker / "medlint.md").write_text(body, "utf-8")
    workflow: Mapping[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "links.yml").read_text("utf-8"))
    (step,) = (step for step in workflow["jobs"]["links"]["steps"] if "run" in step)
    context = {
        "github.token": "a-token",
        "github.repository": "someone/a-list",
        "steps.medlint.outputs.status": status,
        "steps.medlint.outputs.markdown": str(tracker / "medlint.md") if status else "",
    }
    return Job(tracker, tracker, context, path=str(tracker)).run(step)


def issues(tracker: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((tracker / "issues.json").read_text("utf-8"))
    return found


def test_one_issue_is_opened_updated_and_closed(tracker: Path) -> None:
    assert weekly(tracker, "0").status == 0
    assert issues(tracker) == OTHERS
    for body in ("two links are dead\n", "three links are dead: `$(touch x)` ; touch x\n"):
        done = weekly(tracker, "1", body)
        assert done.status == 0, done.log
        ours = {"number": 3, "title": TITLE, "body": body, "state": "open", "app": "github-actions"}
        assert issues(tracker) == [*OTHERS, ours]
    assert weekly(tracker, "0").status == 0
    assert issues(tracker) == [*OTHERS, ours | {"state": "closed", "comment": "The weekly check found nothing wrong."}]
    assert weekly(tracker, "1", "again\n").status == 0
    assert [issue["state"] for issue in issues(tracker)] == ["open", "open", "closed", "open"]
    calls = [json.loads(line)[1] for line in (tracker / "calls.jsonl").read_text().splitlines()]
    assert calls == ["list", "list", "create", "list", "edit", "list", "close", "list", "create"]
    assert not (tracker / "x").exists()


@pytest.mark.parametrize("status", ["2", "3", ""])
def test_a_check_that_did_not_work_is_no_finding(tracker: Path, status: str) -> None:
    done = weekly(tracker, status)
    assert done.status == 1
    (command,) = (found for line in done.log.splitlines() if (found := parse(line)))
    assert command.name == "error"
    assert issues(tracker) == OTHERS
