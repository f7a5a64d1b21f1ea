"""doi.org's handle service: whether there is such a DOI, and where it leads.

https://www.handle.net/proxy_servlet.html describes the answers: 1 found, 2 error, 100 no such handle, 200 no values of
the type asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.links.registries.base import Found, Service, Subject, doi_key, mapping, maps, text

if TYPE_CHECKING:
    from medlint.links.checker import Checker
    from medlint.links.client import JsonAnswer


class Handles(Service):
    """One question for each DOI."""

    name = "doi.org"
    key = "doi"
    base = "https://doi.org"
    silence = 1  # the verdict itself hangs on it

    def __init__(self, checker: Checker) -> None:
        super().__init__(checker)
        self.troubles: dict[str, str] = {}  # what came instead of a usable answer, by DOI

    async def one(self, subject: Subject) -> Found | None:
        """Never that doi.org doesn't hold it: a DOI that isn't there is an answer of the state "missing"."""

        def read(answer: JsonAnswer) -> Found | None:
            found = parse(answer.data, subject)
            fits = found is not None and (found.state == "missing") == (answer.status == 404)
            return {subject.key: found} if fits else None

        found = await self.get(f"/api/handles/{subject.quoted}?type=URL", read, (200, 404))
        if found is None:
            self.troubles[subject.key] = self.trouble
        return found


def parse(data: Any, subject: Subject) -> Registered | None:
    """What an answer says of the DOI; None where it says nothing that can be used."""
    record = mapping(data)
    code = record.get("responseCode")
    if "handle" in record and doi_key(record["handle"]) != subject.key:
        return None
    if code == 100:
        return Registered("doi.org", str(subject.doi), state="missing")
    if code == 200:
        return Registered("doi.org", str(subject.doi), state="empty")
    if code != 1 or not isinstance(record.get("values"), list):
        return None
    values = (mapping(item.get("data")).get("value") for item in maps(record["values"]) if item.get("type") == "URL")
    url = next(filter(None, map(text, values)), "")
    return Registered("doi.org", str(subject.doi), url, state="registered" if url else "empty")
