"""Registries and archives: what they know of DOIs and pages. One module for each service, `run` for all."""

from __future__ import annotations

from collections.abc import Iterable

from medlint.answers import Answers
from medlint.links.options import LinkOptions, LinkRequest


def look_up(urls: Iterable[str], options: LinkOptions) -> tuple[Answers, list[str]]:
    """What is known of DOI links and pages, and notes on services that gave no answer. No link is checked.

    Runs an event loop of its own. ValueError: an option or the environment's proxy can't be used.
    """
    import asyncio

    from medlint.links.checker import Checker
    from medlint.links.memory import Memory
    from medlint.links.registries.run import Registries

    registries = Registries([LinkRequest(url, is_source=True) for url in urls], Memory(None, []), options)

    async def ask() -> None:
        checker = Checker(options)
        try:
            await registries.settle(checker, (), lambda _request, _verdict: None, checker.check)
        finally:
            await checker.close()

    asyncio.run(ask())
    return registries.known(), registries.notes
