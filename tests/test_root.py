"""What leads out of a list, by `..`, an absolute path or a symbolic link, is neither read nor written."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medlint.cli import main
from medlint.config import Config
from medlint.git import checkout, make_ignored, tracked
from medlint.lsp.state import OpenList
from medlint.read.project import read_project
from medlint.root import OutsideError, Root, naming
from medlint.write.files import WriteError, put


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True)


def test_what_stays_below_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "list"
    (folder / "docs").mkdir(parents=True)
    (tmp_path / "listen").mkdir()
    (folder / "in").symlink_to("docs")
    (folder / "out").symlink_to("../listen")
    (folder / "gone").symlink_to("../nowhere/at/all")
    (folder / "round").symlink_to("round")
    (tmp_path / "listen" / "sub").mkdir()
    (folder / "away").symlink_to("../listen/sub")
    root = Root(Config(root=folder))
    inside = ["", "docs", "docs/../x.md", "in/x.md", "not/there", "round"]
    outside = ["..", "../x.md", "../listen", "out", "out/x.md", "gone", "/etc/passwd", "a\0b", "away/../x.md"]
    assert [name for name in [*inside, *outside] if root.holds(folder / name)] == inside
    with pytest.raises(OutsideError, match=r"x\.md: this leads out of "):
        root.within(folder / "../x.md")


def test_what_the_command_line_named(tmp_path: Path) -> None:
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "out").symlink_to("../other")
    config = naming(Config(root=tmp_path / "list"), [tmp_path / "other", None])
    assert Root(config).holds(tmp_path / "other" / "x.md")
    assert Root(config).holds(tmp_path / "list" / "out")
    assert not Root(config).holds(tmp_path / "others")


def test_what_git_keeps_is_no_part_of_the_list(tmp_path: Path) -> None:
    """Its settings may hold a token; its hooks run."""
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").symlink_to(".git/config")
    (tmp_path / "sub").mkdir()
    root = Root(naming(Config(root=tmp_path), [tmp_path]))
    outside = [".git", ".git/config", ".GIT/config", "README.md", "sub/.git", "sub/.git/hooks/x", "sub/../.git/config"]
    assert [name for name in outside if root.holds(tmp_path / name)] == []
    assert root.holds(tmp_path / ".gitignore") and root.holds(tmp_path / "x.git/config")
    assert Root(naming(Config(root=tmp_path), [tmp_path / ".git" / "medlint"])).holds(tmp_path / ".git/medlint/x")


def test_the_root_is_the_top_of_the_checkout(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "list"
    folder.mkdir(parents=True)
    assert checkout(folder) is None
    assert not Root(Config(root=folder)).holds(tmp_path / "x.md")
    git(tmp_path, "init", "-q")
    assert checkout(folder) == tmp_path
    assert Root(Config(root=folder)).holds(tmp_path / "x.md")


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_what_git_tracks(tmp_path: Path, version: str) -> None:
    (tmp_path / "sub").mkdir()
    ours, theirs = tmp_path / "sub" / "ours.txt", tmp_path / "sub" / "theirs.txt"
    assert not tracked(theirs)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "index.version", version)
    for path in (ours, theirs, tmp_path / "sub" / "theirs"):
        path.touch()
    assert not tracked(theirs)
    git(tmp_path, "add", "sub/theirs.txt")
    assert tracked(theirs)
    assert not tracked(ours)
    assert not tracked(tmp_path / "sub" / "theirs")
    git(tmp_path, "add", "sub/ours.txt")  # of the second of two like names an index of version 4 holds the end alone
    assert tracked(theirs) and tracked(ours)
    git(tmp_path, "rm", "-q", "--cached", "sub/ours.txt")
    (tmp_path / "link").symlink_to("sub")
    assert tracked(tmp_path / "link" / "theirs.txt")


def test_a_name_in_other_letters_is_tracked_too(tmp_path: Path) -> None:
    """On a disk that doesn't tell them apart it is the same file."""
    git(tmp_path, "init", "-q")
    (tmp_path / ".Cache").mkdir()
    (tmp_path / ".Cache" / "LINKS[1].sqlite").touch()
    git(tmp_path, "add", ".Cache")
    assert tracked(tmp_path / ".cache" / "links[1].sqlite")
    assert not tracked(tmp_path / ".cache" / "links1.sqlite")


def test_an_index_that_lies_in_two_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "theirs.txt").touch()
    git(tmp_path, "add", "theirs.txt")
    git(tmp_path, "update-index", "--split-index")
    assert any((tmp_path / ".git").glob("sharedindex.*")), "the index is split"
    assert tracked(tmp_path / "theirs.txt") and not tracked(tmp_path / "ours.txt")


def test_what_git_can_not_tell_is_taken_for_tracked(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # no repository
    assert tracked(tmp_path / "a")


def swapped(monkeypatch: pytest.MonkeyPatch, file: Path, other: Path) -> None:
    """Put a symbolic link in the place of a file when it is about to be opened, and no sooner."""
    opened = os.open

    def swap_and_open(path: os.PathLike[str] | str, *arguments: Any, **named: Any) -> int:
        if os.path.abspath(path) == str(file):
            file.unlink()
            file.symlink_to(other)
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", swap_and_open)


def test_a_link_that_comes_between_the_check_and_the_opening_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.md").write_text("| Title | Source |\n|-|-|\n| secret | https://example.org |\n")
    folder = tmp_path / "list"
    folder.mkdir()
    file = folder / "README.md"
    file.write_text("# List\n")
    monkeypatch.chdir(folder)
    swapped(monkeypatch, file, tmp_path / "secret.md")
    project = read_project([Path("README.md")], Config(root=folder), date(2026, 11, 21))
    assert file.is_symlink() and "secret" in file.read_text()
    assert [problem.code for problem in project.problems] == ["MED001"]
    assert not project.pages and not project.entries


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("medlint.toml", "secret = 1"), ("s.json", '{"type": "secret"}'), ("part.json", '{"type": "secret"}'),
        (".medlint-baseline.json", '{"version": 1, "findings": ["secret"]}'),
    ],
)  # fmt: skip
def test_what_steers_a_run_is_not_read_through_a_link_that_comes_meanwhile(
    tmp_path: Path, name: str, secret: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text(secret)
    folder = tmp_path / "list"
    (folder / "catalog").mkdir(parents=True)
    for file, text in {
        "medlint.toml": 'schema = "s.json"\n', "s.json": '{"$ref": "part.json"}', "part.json": "{}",
        ".medlint-baseline.json": '{"version": 1, "findings": []}', "catalog/a.yaml": "id: a\n",
    }.items():  # fmt: skip
        (folder / file).write_text(text)
    monkeypatch.chdir(folder)
    assert main(["check", "--offline"]) == 0
    capsys.readouterr()
    swapped(monkeypatch, folder / name, tmp_path / "secret")
    assert main(["check", "--offline", "--no-cache"]) == 2
    said = capsys.readouterr().err
    assert (folder / name).is_symlink() and name in said and "secret" not in said


def test_the_language_server_reads_nothing_through_a_link_that_comes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.md").write_text("| Title | Source |\n|-|-|\n| secret | https://example.org |\n")
    folder = tmp_path / "list"
    folder.mkdir()
    (folder / "README.md").write_text("# List\n")
    swapped(monkeypatch, folder / "README.md", tmp_path / "secret.md")
    state = OpenList.around(str(folder / "README.md")).judge({})
    assert (folder / "README.md").is_symlink()
    assert [finding.code for finding in state.findings] == ["MED001"] and not state.project.entries


def test_a_link_that_comes_between_the_check_and_the_opening_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.txt").write_text("whole")
    folder = tmp_path / "list"
    folder.mkdir()
    os.mkfifo(folder / "out.json")
    swapped(monkeypatch, folder / "out.json", tmp_path / "other.txt")
    with pytest.raises(WriteError, match="another file has come in its place"):
        put(folder / "out.json", b"ours", Root(Config(root=folder)))
    assert (folder / "out.json").is_symlink() and (tmp_path / "other.txt").read_text() == "whole"


def test_a_folder_that_git_ignores_is_marked_through_no_link(tmp_path: Path) -> None:
    make_ignored(tmp_path / "cache" / "of")
    assert (tmp_path / "cache" / "of" / ".gitignore").read_text() == "*\n"
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".gitignore").symlink_to(tmp_path / "elsewhere")
    make_ignored(tmp_path / "linked")
    assert not (tmp_path / "elsewhere").exists()


def test_a_pipe_of_a_shell_is_read_where_the_command_line_names_it(tmp_path: Path) -> None:
    end, start = os.pipe()
    path = Path(f"/dev/fd/{end}")
    os.write(start, b"piped")
    os.close(start)
    try:
        assert Root(naming(Config(root=tmp_path), [path])).read(path) == b"piped"
    finally:
        os.close(end)
