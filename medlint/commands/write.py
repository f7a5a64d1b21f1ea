"""`medlint render` and `medlint import`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.commands.setup import config_for, note
from medlint.config import ConfigError
from medlint.engine import read
from medlint.errors import FINDINGS, OK
from medlint.limit import bounded
from medlint.report.escape import printable, printable_diff
from medlint.report.text import plural
from medlint.root import Root

if TYPE_CHECKING:
    from medlint.write.render import Rendered


def render(options: argparse.Namespace) -> int:
    """Bring every page that has markers up to the catalog, or say what would change."""
    from medlint.write.diff import unified
    from medlint.write.files import replace
    from medlint.write.markers import RenderError
    from medlint.write.render import rendered

    config = config_for(options)
    project = read([config.root], config, date.today())
    try:
        with bounded(project.size, "rendering"):
            pages = rendered(project)
    except RenderError as error:
        raise ConfigError(str(error)) from None
    if not pages:
        note("no page has markers for tables: <!-- medlint:tables --> and <!-- /medlint:tables -->, each on a line")
    for page in pages:
        if options.check:
            for step in sorted([*page.done, *page.left], key=lambda step: step.place.start):
                print(printable(str(step)))
        if options.diff:
            sys.stdout.write(printable_diff(unified(page.source.path, page.source.text, page.text)))
        if not options.check and not options.diff:
            _tell(page)
            if page.text != page.source.text:
                old, new = (page.source.encoded(text) for text in (page.source.text, page.text))
                replace(Path(page.source.path), new, Root(config), expected=old)
                print(f"wrote {printable(page.source.path)}: {_counted(page)}")
    differs = any(page.done or page.left for page in pages)
    return FINDINGS if differs and (options.check or options.diff) else OK


def _tell(page: Rendered) -> None:
    """Name the rows and values that are taken away, and what only a person can write."""
    for step in page.done:
        if step.kind == "gone" or (step.difference is not None and not step.difference.there):
            note(f"{step}; it was taken away")
    for step in page.left:
        note(f"{step}; nothing was changed, since how to write it isn't clear")


_DONE = {
    "cell": ("cell changed", "cells changed"),
    "gone": ("row taken away", "rows taken away"),
    "new": ("row added", "rows added"),
    "moved": ("row moved", "rows moved"),
    "order": ("table sorted", "tables sorted"),
    "names": ("paragraph of names written", "paragraphs of names written"),
}


def _counted(page: Rendered) -> str:
    """`2 cells changed, 1 row taken away`."""
    counts = Counter(step.kind for step in page.done)
    return ", ".join(plural(count, *_DONE[kind]) for kind, count in counts.items())


def import_list(options: argparse.Namespace) -> int:
    """Make records of the entries of a README, say what they can't hold, and put the markers where that is asked."""
    from medlint.write import importer

    options.paths = [options.readme]
    config = config_for(options)
    folder = options.to or Path("catalog")
    result = importer.import_list([options.readme], folder, config, date.today(), adopt=options.adopt)
    written = importer.write(result, Root(config))
    for told in result.notes:
        print(printable(told), file=sys.stderr)
    records = sum(path.suffix == ".yaml" and path.stem != "list" for path in written)
    known = f", {plural(result.known, 'entry', 'entries')} had a record already" if result.known else ""
    print(f"wrote {plural(records, 'record')} to {printable(str(folder))}{known}")
    if others := sorted(printable(str(path)) for path in written if path.parent != folder or path.stem == "list"):
        print(f"wrote {', '.join(others)}")
    for path in result.adopted:
        print(f"put the markers into {printable(str(path))}: from now on 'medlint render' keeps its entries up to date")
    return OK
