"""What is said of the files around a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlint.read.files import Tree


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources").mkdir()
    for name in ("resources/REFUGE.md", "resources/fold1.md", "Both.md", "both.md", "docs.md"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("resources/REFUGE.md", ""),
        ("resources/", ""),
        ("./", ""),
        ("Both.md", ""),
        ("both.md", ""),
        ("BOTH.md", "Both.md"),
        ("./resources/refuge.md", "./resources/REFUGE.md"),
        ("/Resources/REFUGE.md", "/resources/REFUGE.md"),
        ("resource/REFUGE.md", "resources/REFUGE.md"),
        ("resources/REFUG.md", "resources/REFUGE.md"),
        ("resources/REFUGE.txt", None),
        ("resources/fold2.md", None),
        ("nothing/like/it.md", None),
        ("docs", None),
    ],
)
def test_answer(folder: Path, path: str, answer: str | None) -> None:
    assert Tree(folder, "README.md", site=False).answer(path) == answer


def test_the_folder_of_a_site_leaves_endings_out(folder: Path) -> None:
    assert Tree(folder, "README.md", site=True).answer("docs") == ""


def test_a_site_below_the_root_makes_pages_of_its_files(folder: Path) -> None:
    for name in ("site/_config.yml", "site/part/wood.md", "other/wood.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    answers = [Tree(folder, f"{name}/page.md", site=False).answer("wood.html") for name in ("site/part", "other")]
    assert answers == ["", None]


@pytest.mark.parametrize("name", ["_quarto.yml", "_toc.yml", "book.toml", "hugo.yaml", "docusaurus.config.ts"])
def test_what_tells_of_a_site(folder: Path, name: str) -> None:
    (folder / "site" / "part").mkdir(parents=True)
    (folder / "site" / "wood.md").touch()
    page = str(folder / "site" / "part" / "page.md")
    assert Tree(folder, page, site=False).answer("../wood") is None
    (folder / "site" / name).touch()
    assert Tree(folder, page, site=False).answer("../wood") == ""


def test_an_address_from_the_root_may_be_of_a_site_whose_pages_lie_in_a_folder_above(folder: Path) -> None:
    for name in ("pages/wood.md", "pages/deep/oak.md", "wax.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    tree = Tree(folder, "pages/deep/oak.md", site=False)
    assert [tree.answer(path) for path in ("/wood", "/deep/oak/", "/list/wood")] == ["", "", ""]
    assert [tree.answer(path) for path in ("/wool", "/wax", "/wood.html", "wood")] == [None, None, None, None]


def test_paths_out_of_the_root_are_not_held(folder: Path) -> None:
    tree = Tree(folder / "resources", "resources/README.md", site=False)
    assert not tree.holds("../docs.md")
    assert tree.holds("fold1.md")


def test_what_lies_behind_a_link_out_of_the_root_is_not_known(tmp_path: Path) -> None:
    """Neither whether it is there nor how it is spelt."""
    for name in ("list/docs/a.md", "secrets/Token.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    (tmp_path / "list" / "away").symlink_to("../secrets")
    (tmp_path / "list" / "near").symlink_to("docs")
    tree = Tree(tmp_path / "list", str(tmp_path / "list" / "README.md"), site=False)
    assert not tree.holds("away/Token.md")
    assert tree.holds("near/a.md") and tree.answer("near/a.md") == ""
    assert [tree.answer(path) for path in ("Away/token.md", "awayy/Token.md")] == [None, None]
