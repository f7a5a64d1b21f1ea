"""Queries of git that are safe in a checkout that strangers may have written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_TIMEOUT = 120.0
"""Seconds that a command may take; reading a list of 10,000 files takes one."""
_OF_HOOKS = frozenset((
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE",
))  # fmt: skip
"""In a hook git names its own folders by these, relative to another working folder."""
_SAFE = (
    "-c", "safe.bareRepository=explicit",  # a folder that looks like a repository is none
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "log.showSignature=false",  # a configuration names the program that checks it
)  # fmt: skip


class GitError(Exception):
    """git could not say what it was asked for; the message is its own."""


def checkout(folder: Path) -> Path | None:
    """The top of the git checkout that holds a folder (resolved), None outside of any.

    Only `.git` makes a checkout, which no commit can hold; a folder with the files of a repository is none.
    """
    here = Path(os.path.realpath(folder))
    return next((above for above in (here, *here.parents) if (above / ".git").exists()), None)


def inside(folder: str, target: str) -> bool:
    """True for a folder itself and what lies below it, what git keeps there aside: settings, secrets and hooks.

    Both are paths without symbolic links.
    """
    below = target[len(folder.rstrip(os.sep)) :]
    return target == folder or (
        target.startswith(folder.rstrip(os.sep) + os.sep) and ".git" not in below.lower().split(os.sep)
    )


def led_out(path: Path, top: str) -> bool:
    """Whether a path, as it is written, lies below the top of a list, and a symbolic link leads it elsewhere."""
    full = Path(os.path.abspath(path))
    if inside(top, os.path.realpath(full)):
        return False
    above = ((here, os.path.realpath(here)) for here in full.parents)
    return any(inside(top, real) and inside(top, os.path.join(real, full.relative_to(here))) for here, real in above)


def run(top: Path, *arguments: str, stdin: bytes = b"", seconds: float = _TIMEOUT) -> bytes:
    """What a git command says in the checkout with this top. Raises GitError."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    # Objects that are missing are not fetched, by no protocol, whatever a configuration allows.
    environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
    try:
        done = subprocess.run(  # noqa: S603 # a list of arguments, no shell
            ["git", *_SAFE, "-C", str(top), *arguments],  # noqa: S607 # the git that the user has
            input=stdin,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git can't be run: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[-1].removeprefix("fatal: ") if said else f"git ended with {done.returncode}")
    return done.stdout


def line(top: Path, *arguments: str) -> str:
    """What git says on one line; empty where it can't: no remote, no branch, no git."""
    try:
        return run(top, *arguments).decode("utf-8", "replace").strip()
    except GitError:
        return ""


def make_ignored(folder: Path) -> None:
    """Make a folder with a .gitignore that keeps it out of git. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(folder / ".gitignore", "x", encoding="ascii") as file:  # through no link
        file.write("*\n")


def tracked(path: Path) -> bool:
    """True for a file that git tracks: a commit brought it. True as well where git can't be asked.

    Case tells no names apart: on many disks it doesn't.
    """
    top = checkout(path.parent)
    if top is None:
        return False
    within = os.path.relpath(os.path.join(os.path.realpath(path.parent), path.name), top).replace(os.sep, "/")
    if _absent(top, within):
        return False
    try:
        return bool(run(top, "ls-files", "-z", "--", f":(top,literal,icase){within}"))
    except GitError:
        return True


def _absent(top: Path, within: str) -> bool:
    """True where the index itself tells that it does not have a path, in less time than git takes to start.

    Indices of versions 2 and 3 hold each path as it is (https://git-scm.com/docs/index-format).
    """
    folder = top / ".git"
    try:
        index = (folder / "index").read_bytes()
    except OSError:
        return False
    whole = index[:4] == b"DIRC" and index[4:8] in (b"\0\0\0\2", b"\0\0\0\3") and not any(folder.glob("sharedindex.*"))
    return whole and os.fsencode(within).lower() not in index.lower()
