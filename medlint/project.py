"""The two things that rules judge: the list as it was read, and what the network said of its links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from medlint.answers import Answers, Verdict
from medlint.config import Catalog, Config
from medlint.kept import Kept
from medlint.model import Document, Entry, Ignore, Link, Page, Place, Source, Table
from medlint.source import Route

if TYPE_CHECKING:
    from medlint.validate.schema import Schema

Need = Literal["files", "links", "registries"]
"""What has to have been asked before a rule can speak: nothing but files, the links, or the registries."""


class Problem(NamedTuple):
    """Why a file, or a part of it, could not be read: the code of the rule that says it, where, and what."""

    code: str
    place: Place
    message: str
    entry: Entry | None = None
    field: str | None = None
    related: tuple[tuple[Place, str], ...] = ()


class CatalogFile(NamedTuple):
    """What is known of a file of records: its catalog, its schema, and the routes of what the schema judges."""

    catalog: Catalog
    schema: Schema
    judged: tuple[Route, ...]


class Found(NamedTuple):
    """An address with its links. `reason` says why it can't be checked; it is empty for one that can."""

    url: str
    links: tuple[Link, ...]
    reason: str


@dataclass(frozen=True, eq=False)
class Probed:
    """What the network said.

    `found` are the links that lead out of the list, by address; `verdicts` is what the link check concluded, by
    normalised address; `registered` what registries and archives say, by DOI (lower case) or by normalised
    address of a page. `no_network` is True where nothing at all could be reached, so that nothing is known.
    """

    found: tuple[Found, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    registered: Answers = field(default_factory=dict)
    no_network: bool = False
    asked: frozenset[Need] = frozenset(("files",))


Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that was read for one run, and what the network said of it (`probed`, empty offline)."""

    config: Config
    today: date
    files: int = 0
    """How many files the list has, those that can't be read too."""
    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    catalog: Document | None = None
    """`list.yaml` of the catalog folder: sections, columns and useful links of the list."""
    entries: tuple[Entry, ...] = ()
    """Entries of pages in the order of their pages, then records in the order of their paths."""
    problems: tuple[Problem, ...] = ()
    ignores: tuple[tuple[str, Ignore], ...] = ()
    """Ignore comments with the path of their file."""
    targets: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    """For a relative link (path of the page, path in the link): "" when it is there, None when nothing is
    there, else how what is there and differs in letter case alone, or hardly, is spelt. A key that is absent
    was not looked up."""
    neighbours: Mapping[str, Page] = field(default_factory=dict)
    """Other local Markdown files that links with a fragment lead into, by path."""
    leads: Mapping[tuple[str, str], Page] = field(default_factory=dict)
    """The page that a relative link with a fragment leads into, keyed as in `targets`."""
    site: bool = False
    """True in the folder of a site generator, where `x` may stand for `x.md`."""
    useful: tuple[Link, ...] = ()
    """The links that `list.yaml` holds."""
    whole: bool = True
    """False where a file of the list was not read, or not asked for: what is missing can't be known then."""
    catalog_files: Mapping[str, CatalogFile] = field(default_factory=dict)
    """The files of records by their path."""
    notes: tuple[str, ...] = ()
    """What a run should say of what it read: files that are part of the list, tables that weren't taken."""
    list_schema: Schema | None = None
    """What `list.yaml` has to look like; None where there is none."""
    probed: Probed = Probed()
    kept: Kept | None = None
    """What is known of the records that are kept by their keys; None where all are held whole."""

    remembered: dict[object, Any] = field(init=False, default_factory=dict)
    """What was worked out of it, by the function that did; see `once_per_project`."""

    @property
    def size(self) -> int:
        """How many characters were read."""
        return sum(self.sizes.values())

    @cached_property
    def on_page(self) -> list[Entry]:
        """The entries of pages, of whatever shape."""
        return [entry for entry in self.entries if entry.on_page]

    def of(self, page: Page) -> list[Entry]:
        """The entries of a page."""
        return self._by_page.get(page, [])

    @cached_property
    def _by_page(self) -> Mapping[Page, list[Entry]]:
        out: dict[Page, list[Entry]] = {}
        for entry in self.entries:
            if entry.page is not None:
                out.setdefault(entry.page, []).append(entry)
        return out

    @cached_property
    def records(self) -> list[Entry]:
        """The records that every rule speaks of: those of catalogs with `rules = "all"`."""
        return [entry for entry in self.entries if not entry.on_page and not self.foreign(entry)]

    def foreign(self, entry: Entry) -> bool:
        """Whether an entry is a record of which only its shape and its links are judged (`rules = "schema"`)."""
        known = self._file_of(entry)
        return known is not None and known.catalog.rules == "schema"

    def unique(self, entry: Entry) -> tuple[str, ...]:
        """The fields that make two records of a catalog the same, where the config says so."""
        known = self._file_of(entry)
        return () if known is None else known.catalog.unique

    def shipped(self, entry: Entry) -> bool:
        """Whether an entry is a record under the schema that medlint ships."""
        schema = self.schema_of(entry)
        return schema is not None and schema.shipped

    def schema_of(self, entry: Entry) -> Schema | None:
        """The schema of a record; None for an entry of a page."""
        known = self._file_of(entry)
        return None if known is None else known.schema

    def _file_of(self, entry: Entry) -> CatalogFile | None:
        return None if entry.on_page else self.catalog_files.get(entry.path)

    def document(self, path: str) -> Document:
        """The document of a file of records. Raises LookupError."""
        known = self._documents.get(path)
        if known is not None:
            return known
        if self.kept is None:
            raise LookupError(path)
        return self.kept.shelf.document(path)

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        return {document.source.path: document for document in self.documents}

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many characters each file that was read has."""
        out = {page.source.path: len(page.source.text) for page in self.pages}
        out |= {path: len(document.source.text) for path, document in self._documents.items()}
        return out | ({path: file.length for path, file in self.kept.shelf.files.items()} if self.kept else {})

    @property
    def sources(self) -> dict[str, Source]:
        """Every file that was read, by its path."""
        shelf = self.kept.shelf if self.kept is not None else None
        kept = (shelf.document(path) for path in shelf.files) if shelf is not None else ()
        return {read.source.path: read.source for read in (*self.pages, *self.documents, *kept)}

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table of every page, in order of file."""
        return tuple(table for page in self.pages for table in page.tables)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of every page and record, in order of file."""
        on_pages = (link for page in self.pages for link in page.links)
        return (*on_pages, *(link for entry in self.entries if not entry.on_page for link in entry.links))


def once_per_project(work: Callable[[Project], Result]) -> Callable[[Project], Result]:
    """A function of a project that several rules ask; it is worked out once for each, which remembers it."""

    @wraps(work)
    def remembered(project: Project) -> Result:
        if work not in project.remembered:
            project.remembered[work] = work(project)
        result: Result = project.remembered[work]
        return result

    return remembered
