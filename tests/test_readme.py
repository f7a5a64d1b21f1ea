"""The README says what is: its table of rules, its commands, its config."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from medlint.cli import _build
from medlint.config import load_config
from medlint.report.text import plural
from medlint.rules import every
from medlint.rules.docs import parse

README = Path(__file__).parents[1] / "README.md"
_LEVELS = {"error": "E", "warning": "W", "info": "I", "off": "off"}


def rule_table() -> str:
    """The table as it should stand in the README; `python tests/test_readme.py` writes it there."""
    rows = ["| code | name | level | fix | what it finds |", "|---|---|---|---|---|"]
    for rule in every():
        summary = parse(rule).summary.replace("|", "\\|")
        # The anchor is where reports send people who want to know more.
        code = f'<a id="{rule.code.lower()}"></a>{rule.code}'
        rows.append(f"| {code} | {rule.name} | {_LEVELS[rule.level.label]} | {rule.fix or '-'} | {summary} |")
    return "\n".join(rows)


def _parts() -> tuple[str, str, str]:
    text = README.read_text("utf-8")
    start = text.index("| code | name | level |")
    end = text.index("\n\n", start)
    return text[:start], text[start:end], text[end:]


def test_every_rule_is_in_the_table_and_nothing_else() -> None:
    assert _parts()[1] == rule_table(), "run python tests/test_readme.py"


def test_every_command_is_named() -> None:
    text = README.read_text("utf-8")
    for name in _build()[1]:
        assert f"medlint {name}" in text, name


def test_the_two_commands_come_first() -> None:
    text = README.read_text("utf-8")
    assert text.index("make check") < text.index("pip install")
    assert "make test" in text


def test_the_config_shown_is_a_config(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(\[tool\.medlint\].*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    tomllib.loads(block[1])
    file = tmp_path / "pyproject.toml"
    file.write_text(block[1], encoding="utf-8")
    assert load_config(file, tmp_path).contact == "you@example.org"


def test_plural() -> None:
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(1200, "link") == "1,200 links"


if __name__ == "__main__":
    before, _, after = _parts()
    README.write_text(before + rule_table() + after, encoding="utf-8")
