"""What has changed in a list since a git revision: entries, prose and links."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from medlint.config import ConfigError
from medlint.finding import Finding
from medlint.git import GitError, checkout, run
from medlint.limit import MAX_BYTES
from medlint.model import Cell, Entry, Page, Source
from medlint.project import Project
from medlint.read.catalogs import catalog_of
from medlint.read.files import MARKDOWN
from medlint.rules.base import REGISTRY
from medlint.text import url as urls
from medlint.text.data import DATA

_LAST = 1 << 60
_Mark = tuple[Any, ...]


def changed(project: Project, rev: str) -> Changed:
    """What of a project differs from the revision, uncommitted work included.

    Raises ConfigError where the list is in no git checkout, or git knows no such revision.
    """
    from medlint.read.project import build_project

    then = _sources(project, rev)
    now = {path: source.text for path, source in project.sources.items()} if project.kept is None else {}
    same = {source.path for source in then if now.get(source.path) == source.text}
    old = build_project([source for source in then if source.path not in same], project.config, project.today)
    return Changed(project, _with_unchanged(old, project, same))


def _with_unchanged(old: Project, project: Project, same: set[str]) -> Project:
    """A list as it was, together with the files that are the same today: these are not read again."""
    from dataclasses import replace

    return replace(
        old,
        pages=(*old.pages, *(page for page in project.pages if page.source.path in same)),
        documents=(*old.documents, *(document for document in project.documents if document.source.path in same)),
        entries=(*old.entries, *(entry for entry in project.entries if entry.path in same)),
        catalog_files={**project.catalog_files, **old.catalog_files},
    )


class Changed:
    """Tells what is new or different by meaning: rows that moved, files and sections renamed are not."""

    def __init__(self, project: Project, old: Project) -> None:
        self._renamed = _Renamed(project, old)
        self._entries = _new(project.entries, old.entries, self._renamed)
        self._links = {urls.normalise(link.url) for link in old.links}
        blocks = Counter(mark for page in old.pages for mark, _, _ in _blocks(page))
        texts = (source.text for source in old.sources.values())
        self._lines = {line for text in texts for line in map(_line_key, re.split(r"\r\n|\r|\n", text))}
        self._kept: dict[tuple[str, int], bool] = {}
        self._sources = project.sources
        self._blocks: dict[str, list[tuple[int, int, bool]]] = {}
        for page in project.pages:
            spans = self._blocks.setdefault(page.source.path, [])
            for mark, first, last in _blocks(page):
                spans.append((first, last, not blocks[mark]))
                blocks[mark] -= blocks[mark] > 0
            spans.sort()

    def keeps(self, finding: Finding) -> bool:
        """True for a finding about an entry, a link or a piece of prose that is new or says something else."""
        if finding.link and REGISTRY[finding.code].need == "links":
            return self.link(finding.link)
        entry = finding.entry
        if entry is not None:
            return self.entry(entry) or (entry.twin is not None and self.entry(entry.twin))
        blocks = self._blocks.get(finding.place.path, [])
        at = bisect_right(blocks, (finding.place.line, _LAST)) - 1
        if at >= 0 and blocks[at][0] <= finding.place.line <= blocks[at][1]:
            return blocks[at][2]
        source = self._sources.get(finding.place.path)
        if source is None or finding.place.line > len(source.starts):
            return True
        where = (finding.place.path, finding.place.line)
        if where not in self._kept:  # of a long line much may be said
            self._kept[where] = _line_key(source.line(finding.place.line)) not in self._lines
        return self._kept[where]

    def entry(self, entry: Entry) -> bool:
        """True for an entry that is new or says something else."""
        return id(entry) in self._entries

    def link(self, url: str) -> bool:
        """True for an address, with its fragment, that stood nowhere in the list."""
        return urls.normalise(url) not in self._links


class _Renamed:
    """The names of sections, with those that were only renamed taken as what they are now."""

    def __init__(self, project: Project, old: Project) -> None:
        self.now = {entry.section for entry in project.records}
        self.before = {entry.section for entry in old.records}

    def mark(self, section: str) -> str:
        """A section that stands on both sides; the empty name for one that came or went."""
        return section if section in self.now and section in self.before else ""


def _new(entries: Iterable[Entry], old: Iterable[Entry], renamed: _Renamed) -> set[int]:
    before = Counter(_entry_mark(entry, renamed) for entry in old)
    out = set()
    for entry in entries:
        mark = _entry_mark(entry, renamed)
        if before[mark]:
            before[mark] -= 1
        else:
            out.add(id(entry))
    return out


def _entry_mark(entry: Entry, renamed: _Renamed) -> _Mark:
    if not entry.on_page:
        import json

        data = {key: value for key, value in entry.data.items() if key != "section"}
        return "record", renamed.mark(entry.section), json.dumps(data, sort_keys=True)
    return "row", *sorted((field, *_cell_mark(cell)) for field, cell in entry.fields.items())


def _cell_mark(cell: Cell) -> tuple[str, tuple[str, ...]]:
    return " ".join(cell.text.split()), tuple(urls.normalise(link.url) for link in cell.links)


def _blocks(page: Page) -> Iterator[tuple[_Mark, int, int]]:
    """The prose and headings of a page: what each says, and the lines it stands on.

    Whether a heading has something to show below it belongs to it.
    """
    for cell in page.prose:
        place = cell.place
        yield ("prose", *_cell_mark(cell)), place.line, place.end_line
    for section in page.headings:
        if section.heading is not None:
            place = section.heading.place
            filled = any(not row.blank for table in section.tables for row in table.rows) or bool(section.blocks)
            yield ("heading", filled, *_cell_mark(section.heading)), place.line, place.end_line


def _line_key(line: str) -> str:
    """A line without padding and rules: a table that was only aligned anew has the same lines."""
    return re.sub(r"[\s|:-]+", " ", line).strip()


def file_at(rev: str, path: Path) -> bytes | None:
    """What a file held at the revision, None where it was not there. Raises ConfigError as `changed` does."""
    top, commit = _commit(path.parent, rev)
    name = os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
    for item in _listed(top, commit, name):
        return _run(top, "cat-file", "blob", item.blob) if item.path == name else None
    return None


def _sources(project: Project, rev: str) -> list[Source]:
    """The files of the list as of the revision: those of today, and those that are gone since.

    A file that was renamed is one that is gone: what it said is known wherever it stands now.
    """
    top, commit = _commit(project.config.root, rev)
    here = {os.path.realpath(path): path for path in project.sources}
    here |= {os.path.realpath(problem.place.path): problem.place.path for problem in project.problems}
    wanted: list[tuple[str, str]] = []
    for item in _listed(top, commit):
        full = os.path.join(top, item.path)
        gone = full not in here and not os.path.exists(full)
        if gone and item.path.lower().endswith(DATA):
            gone = (
                catalog_of(full, project.config.root, project.config.every_catalog) is not None
            )  # not every JSON file is a record
        if item.path.lower().endswith((*MARKDOWN, *DATA)) and (full in here or gone):
            wanted.append((here.get(full, os.path.relpath(full).replace(os.sep, "/")), item.blob))
    return list(_blobs(top, wanted))


def _commit(folder: Path, rev: str) -> tuple[Path, str]:
    """The top of the checkout and the commit that a revision names."""
    top = checkout(folder)
    if top is None:
        raise ConfigError(f"--since: {folder}: not a git repository, nor in one")
    if not rev or rev.startswith("-"):
        raise ConfigError(f"--since: {rev!r} is not a revision")
    if os.path.realpath(os.fsdecode(_run(top, "rev-parse", "--show-toplevel").rstrip(b"\n"))) != str(top):
        raise ConfigError(f"--since: git takes another folder than {top} for the top of the checkout")
    try:
        found = run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    except GitError:
        hint = ""
        if _run(top, "rev-parse", "--is-shallow-repository").strip() == b"true":
            hint = "; the clone is shallow: fetch all of it (`fetch-depth: 0` of actions/checkout)"
        raise ConfigError(f"--since: git knows no revision {rev!r}{hint}") from None
    return top, found.decode("ascii", "replace").strip()


class _Item(NamedTuple):
    """A file of a commit."""

    path: str
    blob: str


def _listed(top: Path, commit: str, *paths: str) -> Iterator[_Item]:
    """The files of a commit that are not too large to be read, symbolic links aside."""
    said = _run(top, "--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *paths)
    for item in said.split(b"\0"):
        meta, _, name = item.partition(b"\t")
        if meta.startswith(b"100"):
            _, _, blob, size = meta.split()
            if int(size) <= MAX_BYTES:
                yield _Item(os.fsdecode(name), blob.decode("ascii"))


def _blobs(top: Path, wanted: Sequence[tuple[str, str]]) -> Iterator[Source]:
    """The texts of blobs; those that are not UTF-8 are passed over, as nothing known."""
    data = _run(top, "cat-file", "--batch", stdin="".join(f"{name}\n" for _, name in wanted).encode())
    at = 0
    for path, blob in wanted:
        end = data.index(b"\n", at)
        head = data[at:end].split()
        if head[-1] == b"missing":
            raise ConfigError(f"--since: the clone lacks {path} ({blob}), and nothing is fetched")
        content = data[end + 1 : end + 1 + int(head[2])]
        at = end + len(content) + 2
        try:
            yield Source(path, content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            continue


def _run(top: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    try:
        return run(top, *arguments, stdin=stdin)
    except GitError as error:
        raise ConfigError(f"--since: {error}") from None
