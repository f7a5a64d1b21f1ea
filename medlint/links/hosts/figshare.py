"""Figshare: articles and collections, by page and by DOI (docs.figshare.com)."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, size
from medlint.links.registries.base import Subject, mapping, prose, text, texts

_PAGE = regex(r"/(articles|collections)/(?:[^/]+/){0,2}(\d{1,12})(?:/(\d{1,4}))?/*")
_DOI = regex(r"10\.6084/m9\.figshare\.(c\.)?(\d{1,12})(?:\.v(\d{1,4}))?")


class Place(NamedTuple):
    """`articles` or `collections`, the number, and the version where one is named."""

    kind: str
    number: str
    version: str


class Figshare(Host):
    """One question for each article or collection, whatever the version that is named."""

    name = "Figshare"
    key = "figshare"
    base = "https://api.figshare.com"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """Figshare's pages, those of its institutions too, and its own DOIs."""
        return place_of(subject) is not None

    def path(self, subject: Subject) -> str:
        """The API's address of the article or collection."""
        place = place_of(subject)
        assert place is not None
        return f"/v2/{place.kind}/{place.number}"

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of it."""
        told, place = mapping(data), place_of(subject)
        version = text(told.get("version"))
        if place is None or text(told.get("id")) not in ("", place.number) or not prose(told.get("title")):
            return None
        license_ = mapping(told.get("license"))
        doi = text(told.get("doi"))
        older = place.version.isdecimal() and version.isdecimal() and int(place.version) < int(version)
        return Registered(
            "Figshare",
            doi,
            subject.url or f"https://doi.org/{doi}",
            licenses=texts([license_.get("url") or license_.get("name")]),
            sizes=size(told.get("size")),
            version=version,
            newer=(doi,) if older and doi else (),
            name=prose(told.get("title")),
            flags=("embargoed",) if told.get("is_embargoed") is True else (),
        )


def place_of(subject: Subject) -> Place | None:
    """What a page or a DOI names; None for those of others."""
    if subject.doi is not None:
        found = _DOI.fullmatch(subject.key)
        return Place("collections" if found[1] else "articles", found[2], found[3] or "") if found else None
    if "figshare.com/" not in subject.url:  # asked of every link
        return None
    split = urlsplit(subject.url)
    if split.netloc != "figshare.com" and not split.netloc.endswith(".figshare.com"):
        return None
    found = _PAGE.fullmatch(split.path)
    return Place(found[1], found[2], found[3] or "") if found else None
