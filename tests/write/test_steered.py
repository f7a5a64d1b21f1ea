"""A README that the catalog steers: fixes that come to rest, and comments that speak for both sides of a pair."""

from __future__ import annotations

from pathlib import Path

import pytest

from linting import findings
from medlint.config import Catalog, Config
from medlint.engine import lint
from medlint.finding import Finding
from medlint.model import Source
from medlint.project import Project
from medlint.read.ignores import yaml_ignores
from medlint.read.project import build_project
from medlint.text.data import parse
from medlint.text.yaml import load
from medlint.write.fix import FixResult, settle
from medlint.write.proof import apply, changes_of
from medlint.write.silence import Comments, silence
from write_support import TODAY, replacing

HEAD = "| Title | Description | Source | Size |\n|---|---|---|---|\n"


def steered(*rows: str) -> str:
    return f"## MRI\n\n<!-- medlint:tables -->\n{HEAD}{''.join(rows)}<!-- /medlint:tables -->\n"


def record(name: str, **more: str) -> str:
    values = {"landing_page": f"https://example.org/{name}", "size": '{text: "12 GB"}'} | more
    keys = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    return f"id: {name}\nkind: dataset\ntitle: {name.upper()}\nsection: MRI\n{keys}"


def settled(files: dict[str, str], *codes: str) -> tuple[dict[str, str], FixResult]:
    sources = [Source(path, text) for path, text in files.items()]
    project = build_project(sources, Config(root=Path("/nonexistent"), select=codes), TODAY)

    def judge(project: Project) -> list[Finding]:
        return lint(project)[0]

    result = settle(project, judge, unsafe=True)
    return files | {path: new.decode() for path, (_, new) in result.changed.items()}, result


def test_a_fix_of_the_page_alone_that_contradicts_the_record_is_taken_back() -> None:
    text = steered("| IXI | Brain MRI for sale | https://example.org/ixi | 12 GB |\n")
    sources = [Source("README.md", text), Source("catalog/ixi.yaml", record("ixi", summary="Brain MRI for sale"))]
    project = build_project(sources, Config(root=Path("/nonexistent"), select=("MED4",)), TODAY)
    asked = []

    def judge(project: Project) -> list[Finding]:
        row = project.on_page[0]
        asked.append(row.text("description"))
        if "brain" in asked[-1]:
            return lint(project)[0]
        found = replacing("README.md", project.pages[0].source.text, "Brain MRI", "MRI of the brain")
        return [found._replace(entry=row, field="description", shown=row.title), *lint(project)[0]]

    result = settle(project, judge, unsafe=True)
    assert asked == ["Brain MRI for sale", "MRI of the brain for sale", "Brain MRI for sale"]
    assert result.changed == {}
    assert result.applied == [], "what is counted has changed a file"
    ((finding, why),) = result.refused
    assert finding.code == "MED304" and "the record is the source" in why


def test_record_and_page_come_to_rest_together() -> None:
    text = steered("| IXI | Brain MRI, avilable to all | http://dx.doi.org/10.5281/zenodo.12 | 12 GB |\n")
    more = {"summary": "Brain MRI, avilable to all", "landing_page": "", "doi": "10.5281/zenodo.12"}
    after, result = settled({"README.md": text, "catalog/ixi.yaml": record("ixi", **more)}, "MED304", "MED503", "MED4")
    assert "summary: Brain MRI, available to all" in after["catalog/ixi.yaml"]
    assert "| Brain MRI, available to all | https://doi.org/10.5281/zenodo.12 | 12 GB |" in after["README.md"]
    assert findings(after, "MED304", "MED503", "MED4") == []
    assert {finding.code for finding in result.applied} == {"MED304", "MED403", "MED503"}


def test_a_comment_in_a_row_silences_what_is_said_of_its_record_and_is_in_use() -> None:
    row = "| IXI | Brain MRI of people <!-- medlint-ignore: MED205 --> | https://example.org/ixi | |\n"
    files = {"README.md": steered(row), "catalog/ixi.yaml": record("ixi", size="", summary="Brain MRI of people")}
    assert findings(files, "MED205", "MED004") == []
    files["README.md"] = files["README.md"].replace(" <!-- medlint-ignore: MED205 -->", "")
    assert [f.code for f in findings(files, "MED205", "MED004")] == ["MED205"]
    files["catalog/ixi.yaml"] = "# medlint-ignore: MED205\n" + files["catalog/ixi.yaml"]
    assert findings(files, "MED205", "MED004") == []


def test_a_comment_in_a_record_silences_what_is_said_of_its_row() -> None:
    text = steered("| IXI | Brain MRI, avilable to all | https://example.org/ixi | 12 GB |\n")
    files = {"README.md": text, "catalog/ixi.yaml": "# medlint-ignore: MED304\n" + record("ixi")}
    assert [f.code for f in findings(files, "MED304", "MED004")] == ["MED304", "MED004"]
    files["catalog/ixi.yaml"] = record("ixi").replace("title: IXI", "title: IXI # medlint-ignore: MED304")
    assert findings(files, "MED304", "MED004") == []


BLOCK = "Brain MRI, avilable to all who ask the hospital\n  in a letter that says what a responce is for."
SHAPES = {
    "folded": f"summary: >-\n  {BLOCK}\n",
    "literal": f"summary: | \n  {BLOCK}\n\n",
    "with a mark": f"summary: >2-\n  {BLOCK}\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_comment_for_a_block_of_text_stands_on_the_line_of_its_key(shape: str) -> None:
    text = record("ixi", size="") + SHAPES[shape] + "license: MIT\n"
    source = Source("catalog/ixi.yaml", text)
    project = build_project([source], Config(root=Path("/nonexistent"), select=("MED304", "MED004")), TODAY)
    said, _ = lint(project)
    assert {finding.place.line for finding in said} > {7} and {finding.code for finding in said} == {"MED304"}
    result = silence(project, said, lambda project: lint(project)[0])
    after = result.changed[source.path][1].decode()
    assert [line for line in after.split("\n") if "ignore" in line] == [
        f"{SHAPES[shape].partition(chr(10))[0]}  # medlint-ignore: MED304"
    ]
    assert load(after) == load(text) and findings({source.path: after}, "MED304", "MED004") == []


def test_what_looks_like_a_comment_in_a_block_of_text_is_text() -> None:
    text = record("ixi", size="") + "summary: |\n  Brain MRI, avilable # medlint-ignore: MED304\n"
    assert [finding.code for finding in findings({"catalog/ixi.yaml": text}, "MED304", "MED004")] == ["MED304"]
    comment = "# medlint-ignore: MED304"
    lists = f"- - |\n    a {comment}\n  - b {comment}\n- k: >\n    c {comment}\n  l: d {comment}\n"
    assert [ignore.first for ignore in yaml_ignores(Source("x.yaml", lists))] == [3, 6]


TEXT = "Brain MRI, avilable to all\n  who ask for it.\n"
OF_FILE = "# medlint-ignore-file: MED304\n"


@pytest.mark.parametrize(
    ("ending", "above", "text"),
    [
        ("yaml", "", f'id: ixi\ntitle: IXI\nsummary: "{TEXT}"\n'),
        ("toml", "", f'id = "ixi"\ntitle = "IXI"\nsummary = """\n{TEXT}"""\n'),
        ("toml", "", f"id = 'ixi'\ntitle = 'IXI'\nsummary = '''{TEXT}'''\n"),
        ("md", "---\n", f'id: ixi\ntitle: IXI\nsummary: "{TEXT}"\n---\n\n# IXI\n'),
    ],
)
def test_where_a_comment_would_be_text_it_speaks_of_the_file(ending: str, above: str, text: str) -> None:
    catalog = Catalog((f"catalog/*.{ending}",), rules="all")
    config = Config(select=("MED304", "MED004"), catalogs=(catalog,))
    source = Source(f"catalog/ixi.{ending}", above + text)
    project = build_project([source], config, TODAY)
    said, _ = lint(project)
    assert [finding.code for finding in said] == ["MED304"]
    after = f"{above}{OF_FILE}{text}"
    result = silence(project, said, lambda project: lint(project)[0])
    assert result.changed[source.path][1].decode() == after
    edit = Comments(project).for_one(source, said[0])
    assert edit is not None and apply(source.text, changes_of(source, [edit])) == after
    assert parse(source.path, after) == parse(source.path, source.text)
    assert lint(build_project([Source(source.path, after)], config, TODAY))[0] == []


@pytest.mark.parametrize(
    ("ending", "text"),
    [("json", '{"id": "ixi", "title": "IXI", "description": "Brain MRI, avilable"}'), ("md", "# IXI\n")],
)
def test_what_holds_no_data_that_takes_comments_stays_as_it_is(ending: str, text: str) -> None:
    catalog = Catalog((f"catalog/*.{ending}",), rules="all")
    source = Source(f"catalog/ixi.{ending}", text)
    project = build_project([source], Config(catalogs=(catalog,)), TODAY)
    said, _ = lint(project)
    result = silence(project, said, lambda project: [])
    assert said != [] and (result.changed, result.left) == ({}, said)
    assert Comments(project).for_one(source, said[0]) is None


ROW = "| LIDC | https://example.org/lidc | 10 GB, 20 images |\n"
PAGE = f"# List\n\n| Title | Source | Size |\n|---|---|---|\n{ROW}"
TWICE = "https://https://example.org/a"
IN_PAGE = {
    "in a tag": (f'Read this <img\n src="{TWICE}"\n alt="x"> text.\n', "MED501"),
    "in a tag of a block": (f'<p>\n<img\n src="{TWICE}"\n alt="x">\n</p>\n', "MED501"),
    "a definition": (f"See the [page].\n\n[page]: {TWICE}\n", "MED501"),
    "a definition of two lines": (f"See the [page].\n\n[page]:\n  {TWICE}\n  'title'\n", "MED501"),
    "in a tag between others": (f'<table><tr><td>\n<a\nhref="{TWICE}"\n>x</a></td></tr></table>\n', "MED501"),
}


def silenced(text: str, *codes: str) -> tuple[str, list[Finding]]:
    """The page with its comments, and what is still said of it."""
    config = Config(select=(*codes, "MED004"))
    project = build_project([Source("README.md", text)], config, TODAY)
    said, _ = lint(project)
    assert {finding.code for finding in said} == set(codes)
    changed = silence(project, said, lambda project: lint(project)[0]).changed
    after = changed["README.md"][1].decode() if changed else text
    if len(said) == 1:
        source = project.sources["README.md"]
        edit = Comments(project).for_one(source, said[0])
        assert (apply(text, changes_of(source, [edit])) if edit is not None else text) == after
    return after, lint(build_project([Source("README.md", after)], config, TODAY))[0]


@pytest.mark.parametrize("name", IN_PAGE)
def test_where_a_comment_in_a_page_would_spoil_its_line_it_stands_below_all(name: str) -> None:
    text, code = f"{PAGE}\n{IN_PAGE[name][0]}", IN_PAGE[name][1]
    assert silenced(text, code) == (f"{text}\n<!-- medlint-ignore-file: {code} -->\n", [])


def test_a_line_that_takes_no_comment_leaves_the_others_theirs() -> None:
    text = f"{PAGE}\nIt is avilable now.\n\n| Title | Source |\n|---|---|---|\n{ROW}"  # behind `|` it would be a cell
    after = text.replace("now.", "now. <!-- medlint-ignore: MED304 -->")
    assert silenced(text, "MED106", "MED304") == (f"{after}\n<!-- medlint-ignore-file: MED106 -->\n", [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It is avilable now\\\nfor all.", "It is avilable now <!-- medlint-ignore: MED304 -->\\\nfor all."),
        ("It is avilable  \nfor all.", "It is avilable <!-- medlint-ignore: MED304 -->  \nfor all."),
        ("## Is avilable ##\n\nText.", "## Is avilable <!-- medlint-ignore: MED304 --> ##\n\nText."),
        ("It is avilable in C#", "It is avilable in C# <!-- medlint-ignore: MED304 -->"),
    ],
)
def test_a_comment_stands_before_what_ends_its_line(before: str, after: str) -> None:
    assert silenced(f"{PAGE}\n{before}\n", "MED304") == (f"{PAGE}\n{after}\n", [])


def test_one_line_that_takes_no_comment_leaves_the_others_theirs() -> None:
    text = f"{PAGE}\nIt is avilable.\n\nSee the [page].\n\n[page]: {TWICE}\n"
    after, said = silenced(text, "MED304", "MED501")
    assert said == [] and "avilable. <!-- medlint-ignore: MED304 -->\n" in after
    assert after.endswith(f"[page]: {TWICE}\n\n<!-- medlint-ignore-file: MED501 -->\n")


def test_a_comment_for_which_the_rule_falls_silent_is_not_left_behind() -> None:
    row = "| IXI | Brain MRI | https://example.org/ ixi-data-set {0}|\n"
    table = "\n| Title | Notes | Source |\n|---|---|---|\n| B | two | https://example.org/b |\n" + row
    text = f"{PAGE}{table}\nIt is avilable.\n"
    assert silenced(text.format(""), "MED304", "MED501") == (
        text.format("").replace("avilable.", "avilable. <!-- medlint-ignore: MED304 -->")
        + "\n<!-- medlint-ignore-file: MED501 -->\n",
        [],
    )
    code = "\n```\ncode\n"
    after, said = silenced(text.format("") + code, "MED304", "MED501")
    assert after == text.format("").replace("avilable.", "avilable. <!-- medlint-ignore: MED304 -->") + code
    assert [finding.code for finding in said] == ["MED501"]


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("yaml", 'id: ixi\ntitle: IXI\nsection: MRI\nlanding_page: https://https://example.org/\nsummary: "{0}"\n'),
        ("yaml", "id: ixi\ntitle: IXI\nlanding_page: https://https://example.org/\nkeywords: [a,\n  '{0}']\n"),
        ("toml", 'id = "ixi"\nlanding_page = "https://https://example.org/"\nsummary = """{0}"""\n'),
    ],
)
def test_only_what_is_said_within_a_text_of_several_lines_is_silenced_for_the_file(ending: str, text: str) -> None:
    catalog = Catalog((f"catalog/*.{ending}",), rules="all")
    config = Config(select=("MED304", "MED501", "MED004"), catalogs=(catalog,))
    source = Source(f"catalog/ixi.{ending}", text.format(TEXT.rstrip()))
    project = build_project([source], config, TODAY)
    said, _ = lint(project)
    assert sorted(finding.code for finding in said) == ["MED304", "MED501"]
    result = silence(project, said, lambda project: lint(project)[0])
    after = result.changed[source.path][1].decode()
    assert after.startswith(OF_FILE + "id") and "  # medlint-ignore: MED501\n" in after
    assert lint(build_project([Source(source.path, after)], config, TODAY))[0] == []


SAID = "Brain, avilable # medlint-ignore: MED304"


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("yaml", f'id: ixi\ntitle: IXI\nsummary: "{SAID}"\n'),
        ("yaml", f"id: ixi\ntitle: IXI\nsummary: &a '{SAID}'\n"),
        ("yaml", 'id: ixi\ntitle: IXI\nsummary: "Brain, avilable\n  # medlint-ignore-file: MED304\n  to all"\n'),
        ("yaml", "id: ixi\nsummary: Brain, avilable\n'# medlint-ignore-file: MED304': 1\n"),
        ("toml", f'id = "ixi"\ntitle = "IXI"\nsummary = """\n{SAID}"""\n'),
        ("json", f'{{"id": "ixi", "title": "IXI", "summary": "{SAID}"}}\n'),
    ],
)
def test_what_looks_like_a_comment_in_quotes_is_text(ending: str, text: str) -> None:
    catalog = Catalog((f"catalog/*.{ending}",), rules="all")
    config = Config(select=("MED304", "MED004"), catalogs=(catalog,))
    project = build_project([Source(f"catalog/ixi.{ending}", text)], config, TODAY)
    assert [finding.code for finding in lint(project)[0]] == ["MED304"]


def test_a_comment_behind_and_between_quotes_is_one() -> None:
    comment = "# medlint-ignore: MED304"
    lines = [f'a: "x" {comment}', f"b: [ {comment}", f'  "y", {comment}', f"  {comment}", "]", comment]
    text = "\n".join([*lines, f"c: {{}} {comment}", f"d: | {comment}", f"  z {comment}", ""])
    source = Source("catalog/x.yaml", text)
    project = build_project([source], Config(), TODAY)
    assert [ignore.first for _, ignore in project.ignores] == [1, 2, 3, 4, 6, 7, 8]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_comment_of_a_file_has_the_line_ends_of_the_file(end: str) -> None:
    text = f"{PAGE}\nSee the [page].\n\n[page]: {TWICE}\n"
    after = f"{text}\n<!-- medlint-ignore-file: MED501 -->\n"
    assert silenced(text.replace("\n", end), "MED501") == (after.replace("\n", end), [])


def test_a_page_whose_end_takes_no_comment_stays_as_it_is() -> None:
    text = f"{PAGE}\nSee the [page].\n\n[page]: {TWICE}\n\n```\ncode\n"
    after, said = silenced(text, "MED501")
    assert (after, [finding.code for finding in said]) == (text, ["MED501"])
