"""A list's own files by their addresses at its host: what is in the checkout is there, pushed or not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from medlint.answers import Verdict
from medlint.git import GitError, checkout, run

# https and ssh addresses of a remote, and `git@host:owner/name`.
_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+)?/|(?:[^@/]*@)(?P<at>[^/:]+):)(?P<path>[^?#]+?)(?:\.git)?/?"
)
_BRANCHES = frozenset(("main", "master", "HEAD"))


def own_files(urls: Iterable[str], folder: Path) -> dict[str, Verdict]:
    """The addresses that name files and folders of the folder's own checkout which are there, with their verdicts.

    What isn't there may be on another branch, so its host is asked as ever. Only addresses on the branch that is
    checked out, or on a main branch, are meant.
    """
    likely = [url for url in urls if _inside(url)]
    top = checkout(folder) if likely else None
    if top is None:
        return {}
    try:
        remote = _REMOTE.fullmatch(_git(top, "config", "--get", "remote.origin.url"))
        branch = _git(top, "rev-parse", "--abbrev-ref", "HEAD")
    except GitError:
        return {}
    if remote is None:
        return {}
    here = ((remote["host"] or remote["at"]).lower(), remote["path"].lower())
    found = {}
    for url in likely:
        host, repository, ref, path = _inside(url)
        if (host, repository.lower()) == here and ref in {*_BRANCHES, branch} and _is_there(top, path):
            found[url] = Verdict("alive", "is in the checkout")
    return found


def _git(top: Path, *arguments: str) -> str:
    return run(top, *arguments).decode("utf-8", "replace").strip()


def _inside(url: str) -> tuple[str, str, str, str] | tuple[()]:
    """Host, repository, branch and path of a file or folder; empty for other addresses."""
    if "/blob/" not in url and "/tree/" not in url and "/raw/" not in url and "githubusercontent" not in url:
        return ()
    split = urlsplit(url)
    segments = [unquote(segment) for segment in split.path.strip("/").split("/")]
    host = split.netloc.lower()
    if host == "raw.githubusercontent.com" and len(segments) > 3:
        return "github.com", "/".join(segments[:2]), segments[2], "/".join(segments[3:])
    at = next((place for place, segment in enumerate(segments) if place > 1 and segment in ("blob", "tree", "raw")), 0)
    if not at or len(segments) < at + 3:
        return ()
    repository = [segment for segment in segments[:at] if segment != "-"]
    return host, "/".join(repository), segments[at + 1], "/".join(segments[at + 2 :])


def _is_there(top: Path, path: str) -> bool:
    """Whether a path of the checkout is there, and no way out of it."""
    try:
        real = os.path.realpath(top / path, strict=True)
    except (OSError, ValueError):
        return False
    within = os.path.relpath(real, os.path.realpath(top)).split(os.sep)
    return within[0] not in ("..", ".git")
