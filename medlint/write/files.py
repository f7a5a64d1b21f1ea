"""Files written so that nobody ever sees half of one: beside, flushed to the disk, and then renamed.

What leads out of the list is refused, see `root`.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from medlint.config import ConfigError
from medlint.interrupt import held_back
from medlint.limit import MAX_REPORT, SECONDS, read_bytes
from medlint.root import Root


class WriteError(ConfigError):
    """A file could not be written, and is as it was; the message names it and says why."""


def replace(path: Path, data: bytes, root: Root, *, expected: bytes) -> None:
    """Put `data` in the place of a file that still holds `expected`; its mode is kept.

    Of a symbolic link the file it points at is replaced. Raises WriteError, also where the file was changed
    since it was read.
    """
    target = root.real(path)
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
        if not os.access(target, os.W_OK):
            raise WriteError(f"{path}: the file may not be written: permission denied")
        with _beside() as write:
            temporary = write(target, data, mode)
            if read_bytes(target, MAX_REPORT, follow=False) != expected:
                raise WriteError(f"{path}: the file was changed since it was read, nothing is written")
            os.replace(temporary, target)
        _flush_folder(target.parent)
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None


def create(path: Path, data: bytes, root: Root) -> bool:
    """Write a file that isn't there yet, and its folders. False, and nothing is written, where something is.

    Raises WriteError.
    """
    if os.path.lexists(root.within(path)):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside() as write:
            made = _link(write(path, data, 0o666 & ~_umask()), path)
        _flush_folder(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    return made


def create_all(contents: Mapping[Path, bytes], root: Root) -> list[Path]:
    """Write files that aren't there yet, as `create` does each of them; the paths of those written.

    The disk is waited for once, not once for each of thousands of files. Raises WriteError.
    """
    temporary: dict[Path, Path] = {}
    path = Path()
    try:
        mode = 0o666 & ~_umask()
        with _beside() as write:
            for path, data in contents.items():
                if not os.path.lexists(root.within(path)):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    temporary[path] = write(path, data, mode, flush=False)
            if hasattr(os, "sync"):
                os.sync()
            made = [path for path, beside in temporary.items() if _link(beside, path)]
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    for folder in {path.parent for path in made}:
        _flush_folder(folder)
    return made


def put(path: Path, data: bytes, root: Root) -> None:
    """Write a file of our own, whether it is there or not; to a device or pipe as well. Raises WriteError."""
    if create(path, data, root):
        return
    try:
        if _is_stream(path.stat()):
            _pour(path, data)
            return
        held = root.read(path, MAX_REPORT)
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    if held != data:
        replace(path, data, root, expected=held)


def _pour(path: Path, data: bytes) -> None:
    """Write to a device, or to a pipe that somebody reads before long. Raises OSError."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            with open(handle, "wb") as file:
                if not _is_stream(os.fstat(handle)):
                    raise OSError("another file has come in its place")
                os.set_blocking(handle, True)
                file.write(data)
            return


def _is_stream(of: os.stat_result) -> bool:
    """Whether what is written to a file goes elsewhere: to a device, or to whoever reads a pipe."""
    return stat.S_ISCHR(of.st_mode) or stat.S_ISFIFO(of.st_mode)


def put_tree(top: Path, contents: Iterable[tuple[str, bytes]], root: Root) -> list[str]:
    """Write files below a folder, in place of those that are there; their names, which are paths with `/`.

    Nothing is written outside: a symbolic link below the folder is no way, and one in a file's place is replaced.
    Raises WriteError.
    """
    made: list[str] = []
    folders: set[str] = set()
    path = top
    try:
        root.within(top).mkdir(parents=True, exist_ok=True)
        real = Path(os.path.realpath(top))
        mode = 0o666 & ~_umask()
        for name, data in contents:
            folder, _, _ = name.rpartition("/")
            path = real / name
            if folder not in folders:
                _make_below(real, folder)
                folders.add(folder)
            with _beside() as write:
                os.replace(write(path, data, mode, flush=False), path)
            made.append(name)
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    return made


def _make_below(root: Path, folder: str) -> None:
    here = root
    for part in folder.split("/") if folder else ():
        here /= part
        if part in ("", ".", "..") or here.is_symlink():
            raise WriteError(f"{here}: this leads out of {root}, nothing is written there")
        here.mkdir(exist_ok=True)


class _Write(Protocol):
    def __call__(self, target: Path, data: bytes, mode: int, *, flush: bool = True) -> Path: ...


@contextmanager
def _beside() -> Iterator[_Write]:
    """What writes a file beside another; what isn't renamed in the end is gone, and nothing ends the run meanwhile."""
    from tempfile import mkstemp

    made: list[str] = []

    def write(target: Path, data: bytes, mode: int, *, flush: bool = True) -> Path:
        handle, name = mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
        made.append(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if flush:
                file.flush()
                os.fsync(handle)
        os.chmod(name, mode)
        return Path(name)

    with held_back():
        try:
            yield write
        finally:
            for name in made:
                Path(name).unlink(missing_ok=True)


def _link(beside: Path, path: Path) -> bool:
    """Give the file its name without ever overwriting another; False where the name is taken."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            return False
        os.rename(beside, path)
    return True


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows can't open folders, some network file systems can't flush them
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
