"""Sites on loopback whose routes are functions that may do anything to the connection.

    with Web() as web:
        site = web.site({"/gone": status(404), "/slow": slow_route})
        ... site.url("/gone"), site.requests, site.peak

A route is an async function of one Call; it answers with `reply`, with raw bytes by `send`, or with `reset`, `close`,
`hang`. What wasn't closed is kept alive. Everything runs in one thread with its own event loop, so that what is tested
runs in its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Route = Callable[["Call"], Awaitable[None]]


@dataclass(slots=True)
class Request:
    """One request as it came: when (monotonic seconds), what, with which headers (lower case)."""

    at: float
    method: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


class Closed(Exception):  # noqa: N818 - an end, not an error
    """The route has done away with the connection."""


@dataclass(slots=True)
class Call:
    """One request and the means to answer it."""

    request: Request
    site: Site
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int  # how often this path was asked before, on this site

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return self.request.path

    async def reply(
        self,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        content_type: str | None = "text/html; charset=utf-8",
    ) -> None:
        """A proper answer; HEAD gets no body."""
        lines = [f"HTTP/1.1 {status} Whatever"]
        named = dict(headers or {})
        if content_type and "Content-Type" not in named and status not in (204, 304):
            named["Content-Type"] = content_type
        if status not in (204, 304):
            named.setdefault("Content-Length", str(len(body)))
        lines += [f"{name}: {value}" for name, value in named.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
        await self.send(head + (b"" if self.method == "HEAD" else body))

    async def send(self, data: bytes) -> None:
        """Raw bytes."""
        self.writer.write(data)
        self.site.sent += len(data)
        await self.writer.drain()

    async def close(self) -> None:
        """Close after what was sent."""
        self.writer.close()
        raise Closed

    async def reset(self) -> None:
        """Reset the connection."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        raise Closed

    async def hang(self) -> None:
        """Say nothing more until the other side gives up."""
        while await self.reader.read(65536):
            pass
        raise Closed


@dataclass(slots=True)
class Site:
    """One listening port: its routes, and what was asked of it."""

    scheme: str
    address: str
    port: int
    routes: Mapping[str, Route]
    fallback: Route | None
    greeting: bytes = b""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    received: int = 0
    sent: int = 0
    active: int = 0
    peak: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def url(self, path: str = "/", host: str = "") -> str:
        """The address of a path, under this host name or the one that is listened on."""
        shown = host or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"{self.scheme}://{shown}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for one path, in order."""
        return [request for request in self.requests if request.path == path]

    def methods(self, path: str) -> list[str]:
        """The methods that one path was asked with, in order."""
        return [request.method for request in self.asked(path)]


class Web:
    """Sites in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, context: None)  # resets are what this is for
        self._thread = threading.Thread(target=self._loop.run_forever, name="web", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[Any] = []
        self._transports: weakref.WeakSet[asyncio.WriteTransport] = weakref.WeakSet()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._transports:
            transport.abort()
        await asyncio.sleep(0.05)  # aborted transports close their sockets in the next turns of the loop

    def site(
        self,
        routes: Mapping[str, Route] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        fallback: Route | None = None,
        address: str = "127.0.0.1",
        port: int = 0,
        greeting: bytes = b"",
    ) -> Site:
        """A new site. `fallback` answers paths without a route (default: 404).

        With a `greeting` it says that to whatever is first sent to it, and closes.
        """
        site = Site("https" if tls else "http", address, port, routes or {}, fallback, greeting)
        asyncio.run_coroutine_threadsafe(self._open(site, tls), self._loop).result(10)
        return site

    def relay(self, site: Site, most: int, *, lost: int = 0) -> int:
        """A port that passes connections on to a site, if their first bytes are no more than these; else it resets.

        The first connections, as many as are `lost`, are reset in any case.
        """
        count = 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal count
            count += 1
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            self._transports.add(writer.transport)
            try:
                hello = await reader.read(65536)
                if len(hello) > most or count <= lost:
                    writer.transport.abort()
                    return
                inner, outer = await asyncio.open_connection(site.address, site.port)
                self._transports.add(outer.transport)
                outer.write(hello)
                await asyncio.gather(_pipe(reader, outer), _pipe(inner, writer))
            finally:
                self._tasks.discard(task)

        async def listen() -> Any:
            return await asyncio.start_server(serve, "127.0.0.1", 0)

        server = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _open(self, site: Site, tls: ssl.SSLContext | None) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            self._transports.add(writer.transport)
            try:
                await _serve(site, reader, writer)
            finally:
                self._tasks.discard(task)

        server = await asyncio.start_server(serve, site.address, site.port, ssl=tls, backlog=1000, limit=1024 * 1024)
        site.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()


async def _serve(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    site.connections += 1
    with contextlib.suppress(Closed, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, TimeoutError):
        if site.greeting:
            await reader.read(1)
            writer.write(site.greeting)
        while not site.greeting:
            head = await reader.readuntil(b"\r\n\r\n")
            site.received += len(head)
            first, *lines = head.decode("utf-8").rstrip("\r\n").split("\r\n")
            method, target, _ = first.split(" ", 2)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            request = Request(time.monotonic(), method, target, headers)
            site.requests.append(request)
            number = site.counts.get(request.path, 0)
            site.counts[request.path] = number + 1
            route = site.routes.get(target) or site.routes.get(request.path) or site.fallback or status(404)
            site.active += 1
            site.peak = max(site.peak, site.active)
            try:
                await route(Call(request, site, reader, writer, number))
            finally:
                site.active -= 1
    with contextlib.suppress(Exception):
        writer.close()


def status(code: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Route:
    """A route that always answers so."""

    async def route(call: Call) -> None:
        await call.reply(code, headers, body)

    return route


def page(text: str, title: str = "A dataset of chest radiographs") -> Route:
    """A route that answers with an ordinary page."""
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>".encode()
    return status(200, None, body)


def file(size: int = 1000, content_type: str = "application/zip") -> Route:
    """A route that answers with a file."""
    return status(200, {"Content-Type": content_type}, b"x" * size)


def redirect(to: str, code: int = 301) -> Route:
    """A route that leads elsewhere."""
    return status(code, {"Location": to})


def by_method(head: Route, get: Route) -> Route:
    """A route that answers HEAD and GET differently."""

    async def route(call: Call) -> None:
        await (head if call.method == "HEAD" else get)(call)

    return route


def first(count: int, then: Route, rest: Route) -> Route:
    """A route that behaves in one way for so many requests, and then in another."""

    async def route(call: Call) -> None:
        await (then if call.number < count else rest)(call)

    return route


def once(when: Callable[[Call], bool]) -> Route:
    """A route that answers with a file as soon as something is so."""

    async def route(call: Call) -> None:
        while not when(call):  # noqa: ASYNC110 - it may become so in another thread
            await asyncio.sleep(0.01)
        await file()(call)

    return route


async def hang(call: Call) -> None:
    """A route that never answers."""
    await call.hang()


async def reset(call: Call) -> None:
    """A route that resets the connection."""
    await call.reset()


async def close(call: Call) -> None:
    """A route that closes the connection without a word."""
    await call.close()


def raw(data: bytes, *, keep: bool = False) -> Route:
    """A route that sends these very bytes, and closes."""

    async def route(call: Call) -> None:
        await call.send(data)
        if not keep:
            await call.close()

    return route


def in_pieces(data: bytes, count: int) -> Route:
    """A route that refuses HEAD and sends this to GET in so many pieces."""

    async def route(call: Call) -> None:
        if call.method == "HEAD":
            return await call.reply(405)
        size = len(data) // count + 1
        for start in range(0, len(data), size):
            await call.send(data[start : start + size])
            await asyncio.sleep(0.002)
        return await call.close()

    return route
