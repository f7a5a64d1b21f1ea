"""The one entrance: links in, verdicts out."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from medlint.answers import Verdict
from medlint.links.judge import conclude
from medlint.links.options import CheckResult, LinkOptions, LinkRequest, Progress
from medlint.links.registries.run import Registries, is_doi
from medlint.text.url import host_key, is_web

if TYPE_CHECKING:
    from medlint.links.checker import Checker
    from medlint.links.client import Archive
    from medlint.links.guard import HostKey
    from medlint.links.memory import Memory

ProgressCall = Callable[[Progress], None]

OTHER_SHARD = "belongs to another shard"
OTHER_SCHEME = "has a scheme that isn't checked"
NO_NETWORK = "wasn't checked: there is no network"
NO_TIME = "wasn't checked: the time of the run was over"
INTERRUPTED = "wasn't checked: the run was interrupted"

_REPORTED = 0.1  # seconds between two reports of the progress


def in_shard(url: str, shard: tuple[int, int]) -> bool:
    """Whether a link falls to shard (i, n), 1 <= i <= n: by its host name, so that a host is in one shard."""
    index, count = shard
    name = host_key(url)[1]
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big") % count == index - 1


def check(
    requests: Sequence[LinkRequest], options: LinkOptions, *, progress: ProgressCall | None = None
) -> CheckResult:
    """Check links. Runs an event loop of its own; to be called where none runs.

    Ctrl-C ends the run early and gives what is known so far, with `interrupted` set. ValueError: an option, or the
    environment's proxy or certificates, can't be used.
    """
    from medlint.links.memory import Memory

    unique = list({request.url: request for request in requests}.values())
    memory = Memory.open(options.cache_dir)
    try:
        run = _Run(unique, options, memory, progress)
        if run.waiting or run.registries.waiting:
            try:
                asyncio.run(run.main())
            except KeyboardInterrupt:
                run.found.interrupted = True
        return run.result()
    finally:
        memory.close()


class _Run:
    """One run: what is settled without asking, what waits, and what came of it."""

    def __init__(
        self, requests: list[LinkRequest], options: LinkOptions, memory: Memory, progress: ProgressCall | None
    ) -> None:
        self.requests = requests
        self.options = options
        self.memory = memory
        self.progress = progress
        self.found = CheckResult({})
        self.verdicts = self.found.verdicts
        self.waiting: list[LinkRequest] = []
        self._awaited: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)  # pages that a DOI leads to
        self._doubtful: dict[str, LinkRequest] = {}  # failed before anything out there had answered
        self._archive: Archive | None = None
        self._copies: dict[str, asyncio.Task[str]] = {}  # what the archive is asked for
        for request in requests:
            known = self._without_asking(request)
            if known is None:
                self.waiting.append(request)
            else:
                self.verdicts[request.url] = known
        unasked = {url for url, verdict in self.verdicts.items() if verdict.state == "unchecked"}
        self.registries = Registries([r for r in requests if r.url not in unasked], memory, options)
        self._pages = {request.url for request in self.waiting if not is_doi(request)}
        # Those that no host is asked about first, and so are asked for here.
        self._ordinary = {url for url in self._pages if not self.registries.judges(url)}

    def _without_asking(self, request: LinkRequest) -> Verdict | None:
        if not is_web(request.url) and not is_doi(request):
            return Verdict("unchecked", OTHER_SCHEME)
        if self.options.shard and not in_shard(request.url, self.options.shard):
            return Verdict("unchecked", OTHER_SHARD)
        return self.memory.reuse(request, self.options)

    async def main(self) -> None:
        """Check everything that waits, or as much as time allows."""
        from medlint.links import tls
        from medlint.links.checker import Checker

        if any(request.url.startswith("https:") for request in self.waiting):
            tls.context()  # bad certificates of the environment are an error of the run
        cluster = None
        if self.options.workers is not None:
            cluster = await self.options.workers(self.options._replace(workers=None, cache_dir=None))
        checker = Checker(self.options, self.memory, cluster=cluster)
        self.found.notes += checker.notes
        reporting = asyncio.ensure_future(self._report_progress(checker)) if self.progress else None
        try:
            async with asyncio.timeout(self.options.deadline):
                take, visit = partial(self._take, checker), partial(self._visit, checker)
                await asyncio.gather(self._all(checker), self.registries.settle(checker, self.waiting, take, visit))
                await self._settle(checker)
                await self._archived(checker)
        except TimeoutError:
            self.found.out_of_time = True
            await self._settle(checker)
        finally:
            if reporting is not None:
                reporting.cancel()
            await self._conclude()
            await checker.close()

    async def _all(self, checker: Checker) -> None:
        """Check every link; as many of a host are under way as it has slots."""
        by_host: dict[HostKey, list[LinkRequest]] = {}
        for request in self.waiting:
            if request.url in self._ordinary:
                by_host.setdefault(host_key(request.url), []).append(request)

        async def one(request: LinkRequest) -> None:
            self._take(checker, request, await checker.check(request, holding=True))

        async def of_host(key: HostKey, links: list[LinkRequest]) -> None:
            await checker.resolve(key)
            for begun, request in enumerate(links):
                await checker.begin(key, len(links) - begun)
                tasks.create_task(one(request))

        try:
            async with asyncio.TaskGroup() as tasks:
                for key, links in by_host.items():
                    tasks.create_task(of_host(key, links))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    def _take(self, checker: Checker, request: LinkRequest, verdict: Verdict) -> None:
        """Note a verdict; one that may only say that there is no network is remembered later."""
        if verdict.state in ("dead", "unreachable") and not checker.network_seen:
            self._doubtful[request.url] = request
        else:
            verdict = self.memory.keep(request, verdict)
            if verdict.state == "dead" and request.url in self._pages:
                self._ask_archive(checker, request.url)
        self.verdicts[request.url] = verdict
        if request.url in self._awaited:
            self._awaited[request.url].set()
        if self._doubtful and checker.network_seen:
            self._keep_doubtful()

    async def _visit(self, checker: Checker, request: LinkRequest) -> Verdict:
        """The verdict on a page that a DOI leads to; one that the list names itself isn't asked for twice."""
        if request.url in self._pages and request.url not in self.verdicts:
            await self._awaited[request.url].wait()
        known = self.verdicts.get(request.url)
        return await checker.check(request) if known is None or known.reason == OTHER_SHARD else known

    def _keep_doubtful(self) -> None:
        for request in self._doubtful.values():
            self.verdicts[request.url] = self.memory.keep(request, self.verdicts[request.url])
        self._doubtful.clear()

    async def _settle(self, checker: Checker) -> None:
        """Decide whether what failed before anything answered says more than that there is no network."""
        failed = [(url, self.verdicts[url]) for url in self._doubtful]
        self.found.no_network = await checker.no_network(failed)
        if not self.found.no_network:
            self._keep_doubtful()

    def _ask_archive(self, checker: Checker, url: str) -> None:
        """Have the archive asked for a copy of a dead page, while other links are still waited for."""
        if not self.options.wayback or url in self._copies:
            return
        from medlint.links.client import Archive

        if self._archive is None:
            self._archive = Archive(checker, self.options.wayback)
        self._copies[url] = asyncio.ensure_future(self._archive.copy(url))

    async def _archived(self, checker: Checker) -> None:
        """Wait for the copies of all that is dead, those of which nobody was sure before too."""
        asked = {request.url for request in self.waiting} - self.registries.unregistered() - self._doubtful.keys()
        for url, verdict in self.verdicts.items():
            if verdict.state == "dead" and url in asked:
                self._ask_archive(checker, url)
        if self._copies:
            await asyncio.wait(self._copies.values())

    async def _conclude(self) -> None:
        """Change what the run learnt more of after the link was judged; what is still asked for is given up."""
        for task in self._copies.values():
            task.cancel()
        found = await asyncio.gather(*self._copies.values(), return_exceptions=True)
        copies = {url: copy for url, copy in zip(self._copies, found, strict=True) if isinstance(copy, str)}
        moved = {request.url: where for request, where in self.registries.moved()}
        why = NO_NETWORK if self.found.no_network else NO_TIME if self.found.out_of_time else INTERRUPTED
        for request in self.requests:
            url = request.url
            before = self.verdicts.get(url)
            if before is not None:
                doubt = why if url in self._doubtful else ""
                after = conclude(before, doubt=doubt, moved_to=moved.get(url, ""), copy=copies.get(url, ""))
                self.verdicts[url] = after if after == before else self.memory.keep(request, after)

    async def _report_progress(self, checker: Checker) -> None:
        assert self.progress is not None
        while True:
            states: Counter[str] = Counter(verdict.state for verdict in self.verdicts.values())
            self.progress(Progress(len(self.verdicts), len(self.requests), dict(states), checker.pace.waiting()))
            await asyncio.sleep(_REPORTED)

    def result(self) -> CheckResult:
        """What is known by now, and for the rest why not."""
        found = self.found
        rest = Verdict("unchecked", INTERRUPTED if found.interrupted else NO_TIME)
        found.verdicts = {request.url: self.verdicts.get(request.url, rest) for request in self.requests}
        found.notes += [] if found.no_network else self.registries.notes
        found.warnings += self.memory.warnings
        found.registered = self.registries.known()
        return found
