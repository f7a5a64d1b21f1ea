"""One link from its first address to its verdict: redirects, cookies, the page at the end."""

from __future__ import annotations

import asyncio
import re
from contextlib import nullcontext
from urllib.parse import urljoin

from medlint.answers import Hop, Verdict
from medlint.links import judge, page_checks
from medlint.links.cookies import CookieJar
from medlint.links.fetch import GONE, Fetcher, Question, TimeBudget
from medlint.links.guard import key_of
from medlint.links.options import Failure, LinkRequest
from medlint.links.response import Response
from medlint.text.url import is_web, normalise


class LinkCheck:
    """The check of one link. Made anew for each, since cookies and time are its own."""

    def __init__(
        self, fetcher: Fetcher, request: LinkRequest, etag: str = "", trusted_host: str = "", *, held: bool = False
    ) -> None:
        """`etag` is what the page was known by when it was last alive, `trusted_host` where it was then found.

        `held`: the slot for the first request is taken already.
        """
        self.fetcher = fetcher
        self.request = request
        self.etag = etag
        self.trusted_host = trusted_host
        self._budget = TimeBudget(fetcher.options.timeout, held=held)
        self._cookies = CookieJar()
        self._part = ""  # the fragment that a redirect named
        self._hops: list[Hop] = []

    async def verdict(self) -> Verdict:
        """Go all the way and judge."""
        answer = await self._follow()
        hops = self._hops
        findings = judge.Findings()
        etag = ""
        if isinstance(answer, Response):
            findings = await page_checks.at_page(self.request, hops, answer, self._probe, self.trusted_host, self._part)
            etag = answer.headers.get("etag", self.etag)[:200]
        found = judge.judge(hops, answer, findings, self._accepted(hops[-1].url))
        found = found._replace(tries=self._budget.tries, elapsed=round(self._budget.spent, 3), etag=etag)
        if found.state == "alive" and isinstance(answer, Response) and self.fetcher.options.compare_https:
            return found._replace(secure_url=await self._secure_url(answer))
        return found

    async def _secure_url(self, answer: Response) -> str | None:
        """The https:// form of a link that is alive without encryption, where it leads to the same page."""
        url = self.request.url
        scheme, host, port = key_of(url)
        secure = "https" + url.removeprefix("http")
        if (scheme, port) != ("http", 80):
            return None
        if self._hops[-1].url == secure:
            return secure
        answers = self.fetcher.https
        async with nullcontext() if host in answers else self.fetcher.finding_out[host]:
            if answers.get(host) is False:
                return None
            tries = self._budget.tries
            other = await self.fetcher.fetch(Question(secure, self._headers(secure), retries=0), self._budget)
            self._budget.tries = tries
            answers[host] = isinstance(other, Response)
        return secure if isinstance(other, Response) and page_checks.is_same(answer, other, secure) else None

    def _accepted(self, url: str) -> frozenset[int]:
        """The statuses that the config accepts of the host of an address, or of the link's own."""
        accepted = self.fetcher.options.accepted
        return accepted(key_of(url)[1]) | accepted(key_of(self.request.url)[1])

    async def _follow(self) -> Response | Failure:
        """Ask hop by hop until something other than a redirect comes."""
        url = self.request.url
        seen: set[tuple[str, int]] = set()
        while True:
            state = (url, hash(self._cookies.header(url)))  # not the text, which may be long
            if state in seen:
                return self._loop(url, "redirects in a loop")
            seen.add(state)
            if len(self._hops) > self.fetcher.options.max_redirects:
                return self._loop(url, f"redirects more than {self.fetcher.options.max_redirects} times")
            question = Question(url, self._headers(url), confirm=not self._accepted(url) & GONE)
            answer = await self.fetcher.fetch(question, self._budget)
            self._hops.append(Hop(url, None if isinstance(answer, Failure) else answer.status))
            if isinstance(answer, Failure):
                return answer
            self._cookies.keep(url, answer.cookies)
            redirected = answer.status in judge.REDIRECTS
            location = answer.headers.get("location", "") if redirected else page_checks.refresh(answer, url)
            following = self._next(url, answer.status, location)
            if not redirected and (isinstance(following, Failure) or following in [hop.url for hop in self._hops]):
                return answer
            self._part = location.partition("#")[2] or self._part
            if isinstance(following, Failure):
                return following
            url = following

    def _next(self, url: str, status: int, location: str) -> str | Failure:
        """Where a redirect leads. What was asked before is asked as the server writes it, whose own way that may be."""
        location = location.strip()
        if not location:
            return Failure("location", f"answers {status}, a redirect that says no address")
        shown = location[:200]
        # Backslashes of a path are slashes, as browsers read them (URL Standard, 4.4)
        location = re.sub(r"^[^?#]*", lambda found: found[0].replace("\\", "/"), location)
        location = re.sub(r"^((?:https?:)?//)/+", r"\1", location, flags=re.IGNORECASE)
        nowhere = Failure("location", f"is redirected to '{shown}', which isn't an address")
        try:
            target = urljoin(url, location)
            found = normalise(target)
        except ValueError:
            return nowhere
        scheme, host, port = key_of(found)
        if scheme not in ("", "http", "https"):
            return Failure("refused", f"is redirected to '{shown}', which isn't on the web")
        if not (is_web(found) and host and port) or any(char in host for char in " <>\\^`{|}\"'"):
            return nowhere
        head, at, tail = found.partition("://")[2].partition("/")[0].rpartition("@")
        if at and tail:
            return found.replace(f"{head}@", "", 1)
        return target.partition("#")[0] if any(hop.url == found for hop in self._hops) else found

    def _headers(self, url: str) -> dict[str, str]:
        """Cookies that were set on the way, what the config has for this origin, and the first address's ETag."""
        found = dict(self.fetcher.configured.get(key_of(url), ()))
        if cookies := self._cookies.header(url):
            found["Cookie"] = cookies
        if url == self.request.url and self.etag:
            found["If-None-Match"] = self.etag
        return found

    def _loop(self, url: str, what: str) -> Failure:
        """The failure of redirects without end, with the loop or the last part of a long way.

        A server that sets cookies on the way may lead people elsewhere.
        """
        urls = [hop.url for hop in self._hops]
        start = urls.index(url) if url in urls else max(0, len(urls) - 4)
        return Failure("cookie-loop" if self._cookies else "loop", f"{what}: {' → '.join([*urls[start:][:6], url])}")

    async def _probe(self, url: str) -> Response | None:
        """One GET of an address beside the page; asked once a run for each host whose links lead there.

        However many pages are compared with it. What a slow host's link has time for says nothing to others.
        """
        siblings, place = self.fetcher.siblings, (url, key_of(self.request.url))
        if place not in siblings:
            asked = self.fetcher.fetch(Question(url, self._headers(url)), self._budget)
            siblings[place] = asyncio.ensure_future(asked)
        answer = await asyncio.shield(siblings[place])
        return answer if isinstance(answer, Response) else None
