"""What a pull request changes can slow a run by a bounded time: what takes too long is given up and named."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from medlint.baseline import NAME
from medlint.cli import main
from medlint.config import Config, ConfigError
from medlint.engine import lint
from medlint.finding import Level
from medlint.limit import limit
from medlint.project import Project
from medlint.read.project import build_project
from medlint.rules.base import REGISTRY, Rule
from medlint.source import Source

TABLE = "# L\n\n| Title | Source | Size |\n|---|---|---|\n| LIDC | https://www.example.org/a | |\n"
TRAP = "https://www.example.org/" + "a" * 80 + "-b"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a page; ten seconds are too long for a test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("medlint.limit.SECONDS", 0.3)
    monkeypatch.setattr("medlint.limit.limit.__wrapped__.__defaults__", (0.3,))
    (tmp_path / "README.md").write_text(TABLE)
    return tmp_path


def ends(capsys: pytest.CaptureFixture[str], status: int, *arguments: str) -> str:
    """Check ends with the status, and says so in one line where it is 2."""
    assert main(["check", "--offline", "--no-cache", *arguments]) == status
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert status != 2 or len(said.err.splitlines()) == 1
    return said.out + said.err


def test_a_pattern_of_the_config(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "README.md").write_text(TABLE.replace("https://www.example.org/a", TRAP))
    (folder / "medlint.toml").write_text("[links]\nexclude = ['/(a+)+$']\n")
    said = ends(capsys, 2)
    assert "links.exclude: '/(a+)+$' was given up: it took more than 0.3 s" in said


@pytest.mark.parametrize(
    "config",
    [
        "readme = ['" + "**/" * 30 + "x.md']", "readme = ['" + "*/../" * 30 + "*.md']",
        "catalog = '" + "**/" * 30 + "*'", "a" + ".a" * 40_000 + " = 1", "x = " + "[" * 100_000,
        "fail-after = " + "9" * 5000, "[links]\nfail-after = " + "9" * 5000, "readme = ['**x']", "readme = ['']",
        "readme = ['/*.md']", "readme = ['[']", "catalog = '/**'", "catalog = \"a\\u0000*\"",
    ],
)  # fmt: skip
def test_a_config_that_takes_long_or_is_odd(folder: Path, config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(12):
        (folder / f"d{number}" / "e" / "f").mkdir(parents=True)
    (folder / "medlint.toml").write_text(config)
    status = main(["check", "--offline", "--no-cache"])
    said = capsys.readouterr()
    assert status in (0, 1, 2), said
    assert status != 2 or len(said.err.splitlines()) == 1
    assert len(said.err) < 1000


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a folder that was just being opened
def test_many_globs_have_one_time_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(50):
        (folder / f"d{number}").mkdir()
    (folder / "medlint.toml").write_text(f"readme = {[f'**/q{number}*' for number in range(3000)]}")
    assert "looking for the files of the list was given up: it took more than 0.3 s" in ends(capsys, 2)


def test_many_patterns_have_one_time_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "README.md").write_text(
        TABLE.replace("https://www.example.org/a", "https://www.example.org/" + "a" * 16 + "-b")
    )
    (folder / "medlint.toml").write_text(f"[links]\nexclude = {[f'/(a+)+{number}$' for number in range(300)]}\n")
    assert "was given up: it took more than 0.3 s" in ends(capsys, 2)


def test_a_baseline_with_large_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".medlint-baseline.json").write_text(
        '{"version": 1, "findings": [{"code": "MED205", "entry": "gone", "count": 3000000000}]}'
    )
    assert "3,000,000,000 times" in ends(capsys, 1, "--format", "markdown")


@pytest.mark.parametrize("name", ["README.md", ".medlint-baseline.json", "medlint.toml"])
def test_pipes_and_devices(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    status = main(["check", "--offline", "--no-cache"])
    assert status in (0, 1, 2), capsys.readouterr()


@pytest.mark.parametrize("reads", [False, True])
def test_a_pipe_is_written_to_where_somebody_reads(
    folder: Path, reads: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("medlint.write.files.SECONDS", 0.3)
    os.mkfifo(folder / NAME)
    reader = os.open(folder / NAME, os.O_RDONLY | os.O_NONBLOCK) if reads else -1
    assert main(["baseline", "--offline", "--no-cache"]) == (0 if reads else 2)
    if reads:
        assert b"MED205" in os.read(reader, 10_000)
        os.close(reader)
    else:
        assert f"{NAME}: the file can't be written" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["merge"], ["history", "import"], ["site", "--to", "site", "--report"]])
def test_a_report_is_read_up_to_a_limit(
    folder: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("medlint.commands.history", "medlint.write.site.health"):
        monkeypatch.setattr(f"{module}.MAX_REPORT", 1_000_000)
    assert main([*command, "/dev/zero"]) == 2
    assert "it is larger than 1 MB" in capsys.readouterr().err
    os.mkfifo(folder / "pipe")
    assert main([*command, "pipe"]) in (0, 2)  # nobody writes to it: it is empty


def test_a_device_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "larger than 20 MB" in ends(capsys, 1, "/dev/zero")
    assert "larger than 20 MB" in ends(capsys, 2, "--baseline", "/dev/zero")
    assert "larger than 20 MB" in ends(capsys, 2, "--config", "/dev/zero")


def test_a_file_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(source: Source) -> None:
        while True:
            pass

    monkeypatch.setattr("medlint.read.project.read_page", endless)
    (problem,) = build_project([Source("a.md", TABLE)], Config(), date(2026, 11, 21)).problems
    assert (problem.code, problem.place.path) == ("MED001", "a.md")
    assert problem.message == "the file was given up: it took more than 0.3 s"
    monkeypatch.setattr("medlint.limit._PATIENCE", 0.3)  # for all of them
    with pytest.raises(ConfigError, match="reading the list was given up: it takes too long"):
        build_project([Source(f"{n}.md", TABLE) for n in range(200)], Config(), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("command", "endless"),
    [
        (["links"], "medlint.read.project.pair"), (["check", "--offline"], "medlint.gate.Gate.through"),
        (["render"], "medlint.write.render.steps"), (["import", "README.md"], "medlint.write.importer.steps"),
        (["fix", "--offline"], "medlint.write.fix.settle"), (["export", "csv"], "medlint.write.export.collect.collect"),
        (["check", "--offline", "--add-ignores"], "medlint.write.silence.silence"),
        (["export", "csv"], "medlint.write.export.plain.to_csv"),
        (["export", "csv", "--to", "a.csv"], "medlint.write.export.plain.to_csv"),
        (["export", "datacite", "--to", "out"], "medlint.write.export.datacite.document"),
        (["site", "--to", "out"], "medlint.write.site.build.badges"),
    ],
)  # fmt: skip
def test_work_on_all_of_a_list_that_takes_long(
    folder: Path, command: list[str], endless: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*_: object, **__: object) -> None:
        while True:
            pass

    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.yaml").write_text("id: a\ntitle: A\n")
    monkeypatch.setattr("medlint.limit._PATIENCE", 0.3)
    monkeypatch.setattr(endless, run)
    assert main(command) == 2
    said = capsys.readouterr().err
    assert said.endswith("was given up: it takes too long for a list of this size\n"), said
    assert "Traceback" not in said


def test_a_rule_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(project: Project) -> object:
        yield slow.at(project.pages[0].source.place(0, 1), "found in time")
        while True:
            pass

    slow = Rule("MED999", "slow", Level.ERROR, endless)  # type: ignore[arg-type]
    monkeypatch.setitem(REGISTRY, "MED999", slow)
    monkeypatch.setattr("medlint.gate.SECONDS", 0.3)
    project = build_project([Source("a.md", TABLE)], Config(select=("MED999",)), date(2026, 11, 21))
    said = [(f.code, f.message) for f in lint(project)[0]]
    assert [code for code, _ in said] == ["MED001", "MED999"]
    assert "MED999 was given up: it took more than 0.3 s" in said[0][1]


def test_a_schema_that_takes_long_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rule that judges by it has as long for a list of this size, or it would be the rule that is given up."""
    doubled = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)} | {"d40": {}}
    (folder / "schema.json").write_text(json.dumps({"$defs": doubled, "$ref": "#/$defs/d0"}))
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.json").write_text('{"a": 1}')
    monkeypatch.setattr("medlint.limit.limit.__wrapped__.__defaults__", (1.0,))
    monkeypatch.setattr("medlint.gate.SECONDS", 1.0)
    assert "schema.json: a value was not judged by this schema" in ends(capsys, 2, "--schema", "schema.json")


def test_files_and_rules_that_a_config_ignores(folder: Path) -> None:
    """What a finding costs doesn't depend on how many patterns there are."""
    ignores = {f"docs/{n}*.md": ("MED205", "MED3") for n in range(10_000)} | {"*.md": ("MED204",)}
    rows = "".join(f"| S{n} | | |\n" for n in range(300))
    project = build_project([Source("a.md", TABLE + rows)], Config(per_file_ignores=ignores), date(2026, 11, 21))
    with limit(5):
        assert {finding.code for finding in lint(project)[0]} == {"MED205"}


def test_the_deadline_counts_without_the_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not looked at is said, so that no run is green that saw half of the list."""
    said = ends(capsys, 1, "--deadline", "1e-9", "--format", "json")
    assert "the deadline passed" in said
    assert main(["check", "--offline", "--deadline", "600", "--exit-zero"]) == 0
    assert main(["check", "--offline", "--deadline", "1e-9"]) == 1, "what is remembered is no excuse"
