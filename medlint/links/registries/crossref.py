"""Crossref: where papers have their DOIs from (api.crossref.org), within the limits that its answers name."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.registries.base import Found, Service, Subject, items, listed, mapping, maps, prose, text, texts
from medlint.links.response import header_number
from medlint.text.url import host_key

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

# DOIs in one list: an address with more of them gets too long for some servers between.
_AT_ONCE = 40
# Seconds between two questions until an answer says what is allowed: those of the public pool.
_FIRST = 0.22
# So much slower than allowed, since answers and questions don't take equally long.
_MARGIN = 1.1
_INTERVAL = regex(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_TAKEN_BACK = ("retraction", "withdrawal", "removal")
_MARKED = regex(r"(?:RETRACTED|WITHDRAWN)\b(?: ARTICLE)?\s*:", re.IGNORECASE)


class Crossref(Service):
    """Asked for what DataCite doesn't hold: by lists where the service takes them, else one by one."""

    name = "Crossref"
    key = "crossref"
    base = "https://api.crossref.org"

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """Lists have limits of their own, so the lists come first and the rest after them."""
        self.pace.limit(host_key(self.base + "/"), 1, _FIRST)
        rest = [subject for subject in subjects if "," in subject.key]
        many = [subject for subject in subjects if "," not in subject.key]
        batches = [many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE)]
        first = await self._list(many[:_AT_ONCE]) if len(many) > 1 else None
        if first is None:
            rest += many
        else:
            yield first
            async for found in self.each(batches[1:], self._list):
                yield found
        # The first answer says how the others may be asked; that none comes is seen before they stand in line.
        for part in (rest[:1], rest[1:2], rest[2:]):
            async for found in self.each(part, self.one):
                yield found

    async def _list(self, batch: Sequence[Subject]) -> Found | None:
        """Several works by one question; None where no answer to it can be used."""
        names = ",".join(f"doi:{subject.quoted}" for subject in batch)
        path = f"/works?filter={names}&rows={len(batch)}{self._mailto('&')}"
        return await self.get(
            path, lambda answer: _works(mapping(mapping(answer.data).get("message")).get("items"), batch)
        )

    def path(self, subject: Subject) -> str:
        """The API's address of the work."""
        return f"/works/{subject.quoted}{self._mailto('?')}"

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of the work; None where it isn't about this DOI."""
        return (_works([mapping(data).get("message")], [subject]) or {}).get(subject.key)

    def _mailto(self, mark: str) -> str:
        return f"{mark}mailto={quote(self.contact, safe='@')}" if self.contact else ""

    def heard(self, answer: JsonAnswer) -> None:
        """Take over the limits that an answer names."""
        host = host_key(self.base + "/")
        at_a_time, interval = limits(answer.headers)
        if interval is not None and interval > self.pace.host(host).interval:
            self.pace.hold(host, interval)  # what was asked until now was asked too soon
        self.pace.limit(host, at_a_time, interval)


def limits(headers: Mapping[str, str]) -> tuple[int | None, float | None]:
    """Requests at a time, and seconds between two; None for what the headers don't say."""
    number = header_number(headers, "x-rate-limit-limit")
    unit = _INTERVAL.fullmatch(headers.get("x-rate-limit-interval", "").strip())
    seconds = min(float(unit[1]) * _SECONDS[unit[2] or "s"] * _MARGIN / number, 60.0) if number and unit else None
    return header_number(headers, "x-concurrency-limit") or None, seconds


def _works(works: Any, batch: Iterable[Subject]) -> Found | None:
    return listed(works, batch, lambda work: work.get("DOI"), _work)


def _work(work: dict[str, Any]) -> Registered:
    titles = texts(map(prose, items(work.get("title"))))
    updates = [update for update in maps(work.get("updated-by")) if text(update.get("type")) in _TAKEN_BACK]
    retracted = " ".join(texts([updates[0].get("type"), updates[0].get("DOI")])) if updates else ""
    if not retracted and any(_MARKED.match(title) for title in titles):
        retracted = "marked so in its title"
    return Registered(
        "Crossref",
        text(work.get("DOI")),
        text(mapping(mapping(work.get("resource")).get("primary")).get("URL")),
        titles,
        # "tdm" is what a publisher grants to text mining alone.
        texts(item.get("URL") for item in maps(work.get("license")) if item.get("content-version") != "tdm"),
        text(work.get("type")),
        retracted=retracted,
    )
