"""The proxies of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as curl reads them."""

from __future__ import annotations

import os
import re

from medlint.lazy import regex
from medlint.links.guard import HostKey
from medlint.links.http import httpx

# How proxies put it that a name leads nowhere: in the reason of their status, or in Squid's header.
NO_SUCH_NAME = regex(
    r"err_dns_fail|dns[ _-]?(?:fail|error|lookup|resol)|enotfound|nxdomain|no such host"
    r"|(?:host|name|domain)[ _-]?not[ _-]?(?:found|known)"
    r"|unknown[ _-]?host|(?:could|can)(?:no|n')?t (?:be )?resolve|resolution fail",
    re.IGNORECASE,
)


class Proxies:
    """Which hosts are reached through a proxy. The proxy is trusted: it resolves the names."""

    def __init__(self) -> None:
        """Reads the environment. ValueError: a proxy that can't be spoken to."""
        self._by_scheme: dict[str, str] = {}
        if any(name.lower().endswith("_proxy") for name in os.environ):
            from urllib.request import getproxies_environment

            self._by_scheme = getproxies_environment()
        used = {scheme: self._by_scheme.get(scheme) for scheme in ("http", "https", "all")}
        self._proxies = {scheme: _proxy(url) for scheme, url in used.items() if url}

    @property
    def notes(self) -> list[str]:
        """What to say of the run, once."""
        names = sorted({f"{proxy.url.host}:{proxy.url.port or 80}" for proxy in self._proxies.values()})
        return [f"links are checked through the proxy {name}, which decides what a name leads to" for name in names]

    def for_host(self, key: HostKey) -> httpx.Proxy | None:
        """The proxy for a host; None: connect directly."""
        if not self._proxies:
            return None
        from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

        scheme, host, port = key
        found = self._proxies.get(scheme) or self._proxies.get("all")
        return None if found is None or proxy_bypass_environment(f"{host}:{port}", self._by_scheme) else found


def _proxy(url: str) -> httpx.Proxy:
    """A proxy from its address. ValueError, without the login in it: it isn't one that can be spoken to."""
    try:
        found = httpx.Proxy(url if "://" in url else f"http://{url}")
        if "@" in "".join(re.split(r"[/?#]", url.partition("://")[2] or url, maxsplit=1)[1:]):
            raise ValueError(found)  # in a password these have to be percent-encoded, or a part of it is the host
    except (ValueError, httpx.InvalidURL):
        raise ValueError("the address of the proxy in the environment can't be read") from None
    if found.url.scheme != "http" or not found.url.host or (found.url.port or 0) >= 1 << 16:
        raise ValueError(f"the proxy '{found.url.scheme}://{found.url.host}' isn't one that is spoken to by http://")
    return found
