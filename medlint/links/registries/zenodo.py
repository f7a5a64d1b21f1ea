"""Zenodo: a record's licence, the bytes of its files, and whether there is a newer version."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.registries.base import Found, Service, Subject, each, mapping, maps, prose, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer
    from medlint.links.options import LinkOptions

_DOI = regex(r"10\.5281/zenodo\.(\d{1,12})")
_PAGE = regex(r"/(?:records?|deposit|doi/10\.5281/zenodo\.)/?(\d{1,12})(?:/.*)?", re.IGNORECASE)
_RECORD_PAGE = regex(r"/records?/\d{1,12}/?")
_RECORD = regex(r"(?:https?://[^/]+)?/api/records/(\d{1,12})(?:[/?].*)?")


class Zenodo(Service):
    """One question for each record, and one more for a record that has a newer version."""

    name = "Zenodo"
    key = "zenodo"
    base = "https://zenodo.org"
    judges_pages = True

    @staticmethod
    def holds(subject: Subject) -> bool:
        """Zenodo's DOIs and pages, both of which hold the record's number."""
        return bool(number_of(subject))

    @classmethod
    def asked_of_every_page(cls, options: LinkOptions) -> bool:  # noqa: ARG003
        """Two questions for a record are more than one for its page."""
        return False

    @staticmethod
    def address(subject: Subject, answer: Registered) -> str:
        """A record's own page, not those of its files."""
        return subject.url if not answer.retracted and _RECORD_PAGE.fullmatch(urlsplit(subject.url).path) else ""

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """Each record, as its answer comes."""
        async for found in each(subjects, self._one):
            yield found

    async def _one(self, subject: Subject) -> Found:
        number = number_of(subject)
        answer = await self._record(number)
        if answer is None:
            return {}
        if answer.status == 404:
            self.useful()
            return {subject.key: None}
        if answer.status == 410:
            self.useful()
            return {subject.key: Registered("Zenodo", str(subject.doi or ""), retracted="withdrawn by Zenodo")}
        found = parse(answer.data, number)
        if found is None:
            self.useless("answers with something other than the record that was asked for")
            return {}
        self.useful()
        newest = await self._newest(answer.data, number)
        return {subject.key: found if not newest else found._replace(newer=(newest,))}

    async def _record(self, number: str) -> JsonAnswer | None:
        """A record by its number; that of all versions leads on to the newest."""
        answer = await self.get(f"/api/records/{number}", (200, 301, 302, 307, 308, 404, 410))
        if answer is not None and answer.status // 100 == 3:
            onward = _RECORD.fullmatch(answer.headers.get("location", ""))
            if onward is None:
                self.useless("leads elsewhere")
                return None
            answer = await self.get(f"/api/records/{onward[1]}", (200, 404, 410))
        return answer

    async def _newest(self, data: Any, number: str) -> str | None:
        """The DOI that stands for the newest version, where this record isn't that; None where it is."""
        concept = text(mapping(data).get("conceptrecid"))
        if not _is_old(data) or concept in ("", number):
            return None
        answer = await self._record(concept)
        newest = parse(answer.data, concept) if answer is not None and answer.status == 200 else None
        return newest.doi if newest is not None and newest.doi else text(mapping(data).get("conceptdoi"))


def number_of(subject: Subject) -> str:
    """The number of the record; empty where the subject is none of Zenodo's."""
    if subject.doi is not None:
        found = _DOI.fullmatch(subject.key)
    elif "zenodo" not in subject.url:  # asked of every link
        return ""
    else:
        parts = urlsplit(subject.url)
        found = _PAGE.fullmatch(parts.path) if parts.hostname in ("zenodo.org", "www.zenodo.org") else None
    return found[1] if found else ""


def parse(data: Any, number: str) -> Registered | None:
    """What an answer says of the record of this number, or of its newest version; None where it's another's."""
    record = mapping(data)
    metadata = mapping(record.get("metadata"))
    if number not in (text(record.get("id")), text(record.get("conceptrecid"))) or not metadata:
        return None
    amounts = [file.get("size") for file in maps(record.get("files"))]
    total = sum(size for size in amounts if type(size) is int) if all(type(size) is int for size in amounts) else 0
    licence = metadata.get("license")
    kind = mapping(metadata.get("resource_type"))
    return Registered(
        "Zenodo",
        text(record.get("doi")),
        f"https://zenodo.org/records/{text(record.get('id'))}",
        texts([prose(metadata.get("title"))]),
        texts([mapping(licence).get("id") or licence]),
        text(kind.get("title") or kind.get("type")),
        (f"{total} bytes",) if total else (),
        text(metadata.get("version")),
    )


def _is_old(data: Any) -> bool:
    versions = maps(mapping(mapping(mapping(data).get("metadata")).get("relations")).get("version"))
    return any(version.get("is_last") is False for version in versions)
