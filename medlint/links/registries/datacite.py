"""DataCite: a hundred DOIs at a time, with all that is registered of them (support.datacite.org/docs/api)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from medlint.answers import Registered
from medlint.links.registries.base import Found, Service, Subject, listed, mapping, maps, prose, text, texts

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer

_AT_ONCE = 100
# Relations by which the work named takes the place of this one.
_REPLACED_BY = ("IsObsoletedBy", "IsPreviousVersionOf")


class DataCite(Service):
    """Asked first: most datasets have their DOI from here."""

    name = "DataCite"
    key = "datacite"
    base = "https://api.datacite.org"

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """A DOI with a comma can't stand in a list of DOIs and is asked for alone."""
        alone = [subject for subject in subjects if "," in subject.key]
        many = [subject for subject in subjects if "," not in subject.key]
        batches = [many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE)]
        async for found in self.each([*batches, *([subject] for subject in alone)], self._batch):
            yield found

    async def _batch(self, batch: Sequence[Subject]) -> Found | None:
        alone = "," in batch[0].key
        names = ",".join(subject.quoted for subject in batch)
        path = f"/dois/{names}" if alone else f"/dois?ids={names}&page[size]={_AT_ONCE}&disable-facets=true"

        def read(answer: JsonAnswer) -> Found | None:
            data = mapping(answer.data).get("data")
            held = [] if answer.status == 404 else [data] if alone else data
            return listed(
                held, batch, lambda record: mapping(record.get("attributes")).get("doi", record.get("id")), _record
            )

        return await self.get(path, read, (200, 404) if alone else (200,))


def _record(record: dict[str, Any]) -> Registered | None:
    attributes = mapping(record.get("attributes"))
    # Others than findable ones aren't shown to strangers; one that is all the same isn't registered for good.
    if attributes.get("state", "findable") != "findable":
        return None
    rights = maps(attributes.get("rightsList"))
    relations = maps(attributes.get("relatedIdentifiers"))
    return Registered(
        "DataCite",
        text(attributes.get("doi")) or text(record.get("id")),
        text(attributes.get("url")),
        texts(prose(item.get("title")) for item in maps(attributes.get("titles"))),
        texts(_license(item) for item in rights),
        text(mapping(attributes.get("types")).get("resourceTypeGeneral")),
        texts(attributes["sizes"]) if isinstance(attributes.get("sizes"), list) else (),
        text(attributes.get("version")),
        texts(item.get("relatedIdentifier") for item in relations if item.get("relationType") in _REPLACED_BY),
    )


def _license(item: dict[str, Any]) -> str:
    """The identifier of a licence, else its address, else its name: the first that there is."""
    return text(item.get("rightsIdentifier")) or text(item.get("rightsUri")) or text(item.get("rights"))
