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
        (("LIDC-IDRI", "https://example.org/a"), ("lidc-idri", "https://www.example.org/a/"), Level.ERROR),
        (("LIDC-IDRI", "https://example.org/a"), ("**LIDC - IDRI**", "https://example.org/a"), Level.ERROR),
        (("LIDC-IDRI", "https://example.org/a"), ("LIDC-IDRI", "https://example.org/b"), Level.WARNING),
        (("Task 2016", "https://example.org/a"), ("Task 2016 (Duplicate)", "https://example.org/a"), Level.WARNING),
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
        (
            ("Brain tumours", "https://doi.org/10.6084/m9.figshare.1512427.v5"),
            ("Meningioma", "https://figshare.com/articles/dataset/brain_tumor_dataset/1512427"),
            Level.ERROR,
        ),
        (
            ("CADS", "https://huggingface.co/datasets/mrmrx/CADS-dataset"),
            ("CADS-dataset", "https://huggingface.co/datasets/mrmrx/CADS-dataset/tree/main"),
            Level.ERROR,
        ),
        (("Thorax", "https://www.example.org/nodules/"), ("Nodules", "http://example.org/nodules"), Level.WARNING),
        (("TalkMed", "https://github.com/a/CoughTalk"), ("CoughTalk", "https://github.com/a/CoughTalk"), Level.WARNING),
        (("Skin 2017", "https://example.org/skin2017"), ("Skin 2018", "https://example.org/skin2017"), Level.WARNING),
    ],
)  # fmt: skip
def test_duplicates(one: tuple[str, str], two: tuple[str, str], level: Level) -> None:
    found = findings(listed(one, two), "MED311")
    assert [(f.place.line, f.level) for f in found] == [(4, level)]
    assert [r.place.line for r in found[0].related] == [3]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("HRT-XL", "https://physionet.org/content/hrt-xl/1.0.3/"), ("HRT-XL+", "https://physionet.org/content/hrt-xl-plus/1.0.1/")),
        (("COLDQA", "https://example.org/cold"), ("COLD-QA", "https://github.com/a/COLD-QA")),
        (("Part of Zenodo", "https://zenodo.org/records/7/files/a.zip"), ("Other", "https://zenodo.org/records/7/files/b.zip")),
        (("Beer", "https://example.org/data/reviews.html"), ("Wine", "https://example.org/data/reviews.html")),
        (("Oak2Elm", "https://example.org/data/leaves"), ("Elm2Oak", "https://example.org/data/leaves")),
        (("Lung", "https://github.com/hospital"), ("Heart", "https://github.com/hospital")),
        (("Lung", "https://example.org/~smith/"), ("Heart", "https://example.org/~smith/")),
        (("LungTask", "https://huggingface.co/datasets/a/BREATH"), ("HeartTask", "https://huggingface.co/datasets/a/BREATH")),
        (("CoughTask", "https://github.com/abenchmark/CoughTalk"), ("CoughTalk", "https://github.com/abenchmark/CoughTalk")),
        (("Lung", "https://doi.org/10.1038/s41467-020-17971-2"), ("Heart", "https://doi.org/10.1038/s41467-020-17971-2")),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_duplicate(one: tuple[str, str], two: tuple[str, str]) -> None:
    assert findings(listed(one, two), "MED311") == []


def test_a_file_of_the_repository_is_a_source_too() -> None:
    elm, oak = ("Elm", "[leaves](./leaves/elm.md)"), ("Oak", "[leaves](./leaves/oak.md)")
    (found,) = findings(listed(elm, oak, elm), "MED311")
    assert (found.place.line, found.level) == (5, Level.ERROR)
    assert findings(listed(elm, ("Oak", elm[1])), "MED311") == []


def test_a_source_of_three_entries_holds_a_collection() -> None:
    source = "https://example.org/benchmark"
    assert findings(listed(("Lungs", source), ("Hearts", source), ("Bones", source)), "MED311") == []


@pytest.mark.parametrize(("name", "number"), [("fern_tr", 0), ("mfern_tr", 1)])
def test_a_record_that_is_called_by_what_both_titles_share_holds_both(name: str, number: int) -> None:
    source = f"https://huggingface.co/datasets/example/{name}"
    assert len(findings(listed(("MFERN-TR", source), ("SFERN-TR", source)), "MED311")) == number


def test_namesakes_in_other_sections_are_others() -> None:
    one, two = listed(("Alder", "https://example.org/plain")), listed(("Alder", "https://example.org/attributed"))
    assert findings(f"## Plain\n\n{one}\n## Attributed\n\n{two}", "MED311") == []


def test_what_is_shown_in_several_sections_is_said_once() -> None:
    table = listed(("CHAOS", "https://example.org/a"), ("AMOS", "https://example.org/b"))
    (found,) = findings(f"## CT\n\n{table}\n## MRI\n\n{table}\n## Abdomen\n\n{table}", "MED311")
    assert (found.place.line, found.level, found.related[0].place.line) == (5, Level.INFO, 12)
    assert found.message == "2 datasets are shown in several sections, 'CHAOS' first"


def test_a_row_twice_in_a_table_of_what_is_shown_above() -> None:
    one = listed(("CHAOS", "https://example.org/a"))
    two = listed(("CHAOS", "https://example.org/a"), ("CHAOS", "https://example.org/a"))
    found = findings(f"## CT\n\n{one}\n## MRI\n\n{two}", "MED311")
    assert [(f.place.line, f.level) for f in found if f.level is Level.ERROR] == [(12, Level.ERROR)]


def test_tables_of_one_section_are_parts_of_it() -> None:
    table = listed(("CHAOS", "https://example.org/a"), ("AMOS", "https://example.org/b"))
    assert findings(f"## CT\n\n{table}\nSide by side:\n\n{table}", "MED311") == []
    assert findings(f"## Speech\n\n**Finnish**\n\n{table}\n**Karelian**\n\n{table}", "MED311") == []


def test_what_most_rows_of_a_table_repeat_are_parts() -> None:
    head = "## Datasets\n\n| Relation | Dataset | License |\n|---|---|---|\n"
    names = ["Leaf", "Leaf", "Root", "Root", "Root", "Bark", "Twig"]
    rows = [f"| edge {n} | [{name}](https://example.org/{name}/x) | CC0 |\n" for n, name in enumerate(names)]
    assert findings(head + "".join(rows), "MED311") == []
    (found,) = findings(head + "".join([*rows, rows[1]]), "MED311")  # the very same row again
    assert (found.place.line, found.level) == (12, Level.ERROR)
    assert len(findings(head + "".join([*rows[:2], *rows[4:]]), "MED311")) == 1


def test_what_most_headings_repeat_are_parts() -> None:
    entry = "### Leaf\n\n- Source: https://example.org/leaf/x\n- Tree: {}\n\n"
    text = "# Datasets\n\n" + "".join(map(entry.format, ("oak", "elm", "ash", "fir", "yew")))
    assert findings(text, "MED311") == []
    (found,) = findings(text + entry.format("oak"), "MED311")
    assert (found.place.line, found.level) == (28, Level.ERROR)


def test_whose_paper_it_is_tells_no_dataset() -> None:
    head = "## Datasets\n\n| Title | Stain | Source |\n|---|---|---|\n"
    rows = [f"| {who} | {stain} | https://example.org/{who[0]}/x |\n" for who, stain in (
        ("Ito et al.", "HE"), ("Ruiz et al. (2020)", "HE"), ("Ruiz et al. (2020)", "PAS"), ("Sund et al., 2021a", "HE")
    )]  # fmt: skip
    assert findings(head + "".join(rows), "MED311") == []
    assert [f.place.line for f in findings(head + "".join([*rows, rows[1]]), "MED311")] == [9], "the very same row"
    assert len(findings(head + "".join(rows).replace("Ruiz et al. (2020)", "Stains"), "MED311")) == 1


@pytest.mark.parametrize(("times", "number"), [(2, 1), (3, 0)])
def test_three_of_one_title_with_other_sources_are_of_a_kind(times: int, number: int) -> None:
    text = "## Datasets\n\n" + "".join(f"- [Oddball](https://example.org/set/{n}): study {n}\n" for n in range(times))
    text += "- [Speller](https://example.org/set/9): study 9\n"
    assert len(findings(text, "MED311")) == number


def test_one_row_twice_whose_source_is_missing_once() -> None:
    rows = "| Maple | Danish | 12 | |\n| Maple | {} | 12 | soon there |\n"
    text = f"| Corpus | Language | Hours | Download |\n|---|---|---|---|\n{rows}"
    (found,) = findings(text.format("Danish"), "MED311")
    assert (found.place.line, found.message) == (4, "'Maple' is listed twice, in the same words")
    assert findings(text.format("Finnish"), "MED311") == []


def test_rows_without_a_source_are_parts_of_what_they_name() -> None:
    head = "## Datasets\n\n| Dataset | Subset | Scans |\n|---|---|---|\n"
    assert findings(head + "| Iris | North | 12 |\n| Iris | South | 15 |\n| Lens | All | 3 |\n", "MED311") == []
    assert len(findings(head + "| Iris | North | 12 |\n| Lens | All | 3 |\n| Iris | North | 12 |\n", "MED311")) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("KiTS19", "KiTS23"),
        ("BraTS 2022", "BraTS 2023"),
        ("fastMRI Mini", "fastMRI Full"),
        ("Retina training", "Retina test"),
        ("Hand bones", "Digital hand bones"),
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


def test_a_doi_behind_another_link_is_seen() -> None:
    own, paper = "[data](https://doi.org/10.7937/abc)", "[paper](https://doi.org/10.1038/s41597-1-2-3)"
    found = findings(listed(("AVT", own), ("AVT Dataset", f"[site](https://example.org/a) {own}")), "MED311")
    assert [f.place.line for f in found] == [4], "what any title may end in tells no version"
    text = listed(("AVT", f"[a](https://example.org/a) {paper}"), ("ACDC", f"[b](https://example.org/b) {paper}"))
    assert findings(text, "MED311") == []


def test_a_link_in_brackets_with_authors_and_a_year_is_a_paper() -> None:
    paper = "[Hale & Roe 2019](https://doi.org/10.5555/x-1)"
    text = listed(*((name, f"[site](https://example.org/{name}) ({paper})") for name in ("Ferns", "Moss")))
    assert findings(text, "MED311") == []
    assert len(findings(text.replace("Hale & Roe 2019", "data"), "MED311")) == 1
    assert len(findings(text.replace(f"({paper})", paper), "MED311")) == 1


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
    assert found.message == "'ACDC' is listed twice, with other sources"


def test_an_item_that_begins_with_a_label_as_another_does_is_not_that_again() -> None:
    items = "# Datasets\n\n- {0}: [Alder](https://example.org/a)\n- Clinic: [Birch](https://example.org/b)\n- {1}\n"
    assert findings(items.format("Portal", "Portal: [Cedar](https://example.org/c)"), "MED311") == []
    linked = items.format("[Portal](https://example.org/p)", "[Portal](https://example.org/q): scans")
    assert [f.place.line for f in findings(linked, "MED311")] == [5]


def test_items_whose_links_have_other_names_share_a_tag() -> None:
    item = "- `Tuning`- `Text` [{}](https://example.org/group/set)\n"
    text = "# Datasets\n\n" + item.format("Alder") + item.format("{}")
    assert findings(text.format("Birch"), "MED311") == []
    assert [f.level for f in findings(text.format("alder"), "MED311")] == [Level.ERROR]


def test_what_only_leads_on_is_not_listed_twice() -> None:
    items = "".join(f"- [[ref](https://example.org/{at})] - Grass of the {at} field\n" for at in ("first", "next"))
    text = "# Datasets\n\n- [Alder](https://example.org/a): leaves\n" + items
    assert findings(text, "MED311") == []


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
        ("catalog/b.yaml", 4, "'Vessels' has the DOI of 'Aorta': 10.5281/ZENODO.1")
    ]


def test_order_of_titles() -> None:
    text = listed(
        ("KiTS", "https://example.org/a"), ("chaos", "https://example.org/数据"), ("ACDC", "https://example.org/c")
    )
    assert findings(text, "ALL") == [], "off unless it is asked for"
    found = findings(text, "MED312")
    assert [f.message for f in found] == ["'chaos' is out of order, it belongs before 'KiTS'"]
    assert at(text, found[0]) == "chaos"
    fixed = mended(text, found)
    assert fixed.splitlines()[2:] == [text.splitlines()[i] for i in (4, 3, 2)]
    assert findings(fixed, "MED312") == []


def test_an_order_that_titles_do_not_tell_has_no_fix() -> None:
    text = HEAD + "| b | https://example.org/b |\n| **Group** | |\n| a | https://example.org/a |\n"
    found = findings(text, "MED312")
    assert [f.fix for f in found] == [None]


def test_a_row_torn_in_two_is_sorted_whole() -> None:
    head = "# Datasets\n\n| Title | Description | Source |\n|---|---|---|\n"
    torn, other = "| b | of the\nlungs | https://example.org/b |\n", "| a | of hearts | https://example.org/a |\n"
    assert mended(head + torn + other, findings(head + torn + other, "MED312")) == head + other + torn


def test_each_table_has_an_order_of_its_own() -> None:
    one = listed(("b", "https://example.org/b"), ("c", "https://example.org/c"))
    two = listed(("a", "https://example.org/a"))
    assert findings(f"## X\n\n{one}\n## Y\n\n{two}", "MED312") == []


def test_an_item_with_others_below_it_names_their_group() -> None:
    lists = "# Datasets\n\n* **Sleep**\n  1. [NAPS](https://example.org/{})\n  2. [REST](https://example.org/rest)\n"
    again = "* **Memory**\n  1. [NAPS](https://example.org/naps)\n  2. [RECALL](https://example.org/recall)\n"
    (found,) = findings(lists.format("naps") + again, "MED311")
    assert (found.level, found.message) == (Level.INFO, "1 dataset is shown in several sections, 'NAPS' first")
    twice = lists.format("naps") + "  3. [NAPS](https://example.org/naps)\n"
    assert [(f.level, f.place.line) for f in findings(twice, "MED311")] == [(Level.ERROR, 6)]
    other = lists.format("old") + "  3. [NAPS](https://example.org/naps)\n"
    assert [f.level for f in findings(other, "MED311")] == [Level.WARNING], "linked titles with two addresses"


def test_items_that_all_begin_with_one_word_are_told_by_what_they_say() -> None:
    item = "- [Dataset](https://example.org/records/{}) **Reed, A.** - *{}*, Meadow Letters.\n"
    many = "".join(item.format(at, f"Grass of field {at}") for at in range(30))
    (found,) = findings("# Datasets\n\n" + many + item.format(3, "Grass of field 3"), "MED311")
    assert (found.level, found.place.line) == (Level.ERROR, 33)
    parts = "- [Dataset 1](https://example.org/{0}) [Dataset 2](https://example.org/{0}/two) *Moss of wood {0}*\n"
    assert findings("# Datasets\n\n" + parts.format(1) + parts.format(2), "MED311") == []


def test_a_row_that_says_it_is_another_dataset_is_no_duplicate() -> None:
    text = "# Graphs\n\n| Title | Notes | Source |\n|---|---|---|\n| Ferns | {} | https://example.org/one |\n"
    text += "| Moss | | https://example.org/moss |\n| Ferns | {} | https://example.org/{} |\n"
    assert findings(text.format("of 2020", "differs from the Ferns above", "two"), "MED311") == []
    assert [f.level for f in findings(text.format("of 2020", "of 2021", "two"), "MED311")] == [Level.WARNING]
    assert [f.level for f in findings(text.format("", "different from the Ferns above", "one"), "MED311")] == [
        Level.ERROR
    ]
