"""All registries of a run: who is asked for what, what is remembered, and what comes of it for each DOI."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from medlint.answers import Registered, Verdict, key_of_title, unregistered
from medlint.links.hosts import HOSTS
from medlint.links.options import LinkOptions, LinkRequest
from medlint.links.page_kinds import is_state
from medlint.links.registries import outcome, tcia
from medlint.links.registries.base import Service, Subject, subject_of
from medlint.links.registries.crossref import Crossref
from medlint.links.registries.datacite import DataCite
from medlint.links.registries.handle import Handles
from medlint.links.registries.tcia import Tcia
from medlint.links.registries.zenodo import Zenodo
from medlint.text.url import is_article, is_web, normalise, problem

if TYPE_CHECKING:
    from medlint.links.checker import Checker
    from medlint.links.memory import Memory

# A new archive or host is one module with one class, and its name here.
ARCHIVES: tuple[type[Service], ...] = (Tcia, Zenodo, *HOSTS)

Take = Callable[[LinkRequest, Verdict], None]
Visit = Callable[[LinkRequest], Awaitable[Verdict]]


class Registries:
    """The DOIs and archive pages of a run, and what each service says of them."""

    def __init__(self, requests: Sequence[LinkRequest], memory: Memory, options: LinkOptions) -> None:
        """Of the requests those that a service may know are taken. What is remembered is read here, without a loop."""
        self.memory = memory
        self.options = options
        self.links: defaultdict[str, list[LinkRequest]] = defaultdict(list)
        self.subjects: dict[str, Subject] = {}
        self.answers: dict[tuple[type[Service], str], Registered | None] = {}
        self.notes: list[str] = []
        for request in requests:
            subject = subject_of(request.url)
            if subject.doi is not None or any(archive.holds(subject) for archive in ARCHIVES):
                self._add(subject, request)
        if any(Tcia in self.asked_of(subject) for subject in self.subjects.values()):
            # Where a paper stands as source, the archive may have the dataset: its list is asked for all the same.
            for request in requests:
                for title in request.titles if is_article(request.url) else ():
                    self._add(Subject(key_of_title(title), title=title), request)
        for subject in self.subjects.values():
            for service in self.asked_of(subject):
                known = memory.recall(service.name, subject.key, options.max_age)
                if known is not None:
                    self.answers[service, subject.key] = known[0]

    def _add(self, subject: Subject, request: LinkRequest) -> None:
        self.subjects.setdefault(subject.key, subject)
        self.links[subject.key].append(request)

    def asked_of(self, subject: Subject) -> list[type[Service]]:
        """The services that may have a say: of what is no entry's source only hosts that judge their pages."""
        found: list[type[Service]] = [] if subject.doi is None else [DataCite, Handles, Crossref]
        is_source = any(request.is_source for request in self.links[subject.key])
        found += [
            archive
            for archive in ARCHIVES
            if archive.holds(subject) and (is_source or archive.asked_of_every_page(self.options))
        ]
        return found

    def judges(self, url: str) -> bool:
        """Whether a page is asked for only after a host said what it knows of it."""
        subject = self.subjects.get(url)
        return subject is not None and bool(subject.url) and any(s.judges_pages for s in self.asked_of(subject))

    @property
    def waiting(self) -> bool:
        """Whether a service has to be asked, verdicts aside."""
        return any(
            (service, subject.key) not in self.answers
            for subject in self.subjects.values()
            for service in self.asked_of(subject)
            if service not in (Handles, Crossref) or not self.answers.get((DataCite, subject.key))
        )

    def known(self) -> dict[str, tuple[Registered, ...]]:
        """What is known by now, by DOI or page: in the order in which the services are asked.

        Of a DOI that isn't registered counts only that it isn't.
        """
        out = {}
        for subject in self.subjects.values():
            answers = [self.answers.get((service, subject.key)) for service in self.asked_of(subject)]
            found = tuple(answer for answer in answers if answer is not None)
            if found:
                out[subject.key] = tuple(answer for answer in found if answer.state == "missing") or found
        return out

    def unregistered(self) -> set[str]:
        """The links whose DOI isn't registered."""
        gone = [key for key, answers in self.known().items() if unregistered(answers)]
        return {request.url for key in gone for request in self.links[key]}

    def moved(self) -> Iterator[tuple[LinkRequest, str]]:
        """Pages of which an archive says that they have moved, and where to."""
        for key, links in self.links.items():
            answer = self.answers.get((Tcia, key)) if tcia.is_old_page(key) else None
            if answer is not None and answer.url:
                yield from ((request, answer.url) for request in links)

    async def settle(self, checker: Checker, due: Iterable[LinkRequest], take: Take, visit: Visit) -> None:
        """Ask for what isn't known, and give a verdict on each DOI link that waits for one.

        `take` is called with a link and its verdict; `visit` gives the verdict on a landing page.
        """
        if not self.subjects:
            return
        try:
            await _Round(self, checker, {request.url for request in due}, take, visit).run()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None


def is_doi(request: LinkRequest) -> bool:
    """Whether the verdict on a link is for registries to say."""
    return subject_of(request.url).doi is not None


class _Round:
    """Asking, once: the services at work, and what waits for their answers."""

    def __init__(self, registries: Registries, checker: Checker, due: set[str], take: Take, visit: Visit) -> None:
        self._registries = registries
        self._checker = checker
        self._due = due
        self._take = take
        self._visit = visit
        self._handles, self._datacite, self._crossref = Handles(checker), DataCite(checker), Crossref(checker)
        self._archives = [archive(checker) for archive in ARCHIVES]
        self._silent: dict[Service, int] = {}
        self._tasks = asyncio.TaskGroup()
        self._visits: dict[LinkRequest, asyncio.Future[Verdict]] = {}
        self._told: defaultdict[tuple[type[Service], str], asyncio.Event] = defaultdict(asyncio.Event)

    async def run(self) -> None:
        subjects = list(self._registries.subjects.values())
        dois = [subject for subject in subjects if subject.doi is not None]
        async with self._tasks:
            self._tasks.create_task(self._dois(dois))
            for archive in self._archives:
                self._tasks.create_task(self._archive(archive, subjects))
        for service, count in self._silent.items():
            of_them = "a DOI or page" if count == 1 else f"{count:,} DOIs or pages"
            self._registries.notes.append(f"{service.name} gave no usable answer about {of_them}: it {service.trouble}")

    async def _dois(self, subjects: Sequence[Subject]) -> None:
        """DataCite first, for all; for what it doesn't hold doi.org, and Crossref when all the rest is known."""
        unheld = []
        async for piece in self._learn(self._datacite, subjects):
            for subject in piece:
                self._tasks.create_task(self._doi(subject))
            unheld += [subject for subject in piece if not self._registries.answers.get((DataCite, subject.key))]
        await self._all_of(self._crossref, unheld)

    async def _archive(self, archive: Service, subjects: Sequence[Subject]) -> None:
        """Ask an archive for all; of pages that it judges comes a verdict as soon as it has answered."""
        async for piece in self._learn(archive, subjects):
            for subject in piece:
                self._told[type(archive), subject.key].set()
                if archive.judges_pages and subject.url:
                    self._tasks.create_task(self._page(type(archive), subject))

    async def _page(self, archive: type[Service], subject: Subject) -> None:
        """The verdict on one page: its host's, or where that has none, or a part of the page is named, its own."""
        answer = self._registries.answers.get((archive, subject.key))
        told = outcome.at_host(answer, subject.url, archive.address(subject, answer)) if answer else None
        for request in self._registries.links[subject.key]:
            if request.url not in self._due:
                continue
            verdict = told
            if verdict is None or not all(map(is_state, request.fragments)):
                page = await self._checker.check(request)
                verdict = page if verdict is None or page.state in ("alive", "moved") else verdict
            self._take(request, verdict)

    async def _all_of(self, service: Service, subjects: Sequence[Subject]) -> None:
        async for _ in self._learn(service, subjects):
            pass

    async def _learn(self, service: Service, subjects: Sequence[Subject]) -> AsyncIterator[list[Subject]]:
        """Ask a service for what it may know and isn't known yet; gives the subjects as it is done with them."""
        kind, registries = type(service), self._registries
        mine = [subject for subject in subjects if kind in registries.asked_of(subject)]
        unknown = {subject.key: subject for subject in mine if (kind, subject.key) not in registries.answers}
        yield [subject for subject in mine if subject.key not in unknown]
        if not unknown:
            return
        async for found in service.ask(list(unknown.values())):
            for key, answer in found.items():
                registries.answers[kind, key] = answer
                registries.memory.remember(service.name, key, answer)
            yield [subject for key in found if (subject := unknown.pop(key, None)) is not None]
        if unknown:
            self._silent[service] = self._silent.get(service, 0) + len(unknown)
            yield list(unknown.values())

    async def _doi(self, subject: Subject) -> None:
        """The verdict on one DOI, where one is wanted."""
        answer = self._registries.answers.get((DataCite, subject.key))
        if not answer:
            await self._all_of(self._handles, [subject])
            answer = self._registries.answers.get((Handles, subject.key))
        due = [request for request in self._registries.links[subject.key] if request.url in self._due]
        if not due:
            return
        verdict = outcome.without_landing(answer, self._handles.troubles.get(subject.key, ""))
        if verdict is None and answer is not None:
            fragments = {fragment for request in due for fragment in request.fragments}
            landing = await self._at_host(subject, answer.url) if all(map(is_state, fragments)) else None
            landing = landing or await self._landing(answer.url, tuple(sorted(fragments)))
            verdict = outcome.with_landing(answer, landing)
        for request in due:
            if verdict is not None:
                self._take(request, verdict)

    async def _at_host(self, subject: Subject, url: str) -> Verdict | None:
        """The verdict on a DOI's page by the word of the host that has the record; None where it doesn't know it."""
        for host in self._registries.asked_of(subject):
            if host.judges_pages:
                await self._told[host, subject.key].wait()
                record = self._registries.answers.get((host, subject.key))
                if record is not None and not record.retracted:
                    return outcome.at_host(record, url, url)
        return None

    async def _landing(self, url: str, fragments: tuple[str, ...]) -> Verdict:
        """The verdict on a landing page, asked for once."""
        request = LinkRequest(normalise(url), fragments)
        if not is_web(request.url):
            return Verdict("unchecked", "has a scheme that isn't checked")
        if request not in self._visits:
            self._visits[request] = self._tasks.create_task(self._visited(request))
        return await self._visits[request]

    async def _visited(self, request: LinkRequest) -> Verdict:
        """The verdict of the page's host where that judges its pages, else the page's own."""
        subject = subject_of(request.url)
        own = problem(request.url) is None and subject.key not in self._registries.subjects
        if own and all(map(is_state, request.fragments)):
            for host in self._archives:
                if host.holds(subject) and host.asked_of_every_page(self._registries.options):
                    async for found in host.ask([subject]):
                        answer = found.get(subject.key)
                        told = outcome.at_host(answer, subject.url, host.address(subject, answer)) if answer else None
                        if told is not None:
                            return told
        return await self._visit(request)
