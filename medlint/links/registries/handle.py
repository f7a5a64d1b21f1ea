"""doi.org's handle service: whether there is such a DOI, and where it leads.

https://www.handle.net/proxy_servlet.html describes the answers: 1 found, 2 error, 100 no such handle, 200 no values of
the type asked for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.links.registries.base import Found, Service, Subject, each, in_path, mapping, maps, same_doi, text

if TYPE_CHECKING:
    from medlint.links.checker import Checker


class Handles(Service):
    """One question for each DOI."""

    name = "doi.org"
    key = "doi"
    base = "https://doi.org"
    silence = 1  # the verdict itself hangs on it

    def __init__(self, checker: Checker) -> None:
        super().__init__(checker)
        self.troubles: dict[str, str] = {}  # what came instead of a usable answer, by DOI

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """Never None: a DOI that isn't there is an answer of the state "missing"."""
        async for found in each(subjects, self._one):
            yield found

    async def _one(self, subject: Subject) -> Found:
        answer = await self.get(f"/api/handles/{in_path(subject)}?type=URL", (200, 404))
        if answer is None:
            self.troubles[subject.key] = self.trouble
            return {}
        found = parse(answer.data, subject)
        if found is None or (found.state == "missing") != (answer.status == 404):
            self.useless("answers with something that isn't a handle record")
            self.troubles[subject.key] = self.trouble
            return {}
        self.useful()
        return {subject.key: found}


def parse(data: Any, subject: Subject) -> Registered | None:
    """What an answer says of the DOI; None where it says nothing that can be used."""
    record = mapping(data)
    code = record.get("responseCode")
    if "handle" in record and not same_doi(record["handle"], subject):
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
