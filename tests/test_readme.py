"""The README is the list: it comes first, shows every record, and says how to run what is in the repository."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from medlint.report.text import plural

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
ABOVE, _, LIST = TEXT.partition("\n<!-- medlint:tables -->\n")
ROWS = [line for line in LIST.splitlines() if line.startswith('| <a id="')]
RECORDS = [yaml.safe_load(p.read_text("utf-8")) for p in (ROOT / "catalog").glob("*.yaml") if p.name != "list.yaml"]


def test_the_list_comes_first() -> None:
    assert len(ABOVE.encode()) <= 12_000
    assert "make check" in ABOVE
    assert "make test" in ABOVE


def test_every_record_has_a_row_with_an_anchor_and_no_bare_address() -> None:
    anchors = [match[1] for row in ROWS if (match := re.match(r'\| <a id="([^"]+)"></a>\[', row))]
    assert sorted(anchors) == sorted(record["id"] for record in RECORDS)
    assert not [row for row in ROWS if re.search(r"(?<!\()https?://", row)]


def test_every_name_is_found() -> None:
    text = re.sub(r"\\(?=[^\w\s])", "", LIST)  # escapes of Markdown
    missing = [name for record in RECORDS for name in (record["title"], *record.get("aliases", [])) if name not in text]
    assert not missing


def test_the_list_can_be_cited() -> None:
    data = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= data.keys()
    assert (ROOT / "pyproject.toml").read_text("utf-8").count(" AND ".join(data["license"])) == 1


def test_plural() -> None:
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(1200, "link") == "1,200 links"
