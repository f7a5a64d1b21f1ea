"""Spelling, keywords and titles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from growth import steps_grow_evenly
from linting import TODAY, at, findings, mended, spots
from medlint.config import Config
from medlint.model import Source
from medlint.read.project import build_project
from medlint.rules._keywords import keyword_texts, keywords
from medlint.rules.wording import keyword_style

HEAD = "| Title | Description | Keywords | Source |\n|---|---|---|---|\n"


def row(title: str = "ACDC", description: str = "Cine MRI", keywords: str = "heart", number: int = 1) -> str:
    return f"| {title} | {description} | {keywords} | https://example.org/{number} |\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("responce", "response"),
        ("avilable", "available"),
        ("radiogaphy", "radiography"),
        ("Colleciton", "Collection"),
        ("Coorelates", "Correlates"),
        ("mamogram", "mammogram"),
        ("underrespresented", "underrepresented"),
        ("acces", "access"),
        ("imgaing", "imaging"),
        ("uknown", "unknown"),
        ("pulmonory", "pulmonary"),
    ],
)
def test_misspellings_are_found_wherever_people_read(wrong: str, right: str) -> None:
    places = [
        HEAD + row(title=f"The {wrong} of CT"),
        HEAD + row(description=f"**limited {wrong}** [to {wrong.upper()}s](https://example.org/{wrong}/1)"),
        HEAD + row(keywords=f"CT, {wrong}"),
        f"# The {wrong} of CT\n",
        f"> - some prose with {wrong}, in a list\n",
    ]
    for text in places:
        found = findings(text, "MED304")
        assert [at(text, f) for f in found] == [wrong]
        assert right in mended(text, found)
        assert findings(mended(text, found), "MED304") == []


@pytest.mark.parametrize(
    "text",
    [
        "QIN-HeadNeck and NSCLC-Radiomics with SARS-CoV-2, RT-PCR and Pleural_Thickening",
        "radiomics of paediatric tumours, oesophagus, foetal haemorrhage, colour",
        "`avilable` and https://example.org/avilable and <a href='avilable'>x</a>",
        '[x](https://example.org/responce "t")',
        "```\navilable\n```",
        "<!-- avilable -->",
        "Les ressources sont disponibles dans le dépôt, avec un exemple pour les langage",
        "Die Daten sind mit dem Adress des Instituts und der Resource für alle",
        "数据集 avilable2 ACCES",
        "See ![][avilable] and [this][avilable]\n\n[avilable]: https://example.org/a",
        '<table title="avilable"><tr><td><code>avilable</code> <!-- avilable --></td></tr></table>',
        "<pre>\navilable\n\navilable\n</pre>",
    ],
)
def test_what_is_no_misspelling(text: str) -> None:
    assert findings(text + "\n", "MED304") == []


def test_raw_html_is_read_as_prose() -> None:
    text = "# Sets\n\n<table>\n<tr><td>\n  scans 数 avilable, <b>avilable</b>\n</td></tr>\n</table>\n"
    found = findings(text, "MED304")
    assert spots(found) == [("MED304", 5, 11), ("MED304", 5, 24)]
    assert findings(mended(text, found), "MED304") == []


def test_the_name_of_a_definition_is_not_changed() -> None:
    text = "See [avilable], [avilable][] and [avilable here][one]\n\n"
    text += "[avilable]: https://example.org/a\n[one]: https://example.org/b\n"
    assert [f.fix is None for f in findings(text, "MED304")] == [True, True, False]


def test_a_misspelling_in_a_wide_text_is_at_its_word() -> None:
    text = "\ufeff# 数据\r\n\r\n" + HEAD.replace("\n", "\r\n") + row(description="é \\| 数据 avilable &amp; avilable")
    found = findings(text, "MED304")
    assert spots(found) == [("MED304", 5, 18), ("MED304", 5, 33)]


def test_a_row_and_its_record_are_one_misspelling() -> None:
    files = {
        "README.md": HEAD + row(description="Scans are avilable"),
        "catalog/acdc.yaml": (
            "id: acdc\ntitle: ACDC\ndescription: >-\n  Some scans\n  are avilable.\nlanding_page: https://example.org/1\n"
        ),
    }
    found = findings(files, "MED304")
    assert [(f.place.path, f.place.line, f.place.column) for f in found] == [("catalog/acdc.yaml", 5, 7)]
    assert [(r.place.path, r.place.line) for r in found[0].related] == [("README.md", 3)]
    assert "are available." in mended(files, found, "catalog/acdc.yaml")


def test_several_corrections_are_no_fix() -> None:
    for word in ("ther", "abd", "acn", "hte"):
        for f in findings(f"We saw {word} here\n", "MED304"):
            assert (f.fix is None) == (" or " in f.message)


def test_keywords_spelt_in_several_ways() -> None:
    text = HEAD + row(keywords="hand-made, chest") + row(title="B", keywords="CT, Hand-Made", number=2)
    found = findings(text, "MED305")
    assert [(f.place.line, at(text, f)) for f in found] == [(4, "Hand-Made")], "of two equals the later"
    assert [r.place.line for r in found[0].related] == [3]
    assert mended(text, found).count("hand-made") == 2
    text += row(title="C", keywords="Hand-Made", number=3)
    found = findings(text, "MED305")
    assert [(f.place.line, at(text, f)) for f in found] == [(3, "hand-made")], "else the rarer"
    assert findings(mended(text, found), "MED305") == []


def test_the_vocabulary_has_the_last_word() -> None:
    text = HEAD + "".join(
        row(title=f"T{i}", keywords=k, number=i) for i, k in enumerate(["mri", "mri", "MRI", "X-Ray", "X-ray"])
    )
    found = findings(text, "MED305")
    assert [at(text, f) for f in found] == ["mri", "mri", "X-Ray"]


def test_the_case_of_the_first_letter_is_style() -> None:
    text = HEAD + row(keywords="Panoramic views") + row(title="B", keywords="panoramic views", number=2)
    assert findings(text, "MED305") == []


def test_a_keyword_that_is_a_letter_away_from_a_common_one() -> None:
    uses = ["very-large"] * 5 + ["vary-large", "very-larges", "T1-weighted", "T2-weighted"]
    text = HEAD + "".join(row(title=f"T{i}", keywords=k, number=i) for i, k in enumerate(uses))
    assert [at(text, f) for f in findings(text, "MED305")] == ["vary-large"]


def test_each_use_of_the_rarer_spelling_is_said() -> None:
    text = HEAD + "".join(
        row(title=f"T{i}", keywords=k, number=i) for i, k in enumerate(["CT", "CT", "CT", "ct", "Ct", "ct"])
    )
    found = findings(text, "MED305")
    assert [f.place.line for f in found] == [6, 7, 8]
    assert findings(mended(text, found), "MED305") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("tumor", "tumors"),
        ("CT", "CTA"),
        ("ER+", "ER-"),
        ("HER2", "HER2+"),
        ("C", "C#"),
        ("CTA (CT, angiography)", "CTA (ct; angiography)"),
        ("T1", "T2"),
        ("膝", "肩"),
        ("息肉。", "息肉"),
    ],
)
def test_keywords_that_differ(one: str, two: str) -> None:
    found = findings(HEAD + row(keywords=one) + row(title="B", keywords=two, number=2), "MED305")
    assert (found == []) is (one != "CTA (CT, angiography)")


@pytest.mark.parametrize(
    ("keywords", "wrong", "right"),
    [
        ("CT, lung, CT", "CT", "CT, lung"),
        ("CT, lung, ct, knee", "ct", "CT, lung, knee"),
        ("COVID-19; COVID19", "COVID19", "COVID-19"),
        ("CT,, lung", ",", "CT, lung"),
        ("CT, lung,", ",", "CT, lung"),
        (", CT", ", ", "CT"),
        ("CT<br>lung<br>CT", "CT", "CT<br>lung"),
        ("**CT**, `CT`", "`CT`", "**CT**"),
        ("[CT](https://example.org/ct,a), CT", "CT", "[CT](https://example.org/ct,a)"),
    ],
)
def test_keywords_given_twice_or_empty(keywords: str, wrong: str, right: str) -> None:
    text = HEAD + row(keywords=keywords)
    found = findings(text, "MED305")
    assert [at(text, f) for f in found] == [wrong]
    assert mended(text, found) == HEAD + row(keywords=right)


@pytest.mark.parametrize(
    "keywords",
    [
        "[CT](https://example.org/a), [CT](https://example.org/b), MR",
        "CT, CT <!-- as the paper says -->, MR",
        'CT, <a id="x"></a>CT, MR',
        "CT, <b>MR, CT</b>",
        "lung, *ct, CT*",
        "CT, $a,b$, $a,b$, MR",
        "CT, <!-- more to come -->, MR",
    ],
)
def test_a_keyword_that_takes_more_with_it_has_no_fix(keywords: str) -> None:
    text = HEAD + row(keywords=keywords)
    assert mended(text, findings(text, "MED305")) == text


@pytest.mark.parametrize("cells", [("aa{0}", "AA{0}"), ("aa{0}, AA{0}", "b")])
def test_ten_times_the_wrong_keywords_of_a_cell_take_ten_times_the_steps(cells: tuple[str, str]) -> None:
    def run(count: int) -> Callable[[], object]:
        rows = [row(keywords=", ".join(cell.format(n) for n in range(count)), number=count) for cell in cells]
        project = build_project([Source("README.md", HEAD + "".join(rows))], Config(), TODAY)
        return lambda: list(keyword_style(project))

    assert run(20)() != []
    assert steps_grow_evenly(run, 20)


def test_a_list_of_nothing_but_separators_has_no_fix() -> None:
    found = findings(HEAD + row(keywords=", ,"), "MED305")
    assert [f.fix for f in found] == [None]


def test_an_entity_is_a_character_of_its_keyword() -> None:
    text = HEAD + row(keywords="R&amp;D; &lt;2 mm, a&#38;b") + row(keywords="R&D, <2 mm; a&b", number=2)
    project = build_project([Source("README.md", text)], Config(), TODAY)
    for entry in project.entries:
        words = [word.text for word in keywords(entry["keywords"])]
        assert words == keyword_texts(entry["keywords"]) == ["R&D", "<2 mm", "a&b"]


def test_a_column_of_modalities_is_held_to_it_too() -> None:
    text = "| Title | Modality | Source |\n|---|---|---|\n"
    text += "| A | MRI (T1, T2) | https://example.org/1 |\n| B | PET/CT, x-ray | https://example.org/2 |\n"
    text += "| C | X-ray, PET-CT | https://example.org/3 |\n"
    assert [at(text, f) for f in findings(text, "MED305")] == ["x-ray", "PET-CT"]


def test_a_row_and_its_record_count_once() -> None:
    record = "id: {0}\ntitle: {0}\nkeywords: [{1}]\nlanding_page: https://example.org/{2}\n"
    files = {
        "README.md": HEAD + row(title="a", keywords="X-Ray") + row(title="b", keywords="X-ray", number=2)
        + row(title="c", keywords="X-ray", number=3),
        "catalog/a.yaml": record.format("a", "X-Ray", 1),
        "catalog/b.yaml": record.format("b", "chest", 2),
    }  # fmt: skip
    found = findings(files, "MED305")
    assert [(f.place.path, f.place.line, f.place.column) for f in found] == [("catalog/a.yaml", 3, 12)]
    assert mended(files, found, "catalog/a.yaml") == record.format("a", "X-ray", 1)


def test_keywords_of_a_record_are_its_items() -> None:
    files = {"catalog/a.yaml": "id: a\ntitle: a\nkeywords:\n  - head, neck\n  - Head neck\n  - 'head-neck'\n"}
    found = findings(files, "MED305")
    assert [(f.place.line, f.place.column) for f in found] == [(5, 5)]
    assert [f.fix for f in found] == [None]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("National Lung Screening Trial [LIMITED ACCESS]", "[LIMITED ACCESS]"),
        ("NLST (restricted access)", "(restricted access)"),
        ("NLST (registration required)", "(registration required)"),
        ("NLST \\[Open Access\\]", "Open Access"),
        ("NLST - access on request", "- access on request"),
        ("[NLST](https://example.org/nlst) (upon request)", "(upon request)"),
        ("NLST（需申请）", "（需申请）"),
        ("MIMIC-CXR (credentialed)", "(credentialed)"),
    ],
)
def test_access_conditions_in_a_title(title: str, said: str) -> None:
    text = HEAD + row(title=title)
    found = findings(text, "MED308")
    assert [at(text, f) for f in found] == [said]


@pytest.mark.parametrize(
    "title",
    [
        "Open Access Series of Imaging Studies (OASIS)",
        "Vascular access (catheters)",
        "Limited-angle CT [2021]",
        "Private practice mammograms (Utah)",
        "BraTS (public test set)",
        "AccessLex",
        "NLST [12]",
    ],
)
def test_titles_that_only_sound_so(title: str) -> None:
    assert findings(HEAD + row(title=title, description="limited access, on request"), "MED308") == []
