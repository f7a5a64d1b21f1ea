"""`medlint.check`, the one public function."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import medlint

LIST = """\
# A list

| Title     | Source                       | Size |
|-----------|------------------------------|------|
| LIDC-IDRI | https://www.example.org/lidc |      |
"""


def test_it_says_what_the_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text(LIST, encoding="utf-8")
    command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = medlint.check()
    assert report == json.loads(done.stdout)
    assert report["version"] == 1
    assert [finding["code"] for finding in report["findings"]] == ["MED205"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md"]


def test_a_config_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "own.toml").write_text('ignore = ["MED205"]\n', encoding="utf-8")
    assert medlint.check(tmp_path / "list.md", config=tmp_path / "own.toml")["findings"] == []


@pytest.mark.parametrize("config", ['ignor = ["MED205"]\n', 'ignore = ["MED999"]\n'])
def test_what_ends_the_command_with_2_is_a_config_error(tmp_path: Path, config: str) -> None:
    (tmp_path / "README.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "medlint.toml").write_text(config, encoding="utf-8")
    with pytest.raises(medlint.ConfigError, match=r"did you mean|no rule"):
        medlint.check(tmp_path)
    with pytest.raises(medlint.ConfigError):
        medlint.check(tmp_path / "nowhere")


def test_nothing_else_is_public() -> None:
    assert medlint.__all__ == ["ConfigError", "check"]
