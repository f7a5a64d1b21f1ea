"""doi.org, DataCite, Crossref and the Wayback Machine as bench/farm.py plays them: paths, shapes, pace and limits.

DOIs are `10.7937/bench.N` (DataCite's) and `10.1109/bench.N` (Crossref's), N being the number of a link. doi.org takes
as long for a DOI as the plan says, whether it is asked for the handle or for the redirect. The others take a third of
a second and a hundredth more for each record.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, unquote

NAMES = ("doi.org", "api.datacite.org", "api.crossref.org", "archive.org")
DATACITE, CROSSREF = "10.7937", "10.1109"
_REASONS = {200: "OK", 302: "Found", 404: "Not Found", 429: "Too Many Requests"}
_LONG = "An abstract or a description, as most records have. " * 60


class Limit:
    """At most `count` questions in `seconds`, and `at_a_time` under way."""

    def __init__(self, count: int, seconds: float, at_a_time: int) -> None:
        self.count, self.seconds, self.at_a_time = count, seconds, at_a_time
        self._starts: deque[float] = deque()

    def passes(self, under_way: int) -> bool:
        """Whether a question that comes now is within the limits."""
        now = time.monotonic()
        while self._starts and now - self._starts[0] >= self.seconds:
            self._starts.popleft()
        if len(self._starts) >= self.count or under_way > self.at_a_time:
            return False
        self._starts.append(now)
        return True

    def named(self) -> dict[str, str]:
        """The limit in Crossref's headers."""
        return {
            "x-rate-limit-limit": str(self.count),
            "x-rate-limit-interval": f"{self.seconds:.0f}s",
            "x-concurrency-limit": str(self.at_a_time),
        }


class Registries:
    """What they hold: for each number of a link where its DOI leads, and how long doi.org takes for it."""

    def __init__(self, leads: Mapping[int, tuple[str, float]]) -> None:
        self._leads = leads
        self.asked: Counter[str] = Counter()
        self._limits = {
            # With a contact named, as the bench's config does.
            "api.datacite.org": Limit(1000, 300, 1000),
            "one": Limit(10, 1, 3),
            "many": Limit(3, 1, 3),
        }

    def answer(self, name: str, target: str, under_way: int) -> tuple[float, bytes]:
        """The seconds that a question takes, and its answer."""
        self.asked[name] += 1
        path, _, query = target.partition("?")
        ask: dict[str, Callable[[str, dict[str, list[str]]], tuple[float, bytes]]] = {
            "doi.org": self._doi, "api.datacite.org": self._datacite, "api.crossref.org": self._crossref,
            "archive.org": lambda _path, _query: (0.5, _json({"archived_snapshots": {}})),
        }  # fmt: skip
        limit = name
        if name == "api.crossref.org":
            limit = "many" if path == "/works" else "one"
        if limit in self._limits and not self._limits[limit].passes(under_way):
            self.asked[f"{name} (429)"] += 1
            return 0.0, _answer(429, b"", self._limits[limit].named())
        return ask[name](unquote(path), parse_qs(query))

    def _doi(self, path: str, _query: object) -> tuple[float, bytes]:
        doi = path.removeprefix("/api/handles/").lstrip("/")
        url, seconds = self._leads[_number(doi)]
        if not path.startswith("/api/"):
            return seconds, _answer(302, b"", {"Location": url})
        value = {"index": 1, "type": "URL", "data": {"format": "string", "value": url}, "ttl": 86400}
        return seconds, _json({"responseCode": 1, "handle": doi, "values": [value]})

    def _datacite(self, _path: str, query: dict[str, list[str]]) -> tuple[float, bytes]:
        held = [doi for doi in query["ids"][0].split(",") if doi.startswith(DATACITE)]
        data = [
            {
                "id": doi,
                "type": "dois",
                "attributes": {
                    "doi": doi, "titles": [{"title": f"Images of {doi}"}], "publisher": "An archive", "sizes": [],
                    "types": {"resourceTypeGeneral": "Dataset"}, "rightsList": [], "relatedIdentifiers": [],
                    "descriptions": [{"description": _LONG}], "version": None, "state": "findable",
                    "url": self._leads[_number(doi)][0],
                },
            }
            for doi in reversed(held)
        ]  # fmt: skip
        return 0.33 + 0.01 * len(data), _json({"data": data, "meta": {"total": len(data)}})

    def _crossref(self, path: str, query: dict[str, list[str]]) -> tuple[float, bytes]:
        alone = path.removeprefix("/works").lstrip("/")
        asked = [alone] if alone else [name.removeprefix("doi:") for name in query["filter"][0].split(",")]
        works = [
            {
                "DOI": doi, "title": [f"On {doi}"], "type": "journal-article", "license": [], "abstract": _LONG,
                "resource": {"primary": {"URL": self._leads[_number(doi)][0]}},
            }
            for doi in asked if doi.startswith(CROSSREF)
        ]  # fmt: skip
        named = self._limits["one" if alone else "many"].named()
        if alone and not works:
            return 0.33, _answer(404, b"Resource not found.", named)
        message = works[0] if alone else {"total-results": len(works), "items": works}
        kind = "work" if alone else "work-list"
        said = {"status": "ok", "message-type": kind, "message": message}
        return 0.33 + 0.01 * len(works), _json(said, named)


def _number(doi: str) -> int:
    found = re.fullmatch(r"10\.\d+/bench\.(\d+)", doi)
    assert found, doi
    return int(found[1])


def _json(data: object, headers: Mapping[str, str] | None = None) -> bytes:
    return _answer(200, json.dumps(data).encode(), {"Content-Type": "application/json", **(headers or {})})


def _answer(status: int, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {_REASONS[status]}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
