"""How much is asked of whom at a time: one queue a host, a limit for each and one for all.

A host is scheme, name and port. Every request of every hop passes here, so a host that many links are redirected to
is asked no faster than one that they name. Waiting for a host holds nothing that another host needs.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from heapq import heappop, heappush

from medlint.links.guard import HostKey
from medlint.links.options import Failure

# A host that refused this many connections, and took none, isn't asked again in the run. Connections that were under
# way at the same time are refused as one, and the next one waits: the host may be starting.
REFUSALS = 3
# How many times as much may be left elsewhere where a host goes on with the connection that it has open.
_AS_MUCH = 1.3
# How much more a link that hasn't begun weighs than one on its way: of equal hosts the one with the former comes first.
_UNBEGUN = 1.1


class Host:
    """What is known of one host during a run, and who waits for it."""

    def __init__(self, limit: int, interval: float) -> None:
        self.limit = limit
        self.interval = interval
        self.active = 0
        self.held_until = 0.0
        self.left_for = 0.0  # seconds that it asked for and nobody has; 0: it is asked
        self.next_start = 0.0
        self.turns: deque[asyncio.Future[None]] = deque()  # links on their way
        self.beginning: deque[asyncio.Future[None]] = deque()  # waits for a slot to begin its next link with
        self.unbegun = 0  # its links that haven't begun
        self.refusals = 0
        self.refused = 0.0  # when the last refusal was counted
        self.waking = False
        self.listed = 0.0  # its backlog when it was put among the ready hosts

    @property
    def may_start(self) -> bool:
        """Whether something waits here, and a slot is free."""
        return self.active < self.limit and bool(self.turns or self.beginning)

    @property
    def backlog(self) -> float:
        """How much waits here, for each of the host's slots. What hasn't begun yet may take all the time of a link."""
        return (len(self.turns) + _UNBEGUN * self.unbegun) / self.limit


class Pace:
    """Hands out slots: `per_host` at a time to a host, `concurrency` in all, `interval` seconds between starts."""

    def __init__(self, concurrency: int, per_host: int, interval: float = 0.0, *, backoff: float = 1.0) -> None:
        """`backoff` is the first pause before a host that failed is asked again."""
        self.backoff = backoff
        self._free = concurrency
        self._hosts: defaultdict[HostKey, Host] = defaultdict(lambda: Host(per_host, interval))
        self._ready: list[tuple[float, int, Host]] = []  # a heap: most work left first
        self._count = 0
        self._starting = False  # whether the loop's next round starts links
        self._loop = asyncio.get_running_loop()

    def host(self, key: HostKey) -> Host:
        """The host's state, made on first sight."""
        return self._hosts[key]

    def limit(self, key: HostKey, at_a_time: int | None = None, interval: float | None = None) -> None:
        """Set a host's own limits: requests at a time, seconds between two starts."""
        host = self.host(key)
        host.limit = at_a_time or host.limit
        host.interval = host.interval if interval is None else interval
        self._pump(host)

    def hold(self, key: HostKey, seconds: float) -> None:
        """Let nothing more start at a host for so long (it said Retry-After)."""
        host = self.host(key)
        host.held_until = max(host.held_until, self._loop.time() + seconds)

    def leave(self, key: HostKey, seconds: float) -> None:
        """Ask a host no more in this run: it said Retry-After, and there is less time than that."""
        self.host(key).left_for = seconds

    async def begin(self, key: HostKey, unbegun: int) -> None:
        """Wait until a host has a slot for its next link; `unbegun` counts its links that haven't begun."""
        host = self.host(key)
        host.unbegun = unbegun
        await self._turn(key, host.beginning)
        host.unbegun -= 1

    async def acquire(self, key: HostKey) -> None:
        """Wait for a slot at a host, ahead of links that haven't begun."""
        await self._turn(key, self.host(key).turns)

    async def _turn(self, key: HostKey, line: deque[asyncio.Future[None]]) -> None:
        turn: asyncio.Future[None] = self._loop.create_future()
        line.append(turn)
        self._pump(self._hosts[key])
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.release(key)
            raise

    def release(self, key: HostKey) -> None:
        """Give a slot back."""
        host = self._hosts[key]
        host.active -= 1
        self._free += 1
        # Where about as much is left as elsewhere the host goes on: its connection is open already.
        if host.may_start and (not self._ready or -self._ready[0][0] <= _AS_MUCH * host.backlog):
            self._start(host)
        self._pump(host)

    def connected(self, key: HostKey) -> None:
        """The host took a connection: it isn't gone."""
        self.host(key).refusals = -1

    def has_connected(self, key: HostKey) -> bool:
        """Whether the host took a connection in this run."""
        return self.host(key).refusals < 0

    def refused(self, key: HostKey, *, began: float) -> None:
        """The host refused a connection that began then, in the loop's time; nothing starts there for a while."""
        host = self.host(key)
        if 0 <= host.refusals < REFUSALS and began > host.refused:
            host.refusals += 1
            host.refused = self._loop.time()
            if host.refusals < REFUSALS:
                self.hold(key, self.backoff)

    def not_taken(self, key: HostKey) -> None:
        """The host didn't take a connection in time."""
        host = self.host(key)
        if host.refusals >= 0:
            host.refusals += 1

    def check_up(self, key: HostKey) -> None:
        """Raise the Failure of a host that isn't asked any more."""
        if seconds := self.host(key).left_for:
            raise Failure("busy", f"isn't asked: its host wants no more requests for {seconds:,.0f} s")
        if self.host(key).refusals >= REFUSALS:
            raise Failure("down", f"isn't asked: its host took none of {REFUSALS} connections")

    def waiting(self, count: int = 3) -> tuple[str, ...]:
        """The hosts that most work is under way at or queued for, as names with ports."""
        loads = ((host.unbegun + len(host.turns) + host.active, key) for key, host in self._hosts.items())
        busy = [pair for pair in loads if pair[0]]
        busy.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(key[1] if key[2] in (80, 443) else f"{key[1]}:{key[2]}" for _, key in busy[:count])

    def _pump(self, host: Host) -> None:
        """Start what may start, in the loop's next round: so the slots go to many hosts and not all to the first.

        The host with the most work left per slot comes first: it is the one that would keep the run waiting at the
        end, and its own limit keeps it from taking what others need.
        """
        self._list(host)
        if self._ready and self._free > 0 and not self._starting:
            self._starting = True
            self._loop.call_soon(self._start_ready)

    def _start_ready(self) -> None:
        self._starting = False
        while self._free > 0 and self._ready:
            self._start_one()

    def _list(self, host: Host) -> None:
        """Put a host that may have something to start among the ready ones; anew once its work has doubled."""
        if host.may_start and host.backlog >= 2 * host.listed:
            host.listed = host.backlog
            self._count += 1
            heappush(self._ready, (-host.backlog, self._count, host))

    def _start_one(self) -> None:
        noted, _, host = heappop(self._ready)
        host.listed = 0.0
        if -noted != host.backlog and self._ready and -self._ready[0][0] > host.backlog:
            self._list(host)  # less is left there than was noted, and another has more
            return
        if host.may_start:
            self._start(host)

    def _start(self, host: Host) -> None:
        """Start the next thing that waits at a host, or have it started when its time has come."""
        now = self._loop.time()
        due = max(host.held_until, host.next_start)
        if due > now:
            if not host.waking:
                host.waking = True
                self._loop.call_at(due, self._wake, host)
            return
        turn = (host.turns or host.beginning).popleft()
        if not turn.done():  # whoever waited hasn't given up
            if host.interval:
                host.next_start = now + host.interval
            host.active += 1
            self._free -= 1
            turn.set_result(None)
        self._list(host)

    def _wake(self, host: Host) -> None:
        host.waking = False
        self._pump(host)
