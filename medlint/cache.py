"""A cache of the last offline run: while no file has changed, its report is used again and only hashes are compared.

One file for each way of calling (medlint, config, paths, day). It holds what the run depended on, by content,
and what it said, a line for each finding and link; it counts only while everything it depended on is as it was. Its
first line is the digest of the others, so that a file that lost or changed a byte is never believed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import medlint
from medlint.config import Config
from medlint.finding import Edit, Finding, Fix, Level, LinkPlace, LinkResult, Related, Report, Suppressed
from medlint.git import make_ignored, tracked
from medlint.limit import read_bytes
from medlint.model import Place, Source
from medlint.read.collect import unchecked_for
from medlint.read.files import shown
from medlint.root import Root

if TYPE_CHECKING:
    from medlint.project import Project

_FORMAT = 3
# What reading a file of another shape can end in.
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, OverflowError)


class Cache:
    """The results kept in a folder. A folder that can't be written to keeps nothing; that is no error."""

    def __init__(self, folder: Path, config: Config, paths: Sequence[Path], today: date) -> None:
        seed = [_FORMAT, _program(), repr(config), os.getcwd(), [str(path) for path in paths], today.isoformat()]
        self.file = folder / f"check-{blake2b(repr(seed).encode(), digest_size=12).hexdigest()}.json"

    @property
    def foreign(self) -> bool:
        """True where a commit brought the file: it is no memory of ours."""
        return os.path.lexists(self.file) and tracked(self.file)

    def load(self, files: Sequence[Path]) -> Report | None:
        """The report of an earlier run on these very contents, or None."""
        try:
            digest, _, data = read_bytes(self.file, 1 << 30, follow=False).partition(b"\n")
            if digest != _digest(data):
                return None
            first, *rows = data.splitlines()
            kept = json.loads(first)
            if kept["files"] != _hashes(files):
                return None
            if kept["others"] != _hashes(Path(name) for name in kept["others"]):
                return None
            if not _targets_hold(kept["targets"], kept["root"], kept["site"]):
                return None
            return _report_from(kept["report"], map(json.loads, rows))
        except (OSError, *_MISSHAPEN):
            return None

    def store(self, files: Sequence[Path], project: Project, report: Report) -> None:
        """Keep the report together with what it depended on."""
        pages, documents = ([*map(attrgetter("source"), read)] for read in (project.pages, project.documents))
        kept = {
            "files": _hashes(files, {source.path: source for source in (*pages, *documents)}),
            "others": _hashes([*map(Path, project.neighbours), *_schemas(project)]),
            "targets": [[*key, answer] for key, answer in project.targets.items()],
            "root": str(project.config.root),
            "site": project.site,
            "report": _head(report),
        }
        beside = self.file.with_suffix(f".{os.getpid()}.tmp")
        try:
            make_ignored(self.file.parent)
            with open(beside, "xb") as file:  # through no link
                hashed = _blake(b"")
                file.write(hashed.hexdigest().encode() + b"\n")  # room for that of what follows
                for row in chain([kept], _rows(report)):
                    line = json.dumps(row).encode("ascii") + b"\n"
                    hashed.update(line)
                    file.write(line)
                file.seek(0)
                file.write(hashed.hexdigest().encode())
            beside.replace(self.file)
        except OSError:
            return
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _schemas(project: Project) -> list[Path]:
    return sorted({path for file in project.catalog_files.values() for path in file.schema.files})


def _blake(data: bytes) -> blake2b:
    return blake2b(data, digest_size=16)


def _digest(data: bytes) -> bytes:
    return _blake(data).hexdigest().encode()


def _program() -> list[Any]:
    """medlint itself: its version, and its files, which change under a developer's hands."""
    top = Path(medlint.__file__).parent
    state = []
    for folder, names, files in os.walk(top):
        names[:] = sorted(name for name in names if name != "__pycache__")
        for name in sorted(files):
            found = os.stat(os.path.join(folder, name))
            state.append((name, found.st_size, found.st_mtime_ns))
    return [medlint.__version__, blake2b(repr(state).encode(), digest_size=12).hexdigest()]


def _hashes(files: Iterable[Path], read: Mapping[str, Source] = MappingProxyType({})) -> dict[str, str | None]:
    """The digests of files, by their names: of those that were read by what was read."""
    out: dict[str, str | None] = {}
    for file in files:
        source = read.get(shown(file))
        try:
            data = source.encoded(source.text) if source is not None else read_bytes(file)
            out[str(file)] = _blake(data).hexdigest()
        except OSError:
            out[str(file)] = None
    return out


def _targets_hold(targets: list[list[Any]], root: str, site: bool) -> bool:
    if not targets:
        return True
    from medlint.read.files import Tree, of_site

    if site != of_site(root, Root(Config(root=Path(root)))):
        return False
    trees: dict[str, Tree] = {}
    for page, path, answer in targets:
        tree = trees.setdefault(page, Tree(Path(root), page, site))
        if tree.answer(path) != answer:
            return False
    return True


def _head(report: Report) -> dict[str, Any]:
    """What is kept of a report, but for what `_rows` gives: of that the numbers."""
    return {
        "findings": len(report.findings),
        "suppressed": len(report.suppressed),
        "links": len(report.links),
        "files": report.files,
        "entries": report.entries,
        "notes": report.notes,
        "paths": report.paths,
    }


def _rows(report: Report) -> Iterator[Sequence[Any]]:
    """The findings of a report, those that are suppressed, and its links, of which nobody was asked."""
    yield from (finding._replace(entry=None) for finding in report.findings)
    yield from ((held.finding._replace(entry=None), held.why) for held in report.suppressed)
    yield from ((link.url, link.places, link.verdict.reason) for link in report.links)


def _report_from(head: dict[str, Any], rows: Iterator[Any]) -> Report:
    findings = [_finding(*next(rows)) for _ in range(head["findings"])]
    suppressed = [Suppressed(_finding(*found), why) for found, why in islice(rows, head["suppressed"])]
    links = [
        LinkResult(url, tuple(LinkPlace(*place) for place in places), unchecked_for(reason))
        for url, places, reason in islice(rows, head["links"])
    ]
    whole = Report(findings, suppressed, links, head["files"], head["entries"], tuple(head["notes"]))
    return whole._replace(paths=tuple(head["paths"]))


def _finding(code: str, name: str, level: int, message: str, place: list[Any], *more: Any) -> Finding:
    entry, field, related, fix, link, subject, shown = more
    return Finding(
        code,
        name,
        Level(level),
        message,
        Place(*place),
        entry,
        field,
        tuple(Related(Place(*where), text) for where, text in related),
        Fix(fix[0], tuple(Edit(*edit) for edit in fix[1])) if fix else None,
        link,
        subject,
        shown,
    )
