"""`medlint lsp`."""

from __future__ import annotations

import argparse

from medlint.errors import OK, UsageError
from medlint.interrupt import at_once


def lsp(_: argparse.Namespace) -> int:
    """Speak the Language Server Protocol on the standard streams until the editor ends it."""
    try:
        from medlint.lsp.server import make
    except ImportError as error:
        raise UsageError(f"the language server needs medlint[lsp] ({error.name} is not installed)") from None
    at_once()
    make().start_io()
    return OK
