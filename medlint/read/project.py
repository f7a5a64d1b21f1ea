"""From files to a `Project`: everything that is read of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.config import Catalog, Config
from medlint.kept import Kept
from medlint.limit import OutOfTime, bounded, limit, why
from medlint.model import Document, Entry, Ignore, Link, Page, Source
from medlint.project import CatalogFile, Problem, Project
from medlint.read.catalogs import catalog_of, judged, schema_of
from medlint.read.document import read_document
from medlint.read.entries import read_entries
from medlint.read.extent import Shown, may_hold_entries, not_taken
from medlint.read.files import MARKDOWN, Tree, local_path, of_site, read_source, shown
from medlint.read.ignores import page_ignores, yaml_ignores
from medlint.read.markdown import read_page
from medlint.read.match import pair
from medlint.read.records import Keys, links_below, read_records
from medlint.root import Root
from medlint.text.data import DATA
from medlint.text.words import counted

if TYPE_CHECKING:
    from medlint.validate.schema import Schema

_NEIGHBOURS = 200
"""How many other pages are read to look up fragments: a page that links to more gets no answer for the rest."""
_PARTS = 10
"""So many entries at most are read by mistake on a page that tells of one dataset."""


def read_project(
    files: Sequence[Path], config: Config, today: date, *, complete: bool = True, near: Sequence[Path] = ()
) -> Project:
    """Read the files of a list, and those `near` that hold entries too.

    Never raises for what is in them: `Project.problems` says what is wrong. Raises OutsideError for a file that
    leads out of the list.
    """
    root = Root(config)
    sources = [read_source(path, root) for path in files]
    others = [read_source(path, root) for path in near if root.holds(path)]
    return build_project(sources, config, today, complete=complete, near=others)


def build_project(
    sources: Sequence[Source | Problem],
    config: Config,
    today: date,
    *,
    complete: bool = True,
    near: Sequence[Source | Problem] = (),
) -> Project:
    """The project of files whose text is at hand, from the disk or from anywhere else.

    `complete` is False where these are not all files of the list. What is `near` is part of it where it holds entries.
    """
    reading = Reading(config)
    with bounded(sum(len(s.text) for s in (*sources, *near) if isinstance(s, Source)), "reading the list"):
        for source in sources:
            reading.add(source)
        for source in near:
            reading.consider(source)
    return reading.project(today, files=len(sources), complete=complete)


class Reading:
    """A project in the making: what the files read so far hold."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.root = Root(config)
        self.catalogs = config.every_catalog
        self.site = of_site(config.root, self.root)
        self.pages: list[Page] = []
        self.documents: list[Document] = []
        self.catalog: Document | None = None
        self.list_schema: Schema | None = None
        self.catalog_files: dict[str, CatalogFile] = {}
        self.schemas: dict[str | None, Schema] = {}
        self.keys: list[Keys] = []
        self.entries: list[Entry] = []
        self.shown = Shown(self.entries)
        self.problems: list[Problem] = []
        self.ignores: list[tuple[str, Ignore]] = []
        self.useful: list[Link] = []
        self.targets: dict[tuple[str, str], str | None] = {}
        self.neighbours: dict[str, Page | None] = {}
        self.leads: dict[tuple[str, str], Page] = {}
        self.notes: list[str] = []
        self.told: list[str] = []
        self.kept: Kept | None = None
        self.found = 0
        """How many files that lay near turned out to be part of the list."""

    def add(self, source: Source | Problem) -> None:
        """Read one file, or note why it can't be read."""
        if isinstance(source, Problem):
            self.problems.append(source)
        else:
            self._bounded(source, lambda: self._add(source))

    def _bounded(self, source: Source, read: Callable[[], None]) -> None:
        try:
            with limit():
                read()
        except OutOfTime:
            self.problems.append(Problem("MED001", source.place(0, 0), f"the file was given up: {why()}"))

    def _add(self, source: Source) -> None:
        catalog = catalog_of(source.path, self.config.root, self.catalogs)
        if catalog is not None or source.path.lower().endswith(DATA):
            self._add_data(source, catalog or self.catalogs[0])
        else:
            page, problems = read_page(source)
            self._add_page(page, problems, read_entries(page, self.config))

    def consider(self, source: Source | Problem) -> None:
        """Take a page in that lies near the others, where it holds entries that they don't show."""
        if isinstance(source, Problem):
            self.notes.append(f"{source.place.path} is not looked at: {source.message}")
        elif may_hold_entries(source.text):
            self._bounded(source, lambda: self._consider(source))

    def _consider(self, source: Source) -> None:
        path = Path(source.path).absolute()
        page, problems = read_page(source)
        entries = read_entries(page, self.config)
        if len(entries) <= _PARTS and {str(path), str(path.parent)} & self._told_of_one:
            self.told.append(source.path)
        elif (other := self.shown.again(entries)) is not None:
            self.notes.append(f"{source.path} shows the datasets of {other} again and is not read")
        elif entries:
            has = f"{source.path} has {counted(len(entries), 'entry')}"
            self.notes.append(f"{has}: it is part of the list, where `readme` says nothing else")
            self.found += 1
            self._add_page(page, problems, entries)

    @cached_property
    def _told_of_one(self) -> set[str]:
        """The paths that rows lead to, and items and headings most of which lead out: each tells of one dataset."""
        trees = {page: Tree(self.config.root, page.source.path, self.site, self.root) for page in self.pages}
        out = Counter(entry.table for entry in self.entries if any("://" in link.url for link in entry.links))
        told = [e for e in self.entries if e.table and (e.kind == "row" or 2 * out[e.table] > len(e.table.rows))]
        found = ((trees[e.page], local_path(link.url)) for e in told if e.page is not None for link in e.links)
        return {tree.absolute(local[0]) for tree, local in found if local} - {str(self.config.root.absolute())}

    def _add_page(self, page: Page, problems: list[Problem], entries: list[Entry]) -> None:
        self.pages.append(page)
        self.problems.extend(problems)
        self.entries.extend(entries)
        page.ignores = page_ignores(page)
        self.ignores.extend((page.source.path, ignore) for ignore in page.ignores)

    def _add_data(self, source: Source, catalog: Catalog) -> None:
        document = read_document(source)
        held = document if isinstance(document, Document) else None
        self.ignores.extend((source.path, ignore) for ignore in yaml_ignores(source, held))
        if isinstance(document, Problem):
            self.problems.append(document)
            return
        self.documents.append(document)
        if isinstance(document.data, dict) and "sections" in document.data and Path(source.path).stem == "list":
            from medlint.validate.schema import shipped_schema

            self.catalog, self.list_schema = document, shipped_schema("list.schema.json")
            self.useful = list(links_below(document, (), document.data))
            return
        schema = self.schema_of(catalog)
        instances, records = judged(document, catalog, schema)
        self.catalog_files[source.path] = CatalogFile(catalog, schema, instances)
        self.entries.extend(read_records(document, records, self._keys_of(catalog)))

    def schema_of(self, catalog: Catalog) -> Schema:
        """The schema of a catalog, read once."""
        if catalog.schema not in self.schemas:
            self.schemas[catalog.schema] = schema_of(catalog, self.config)
        return self.schemas[catalog.schema]

    def _keys_of(self, catalog: Catalog) -> Keys:
        """What the keys of a catalog's records mean, worked out once."""
        found = next((keys for keys in self.keys if keys.catalog == catalog), None)
        if found is None:
            self.keys.append(found := Keys(catalog, self.config))
        return found

    def project(self, today: date, *, files: int = 0, complete: bool = False) -> Project:
        """The project of what was read; `complete` is False where these are not all files of the list."""
        size = sum(len(page.source.text) for page in self.pages) + sum(len(doc.source.text) for doc in self.documents)
        size += sum(file.length for file in self.kept.shelf.files.values()) if self.kept is not None else 0
        with bounded(size, "comparing the pages with each other and with the records"):
            self.look_up()
            pair([e for e in self.entries if e.on_page or self.catalog_files[e.path].catalog.rules == "all"])
        if self.told:
            where = f"{counted(len(self.told), 'page')} ({', '.join(self.told[:3])}) or to their folders"
            self.notes.append(f"entries lead to {where}: no list is looked for there, where `readme` doesn't name them")
        unread = any(problem.code in ("MED001", "MED002") for problem in self.problems)
        return Project(
            self.config,
            today,
            files=files + self.found,
            pages=tuple(self.pages),
            documents=tuple(self.documents),
            catalog=self.catalog,
            entries=tuple(sorted(self.entries, key=lambda entry: not entry.on_page)),
            problems=tuple(self.problems),
            ignores=tuple(self.ignores),
            targets=self.targets,
            neighbours={name: page for name, page in self.neighbours.items() if page is not None},
            leads=self.leads,
            site=self.site,
            useful=tuple(self.useful),
            whole=complete and not unread,
            catalog_files=self.catalog_files,
            notes=(*self.notes, *not_taken(self.pages, self.entries, self.config)),
            list_schema=self.list_schema,
            kept=self.kept,
        )

    def look_up(self) -> None:
        """Find out which local files the links lead to, and read the pages that they name a part of."""
        for page in self.pages:
            tree = Tree(self.config.root, page.source.path, self.site, self.root)
            for link in page.links:
                local = local_path(link.url)
                if local is None or not local[0]:
                    continue
                key = (page.source.path, local[0])
                if key not in self.targets and tree.holds(local[0]):
                    self.targets[key] = tree.answer(local[0])
                named = bool(local[1]) and self.targets.get(key) == "" and local[0].lower().endswith(MARKDOWN)
                if named and (other := self._neighbour(Path(tree.absolute(local[0])))) is not None:
                    self.leads[key] = other

    def _neighbour(self, path: Path) -> Page | None:
        name = shown(path)
        if name not in self.neighbours and len(self.neighbours) < _NEIGHBOURS:
            known = next((page for page in self.pages if page.source.path == name), None)
            if known is None and self.root.holds(path) and isinstance(source := read_source(path, self.root), Source):
                known, _ = read_page(source)
            self.neighbours[name] = known
        return self.neighbours.get(name)
