"""A list's own files by their addresses at its host: what is in the checkout is there, pushed or not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from medlint.answers import Verdict
from medlint.git import GitError, checkout, run
from medlint.lazy import regex

# https and ssh addresses of a remote, and `git@host:owner/name`.
_REMOTE = regex(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+)?/|[^@/]*@(?P<at>[^/:]+):)"
    r"(?P<path>[^?#]+?)(?:\.git)?/?"
)
_BRANCHES = frozenset(("main", "master", "HEAD"))


def own_files(urls: Iterable[str], folder: Path) -> dict[str, Verdict]:
    """The addresses that name files and folders of the folder's own checkout which are there, with their verdicts.

    What isn't there may be on another branch, so its host is asked as ever. Only addresses on the branch that is
    checked out, or on a main branch, are meant.
    """
    likely = {url: named for url in urls if (named := _named(url)) is not None}
    top = checkout(folder) if likely else None
    if top is None:
        return {}
    remote = _REMOTE.fullmatch(_git(top, "config", "--get", "remote.origin.url"))
    branch = _git(top, "symbolic-ref", "--short", "-q", "HEAD")
    if remote is None:
        return {}
    here = ((remote["host"] or remote["at"]).lower(), remote["path"].lower())
    found = {}
    for url, named in likely.items():
        ours = (named.host, named.repository.lower()) == here and named.branch in {*_BRANCHES, branch}
        if ours and _is_there(top, named.path):
            found[url] = Verdict("alive", "is in the checkout")
    return found


def _git(top: Path, *arguments: str) -> str:
    """What git says on one line; empty where it can't: no remote, no branch, no git."""
    try:
        return run(top, *arguments).decode("utf-8", "replace").strip()
    except GitError:
        return ""


class _Named(NamedTuple):
    """What an address names at a code host."""

    host: str
    repository: str
    branch: str
    path: str


def _named(url: str) -> _Named | None:
    """The file or folder that an address names; None for other addresses."""
    if not any(mark in url for mark in ("/blob/", "/tree/", "/raw/", "//raw.")):
        return None
    split = urlsplit(url)
    segments = [unquote(segment) for segment in split.path.strip("/").split("/")]
    host = split.netloc.lower()
    if host == "raw.githubusercontent.com" and len(segments) > 3:
        return _Named("github.com", "/".join(segments[:2]), segments[2], "/".join(segments[3:]))
    at = next((place for place, segment in enumerate(segments) if place > 1 and segment in ("blob", "tree", "raw")), 0)
    if not at or len(segments) < at + 3:
        return None
    repository = [segment for segment in segments[:at] if segment != "-"]
    return _Named(host, "/".join(repository), segments[at + 1], "/".join(segments[at + 2 :]))


def _is_there(top: Path, path: str) -> bool:
    """Whether a path of the checkout is there, and no way out of it."""
    try:
        real = os.path.realpath(top / path, strict=True)
    except (OSError, ValueError):
        return False
    within = os.path.relpath(real, os.path.realpath(top)).split(os.sep)
    return within[0] not in ("..", ".git")
