"""Dryad: datasets by DOI and by the pages that name it (datadryad.org/api)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts, size
from medlint.links.registries.base import Subject, mapping, prose, text, texts

_DOI = regex(r"10\.5061/dryad\.[a-z0-9._-]{1,40}")
_PAGE = regex(r"(?:stash/)?(?:dataset|resource)/doi:([^?#]{1,200})", re.IGNORECASE)


class Dryad(Host):
    """One question for each dataset."""

    name = "Dryad"
    key = "dryad"
    base = "https://datadryad.org"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """Dryad's pages and its DOIs."""
        return bool(doi_of(subject))

    def path(self, subject: Subject) -> str:
        """The API's address of the dataset."""
        return f"/api/v2/datasets/{quote(f'doi:{doi_of(subject)}', safe='')}"

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of the dataset."""
        told, doi = mapping(data), doi_of(subject)
        named = text(told.get("identifier")).lower().removeprefix("doi:")
        if named not in ("", doi) or not prose(told.get("title")):
            return None
        return Registered(
            "Dryad",
            doi,
            subject.url or f"https://datadryad.org/dataset/doi:{doi}",
            licenses=texts([told.get("license")]),
            sizes=size(told.get("storageSize")),
            version=text(told.get("versionNumber")),
            name=prose(told.get("title")),
        )


def doi_of(subject: Subject) -> str:
    """The DOI in lower case; empty where the subject is none of Dryad's."""
    if subject.doi is not None:
        return subject.key if _DOI.fullmatch(subject.key) else ""
    if "datadryad.org/" not in subject.url:  # asked of every link
        return ""
    found = _PAGE.fullmatch("/".join(parts(subject.url, "datadryad.org")))
    return unquote(found[1]).lower() if found and unquote(found[1]).startswith("10.") else ""
