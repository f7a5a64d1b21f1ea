"""Importing: every entry becomes a record, nothing is lost or made up, and rendering brings it all back."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from medlint.config import Config
from medlint.engine import lint
from medlint.model import Document, Source
from medlint.project import Project
from medlint.read.document import read_document
from medlint.read.match import without_access
from medlint.read.project import build_project
from medlint.root import Root
from medlint.write.cells import NOTES
from medlint.write.compare import Meaning, cell_meaning, link_key
from medlint.write.importer import Import, column_names, import_list, import_project, slug, write
from medlint.write.render import rendered
from write_support import CORPORA, NAMES, TODAY

ROOT = Config(root=Path("/nonexistent"), select=("MED4",))
README = """\
# Chest images

| Title | Description | Keywords | Source | Size | License | Task |
|---|---|---|---|---|---|---|
| Lung Nodules (LN-1) [LIMITED ACCESS] | <br/> CT of **many** lungs, see [how to request access](https://example.org/ask).<br>1. one<br />2. H<sub>2</sub>O \\| `a\\|b` | lung, CT;nodule | http://dx.doi.org/10.7937/K9/TCIA.2015.ABC | 1,018 scans (124 GiB) | CC BY 3.0 | find |
| 肺部影像 | short | | [page](http://example.org/x), [paper](https://arxiv.org/abs/1705.02315) | 10-20 GB, some xyz | Our own DUA | |
| **group** | | | | | | |
| Lung Nodules | short too | lung | https://example.org/other | | unknown | count |
| Lung-Nodules | [third](https://example.org/3) | lung | https://example.org/third | ~5k images | | count | one too many |

## MRI

| Dataset | Year | |
|---|---|---|
| [Brain A](https://example.org/a) (open access) | 2021.5 | x |
| [Brain B](./b.md) | soon | |
"""  # noqa: E501


def imported(readme: str = README, **records: str) -> Import:
    sources = [Source("README.md", readme)]
    sources += [Source(f"catalog/{name}.yaml", text) for name, text in records.items()]
    return import_project(build_project(sources, ROOT, TODAY), Path("catalog"))


def records(result: Import) -> dict[str, dict[str, object]]:
    out = {}
    for path, data in result.files.items():
        document = read_document(Source(str(path), data.decode()))
        assert isinstance(document, Document)
        out[path.stem] = document.data
        assert data.startswith(b"# yaml-language-server: $schema=../schema/")
    return out


def test_what_a_row_tells() -> None:
    found = records(imported())
    assert list(found) == [
        "lung-nodules-ln-1", slug("肺部影像"), "lung-nodules", "lung-nodules-2", "brain-a", "brain-b", "list"
    ]  # fmt: skip
    assert found["lung-nodules-ln-1"] == {
        "id": "lung-nodules-ln-1",
        "kind": "dataset",
        "title": "Lung Nodules (LN-1)",
        "aliases": ["LN-1"],
        "description": "CT of **many** lungs, see [how to request access](https://example.org/ask).\n"
        "1. one\n2. H2O | `a|b`",
        "section": "Chest images",
        "modalities": ["CT"],
        "keywords": ["lung", "CT", "nodule"],
        "doi": "10.7937/K9/TCIA.2015.ABC",
        "access": {"level": "controlled", "url": "https://example.org/ask"},
        "license": "CC-BY-3.0",
        "size": {"text": "1,018 scans (124 GiB)", "bytes": 124 * 2**30, "counts": [{"unit": "scans", "value": 1018}]},
        "extra": [{"column": "Task", "text": "find"}],
    }
    assert found[slug("肺部影像")] == {
        "id": slug("肺部影像"),
        "kind": "dataset",
        "title": "肺部影像",
        "description": "short",
        "section": "Chest images",
        "landing_page": "http://example.org/x",
        "paper": {"arxiv": "1705.02315"},
        "license": "LicenseRef-Our-own-DUA",
        "size": {"text": "10-20 GB, some xyz", "bytes": {"min": 10 * 10**9, "max": 20 * 10**9}},
        "extra": [
            {"column": "Source", "text": "[page](http://example.org/x), [paper](https://arxiv.org/abs/1705.02315)"},
            {"column": "License", "text": "Our own DUA"},
        ],
    }
    assert found["lung-nodules-2"]["size"] == {
        "text": "~5k images", "counts": [{"unit": "images", "value": 5000, "approx": "true"}]
    }  # fmt: skip
    assert found["brain-a"] == {
        "id": "brain-a",
        "kind": "dataset",
        "title": "Brain A",
        "section": "MRI",
        "modalities": ["MR"],
        "landing_page": "https://example.org/a",
        "access": {"level": "open"},
        "published": "2021-05",
        "extra": [
            {"column": "Dataset", "text": "[Brain A](https://example.org/a) (open access)"},
            {"column": "Year", "text": "2021.5"},
            {"column": "Column 3", "text": "x"},
        ],
    }


def test_the_list_gets_the_sections() -> None:
    columns = ["title", "description", "keywords", "source", "size", "license"]
    assert records(imported())["list"] == {
        "title": "Chest images",
        "columns": [*({"field": field} for field in columns), {"extra": "Task"}],
        "sections": [
            {"title": "Chest images"},
            {
                "title": "MRI",
                "modalities": ["MR"],
                "columns": [
                    {"field": "title", "header": "Dataset"},
                    {"field": "date", "header": "Year"},
                    {"extra": "Column 3"},
                ],
            },
        ],
    }


def test_what_is_not_known_is_said_with_its_place() -> None:
    said = [str(note) for note in imported().notes]
    for part in (
        "README.md:6:20: '肺部影像': landing_page: the address is not https://, which the schema asks for",
        "'肺部影像': size: 'some xyz' is not understood",
        "'Lung Nodules (LN-1) [LIMITED ACCESS]': landing_page: only the DOI 10.7937/K9/TCIA.2015.ABC is given",
        "README.md:7:3: a line that is no entry is left out: 'group'",
        "'Lung Nodules': size: no size is given",
        "'Lung-Nodules': one cell more than the header has, it is left out",
        "README.md:13:3: license: no license is given (2 of its 2 entries)",
        "'Brain B': date: 'soon' is no date that is understood",
    ):
        assert [line for line in said if part in line], part


def test_run_twice_it_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text(README, encoding="utf-8")
    config = Config(root=Path())
    first = import_list([Path("README.md")], Path("catalog"), config, TODAY)
    made = write(first, Root(Config(root=tmp_path)))
    assert sorted(made) == sorted(first.files)
    before = {path: path.read_bytes() for path in made}
    again = import_list([Path("README.md")], Path("catalog"), config, TODAY)
    assert again.files == {}
    assert again.known == 6
    assert write(first, Root(Config(root=tmp_path))) == []
    assert {path: path.read_bytes() for path in made} == before


def test_several_of_one_title_are_counted() -> None:
    head = "| Title | Source |\n|---|---|\n"
    rows = [f"| Lung | https://example.org/{name} |\n" for name in "abc"]
    texts = {path.stem: data.decode() for path, data in imported(head + "".join(rows[:2])).files.items()}
    assert texts.keys() == {"lung", "lung-2", "list"}
    assert imported(head + "".join(rows[:2]), **texts).files == {}
    same = head + "| Lung | |\n" * 3
    assert [str(path) for path in imported(same, **texts).files] == ["catalog/lung-3.yaml"]


def test_what_is_there_is_never_overwritten() -> None:
    taken = imported(lung_nodules="id: lung-nodules\ntitle: Something else\n", **{"brain-b": "broken: ["})
    assert {"catalog/lung_nodules.yaml", "catalog/brain-b.yaml"}.isdisjoint(map(str, taken.files))
    assert Path("catalog/lung-nodules-2.yaml") in taken.files
    assert Path("catalog/brain-b-2.yaml") in taken.files
    held = imported(list="title: x\nsections: [{title: MRI}]\n")
    assert Path("catalog/list.yaml") not in held.files
    assert [n.message for n in held.notes if "list.yaml" in n.message] == [
        "catalog/list.yaml has no section 'Chest images'"
    ]


def meanings(project: Project) -> dict[tuple[str, int], list[tuple[str, Meaning]]]:
    """What each entry's filled cells say, by header; a note or mark of access is left aside.

    What the title and the source lead to is one thing: a linked title is the source of a table without such a column.
    """
    out: dict[tuple[str, int], list[tuple[str, Meaning]]] = {}
    seen: Counter[str] = Counter()
    for entry in project.on_page:
        assert entry.row is not None
        title = " ".join(without_access(entry.text("title")).split()).casefold()
        seen[title] += 1
        cells = []
        names = column_names(entry.row.table)
        for name, column, cell in zip(names, entry.row.table.columns, entry.row.cells, strict=False):
            if not cell.empty and cell.text.strip(" ,"):
                cells.append((name, said(column.field if column.known else "", cell_meaning(cell))))
        shown = [entry[field] for field in ("title", "source") if field in entry.fields]
        asked = NOTES.values()
        urls = frozenset(link_key(link.url) for cell in shown for link in cell.links if link.text not in asked)
        out[title, seen[title]] = [*cells, ("links", ("", urls))]
    return out


def said(field: str, meaning: Meaning) -> Meaning:
    from medlint.data.license import spdx

    text, links = meaning
    if field == "title":
        text, links = " ".join(without_access(text).split()), frozenset()
    if field == "source":
        text, links = re.sub(rf" ?\((?:{'|'.join(NOTES.values())})\)$", "", text), frozenset()
    if field == "license":
        text = spdx(text) or text
    if field == "keywords":
        text = ", ".join(filter(None, re.split(r"\s*[,;，；、]\s*", text)))
    return text, links


def cycle(readme: str) -> None:
    """Import, render, import again: no entry lost, no cell changed, and the drift rules have nothing to say."""
    first = import_project(build_project([Source("README.md", readme)], ROOT, TODAY), Path("catalog"))
    sources = [Source(str(path), data.decode()) for path, data in first.files.items()]
    page = Source("README.md", readme)
    between = build_project([page, *sources], ROOT, TODAY)
    assert [f for f in lint(between)[0] if f.code.startswith("MED4")] == []
    start = "# x\n\n<!-- medlint:tables -->\n<!-- /medlint:tables -->\n"
    text = rendered(Source("README.md", start), between)
    after = build_project([Source("README.md", text), *sources], ROOT, TODAY)
    assert [f for f in lint(after)[0] if f.code.startswith("MED4")] == []
    old, new = meanings(between), meanings(after)
    assert new.keys() == old.keys()
    for key, cells in old.items():
        got = dict(new[key])
        assert {header: got.get(header) for header, _ in cells} == dict(cells), key
    again = import_project(after, Path("catalog"))
    assert again.files == {}
    assert again.known == len(old)
    second = import_project(build_project([Source("README.md", text)], ROOT, TODAY), Path("catalog"))
    assert len(records(second).keys() - {"list"}) == len(old)


@pytest.mark.parametrize("name", NAMES)
def test_there_and_back_on_real_lists(name: str) -> None:
    file = CORPORA / name / "README.md"
    if not file.exists():
        pytest.skip("the corpora are not here")
    cycle(file.read_bytes().decode())


def test_there_and_back() -> None:
    cycle(README)


TEXTS = [
    "CT", "lung", "of the", " ", "肺", "é", "*a*", "**b c**", "`x\\|y`", "\\|", "&amp;", "<br>", "<sub>2</sub>", "[1]",
    "[here](https://example.org/a)", "[the *list*](https://example.org/b_(c) \"t\")", "https://example.org/d_e", "~5k",
    "<https://example.org/f>", "![](https://example.org/i.png)", "<a href='https://example.org/g'>g</a>", "_", "#",
    "(open access)", "[LIMITED ACCESS]", "1.",
]  # fmt: skip
SICI = "https://doi.org/10.1002/(SICI)1098-2418(199807)12:4%3C335::AID-RSA2%3E3.0.CO;2-U"
SOURCES = [
    "", "https://example.org/data", "http://example.org/data", "[data](https://example.org/data)", "10.5281/zenodo.2",
    "http://dx.doi.org/10.7937/K9/TCIA.2015.ABC", "https://www.doi.org/10.5281/zenodo.1", "TCIA", "s3://bucket/key",
    f"[data]({SICI}), [paper](https://arxiv.org/abs/1705.02315)", "doi:10.7937/k9/TCIA.2015.ABC", "[local](./x.md)",
    "https://www.nature.com/articles/s41467-020-17971-2",
]  # fmt: skip
SIZES = [
    "", "133.2 GB", "1,018 CT cases / 1010 patients; 124 GiB", "~5k volumes, >= 2 TB", "10-20 GB", "Train: 5, Test: 6",
    "a lot", "7",
]  # fmt: skip
LICENSES = ["", "CC BY 4.0", "MIT", "own terms", "-", "[CC0](https://creativecommons.org/publicdomain/zero/1.0/)"]
VALUES = {
    "Title": st.tuples(st.sampled_from("AB肺"), st.lists(st.sampled_from(TEXTS), max_size=4)).map(
        lambda parts: " ".join([parts[0], *parts[1]])
    ),
    "Keywords": st.lists(st.sampled_from(["CT", "X-ray", "lung cancer", "", "MRI", "`a`"]), max_size=4).map(", ".join),
    "Source": st.sampled_from(SOURCES),
    "Size": st.sampled_from(SIZES),
    "License": st.sampled_from(LICENSES),
    "Modality": st.sampled_from(["", "CT", "MRI", "X-ray", "CT, MR", "?"]),
    "Year": st.sampled_from(["", "2021", "2021.5", "2020-01-02", "soon"]),
    "Access": st.sampled_from(["", "open", "on request", "agreement required", "who knows"]),
}
OTHERS = ["Description", "Task", "n", *VALUES]
words = st.lists(st.sampled_from(TEXTS), max_size=5).map(" ".join)


@st.composite
def lists(draw: st.DrawFn) -> str:
    """A page with one or two tables of entries."""
    out = []
    for section in draw(st.sampled_from([["Chest CT"], ["", "MRI"], ["MRI", "MRI"]])):
        names = draw(st.permutations(sorted({"Title", "Size", *draw(st.sets(st.sampled_from(OTHERS)))})))
        rows = draw(st.lists(st.tuples(*(VALUES.get(name, words) for name in names)), min_size=1, max_size=4))
        lines = [names, ["---"] * len(names), *rows]
        out.append(f"## {section}\n\n" if section else "")
        out.append("".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n")
    return "".join(out)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(lists())
def test_there_and_back_on_any_list(readme: str) -> None:
    cycle(readme)
