"""What has to be said of an entry that registries know, and what must not: MED7, and what others learn of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from linting import TODAY
from medlint.answers import Registered, from_data, to_data
from medlint.config import Config
from medlint.engine import lint
from medlint.finding import Finding
from medlint.model import Source
from medlint.project import Probed
from medlint.read.project import build_project
from medlint.rules._registered import Likeness, alike, licenses_differ
from medlint.rules.registries import title_differs

LEAST = Likeness(*(option.default for option in title_differs.options.values()))

DOI = "10.7937/tcia.2020.gqry-nc81"
HEAD = "| Title | Source | License | Size |\n|---|---|---|---|\n"
RECORD = """\
id: {id}
kind: dataset
title: {title}
aliases: [{aliases}]
landing_page: https://www.example.org/set
doi: {doi}
license: {license}
size: {{text: "{size}"}}
version: "{version}"
"""


def said(files: str | Mapping[str, str], registered: Mapping[str, Any], *select: str) -> list[Finding]:
    """What rules on registries say of a README, or of files by path, where this is registered."""
    texts = {"README.md": files} if isinstance(files, str) else files
    config = Config()._replace(select=select or ("MED7",))
    project = build_project([Source(path, text) for path, text in texts.items()], config, TODAY)
    known = {
        key: tuple(from_data(Registered, one) for one in (answers if isinstance(answers, list) else [answers]))
        for key, answers in registered.items()
    }
    return lint(replace(project, probed=Probed(registered=known, asked=frozenset(("files", "registries")))))[0]


def row(title: str = "CT Images in COVID-19", license_: str = "", size: str = "", source: str = "") -> str:
    return f"{HEAD}| {title} | {source or f'https://doi.org/{DOI}'} | {license_} | {size} |\n"


def record(**fields: str) -> str:
    known = {
        "id": "ct", "title": "CT Images in COVID-19", "aliases": "", "doi": DOI, "license": "CC-BY-4.0", "size": "9 GB",
        "version": "1",
    }  # fmt: skip
    return RECORD.format(**known | fields)


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def dataset(**said_of_it: Any) -> dict[str, Any]:
    return {"service": "DataCite", "doi": DOI, "type": "Dataset"} | said_of_it


# titles


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ISPY1", "Multi-center breast DCE-MRI data and segmentations from patients in the I-SPY 1/ACRIN 6657 trials"),
        ("LIDC-IDRI", "Data From LIDC-IDRI"),
        ("Lung Image Database Consortium Image Colleciton (LIDC-IDRI)", "Data From LIDC-IDRI"),
        ("Lung Image Database Consortium (LIDC)", "The Lung Image Database Consortium"),
        ("NLST", "National Lung Screening Trial"),
        ("QIN-HeadNeck", "Data From QIN-HEADNECK"),
        ("HC18", "Automated measurement of fetal head circumference using 2D ultrasound images (HC18)"),
        ("Chest Imaging with Genomic Coorelates", "Chest imaging with genomic correlates"),
        ("TotalSegmentator v2", "TotalSegmentator dataset, version 2.0.1"),
        ("FETAL_PLANES_DB", "FETAL_PLANES_DB: Common maternal-fetal ultrasound images"),
        ("Brain Tumour Dataset", "brain tumor dataset"),
        ("肺部CT数据集", "A lung CT dataset"),
        ("The Dataset", "Images of the kidney"),
        ("BUS-BRA", "BUS-BRA: A Breast Ultrasound Dataset for Assessing Computer-aided Diagnosis Systems"),
        ("Kidney Tumor Segmentation Challenge 2019", "2019 Kidney and Kidney Tumor Segmentation Challenge"),
    ],
)
def test_titles_that_are_alike(one: str, two: str) -> None:
    assert alike(one, two, LEAST)
    assert alike(two, one, LEAST)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("CT-ORG", "Data From NSCLC-Radiomics"),
        ("KiTS19", "KiTS23"),
        ("BraTS 2020", "BraTS 2021"),
        ("Liver tumours", "Pancreas segmentations"),
        ("CT Images in COVID-19", "Chest Imaging with Clinical and Genomic Correlates of a Rural COVID-19 Population"),
        ("Lung CT", "Brain MR"),
    ],
)
def test_titles_that_are_not(one: str, two: str) -> None:
    assert not alike(one, two, LEAST)
    assert not alike(two, one, LEAST)


def test_the_title_is_shown_beside_the_registered_one() -> None:
    (found,) = said(row("Kidney MR"), {DOI: dataset(titles=["CT Images in COVID-19"])})
    assert found.code == "MED702"
    assert found.message == f"'Kidney MR' is registered with DataCite as 'CT Images in COVID-19' ({DOI})"
    assert (found.place.line, found.place.column, found.place.end_column) == (3, 3, 12)


def test_an_alias_of_the_record_is_never_held_against_it() -> None:
    known = {DOI: dataset(titles=["Stony Brook COVID"])}
    assert codes(said({"catalog/ct.yaml": record()}, known)) == ["MED702"]
    files = {"catalog/ct.yaml": record(aliases="Stony Brook COVID"), "README.md": row()}
    assert not said(files, known, "MED702")


def test_one_of_several_registered_titles_is_enough() -> None:
    answers = [dataset(titles=["Something else"]), {"service": "TCIA", "titles": ["CT Images in COVID-19"]}]
    assert not said(row(), {DOI: answers})


def test_a_right_page_does_not_excuse_a_wrong_doi() -> None:
    right = dataset(titles=["CT Images in COVID-19"])
    known = {DOI: dataset(titles=["Kidney MR"]), "https://www.example.org/set": right}
    assert codes(said({"catalog/ct.yaml": record()}, known)) == ["MED702"]


def test_papers_and_bare_addresses_have_no_title_to_compare() -> None:
    assert not said(row("Kidney MR"), {DOI: {"service": "doi.org", "url": "https://www.example.org"}})
    paper = {"service": "Crossref", "type": "journal-article", "titles": ["On X"]}
    assert codes(said(row("Kidney MR"), {DOI: paper})) == ["MED707"]


# licences


@pytest.mark.parametrize(
    ("written", "registered", "differs"),
    [
        ("CC-BY-4.0", ["cc-by-4.0"], False),
        ("CC BY 4.0", ["https://creativecommons.org/licenses/by/4.0/legalcode"], False),
        ("CC-BY-4.0", ["Creative Commons Attribution 4.0 International", "Open Access"], False),
        ("CC-BY-4.0", ["CC BY 3.0"], True),
        ("CC-BY-3.0", ["CC BY-NC 3.0"], True),
        ("CC BY", ["cc-by-4.0"], False),
        ("CC BY", ["cc-by-nc-4.0"], True),
        ("cc0", ["cc0-1.0"], False),
        ("MIT", ["cc-by-4.0"], True),
        ("unknown", ["cc-by-4.0"], True),
        ("CC-BY-4.0 AND CC-BY-NC-4.0", ["cc-by-nc-4.0"], False),
        ("CC-BY-4.0", ["CC BY 4.0", "CC BY-NC 3.0"], False),
        ("CC-BY-4.0", ["Open Access"], False),
        ("CC-BY-4.0", [], False),
        ("LicenseRef-NIH-Controlled", ["NIH Controlled Data Access Policy"], False),
        ("LicenseRef-NIH-Controlled", ["NIH Controlled Data Access Policy", "CC BY 3.0"], False),
        ("LicenseRef-Mine", ["CC BY 3.0"], True),
        ("see the website", ["CC BY 3.0"], False),
        ("", ["CC BY 3.0"], False),
    ],
)
def test_licences_are_compared_by_what_they_mean(written: str, registered: list[str], differs: bool) -> None:
    assert licenses_differ(written, registered) is differs


def test_row_and_record_with_one_wrong_licence_are_one_finding() -> None:
    files = {"README.md": row(license_="CC-BY-3.0"), "catalog/ct.yaml": record(license="CC-BY-3.0")}
    (found,) = said(files, {DOI: dataset(licenses=["cc-by-4.0"])})
    assert (found.code, found.place.path, [r.place.path for r in found.related]) == (
        "MED704", "catalog/ct.yaml", ["README.md"],
    )  # fmt: skip
    assert "'CC-BY-3.0'" in found.message
    assert "'CC-BY-4.0'" in found.message


# sizes


@pytest.mark.parametrize(
    ("size", "sizes", "wrong"),
    [
        ("42165004 images, 11.3 TB", ["21082502 images", "11.3 TB"], ["42165004 images"]),
        ("52,073 images, 33 GB", ["52073 images", "35.78 GB"], []),
        ("125 GB", ["133.16 GB"], []),
        ("124 GiB", ["133160000000 bytes"], []),
        ("10 TiB", ["10 TB"], []),
        ("1,018 scans", ["1010 patients", "1308 series"], []),
        ("1,010 subjects", ["1010 patients"], []),
        ("900 subjects", ["1010 patients"], ["900 subjects"]),
        ("~20M images", ["21082502 images"], []),
        ("over 110,000 images", ["112120 images"], []),
        ("over 200,000 images", ["112120 images"], ["over 200,000 images"]),
        ("10-20 GB", ["15 GB"], []),
        ("10-20 GB", ["40 GB"], ["10-20 GB"]),
        ("300 images", ["100 images", "200 images"], []),
        ("200 images", ["100 images", "200 images"], []),
        ("600 images", ["100 images", "200 images"], ["600 images"]),
        ("train: 100 images, test: 50 images", ["150 images"], []),
        ("5 GB", ["about five gigabytes", "n/a", ""], []),
        ("5 GB", [], []),
        ("", ["5 GB"], []),
        ("100 images, 9 GB", [f"{n} images" for n in range(1, 200)], []),
        ("40,000 images", [f"{n} images" for n in range(1, 200)], ["40,000 images"]),
    ],
)
def test_sizes_are_compared_by_what_they_mean(size: str, sizes: list[str], wrong: list[str]) -> None:
    found = said(row(size=size), {DOI: dataset(sizes=sizes)}, "MED706")
    text = row(size=size)
    assert [text.encode()[f.place.start : f.place.end].decode() for f in found] == wrong


def test_one_registry_that_agrees_is_enough() -> None:
    known = {DOI: [dataset(sizes=["1 GB"]), {"service": "TCIA", "sizes": ["11.8 GB"]}]}
    assert not said(row(size="11.8 GB"), known)
    (found,) = said(row(size="40 GB"), known)
    assert found.message == "'40 GB' of 'CT Images in COVID-19' is '11.8 GB' according to TCIA"


# versions, retractions, papers


def test_what_takes_its_place_is_named_once_for_row_and_record() -> None:
    known = {DOI: dataset(newer=["10.5072/new"])}
    (found,) = said({"README.md": row(), "catalog/ct.yaml": record()}, known)
    assert (found.code, found.place.path, found.field) == ("MED703", "catalog/ct.yaml", "doi")
    assert [place.place.path for place in found.related] == ["README.md"]
    assert "10.5072/new" in found.message


@pytest.mark.parametrize(
    "more",
    [
        "status: superseded\n",
        "relations: [{type: IsObsoletedBy, target: 10.5072/NEW}]\n",
        "relations: [{type: IsPreviousVersionOf, target: 'https://doi.org/10.5072/new'}]\n",
    ],
)
def test_a_record_that_knows_of_it_is_left_alone(more: str) -> None:
    known = {DOI: dataset(newer=["10.5072/new"])}
    assert not said({"README.md": row(), "catalog/ct.yaml": record() + more}, known)


def test_a_work_is_not_superseded_by_itself() -> None:
    assert not said(row(), {DOI: dataset(newer=[DOI.upper(), ""])})


@pytest.mark.parametrize(
    ("own", "theirs", "news"),
    [("1", "4", True), ("4", "4", False), ("4 (2020)", "4", False), ("5", "4", False), ("x", "4", False)],
)
def test_a_later_version_under_the_same_doi(own: str, theirs: str, news: bool) -> None:
    found = said({"catalog/ct.yaml": record(version=own)}, {DOI: {"service": "TCIA", "version": theirs}})
    assert codes(found) == (["MED703"] if news else [])


def test_retracted_papers_are_named_wherever_they_stand() -> None:
    text = "Read [this](https://doi.org/10.1000/x).\n\n" + row() + "\nAnd https://dx.doi.org/10.1000/X again.\n"
    (found,) = said(text, {"10.1000/x": {"service": "Crossref", "retracted": "retraction 10.1000/y"}})
    assert (found.code, found.place.line) == ("MED705", 1)
    assert "retraction 10.1000/y" in found.message
    assert [place.place.line for place in found.related] == [7]


@pytest.mark.parametrize(
    ("source", "kind", "found"),
    [
        ("https://doi.org/10.55555/x", "journal-article", ["MED707"]),
        ("https://doi.org/10.55555/x", "JournalArticle", ["MED707"]),
        ("https://doi.org/10.55555/x", "posted-content", ["MED707"]),
        ("https://doi.org/10.55555/x", "dataset", []),
        ("https://doi.org/10.55555/x", "Collection", []),
        ("https://doi.org/10.55555/x", "Image", []),
        ("https://doi.org/10.55555/x", "", []),
        ("[paper](https://doi.org/10.55555/x), [data](https://data.example.org)", "journal-article", []),
        ("[paper](https://doi.org/10.55555/x), [too](https://arxiv.org/abs/1705.02315)", "journal-article", ["MED707"]),
    ],
)
def test_an_article_is_no_source(source: str, kind: str, found: list[str]) -> None:
    known = {"10.55555/x": {"service": "Crossref", "type": kind, "titles": ["Anything"]}}
    assert codes(said(row(source=source), known, "MED707")) == found


def test_a_list_of_papers_may_link_papers() -> None:
    text = "# L\n\n## Papers\n\n" + row(source="https://doi.org/10.55555/x")
    assert not said(text, {"10.55555/x": {"service": "Crossref", "type": "journal-article"}})


def test_a_doi_in_many_places_is_one_finding() -> None:
    page = row() + f"\nSee <https://doi.org/{DOI.upper()}>, [it](doi:{DOI}).\n"
    files = {"README.md": page, "catalog/ct.yaml": record()}
    (found,) = said(files, {DOI: {"service": "doi.org", "state": "missing"}})
    assert (found.code, found.level.label, found.place.path) == ("MED701", "error", "catalog/ct.yaml")
    assert sorted(place.place.path for place in found.related) == ["README.md"] * 3


def test_nothing_is_said_where_nothing_was_asked() -> None:
    text = row("Kidney MR", "MIT", "5 TB")
    project = build_project([Source("README.md", text)], Config()._replace(select=("MED7",)), TODAY)
    assert lint(project)[0] == []


def test_answers_survive_their_memory() -> None:
    answer = Registered("TCIA", DOI, "https://x", ("a", "b"), ("CC BY 4.0",), "Dataset", ("5 GB",), "4", (), "")
    assert from_data(Registered, to_data(answer)) == answer
    for broken in ({"service": 1}, {"service": "x", "titles": "a"}, {"nonsense": "x"}, {}):
        with pytest.raises((ValueError, TypeError, KeyError)):
            from_data(Registered, broken)


PAGE = "https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI"
LIDC = {"service": "TCIA", "doi": "10.7937/K9/TCIA.2015.LO9QL9SX", "licenses": ["CC BY 3.0"]}


def test_an_archive_knows_the_doi_of_a_page() -> None:
    (one,) = said(row("LIDC-IDRI", source=PAGE), {PAGE: LIDC}, "MED508")
    assert one.message.endswith("TCIA has it as '10.7937/K9/TCIA.2015.LO9QL9SX' under CC-BY-3.0")
    assert (one.place.line, one.field) == (3, "source")


def test_what_row_and_record_lack_is_said_once() -> None:
    lacking = record(title="LIDC-IDRI", doi='""', aliases="").replace("https://www.example.org/set", PAGE)
    files = {"README.md": row("LIDC-IDRI", source=PAGE), "catalog/lidc.yaml": lacking}
    (one,) = said(files, {PAGE: LIDC}, "MED508")
    assert one.place.path == "catalog/lidc.yaml"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (f"[page]({PAGE}), [DOI](https://doi.org/{LIDC['doi']})", LIDC),  # named beside the page
        ("https://zenodo.org/records/6802614", {"service": "Zenodo", "doi": "10.5281/zenodo.6802614"}),
        (PAGE, {"service": "TCIA"}),
    ],
)
def test_a_doi_that_is_no_news(source: str, answer: Mapping[str, Any]) -> None:
    key = PAGE if PAGE in source else source
    assert not said(row("LIDC-IDRI", source=source), {key: answer}, "MED508")


def test_the_archive_has_what_a_paper_describes() -> None:
    paper = row(source="https://www.nature.com/articles/s41467-020-17971-2")
    known = {"title:ctimagesincovid19": {"service": "TCIA", "doi": DOI, "licenses": ["CC BY 4.0"]}}
    (one,) = said(paper, known, "MED507")
    assert one.message.endswith(f"own page or DOI, TCIA has it as '{DOI}' under CC-BY-4.0")
    (other,) = said(paper.replace("COVID-19 |", "COVID-20 |"), known, "MED507")
    assert other.message.endswith("expected the dataset's own page or DOI")


PLAIN = f"| Title | Source | Size |\n|---|---|---|\n| NSCLC-Radiomics{{}} | https://doi.org/{DOI} | 33 GB |\n"
NON_COMMERCIAL = {"service": "TCIA", "doi": DOI, "licenses": ["CC BY-NC 3.0"]}


def test_a_registered_bar_that_the_table_hides() -> None:
    (one,) = said(PLAIN.format(""), {DOI: NON_COMMERCIAL}, "MED805")
    assert one.message == (
        "TCIA has the license of 'NSCLC-Radiomics' as 'CC-BY-NC-3.0', which bars commercial use, "
        "and the table does not show it"
    )


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (PLAIN.format(" (non-commercial)"), [NON_COMMERCIAL]),
        (PLAIN.format(""), [NON_COMMERCIAL, {"service": "DataCite", "licenses": ["CC BY 4.0"]}]),  # nobody knows
        (PLAIN.format(""), [{"service": "TCIA", "licenses": ["CC BY 4.0"]}]),
        (PLAIN.format(""), [NON_COMMERCIAL | {"type": "journal-article"}]),  # the paper's, not the data's
        (row("NSCLC-Radiomics", "CC-BY-4.0"), [NON_COMMERCIAL]),  # license-differs says it
        (row("NSCLC-Radiomics"), [NON_COMMERCIAL]),  # missing-license says it
    ],
)
def test_no_hidden_bar(text: str, answers: list[dict[str, Any]]) -> None:
    assert not said(text, {DOI: answers}, "MED805")


@pytest.mark.parametrize(
    ("written", "registered", "expected"),
    [("CC-BY-4.0", "MIT", []), ("MIT", "GPL-3.0-only", ["MED704"]), ("CC-BY-4.0", "CC-BY-NC-4.0", ["MED704"])],
)
def test_a_licence_of_code_says_nothing_of_data(written: str, registered: str, expected: list[str]) -> None:
    url = "https://github.com/lab/set"
    known = {url: {"service": "GitHub", "type": "Repository", "name": "set", "licenses": [registered]}}
    assert codes(said(row("Eyes", written, "9 GB", url), known)) == expected
