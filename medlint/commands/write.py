"""`medlint render` and `medlint import`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from medlint.cli import FINDINGS, OK
from medlint.commands.setup import config_for, note
from medlint.config import ConfigError
from medlint.engine import read
from medlint.model import Source
from medlint.project import Project
from medlint.report.escape import printable
from medlint.root import Root


def render(options: argparse.Namespace) -> int:
    """Write the tables of every page that has markers for them, or say what would change."""
    from medlint.write.compare import differences
    from medlint.write.files import replace
    from medlint.write.render import RenderError, regions, rendered

    config = config_for(options)
    project = read([config.root], config, date.today())
    _readable(project)
    changed = marked = 0
    for page in project.pages:
        source = page.source
        try:
            marked += len(regions(source))
            new = rendered(source, project)
        except RenderError as error:
            raise ConfigError(str(error)) from None
        if new == source.text:
            continue
        changed += 1
        if options.check:
            told = differences(source, new, project)
            for difference in told:
                print(printable(str(difference)))
            if not told:
                print(f"{printable(source.path)}: the tables say the same, but are written otherwise")
            continue
        replace(Path(source.path), _bytes(source, new), Root(config), expected=_bytes(source, source.text))
        print(f"wrote the tables of {printable(source.path)}")
    if not marked:
        note("no page has markers for tables: <!-- medlint:tables --> and <!-- /medlint:tables -->, each on a line")
    return FINDINGS if options.check and changed else OK


def _bytes(source: Source, text: str) -> bytes:
    return (b"\xef\xbb\xbf" if source.bom else b"") + text.encode()


def _readable(project: Project) -> None:
    """A record that can't be read would vanish from the tables, so nothing is written then."""
    for problem in project.problems:
        place = problem.place
        raise ConfigError(f"{place.path}:{place.line}:{place.column}: {problem.message}")


def import_list(options: argparse.Namespace) -> int:
    """Make records of the entries of a README, and list what it doesn't tell."""
    from medlint.write import importer

    options.paths = [options.readme]
    config = config_for(options)
    folder = options.to or Path("catalog")
    result = importer.import_list([options.readme], folder, config, date.today())
    written = importer.write(result, Root(config))
    for told in result.notes:
        print(printable(str(told)), file=sys.stderr)
    known = f", {result.known} entries had a record already" if result.known else ""
    print(f"wrote {len(written)} files to {printable(str(folder))}{known}")
    return OK
