"""Crossref: where papers have their DOIs from (api.crossref.org), within the limits that its answers name."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.registries.base import (
    Found,
    Service,
    Subject,
    each,
    in_path,
    items,
    mapping,
    maps,
    prose,
    same_doi,
    text,
    texts,
)
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
        if len(many) > 1:
            batches = [many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE)]
            first = await self._list(batches[0])
            if first is None:
                rest += many
            else:
                yield first
                async for found in each(batches[1:], self._listed):
                    yield found
        else:
            rest += many
        # The first answer says how the others may be asked; that none comes is seen before they stand in line.
        for part in (rest[:1], rest[1:2], rest[2:]):
            async for found in each(part, self._one):
                yield found

    async def _listed(self, batch: Sequence[Subject]) -> Found:
        found = await self._list(batch)
        if found is None:
            self.useless("answers with something other than the works that were asked for")
        return found or {}

    async def _list(self, batch: Sequence[Subject]) -> Found | None:
        """Several works by one question; None where no answer to it can be used."""
        names = ",".join(f"doi:{in_path(subject)}" for subject in batch)
        path = f"/works?filter={names}&rows={len(batch)}{self._mailto('&')}"
        answer = await self.put(path)
        if answer is not None and answer.error:
            self.useless(answer.error, self.silence)
        found = parse_list(answer.data, batch) if answer is not None and answer.status == 200 else None
        if found is not None:
            self.useful()
        return found

    async def _one(self, subject: Subject) -> Found:
        answer = await self.get(f"/works/{in_path(subject)}{self._mailto('?')}", (200, 404))
        if answer is None:
            return {}
        if answer.status == 404:
            self.useful()
            return {subject.key: None}
        found = parse(answer.data, subject)
        if found is None:
            self.useless("answers with something other than the work that was asked for")
            return {}
        self.useful()
        return {subject.key: found}

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
    number = headers.get("x-rate-limit-limit", "").strip()
    unit = _INTERVAL.fullmatch(headers.get("x-rate-limit-interval", "").strip())
    at_a_time = headers.get("x-concurrency-limit", "").strip()
    seconds = None
    if number.isascii() and number.isdigit() and int(number[:9]) and unit:
        seconds = min(float(unit[1]) * _SECONDS[unit[2] or "s"] * _MARGIN / int(number[:9]), 60.0)
    good = at_a_time.isascii() and at_a_time.isdigit() and int(at_a_time[:4]) > 0
    return (int(at_a_time[:4]) if good else None), seconds


def parse(data: Any, subject: Subject) -> Registered | None:
    """What an answer says of the work; None where it isn't about this DOI."""
    return _work(mapping(mapping(data).get("message")), subject)


def parse_list(data: Any, batch: Iterable[Subject]) -> Found | None:
    """What a list of works says of the DOIs of a batch; None where it isn't a list of these works."""
    asked = {subject.key: subject for subject in batch}
    found: Found = dict.fromkeys(asked)
    works = mapping(mapping(data).get("message")).get("items")
    if not isinstance(works, list):
        return None
    for work in works:
        subject = asked.get(text(mapping(work).get("DOI")).lower())
        if subject is None or (made := _work(mapping(work), subject)) is None:
            return None
        found[subject.key] = made
    return found


def _work(work: dict[str, Any], subject: Subject) -> Registered | None:
    if not same_doi(work.get("DOI"), subject):
        return None
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
