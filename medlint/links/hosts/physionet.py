"""PhysioNet: its published projects, which come in one list (physionet.org/api/v1/project/published)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts, size
from medlint.links.registries.base import Found, Subject, doi_key, mapping, numbers, prose, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

_PREFIX = "10.13026"
_SLUG = regex(r"[a-z0-9][a-z0-9-]{0,99}", re.IGNORECASE)


class PhysioNet(Host):
    """All that are asked for, by one question."""

    name = "PhysioNet"
    key = "physionet"
    base = "https://physionet.org"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """The pages of projects and of their versions, and PhysioNet's DOIs."""
        return subject.doi.prefix == _PREFIX if subject.doi is not None else bool(named(subject.url)[0])

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """The list, once."""
        projects = await self.get("/api/v1/project/published/", _projects)
        if projects is None:
            return
        by_slug: dict[str, list[dict[str, Any]]] = {}
        by_doi: dict[str, str] = {}
        for item in projects:
            slug = text(item.get("slug"))
            by_slug.setdefault(slug.lower(), []).append(item)
            for key in _DOIS:
                by_doi.setdefault(doi_key(item.get(key)), slug.lower())
        for subject in subjects:
            slug = by_doi.get(subject.key, "") if subject.doi is not None else named(subject.url)[0]
            versions = by_slug.get(slug)
            yield {subject.key: parse(versions, subject) if versions else None}


def _projects(answer: JsonAnswer) -> list[dict[str, Any]] | None:
    """The list of projects; None where it is none."""
    told = answer.data
    return told if isinstance(told, list) and all(text(mapping(item).get("slug")) for item in told) else None


_DOIS = ("version_doi", "core_doi", "doi")


def named(url: str) -> tuple[str, str]:
    """The project, in lower case, and the version that a page's address names; empty where it names none."""
    segments = parts(url, "physionet.org", "www.physionet.org") if "physionet.org/" in url else ()
    if len(segments) not in (2, 3) or segments[0] != "content" or not _SLUG.fullmatch(segments[1]):
        return "", ""
    return segments[1].lower(), segments[2] if len(segments) == 3 else ""


def parse(versions: Sequence[dict[str, Any]], subject: Subject) -> Registered:
    """What the list says of the version that is named, or of the newest; of others only that there is a newer one."""
    newest = max(versions, key=lambda item: (item.get("is_latest_version") is True, numbers(item.get("version"))))
    version = named(subject.url)[1]
    if subject.doi is not None:
        it = next((item for item in versions if doi_key(item.get("version_doi")) == subject.key), newest)
    else:
        it = next((item for item in versions if not version or text(item.get("version")) == version), {})
        it = newest if not version else it
    shown = it or newest
    other = doi_key(newest.get("version_doi") or newest.get("doi"))
    named_version = text(it.get("version")) or version
    license_ = shown.get("license")
    return Registered(
        "PhysioNet",
        next((found for key in _DOIS if (found := doi_key(it.get(key)))), ""),
        subject.url if it and subject.url else f"https://physionet.org/content/{text(it['slug'])}/" if it else "",
        licenses=texts([mapping(license_).get("name") or license_]) if it else (),
        sizes=size(it.get("main_storage_size")),
        version=named_version,
        newer=(other,) if other and numbers(named_version) < numbers(newest.get("version")) else (),
        name=prose(shown.get("title")),
    )
