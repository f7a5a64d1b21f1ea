"""What the tests of reports share: reports made of lists given as texts, and of findings made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from medlint.answers import State, Verdict
from medlint.config import Config
from medlint.engine import judge
from medlint.finding import Edit, Finding, Fix, Level, LinkPlace, LinkResult, Related, Report
from medlint.model import Place, Source
from medlint.read.project import build_project

TODAY = date(2026, 11, 21)


def place(path: str = "README.md", line: int = 31, column: int = 3, *, start: int = 120, width: int = 6) -> Place:
    """A stretch of one line."""
    return Place(path, line, column, line, column + width, start, start + width)


def finding(message: str = "size is missing for 'LIDC-IDRI'", **over: Any) -> Finding:
    """A finding of MED205 in README.md, with what is given in place of that; `shown` is its entry's title."""
    values = {
        "code": "MED205", "name": "missing-size", "level": Level.ERROR, "place": place(), "field": "size",
        "shown": "LIDC-IDRI", **over,
    }  # fmt: skip
    return Finding(message=message, **values)


def link(url: str = "https://example.org/lidc", verdict: State = "alive", **over: Any) -> LinkResult:
    """A link of README.md."""
    return LinkResult(url, (LinkPlace("README.md", 31, 40, "LIDC-IDRI", "source"),), Verdict(verdict, **over))


def report(*findings: Finding, **over: Any) -> Report:
    """A report of the findings, in order of their places."""
    values = {
        "suppressed": [], "links": [], "files": 2, "entries": 9, "paths": ("README.md", "catalog/clean.yaml"), **over,
    }  # fmt: skip
    return Report(sorted(findings, key=lambda found: found.sort_key), **values)


def of_texts(files: str | Mapping[str, str], *select: str) -> Report:
    """The report, with its datasets, of a README or of several files by path; all rules unless some are selected."""
    texts = {"README.md": files} if isinstance(files, str) else files
    config = Config(select=select or ("ALL",))
    project = build_project([Source(path, text) for path, text in texts.items()], config, TODAY)
    return judge(project, None, datasets=True)


def varied() -> Report:
    """A report with one of everything: levels, fixes, related places, links, what is suppressed and mended."""
    from medlint.finding import Suppressed

    first = finding(related=(Related(place("catalog/lidc-idri.yaml", 1, 1), "the same in catalog/lidc-idri.yaml"),))
    moved = finding(
        "the source of 'KiTS23' has moved to 'https://example.org/kits23'",
        code="MED602", name="moved-link", level=Level.WARNING, field="source", shown="KiTS23",
        place=place(line=33, column=12, start=301, width=24), link="https://example.org/kits",
        fix=Fix(True, (Edit("README.md", 301, 325, "https://example.org/kits23"),)),
    )  # fmt: skip
    note = finding(
        "the modality 'Xray scan' is no known term; 'X-ray' is close",
        code="MED306", name="unknown-term", level=Level.INFO, field="modality", place=place("docs/a b.md", 7, 1),
        fix=Fix(False, (Edit("docs/a b.md", 40, 49, "X-ray"),)),
    )  # fmt: skip
    held = [
        Suppressed(finding(shown="ADNI", place=place(line=40)), "comment"),
        Suppressed(finding(shown="IXI", place=place(line=41)), "file"),
        Suppressed(finding(shown="LiTS", place=place(line=42)), "baseline"),
    ]
    links = [link(), link("https://example.org/kits", "moved"), link("https://example.com/gone", "dead", status=404)]
    return report(
        first, moved, note, suppressed=held, links=links, mended=("MED205 README.md: size is missing for 'ACDC'",),
        paths=("README.md", "catalog/clean.yaml", "docs/a b.md"), notes=("nobody asked doi.org",),
    )  # fmt: skip
