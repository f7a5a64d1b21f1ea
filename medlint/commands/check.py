"""`medlint check`, `medlint fix` and `medlint baseline`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from medlint.commands.output import format_of, outputs, sources, write
from medlint.commands.setup import cache_folder, config_for, link_options, note
from medlint.config import Config, ConfigError
from medlint.engine import Options, check_offline, judge, probe, read
from medlint.errors import FINDINGS, INTERRUPTED, OK
from medlint.finding import Finding, Level, Report, Suppressed
from medlint.git import checkout
from medlint.limit import bounded, deadline
from medlint.report.escape import printable, printable_diff
from medlint.report.text import plural
from medlint.root import Root

if TYPE_CHECKING:
    from medlint.baseline import Baseline
    from medlint.links.options import CheckResult, Progress
    from medlint.parallel import Pool
    from medlint.project import Project
    from medlint.since import Changed
    from medlint.write.fix import FixResult


def check(options: argparse.Namespace) -> int:
    """Check the list and report."""
    if options.scheduler is None and options.jobs == 1:
        return _check(options, None)
    from medlint.cluster import scheduler
    from medlint.parallel import pool

    # A Python that is started here would look for its modules in the working folder first: strangers wrote that.
    os.environ["PYTHONSAFEPATH"] = "1"
    with (
        scheduler(options.scheduler, options.jobs) as options.scheduler,
        pool(options.jobs, options.scheduler) as workers,
    ):
        return _check(options, workers)


def _check(options: argparse.Namespace, workers: Pool | None) -> int:
    config = config_for(options)
    files = outputs(options)
    known = _baseline(options, config)
    run = _Run(options, config, workers=workers, datasets="html" in {format_of(options), *(name for name, _ in files)})
    if options.diff:
        return run.diff()
    if options.add_ignores:
        return run.silence()
    report = run.report(mend=options.fix or options.unsafe_fixes)
    if known is not None:
        report = _without(report, known, options, config)
    report = _with_config(report, config)
    for text in report.notes:
        note(text)
    status = _status(report, options, config)
    root = Root(config)
    write(report, options, files, status, source=sources(root.holds, root), fixed=run.mended)
    return status


def report_of(options: argparse.Namespace) -> Report:
    """The report of a check with these options; nothing is written."""
    config = config_for(options)
    return _with_config(_Run(options, config).report(), config)


def _with_config(report: Report, config: Config) -> Report:
    from medlint.relaxed import config_note

    said = config_note(config)
    return report if said is None else report._replace(notes=(said, *report.notes))


def _status(report: Report, options: argparse.Namespace, config: Config) -> int:
    if report.interrupted:
        return INTERRUPTED
    return FINDINGS if report.fails(config.fail_on) and not options.exit_zero else OK


def baseline(options: argparse.Namespace) -> int:
    """Write today's findings to the baseline."""
    from medlint.baseline import NAME, record
    from medlint.write.files import put

    config = config_for(options)
    report = _Run(options, config).report()
    for text in report.notes:
        note(text)
    if report.interrupted:
        return INTERRUPTED
    file = options.baseline or config.root / NAME
    # That the network could not be reached is no debt of the list.
    kept = [finding for finding in report.findings if finding.code != "MED600"]
    put(file, record(kept, config.root), Root(config))
    print(f"wrote {plural(len(kept), 'finding')} to {printable(str(file))}")
    return OK


def _baseline(options: argparse.Namespace, config: Config) -> Baseline | None:
    """The baseline that is named, or that lies beside the config; with --since what it was at that revision."""
    from medlint.baseline import NAME, load

    root = Root(config)
    file = root.within(options.baseline or config.root / NAME)
    if options.since is None or checkout(file.parent) != checkout(config.root):
        return load(file, root.read) if options.baseline or file.exists() else None
    from medlint.since import file_at

    content = file_at(options.since, file)
    if content is None and file.exists():
        note(f"{file} is not in {options.since}: it hides nothing")
    return None if content is None else load(file, lambda _: content)


def _without(report: Report, known: Baseline, options: argparse.Namespace, config: Config) -> Report:
    """The report without what the baseline has; what it has too much of was mended, as far as that was looked at."""
    from medlint.baseline import mended, split

    new, old = split(report.findings, known, config.root)
    held = sorted([*report.suppressed, *(Suppressed(f, "baseline") for f in old)], key=lambda s: s.finding.sort_key)
    told: tuple[str, ...] = ()
    if not options.paths and options.since is None and not report.interrupted:
        told = mended(old, known, config.root, _judging(options, config))
    return report._replace(findings=new, suppressed=held, mended=told)


def _judging(options: argparse.Namespace, config: Config) -> frozenset[str]:
    """The codes of the rules that a run applies."""
    from medlint.gate import Selection

    chosen = Selection(config).rules
    return frozenset(rule.code for rule in chosen if rule.need == "files" or not options.offline)


class _Run:
    """One run of the command: what is read, asked and mended, as the options say."""

    def __init__(
        self, options: argparse.Namespace, config: Config, *, workers: Pool | None = None, datasets: bool = False
    ) -> None:
        self._workers = workers
        self._options = options
        self._config = config
        self._paths: list[Path] = options.paths or [Path()]
        self._today = date.today()
        self._cache = cache_folder(options, config)
        self._began = monotonic()
        self._datasets = datasets
        self.mended = 0
        """How many findings were mended."""

    def report(self, *, mend: bool = False) -> Report:
        """Check, after mending what can be mended where that is asked for."""
        offline = self._options.offline
        if offline and not mend and self._options.since is None:
            how = Options(self._today, self._cache, datasets=self._datasets, workers=self._workers)
            with deadline(self._left()):
                return check_offline(self._paths, self._config, how)
        project = self._read()
        answers = None if offline else self._ask(project)
        if mend:
            from medlint.write.fix import write as write_files

            result = self._settled(project, answers)
            write_files(result, Root(self._config))
            self.mended = len(result.applied)
            project = self._read()
        with deadline(self._left() if offline else None):  # what the network said is judged in any case
            return judge(project, answers, self._changes(project), datasets=self._datasets)

    def _left(self) -> float | None:
        """How many seconds are left of the deadline."""
        seconds: float | None = self._options.deadline
        return None if seconds is None else max(seconds - (monotonic() - self._began), 0)

    def diff(self) -> int:
        """Print what mending would change; the exit status."""
        from medlint.write.fix import diff

        project = self._read()
        result = self._settled(project, None if self._options.offline else self._ask(project))
        sys.stdout.write(printable_diff(diff(result)))
        if not result.changed:
            safely = "" if self._options.unsafe_fixes else " safely (--unsafe-fixes adds what is probably right)"
            note(f"there is nothing to fix{safely}")
        return FINDINGS if result.changed else OK

    def silence(self) -> int:
        """Write an ignore comment for each finding that is shown; the exit status."""
        from medlint.write.files import replace
        from medlint.write.silence import silence

        project = self._read()
        answers = None if self._options.offline else self._ask(project)

        def findings(state: Project) -> list[Finding]:
            found = judge(state, answers, self._changes(state)).findings
            return found if self._options.verbose else [f for f in found if f.level > Level.INFO]

        with bounded(project.size, "silencing"):
            result = silence(project, findings(project), findings)
        for path, (old, new) in result.changed.items():
            replace(Path(path), new, Root(self._config), expected=old)
        print(f"silenced {plural(result.silenced, 'finding')} in {plural(len(result.changed), 'file')}")
        for finding in result.left:
            note(f"{finding.place.path}:{finding.place.line}: {finding.code} can't be silenced by a comment there")
        return OK

    def _read(self) -> Project:
        with deadline(self._left()):
            return read(self._paths, self._config, self._today, self._workers)

    def _changes(self, project: Project) -> Changed | None:
        if self._options.since is None:
            return None
        from medlint.since import changed

        with bounded(project.size, "comparing with the revision"):
            return changed(project, self._options.since)

    def _ask(self, project: Project) -> CheckResult:
        import gc

        gc.freeze()  # what was read stays; only what the link check leaves behind is looked at, and not too often
        gc.set_threshold(50_000, 20, 20)
        gc.enable()
        asked = link_options(self._options, self._config, self._cache)._replace(deadline=self._left())
        try:
            with _progress(self._options) as show:
                return probe(project, asked, progress=show, changes=self._changes(project))
        except ValueError as error:
            raise ConfigError(str(error)) from None

    def _settled(self, project: Project, answers: CheckResult | None) -> FixResult:
        """What mending changes; what could not be mended is noted."""
        from medlint.write.fix import settle

        def findings(state: Project) -> list[Finding]:
            return judge(state, answers, self._changes(state)).findings

        with bounded(project.size, "mending"):
            result = settle(project, findings, unsafe=self._options.unsafe_fixes)
        for finding, why in result.refused:
            note(f"{finding.place.path}:{finding.place.line}: {finding.code} was not mended: {why}")
        return result


def _progress(options: argparse.Namespace) -> AbstractContextManager[Callable[[Progress], None] | None]:
    if options.quiet or not sys.stderr.isatty():
        return nullcontext()
    from medlint.report.progress import Bar

    return Bar()
