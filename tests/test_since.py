"""Since a revision: what moved or was renamed stays quiet, what says something else speaks. Real git histories."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from medlint.baseline import record
from medlint.config import Config, ConfigError
from medlint.engine import lint, read
from medlint.finding import Finding, Level
from medlint.git import run
from medlint.model import Source
from medlint.project import Project
from medlint.since import Changed, changed
from write_support import TODAY

README = """\
# Chest

An avilable list.

## CT

| Title | Description | Source | Size |
|---|---|---|---|
| A one | First of the responce sets | https://example.org/a | |
| B two | Second | http://example.org/b | |
| C three | Third | https://example.org/c | 5 GB, 5 images |

## MRI

| Title | Description | Source | Size |
|---|---|---|---|
| D four | Fourth | https://example.org/d | |
"""
RECORD = "id: e\ntitle: E five\nsection: CT\nlicense: CC BY 4\nlanding_page: http://example.org/e\n"


class Repository:
    """A git repository with a list in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.email", "someone@example.org")
        self.git("config", "user.name", "Someone")
        self.write("README.md", README)
        self.write("catalog/e.yaml", RECORD)
        self.commit()

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, old: str, new: str, name: str = "README.md") -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def project(self) -> Project:
        return read([self.folder], Config(root=self.folder), TODAY)

    def since(self, rev: str = "HEAD") -> tuple[Changed, list[str]]:
        """What changed since, and the findings that are kept, as code and what they speak of."""
        project = self.project()
        told = changed(project, rev)
        findings, _ = lint(project)
        return told, sorted(f"{f.code} {f.shown or f.place.line}" for f in findings if told.keeps(f))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def test_nothing_changed(repository: Repository) -> None:
    told, kept = repository.since()
    assert kept == []
    assert not any(told.entry(entry) for entry in repository.project().entries)
    assert not told.link("https://example.org/a")
    assert told.link("https://example.org/new")


def test_only_files_that_changed_are_read_as_they_were(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from medlint.read import project as reading

    old: list[str] = []

    def build(sources: Sequence[Source], *more: Any) -> Project:
        old.extend(source.path for source in sources)
        return real(sources, *more)

    real = reading.build_project
    repository.edit("E five", "E 5", "catalog/e.yaml")
    project = repository.project()
    monkeypatch.setattr(reading, "build_project", build)
    told = changed(project, "HEAD")
    assert old == ["catalog/e.yaml"]
    assert [entry.title for entry in project.entries if told.entry(entry)] == ["E 5"]


def test_uncommitted_changes_count(repository: Repository) -> None:
    repository.edit("Second", "The second")
    _, kept = repository.since()
    assert set(kept) == {"MED205 B two", "MED502 B two", "MED401 B two"}
    repository.commit()
    assert repository.since()[1] == []
    assert repository.since("HEAD~1")[1] == kept


def test_rows_that_moved_are_quiet(repository: Repository) -> None:
    lines = README.splitlines(keepends=True)
    row = lines.pop(8)
    repository.write("README.md", "".join([*lines, row]))
    assert repository.since()[1] == []
    aligned = README.replace("| B two | Second |", "|  B two   | Second     |")
    repository.write("README.md", aligned.replace("\n", "\r\n"))
    assert repository.since()[1] == []


def test_renamed_files_and_sections_are_quiet(repository: Repository) -> None:
    repository.edit("## CT", "## Computed tomography")
    repository.edit("section: CT", "section: Computed tomography", "catalog/e.yaml")
    repository.git("mv", "README.md", "Readme.md")
    repository.git("mv", "catalog/e.yaml", "catalog/five.yaml")
    _, kept = repository.since()
    assert [line for line in kept if not line.startswith(("MED1", "MED404"))] == []
    repository.commit()
    repository.edit("First of", "The first of", "Readme.md")
    _, kept = repository.since("HEAD~1")
    assert {line.partition(" ")[2] for line in kept if not line.startswith("MED1")} == {"A one"}


def test_a_record_moved_to_another_section_speaks(repository: Repository) -> None:
    repository.write("catalog/f.yaml", RECORD.replace("id: e", "id: f").replace("E five", "F six").replace("CT", "MRI"))
    repository.commit()
    repository.edit("section: CT", "section: MRI", "catalog/e.yaml")
    repository.write("catalog/g.yaml", RECORD.replace("id: e", "id: g").replace("E five", "G seven"))
    project = repository.project()
    told = changed(project, "HEAD")
    assert [entry.title for entry in project.records if told.entry(entry)] == ["E five", "G seven"]


def test_merge_commits(repository: Repository) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "-b", "side")
    repository.edit("Fourth", "The fourth")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.edit("First of", "The first of")
    repository.commit()
    repository.git("merge", "-q", "--no-edit", "side")

    def entries(rev: str) -> set[str]:
        return {line.partition(" ")[2] for line in repository.since(rev)[1]}

    assert entries(base) == {"A one", "D four"}
    assert entries("HEAD^1") == {"D four"}
    assert entries("HEAD^2") == entries("side") == {"A one"}


def test_prose_and_links(repository: Repository) -> None:
    repository.edit("An avilable list.", "An avilable\nlist.")
    assert repository.since()[1] == []
    repository.edit("list.", "list with every responce.")
    assert repository.since()[1] == ["MED304 3", "MED304 4"]
    repository.edit("https://example.org/c", "https://example.org/c2")
    told, _ = repository.since()
    assert told.link("https://example.org/c2")
    assert not told.link("https://example.org/c")


def test_a_section_that_lost_its_entries_speaks(repository: Repository) -> None:
    repository.edit("| D four | Fourth | https://example.org/d | |\n", "")
    assert "MED101 13" in repository.since()[1]


def test_a_copy_of_a_row_is_new(repository: Repository) -> None:
    row = "| D four | Fourth | https://example.org/d | |\n"
    repository.edit(row, row + row)
    project = repository.project()
    told = changed(project, "HEAD")
    assert [told.entry(entry) for entry in project.on_page] == [False, False, False, False, True]


def test_a_list_in_a_folder_of_the_checkout(repository: Repository, tmp_path: Path) -> None:
    inner = tmp_path / "lists" / "chest"
    repository.write("lists/chest/README.md", README)
    repository.commit()
    repository.edit("Second", "The second", "lists/chest/README.md")
    project = read([inner], Config(root=inner), TODAY)
    told = changed(project, "HEAD")
    assert [entry.title for entry in project.entries if told.entry(entry)] == ["B two"]


@pytest.mark.parametrize(
    ("rev", "said"),
    [
        ("no-such-thing", "--since: git knows no revision 'no-such-thing'"),
        ("HEAD..HEAD", "git knows no revision 'HEAD..HEAD'"),
        ("--output=x", "'--output=x' is not a revision"),
        ("", "'' is not a revision"),
    ],
)
def test_wrong_revisions(repository: Repository, rev: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        changed(repository.project(), rev)
    assert said in str(error.value)


def test_no_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "README.md").write_text(README)
    with pytest.raises(ConfigError, match="not a git repository"):
        changed(read([tmp_path], Config(root=tmp_path), TODAY), "HEAD")


def test_in_a_hook_of_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "elsewhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere/index")
    project = repository.project()
    assert not any(changed(project, "HEAD").entry(entry) for entry in project.entries)


def test_a_file_that_can_not_be_read_speaks(repository: Repository) -> None:
    (repository.folder / "catalog" / "bad.yaml").write_bytes(b"title: \xff\n")
    project = repository.project()
    (problem,) = project.problems
    made = Finding("MED001", "unreadable-file", Level.ERROR, problem.message, problem.place)
    assert changed(project, "HEAD").keeps(made)


def findings(project: Project) -> list[Finding]:
    return lint(project)[0]


def test_a_baseline_of_the_same_history(repository: Repository) -> None:
    from medlint.baseline import load, split

    file = repository.folder / ".medlint-baseline.json"
    file.write_bytes(record(findings(repository.project()), repository.folder))
    baseline = load(file, Path.read_bytes)

    def new() -> set[str]:
        found, _ = split(findings(repository.project()), baseline, repository.folder)
        return {f"{f.code} {f.shown or ''}".strip() for f in found}

    assert new() == set()
    repository.write("README.md", "# Chest\n\nMore words above.\n" + README.removeprefix("# Chest\n"))
    assert new() == set()
    repository.edit("example.org/c | 5 GB, 5 images |", "example.org/c | |")
    assert new() == {"MED205 C three"}
    repository.git("mv", "README.md", "Readme.md")
    assert new() == {"MED205 C three"}


def test_a_baseline_counts_as_it_was_at_the_revision(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pull request that brings its own baseline hides nothing by it."""
    from medlint.cli import main

    monkeypatch.chdir(repository.folder)
    repository.edit("| B two |", "| B zwei |")
    assert main(["baseline", "--offline"]) == 0
    assert main(["check", "--offline", "--fail-on", "info"]) == 0
    capsys.readouterr()
    assert main(["check", "--offline", "--fail-on", "info", "--since", "HEAD"]) == 1
    assert ".medlint-baseline.json is not in HEAD: it hides nothing" in capsys.readouterr().err
    repository.git("checkout", "-q", "README.md")
    repository.commit()  # with the baseline of the change
    (repository.folder / ".medlint-baseline.json").write_text('{"version": 1, "findings": []}')
    repository.edit("| B two |", "| B zwei |")
    assert main(["check", "--offline", "--fail-on", "info", "--since", "HEAD"]) == 0


def test_an_empty_revision_is_wrong_usage(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from medlint.cli import main

    monkeypatch.chdir(repository.folder)
    assert main(["check", "--offline", "--since", ""]) == 2
    assert capsys.readouterr().err == "medlint: --since: '' is not a revision\n"
    assert main(["check", "--offline", "--since", "a\0b"]) == 2


def test_a_shallow_clone_is_told_what_it_lacks(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.edit("B two", "B zwei")
    repository.commit()
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", repository.folder.as_uri(), str(clone))
    with pytest.raises(ConfigError, match="fetch-depth: 0"):
        changed(read([clone], Config(root=clone), TODAY), first)


@pytest.mark.parametrize("start", ["docs", "."])
def test_a_folder_that_looks_like_a_repository_is_none(
    repository: Repository, start: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Objects it lacks would be fetched by the command that its own configuration names."""
    from medlint.cli import main

    ran = repository.folder / "ran"
    repository.write("docs/README.md", README)
    repository.write("docs/HEAD", "ref: refs/heads/main\n")
    repository.write("docs/refs/heads/keep", "")
    repository.write("docs/objects/keep", "")
    repository.write(
        "docs/config",
        "[core]\nrepositoryformatversion = 1\nbare = true\n"
        f"sshCommand = touch {ran} #\nfsmonitor = touch {ran} #\n"
        "[extensions]\npartialClone = origin\n"
        '[remote "origin"]\nurl = ssh://example.invalid/x\npromisor = true\n',
    )
    monkeypatch.chdir(repository.folder / start)
    for rev in ("HEAD", "0123456789012345678901234567890123456789"):
        status = main(["check", "--offline", "--exit-zero", "--since", rev, "."])
        assert status == (0 if rev == "HEAD" else 2), capsys.readouterr()
    assert not ran.exists()


def test_objects_that_are_not_there_are_not_fetched(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    clone = tmp_path / "clone"
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.edit("B two", "B zwei")
    repository.commit()
    repository.git("clone", "-q", "--filter=blob:none", repository.folder.as_uri(), str(clone))
    subprocess.run(["git", "-C", clone, "config", "remote.origin.url", "ssh://example.invalid/x"], check=True)
    subprocess.run(["git", "-C", clone, "config", "core.sshCommand", f"touch {ran} #"], check=True)
    subprocess.run(["git", "-C", clone, "config", "protocol.ssh.allow", "always"], check=True)
    # A git of before 2.45 doesn't know this variable, so it mustn't be the only guard.
    older, git = tmp_path / "bin" / "git", shutil.which("git")
    older.parent.mkdir()
    older.write_text(f'#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec {git} "$@"\n')
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{older.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ConfigError, match="--since: "):
        changed(read([clone], Config(root=clone), TODAY), "HEAD~1")
    assert not ran.exists()


def test_a_file_that_was_too_large_to_be_read_is_new(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.edit("First of", "One of")
    few = repository.since()[1]
    monkeypatch.setattr("medlint.since.MAX_BYTES", 20)
    assert len(repository.since()[1]) > len(few)


SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----"


def test_no_program_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    """Neither what its configuration names nor its hooks, which a checkout from elsewhere may bring along."""
    ran = repository.folder / "ran"
    commit = repository.git("cat-file", "commit", "HEAD").replace("\n\n", f"\ngpgsig {SIGNATURE}\n\n", 1)
    signed = repository.folder / "signed"
    signed.write_text(f"{commit}\n")
    repository.git("update-ref", "HEAD", repository.git("hash-object", "-t", "commit", "-w", str(signed)))
    for name in ("hook", "gpg", ".git/hooks/reference-transaction"):
        program = repository.folder / name
        program.write_text(f"#!/bin/sh\necho {name} >> {ran}\n")
        program.chmod(0o755)
    repository.git("config", "core.fsmonitor", str(repository.folder / "hook"))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "gpg.program", str(repository.folder / "gpg"))
    repository.git("status")
    repository.git("log")
    repository.git("update-ref", "refs/heads/one", "HEAD")
    assert set(ran.read_text().splitlines()) == {"hook", "gpg", ".git/hooks/reference-transaction"}
    ran.unlink()
    run(repository.folder, "status")
    run(repository.folder, "log")
    run(repository.folder, "update-ref", "refs/heads/two", "HEAD")
    assert not ran.exists()
