"""What earlier runs found of links and DOIs, for those who must not ask: an editor, a site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from medlint.links.options import CheckResult, LinkOptions, LinkRequest


def remembered(requests: Sequence[LinkRequest], options: LinkOptions) -> CheckResult | None:
    """The verdicts and registered answers that may be reused; None where nothing is remembered. Asks nobody."""
    from medlint.links.memory import FILE, Memory
    from medlint.links.registries.run import Registries

    if options.cache_dir is None or not (Path(options.cache_dir) / FILE).is_file():
        return None
    memory = Memory.open(options.cache_dir)
    try:
        verdicts = {request.url: found for request in requests if (found := memory.reuse(request, options))}
        return CheckResult(verdicts, registered=Registries(requests, memory, options).known())
    finally:
        memory.close()
