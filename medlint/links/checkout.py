"""A list's own files by their addresses at its host: what is in the checkout is there, pushed or not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote

from medlint.answers import Verdict
from medlint.git import checkout, line
from medlint.lazy import regex

# https and ssh addresses of a remote, and `git@host:owner/name`.
_REMOTE = regex(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+)?/|[^@/]*@(?P<at>[^/:]+):)"
    r"(?P<path>[^?#]+?)(?:\.git)?/?"
)
_BRANCHES = ("main", "master", "HEAD")


def own_files(urls: Iterable[str], folder: Path) -> dict[str, Verdict]:
    """The addresses that name files and folders of the folder's own checkout which are there, with their verdicts.

    What isn't there may be on another branch, so its host is asked as ever. Only addresses on the branch that is
    checked out, or on a main branch, are meant.
    """
    likely = [url for url in urls if any(mark in url for mark in ("/blob/", "/tree/", "/raw/", "//raw."))]
    top = checkout(folder) if likely else None
    remote = _REMOTE.fullmatch(line(top, "config", "--get", "remote.origin.url")) if top is not None else None
    if top is None or remote is None:
        return {}
    host, repository = (remote["host"] or remote["at"]).lower(), re.escape(remote["path"])
    shown = rf"{re.escape(host)}/{repository}/(?:-/)?(?:blob|tree|raw)"
    if host == "github.com":
        shown += rf"|raw\.githubusercontent\.com/{repository}"
    branches = {*_BRANCHES, line(top, "symbolic-ref", "--short", "-q", "HEAD")} - {""}
    ours = re.compile(rf"https?://(?i:{shown})/(?:{'|'.join(re.escape(quote(name)) for name in branches)})/([^?]+)")
    named = ((url, ours.match(url)) for url in likely)
    return {url: Verdict("alive", "is in the checkout") for url, it in named if it and _is_there(top, unquote(it[1]))}


def _is_there(top: Path, path: str) -> bool:
    """Whether a path of the checkout is there, and no way out of it."""
    try:
        real = os.path.realpath(top / path, strict=True)
    except (OSError, ValueError):
        return False
    within = os.path.relpath(real, os.path.realpath(top)).split(os.sep)
    return within[0] not in ("..", ".git")
