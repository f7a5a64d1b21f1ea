"""A large list: what is said at once of a change is what is said when all of it is judged."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from medlint.lsp.quick import LARGE, quick
from medlint.lsp.state import OpenList, State
from reporting import finding, place

HEAD = "# A list\n\n## CT\n\n| Title | Source | Size |\n|---|---|---|\n"
CELLS = (
    "",
    "TODO",
    "https://www.example.org/a b",
    "http://dx.doi.org/10.7937/K9/TCIA.2015",
    "12 scans, 3 GB",
    "胸部 CT",
)


def rows(count: int) -> list[str]:
    return [f"| Set {n} | https://www.example.org/set/{n} | {n + 20} scans, {n % 90 + 1} GB |" for n in range(count)]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[OpenList, str, list[str]]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    lines = rows(LARGE + 100)
    lines[10] = "| Set 10 | https://www.example.org/set/10 |  |"
    lines[590] = "| Set 590 | www.example.org | 7 scans, 2 GB |"
    path = tmp_path / "README.md"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return OpenList.around(str(path)), str(path), lines


def said(state: State, path: str) -> set[tuple[str, int, int, int, int]]:
    return {
        (f.code, f.place.line, f.place.column, f.place.start, f.place.end)
        for f in state.of(path)
        if f.code not in ("MED311", "MED305")  # these compare entries
    }


def test_what_is_said_at_once_is_what_is_said_in_the_end(opened: tuple[OpenList, str, list[str]]) -> None:
    found, path, lines = opened
    chance = random.Random(20261129)
    state = found.judge({path: Path(path).read_text("utf-8")})
    for _ in range(12):
        changed = list(lines)
        for number in sorted(chance.sample(range(len(lines)), 1)):
            cells = [f"Set {number}", f"https://www.example.org/set/{number}", "33 scans, 4 GB"]
            cells[chance.randrange(3)] = chance.choice(CELLS)
            new = f"| {' | '.join(cells)} |"
            changed[number : number + 1] = chance.choice(([new], [new, f"| More {number} |  | 7 scans |"], []))
        text = HEAD + "\n".join(changed) + "\n"
        at_once = quick(state, path, text)
        assert at_once is not None
        assert said(at_once, path) == said(found.judge({path: text}), path)


def test_a_line_ends_where_it_does_in_markdown(opened: tuple[OpenList, str, list[str]]) -> None:
    found, path, lines = opened
    lines[590] = f"| Set 590 | www.example.org | 7{chr(0x2028) * 40} scans, 2 GB |"
    state = found.judge({path: HEAD + "\n".join(lines) + "\n"})
    lines[595] = "| Set 595 | www.example.org | 7 scans, 2 GB |"
    text = HEAD + "\n".join(lines) + "\n"
    at_once = quick(state, path, text)
    assert at_once is not None
    assert said(at_once, path) == said(found.judge({path: text}), path)


def test_a_change_outside_the_rows_waits_for_the_whole(opened: tuple[OpenList, str, list[str]]) -> None:
    found, path, lines = opened
    state = found.judge({})
    assert quick(state, path, HEAD.replace("Size", "Volume") + "\n".join(lines) + "\n") is None
    assert quick(state, path, HEAD + "\n".join(lines[:5]) + "\n\n" + "\n".join(lines[5:]) + "\n") is None


def test_a_file_that_can_not_be_read_has_no_actions() -> None:
    from datetime import date

    from lsprotocol import types
    from pygls.workspace import PositionCodec

    from medlint.config import Config
    from medlint.lsp.actions import code_actions
    from medlint.read.project import build_project

    start = types.Position(0, 0)
    found = finding("the file is not UTF-8", place=place("/nowhere/README.md"))
    state = State(build_project([], Config(), date(2026, 11, 21)), [found], [], {})
    assert code_actions(state, "/nowhere/README.md", types.Range(start, start), (), PositionCodec()) == []
