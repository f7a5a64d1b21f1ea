"""What an editor shows of a place, where strangers had a say in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from lsprotocol import types
from pygls.workspace import PositionCodec

from medlint.answers import Registered
from medlint.config import Config
from medlint.lsp.language import Here, hover
from medlint.lsp.state import State
from medlint.model import Source
from medlint.project import Probed
from medlint.read.project import build_project
from medlint.rules._registered import key_of

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
