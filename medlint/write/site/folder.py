"""The folder of a site: ours alone, so that a new build can take away what an old one left."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from medlint.config import ConfigError
from medlint.root import Root
from medlint.write.files import put_tree

_MARK = ".medlint-site.json"
"""The names of the files that were written, relative to the folder."""
_VARY = ("datasets/", "exports/", "badges/", "assets/", "sitemap.xml")
"""What not every build writes. Nothing else is ever taken away: a pull request may have written the names."""


def claim(folder: Path, root: Root) -> None:
    """Make sure that the folder is new, empty or of an earlier build. Raises ConfigError for any other."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"--to: {folder} is not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise ConfigError(f"--to: {folder} holds other files; name a folder that is empty or new")
    if not (folder / _MARK).is_file():
        put_tree(folder, [(_MARK, b"[]\n")], root)  # also where the build is cut short, the folder is known as ours


def settle(folder: Path, written: Sequence[str], root: Root) -> None:
    """Take away what an earlier build wrote and this one did not, and note what there is now."""
    top = root.real(folder)
    now = set(written)
    for name in _earlier(folder, root):
        path = top.joinpath(*name.split("/"))
        plain = not {"", ".", ".."} & set(name.split("/")) and Path(os.path.realpath(path.parent)) == path.parent
        if name not in now and name.startswith(_VARY) and plain and path.is_relative_to(top) and root.holds(path):
            with suppress(OSError):
                path.unlink()
    put_tree(folder, [(_MARK, f"{json.dumps(sorted(now), indent=0)}\n".encode())], root)


def _earlier(folder: Path, root: Root) -> list[str]:
    try:
        names = json.loads(root.read(folder / _MARK))
    except (OSError, ValueError, RecursionError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
