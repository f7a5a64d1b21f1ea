"""What a report costs grows with what it says: with the number of findings, and with how long what they quote is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from growth import steps_grow_evenly, uneven
from medlint.answers import Verdict
from medlint.finding import Report
from medlint.model import Source
from medlint.options import FORMATS
from medlint.report.github import to_github
from medlint.report.html import to_html
from medlint.report.json import to_json
from medlint.report.junit import to_junit
from medlint.report.markdown import to_markdown
from medlint.report.sarif import to_sarif
from medlint.report.text import Text
from reporting import of_texts

HEAD = "# List\n\n## CT\n\n| Title | Description | Source | Size |\n|---|---|---|---|\n"
ROW = "| A{0} | Lung  CT, avilable to fill | https://bit.ly/{0} | |\n"

Write = Callable[[Report, Source], str]
WRITERS: dict[str, Write] = {
    "text": lambda report, source: "".join(
        Text(lambda _: source, color=True, verbose=True).write(report, statistics=told) for told in (False, True)
    ),
    "json": lambda report, _: to_json(report),
    "sarif": lambda report, _: to_sarif(report, status=1),
    "github": lambda report, _: to_github(report),
    "junit": lambda report, _: to_junit(report),
    "markdown": lambda report, _: to_markdown(report),
    "html": lambda report, source: to_html(report, source=lambda _: source),
}


def test_every_format_is_looked_at() -> None:
    assert set(WRITERS) == set(FORMATS)


def checked(text: str) -> tuple[Report, Source]:
    """The report of a page whose links are all dead."""
    report = of_texts(text)
    links = [link._replace(verdict=Verdict("dead", f"404 at {link.url}", 404)) for link in report.links]
    return report._replace(links=links, notes=tuple(finding.message for finding in report.findings)), Source(
        "README.md", text
    )


def of_rows(count: int) -> tuple[Report, Source]:
    return checked(HEAD + "".join(ROW.format(number) for number in range(count)))


def of_a_value(piece: str, size: int) -> tuple[Report, Source]:
    """One line with all the findings, and titles, addresses and messages as long as it."""
    value = f"a{piece * (size // len(piece))}b"
    return checked(f"{HEAD}| {value} | {value} | https://bit.ly/{value} | {value} |\n")


@pytest.mark.parametrize("name", WRITERS)
def test_many_findings(name: str) -> None:
    assert steps_grow_evenly(lambda count: partial(WRITERS[name], *of_rows(count)), 20)


@pytest.mark.parametrize("name", ["text", "html"])
@pytest.mark.parametrize("piece", ["x ", "e\u0301\u0301\u0301"])
def test_many_findings_in_one_long_line(name: str, piece: str) -> None:
    """Of each, what stands around it is looked at, however long the line is, and however narrow its characters are."""

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, key: Any) -> str:
            taken.append(len(found := super().__getitem__(key)))
            return found

    def looked_at(count: int) -> int:
        report, source = checked(f"{HEAD}| a | {f'{piece * 9}[b](gone.md) ' * count} | https://bit.ly/a | 5 |\n")
        source.text = Counted(source.text)
        taken.clear()
        WRITERS[name](report, source)
        return sum(taken)

    taken: list[int] = []
    assert looked_at(1000) < 14 * looked_at(100)


@pytest.mark.parametrize("piece", ["avilable to fill ", "<br>", "`", "[a](", "&amp;", "::", "数", "\u202e"])
def test_long_values(piece: str) -> None:
    made = {size: of_a_value(piece, size) for size in (200, 2000, 20_000)}

    def writing(size: int) -> dict[str, Callable[[], object]]:
        return {name: partial(write, *made[size]) for name, write in WRITERS.items()}

    assert uneven(writing, 2000) == set()
