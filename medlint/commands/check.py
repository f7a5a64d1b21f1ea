"""`medlint check`, `medlint fix` and `medlint baseline`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.cli import FINDINGS, INTERRUPTED, OK
from medlint.commands.output import format_of, outputs, write
from medlint.commands.setup import cache_folder, config_for, link_options, note
from medlint.config import Config, ConfigError
from medlint.engine import Options, check_offline, judge, lint, probe, read
from medlint.finding import Finding, Report

if TYPE_CHECKING:
    from medlint.links.verdict import CheckResult, Progress
    from medlint.model import Project


def check(options: argparse.Namespace) -> int:
    """Check the list and report."""
    config = config_for(options)
    files = outputs(options)
    report, fixed, stop = _run(options, config, {format_of(options), *(name for name, _ in files)})
    if stop is not None:
        return stop
    for text in report.notes:
        note(text)
    if report.files == 0:
        note("there is no README and no catalog here, so there is nothing to check")
    status = INTERRUPTED if report.interrupted else FINDINGS if report.fails(config.fail_on) else OK
    write(report, options, files, status, fixed)
    return status


def _run(options: argparse.Namespace, config: Config, formats: set[str]) -> tuple[Report, int, int | None]:
    """The report, how many findings were mended, and the exit status where nothing is to be reported."""
    cache = cache_folder(options, config)
    paths: list[Path] = options.paths or [Path()]
    run = Options(date.today(), cache, datasets="html" in formats)
    mending = options.fix or options.unsafe_fixes or options.diff
    if options.offline and not mending and not options.since:
        return check_offline(paths, config, run), 0, None
    project = read(paths, config, run.today)
    answers = None if options.offline else _ask(project, options, config, cache)
    if not mending:
        return judge(project, answers, datasets=run.datasets), 0, None
    fixed, stop = _fix(project, answers, options)
    if stop is not None:
        return Report([], [], [], 0, 0), 0, stop
    return judge(read(paths, config, run.today), answers, datasets=run.datasets), fixed, None


def _ask(project: Project, options: argparse.Namespace, config: Config, cache: Path | None) -> CheckResult:
    import gc

    gc.freeze()  # what was read stays; only what the link check leaves behind is looked at
    gc.enable()
    try:
        with _progress(options) as show:
            return probe(project, link_options(options, config, cache), progress=show)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def _progress(options: argparse.Namespace) -> AbstractContextManager[Callable[[Progress], None] | None]:
    if options.quiet or not sys.stderr.isatty():
        return nullcontext()
    from medlint.report.progress import Bar

    return Bar()


def _fix(project: Project, answers: CheckResult | None, options: argparse.Namespace) -> tuple[int, int | None]:
    """Mend the files, or show the diff; how many findings were mended, and the exit status of a diff."""
    from medlint.engine import attach
    from medlint.write.fix import diff, settle
    from medlint.write.fix import write as write_files

    def findings(state: Project) -> list[Finding]:
        if answers is not None:
            attach(state, answers)
        return lint(state)[0]

    result = settle(project, findings, unsafe=options.unsafe_fixes)
    for finding, why in result.refused:
        note(f"{finding.place.path}:{finding.place.line}: {finding.code} was not mended: {why}")
    if options.diff:
        sys.stdout.write(diff(result))
        return 0, FINDINGS if result.changed else OK
    write_files(result)
    return len(result.applied), None
