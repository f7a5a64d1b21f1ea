"""Importing: records with what an entry says, readable names, and one line for each kind of thing they can't hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint.config import Config
from medlint.model import Source
from medlint.read.project import build_project
from medlint.root import Root
from medlint.write.importer import Import, import_list, import_project, write
from write_support import TODAY

CONFIG = Config(root=Path("/nonexistent"))
HEAD = "| Title | Description | Keywords | Source | Size | License | Task |\n|---|---|---|---|---|---|---|\n"
NODULES = (
    "| **Lung Nodules** (LN-1)[^1] [12] | <br/> CT of **many** lungs, one<br />line more, and a note[^1] that stays. "
    "| lung, CT;nodule | [data](http://dx.doi.org/10.7937/K9/TCIA.2015.ABC), [paper](https://arxiv.org/abs/1705.02315) "
    "| **1,018 scans** (124 GiB) | [CC BY 3.0](https://creativecommons.org/licenses/by/3.0/) | find |\n"
)


def imported(readme: str, **records: str) -> Import:
    sources = [Source("README.md", readme)]
    sources += [Source(f"catalog/{name}.yaml", text) for name, text in records.items()]
    return import_project(build_project(sources, CONFIG, TODAY), Path("catalog"))


def records(result: Import) -> dict[str, dict[str, Any]]:
    return {path.stem: yaml.safe_load(data) for path, data in result.files.items() if path.suffix == ".yaml"}


def test_a_record_holds_what_the_row_says_and_no_mark_up() -> None:
    found = records(imported(f"# Chest\n\n{HEAD}{NODULES}"))
    assert found["lung-nodules-ln-1"] == {
        "id": "lung-nodules-ln-1",
        "kind": "dataset",
        "title": "Lung Nodules (LN-1)",
        "aliases": ["LN-1"],
        "description": "CT of **many** lungs, one\nline more, and a note that stays.",
        "section": "Chest",
        "keywords": ["lung", "CT", "nodule"],
        "doi": "10.7937/K9/TCIA.2015.ABC",
        "paper": {"arxiv": "1705.02315"},
        "license": "CC-BY-3.0",
        "size": {"text": "1,018 scans (124 GiB)", "bytes": 124 * 2**30, "counts": [{"unit": "scans", "value": 1018}]},
        "extra": [{"column": "Task", "text": "find"}],
    }
    assert found["list"] == {"title": "Chest", "sections": [{"title": "Chest"}]}


def test_what_nobody_said_is_left_out() -> None:
    (record,) = (
        data for name, data in records(imported(f"{HEAD}| Lung | | - | N/A | TBD | - | |\n")).items() if name != "list"
    )
    assert record == {"id": "lung", "kind": "dataset", "title": "Lung", "section": "Datasets"}


def test_what_says_that_nobody_knows_is_said() -> None:
    found = records(imported(f"{HEAD}| Lung | short | | https://example.org/x | 5 images | Not specified | |\n"))
    assert (found["lung"]["license"], found["lung"]["summary"]) == ("unknown", "short")


@pytest.mark.parametrize(
    ("title", "source", "name"),
    [
        ("Größe der Niere [3]", "", "groe-der-niere"),
        ("肺部影像", "https://example.org/sets/MNBVC-lung/", "mnbvc-lung"),
        ("肺部影像", "", "dataset-b6549872"),
        ("A [x](https://example.org)", "", "a-x"),
    ],
)
def test_names_are_readable(title: str, source: str, name: str) -> None:
    found = records(imported(f"| Title | Source | Size |\n|---|---|---|\n| {title} | {source} | 1 GB |\n"))
    assert name in found


def test_each_kind_of_thing_is_said_once_with_its_number_and_an_example() -> None:
    rows = "".join(f"| Set {n} | | | http://example.org/{n} | {n} GB, some xyz | | |\n" for n in range(1, 8))
    notes = imported(f"{HEAD}{rows}| | words | | https://example.org/8 | 5 GB | | |\n").notes
    assert [note.partition(": ")[2] for note in notes] == [
        "values of 'landing_page' that the schema doesn't allow: 7, such as 'http://example.org/1'; "
        "they are kept as text under 'extra'",
        "parts of sizes that aren't understood: 7, such as 'some xyz'; "
        "they are kept in size.text: add size.bytes and size.counts where you know them",
        "entries without a title: 1; they are left out: name them and import again",
    ]
    assert notes[0].startswith("README.md:3:")


def test_several_of_one_title_are_counted_and_stay_with_their_records() -> None:
    head = "| Title | Source | Size |\n|---|---|---|\n"
    text = head + "".join(f"| Lung | https://example.org/{n} | {n} GB |\n" for n in range(1, 13))
    found = {path.stem: data.decode() for path, data in imported(text).files.items() if path.suffix == ".yaml"}
    assert set(found) == {"lung", "list", *(f"lung-{n}" for n in range(2, 13))}
    again = imported(text, **found)
    assert (again.files, again.known, again.notes) == ({}, 12, [])


def test_import_again_keeps_the_hand_s_work_and_says_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = Config(root=Path())
    readme = Path("README.md")
    readme.write_text(f"# Chest\n\n{HEAD}{NODULES}", encoding="utf-8")
    made = write(import_list([readme], Path("catalog"), config, TODAY), Root(config))
    assert Path("schema/dataset.schema.json") in made, "editors find the schema"
    first = Path("catalog/lung-nodules-ln-1.yaml")
    assert first.read_text("utf-8").startswith("# yaml-language-server: $schema=../schema/dataset.schema.json\n")
    first.write_text(first.read_text("utf-8").replace("CC-BY-3.0", "MIT").replace("(124 GiB)", "(125 GiB)"), "utf-8")
    readme.write_text(readme.read_text("utf-8").replace("find", "count") + "| New | | | | 3 GB | | |\n", "utf-8")
    kept = first.read_bytes()
    again = import_list([readme], Path("catalog"), config, TODAY)
    assert write(again, Root(config)) == [Path("catalog/new.yaml")]
    assert first.read_bytes() == kept
    (note,) = (note for note in again.notes if "size" in note)
    assert "size: '1,018 scans (124 GiB)' in the README, '1,018 scans (125 GiB)' in catalog/lung-nodules-ln-1" in note


def test_what_is_there_is_never_overwritten() -> None:
    taken = imported(f"{HEAD}{NODULES}", **{"lung-nodules-ln-1": "broken: ["})
    assert Path("catalog/lung-nodules-ln-1-2.yaml") in taken.files
    held = imported(f"{HEAD}{NODULES}", list="title: x\nsections: [{title: MRI}]\n")
    assert Path("catalog/list.yaml") not in held.files


def test_what_a_key_cannot_hold_is_kept_in_words_and_steers() -> None:
    head = "| Dataset | Link | License | Access | Year | Source |\n|---|---|---|---|---|---|\n"
    terms = "whatever the hospital that owns them says about it on the day, as told by letter"
    row = f"| A | http://example.org/a | {terms} | registration required | spring | a clinic |\n"
    result = imported(head + row)
    (data,) = (yaml.safe_load(text) for path, text in result.files.items() if path.name == "a.yaml")
    assert {item["column"]: item["text"] for item in data["extra"]} == {
        "source column": "a clinic",
        "Source": "http://example.org/a",
        "License": terms,
        "Access": "registration required",
        "Date": "spring",
    }
    assert not data.keys() & {"landing_page", "license", "access", "published"}
    assert all("they are kept as text under 'extra'" in note for note in result.notes)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markers_around_a_whole_page_stand_below_its_front_matter(end: str) -> None:
    front = "---\nlicense: mit\ntags:\n- medical\n---\n"
    row = "    | {0} | https://example.org/{0} | 3 GB |\n"
    body = (
        f"\n- Our sets:\n\n    | Title | Source | Size |\n    |---|---|---|\n{row.format('A')}{row.format('B')}\nEnd.\n"
    )
    project = build_project([Source("README.md", (front + body).replace("\n", end))], CONFIG, TODAY)
    (((_, after),)) = import_project(project, Path("catalog"), adopt=True).pages.values()
    expected = f"{front}<!-- medlint:tables -->\n{body}<!-- /medlint:tables -->\n"
    assert after.decode() == expected.replace("\n", end)
