"""The `medlint` command, and `python -m medlint`."""

from __future__ import annotations

from typing import NoReturn


def entry() -> NoReturn:
    """Start the command; Ctrl-C while it is still being imported ends it without a word, as nothing has begun."""
    try:
        from medlint.cli import start

        start()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    entry()
