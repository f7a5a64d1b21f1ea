"""The proxy of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as curl reads them."""

from __future__ import annotations

import base64
import os
from urllib.parse import unquote, urlsplit

from medlint.links.dial import connect
from medlint.links.guard import HostKey
from medlint.links.options import Failure
from medlint.links.wire import Connection


class Proxies:
    """Which hosts are reached through a proxy, and how. The proxy is trusted: it resolves the names."""

    def __init__(self) -> None:
        """Reads the environment. ValueError: a proxy that can't be spoken to."""
        self._by_scheme: dict[str, str] = {}
        if any(name.lower().endswith("_proxy") for name in os.environ):
            from urllib.request import getproxies_environment

            self._by_scheme = getproxies_environment()
        self._bypass = dict(self._by_scheme)
        for scheme in ("http", "https", "all"):
            url = self._by_scheme.get(scheme)
            if url and urlsplit(url if "://" in url else f"http://{url}").scheme != "http":
                raise ValueError(f"the proxy '{url}' isn't one that is spoken to by http://")

    @property
    def notes(self) -> list[str]:
        """What to say of the run, once."""
        names = sorted({_shown(url) for scheme, url in self._by_scheme.items() if scheme in ("http", "https", "all")})
        return [f"links are checked through the proxy {name}, which decides what a name leads to" for name in names]

    def for_host(self, key: HostKey) -> str | None:
        """The proxy's URL for a host; None: connect directly."""
        if not self._by_scheme:
            return None
        from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

        scheme, host, port = key
        url = self._by_scheme.get(scheme) or self._by_scheme.get("all")
        if not url or proxy_bypass_environment(f"{host}:{port}", self._bypass):
            return None
        return url if "://" in url else f"http://{url}"

    def authorization(self, key: HostKey) -> str:
        """The header line with the proxy's credentials; empty where there are none."""
        parts = urlsplit(self.for_host(key) or "")
        if not parts.username:
            return ""
        text = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return f"Proxy-Authorization: Basic {base64.b64encode(text.encode()).decode()}\r\n"

    async def connect(self, key: HostKey, name: str | None, seconds: float) -> Connection:
        """A connection through the host's proxy; `name` (TLS) is tunnelled to. Raises Failure."""
        import asyncio

        from medlint.links.guard import _getaddrinfo, literal_address

        parts = urlsplit(self.for_host(key) or "")
        host = parts.hostname or ""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        try:
            literal = literal_address(f"[{host}]" if ":" in host else host)
            addresses = [str(literal)] if literal else await _getaddrinfo(host)
            connection = await connect(tuple(addresses), parts.port or 80, None, seconds, lambda _: None)
        except OSError:
            raise Failure("dns", f"can't be asked: the name of the proxy '{host}' can't be looked up") from None
        except Failure as failure:
            raise Failure("proxy", f"can't be asked: the proxy {failure.text}") from None
        if name is None:
            return connection
        authority = f"{key[1]}:{key[2]}"
        request = f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{self.authorization(key)}\r\n"
        try:
            async with asyncio.timeout(end - loop.time()):
                reply = await connection.ask(request.encode(), head=True)
                if not 200 <= reply.status < 300:
                    raise Failure("proxy", f"can't be asked: the proxy answers {reply.status}")
                connection.start_tls(name)
                connection.uses = 0
                await connection.ready
        except TimeoutError:
            connection.close()
            raise Failure("timeout", "doesn't answer in time through the proxy") from None
        except Failure:
            connection.close()
            raise
        return connection


def _shown(url: str) -> str:
    """The proxy without its credentials."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return f"{parts.hostname}:{parts.port or 80}"
