"""What checks one link at a time under the run's guard and pace; the registries ask through it too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from medlint.answers import Verdict
from medlint.links.fetch import Elsewhere, Fetcher
from medlint.links.guard import Guard, HostKey, key_of
from medlint.links.link_check import LinkCheck
from medlint.links.options import Failure, LinkOptions, LinkRequest
from medlint.links.pace import Pace
from medlint.links.proxies import Proxies
from medlint.links.transport import Transport

if TYPE_CHECKING:
    from medlint.links.fetch import Question, TimeBudget
    from medlint.links.memory import Memory
    from medlint.links.response import Response

# The most idle connections that are kept, and files that aren't connections: modules, the memory, name servers.
_IDLE = 160
_OTHER_FILES = 64
# The first pause before another try, in seconds, where links have the usual time.
_BACKOFF = 1.0


class Workers(Protocol):
    """Other machines that check links, each those of its own hosts."""

    network_seen: bool

    async def check(self, request: LinkRequest, etag: str, trusted_host: str) -> Verdict:
        """The verdict on a link."""

    async def fetch(self, question: Question, budget: TimeBudget) -> Response | Failure:
        """What an address answers, for registries."""

    async def close(self) -> None:
        """Take leave of them."""


class Checker:
    """One run's guard, pace and connections. Made inside the run's event loop."""

    def __init__(
        self,
        options: LinkOptions,
        memory: Memory | None = None,
        *,
        cluster: Workers | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """With a `cluster` links are checked there, and registries asked; `elsewhere` tells who else asks a host.

        ValueError: an option or the environment's proxy can't be used.
        """
        proxies = Proxies()
        self.options = options
        self.guard = Guard(
            options.allow_private,
            options.connect_to,
            lookups=options.retries + 1,
            patience=options.timeout,
            control=key_of(options.wayback)[1] if options.wayback else "",
        )
        room = _room(options.concurrency + _IDLE)
        at_a_time = min(options.concurrency, max(room // 2, 1))
        backoff = min(_BACKOFF, options.timeout / 20)
        self.pace = Pace(at_a_time, options.per_host, options.interval, backoff=backoff)
        self.transport = Transport(self.guard, self.pace, proxies, idle=room - at_a_time)
        everywhere: Elsewhere | None = None if cluster is None else lambda _: cluster.fetch
        self.fetcher = Fetcher(options, self.transport, self.pace, elsewhere or everywhere)
        self.notes = proxies.notes
        self._memory = memory
        self._cluster = cluster

    @property
    def network_seen(self) -> bool:
        """Whether anything took or refused a connection, here or at a worker."""
        return self.guard.connected or (self._cluster is not None and self._cluster.network_seen)

    async def begin(self, key: HostKey, unbegun: int) -> None:
        """Wait until a host has a slot for its next link, as `Pace.begin`; workers of a cluster do so themselves."""
        if self._cluster is None:
            await self.pace.begin(key, unbegun)

    async def no_network(self, failed: Sequence[tuple[str, Verdict]]) -> bool:
        """Whether these dead and unreachable links say only that there is no network.

        Nothing took or refused a connection; and either no name resolved, that of the archive included, or several
        hosts were found and none could be reached.
        """
        if self.network_seen or not failed:
            return False
        if self.guard.answered:
            unreachable = any(verdict.state == "unreachable" for _, verdict in failed)
            return unreachable and len({key_of(url) for url, _ in failed}) > 1
        if all(verdict.state == "dead" for _, verdict in failed) and self.options.wayback:
            return not await self.resolve(key_of(self.options.wayback))
        return True

    async def resolve(self, key: HostKey) -> bool:
        """Learn where a host is, ahead of its links, so that no slot waits for a name server: whether that is known."""
        if self._cluster is not None:
            return False
        try:
            await self.guard.target(key)
        except Failure:
            return False  # its links will say so
        return True

    async def check(
        self, request: LinkRequest, *, holding: bool = False, clue: tuple[str, str] | None = None
    ) -> Verdict:
        """The verdict on one link. `holding`: the slot of its host is taken already.

        `clue` is what the memory knows of the link (its ETag, and the host where it was last good).
        """
        if clue is None:
            clue = self._memory.clue(request) if self._memory else ("", "")
        etag, host = clue
        if self._cluster is not None:
            return await self._cluster.check(request, etag, host)
        return await LinkCheck(self.fetcher, request, etag=etag, trusted_host=host, held=holding).verdict()

    async def close(self) -> None:
        """Drop all connections."""
        if self._cluster is not None:
            await self._cluster.close()
        await self.transport.aclose()


def _room(wanted: int) -> int:
    """How many connections may be open at a time: as many as are wanted, where the system gives leave for that.

    A process may ask for more open files than it begins with: macOS begins with 256.
    """
    try:
        import resource
    except ImportError:  # Windows, which counts no files
        return wanted
    files = wanted + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= files:
        return wanted
    most = files if hard == resource.RLIM_INFINITY else min(files, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return max(soft - _OTHER_FILES, 2)
