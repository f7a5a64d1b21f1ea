"""Bytes to and from one checked address: a network stream for httpcore that counts them and knows how it ended."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Sequence
from typing import Any

from medlint.links import tls
from medlint.links.http import httpcore
from medlint.links.options import Failure

HEAD_LIMIT = 128 * 1024
"""The most bytes that are received before the last line of a response's head."""
# What a server has sent when nobody reads is at most this, twice: in the system's buffer and in ours.
_WINDOW = 64 * 1024
_CLOSING = 0.05  # seconds until another connection may be closed
_MOST_ADDRESSES = 4  # of a host that are tried


class NetworkStream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection. `read` raises Failure, where it was reset or where more came than is `allowed`."""

    def __init__(self) -> None:
        self.received = 0  # bytes that were read since `allow`
        self._allowed = HEAD_LIMIT
        self._buffer = bytearray()
        self._paused = False
        self._ended = False
        self._failure: Failure | None = None
        self._reader: asyncio.Future[None] | None = None
        self._transport: Any = None

    @property
    def is_open(self) -> bool:
        """Whether neither side has ended the connection."""
        return not (self._ended or self._transport.is_closing())

    @property
    def is_quiet(self) -> bool:
        """Whether the connection is open, and nothing has come that nobody asked for."""
        return self.is_open and not self._buffer

    def allow(self, more: int, *, anew: bool = False) -> None:
        """Let so many more bytes come; with `anew` those that came before count no more."""
        if anew:
            self.received = 0
        self._allowed = self.received + more

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) >= _WINDOW and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._end(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if isinstance(exc, ssl.SSLError):
            reason = (exc.reason or "error").replace("_", " ").lower()
            self._end(Failure("garbage", f"breaks off TLS ({reason})"))
        elif isinstance(exc, ConnectionResetError):
            self._end(Failure("reset", "resets the connection"))
        else:
            self._end(None if exc is None else Failure("reset", f"breaks the connection ({exc})"))

    def _end(self, failure: Failure | None) -> None:
        if not self._ended:
            self._ended, self._failure = True, failure
            self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    # httpcore's side

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """What has come, as soon as something has; nothing at the end. Who calls limits the time."""
        if not self._buffer and not self._ended:
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        if not self._buffer and self._failure is not None:
            raise Failure(self._failure.kind, self._failure.text)
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        self.received += len(data)
        if self.received > self._allowed:
            raise Failure("headers", f"answers with headers over the limit of {HEAD_LIMIT // 1024} KiB")
        if self._paused and not self._buffer:
            self._paused = False
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Send; where the connection is gone, nothing: httpcore reads what was said before, and then that it ended."""
        if self.is_open:
            self._transport.write(buffer)

    async def aclose(self) -> None:
        """Drop the connection at once; what is still on its way isn't read."""
        self.abort()

    def abort(self) -> None:
        """As `aclose`."""
        self._end(None)
        self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> NetworkStream:
        """Speak TLS from now on, where it isn't spoken already. Raises Failure: insecure, or handshake."""
        if self.get_extra_info("ssl_object") is not None:
            return self
        if self._buffer:
            raise Failure("handshake", "fails in the TLS handshake (the server speaks before it is asked)")
        name = server_hostname or ""
        loop = asyncio.get_running_loop()
        try:
            self._transport = await loop.start_tls(
                self._transport, self, ssl_context, server_hostname=name, ssl_handshake_timeout=timeout
            )
            if self._transport is None:
                raise ConnectionError
            if ssl_context.verify_mode != ssl.CERT_NONE:
                tls.check_name(self._transport.get_extra_info("ssl_object"), name)
        except ssl.SSLError as error:
            raise tls.explain(error) from None
        except OSError:
            raise Failure("handshake", "closes the connection in the TLS handshake") from None
        except ValueError:  # a name that can't be written in a handshake
            raise Failure("handshake", f"can't be asked by TLS: '{name}' is no host name") from None
        return self

    def get_extra_info(self, info: str) -> Any:
        """As asyncio's transports tell it."""
        return self._transport.get_extra_info(info)


async def connect(addresses: Sequence[str], port: int, seconds: float) -> NetworkStream:
    """A connection to the first of these addresses that takes one.

    `seconds` are for all addresses together, and who calls has to end it all in time: the last address has no limit of
    its own. Raises Failure: refused-connection, no-route, connect-timeout.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    failure = Failure("no-route", "has no address that can be reached")
    tried = addresses[:_MOST_ADDRESSES]
    for left, address in zip(range(len(tried), 0, -1), tried, strict=True):
        stream = NetworkStream()
        opening = _opened(stream, address, port)
        try:
            await (asyncio.wait_for(opening, (end - loop.time()) / left) if left > 1 else opening)
        except TimeoutError:
            failure = Failure("connect-timeout", "doesn't take the connection in time")
        except ConnectionRefusedError:
            failure = Failure("refused-connection", "refuses the connection")
        except OSError as error:
            failure = Failure("no-route", f"can't be reached ({error.strerror or error})")
        else:
            return stream
    raise failure


async def _opened(stream: NetworkStream, address: str, port: int) -> None:
    """Connect; where the process has as many files open as it may, as soon as one is closed again."""
    while True:
        try:
            await asyncio.get_running_loop().create_connection(lambda: stream, address, port)
        except OSError as error:
            if error.errno != errno.EMFILE:
                raise
            await asyncio.sleep(_CLOSING)
        else:
            return
