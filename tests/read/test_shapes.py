"""Entries of every shape: rows of Markdown and HTML tables, items of lists, headings with their facts."""

from __future__ import annotations

import pytest

from medlint.config import Config
from medlint.model import Cell, Entry, Page, Source
from medlint.read.entries import read_entries
from medlint.read.markdown import read_page
from medlint.read.topics import topic_of


def read(text: str, config: Config | None = None) -> tuple[Page, list[Entry]]:
    page, _ = read_page(Source("README.md", text))
    return page, read_entries(page, config or Config())


def written(text: str, cell: Cell) -> str:
    """What stands in the file where a cell's place says that it stands."""
    return text.encode()[cell.place.start : cell.place.end].decode()


def shown(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Each entry's kind, title and further fields."""
    return [
        (e.kind, e.title, {name: cell.text for name, cell in e.fields.items() if name != "title"})
        for e in read(text)[1]
    ]


HTML = """# Tools

<table>
  <tr><th>Dataset</th><th>Description</th><th>Link</th></tr>
  <tr><td>Alpha</td><td>80 <b>videos</b>,<br>50 GB</td><td><a href="https://a.example.org/x">the site</a></td></tr>

  <!-- the second -->
  <tr>
    <td>Beta &amp; co</td>
    <td>50 videos</td><td></td>
  </tr>
</table>
"""


def test_an_html_table_is_read_with_places() -> None:
    page, entries = read(HTML)
    assert [(e.kind, e.title, e.text("description")) for e in entries] == [
        ("row", "Alpha", "80 videos,\n50 GB"),
        ("row", "Beta & co", "50 videos"),
    ]
    alpha, beta = entries
    assert [(link.url, link.text, link.field) for link in alpha["source"].links] == [
        ("https://a.example.org/x", "the site", "source")
    ]
    (link,) = alpha["source"].links
    assert link in page.links
    assert HTML[link.place.start : link.place.end] == "https://a.example.org/x"
    assert written(HTML, alpha["title"]) == "Alpha"
    assert alpha.row is not None
    assert HTML[alpha.row.start : alpha.row.end].startswith("<tr><td>Alpha")
    assert beta.has_empty("source")
    assert alpha.table is not None and alpha.table.shape == "html"
    assert sum(link.url == "https://a.example.org/x" for link in page.links) == 1


def test_cells_of_html_reach_over_rows_and_columns() -> None:
    text = (
        "<table><tr><td>Group</td><td>Dataset</td><td>Link</td></tr>"
        "<tr><td rowspan='2'>CT</td><td>Alpha</td><td>https://a.example.org</td></tr>"
        "<tr><td>Beta</td><td>https://b.example.org</td></tr>"
        "<tr><td colspan=3><b>MRI</b></td></tr></table>\n"
    )
    assert [(e.title, e.text("group")) for e in read(text)[1]] == [("Alpha", "CT"), ("Beta", "CT")]


def test_an_html_header_of_several_lines_is_its_lowest() -> None:
    text = (
        "<table>\n<tr></tr>\n<tr><th rowspan=3>Dataset</th><th colspan=2>Recorded</th><th rowspan=3>Link</th></tr>\n"
        "<tr></tr>\n<tr><th>Hours</th><th>Place</th></tr>\n"
        "<tr><td>Alpha</td><td>12</td><td>Oslo</td><td>https://a.example.org</td></tr>\n<tr></tr>\n"
        "<tr><td>Beta</td><td>7</td><td>Lima</td><td>https://b.example.org</td></tr>\n</table>\n</table>\n"
    )
    found = [(e.title, e.text("size"), e.text("place"), e.text("source")) for e in read(text)[1]]
    assert found == [("Alpha", "12", "Oslo", "https://a.example.org"), ("Beta", "7", "Lima", "https://b.example.org")]
    rows = "<tr><td rowspan=3>Song</td><td>Gamma</td></tr>\n<tr><td>Delta</td></tr>\n<tr><td>Zeta</td></tr>\n"
    (table,) = read(f"<table>\n{rows}</table>\n")[0].tables
    assert len(table.rows) == 2, "the first line of a table without a header stands for it, whatever reaches down"


def test_a_long_name_may_go_before_a_link_that_only_leads_on() -> None:
    text = (
        "# Datasets of the lab\n\n"
        "* Harbour, videos of ships that come in at night and leave. [[publication](https://p.example.org/1)]\n"
        "* Meadow, sounds of the insects of a whole summer by hour. [[project](https://p.example.org/2)]\n"
        "* Quarry, scans of every wall before and after a blast. [[project](https://p.example.org/3)]\n"
    )
    assert [(e.title.partition(",")[0], e.title[-5:]) for e in read(text)[1]] == [
        ("Harbour", "leave"),
        ("Meadow", " hour"),
        ("Quarry", "blast"),
    ]
    prose = "* We have taken all of these for our own work from [%s](https://p.example.org/%s)\n"
    assert read("# Datasets\n\n" + "".join(prose % (name, name) for name in ("Dune", "Reef", "Moor")))[1] == []


def test_a_picture_before_a_name_is_no_part_of_it() -> None:
    text = (
        "# Datasets of rivers\n\n"
        "* ![new](i/new.png)[Weirs](https://a.example.org/weirs) - levels by the hour\n"
        '* <img src="i/old.svg" alt="old"> ![checked](i/ok.svg) [Fords](https://a.example.org/fords)\n'
        "* ![new](i/new.png) **Locks** - counts of [boats](https://a.example.org/locks)\n"
        "* ![Mills](i/mills.png)\n"
    )
    assert [(e.title, [link.url for link in e["source"].links]) for e in read(text)[1] if e.get("source")] == [
        ("Weirs", ["https://a.example.org/weirs"]),
        ("Fords", ["https://a.example.org/fords"]),
        ("Locks", ["https://a.example.org/locks"]),
    ]
    assert [e.title for e in read(text)[1]][3:] == ["Mills"], "of an item that is all a picture it is the name"


def test_a_name_before_links_is_no_label_of_its_heading() -> None:
    sections = {
        "Maps": ["Karst database", "Sinkhole database", "Drip database"],
        "Scans": ["Hall-9"],
        "Sounds": ["Hall-9"],
        "Light": ["Shaft database"],
        "Air": ["Shaft database", "Draught"],
        "Water": ["Siphon dataset"],
    }
    item = "- {0}: [Data](https://a.example.org/data), [Paper](https://a.example.org/paper).\n"
    named = "".join(f"## {title}\n\n{''.join(map(item.format, names))}\n" for title, names in sections.items())
    assert [e.title for e in read(f"# Datasets of caves\n\n{named}")[1]] == [
        name for names in sections.values() for name in names
    ]
    facts = "- Recorded by: [Ayo](https://a.example.org/ayo)\n- Depth: [12 m](https://b.example.org/12)\n\n"
    told = "".join(f"## {title}\n\n{facts}" for title in ("Karst", "Sinkhole", "Drip"))
    assert [e.title for e in read(f"# Datasets of caves\n\n{told}")[1]] == ["Karst", "Sinkhole", "Drip"]


def test_items_that_lead_to_their_links_with_the_same_words_are_facts_of_headings() -> None:
    facts = (
        "- Taped at night\n- Four microphones\n- Described in the [report](https://p.example.org/{0}) of the year\n"
        "- Fetch the archive [{0}.zip](https://d.example.org/{0}.zip) from us\n\n"
    )
    names = ("Owls", "Bats", "Moths")
    page = "# Datasets of the night\n\n" + "".join(f"## {name}\n\n{facts.format(name)}" for name in names)
    assert [(e.kind, e.title) for e in read(page)[1]] == [("heading", name) for name in names]
    own = page.replace("Described in the [", "{} from the [").replace("Fetch the archive", "All of the {}")
    sections = own.split("## ")
    own = "## ".join(part.replace("{}", part[:4]) for part in sections)
    assert "Owls" not in [e.title for e in read(own)[1]], "words of its own may be the name of an item"


def test_items_half_of_which_begin_with_the_label_of_a_fact_are_no_entries() -> None:
    items = "- {}: [first](https://m.example.org)\n- {}: [2021](https://p.example.org)\n"
    page = f"# Kite resources\n\n### [Kite call dataset](https://a.example.org)\n\n{items}"
    assert read(page.format("Mirrors", "Paper"))[1] == []
    assert [e.title for e in read(page.format("Red kites", "Black kites"))[1]] == ["Red kites", "Black kites"]


def test_paragraphs_that_each_begin_with_a_named_link_are_entries() -> None:
    names = ("Fjord", "Delta", "Lagoon")
    text = "[{0}](https://a.example.org/{0}) is a set of soundings,\ntaken from a boat.\n\n"
    page = (
        "# Soundings\n\n## Datasets\n\nAll are free.\n\n"
        + "".join(map(text.format, names))
        + "[Strait]() is to come.\n"
    )
    found = [(e.title, e.text("description"), e.row.line, e.row.end_line) for e in read(page)[1] if e.row]
    described = "is a set of soundings, taken from a boat."
    assert found == [
        ("Fjord", described, 7, 8),
        ("Delta", described, 10, 11),
        ("Lagoon", described, 13, 14),
        ("Strait", "is to come.", 16, 16),
    ]
    few = page.replace("All are free.\n\n", "").replace("[Fjord]", "The [Fjord]").replace("[Strait]() is to come.", "")
    for other in (few, page + "This is said of all.\n\n" * 4, page.replace("Datasets", "Tools")):
        assert read(other)[1] == []
    linked = "".join(f"[{name}](https://a.example.org/{name})\n\n" for name in names)
    kinds = f"# Datasets of soundings\n\n## Sea\n\n{linked}## Lake\n\n{linked.replace('](', ' of lakes](')}"
    assert [e.title for e in read(kinds)[1]] == [*names, *(f"{name} of lakes" for name in names)]
    for name, leading in zip(names, ("Website (new)", "Download (10 GB)", "Code (C)"), strict=True):
        page, linked = (text.replace(f"[{name}]", f"[{leading}]") for text in (page, linked))
    assert read(page)[1] == []
    of_one = f"# Datasets of soundings\n\n## Sea\n\n{linked}## Lake\n\n{linked}"
    assert [e.title for e in read(of_one)[1]] == ["Sea", "Lake"]


def test_linked_headings_that_name_datasets_say_what_a_page_lists() -> None:
    def page(heading: str) -> str:
        names = ("Gull corpus", "Tern speech dataset", "Auk word corpus", "Puffin text dataset", "Skua calls")
        facts = "- Mirrors: [first](https://m.example.org/1), [second](https://m.example.org/2)\n- Paper: [2021](https://p.example.org)\n"
        linked = "".join(f"### {heading.format(name)}\n\n{facts}\n" for name in names)
        return f"# Seabird speech resources\n\n## Calls\n\n{linked}## Tools\n\n- [Perch](https://a.example.org/perch)\n"

    found = [(e.kind, e.title) for e in read(page("[{}](https://a.example.org/data)"))[1]]
    assert found == [
        ("heading", name)
        for name in ("Gull corpus", "Tern speech dataset", "Auk word corpus", "Puffin text dataset", "Skua calls")
    ]
    assert "Skua calls" not in [e.title for e in read(page("{}"))[1]]


def test_the_items_led_by_links_are_taken_from_between_prose() -> None:
    prose = (
        "- Nests of the whole coast were counted twice. A second count follows. See the [count](https://a.example.org/4)\n"
        "- Eggs that were weighed by hand in one week. The scales were new. All at [weights](https://a.example.org/5)\n"
        "- Rings of birds that came back after a year. Some were lost. From [rings](https://a.example.org/6)\n"
    )
    led = (
        "- [Burrows](https://a.example.org/1) - depths\n- [Ledges](https://a.example.org/2) - heights\n"
        "- [A study of ledges](https://arxiv.org/abs/2101.00001)\n"
    )
    beside = (
        "## Seas\n\n- [Plankton](https://a.example.org/7) - samples\n- [Squid](https://a.example.org/8) - counts\n\n"
    )
    assert [e.title for e in read(f"# Seabird datasets\n\n{beside}## Cliffs\n\n{led}{prose}")[1]] == [
        "Plankton",
        "Squid",
        "Burrows",
        "Ledges",
    ]
    hints = "- Short nights\n- Cold water and ice: few eggs\n- Storms of the year before\n" * 2
    for alone in (f"## Cliffs\n\n{led}{prose}", f"{beside}## What to know\n\n{led}{hints}"):
        assert "Ledges" not in [e.title for e in read(f"# Seabird datasets\n\n{alone}")[1]]


def test_links_to_parts_of_the_page_are_no_entries_beside_those_of_its_sections() -> None:
    names = ("Seas", "Cliffs", "Marshes", "Dunes")
    contents = "".join(f"- [{name}](#{name.lower()})\n" for name in names)
    lists = "".join(f"# {name}\n\n- [Birds of the {name}](https://a.example.org/{name})\n\n" for name in names)
    found = read(f"# Seabird datasets\n\n{contents}\n{lists}")[1]
    assert [e.title for e in found] == [f"Birds of the {name}" for name in names]


def test_markdown_in_html_cells() -> None:
    text = (
        "<table>\n<tr><th>Dataset</th><th>Link</th></tr>\n<tr>\n<td>\n\n[Alpha](https://a.example.org)\n\n</td>\n"
        "<td>\n\nsee [here](https://b.example.org)\n\n</td>\n</tr>\n</table>\n"
    )
    page, (entry,) = read(text)
    assert (entry.title, entry.text("source")) == ("Alpha", "see here")
    assert [link.url for link in page.links] == ["https://a.example.org", "https://b.example.org"]
    assert [text[p.start : p.end] for p in (link.place for link in page.links)] == [link.url for link in page.links]


def test_items_are_entries() -> None:
    text = (
        "# Chest datasets\n\n"
        "- [Alpha](https://a.example.org) – 200 scans of the chest\n"
        "- **Beta**: 300 scans, [data](https://b.example.org), [paper](https://arxiv.org/abs/2101.00001)\n"
        "- Gamma (2020) https://c.example.org\n"
        "  - License: MIT\n"
        "  - **Size:** 3 GB\n"
    )
    assert shown(text) == [
        ("item", "Alpha", {"description": "200 scans of the chest", "source": "Alpha"}),
        ("item", "Beta", {"description": "300 scans, data, paper", "source": "data"}),
        ("item", "Gamma (2020)", {"license": "MIT", "size": "3 GB", "source": "https://c.example.org"}),
    ]
    page, (alpha, beta, gamma) = read(text)
    assert [written(text, e["title"]) for e in (beta, gamma)] == ["**Beta**", "Gamma (2020)"]
    assert gamma.row is not None
    assert text[gamma.row.start : gamma.row.end].endswith("3 GB")
    assert alpha.table is not None and alpha.table is gamma.table and alpha.table.shape == "items"
    assert [(c.field, c.cell.text) for c in alpha.table.columns if c.field in ("license", "size")] == [
        ("license", "License"),
        ("size", "Size"),
    ]
    assert [link.entry for link in page.links] == [alpha, beta, beta, gamma]


def test_an_item_over_items_names_their_group() -> None:
    text = "# EEG data\n\n* **Sleep**\n  1. [A](https://a.example.org): 5 nights\n  2. [B](https://b.example.org)\n"
    assert [(kind, title) for kind, title, _ in shown(text)] == [("item", "A"), ("item", "B")]


def test_a_numbered_preface_and_items_that_say_where_a_dataset_is_are_no_entries() -> None:
    names = [f"## {at}.[轴承{at}](https://example.org/{at})\n在实验室中采集。\n\n" for at in (2, 3, 4)]
    facts = "## 5.风机\n\n风机的振动信号。\n\n* 论文链接：(https://example.org/paper)\n* 数据链接：(https://example.org/data)\n"
    text = "# Bearing datasets\n\n## 1.简介\n这里的数据都是公开的。\n\n" + "".join(names) + facts
    assert [(kind, title) for kind, title, _ in shown(text)] == [
        *(("heading", f"{at}.轴承{at}") for at in (2, 3, 4)),
        ("heading", "5.风机"),
    ]


def test_headings_with_facts_are_entries() -> None:
    text = (
        "# Medical datasets\n\n## Chest\n\n"
        "### [Alpha](https://a.example.org)\n224 radiographs  \n**Keywords**: X-ray, labels\n\n"
        "### 2. Beta\n- **Size:** 3 GB\n- **Dataset URL:** https://b.example.org\n- **Equipment:**\n\n"
        "### Gamma\n\n| Modality | CT |\n|---|---|\n| Size | 4 GB |\n| Link | [site](https://c.example.org) |\n"
    )
    assert shown(text) == [
        ("heading", "Alpha", {"keywords": "X-ray, labels", "description": "224 radiographs", "source": "Alpha"}),
        ("heading", "Beta", {"size": "3 GB", "source": "https://b.example.org", "equipment": ""}),
        ("heading", "Gamma", {"size": "4 GB", "source": "site", "modality": "CT"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Chest datasets\n\n## Contents\n\n- [CT](#ct)\n- [MRI](#mri)\n",
        "# Chest datasets\n\n## Papers\n\n- [A net](https://arxiv.org/abs/2101.00001)\n",
        "# Chest datasets\n\n## Related lists\n\n- [More](https://example.org)\n",
        "# Models\n\n| Name | Size | Link |\n|-|-|-|\n| Net | 3 GB | https://example.org |\n",
        "# Datasets\n\n| Model | Dataset | Link |\n|-|-|-|\n| Net | Alpha | https://example.org |\n",
        "# Datasets\n\n| Model_name | Dataset | Link |\n|-|-|-|\n| Net | Alpha | https://example.org |\n",
        "# Datasets\n\n## Weights\n\n| Dataset | Model | Link |\n|-|-|-|\n| Alpha | Net | https://example.org |\n",
        "# Datasets\n\n| Domain | # Datasets | Modalities |\n|-|-|-|\n| Heart | 5 | CT |\n",
        "# A library\n\n- [Guide](https://example.org)\n- [Forum](https://example.org/forum)\n",
        "# How to add new corpora\n\n- [Pages](https://example.org/1)\n- [Files](https://example.org/2)\n",
        "# Syllabus\n\n| Week | Title | Link |\n|-|-|-|\n| 1 | Leaves | https://example.org |\n",
        "# Chest datasets\n\n## Useful reads\n\n- [A blog](https://example.org/1)\n- [A book](https://example.org/2)\n",
        "# Chest datasets\n\n## Changelog\n\n### New datasets\n\n- [Alpha](https://example.org): 5 scans\n",
        "# Chest datasets\n\n- [CT](ct.md)\n- [MRI](pages/mri.md)\n",
    ],
)
def test_what_lists_no_datasets_is_left_alone(text: str) -> None:
    assert shown(text) == []


def test_a_dataset_shown_in_two_shapes_is_one() -> None:
    text = (
        "# Datasets\n\n| Dataset | Link |\n|-|-|\n| Alpha | https://a.example.org |\n"
        "| Beta | https://b.example.org |\n\n"
        "## Details\n\n### Alpha\n\n- **Size**: 3 GB\n\n### Beta\n\n- **Size**: 4 GB\n"
    )
    rows, sections = read(text)[1][:2], read(text)[1][2:]
    assert [e.kind for e in (*rows, *sections)] == ["row", "row", "heading", "heading"]
    assert [e.shown is not None for e in (*rows, *sections)] == [False, False, True, True]
    longer = (
        text.replace("### Alpha", "### Alpha: scans of leaves")
        .replace("| Beta", "| Beta\u20113")
        .replace("### Beta", "### Beta-3")
    )
    assert [e.shown is not None for e in read(longer)[1]] == [False, False, True, True]


def titles(text: str) -> list[str]:
    return [entry.title for entry in read(text)[1]]


def test_what_leads_to_a_link_is_no_part_of_a_name() -> None:
    text = "# Datasets\n\n- [One](https://example.org/1) of scans\n- See [**Two**](https://example.org/2) for more\n"
    assert titles(text) == ["One", "Two"]
    assert titles(text.replace("https://example.org/1", "")) == ["One", "Two"]
    assert titles(text.replace("See ", "^")) == ["One", "Two"]


def test_papers_after_a_line_that_announces_them_are_no_datasets() -> None:
    text = (
        "# Datasets\n\n- [One](https://example.org/1) of scans\n\nUsed in these {}:\n\n- [Two](https://example.org/2)\n"
    )
    assert titles(text.format("papers")) == ["One"]
    assert titles(text.format("studies")) == ["One", "Two"]


def test_a_table_whose_columns_cite_datasets_lists_what_is_said_of_them() -> None:
    text = "# Datasets\n\n| Dataset | {} | {} |\n|---|---|---|\n| scenes | 215 | [120](https://example.org) |\n"
    assert titles(text.format("Zhang [3]", "Wen [6, 7]")) == []
    assert titles(text.format("Number", "Source")) == ["scenes"]


ITEMS = "\n- [{0}one](https://example.org/{0}1): two hours\n- [{0}two](https://example.org/{0}2): three hours\n"


def beside(*headings: str, last: str, items: str) -> str:
    """A page of datasets with a list under each heading, and one to judge under the last."""
    lists = "".join(f"\n## {heading}\n{ITEMS.format(heading[0])}" for heading in headings)
    return f"# Recorded datasets\n{lists}\n## {last}\n\n{items}"


@pytest.mark.parametrize(
    ("last", "taken"), [("Video captions", True), ("Game music", True), ("News", False), ("License", False)]
)
def test_a_list_that_may_be_of_something_else_is_read_as_those_beside_it(last: str, taken: bool) -> None:
    items = "- [Kettle](https://example.org/k): whistling\n- **Pan**: frying [get it](https://example.org/p)\n"
    found = titles(beside("Birds", "Waves", "Frogs", last=last, items=items))
    assert found[-2:] == (["Kettle", "Pan"] if taken else ["Fone", "Ftwo"])


def test_beside_linked_lists_one_of_bare_names_is_read_and_one_of_sentences_is_not() -> None:
    names = "- Kettle Sounds 2007\n- Pan\n- [Lid](https://example.org/lid)\n"
    assert titles(beside("Birds", "Waves", "Frogs", last="Kitchen", items=names))[-3:] == [
        "Kettle Sounds 2007",
        "Pan",
        "Lid",
    ]
    assert titles(beside("Birds", last="Kitchen", items=names))[-1] == "Btwo"
    for text in ("- We record kettles. Each of them whistles\n- TODO\n", "- Size: 3 GB\n- Licence: MIT\n"):
        assert titles(beside("Birds", "Waves", "Frogs", last="Kitchen", items=text))[-1] == "Ftwo"


def test_contents_say_nothing_of_what_stands_below_them() -> None:
    text = f"# Recorded datasets\n\n# Contents\n\n- [Birds](#birds)\n\n## Birds\n{ITEMS.format('B')}"
    assert titles(text) == ["Bone", "Btwo"]
    assert titles(text.replace("# Contents", "# Tools").replace("#birds", "https://example.org")) == []


def test_a_name_over_what_it_can_be_had_from_is_one_entry_and_a_group_is_many() -> None:
    text = "# Corpora\n\n- Frogs\n    - [{}](https://example.org/1)\n    - [{}](https://example.org/2)\n"
    assert titles(text.format("download", "paper")) == ["Frogs"]
    assert titles(text.format("source#1", "source#2")) == ["Frogs"]
    assert titles(text.format("Tree frogs", "Toads")) == ["Tree frogs", "Toads"]
    again = "# Corpora\n\n- **Frogs**\n    - {} [link](https://example.org/1)\n    - Seen in:\n"
    assert titles(again.format("Frogs")) == ["Frogs"]
    assert titles(again.format("Toads")) == ["Toads", "Seen in"]


def test_an_item_is_named_by_html_and_by_a_heading_in_it() -> None:
    text = (
        '# Corpora\n\n- <p><a href="https://example.org/frogs">Frogs</a> of two ponds</p>\n- [Toads](https://t.org)\n'
    )
    frogs, _ = read(text)[1]
    assert (frogs.title, frogs.text("description")) == ("Frogs", "of two ponds")
    (link,) = frogs["source"].links
    assert text[link.place.start : link.place.end] == "https://example.org/frogs"
    page, entries = read(
        "# Corpora\n\n- ## Frogs\n\n  - https://example.org/1\n- ## Toads\n\n  - https://example.org/2\n"
    )
    assert [e.title for e in entries] == ["Frogs", "Toads"]
    assert {"frogs", "toads"} <= page.anchors
    assert [section.title for section in page.headings] == ["Corpora"]


def test_what_a_line_calls_something_else_is_not_listed() -> None:
    text = f"# Corpora\n{ITEMS.format('B')}\nA list for all.\n{{}}\n\n- [Crates](https://example.org/c)\n"
    for line in ("Inspired by these lists:", "Papers on five public datasets:"):
        assert titles(text.format(line)) == ["Bone", "Btwo"]
    for line in ("Corpora of crates:", "The model was trained on 2 large public datasets:"):
        assert titles(text.format(line)) == ["Bone", "Btwo", "Crates"]


def test_chapters_that_recur_below_names_are_parts_of_an_entry() -> None:
    chapter = "\n#### Structure\n\nOne record a line.\n\n#### {0} recordings\n\n[Get them](https://example.org/{0})\n"
    text = "# Corpora\n" + "".join(f"\n## {name}\n{chapter.format(name)}" for name in ("Frogs", "Toads", "Newts"))
    assert [(e.kind, e.title, e["source"].links[0].url) for e in read(text)[1]] == [
        ("heading", name, f"https://example.org/{name}") for name in ("Frogs", "Toads", "Newts")
    ]


FACTS = "\n- Speakers: 12\n- Link to data: [here](https://example.org/{0})\n"


def test_a_table_that_compares_may_shorten_the_names_above() -> None:
    names = ("HILL (Harvested Images of Low Land)", "DALE (Deep Aerial Labels)", "MOOR (Map of Open Rock)")
    facts = "\n- **Images**: 2,000\n- **Website**: https://example.org/{}\n"
    above = "".join(f"\n### {name}\n{facts.format(i)}" for i, name in enumerate(names))
    rows = "".join(f"| {name.split()[0]} | [x](https://example.org/{i}) |\n" for i, name in enumerate(names))
    assert titles(f"# Datasets\n{above}\n## At a glance\n\n| Dataset | Link |\n|---|---|\n{rows}") == list(names)


def test_headings_over_tables_with_a_header_of_their_own_are_no_entries() -> None:
    table = "| Class | Description |\n|---|---|\n| {0} cart | drawn by a {0} |\n| {0} sled | in the snow |\n"
    below = "".join(f"\n### Drawn by a {name}\n\n{table.format(name)}" for name in ("horse", "dog", "ox"))
    assert titles(f"# Datasets\n\n## Classes of Carts, a dataset\n{below}") == []
    facts = "| Task | Detection |\n|---|---|\n| {0} hours | 12 |\n"
    below = "".join(f"\n### {name}\n\n{facts.format(name)}" for name in ("Hay", "Straw", "Oats"))
    assert titles(f"# Datasets\n\n## Farms\n{below}") == ["Hay", "Straw", "Oats"]


def test_what_chinese_items_say_below_their_name_is_of_them() -> None:
    item = "* {0}\n  * 地址：https://example.org/{0}\n  * 说明：二十小时的录音\n\n"
    text = "# 语音\n\n## 数据集\n\n" + item.format("Alpha") + item.format("Beta")
    assert [(e.title, e.text("source")) for e in read(text)[1]] == [
        ("Alpha", "https://example.org/Alpha"),
        ("Beta", "https://example.org/Beta"),
    ]


def test_below_a_name_stand_its_long_form_its_address_and_what_cites_it() -> None:
    text = (
        "# Open data sets\n\n### OWL\n* Opera With Lyrics\n* http://owl.example.org\n\t* 300 recordings\n"
        "* Kim et al. (2031) [[10.1016/j.owl.1](https://doi.org/10.1016/j.owl.1)]\n"
        "* Roy et al. (2032) [[10.1016/j.owl.2](https://doi.org/10.1016/j.owl.2)]\n\n"
        "### LARK\n* Long Arias Read Kindly\n* http://lark.example.org\n* http://old.lark.example.org\n\n"
        "### WREN\n* Weekly Recitals\n* http://wren.example.org\n"
    )
    assert titles(text) == ["OWL", "LARK", "WREN"]
    lists = "# Data sets\n\n" + "".join(f"## {x}\n- http://{x}1.example.org\n- http://{x}2.example.org\n" for x in "ab")
    assert [e.kind for e in read(lists)[1]] == ["item"] * 4


@pytest.mark.parametrize(("header", "taken"), [("Title", []), ("Dataset", ["Owls at dusk", "Larks at dawn"])])
def test_titles_with_a_venue_are_papers_where_nothing_speaks_of_data(header: str, taken: list[str]) -> None:
    rows = "| Owls at dusk | ICB 2031 | [Paper](https://a.example.org) |\n| Larks at dawn | ICB 2032 | |\n"
    assert titles(f"# Birds\n\n## Song\n\n| {header} | Venue | Links |\n|---|---|---|\n{rows}") == taken


def test_a_table_with_the_headers_of_the_others_is_one_of_them_whatever_its_heading_says() -> None:
    head = "| Name | Description | Source | License |\n|---|---|---|---|\n"
    row = "| {0} | calls | https://example.org/{0} | MIT |\n"
    song, method = (f"{head}{row.format(name)}" for name in ("owl", "jay"))
    text = f"# Bird data sets\n\n## Song\n\n{song}\n## Method Development\n\n{method}"
    assert titles(text) == ["owl", "jay"]
    assert titles(text.replace(" License |", " Wingspan |")) == ["owl"], "each of them has to be known"


def test_a_heading_over_a_few_paragraphs_and_a_link_is_an_entry() -> None:
    said = "\n".join(f"\nWhat column {i} of the file holds." for i in range(5))
    text = "".join(f"\n## Ledger {name} data set\n{said}\n\n[Source](https://example.org/{name})\n" for name in "ab")
    assert titles(f"# Data sets\n{text}") == ["Ledger a data set", "Ledger b data set"]
    assert titles(f"# Data sets\n{text.replace(said, 3 * said)}") == []


def test_a_heading_alone_is_an_entry_where_it_has_the_labels_of_the_others() -> None:
    many = "".join(f"\n### Corpus {i}\n{FACTS.format(i)}" for i in range(5))
    text = f"# Corpora\n\n## English\n{many}\n## Albanian\n\n### Tweets\n{{}}"
    assert titles(text.format(FACTS.format(9)))[-1] == "Tweets"
    assert titles(text.format("\nTwo moderators, and [rules](https://example.org/rules).\n"))[-1] == "Corpus 4"


@pytest.mark.parametrize(("link", "taken"), [("Link", True), ("Code", False)])
def test_below_data_a_heading_of_something_else_may_be_of_datasets(link: str, taken: bool) -> None:
    lines = "".join(f"\n**Room {i}** [[{link}]](https://example.org/{i})\n<br>A dataset of rooms.\n" for i in range(6))
    text = f"# Learning\n\n## Datasets\n\n### Rooms\n{lines}\n### Models\n{lines.replace('Room', 'Chair')}"
    assert [title for title in titles(text) if "Chair" in title] == [f"Chair {i}" for i in range(6) if taken]


@pytest.mark.parametrize("heading", ["Data Standardization, Interoperability and APIs", "Data interoperability"])
def test_how_data_are_exchanged_is_no_list_of_datasets(heading: str) -> None:
    text = (
        "# Fields\n\n## {}\n\n- [Plough](https://example.org/p): talks to tractors\n- [Till](https://example.org/t)\n"
    )
    assert (titles(text.format(heading)), titles(text.format("Data"))) == ([], ["Plough", "Till"])


@pytest.mark.parametrize(("kind", "taken"), [("Video", True), ("Audio", True), ("Videos", False)])
def test_below_data_a_heading_may_be_the_kind_of_the_data(kind: str, taken: bool) -> None:
    text = (
        f"# Datasets\n\n## Text\n\n- [News](https://example.org/n)\n\n## {kind}\n\n- [Goals](https://example.org/g)\n"
    )
    assert titles(text) == ["News", *["Goals"][: int(taken)]]


@pytest.mark.parametrize(
    ("page", "part", "heading", "taken"),
    [
        ("Tamil", "Datasets", "Lexical resources", True),
        ("Tamil", "Datasets", "Tools and resources", False),
        ("Tamil datasets", "Words", "Lexical resources", False),
        ("Tamil", "Word datasets", "Resources", True),
        ("Tamil", "Words", "Lexical resources", False),
        ("Tamil", "Toolboxes", "Collected data", True),
        ("Tamil", "Toolboxes", "🧺 Data collection", False),
    ],
)
def test_what_a_heading_is_of_depends_on_the_part_it_stands_in(page: str, part: str, heading: str, taken: bool) -> None:
    items = "- [Roots](https://example.org/r)\n- [Stems](https://example.org/s)\n"
    assert titles(f"# {page}\n\n## {part}\n\n### {heading}\n\n{items}") == ["Roots", "Stems"][: 2 * taken]


def test_items_that_lead_to_papers_alone_are_papers() -> None:
    item = "- **{0}** (seeing rooms) [[paper](https://arxiv.org/abs/1234.000{1})] [[code](https://example.org/{1})]\n"
    items = item.format("RoomNet", 1) + item.format("ChairNet", 2)
    text = f"# Rooms: datasets and more\n\n## {{}}\n\n{items}"
    assert titles(text.format("May 2025")) == []
    assert titles(text.format("Datasets")) == ["RoomNet", "ChairNet"]


@pytest.mark.parametrize("heading", ["What is a corpus?", "How to take part", "为什么要做"])
def test_a_question_is_no_name(heading: str) -> None:
    text = "# Corpora\n" + "".join(f"\n## {name}\n\nSee [here](https://example.org).\n" for name in ("Frogs", "Toads"))
    assert titles(f"{text}\n## {heading}\n\nSee [there](https://example.org/2).\n") == ["Frogs", "Toads"]


def test_headings_that_speak_of_many_datasets_tell_what_a_page_lists() -> None:
    text = "# Seeing\n" + "".join(
        f"\n## {name} dataset\n\nHad from [here](https://example.org/{name}).\n"
        for name in ("Pond", "Lake", "Sea", "Bay")
    )
    assert titles(text) == [f"{name} dataset" for name in ("Pond", "Lake", "Sea", "Bay")]
    assert titles(text.replace(" dataset", " shore")) == []


def linked(header: str, heading: str, url: str = "https://example.org/") -> str:
    rows = "".join(f"| [{name} tweets]({url}{name}) | 2019 |\n" for name in ("Sad", "Glad", "Mad"))
    return f"# Moods\n\n## {heading}\n\n| {header} | Written |\n|---|---|\n{rows}"


def test_linked_names_head_a_table_of_datasets_whatever_their_header() -> None:
    page, entries = read(linked("Reference text", "Dataset directory"))
    assert [(e.title, e["source"].links[0].url) for e in entries][:1] == [("Sad tweets", "https://example.org/Sad")]
    assert page.tables[0].columns[0].field == "title"
    assert len(titles(linked("Paper", "Dataset directory"))) == 3
    assert titles(linked("Paper", "Seen elsewhere")) == []
    assert titles(linked("Mood", "Datasets by mood", "moods/")) == []  # an index of pages


def test_a_column_of_datasets_behind_names_is_no_title() -> None:
    rows = "| Sleep | [PPG](https://e.org) | 1 GB |\n| Gait | IMU | 2 GB |\n| Rest | EEG | 3 GB |\n"
    text = "# Datasets\n\n| {} | {} | Size |\n|---|---|---|\n" + rows
    assert titles(text.format("Condition", "Datasets")) == []
    assert titles(text.format("Condition", "Dataset")) == ["PPG", "IMU", "EEG"]


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Sorted by platform", None),
        ("Open data portals", "data"),
        ("Dataset directory", "data"),
        ("Portals", None),
        ("Public use cases", "other"),
        ("Dataset survey", "data"),
        ("Review of corpora", "data"),
        ("Paper survey", "other"),
        ("Paper survey of corpora", "other"),
        ("A quick overview of corpora", "data"),
        ("Road and rail portals with open data", "data"),
        ("ModelSeg", None),
        ("🚀 Projects", "other"),
        ("Projects of the county", "other"),
        ("County projects", "maybe"),
        ("CiteCorpus", "data"),
        ("NOS JEUX DE DONNEES", "data"),
        ("Data Science Bowl 17", "data"),
        ("Data science", "other"),
        ("Campus-Baseline", None),
        ("Download datasets", "data"),
        ("Download the datasets", "other"),
    ],
)
def test_what_more_headings_speak_of(heading: str, topic: str | None) -> None:
    assert topic_of(heading) == topic


def test_an_html_table_that_nothing_closes_ends_where_the_next_or_a_heading_begins() -> None:
    table = (
        "<table>\n<tr><th>Dataset</th><th>Link</th></tr>\n"
        '<tr><td>{0}</td><td><a href="https://example.org/{0}">here</a></td></tr>\n'
    )
    text = f"# Rooms\n\n{table.format('One')}<table>\n\n## Chairs\n\n{table.format('Two')}{table.format('Three')}"
    page, entries = read(text)
    assert [(e.title, e.section) for e in entries] == [("One", "Rooms"), ("Two", "Chairs"), ("Three", "Chairs")]
    assert [written(text, e["title"]) for e in entries] == ["One", "Two", "Three"]
    assert len(page.tables) == 3


def test_links_below_a_name_in_a_chapter_of_their_own_are_its_own() -> None:
    links = "\n### Links\n\n- [North](https://e.org/n)\n- [South](https://e.org/s)\n"
    chapters = f"{links}\n### Players\n\nWho plays with [whom](https://e.org/p).\n"
    text = "# Network datasets\n" + "".join(f"\n## {name}\n{chapters}" for name in ("Chess", "Go", "Poker"))
    assert titles(text) == ["Chess", "Go", "Poker"]
    assert titles("## Players".join(text.rsplit("### Players", 1))) == ["Chess", "Go", "Poker"]  # at a wrong level
    assert titles(text.replace("### Links", "### Parts")) == ["North", "South"] * 3


@pytest.mark.parametrize(("header", "page", "taken"), [("Name", "Corpora", True), ("Name", "Rooms", False)])
def test_names_with_links_in_a_table_of_data_are_datasets(header: str, page: str, taken: bool) -> None:
    text = f"# {page}\n\n| {header} | Place |\n|---|---|\n| Frogs | [pond](https://example.org/p) |\n"
    assert titles(text) == (["Frogs"] if taken else [])
    assert read(text.replace("Place", "Address"))[1][0]["source"].text == "pond"


def test_a_label_of_its_own_leads_to_the_data() -> None:
    heading = "## Corpus {}\n\n- **Download:** https://example.org/{}\n- **Language:** English\n\n"
    text = "# Datasets\n\n" + "".join(heading.format(n, n) for n in range(5))
    text += "## Corpus 9\n\n- **{} of the model:** https://example.org/9\n- **Language:** English\n"
    assert [e.text("source") for e in read(text.format("Download"))[1]][-1] == "https://example.org/9"
    assert read(text.format("Results"))[1][-1].get("source") is None


def test_labels_with_an_address_each_are_the_sources_of_a_heading_with_facts() -> None:
    facts = "- **Content**: {} in ponds\n- **Use Case**: counting\n\n"
    names = ["North", "South", "East", "West"]
    text = "# Datasets\n\n" + "".join(f"## {n}\n\n- **URL**: https://example.org/{n}\n{facts}" for n in names)
    text += "## Both banks\n\n" + "".join(f"- **Bank {n}**: https://example.org/b{n}\n" for n in (1, 2, 3)) + facts
    entries = read(text)[1]
    assert [(e.kind, e.title) for e in entries] == [("heading", name) for name in [*names, "Both banks"]]
    assert entries[-1].text("source") == "https://example.org/b1"
    banks = read("# Datasets\n\n" + "".join(f"- **Bank {n}**: https://example.org/b{n}\n" for n in (1, 2, 3)))[1]
    assert [e.title for e in banks] == ["Bank 1", "Bank 2", "Bank 3"]


def test_a_linked_heading_with_nothing_below_is_an_entry_and_notes_are_none() -> None:
    linked = "### [Frogs](https://example.org/f)\n\n### [Toads](https://example.org/t)"
    text = f"# Corpora\n\n{linked}\n\n### {{}}\n\nAsk [us](https://e.org).\n"
    assert titles(text.format("Notes")) == ["Frogs", "Toads"]
    assert titles(text.format("Newts")) == ["Frogs", "Toads", "Newts"]


def test_a_sign_may_stand_before_a_name_in_bold() -> None:
    text = "# Corpora\n\n**Frogs** [link](https://e.org/f)\n\n:game_die: **Toads** [link](https://e.org/t)\n"
    assert titles(text) == ["Frogs", "Toads"]


def test_words_that_several_items_begin_with_before_links_to_other_names_are_a_tag() -> None:
    text = (
        "# Datasets\n\n- **Used for training** [Alder](https://example.org/a): 20 scans\n"
        "- **Used for Training**: [Birch data](https://example.org/b)\n- **Cedar** [page](https://example.org/c)\n"
        "- **Elm** [Download](https://example.org/d) [Elm paper](https://arxiv.org/abs/2003.05037)\n{}\n"
    )
    assert titles(text.format("")) == ["Alder", "Birch data", "Cedar", "Elm"]
    # A name is no tag where only one of its links has a name, as one that says `page` has none.
    assert titles(text.format("- **Cedar** [Cedar](https://example.org/e)"))[2:] == ["Cedar", "Elm", "Cedar"]


def test_a_line_in_bold_tells_what_stands_below_it() -> None:
    text = (
        "# Corpora\n\n- [One](https://example.org/1) of voices\n\n:scroll: **{}**\n\n- [Two](https://example.org/2)\n"
    )
    assert titles(text.format("Papers")) == ["One"]
    assert titles(text.format("Voices")) == ["One", "Two"]


def test_items_that_lead_to_papers_and_to_pages_of_theirs_are_papers() -> None:
    text = "# Rooms: datasets and papers\n\n## 2024\n\n- ICRA\n" + "".join(
        f"  - [Rooms {i}](https://arxiv.org/abs/2401.0000{i}) [[{{0}}](https://example.org/{i})]\n" for i in range(5)
    )
    assert titles(text.format("Project")) == []
    assert titles(text.format("Download")) == [f"Rooms {i}" for i in range(5)]


def test_contents_in_a_list_are_no_entries() -> None:
    text = "# Corpora\n\n- [One](https://example.org/1)\n- [Birds]({0})\n  - [Geese]({0}geese)\n\n## Birds\n\nSoon.\n"
    assert titles(text.format("#")) == ["One"]
    assert titles(text.format("https://example.org/")) == ["One", "Birds"]


def test_among_names_a_heading_over_as_many_facts_as_links_is_a_name() -> None:
    facts = "- Paper: [Seeing {0}](https://example.org/p{0})\n- Download: https://example.org/{0}\n"
    text = "# Corpora\n" + "".join(f"\n## {name}\n\n{facts.format(name)}" for name in ("Ponds", "Lakes"))
    more = "- [Seas in two seas](https://example.org/s1)\n- [Seas seen again](https://example.org/s2)\n"
    assert titles(f"{text}\n## Seas\n\n{more}{facts.format('Seas')}") == ["Ponds", "Lakes", "Seas"]
    assert titles(f"{text}\n## Seas\n\n{more}")[-1] == "Seas seen again"


def test_a_table_of_data_has_names_beside_links_under_another_header() -> None:
    rows = "".join(f"| {name} | 3 GB | [link](https://example.org/{name}) |\n" for name in ("Sad", "Glad", "Mad"))
    table = f"| {{}} | Size | Link |\n|---|---|---|\n{rows}"
    assert titles(f"# Mood corpora\n\n{table.format('Data')}") == ["Sad", "Glad", "Mad"]
    assert titles(f"# Mood corpora\n\n{table.format('Emotion')}") == ["Sad", "Glad", "Mad"]
    assert titles(f"# Moods\n\n{table.format('Emotion')}") == []
    for other in ("Tool", "Summary", "Column name"):
        assert titles(f"# Mood corpora\n\n{table.format(other)}") == []


def test_what_the_first_column_names_and_links_is_trained_on_a_corpus() -> None:
    text = "# Language\n\n| {} | Corpus | Year |\n|---|---|---|\n" + "".join(
        f"| [{name}](https://example.org) | {name} news | 2021 |\n" for name in ("Oak", "Elm", "Ash")
    )
    assert titles(text.format("")) == titles(text.format("Encoder")) == []
    text = text.replace("[", "").replace("](https://example.org)", "")
    assert titles(text.format("Kind")) == ["Oak news", "Elm news", "Ash news"]


def test_a_number_that_waits_for_its_row_is_no_entry() -> None:
    rows = "| 1 | Oak | https://example.org |\n| 2 |  |  |\n| 3 |  | {} |\n"
    text = f"# Corpora\n\n| # | Name | Link |\n|---|---|---|\n{rows}"
    assert titles(text.format("")) == ["Oak"]
    assert titles(text.format("https://example.org/3")) == ["Oak", ""]


def test_the_header_is_repeated_over_other_columns() -> None:
    head = "<tr><td>Name</td><td>{}</td><td>Size</td><td>Link</td></tr>"
    row = "<tr><td>{0}</td><td>80</td><td>{1}</td><td><a href='https://example.org/{0}'>link</a></td></tr>"
    rows = [head.format("Train (words)"), row.format("Oak", "1 GB"), head.format("Train"), row.format("Elm", "Size")]
    assert titles("# Corpora\n\n<table>" + "\n".join(rows) + "</table>\n") == ["Oak", "Elm"]


def test_a_line_over_rows_is_no_entry() -> None:
    rows = "|<tr><th colspan=2>**Trees**</th></tr>|\n| [Oak](https://example.org/oak) | 1 GB |\n"
    assert titles(f"# Corpora\n\n| Dataset | Size |\n|---|---|\n{rows}") == ["Oak"]


def test_whose_a_dataset_is_belongs_to_its_name() -> None:
    (entry,) = read("# Corpora\n\n- Ann's [Oaks](https://example.org/oaks) of two woods\n")[1]
    assert (entry.title, entry.text("description")) == ("Ann's Oaks", "of two woods")
    assert entry["source"].links[0].url == "https://example.org/oaks"
    assert titles("# Corpora\n\n- Many trees on https://example.org/trees\n") == ["Many trees on"]


def test_below_a_heading_of_something_else_a_table_says_that_it_is_of_data() -> None:
    text = "# Tools and datasets\n\n## {}\n\n| Name | License |\n|---|---|\n| [Oaks](https://example.org) | MIT |\n"
    assert titles(text.format("Related software")) == []
    assert titles(text.format("Related corpora")) == ["Oaks"]
    assert titles(text.format("Related software").replace("Name", "Dataset")) == ["Oaks"]


def test_labels_in_a_table_below_a_heading_keep_their_own_words() -> None:
    table = "| Property | Value |\n|---|---|\n| **Trees** | {} |\n| **Address** | https://example.org/{} |\n"
    page, entries = read("# Corpora\n" + "".join(f"\n## {n}\n\n{table.format(n, n)}" for n in ("Oaks", "Elms")))
    assert [(e.title, e.text("trees")) for e in entries] == [("Oaks", "Oaks"), ("Elms", "Elms")]
    assert [column.cell.text for column in page.groups[0].columns] == ["Oaks", "Property", "Trees", "Address"]


def test_a_row_that_sums_up_is_no_entry_whatever_column_says_so() -> None:
    text = "# Corpora\n\n| Wood | Dataset | Trees |\n|---|---|---|\n| Near | Oaks | 3 |\n| {} | — | **7** |\n"
    assert titles(text.format("**Total**")) == ["Oaks"]
    assert titles(text.format("Far")) == ["Oaks", "—"]


def test_a_table_compares_what_longer_headings_name_above() -> None:
    facts = "- **Trees:** 3\n- **Get it:** https://example.org/{0}\n"
    names = ("2.1 Oaks", "2.2. Elms - of two woods", "2.3 Firs (a corpus)")
    above = "".join(f"\n## {name}\n\n{facts.format(i)}" for i, name in enumerate(names))
    table = "\n## Side by side\n\n| Dataset | Access |\n|---|---|\n| Oaks | open |\n| Elms | open |\n| {} | open |\n"
    assert titles(f"# Corpora\n{above}{table.format('Firs')}") == ["Oaks", "Elms - of two woods", "Firs (a corpus)"]
    assert titles(f"# Corpora\n{above}{table.format('Limes')}")[3:] == ["Oaks", "Elms", "Limes"]


def test_a_heading_alone_is_an_entry_in_a_small_list_too() -> None:
    wood = "\n### {0}\n\n- **Trees:** 3\n- **Address:** https://example.org/{0}\n"
    text = f"# Corpora\n\n## Near\n{wood.format('Oaks')}{wood.format('Elms')}\n## Far\n{{}}"
    assert titles(text.format(wood.format("Firs"))) == ["Oaks", "Elms", "Firs"]
    assert titles(text.format("\n### Rules\n\nOurs are [here](https://example.org/rules).\n")) == ["Oaks", "Elms"]


def test_a_linked_heading_over_remarks_of_which_one_has_a_link_is_an_entry() -> None:
    heading = "\n### {0} [[link]](https://example.org/{0})\n\n- Seen by [a friend](https://example.org/f{0})\n- {1}\n"
    text = f"# Corpora\n{heading.format('Oaks', 'Odd files')}{heading.format('Elms', 'Odder files')}"
    assert [(e.kind, e["source"].links[0].url) for e in read(text)[1]] == [
        ("heading", "https://example.org/Oaks"),
        ("heading", "https://example.org/Elms"),
    ]


def test_items_that_lead_to_several_files_of_the_list_are_contents() -> None:
    item = "- **Where to begin:** [Oaks]({0}oaks.md), [Elms]({0}elms.md), [Firs]({0}firs.md)\n"
    text = "# Corpora\n\n{}\n## All\n\n- [Oaks](https://example.org/1)\n- [Elms](https://example.org/2)\n"
    assert titles(text.format(item.format("pages/"))) == ["Oaks", "Elms"]
    assert len(titles(text.format(item.format("https://example.org/")))) == 3


def test_news_of_a_day_is_no_entry() -> None:
    text = "# Corpora\n\n## News\n\n- [{}]: A [corpus of oaks](https://example.org/new) is a dataset of this list\n"
    assert titles(text.format("05/06/2024")) == []
    assert len(titles(text.format("Oaks"))) == 1


def test_research_may_be_of_something_else_than_data() -> None:
    items = "- A [forest school](https://example.org/1)\n- A [tree nursery](https://example.org/2)\n"
    assert titles(f"# Corpora\n\n## Research of ours\n\n{items}") == []
    assert len(titles(f"# Corpora\n\n## Trees of ours\n\n{items}")) == 2


@pytest.mark.parametrize(
    ("rows", "entries"),
    [
        ("| Oaks\n(of two woods) | 3 | https://example.org/1 |\n", 1),
        ("| Oaks | 3 and\n4 | https://example.org/1 |\n", 1),
        ("| Oaks\n| (of two woods) | 3 | https://example.org/1 |\n", 2),
        ("| Oaks | 3 |\n4 | https://example.org/1 |\n", 2),
        ("| Oaks | 3 | https://example.org/1\nElms | 4 | https://example.org/2\n", 2),
    ],
)
def test_a_row_that_a_line_feed_tore_in_two_is_one(rows: str, entries: int) -> None:
    text = f"# Corpora\n\n| Dataset | Trees | Link |\n|---|---|---|\n{rows}| Firs | 5 | https://example.org/9 |\n"
    found = read(text)[1]
    assert len(found) == entries + 1
    if entries == 1:
        row = found[0].row
        assert row is not None and text[row.start : row.end] == rows.rstrip("\n")
        assert written(text, found[0]["source"]) == "https://example.org/1"


def test_a_heading_that_says_of_itself_what_those_beside_it_say_is_an_entry_whatever_is_listed_below() -> None:
    linked = "# Corpora\n" + "".join(
        f"\n## {n}\n\nSee [here](https://example.org/{n}).\n" for n in ("A", "B", "C", "D")
    )
    notes = "\n- The [first paper](https://example.org/p) of it\n- Some [older files](https://example.org/o) too\n"
    last = "\n## Last\n\n{}\n" + notes
    assert titles(linked + last.format("Ask [here](https://example.org/last).")) == ["A", "B", "C", "D", "Last"]
    assert titles(linked + last.format("What others [say](https://example.org/last)."))[-1] != "Last"
    assert titles(linked + last.format("Ask [here](https://example.org/last).") + notes * 2)[-1] != "Last", "a list"
    facts = "\n## {0}\n\n**Trees:** 3\n**Link:** https://example.org/{0}\n"
    text = "# Corpora\n" + facts.format("Oaks") + facts.format("Elms") + facts.format("Firs") + notes
    assert titles(text) == ["Oaks", "Elms", "Firs"]


def test_a_line_that_is_a_link_in_bold_names_what_is_said_below_it() -> None:
    text = "# Corpora\n" + "".join(
        f"\n[**{name}**](https://example.org/{name})\n- Trees of a wood\n- Told in a [paper](https://example.org/p{name})\n"
        for name in ("Oaks", "Elms")
    )
    assert [(e.kind, e.title, e["source"].links[0].url) for e in read(text)[1]] == [
        ("heading", "Oaks", "https://example.org/Oaks"),
        ("heading", "Elms", "https://example.org/Elms"),
    ]


def test_a_table_with_the_header_of_those_above_is_one_of_them_where_its_heading_may_be_of_data() -> None:
    row = "| {0} | 2020 | [Of {0}](https://e.org/p) | [data](https://e.org/{0}) |\n"
    table = "\n| Name | Year | Paper | Note |\n|---|---|---|---|\n" + row
    text = "# Corpora\n\n## For training\n" + table.format("Oaks") + "\n## For evaluation\n" + table.format("Elms")
    assert titles(text) == ["Oaks", "Elms"]
    assert titles(text.replace("evaluation", "tools")) == ["Oaks"]


def test_a_header_that_says_data_heads_names_beside_any_links() -> None:
    rows = "".join(f"| Wood{n} | [there](https://e.org/{n}) |\n" for n in range(3))
    text = "# Corpora\n\n## {}\n\n| {} | Project of it |\n|---|---|\n" + rows
    assert titles(text.format("Woods", "数据")) == titles(text.format("Tools", "数据")) == ["Wood0", "Wood1", "Wood2"]
    assert titles(text.format("Woods", "Mood")) == []


def test_one_link_that_says_where_it_leads_is_of_the_heading_above() -> None:
    text = "# Corpora\n\n## Oaks\n\nMany oaks.\n\n- [{0}](https://e.org/o)\n\n## Elms\n\nMany elms.\n\n- [{1}](https://e.org/e)\n"
    assert titles(text.format("官网地址", "访问地址")) == ["Oaks", "Elms"]
    assert titles(text.format("https://e.org/o", "https://e.org/e")) == ["Oaks", "Elms"]


def test_titles_beside_chapters_are_no_names() -> None:
    facts = "\n## {0}\n\n- Trees: 3\n- License: MIT\n- Link: https://example.org/{0}\n"
    text = "# Our corpora\n\nSize: how many trees, [as told](https://example.org).\n\n# Near\n{}\n# Far\n{}\n"
    text += "# Abroad\n{}\n# Terms that allow anything\n\nThose of [the state](https://example.org/terms).\n"
    near = facts.format("Oaks") + facts.format("Elms")
    far = [facts.format(name) for name in ("Firs", "Yews")]
    assert titles(text.format(near, *far)) == ["Oaks", "Elms", "Firs", "Yews"]


def test_a_bold_label_may_end_in_a_dash() -> None:
    facts = "**Place-** Norway\n\n**Trees –** three\n\n**Link-** https://example.org/{0}\n"
    text = "# Corpora\n" + "".join(f"\n**{name}**\n\n{facts.format(name)}" for name in ("Oaks", "Elms"))
    assert [(kind, title, fields["place"], fields["trees"]) for kind, title, fields in shown(text)] == [
        ("heading", "Oaks", "Norway", "three"),
        ("heading", "Elms", "Norway", "three"),
    ]


def test_an_address_below_a_name_is_no_name_of_its_own() -> None:
    text = "# Corpora\n\n- **Oaks**\n  - [https://e.org/oaks](https://e.org/oaks)\n- **Elms**\n  - [{0}](https://e.org/elms)\n"
    assert titles(text.format("https://e.org/elms")) == ["Oaks", "Elms"]
    assert titles(text.format("Young elms")) == ["Oaks", "Young elms"]


def test_a_column_of_papers_that_has_no_names_tells_nothing_of_the_next() -> None:
    rows = "".join(
        f"| [{{0}}](https://arxiv.org/abs/2101.0000{n}) | Wood{n} | [page](https://e.org/{n}) |\n" for n in range(3)
    )
    table = "# Woods\n\n## Datasets\n\n| Paper Link | Dataset Name | Website |\n|---|---|---|\n" + rows
    assert titles(table.format("arXiv")) == ["Wood0", "Wood1", "Wood2"]
    named = (
        table.replace("[{0}]", "[Of woods {0}]").replace("{0}", "1", 1).replace("{0}", "2", 1).replace("{0}", "3", 1)
    )
    assert titles(named) == []


def test_a_row_below_headers_that_are_empty_is_part_of_the_header() -> None:
    text = "# Corpora\n\n| Dataset | Labels | | | Size |\n|---|---|---|---|---|\n| | {} | |\n"
    text += "| [Oaks](https://e.org/o) | x | x | | 3 GB |\n| [Elms](https://e.org/e) | | x | x | 4 GB |\n"
    assert titles(text.format("Age | Place | Kind")) == ["Oaks", "Elms"]
    assert titles(text.format("Age | | ")) == ["", "Oaks", "Elms"]


def test_a_page_of_several_things_lists_datasets_where_it_says_so() -> None:
    text = (
        "# {}\n\n{}\n\n## Corpora\n\n- [Frogs](https://example.org/f)\n- [Toads](https://example.org/t)\n\n## Ponds\n\n"
    )
    text += "- [Lake](https://example.org/l)\n- [Pool](https://example.org/p)\n"
    assert titles(text.format("Animal corpora", "")) == ["Frogs", "Toads", "Lake", "Pool"]
    assert titles(text.format("Animals: corpora, tools and models", "")) == ["Frogs", "Toads"]
    assert titles(text.format("Animals", "A list of tools, corpora and links about animals.")) == ["Frogs", "Toads"]
    assert len(titles(text.format("Animals", "A list of corpora for tools and models."))) == 4
    assert len(titles(text.format("Animals: corpora and papers", ""))) == 4, "each has its own"
    assert len(titles(text.format("Animals: corpora and sources", ""))) == 4, "they are of data"
    said = text.replace("l)", "l), a dataset").replace("## Corpora", "## Frog corpora")
    assert len(titles(said.format("Animals: corpora, tools", ""))) == 4, "it says so"


@pytest.mark.parametrize(("heading", "taken"), [("🐸 Datasets", 0), ("Frog datasets", 1)])
def test_on_a_page_of_several_things_the_part_called_datasets_holds_all_of_them(heading: str, taken: int) -> None:
    part = "\n## {0}\n\n- [{0} one](https://example.org/one)\n- [{0} two](https://example.org/two)\n"
    text = "# Wildlife: datasets, tools and models\n" + part.format("Night vision")
    text += f"\n## {heading}\n" + "".join(part.format(name).replace("##", "###") for name in ("Calls", "Eggs", "Legs"))
    assert titles(text) == [
        f"{n} {i}" for n in [*["Night vision"][:taken], "Calls", "Eggs", "Legs"] for i in ("one", "two")
    ]


def test_a_heading_over_labels_alone_shows_how_to_write_an_entry() -> None:
    labels = "".join(f"\n- **{name}:** {{0}}" for name in ("Wood", "Age", "Trees", "Height", "Seen by"))
    blank = f"\n## X. Name{labels.format('')}\n"
    text = "# Corpora\n" + blank + "".join(f"\n## {name}{labels.format(name)}\n" for name in ("Oaks", "Elms"))
    assert titles(text) == ["Oaks", "Elms"]
    assert titles(text.replace("- **Age:** \n", "- **Age:** old\n", 1)) == ["X. Name", "Oaks", "Elms"]


def test_a_row_that_promises_more_is_no_entry() -> None:
    rows = "| [Oaks](https://example.org/1) | 3 |\n| **{}** | - |\n"
    text = f"# Corpora\n\n| Dataset | Trees |\n|---|---|\n{rows}"
    assert titles(text.format("More woods coming soon...")) == ["Oaks"]
    assert titles(text.format("More woods")) == ["Oaks", "More woods"]


@pytest.mark.parametrize(("second", "taken"), [("| **Fungi** | | |", False), ("| Fungi | | |", True)])
def test_a_row_that_holds_one_bold_text_names_the_rows_below(second: str, taken: bool) -> None:
    rows = "| **Trees** | Oaks | https://example.org/1 |\n{}\n| | Boletes | https://example.org/2 |\n"
    text = "# Corpora\n\n| Topic | Dataset | Link |\n|---|---|---|\n" + rows.format(second)
    assert titles(text) == ["Oaks", *[""] * taken, "Boletes"]


def test_a_name_over_an_author_and_links_with_brackets_is_one_entry() -> None:
    item = "- **{0} (Meadow Letters 2019)**\n\n  - Reed, A., and B. Rush.\n\n  - [[Paper]](https://p.example.org/{0})\n"
    item += "\n  - [[Website]](https://{0}.example.org)\n"
    assert titles("# Datasets of the meadow\n\n" + item.format("Sedge") + "\n" + item.format("Moss")) == [
        "Sedge (Meadow Letters 2019)",
        "Moss (Meadow Letters 2019)",
    ]


def test_a_heading_over_one_link_that_only_leads_on_is_an_entry() -> None:
    text = "# Datasets\n\n## 2021\n\n### {} kidney\n- [**website**](https://example.org/{})\n\n"
    text += "### {} liver\n- [**paper**]()\n- [directory](./liver/)\n"
    assert titles(text.format(*["Mouse", 1] * 2)) == ["Mouse kidney", "Mouse liver"]


def test_a_column_of_links_under_a_word_for_data_is_the_source() -> None:
    row = "| {} | [Dataset](https://example.org/{}) |{}\n"
    rows = "".join(row.format(name, at, "") for at, name in enumerate(("Oaks", "Elms", "Firs")))
    table = "# Trees\n\n| Name | Dataset |\n|---|---|\n" + rows
    assert [e.text("source") for e in read(table)[1]] == ["Dataset"] * 3
    rows = "".join(row.format(name, at, " [get](https://example.net) |") for at, name in enumerate(("Oaks", "Elms")))
    assert [e.text("source") for e in read("| Name | Dataset | Link |\n|---|---|---|\n" + rows)[1]] == ["get"] * 2


def test_the_paragraph_below_a_label_alone_is_its_value() -> None:
    text = "# Datasets\n\n" + "".join(
        f"## {name}\n\nDescription:\n\n> {said}\n\nSize: 3 GB\n\n[here](https://example.org/{name})\n\n"
        for name, said in (("Oaks", "Leaves of one wood."), ("Elms", "Bark of another."))
    )
    found = read(text)[1]
    assert [(e.text("description"), e.text("size")) for e in found] == [
        ("Leaves of one wood.", "3 GB"),
        ("Bark of another.", "3 GB"),
    ]
    assert written(text, found[1]["description"]) == "Bark of another."
    held = text.replace("> Leaves of one wood.", "    40 leaves\n\nThey lie in these folders:")
    assert "description" not in read(held)[1][0].fields or read(held)[1][0].text("description") == ""
    items = "".join(f"- [{name}](https://example.org/{name})\n  - Size:\n  - Leaves of a wood\n" for name in ("A", "B"))
    assert [e.text("size") for e in read("# Datasets\n\n" + items)[1]] == ["", ""], "an item is no value of another"


def test_a_line_before_items_says_what_they_are() -> None:
    items = "* [Oaks](https://example.org/1)\n* [Elms](https://example.org/2)\n"
    page = "Leaves for everybody in town.\n\nThey fall in every autumn.\n\n{}:\n" + items
    assert titles(page.format("List of datasets")) == ["Oaks", "Elms"]
    assert titles(page.format("We use these datasets")) == titles(page.format("List of tools")) == []


def test_a_row_of_dashes_is_no_entry() -> None:
    text = "# Datasets\n\n| Dataset | Link |\n|---|---|\n| Oaks | https://example.org/1 |\n|-|-|\n| - | … |\n"
    assert titles(text) == ["Oaks"]


@pytest.mark.parametrize("last", ["...", "wait to  update", "More coming soon!"])
def test_an_item_that_only_promises_more_is_no_entry(last: str) -> None:
    text = f"# Datasets\n\n- [Oaks](https://example.org/1): leaves\n- [Elms](https://example.org/2): bark\n- {last}\n"
    assert titles(text) == ["Oaks", "Elms"]


def test_below_the_facts_of_one_dataset_nothing_else_is_listed() -> None:
    facts = "| Fact | Value |\n|-|-|\n| Title | Oaks in winter |\n| Source | {} |\n\n"
    text = f"# Oaks, a dataset of leaves\n\n{facts}## Kinds\n\n| Label | Full name | Description |\n|-|-|-|\n"
    text += "| R | Red oak | lobes with tips |\n| W | White oak | round lobes |\n"
    assert titles(text.format("https://example.org/oaks")) == []
    assert titles(text.format("where the link is")) == ["Red oak", "White oak"]


@pytest.mark.parametrize(("heading", "taken"), [("Data-centric learning", 2), ("Data of learning", 3)])
def test_what_is_centred_on_data_lists_papers(heading: str, taken: int) -> None:
    items = "- [Oaks](https://example.org/1)\n- [Elms](https://example.org/2)\n"
    papers = "- **A net for leaves** - [paper](https://arxiv.org/abs/2101.00001)\n"
    assert len(titles(f"# Trees\n\n## Datasets\n\n{items}\n## {heading}\n\n{papers}")) == taken


@pytest.mark.parametrize(
    "second",
    [
        "- leaves and bark from the pages of the wood (https://example.org).\n- https://example.org/elms\n",
        "[Elms](https://example.org/elms) of a wood.\n\n- The labels that were made later can be found"
        " [here](https://example.org/2).\n",
    ],
)
def test_a_sentence_with_a_link_below_a_name_is_told_of_it(second: str) -> None:
    fact = "### {0}\n\n- The leaves of {0}\n- https://example.org/{0}\n\n"
    text = f"# Datasets\n\n{fact.format('Oaks')}### Elms\n\n{second}\n{fact.format('Firs')}"
    assert titles(text) == ["Oaks", "Elms", "Firs"]


def test_a_heading_over_what_leads_to_its_paper_and_its_data_is_an_entry() -> None:
    item = (
        "### {0}\n\n- [Paper Link](https://p.example.org/{0})\n- [Dataset Download Link](https://example.org/{0})\n\n"
    )
    assert titles("# Datasets of the wood\n\n" + item.format("Oaks") + item.format("Elms")) == ["Oaks", "Elms"]


def test_under_a_word_for_data_links_that_say_here_are_the_source() -> None:
    rows = "".join(f"| {name} | 3 | [here](https://example.org/{name}) |\n" for name in ("Oaks", "Elms", "Firs"))
    table = "# Datasets\n\n| Task | Trees | Dataset |\n|---|---|---|\n" + rows
    assert titles(table) == ["Oaks", "Elms", "Firs"]
    assert [e.text("source") for e in read(table)[1]] == ["here"] * 3


@pytest.mark.parametrize("heading", ["Downloading the leaves of trees", "Website"])
def test_what_is_done_or_led_to_is_no_name(heading: str) -> None:
    text = "# Datasets\n\n## {}\n\nLeaves of [one](https://example.org/1) wood.\n\n## Elms\n\nBark of "
    text += "[another](https://example.org/2).\n\n## Firs\n\nCones of [a third](https://example.org/3).\n"
    assert titles(text.format("Oaks")) == ["Oaks", "Elms", "Firs"]
    assert titles(text.format(heading)) == ["Elms", "Firs"]


@pytest.mark.parametrize(
    ("sentence", "taken"),
    [
        ("Datasets of leaves", True), ("This dataset list is short", True), ("This is a database of datasets", True),
        ("The dataset used here is green", False), ("Oaks is a large dataset of leaves", False),
        ("It measures things on a dataset", False),
    ],
)  # fmt: skip
def test_what_is_said_of_one_dataset_tells_of_no_list(sentence: str, taken: bool) -> None:
    items = "* [Oaks](https://example.org/1): leaves\n* [Elms](https://example.org/2): bark\n"
    assert titles(f"# Woods\n\n{sentence}.\n\n## Trees\n\n{items}") == (["Oaks", "Elms"] if taken else [])


def test_a_heading_over_links_to_those_below_is_no_entry() -> None:
    below = "".join(f"## {name}\n\n- **Source**: https://example.org/{name}\n\n" for name in ("Oaks", "Elms", "Firs"))
    contents = (
        "## Datasets of leaves\n\nAll are [free](https://example.org/free).\n\n- [Oaks](#oaks)\n- [Elms](#elms)\n\n"
    )
    assert titles(contents + below) == ["Oaks", "Elms", "Firs"]


def test_a_file_by_its_name_is_no_entry() -> None:
    items = "- [Oaks](https://example.org/1): leaves\n- [Elms](https://example.org/2): bark\n- "
    more = "more.csv`: number of leaves\n"
    assert titles(f"# Datasets\n\n{items}`{more}") == ["Oaks", "Elms"]
    assert len(titles(f"# Datasets\n\n{items}[`{more.replace('`', '`](https://example.org/3)')}")) == 3


@pytest.mark.parametrize(("first", "taken"), [("Oaks | Elms | Firs", 3), ("2 | 3 | 4", 0), ("Oaks | Oaks | Oaks", 0)])
def test_the_first_column_may_hold_the_names_without_a_header(first: str, taken: int) -> None:
    rows = "".join(f"| {name} | box | https://example.org/{i} |\n" for i, name in enumerate(first.split(" | ")))
    assert len(titles(f"# Datasets\n\n| | Marks | URL |\n|---|---|---|\n{rows}")) == taken


def test_a_linked_heading_alone_is_an_entry_where_most_headings_are_linked() -> None:
    linked = "### [Pond {0}](https://example.org/{0})\n\n"
    text = "# Datasets\n\n## Ponds\n\n" + "".join(linked.format(n) for n in range(5)) + "## Lakes\n\n"
    assert read(text + linked.format(5))[1][-1].title == "Pond 5"
    assert len(read(text + "### Lake\n\nSee [there](https://example.org/5).\n")[1]) == 5


@pytest.mark.parametrize("heading", ["Toad Platform", "Frog Updates", "Where do newts live?", "蛙的贡献"])
@pytest.mark.parametrize("fact", ["**{}:** {}\n\n", "### {}\n\n{}\n\n"])
def test_what_says_of_itself_what_the_names_beside_it_say_is_a_name(heading: str, fact: str) -> None:
    facts = fact.format("Pond", "deep") + fact.format("Link", "https://example.org/{0}")
    text = "# Datasets\n\n" + "".join(
        f"## {name}\n\n{facts}".format(name[-1]) for name in ("Frog A", "Frog B", heading)
    )
    assert [e.title for e in read(text)[1]] == ["Frog A", "Frog B", heading]
    other = f"## {heading}\n\n" + fact.format("Link", "https://example.org/0")
    assert len(read(text.rpartition("## " + heading)[0] + other)[1]) == 2


@pytest.mark.parametrize(
    "heading", ["Portals", "Background", "Pond function"], ids=["places of data", "a kind of sound", "of what data are"]
)
def test_what_may_be_of_data_is_of_data_below_data(heading: str) -> None:
    text = f"# Datasets\n\n## {heading}\n\n- [Rain](https://example.org/r)\n- [Wind](https://example.org/w)\n"
    assert [e.title for e in read(text)[1]] == ["Rain", "Wind"]


def test_a_background_in_prose_is_no_entry() -> None:
    text = "# Datasets\n\n" + "".join(
        f"## {n}\n\nSee [it](https://example.org/{n}).\n\n" for n in ("Frogs", "Background")
    )
    assert [e.title for e in read(text + text.replace("# Datasets\n\n", "").replace("Frogs", "Newts"))[1]] == [
        "Frogs",
        "Newts",
    ]


def test_notices_summaries_and_lessons_are_no_entries() -> None:
    text = "# Datasets\n\n" + "".join(
        f"## {n}\n\n- **Size**: 5\n- **Where**: ponds\n\n" for n in ("Frogs", "Newts", "Toads")
    )
    names = [e.title for e in read(text)[1]]
    text += "## Summary for this pond\n\n**Path:** look for [frogs](https://example.org/f) first.\n\n"
    text += "## Notices and Disclaimers\n\n"
    text += "".join(f"### {n}\n\nWe say so [there](https://example.org/{n}).\n\n" for n in ("Privacy", "Records"))
    text += (
        "## Pond\n\n- [how to look at frogs](https://example.org/1)\n- [How to catch newts](https://example.org/2)\n"
    )
    assert [e.title for e in read(text)[1]] == names == ["Frogs", "Newts", "Toads"]


def test_a_blank_that_is_written_out_is_no_part_of_a_name() -> None:
    items = "".join(f"- &nbsp; **{n}** [click here](https://example.org/{n})\n" for n in ("Frogs", "Newts"))
    assert [e.title for e in read(f"# Datasets\n\n{items}")[1]] == ["Frogs", "Newts"]


def test_a_caption_says_that_a_table_names_datasets() -> None:
    rows = "| Item | Title |\n|---|---|\n" + "".join(f"| p{n} | Frogs of pond {n} |\n" for n in range(3))
    text = "# A compilation of pond data\n\n{}\n\n" + rows
    assert [e.title for e in read(text.format("Table: Datasets of ponds"))[1]] == [
        f"Frogs of pond {n}" for n in range(3)
    ]
    assert read(text.format("Table: Ponds"))[1] == []


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("A list of", "A list of frog banks"),
        ("Files from the", "Files from the frog banks"),
        ("The", "The frog banks"),
        ("Pond's", "Pond's frog banks"),
        ("Hepatitis A", "Hepatitis A"),
    ],
)
def test_a_name_that_goes_on_in_its_link_ends_with_it(before: str, title: str) -> None:
    text = f"# Datasets\n\n- {before} [frog banks](https://example.org/f)\n- [Newts](https://example.org/n)\n"
    assert read(text)[1][0].title == title


def test_headings_under_no_word_for_data_are_entries_where_they_link_data_as_the_others_do() -> None:
    names = {"Frog dataset": ("A", "B", "C"), "Newts": ("D", "E"), "Toad model": ("F", "G")}
    fact = "### {0}\n\npaper: https://arxiv.org/abs/{0}\n\n{1}: https://example.org/{0}\n\n"
    for label, taken in (("dataset", "ABCDE"), ("code", "ABC")):
        sections = (f"# {part}\n\n" + "".join(fact.format(n, label) for n in own) for part, own in names.items())
        assert "".join(e.title for e in read("# Ponds\n\n" + "".join(sections))[1]) == taken


def test_between_a_name_and_a_word_in_bold_there_is_no_label() -> None:
    items = "\n".join(f"- **[Road {n}](https://example.org/{n})** - **Drone** videos of a road" for n in range(4))
    text = f"# Traffic datasets\n\n## Town\n\n{items}\n\n## Motorway\n\n{items.replace('Road', 'Lane')}\n"
    assert [entry.title for entry in read(text)[1]] == [f"{name} {n}" for name in ("Road", "Lane") for n in range(4)]


@pytest.mark.parametrize("mark", ["-", "–", ": ", " - "])
def test_a_year_before_a_name_is_no_part_of_it(mark: str) -> None:
    names = ("Fields", "Forests", "Towns")
    items = "\n".join(f"- 2024{mark}[{name}](https://example.org/{name})" for name in names)
    assert [entry.title for entry in read(f"# Land cover datasets\n\n{items}\n")[1]] == list(names)


@pytest.mark.parametrize(
    ("header", "taken"),
    [("First Author | Dataset Name", 3), ("Rank | Dataset", 3), ("Model | Datasets", 0)],
)
def test_below_data_a_column_of_datasets_names_the_rows_whatever_stands_before_it(header: str, taken: int) -> None:
    rows = "".join(
        f"| {a} | {b} | [data](https://example.org/{b}) |\n"
        for a, b in (("Ito", "walk"), ("Roe", "run"), ("Lee", "sit"))
    )
    text = f"# Datasets\n\n| {header} | Download |\n|---|---|---|\n{rows}"
    assert len(read(text)[1]) == taken


def test_a_link_among_plain_texts_makes_a_column_no_source() -> None:
    rows = "".join(f"| [Set {n}](https://example.org/{n}) | papers |\n" for n in range(5))
    rows += "| [Own](https://example.org/o) | [maps](https://example.org/m) |\n"
    text = f"# Datasets\n\n| Dataset | Source |\n|---|---|\n{rows}"
    assert {entry["source"].text for entry in read(text)[1]} == {*(f"Set {n}" for n in range(5)), "Own"}


def test_acronyms_are_titles_where_anything_is_linked() -> None:
    text = "# Moss datasets\n\n| Year | Acronym | Paper |\n|-|-|-|\n"
    rows = "".join(f"| 202{n} | MOS{n} | {{0}}Moss of place {n}{{1}} |\n" for n in range(4))
    linked = [(kind, title) for kind, title, _ in shown(text + rows.format("[", "](https://example.org/moss)"))]
    assert linked == [("row", f"MOS{n}") for n in range(4)]
    assert shown(text + rows.format("", "")) == [], "a glossary"


def test_a_header_of_two_things_means_the_first() -> None:
    text = "# Moss datasets\n\n| Reference | Name or Description | URL |\n|-|-|-|\n"
    text += "".join(f"| Hale et al. 202{n} | Moss of place {n} | https://example.org/{n} |\n" for n in range(4))
    assert [title for _, title, _ in shown(text)] == [f"Moss of place {n}" for n in range(4)]


def test_a_heading_below_the_first_table_says_nothing_of_it() -> None:
    rows = "".join(f"| [Moss-{n}](https://example.org/{n}) | 2 GB |\n" for n in range(4))
    text = f"Datasets of moss, old and new, of many places.\n\n| Name | Size |\n|-|-|\n{rows}\n"
    text += (
        "- Hale, Moss everywhere, [paper](https://example.org/p)\n- Roe, More moss, [paper](https://example.org/q)\n"
    )
    assert [title for _, title, _ in shown(text + "\n## Tools\n\nNone.\n")] == [f"Moss-{n}" for n in range(4)]
    assert shown("## Tools\n\n" + text) == []


def test_headings_below_the_contents_are_those_of_what_is_above() -> None:
    text = "# Moss\n\n## Datasets\n\n### Table of Contents\n\n- [Wet](#wet)\n- [Dry](#dry)\n\n"
    text += "".join(f"#### {n}\n\n**Dataset:** https://example.org/{n}\n\n**Size:** 2 GB\n\n" for n in ("Wet", "Dry"))
    assert [(kind, title) for kind, title, _ in shown(text)] == [("heading", "Wet"), ("heading", "Dry")]


def test_facts_below_an_item_are_none_of_their_own() -> None:
    text = "# Datasets of moss\n\n## Wet\n\n- **Of lakes**\n    - [Pond](https://example.org/pond)\n"
    text += "    - [Lake](https://example.org/lake)\n"
    for name in ("Brook", "River"):
        text += f"- **{name}**\n    - **Description**: moss of a {name.lower()}\n"
        text += f"    - **Links**: [GitHub](https://github.com/example/{name})\n"
    assert [title for _, title, _ in shown(text)] == ["Pond", "Lake", "Brook", "River"]


def test_a_sentence_in_bold_is_no_name() -> None:
    text = "# Moss datasets\n\n**A list of the moss that everybody likes.**\n\nSee [here](https://example.org).\n\n"
    text += "**This page is of moss (and of nothing else).**\n\nSee [there](https://example.org/b).\n\n"
    text += "## Names\n\n- [Pond](https://example.org/pond)\n- [Lake](https://example.org/lake)\n"
    assert [title for _, title, _ in shown(text)] == ["Pond", "Lake"]


def test_a_list_of_what_is_above_may_stand_below_the_last_dataset() -> None:
    text = "# Datasets of moss\n\n"
    text += "".join(f"## {n}\n\n* Data on request\n* License: MIT\n* Size: 2 GB\n\n" for n in ("Wet", "Dry"))
    text += "### What is left to do\n\n- [x] Wet\n- [ ] Dry\n"
    assert [(kind, title) for kind, title, _ in shown(text)] == [("heading", "Wet"), ("heading", "Dry")]
    assert [title for _, title, _ in shown(text + "- [Bog](https://example.org/bog)\n")] != ["Wet", "Dry"]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("K. Alder. [Leaf counts](https://example.org/{0}). Leaves.", "Leaf counts"),
        ("Ł. Świerk. [Needles](https://example.org/{0}).", "Needles"),
        ("J.-P. Elm: [Bark of elms](https://example.org/{0}), bark.", "Bark of elms"),
        ("2016-CHEST - Roots {0}: a set of roots [[Data]](https://example.org/{0})", "Roots {0}"),
        ("2015 - Twigs [[Data]](https://example.org/{0})", "2015"),
    ],
)
def test_who_tells_of_a_dataset_and_where_it_appeared_are_no_names(item: str, title: str) -> None:
    items = "".join(f"- {item.format(name)}\n" for name in ("A", "B", "C"))
    assert [e.title for e in read(f"# Datasets\n\n{items}")[1]] == [title.format(name) for name in ("A", "B", "C")]


def test_a_step_is_no_dataset() -> None:
    listed = "".join(f"- [Set {name}](https://example.org/{name})\n" for name in ("A", "B", "C"))
    steps = (
        "1. Download the images of [Leaves](https://example.org/l)\n2. Then unpack them [here](https://example.org/h)\n"
    )
    titles = ["Set A", "Set B", "Set C"]
    assert [e.title for e in read(f"# Datasets\n\n{listed}\n## Set A\n\n{steps}")[1]] == titles
    plain = steps.replace("Download the", "Further").replace("Then unpack them", "And more")
    assert len(read(f"# Datasets\n\n{listed}\n## Set A\n\n{plain}")[1]) > 3


def test_what_lies_below_the_address_of_a_heading_is_a_part_of_it() -> None:
    parts = "".join(f"- [{part}](https://example.org/Elm/{part})\n" for part in ("bark", "leaf", "root"))
    text = "# Datasets\n\n" + "".join(
        f"### [{name} set](https://example.org/{name}/)\n\nLeaves of a wood.\n\n{below}\n"
        for name, below in (("Oak", ""), ("Elm", parts), ("Ash", ""))
    )
    assert [e.title for e in read(text)[1]] == ["Oak set", "Elm set", "Ash set"]
    far = text.replace(parts, parts.replace("org/Elm", "org/far"))
    assert "bark" in [e.title for e in read(far)[1]]


def test_contents_in_the_first_heading_say_nothing_of_the_page() -> None:
    contents = "# Table of Contents\n\n1. [Speech](#speech)\n2. [Summaries](#summaries)\n\n"
    table = "Name | Source\n--- | ---\n" + "".join(f"w{n} | https://example.org/{n}\n" for n in range(3))
    assert titles(f"{contents}## Speech corpora\n\n- [VX](https://example.org/v)\n\n## Summaries\n\n{table}") == [
        "VX", "w0", "w1", "w2",
    ]  # fmt: skip


def test_contents_below_a_title_that_is_no_heading_are_what_the_page_says_of_itself() -> None:
    items = "- [Pond](https://example.org/p) - reads notes\n- [Lake](https://example.org/l) - reads texts\n"
    text = f"Extract facts from unstructured data.\n\n## Contents\n\n- [Methods](#new)\n\n## New\n\n{items}"
    assert titles(text) == []
    assert titles(text.replace("## Contents", "## Words")) == ["Pond", "Lake"]


@pytest.mark.parametrize(("above", "taken"), [("MRI datasets", 2), ("Brains", 0), ("Papers", 0)])
def test_below_a_heading_of_data_papers_stand_for_their_datasets(above: str, taken: int) -> None:
    items = "".join(f"- [Dog{n}: Its Poses.](https://openaccess.thecvf.com/{n}.pdf) CVPR (2020).\n" for n in range(2))
    assert len(titles(f"# Animal datasets\n\n## {above}\n\n### With depth\n\n{items}")) == taken


@pytest.mark.parametrize("length", [20, 150])
def test_long_links_are_titles_too(length: int) -> None:
    rows = "".join(f"| [{'Brain ' * (length // 6)}{n}](https://osf.io/{n}ab) | Ann {n} | 2018 |\n" for n in range(4))
    text = f"# Curated datasets\n\n| Study | Group | Year |\n|---|---|---|\n{rows}"
    assert [title.split()[0] for title in titles(text)] == ["Brain"] * 4


def test_a_heading_over_code_alone_is_part_of_the_dataset_above() -> None:
    facts = "**Description:** Genomes\n**Study:** https://example.org/\n\n"
    code = "#### Taxonomy\n```\nhead(x)\n```\n\n"
    text = f"# Microbe datasets\n\n### Alpha\n{facts}{code}### Beta\n{facts}### Gamma\n{facts}"
    assert titles(text) == ["Alpha", "Beta", "Gamma"]


def test_a_linked_heading_is_a_name_whatever_its_last_word() -> None:
    names = ("Forum Text", "Poems", "Wikipedia Links")
    text = "".join(f"#### [{name}](https://example.org/{n})\n\nTaken from the web.\n\n" for n, name in enumerate(names))
    assert titles(f"# Indonesian datasets\n\n## Crawled\n\n{text}") == [*names]


@pytest.mark.parametrize("title", ["Zbiór danych", "Veri kümeleri", "Banche dati", "Bộ dữ liệu"])
def test_what_a_page_lists_is_said_in_other_words(title: str) -> None:
    facts = "Images of [a hospital](https://example.org/{0}).\n- Year {0}\n- 80 women\n\n"
    text = "".join(f"## {name}\n{facts.format(year)}" for year, name in ((2012, "INB"), (2013, "MIAS"), (2014, "DDSM")))
    assert titles(f"# {title}\n\n{text}") == ["INB", "MIAS", "DDSM"]


def test_how_data_is_represented_is_no_dataset() -> None:
    items = "- [MedFuse](https://example.org/m) of scans\n- [Flex](https://example.org/f) of notes\n"
    assert not shown(f"# Learning\n\n## Data Representation and Prediction\n\n### Multimodal\n\n{items}")


def test_a_title_that_ends_as_a_sentence_is_a_name() -> None:
    names = ("ROCO: A Multimodal Set of Images of the Body.", "Two public sets of X-rays for the screening of lungs.")
    text = "".join(f"**{name}** [2018]\n\n[[Url](https://github.com/a/{n})]\n\n" for n, name in enumerate(names))
    assert titles(f"# Models\n\n## Datasets\n\n{text}") == [*names]


def test_an_image_that_is_defined_elsewhere_is_no_part_of_a_name() -> None:
    items = "".join(f"- [![get][arrow] {name}.zip](https://example.org/{name})\n" for name in ("ecg", "eeg"))
    text = f"# Datasets\n\n{items}\n[arrow]: https://example.org/arrow.png\n"
    assert [title.split()[-1] for title in titles(text)] == ["ecg.zip", "eeg.zip"]
    assert [link.is_picture for link in read(text)[0].links[:2]] == [True, False]


def test_a_heading_alone_in_its_group_is_an_entry_as_those_of_other_groups_are() -> None:
    groups = {"Ferns": ("2021", "website"), "Moss": ("2020", "website"), "Lichen": ("", "paper")}
    text = "# Spore data sets\n\n" + "".join(
        (f"### {year}\n\n" if year else "")
        + f"#### {name} of the north\n\n- [{link}](https://example.org/{name})\n"
        + ("" if name == "Ferns" else f"- [folder](https://example.org/all/{name})\n")
        + "\n"
        for name, (year, link) in groups.items()
    )
    assert titles(text) == [f"{name} of the north" for name in groups]
    named = text.replace("[website](https://example.org/Ferns)", "[Bracken](https://example.org/Ferns)")
    assert "Ferns of the north" not in titles(named)


def test_a_catalog_of_datasets_is_no_table_of_contents() -> None:
    text = "# 数据\n\n## 目录\n\n- [数据集目录](#数据集目录)\n\n## 数据集目录\n\n### 文本\n" + ITEMS.format("B")
    assert titles(text) == ["Bone", "Btwo"]
    assert titles(text.replace("数据集目录", "工具目录")) == []


@pytest.mark.parametrize("label", ["*Data and code*:", "_Data and code_:", "*Data and code:*"])
def test_the_labels_of_a_heading_may_be_set_in_italics(label: str) -> None:
    facts = f"\n\n- {label} [example.org](https://example.org/{{}})\n- *Seen from*: balloons\n\n"
    text = "# Weather datasets\n\n" + "".join(
        f"### {name}{facts.format(number)}" for number, name in enumerate(("Hail", "How much it rained", "Fog"))
    )
    assert titles(text) == ["Hail", "How much it rained", "Fog"]


def test_a_heading_a_level_above_those_beside_it_is_an_entry_with_the_labels_of_the_others() -> None:
    facts = "\n- Place: {0}\n- Format: CSV\n- URL: https://example.org/{0}\n\n"
    text = "# Open data\n\n## Towns\n\n" + "".join(
        f"{level} {name}\n{facts.format(name)}"
        for level, name in (("###", "Ayr"), ("##", "Bern"), ("###", "Cork"), ("###", "Dole"))
    )
    assert sorted(titles(text)) == ["Ayr", "Bern", "Cork", "Dole"]
    assert sorted(titles(text.replace("- Place: Bern\n- Format", "- Remark"))) == ["Ayr", "Cork", "Dole"]


def test_a_chapter_may_repeat_the_name_of_its_dataset() -> None:
    text = "# Public datasets\n\n" + "".join(
        f"## {name}\n\nPhotos of birds - <https://example.org/{name}>\n\n{files}"
        for name, files in (
            ("Crows", ""),
            ("Doves", "### Doves - Files\n\ndoves.zip\n\n- link: <https://example.org/doves.zip>\n- md5: d41d8cd9\n\n"),
            ("Gulls", ""),
        )
    )
    assert titles(text) == ["Crows", "Doves", "Gulls"]


def test_a_table_of_two_columns_with_a_colon_behind_each_label_tells_of_its_heading() -> None:
    table = (
        "| **Dataset ID:** | `{0}` |\n|---|---|\n| **Title:** | {0} |\n| **Homepage:** | [https://example.org/{0}] |\n"
    )
    text = "# Datasets\n\n" + "".join(f"## {name}\n\n{table.format(name)}\n" for name in ("Crows", "Doves"))
    assert titles(text) == ["Crows", "Doves"]
    assert read(text)[1][0].text("homepage") or read(text)[1][0].text("source")


def test_several_tags_in_code_before_a_link_are_no_part_of_a_name() -> None:
    text = "# Datasets\n\n- `Training`- `Text` [Owls](https://example.org/1)\n- `Test` `Sound` **[Frogs](https://example.org/2)**\n"
    assert titles(text) == ["Owls", "Frogs"]
    assert titles(text.replace("[Owls]", "[download]")) == ["Training", "Frogs"]


def test_records_of_archives_of_datasets_are_entries_whatever_their_heading_says() -> None:
    at = "https://huggingface.co/datasets/someone/"
    items = f"\n- [Tales]({at}tales): old ones\n- [Letters]({at}letters)\n- [Signs](https://example.org/signs)\n"
    for heading in ("Pre-training", "Code", "Libraries"):
        assert titles(f"# Text datasets\n\n## {heading}\n{items}") == ["Tales", "Letters", "Signs"]
    assert titles(f"# Reading aloud\n\n## English\n{items}") == ["Tales", "Letters", "Signs"]
    assert titles(f"# Text datasets\n\n## Models\n{items.replace('datasets/', '')}") == []
    assert titles(f"# Tales\n\n## Links\n{items.replace('[Tales]', '[Data]').replace('[Letters]', '[Data]')}") == []


def test_below_papers_a_heading_that_says_data_is_over_papers_where_all_items_lead_to_them() -> None:
    text = (
        "# Mass spectra\n\n## {}\n\n### Discussions of databases\n\n"
        "- [Bias in small molecules](https://www.nature.com/articles/s41467-1)\n"
        "- [Learning from molecules](https://www.biorxiv.org/content/10.1101/2.5)\n"
    )
    assert titles(text.format("Papers")) == []
    assert titles(text.format("Collections")) == ["Bias in small molecules", "Learning from molecules"]
    more = text.format("Papers").replace(")\n", ")\n  - [download](https://example.org/d)\n")
    assert titles(more) == ["Bias in small molecules", "Learning from molecules"]


@pytest.mark.parametrize(
    ("header", "at", "taken"),
    [
        ("| Year | Benchmark | Code |", "huggingface.co/datasets/someone/", 3),
        ("| Year | Benchmark | Code |", "example.org/", 0),
        ("| Year | Model | Code |", "huggingface.co/datasets/someone/", 0),
        ("| Year | Table | Code |", "huggingface.co/datasets/someone/", 0),
    ],
)
def test_names_beside_records_of_datasets_are_datasets_under_any_heading(header: str, at: str, taken: int) -> None:
    rows = "".join(f"| 2020 | {name} | [here](https://{at}{name}) |\n" for name in ("Ant", "Bee", "Cat"))
    assert len(titles(f"# Agents\n\n## Evaluation\n\n{header}\n|---|---|---|\n{rows}")) == taken


@pytest.mark.parametrize("header", ["| # | Museum | Place | Links |", "| **TOOLS** | | | |"])
def test_right_below_a_heading_that_says_data_linked_rows_have_names_under_another_header(header: str) -> None:
    rows = "".join(f"| {name} | 1 | Oslo | [get](https://example.org/{name}) |\n" for name in ("Ant", "Bee", "Cat"))
    rows = rows if "TOOLS" in header else "".join(f"| 1 {row}" for row in rows.replace(" 1 |", "").splitlines(True))
    text = f"# Reading\n\n## {{}}\n\n{header}\n|---|---|---|---|\n{rows}"
    assert titles(text.format("Datasets")) == ["Ant", "Bee", "Cat"]
    assert titles(text.format("Places")) == []


def test_a_wide_bracket_behind_a_name_is_no_part_of_it() -> None:
    assert titles("# 数据库\n\n- Ant（[官网](https://example.org/a)）\n- Bee【[官网](https://example.org/b)】\n") == [
        "Ant",
        "Bee",
    ]


def test_papers_and_a_remark_below_a_name_are_told_of_it_among_names_with_links() -> None:
    text = (
        "# Sign language datasets\n\n- Kinect signs (no site)\n    - {}\n    - {}\n"
        "- [Phoenix](https://example.org/p)\n- [Signum](https://example.org/s)\n"
    )
    papers = ["[Of sub-units](https://arxiv.org/abs/2001.00001)", "[Of patterns](https://arxiv.org/abs/2001.00002)"]
    assert titles(text.format(*papers)) == ["Kinect signs (no site)", "Phoenix", "Signum"]
    parts = ["[Kinect one](https://example.org/1)", "[Kinect two](https://example.org/2)"]
    assert titles(text.format(*parts)) == ["Kinect one", "Kinect two", "Phoenix", "Signum"]
    remark = text.replace("    - {}\n    - {}\n", "    - Holds two talks, see [the site](https://example.org/1)\n")
    assert titles(remark)[0] == "Kinect signs (no site)"


def test_among_groups_one_may_hold_nothing_yet() -> None:
    group = "- **{0}**\n    - [{0} one](https://example.org/{0}1)\n"
    text = "# Datasets\n\n" + group.format("Asia") + "- **Africa**\n    - TBC\n" + group.format("Europe")
    assert titles(text) == ["Asia one", "Europe one"]


def test_benchmarks_are_no_papers_for_the_lists_below_them() -> None:
    papers = "".join(f"- [{name} signs](https://arxiv.org/abs/2001.0000{len(name)})\n" for name in ("One", "Three"))
    assert titles(f"# Reading signs\n\n## Benchmarks\n\n### Benchmarks & datasets\n\n{papers}") != []
    assert titles(f"# Reading signs\n\n## Papers\n\n### Benchmarks & datasets\n\n{papers}") == []


def test_items_that_begin_as_a_dataset_of_something_are_entries_under_any_heading() -> None:
    items = "- A dataset of [poems](https://example.org/p)\n- A [database of loans](https://example.org/l)\n"
    for heading in ("Literature", "Libraries"):
        assert titles(f"# Datasets\n\n## Topics\n\n### {heading}\n\n{items}") == [
            "A dataset of poems",
            "A database of loans",
        ]
    plain = items.replace("dataset", "reader").replace("database", "history")
    assert titles(f"# Datasets\n\n## Topics\n\n### Literature\n\n{plain}") == []
    assert titles(f"# Datasets\n\n## Values and social surveys\n\n{plain}") != []


def test_a_name_that_leads_to_a_record_is_the_source_where_the_column_of_links_is_empty() -> None:
    row = "| [{0}](https://{1}{0}) | {2} | Oslo |\n"
    text = "# Datasets\n\n| Dataset | Links | Org |\n|---|---|---|\n"
    text += row.format("Ant", "huggingface.co/datasets/someone/", "") + row.format("Bee", "example.org/", "")
    ant, bee, _ = read(text + row.format("Cat", "example.org/", "[get](https://example.org/cat)"))[1]
    assert [link.url for link in ant["source"].links] == ["https://huggingface.co/datasets/someone/Ant"]
    assert bee.has_empty("source")


def test_resources_alone_on_a_page_of_data_are_data() -> None:
    page = "# Datasets of code\n\n### Resources\n\n- https://example.org/1 (tests)\n- https://example.org/2 (loops)\n"
    assert (len(titles(page)), len(titles(page + "\n### More\n\nSome words.\n"))) == (2, 0)


def test_blank_rows_tell_nothing_of_a_column_of_links() -> None:
    blank = "| | | |\n"
    rows = "".join(f"| {year} | Maps of {year} | [the archive](https://example.org/{year}) |\n" for year in range(3))
    table = f"| When | Jeux de données | Lien d'accès |\n|-|-|-|\n{rows}{blank * 4}"
    assert titles(f"# Data sets\n\n{table}") == ["Maps of 0", "Maps of 1", "Maps of 2"]
