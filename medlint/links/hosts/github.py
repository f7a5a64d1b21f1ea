"""GitHub: a hundred repositories a question with a token; without one only those that are an entry's source.

docs.github.com/graphql/reference/objects#repository and docs.github.com/rest/repos/repos describe the answers. What
a token may not see is as absent as what isn't there, so the page is asked of both.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.links.hosts.base import Host, parts
from medlint.links.registries.base import Found, Subject, items, mapping, maps, text

if TYPE_CHECKING:
    from medlint.links.client import JsonAnswer
    from medlint.links.options import LinkOptions

_AT_ONCE = 100
_OWNER = regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[a-z0-9]+)?")
_NAME = regex(r"[A-Za-z0-9._-]{1,100}")
# First segments of addresses that are no owner's.
_PAGES = """
    about account apps codespaces collections contact customer-stories dashboard enterprise events explore features
    issues join login logout marketplace new notifications organizations orgs pricing pulls readme search security
    sessions settings signup site sponsors stars team topics trending users watching
"""
_NO_OWNERS = frozenset(_PAGES.split())
_FIELDS = "nameWithOwner isArchived archivedAt isDisabled isPrivate licenseInfo { spdxId }"


class Repository(NamedTuple):
    """What an address names: a repository, and what of it as git says it.

    `object` is empty for the repository itself, and None for pages that git knows nothing of (issues, releases).
    """

    owner: str
    name: str
    object: str | None


class GitHub(Host):
    """Repositories, and the files and folders in them."""

    name = "GitHub"
    key = "github"
    base = "https://api.github.com"
    variable = "GITHUB_TOKEN"
    onward = regex(r"(?:https?://[^/?#]+)?(/repositories/\d{1,18})")

    @staticmethod
    def holds(subject: Subject) -> bool:
        """All addresses below a repository's."""
        return repository(subject.url) is not None

    @classmethod
    def asked_of_every_page(cls, options: LinkOptions) -> bool:
        """Without a token there are sixty questions an hour, one for each repository."""
        return bool(cls.token(options))

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """Many at once with a token, else repository by repository."""
        named: dict[Repository, list[Subject]] = {}
        for subject in subjects:
            found = repository(subject.url)
            if found is not None:
                key = found._replace(owner=found.owner.lower(), name=found.name.lower())
                named.setdefault(key, []).append(subject)
        if "Authorization" in self.headers:
            every = list(named.items())
            batches = [dict(every[start : start + _AT_ONCE]) for start in range(0, len(every), _AT_ONCE)]
            async for piece in self.each(batches, self._batch):
                yield piece
            return
        by_repository: dict[tuple[str, str], list[Subject]] = {}
        for place, of_it in named.items():
            by_repository.setdefault(place[:2], []).extend(of_it)
        async for piece in self.each(by_repository.items(), self._alone):
            yield piece

    async def _batch(self, batch: dict[Repository, list[Subject]]) -> Found | None:
        asked = dict(zip((f"r{number}" for number in range(len(batch))), batch, strict=True))
        query = "query {\n" + "\n".join(f"  {alias}: {_question(place)}" for alias, place in asked.items()) + "\n}"

        def read(answer: JsonAnswer) -> Found | None:
            data = mapping(mapping(answer.data).get("data"))
            errors = maps(mapping(answer.data).get("errors"))
            absent = {text(path[0]) for e in errors if e.get("type") == "NOT_FOUND" and (path := items(e.get("path")))}
            found: Found = {}
            for alias, place in asked.items():
                told = mapping(data.get(alias))
                if told:
                    vouched = place.object == "" or (bool(place.object) and bool(told.get("object")))
                    found |= {s.key: of for s in batch[place] if (of := parse(told, s, vouched=vouched)) is not None}
                elif alias in absent and data.get(alias) is None:
                    found |= dict.fromkeys((subject.key for subject in batch[place]), None)
            return found or None

        return await self.get("/graphql", read, data={"query": query})

    async def _alone(self, asked: tuple[tuple[str, str], list[Subject]]) -> Found | None:
        (owner, name), subjects = asked

        def read(answer: JsonAnswer) -> Found | None:
            if answer.status != 200:
                return dict.fromkeys((subject.key for subject in subjects), None)
            told = mapping(answer.data)
            renamed = {
                "nameWithOwner": told.get("full_name"), "isArchived": told.get("archived"),
                "isDisabled": told.get("disabled"), "isPrivate": told.get("private"),
                "licenseInfo": {"spdxId": mapping(told.get("license")).get("spdx_id")},
            }  # fmt: skip
            found: Found = {}
            for subject in subjects:
                place = repository(subject.url)
                made = parse(renamed, subject, vouched=place is not None and place.object == "")
                if made is not None:
                    found[subject.key] = made
            return found or None

        return await self.get(f"/repos/{owner}/{name}", read, (200, 404, 451))


def repository(url: str) -> Repository | None:
    """The repository that an address names, and what of it; None for other addresses."""
    segments = parts(url, "github.com") if "//github.com/" in url else ()  # asked of every link
    owner, name, kind, ref = (*segments, "", "", "", "")[:4]
    name = name.removesuffix(".git")
    if not (_OWNER.fullmatch(owner) and _NAME.fullmatch(name)) or owner.lower() in _NO_OWNERS:
        return None
    if not kind:
        return Repository(owner, name, "")
    inside = "/".join(segments[4:])
    if kind not in ("tree", "blob") or not ref or (kind == "blob" and not inside):
        return Repository(owner, name, None)
    return Repository(owner, name, unquote(f"{ref}:{inside}" if inside else ref))


def _question(place: Repository) -> str:
    inside = f" object(expression: {json.dumps(place.object)}) {{ __typename }}" if place.object else ""
    return f'repository(owner: "{place.owner}", name: "{place.name}") {{ {_FIELDS}{inside} }}'


def parse(told: dict[str, Any], subject: Subject, *, vouched: bool) -> Registered | None:
    """What a repository's fields say; None where they are none. `vouched`: the very page is known to be there."""
    named = text(told.get("nameWithOwner"))
    owner, _, name = named.partition("/")
    if not (_OWNER.fullmatch(owner) and _NAME.fullmatch(name)):
        return None
    split = urlsplit(subject.url)
    before = split.path.split("/")[1:3]
    same = named.casefold() == "/".join(before).removesuffix(".git").casefold()
    url = subject.url if same else subject.url.replace("/".join(before), named, 1)
    license_ = text(mapping(told.get("licenseInfo")).get("spdxId"))
    flags = [word for word in ("archived", "disabled", "private") if told.get(f"is{word.capitalize()}") is True]
    return Registered(
        "GitHub",
        url=url if vouched else "",
        licenses=(license_,) if license_ not in ("", "NOASSERTION") else (),
        type="Repository",
        name=name,
        flags=tuple(flags),
        since=text(told.get("archivedAt"))[:10] if "archived" in flags else "",
    )
