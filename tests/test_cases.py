"""Small inputs that came out wrong once, with what is right of each: the folder `cases` beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medlint.cli import main

CASES = Path(__file__).parents[2] / "shared" / "cases"
REFUSED = "exit 2"
RIGHT = {
    "lists/fa-acronym-lowercased.md": "MED305:6 MED305:7",
    "lists/fa-count-only-size.md": "",
    "lists/fa-cross-listed.md": "MED311:10",
    "lists/fa-image-dims-as-size.md": "",
    "lists/fa-other-language-spelling.md": "",
    "lists/fa-plus-and-hyphen-titles.md": "",
    "lists/fa-section-video.md": "",
    "lists/fa-size-free-text.md": "",
    "lists/footnote-links.md": "",
    "lists/homonyms": "",
    "lists/miss-backslash-url.md": "MED501:6 MED501:7 MED501:7",
    "lists/miss-bad-arxiv-id.md": "MED504:4",
    "lists/miss-duplicate-in-title.md": "MED311:7",
    "lists/miss-header-names.md": "MED311:6 MED501:7 MED311:14 MED501:21 MED205:21 MED208:28 MED208:28 MED311:35",
    "lists/miss-html-table.md": "MED204:7",
    "lists/miss-mismatched-html-heading.md": "MED107:4",
    "lists/miss-shadowed-source.md": "MED501:7 MED208:14 MED503:15",
    "lists/miss-spelling-in-other-tables.md": "MED304:6 MED304:6",
    "lists/miss-title-vs-modality.md": "MED307:7",
    "lists/miss-todo-section.md": "MED101:10 MED101:16",
    "lists/miss-todo-title.md": "MED208:6 MED208:7",
    "lists/odd-nested-link.md": "MED501:6",
    "lists/odd-setext-heading.md": "MED101:4",
    "lists/readme-rst": REFUSED,
    "lists/source-column": "MED204:7",
    "lists/srcset.md": "MED109:3",
    "lists/template-table": "",
    "lists/unread-tables": "MED204:5 MED311:6",
    "catalogs/anyof-const": "MED003:4",
    "catalogs/draft03": REFUSED,
    "catalogs/ecma-pattern": "",
    "catalogs/fix-breaks-unique": "",
    "catalogs/glob-in-value": "",
    "catalogs/licenses-key": "",
    "catalogs/named-file-not-yaml": "MED003:1",
    "catalogs/no-match-glob": REFUSED,
    "catalogs/no-title-key": "",
    "catalogs/null-for-string": "MED003:3 MED003:4",
    "catalogs/nullable": "",
}


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of cases is not beside the checkout")
@pytest.mark.parametrize("name", RIGHT)
def test_a_case_comes_out_right(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES / name
    monkeypatch.chdir(case if case.is_dir() else case.parent)
    status = main(["check", "--offline", "--no-cache", "--format", "json", "." if case.is_dir() else case.name])
    out = capsys.readouterr().out
    found = json.loads(out)["findings"] if status < 2 else None
    said = REFUSED if found is None else " ".join(f"{finding['code']}:{finding['line']}" for finding in found)
    assert said == RIGHT[name]
