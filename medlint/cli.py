"""The command line: how it is read, and how a run ends. What the commands do is in `commands`, imported when needed."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from medlint.config import ConfigError
from medlint.errors import FAULT, INTERRUPTED, OK, USAGE, UsageError
from medlint.options import build
from medlint.text.closest import closest, meant

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What is said of a standard stream that takes no more."""
_OF_NAMES = (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EPERM)
"""What is said of a file that no one can have, or not this user."""
_TRACKER = "https://github.com/medlint/medlint/issues"


def start() -> NoReturn:
    """Run the command line of this process, and end it."""
    import gc

    from medlint.interrupt import on_sigterm

    on_sigterm()
    # What is read stays until the end, so looking for garbage in it only costs time: a third of a run. The link
    # check, which runs long and leaves cycles behind, switches it on again.
    gc.disable()
    status = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed, or nobody listens any more
            stream.flush()
    os._exit(status)  # nothing is left to be tidied up, and to free each object of a large list takes a tenth of a run


def main(arguments: Sequence[str]) -> int:
    """Run medlint with these arguments; the exit status."""
    # Whoever starts a program without a standard stream wants nothing of it.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that isn't UTF-8 is no reason to fail
    try:
        options = parse(arguments)
        status = _command(options)
        if not sys.stdout.closed:  # as it is when an editor has ended the language server
            sys.stdout.flush()
    except (ConfigError, UsageError) as error:
        return fail(USAGE, str(error))
    except KeyboardInterrupt:
        return fail(INTERRUPTED, "interrupted")
    except BrokenPipeError:
        # Whoever read our output has heard enough, as with `medlint check | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            return fail(USAGE, f"the output can't be written: {error.strerror}")
        if isinstance(error, OSError) and error.errno in _OF_NAMES and error.filename is not None:
            return fail(USAGE, f"{str(error.filename)[:200]}: {error.strerror}")
        if {"-v", "--verbose"} & set(arguments):
            import traceback

            from medlint.report.escape import printable

            for line in traceback.format_exc().splitlines():
                print(printable(line), file=sys.stderr)
        said = " ".join(str(error).split())
        return fail(
            FAULT,
            f"a fault of medlint itself: {type(error).__name__}: {said}; please report it at {_TRACKER}"
            " (--verbose shows where it happened)",
        )
    return status


def fail(status: int, message: str) -> int:
    """Say on stderr why the run ends with this status."""
    from medlint.report.escape import printable

    with suppress(OSError):  # the exit status says it too
        print(f"medlint: {printable(message)}", file=sys.stderr, flush=True)
    return status


def _command(options: argparse.Namespace) -> int:
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError(f"the working folder is gone: {error.strerror}") from None
    module, _, function = options.run.partition(":")
    command: Callable[[argparse.Namespace], int] = getattr(import_module(f"medlint.commands.{module}"), function)
    return command(options)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, read. Raises UsageError for those that can't be."""
    if any("\0" in argument for argument in arguments):
        raise UsageError("NUL can't stand in an argument")
    if any(
        argument.startswith("--") and argument.endswith("=--") for argument in arguments
    ):  # argparse drops the value
        raise UsageError("'--' is no value of an option")
    parser, commands = build(arguments[0] if arguments and not arguments[0].startswith("-") else None)
    words = [word for word in arguments if not word.startswith("-")]
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(USAGE)
    if words and words[0] not in commands and not arguments[0].startswith("-"):
        if Path(words[0]).exists():
            raise UsageError(f"{words[0]!r} is not a command; did you mean 'medlint check {words[0]}'?")
        raise UsageError(f"there is no command {words[0]!r}{meant(words[0], commands)} (see medlint --help)")
    options, unknown = parser.parse_known_args(list(arguments))
    if unknown:
        known = commands[words[0]].options() if words and words[0] in commands else parser.options()
        word = unknown[0].partition("=")[0]
        hint = closest(word, known) if word.startswith("-") else None
        raise UsageError(f"there is no option {word!r}{f'; did you mean {hint!r}?' if hint else ''}")
    return options
