"""The cookies of one link's way, after RFC 6265, 5.

An origin gets back what it set itself, and no other does, apart from hosts below the `Domain` that a cookie names: one
that somebody registered, never a public suffix (publicsuffix.org).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from medlint.lazy import regex
from medlint.links.guard import HostKey, key_of, literal_address
from medlint.links.response import http_date

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# What browsers keep of one site (RFC 6265, 6.1: at least 50), the longest line that is read, and of all in characters.
_MOST = 180
_LONGEST = 5000
_MOST_TEXT = 100_000
_SECONDS = regex(r"-?\d+\Z", re.ASCII)


class _Cookie(NamedTuple):
    name: str
    value: str
    path: str
    origin: HostKey  # where it was set
    domain: str  # for which hosts; empty: only for that one
    secure: bool
    expired: bool  # it only takes back what was set before

    def is_for(self, key: HostKey, path: str) -> bool:
        """Whether it goes along with a request for this path of this origin."""
        if not _is_within(path, self.path) or (self.secure and key[0] != "https"):
            return False
        if self.domain:
            return _is_below(key[1], self.domain)
        # From http to https of a host, but to none of its other ports: there is another origin
        return key == self.origin or (key[1] == self.origin[1] and self.origin[2] == 80 and key[2] == 443)


class CookieJar:
    """Attributes that are malformed count as absent, and of several the last counts."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}
        self._size = 0

    def __bool__(self) -> bool:
        """Whether any was set, and is still kept."""
        return bool(self._cookies)

    def keep(self, url: str, lines: Sequence[str]) -> None:
        """Take the Set-Cookie lines of a response from this address."""
        for line in lines[:_MOST]:
            cookie = _read(line, url) if len(line) < _LONGEST else None
            if cookie is None:
                continue
            scheme, host, port = cookie.origin
            place = (cookie.domain or f"{scheme}://{host}:{port}", cookie.path, cookie.name)
            if cookie.expired:
                self._cookies.pop(place, None)
            elif (len(self._cookies) < _MOST or place in self._cookies) and self._size < _MOST_TEXT:
                self._size += len(line)
                self._cookies[place] = cookie

    def header(self, url: str) -> str:
        """What to send to this address; empty where there is nothing."""
        if not self._cookies:
            return ""
        key, path = key_of(url), _path(url)
        sent = [cookie for cookie in self._cookies.values() if cookie.is_for(key, path)]
        sent.sort(key=lambda cookie: -len(cookie.path))  # those of the closest folder first
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in sent)


def _read(line: str, url: str) -> _Cookie | None:
    """A cookie from its line; None where it is none, or another host's."""
    key, folder = key_of(url), _path(url).rpartition("/")[0] or "/"  # RFC 6265, 5.1.4
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip() or not all(" " <= char != "\x7f" for char in pair.strip()):
        return None
    said: dict[str, str] = {}
    for attribute in rest:
        word, _, text = attribute.partition("=")
        word, text = word.strip().lower(), text.strip()
        if word == "path" and not text.startswith("/"):
            text = folder
        if (text or word == "secure") and (word != "max-age" or _SECONDS.match(text)):
            said[word] = text
    domain = _domain(said.get("domain", ""), key[1])
    secure = "secure" in said
    if domain is None or (secure and key[0] != "https"):
        return None
    return _Cookie(name.strip(), value.strip(), said.get("path", folder), key, domain, secure, _is_expired(said))


def _domain(said: str, host: str) -> str | None:
    """For which hosts a cookie is that names this domain; empty: for the one that set it. None: it is refused."""
    domain = said.lower().removeprefix(".")
    if domain and not _is_below(host, domain):
        return None
    if domain and (literal_address(host) is not None or suffixes().is_public(domain)):
        return "" if domain == host else None
    return domain


@cache
def suffixes() -> PublicSuffixList:
    """What nobody registers: `org`, `ac.uk`, `github.io`. It takes some forty milliseconds to read."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _is_below(host: str, domain: str) -> bool:
    return f".{host}".endswith(f".{domain}")


def _is_expired(said: dict[str, str]) -> bool:
    if "max-age" in said:
        return int(said["max-age"][:12]) <= 0
    when = http_date(said.get("expires", ""))
    return when is not None and when < time.time()


def _path(url: str) -> str:
    return "/" + re.split(r"[?#]", url.partition("://")[2], maxsplit=1)[0].partition("/")[2]


def _is_within(path: str, where: str) -> bool:
    return path == where or path.startswith(where if where.endswith("/") else where + "/")
