"""The pipeline: read the list, probe the network, apply the rules, pass the gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from medlint.finding import Finding, LinkResult, Report
from medlint.limit import bounded, limited

if TYPE_CHECKING:
    from medlint.config import Config
    from medlint.gate import Gate
    from medlint.links.options import CheckResult, LinkOptions, LinkRequest, Progress
    from medlint.parallel import Pool
    from medlint.project import Project
    from medlint.since import Changed


class Options(NamedTuple):
    """How to run, besides what the config says of the list.

    `cache` is the folder of what is remembered between runs, None to remember nothing. `links` says how to ask
    the network, None not to. `datasets` asks for the rows of `Report.datasets`; the memory holds none, so such
    a run reads the list afresh. `workers` are processes or machines that have a part in reading and judging.
    """

    today: date
    cache: Path | None = None
    links: LinkOptions | None = None
    datasets: bool = False
    workers: Pool | None = None


def check_offline(paths: Sequence[Path], config: Config, options: Options) -> Report:
    """Check a list without the network: all that its files alone tell. Nothing read before is read again."""
    files, near = _find(paths, config)
    cache = None
    notes: tuple[str, ...] = ()
    if options.cache is not None:
        from medlint.cache import Cache

        cache = Cache(options.cache, config, paths, options.today)
        if cache.foreign:
            notes = (f"{cache.file} is set aside: git tracks it, so a commit brought it",)
            cache = None
        known = cache.load([*files, *near]) if cache is not None and not options.datasets else None
        if known is not None:
            return known
    project = _read(paths, (files, near), config, options.today, options.workers)
    report = judge(project, None, datasets=options.datasets)
    if cache is not None and not any(finding.code == "MED001" for finding in report.findings):
        cache.store([*files, *near], project, report)
    return report._replace(notes=(*report.notes, *notes))


def read(paths: Sequence[Path], config: Config, today: date, workers: Pool | None = None) -> Project:
    """Read the list below the paths; with `workers` in parts. Raises ConfigError where there is nothing to read."""
    return _read(paths, _find(paths, config), config, today, workers)


def _find(paths: Sequence[Path], config: Config) -> tuple[list[Path], list[Path]]:
    """The files of the list, and those near it. Raises ConfigError."""
    from medlint.read.files import find_files, nearby

    with limited("looking for the files of the list"):
        return find_files(paths, config), nearby(paths, config)


def _read(
    paths: Sequence[Path],
    found: tuple[Sequence[Path], Sequence[Path]],
    config: Config,
    today: date,
    workers: Pool | None = None,
) -> Project:
    """Read the files that were found: those of the list, and those near them that may be."""
    from medlint.errors import ConfigError, NothingThereError
    from medlint.parallel import read_list
    from medlint.read.extent import nothing_there, unreadable
    from medlint.read.files import find_files

    files, near = found
    if (wrong := unreadable(paths)) is not None:
        raise ConfigError(wrong)
    root = config.root.resolve()
    complete = any(path.resolve() == root for path in paths)
    if not complete:
        every = {path.absolute() for path in find_files([config.root], config)}
        complete = every <= {path.absolute() for path in files}
    project = read_list(files, config, today, workers, complete=complete, near=near)
    if (missing := nothing_there(project, paths)) is not None and not lint(project)[0]:
        raise NothingThereError(missing)
    return project


def unprobed(project: Project, reason: str) -> list[LinkResult]:
    """The links of a project when nobody has asked for them, and why."""
    from medlint.read.collect import collect, unchecked

    return sorted((unchecked(found, found.reason or reason) for found in collect(project)), key=_first_place)


def _first_place(link: LinkResult) -> tuple[str, int, int, str]:
    place = link.places[0]
    return (place.path, place.line, place.column, link.url)


def probe(
    project: Project,
    options: LinkOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    changes: Changed | None = None,
) -> CheckResult:
    """Ask the network for the links of a project; with `changes` only for those that are new."""
    from medlint.links.check import check
    from medlint.links.checkout import own_files

    requests = _requests(project, changes)
    own = own_files((request.url for request in requests), project.config.root)
    found = check([request for request in requests if request.url not in own], options, progress=progress)
    found.verdicts.update(own)
    return found


def _requests(project: Project, changes: Changed | None = None) -> list[LinkRequest]:
    """What there is to ask of the links of a project; with `changes` only of those that are new."""
    from medlint.links.options import LinkRequest
    from medlint.read.collect import collect, fragments, is_source, titles, words

    return [
        LinkRequest(found.url, fragments(found), words(found), is_source(found), titles(found))
        for found in collect(project)
        if not found.reason and (changes is None or any(changes.link(link.url) for link in found.links))
    ]


def with_memory(project: Project, options: LinkOptions) -> Project:
    """The project together with what earlier checks found of its links; nobody is asked."""
    from medlint.links.remembered import remembered

    found = remembered(_requests(project), options)
    return project if found is None else with_answers(project, found)


def with_answers(project: Project, answers: CheckResult) -> Project:
    """The project together with what the network said, so that the rules that need it can speak."""
    from dataclasses import replace

    from medlint.project import Probed
    from medlint.read.collect import collect

    probed = Probed(
        collect(project),
        answers.verdicts,
        answers.registered,
        answers.no_network,
        frozenset(("files", "links", "registries")),
    )
    return replace(project, probed=probed)


def judge(
    project: Project,
    answers: CheckResult | None,
    changes: Changed | None = None,
    *,
    datasets: bool = False,
) -> Report:
    """The report of a project that was read; `answers` is what the network said, None when it wasn't asked.

    With `changes` it speaks only of entries, links and prose that are new or different. `datasets` asks for the
    rows of the datasets.
    """
    if answers is not None:
        project = with_answers(project, answers)
    with bounded(project.size, "judging the list"):
        findings, gate = lint(project)
        if changes is not None:
            findings = [finding for finding in findings if changes.keeps(finding)]
    twins = sum(entry.on_page and entry.twin is not None for entry in project.entries)
    report = Report(
        findings,
        gate.suppressed,
        unprobed(project, "offline") if answers is None else _results(project, answers),
        project.files,
        len(project.entries) - twins,
        notes=project.notes if answers is None else (*project.notes, *answers.notes, *answers.warnings),
        interrupted=answers is not None and answers.interrupted,
        paths=_paths(project),
    )
    if datasets:
        from medlint.read.datasets import datasets as rows

        report = report._replace(datasets=rows(project, findings))
    return report


def _results(project: Project, answers: CheckResult) -> list[LinkResult]:
    """The links with their verdicts, as reports show them."""
    from medlint.read.collect import unchecked

    out = []
    for found in project.probed.found:
        link = unchecked(found, found.reason or "not asked for")
        verdict = answers.verdicts.get(found.url)
        out.append(link if verdict is None else link._replace(verdict=verdict))
    return sorted(out, key=_first_place)


def _paths(project: Project) -> tuple[str, ...]:
    return tuple(sorted({*project.sizes, *(problem.place.path for problem in project.problems)}))


def lint(project: Project) -> tuple[list[Finding], Gate]:
    """Apply the selected rules to a project; the gate keeps what was held back."""
    from medlint.gate import OF_ANY_CATALOG, Gate, Selection, said

    strangers = not project.pages and not project.records and project.catalog is None and bool(project.catalog_files)
    selection = Selection(project.config, (*OF_ANY_CATALOG, "MED311") if strangers else ("ALL",))
    gate = Gate(project, selection)
    chosen = [rule for rule in selection.rules if rule.need in project.probed.asked]
    own = _own(project)
    found = (f for rule in chosen if not rule.last for f in said(rule, own if rule.alone else project))
    findings = gate.through(chain(found, project.kept.findings if project.kept is not None else ()))
    judged = gate.judged()
    late = gate.through(f for rule in chosen if rule.last for f in said(rule, project, judged))
    held = _with_fixes_that_hold(project, [*findings, *late])
    return sorted(held, key=lambda finding: finding.sort_key), gate


def _with_fixes_that_hold(project: Project, findings: list[Finding]) -> list[Finding]:
    """The findings, without the fixes that would make a record break its schema."""
    fixes = [f.fix for f in findings if f.fix and any(edit.path in project.catalog_files for edit in f.fix.edits)]
    if not fixes:
        return findings
    from medlint.write.proof import harmful

    bad = harmful(project, fixes)
    return [finding._replace(fix=None) if finding.fix in bad else finding for finding in findings]


def _own(project: Project) -> Project:
    """The project without the records that are judged already."""
    if project.kept is None:
        return project
    from dataclasses import replace

    from medlint.kept import KeptRecord

    return replace(project, entries=tuple(entry for entry in project.entries if not isinstance(entry, KeptRecord)))
