"""The link check on the workers of a Dask cluster. A host belongs to one worker for the whole run.

So the limits of a host hold over all workers: whoever checks a link has each request of it, redirects too, made by the
worker that its host belongs to. The memory is the client's, and registries are asked from there by the same workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from medlint.answers import Verdict
from medlint.links.guard import HostKey, key_of
from medlint.links.options import Failure, LinkOptions, LinkRequest
from medlint.links.response import Response

if TYPE_CHECKING:
    from medlint.links.fetch import FetchThere, TimeBudget

_AT_A_TIME = 500
"""Links under way at one worker: enough for its hosts to be busy, and few enough to be held in memory."""
_CHANCES = 3
"""How often a link is begun again when the worker that had it is gone."""


Headers = list[tuple[bytes, bytes]]


class Fetched(NamedTuple):
    """What one address answered at another worker, and what that cost the link."""

    response: Response | None
    failure: tuple[str, str]
    left: float
    spent: float
    tries: int
    network_seen: bool


def owner(key: HostKey, workers: int) -> int:
    """The number of the worker that a host belongs to: by its name, so that http and https are at one."""
    return int.from_bytes(sha256(key[1].encode()).digest()[:8], "big") % workers


class HostWorker:
    """One worker's guard, pace and connections, for its hosts. An actor: it lives where it was made."""

    def __init__(self, options: LinkOptions, number: int) -> None:
        self._options = options
        self._number = number
        self._peers: Sequence[Any] = ()
        self._checker: Any = None

    async def join(self, peers: Sequence[Any]) -> None:
        """Learn who the others are."""
        from medlint.links.checker import Checker

        self._peers = peers
        if self._checker is None:
            self._checker = Checker(self._options, elsewhere=self._elsewhere)

    def _elsewhere(self, key: HostKey) -> FetchThere | None:
        """How the worker that a host belongs to is asked; None where it is this one."""
        number = owner(key, len(self._peers))
        return None if number == self._number else partial(fetch_at, self._peers[number])

    async def check(self, request: LinkRequest, etag: str, trusted_host: str) -> tuple[Verdict, bool]:
        """The verdict on a link of one of its hosts, and whether a network was seen at all."""
        verdict: Verdict = await self._checker.check(request, clue=(etag, trusted_host))
        return verdict, self._checker.transport.network_seen

    async def fetch(
        self,
        method: str,
        url: str,
        headers: list[tuple[bytes, bytes]],
        content: bytes,
        left: float,
        how: dict[str, Any],
    ) -> Fetched:
        """What an address of one of its hosts answers, for another worker or for the client."""
        from medlint.links.fetch import TimeBudget

        budget = TimeBudget(left)
        request = httpx.Request(method, url, headers=headers, content=content or None)
        answer = await self._checker.fetcher.fetch(request, budget, **how)
        seen = self._checker.transport.network_seen
        if isinstance(answer, Failure):
            return Fetched(None, (answer.kind, answer.text), budget.left, budget.spent, budget.tries, seen)
        return Fetched(answer, ("", ""), budget.left, budget.spent, budget.tries, seen)

    async def close(self) -> None:
        """Drop all connections."""
        if self._checker is not None:
            await self._checker.close()


async def fetch_at(peer: Any, request: httpx.Request, budget: TimeBudget, how: dict[str, Any]) -> Response | Failure:
    """Have a request made by the worker that its host belongs to; the time is taken from the budget."""
    found: Fetched = await peer.fetch(
        request.method, str(request.url), request.headers.raw, request.content, budget.left, how
    )
    budget.left, budget.tries = found.left, found.tries
    budget.spent += found.spent
    return found.response if found.response is not None else Failure(*found.failure)


class Cluster:
    """The workers of a run, seen from the client."""

    def __init__(self, client: Any, options: LinkOptions) -> None:
        self._client = client
        self._options = options
        self._actors: list[Any] = []
        self._rooms: list[asyncio.Semaphore] = []
        self._mending = asyncio.Lock()
        self.network_seen = False

    @classmethod
    async def join(cls, address: str, options: LinkOptions) -> Cluster:
        """The cluster at a scheduler's address. Raises ValueError where there is none, or no worker."""
        from dataclasses import replace

        from medlint.cluster import connected

        client = await connected(address)
        made = cls(client, replace(options, scheduler=None, cache_dir=None))
        try:
            for number, worker in enumerate(await made._workers()):
                made._actors.append(await made._actor(number, worker))
                made._rooms.append(asyncio.Semaphore(_AT_A_TIME))
            await made._introduce()
        except BaseException:
            await client.close()
            raise
        return made

    async def _workers(self) -> list[str]:
        """The addresses of the workers there are. Raises ValueError where there is none."""
        known = await self._client.scheduler.identity(n_workers=-1)
        if not known["workers"]:
            raise ValueError(f"the scheduler at {known['address']} has no workers")
        return sorted(known["workers"])

    async def _actor(self, number: int, worker: str) -> Any:
        return await self._client.submit(
            HostWorker, self._options, number, actor=True, workers=[worker], pure=False, allow_other_workers=False
        )

    async def _introduce(self) -> None:
        await asyncio.gather(*(actor.join(self._actors) for actor in self._actors))

    async def check(self, request: LinkRequest, etag: str, trusted_host: str) -> Verdict:
        """The verdict on a link, from the worker of its host; begun again where a worker was lost."""
        number = owner(key_of(request.url), len(self._actors))

        async def ask(actor: Any) -> tuple[Verdict, bool]:
            found: tuple[Verdict, bool] = await actor.check(request, etag, trusted_host)
            return found

        verdict: Verdict
        async with self._rooms[number]:
            verdict, seen = await self._at(number, ask)
        self.network_seen |= seen
        return verdict

    async def fetch(self, request: httpx.Request, budget: TimeBudget, how: dict[str, Any]) -> Response | Failure:
        """What an address answers, asked by the worker of its host: for registries."""
        number = owner(key_of(str(request.url)), len(self._actors))
        answer: Response | Failure = await self._at(number, lambda actor: fetch_at(actor, request, budget, how))
        return answer

    async def _at(self, number: int, ask: Callable[[Any], Awaitable[Any]]) -> Any:
        for chance in range(_CHANCES):
            actor = self._actors[number]
            try:
                return await ask(actor)
            except (OSError, ValueError, RuntimeError):  # its worker, or one that it asked, is gone
                if chance == _CHANCES - 1:
                    raise
                await self._mend()
        raise AssertionError("a loop of chances ends by itself")

    async def _mend(self) -> None:
        """Give the hosts of lost workers to those that are left."""
        async with self._mending:
            alive = await self._workers()
            for number, actor in enumerate(self._actors):
                if actor._address not in alive:
                    self._actors[number] = await self._actor(number, alive[number % len(alive)])
            await self._introduce()

    async def close(self) -> None:
        """Take leave of the cluster."""
        await asyncio.gather(*(actor.close() for actor in self._actors), return_exceptions=True)
        await self._client.close()
