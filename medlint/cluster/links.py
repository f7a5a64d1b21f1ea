"""The link check on the workers of a Dask cluster. A host belongs to one worker for the whole run.

So the limits of a host hold over all workers: whoever checks a link has each request of it, redirects too, made by the
worker that its host belongs to. The memory is the client's, and registries are asked from there by the same workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from medlint.answers import Verdict
from medlint.cluster import connected
from medlint.links.fetch import Question, TimeBudget
from medlint.links.guard import HostKey, key_of
from medlint.links.options import Failure, LinkOptions, LinkRequest
from medlint.links.response import Response

_AT_A_TIME = 400
"""Links under way: each holds a connection of the client, of which Dask keeps 512 at most."""
_LEAVE = 5.0
"""Seconds that workers have to close their connections."""
_NOTICED = 15.0
"""Seconds that a scheduler may take to notice a lost worker."""
_SEATED = 60.0
"""Seconds that workers may take to take their seats: what one that is lost meanwhile is asked has no end."""
_WATCHED = 0.5
"""Seconds between two looks at which workers there are."""


class WorkerLostError(Exception):
    """The worker that was asked is gone."""


class Seat:
    """A worker's place among the others: who has it, at which address, and whether that one is gone.

    Dask leaves calls to an actor on a lost worker without an end, so each is waited for beside that.
    """

    def __init__(self, actor: Any, address: str = "") -> None:
        self.actor = actor
        self.address = address
        self.lost = asyncio.Event()

    async def ask(self, method: str, *arguments: Any) -> Any:
        """What a method of the actor returns. Raises WorkerLostError."""

        async def call() -> Any:
            return await getattr(self.actor, method)(*arguments)

        calling, gone = asyncio.ensure_future(call()), asyncio.ensure_future(self.lost.wait())
        try:
            await asyncio.wait({calling, gone}, return_when=asyncio.FIRST_COMPLETED)
            if self.lost.is_set():
                raise WorkerLostError
            return calling.result()
        finally:
            calling.cancel()
            gone.cancel()


class Fetched(NamedTuple):
    """What one address answered at another worker, and what that cost the link."""

    response: Response | None
    failure: tuple[str, str]
    left: float
    spent: float
    tries: int


def owner(key: HostKey, workers: int) -> int:
    """The number of the worker that a host belongs to: by its name, so that http and https are at one."""
    return int.from_bytes(sha256(key[1].encode()).digest()[:8], "big") % workers


class HostWorker:
    """One worker's guard, pace and connections, for its hosts. An actor: it lives where it was made."""

    def __init__(self, options: LinkOptions, number: int) -> None:
        self._options = options
        self._number = number
        self._seats: list[Seat] = []
        self._checker: Any = None
        self._joined = asyncio.Event()
        """Set once it knows the others: in a lost worker's place it may be asked before."""

    async def join(self, actors: Sequence[Any]) -> None:
        """Learn who the others are; those that were there before and aren't any more are lost."""
        from medlint.links.checker import Checker

        for seat, actor in zip(self._seats, actors, strict=False):
            if seat.actor.key != actor.key:
                seat.lost.set()
        known = {seat.actor.key: seat for seat in self._seats}
        self._seats = [known.get(actor.key) or Seat(actor) for actor in actors]
        if self._checker is None:
            self._checker = Checker(self._options, elsewhere=self._elsewhere)
            self._joined.set()

    def _elsewhere(self, key: HostKey) -> Callable[[Question, TimeBudget], Awaitable[Response | Failure]] | None:
        """How the worker that a host belongs to is asked; None where it is this one."""
        number = owner(key, len(self._seats))
        return None if number == self._number else partial(fetch_at, self._seats[number])

    async def check(self, request: LinkRequest, etag: str, trusted_host: str) -> tuple[Verdict, bool]:
        """The verdict on a link of one of its hosts, and whether a network was seen at all."""
        await self._joined.wait()
        verdict: Verdict = await self._checker.check(request, clue=(etag, trusted_host))
        return verdict, self._checker.network_seen

    async def fetch(self, question: Question, left: float) -> Fetched:
        """What an address of one of its hosts answers, for another worker or for the client."""
        await self._joined.wait()
        budget = TimeBudget(left)
        answer = await self._checker.fetcher.fetch(question, budget)
        if isinstance(answer, Failure):
            return Fetched(None, (answer.kind, answer.text), budget.left, budget.spent, budget.tries)
        return Fetched(answer, ("", ""), budget.left, budget.spent, budget.tries)

    async def close(self) -> None:
        """Drop all connections."""
        if self._checker is not None:
            await self._checker.close()


async def fetch_at(seat: Seat, question: Question, budget: TimeBudget) -> Response | Failure:
    """Have a request made by the worker that its host belongs to; the time is taken from the budget."""
    found: Fetched = await seat.ask("fetch", question, budget.left)
    budget.left, budget.tries = found.left, found.tries
    budget.spent += found.spent
    return found.response if found.response is not None else Failure(*found.failure)


class Cluster:
    """The workers of a run, seen from the client."""

    def __init__(self, client: Any, options: LinkOptions) -> None:
        self._client = client
        self._options = options
        self._seats: list[Seat] = []
        self._rooms: list[asyncio.Semaphore] = []
        self._watching: asyncio.Task[None] | None = None
        self._failed: ValueError | None = None
        self._changes = 0
        """How often a seat was given to another worker, or all have learnt who has which."""
        self._seated = True
        self.network_seen = False

    @classmethod
    async def join(cls, address: str, options: LinkOptions) -> Cluster:
        """The cluster at a scheduler's address. Raises ValueError where there is none, or no worker."""
        client = await connected(address)
        made = cls(client, options)
        try:
            workers = await made._workers()
            for number, worker in enumerate(workers):
                made._seats.append(await made._seat(number, worker))
                made._rooms.append(asyncio.Semaphore(max(1, _AT_A_TIME // len(workers))))
            await made._introduce()
        except BaseException:
            await client.close()
            raise
        made._watching = asyncio.ensure_future(made._watch())
        return made

    async def _workers(self) -> list[str]:
        """The addresses of the workers there are. Raises ValueError where there is none."""
        known = await self._client.scheduler.identity(n_workers=-1)
        if not known["workers"]:
            raise ValueError(f"the scheduler at {known['address']} has no workers")
        return sorted(known["workers"])

    async def _seat(self, number: int, worker: str) -> Seat:
        actor = await self._client.submit(
            HostWorker, self._options, number, actor=True, workers=[worker], pure=False, allow_other_workers=False
        )
        return Seat(actor, worker)

    async def _introduce(self) -> None:
        actors = [seat.actor for seat in self._seats]
        await asyncio.gather(*(seat.ask("join", actors) for seat in self._seats))

    async def _watch(self) -> None:
        """Give the hosts of lost workers to those that are left."""
        while True:
            await asyncio.sleep(_WATCHED)
            try:
                alive = await self._workers()
                lost = [number for number, seat in enumerate(self._seats) if seat.address not in alive]
                self._seated = self._seated and not lost
                async with asyncio.timeout(_SEATED):
                    for number in lost:
                        gone = self._seats[number]
                        self._seats[number] = await self._seat(number, alive[number % len(alive)])
                        self._changes += 1
                        gone.lost.set()
                    if not self._seated:
                        await self._introduce()
                        self._changes += 1
                self._seated = True
            except ValueError as error:  # no worker is left: whoever waits is told
                for seat in self._seats:
                    seat.lost.set()
                self._failed = error
                return
            except (WorkerLostError, OSError):  # that of the time too
                continue  # another was lost meanwhile

    async def check(self, request: LinkRequest, etag: str, trusted_host: str) -> Verdict:
        """The verdict on a link, from the worker of its host."""
        number = owner(key_of(request.url), len(self._seats))
        verdict: Verdict
        async with self._rooms[number]:
            verdict, seen = await self._at(number, lambda seat: seat.ask("check", request, etag, trusted_host))
        self.network_seen |= seen
        return verdict

    async def fetch(self, question: Question, budget: TimeBudget) -> Response | Failure:
        """What an address answers, asked by the worker of its host: for registries."""
        number = owner(key_of(question.url), len(self._seats))
        answer: Response | Failure = await self._at(number, lambda seat: fetch_at(seat, question, budget))
        return answer

    async def _at(self, number: int, ask: Callable[[Seat], Awaitable[Any]]) -> Any:
        """What a worker answers; where it, or one that it asked, was lost meanwhile, it is asked again."""
        while True:
            changes = self._changes
            try:
                return await ask(self._seats[number])
            except Exception:  # what a worker raises of a lost one comes without its type
                if self._failed is not None:
                    raise self._failed from None
                if not await self._changed(changes):
                    raise

    async def _changed(self, changes: int) -> bool:
        """Whether somebody else has a seat since, or all have learnt of one, as soon as the scheduler has noticed."""
        for looks in range(int((_NOTICED + _SEATED) / _WATCHED)):
            if changes != self._changes or self._failed is not None:
                return True
            if self._seated and looks * _WATCHED >= _NOTICED:
                break
            await asyncio.sleep(_WATCHED)
        return False

    async def close(self) -> None:
        """Take leave of the cluster."""
        if self._watching is not None:
            self._watching.cancel()
        alive = [seat.ask("close") for seat in self._seats if not seat.lost.is_set()]
        with suppress(TimeoutError):
            async with asyncio.timeout(_LEAVE):
                await asyncio.gather(*alive, return_exceptions=True)
        await self._client.close()
