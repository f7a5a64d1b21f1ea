"""`medlint completion`: a script that completes commands and options in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from medlint.cli import OK, parser


def completion(options: argparse.Namespace) -> int:
    """Print the script for a shell, made from the very table that the command line is read by."""
    import shtab

    top = parser()
    for action in _actions(top):
        if action.type is Path or action.metavar in ("FILE", "DIR"):
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(top, options.shell))
    return OK


def _actions(of: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The arguments of a parser and of its commands."""
    for action in of._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
