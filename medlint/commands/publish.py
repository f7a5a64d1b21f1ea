"""`medlint export` and `medlint site`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.commands.setup import cache_folder, config_for, note
from medlint.config import Config, ConfigError
from medlint.engine import read
from medlint.errors import OK, UsageError
from medlint.limit import bounded
from medlint.report.escape import printable, printable_diff
from medlint.report.text import plural
from medlint.root import Root

if TYPE_CHECKING:
    from medlint.write.export.record import Collection


def export(options: argparse.Namespace) -> int:
    """Write the list in another format."""
    from medlint.write.export.formats import each, whole
    from medlint.write.files import put, put_tree

    config, collection, size = _read(options)
    with bounded(size, "writing the export"):
        if options.to is None:
            sys.stdout.write(_for_stdout(whole(options.format, collection)))
            return OK
        target, root = Path(options.to), Root(config)
        if target.is_dir() or options.to.endswith(("/", "\\")) or not target.suffix:
            made = put_tree(target, ((name, text.encode()) for name, text in each(options.format, collection)), root)
            said = plural(len(made), "file")
        else:
            put(target, whole(options.format, collection).encode(), root)
            said = plural(len(collection.records), "dataset")
    print(f"wrote {said} to {printable(str(target))}", file=sys.stderr)
    return OK


def _for_stdout(text: str) -> str:
    """Data as it is; only where a terminal or a workflow runner reads it, nothing in it is a command to them."""
    runner = os.environ.get("GITHUB_ACTIONS") == "true" and not os.path.isfile("/dev/stdout")
    return printable_diff(text) if sys.stdout.isatty() or runner else text


def site(options: argparse.Namespace) -> int:
    """Write the list as a static site."""
    from medlint.report.home import from_checkout, from_environment
    from medlint.write.files import put_tree
    from medlint.write.site import health
    from medlint.write.site.build import Site, build
    from medlint.write.site.folder import claim, settle
    from medlint.write.site.news import added, day_of

    config, collection, size = _read(options)
    root = Root(config)
    claim(options.to, root)
    cache = cache_folder(options, config)
    known = health.from_report(options.report, root) if options.report else health.from_memory(cache) if cache else {}
    days = added(config.root)
    home = from_environment(os.environ, Path())
    made = Site(
        collection,
        known,
        {record.id: day for record in collection.records if (day := day_of(record, days, Path()))},
        home if home.blob else from_checkout(Path()),
    )
    with bounded(size, "writing the site"):
        written = put_tree(options.to, build(made), root)
    settle(options.to, written, root)
    if not collection.base:
        note("--base-url is not given: there is no sitemap, and addresses in feeds and linked data are relative")
    print(f"wrote {plural(len(written), 'file')} to {printable(str(options.to))}", file=sys.stderr)
    return OK


def _read(options: argparse.Namespace) -> tuple[Config, Collection, int]:
    """The datasets of the list that the options name, and how many characters it has.

    What can't be read is noted; a list without any dataset is refused.
    """
    from medlint.write.export.collect import collect

    base = options.base_url
    if base and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", base, re.IGNORECASE):
        raise UsageError(f"--base-url: {base!r} is not a web address")
    config = config_for(options)
    project = read(options.paths or [Path()], config, date.today())
    for problem in project.problems:
        note(f"{problem.place.path}:{problem.place.line}: left out: {problem.message}")
    if not project.entries:
        raise ConfigError("there is no dataset here: neither a table of entries nor a record")
    with bounded(project.size, "collecting the datasets"):
        return config, collect(project, base if not base or base.endswith("/") else f"{base}/"), project.size
