"""Where the files of a report stand in their repository, and under which address people see them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from medlint.git import GitError, checkout, run
from medlint.lazy import regex

_QUESTIONS = (("remote", "get-url", "origin"), ("rev-parse", "HEAD"))
_REMOTE = regex(
    r"(?:https://(?:[^@/]*@)?|ssh://git@|git@)(?P<host>(?:[\w-]+\.)*(?:github|gitlab)(?:\.[\w-]+)+)[:/]"
    r"(?P<path>[\w.-]+(?:/[\w.-]+)+)/?"
)
"""A remote at GitHub or GitLab, also at one of one's own: these two are known to show lines."""
_PATIENCE = 10.0
"""Seconds that git may take."""

PROJECT = "https://github.com/medlint/medlint"
"""Where people read about medlint; its docs/rules/ has a page for each rule."""


def help_uri(code: str) -> str:
    """Where a rule is explained in the web."""
    return f"{PROJECT}/blob/main/docs/rules/{code}.md"


class Home(NamedTuple):
    """`folder` is the working folder inside the repository ("" for its top); `blob` the address of its files.

    Without `blob` nothing is linked: a relative address would lead astray from where a report is read.
    """

    folder: str = ""
    blob: str = ""

    def path(self, path: str) -> str:
        """The path of a file inside the repository; an absolute one stays as it is."""
        return posixpath.normpath(posixpath.join(self.folder, path))

    def url(self, path: str, line: int) -> str:
        """The address of a line of a file, or "" where there is none.

        `plain=1` asks GitHub for the text of a Markdown file: the page made of it has no lines.
        """
        inside = self.path(path)
        if not self.blob or inside.startswith(("/", "../")):
            return ""
        return f"{self.blob}/{quote(inside)}?plain=1#L{line}"


def from_checkout(folder: Path) -> Home:
    """What git tells of the checkout that holds a folder: its remote, where that has the commit; else an empty Home."""
    top = checkout(folder)
    if top is None:
        return Home()
    try:
        remote, commit = (run(top, *asked, seconds=_PATIENCE).decode().strip() for asked in _QUESTIONS)
        pushed = run(top, "branch", "--remotes", "--contains", commit, seconds=_PATIENCE)
    except (GitError, UnicodeDecodeError):
        return Home()
    found = _REMOTE.fullmatch(remote)
    if not found or not pushed or not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        return Home()
    inside = folder.resolve().relative_to(top).as_posix()
    way = "-/blob" if "gitlab" in found["host"] else "blob"
    return Home(
        "" if inside == "." else inside, f"https://{found['host']}/{found['path'].removesuffix('.git')}/{way}/{commit}"
    )


def from_environment(environment: Mapping[str, str], folder: Path) -> Home:
    """What GitHub Actions tells of the checkout (its documented default variables); an empty Home elsewhere."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return Home()
    top = environment.get("GITHUB_WORKSPACE", "")
    inside = ""
    if top and folder.resolve().is_relative_to(Path(top).resolve()):
        inside = folder.resolve().relative_to(Path(top).resolve()).as_posix()
    server = environment.get("GITHUB_SERVER_URL", "")
    repository, commit = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_SHA", "")
    known = re.fullmatch(r"https://[\w.:-]+", server) and re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
    blob = f"{server}/{repository}/blob/{commit}" if known and re.fullmatch(r"[0-9a-f]{40,64}", commit) else ""
    return Home("" if inside == "." else inside, blob)
