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
    sources = [Source(str(root / "catalog" / name), text) for name, text in records.items()]
    project = build_project(sources, Config(root=root), date(2026, 11, 29))
    at = types.Position(0, sources[0].text.index("lung"))
    edits = rename(Here(State(project, [], sources, {}), sources[0].path, at, PositionCodec()), new)
    return [(source, apply(source.text, changes_of(source, edits))) for source in sources]
