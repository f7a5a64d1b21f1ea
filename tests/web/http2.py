"""A site that speaks HTTP/2 over TLS: each request is a function's to answer, frame by frame if it likes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import h2.config
import h2.connection
import h2.events

from web.server import Web

Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the connection to answer it by."""

    http: h2.connection.H2Connection
    stream: int
    headers: dict[str, str]
    transport: Any

    def reply(self, status: int = 200, body: bytes = b"", *more: tuple[str, str]) -> None:
        """A proper answer, with its body in frames."""
        self.http.send_headers(self.stream, [(":status", str(status)), ("content-type", "text/html"), *more])
        for at in range(0, len(body), 16_000):
            self.http.send_data(self.stream, body[at : at + 16_000])
        self.http.end_stream(self.stream)


@dataclass
class Http2Site:
    """Where it listens, and what was asked."""

    port: int = 0
    connections: int = 0
    requests: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"


class _Protocol(asyncio.Protocol):
    def __init__(self, site: Http2Site, answer: Answer) -> None:
        self.site = site
        self.answer = answer
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.site.connections += 1
        self.http.initiate_connection()
        transport.write(self.http.data_to_send())

    def data_received(self, data: bytes) -> None:
        for event in self.http.receive_data(data):
            if isinstance(event, h2.events.RequestReceived) and event.headers and event.stream_id:
                headers = {str(name): str(value) for name, value in event.headers}
                self.site.requests.append(headers)
                self.answer(Exchange(self.http, event.stream_id, headers, self.transport))
        self.transport.write(self.http.data_to_send())


def http2_site(web: Web, tls: ssl.SSLContext, answer: Answer, *, only: bool = True) -> Http2Site:
    """A new site. One that speaks HTTP/2 `only` speaks it whatever the client offers."""
    tls.set_alpn_protocols(["h2"] if only else ["h2", "http/1.1"])
    site = Http2Site()

    async def listen() -> Any:
        return await asyncio.get_running_loop().create_server(lambda: _Protocol(site, answer), "127.0.0.1", 0, ssl=tls)

    server = asyncio.run_coroutine_threadsafe(listen(), web._loop).result(10)
    web._servers.append(server)
    site.port = server.sockets[0].getsockname()[1]
    return site
