"""Where medlint was installed from, read from what pip wrote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from medlint import __version__
from medlint.write.origin import Origin, origin

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RELEASE = Origin("https://github.com/medlint/medlint", f"v{__version__}", f"medlint=={__version__}")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that is looked at first, with a medlint in it."""
    info = tmp_path / "site" / "medlint-9.9.9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: medlint\nVersion: 9.9.9\n")
    monkeypatch.syspath_prepend(str(info.parent))
    return info


def write(installed: Path, data: Any) -> None:
    (installed / "direct_url.json").write_text(json.dumps(data))


def test_a_commit_of_a_repository(installed: Path) -> None:
    url = "https://git.example.org/team/medlint.git"
    write(installed, {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}})
    assert origin() == Origin("https://git.example.org/team/medlint", COMMIT, f"medlint @ git+{url}@{COMMIT}")


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        [],
        {"url": "https://user:secret@git.example.org/medlint", "vcs_info": {"commit_id": COMMIT}},
        {"url": 'https://git.example.org/x"; rm -rf ~', "vcs_info": {"commit_id": COMMIT}},
        {"url": "https://git.example.org/medlint", "vcs_info": {"commit_id": "main"}},
        {"url": "file:///nowhere", "dir_info": {"editable": True}},
        {"url": "https://example.org/medlint-9.9.9-py3-none-any.whl", "archive_info": {}},
    ],
)
def test_anything_else_is_the_release(installed: Path, data: Any) -> None:
    if data is not None:
        write(installed, data)
    assert origin() == RELEASE


def test_a_checkout_counts_once_its_commit_is_pushed(installed: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = [
            "git",
            "-C",
            str(tmp_path / "work"),
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    (tmp_path / "work").mkdir()
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "one")
    git("remote", "add", "origin", "git@git.example.org:team/medlint.git")
    write(installed, {"url": (tmp_path / "work").as_uri(), "dir_info": {"editable": True}})
    assert origin() == RELEASE, "nobody else has this commit"
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    commit = git("rev-parse", "HEAD")
    url = "https://git.example.org/team/medlint.git"
    assert origin() == Origin(url.removesuffix(".git"), commit, f"medlint @ git+{url}@{commit}")
