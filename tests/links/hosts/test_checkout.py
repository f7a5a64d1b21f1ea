"""A list's own addresses at its host are judged in the checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from medlint.links.checkout import own_files

AT = "https://github.com/Lab/list"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "list"
    (top / "docs").mkdir(parents=True)
    (top / "docs" / "a b.md").write_text("# A\n")
    (top / "sub").mkdir()
    (tmp_path / "outside.md").write_text("")
    (top / "out.md").symlink_to(tmp_path / "outside.md")
    git(top, "init", "-q", "-b", "topic")
    git(top, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x")
    return top


@pytest.mark.parametrize(
    "remote",
    ["https://github.com/lab/List.git", "git@github.com:Lab/list.git", "ssh://git@github.com/Lab/list", f"{AT}/"],
)
def test_files_that_are_there_are_alive(folder: Path, remote: str) -> None:
    git(folder, "remote", "add", "origin", remote)
    there = [
        f"{AT}/blob/main/docs/a%20b.md", f"{AT}/tree/topic/docs", f"{AT}/raw/HEAD/docs/a%20b.md",
        "https://raw.githubusercontent.com/lab/list/main/docs/a%20b.md",
    ]  # fmt: skip
    others = [
        f"{AT}/blob/main/gone.md", f"{AT}/blob/v1.0/docs/a%20b.md", f"{AT}/issues", AT, f"{AT}/blob/main",
        "https://github.com/lab/other/blob/main/docs/a%20b.md", "https://example.org/lab/list/blob/main/docs/a%20b.md",
        f"{AT}/blob/main/out.md", f"{AT}/blob/main/.git/config", f"{AT}/blob/main/%2e%2e/outside.md",
        f"{AT}/blob/main/%00",
    ]  # fmt: skip
    found = own_files([*there, *others], folder / "sub")
    assert sorted(found) == sorted(there)
    assert {verdict.state for verdict in found.values()} == {"alive"}


def test_without_a_remote_or_a_checkout_nothing_is_known(folder: Path, tmp_path: Path) -> None:
    assert own_files([f"{AT}/blob/main/docs/a%20b.md"], folder) == {}
    assert own_files([f"{AT}/blob/main/outside.md"], tmp_path) == {}
