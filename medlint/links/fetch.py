"""One hop: guard, pace, connection, request, answer; and the tries that one address gets."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from medlint import __version__
from medlint.links import tls
from medlint.links.dial import connect, speaks_old_tls
from medlint.links.guard import Guard, HostKey, Target, key_of
from medlint.links.judge import is_challenge
from medlint.links.options import Failure, LinkOptions
from medlint.links.pace import Pace
from medlint.links.proxy import Proxies
from medlint.links.reply import BODY_LIMIT, PAGES, Reply, http_date
from medlint.links.wire import Connection

# A Retry-After beyond this is not waited for, in seconds.
PATIENCE = 60.0
# The first backoff.
_BACKOFF = 1.0
# How long a slot is kept after a connection was given up, so that the server sees the end before anything new.
_LINGER = 0.1
# Statuses of pages that are no longer there, which a server may say by mistake.
GONE = frozenset({404, 410})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_RETRIED_FAILURES = frozenset(
    {"dns", "refused-connection", "no-route", "connect-timeout", "timeout", "reset", "closed", "garbage", "handshake"}
)
# What a connection can fail with before it can be asked, once it is made.
_IN_HANDSHAKE = frozenset({"insecure", "handshake", "closed", "reset"})
# What fails before there is anything to send a request by.
_BEFORE_ANY_REQUEST = frozenset(
    {"refused", "no-name", "insecure", "down", "dns", "refused-connection", "no-route", "connect-timeout", "handshake"}
)

Outcome = Reply | Failure


@dataclass(slots=True)
class Purse:
    """The time one link has left, in seconds; waiting for a slot and for Retry-After costs nothing."""

    left: float
    spent: float = 0.0
    tries: int = 0
    held: HostKey | None = None  # a slot that the link was begun with

    def pay(self, seconds: float) -> None:
        """Take time away."""
        self.left -= seconds
        self.spent += seconds


# What to send to an address beside the usual headers: a function of its URL.
Headers = Callable[[str], Mapping[str, str]]


def no_headers(_url: str) -> Mapping[str, str]:
    """Nothing beside the usual."""
    return {}


def retry_after(reply: Reply, now: float) -> float | None:
    """Seconds that a 429 or 503 asks to wait; None where it doesn't, or says it wrongly, or names the past.

    `now` is the time of day in seconds since the epoch, for answers that give a date (RFC 9110, 10.2.3).
    """
    text = reply.headers.get("retry-after", "").strip()
    if reply.status not in (429, 503) or not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    when = http_date(text)
    return when - now if when is not None and when > now else None


class Fetcher:
    """All requests of a run. `exchange` makes one; `ask` tries an address until it answers or its time is up."""

    def __init__(self, options: LinkOptions, guard: Guard, pace: Pace, proxies: Proxies, *, idle: int) -> None:
        """`idle` is how many connections are kept that nobody uses just now."""
        self._most_idle = idle
        self.options = options
        self.guard = guard
        self.pace = pace
        self._proxies = proxies
        self._idle: OrderedDict[int, tuple[HostKey, Connection]] = OrderedDict()
        self._idle_of: dict[HostKey, list[Connection]] = {}
        self.siblings: dict[str, asyncio.Future[Outcome]] = {}  # what was asked beside doubtful pages
        self._worked: dict[HostKey, str] = {}
        self._careful: set[HostKey] = set()  # those that OpenSSL has to speak with
        self._backoff = min(_BACKOFF, options.timeout / 20)
        self.network_seen = False  # something out there answered, be it only with a refusal
        contact = f"; mailto:{options.contact}" if options.contact else ""
        self._usual = (
            f"User-Agent: Mozilla/5.0 (compatible; medlint/{__version__}{contact})\r\n"
            "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
            "Accept-Encoding: gzip, deflate\r\n"
            "Accept-Language: en,*;q=0.5\r\n"
        )

    # one request

    async def target(self, url: str) -> tuple[HostKey, Target | None]:
        """The host of a URL, and where to connect; None where a proxy does that. Raises Failure."""
        key = key_of(url)
        if self._proxies.for_host(key) is not None:
            if refusal := self.guard.refuses_literal(key):
                raise refusal
            return key, None
        found = self.guard.known(key)
        return key, found if isinstance(found, Target) else await self.guard.target(key)

    async def exchange(
        self,
        url: str,
        method: str,
        seconds: float,
        headers: Mapping[str, str],
        *,
        limit: int = BODY_LIMIT,
        whole: bool = False,
        fresh: bool = False,
    ) -> Reply:
        """One request to a host whose slot is held. Raises Failure; an answer whose body stalls has a flaw.

        With `fresh` no connection is used that was asked before.
        """
        key, target = await self.target(url)
        request = self._request(key, url, method, headers, proxied=target is None)
        connection: Connection | None = None
        connecting = True
        try:
            async with asyncio.timeout(seconds):
                while True:
                    connecting = True
                    connection = (None if fresh else self._take(key)) or await self._connect(key, target, seconds)
                    connecting = False
                    try:
                        reply = await connection.ask(request, head=method == "HEAD", limit=limit, whole=whole)
                    except Failure as failure:
                        connection.close()
                        if connection.broke_tls:
                            self._careful.add(key)
                        if failure.kind != "stale":
                            raise
                    else:
                        if reply.status not in (400, 408) or connection.uses == 1:
                            break
                        # Perhaps said of the idle connection, and not of this request
                        connection.close()
                        fresh = True
        except TimeoutError:
            if connecting and self.pace.has_connected(key):
                self._careful.add(key)
                raise Failure("timeout", "doesn't finish the TLS handshake in time") from None
            if connecting:
                self.pace.not_taken(key)
                raise Failure("connect-timeout", "doesn't take the connection in time") from None
            partial = connection.partial() if connection else None
            if connection is not None:
                connection.close()
                await asyncio.sleep(_LINGER)
            if partial is None:
                raise Failure("timeout", "doesn't answer in time") from None
            return partial
        finally:
            if connection is not None:
                self._give(key, connection)
        return reply

    def _request(self, key: HostKey, url: str, method: str, headers: Mapping[str, str], *, proxied: bool) -> bytes:
        scheme, host, port = key
        authority = host if port == (443 if scheme == "https" else 80) else f"{host}:{port}"
        path = "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"
        extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        usual = self._usual
        if extra:
            named = {name.lower() for name in headers}
            lines = usual.splitlines(keepends=True)
            usual = "".join(line for line in lines if line.partition(":")[0].lower() not in named)
        if proxied and scheme == "http":
            path = f"http://{authority}{path}"
            extra += self._proxies.authorization(key)
        return f"{method} {path} HTTP/1.1\r\nHost: {authority}\r\n{usual}{extra}\r\n".encode()

    async def _connect(self, key: HostKey, target: Target | None, seconds: float) -> Connection:
        scheme, host, _ = key
        name = host.strip("[]").rstrip(".") if scheme == "https" else None
        if target is None:
            self.network_seen = True
            return await self._proxies.connect(key, name, seconds)

        def taken(address: str) -> None:
            self.network_seen = self.guard.connected = True
            self.pace.connected(key)
            self._worked[key] = address

        # The address that worked before comes first: others may be dead ends that cost seconds.
        addresses = tuple(sorted(target.addresses, key=lambda address: address != self._worked.get(key)))

        async def attempt(*, careful: bool) -> Connection:
            return await connect(addresses, target.port, name, seconds, taken, careful=careful)

        began = asyncio.get_running_loop().time()
        try:
            if name is None:
                return await attempt(careful=False)
            old = partial(speaks_old_tls, addresses[0], target.port, name, seconds)
            return await self._over_tls(key, attempt, old)
        except Failure as failure:
            if failure.kind == "connect-timeout":
                self.pace.not_taken(key)
            if failure.kind == "refused-connection":
                self.network_seen = True
                self.pace.refused(key, began=began, pause=self._backoff)
            raise

    async def _over_tls(
        self, key: HostKey, attempt: Callable[..., Awaitable[Connection]], speaks_old: Callable[[], Awaitable[bool]]
    ) -> Connection:
        """By rustls, or else by OpenSSL. A server is obsolete if OpenSSL fails thrice, and an old version works."""
        if key not in self._careful:
            try:
                return await attempt(careful=False)
            except Failure as failure:
                if failure.kind not in _IN_HANDSHAKE:
                    raise
                self._careful.add(key)
        failed = tls.obsolete()
        for turn in range(3):  # some servers lose a connection now and then
            if turn == 2 and not await speaks_old():
                raise failed
            try:
                return await attempt(careful=True)
            except Failure as failure:
                if failure.kind not in _IN_HANDSHAKE or failure.kind == "insecure":
                    raise
                failed = failure
        raise tls.obsolete()

    def _take(self, key: HostKey) -> Connection | None:
        idle = self._idle_of.get(key)
        while idle:
            connection = idle.pop()
            del self._idle[id(connection)]
            if connection.alive:
                return connection
        return None

    def _give(self, key: HostKey, connection: Connection) -> None:
        if not (connection.reusable and connection.alive):
            connection.close()
            return
        self._idle[id(connection)] = (key, connection)
        self._idle_of.setdefault(key, []).append(connection)
        if len(self._idle) > self._most_idle:
            _, (oldest_key, oldest) = self._idle.popitem(last=False)
            self._idle_of[oldest_key].remove(oldest)
            oldest.close()

    def close(self) -> None:
        """Drop all connections."""
        for _, connection in self._idle.values():
            connection.close()
        self._idle.clear()
        self._idle_of.clear()

    # the tries of one address

    def give_back(self, purse: Purse) -> None:
        """Release the slot that a link was begun with, if it wasn't used."""
        if purse.held is not None:
            self.pace.release(purse.held)
            purse.held = None

    async def ask(
        self,
        url: str,
        purse: Purse,
        *,
        head: bool,
        headers: Headers = no_headers,
        limit: int = BODY_LIMIT,
        whole: bool = False,
        confirm: bool = False,
    ) -> Outcome:
        """The answer of one address that counts: of a file by HEAD where `head`, else by GET, with retries.

        The slot of the address's host is taken and given back for each request. Takes the time from the purse.
        `limit` is the most bytes of a body that are read; with `whole` a body of any type is. With `confirm` an
        answer that the page is gone is asked for again, some time later and on a connection of its own.
        """
        purse.tries = 0
        retries = self.options.retries
        before: Outcome | None = None
        while True:
            fresh = isinstance(before, Reply) and before.status in GONE
            outcome = await self._once(url, "HEAD" if head else "GET", purse, headers, limit, whole, fresh=fresh)
            if before is not None and isinstance(outcome, Failure) and outcome.kind == "down":
                return before  # what this link saw itself says more
            before = outcome
            if head and not _decides(outcome):
                head = False
                continue  # GET is the rest of this try
            purse.tries += 1
            if confirm and isinstance(outcome, Reply) and outcome.status in GONE:
                confirm = False
                if await self._pause(2 * self._backoff, url, purse):
                    continue
            if not _may_be_retried(outcome) or (retries := retries - 1) < 0 or purse.left <= 0:
                return outcome
            if not await self._wait(url, outcome, purse):
                return outcome

    async def _wait(self, url: str, outcome: Outcome, purse: Purse) -> bool:
        """Wait before the next try; False where there shall be none."""
        asked = retry_after(outcome, _time_of_day()) if isinstance(outcome, Reply) else None
        if asked is not None:
            return asked <= min(PATIENCE, purse.left)
        return await self._pause(self._backoff * 2 ** (purse.tries - 1), url, purse)

    async def _pause(self, seconds: float, url: str, purse: Purse) -> bool:
        """Sleep for about so long; False where the link hasn't the time."""
        seconds *= _jitter(url)
        if seconds >= purse.left:
            return False
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(seconds)
        purse.pay(loop.time() - before)
        return True

    async def _once(
        self, url: str, method: str, purse: Purse, headers: Headers, limit: int, whole: bool, *, fresh: bool
    ) -> Outcome:
        """One request with its slot."""
        loop = asyncio.get_running_loop()
        seconds = min(purse.left, self.options.timeout / 4) if method == "HEAD" else purse.left
        if seconds <= 0:
            return Failure("timeout", "doesn't answer in time")
        before = loop.time()
        try:
            key, _ = await self.target(url)
        except Failure as failure:
            self.give_back(purse)
            return failure
        finally:
            purse.pay(loop.time() - before)
        if purse.held == key:
            purse.held = None
        else:
            self.give_back(purse)
            await self.pace.acquire(key)
        before = loop.time()
        try:
            self.pace.check_up(key)
            reply = await self.exchange(url, method, seconds, headers(url), limit=limit, whole=whole, fresh=fresh)
        except Failure as failure:
            return failure
        else:
            asked = retry_after(reply, _time_of_day())
            if asked is not None and asked <= min(PATIENCE, purse.left + before - loop.time()):
                self.pace.hold(key, asked)  # before the slot is free, or another link would take it
            return reply
        finally:
            self.pace.release(key)
            purse.pay(loop.time() - before)


def _decides(outcome: Outcome) -> bool:
    """Whether an answer to HEAD is enough: the file is there, or what keeps HEAD from an answer keeps GET too."""
    if isinstance(outcome, Failure):
        return outcome.kind in _BEFORE_ANY_REQUEST
    return 200 <= outcome.status < 300 and outcome.content_type not in PAGES


def _may_be_retried(outcome: Outcome) -> bool:
    if isinstance(outcome, Failure):
        return outcome.kind in _RETRIED_FAILURES
    if 200 <= outcome.status < 300:
        return bool(outcome.flaw)
    return outcome.status in _RETRIED and not is_challenge(outcome)


def _jitter(url: str) -> float:
    """Keeps the links of a host apart; the same for a link in every run, so that a run can be repeated."""
    return random.Random(url).uniform(0.75, 1.25)  # noqa: S311


def _time_of_day() -> float:
    import time

    return time.time()
