"""Writes the pages of docs/ that are made from the program: one for each rule, their index, and the commands.

`python docs/generate.py` writes them; a test compares.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from medlint.config import SCHEMA
from medlint.options import build
from medlint.report.rules import page
from medlint.rules import every
from medlint.rules.docs import parse
from medlint.validate.schema import shipped_schema

HERE = Path(__file__).parent
TABLES = ("habits", "links")
"""The tables of the config that have keys of their own."""
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
    out[HERE / "configuration.md"] = configuration(shipped_schema(SCHEMA).data)
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


_HEAD = """# Configuration

medlint is configured in `[tool.medlint]` of `pyproject.toml`, or with the same keys at the top of `medlint.toml`; the
nearest one in the folder or above it counts, and the search ends at the top of the git checkout. Paths are relative to
the folder of the config. An unknown key, a wrong value and an unknown rule end the run with exit status 2, and the
message names the file, the key and the closest right one.

`medlint schema config` prints the JSON Schema from which this page is made, for editors and for
`check-jsonschema --schemafile`. The options of a rule (`[tool.medlint.rules.MED303]`) are on the rule's page.
"""


def configuration(schema: dict[str, Any]) -> str:
    """The page of all keys of the config, table by table."""
    parts = [_HEAD, "## [tool.medlint]", *_keys(schema["properties"])]
    parts += ["## [[tool.medlint.catalogs]]", *_keys(schema["definitions"]["catalog"]["properties"])]
    for table in TABLES:
        parts += [f"## [tool.medlint.{table}]", *_keys(schema["properties"][table]["properties"])]
    return "\n".join(parts) + "\n"


def _keys(properties: dict[str, Any]) -> list[str]:
    lines = ["", "| key | default | what it says | example |", "|---|---|---|---|"]
    for key, value in properties.items():
        if key in ("catalogs", *TABLES):
            continue
        default = f"`{_toml(value['default'])}`" if value.get("default", {}) != {} else ""
        example = f"`{key} = {_toml(value['examples'][0])}`" if "examples" in value else ""
        cells = (f"`{key}`", default, value["description"], example)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else json.dumps(key)


def _commands() -> str:
    lines = ["# Commands"]
    for name, command in build()[1].items():
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
