"""`medlint check` with registries that hold true figures: what is wrong is found, and nothing else is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.conftest import Medlint
from web.registries import Registries, html
from web.server import Site, redirect, status

SHARED = Path(__file__).parents[2].parent / "shared"
PAGE = "https://www.cancerimagingarchive.net/collection"

RECORD = """\
id: {id}
kind: dataset
title: {title}
description: >-
  Computed tomography of the chest, given out with what radiologists drew on it, for whoever wants to measure.
section: CT
modalities: [CT]
keywords: [lung]
landing_page: {page}
doi: {doi}
paper: {{doi: 10.1038/ncomms5006}}
access: {{level: open}}
license: {license}
size: {{text: "{size}"}}
"""


def findings(done: Any, *codes: str) -> list[tuple[str, str | None, str]]:
    """Code, entry and message of what was found, of these families."""
    said = json.loads(done.stdout)["findings"]
    return [(f["code"], f["entry"], f["message"]) for f in said if f["code"].startswith(codes)]


@pytest.fixture
def true_figures(world: Registries, pages: Site) -> Registries:
    """What TCIA, DataCite and Crossref have of six collections, in our own words."""
    known = (
        ("ISPY1", "Breast DCE-MRI of the I-SPY 1/ACRIN 6657 trials", "10.7937/K9/TCIA.2016.HdHpgJLK", "CC BY 3.0",
         [386528, 76.2, "gb"], 222),
        ("QIN-HEADNECK", "Data From QIN-HEADNECK", "10.7937/K9/TCIA.2015.K0F5CGLI",
         "NIH Controlled Data Access Policy", [701002, 201.2, "gb"], 279),
        ("NSCLC-Radiomics", "Data From NSCLC-Radiomics", "10.7937/K9/TCIA.2015.PF0M9REI", "CC BY-NC 3.0",
         [52073, 35.78, "gb"], 422),
        ("NLST", "Data from the National Lung Screening Trial (NLST)", "10.7937/TCIA.HMQ8-J677", "CC BY 4.0",
         [21082502, 11.3, "tb"], 26254),
        ("CT Images in COVID-19", "CT Images in COVID-19", "10.7937/tcia.2020.gqry-nc81", "CC BY 4.0",
         [771, 11.8, "gb"], 661),
        ("LIDC-IDRI", "Data From LIDC-IDRI", "10.7937/K9/TCIA.2015.LO9QL9SX", "CC BY 3.0",
         [244527, 133.16, "gb"], 1010),
        ("COVID-19-AR",
         "Chest Imaging with Clinical and Genomic Correlates Representing a Rural COVID-19 Positive Population",
         "10.7937/tcia.2020.py71-5978", "CC BY 4.0", [31935, 19.0, "gb"], 105),
    )  # fmt: skip
    for short, title, doi, licence, (images, size, unit), patients in known:
        download = {"license": licence, "images": images, "size": size, "size_unit": unit}
        world.tcia.put(short, title, doi, licence, subjects=patients, downloads=[download], version="4")
        slug = short.lower().replace(" ", "-")
        rights = [{"rights": licence, "rightsIdentifier": None}]
        world.datacite.put(doi, f"{PAGE}/{slug}/", title=title, rightsList=rights)
    world.crossref.put("10.1038/ncomms5006", "https://www.nature.com/articles/ncomms5006")
    world.doi.held["10.1038/ncomms5006"] = "https://www.nature.com/articles/ncomms5006"
    assert isinstance(pages.routes, dict)
    pages.routes |= {
        "/articles/ncomms5006": status(403),
        "/articles/s41467-020-17971-2": status(403),
        "/display/Public/LIDC-IDRI": redirect(f"{PAGE}/lidc-idri/"),
        "/display/NLST/National+Lung+Screening+Trial": status(200),
    }
    return world


def test_the_seed_list(true_figures: Registries, medlint: Medlint, tmp_path: Path) -> None:
    seed = SHARED / "corpora" / "seed-late" / "README.md"
    if not seed.is_file():
        pytest.skip("the seed list is not here")
    shutil.copy(seed, tmp_path / "README.md")
    done = medlint(tmp_path, "check", "--format", "json", "--select", "MED6,MED7,MED8,MED507,MED508", "--no-cache")
    said = json.loads(done.stdout)["findings"]
    assert sorted((f["code"], f["entry"]) for f in said) == [
        ("MED507", "CT Images in COVID-19"),
        ("MED508", "Lung Image Database Consortium Image Colleciton (LIDC-IDRI)"),
        ("MED508", "National Lung Screening Trial [LIMITED ACCESS]"),
        ("MED602", "Lung Image Database Consortium Image Colleciton (LIDC-IDRI)"),
        ("MED602", "National Lung Screening Trial [LIMITED ACCESS]"),
        ("MED603", "CT Images in COVID-19"),
        ("MED706", "National Lung Screening Trial [LIMITED ACCESS]"),
        ("MED805", "NSCLC-Radiomics"),
    ], done.stdout
    by_code = {(f["code"], f["entry"].partition(" ")[0]): f for f in said}
    assert "'CC-BY-NC-3.0'" in by_code["MED805", "NSCLC-Radiomics"]["message"]
    assert "'10.7937/K9/TCIA.2015.LO9QL9SX' under CC-BY-3.0" in by_code["MED508", "Lung"]["message"]
    assert "'10.7937/tcia.2020.gqry-nc81' under CC-BY-4.0" in by_code["MED507", "CT"]["message"]
    assert by_code["MED603", "CT"]["level"] == "info", "the publisher's 403"
    (count,) = [f["message"] for f in said if f["code"] == "MED706"]
    assert "42165004" in count
    assert "21082502" in count
    moved = {f["entry"]: f["fix"]["edits"][0]["text"] for f in said if f["code"] == "MED602"}
    assert {text.partition("#")[0] for text in moved.values()} == {f"{PAGE}/nlst/", f"{PAGE}/lidc-idri/"}
    assert not done.stderr


def test_facts_are_what_the_stand_ins_hold(true_figures: Registries) -> None:
    """The figures here are those of the facts that the catalog was made of."""
    facts = SHARED / "facts" / "datasets.yaml"
    if not facts.is_file():
        pytest.skip("the facts are not here")
    known = {str(item.get("doi", "")).lower(): item for item in yaml.safe_load(facts.read_text("utf-8"))}
    for collection in true_figures.tcia.held.values():
        fact = known[collection["doi"].lower()]
        images = fact["size"].get("images") or fact["size"]["volumes"]
        assert abs(images - collection["downloads"][0]["images"]) < 0.001 * images
        assert fact["size"]["patients"] == collection["subjects"]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Three records, each with something that the registries contradict."""
    rows = (
        ("nsclc-radiomics", "NSCLC-Radiomics", "10.7937/K9/TCIA.2015.PF0M9REI", "CC-BY-3.0", "52,073 images, 33 GB"),
        ("lidc-idri", "LIDC-IDRI", "10.7937/K9/TCIA.2015.L09QL9SX", "CC-BY-3.0", "244,527 images, 124 GiB"),
        ("ct-images-in-covid-19", "CT Images in COVID-19", "10.7937/tcia.2020.py71-5978", "CC-BY-4.0", "11.8 GB"),
    )  # fmt: skip
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "list.yaml").write_text("title: A list\nsections: [{title: CT, modalities: [CT]}]\n", encoding="utf-8")
    for name, title, doi, licence, size in rows:
        text = RECORD.format(id=name, title=title, page=f"{PAGE}/{name}/", doi=doi, license=licence, size=size)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_records_are_compared_with_their_registries(true_figures: Registries, medlint: Medlint, catalog: Path) -> None:
    done = medlint(catalog, "check", "--format", "json", "--select", "MED6,MED7", "--no-cache")
    said = {(code, entry): message for code, entry, message in findings(done, "MED")}
    assert sorted(said) == [
        ("MED701", "LIDC-IDRI"),
        ("MED702", "CT Images in COVID-19"),
        ("MED704", "NSCLC-Radiomics"),
    ], done.stdout
    assert "Rural COVID-19 Positive Population" in said["MED702", "CT Images in COVID-19"]
    assert "'CC-BY-3.0'" in said["MED704", "NSCLC-Radiomics"]
    assert "'CC-BY-NC-3.0'" in said["MED704", "NSCLC-Radiomics"]
    links = {link["url"]: link for link in json.loads(done.stdout)["links"]}
    assert links["https://doi.org/10.7937/K9/TCIA.2015.L09QL9SX"]["verdict"] == "dead"
    assert links["https://doi.org/10.1038/ncomms5006"]["verdict"] == "alive", "the publisher's 403 is no finding"
    assert len(links["https://doi.org/10.1038/ncomms5006"]["places"]) == 3
    assert done.returncode == 1


def test_registries_that_lie_make_no_entry_wrong(true_figures: Registries, medlint: Medlint, catalog: Path) -> None:
    true_figures.datacite.mood = true_figures.crossref.mood = true_figures.tcia.mood = html()
    true_figures.doi.mood = status(503)
    done = medlint(catalog, "check", "--format", "json", "--select", "MED6,MED7", "--no-cache", "--retries", "0")
    assert [code for code, _, _ in findings(done, "MED")] == ["MED604"], "once, for all DOIs"
    notes = [line for line in done.stderr.splitlines() if "no usable answer" in line]
    assert sorted(line.split()[1] for line in notes) == ["Crossref", "DataCite", "TCIA", "doi.org"]
    assert done.returncode == 0


def test_letter_case_makes_no_other_link(true_figures: Registries, medlint: Medlint, tmp_path: Path) -> None:
    spellings = ("10.7937/K9/TCIA.2015.PF0M9REI", "10.7937/k9/tcia.2015.pf0m9rei", "10.7937/K9/Tcia.2015.PF0M9REI")
    text = "".join(f"See https://doi.org/{spelling}\n\n" for spelling in spellings)
    (tmp_path / "README.md").write_text(f"# A list\n\n{text}", encoding="utf-8")
    done = medlint(tmp_path, "check", "--format", "json", "--no-cache")
    (link,) = json.loads(done.stdout)["links"]
    assert (link["verdict"], [place["line"] for place in link["places"]]) == ("alive", [3, 5, 7])


def test_a_registry_is_asked_where_the_config_says(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    world.datacite.put("10.5072/x", "https://data.example.org/set")
    (tmp_path / "README.md").write_text("# A list\n\nSee https://doi.org/10.5072/x\n", encoding="utf-8")
    config = 'services = { datacite = "https://data.example.org/mirror" }\n'
    (tmp_path / "medlint.toml").write_text(config, encoding="utf-8")
    done = medlint(tmp_path, "check", "--format", "json", "--no-cache", "--retries", "0")
    assert not world.datacite.asked
    assert "DataCite gave no usable answer" in done.stderr


def test_a_second_run_asks_nobody(true_figures: Registries, medlint: Medlint, catalog: Path, pages: Site) -> None:
    first = medlint(catalog, "check", "--format", "json", "--select", "MED6,MED7")
    asked = sum(len(service.asked) for service in true_figures.services), len(pages.requests)
    second = medlint(catalog, "check", "--format", "json", "--select", "MED6,MED7")
    assert (sum(len(service.asked) for service in true_figures.services), len(pages.requests)) == asked
    assert [f[:2] for f in findings(second, "MED")] == [f[:2] for f in findings(first, "MED")]
