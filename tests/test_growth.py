"""What commands make of a list costs as much as there is of it: long values, and many entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from growth import grows_evenly, steps_grow_evenly
from medlint.baseline import record, split
from medlint.config import Config
from medlint.engine import judge, lint
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.report.json import from_dict, to_dict
from medlint.report.merge import merged
from medlint.since import Changed
from medlint.write.export import datacite
from medlint.write.export.collect import collect
from medlint.write.export.formats import FORMATS, whole
from medlint.write.export.record import Collection, Record
from medlint.write.fix import settle
from medlint.write.importer import import_project
from medlint.write.proof import Proof, changes_of
from medlint.write.render import rendered
from medlint.write.silence import silence
from medlint.write.site.build import Site, build

TODAY = date(2026, 11, 21)
HEAD = "| Title | Description | Source | Size |\n|---|---|---|---|\n"


def findings(project: Project) -> list:  # type: ignore[type-arg]
    return lint(project)[0]


def baseline(project: Project) -> object:
    found = findings(project)
    record(found, Path())
    return split(found, {}, Path())  # type: ignore[arg-type]


def export(project: Project) -> object:
    collection = collect(project, "https://www.example.org/")
    return [whole(name, collection) for name in FORMATS]


COMMANDS: dict[str, Callable[[Project], object]] = {
    "import": lambda project: import_project(project, Path("catalog"), adopt=True),
    "export": export,
    "render": rendered,
    "fix": lambda project: settle(project, findings, unsafe=True),
    "add-ignores": lambda project: silence(project, findings(project), findings),
    "since": lambda project: Changed(project, project),
    "baseline": baseline,
    "merge": lambda project: from_dict(merged([to_dict(judge(project, None))] * 2)),
}


def page(rows: list[str], records: list[str]) -> Project:
    text = f"# L\n\n<!-- medlint:tables -->\n\n## Datasets\n\n{HEAD}{''.join(rows)}\n<!-- /medlint:tables -->\n"
    sources = [Source(f"catalog/r{number}.yaml", text) for number, text in enumerate(records)]
    return build_project([Source("README.md", text), *sources], Config(), TODAY)


def with_value(piece: str) -> Callable[[int], Project]:
    """A row and its record, both with a long value; a title that ASCII can't spell leads to the address's words."""

    def make(size: int) -> Project:
        value = f"a{piece * (size // len(piece))}b"
        row = f"| 数据 | {value} | https://www.example.org/{'a' * (size // 10)}/1/b | {value} |\n"
        fixed = f"title: 肺\nlanding_page: https://www.example.org/l\ndescription: 'b {value}'\nkeywords: ['{value}']\n"
        return page([row, "| 肺 | c | https://www.example.org/l | |\n"], [f"id: l\nkind: dataset\n{fixed}"])

    return make


def with_entries(size: int) -> Project:
    """Rows without records, records without rows, and rows that say something else than theirs."""
    count = size // 100
    rows = [f"| Set {n} | a  b | https://www.example.org/{n} | {n} MB |\n" for n in range(count)]
    records = [
        f"id: s{n}\nkind: dataset\ntitle: Set {n}\ndescription: b\nlanding_page: https://www.example.org/{n}\n"
        for n in range(count // 2, count + count // 2)
    ]
    return page(rows, records)


@pytest.mark.parametrize("command", ["import", "export", "render"])
@pytest.mark.parametrize("piece", [" ", "1", "<br>"])
def test_a_long_value(command: str, piece: str) -> None:
    projects = {size: with_value(piece)(size) for size in (400, 4000, 40_000)}
    assert grows_evenly(lambda size: COMMANDS[command](projects[size]), 4000)


@pytest.mark.parametrize("command", COMMANDS)
def test_many_entries(command: str) -> None:
    projects = {size: with_entries(size) for size in (200, 2000, 20_000)}
    assert grows_evenly(lambda size: COMMANDS[command](projects[size]), 2000)


@pytest.mark.parametrize("shape", ["- **Set {n}**: [page](https://www.example.org/{n}) - scans\n", "### Set {n}\n\n"])
@pytest.mark.parametrize("sections", [True, False])
def test_many_entries_that_are_new(shape: str, sections: bool) -> None:
    """Items and headings are read again as they are written: once for all, not once for each."""

    def new(count: int) -> Project:
        facts = "" if "page" in shape else "- Website: https://www.example.org/{n}\n- Size: 5 GB\n\n"
        old = range(count if sections else 3)
        body = "".join(
            (f"## Part {n}\n\n" if sections else "") + (shape + facts).format(n=n) + "\n" * sections for n in old
        )
        text = f"# Medical imaging datasets\n\n<!-- medlint:tables -->\n\n{body}\n<!-- /medlint:tables -->\n"
        records = [
            Source(
                f"catalog/s{name}.yaml",
                f"id: s{name}\nkind: dataset\ntitle: Set {name}\nlanding_page: https://www.example.org/{name}\n"
                + (f"section: Part {n}\n" if sections else ""),
            )
            for n in range(count)
            for name in (f"{n}", f"{n}x")
        ]
        return build_project([Source("README.md", text), *records], Config(), TODAY)

    projects = {size: new(size) for size in (4, 40, 400)}
    assert all(any(page.done for page in rendered(project)) for project in projects.values())
    assert grows_evenly(lambda size: rendered(projects[size]), 40)


def test_entries_that_move_into_a_sorted_table_are_told_once() -> None:
    """Each has a place of its own there: n edits that were held for each of n entries."""
    rows = [f"| Set {n} | https://www.example.org/{n} |\n" for n in range(10, 50)]
    head = "| Title | Source |\n|---|---|\n"
    text = f"## CT\n\n{head}{''.join(rows[::2])}\n## MR\n\n{head}{''.join(rows[1::2])}"
    records = [
        Source(
            f"catalog/s{n}.yaml",
            f"id: s{n}\nkind: dataset\ntitle: Set {n}\nsection: CT\nlanding_page: https://www.example.org/{n}\n",
        )
        for n in range(10, 50)
    ]
    listing = Source("catalog/list.yaml", "sort: title\nsections:\n- title: CT\n- title: MR\n")
    source = Source("README.md", f"# L\n\n<!-- medlint:tables -->\n\n{text}\n<!-- /medlint:tables -->\n")
    (page,) = rendered(build_project([source, listing, *records], Config(), TODAY))
    moved = [step for step in page.done if step.kind == "moved"]
    assert len(moved) == 20 and len({id(step.edits) for step in moved}) == 1
    assert f"## CT\n\n{head}{''.join(rows)}" in page.text


@pytest.mark.parametrize("make", [datacite.document, lambda one, all_: dict(build(Site(all_, {}, {})))])
def test_a_record_of_many_values(make: Callable[[Record, Collection], object]) -> None:
    def run(size: int) -> None:
        values = tuple(f"value {n}" for n in range(size))
        one = Record("one", "one.yaml", 1, "One", modalities=values, body_parts=values, keywords=values)
        assert make(one, Collection((one,), "Sets"))

    assert grows_evenly(run, 200)


def test_rows_that_change_places_are_proven_in_steps_that_grow_as_they_do() -> None:
    def work(count: int) -> Callable[[], object]:
        rows = [f"| Set {n:05} | a | https://www.example.org/{n} | {n} MB |\n" for n in range(count)]
        source = Source("README.md", f"# L\n\n{HEAD}{''.join(reversed(rows))}")
        project = build_project([source], Config(select=("MED312",)), TODAY)
        (edits,) = (found.fix.edits for found in findings(project) if found.fix is not None)
        proof, changes = Proof(source), changes_of(source, edits)
        assert len(changes) >= count - 1
        return lambda: proof.holds(changes)

    assert steps_grow_evenly(work, 100)
