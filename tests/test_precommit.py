"""The hooks under the real pre-commit: it clones this project, builds its environment, and runs in a list's repository.

pip builds that environment once for all tests; it takes as long as installing medlint takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from web import Web
from web.server import status

ROOT = Path(__file__).resolve().parents[1]
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "medlint", "pyproject.toml", "schema")
"""What pre-commit needs of the project, so that its repository holds the code as it is now, committed or not."""

CLEAN = """\
# A list

| Title     | Source                       | Size                  |
|-----------|------------------------------|-----------------------|
| LIDC-IDRI | https://www.example.org/lidc | 1,018 scans, 133.2 GB |
"""
BROKEN = CLEAN.replace("1,018 scans, 133.2 GB", " " * 21)
MENDABLE = CLEAN.replace("https://www.example.org/lidc", "http://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command in a folder, away from the settings of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT", "PRE_COMMIT", "MEDLINT"))}
    environment |= {
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # the installed hook's pre-commit
    }
    (home / "gitconfig").write_text("[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n")

    def start(folder: Path, *command: str | Path, ends: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
            timeout=300, check=False,
        )  # fmt: skip
        assert ends is None or done.returncode == ends, done.stdout + done.stderr
        return done

    return start


@pytest.fixture(scope="session")
def hooks(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository of this project as it is now, and its revision."""
    folder = tmp_path_factory.mktemp("medlint")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder)
    run(folder, "git", "init", "-q")
    run(folder, "git", "add", ".")
    run(folder, "git", "commit", "-q", "-m", "as it is now")
    return folder, run(folder, "git", "rev-parse", "HEAD").stdout.strip()


@pytest.fixture
def repository(run: Run, hooks: tuple[Path, str], tmp_path: Path) -> Callable[..., Path]:
    """Makes a list's repository: repository(text of the README, ids of hooks, **what else a hook gets)."""

    def make(text: str, *ids: str, **more: object) -> Path:
        folder, rev = hooks
        repo = {"repo": str(folder), "rev": rev, "hooks": [{"id": name, **more} for name in ids]}
        (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repo]}))
        (tmp_path / "README.md").write_text(text, "utf-8")
        run(tmp_path, "git", "init", "-q")
        run(tmp_path, "git", "add", ".")
        return tmp_path

    return make


def check(run: Run, folder: Path, *arguments: str, ends: int = 0) -> str:
    """What pre-commit says of all files."""
    return run(folder, sys.executable, "-m", "pre_commit", "run", "--all-files", *arguments, ends=ends).stdout


def test_the_hooks_are_valid(run: Run) -> None:
    run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")


def test_a_clean_list_passes(run: Run, repository: Callable[..., Path]) -> None:
    out = check(run, repository(CLEAN, "medlint"))
    assert out.splitlines()[-1] == f"medlint{'.' * 66}Passed"


def test_a_broken_list_is_not_committed(run: Run, repository: Callable[..., Path]) -> None:
    folder = repository(BROKEN, "medlint")
    run(folder, sys.executable, "-m", "pre_commit", "install")
    said = run(folder, "git", "commit", "-m", "a list", ends=1).stderr
    assert f"medlint{'.' * 66}Failed" in said
    assert "README.md\n  5:45  error MED205  size is missing for 'LIDC-IDRI'\n" in said
    assert "\x1b" not in said
    assert run(folder, "git", "rev-parse", "-q", "--verify", "HEAD", ends=None).returncode != 0
    (folder / "README.md").write_text(CLEAN, "utf-8")
    run(folder, "git", "commit", "-a", "-m", "a list")
    (folder / "tool.py").write_text("print(1)\n")
    run(folder, "git", "add", "tool.py")
    assert "(no files to check)Skipped" in run(folder, "git", "commit", "-m", "a tool").stderr


def test_fix_mends_the_file(run: Run, repository: Callable[..., Path]) -> None:
    folder = repository(MENDABLE, "medlint-fix")
    assert "files were modified by this hook" in check(run, folder, ends=1)
    mended = (folder / "README.md").read_text("utf-8")
    assert mended == MENDABLE.replace("http://dx.doi.org/", "https://doi.org/")
    run(folder, "git", "add", ".")
    assert "Passed" in check(run, folder)


def test_links_are_asked_for_by_hand_only(run: Run, repository: Callable[..., Path]) -> None:
    with Web() as web:
        site = web.site({"/lidc": status(404)})
        folder = repository(
            CLEAN.replace("https://www", "http://www"), "medlint-links",
            args=["--connect-to", f"www.example.org:80:127.0.0.1:{site.port}", "--select", "MED601"],
        )  # fmt: skip
        assert check(run, folder) == ""
        assert not site.requests
        by_hand = (sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual", "medlint-links")
        said = run(folder, *by_hand, ends=1).stdout
    assert site.requests
    assert "error MED601" in said
    assert "404" in said
