"""A report in the formats asked for: to standard output, to files, to the job's summary."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.commands.setup import note
from medlint.config import Config
from medlint.errors import OK, UsageError
from medlint.finding import Report
from medlint.options import FORMATS
from medlint.report.escape import printable
from medlint.root import Root, naming
from medlint.text.closest import meant

if TYPE_CHECKING:
    from medlint.model import Source

Sources = Callable[[str], "Source | None"]
"""Gives the text of a file by its path."""


def outputs(options: argparse.Namespace) -> list[tuple[str, Path]]:
    """The formats and files of --output."""
    out = []
    for text in options.output:
        name, found, file = text.partition("=")
        if not found or not file:
            raise UsageError(f"--output: {text!r} is not FORMAT=FILE")
        if name not in FORMATS:
            raise UsageError(f"--output: there is no format {name!r}{meant(name, FORMATS)}")
        out.append((name, Path(file)))
    return out


def format_of(options: argparse.Namespace) -> str:
    """The format of standard output."""
    default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    return str(options.format or default)


def write(
    report: Report,
    options: argparse.Namespace,
    files: Sequence[tuple[str, Path]],
    status: int,
    *,
    source: Sources,
    fixed: int = 0,
) -> None:
    """Write the report everywhere it was asked for. `source` gives the files whose lines may be shown."""
    chosen = format_of(options)
    sys.stdout.write(
        _formatted(
            report, chosen, options, source, color=_color(options), columns=_columns(), status=status, fixed=fixed
        )
    )
    for name, file in files:
        from medlint.write.files import put

        text = _formatted(report, name, options, source, color=False, status=status)
        if name == "text":
            text += "".join(f"note: {printable(said)}\n" for said in report.notes)  # stderr is not in a file
        put(file, text.encode("utf-8", "backslashreplace"), Root(naming(Config(), [file])))
    if chosen == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        _summarise(report, options, source, os.environ["GITHUB_STEP_SUMMARY"])


def _columns() -> int | None:
    """How wide the terminal is, None where there is none."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def _color(options: argparse.Namespace) -> bool:
    if options.color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return bool(options.color == "always")


def _summarise(report: Report, options: argparse.Namespace, source: Sources, file: str) -> None:
    """Append the Markdown report to the job's summary, which holds 1 MiB for a step."""
    text = _formatted(report, "markdown", options, source, color=False, limit=(1 << 20) // 4)
    try:
        with open(file, "a", encoding="utf-8") as summary:
            summary.write(text)
    except OSError as error:
        note(f"the job summary could not be written: {error.strerror or error}")


def _formatted(
    report: Report,
    name: str,
    options: argparse.Namespace,
    source: Sources,
    *,
    color: bool,
    columns: int | None = None,
    status: int = OK,
    fixed: int = 0,
    limit: int | None = None,
) -> str:
    """The report in a format. `limit` is how many characters of Markdown there may be (default: a comment's)."""
    if name == "json":
        from medlint.report.json import to_json

        return to_json(report)
    if name != "text":
        return _for_others(report, name, options, source, status, limit)
    from medlint.report.text import Text

    text = Text(source, color=color, verbose=options.verbose, quiet=options.quiet, columns=columns)
    return text.write(report, fixed=fixed, statistics=options.statistics)


def sources(holds: Callable[[str], bool], root: Root) -> Sources:
    """Gives the files that `holds` allows; None for another, and where one can't be read. Each is read once."""
    from medlint.model import Source
    from medlint.read.files import read_source

    known: dict[str, Source | None] = {}

    def source(path: str) -> Source | None:
        if path not in known:
            found = read_source(Path(path), root) if holds(path) else None
            known[path] = found if isinstance(found, Source) else None
        return known[path]

    return source


def _for_others(
    report: Report, name: str, options: argparse.Namespace, source: Sources, status: int, limit: int | None
) -> str:
    """The report in a format that other programs or browsers show."""
    from medlint.report.home import from_checkout, from_environment

    home = from_environment(os.environ, Path())
    if name == "sarif":
        from medlint.report.sarif import to_sarif

        return to_sarif(report, status=status, home=home)
    if name == "github":
        from medlint.report.github import to_github

        return to_github(report, home=home)
    if name == "junit":
        from medlint.report.junit import to_junit

        return to_junit(report)
    if name == "markdown":
        from medlint.report.markdown import COMMENT_LIMIT, to_markdown

        since = getattr(options, "since", None) or ""
        return to_markdown(report, home=home, since=since, limit=limit or COMMENT_LIMIT)
    from medlint.report.html import to_html

    return to_html(report, home=home if home.blob else from_checkout(Path()), source=source)
