"""What an editor shows of a place, where strangers had a say in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from medlint.answers import Registered
from medlint.config import Config
from medlint.lsp.language import Here, hover, rename
from medlint.lsp.state import State
from medlint.model import Source
from medlint.project import Probed
from medlint.read.project import build_project
from medlint.rules._registered import key_of
from medlint.text.data import parse
from medlint.write.proof import apply, changes_of

PAGE = "# Datasets\n\n| Title | Source |\n|---|---|\n| LIDC | https://zenodo.org/records/1 |\n"


def test_what_a_registry_says_is_shown_as_plain_text(tmp_path: Path) -> None:
    path = str(tmp_path / "README.md")
    source = Source(path, PAGE)
    project = build_project([source], Config(root=tmp_path), date(2026, 11, 29))
    title = "![t](https://example.org/t.png) \u202e\x1b[31m"
    said = Registered("Zenodo", titles=(title,), licenses=("[MIT](command:x)",))
    probed = Probed(registered={key_of("https://zenodo.org/records/1"): (said,)})
    state = State(replace(project, probed=probed), [], [source], {})
    found = hover(Here(state, path, types.Position(4, 12), PositionCodec()))
    assert found is not None and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.PlainText
    assert found.contents.value.startswith("Zenodo: ![t](https://example.org/t.png) ")
    assert not {"\u202e", "\x1b"} & set(found.contents.value)


RECORDS = {
    "a.json": '{"id": "a", "title": "A", "landing_page": "https://a.example/", "keywords": ["lung", "brain"]}\n',
    "b.yaml": "id: b\ntitle: B\nlanding_page: https://b.example/\nkeywords: [\"Lung\", 'lung', lung, brain]\n",
    "c.toml": 'id = "c"\ntitle = "C"\nlanding_page = "https://c.example/"\nkeywords = [\'lung\', "brain"]\n',
    "d.yaml": "id: d\ntitle: D\nlanding_page: https://d.example/\nkeywords:\n- brain\n- &k lung\n- *k\n",
    "e.yaml": "id: e\ntitle: E\nlanding_page: https://e.example/\nkeywords:\n- !!str lung # a note\n- brain\n",
}


@pytest.mark.parametrize(
    "new", ["pulmo", "null", "1.5", "a: b", "x #y", "]", "- x", "*k", "'", '"', "\\", "a 🫁", "#", "&k x", "{a}", "~"]
)
def test_a_renamed_keyword_is_written_as_each_file_writes_text(tmp_path: Path, new: str) -> None:
    for source, text in renamed(tmp_path, RECORDS, new):
        before, after = parse(source.path, source.text), parse(source.path, text)
        keywords = [new if word.lower() == "lung" else word for word in before["keywords"]]
        assert after == before | {"keywords": keywords}, source.path
        assert ("&k" in source.text) <= ("&k" in text) and ("# a note" in source.text) <= ("# a note" in text)


@pytest.mark.parametrize(
    "record",
    ["keywords: [&k lung]\nsection: *k\n", "keywords: &k [lung]\ntasks: *k\n", "section: &k lung\nkeywords: [*k]\n"],
)
def test_a_value_that_shares_its_text_with_another_is_renamed_alone_or_not_at_all(tmp_path: Path, record: str) -> None:
    records = {"a.json": RECORDS["a.json"], "f.yaml": f"title: F\nlanding_page: https://f.example/\n{record}"}
    alone = record.startswith("section")
    for source, text in renamed(tmp_path, records, "pulmo"):
        before, after = parse(source.path, source.text), parse(source.path, text)
        assert after == (before | {"keywords": ["pulmo", *before["keywords"][1:]]} if alone else before)


def renamed(root: Path, records: dict[str, str], new: str) -> list[tuple[Source, str]]:
    """The records with what their texts are after the keyword `lung` of the first has been renamed."""
    sources = [Source(str(root / ("" if name.endswith(".md") else "catalog") / name), t) for name, t in records.items()]
    project = build_project(sources, Config(root=root), date(2026, 11, 29))
    at = types.Position(0, sources[0].text.index("lung"))
    edits = rename(Here(State(project, [], sources, {}), sources[0].path, at, PositionCodec()), new)
    return [(source, apply(source.text, changes_of(source, edits))) for source in sources]


ROWS = {
    "plain": ("lung, brain", "{}, brain"),
    "bold": ("**lung**, brain", "**{}**, brain"),
    "linked": ("brain, [Lung](https://example.org/lung)", "brain, [{}](https://example.org/lung)"),
    "tag": ("<b>lung</b> <br> brain", "<b>{}</b> <br> brain"),
}


@pytest.mark.parametrize("new", ["pulmo", "*a*", "<b>", "a_b_c", "`x`", "[x](y)", "R&D &lt", "a\\", "[x]", "<!-- c"])
@pytest.mark.parametrize(
    ("shape", "row"),
    [
        (shape, row)
        for shape in ("table", "items", "html")
        for row in ROWS
        if shape != "html" or row in ("plain", "tag")
    ],
)
def test_a_renamed_keyword_shows_as_it_is_called(tmp_path: Path, shape: str, new: str, row: str) -> None:
    written, due = ROWS[row]
    page = {
        "table": f"| Title | Source | Keywords |\n|---|---|---|\n| A | https://example.org/a | {written} |\n",
        "items": f"- [A](https://example.org/a)\n  - Keywords: {written}\n- [B](https://example.org/b)\n",
        "html": "<table>\n<tr><th>Title</th><th>Source</th><th>Keywords</th></tr>\n"
        f'<tr><td>A</td><td><a href="https://example.org/a">x</a></td><td>{written}</td></tr>\n</table>\n',
    }[shape]
    _, (source, text) = renamed(tmp_path, {"a.json": RECORDS["a.json"], "README.md": f"# Datasets\n\n{page}"}, new)
    before, after = (build_project([Source(source.path, t)], Config(), date(2026, 11, 29)) for t in (source.text, text))
    old, made = (project.entries[0]["keywords"] for project in (before, after))
    assert made.text == old.text.replace("lung", new).replace("Lung", new)
    assert [link.url for link in made.links] == [link.url for link in old.links]
    if new == "pulmo":
        assert due.format(new) in text


@pytest.mark.parametrize(
    ("file", "text", "due"),
    [
        ("f.yaml", 'keywords: "brain, lung; Lung"\n', "brain, {0}; {0}"),
        ("f.yaml", "keywords: lung, brain\n", "{0}, brain"),
        ("f.json", '{"title": "F", "keywords": "lung,  brain"}\n', "{0},  brain"),
    ],
)
@pytest.mark.parametrize("new", ["pulmo", "a: b", '"', "#"])
def test_a_keyword_in_a_text_of_several_is_renamed(tmp_path: Path, file: str, text: str, due: str, new: str) -> None:
    head = "" if file.endswith("json") else "title: F\nlanding_page: https://f.example/\n"
    records = {"a.json": RECORDS["a.json"], file: head + text}
    source, after = renamed(tmp_path, records, new)[1]
    assert parse(source.path, after) == parse(source.path, source.text) | {"keywords": due.format(new)}


def test_a_keyword_that_another_contains_is_not_renamed_with_it(tmp_path: Path) -> None:
    records = {"a.json": RECORDS["a.json"], "f.yaml": 'title: F\nkeywords: "lungs, a lung"\n'}
    assert renamed(tmp_path, records, "pulmo")[1][1] == records["f.yaml"]


def test_the_record_here_is_the_one_of_several_that_the_position_is_in(tmp_path: Path) -> None:
    text = "- title: A\n  keywords: [brain]\n- title: B\n  keywords: [lung]\n"
    source = Source(str(tmp_path / "catalog" / "all.yaml"), text)
    state = State(build_project([source], Config(root=tmp_path), date(2026, 11, 29)), [], [source], {})
    found = Here(state, source.path, types.Position(3, 15), PositionCodec()).entry
    assert found is not None and found.title == "B"
