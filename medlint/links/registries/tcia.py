"""The Cancer Imaging Archive: its collections, by DOI, by page, or by the very name they have there.

All collections come with a few questions, so they are asked for once, and only where a list names one. Whether a
collection is open is read from its licence; the pages of the archive say it in several ways.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from medlint.answers import Registered, key_of_title
from medlint.data.license import spdx
from medlint.lazy import regex
from medlint.links.registries.base import Found, Service, Subject, doi_key, items, mapping, maps, prose, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

_PREFIX = "10.7937"
_HOSTS = ("www.cancerimagingarchive.net", "cancerimagingarchive.net", "wiki.cancerimagingarchive.net")
# The pages of a collection: today's, and those of the wiki that it was before.
_PAGE = regex(r"/(?:collections?/(?P<name>[^/]+)|display/(?P<space>[^/]+)/(?P<title>[^/]+))/*")
_MOST_PAGES = 50


class Tcia(Service):
    """One archive of cancer images, with its collections in a list."""

    name = "TCIA"
    key = "tcia"
    base = "https://cancerimagingarchive.net"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """DOIs of the archive, addresses that name a collection, and titles."""
        if subject.doi is not None:
            return subject.doi.prefix == _PREFIX
        return bool(subject.title or names_in(subject.url))

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """All that are asked for, at once: only where the whole list can be had, a hundred collections a page."""
        known: dict[str, Registered] = {}
        page = pages = 1
        while page <= min(pages, _MOST_PAGES):
            told = await self.get(f"/api/v2/collections/?per_page=100&page={page}", _page)
            if told is None:
                return
            pages, collections = told
            for found in map(parse, collections):
                for key in (doi_key(found.doi), *map(key_of_title, found.titles)):
                    known.setdefault(key, found)
            page += 1
        for subject in subjects:
            names = names_in(subject.url) if subject.url else (subject.title,)
            keys = map(key_of_title, names) if subject.doi is None else (subject.key,)
            yield {subject.key: next((known[key] for key in keys if key in known), None)}


def _page(answer: JsonAnswer) -> tuple[int, list[dict[str, Any]]] | None:
    """How many pages the list has, and the collections of this one; None where it is no such page."""
    data = mapping(answer.data)
    pages, results = data.get("total_pages"), data.get("results")
    return (pages, maps(results)) if isinstance(results, list) and type(pages) is int else None


def names_in(url: str) -> tuple[str, ...]:
    """The names of a collection that a page's address gives, the likeliest first; none for other addresses."""
    if "cancerimagingarchive" not in url:  # asked of every link
        return ()
    parts = urlsplit(url)
    found = _PAGE.fullmatch(parts.path) if parts.hostname in _HOSTS else None
    if found is None:
        return ()
    if found["name"] is not None:
        return (unquote(found["name"]),)
    space = () if found["space"].lower() in ("public", "nbia", "doi_public") else (unquote(found["space"]),)
    return (unquote(found["title"]).replace("+", " "), *space)


def page_of(short_title: str) -> str:
    """Where a collection's page is today."""
    slug = re.sub(r"[^a-z0-9]+", "-", short_title.lower()).strip("-")
    return f"https://www.cancerimagingarchive.net/collection/{slug}/" if slug else ""


def is_old_page(url: str) -> bool:
    """Whether an address is one of the wiki, whose pages have moved."""
    return urlsplit(url).hostname == "wiki.cancerimagingarchive.net"


def parse(item: dict[str, Any]) -> Registered:
    """A collection of the list. Each download says how much is in it; together they are the whole."""
    short = prose(item.get("short_title"))
    downloads = maps(item.get("downloads"))
    sizes = [f"{count} patients" for count in texts([item.get("subjects")]) if count.isdecimal()]
    for download in downloads:
        sizes += _sizes(download)
    licenses = [*items(item.get("licenses")), *(download.get("license") for download in downloads)]
    return Registered(
        "TCIA",
        text(item.get("doi")),
        page_of(short),
        texts([short, prose(item.get("title"))]),
        texts(map(_license, licenses)),
        "Dataset",
        tuple(sizes[:200]),
        text(item.get("version")),
    )


def _sizes(download: dict[str, Any]) -> list[str]:
    counted = [(text(download.get(unit)).replace(",", ""), unit) for unit in ("images", "series", "studies")]
    out = [f"{count} {unit}" for count, unit in counted if count.isdecimal() and int(count)]
    size, unit = text(download.get("size")).replace(",", ""), text(download.get("size_unit"))
    if re.fullmatch(r"\d+(?:\.\d+)?", size) and unit:
        out.append(f"{size} {unit.upper()}")
    return out


def _license(value: Any) -> str:
    """A licence by name, or as a map that names it or gives its address."""
    named = [text(value), *map(text, mapping(value).values())]
    return next(filter(spdx, named), "") or next(filter(None, named), "")
