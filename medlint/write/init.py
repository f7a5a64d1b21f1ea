"""What a list needs to be checked from now on: a config with the columns it has, a hook entry, a workflow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from medlint.config import FIELDS, Config
from medlint.model import Page
from medlint.project import Project
from medlint.read.columns import aliases, header_key
from medlint.read.files import MARKDOWN, Tree, find_files
from medlint.read.project import read_project
from medlint.root import below
from medlint.write.origin import Origin

_PAGES = 200
"""How many pages that the README links to are read."""
_LONGEST = 60
"""A header text that is longer is no name that a config would repeat."""
_NO_LISTS = frozenset(("changelog", "changes", "code_of_conduct", "contributing", "license", "security", "support"))
"""Pages of a project, by name, whose tables are examples or something else."""


class Seen(NamedTuple):
    """What a folder holds of a list. Paths are relative to it, header texts as written."""

    pages: tuple[str, ...]
    catalog: bool
    tables: int
    """How many of the tables are tables of entries."""
    entries: int
    columns: Mapping[str, tuple[str, ...]]
    """The header texts of the tables of entries by the field that they mean."""
    unplaced: tuple[str, ...]
    """Header texts that mean no field; of all tables where none is a table of entries."""


def look(folder: Path, config: Config, today: date) -> Seen:
    """See what a folder holds: its README, the pages with tables of entries that the README leads to, its catalog.

    Where the config names the pages, those are they.
    """
    project = read_project(find_files([folder], config), config, today)
    pages = list(project.pages)
    if not config.readme:
        more = _linked(project, folder) if pages else sorted(folder.glob("*.md"))[:_PAGES]
        found = read_project(more, config, today).pages
        pages += [page for page in found if any(table.entries for table in page.tables)]
    columns, unplaced = _columns(pages, config)
    return Seen(
        pages=tuple(below(page.source.path, folder) for page in pages),
        catalog=bool(project.documents or project.records),
        tables=sum(table.entries for page in pages for table in page.tables),
        entries=_entries(pages) + sum(record.twin is None for record in project.records),
        columns=columns,
        unplaced=unplaced,
    )


def _entries(pages: Iterable[Page]) -> int:
    from medlint.read.entries import is_entry

    rows = sum(is_entry(row) for page in pages for table in page.tables if table.entries for row in table.rows)
    return rows + sum(len(group.rows) for page in pages for group in page.groups)


def _linked(project: Project, folder: Path) -> list[Path]:
    """The pages of the list that its README links to."""
    read = {Path(page.source.path).resolve() for page in project.pages}
    out: dict[Path, None] = {}
    for (page, local), answer in project.targets.items():
        path = Path(Tree(folder, page, site=False).absolute(local))
        is_page = path.suffix.lower() in MARKDOWN and path.stem.lower() not in _NO_LISTS
        if answer == "" and is_page and path.is_file() and path.resolve() not in read:
            out[path] = None
    return list(out)[:_PAGES]


def _columns(pages: Iterable[Page], config: Config) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    known = {key for keys in aliases(config).values() for key in keys}
    tables = [table for page in pages for table in page.tables]
    columns: dict[str, dict[str, str]] = {}
    unplaced: dict[str, str] = {}
    for table in [table for table in tables if table.entries] or tables:
        for column in table.columns:
            text = " ".join(column.cell.text.split())
            key = header_key(text)
            if column.known and table.entries:
                columns.setdefault(column.field, {}).setdefault(key, text if len(text) <= _LONGEST else key)
            elif key and key not in known and len(text) <= _LONGEST:
                unplaced.setdefault(key, text)
    placed = {field: tuple(columns[field].values()) for field in FIELDS if field in columns}
    return placed, tuple(unplaced.values())


def config_text(seen: Seen) -> str:
    """A medlint.toml for what was seen."""
    lines = ["# How medlint reads this list."]
    if seen.pages:
        lines.append(f"readme = {_array(_pattern(page) for page in seen.pages)}")
    if seen.catalog:
        lines.append('catalog = "catalog"')
    if seen.columns or seen.unplaced:
        lines += [
            "",
            "# The header texts of this list by the field that they mean. Those that medlint doesn't know by itself",
            "# belong here too; the fields are " + ", ".join(FIELDS) + ".",
            "[columns]",
        ]
        lines += [f"{field} = {_array(texts)}" for field, texts in seen.columns.items()]
    if seen.unplaced:
        where = "These mean no field, and are kept under their own names:"
        none = "No table was taken for a table of entries: that takes a title and one field more. Header texts seen:"
        lines.append(f"# {where if seen.columns else none}")
        lines += [f"#   {quoted(text)}" for text in seen.unplaced]
    return "\n".join(lines) + "\n"


def workflow_text(made: Origin) -> str:
    """The workflow that checks a list; its actions are at the commits of medlint's own (a test compares)."""
    text = resources.files("medlint.write").joinpath("assets", "workflow.yml").read_text("utf-8")
    return text.replace("REQUIREMENT", made.requirement)


def hook_text(made: Origin, indent: str = "  ") -> str:
    """The entry of the hook for the list of repositories in `.pre-commit-config.yaml`."""
    lines = (f"- repo: {made.repository}", f"  rev: {made.rev}", "  hooks:", "    - id: medlint")
    return "".join(f"{indent}{line}\n" for line in lines)


def hook_indent(config: str) -> str:
    """How far the entries of a `.pre-commit-config.yaml` are indented."""
    found = re.search(r"^( *)- +repo:", config, re.MULTILINE)
    return found[1] if found else "  "


def has_hook(config: str) -> bool:
    """True where a `.pre-commit-config.yaml` names a repository of medlint, wherever it is kept."""
    return re.search(r"^[ -]*repo: *[\"']?\S*/medlint(?:\.git)?/?[\"']?\s*$", config, re.MULTILINE) is not None


def quoted(text: str) -> str:
    """A basic string of TOML; what can't be seen is escaped, so that nothing hides in the file."""
    # JSON's escapes are TOML's too. What is left are DEL, the C1 controls and marks of direction.
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _pattern(path: str) -> str:
    """The path as the config's `readme` takes it: with glob's signs, where it has any, in brackets."""
    return re.sub(r"([*?[])", r"[\1]", path)
