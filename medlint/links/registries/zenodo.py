"""Zenodo: a record's licence, the bytes of its files, and whether there is a newer version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.registries.base import Found, Service, Subject, mapping, maps, prose, subject_of, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer
    from medlint.links.options import LinkOptions

_DOI = regex(r"10\.5281/zenodo\.(\d{1,12})")
_PAGE = regex(r"/(?:records?|deposit|doi/10\.5281/zenodo\.)/?(\d{1,12})(?:/.*)?", re.IGNORECASE)
_RECORD_PAGE = regex(r"/records?/\d{1,12}/?")


class Zenodo(Service):
    """One question for each record, and one more for a record that has a newer version."""

    name = "Zenodo"
    key = "zenodo"
    base = "https://zenodo.org"
    good = (200, 404, 410)
    onward = regex(r"(?:https?://[^/]+)?(/api/records/\d{1,12})(?:[/?].*)?")
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

    def path(self, subject: Subject) -> str:
        """The API's address of the record; that of all versions leads on to the newest."""
        return f"/api/records/{number_of(subject)}"

    def refused(self, answer: JsonAnswer, subject: Subject) -> Registered | None:
        """What was there and isn't any more."""
        gone = answer.status == 410
        return Registered("Zenodo", str(subject.doi or ""), retracted="withdrawn by Zenodo") if gone else None

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of the record, or of the newest where all versions are asked for."""
        from medlint.text.quantity import is_figure

        record, number = mapping(data), number_of(subject)
        metadata, concept = mapping(record.get("metadata")), text(record.get("conceptrecid"))
        if number not in (text(record.get("id")), concept) or not metadata:
            return None
        amounts = [file.get("size") for file in maps(record.get("files"))]
        total = sum(filter(is_figure, amounts)) if all(map(is_figure, amounts)) else 0
        licence = metadata.get("license")
        kind = mapping(metadata.get("resource_type"))
        versions = maps(mapping(metadata.get("relations")).get("version"))
        is_old = any(version.get("is_last") is False for version in versions) and concept not in ("", number)
        return Registered(
            "Zenodo",
            text(record.get("doi")),
            f"https://zenodo.org/records/{text(record.get('id'))}",
            texts([prose(metadata.get("title"))]),
            texts([mapping(licence).get("id") or licence]),
            text(kind.get("title") or kind.get("type")),
            (f"{total} bytes",) if total else (),
            text(metadata.get("version")),
            (f"10.5281/zenodo.{concept}",) if is_old else (),
        )

    async def one(self, subject: Subject) -> Found | None:
        """The record; of one that is old also the newest, to which the DOI of all versions leads on."""
        found = await super().one(subject)
        record = (found or {}).get(subject.key)
        if record is None or not record.newer:
            return found
        concept = subject_of(f"doi:{record.newer[0]}")
        newest = (await super().one(concept) or {}).get(concept.key)
        return {subject.key: record._replace(newer=(newest.doi,)) if newest is not None and newest.doi else record}


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
