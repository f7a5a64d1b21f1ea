"""The root of a list: nothing outside of it is read or written unless the command line itself named it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from medlint.config import Config, ConfigError
from medlint.git import checkout, inside, led_out
from medlint.limit import MAX_BYTES, read_bytes


def below(path: str | Path, root: Path) -> str:
    """A path as the config writes it: relative to its root, with `/`."""
    full, top = os.path.abspath(path), os.path.join(os.path.abspath(root), "")
    name = full[len(top) :] if full.startswith(top) else os.path.relpath(full, top)
    return name.replace(os.sep, "/")


class OutsideError(ConfigError):
    """A path leads out of the list or into its `.git`; the message names the path, and nothing of what is there."""


class Root:
    """The top of the git checkout that holds the config's folder, else that folder; and what was named besides."""

    def __init__(self, config: Config) -> None:
        self.folder = checkout(config.root) or Path(os.path.realpath(config.root))
        self._open = (str(self.folder), *config.named)
        self._folders: dict[str, str] = {}

    def holds(self, path: Path | str) -> bool:
        """True where a path, symbolic links followed, stays below the root or what was named, and out of `.git`."""
        return self.target(path) is not None

    def target(self, path: Path | str) -> str | None:
        """Where a path leads, without symbolic links; None where `holds` says no."""
        try:
            target = self._resolved(os.fspath(path))
        except OSError:
            return None
        return target if any(inside(folder, target) for folder in self._open) else None

    def _resolved(self, path: str) -> str:
        """The path without symbolic links; thousands of files lie in few folders."""
        if os.path.islink(path) or os.pardir in path.split(os.sep):  # a link's `..` is not that of its name
            return os.path.realpath(path)
        if "\0" in path:
            raise OSError("no file has such a name")
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], name)

    def within(self, path: Path) -> Path:
        """The path, where `holds` says so. Raises OutsideError."""
        self.real(path)
        return path

    def real(self, path: Path) -> Path:
        """Where the path leads, without symbolic links, where `holds` says so. Raises OutsideError."""
        if (real := self.target(path)) is None:
            raise _outside(path, self.folder)
        return Path(real)

    def read(self, path: Path, most: int = MAX_BYTES) -> bytes:
        """What a file holds: what is allowed is what is opened, though a link may have come in its place meanwhile.

        Raises OutsideError, and what `read_bytes` raises.
        """
        if (real := self.target(path)) is None:
            raise _outside(path, self.folder)
        try:
            return read_bytes(real, most, follow=False)
        except FileNotFoundError:
            if not path.is_fifo():  # a shell's, which has no path
                raise
            return read_bytes(path, most)


def refuse_led_out(paths: Iterable[Path]) -> None:
    """Raise OutsideError for a path in the checkout around the working folder that a symbolic link leads out of it."""
    top = checkout(Path())
    for path in paths:
        if top is not None and led_out(path, str(top)):
            raise _outside(path, top)


def _outside(path: Path, top: Path) -> OutsideError:
    return OutsideError(f"{path}: this leads out of {top}, nothing is read or written there")


def naming(config: Config, paths: Iterable[Path | None]) -> Config:
    """The config with what the command line named: that, and what lies below it, may be read and written.

    A name in the list that a symbolic link leads out of it names nothing: a commit can bring the link.
    """
    top = str(Root(config).folder)
    named = (os.path.realpath(path) for path in paths if path is not None and not led_out(path, top))
    return config._replace(named=tuple(dict.fromkeys((*config.named, *named))))
