"""What all registries have in common: how they are asked, and when one is given up.

A service is one module with one class: what it is called, where it is, which subjects it may know, how it is asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import quote

from medlint.answers import Registered
from medlint.lazy import regex
from medlint.text import doi
from medlint.text.doi import Doi

if TYPE_CHECKING:
    from medlint.links.checker import Checker
    from medlint.links.client import JsonAnswer
    from medlint.links.options import LinkOptions

# A service that gives so many useless answers in a row isn't asked any more in the run.
GIVEN_UP = 10
# The most bytes of an answer that are read. A hundred records of DataCite with long descriptions come near ten million.
_LARGEST = 32 * 1024 * 1024
# Longer texts of a registry are cut, in characters; and no more than so many of a kind are kept.
_LONGEST = 1000
_MOST = 100
_TAG = regex(r"</?[A-Za-z][A-Za-z0-9:]{0,20}(?: [^<>]{0,200})?/?>")

T = TypeVar("T")
Found = dict[str, Registered | None]
"""Answers by key; None: the service doesn't hold it."""


class Subject(NamedTuple):
    """What is asked about: a DOI, a page by its normalised address, or a title. Answers are kept under `key`."""

    key: str
    doi: Doi | None = None
    url: str = ""
    title: str = ""

    @property
    def quoted(self) -> str:
        """The DOI as a part of an address: its slashes stay."""
        return quote(str(self.doi), safe="/:;()", errors="surrogatepass")


def subject_of(url: str) -> Subject:
    """The DOI that a link names, in whatever spelling, or else the page."""
    found = doi.named(url)
    return Subject(url, None, url) if found is None else Subject(found.key, found)


class Service:
    """A registry or an archive, asked under the guard and the pace of the run: once for each subject, or as `ask` does.

    A service that is asked for each has the methods `path` and `read`; others have an `ask` or `one` of their own.
    """

    name = ""
    key = ""  # what the config calls it
    base = ""  # where it is, unless the config says otherwise
    good: tuple[int, ...] = (200, 404)  # statuses that say something of the subject
    onward = regex(r"(?!)")  # an address that it may redirect to, with the path there as a group
    silence = 4  # no answer at all says more than a useless one, and has cost all the time of a question
    path: Callable[[Subject], str]  # where it is asked about a subject
    read: Callable[[Any, Subject], Registered | None]  # what an answer says of it; None where it is no such answer
    judges_pages = False  # whether it says of its own pages that they are there, so that they aren't asked for

    def __init__(self, checker: Checker) -> None:
        self._fetcher = checker.fetcher
        self.pace = checker.pace
        self.contact = checker.options.contact
        self.base = checker.options.services.get(self.key, type(self).base).rstrip("/")
        self.headers: dict[str, str] = {}  # sent with every question
        self.trouble = ""  # why the last useless answer was useless
        self._in_a_row = 0
        self._turns = asyncio.Semaphore(max(8, 2 * checker.options.per_host))

    @staticmethod
    def holds(subject: Subject) -> bool:
        """Whether the service may know the subject at all."""
        return subject.doi is not None

    @classmethod
    def asked_of_every_page(cls, options: LinkOptions) -> bool:  # noqa: ARG003 - hosts with tokens look at them
        """Whether an archive is asked for all its pages in a list, or only for those that are an entry's source."""
        return cls.judges_pages

    @staticmethod
    def address(subject: Subject, answer: Registered) -> str:  # noqa: ARG004 - for those that judge pages
        """Where a page is today by its host's word; empty where the host doesn't speak of the very page."""
        return answer.url

    async def ask(self, subjects: Sequence[Subject]) -> AsyncIterator[Found]:
        """What the service knows of the subjects, piece by piece; those it gave no usable answer for never come."""
        async for found in self.each(subjects, self.one):
            yield found

    async def one(self, subject: Subject) -> Found | None:
        """What the service knows of one subject; None where it gave no usable answer."""

        def read(answer: JsonAnswer) -> Found | None:
            found = self.read(answer.data, subject) if answer.status == 200 else self.refused(answer, subject)
            return None if found is None and answer.status == 200 else {subject.key: found}

        return await self.get(self.path(subject), read, self.good)

    def refused(self, answer: JsonAnswer, subject: Subject) -> Registered | None:  # noqa: ARG002 - most say no more
        """What an answer of another status says of the subject: None, that the service doesn't hold it."""
        return None

    async def each(self, pieces: Iterable[T], one: Callable[[T], Awaitable[Found | None]]) -> AsyncIterator[Found]:
        """Ask for all pieces at once, as the pace allows, and give the answers as they come."""
        for done in asyncio.as_completed([asyncio.ensure_future(one(piece)) for piece in pieces]):
            yield await done or {}

    async def get(
        self, path: str, read: Callable[[JsonAnswer], T | None], good: Sequence[int] = (200,), data: Any = None
    ) -> T | None:
        """What `read` makes of the answer to a question; None, and the trouble noted, where that is nothing.

        It is handed answers whose status is a good one. `data` are posted.
        """
        answer = await self._ask(path, data)
        if answer is not None and answer.status // 100 == 3:
            onward = self.onward.fullmatch(answer.headers.get("location", ""))
            answer = await self._ask(onward[1], data) if onward else answer
        if answer is None:
            return None
        if answer.status not in good:
            self.useless(answer.error or f"answers {answer.status}", self.silence if answer.error else 1)
            return None
        found = read(answer)
        if found is None:
            self.useless("answers with something other than what was asked for")
        else:
            self._in_a_row = 0
        return found

    async def _ask(self, path: str, data: Any) -> JsonAnswer | None:
        from medlint.links.client import ask

        async with self._turns:  # so that a service is given up before all questions stand in line
            if self._in_a_row >= GIVEN_UP:
                return None
            address = f"{self.base}{path}"
            answer = await ask(
                self._fetcher, address, self.headers, data, max_bytes=_LARGEST, beside_pages=self.judges_pages
            )
            self.heard(answer)
            return answer

    def heard(self, answer: JsonAnswer) -> None:
        """Look at an answer of any status; services that name limits take them over here."""

    def useless(self, why: str, weight: int = 1) -> None:
        """Note that an answer couldn't be used, and why."""
        self._in_a_row += weight
        self.trouble = why


def listed(
    records: Any, batch: Iterable[Subject], doi_in: Callable[[Any], Any], read: Callable[[Any], Registered | None]
) -> Found | None:
    """What a list of records says of the DOIs of a batch; None where it isn't a list of records of these alone."""
    found: Found = {subject.key: None for subject in batch}
    if not isinstance(records, list) or len(records) > 10 * len(found):
        return None
    for record in map(mapping, records):
        key = doi_key(doi_in(record))
        if key not in found:
            return None
        found[key] = read(record)
    return found


def text(value: Any) -> str:
    """A text of an answer on one line, numbers too; empty for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.15g}" if isinstance(value, float) else str(value)[:40]
    line = " ".join(value[:_LONGEST].split()) if isinstance(value, str) else ""
    return line if line.isprintable() else "".join(char for char in line if char.isprintable())


def prose(value: Any) -> str:
    """A text of an answer without the tags and entities that titles are registered with."""
    return text(_TAG.sub("", unescape(text(value))))


def items(value: Any) -> list[Any]:
    """The items of a list of an answer; none where it isn't a list."""
    return value if isinstance(value, list) else []


def maps(value: Any) -> list[dict[str, Any]]:
    """The maps in a list of an answer."""
    return [item for item in items(value) if isinstance(item, dict)]


def texts(values: Iterable[Any]) -> tuple[str, ...]:
    """The texts among some values, each once."""
    return tuple(dict.fromkeys(found for value in values if (found := text(value))))[:_MOST]


def mapping(value: Any) -> dict[str, Any]:
    """A map of an answer; an empty one where it isn't a map."""
    return value if isinstance(value, dict) else {}


def doi_key(value: Any) -> str:
    """The key of a DOI that an answer holds; empty for what isn't one."""
    found = doi.parse(value) if isinstance(value, str) else None
    return found.key if found is not None else ""


def numbers(version: Any) -> tuple[int, ...]:
    """The numbers in a version, by which versions are compared."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", text(version)))
