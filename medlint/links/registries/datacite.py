"""DataCite: a hundred DOIs at a time, with all that is registered of them (support.datacite.org/docs/api)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from medlint.answers import Registered
from medlint.links.registries.base import (
    Found,
    Service,
    Subject,
    each,
    in_path,
    mapping,
    maps,
    prose,
    same_doi,
    text,
    texts,
)

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
        async for found in each([*batches, *([subject] for subject in alone)], self._batch):
            yield found

    async def _batch(self, batch: Sequence[Subject]) -> Found:
        if len(batch) == 1 and "," in batch[0].key:
            return await self._alone(batch[0])
        ids = ",".join(in_path(subject) for subject in batch)
        answer = await self.get(f"/dois?ids={ids}&page[size]={_AT_ONCE}&disable-facets=true")
        if answer is None:
            return {}
        return self._checked(mapping(answer.data).get("data"), batch)

    async def _alone(self, subject: Subject) -> Found:
        answer = await self.get(f"/dois/{in_path(subject)}", (200, 404))
        if answer is None:
            return {}
        if answer.status == 404:
            self.useful()
            return {subject.key: None}
        return self._checked([mapping(answer.data).get("data")], [subject])

    def _checked(self, data: Any, batch: Sequence[Subject]) -> Found:
        """The answers for a batch; nothing where one of them can't be an answer to what was asked."""
        found = parse(data, batch)
        if found is None:
            self.useless("answers with something other than the records that were asked for")
            return {}
        self.useful()
        return found


def parse(data: Any, batch: Iterable[Subject]) -> Found | None:
    """What a list of records says of the DOIs of a batch; None where it isn't a list of records of these DOIs."""
    asked = {subject.key: subject for subject in batch}
    found: Found = dict.fromkeys(asked)
    if not isinstance(data, list):
        return None
    for record in data:
        attributes = mapping(mapping(record).get("attributes"))
        key = text(mapping(record).get("id")).lower()
        subject = asked.get(key) or next((s for s in asked.values() if same_doi(key, s)), None)
        if subject is None or not same_doi(attributes.get("doi", key), subject):
            return None
        # Others than findable ones aren't shown to strangers; one that is all the same isn't registered for good.
        if attributes.get("state", "findable") == "findable":
            found[subject.key] = _record(attributes, subject)
    return found


def _record(attributes: dict[str, Any], subject: Subject) -> Registered:
    rights = maps(attributes.get("rightsList"))
    relations = maps(attributes.get("relatedIdentifiers"))
    return Registered(
        "DataCite",
        text(attributes.get("doi")) or str(subject.doi),
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
