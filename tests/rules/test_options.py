"""Each option of a rule changes what the rule says, and each number that says what is usual does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pytest

from linting import TODAY, findings
from medlint.answers import Registered
from medlint.config import Config, Habits
from medlint.engine import lint
from medlint.model import Source
from medlint.project import Probed
from medlint.read.project import build_project
from medlint.rules import every


class Case(NamedTuple):
    """A list that a rule judges otherwise when its option has this value."""

    code: str
    option: str
    value: float
    files: str | Mapping[str, str]
    registered: Registered | None = None


def table(header: str, *rows: str) -> str:
    cells = header.count("|") + 1
    return "\n".join(f"| {line} |" for line in (header, " | ".join(["---"] * cells), *rows)) + "\n"


def record(id_: str, *lines: str) -> str:
    head = (f"id: {id_}", "kind: dataset", "title: IXI", "description: MRI of 600 healthy people in three hospitals.",
            "section: Brain", "landing_page: https://brain-development.org/ixi-dataset/")  # fmt: skip
    return "\n".join((*head, *lines)) + "\n"


IMAGES = "LIDC-IDRI | https://www.cancerimagingarchive.net/collection/lidc-idri/ | {}"
TOLD = "Labels of every scan by two readers, with the reports they were made from."
LABELS = "# Datasets\n\n" + "".join(
    f"## Set {n}\n\n{TOLD}\n\nSource: https://scans.org/{n}\n\n" + "Format: DICOM\n\n" * (n < 6) for n in range(7)
)
HEADS = ("Title", "Source", "Train", "Test", "Task", "Script", "Size")
FULL = "<tr><td>A</td><td>https://a.org/a</td><td>5</td><td>6</td><td>OCR</td><td>Thai</td><td>3 GB</td></tr>\n"
MERGED = (
    f"# Datasets\n\n<table>\n<tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr>\n{FULL * 3}"
    "<tr><td>IXI</td><td>https://b.org/x</td><td colspan=4>Not public</td><td></td></tr>\n</table>\n"
)
LINKED = [f"{n}a | [slides](https://{n}.org) | https://{n}.org/x" for n in "abc"]
BESIDE = {
    "README.md": "# Brain\n\n" + table("Title | Source | Size", "IXI-Brain | https://a.org/x | 1 GB"),
    "catalog/ixi.yaml": record("ixi", "aliases: [IXI Brains]"),
}
DOI = "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"
REGISTERED = table("Title | Source | Size", f"Lung Nodule Consortium Study Thorax | {DOI} | 100 GB")
GERMAN = "die bilder der klinik wurden von zwei fachleuten aus der stadt nach einem plan gesehen und danach gelesen"
KIDNEYS = "the scans of the Kidney are here\n\n" * 22
CHAOS = "https://a.org/data/chaos/download"

CASES = [
    Case("MED101", "headings", 2, "# List\n\n## Lung\n\n## Liver\n\n## Heart\n"),
    Case("MED101", "characters", 3, "# List\n\n## Lung\n\n## Liver\n"),
    Case("MED102", "letters", 7, table("Title | Soruce | Size", IMAGES.format("133 GB"))),
    Case("MED102", "columns", 4, "# Papers\n\n" + table("Title | Soruce | Year")),
    Case("MED106", "columns", 2, "Title | Size\n--- | ---\nIXI | 12 GB\n\nCHAOS | 1 GB\n"),
    Case("MED107", "findings", 1, "[one] (https://a.org) and [two] (https://b.org)\n"),
    Case("MED107", "bold", 3, "Some **text **(more)\n"),
    Case("MED108", "similarity", 0.99, "# Segmentation\n\n[down](#segmentaton)\n"),
    Case("MED108", "searches", 0, "# Segmentation\n\n[down](#segmentaton)\n"),
    Case(
        "MED110",
        "factor",
        9,
        "# Lists\n\nThis list has 8 datasets.\n\n" + table("Title | Size", "IXI | 1 GB", "A2 | 2 GB"),
    ),
    Case("MED111", "items", 5, table("Title | Size | Labels", "IXI | 1 GB | liver<br>kidney<br>spleen")),
    Case("MED111", "words", 0, table("Title | Size | Labels", "IXI | 1 GB | liver<br>kidney<br>spleen")),
    Case(
        "MED204",
        "linked",
        0.9,
        table("Title | Size", "[A](https://a.org) | 1 GB", "[B](https://b.org) | 1 GB", "C | 3 GB"),
    ),
    Case("MED205", "merged", 5, MERGED),
    Case("MED206", "lacking", 0, LABELS),
    Case("MED206", "labels", 1, LABELS),
    Case("MED207", "whole", 0.9, table("Title | Size", *[f"{n} | 90 images, 1 GB" for n in "ABC"], "D | 2 GB")),
    Case("MED208", "linked", 0.9, table("Title | Slides | Source", *LINKED, "Dd | TODO | https://d.org/d")),
    Case("MED208", "entries", 9, table("Title | Slides | Source", *LINKED, "Dd | TODO | https://d.org/d")),
    Case(
        "MED302",
        "tolerance",
        0,
        {"README.md": "# Brain\n", "catalog/ixi.yaml": record("ixi", "size: {text: 12.55 GB, bytes: 13500000000}")},
    ),
    Case(
        "MED302",
        "difference",
        0.5,
        {"README.md": "# Brain\n", "catalog/ixi.yaml": record("ixi", "size: {text: 12.55 GB, bytes: 13475459891}")},
    ),
    Case("MED302", "figures", 1, table("Title | Modality | Size", "A | CT | 10 images, 90 TB")),
    Case(
        "MED303",
        "tolerance",
        0.5,
        table("Title | Description | Size", "A | The dataset contains 900 images. | 1200 images"),
    ),
    Case(
        "MED303",
        "figures",
        0,
        table("Title | Description | Size", "A | The dataset contains 900 images. | 1200 images"),
    ),
    Case("MED304", "english", 1, "# List\n\nthe images were anotated by the radiologists of our hospital in zzyzx\n"),
    Case("MED304", "letters", 20, "# List\n\nthe scans were seen with care by the people of our hospitaql for work\n"),
    Case("MED304", "rare", 0, "# List\n\nall of the images were made by radiologitsts of one large hospital\n"),
    Case(
        "MED304",
        "times",
        9,
        "# List\n\n"
        + "Data of TotalSegmentator models.\n\n" * 4
        + "the data of nnsegmentatr and nnsegmentator are here\n\n"
        + "and nnsegmentator is here\n\n" * 4,
    ),
    Case(
        "MED304",
        "names",
        9,
        "# List\n\n" + "the images of NMBVC are here\n\n" * 1 + "the images of MNBVC are here\n\n" * 3,
    ),
    Case("MED304", "words", 15, f"# Liste\n\nthe images were anotated here\n\n{GERMAN}\n"),
    Case("MED304", "long", 20, "# List\n\nthe images were seen here. Hospitaql of the scans made\n"),
    Case("MED304", "longer", 30, "# List\n\nall of the images are here. Radiologitsts of one large hospital\n"),
    Case("MED304", "common", 0, "# List\n\nthe images were seen here. Departmemt of the scans made\n"),
    Case("MED304", "repeated", 99, f"# List\n\n{KIDNEYS}the scans of the Kidnfy are here\n"),
    Case("MED304", "title", 0, table("Title | Source", "FoucsPath | https://a.org/FocusPath")),
    Case("MED304", "findings", 1, "# List\n\nthe images were anotated and avilable to the hospital\n"),
    Case(
        "MED305",
        "letters",
        20,
        table("Title | Keywords", *[f"A{n} | segmentation" for n in range(5)], "B | segmentaton"),
    ),
    Case(
        "MED305",
        "entries",
        9,
        table("Title | Keywords", *[f"A{n} | segmentation" for n in range(5)], "B | segmentaton"),
    ),
    Case("MED306", "terms", 0, table("Title | Modality | Size", "A | Zorbography | 1 GB")),
    Case("MED309", "blank-lines", 5, "# List\n\nText.\n\n\n\n"),
    Case("MED310", "points", 9, table("Title | Size", "A | 14.134", "B | 12.000 images", "C | 1767")),
    Case("MED310", "years", 0.01, table("Title | Year", *[f"A{n} | {2000 + n}" for n in range(9)], "B | 20199")),
    Case("MED311", "collection", 2, table("Title | Source", f"Lungs | {DOI}", f"Nodules | {DOI}")),
    Case("MED311", "compared", 0, table("Title | Source", "IXI | https://a.org/x", "IXI | https://a.org/x")),
    Case("MED311", "letters", 9, table("Title | Source", f"Chaos | {CHAOS}", f"Amos | {CHAOS}")),
    Case("MED401", "similarity", 1, BESIDE),
    Case("MED401", "compared", 0, BESIDE),
    Case("MED501", "linked", 0.9, table("Title | Source", *[f"{n} | https://{n}.org/x" for n in "abc"], "D | by mail")),
    Case("MED501", "letters", 9, table("Title | Source", "Mendeley scans | https://data.mendeley.com/datasets/")),
    Case("MED702", "words", 0.5, REGISTERED, Registered("DataCite", titles=("Heart Nodule Registry Study Thorax",))),
    Case(
        "MED702",
        "similarity",
        0.5,
        REGISTERED,
        Registered("DataCite", titles=("Lungs Modules Confusion Steady Thorns",)),
    ),
    Case(
        "MED702", "letters", 20, REGISTERED, Registered("DataCite", titles=("Lung Nodules Consortiums Study Thorax",))
    ),
    Case(
        "MED702",
        "acronym",
        9,
        table("Title | Source | Size", f"LNC | {DOI} | 100 GB"),
        Registered("DataCite", titles=("Lung Nodule Consortium",)),
    ),
    Case("MED706", "tolerance", 0.9, REGISTERED, Registered("TCIA", sizes=("133 GB",))),
]


def said(case: Case, config: Config) -> list[tuple[object, ...]]:
    """What the rule of a case says: messages, levels and fixes."""
    texts = {"README.md": case.files} if isinstance(case.files, str) else case.files
    config = config._replace(select=(case.code,))
    project = build_project([Source(path, text) for path, text in texts.items()], config, TODAY)
    if case.registered is not None:
        answers = {"10.7937/k9/tcia.2015.lo9ql9sx": (case.registered,)}
        project = replace(project, probed=Probed(registered=answers, asked=frozenset(("files", "registries"))))
    return [(f.message, f.level, f.fix) for f in lint(project)[0]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.option}")
def test_an_option_changes_what_its_rule_says(case: Case) -> None:
    (rule,) = (rule for rule in every() if rule.code == case.code)
    default, given = rule.options[case.option].default, {case.option: case.value}
    by_default = said(case, Config())
    assert said(case, Config(rules={case.code: {case.option: default}})) == by_default
    assert said(case, Config(rules={case.code: given})) != by_default
    assert said(case, Config(rules={rule.name: given})) == said(case, Config(rules={case.code: given}))


def test_every_option_is_tried() -> None:
    assert {(case.code, case.option) for case in CASES} == {
        (rule.code, name) for rule in every() for name in rule.options
    }


FEW = table("Title | Source | Task", *[f"T{n} | https://a.org/x{n} | " + ("OCR" if n else "") for n in range(6)])
MARKED = table(
    "Title | Source | Size", *[f"T{n} | https://a.org/x{n} | " + ("1 GB" if n > 4 else "-") for n in range(11)]
)
MARKS = ["", "on request", *["✓"] * 10]
TICKED = table("Title | Source | Labels", *[f"T{n} | https://a.org/x{n} | {mark}" for n, mark in enumerate(MARKS)])
PAPERS = table("Title | Source", *[f"T{n} | https://arxiv.org/abs/2101.0000{n}" for n in range(6)])


@pytest.mark.parametrize(
    ("code", "text", "limits"),
    [
        ("MED206", FEW, Habits(entries=9)),
        ("MED206", FEW, Habits(departure=0.9)),
        ("MED206", TICKED, Habits(ticked=1)),
        ("MED507", PAPERS, Habits(shared=1)),
        ("MED208", MARKED, Habits(unknown=0.9)),
    ],
)
def test_what_counts_as_a_habit_is_for_the_list_to_say(code: str, text: str, limits: Habits) -> None:
    by_default = [(f.message, f.level) for f in findings(text, code)]
    assert [(f.message, f.level) for f in findings(text, code, config=Config(habits=limits))] != by_default


@pytest.mark.parametrize("code", [rule.code for rule in every() if rule.options])
def test_no_value_of_an_option_is_an_error(code: str) -> None:
    lists = [{"README.md": "# List\n\n" + table("Title | Source | Size", IMAGES.format("133 GB"))}]
    lists += [dict(BESIDE)] + [
        {"README.md": c.files} if isinstance(c.files, str) else dict(c.files) for c in CASES if c.code == code
    ]
    (rule,) = (rule for rule in every() if rule.code == code)
    for name, option in rule.options.items():
        for value in (0, option.schema()["maximum"]):
            for files in lists:
                findings(files, code, config=Config(rules={code: {name: value}}))
