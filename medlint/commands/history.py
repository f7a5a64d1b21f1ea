"""`medlint history` and `medlint merge`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from medlint.commands.setup import cache_folder, config_for, note
from medlint.config import Config, ConfigError, find_config, load_config
from medlint.errors import FINDINGS, OK, UsageError
from medlint.limit import MAX_REPORT, limited
from medlint.root import Root, naming

_NO_REPORT = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What comes of taking JSON for a report that is none."""


def history(options: argparse.Namespace) -> int:
    """Write, read or clear what is remembered of earlier link checks."""
    from medlint.links.memory import Memory

    config = config_for(options)
    memory = Memory.open(str(cache_folder(options, config)))
    try:
        if options.action == "clear":
            note(f"forgot {memory.clear()} links")
        elif options.action == "import":
            note(f"imported {memory.load(_read(options, Root(config)).splitlines())} links")
        else:
            _export("".join(line + "\n" for line in memory.export()), options, Root(config))
        for warning in memory.warnings:
            note(warning)
    except ValueError as error:
        raise ConfigError(f"{options.file or 'standard input'}: {error}") from None
    finally:
        memory.close()
    return OK


def _read(options: argparse.Namespace, root: Root) -> str:
    try:
        if options.file:
            return root.read(options.file, MAX_REPORT).decode()
        return sys.stdin.read() if sys.stdin is not None else ""  # None where it is closed
    except (OSError, ValueError) as error:
        raise ConfigError(f"{options.file}: {getattr(error, 'strerror', None) or error}") from None


def _export(text: str, options: argparse.Namespace, root: Root) -> None:
    if options.file is None:
        sys.stdout.write(text)
        return
    from medlint.write.files import put

    put(options.file, text.encode(), root)


def merge(options: argparse.Namespace) -> int:
    """Write the JSON reports of shards as one, in the formats asked for."""
    from medlint.commands.output import outputs, sources, write
    from medlint.finding import Level
    from medlint.report.json import from_dict
    from medlint.report.merge import merged

    reports = []
    named = Root(naming(Config(), options.reports))
    for path in options.reports:
        try:
            report: Any = json.loads(named.read(path, MAX_REPORT))
            if not isinstance(report, dict) or report.get("version") != 1:
                raise UsageError(f"{path}: not a JSON report of medlint, version 1")
            reports.append(merged([report]))  # alone, so that what is wrong is said of the right file
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        except _NO_REPORT:
            raise UsageError(f"{path}: not a JSON report of medlint") from None
    try:
        joined = merged(reports)
        json.dumps(joined, allow_nan=False)  # no report of ours holds a NaN
        whole = from_dict(joined)
        status = FINDINGS if whole.fails(Level.ERROR) else OK
        root = Root(Config())
        shown = sources(_files_of_lists(root), root)
        write(whole, options, outputs(options), status, source=shown)  # where a value of another type shows
    except _NO_REPORT:
        raise UsageError("these are not JSON reports of one list") from None
    return status


def _files_of_lists(root: Root) -> Callable[[str], bool]:
    """Tells of a path, which a report may have made up, whether it is that of a file of a list below the root."""

    @cache
    def found(file: Path | None) -> tuple[Config, set[str], set[str]]:
        from medlint.read.files import find_files, nearby

        config = load_config(file, Path())
        with limited("looking for the files of the list"):
            files, near = find_files([config.root], config), nearby([config.root], config)
        return config, set(map(os.path.realpath, files)), set(map(os.path.realpath, near))

    def holds(path: str) -> bool:
        from medlint.read.project import read_project

        target = root.target(path)
        if target is None or not os.path.isfile(target):
            return False
        try:
            config, files, near = found(find_config(Path(target).parent))
        except ConfigError:
            return False
        entries = target in near and read_project([], config, date.today(), near=[Path(target)]).entries
        return target in files or bool(entries)

    return holds
