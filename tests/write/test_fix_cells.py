"""The byte rule: a fix changes nothing outside the cells, lines or blocks that its finding names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from growth import grows_evenly
from medlint.config import Config
from medlint.engine import lint
from medlint.model import Page, Source
from medlint.read.project import build_project
from medlint.rules import every
from medlint.write.cells import end_of_value
from medlint.write.fix import fix
from write_support import CORPORA, NAMES

FIXABLE = [rule.code for rule in every() if rule.fix is not None and rule.need == "files"]


def spans(page: Page) -> list[tuple[int, int]]:
    """The byte spans of everything that a finding may name: cells, headings, prose, HTML."""
    cells = [cell for table in page.tables for row in table.rows for cell in row.cells]
    cells += [column.cell for table in page.tables for column in table.columns]
    cells += [section.heading for section in page.headings if section.heading is not None]
    places = [cell.place for cell in [*cells, *page.prose]]
    loose = [page.source.place(start, end) for start, end, _ in page.loose]
    return sorted((p.start, p.end) for p in [*places, *loose])


@pytest.mark.parametrize("name", NAMES)
def test_edits_lie_in_what_their_finding_names(name: str) -> None:
    file: Path = CORPORA / name / "README.md"
    if not file.exists():
        pytest.skip("the corpora are not here")
    source = Source("README.md", file.read_bytes().decode())
    project = build_project([source], Config(), date(2026, 11, 21))
    known = spans(project.pages[0])
    data = source.text.encode()
    for finding in lint(project)[0]:
        for edit in finding.fix.edits if finding.fix is not None else ():
            named = [finding.place, *(related.place for related in finding.related)]
            around = [span for span in known if any(span[0] <= p.start <= span[1] for p in named)]
            around += [(p.start, p.end) for p in named]
            low, high = min(a for a, _ in around), max(b for _, b in around)
            assert low <= edit.start <= edit.end <= high, (finding, edit, data[edit.start : edit.end])


@pytest.mark.parametrize("name", NAMES)
def test_one_rule_at_a_time_changes_its_edits_and_nothing_else(name: str) -> None:
    file: Path = CORPORA / name / "README.md"
    if not file.exists():
        pytest.skip("the corpora are not here")
    source = Source("README.md", file.read_bytes().decode())
    for code in FIXABLE:
        project = build_project([source], Config(select=(code,)), date(2026, 11, 21))
        result = fix(lint(project)[0], project, unsafe=True)
        for before, after in result.changed.values():
            edits = sorted({e for f in result.applied if f.fix is not None for e in f.fix.edits}, key=lambda e: e.start)
            made, at = b"", 0
            for edit in edits:
                made += before[at : edit.start] + edit.text.encode()
                at = edit.end
            assert made + before[at:] == after, code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("a b [^1] [2], <br> <!-- x [3] -->", "a b"), ("a <!-- x --> b <!-- y -->", "a <!-- x --> b"), ("a", "a"),
        (" [1]", ""), ("a <!-- x", "a <!-- x"), ("a <!-- [1]", "a <!--"), ("a [^1]b", "a [^1]b"), ("", ""),
    ],
)  # fmt: skip
def test_where_the_value_of_a_cell_ends(raw: str, value: str) -> None:
    assert raw[: end_of_value(raw)] == value


@pytest.mark.parametrize("piece", [" ", "<!-- -->", "<!--", "<br ", "<br>", "[1]", "[^1] ", "[^", "a "])
def test_the_end_of_a_value_is_found_in_time(piece: str) -> None:
    assert grows_evenly(lambda size: end_of_value(piece * (size // len(piece)) + "x"), 20_000)
