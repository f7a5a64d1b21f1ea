"""What the page at the end of a link says against it: not found, parked, a login, somewhere else, no such part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from medlint.links.judge import Findings
from medlint.links.verdict import Hop, LinkRequest
from medlint.links.wire import Reply

Probe = Callable[[str], Awaitable[Reply | None]]


async def at_page(
    request: LinkRequest, hops: tuple[Hop, ...], reply: Reply, probe: Probe, *, trusted_host: str = ""
) -> Findings:
    """Look at an answer and its page."""
    return Findings()
