"""A pull request's files, links and config lead nowhere out of the list: one line, exit 2, nothing read or written."""

from __future__ import annotations

import json
import os
import subprocess
from hashlib import blake2b
from pathlib import Path

import pytest

from medlint.cli import main

TABLE = "# L\n\n| Title | Source | Size |\n|---|---|---|\n| LIDC | https://www.example.org/a | |\n"
SECRET = "root:x:0:0: | a secret line\n"


@pytest.fixture
def outer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a secret, a page and a list in `list`, which is the working folder."""
    (tmp_path / "list").mkdir()
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "x.md").write_text(TABLE + SECRET)
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.yaml").write_text("id: a\ntitle: A\n")
    (tmp_path / "list" / "README.md").write_text(TABLE)
    monkeypatch.chdir(tmp_path / "list")
    return tmp_path


def state(folder: Path) -> dict[str, object]:
    """Every file outside the list with what it holds."""
    files = (path for path in folder.rglob("*") if "list" not in path.relative_to(folder).parts and path.is_file())
    return {str(path): path.read_bytes() for path in files}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    """The command ends with 2 and one line that holds nothing of the secret."""
    status = main(arguments)
    said = capsys.readouterr()
    assert status == 2, said
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert not any(text in said.out + said.err for text in ("secret line", "extraheader"))


COMMANDS = [("check", "--offline"), ("render",), ("links",), ("fix", "--offline"), ("baseline", "--offline")]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "config",
    [
        'readme = ["/etc/passwd"]', 'readme = ["../x.md"]', 'readme = ["../*.md"]', 'readme = ["/etc/*.md"]',
        'readme = ["docs/../../x.md"]', 'catalog = "../records"', 'catalog = "../records/a.yaml"',
        'catalog = "../rec*/*.yaml"', 'catalog = "/"', 'readme = ["link.md"]', 'readme = ["*.md"]',
        'readme = ["out/x.md"]', 'catalog = "out/records"', 'readme = ["out/records/../x.md"]',
        'readme = ["*/*.md"]', 'readme = ["*/**/*.md"]', 'catalog = "*t/records/*.yaml"', 'readme = [".git/config"]',
        'readme = ["git.md"]', 'catalog = ".git"',
    ],
)  # fmt: skip
def test_paths_of_the_config(
    outer: Path, command: tuple[str, ...], config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "http.extraheader", "a secret line"], check=True)
    Path("link.md").symlink_to("../x.md")
    Path("git.md").symlink_to(".git/config")
    Path("out").symlink_to("..")
    Path("medlint.toml").write_text(config)
    before = state(outer)
    refused(capsys, *command)
    assert state(outer) == before


@pytest.mark.parametrize(
    "config",
    [
        'catalog = "[x]"', 'catalog = "[x]/hiden.yaml"', 'catalog = "[x]/hidden.yaml"', 'catalog = "[x]/*.yml"',
        'catalog = "[x]/*.yaml"', 'schema = "[x]/hiden.yaml"', 'catalog = "../recrds/../list/x"',
        'schema = "../recrds/../list/x.json"', 'catalog = "../recrds/../list/*.yaml"',
    ],
)  # fmt: skip
def test_no_name_outside_is_told(outer: Path, config: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A link's name may hold signs of a pattern; what is near a path that leads nowhere may lie outside."""
    (outer / "records" / "hidden.yaml").write_text("id: a\ntitle: A\n")
    Path("[x]").symlink_to("../records")
    Path("catalog").mkdir()
    Path("catalog/b.yaml").write_text("id: b\ntitle: B\n")
    Path("medlint.toml").write_text(config)
    assert main(["check", "--offline"]) == 2
    said = capsys.readouterr().err.replace(config.split('"')[1], "")
    assert not any(name in said for name in ("records", "hidden", "a.yaml", "*.yaml"))


@pytest.mark.parametrize("target", ["../there", "../absent"])
def test_a_link_tells_nothing_of_what_is_there(outer: Path, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On a site a link to `guide` would be one to `guide.md`; whether this is one is not for a file outside to say."""
    (outer / "there").touch()
    Path("guide.md").write_text("# Guide\n")
    Path("README.md").write_text(TABLE + "\nRead the [guide](guide).\n")
    Path("mkdocs.yml").symlink_to(target)
    assert main(["check", "--offline", "--no-cache", "--select", "MED109"]) == 1
    assert "guide" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("README.md", "../x.md"), ("README.md", "../nowhere.md"), ("catalog", "../records"),
        ("catalog/a.yaml", "../../secret"),
        ("medlint.toml", "../secret"), ("medlint.toml", "/etc/passwd"), (".medlint-baseline.json", "../secret"),
        (".medlint-baseline.json", "../nowhere.json"), ("pyproject.toml", "../secret"),
        ("README.md", ".git/config"), (".medlint-baseline.json", ".git/config"),
    ],
)  # fmt: skip
def test_links_of_the_list(
    outer: Path, command: tuple[str, ...], name: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if command[0] not in ("check", "fix", "baseline") and "baseline" in name:
        pytest.skip("this command reads no baseline")
    subprocess.run(["git", "init", "-q"], check=True)
    path = Path(name)
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(target)
    before = state(outer)
    refused(capsys, *command)
    assert state(outer) == before


@pytest.mark.parametrize("name", [".medlint_cache", ".medlint_cache/.gitignore", ".medlint_cache/links.sqlite"])
@pytest.mark.parametrize("command", [("check", "--offline"), ("history", "clear")])
def test_the_cache_is_written_nowhere_else(
    outer: Path, name: str, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(os.path.join("..", ".." if path.parent.name else "", "new"))
    before = state(outer)
    refused(capsys, *command)
    assert state(outer) == before


@pytest.mark.parametrize("folder", [".git", ".git/hooks", "hooks"])
def test_what_git_keeps_is_no_cache(outer: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    Path("hooks").symlink_to(".git/hooks")
    Path("medlint.toml").write_text(f'cache-dir = "{folder}"\n')
    before = sorted(Path(".git").rglob("*"))
    refused(capsys, "check", "--offline")
    refused(capsys, "history", "export")
    assert sorted(Path(".git").rglob("*")) == before


@pytest.mark.parametrize("name", ["pyproject.toml", "medlint.toml"])
def test_a_config_elsewhere_is_not_read(outer: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (outer / "secret").write_text('[tool.medlint]\nignore = ["MED2"]\nsecret line')
    Path(name).symlink_to(outer / "secret")
    for command in (["check", "--offline"], ["init"], ["export", "csv"], ["baseline", "--offline"]):
        refused(capsys, *command)


@pytest.mark.parametrize("name", [".github", ".github/workflows", ".github/workflows/medlint.yml", "medlint.toml"])
def test_init_writes_nowhere_else(outer: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True, parents=True)
    path.symlink_to(outer / "elsewhere")
    before = state(outer)
    refused(capsys, "init")
    assert state(outer) == before


@pytest.mark.parametrize("name", ["catalog", "catalog/lidc.yaml"])
def test_import_writes_nowhere_else(outer: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(outer / "records" if name == "catalog" else outer / "new")
    before = state(outer)
    refused(capsys, "import", "README.md")
    assert state(outer) == before


def test_what_the_command_line_names_is_read_and_written(outer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--offline", "../x.md", "--output", "json=../report.json"]) in (0, 1)
    assert (outer / "report.json").read_text().startswith("{")
    assert main(["import", "README.md", "--to", "../records"]) == 0
    assert (outer / "records" / "lidc.yaml").is_file()
    assert main(["baseline", "--offline", "--baseline", "../base.json"]) == 0
    assert (outer / "base.json").is_file()


@pytest.mark.parametrize(
    ("name", "target", "command"),
    [
        ("README.md", "../x.md", "check --offline README.md"), ("README.md", "../x.md", "fix --offline README.md"),
        ("catalog", "../records", "import README.md --to catalog"),
        ("catalog", "../records", "import README.md --to catalog/new"),
        ("report.json", "../secret", "check --offline --output json=report.json"),
        ("report.json", ".git/config", "check --offline --output json=report.json"),
        ("base.json", "../secret", "baseline --offline --baseline base.json"),
        ("out", "..", "export csv --to out/secret"), ("out", "../records", "site --to out"),
        ("out", "../new", "check --offline --cache-dir out"), ("out", "..", "history export out/secret"),
        ("out", "..", "init out"), ("out", "..", "links out"), ("out", "../records", "fix --offline out"),
        ("out", "..", "check --offline --config out/relaxed"),
        ("x.toml", "../relaxed", "check --offline --config x.toml"), ("in", "../lines", "history import in"),
        ("in", "../report", "merge in"), ("in", "../report", "site --to made --report in"),
    ],
)  # fmt: skip
def test_a_link_of_the_list_that_the_command_line_names_leads_nowhere_else(
    outer: Path, name: str, target: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    Path(name).unlink(missing_ok=True)
    Path(name).symlink_to(target)
    (outer / "README.md").write_text(TABLE)
    for file, text in (("relaxed", 'fail-on = "never"'), ("lines", ""), ("report", '{"version": 1, "links": []}')):
        (outer / file).write_text(text)
    before, config = state(outer), Path(".git/config").read_bytes()
    refused(capsys, *command.split())
    assert state(outer) == before
    assert Path(".git/config").read_bytes() == config


def test_a_link_that_stays_inside_is_followed(outer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs").mkdir()
    Path("README.md").rename("docs/list.md")
    Path("README.md").symlink_to("docs/list.md")
    assert main(["links"]) == 0
    assert "README.md:5:10  https://www.example.org/a" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("../secret", None), ("secret.txt", None), ("notes.md", None), ("notes.md", 'readme = "README.md"'),
        ("parts/notes.md", 'exclude = ["parts"]'), ("made.yaml", None), ("link", None), ("README.md", "readme = 1"),
    ],
)  # fmt: skip
def test_a_report_shows_lines_of_the_list_alone(
    outer: Path, form: str, name: str, config: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    report_on(name)
    Path("link").symlink_to("link")
    if config is not None:
        Path("medlint.toml").write_text(config)
    text = TABLE if name.startswith("parts") else "# Notes\n"
    Path(name).parent.mkdir(exist_ok=True)
    if name != "link":
        Path(name).write_text(SECRET + text)
    said = merged(form, capsys)
    assert "secret line" not in said
    assert "MED205" in said


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("README.md", None), ("lists/ct.md", None), ("lists/ct.md", 'readme = "lists/*.md"'),
        ("records/a.yaml", 'catalog = "records"'), ("sub/catalog/a.yaml", None),
    ],
)  # fmt: skip
def test_a_report_shows_lines_of_every_file_of_the_list(
    outer: Path, form: str, name: str, config: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    report_on(name)
    Path("sub").mkdir()
    Path("sub/medlint.toml").touch()
    if config is not None:
        Path("medlint.toml").write_text(config)
    Path(name).parent.mkdir(exist_ok=True, parents=True)
    Path(name).write_text(
        "# Datasets of a secret line\n" + TABLE.replace("LIDC", "CT") if name[-2:] == "md" else SECRET
    )
    assert "secret line" in merged(form, capsys)


def report_on(name: str) -> None:
    """Make a report that finds something in the first line of a file."""
    report = Path("report.json")
    assert main(["check", "--offline", "--select", "MED205", "--exit-zero", "--output", f"json={report}"]) == 0
    text = report.read_text().replace('"path":"README.md"', f'"path":"{name}"').replace('"line":5', '"line":1')
    assert f'"{name}","line":1' in text
    report.write_text(text)


def merged(form: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `merge` shows of the report."""
    capsys.readouterr()
    main(["merge", "report.json", "--format", form])
    return capsys.readouterr().out


def test_a_cache_that_git_tracks_is_set_aside(outer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a pull request says that the last run found is not believed."""
    subprocess.run(["git", "init", "-q"], check=True)
    assert main(["check", "--offline"]) == 1
    (kept,) = Path(".medlint_cache").glob("check-*.json")
    _, data = kept.read_bytes().split(b"\n", 1)
    first, *rows = data.splitlines()
    told = json.loads(first)
    del rows[: told["report"]["findings"]]
    told["report"]["findings"] = 0
    data = b"\n".join([json.dumps(told).encode(), *rows])
    kept.write_bytes(blake2b(data, digest_size=16).hexdigest().encode() + b"\n" + data)
    assert main(["check", "--offline"]) == 0, "the forged memory is well made"
    subprocess.run(["git", "add", "--force", str(kept)], check=True)
    before = kept.read_bytes()
    capsys.readouterr()
    assert main(["check", "--offline"]) == 1
    assert f"note: {kept} is set aside: git tracks it" in capsys.readouterr().err
    assert kept.read_bytes() == before
