"""The cookies of one link's way: each origin gets back what it set itself, and no other does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from medlint.links.guard import HostKey, key_of

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

# What browsers keep of one site (RFC 6265, 6.1: at least 50), and the longest line that is read.
_MOST = 180
_LONGEST = 5000


class Cookies:
    """Paths, ends and deletions count; domains don't, since nothing goes to another origin."""

    def __init__(self) -> None:
        self._jars: dict[HostKey, CookieJar] = {}

    def keep(self, url: str, lines: Sequence[str]) -> None:
        """Take the Set-Cookie lines of an answer from this address."""
        usable = [line for line in lines[:_MOST] if len(line) < _LONGEST and all(" " <= c != "\x7f" for c in line)]
        if not usable:
            return
        from http.cookiejar import CookieJar
        from urllib.request import Request

        jar = self._jars.setdefault(key_of(url), CookieJar())
        jar.extract_cookies(_Answer(usable), Request(url))  # type: ignore[arg-type]  # noqa: S310 - nothing is opened

    def header(self, url: str) -> str:
        """What to send to this address; empty where there is nothing."""
        jar = self._jars.get(key_of(url)) if self._jars else None
        if jar is None:
            return ""
        from urllib.request import Request

        request = Request(url)  # noqa: S310 - nothing is opened
        jar.add_cookie_header(request)
        return request.get_header("Cookie", "")


class _Answer:
    """As much of an answer as http.cookiejar asks for."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def info(self) -> _Answer:
        return self

    def get_all(self, name: str, default: Any = None) -> Any:
        return self._lines if name == "Set-Cookie" else default
