"""The way of the data: read, probe, apply the rules, pass the gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from medlint.finding import Finding, LinkResult, Report

if TYPE_CHECKING:
    from medlint.config import Config
    from medlint.gate import Gate
    from medlint.model import Project


class Options(NamedTuple):
    """How to run, besides what the config says of the list.

    `cache` is the folder of what is remembered between runs, None to remember nothing. `datasets` asks for
    the rows of `Report.datasets`; the memory holds none, so such a run reads the list afresh.
    """

    today: date
    cache: Path | None = None
    datasets: bool = False


def check_offline(paths: Sequence[Path], config: Config, options: Options) -> Report:
    """Check a list without the network: all that its files alone tell."""
    from medlint.read.files import find_files

    files = find_files(paths, config)
    cache = None
    if options.cache is not None:
        from medlint.cache import Cache

        cache = Cache(options.cache, config, paths, options.today)
        known = None if options.datasets else cache.load(files)
        if known is not None:
            return known
    from medlint.read.project import read_project

    project = read_project(files, config, options.today)
    report = judge(project, unprobed(project, "offline"), datasets=options.datasets)
    if cache is not None:
        cache.store(files, project, report)
    return report


def read(paths: Sequence[Path], config: Config, today: date) -> Project:
    """Read the list below the paths."""
    from medlint.read.files import find_files
    from medlint.read.project import read_project

    return read_project(find_files(paths, config), config, today)


def unprobed(project: Project, reason: str) -> list[LinkResult]:
    """The links of a project when nobody has asked for them, and why."""
    from medlint.links.collect import collect

    return [found.unchecked(found.reason or reason) for found in collect(project)]


def judge(
    project: Project,
    links: list[LinkResult],
    keep: Callable[[Finding], bool] | None = None,
    *,
    datasets: bool = False,
) -> Report:
    """The report of a project that was read, and probed as far as it will be.

    `keep`, where given, says which findings the run speaks of at all (those of `--since`). `datasets` asks for
    the rows of the datasets.
    """
    findings, gate = lint(project)
    if keep is not None:
        findings = [finding for finding in findings if keep(finding)]
    twins = sum(entry.kind == "row" and entry.twin is not None for entry in project.entries)
    report = Report(
        findings, gate.suppressed, links, project.files, len(project.entries) - twins, paths=_paths(project)
    )
    if datasets:
        from medlint.read.datasets import datasets as rows

        report = report._replace(datasets=rows(project, findings))
    return report


def _paths(project: Project) -> tuple[str, ...]:
    sources = [page.source for page in project.pages] + [document.source for document in project.documents]
    return tuple(sorted({source.path for source in sources} | {p.place.path for p in project.problems}))


def lint(project: Project) -> tuple[list[Finding], Gate]:
    """Apply the selected rules to a project; the gate keeps what was held back."""
    from medlint.gate import Gate, Selection
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
