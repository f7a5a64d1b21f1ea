"""The way of the data: read, probe, apply the rules, pass the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.finding import Finding, Report
from medlint.gate import Gate, Selection

if TYPE_CHECKING:
    from medlint.config import Config
    from medlint.model import Project


def read(paths: Sequence[Path], config: Config, today: date) -> Project:
    """Read the list below the paths."""
    from medlint.read.project import find_files, read_project

    return read_project(find_files(paths, config), config, today)


def lint(project: Project) -> tuple[list[Finding], Gate]:
    """Apply the selected rules to a project; the gate keeps what was held back."""
    from medlint.rules import every, matching

    rules = every()
    selection = Selection(project.config, rules, matching)
    gate = Gate(project, selection)
    chosen = [rule for rule in rules if rule in selection and rule.need in project.known]
    findings = gate.through(f for rule in chosen if rule.code != "MED004" for f in rule(project))
    # Only now is it known which ignore comments silenced something.
    project.judged = frozenset(rule.code for rule in chosen)
    late = gate.through(f for rule in chosen if rule.code == "MED004" for f in rule(project))
    return sorted([*findings, *late], key=lambda finding: finding.sort_key), gate


def report(project: Project) -> Report:
    """The report of a project as far as it has been read and probed."""
    from medlint.links.collect import collect

    findings, gate = lint(project)
    links = [found.unchecked(found.reason or "offline") for found in collect(project)]
    twins = sum(entry.kind == "row" and entry.twin is not None for entry in project.entries)
    files = len(project.pages) + len(project.documents)
    return Report(findings, gate.suppressed, links, files, len(project.entries) - twins)
