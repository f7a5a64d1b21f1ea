"""medlint init: what it finds, writes and leaves alone, on lists as strangers write them."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from medlint.cli import main
from medlint.config import load_config
from medlint.write.init import config_text, has_hook, hook_indent, look, quoted
from write_support import CORPORA, NAMES, TODAY

LIST = """\
# Lists

[lungs](docs/lungs.md), [how to help](CONTRIBUTING.md), [a paper](paper.md)

| 📦 Dataset | Official Website | Organ "x" | Size |
|---|---|---|---|
| LIDC-IDRI | https://example.org/lidc | lung | 1,018 scans, 124 GB |
| **Head** | | | |

| Option | Default |
|---|---|
| a | b |
"""
LUNGS = "# Lungs\n\n| Name | Link | n | Year |\n|---|---|---|---|\n| LUNA16 | https://example.org/luna | 888 | 2016 |\n"
WRITTEN = ("medlint.toml", ".pre-commit-config.yaml", ".github/workflows/medlint.yml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of two pages, in a git checkout, as the working folder."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "README.md").write_text(LIST, "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "lungs.md").write_text(LUNGS, "utf-8")
    (tmp_path / "CONTRIBUTING.md").write_text(LUNGS.replace("LUNA16", "Your dataset"), "utf-8")
    (tmp_path / "paper.md").write_text("# A paper\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if ".medlint_cache" not in path.parts}


def test_what_is_written_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(folder)
    assert main(["init"]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    assert out.splitlines()[0] == (
        'Found 2 entries in README.md, docs/lungs.md. Columns that mean no field: Organ "x".'
    )
    assert [line.split()[1] for line in out.splitlines() if line.startswith("wrote")] == list(WRITTEN)
    assert "pre-commit install" in out
    after = tree(folder)
    assert {path: data for path, data in after.items() if path in before} == before
    assert sorted(set(after) - set(before)) == sorted(WRITTEN)
    assert tomllib.loads(after["medlint.toml"].decode()) == {
        "readme": ["README.md", "docs/lungs.md"],
        "columns": {"title": ["📦 Dataset", "Name"], "source": ["Official Website", "Link"],
                    "size": ["Size", "n"], "date": ["Year"]},
    }  # fmt: skip
    assert '\n#   "Organ \\"x\\""\n' in after["medlint.toml"].decode()
    (repo,) = yaml.safe_load(after[".pre-commit-config.yaml"])["repos"]
    assert repo["hooks"] == [{"id": "medlint"}]


def test_the_second_run_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init"])
    before = tree(folder)
    capsys.readouterr()
    assert main(["init"]) == 0
    assert tree(folder) == before
    out = capsys.readouterr().out
    assert out.count("(it was there already)") == 3
    assert "wrote" not in out


def test_what_is_there_is_not_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = {
        "pyproject.toml": "[tool.medlint]\nreadme = ['docs/lungs.md']\n",
        ".pre-commit-config.yaml": "repos:\n-   repo: https://github.com/pre-commit/pre-commit-hooks\n"
        "    rev: v6.0.0\n    hooks:\n    -   id: check-yaml\n",
        ".github/workflows/medlint.yml": "name: ours\n",
    }
    for name, text in own.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    before = tree(folder)
    assert main(["init"]) == 0
    assert tree(folder) == before
    out = capsys.readouterr().out
    assert out.startswith("Found 1 entry in docs/lungs.md.\n")
    _, found, rest = out.partition("below its repos: belongs\n")
    assert found
    added = own[".pre-commit-config.yaml"] + rest.partition("kept")[0]
    assert [repo["hooks"][0]["id"] for repo in yaml.safe_load(added)["repos"]] == ["check-yaml", "medlint"]


def test_a_pyproject_of_something_else_stays_as_it_is(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert main(["init"]) == 0
    assert (folder / "pyproject.toml").read_text() == "[project]\nname = 'x'\n"
    assert (folder / "medlint.toml").is_file()


def test_a_list_below_the_top_of_a_checkout(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "docs"]) == 0
    out = capsys.readouterr().out
    assert "Found 1 entry in lungs.md." in out
    assert "wrote  docs/medlint.toml" in out
    assert "medlint check --offline docs " in out
    assert "move .github and .pre-commit-config.yaml to .:" in out


def test_nothing_to_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 2
    assert main(["init", str(tmp_path / "none")]) == 2
    (tmp_path / "x.md").write_text("# No table\n")
    assert main(["init", str(tmp_path / "x.md")]) == 2
    assert main(["init", str(tmp_path)]) == 2
    assert os.listdir(tmp_path) == ["x.md"]
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 4
    assert "nothing to set up" in said[0]


def test_what_cannot_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".github").write_text("")
    assert main(["init"]) == 2
    out, error = capsys.readouterr()
    assert "wrote  .pre-commit-config.yaml\n" in out
    assert "Next:" not in out
    assert error.startswith("medlint: .github/workflows/medlint.yml: the file can't be written: ")


def test_a_broken_config_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "medlint.toml").write_text("raedme = []\n")
    before = tree(folder)
    assert main(["init"]) == 2
    assert "did you mean 'readme'?" in capsys.readouterr().err
    assert tree(folder) == before


def test_a_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = LIST.replace("1,018 scans, 124 GB", "")
    (folder / "README.md").write_text(broken, "utf-8")
    assert main(["init", "--baseline"]) == 0
    assert "wrote  .medlint-baseline.json: " in capsys.readouterr().out
    found = json.loads((folder / ".medlint-baseline.json").read_text("utf-8"))["findings"]
    assert ("MED205", "LIDC-IDRI") in {(row["code"], row["entry"]) for row in found if "entry" in row}
    before = tree(folder)
    assert main(["init", "--baseline"]) == 0
    assert tree(folder) == before
    assert main(["check", "--offline"]) == 0
    more = broken.replace("| **Head**", "| ACDC | https://example.org/acdc | heart | |\n| **Head**")
    (folder / "README.md").write_text(more, "utf-8")
    capsys.readouterr()
    assert main(["check", "--offline"]) == 1
    out = capsys.readouterr().out
    assert "size is missing for 'ACDC'" in out
    assert "LIDC-IDRI'" not in out


def test_a_catalog_alone(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "acdc.yaml").write_text("id: acdc\ntitle: ACDC\n")
    assert main(["init", str(tmp_path)]) == 0
    assert tomllib.loads((tmp_path / "medlint.toml").read_text()) == {"catalog": "catalog"}


def test_items_are_counted_as_rows_are(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# Corpora\n\n- [Frogs](https://example.org/f)\n- [Newts](https://example.org/n)\n"
    )
    assert look(tmp_path, load_config(None, tmp_path), TODAY).entries == 2


def test_headers_that_are_not_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("| Archive | Where |\n|---|---|\n| a | https://example.org |\n")
    assert main(["init", str(tmp_path)]) == 0
    assert "no table of entries" in capsys.readouterr().out
    assert '#   "Archive"\n#   "Where"\n' in (tmp_path / "medlint.toml").read_text()


HOSTILE = ('a"]\nselect = ["NONE"]', "\\u0000\\", "'''", '"""', "# x", "\x1b[31m\u202e", "&#10;ignore&#61;1", "`a`|b")


def test_hostile_headers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [text.replace("|", "\\|").replace("\n", " ") for text in HOSTILE]
    cells += ["x" * 100_000, "Title<br>[columns]", "Link", "Size\u200b" + "\u200b" * 1000, "::error::x", "##[error]x"]
    rows = ["| " + " | ".join(cells) + " |", "|---" * len(cells) + "|", "| https://example.org " * len(cells) + "|"]
    (tmp_path / "README.md").write_text("\n".join(rows).replace("Title<br>[columns]", "*Title*") + "\n", "utf-8")
    assert main(["init", str(tmp_path)]) == 0
    text = (tmp_path / "medlint.toml").read_text("utf-8")
    found = tomllib.loads(text)
    assert set(found) == {"readme", "columns"}
    assert found["columns"] == {"title": ["Title"], "source": ["Link"], "size": ["size"]}
    assert text.replace("\n", "").isprintable()
    assert len(text) < 2000
    out = capsys.readouterr().out
    assert out.replace("\n", "").isprintable()
    assert not any(line.startswith("::") or "##[" in line for line in out.splitlines())
    assert load_config(tmp_path / "medlint.toml", tmp_path).readme == ("README.md",)


def test_page_names_are_paths_not_patterns(tmp_path: Path) -> None:
    name = 'a [b] *?".md'
    (tmp_path / name).write_text(LUNGS)
    assert main(["init", str(tmp_path)]) == 0
    config = load_config(tmp_path / "medlint.toml", tmp_path)
    assert look(tmp_path, config, TODAY).pages == (name,)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_toml(text: str) -> None:
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text
    assert quoted(text).isprintable()


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ("  - repo: https://github.com/medlint/medlint\n", True),
        ("-   repo: 'https://github.com/medlint/medlint'\n", True),
        ("- hooks: []\n  repo: https://github.com/medlint/medlint.git\n", True),
        ("- repo: https://github.com/medlint/medlint-fork\n", False),
        ("# repo: https://github.com/medlint/medlint\n", False),
        ("", False),
    ],
)
def test_a_hook_that_is_there(config: str, found: bool) -> None:
    assert has_hook(config) is found


def test_hook_indent() -> None:
    assert hook_indent("repos:\n-   repo: x\n") == ""
    assert hook_indent("repos:\n    - repo: x\n") == "    "
    assert hook_indent("") == "  "


@pytest.mark.parametrize("name", NAMES)
def test_a_foreign_list_says_the_same_with_its_config(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not CORPORA.is_dir():
        pytest.skip("the corpora are not here")
    (tmp_path / "README.md").write_bytes((CORPORA / name / "README.md").read_bytes())
    monkeypatch.chdir(tmp_path)
    run = ["check", "--offline", "--no-cache", "--format", "json", "--fail-on", "never"]
    assert main(run) == 0
    before = json.loads(capsys.readouterr().out)
    assert main(["init"]) == 0
    assert f"Found {before['summary']['entries']} entr" in capsys.readouterr().out
    assert main(run) == 0
    said = capsys.readouterr()
    assert all(line.startswith("note: ") for line in said.err.splitlines())
    after = json.loads(said.out)
    assert "config: medlint.toml" in after.pop("notes")
    before.pop("notes")
    assert after == before


def test_config_text_of_nothing_placed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Only words\n")
    seen = look(tmp_path, load_config(None, tmp_path), TODAY)
    assert tomllib.loads(config_text(seen)) == {"readme": ["README.md"]}
