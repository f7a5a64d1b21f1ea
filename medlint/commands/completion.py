"""`medlint completion`: a script that completes commands and options in a shell."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

from medlint.errors import OK
from medlint.options import build


def completion(options: argparse.Namespace) -> int:
    """Print the script for a shell, made from the very table that the command line is read by."""
    import shtab

    top, commands = build()
    for action in chain(*(parser.arguments for parser in (top, *commands.values()))):
        if action.type is Path or action.metavar in ("FILE", "DIR"):
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(top, options.shell))
    return OK
