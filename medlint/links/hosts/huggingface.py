"""Hugging Face: datasets, models and spaces (huggingface.co/docs/hub/api).

What isn't there and what is private look alike to strangers (401), so the page is asked of both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts
from medlint.links.registries.base import Subject, items, mapping, prose, text, texts

_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_KINDS = ("datasets", "spaces")
# First segments of addresses that are nobody's namespace.
_PAGES = """
    api blog chat collections docs enterprise hardware inference-endpoints join learn login models new organizations
    papers posts pricing privacy settings storage support tasks terms-of-service
"""
_NO_NAMES = frozenset(_PAGES.split())


class Place(NamedTuple):
    """What an address names: `datasets`, `spaces` or `models`, the identifier, and whether it is just that page."""

    kind: str
    id: str
    whole: bool


class HuggingFace(Host):
    """One question for each repository, two for one that was renamed."""

    name = "Hugging Face"
    key = "huggingface"
    base = "https://huggingface.co"
    variable = "HF_TOKEN"
    good = (200, 401, 404)
    onward = regex(r"(?:https?://[^/?#]+)?(/api/(?:datasets|spaces|models)(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,95}){1,2})")

    @staticmethod
    def holds(subject: Subject) -> bool:
        """All addresses below a repository's."""
        return place_of(subject.url) is not None

    def path(self, subject: Subject) -> str:
        """The API's address of the repository."""
        place = place_of(subject.url)
        assert place is not None
        return f"/api/{place.kind}/{place.id}"

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What the API says of a repository."""
        return parse(data, subject)


def place_of(url: str) -> Place | None:
    """The repository that an address names; None for other addresses."""
    segments = parts(url, "huggingface.co") if "//huggingface.co/" in url else ()  # asked of every link
    if not segments:
        return None
    kind = segments[0] if segments[0] in _KINDS else "models"
    names = segments[1:] if kind != "models" else segments
    if not names or names[0].lower() in _NO_NAMES or not all(map(_NAME.fullmatch, names[:2])):
        return None
    if len(names) == 1 and kind != "datasets":  # somebody's page
        return None
    return Place(kind, "/".join(names[:2]), len(names) <= 2)


def parse(data: Any, subject: Subject) -> Registered | None:
    """What an answer says of the repository that an address names; None where it is no such answer."""
    told, place = mapping(data), place_of(subject.url)
    named = text(told.get("id"))
    if place is None or not isinstance(told.get("id"), str) or not all(map(_NAME.fullmatch, named.split("/"))):
        return None
    card = mapping(told.get("cardData"))
    license_ = card.get("license")
    tagged = [tag.removeprefix("license:") for tag in texts(items(told.get("tags"))) if tag.startswith("license:")]
    licenses = texts(items(license_) or [license_]) or tuple(tagged)
    prefix = "" if place.kind == "models" else f"{place.kind}/"
    flags = [word for word in ("disabled", "gated", "private") if told.get(word) not in (None, False, "")]
    same = named.casefold() == place.id.casefold()
    return Registered(
        "Hugging Face",
        url="" if not place.whole else subject.url if same else f"https://huggingface.co/{prefix}{named}",
        licenses=tuple(name for name in licenses if name not in ("other", "unknown")),
        name=prose(card.get("pretty_name")) or named.rpartition("/")[2],
        flags=tuple(flags),
    )
