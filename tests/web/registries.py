"""Stand-ins of doi.org, DataCite, Crossref, TCIA, Zenodo and Wayback: real paths and shapes, limits and moods.

    with Web() as web:
        world = Registries(web, authority)
        world.datacite.put("10.7937/…", title="…")
        ... run(url, **world.options)

Each stand-in listens under a name of its own over TLS; `options` lead the real names to them. What a stand-in says
of one DOI is changed by `moods`: a route for its key, which may do anything to the connection.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qs, unquote

from web.certs import Authority
from web.server import Call, Route, Site, Web, status

JSON = "application/json;charset=utf-8"


async def say(call: Call, data: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
    """Answer with JSON."""
    await call.reply(status, headers, json.dumps(data).encode(), content_type=JSON)


class Limit:
    """At most `count` questions in `seconds`, and `at_a_time` under way; what is more gets 429.

    Half of the time is let off, since both sides run in one process here, on a machine that may be busy. How long
    medlint waits in between is tested by itself.
    """

    def __init__(self, count: int, seconds: float, at_a_time: int = 1000) -> None:
        self.count, self.seconds, self.at_a_time = count, seconds, at_a_time
        self._starts: deque[float] = deque()
        self.under_way = 0
        self.refused = 0

    def passes(self) -> bool:
        """Whether a question that comes now is within the limits."""
        now = time.monotonic()
        while self._starts and now - self._starts[0] >= self.seconds / 2:
            self._starts.popleft()
        if len(self._starts) >= self.count or self.under_way > self.at_a_time:
            self.refused += 1
            return False
        self._starts.append(now)
        return True


class StandIn:
    """One service: what it holds, its moods, its limit and what it takes to answer."""

    host = ""

    def __init__(self, web: Web, authority: Authority) -> None:
        self.held: dict[str, Any] = {}
        self.moods: dict[str, Route] = {}
        self.mood: Route | None = None
        self.limit: Limit | None = None
        self.latency = 0.0
        self.asked: list[str] = []
        self.site: Site = web.site(tls=authority.good(self.host), fallback=self._answer)

    @property
    def connect_to(self) -> str:
        return f"{self.host}:443:{self.site.address}:{self.site.port}"

    async def _answer(self, call: Call) -> None:
        self.asked.append(unquote(call.request.target))
        limit = self.limit
        if limit is not None:
            limit.under_way += 1
        try:
            if limit is not None and not limit.passes():
                await call.reply(429, self.limits(), b"Too many requests", content_type="text/plain")
                return
            if self.latency:
                await asyncio.sleep(self.latency)
            if self.mood is not None:
                await self.mood(call)
                return
            await self.answer(call)
        finally:
            if limit is not None:
                limit.under_way -= 1

    def limits(self) -> dict[str, str]:
        """Headers that every answer has."""
        return {}

    async def answer(self, call: Call) -> None:
        raise NotImplementedError

    async def moody(self, call: Call, key: str) -> bool:
        """Answer in the mood for this DOI, if there is one."""
        mood = self.moods.get(key)
        if mood is not None:
            await mood(call)
        return mood is not None


class DoiOrg(StandIn):
    """`held`: where each DOI leads. A browser's question is answered with the redirect."""

    host = "doi.org"

    async def answer(self, call: Call) -> None:
        found = re.fullmatch(r"/api/handles/(.+)", call.path)
        doi = unquote(found[1] if found else call.path[1:])
        if await self.moody(call, doi.lower()):
            return
        url = self.held.get(doi.lower())
        if found is None:
            await call.reply(302 if url else 404, {"Location": url} if url else {})
        elif doi.lower() not in self.held:
            await say(call, {"responseCode": 100, "handle": doi}, 404)
        elif url is None:
            await say(call, {"responseCode": 200, "handle": doi, "values": []})
        else:
            value = {"index": 1, "type": "URL", "data": {"format": "string", "value": url}, "ttl": 86400}
            await say(call, {"responseCode": 1, "handle": doi, "values": [value]})


class DataCite(StandIn):
    """`held`: attributes by DOI. 500 questions in five minutes."""

    host = "api.datacite.org"

    def put(self, doi: str, url: str = "", title: str = "A set of images", **attributes: Any) -> None:
        """Register a dataset."""
        self.held[doi.lower()] = {
            "doi": doi.lower(),
            "titles": [{"title": title}],
            "publisher": "The Cancer Imaging Archive",
            "publicationYear": 2020,
            "types": {"resourceTypeGeneral": "Dataset"},
            "sizes": [],
            "formats": [],
            "rightsList": [],
            "relatedIdentifiers": [],
            "version": None,
            "state": "findable",
            "url": url,
        } | attributes

    async def answer(self, call: Call) -> None:
        alone = re.fullmatch(r"/dois/(.+)", call.path)
        if alone is not None:
            doi = unquote(alone[1]).lower()
            if await self.moody(call, doi):
                return
            if doi in self.held:
                await say(call, {"data": self.record(doi)})
            else:
                await say(call, {"errors": [{"status": "404", "title": "The resource you are looking for…"}]}, 404)
            return
        query = parse_qs(call.request.target.partition("?")[2])
        asked = [doi.lower() for doi in query.get("ids", [""])[0].split(",") if doi]
        for doi in asked:
            if await self.moody(call, doi):
                return
        size = int(query.get("page[size]", ["25"])[0])
        data = [self.record(doi) for doi in reversed(asked) if doi in self.held]
        await say(call, {"data": data[: min(size, 1000)], "meta": {"total": len(data)}})

    def record(self, doi: str) -> dict[str, Any]:
        return {"id": doi, "type": "dois", "attributes": self.held[doi]}


class Crossref(StandIn):
    """`held`: messages by DOI. `lists` says whether `/works?filter=doi:…` is answered."""

    host = "api.crossref.org"
    lists = True
    named: tuple[int, str, int] | None = (5, "1s", 1)

    def put(self, doi: str, url: str = "", title: str = "On images", **message: Any) -> None:
        """Register a work."""
        self.held[doi.lower()] = {
            "DOI": doi.lower(), "title": [title], "type": "journal-article", "license": [],
            "resource": {"primary": {"URL": url}},
        } | message  # fmt: skip

    def limits(self) -> dict[str, str]:
        if self.named is None:
            return {}
        names = ("x-rate-limit-limit", "x-rate-limit-interval", "x-concurrency-limit")
        return dict(zip(names, map(str, self.named), strict=True))

    async def answer(self, call: Call) -> None:
        path, _, query = call.request.target.partition("?")
        one = re.fullmatch(r"/works/(.+)", path)
        if one is None and path == "/works" and self.lists:
            names = [name.removeprefix("doi:") for name in parse_qs(query)["filter"][0].split(",")]
            for name in names:
                if await self.moody(call, name.lower()):
                    return
            items = [self.held[name.lower()] for name in names if name.lower() in self.held]
            message = {"total-results": len(items), "items": items}
            await say(call, {"status": "ok", "message-type": "work-list", "message": message}, 200, self.limits())
            return
        doi = unquote(one[1]).lower() if one else ""
        if await self.moody(call, doi):
            return
        if doi in self.held:
            await say(call, {"status": "ok", "message-type": "work", "message": self.held[doi]}, 200, self.limits())
        else:
            await call.reply(404, self.limits(), b"Resource not found.", content_type="text/plain")


class Tcia(StandIn):
    """`held`: collections by short title, two to a page."""

    host = "cancerimagingarchive.net"

    def put(self, short: str, title: str, doi: str, license_: Any = "CC BY 4.0", **more: Any) -> None:
        """Add a collection; `license_` is the name of its licence, or a list of what is given instead."""
        licenses = license_ if isinstance(license_, list) else [license_]
        self.held[short] = {
            "short_title": short, "title": title, "doi": doi, "licenses": licenses, "subjects": None,
            "data_types": ["CT"], "cancer_types": [], "cancer_locations": [], "version": "1", "downloads": [],
        } | more  # fmt: skip

    async def answer(self, call: Call) -> None:
        if call.path != "/api/v2/collections/":
            await call.reply(404)
            return
        page = int(parse_qs(call.request.target.partition("?")[2]).get("page", ["1"])[0])
        every = list(self.held.values())
        pages = max(1, -(-len(every) // 2))
        await say(call, {"results": every[2 * page - 2 : 2 * page], "total_pages": pages})


class Zenodo(StandIn):
    """`held`: records by number; a number that stands for all versions redirects to the newest. 403 to nobody."""

    host = "zenodo.org"

    def put(self, number: int, concept: int, title: str, size: int, license_: str = "cc-by-4.0", **more: Any) -> None:
        """Add a version, the newest of its record so far."""
        for record in self.held.values():
            if record["conceptrecid"] == str(concept):
                record["metadata"]["relations"]["version"][0]["is_last"] = False
        self.held[str(number)] = {
            "id": number, "conceptrecid": str(concept), "doi": f"10.5281/zenodo.{number}",
            "conceptdoi": f"10.5281/zenodo.{concept}",
            "metadata": {
                "title": title, "license": {"id": license_}, "version": more.pop("version", "1.0"),
                "relations": {"version": [{"is_last": True, "count": 1}]},
            },
            "files": [{"key": "images.zip", "size": size}],
        } | more  # fmt: skip

    async def answer(self, call: Call) -> None:
        number = call.path.rpartition("/")[2]
        if "user-agent" not in call.request.headers:
            await call.reply(403)
        elif await self.moody(call, number):
            return
        elif number in self.held:
            await say(call, self.held[number])
        elif same := [n for n, record in self.held.items() if record["conceptrecid"] == number]:
            await call.reply(302, {"Location": f"https://{self.host}/api/records/{same[-1]}"})
        else:
            await say(call, {"status": 404, "message": "PID does not exist."}, 404)


class Wayback(StandIn):
    """`held`: copies by address."""

    host = "archive.org"

    async def answer(self, call: Call) -> None:
        url = parse_qs(call.request.target.partition("?")[2]).get("url", [""])[0]
        copy = self.held.get(url)
        closest = {"available": True, "url": copy, "timestamp": "20210403000000", "status": "200"}
        await say(call, {"url": url, "archived_snapshots": {"closest": closest} if copy else {}})


class Registries:
    """All of them, and what leads the real names to them. Pages are put on sites of their own, `pages`
    over TLS and `plain` without."""

    def __init__(self, web: Web, authority: Authority) -> None:
        self.doi = DoiOrg(web, authority)
        self.datacite = DataCite(web, authority)
        self.crossref = Crossref(web, authority)
        self.tcia = Tcia(web, authority)
        self.zenodo = Zenodo(web, authority)
        self.wayback = Wayback(web, authority)
        self.routes: dict[str, Route] = {"/robots.txt": status(404)}
        self.plain_routes: dict[str, Route] = {"/robots.txt": status(404)}
        self.pages = web.site(self.routes, tls=authority.good("*.example.org", "*.cancerimagingarchive.net"))
        self.plain = web.site(self.plain_routes)

    @property
    def services(self) -> tuple[StandIn, ...]:
        return (self.doi, self.datacite, self.crossref, self.tcia, self.zenodo, self.wayback)

    @property
    def connect_to(self) -> tuple[str, ...]:
        """The real names and `*.example.org` pages, as curl's option leads them here."""
        own = tuple(service.connect_to for service in self.services)
        page_hosts = ("data.example.org", "publisher.example.org", "www.cancerimagingarchive.net")
        return own + tuple(f"{host}:443:127.0.0.1:{self.pages.port}" for host in page_hosts)

    def metadata_requests(self) -> int:
        """Questions about metadata, those for the agency of a DOI included."""
        return sum(len(s.asked) for s in self.services if s is not self.doi) + sum(
            "/doiRA/" in target for target in self.doi.asked
        )


def html(status: int = 200) -> Route:
    """A page where JSON is expected."""

    async def route(call: Call) -> None:
        await call.reply(status, None, b"<!DOCTYPE html><html><title>Sign in</title><body>Welcome</body></html>")

    return route


def truncated(data: Any) -> Route:
    """JSON whose second half is missing, under a length that is right."""

    async def route(call: Call) -> None:
        body = json.dumps(data).encode()
        await call.reply(200, None, body[: len(body) // 2], content_type=JSON)

    return route


def answering(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Route:
    """These very data."""

    async def route(call: Call) -> None:
        await say(call, data, status, headers)

    return route
