"""HTTP/1.1 over one socket to one checked address: bytes, limits, and exact reasons for what goes wrong.

Why not a client library on the hot path: measured on two cores against the same server, 5,000 HEADs cost 30 us each
this way (uvloop, httptools), 200 us by pyreqwest and over 400 us by httpx; and a link check has to know a reset from
a close, garbage from a long header, one certificate's fault from another's, and to stop in the middle of a body.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any

import httptools

from medlint.links import mend, tls
from medlint.links.options import Failure
from medlint.links.reply import BODY_LIMIT, Body, Reply, header_text, is_whole

HEADER_LIMIT = 64 * 1024
# A small window: what a server has sent when we stop reading is at most this and the body's limit.
_RECEIVE_BUFFER = 64 * 1024
_STALE = "closed an idle connection"


class Connection(asyncio.Protocol):
    """One connection; `ask` one request at a time. Errors are Failures."""

    def __init__(self, name: str | None, *, careful: bool = True) -> None:
        """`name` is the host to verify the certificate against; None speaks plain HTTP. `careful`: see tls.client."""
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.uses = 0
        self.alive = False
        self.reusable = False
        self.broke_tls = False  # after the handshake
        self._loop = loop
        self._transport: Any = None
        self._tls: Any = None
        self._name = name
        self._careful = careful
        self._shaken = name is None
        self._answer: asyncio.Future[Reply] | None = None
        self._early = b""  # an answer that came before the question, from servers that are full
        self._parser: Any = None
        self._reply: Reply | None = None
        self._body: Body | None = None
        self._chunks: mend.Chunks | None = None

    def start_tls(self, name: str) -> None:
        """Speak TLS from now on; `ready` is set again once the handshake is through."""
        self._tls, self._in, self._out = tls.client(name, careful=self._careful)
        self._shaken = False
        if self.ready.done():
            self.ready = self._loop.create_future()
        self._shake()

    # asyncio's side

    def itself(self) -> Connection:
        """What asyncio calls a protocol's factory."""
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self.alive = True
        if self._name is None:
            self.ready.set_result(None)
        else:
            self.start_tls(self._name)

    def data_received(self, data: bytes) -> None:
        if self._tls is None:
            self._feed(data)
            return
        self._in.write(data)
        if not self._shaken:
            self._shake()
            if not self._shaken:
                return
        try:
            while plain := self._tls.read(65536):
                self._feed(plain)
            self._ended(None)
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLZeroReturnError:
            self._ended(None)
        except ssl.SSLError as error:
            self.broke_tls = True
            self._ended(Failure("garbage", f"breaks off TLS ({(error.reason or 'error').replace('_', ' ').lower()})"))

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        if isinstance(exc, ConnectionResetError):
            self._ended(Failure("reset", "resets the connection"))
        elif exc is not None:
            self._ended(Failure("reset", f"breaks the connection ({exc})"))
        else:
            self._ended(None)

    # TLS

    def _shake(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except ssl.SSLError as error:
            self._flush()
            self._ended(tls.explain(error))
            return
        self._shaken = True
        self._flush()
        if not self.ready.done():
            self.ready.set_result(None)

    def _flush(self) -> None:
        if self._out.pending and not self._transport.is_closing():
            self._transport.write(self._out.read())

    # HTTP

    def ask(self, request: bytes, *, head: bool, limit: int = BODY_LIMIT, whole: bool = False) -> asyncio.Future[Reply]:
        """Send a request. The Reply's body is read where `wants_body` says so, or always with `whole`."""
        self._head, self._limit, self._whole = head, limit, whole
        self._answer = self._loop.create_future()
        self._reply = self._body = self._chunks = None
        self._begin()
        self._header_bytes = 0
        self._heard = b""  # what came of the head; of a chunked body too
        self._odd = self._mended = self._chunked = self._interim = False
        self.reusable = False
        self.uses += 1
        if self._early:
            early, self._early = self._early, b""
            self._feed(early)
            if self._answer.done():
                self.reusable = False
                return self._answer
        if not self.alive or self._transport.is_closing():
            stale = Failure("stale", _STALE)
            self._settle(stale if self.uses > 1 else Failure("closed", "ends the connection before it is asked"))
        elif self._tls is None:
            self._transport.write(request)
        else:
            self._tls.write(request)
            self._flush()
        return self._answer

    def _begin(self) -> None:
        """Be ready to read an answer from its first byte."""
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_version=True,
            lenient_data_after_close=True,  # the answer after an interim one
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._headers: dict[str, str] = {}
        self._cookies: list[str] = []

    def partial(self) -> Reply | None:
        """What there is of an answer that is waited for no longer: its head, and a body with a flaw."""
        if self._reply is None or self._body is None:
            return None
        self._finish("stalls")
        return self._reply

    def close(self) -> None:
        """Drop the connection at once; what is still on its way is not read."""
        self.alive = False
        if self._transport is not None:
            self._transport.abort()

    def _feed(self, data: bytes) -> None:
        if self._answer is None and len(self._early) < HEADER_LIMIT:
            self._early += data
            return
        if self._answer is None or self._answer.done():
            self.close()  # something nobody asked for
            return
        if self._reply is None:
            self._header_bytes += len(data)
        if self._reply is None or self._chunked:
            self._heard += data
        try:
            if self._chunks is not None:
                self._read_chunks(self._chunks, data)
            elif self._odd:
                self._mend()
            else:
                self._parser.feed_data(data)
                if self._interim and self._reply is None:
                    self._skip_interim()
                if self._reply is None and not (self._answer.done() or self._mended) and mend.ends_oddly(self._heard):
                    self._odd = True
                    self._mend()
        except httptools.HttpParserUpgrade:
            pass
        except httptools.HttpParserError as error:
            self._broken(error)
        if self._reply is None and self._header_bytes > HEADER_LIMIT:
            self._settle(_too_long())

    def _mend(self) -> None:
        """Read the answer again from its first byte, its head mended; not before the head is whole."""
        answer = mend.mended(self._heard)
        if answer is not None:
            self._begin()
            self._odd, self._mended = False, True
            self._heard = answer
            self._parser.feed_data(answer)

    def _skip_interim(self) -> None:
        """Begin anew after interim answers: what says that one was the last may be wrong."""
        self._heard = mend.final(self._heard)
        self._interim = False
        self._begin()
        if self._heard:
            self._parser.feed_data(self._heard)

    def _broken(self, error: Exception) -> None:
        if self._body is not None and self._answer is not None and not self._answer.done():
            if self._chunked and self._chunks is None:
                self._chunks, self._keeps = mend.Chunks(), False
                self._body = Body(self._headers.get("content-encoding", ""), self._limit)
                self._read_chunks(self._chunks, mend.after_head(mend.final(self._heard)))
            else:
                self._finish("is wrongly encoded")
        elif mend.begins(self._heard) and not (self._odd or self._mended):
            self._odd = True
            self._heard = mend.final(self._heard)
            try:
                self._mend()
            except httptools.HttpParserError as again:
                self._broken(again)
        elif self.uses > 1:
            self._settle(Failure("stale", _STALE))
        else:
            self._settle(Failure("garbage", f"answers with something that isn't HTTP ({str(error)[:60].lower()})"))

    def _read_chunks(self, chunks: mend.Chunks, data: bytes) -> None:
        try:
            self.on_body(chunks.feed(data))
        except ValueError:
            self._finish("is wrongly encoded")
        if chunks.done:
            self.on_message_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), header_text(value).strip()
        if key == "set-cookie":
            self._cookies.append(text)
        elif key in self._headers and key != "content-type":  # of types the last one counts, of locations the first
            if key != "location":
                self._headers[key] += ", " + text
        else:
            self._headers[key] = text
        self._header_bytes += 0 if self._reply is None else len(name) + len(value)

    def on_headers_complete(self) -> None:
        assert self._answer is not None
        if self._answer.done() or self._reply is not None:
            return
        if self._heard.lstrip()[:5] not in (b"HTTP/", b""):  # the parser takes RTSP and ICE too
            self._settle(Failure("garbage", "answers with something that isn't HTTP (another protocol's answer)"))
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._interim = True
            self._headers.clear()
            self._cookies.clear()
            return
        if sum(map(len, self._headers.values())) > HEADER_LIMIT:
            self._settle(_too_long())
            return
        headers = self._headers
        self._reply = reply = Reply(status, headers, self._cookies)
        tokens = headers.get("connection", "").lower()
        self._keeps = "close" not in tokens and (self._parser.get_http_version() == "1.1" or "keep-alive" in tokens)
        if self._head or status in (204, 304):
            self.reusable = self._keeps
            self._settle(reply)
        elif self._whole or reply.wants_body:
            self._body = Body(headers.get("content-encoding", ""), self._limit)
            self._chunked = self._is_chunked()
        elif headers.get("content-length") == "0":
            self.reusable = self._keeps
            self._settle(reply)
        else:
            self._settle(reply)

    def on_body(self, chunk: bytes) -> None:
        body = self._body
        if body is None or self._answer is None or self._answer.done():
            self.reusable = False  # bytes where none belong
            return
        body.feed(chunk)
        if body.flaw:
            self._finish(body.flaw)
        elif body.full:
            self._finish("")

    def on_message_complete(self) -> None:
        if self._body is not None and self._answer is not None and not self._answer.done():
            self._body.end()
            self.reusable = self._keeps and "upgrade" not in self._headers
            self._finish(self._body.flaw)

    def _finish(self, flaw: str) -> None:
        reply, body = self._reply, self._body
        assert reply is not None and body is not None
        reply.truncated = body.full
        reply.body = bytes(body.data[: body.limit])
        if flaw in ("is cut", "stalls") and is_whole(reply.body):
            flaw = ""
        reply.opaque = body.unread
        reply.flaw = "" if body.unread else flaw
        if flaw or body.full:
            self.reusable = False
        self._settle(reply)

    def _ended(self, failure: Failure | None) -> None:
        """The far side is gone: for good reason (None) or with a failure."""
        self.alive = False
        if not self.ready.done():
            self.ready.set_exception(failure or Failure("closed", "closes the connection without a word"))
        if self._answer is not None and not self._answer.done():
            if self._body is not None:
                # A length counts for nothing beside a transfer encoding (RFC 9112, 6.3).
                ends = "content-length" not in self._headers or "transfer-encoding" in self._headers
                whole = failure is None and ends and not self._chunked
                self._body.end()
                self._finish(self._body.flaw if whole else "is cut")
            elif self.uses > 1 and not self._header_bytes:
                self._settle(Failure("stale", _STALE))
            elif self._header_bytes:
                self._settle(failure or Failure("closed", "closes the connection in the middle of its answer"))
            else:
                self._settle(failure or Failure("closed", "closes the connection without an answer"))
        if self._transport is not None:
            self._transport.abort()

    def _is_chunked(self) -> bool:
        return "chunked" in self._headers.get("transfer-encoding", "").lower()

    def _settle(self, outcome: Reply | Failure) -> None:
        answer = self._answer
        if answer is None or answer.done():
            return
        if isinstance(outcome, Failure):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


def _too_long() -> Failure:
    return Failure("headers", f"answers with headers over the limit of {HEADER_LIMIT // 1024} KiB")
