"""Links inside the repository: anchors and files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from growth import grows_evenly
from linting import at, findings, mended
from medlint.config import Config
from medlint.engine import lint, read
from medlint.finding import Finding, Level

HEADINGS = """\
# 🏥 Lists

## Chest X-ray (CXR)
## Chest X-ray (CXR)
## 胸部 CT
## ⚙️ Tools & more
## A_b `code`
## Ⅱ Bones
<a name="Old"></a>
<h2>Html part</h2>

words <span id="inside"></span> <a id="user-content-copied"></a>
"""


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from this repository, whose mkdocs.yml would make a site of every page."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "anchor",
    [
        "-lists", "chest-x-ray-cxr", "chest-x-ray-cxr-1", "胸部-ct", "%E8%83%B8%E9%83%A8-ct", "️-tools--more",
        "a_b-code", "Old", "html-part", "inside", "", "top", "readme", "user-content-old", "user-content-inside",
        "copied", "ⅱ-bones", "user-content-fn-1", "fn:1", ":~:text=words", "/route",
    ],
)  # fmt: skip
def test_anchors_that_are_there(anchor: str) -> None:
    anchor = anchor.replace("user-content-old", "user-content-Old")
    assert findings(f"[x](#{anchor})\n\n{HEADINGS}", "MED108") == []


@pytest.mark.parametrize(
    ("link", "level", "right"),
    [
        ("[x](#Chest-X-ray-CXR)", "warning", "[x](#chest-x-ray-cxr)"),
        ("[x](#old)", "warning", "[x](#Old)"),
        ("[x](#chest-x-ray--cxr-)", "error", "[x](#chest-x-ray-cxr)"),
        ("[Html part](#part)", "error", "[Html part](#html-part)"),
        ("[x](#chest-xray-cxr-1)", "error", "[x](#chest-x-ray-cxr-1)"),
        ("[x](#chest-x-rays-cxr)", "error", "[x](#chest-x-ray-cxr)"),
        ("[x](#chest-x-ray-cxr-2)", "error", None),
        ("[x](#tools)", "error", None),
        ('<a href="#nowhere">x</a>', "error", None),
        ("[x]: #nowhere", "error", None),
    ],
)
def test_broken_anchors(link: str, level: str, right: str | None) -> None:
    text = f"{link}\n\n{HEADINGS}"
    found = findings(text, "MED108")
    assert [(f.level.label, at(text, f)[0]) for f in found] == [(level, "#")]
    if right is None:
        assert found[0].fix is None
    else:
        assert mended(text, found).splitlines()[0] == right


def test_an_id_that_differs_in_punctuation_is_meant_before_a_heading_that_the_text_names() -> None:
    text = '[Bone](#ct--bone)\n\n<a id="ct-bone"></a>\n\n## Bone\n\nwords\n'
    assert mended(text, findings(text, "MED108")).splitlines()[0] == "[Bone](#ct-bone)"


def test_contents_name_the_second_heading_of_a_name_by_its_number() -> None:
    contents = "- CT\n  - [Public](#public)\n- MRI\n  - [Public](#public)\n"
    page = "\n## CT\n\n### Public\n\nLungs.\n\n## MRI\n\n### {}\n\nBrains.\n"
    text = contents + page.format("Public")
    (found,) = findings(text, "MED108")
    assert (found.place.line, found.level) == (4, Level.WARNING)
    assert mended(text, [found]).splitlines()[3] == "  - [Public](#public-1)"
    assert findings(contents + page.format("Private"), "MED108") == []
    assert findings(text.replace("- [Public](#public)", "- Those in [Public](#public)"), "MED108") == []
    assert findings(text.replace("[Public](#public)", "[back](#public)"), "MED108") == []


def test_many_wrong_anchors_take_linear_time() -> None:
    def judge(count: int) -> None:
        links = "".join(f"- [x](#section-number-{i}x)\n" for i in range(count))
        headings = "".join(f"\n## Section number {i}\n\nwords\n" for i in range(count))
        assert len(findings(links + headings, "MED108")) == count

    assert grows_evenly(judge, 200)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "my files").mkdir(parents=True)
    for name, text in {
        "docs/page.md": "# Page\n\n## Part one\n",
        "docs/my files/Table A.csv": "",
        "docs/Quilt_VQA.md": "",
        "docs/notes.org": "",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def check(folder: Path, text: str, code: str, name: str = "README.md") -> list[Finding]:
    (folder / name).write_text(text, encoding="utf-8")
    found, _ = lint(read([folder / name], Config(root=folder, select=(code,)), date(2026, 11, 21)))
    return found


@pytest.mark.parametrize(
    "link",
    [
        "[x](docs/page.md)", "[x](./docs/)", "[x](docs)", "[x](/docs/page.md)",
        "[x](docs/my%20files/Table%20A.csv)", "[x](<docs/my files/Table A.csv>)",
        "[x](docs/page.md#part-one)", "[x](docs/page.md?plain=1#L3)",
        "[x](../../issues)",
        "[x](.)", "[x](#)", "[x](?tab=readme)",
        "[x](www.example.org/a)", "[x](example.org/a.html)", "[x](a@example.org)",
        "word[^1]\n\n[^1]: word", "[x](docs/notes.org)", "[x]({{ site.baseurl }}/a.md)", "`[x](nothing.md)`",
        "[x](link_to_dataset)", "[x](path/to/file)", "[x](your-file.csv)",
        "[x](htps://example.org)", "![x](data:,)", "[x](10.5281/zenodo.1234567)",
        '<link rel="stylesheet" href="numbers.css">', '<script src="numbers.js"></script>',
    ],
)  # fmt: skip
def test_files_that_are_there_or_not_ours(folder: Path, link: str) -> None:
    text = f"# A list\n\n{link}\n"
    assert check(folder, text, "MED109") == []
    assert check(folder, text, "MED108") == []


@pytest.mark.parametrize(
    ("link", "said", "right"),
    [
        ("[x](docs/nothing.md)", "there is no file 'docs/nothing.md'", None),
        ("[x](nothing/)", "there is no folder 'nothing/'", None),
        ("[x](docs/quilt_vqa.md#a)", "is spelt 'docs/Quilt_VQA.md'", "[x](docs/Quilt_VQA.md#a)"),
        (r"[x](docs/quilt\_vqa.md)", "is spelt 'docs/Quilt_VQA.md'", None),
        ("[x](./Docs/my%20files/table%20a.csv)", "is spelt", "[x](./docs/my%20files/Table%20A.csv)"),
        ("[x](doc/page.md)", "'docs/page.md' is closest", "[x](docs/page.md)"),
        ('<img src="docs/no.png">', "there is no file 'docs/no.png'", None),
        ("[x]: docs/no.png", "there is no file 'docs/no.png'", None),
        ("![x](no.png)", "there is no file 'no.png'", None),
    ],
)
def test_missing_files(folder: Path, link: str, said: str, right: str | None) -> None:
    text = link + "\n"
    found = check(folder, text, "MED109")
    assert [said in f.message for f in found] == [True]
    assert found[0].link is not None
    if right is not None:
        assert mended(text, found) == right + "\n"
    else:
        assert found[0].fix is None


def test_anchors_of_other_pages(folder: Path) -> None:
    text = "[x](docs/page.md#part-two) [x](docs/page.md#Part-one) [x](README.md#x)\n\n## X\n"
    found = check(folder, text, "MED108")
    assert [(f.level.label, at(text, f)) for f in found] == [
        ("error", "docs/page.md#part-two"),
        ("warning", "docs/page.md#Part-one"),
    ]
    assert mended(text, found[1:]).split()[1] == "[x](docs/page.md#part-one)"
    # The same from a page further down.
    assert check(folder, "[x](page.md#part-one) [x](../README.md#x)\n", "MED108", "docs/other.md") == []
    assert len(check(folder, "[x](page.md#part-two) [x](../README.md#y)\n", "MED108", "docs/other.md")) == 2


def test_on_a_site_a_page_is_a_folder_and_the_root_may_have_a_name(folder: Path) -> None:
    text = "[x](../part) [y](/list/part) [z](/part/) [a](../more) [b](/list/more.md)\n"
    (folder / "docs" / "part.md").touch()
    assert [f.link for f in check(folder, text, "MED109", "docs/other.md")] == ["../part", "../more", "/list/more.md"]
    (folder / "mkdocs.yml").touch()
    assert [f.link for f in check(folder, text, "MED109", "docs/other.md")] == ["../more", "/list/more.md"]


def test_where_a_site_puts_its_pages_is_its_own_matter(folder: Path) -> None:
    text = "[x](/leaves/2024/05/oak/) [y](/leaves/2024/05/oak/#bark) [z](leaves/oak.md)\n"
    (folder / "config.toml").touch()
    assert len(check(folder, text, "MED1", "docs/other.md")) == 3
    (folder / "content").mkdir()
    assert [f.link for f in check(folder, text, "MED1", "content/other.md")] == ["leaves/oak.md"]


def test_signs_of_the_bot_that_lists_contributors_lead_nowhere() -> None:
    text = '<!-- ALL-CONTRIBUTORS-LIST:START -->\n<a href="#content-jane" title="Content">{}</a>\n'
    assert findings(text.format("🖋"), "MED108") == []
    assert len(findings(text.format("words"), "MED108")) == 1


def test_a_site_leaves_out_endings_and_makes_anchors_in_its_own_way(folder: Path) -> None:
    text = "[x](docs/page) [y](#a-b) [z](#a_c_1)\n\n## A & b\n\nwords\n\n## A c\n\nwords\n"
    assert [f.code for f in check(folder, text, "MED1")] == ["MED109", "MED108", "MED108"]
    (folder / "mkdocs.yml").touch()
    assert check(folder, text, "MED1") == []


def test_a_page_given_by_itself_is_one_of_the_site_and_the_repository_around_it(folder: Path) -> None:
    text = "[x](/part) [y](/more/wood.md) [z](../nothing.md) [w](#a_b)\n\n## A & b\n"
    for name in (".git/HEAD", "part.md", "more/wood.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    config = Config(root=folder / "docs")
    pages = {"docs/other.md": text}
    assert [f.link for f in findings(pages, "MED1", config=config)] == ["/part", "../nothing.md", "#a_b"]
    (folder / "_config.yml").touch()
    assert [f.link for f in findings(pages, "MED1", config=config)] == ["../nothing.md"]
