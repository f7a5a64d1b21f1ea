"""From files to a `Project`: everything that is read of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from medlint.config import Config
from medlint.model import Page, Problem, Project, Source
from medlint.read.entries import links_below, read_records, read_tables
from medlint.read.files import MARKDOWN, SITES, YAML, Tree, local_path, read_source, shown
from medlint.read.ignores import page_ignores, yaml_ignores
from medlint.read.markdown import read_page
from medlint.read.match import pair
from medlint.read.schema import load_schema, shipped_schema
from medlint.read.yaml import read_document

_NEIGHBOURS = 200
"""How many other pages are read to look up fragments: a page that links to more gets no answer for the rest."""


def read_project(files: Sequence[Path], config: Config, today: date) -> Project:
    """Read the files of a list. Never raises for what is in them: `Project.problems` says what is wrong."""
    return build_project([read_source(path) for path in files], config, today)


def build_project(sources: Sequence[Source | Problem], config: Config, today: date) -> Project:
    """The project of files whose text is at hand, from the disk or from anywhere else."""
    project = Project(config, today)
    project.files = len(sources)
    for source in sources:
        if isinstance(source, Problem):
            project.problems.append(source)
        elif source.path.lower().endswith(YAML):
            _read_yaml(project, source)
        else:
            _read_markdown(project, source)
    if project.records:
        project.schema = load_schema(config)
    if project.catalog is not None:
        project.list_schema = shipped_schema("list.schema.json")
    project.site = any((config.root / name).is_file() for name in SITES)
    for page in project.pages:
        _look_up(project, page)
    project.whole = not any(problem.code in ("MED001", "MED002") for problem in project.problems)
    pair(project)
    return project


def _read_markdown(project: Project, source: Source) -> None:
    page, problems = read_page(source)
    project.pages.append(page)
    project.problems.extend(problems)
    project.entries.extend(read_tables(page, project.config))
    page.ignores = page_ignores(page)
    project.ignores.extend((source.path, ignore) for ignore in page.ignores)


def _read_yaml(project: Project, source: Source) -> None:
    document = read_document(source)
    project.ignores.extend((source.path, ignore) for ignore in yaml_ignores(source))
    if isinstance(document, Problem):
        project.problems.append(document)
        return
    project.documents.append(document)
    if Path(source.path).stem == "list" and isinstance(document.data, dict) and "sections" in document.data:
        project.catalog = document
        project.useful = list(links_below(document, (), document.data))
        return
    project.entries.extend(read_records(document, project.config))


def _look_up(project: Project, page: Page) -> None:
    """Find out which local files the links of a page lead to, and read the pages they name a part of."""
    tree = Tree(project.config.root, page.source.path, project.site)
    for link in page.links:
        local = local_path(link.url)
        if local is None or not local[0]:
            continue
        key = (page.source.path, local[0])
        if key not in project.targets and tree.holds(local[0]):
            project.targets[key] = tree.answer(local[0])
        if local[1] and project.targets.get(key) == "" and local[0].lower().endswith(MARKDOWN):
            other = _neighbour(project, Path(tree.absolute(local[0])))
            if other is not None:
                project.leads[key] = other


def _neighbour(project: Project, path: Path) -> Page | None:
    name = shown(path)
    if name in project.neighbours or len(project.neighbours) >= _NEIGHBOURS:
        return project.neighbours.get(name)
    known = next((page for page in project.pages if page.source.path == name), None)
    if known is None:
        source = read_source(path)
        if isinstance(source, Problem):
            return None
        known, _ = read_page(source)
    project.neighbours[name] = known
    return known
