"""The progress of the link check, on a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from medlint.report.escape import printable

if TYPE_CHECKING:
    from medlint.links.options import Progress


class Bar:
    """A line at the foot of the terminal that is gone when the check is over."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how many links are done, with which verdicts, and which hosts are waited for."""
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        counts = "  ".join(f"{count} {state}" for state, count in sorted(progress.states.items()) if count)
        lines = Text(f"{progress.done} of {progress.total} links   {counts}")
        if progress.waiting:
            hosts = ", ".join(printable(host) for host in progress.waiting[:3])
            lines.append(f"\nwaiting for {hosts}", style="dim")
        grid = Table.grid(padding=(0, 2))
        grid.add_row(ProgressBar(total=max(progress.total, 1), completed=progress.done, width=24), lines)
        self._live.update(grid, refresh=True)
