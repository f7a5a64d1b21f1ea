"""Writes the pages of docs/ that are made from the program: one for each rule, their index, and the commands.

`python docs/generate.py` writes them; a test compares.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from medlint.cli import parser
from medlint.report.rules import page
from medlint.rules import every
from medlint.rules.docs import parse

HERE = Path(__file__).parent
FAMILIES = {
    "MED0": "Files",
    "MED1": "README structure",
    "MED2": "Completeness",
    "MED3": "Values",
    "MED4": "README against catalog",
    "MED5": "Identifiers and how links are written",
    "MED6": "Links (network)",
    "MED7": "Registries (network)",
    "MED8": "Governance",
}


def pages() -> dict[Path, str]:
    """The text of each generated page by its path."""
    out = {HERE / "rules" / f"{rule.code}.md": page(rule) + "\n" for rule in every()}
    out[HERE / "rules" / "README.md"] = _index()
    out[HERE / "commands.md"] = _commands()
    return out


def _index() -> str:
    lines = ["# Rules", "", "*safe* fixes can't change the meaning; *unsafe* ones are probably right."]
    for prefix, title in FAMILIES.items():
        lines += ["", f"## {title}", "", "| code | name | level | fix | what it finds |", "|---|---|---|---|---|"]
        for rule in every():
            if rule.code.startswith(prefix):
                summary = parse(rule).summary.replace("|", "\\|")
                level = rule.level.label
                lines.append(
                    f"| [{rule.code}]({rule.code}.md) | {rule.name} | {level} | {rule.fix or '-'} | {summary} |"
                )
    return "\n".join(lines) + "\n"


def _commands() -> str:
    top = parser()
    (group,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    lines = ["# Commands"]
    for name, command in group.choices.items():
        command.formatter_class = _Wide
        lines += ["", f"## medlint {name}", "", "```text", command.format_help().rstrip(), "```"]
    return "\n".join(lines) + "\n"


class _Wide(argparse.HelpFormatter):
    """Help of one width, whatever the terminal's."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=110, max_help_position=40)


def main() -> None:
    """Write the pages, and remove those of rules that are gone."""
    made = pages()
    (HERE / "rules").mkdir(exist_ok=True)
    for path in (HERE / "rules").glob("*.md"):
        if path not in made:
            path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
