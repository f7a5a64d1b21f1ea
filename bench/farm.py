"""The web that bench/links asks: one process, which prints where it listens as one line of JSON and runs until killed.

    python -m bench.farm raw HOSTS TLS_HOSTS        answers at once, keeps connections alive
    python -m bench.farm simulated SEED LINKS HOSTS answers as a web of many hosts does: see `plan`
    python -m bench.farm dois SEED LINKS HOSTS      the same, with DOIs where the links of host 0 were: see `dois`

Every port is a host; in the simulated web every host has an address of its own too (127.0.0.0/8, all of which Linux
has), since lychee takes all ports of a name for one host. There a request's path is the number of its link; GET / of
the first host tells how many requests came, how many were under way at once at the busiest moment of the busiest host,
and how many each registry saw.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import sys
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

from bench.registries import CROSSREF, DATACITE, NAMES, Registries

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 0\r\n\r\n"
WALL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
_TEXT = b"<!DOCTYPE html><html><title>A collection of images</title><body>" + b"<p>How it was made.</p>" * 100
_ONCE = {
    "busy": b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
    "unwell": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
}
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(_TEXT)


class Link(NamedTuple):
    """One link: its host, how long that takes to answer, how it answers, and where it leads on to if it does."""

    host: int
    seconds: float
    kind: str  # page, redirect, gone, hang, busy (429 once), unwell (503 once)
    onward: int
    onward_seconds: float


# Of a hundred links how many are of each kind.
_KINDS = {"page": 77, "redirect": 15, "gone": 3, "hang": 2, "busy": 2, "unwell": 1}
_LARGE = 10


def plan(seed: int, links: int, hosts: int) -> list[Link]:
    """A third of the links go to host 0, a quarter to ten more, the rest to all others.

    Latency is log-normal with a median of 0.15 s.
    """
    rng = random.Random(seed)

    def latency() -> float:
        return min(6.0, rng.lognormvariate(-1.9, 0.8))

    made = []
    for number in range(links):
        large, small = rng.randrange(1, 1 + _LARGE), rng.randrange(1 + _LARGE, hosts)
        host = 0 if number % 3 == 0 else large if number % 12 in (1, 4, 7) else small
        [kind] = rng.choices(list(_KINDS), list(_KINDS.values()))
        made.append(Link(host, latency(), kind, rng.randrange(1, hosts), latency()))
    rng.shuffle(made)
    return made


def dois(made: list[Link]) -> dict[int, str]:
    """The DOIs that stand for the links of host 0, by number: half of them DataCite's, half Crossref's."""
    numbers = [number for number, link in enumerate(made) if link.host == 0]
    return {n: f"{(DATACITE, CROSSREF)[place % 2]}/bench.{n}" for place, n in enumerate(numbers)}


def has_wall(host: int) -> bool:
    """Whether a host's landing pages are behind a bot wall: so are those of three DOIs in ten."""
    return host % 10 in (3, 6, 9)


def lower_bound(made: list[Link], per_host: int, concurrency: int, timeout: float, tries: int) -> float:
    """The seconds that no checker can beat within these limits, one request for each answer that is needed."""
    work: dict[int, float] = {}
    longest = 0.0
    for link in made:
        once = timeout if link.kind == "hang" else link.seconds
        own = once * (2 if link.kind in ("busy", "unwell") and tries > 1 else 1)
        work[link.host] = work.get(link.host, 0.0) + own
        if link.kind == "redirect":
            work[link.onward] = work.get(link.onward, 0.0) + link.onward_seconds
            own += link.onward_seconds
        longest = max(longest, own)
    busiest = max(seconds / per_host for seconds in work.values())
    return max(busiest, sum(work.values()) / concurrency, longest)


class _Quick(asyncio.Protocol):
    """Answers whatever ends in a blank line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))


class _Simulated:
    """The hosts of a plan; with DOIs, the registries too, which are hosts by name."""

    def __init__(self, made: list[Link]) -> None:
        self.made = made
        self.addresses: list[str] = []
        self.registries: Registries | None = None
        self.active: dict[int | str, int] = {}
        self.peak = self.requests = 0
        self.busy: set[int] = set()

    def handler(self, host: int | str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while line := await reader.readline():
                    method, path = line.split()[:2]
                    while (await reader.readline()).strip():
                        pass
                    if path == b"/":
                        said = self.told()
                        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))
                        continue
                    answer = await self.one(host, path.decode(), reader)
                    writer.write(answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == b"HEAD" else answer)
                    await writer.drain()
            except (ConnectionError, asyncio.IncompleteReadError):
                return
            finally:
                writer.close()

        return serve

    def told(self) -> bytes:
        """What was seen since the last time."""
        asked = dict(self.registries.asked) if self.registries else {}
        said = json.dumps({"peak": self.peak, "requests": self.requests, "asked": asked}).encode()
        self.peak = self.requests = 0
        self.busy.clear()
        if self.registries is not None:
            self.registries.asked.clear()
        return said

    async def one(self, host: int | str, path: str, reader: asyncio.StreamReader) -> bytes:
        self.requests += 1
        self.active[host] = self.active.get(host, 0) + 1
        self.peak = max(self.peak, self.active[host])
        try:
            if isinstance(host, int):
                return await self.answer(path, reader)
            assert self.registries is not None
            seconds, answer = self.registries.answer(host, path, self.active[host])
            await _think(seconds, reader)
            return answer
        finally:
            self.active[host] -= 1

    async def answer(self, path: str, reader: asyncio.StreamReader) -> bytes:
        if path.startswith("/onward/"):
            link = self.made[int(path[8:])]
            await _think(link.onward_seconds, reader)
            walled = self.registries is not None and not link.host and has_wall(link.onward)
            return WALL if walled else PAGE + _TEXT
        number = int(path[1:])
        link = self.made[number]
        if link.kind == "hang":
            await reader.read()
            raise ConnectionError
        await _think(link.seconds, reader)
        if link.kind in _ONCE and number not in self.busy:
            self.busy.add(number)
            return _ONCE[link.kind]
        if link.kind == "gone":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if link.kind == "redirect":
            to = f"http://{self.addresses[link.onward]}/onward/{number}"
            return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
        return PAGE + _TEXT


async def _think(seconds: float, reader: asyncio.StreamReader) -> None:
    """Take so long, unless the other side gives up before: then nothing is under way any more."""
    try:
        async with asyncio.timeout(seconds):
            await reader.read(1)
    except TimeoutError:
        return
    raise ConnectionError


async def _listen(factory: Callable[[], asyncio.Protocol], count: int, tls: ssl.SSLContext | None = None) -> list[int]:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(factory, "127.0.0.1", 0, ssl=tls, backlog=256) for _ in range(count)]
    _KEPT.extend(servers)
    return [server.sockets[0].getsockname()[1] for server in servers]


_KEPT: list[object] = []


def _certificates(*names: str) -> tuple[ssl.SSLContext, str]:
    """Certificates for these names, and the file of who signed them."""
    import trustme

    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(tls)
    file = tempfile.NamedTemporaryFile(suffix=".pem")  # noqa: SIM115 - it goes with the process
    _KEPT.append(file)
    authority.cert_pem.write_to_path(file.name)
    return tls, file.name


async def _raw(hosts: int, tls_hosts: int) -> None:
    tls, authority = _certificates("127.0.0.1")
    plain, secure = await _listen(_Quick, hosts), await _listen(_Quick, tls_hosts, tls)
    print(json.dumps({"http": plain, "https": secure, "authority": authority}), flush=True)
    await asyncio.Event().wait()


async def _simulated(seed: int, links: int, hosts: int, *, with_dois: bool = False) -> None:
    web = _Simulated(plan(seed, links, hosts))

    async def listen(host: int | str, address: str, tls: ssl.SSLContext | None = None) -> str:
        server = await asyncio.start_server(web.handler(host), address, 0, backlog=256, ssl=tls)  # type: ignore[arg-type]
        _KEPT.append(server)
        return f"{address}:{server.sockets[0].getsockname()[1]}"

    web.addresses += [await listen(host, f"127.0.{1 + host // 250}.{1 + host % 250}") for host in range(hosts)]
    where: dict[str, Any] = {"hosts": web.addresses}
    if with_dois:
        pages = {n: f"http://{web.addresses[web.made[n].onward]}/onward/{n}" for n in dois(web.made)}
        web.registries = Registries({n: (page, web.made[n].seconds) for n, page in pages.items()})
        tls, where["authority"] = _certificates(*NAMES)
        where["registries"] = {name: await listen(name, "127.0.0.1", tls) for name in NAMES}
        where["resolver"] = await listen("doi.org", "127.0.0.2")
    print(json.dumps(where), flush=True)
    await asyncio.Event().wait()


def main(arguments: list[str]) -> None:
    """See above."""
    kind, *rest = arguments
    numbers = [int(text) for text in rest]
    try:
        import uvloop

        factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    except ImportError:
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_raw(*numbers) if kind == "raw" else _simulated(*numbers, with_dois=kind == "dois"))


if __name__ == "__main__":
    main(sys.argv[1:])
