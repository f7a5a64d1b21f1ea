"""Files written so that nobody ever sees half of one: beside, flushed to the disk, and then renamed.

What leads out of the list is refused, see `root`.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from medlint.config import ConfigError
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
        beside = _beside(target, data, mode)
        try:
            if read_bytes(target, MAX_REPORT, follow=False) != expected:
                raise WriteError(f"{path}: the file was changed since it was read, nothing is written")
            os.replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
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
        beside = _beside(path, data, 0o666 & ~_umask())
        try:
            made = _link(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        _flush_folder(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    return made


def create_all(contents: Mapping[Path, bytes], root: Root) -> list[Path]:
    """Write files that aren't there yet, as `create` does each of them; the paths of those written.

    The disk is waited for once, not once for each of thousands of files. Raises WriteError.
    """
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        mode = 0o666 & ~_umask()
        for path, data in contents.items():
            if not os.path.lexists(root.within(path)):
                path.parent.mkdir(parents=True, exist_ok=True)
                beside[path] = _beside(path, data, mode, flush=False)
        if hasattr(os, "sync"):
            os.sync()
        made = [path for path, temporary in beside.items() if _link(temporary, path)]
    except OSError as error:
        raise WriteError(f"{path}: the file can't be written: {error.strerror or error}") from None
    finally:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
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
        for name, data in contents:
            folder, _, _ = name.rpartition("/")
            path = real / name
            if folder not in folders:
                _make_below(real, folder)
                folders.add(folder)
            beside = path.with_name(f".{path.name}.tmp")
            beside.unlink(missing_ok=True)
            with open(beside, "xb") as file:
                file.write(data)
            os.replace(beside, path)
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


def _beside(target: Path, data: bytes, mode: int, *, flush: bool = True) -> Path:
    from tempfile import mkstemp

    handle, name = mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, mode)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


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
