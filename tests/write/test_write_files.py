"""Writing: whole or not at all, mode and link kept, never over what somebody else wrote."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from medlint.config import Config
from medlint.root import OutsideError, Root
from medlint.write import files


def test_replace_keeps_the_mode(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_bytes(b"old\r\n")
    file.chmod(0o751)
    files.replace(file, b"new\r\n", Root(Config(root=tmp_path)), expected=b"old\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert os.listdir(tmp_path) == ["README.md"]


def test_replace_writes_what_a_link_points_at(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    target = tmp_path / "docs" / "list.md"
    target.write_bytes(b"old")
    link = tmp_path / "README.md"
    link.symlink_to(Path("docs") / "list.md")
    files.replace(link, b"new", Root(Config(root=tmp_path)), expected=b"old")
    assert link.is_symlink()
    assert os.readlink(link) == os.path.join("docs", "list.md")
    assert target.read_bytes() == b"new"


def test_replace_refuses_a_file_that_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_bytes(b"somebody was here")
    with pytest.raises(files.WriteError, match="changed since it was read"):
        files.replace(file, b"new", Root(Config(root=tmp_path)), expected=b"old")
    assert file.read_bytes() == b"somebody was here"
    assert os.listdir(tmp_path) == ["README.md"]


def test_replace_of_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(files.WriteError, match=r"README\.md: the file can't be written: No such file"):
        files.replace(tmp_path / "README.md", b"new", Root(Config(root=tmp_path)), expected=b"old")


def test_create_makes_folders_and_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "catalog" / "acdc.yaml"
    assert files.create(file, b"id: acdc\n", Root(Config(root=tmp_path)))
    assert not files.create(file, b"id: other\n", Root(Config(root=tmp_path)))
    assert file.read_bytes() == b"id: acdc\n"
    assert os.listdir(file.parent) == ["acdc.yaml"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_create_takes_a_dangling_link_for_a_file(tmp_path: Path) -> None:
    link = tmp_path / "acdc.yaml"
    link.symlink_to("elsewhere.yaml")
    assert not files.create(link, b"id: acdc\n", Root(Config(root=tmp_path)))
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_create_in_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_bytes(b"")
    with pytest.raises(files.WriteError, match="can't be written"):
        files.create(tmp_path / "catalog" / "acdc.yaml", b"", Root(Config(root=tmp_path)))


def test_put(tmp_path: Path) -> None:
    file = tmp_path / ".medlint-baseline.json"
    for data in (b"{}\n", b"{}\n", b"[]\n"):
        files.put(file, data, Root(Config(root=tmp_path)))
        assert file.read_bytes() == data


@pytest.mark.parametrize("name", ["../x", "out/x", "dangling", "to-file"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    for link, target in (("out", "../elsewhere"), ("dangling", "../new"), ("to-file", "../file")):
        (folder / link).symlink_to(target)
    root = Root(Config(root=folder))
    path = folder / name
    for write in (
        lambda: files.create(path, b"x", root),
        lambda: files.put(path, b"x", root),
        lambda: files.replace(path, b"x", root, expected=b"old"),
        lambda: files.create_all({path: b"x"}, root),
        lambda: files.put_tree(path, [("x", b"x")], root),
    ):
        with pytest.raises(OutsideError, match="leads out of"):
            write()
    assert sorted(os.listdir(tmp_path)) == ["elsewhere", "file", "list"]
    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path / "elsewhere") == []


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal can be held back")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("at", ["tempfile.mkstemp", "os.chmod", "os.link", "os.replace"])
def test_what_ends_a_run_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, at: str
) -> None:
    """The signal comes when the temporary file has just been made, and so on."""
    module, _, name = at.partition(".")
    real = getattr(sys.modules[module], name)

    def interrupted(*arguments: object, **options: object) -> object:
        done = real(*arguments, **options)
        signal.pthread_kill(threading.get_ident(), getattr(signal, number))
        return done

    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"old")
    root = Root(Config(root=tmp_path))
    before = [(n, signal.signal(n, signal.default_int_handler)) for n in (signal.SIGINT, signal.SIGTERM)]
    monkeypatch.setattr(at, interrupted)
    try:
        for write in (
            lambda: files.replace(old, b"new", root, expected=b"old"),
            lambda: files.create(new, b"new", root),
            lambda: files.create_all({tmp_path / "a": b"new", tmp_path / "b": b"new"}, root),
            lambda: files.put_tree(tmp_path, [("c", b"new")], root),
        ):
            with suppress(KeyboardInterrupt):
                write()
    finally:
        for n, handler in before:
            signal.signal(n, handler)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("old", "new", "a", "b", "c"), b"new"
    )


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no file can be kept from growing")
def test_a_file_that_can_not_grow_leaves_nothing_behind(tmp_path: Path) -> None:
    """A full disk does the same."""
    import resource

    root = Root(Config(root=tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        for write in (
            lambda: files.create(tmp_path / "new", bytes(2000), root),
            lambda: files.create_all({tmp_path / "a": b"", tmp_path / "b": bytes(2000)}, root),
            lambda: files.put_tree(tmp_path, [("c", bytes(2000))], root),
        ):
            with pytest.raises(files.WriteError, match="File too large"):
                write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert os.listdir(tmp_path) == []
