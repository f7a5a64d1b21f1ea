"""The cookies of one link's way, after RFC 6265, 5: each origin gets back what it set itself, and no other does."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import NamedTuple

from medlint.links.guard import HostKey, key_of
from medlint.links.response import http_date

# What browsers keep of one site (RFC 6265, 6.1: at least 50), and the longest line that is read.
_MOST = 180
_LONGEST = 5000
_SECONDS = re.compile(r"-?\d+\Z", re.ASCII)


class _Cookie(NamedTuple):
    name: str
    value: str
    path: str
    gone: bool  # its time is over: it takes back what was set before


class Cookies:
    """Attributes that are malformed count as absent, and of several the last counts."""

    def __init__(self) -> None:
        self._jars: dict[HostKey, dict[tuple[str, str], str]] = {}

    def keep(self, url: str, lines: Sequence[str]) -> None:
        """Take the Set-Cookie lines of an answer from this address."""
        key = key_of(url)
        for line in lines[:_MOST]:
            cookie = _read(line, key, _folder(url)) if len(line) < _LONGEST else None
            if cookie is None:
                continue
            jar = self._jars.setdefault(key, {})
            if cookie.gone:
                jar.pop((cookie.name, cookie.path), None)
            elif len(jar) < _MOST or (cookie.name, cookie.path) in jar:
                jar[cookie.name, cookie.path] = cookie.value

    def header(self, url: str) -> str:
        """What to send to this address; empty where there is nothing."""
        if not self._jars:
            return ""
        path = _path(url)
        jar = self._jars.get(key_of(url), {})
        sent = [(name, where, value) for (name, where), value in jar.items() if _is_within(path, where)]
        sent.sort(key=lambda cookie: -len(cookie[1]))  # those of the closest folder first
        return "; ".join(f"{name}={value}" for name, _, value in sent)


def _read(line: str, key: HostKey, folder: str) -> _Cookie | None:
    """A cookie from its line; None where it is none, or another host's."""
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
    scheme, host, _ = key
    domain = said.get("domain", "").lower().removeprefix(".")
    if (domain and not f".{host}".endswith(f".{domain}")) or ("secure" in said and scheme != "https"):
        return None
    return _Cookie(name.strip(), value.strip(), said.get("path", folder), _is_over(said))


def _is_over(said: dict[str, str]) -> bool:
    if "max-age" in said:
        return int(said["max-age"][:12]) <= 0
    if "expires" not in said:
        return False
    when = http_date(said["expires"])
    return when is not None and when < time.time()


def _path(url: str) -> str:
    return "/" + re.split(r"[?#]", url.partition("://")[2], maxsplit=1)[0].partition("/")[2]


def _folder(url: str) -> str:
    """The path of a cookie that names none (RFC 6265, 5.1.4)."""
    return _path(url).rpartition("/")[0] or "/"


def _is_within(path: str, where: str) -> bool:
    return path == where or path.startswith(where if where.endswith("/") else where + "/")
