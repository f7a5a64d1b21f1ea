"""The gate: ignores, levels, and one finding for one cause."""

from __future__ import annotations

from datetime import date
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


def dois(*sources: str) -> str:
    """A table whose sources are DOIs of another resolver where they are numbers, pages where they are words."""
    text = "| Title | Source |\n|---|---|\n"
    for number, source in enumerate(sources):
        host = "https://dx.doi.org/10.5281/zenodo.1" if source.isdigit() else "https://example.org/"
        text += f"| set {number} | {host}{source} |\n"
    return text


def test_what_most_entries_share_is_said_once() -> None:
    (found,) = findings(dois(*"12345", "a", "b", "c", "d"), "MED503")
    assert (found.level, found.place.line, found.place.column) == (Level.INFO, 1, 11)
    assert found.message == "5 of 9 entries write DOIs in other ways than https://doi.org/…"
    assert found.entry is None
    assert [f.level for f in findings(dois(*"12345", *"abcde"), "MED503")] == [Level.WARNING] * 5, "half are few"
    assert len(findings(dois(*"1234"), "MED503")) == 4, "four entries have no habit"


def test_a_habit_of_the_page_or_of_one_table() -> None:
    small = dois(*"12") + "\n" + dois(*"34", "a") + "\n" + dois("5")
    assert [f.message for f in findings(small, "MED503")] == [
        "5 of 6 entries write DOIs in other ways than https://doi.org/…"
    ]
    mixed = dois(*"12345") + "\n" + dois("6", *"abcdefgh")
    assert [(f.place.line, f.level) for f in findings(mixed, "MED503")] == [(1, Level.INFO), (11, Level.WARNING)]


def test_a_habit_counts_what_no_comment_silences_and_can_be_silenced_itself() -> None:
    text = dois(*"12345").replace("set 0", "set 0 <!-- medlint-ignore: MED503 -->")
    assert len(findings(text, "MED503")) == 4
    assert findings("<!-- medlint-ignore: MED503 -->\n" + dois(*"12345"), "MED503") == []


def test_a_habit_is_mended_as_a_whole() -> None:
    rows = "".join(f"| set {n} | https://dx.doi.org/10.5281/zenodo.{n}00 |\n" for n in range(5))
    (found,) = findings("| Title | Source |\n|---|---|\n" + rows, "MED503")
    assert found.message == "5 of 5 entries write DOIs in other ways than https://doi.org/…"
    assert found.fix is not None
    assert found.fix.safe
    assert len(found.fix.edits) == 5


def test_empty_cells_beyond_the_header_may_be_a_habit_and_lost_ones_never() -> None:
    head = "| Title | Source |\n|---|---|\n"
    rows = [f"| {name} | https://example.org/{name} |" for name in "abcdef"]
    (once,) = findings(head + "".join(f"{row}  |\n" for row in rows), "MED103")
    assert (once.level, once.message[:19]) == (Level.INFO, "6 of 6 entries have")
    lost = findings(head + "".join(f"{row} CT |\n" for row in rows), "MED103")
    assert [finding.level for finding in lost] == [Level.ERROR] * 6


def test_a_level_of_the_config_holds_for_a_habit() -> None:
    config = Config(severity={"MED503": Level.ERROR})
    assert [f.level for f in findings(dois(*"12345"), "MED503", config=config)] == [Level.ERROR]


def test_the_cause_is_told_and_no_other_rule_speaks_of_its_field() -> None:
    """A placeholder that its schema forbids is a violation of the schema, and that is said alone."""
    record = RECORD.replace("https://www.example.org/lidc", "TBD")
    said = [f.code for f in findings({"catalog/lidc-idri.yaml": record}, "ALL") if f.field == "source"]
    assert said == ["MED003"]
    row = HEAD + "| LIDC-IDRI | TBD | 1,018 scans, 133.2 GB |\n"
    assert [f.code for f in findings(row, "ALL") if f.field == "source"] == ["MED208"]


def test_a_comment_in_yaml_reaches_one_line() -> None:
    lines = ["keywords:", "- avilable", "- responce", "- recieve"]

    def heard(*texts: str) -> set[str]:
        record = RECORD.replace("keywords: [lung, CT scan, responce]", "\n".join(texts))
        return {f.subject for f in findings({"catalog/lidc-idri.yaml": record}, "MED304")}

    assert heard(*lines) == {"avilable", "responce", "recieve"}
    assert heard(lines[0], f"{lines[1]} # medlint-ignore: MED304", *lines[2:]) == {"responce", "recieve"}
    assert heard(*lines[:2], "# medlint-ignore: MED304", *lines[2:]) == {"avilable", "recieve"}


def test_an_address_that_several_rows_share_pairs_none_of_them() -> None:
    """Only what is alone on its side with an address belongs to the record that has it."""
    rows = (
        "## CT\n\n" + HEAD + "".join(f"| {name} | https://www.example.org/lidc | 5 GB |\n" for name in ("One", "Two"))
    )

    def paired(text: str) -> list[str]:
        sources = [Source("README.md", text), Source("catalog/lidc-idri.yaml", RECORD)]
        project = build_project(sources, Config(), date(2026, 11, 21))
        return [entry.title for entry in project.on_page if entry.twin is not None]

    assert paired(rows) == []
    assert paired(rows.replace("| Two | https://www.example.org/lidc |", "| Two | https://www.example.org/two |")) == [
        "One"
    ]
