"""What medlint itself once wrote, come back with bytes lost or changed: never a crash, and never believed."""

from __future__ import annotations

import json
import random
import sqlite3
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from medlint.answers import Hop, Verdict
from medlint.cli import main
from medlint.config import Config
from medlint.engine import Options, check_offline
from medlint.links.memory import FILE, Memory
from medlint.links.options import LinkOptions, LinkRequest
from medlint.report.json import to_json

PAGE = "| Title | Source | Size |\n|---|---|---|\n| LIDC | https://www.example.org/a |  |\n"
TODAY = date(2026, 11, 22)
URLS = [f"https://www.example.org/{name}" for name in "abcdefgh"]


def altered(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one of them changed, or cut off somewhere."""
    at = rng.randrange(len(data))
    if rng.randrange(4) == 0:
        return data[:at]
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def test_results_that_changed_on_the_disk_are_not_believed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(PAGE, encoding="utf-8")
    config, options = Config(root=tmp_path), Options(TODAY, tmp_path / "cache")

    def report() -> str:
        return to_json(check_offline([tmp_path], config, options))

    right = report()
    (kept,) = (tmp_path / "cache").glob("check-*.json")
    whole = kept.read_bytes()
    rng = random.Random(1)
    for _ in range(60):
        kept.write_bytes(altered(whole, rng))
        assert report() == right


WRONG = [None, -1, 10**30, "x", [1], {"x": None}]


def test_results_of_another_shape_are_no_crash_though_their_digest_is_right(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(PAGE + "\n[there](other.md)\n", encoding="utf-8")
    (tmp_path / "other.md").touch()
    config, options = Config(root=tmp_path), Options(TODAY, tmp_path / "cache")

    def report() -> str:
        return to_json(check_offline([tmp_path], config, options))

    right = report()
    (kept,) = (tmp_path / "cache").glob("check-*.json")
    head, *rows = map(json.loads, kept.read_bytes().splitlines()[1:])
    assert head["targets"] and head["report"]["findings"] == 1

    def others(value: Any) -> list[Any]:
        """The value with anything in it replaced by what doesn't belong there, or left out."""
        found = [wrong for wrong in WRONG if wrong != value]
        if isinstance(value, dict):
            found += [value | {key: other} for key, held in value.items() for other in others(held)]
            found += [{key: value[key] for key in value if key != left} for left in value]
        elif isinstance(value, list):
            found += [[*value[:at], other, *value[at + 1 :]] for at in range(len(value)) for other in others(value[at])]
            found += [value[:at] for at in range(len(value))]
        return found

    lines = [json.dumps(row) for row in (head, *rows)]
    damaged = [json.dumps(other) for other in others(head)] + ["[" * 100_000]
    for line in damaged:
        data = "\n".join([line, *lines[1:]]).encode() + b"\n"
        kept.write_bytes(blake2b(data, digest_size=16).hexdigest().encode() + b"\n" + data)
        json.loads(report())
    assert report() == right


def remembered(folder: Path) -> None:
    memory = Memory.open(str(folder))
    for number, url in enumerate(URLS):
        found = Verdict("alive", "", 200, url + "/there", hops=(Hop(url, 301),), tries=number)
        memory.keep(LinkRequest(url), found)
    memory.close()


def test_verdicts_that_changed_on_the_disk_are_not_believed(tmp_path: Path) -> None:
    remembered(tmp_path)
    path = tmp_path / FILE
    base = sqlite3.connect(path)
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    whole = path.read_bytes()
    options = LinkOptions()
    rng = random.Random(2)
    for number in range(100):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / FILE).write_bytes(altered(whole, rng))
        memory = Memory.open(str(folder))
        for tries, url in enumerate(URLS):
            found = memory.reuse(LinkRequest(url), options)
            right = Verdict("alive", "", 200, url + "/there", hops=(Hop(url, 301),), tries=tries, cached=True)
            assert found in (None, right)
            memory.clue(LinkRequest(url))
            memory.keep(LinkRequest(url), right)
        list(memory.export())
        memory.close()


def test_a_file_whose_tables_are_described_in_no_known_letters_is_set_aside(tmp_path: Path) -> None:
    remembered(tmp_path)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b"PRIMARY KEY", b"PRIMARY K\xa2Y"))
    memory = Memory.open(str(tmp_path))
    assert memory.reuse(LinkRequest(URLS[0]), LinkOptions()) is None
    assert "set aside" in memory.warnings[0]
    memory.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [("answer", '{"status": 404}'), ("answer", "{"), ("answer", b"\xff"), ("checked", "soon"), ("seal", "")],
)
def test_a_row_that_is_not_as_it_was_written_is_no_memory(tmp_path: Path, column: str, value: object) -> None:
    remembered(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute(f"UPDATE known SET {column} = CAST(? AS TEXT)", (value,))
    base.close()
    memory = Memory.open(str(tmp_path))
    assert memory.reuse(LinkRequest(URLS[0]), LinkOptions()) is None
    assert list(memory.export()) == []
    memory.close()


@pytest.mark.parametrize(
    "change",
    [
        {"fails": 1}, {"checked": "0001-01-01T00:00:00"}, {"url": "https://a.b/\ud800"}, {"good_host": None},
        {"verdict": []}, {"verdict": {"state": "alive", "final_url": 5}}, {"fragments": 5},
        {"verdict": {"state": "unreachable", "failing_runs": 1e999}},
        {"verdict": {"state": "unreachable", "failing_since": "x"}},
        {"verdict": {"state": "alive", "hops": [[5, 5]]}},
    ],
)  # fmt: skip
def test_a_line_of_history_with_nonsense_in_it_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    remembered(tmp_path)
    memory = Memory.open(str(tmp_path))
    line = json.loads(next(memory.export())) | {"checked": "2999-01-01T00:00:00+00:00"}
    assert memory.load([json.dumps(line)]) == 1
    with pytest.raises(ValueError, match="line 1 isn't a line of an exported history"):
        memory.load([json.dumps(line | change)])
    memory.close()


@pytest.mark.parametrize(
    "text",
    [
        "{}", "[" * 100_000, '{"version": 1, "findings": []}', '{"version": 1, "findings": {}, "links": 5}',
        '{"version": 1, "findings": [{"path": 1}], "links": []}', "\0", "",
        '{"version": 1, "medlint": NaN, "summary": {"files": 1, "entries": 1, "ignored": 1},'
        ' "findings": [], "links": []}',
    ],
)  # fmt: skip
def test_what_is_no_report_is_not_merged(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    assert main(["merge", str(file), str(file)]) == 2
    assert "JSON report" in capsys.readouterr().err
