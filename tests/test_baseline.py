"""The baseline: old debt is quiet wherever it stands, a mended one drops out, a new one shows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from medlint.baseline import Key, load, mended, record, split
from medlint.config import Config, ConfigError
from medlint.engine import lint
from medlint.finding import Finding, Level
from medlint.model import Place, Source
from medlint.project import Project
from medlint.read.project import build_project
from write_support import TODAY

README = """\
# Chest

An avilable list of avilable things.

| Title | Source | Size |
|---|---|---|
| A one | https://example.org/a | |
| B two | http://example.org/b | |
"""


def project(text: str, root: Path) -> Project:
    return build_project([Source("README.md", text)], Config(root=root), TODAY)


def told(text: str, baseline: bytes, tmp_path: Path) -> tuple[list[str], int]:
    """What is new in a text beside the baseline, and how much is known."""
    file = tmp_path / ".medlint-baseline.json"
    file.write_bytes(baseline)
    new, known = split(
        lint(project(text, Path()))[0], load(file, Path.read_bytes), Path(), exists=lambda path: path == "README.md"
    )
    return [f"{f.code} {f.shown or f.subject}" for f in new], len(known)


def baseline_of(text: str) -> bytes:
    return record(lint(project(text, Path()))[0], Path())


def test_the_file_is_stable_and_has_no_lines() -> None:
    first = baseline_of(README)
    assert first == baseline_of(README.replace("# Chest\n", "# Chest\n\nWords.\n"))
    assert first == record(reversed(lint(project(README, Path()))[0]), Path())
    data = json.loads(first)
    assert data["version"] == 1
    assert {"entry": "A one", "field": "size", "code": "MED205"} in data["findings"]
    assert {"path": "README.md", "code": "MED304", "subject": "avilable", "count": 2} in data["findings"]
    assert not {"line", "message"} & {key for row in data["findings"] for key in row}


def test_old_debt_is_quiet_and_new_shows(tmp_path: Path) -> None:
    baseline = baseline_of(README)
    everything = len(lint(project(README, Path()))[0])
    assert told(README, baseline, tmp_path) == ([], everything)
    moved = README.replace("| A one | https://example.org/a | |\n", "") + "| A one | https://example.org/a | |\n"
    assert told(moved, baseline, tmp_path) == ([], everything)
    mended = README.replace("example.org/a | |", "example.org/a | 5 GB, 5 images |")
    assert told(mended, baseline, tmp_path) == ([], everything - 1)
    assert told(README, baseline_of(mended), tmp_path) == (["MED205 A one"], everything - 1)
    worse = README.replace("things", "avilable things")
    assert told(worse, baseline, tmp_path)[0] == ["MED304 avilable"]


def test_a_renamed_file_is_known(tmp_path: Path) -> None:
    baseline = baseline_of(README).replace(b"README.md", b"docs/list.md")
    assert told(README, baseline, tmp_path)[0] == []
    there = baseline_of(README).replace(b'"path": "README.md"', b'"path": "OTHER.md"')
    (tmp_path / "b.json").write_bytes(there)
    new, _ = split(
        lint(project(README, Path()))[0], load(tmp_path / "b.json", Path.read_bytes), Path(), exists=lambda _: True
    )
    assert {f.code for f in new} >= {"MED304"}, "the other file is still there, its debt is its own"


def test_paths_are_those_of_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    place = Place("../README.md", 3, 4, 3, 12, 12, 20)
    made = Finding("MED304", "misspelling", Level.WARNING, "…", place, subject="avilable")
    assert json.loads(record([made], tmp_path))["findings"] == [
        {"path": "README.md", "code": "MED304", "subject": "avilable"}
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "not a baseline of version 1"),
        (b'{"version": 2, "findings": []}', "not a baseline of version 1"),
        (b'{"version": 1, "findings": [5]}', "can't be understood: 5"),
        (b'{"version": 1, "findings": [{"code": 5}]}', "can't be understood"),
        (b'{"version": 1, "findings": [{"code": "MED205", "count": -1}]}', "can't be understood"),
    ],
)
def test_what_is_no_baseline(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / ".medlint-baseline.json"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        load(file, Path.read_bytes)
    assert said in str(error.value)


def test_a_baseline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.json: the baseline can't be read: No such file"):
        load(tmp_path / "gone.json", Path.read_bytes)


def test_what_is_gone_stands_for_as_many_findings_as_it_held(tmp_path: Path) -> None:
    baseline = baseline_of("# Chest\n\nAn avilable list.\n").replace(b"README.md", b"docs/list.md")
    new, known = told("# Chest\n\nAn avilable list.\n\nAn avilable list.\n", baseline, tmp_path)
    assert (new, known) == (["MED304 avilable"], 1)


def test_only_what_was_looked_for_is_mended() -> None:
    baseline = Counter({Key("", "A", "size", "MED205", ""): 2, Key("", "B", "source", "MED204", ""): 1})
    assert mended([], baseline, Path(), {"MED205"}) == ("MED205 A size (2 times)",)
