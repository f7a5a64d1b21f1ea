"""What the tests of rules share: a list given as texts, its findings, and its texts with the fixes applied."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from medlint.answers import Registered, Verdict, from_data
from medlint.config import Config
from medlint.engine import lint, with_answers
from medlint.finding import Finding
from medlint.links.options import CheckResult
from medlint.model import Source
from medlint.project import Need, Probed, Project
from medlint.read.collect import collect
from medlint.read.project import build_project
from medlint.rules.docs import Example

TODAY = date(2026, 11, 21)


def findings(
    files: str | Mapping[str, str],
    *select: str,
    config: Config | None = None,
    verdicts: Mapping[str, Verdict] | None = None,
) -> list[Finding]:
    """What the selected rules say of a README, or of several files by path; online where there are verdicts."""
    texts = {"README.md": files} if isinstance(files, str) else files
    sources = [Source(path, text.removeprefix("\ufeff"), bom=text[:1] == "\ufeff") for path, text in texts.items()]
    project = build_project(sources, (config or Config())._replace(select=select), TODAY)
    if verdicts is not None:
        project = with_answers(project, CheckResult(dict(verdicts)))
    found, _ = lint(project)
    return found


def spots(found: Iterable[Finding]) -> list[tuple[str, int, int]]:
    """Code, line and column of each finding."""
    return [(f.code, f.place.line, f.place.column) for f in found]


def at(text: str, finding: Finding) -> str:
    """What stands in the text at the place of the finding."""
    return text.encode()[finding.place.start : finding.place.end].decode()


def mended(files: str | Mapping[str, str], found: Iterable[Finding], path: str = "README.md") -> str:
    """The text of a file with the fixes of the findings applied."""
    data = (files if isinstance(files, str) else files[path]).encode()
    edits = {e for f in found if f.fix is not None for e in f.fix.edits if e.path == path}
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        data = data[: edit.start] + edit.text.encode() + data[edit.end :]
    return data.decode()


def probed(project: Project, example: Example) -> Probed:
    """What the network said, by the example's verdicts and registered answers."""
    asked: set[Need] = {"files"}
    verdicts = {}
    if "verdicts.json" in example.files:
        verdicts = json.loads(example.files["verdicts.json"])
        asked.add("links")
    registered = {}
    if "registered.json" in example.files:
        registered = json.loads(example.files["registered.json"])
        asked.add("registries")
    return Probed(
        found=tuple(collect(project)),
        no_network=verdicts.pop("no_network", False),
        verdicts={url: Verdict(**verdict) for url, verdict in verdicts.items()},
        registered={key: tuple(from_data(Registered, one) for one in answers) for key, answers in registered.items()},
        asked=frozenset(asked),
    )
