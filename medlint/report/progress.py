"""The progress of the link check, on a terminal."""

from __future__ import annotations

import shutil
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from medlint.report.escape import printable
from medlint.text.width import width

if TYPE_CHECKING:
    from medlint.links.options import Progress

_BAR = 20
"""The columns of the bar."""


class Bar:
    """A line at the foot of the terminal that is gone when the check is over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show("")

    def __call__(self, progress: Progress) -> None:
        """Show how many links are done, with which verdicts, and which hosts are waited for."""
        filled = _BAR * progress.done // max(progress.total, 1)
        counts = "  ".join(f"{count} {state}" for state, count in sorted(progress.states.items()) if count)
        line = f"{'━' * filled}{'╌' * (_BAR - filled)} {progress.done} of {progress.total} links  {counts}"
        if progress.waiting:
            line += f"  waiting for {', '.join(printable(host) for host in progress.waiting[:3])}"
        self._show(line)

    @staticmethod
    def _show(line: str) -> None:
        """Write over the line, which is cut to the terminal: one that wraps could not be written over."""
        room = shutil.get_terminal_size().columns - 1
        while width(line) > room:
            line = line[:-1]
        sys.stderr.write(f"\r\x1b[K{line}")  # CSI K: erase to the end of the line (ECMA-48)
        sys.stderr.flush()
