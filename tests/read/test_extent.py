"""How far a list reaches: other pages of its folder, translations, tables that weren't taken, and nothing at all."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from medlint import git
from medlint.config import Config, ConfigError
from medlint.engine import Options, check_offline, read
from medlint.limit import OutOfTime
from medlint.model import Source
from medlint.project import Problem, Project
from medlint.read.files import read_source
from medlint.root import Root

TODAY = date(2026, 11, 29)


def page(*names: str, title: str = "Chest datasets", host: str = "example.org") -> str:
    rows = "".join(f"| {name} | https://{host}/{name.lower()} |\n" for name in names)
    return f"# {title}\n\n| Dataset | Link |\n|-|-|\n{rows}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(page("Alder", "Birch", "Cedar"), encoding="utf-8")
    return tmp_path


def project(path: Path = Path(), config: Config | None = None) -> Project:
    return read([path], config or Config(), TODAY)


def paths(found: Project) -> list[str]:
    return [p.source.path for p in found.pages]


def test_pages_with_entries_are_part_of_the_list(folder: Path) -> None:
    for name, text in {
        "docs/more.md": page("Dogwood", "Elm"),
        "docs/guide.md": "# Guide to the datasets\n\nRead [this](https://example.org).\n",
        "CONTRIBUTING.md": page("Name of the dataset"),
        "docs/Template_of_a_dataset.md": page("Name of the dataset"),
        ".github/x.md": page("Fir"),
        "node_modules/y/README.md": page("Ginkgo"),
        "_build/html/_sources/docs/more.md": page("Dogwood", "Elm"),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found = project()
    assert paths(found) == ["README.md", "docs/more.md"]
    assert [entry.title for entry in found.entries] == ["Alder", "Birch", "Cedar", "Dogwood", "Elm"]
    assert found.notes == ("docs/more.md has 2 entries: it is part of the list, where `readme` says nothing else",)
    assert paths(project(config=Config(readme=("README.md",)))) == ["README.md"]
    report = check_offline([Path()], Config(), Options(TODAY))
    assert (report.files, report.entries, report.notes) == (2, 5, found.notes)


def test_a_page_that_cant_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "more.md").write_bytes(page("Dogwood").encode() + b"\xff\n")
    assert project().notes == ("more.md is not looked at: the file is not UTF-8: byte 0xff can't be read",)
    (folder / "more.md").write_text(page("Dogwood"), encoding="utf-8")

    def late(*_: object) -> None:
        raise OutOfTime

    monkeypatch.setattr("medlint.read.extent.Shown.again", late)
    (problem,) = project().problems
    assert (problem.place.path, problem.message) == ("more.md", "the file was given up: it took more than 10 s")


def test_what_git_ignores_is_no_part_of_the_list(folder: Path) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    (folder / ".gitignore").write_text("out/\n", encoding="utf-8")
    for name in ("out/more.md", "new.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(page("Dogwood"), encoding="utf-8")
    assert paths(project()) == ["README.md", "new.md"]


def test_git_has_a_few_seconds_to_say_what_it_ignores(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = []

    def late(top: Path, *arguments: str, seconds: float) -> bytes:
        given.append(seconds)
        return git.run(top, *arguments, seconds=seconds / 1e9)

    monkeypatch.setattr("medlint.read.files.run", late)
    subprocess.run(["git", "init", "-q"], check=True)
    (folder / ".gitignore").write_text("new.md\n", encoding="utf-8")
    (folder / "new.md").write_text(page("Dogwood"), encoding="utf-8")
    assert paths(project()) == ["README.md", "new.md"], "nothing is taken for ignored"
    assert given == [10]


def test_a_translation_is_no_second_list(folder: Path) -> None:
    (folder / "README_fr.md").write_text(page("Alder", "Birch", "Cedar", title="Données"), encoding="utf-8")
    found = project()
    assert paths(found) == ["README.md"]
    assert found.notes == ("README_fr.md shows the datasets of README.md again and is not read",)


def test_one_address_of_many_datasets_makes_no_translation(folder: Path) -> None:
    for name, trees in {"README.md": ("Alder", "Birch"), "more.md": ("Larch", "Maple", "Rowan"), "fr.md": ()}.items():
        rows = "".join(f"| {tree} | https://example.org/all |\n" for tree in trees)
        (folder / name).write_text(page("Cedar") + rows, encoding="utf-8")
    found = project()
    assert paths(found) == ["README.md", "more.md"]
    assert found.notes[0] == "fr.md shows the datasets of README.md again and is not read"


def test_a_badge_that_two_pages_show_is_no_dataset_of_both(folder: Path) -> None:
    for name, tree in {"README.md": "alder", "more.md": "larch"}.items():
        badge = f"[![site](https://badges.example.org/site.svg)](https://{tree}.example.org)"
        (folder / name).write_text(f"# Datasets\n\n- **{tree}**: a dataset. {badge}\n", encoding="utf-8")
    assert paths(project()) == ["README.md", "more.md"]


@pytest.mark.parametrize("before", ["---\ntitle: {}\n---\n", "# Trees\n\n{}\n"])
@pytest.mark.parametrize(
    "head", ["## Datasets\n\n| Name | Link |", "Datasets\n---\n\n| Name | Link |", "| Dataset | Link |"]
)
def test_a_page_may_come_to_its_data_late(folder: Path, before: str, head: str) -> None:
    text = before.format("Leaves fall in autumn. " * 60) + f"\n{head}\n|--|--|\n| Oak | https://example.org/oak |\n"
    (folder / "late.md").write_text(text, encoding="utf-8")
    assert paths(project()) == ["README.md", "late.md"]


def test_a_page_that_a_row_leads_to_tells_of_one_dataset(folder: Path) -> None:
    rows = "| Dataset | Link |\n|-|-|\n| Alder | [more](docs/alder.md) |\n| Birch | [more](./birch/) |\n"
    (folder / "README.md").write_text(f"# Chest datasets\n\n{rows}| Cedar | [this](.) |\n", encoding="utf-8")
    for name in ("docs/alder.md", "birch/README.md", "docs/more.md", "near.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(page(f"Part of {name[:4]}", host=name.replace("/", ".")), encoding="utf-8")
    found = project()
    assert paths(found) == ["README.md", "docs/more.md", "near.md"]
    assert found.notes[2:] == (
        "entries lead to 2 pages (birch/README.md, docs/alder.md) or to their folders: no list is looked for there,"
        " where `readme` doesn't name them",
    )


def test_a_page_that_one_of_many_entries_leads_to_tells_of_it(folder: Path) -> None:
    items = "- [Birch](https://example.org/1)\n- [Cedar](https://example.org/2), [more](docs/cedar.md)\n"
    (folder / "README.md").write_text(f"# Chest datasets\n\n- [Alder](docs/alder.md)\n{items}", encoding="utf-8")
    (folder / "docs").mkdir()
    for name, count in (("alder", 3), ("cedar", 11)):
        parts = (f"{name} {number}" for number in range(count))
        (folder / f"docs/{name}.md").write_text(page(*parts), encoding="utf-8")
    assert paths(project()) == ["README.md", "docs/cedar.md"], "so many entries are a list"


def test_a_page_that_cant_be_read_is_tried_once_for_all_links_into_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def counting(path: Path, root: Root) -> Source | Problem:
        tried.append(path.name)
        return read_source(path, root)

    monkeypatch.setattr("medlint.read.project.read_source", counting)
    links = " ".join(f"[part {number}](more.md#part-{number})" for number in range(20))
    (folder / "README.md").write_text(f"{page('Alder', 'Birch')}\n{links}\n", encoding="utf-8")
    (folder / "more.md").write_bytes(b"# More\n\n\xff\n")
    project()
    assert tried == ["README.md", "more.md", "more.md"], "as one that lies near, and once for the links"


def test_the_memory_knows_the_other_pages(folder: Path) -> None:
    options = Options(TODAY, cache=folder / ".cache")
    assert check_offline([Path()], Config(), options).entries == 3
    (folder / "more.md").write_text(page("Dogwood"), encoding="utf-8")
    assert check_offline([Path()], Config(), options).entries == 4
    assert check_offline([Path()], Config(), options).notes != ()


def test_tables_that_are_not_taken_are_named(folder: Path) -> None:
    table = "| Kollektion | Jahr |\n|-|-|\n| Ahorn | 2021 |\n| Birke | 2022 |\n| Zeder | 2023 |\n"
    (folder / "README.md").write_text(f"# Sammlung\n\n{table}\n## Mehr\n\n{table}", encoding="utf-8")
    said = "2 tables with 6 rows weren't taken for entries (README.md:3: Kollektion, Jahr): "
    assert project().notes == (f'{said}title = ["Kollektion"] under [tool.medlint.columns] would',)
    (folder / "more.md").write_text(f"# Sammlung\n\n{table}".replace("Kollektion", ""), encoding="utf-8")
    assert project(folder / "more.md").notes[0].endswith("(more.md:3: , Jahr): a header over its names would")
    taken = project(config=Config(columns={"title": ("Kollektion",)}))
    assert (len(taken.entries), taken.notes) == (6, ())


def test_a_table_with_a_known_header_that_is_not_taken_is_named_too(folder: Path) -> None:
    rows = "| Oak | NER | 10 |\n| Elm | NLI | 8 |\n| Ash | NLI | 6 |\n"
    table = f"| Dataset | Task | Train |\n|-|-|-|\n{rows}"
    (folder / "README.md").write_text(f"# Benchmark\n\n{table}", encoding="utf-8")
    assert project().notes[0].endswith('title = ["Dataset"] under [tool.medlint.columns] would')
    taken = project(config=Config(columns={"title": ("Dataset",)}))
    assert (len(taken.entries), taken.notes) == (3, ())


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("# Reden\n\nOpen resources.\n\n| Resource | Jahr |\n|-|-|\n| A | 1 |\n| B | 2 |\n| C | 3 |\n", "Resource"),
        ("# Datasets\n\n## Statistics\n\n| Lab | Datasets |\n|-|-|\n| A | X |\n| B | Y |\n| C | Z |\n", "Datasets"),
        ("".join(f"# {n}\n\n| Accession | Size |\n|-|-|\n| GSE{n} | 5 |\n\n" for n in "ABC"), "Accession"),
    ],
)
def test_where_nothing_is_listed_or_a_header_says_datasets_a_table_is_named(folder: Path, page: str, key: str) -> None:
    (folder / "README.md").write_text(page, encoding="utf-8")
    (note,) = project().notes
    assert note.endswith(f'title = ["{key}"] under [tool.medlint.columns] would')
    assert project(config=Config(columns={"title": (key,)})).entries


def test_a_note_proposes_nothing_for_cells_of_several_or_what_is_listed_above(folder: Path) -> None:
    names = ("Oak", "Elm", "Ash")
    listed = "".join(f"| {n} | [the leaves](https://example.org/{n}) | {len(n)} |\n" for n in names)
    again = "".join(f"| {n} | 20{i}1 | [here](https://example.org/{n}) |\n" for i, n in enumerate(names))
    table = f"# Datasets\n\n| Dataset | Source | Size |\n|-|-|-|\n{listed}\n"
    text = f"{table}## Auf Deutsch\n\n| Datensatz | Jahr | Link |\n|-|-|-|\n{again}"
    (folder / "README.md").write_text(text, encoding="utf-8")
    (note,) = project().notes
    assert note.endswith("(README.md:11: Datensatz, Jahr, Link): it shows again what is listed elsewhere")
    several = " · ".join(f"[{n}](https://example.org/{n})" for n in names)
    rows = "".join(f"| {kind} | {{0}} |\n" for kind in ("Leaf", "Bark", "Root")).format(several)
    (folder / "README.md").write_text(f"# Datasets\n\n| Part | Datasets |\n|-|-|\n{rows}", encoding="utf-8")
    assert project().notes[0].endswith("Part, Datasets): most of its cells name several")


def test_a_table_of_the_facts_of_one_dataset_needs_no_note(folder: Path) -> None:
    facts = "| Set ID: | {0}-1 |\n|-|-|\n| License: | MIT |\n| URL: | https://example.org/{0} |\n| Size: | 5 GB |\n\n"
    text = "".join(f"## {name}\n\nSome words.\n\n{facts.format(name)}" for name in ("Alder", "Birch", "Cedar"))
    (folder / "README.md").write_text(f"# Chest datasets\n\n{text}", encoding="utf-8")
    found = project()
    assert [e.title for e in found.entries] == ["Alder", "Birch", "Cedar"]
    assert not found.notes


@pytest.mark.parametrize(
    ("files", "path", "said"),
    [
        ({}, "", ".: there is no README.md and no catalog"),
        ({"README.rst": "List\n====\n"}, "", ".: there is no README.md and no catalog; README.rst is no Markdown"),
        ({"README.rst": "x"}, "README.rst", "README.rst is no Markdown and no data: medlint reads .md"),
        ({"README.md": ""}, "", ".: there is no list, no record and no link in what was read"),
        ({"README.md": "x"}, "REDME.md", "REDME.md: there is no such file or folder; did you mean 'README.md'?"),
        ({"list.md": "x"}, "", ".: there is no README.md and no catalog; list.md is there: name it to have it read"),
    ],
)
def test_nothing_to_look_at_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], path: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        project(Path(path))
    assert str(caught.value).startswith(said)


def test_a_page_that_the_config_leaves_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(page("Dogwood"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no catalog; README.md is left out by the config$"):
        project(config=Config(root=tmp_path, exclude=("README.md",)))


def test_headings_without_entries_are_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README").write_text("# Datasets\n\n## CT\n", encoding="utf-8")
    assert [s.title for s in project(Path("README")).pages[0].headings] == ["Datasets", "CT"]


@pytest.mark.parametrize("title", ["Открытые данные", "Conjuntos de datos", "Jeux de données", "Dữ liệu"])
def test_a_page_that_says_data_in_another_language_is_part_of_the_list(folder: Path, title: str) -> None:
    leaves = "- [Linde](https://example.org/linde): leaves\n- [Esche](https://example.org/esche): bark\n"
    (folder / "more.md").write_text(f"# {title}\n\n{leaves}", encoding="utf-8")
    assert [entry.title for entry in project().entries] == ["Alder", "Birch", "Cedar", "Linde", "Esche"]
