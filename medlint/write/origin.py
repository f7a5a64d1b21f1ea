"""Where this medlint came from, so that what `init` writes installs the same one."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from medlint import __version__
from medlint.git import line
from medlint.lazy import regex
from medlint.report.home import PROJECT

_HTTPS = regex(r"https://[\w.~:/%+-]+")
_SSH = regex(r"(?:ssh://)?git@([\w.-]+)[:/]([\w.~/-]+)")


class Origin(NamedTuple):
    """A repository and a revision of it, a commit or a tag, and what pip installs."""

    repository: str
    rev: str
    requirement: str


def origin() -> Origin:
    """The commit that was installed from a repository or a checkout (PEP 610), else the release of this version."""
    url, commit = _installed_from()
    if _HTTPS.fullmatch(url) and re.fullmatch(r"[0-9a-f]{40,64}", commit):
        return Origin(url.removesuffix(".git"), commit, f"medlint @ git+{url}@{commit}")
    return Origin(PROJECT, f"v{__version__}", f"medlint=={__version__}")


def _installed_from() -> tuple[str, str]:
    """The address of the repository and the commit, each empty where it isn't known."""
    try:
        data = json.loads(distribution("medlint").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "", ""
    if not isinstance(data, dict):
        return "", ""
    url = str(data.get("url", ""))
    if "vcs_info" in data:
        return url, str(data["vcs_info"].get("commit_id", ""))
    if "dir_info" in data and url.startswith("file:"):
        folder = Path(url2pathname(urlsplit(url).path))
        return _https(line(folder, "remote", "get-url", "origin")), _pushed(folder)
    return "", ""


def _pushed(folder: Path) -> str:
    """The commit of a checkout, where its remote has it; empty where nobody else could install it."""
    commit = line(folder, "rev-parse", "HEAD")
    return commit if commit and line(folder, "branch", "--remotes", "--contains", commit) else ""


def _https(remote: str) -> str:
    """The remote's address as anybody may read it."""
    found = _SSH.fullmatch(remote)
    return f"https://{found[1]}/{found[2]}" if found else remote
