"""httpx under the run's guard and pace: what registries, code hosts and the archive are asked with.

Everything that isn't a link goes through an httpx client whose transport is the run's own, so that it resolves,
refuses and waits its turn as links do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from medlint.links.fetch import Fetcher, TimeBudget
from medlint.links.http import httpx
from medlint.links.options import Failure

if TYPE_CHECKING:
    from medlint.links.checker import Checker

_ERRORS: dict[str, type[httpx.TransportError]] = {
    "timeout": httpx.ReadTimeout,
    "connect-timeout": httpx.ConnectTimeout,
    "dns": httpx.ConnectError,
    "no-name": httpx.ConnectError,
    "no-route": httpx.ConnectError,
    "refused-connection": httpx.ConnectError,
    "handshake": httpx.ConnectError,
    "insecure": httpx.ConnectError,
    "reset": httpx.ReadError,
    "garbage": httpx.RemoteProtocolError,
    "headers": httpx.RemoteProtocolError,
    "closed": httpx.RemoteProtocolError,
    "refused": httpx.UnsupportedProtocol,
}


class PacedTransport(httpx.AsyncBaseTransport):
    """An httpx transport over the run's guard, pace and connections, with the retries that links have.

    The read timeout is for one question, all tries together. A body that is cut or stalls, or is
    longer than `max_bytes`, is a ReadError.
    """

    def __init__(self, fetcher: Fetcher, max_bytes: int) -> None:
        self._fetcher = fetcher
        self._max_bytes = max_bytes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer that counts. Raises httpx.TransportError."""
        seconds = request.extensions.get("timeout", {}).get("read") or self._fetcher.options.timeout
        answer = await self._fetcher.fetch(request, TimeBudget(seconds), limit=self._max_bytes, whole=True)
        if isinstance(answer, Failure):
            raise _ERRORS.get(answer.kind, httpx.ConnectError)(answer.text, request=request)
        if flaw := answer.flaw or ("is too long" if answer.truncated else ""):
            raise httpx.ReadError(f"sends an answer that {flaw}", request=request)
        sent = [(name, value) for name, value in answer.headers.items() if name not in _DECODED]
        return httpx.Response(answer.status, headers=sent, content=answer.body, request=request)


# What no longer holds once a body is decoded.
_DECODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(slots=True)
class JsonAnswer:
    """An answer of a registry: status, headers (lower case), text, and `data` where the text is JSON.

    `error` says in words why no usable answer came; the status is 0 then. It is empty where one came.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    data: Any = None
    error: str = ""


class Client:
    """Asks for JSON as an httpx client whose way out is the run's."""

    def __init__(
        self,
        checker: Checker,
        *,
        timeout: float | None = None,
        max_bytes: int = 8 * 1024 * 1024,
        beside_pages: bool = False,
    ) -> None:
        """`timeout`: seconds for one question, all tries together (default: that of a link).

        `beside_pages`: what is asked may be at the host of links, which is not left alone when this is asked too much.
        """
        self._extensions = {"api": True} if beside_pages else None
        transport = PacedTransport(checker.fetcher, max_bytes)
        self.http = httpx.AsyncClient(
            transport=transport,
            timeout=timeout or checker.options.timeout,
            headers=checker.fetcher.headers,
            trust_env=False,
        )

    async def get_json(self, url: str, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """GET a URL. Redirects are not followed. Never raises for what the far side does."""
        return await self._ask("GET", url, headers)

    async def post_json(self, url: str, data: Any, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """POST data as JSON to a URL, as `get_json` asks: with its retries, so only what may be said twice."""
        return await self._ask("POST", url, headers, data)

    async def _ask(self, method: str, url: str, headers: Mapping[str, str] | None, data: Any = None) -> JsonAnswer:
        sent = {"Accept": "application/json", **(headers or {})}
        try:
            response = await self.http.request(method, url, headers=sent, json=data, extensions=self._extensions)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return JsonAnswer(error=str(error))
        answer = JsonAnswer(response.status_code, dict(response.headers), response.text)
        try:
            answer.data = json.loads(answer.text)
        except (ValueError, RecursionError):
            answer.data = None
        return answer


class Archive:
    """The Wayback Machine, asked for copies of pages. One that fails three times in a row isn't asked any further."""

    def __init__(self, checker: Checker, base: str) -> None:
        self._client = Client(checker, timeout=min(10.0, checker.options.timeout))
        self._base = base.rstrip("/")
        self._turns = asyncio.Semaphore(checker.options.per_host)
        self._failures = 0

    async def copy(self, url: str) -> str:
        """The address of the latest copy of a page; empty where there is none, or no answer."""
        async with self._turns:
            if self._failures >= 3:
                return ""
            answer = await self._client.get_json(f"{self._base}/wayback/available?url={quote(url, safe='')}")
            self._failures = 0 if answer.status == 200 else self._failures + 1
            return (_closest(answer.data) or "") if answer.status == 200 else ""


def _closest(data: Any) -> str | None:
    """The address of the closest copy in an answer of the availability service."""
    try:
        closest = data["archived_snapshots"]["closest"]
        there = closest["available"] and not str(closest.get("status", "")).startswith(("4", "5"))
        copy = closest["url"] if there else None
    except (KeyError, TypeError):
        return None
    return copy if isinstance(copy, str) and copy.startswith(("http://", "https://")) else None
