"""When each dataset came into the list: what its repository's history says, else what its record does."""

from __future__ import annotations

import os
from pathlib import Path

from medlint.git import GitError, checkout, run
from medlint.lazy import regex
from medlint.write.export.record import Record

_PATIENCE = 10.0  # seconds that git may take
_DAY = regex(r"\d{4}-\d\d-\d\d")


def added(folder: Path) -> dict[Path, str]:
    """The day on which each YAML file below a folder came into its git repository; empty where that isn't known."""
    top = checkout(folder)
    try:
        if top is None or run(top, "rev-parse", "--is-shallow-repository", seconds=_PATIENCE).strip() != b"false":
            return {}  # no repository, or one of which only the end of the history is here
        within = os.path.relpath(os.path.realpath(folder), top)
        log = run(
            top, "-c", "core.quotePath=false", "log", "--no-renames", "--diff-filter=A", "--name-only",
            "--format=%x01%cs", "--", *(os.path.join(within, name) for name in ("*.yaml", "*.yml")), seconds=_PATIENCE,
        ).decode("utf-8", "replace")  # fmt: skip
    except GitError:
        return {}
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
