"""README against catalog: what is missing on either side, what differs in meaning, and what a fix makes of it."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from linting import TODAY, at, findings, spots
from medlint.config import Config
from medlint.engine import lint
from medlint.finding import Finding
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.write.fix import settle
from medlint.write.render import rendered

IXI, ADNI, COCA = "catalog/ixi.yaml", "catalog/adni.yaml", "catalog/coca.yaml"
HEAD = "| Title | Description | Keywords | Source | Size |\n|-|-|-|-|-|\n"


def record(title: str = "IXI", section: str = "MRI", **more: str) -> str:
    values = {
        "description": "Brain MRI of **healthy** people.",
        "keywords": "[MRI, brain, healthy people]",
        "landing_page": "https://brain-development.org/ixi-dataset/",
        "doi": "10.5281/zenodo.6473001",
        "size": '{text: "600 subjects, 12.5 GB", counts: [{unit: images, value: 1800}]}',
    } | more
    keys = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    return f"id: {title.lower()}\ntitle: {title}\nsection: {section}\n{keys}"


CELLS = {
    "title": "IXI",
    "description": "Brain MRI of **healthy** people.",
    "keywords": "MRI, brain, healthy people",
    "source": "https://doi.org/10.5281/zenodo.6473001",
    "size": "600 subjects, 12.5 GB",
}


def row(**cells: str) -> str:
    return f"| {' | '.join((CELLS | cells).values())} |\n"


def pair(more: dict[str, str] | None = None, /, **cells: str) -> dict[str, str]:
    return {"README.md": f"## MRI\n\n{HEAD}{row(**cells)}", IXI: record(**(more or {}))}


def mended(files: dict[str, str], *codes: str) -> tuple[str, list[Finding]]:
    """The README after all fixes, each proven, and what is left."""
    project = build_project([Source(path, text) for path, text in files.items()], Config(select=codes), TODAY)

    def judge(project: Project) -> list[Finding]:
        return lint(project)[0]

    result = settle(project, judge, unsafe=False)
    assert not result.refused
    after = files | {path: new.decode() for path, (_, new) in result.changed.items()}
    assert {path for path in after if after[path] != files[path]} <= {"README.md"}
    return after["README.md"], findings(after, *codes)


def test_both_sides_must_have_been_read() -> None:
    files = pair()
    for path, text in files.items():
        assert findings({path: text}, "MED4") == []
    assert findings({"README.md": "# Tools\n\nNo tables.\n", IXI: files[IXI]}, "MED4") == []
    assert findings(files, "MED4") == []


SAME = [
    {"title": "*IXI*"},
    {"title": "IXI [LIMITED ACCESS]"},
    {"title": "IXI [12]"},
    {"title": "[IXI](https://brain-development.org)"},
    {"description": "Brain  MRI of healthy<br>people."},
    {"description": "Brain MRI of __healthy__ people&#46;"},
    {"description": ""},
    {"keywords": "brain; mri, Healthy-People"},
    {"keywords": "healthy people brain MRI"},
    {"source": "[Zenodo](http://dx.doi.org/10.5281/ZENODO.6473001)"},
    {"source": "https://www.brain-development.org/ixi-dataset"},
    {"source": "http://brain-development.org/ixi-dataset/?utm_source=list"},
    {"source": "[data](https://doi.org/10.5281/zenodo.6473001), [paper](https://arxiv.org/abs/2006.10003)"},
    {"source": "TCIA"},
    {"size": "12.5 GB (600 subjects)"},
    {"size": "600 subjects; 12,500 MB"},
    {"size": "600 subjects / 12.5 gigabytes"},
    {"size": "600 subjects, 1,800 images, 12.5 GB"},
    {"size": "600 subjects, 11.6 GiB"},
]


@pytest.mark.parametrize("cells", SAME, ids=lambda cells: "-".join(cells.values()))
def test_same(cells: dict[str, str]) -> None:
    assert findings(pair(**cells), "MED403") == []


DIFFERENT = [
    ({"title": "IXI-1"}, "IXI-1", "IXI"),
    ({"description": "Brain MRI of healthy persons."}, "Brain MRI of healthy persons.", "Brain MRI of healthy people."),
    ({"keywords": "MRI, brain"}, "MRI, brain", "MRI, brain, healthy people"),
    ({"source": "https://example.org/ixi"}, "https://example.org/ixi", "https://brain-development.org/ixi-dataset/"),
    ({"source": "https://doi.org/10.5281/zenodo.1"}, "https://doi.org/10.5281/zenodo.1", CELLS["source"]),
    ({"size": "600 subjects, 11 GB"}, "600 subjects, 11 GB", "600 subjects, 12.5 GB"),
    ({"size": "600 subjects, 12.5 TB"}, "600 subjects, 12.5 TB", "600 subjects, 12.5 GB"),
    ({"size": "601 subjects, 12.5 GB"}, "601 subjects, 12.5 GB", "600 subjects, 12.5 GB"),
    ({"size": "600 images, 12.5 GB"}, "600 images, 12.5 GB", "600 subjects, 12.5 GB"),
    ({"size": "12.5 GB"}, "12.5 GB", "600 subjects, 12.5 GB"),
    ({"size": "a lot"}, "a lot", "600 subjects, 12.5 GB"),
]


@pytest.mark.parametrize(("cells", "here", "there"), DIFFERENT, ids=lambda value: str(value))
def test_different(cells: dict[str, str], here: str, there: str) -> None:
    files = pair({"aliases": "[IXI1]"}, **cells) if "title" in cells else pair(**cells)
    (found,) = findings(files, "MED403")
    (field,) = cells
    assert at(files["README.md"], found) == cells[field]
    assert found.field == field
    assert f": {field}: '{here}' in the README, '" in found.message
    assert there in found.message
    assert [r.place.path for r in found.related] == [IXI]
    after, left = mended(files, "MED4")
    assert left == []
    due = CELLS | ({"source": "https://brain-development.org/ixi-dataset/"} if "/ixi" in here else {})
    assert after == f"## MRI\n\n{HEAD}{row(**due)}", "an address is replaced by one of its kind"


@pytest.mark.parametrize(
    ("here", "there", "equal"),
    [
        ("12 GB", "12.5 GB", True),  # as it is rounded
        ("13 GB", "12.5 GB", True),
        ("12.4 GB", "12.5 GB", False),
        ("33 GB", "35 GB", False),
        ("33 GB", "34 GB", False),
        ("124 GiB", "133.16 GB", True),
        ("125 GB", "124 GiB", False),
        ("76 GB", "76.2 GB", True),
        ("5k volumes", "5,012 volumes", True),
        ("5k volumes", "5,600 volumes", False),
        ("10-20 GB", "10-20 GB", True),
        ("10-20 GB", "10-25 GB", False),
        (">= 2 TB", "2 TB", False),
        ("Train: 270, Test: 130", "test: 130; train: 270", True),
        ("Train: 270, Test: 130", "Train: 130, Test: 270", False),
        ("multi-centre", "Multi centre", False),
    ],
)
def test_sizes(here: str, there: str, equal: bool) -> None:
    files = pair({"size": f'{{text: "{there}"}}'}, size=here)
    assert (findings(files, "MED403") == []) is equal


def test_long_texts_are_cut_about_the_first_difference() -> None:
    long = "Brain MRI of healthy people at three hospitals of London, at 1.5 and 3 tesla, with age and sex of each"
    files = pair({"description": long}, description=long.replace("3 tesla", "7 tesla"))
    message = findings(files, "MED403")[0].message
    assert "7 tesla, with" in message and "3 tesla, with" in message
    assert "Brain MRI" not in message and len(message) < 230


def test_an_extra_column_never_decides_over_a_field() -> None:
    kept = "\n  - {column: Size, text: see *page*}"
    assert [f.field for f in findings(pair({"extra": kept}, size="see page"), "MED4")] == ["size"]


def test_a_link_keeps_its_text_and_other_links_stay() -> None:
    after, left = mended(pair({"aliases": "[IXI1]"}, title="**[IXI-1](https://a.org)**"), "MED403")
    assert left == [] and "| **[IXI](https://a.org)** |" in after
    after, left = mended(pair(source="[data](https://a.org)"), "MED403")
    assert left == [] and "| [data](https://brain-development.org/ixi-dataset/) |" in after


def test_where_nobody_knows_which_link_is_meant_there_is_no_fix() -> None:
    (found,) = findings(pair(source="[a](https://a.org), [b](https://b.org)"), "MED403")
    assert found.fix is None


def test_a_placeholder_is_the_cause() -> None:
    assert [f.code for f in findings(pair(size="TODO"), "MED208", "MED403")] == ["MED208"]


def test_an_alias_is_the_entry_too() -> None:
    files = pair({"aliases": '["Information eXtraction from Images"]'}, title="Information eXtraction from Images")
    assert findings(files, "MED4") == []


def test_not_in_catalog() -> None:
    text = f"## MRI\n\n{HEAD}{row()}{row(title='IXI-Brain', source='')}{row(title='OASIS', source='')}"
    found = findings({"README.md": text, IXI: record(aliases="[IXI Brains]")}, "MED401")
    assert [at(text, f) for f in found] == ["IXI-Brain", "OASIS"]
    assert "the closest is 'IXI'" in found[0].message and [r.place.path for r in found[0].related] == [IXI]
    assert "closest" not in found[1].message


def test_links_are_no_datasets() -> None:
    listing = "title: x\nsections: [{title: MRI}]\nlinks: {title: Where to Look}\n"
    text = f"## MRI\n\n{HEAD}{row()}\n## Where to look\n\n{HEAD}{row(title='Zenodo', source='')}"
    assert findings({"README.md": text, IXI: record(), "catalog/list.yaml": listing}, "MED401") == []
    assert len(findings({"README.md": text, IXI: record()}, "MED401")) == 1
    text = text.replace("Where to look", "Other Useful Links")
    assert findings({"README.md": text, IXI: record()}, "MED401") == []


def test_the_same_title_twice_is_not_a_missing_record() -> None:
    files = {"README.md": f"## MRI\n\n{HEAD}{row()}{row()}", IXI: record(), ADNI: record()}
    assert findings(files, "MED401", "MED402") == []


def other(title: str, section: str = "MRI") -> str:
    return record(title, section, doi="", landing_page=f"https://example.org/{title.lower()}")


def shown(title: str) -> str:
    return row(title=title, source=f"https://example.org/{title.lower()}")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_not_in_readme(newline: str) -> None:
    text = f"## MRI\n\n{HEAD}{row()}\nEnd | of | table\n".replace("\n", newline)
    files = {"README.md": text, IXI: record(), ADNI: "# x\n" + other("ADNI"), COCA: other("COCA", "CT")}
    assert [(f.place.path, *spots([f])[0]) for f in findings(files, "MED402")] == [
        (ADNI, "MED402", 2, 1),
        (COCA, "MED402", 1, 1),
    ]
    after, left = mended(files, "MED4")
    assert after == text.replace(f"GB |{newline}", f"GB |{newline}" + shown("ADNI").replace("\n", newline), 1)
    assert [f.place.path for f in left] == [COCA]


def test_many_records_are_written_in_one_pass() -> None:
    files = {"README.md": f"## MRI\n\n{HEAD}|  |  |  |  |  |\n"}
    titles = [f"Brain{number:02}" for number in range(30)]
    files |= {f"catalog/{title.lower()}.yaml": other(title) for title in titles}
    after, left = mended(files, "MED402")
    assert left == []
    assert after == f"## MRI\n\n{HEAD}{''.join(map(shown, titles))}"


def test_a_quoted_table_keeps_its_quote() -> None:
    files = {"README.md": f"## MRI\n\n> {HEAD.replace('|-', '> |-', 1)}> {row()}", IXI: record(), ADNI: other("ADNI")}
    after, left = mended(files, "MED402")
    assert left == [] and after.endswith(f"> {shown('ADNI')}")


def test_section() -> None:
    text = f"# Data\n\n## MRI\n\n{HEAD}{shown('ADNI')}\n## PET/CT\n\n{HEAD}{row()}{shown('COCA')}"
    files = {"README.md": text, IXI: record(), ADNI: other("ADNI"), COCA: other("COCA", "CT / PET")}
    (found,) = findings(files, "MED4")
    assert (found.code, found.place.line, found.field) == ("MED404", 13, "section")
    assert "'PET/CT'" in found.message and "'MRI'" in found.message
    after, left = mended(files, "MED4")
    assert left == []
    assert after == f"# Data\n\n## MRI\n\n{HEAD}{shown('ADNI')}{row()}\n## PET/CT\n\n{HEAD}{shown('COCA')}"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"## MRI\n\n### Brain\n\n{HEAD}{row()}", 0),
        (f"## 🧠 Mri\n\n{HEAD}{row()}", 0),
        (f"# Medical datasets\n\n{HEAD}{row()}", 0),
        (f"{HEAD}{row()}", 0),
        (f"# MRI\n\n# CT\n\n{HEAD}{row()}", 1),
        (f"# Data\n\n## Magnetic resonance\n\n{HEAD}{row()}", 1),
    ],
)
def test_sections(text: str, count: int) -> None:
    assert len(findings({"README.md": text, IXI: record()}, "MED404")) == count


LISTING = """title: x
sections: [{title: MRI}, {title: CT}]
"""
TABLE = "| Title | Keywords | License |\n|-------|---|---|\n"


def line(title: str) -> str:
    return f"| {title} |  MRI, brain, healthy people | CC BY 4.0 |\n"


def licensed(title: str, section: str = "MRI") -> str:
    return other(title, section) + "license: CC-BY-4.0\n"


def steered(*rows: str, listing: str = LISTING) -> dict[str, str]:
    text = f"""# Data

<!-- medlint:tables -->

## MRI

Words.

{TABLE}{"".join(map(line, rows))}
## CT

{TABLE}{line("COCA")}
<!-- /medlint:tables -->

The end.
"""
    records = {IXI: licensed("IXI"), ADNI: licensed("ADNI"), COCA: licensed("COCA", "CT")}
    return {"README.md": text, **records, "catalog/list.yaml": listing}


def test_what_says_the_same_is_not_stale_however_it_is_written() -> None:
    files = steered("IXI", "ADNI")
    assert findings(files, "MED4") == []
    files["README.md"] = files["README.md"].replace("| IXI |", "| **IXI** <!-- a note -->|")
    assert findings(files, "MED4") == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (steered("IXI", "ADNI", listing=f"{LISTING}sort: title\n"), [("MED405", 11, 3)]),
        (steered("ADNI"), [("MED402", 1, 1)]),
        (steered("ADNI", "IXI", "OASIS"), [("MED401", 13, 3)]),
        (steered("ADNI", "IXI", "IXI"), [("MED405", 13, 3)]),
    ],
)
def test_stale(files: dict[str, str], expected: list[tuple[str, int, int]]) -> None:
    assert spots(findings(files, "MED4")) == expected


def test_every_column_that_a_record_fills_is_held_against_it() -> None:
    files = steered("ADNI", "IXI")
    files["README.md"] = files["README.md"].replace("| IXI |  MRI, brain, healthy people |", "| *IXI* |  CT, brain |")
    files[IXI] = files[IXI].replace("CC-BY-4.0", "CC-BY-SA-4.0")
    assert [(f.code, f.field) for f in findings(files, "MED4")] == [("MED403", "keywords"), ("MED405", "license")]
    after, left = mended(files, "MED4")
    assert left == []
    assert after == files["README.md"].replace("CT, brain | CC BY 4.0", "MRI, brain, healthy people | CC-BY-SA-4.0")


def test_an_empty_cell_is_filled_from_the_record() -> None:
    files = steered("ADNI", "IXI")
    files["README.md"] = files["README.md"].replace("| IXI |  MRI, brain, healthy people |", "| IXI |  |")
    (found,) = findings(files, "MED4")
    assert (found.code, found.field) == ("MED405", "keywords")
    assert found.message.startswith("'IXI': keywords: empty in the README, 'MRI, brain")
    after, left = mended(files, "MED4")
    assert left == [] and after == files["README.md"].replace("| IXI |  |", "| IXI | MRI, brain, healthy people |")


def test_what_is_missing_is_written_at_its_place() -> None:
    after, left = mended(steered("IXI", listing=f"{LISTING}sort: title\n"), "MED4")
    assert left == [] and after == steered("ADNI", "IXI")["README.md"].replace("| ADNI |  MRI", "| ADNI | MRI").replace(
        "| ADNI | MRI, brain, healthy people | CC BY 4.0", "| ADNI | MRI, brain, healthy people | CC-BY-4.0"
    )


def test_a_fix_takes_no_row_away() -> None:
    files = steered("ADNI", "IXI", "OASIS")
    after, left = mended(files, "MED4")
    assert after == files["README.md"] and [f.code for f in left] == ["MED401"]


def test_markers_without_a_partner_are_the_renderer_s_to_say() -> None:
    files = steered("ADNI", "IXI")
    files["README.md"] = files["README.md"].replace("<!-- /medlint:tables -->", "")
    assert findings(files, "MED4") == []


def test_the_cost_grows_with_the_entries() -> None:
    def run(count: int) -> None:
        titles = [f"Brain MRI of hospital {number}" for number in range(count)]
        text = f"## MRI\n\n{HEAD}{''.join(row(title=t + ' x', source='') for t in titles)}"
        files = {"README.md": text, "catalog/all.yaml": "\n".join(f"- {{title: {t}, size: 1 GB}}" for t in titles)}
        assert len(findings(files, "MED4")) == 2 * count

    assert grows_evenly(run, 100)


def test_the_cost_of_rendering_grows_with_what_changes() -> None:
    def run(count: int) -> None:
        rows = "".join(f"| T{n} | https://example.org/{n} | x |\n" for n in range(count))
        text = f"<!-- medlint:tables -->\n| Title | Source | License |\n|-|-|-|\n{rows}<!-- /medlint:tables -->\n"
        records = "\n".join(f"- {{title: T{n}, license: MIT}}" for n in range(count // 2, count + count // 2))
        project = build_project([Source("README.md", text), Source("catalog/a.yaml", records)], Config(), TODAY)
        (page,) = rendered(project)
        assert len(page.done) == 2 * count - count // 2

    assert grows_evenly(run, 60)


def test_what_many_records_share_as_their_fix_is_told_a_few_times() -> None:
    count = 400
    page = Source("README.md", f"## MRI\n\n{HEAD}| Else | x | y | https://example.org/else | 5 images |\n")
    records = [Source(f"catalog/r{n}.yaml", record(f"R{n}", description="Brain MRI. " * 40)) for n in range(count)]
    made = build_project([page, *records], Config(select=("MED402",)), TODAY)
    found, _ = lint(made)
    assert len(found) == count
    fixes = [finding.fix for finding in found if finding.fix is not None]
    assert 1 < len(fixes) < count
    assert sum(len(edit.text) for fix in fixes for edit in fix.edits) <= 1_000_000
    result = settle(made, lambda project: lint(project)[0], unsafe=False)
    assert all(f"| R{n} |" in result.changed["README.md"][1].decode() for n in range(count))


def test_a_record_that_can_not_be_read_may_be_the_one_that_is_missing() -> None:
    page = f"## MRI\n\n{HEAD}{row(title='ADNI', source='')}{row(title='IXI', source='')}"
    files = {"README.md": page, "catalog/ixi.yaml": "title: IXI\nsection: MRI\n", "catalog/adni.yaml": "title: [\n"}
    assert not [found for found in findings(files, "MED4") if found.code == "MED401"]
    assert [found.code for found in findings({**files, "catalog/adni.yaml": "title: Other\n"}, "MED401")] == ["MED401"]
