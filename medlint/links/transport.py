"""The one place that knows how requests travel: an httpx transport over httpcore's connections to checked addresses.

httpcore's pool isn't used: it looks at all its connections at each request, and knows nothing of addresses that were
checked. Under HTTP/2 a connection carries one request at a time, since httpcore doesn't reset a stream whose body is
dropped (github.com/encode/httpcore/issues/943).
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from medlint.links import tls
from medlint.links.guard import Guard, HostKey, is_local, key_of, literal_address, resolve_name
from medlint.links.http import httpcore, httpx
from medlint.links.options import Failure
from medlint.links.pace import Pace
from medlint.links.proxies import NO_SUCH_NAME, Proxies
from medlint.links.response import BODY_LIMIT, read_headers
from medlint.links.stream import HEAD_LIMIT, NetworkStream, connect


class _Alone:
    """In place of httpcore's lock, where nobody else waits: to import anyio for it takes longer than a link."""

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


class _Http1(httpcore.AsyncHTTP11Connection):
    """One request at a time, as everywhere here."""

    def __init__(self, origin: httpcore.Origin, stream: NetworkStream) -> None:
        super().__init__(origin, stream)
        self._state_lock = _Alone()  # type: ignore[assignment]


class _Opened(httpcore.AsyncNetworkBackend):
    """Where httpcore finds a connection that is open already."""

    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    async def connect_tcp(self, *_: Any, **__: Any) -> NetworkStream:
        """The connection."""
        return self._stream


class _Connection(NamedTuple):
    key: HostKey
    stream: NetworkStream
    http: httpcore.AsyncConnectionInterface
    proxy: httpx.Proxy | None

    @property
    def is_good(self) -> bool:
        """Whether another request can be sent. Under HTTP/2 something may have come meanwhile that belongs to none."""
        quiet = self.stream.is_quiet if isinstance(self.http, _Http1) else self.stream.is_open
        return quiet and self.http.is_idle()


class Transport(httpx.AsyncBaseTransport):
    """One exchange at a time, of links and of registries alike: no redirect, no retry, no pace.

    The host's address is the guard's, or a proxy of the environment finds it. Beside httpx's own extensions a request
    may have `key` (its host, where that is known already), `fresh` (bool: use no connection that was asked before) and
    `limit` (int: how long a body may be; the bytes received for it are at most twice as many). The timeout `read` is
    for the whole of connecting, asking and the response's head.
    """

    def __init__(self, guard: Guard, pace: Pace, proxies: Proxies, *, idle: int) -> None:
        """`idle` is how many connections are kept that nobody uses just now."""
        self._guard = guard
        self._pace = pace
        self._proxies = proxies
        self._most_idle = idle
        self._idle: OrderedDict[int, _Connection] = OrderedDict()  # the one used last comes last
        self._worked: dict[HostKey, str] = {}  # which of a host's addresses took a connection
        self._http1_only: set[HostKey] = set()
        self._usual = 0.0  # the most seconds that a request had

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response, its body unread; closing it early drops the connection. Raises Failure."""
        key = request.extensions.get("key") or key_of(str(request.url))
        seconds = request.extensions["timeout"]["read"]
        self._usual = max(self._usual, seconds)
        connection = None if request.extensions.get("fresh") else self._take(key)
        try:
            async with asyncio.timeout(seconds):
                answered = await self._ask_idle(connection, request) if connection is not None else None
                if connection is None or answered is None:
                    connection = None
                    connection = await self._connect(key, seconds)
                    answered = await self._ask(connection, request)
        except TimeoutError:
            raise self._timed_out(key, seconds, connected=connection is not None) from None
        return httpx.Response(
            answered.status,
            headers=answered.headers,
            stream=_Body(self, connection, answered),
            request=request,
            extensions=answered.extensions,
        )

    async def resolve(self, key: HostKey) -> None:
        """Learn where a host is, unless a proxy does that. Raises Failure: no-name, dns, refused."""
        if self._proxies.for_host(key) is None or literal_address(key[1]) is not None or is_local(key[1]):
            await self._guard.target(key)

    async def aclose(self) -> None:
        """Drop all connections."""
        for connection in self._idle.values():
            connection.stream.abort()
        self._idle.clear()

    def _not_taken(self, key: HostKey, seconds: float) -> None:
        if 2 * seconds >= self._usual:  # the rest of a link's time, after slow redirects, says nothing of the host
            self._pace.not_taken(key)

    def _timed_out(self, key: HostKey, seconds: float, *, connected: bool) -> Failure:
        if connected:
            return Failure("timeout", "doesn't answer in time")
        if self._pace.has_connected(key):
            return Failure("timeout", "doesn't finish the TLS handshake in time")
        self._not_taken(key, seconds)
        return Failure("connect-timeout", "doesn't take the connection in time")

    # asking

    async def _ask_idle(self, connection: _Connection, request: httpx.Request) -> httpcore.Response | None:
        """The answer by a connection that was asked before; None where what came may have been said of that one."""
        try:
            answered = await self._ask(connection, request, idle=True)
        except Failure as failure:
            if failure.kind in ("closed", "reset", "garbage"):
                return None
            raise
        if answered.status in (400, 408):
            connection.stream.abort()
            return None
        return answered

    async def _ask(self, connection: _Connection, request: httpx.Request, *, idle: bool = False) -> httpcore.Response:
        """Send the request and receive the head of its response; `idle` is a connection used before. Raises Failure."""
        scheme, host, port = connection.key
        target, headers = request.url.raw_path, request.headers.raw
        proxy = connection.proxy if scheme == "http" else None
        if proxy is not None:
            target = str(request.url).encode()
            headers = [*headers, *_authorization(proxy)]
        url = httpcore.URL(scheme=scheme, host=host, port=port, target=target)
        connection.stream.allow(HEAD_LIMIT, anew=True)
        try:
            asked = httpcore.Request(request.method, url, headers=headers, content=request.stream)
            answered = await connection.http.handle_async_request(asked)
            if proxy is not None:
                _see_whether_there_is_a_name(answered, host)
        except BaseException as error:
            connection.stream.abort()
            if not isinstance(error, Exception):
                raise  # nobody waits any more
            if not idle:  # whose end says nothing of its protocol
                # The other protocol has its turn at the next try: this one is broken, or there is no other.
                other = self._http1_only.discard if isinstance(connection.http, _Http1) else self._http1_only.add
                other(connection.key)
            raise _failure(error, begun=connection.stream.received > 0) from None
        connection.stream.allow(2 * request.extensions.get("limit", BODY_LIMIT))
        return answered

    # connecting

    async def _connect(self, key: HostKey, seconds: float) -> _Connection:
        """A new connection to a host. Raises Failure."""
        scheme, host, port = key
        proxy = self._proxies.for_host(key)
        began = asyncio.get_running_loop().time()
        try:
            opening = self._open_tls if scheme == "https" else self._open
            stream = await opening(key, proxy, seconds)
        except Failure as failure:
            if failure.kind == "connect-timeout":
                self._not_taken(key, seconds)
            if failure.kind == "refused-connection":
                self._guard.connected = True
                self._pace.refused(key, began=began)
            raise
        session = stream.get_extra_info("ssl_object")
        origin = httpcore.Origin(scheme.encode(), host.encode(), port)
        if session is not None and session.selected_alpn_protocol() == "h2":
            spoken = httpcore.AsyncHTTPConnection(origin, tls.context(), http2=True, network_backend=_Opened(stream))
            return _Connection(key, stream, spoken, proxy)
        return _Connection(key, stream, _Http1(origin, stream), proxy)

    async def _open(self, key: HostKey, proxy: httpx.Proxy | None, seconds: float) -> NetworkStream:
        if proxy is not None:
            return await self._open_by_proxy(key, proxy, seconds)
        target = await self._guard.target(key)
        # The address that worked before comes first: others may be dead ends that cost seconds.
        addresses = sorted(target.addresses, key=lambda address: address != self._worked.get(key))
        stream = await connect(addresses, target.port, seconds)
        self._guard.connected = True
        self._pace.connected(key)
        self._worked[key] = stream.get_extra_info("peername")[0]
        return stream

    async def _open_by_proxy(self, key: HostKey, proxy: httpx.Proxy, seconds: float) -> NetworkStream:
        """A connection to a proxy, and through it to the host where that speaks TLS."""
        self._guard.connected = True
        scheme, host, port = key
        where, at = proxy.url.host, proxy.url.port or 80
        try:
            literal = literal_address(f"[{where}]" if ":" in where else where)
            stream = await connect([str(literal)] if literal else await resolve_name(where), at, seconds)
        except OSError:
            raise Failure("dns", f"can't be asked: the name of the proxy '{where}' can't be looked up") from None
        except Failure as failure:
            raise Failure("proxy", f"can't be asked: the proxy {failure.text}") from None
        if scheme == "http":
            return stream
        authority = f"{host}:{port}".encode()
        url = httpcore.URL(scheme=b"http", host=where.encode(), port=at, target=authority)
        asked = httpcore.Request(b"CONNECT", url, headers=[(b"Host", authority), *_authorization(proxy)])
        with _dropped_on_error(stream):
            try:
                answered = await _Http1(url.origin, stream).handle_async_request(asked)
                if not 200 <= answered.status < 300:
                    _see_whether_there_is_a_name(answered, host)
                    raise Failure("proxy", f"can't be asked: the proxy answers {answered.status}")
            except (Failure, httpcore.ProtocolError) as error:
                found = _failure(error, begun=stream.received > 0)
                named = found.kind in ("proxy", "no-name")
                raise found if named else Failure("proxy", f"can't be asked: the proxy {found.text}") from None
        return stream

    async def _open_tls(self, key: HostKey, proxy: httpx.Proxy | None, seconds: float) -> NetworkStream:
        """A server is obsolete if it fails thrice and an old version works: some lose a connection now and then."""
        name = key[1].strip("[]").rstrip(".")
        context = partial(tls.context, name, http2=key not in self._http1_only)
        failed = tls.untrusted()
        for made in (context, context, tls.legacy_context, context):
            is_old = made is tls.legacy_context
            try:
                stream = await self._handshake(key, proxy, seconds, name, made)
            except Failure as failure:
                if is_old:
                    raise failed from None
                if failure.kind != "handshake":
                    raise
                failed = failure
            else:
                if not is_old:
                    return stream
                stream.abort()
        raise tls.untrusted()

    async def _handshake(
        self, key: HostKey, proxy: httpx.Proxy | None, seconds: float, name: str, context: Callable[[], ssl.SSLContext]
    ) -> NetworkStream:
        stream = await self._open(key, proxy, seconds)
        with _dropped_on_error(stream):
            return await stream.start_tls(context(), name)

    # connections that nobody uses just now

    def _take(self, key: HostKey) -> _Connection | None:
        while connection := next((idle for idle in reversed(self._idle.values()) if idle.key == key), None):
            del self._idle[id(connection)]
            if connection.is_good:
                return connection
            connection.stream.abort()
        return None

    def give_back(self, connection: _Connection) -> None:
        """Keep a connection for the next request to its host, if it can be used again."""
        if not connection.is_good:
            connection.stream.abort()
            return
        self._idle[id(connection)] = connection
        if len(self._idle) > self._most_idle:
            self._idle.popitem(last=False)[1].stream.abort()


class _Body(httpx.AsyncByteStream):
    """The body of a response. Raises Failure: closed, garbage, or headers where too much came for it."""

    def __init__(self, transport: Transport, connection: _Connection, answered: httpcore.Response) -> None:
        self._transport = transport
        self._connection = connection
        self._answered = answered
        self._whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answered.stream:  # type: ignore[union-attr] # asynchronous, as all here
                yield piece
        except Exception as error:
            raise _failure(error, "a body") from None
        self._whole = True

    async def aclose(self) -> None:
        """Give the connection back, or drop it where the body isn't read to its end."""
        if self._whole:
            await self._answered.aclose()
            self._transport.give_back(self._connection)
        else:
            self._connection.stream.abort()


@contextmanager
def _dropped_on_error(stream: NetworkStream) -> Iterator[None]:
    """A connection that something fails on isn't used again, be it that nobody waits any more."""
    try:
        yield
    except BaseException:
        stream.abort()
        raise


def _authorization(proxy: httpx.Proxy) -> list[tuple[bytes, bytes]]:
    login = proxy.raw_auth
    return [(b"Proxy-Authorization", b"Basic " + b64encode(b":".join(login)))] if login else []


def _see_whether_there_is_a_name(answered: httpcore.Response, host: str) -> None:
    """Raise the Failure of a name that a proxy says it can't find."""
    reason = answered.extensions.get("reason_phrase", b"").decode("latin-1")
    said = f"{reason} {read_headers(answered.headers)[0].get('x-squid-error', '')}"
    if answered.status in (502, 503, 504) and NO_SUCH_NAME.search(said):
        raise Failure("no-name", f"has the host '{host}', a name that doesn't exist, as the proxy says")


def _failure(error: Exception, what: str = "something", *, begun: bool = True) -> Failure:
    """What an exchange failed with, `what` being wrong; `begun` says that some of the answer has come."""
    text = str(error)
    if isinstance(error, Failure):
        return error
    if "closed connection" in text or "disconnected" in text:
        where = "in the middle of its answer" if begun else "without an answer"
        return Failure("closed", f"closes the connection {where}")
    if "too long" in text:
        return Failure("headers", f"answers with headers over the limit of {HEAD_LIMIT // 1024} KiB")
    return Failure("garbage", f"answers with {what} that isn't HTTP ({text[:60].lower()})")
