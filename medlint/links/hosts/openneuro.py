"""OpenNeuro: datasets by their accession number, by page and by DOI (docs.openneuro.org/api)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts, size
from medlint.links.registries.base import Found, Subject, items, mapping, numbers, prose, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

_NUMBER = regex(r"ds\d{6}")
_DOI = regex(r"10\.18112/openneuro\.(ds\d{6})(?:\.v(\d+\.\d+\.\d+))?")
_QUERY = """query {{ dataset(id: "{number}") {{ id latestSnapshot {{
  tag size summary {{ subjects modalities }} description {{ Name License DatasetDOI }} }} }} }}"""


class OpenNeuro(Host):
    """One question for each dataset, whatever the version that is named."""

    name = "OpenNeuro"
    key = "openneuro"
    base = "https://openneuro.org"

    @staticmethod
    def holds(subject: Subject) -> bool:
        """The pages of datasets and of their versions, and OpenNeuro's DOIs."""
        return bool(named(subject)[0])

    async def one(self, subject: Subject) -> Found | None:
        """By a question in GraphQL; that there is no such dataset comes with 200 too."""

        def read(answer: JsonAnswer) -> Found | None:
            told = mapping(answer.data).get("data")
            absent = isinstance(told, dict) and told.get("dataset", 0) is None
            found = self.read(answer.data, subject)
            return {subject.key: found} if found is not None or absent else None

        return await self.get("/crn/graphql", read, data={"query": _QUERY.format(number=named(subject)[0])})

    def read(self, data: Any, subject: Subject) -> Registered | None:
        """What an answer says of the dataset's newest version."""
        told = mapping(mapping(mapping(data).get("data")).get("dataset"))
        snapshot = mapping(told.get("latestSnapshot"))
        number, version = named(subject)
        tag = text(snapshot.get("tag"))
        if not tag or text(told.get("id")) not in ("", number):
            return None
        summary, description = mapping(snapshot.get("summary")), mapping(snapshot.get("description"))
        doi = text(description.get("DatasetDOI")).removeprefix("doi:")
        people = len(items(summary.get("subjects")))
        return Registered(
            "OpenNeuro",
            doi,
            subject.url or f"https://openneuro.org/datasets/{number}",
            licenses=texts([description.get("License")]),
            sizes=(*size(snapshot.get("size")), *((f"{people} subjects",) if people else ())),
            version=tag,
            newer=(doi,) if doi and version and numbers(version) < numbers(tag) else (),
            name=prose(description.get("Name")),
        )


def named(subject: Subject) -> tuple[str, str]:
    """The accession number and the version that a page or a DOI names; empty where it names none."""
    if subject.doi is not None:
        found = _DOI.fullmatch(subject.key)
        return (found[1], found[2] or "") if found else ("", "")
    segments = parts(subject.url, "openneuro.org") if "openneuro.org/" in subject.url else ()
    if len(segments) not in (2, 4) or segments[0] != "datasets" or not _NUMBER.fullmatch(segments[1]):
        return "", ""
    if len(segments) == 2:
        return segments[1], ""
    return (segments[1], segments[3]) if segments[2] == "versions" else ("", "")
