"""Open Science Framework: projects by the five letters of their address (developer.osf.io)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts
from medlint.links.registries.base import Subject, mapping, prose, text

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

_ID = regex(r"[a-z0-9]{5}")


class Osf(Host):
    """One question for each project."""

    name = "OSF"
    key = "osf"
    base = "https://api.osf.io"
    good = (200, 401, 403, 404, 410)

    @staticmethod
    def holds(subject: Subject) -> bool:
        """The pages of projects; of files, people and preprints, whose addresses look alike, OSF knows no project."""
        return bool(number_of(subject.url))

    def path(self, subject: Subject) -> str:
        """The API's address of the project."""
        return f"/v2/nodes/{number_of(subject.url)}/"

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of the project."""
        node = mapping(mapping(data).get("data"))
        if text(node.get("id")) != number_of(subject.url):
            return None
        told = mapping(node.get("attributes"))
        flags = ("private",) if told.get("public") is False else ()
        return Registered("OSF", url=subject.url, type="Project", name=prose(told.get("title")), flags=flags)

    def refused(self, answer: JsonAnswer, subject: Subject) -> Registered | None:
        """A private project, where the API itself says so and not a wall before it."""
        if answer.status in (401, 403) and isinstance(mapping(answer.data).get("errors"), list):
            return Registered("OSF", url=subject.url, type="Project", flags=("private",))
        return None


def number_of(url: str) -> str:
    """The five letters of a project's page; empty for other addresses."""
    found = parts(url, "osf.io") if "osf.io/" in url else ()
    return found[0] if len(found) == 1 and _ID.fullmatch(found[0]) else ""
