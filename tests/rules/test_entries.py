"""Entries side by side."""

from __future__ import annotations

import pytest

from linting import at, findings, mended
from medlint.finding import Level

HEAD = "| Title | Source |\n|---|---|\n"


def listed(*entries: tuple[str, str]) -> str:
    return HEAD + "".join(f"| {title} | {source} |\n" for title, source in entries)


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        (("LIDC-IDRI", "https://example.org/a"), ("LIDC IDRI", "https://example.org/b"), Level.ERROR),
        (("ACDC", "https://example.org/a"), ("**acdc** (restricted access)", "https://example.org/b"), Level.ERROR),
        (
            ("LIDC", "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"),
            ("Lung nodules", "http://dx.doi.org/10.7937/k9/tcia.2015.lo9ql9sx"),
            Level.ERROR,
        ),
        (
            ("TCGA-LUAD", "https://doi.org/10.7937/K9/TCIA.2016.JGNIHEP5"),
            ("TCGA-LUSC", "https://doi.org/10.7937/K9/TCIA.2016.JGNIHEP5"),
            Level.ERROR,
        ),
        (("Lung nodules", "https://www.example.org/a/"), ("Thorax", "http://example.org/a"), Level.WARNING),
        (
            ("Lung nodules", "https://doi.org/10.1038/s41467-020-17971-2"),
            ("Thorax", "https://doi.org/10.1038/s41467-020-17971-2"),
            Level.WARNING,
        ),
    ],
)
def test_duplicates(one: tuple[str, str], two: tuple[str, str], level: Level) -> None:
    found = findings(listed(one, two), "MED311")
    assert [(f.place.line, f.level) for f in found] == [(4, level)]
    assert [r.place.line for r in found[0].related] == [3]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("KiTS19", "KiTS23"),
        ("BraTS 2022", "BraTS 2023"),
        ("fastMRI Mini", "fastMRI Full"),
        ("CAMELYON", "CAMELYON16"),
        ("TUPAC16", "TUPAC16 - aux"),
        ("StructSeg2019 Task1", "StructSeg2019 Task2"),
        ("AMOS v1", "AMOS v2"),
        ("MSD Brain", "MSD Heart"),
        ("DigestPath2019 - signet ring", "DigestPath2019 - colonoscopy"),
    ],
)
def test_versions_years_and_parts_may_share_a_source(one: str, two: str) -> None:
    assert findings(listed((one, "https://example.org/a"), (two, "https://example.org/a")), "MED311") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://www.cancerimagingarchive.net/collections/", "https://www.cancerimagingarchive.net/collections/"),
        ("https://zenodo.org/", "https://zenodo.org"),
        ("https://www.synapse.org/#!Synapse:syn51156910", "https://www.synapse.org/#!Synapse:syn25829067"),
        ("https://example.org/downloads#lung", "https://example.org/downloads#heart"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("./a.md", "./a.md"),
        (
            "[paper](https://arxiv.org/abs/2001.00001), [data](https://example.org/a)",
            "[paper](https://arxiv.org/abs/2001.00001) [data](https://example.org/b)",
        ),
        ("[paper](https://example.org/a), [data](https://example.org/c)", "[x](https://example.org/b), https://example.org/c"),
        ("", ""),
        ("TBD", "TBD"),
    ],
)  # fmt: skip
def test_sources_that_are_no_sign(one: str, two: str) -> None:
    assert findings(listed(("Lung nodules", one), ("Thorax", two)), "MED311") == []


def test_titles_that_are_no_sign() -> None:
    rows = [("", "a"), ("", "b"), ("-", "c"), ("-", "d"), ("Kather et al. [29]", "e"), ("Kather et al. [30]", "f")]
    rows += [("数据", "g"), ("数据集", "h"), ("C+", "i"), ("D", "j")]
    assert findings(listed(*((title, f"https://example.org/{name}") for title, name in rows)), "MED311") == []


def test_under_two_modalities_it_is_still_one_dataset() -> None:
    table = listed(("CHAOS", "https://example.org/a"))
    found = findings(f"## CT\n\n{table}\n## MRI\n\n{table}", "MED311")
    assert [f.place.line for f in found] == [11]


def test_a_doi_behind_another_link_is_seen() -> None:
    own, paper = "[data](https://doi.org/10.7937/abc)", "[paper](https://doi.org/10.1038/s41597-1-2-3)"
    found = findings(listed(("AVT", own), ("AVT Dataset", f"[site](https://example.org/a) {own}")), "MED311")
    assert [f.place.line for f in found] == [4], "what any title may end in tells no version"
    text = listed(("AVT", f"[a](https://example.org/a) {paper}"), ("ACDC", f"[b](https://example.org/b) {paper}"))
    assert findings(text, "MED311") == []


def test_each_later_entry_is_said_once() -> None:
    found = findings(listed(*[("ACDC", "https://doi.org/10.7937/abc")] * 4), "MED311")
    assert [f.place.line for f in found] == [4, 5, 6]


RECORD = "id: {0}\ntitle: {1}\nlanding_page: https://example.org/{2}\n"


def test_a_row_and_its_record_are_one_entry() -> None:
    files = {
        "README.md": listed(("ACDC", "https://example.org/a"), ("AVT", "https://example.org/b")),
        "catalog/acdc.yaml": RECORD.format("acdc", "ACDC", "a"),
        "catalog/avt.yaml": RECORD.format("avt", "AVT", "b"),
    }
    assert findings(files, "MED311") == []
    files["catalog/avt.yaml"] = RECORD.format("avt", "AVT", "a")
    files["README.md"] = listed(("ACDC", "https://example.org/a"), ("AVT", "https://example.org/a"))
    found = findings(files, "MED311")
    assert [(f.place.path, f.place.line) for f in found] == [("catalog/avt.yaml", 3)]
    assert [r.place.path for r in found[0].related] == ["catalog/acdc.yaml", "README.md"]


def test_a_mark_of_a_footnote_is_no_part_of_a_title() -> None:
    text = listed(("ACDC[^1]", "https://example.org/a"), ("ACDC[^two]", "https://example.org/b"))
    (found,) = findings(text + "\n[^1]: One.\n[^two]: Two.\n", "MED311")
    assert found.message == "'ACDC' is listed twice, an entry above has the same title"


def test_an_address_with_a_blank_is_not_the_one_before_the_blank() -> None:
    text = listed(("CHAOS", "https://example.org/a"), ("ACDC", "[data](https://example.org/a b)"))
    assert findings(text, "MED311") == []


@pytest.mark.parametrize("target", ["acdc", "10.5281/ZENODO.1", "https://example.org/a", "avt2"])
def test_declared_relations(target: str) -> None:
    files = {
        "catalog/acdc.yaml": RECORD.format("acdc", "ACDC", "a") + "doi: 10.5281/zenodo.1\n",
        "catalog/avt.yaml": RECORD.format("avt", "Aorta", "a")
        + f"relations:\n  - type: IsDerivedFrom\n    target: {target}\n",
    }
    assert bool(findings(files, "MED311")) is (target == "avt2")


def test_the_doi_of_records() -> None:
    files = {
        "catalog/a.yaml": RECORD.format("a", "Aorta", "a") + "doi: 10.5281/zenodo.1\n",
        "catalog/b.yaml": RECORD.format("b", "Vessels", "b") + "doi: 10.5281/ZENODO.1\n",
    }
    found = findings(files, "MED311")
    assert [(f.place.path, f.place.line, f.message) for f in found] == [
        ("catalog/b.yaml", 4, "'Vessels' has the DOI of 'Aorta': 10.5281/zenodo.1")
    ]


def test_order_of_titles() -> None:
    text = listed(
        ("KiTS", "https://example.org/a"), ("chaos", "https://example.org/数据"), ("ACDC", "https://example.org/c")
    )
    assert findings(text, "ALL") == [], "off unless it is asked for"
    found = findings(text, "MED312")
    assert [f.message for f in found] == ["'chaos' stands out of order, its place is before 'KiTS'"]
    assert at(text, found[0]) == "chaos"
    fixed = mended(text, found)
    assert fixed.splitlines()[2:] == [text.splitlines()[i] for i in (4, 3, 2)]
    assert findings(fixed, "MED312") == []


def test_an_order_that_titles_do_not_tell_has_no_fix() -> None:
    text = HEAD + "| b | https://example.org/b |\n| **Group** | |\n| a | https://example.org/a |\n"
    found = findings(text, "MED312")
    assert [f.fix for f in found] == [None]


def test_each_table_has_an_order_of_its_own() -> None:
    one = listed(("b", "https://example.org/b"), ("c", "https://example.org/c"))
    two = listed(("a", "https://example.org/a"))
    assert findings(f"## X\n\n{one}\n## Y\n\n{two}", "MED312") == []
