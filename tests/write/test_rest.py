"""Rendering comes to rest: the second run finds nothing to do, whatever records, sections and columns are called."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint.config import Config
from medlint.model import Source
from medlint.project import Project
from medlint.read.project import build_project
from medlint.write.markers import RenderError
from medlint.write.render import Rendered, rendered
from write_support import TODAY

START, END = "<!-- medlint:tables -->", "<!-- /medlint:tables -->"
PIECES = (
    "|", "\\", "<CT>", "[a](b)", "*x*", "# ", "#", "&lt;", "&#124;", "`a`", "`", "<!-- c -->", "<!--", "- ", "1. ",
    "> ", "---", "<br>", "</td>", "\n", "\t", " ", "[x]: y", "![i](j)", "https://a.example.org/x", "<https://a.example.org>",
    "a@b.example", "Chest", "CT", "肺", "n/a", "[^1]", "$x$", "'", '"', "\u00a0", "\u200b", f"{END}",
)  # fmt: skip
SHAPES = {
    "none": "",
    "table": "| Title | Source | Description | Keywords |\n|---|---|---|---|\n"
    "| B | https://example.org/b | Old b | k1 |\n| C | https://example.org/c | Old c | k1 |\n",
    "html": "<table>\n<tr><th>Title</th><th>Source</th><th>Description</th></tr>\n"
    '<tr><td>B</td><td><a href="https://example.org/b">x</a></td><td>Old b</td></tr>\n'
    '<tr><td>C</td><td><a href="https://example.org/c">x</a></td><td>Old c</td></tr>\n</table>\n',
    "items": "- [B](https://example.org/b) - Old b\n  - Keywords: k1\n- [C](https://example.org/c) - Old c\n",
    "headings": "### B\n\nOld b\n\n- Source: https://example.org/b\n- Keywords: k1\n\n"
    "### C\n\nOld c\n\n- Source: https://example.org/c\n- Keywords: k1\n",
}
COLUMNS = ("name", "summary", "modality", "year", "tasks", "aliases", "publisher", "source", "keywords", "size", "date")
FIELDS = ("id", "title", "section", "description", "summary", "keywords", "modalities", "published", "license",
          "aliases", "size", "tasks", "publisher", "doi", "landing_page")  # fmt: skip


def record(name: str, **more: Any) -> dict[str, Any]:
    base = {"title": name.upper(), "landing_page": f"https://example.org/{name}", "section": "Datasets of MRI"}
    return {"id": name, **base, "description": f"Old {name}", "keywords": ["k1"], **more}


def page(inside: str, end: str = "\nBehind.\n") -> str:
    return f"# List of datasets\n\n{START}\n\n{inside}\n{END}\n{end}"


def project(readme: str, listing: dict[str, Any], records: list[dict[str, Any]]) -> Project:
    data = [("r" + str(number), found) for number, found in enumerate(records)]
    data.append(("list", {"title": "List", "sections": [], **listing}))
    sources = [Source("README.md", readme)]
    sources += [Source(f"catalog/{name}.yaml", yaml.safe_dump(found, allow_unicode=True)) for name, found in data]
    return build_project(sources, Config(root=Path("/nonexistent")), TODAY)


def at_rest(readme: str, listing: dict[str, Any], *records: dict[str, Any]) -> Rendered:
    """The page as rendered, of which a second run finds nothing to do."""
    (first,) = rendered(project(readme, listing, list(records)))
    (second,) = rendered(project(first.text, listing, list(records)))
    assert (second.text, second.done) == (first.text, [])
    assert [step.message for step in second.left] == [step.message for step in first.left]
    return first


def any_value(rng: random.Random, field: str) -> Any:
    text = "".join(rng.choices(PIECES, k=rng.randint(1, 3)))
    if field in ("keywords", "modalities", "aliases", "tasks"):
        return [text, rng.choice(PIECES)]
    return {"size": {"text": text}, "doi": f"10.1000/{text}", "landing_page": f"https://example.org/{text}"}.get(
        field, text
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_a_record_says(shape: str) -> None:
    rng, refused, cases = random.Random(shape), 0, 40
    for _ in range(cases):
        texts = {field: any_value(rng, field) for field in rng.sample(FIELDS, rng.randint(1, 2))}
        columns = [{"field": field, "header": field} for field in ("name", *rng.sample(COLUMNS[1:], 3))]
        listing = {"columns": columns} if rng.random() < 0.5 else {}
        readme = page(f"## Datasets of MRI\n\n{SHAPES[shape]}" if shape != "none" else "")
        new = record(rng.choice("ac"), **texts)
        others = [
            record(name) for name in "bc" if name != new["id"] and (name == "b" or new["landing_page"][-1] != "c")
        ]
        try:
            text = at_rest(readme, listing, *others, new).text
        except RenderError as error:
            assert "\n" not in str(error) and "what would be written isn't read as that" in str(error)
            refused += 1
        else:
            assert text.count(END) == 1 and text.endswith(f"{END}\n\nBehind.\n")
    assert refused < cases / 10


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Chest", "## Chest"),
        ("Chest #", "## Chest \\#"),
        ("# Chest", "## # Chest"),
        ("Use of <CT>", "## Use of \\<CT>"),
        ("[CT](b) *and* `MR`", "## \\[CT\\](b) \\*and\\* \\`MR\\`"),
        ("A &lt; B", "## A \\&lt; B"),
        ("C:\\*", "## C:\\\\\\*"),
        ("  CT  or\tMR ", "## CT or MR"),
    ],
)
def test_the_heading_of_a_section_is_read_as_its_name(name: str, heading: str) -> None:
    text = at_rest(page(""), {"sections": [{"title": name}]}, record("a", section=name)).text
    assert heading in text.split("\n") and text.count("| A |") == 1


@pytest.mark.parametrize(
    ("field", "more", "cell"),
    [
        ("year", {"published": "a|b|"}, "a\\|b\\|"),
        ("year", {"published": "*19*"}, "\\*19\\*"),
        ("modality", {"modalities": ["CT", "Z|*Q*"]}, "CT, Z\\|\\*Q\\*"),
        ("modality", {"modalities": ["<b onclick=x>"]}, "&lt;b onclick=x>"),
        ("name", {"id": "a|b"}, '<a id="a&#124;b"></a>[A](https://example.org/a)'),
        ("description", {"description": "In *E. coli* <i>or not</i>"}, "In *E. coli* &lt;i>or not&lt;/i>"),
        ("description", {"description": "A <br> `<br>` \\<br> tag"}, "A &lt;br> `<br>` &lt;br> tag"),
        ("keywords", {"keywords": ["<br>", "k"]}, "&lt;br>, k"),
        ("license", {"license": " MIT "}, "MIT"),
    ],
)
def test_the_cells_of_chosen_columns_are_read_as_written(field: str, more: dict[str, Any], cell: str) -> None:
    columns = [{"field": "title"}, {"field": "source"}] if field != "name" else [{"field": "source"}]
    found = at_rest(page(""), {"columns": [*columns, {"field": field}]}, record("a", **more))
    assert f"| {cell} |" in found.text and found.left == []


def test_a_tag_in_the_text_of_an_item_shows_as_it_is_written() -> None:
    said = {
        "keywords": ["<T1>", "k"],
        "description": "A long <i>text</i>, `<b>` and *more* of it, as in all others",
    }
    found = at_rest(page(f"## Datasets of MRI\n\n{SHAPES['items']}"), {}, record("b"), record("c", **said))
    assert "&lt;i>text&lt;/i>, `<b>` and *more*" in found.text and found.left == []


def test_an_address_with_an_entity_in_it_stays_that_address() -> None:
    url = "https://example.org/a_(b)?x=1&lt;=2"
    text = at_rest(page(""), {"columns": [{"field": "name"}]}, record("a", landing_page=url)).text
    assert "(https://example.org/a_%28b%29?x=1&amp;lt;=2)" in text


def test_a_table_that_would_not_be_read_as_entries_is_not_written() -> None:
    listing = {"columns": [{"field": "title", "header": "Kollektion"}, {"field": "year", "header": "Jahr"}]}
    with pytest.raises(RenderError, match=r"catalog/r0.yaml:1:1: 'A': .*, so nothing is written"):
        rendered(project(page(""), listing, [record("a", section="Kopf")]))


@pytest.mark.parametrize("shape", ["items", "headings"])
def test_what_is_left_of_a_run_is_not_written_a_second_time(shape: str) -> None:
    section = "Links" if shape == "items" else "Datasets of MRI"
    readme = f"# X\n\n## {section}\n\n{START}\n\n{SHAPES[shape]}\n{END}\n"
    for more in ({}, {"title": "Long name of C", "aliases": ["C"]}):
        found = at_rest(readme, {}, record("c", section=section, **more))
        assert found.text.count("example.org/c") == 1 and "| C |" not in found.text
        assert [step.message.partition(": in ")[2] for step in found.left] == [
            "catalog/r0.yaml, and what stands here isn't read as its entry"
        ]


def test_a_link_to_a_part_of_the_page_is_no_entry_of_the_record_that_it_names() -> None:
    inside = f"- [A](#a)\n- [B](#b)\n\n## Datasets of MRI\n\n{SHAPES['table']}"
    assert "| A | https://example.org/a |" in at_rest(page(inside), {}, *map(record, "abc")).text


def test_nothing_below_the_closing_marker_is_written_over() -> None:
    readme = page(f"## Datasets of MRI\n\n{SHAPES['headings']}", end="\nBehind it stands a text of the author's own.\n")
    found = at_rest(readme, {}, record("b"), record("c", description="x"))
    assert found.text.endswith(f"{END}\n\nBehind it stands a text of the author's own.\n")


def test_a_section_is_not_written_where_the_names_stand() -> None:
    names = "<!-- medlint:names -->\n<!-- /medlint:names -->\n"
    long = record("c", title="A name that is longer", aliases=["C"], section="Chest")
    text = at_rest(page(f"## Datasets of MRI\n\n{SHAPES['table']}", end=f"\n{names}"), {}, record("b"), long).text
    assert text.index("## Chest") < text.index("| A name that is longer | https://example.org/c |") < text.index(END)
    assert text.endswith("[C](#c): A name that is longer\n\n<!-- /medlint:names -->\n")


def test_namesakes_in_a_table_and_in_a_list_have_a_record_each() -> None:
    inside = f"## Datasets of MRI\n\n{SHAPES['table']}\n## Datasets of CT\n\n{SHAPES['items']}"
    others = [record("d", title="C", section="Datasets of CT"), record("e", section="Datasets of CT")]
    found = at_rest(page(inside.replace("- [C](https://example.org/c)", "- [C](https://example.org/d)")), {},
                    record("b"), record("c"), *others)  # fmt: skip
    assert found.left == [] and found.text.count("example.org/c ") == 1 and found.text.count("example.org/d)") == 1


@pytest.mark.parametrize("aside", [" <!-- see the mail -->", "[^1]", '<a id="here"></a>'])
def test_what_a_cell_holds_beside_its_value_keeps_its_row_from_moving(aside: str) -> None:
    rows = SHAPES["table"].replace("| Old c |", f"| Old c{aside} |")
    found = at_rest(page(f"## Datasets of MRI\n\n{rows}"), {}, record("b"), record("c", section="New"))
    assert aside in found.text and [step.kind for step in found.left] == ["moved"]
    plain = at_rest(page(f"## Datasets of MRI\n\n{SHAPES['table']}"), {}, record("b"), record("c", section="New"))
    assert plain.left == [] and plain.text.index("## New") < plain.text.index("| C |")


@pytest.mark.parametrize(
    "more", ["> Ask Mary.\n", "Ask Mary for it.\n", "![Ask Mary](https://example.org/m.png)\n", ""]
)
def test_words_of_its_own_keep_a_heading_from_moving(more: str) -> None:
    inside = SHAPES["headings"].replace("### C", f"### D\n\nOld d\n\n- Source: https://example.org/d\n\n{more}\n### C")
    others = [record("b"), record("c"), record("d", section="New", keywords=[])]
    found = at_rest(page(f"## Datasets of MRI\n\n{inside}"), {}, *others)
    assert more.strip() in found.text and [step.kind for step in found.left] == (["moved"] if more else [])


def test_a_note_of_the_author_s_is_not_taken_for_the_text_that_was_written() -> None:
    items = "- [B](https://example.org/b) - Old text b\n  - Mary has it\n- [C](https://example.org/c) - Old c\n"
    new = record("b", description=None, summary="S|b", keywords=[])
    found = at_rest(page(f"## Datasets of MRI\n\n{items}"), {}, new, record("c", description="New c", keywords=[]))
    assert "  - Mary has it\n" in found.text and "- New c" in found.text
    assert [step.field for step in found.left] == ["description"]
