"""When each dataset came into the list: what its repository's history says, else what its record does."""

from __future__ import annotations

import os
import re
from pathlib import Path

from medlint.write.export.record import Record

_PATIENCE = 10.0  # seconds that git may take
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def added(folder: Path) -> dict[Path, str]:
    """The day on which each YAML file below a folder came into its git repository; empty where that isn't known."""
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}  # no repository, or one of which only the end of the history is here
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    log = _git(
        folder, "-c", "core.quotePath=false", "log", "--no-renames", "--diff-filter=A", "--name-only",
        "--format=%x01%cs", "--", "*.yaml", "*.yml",
    )  # fmt: skip
    out: dict[Path, str] = {}
    for commit in log.split("\x01")[1:]:
        day, *names = commit.split("\n")
        for name in filter(None, names):
            out[top / name] = day  # the last that is told is the first that was made
    return out


def day_of(record: Record, days: dict[Path, str], root: Path) -> str:
    """When a dataset came into the list: its file's day, else when the record was verified; empty for neither."""
    found = days.get((root / record.path).resolve(), "") if days else ""
    return found or (record.verified if _DAY.fullmatch(record.verified) else "")


def _git(folder: Path, *arguments: str) -> str:
    """What git says; empty where it fails, isn't there, or takes long."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    try:
        done = subprocess.run(  # noqa: S603 # a list of arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 # the git that the user has
            capture_output=True,
            timeout=_PATIENCE,
            env={**environment, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
