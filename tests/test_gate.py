"""The gate: ignores, levels, and one finding for one cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from linting import findings, spots
from medlint.config import Config
from medlint.engine import lint
from medlint.finding import Level
from medlint.model import Source
from medlint.read.project import build_project

HEAD = "| Title | Source | Size |\n|---|---|---|\n"
BAD = "| LIDC-IDRI | https://www.example.org/lidc |  |\n"
RECORD = """\
id: lidc-idri
kind: dataset
title: LIDC-IDRI
description: Thoracic CT scans with lesions outlined by four radiologists, for detection.
section: CT
modalities: [CT]
keywords: [lung, CT scan, responce]
landing_page: https://www.example.org/lidc
access: {level: open}
license: CC-BY-3.0
size: {text: "1,018 scans, 133.2 GB"}
"""


def codes(text: str, **config: object) -> list[str]:
    return [f.code for f in findings(text, "ALL", config=Config()._replace(**config))]  # type: ignore[arg-type]


def test_an_entry_without_a_size_is_one_finding() -> None:
    assert codes(HEAD + BAD) == ["MED205"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + BAD.replace("|  |", "| <!-- medlint-ignore: MED205 --> |"),
        HEAD + BAD.replace("LIDC-IDRI", "LIDC-IDRI <!-- medlint-ignore: missing-size -->"),
        "<!-- medlint-ignore: MED205 -->\n" + HEAD + BAD,
        "# List\n\n<!-- medlint-ignore: MED2 -->\n## CT\n\n" + HEAD + BAD,
        "<!-- medlint-ignore-file: MED502, MED205 -->\n\n" + HEAD + BAD + "\n[x](http://example.org)\n",
    ],
)
def test_comments_silence(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n<!-- medlint-ignore: MED205 -->\n## B\n\ntext\n\n## C\n\n" + HEAD + BAD,
        "```\n<!-- medlint-ignore-file: MED205 -->\n```\n\n" + HEAD + BAD,
        "Write `<!-- medlint-ignore-file: MED205 -->` to silence.\n\n" + HEAD + BAD,
    ],
)
def test_comments_elsewhere_do_not(text: str) -> None:
    assert "MED205" in codes(text)


def test_what_is_ignored_is_counted() -> None:
    source = Source("README.md", HEAD + BAD.replace("|  |", "| <!-- medlint-ignore: MED205 --> |"))
    found, gate = lint(build_project([source], Config(), __import__("datetime").date(2026, 11, 21)))
    assert found == []
    assert [(held.finding.code, held.why) for held in gate.suppressed] == [("MED205", "comment")]


def test_per_file_ignores_select_ignore_and_severity() -> None:
    text = HEAD + BAD
    assert codes(text, per_file_ignores={"READ*.md": ("MED2",)}) == []
    assert codes(text, ignore=("missing-size",)) == []
    assert [f.level for f in findings(text, "MED205", config=Config(severity={"MED205": Level.INFO}))] == [Level.INFO]
    assert findings(text, "MED205", config=Config(severity={"MED205": Level.OFF})) == []


def test_a_row_and_its_record_say_one_thing_once() -> None:
    readme = (
        "## CT\n\n| Title | Keywords | Source | Size |\n|---|---|---|---|\n"
        "| LIDC-IDRI | lung, responce | https://www.example.org/lidc | 1,018 scans, 133.2 GB |\n"
    )
    found = findings({"README.md": readme, "catalog/lidc-idri.yaml": RECORD}, "MED304")
    (responce,) = [f for f in found if f.subject.lower() == "responce"]
    assert spots([responce]) == [("MED304", 7, 27)]
    assert [(r.place.path, r.place.line) for r in responce.related] == [("README.md", 5)]


def test_order_is_by_place(tmp_path: Path) -> None:
    text = HEAD + BAD + "|  | https://www.example.org/x | 1 image, 1 MB |\n"
    found = findings(text, "ALL")
    assert [f.sort_key for f in found] == sorted(f.sort_key for f in found)
