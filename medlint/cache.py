"""Memory of the last run without network, so that a run in which nothing changed reads nothing but hashes.

One file for each way of calling (medlint, config, paths, day). It holds what the run depended on, by content,
and what it said; it counts only while everything it depended on is as it was. Its first line is the digest of the
second, so that a file that lost or changed a byte is never believed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import medlint
from medlint.config import Config
from medlint.finding import Report, Suppressed
from medlint.git import tracked
from medlint.limit import read_bytes
from medlint.report.json import finding_dict, finding_from, link_dict, link_from

if TYPE_CHECKING:
    from medlint.project import Project

_FORMAT = 2


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
            digest, _, data = read_bytes(self.file, 1 << 30).partition(b"\n")
            if digest != _digest(data):
                return None
            kept = json.loads(data)
            if kept["files"] != _hashes(files):
                return None
            if kept["others"] != _hashes(Path(name) for name in kept["others"]):
                return None
            if not _targets_hold(kept["targets"], kept["root"], kept["site"]):
                return None
            return _report_from(kept["report"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def store(self, files: Sequence[Path], project: Project, report: Report) -> None:
        """Keep the report together with what it depended on."""
        kept = {
            "files": _hashes(files),
            "others": _hashes([*map(Path, project.neighbours), *_schemas(project)]),
            "targets": [[*key, answer] for key, answer in project.targets.items()],
            "root": str(project.config.root),
            "site": project.site,
            "report": _report_dict(report),
        }
        try:
            prepare(self.file.parent)
            beside = self.file.with_suffix(f".{os.getpid()}.tmp")
            data = json.dumps(kept).encode("ascii")
            with open(beside, "xb") as file:  # through no link
                file.write(_digest(data) + b"\n" + data)
            beside.replace(self.file)
        except OSError:
            return


def _schemas(project: Project) -> list[Path]:
    return sorted({path for file in project.catalog_files.values() for path in file.schema.files})


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).hexdigest().encode()


def prepare(folder: Path) -> None:
    """Make the cache folder, with a .gitignore that keeps it out of git. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / ".gitignore"
    if not marker.exists():
        marker.write_text("*\n", encoding="ascii")


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


def _hashes(files: Iterable[Path]) -> dict[str, str | None]:
    out: dict[str, str | None] = {}
    for file in files:
        try:
            out[str(file)] = blake2b(read_bytes(file), digest_size=16).hexdigest()
        except OSError:
            out[str(file)] = None
    return out


def _targets_hold(targets: list[list[Any]], root: str, site: bool) -> bool:
    if not targets:
        return True
    from medlint.read.files import SITES, Tree

    if site != any((Path(root) / name).is_file() for name in SITES):
        return False
    trees: dict[str, Tree] = {}
    for page, path, answer in targets:
        tree = trees.setdefault(page, Tree(Path(root), page, site))
        if tree.answer(path) != answer:
            return False
    return True


def _report_dict(report: Report) -> dict[str, Any]:
    def kept(finding: Any) -> dict[str, Any]:
        span = [finding.place.start, finding.place.end]
        return {**finding_dict(finding), "bytes": span, "subject": finding.subject}

    return {
        "findings": [kept(finding) for finding in report.findings],
        "suppressed": [[kept(held.finding), held.why] for held in report.suppressed],
        "links": [link_dict(link) for link in report.links],
        "files": report.files,
        "entries": report.entries,
        "notes": list(report.notes),
        "paths": list(report.paths),
    }


def _report_from(data: dict[str, Any]) -> Report:
    return Report(
        [finding_from(item) for item in data["findings"]],
        [Suppressed(finding_from(item), why) for item, why in data["suppressed"]],
        [link_from(item) for item in data["links"]],
        data["files"],
        data["entries"],
        tuple(data["notes"]),
        paths=tuple(data["paths"]),
    )
