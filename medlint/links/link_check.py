"""One link from its first address to its verdict: redirects, cookies, the page at the end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import overload
from urllib.parse import urljoin

from medlint.answers import Hop, Verdict
from medlint.links import judge, page_checks
from medlint.links.cookies import Cookies
from medlint.links.fetch import Fetcher, Outcome, Purse
from medlint.links.guard import HostKey, key_of
from medlint.links.options import Failure, LinkRequest
from medlint.links.reply import Reply
from medlint.text.url import is_web, normalise


class Walk:
    """The way of one link. Made anew for each, since cookies and time are its own."""

    def __init__(
        self,
        fetcher: Fetcher,
        request: LinkRequest,
        *,
        etag: str = "",
        trusted_host: str = "",
        held: HostKey | None = None,
    ) -> None:
        """`etag` is what the page was known by when it was last alive, `trusted_host` where it was then found.

        `held` is a host whose slot is taken already; the first request uses it, or gives it back.
        """
        self._fetcher = fetcher
        self._request = request
        self._etag = etag
        self._trusted_host = trusted_host
        self._purse = Purse(fetcher.options.timeout, held=held)
        self._cookies = Cookies()
        self._part = ""  # the fragment that a redirect named
        self._hops: list[Hop] = []

    async def verdict(self) -> Verdict:
        """Go all the way and judge.

        Some servers redirect HEAD where they answer GET: a bad end that a redirect of HEAD led to counts only if GET
        is led there too.
        """
        try:
            outcome = await self._follow(head=True)
        finally:
            self._fetcher.give_back(self._purse)
        if isinstance(outcome, Failure) and self._hops and self._hops[-1].status is not None:  # it leads nowhere
            return await self._judged(await self._follow(head=False))
        found = await self._judged(outcome)
        if len(self._hops) < 2 or (found.state in ("alive", "moved") and not found.login):
            return found
        again = await self._follow(head=False, known=self._hops)
        if again is None:
            return found
        other = await self._judged(again)
        return found if other.state in ("blocked", "unreachable", "refused", "insecure") else other

    async def _judged(self, outcome: Outcome) -> Verdict:
        """The verdict on the end of the way."""
        findings = judge.Findings()
        accept = self._accepted()
        if isinstance(outcome, Reply):
            findings = await page_checks.at_page(
                self._request,
                tuple(self._hops),
                outcome,
                self._probe,
                trusted_host=self._trusted_host,
                part=self._part,
            )
        found = judge.judge(self._request.url, tuple(self._hops), outcome, findings, accept)
        etag = outcome.headers.get("etag", self._etag)[:200] if isinstance(outcome, Reply) else ""
        return found._replace(tries=self._purse.tries, elapsed=round(self._purse.spent, 3), etag=etag)

    def _accepted(self) -> frozenset[int]:
        host = key_of(self._hops[-1].url)[1] if self._hops else ""
        accept = self._fetcher.options.accept
        first = key_of(self._request.url)[1]
        return accept.get(host, frozenset()) | accept.get(first, frozenset())

    @overload
    async def _follow(self, *, head: bool) -> Outcome: ...
    @overload
    async def _follow(self, *, head: bool, known: list[Hop]) -> Outcome | None: ...
    async def _follow(self, *, head: bool, known: Sequence[Hop] = ()) -> Outcome | None:
        """Ask hop by hop until something other than a redirect comes; None if that is the way `known` to its end."""
        way = [hop.url for hop in known]
        url = self._request.url
        self._hops = []
        self._cookies = Cookies()
        self._part = ""
        seen: set[tuple[str, str]] = set()
        while True:
            state = (url, self._cookies.header(url))
            if state in seen:
                return Failure("loop", f"redirects in a loop: {self._shown_loop(url)}")
            seen.add(state)
            if len(self._hops) > self._fetcher.options.max_redirects:
                many = self._fetcher.options.max_redirects
                return Failure("loop", f"redirects more than {many} times: {self._shown_loop(url)}")
            outcome = await self._fetcher.ask(url, self._purse, head=head, headers=self._headers)
            if isinstance(outcome, Failure):
                self._hops.append(Hop(url, None))
                return outcome
            self._hops.append(Hop(url, outcome.status))
            if outcome.status not in judge.REDIRECTS:
                return outcome
            self._cookies.keep(url, outcome.cookies)
            following = self._next(url, outcome)
            self._part = outcome.headers.get("location", "").partition("#")[2] or self._part
            if isinstance(following, Failure):
                return following
            url = following
            if [*(hop.url for hop in self._hops), url] == way:
                return None

    @staticmethod
    def _next(url: str, reply: Reply) -> str | Failure:
        """Where a redirect leads."""
        location = reply.headers.get("location", "").strip()
        if not location:
            return Failure("location", f"answers {reply.status}, a redirect that says no address")
        shown = location[:200]
        # Backslashes of a path are slashes, as browsers read them (URL Standard, 4.4)
        location = re.sub(r"^[^?#]*", lambda found: found[0].replace("\\", "/"), location)
        location = re.sub(r"^((?:https?:)?//)/+", r"\1", location, flags=re.IGNORECASE)
        try:
            target = urljoin(url, location)
            found = normalise(target)
        except ValueError:
            return Failure("location", f"is redirected to '{shown}', which isn't an address")
        scheme, colon, _ = found.partition(":")
        if not (is_web(found) and key_of(found)[1]):
            if colon and scheme.lower() not in ("http", "https"):
                return Failure("refused", f"is redirected to '{shown}', which isn't on the web")
            return Failure("location", f"is redirected to '{shown}', which isn't an address")
        scheme, host, port = key_of(found)
        if not port or any(char in host for char in " <>\\^`{|}\"'"):
            return Failure("location", f"is redirected to '{shown}', which isn't an address")
        head, at, tail = found.partition("://")[2].partition("/")[0].rpartition("@")
        return found.replace(f"{head}@", "", 1) if at and tail else found

    def _headers(self, url: str) -> dict[str, str]:
        """Cookies that this very host set on the way, and what the first address was last known by."""
        found = {}
        if cookies := self._cookies.header(url):
            found["Cookie"] = cookies
        if self._etag and url == self._request.url:
            found["If-None-Match"] = self._etag
        return found

    def _shown_loop(self, url: str) -> str:
        """The loop, or the last part of a long way."""
        urls = [hop.url for hop in self._hops]
        start = urls.index(url) if url in urls else max(0, len(urls) - 4)
        return " → ".join([*urls[start:][:6], url])

    async def _probe(self, url: str) -> Reply | None:
        """One GET of an address beside the page; asked once a run, however many pages are compared with it."""
        siblings = self._fetcher.siblings
        if url not in siblings:
            siblings[url] = asyncio.ensure_future(self._fetcher.ask(url, self._purse, head=False))
        outcome = await asyncio.shield(siblings[url])
        return outcome if isinstance(outcome, Reply) else None
