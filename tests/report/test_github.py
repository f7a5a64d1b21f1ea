"""Workflow commands, read back by a parser written after GitHub's documentation and the runner's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from medlint.finding import Level
from medlint.report.github import to_github
from medlint.report.home import Home, from_environment
from reporting import finding, place, report, varied
from runner import Command, parse


def test_the_parser_knows_commands() -> None:
    assert parse("::error file=a%2Cb.md,line=1::x%0Ay") == Command("error", {"file": "a,b.md", "line": "1"}, "x\ny")
    assert parse("  ::add-mask::x") == Command("add-mask", {}, "x")
    assert parse("any ##[add-mask]x") == Command("add-mask", {}, "x")
    assert parse("::unknown::x") is None and parse("no ::error::x") is None


def test_each_level_has_its_command_with_all_properties() -> None:
    *lines, summary, note = to_github(varied()).splitlines()
    assert note == "note: nobody asked doi.org"
    commands = [parse(line) for line in lines]
    assert [command and command.name for command in commands] == ["error", "warning", "notice"]
    assert commands[0] == Command(
        "error",
        {
            "file": "README.md",
            "line": "31",
            "col": "3",
            "endLine": "31",
            "endColumn": "9",
            "title": "MED205 missing-size",
        },
        "size is missing for 'LIDC-IDRI'",
    )
    assert parse(summary) is None
    assert summary == "medlint found 1 error and 1 warning in 9 entries in 2 files."


@pytest.mark.parametrize("text", ["100%", "a%0Ab", "::error::x", "a,b:c=d", "##[add-mask]x", "%25", "ü 🫁"])
def test_what_goes_in_comes_out(text: str) -> None:
    first, *_ = to_github(report(finding(text, place=place(text)))).splitlines()
    command = parse(first)
    assert command is not None and command.name == "error"
    assert command.properties["file"].replace("\\x23", "#").replace("\\x3a", ":") == text
    assert command.properties["title"] == "MED205 missing-size"
    # The percent sign comes back last, as the runner does it, and so "%0A" comes back as it was written.
    assert command.message.replace("\\x23", "#").replace("\\x3a", ":") == text


def test_at_most_ten_of_a_kind_and_the_rest_is_said() -> None:
    many = [finding(place=place(line=n), level=level) for n in range(1, 13) for level in (Level.ERROR, Level.WARNING)]
    lines = to_github(report(*many)).splitlines()
    names = [command.name for line in lines if (command := parse(line))]
    assert names == ["error"] * 10 + ["warning"] * 10
    assert lines[-1].startswith("2 more errors, 2 more warnings: ")
    assert [c.properties["line"] for line in lines[:2] if (c := parse(line))] == ["1", "2"]


def test_paths_are_of_the_repository() -> None:
    first, *_ = to_github(report(finding()), home=Home("lists/ct")).splitlines()
    command = parse(first)
    assert command is not None and command.properties["file"] == "lists/ct/README.md"


def test_what_github_tells_of_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    told = {
        "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path), "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "sfikas/medical-imaging-datasets",
        "GITHUB_SHA": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    }  # fmt: skip
    home = from_environment(told, tmp_path / "lists")
    assert home.url("a b.md", 4) == (
        "https://github.com/sfikas/medical-imaging-datasets/blob/3d3c42e5aac5ba805825da76410c181273ba90b1"
        "/lists/a%20b.md?plain=1#L4"
    )
    assert home.url("../../out.md", 4) == "" and home.url("/etc/passwd", 1) == ""
    assert from_environment({**told, "GITHUB_ACTIONS": ""}, tmp_path) == Home()
    assert from_environment({**told, "GITHUB_REPOSITORY": "a/b](javascript:x)"}, tmp_path).blob == ""


def test_in_actions_the_commands_are_the_default_and_the_summary_gets_all(tmp_path: Path) -> None:
    rows = "".join(f"| D{n} | https://example.org/{n} | |\n" for n in range(12))
    (tmp_path / "README.md").write_text(f"# List\n\n| Title | Source | Size |\n|---|---|---|\n{rows}", "utf-8")
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n", "utf-8")
    environment = {
        "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(tmp_path),
        "PATH": "/usr/bin",
    }  # fmt: skip

    def check(*options: str, **over: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--select", "MED205", *options]
        told = {**environment, **over}
        return subprocess.run(command, cwd=tmp_path, env=told, capture_output=True, text=True, check=False)

    done = check()
    assert done.returncode == 1, done.stderr
    assert sum(parse(line) is not None for line in done.stdout.splitlines()) == 10
    text = summary.read_text("utf-8")
    assert text.startswith("Before.\n") and text.count("missing for") == 12
    shown = check("--format", "text")
    assert "::error" not in shown.stdout and "MED205" in shown.stdout
    assert summary.read_text("utf-8") == text
    failed = check(GITHUB_STEP_SUMMARY=str(tmp_path))
    assert failed.returncode == 1 and "note: the job summary could not be written" in failed.stderr
