"""One list as an editor has it: its files, with the text of open buffers in place of what is on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlint.config import Config, find_config, load_config
from medlint.finding import Edit, Finding
from medlint.limit import limited
from medlint.model import Entry, Source
from medlint.project import Problem, Project
from medlint.root import Root

if TYPE_CHECKING:
    from medlint.write.proof import Proof
    from medlint.write.silence import Comments

Buffers = Mapping[str, str]
"""The text of each open document by its absolute path."""


class State:
    """What was read of a list, and what the rules say of it, as of one moment. It never changes."""

    def __init__(self, project: Project, findings: list[Finding], sources: Iterable[Source], schema: Any) -> None:
        self.project = project
        self.findings = findings
        self.sources = {os.path.abspath(source.path): source for source in sources}
        """The files of the list by absolute path, those that are broken just now too."""
        self.schema = schema
        """The JSON Schema of a record, as it was when a record could last be read."""
        self._safe: dict[str, list[Edit]] = {}
        self._proofs: dict[str, Proof] = {}

    def edits(self, findings: Iterable[Finding], *, unsafe: bool = False) -> list[Edit]:
        """The edits of findings, where reading the file again proves that they change nothing else."""
        from medlint.write.fix import fix

        applied = fix(findings, self.project, unsafe=unsafe, proofs=self._proofs).applied
        return sorted({edit for finding in applied if finding.fix is not None for edit in finding.fix.edits})

    def safe_edits(self, path: str) -> list[Edit]:
        """All edits of a file that are safe to make; worked out once, for an editor may ask often."""
        if path not in self._safe:
            self._safe[path] = self.edits(self.of(path))
        return self._safe[path]

    @cached_property
    def comments(self) -> Comments:
        """The comments that silence findings; what was read for one is known for the next."""
        from medlint.write.silence import Comments

        return Comments(self.project)

    def of(self, path: str) -> list[Finding]:
        """The findings in a file, by its absolute path."""
        return self._findings.get(path, [])

    @cached_property
    def _findings(self) -> dict[str, list[Finding]]:
        out: dict[str, list[Finding]] = {}
        for finding in self.findings:
            out.setdefault(os.path.abspath(finding.place.path), []).append(finding)
        return out

    def entries(self, path: str) -> list[Entry]:
        """The entries of a file, in order."""
        return self._entries.get(path, [])

    @cached_property
    def _entries(self) -> dict[str, list[Entry]]:
        out: dict[str, list[Entry]] = {}
        for entry in self.project.entries:
            out.setdefault(os.path.abspath(entry.source.path), []).append(entry)
        return out


class OpenList:
    """A list with open documents. `root` is its folder; what was read stays read until it changes."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self._disk: dict[str, tuple[tuple[int, int] | None, Source | Problem]] = {}
        self._buffers: dict[str, tuple[str, Source]] = {}
        self._schema: Any = {}

    @classmethod
    def around(cls, path: str) -> OpenList:
        """The list that a file belongs to. Raises ConfigError where its config can't be used."""
        folder = Path(path).parent
        file = find_config(folder)
        root = file.parent if file is not None else _top(folder)
        return cls(root, load_config(file, root))

    def judge(self, buffers: Buffers) -> State:
        """Read what changed, and apply the rules. Raises ConfigError."""
        from medlint.engine import lint, with_memory
        from medlint.links.options import LinkOptions
        from medlint.read.project import build_project

        cache = self.root / ".medlint_cache" / "links.sqlite"
        known = str(cache.parent) if Root(self.config).holds(cache) else None
        options = LinkOptions(cache_dir=known, max_age=self.config.links.max_age)
        sources = self._sources(buffers)
        project = with_memory(build_project(sources, self.config, date.today()), options)
        for held in project.catalog_files.values():
            self._schema = held.schema.data
        texts = [source for source in sources if isinstance(source, Source)]
        return State(project, lint(project)[0], texts, self._schema)

    def _sources(self, buffers: Buffers) -> list[Source | Problem]:
        """The files of the list, and the open documents that are none of them."""
        from medlint.read.files import find_files

        with limited("looking for the files of the list"):
            paths = {os.path.abspath(path): path for path in find_files([self.root], self.config)}
        inside = str(self.root.resolve()) + os.sep
        others = [path for path in buffers if path not in paths and os.path.realpath(path).startswith(inside)]
        root = Root(self.config)
        return [self._source(path, buffers, root) for path in (*filter(root.holds, paths), *others)]

    def _source(self, path: str, buffers: Buffers, root: Root) -> Source | Problem:
        from medlint.read.files import read_source, shown

        if (text := buffers.get(path)) is not None:
            known = self._buffers.get(path)
            if known is None or known[0] != text:
                known = self._buffers[path] = (text, Source(shown(Path(path)), text.removeprefix("\ufeff")))
            return known[1]
        stamp = _stamp(path)
        kept = self._disk.get(path)
        if kept is None or kept[0] != stamp:
            kept = self._disk[path] = (stamp, read_source(Path(path), root))
        return kept[1]


def _stamp(path: str) -> tuple[int, int] | None:
    """What changes when a file does; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _top(folder: Path) -> Path:
    """The top of the git checkout that a folder lies in, else the folder."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)
