"""`medlint show` and `medlint add`."""

from __future__ import annotations

from pathlib import Path

import yaml

from commands.conftest import Medlint
from web.registries import Registries, html
from web.server import status

LIDC = "10.7937/K9/TCIA.2015.LO9QL9SX"
RECORD = """\
id: lidc-idri
kind: dataset
title: LIDC-IDRI
landing_page: https://www.cancerimagingarchive.net/collection/lidc-idri/
doi: 10.7937/K9/TCIA.2015.LO9QL9SX
paper: {doi: 10.1118/1.3528204}
license: CC-BY-4.0
size: {text: "24,452 images, 124 GiB"}
"""


def put(world: Registries) -> None:
    part = {"license": "CC BY 3.0", "images": 244527, "series": 1308, "size": 133.16, "size_unit": "gb"}
    more = {"subjects": 1010, "version": "4", "downloads": [part]}
    world.tcia.put("LIDC-IDRI", "Data From LIDC-IDRI", LIDC, "CC BY 3.0", **more)
    rights = [{"rights": "Creative Commons", "rightsUri": "https://creativecommons.org/licenses/by/3.0/"}]
    page = "https://www.cancerimagingarchive.net/collection/lidc-idri/"
    world.datacite.put(LIDC, page, title="Data From LIDC-IDRI", rightsList=rights, sizes=["133.16 GB"])
    world.crossref.put("10.1118/1.3528204", title="The LIDC and IDRI: a completed reference database")
    world.doi.held["10.1118/1.3528204"] = "https://www.nature.com/articles/lidc"


def catalog(folder: Path) -> Path:
    (folder / "catalog").mkdir()
    (folder / "catalog" / "lidc-idri.yaml").write_text(RECORD, encoding="utf-8")
    return folder


def test_show_puts_an_entry_beside_its_registries(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    done = medlint(catalog(tmp_path), "show", "lidc-idri")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("LIDC-IDRI  (catalog/lidc-idri.yaml:3)\n")
    blocks = {block.splitlines()[0]: block.splitlines()[1:] for block in done.stdout.split("\n\n")[1:]}
    assert blocks["license"] == [
        "  entry     CC-BY-4.0",
        "  DataCite  https://creativecommons.org/licenses/by/3.0/ (CC-BY-3.0)   <- differs",
        "  TCIA      CC BY 3.0 (CC-BY-3.0)   <- differs",
    ]
    assert blocks["size"] == [
        "  entry     24,452 images, 124 GiB",
        "  DataCite  133.16 GB",
        "  TCIA      1010 patients, 244527 images, 1308 series, 133.16 GB   <- differs",
    ]
    assert not any("differs" in line for line in blocks["title"])
    assert "its paper" in blocks
    assert "The LIDC and IDRI" in done.stdout
    assert not done.stderr


def test_show_finds_an_entry_by_doi_and_title(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    folder = catalog(tmp_path)
    texts = {medlint(folder, "show", name).stdout for name in (LIDC.lower(), f"doi:{LIDC}", "LIDC IDRI")}
    assert len(texts) == 1
    assert "lidc-idri.yaml" in texts.pop()


def test_show_of_a_doi_that_the_list_has_not(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    (tmp_path / "README.md").write_text("# A list\n", encoding="utf-8")
    done = medlint(tmp_path, "show", LIDC)
    assert "  DataCite  Data From LIDC-IDRI\n" in done.stdout
    nothing = medlint(tmp_path, "show", "lidc-idri")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "'lidc-idri'" in nothing.stderr


def test_show_says_what_could_not_be_learnt(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    world.datacite.mood = html()
    world.tcia.mood = status(404)
    done = medlint(catalog(tmp_path), "show", "lidc-idri")
    assert done.returncode == 0
    assert done.stderr.count("gave no usable answer") == 2


def test_add_drafts_a_record(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    done = medlint(tmp_path, "add", f"https://doi.org/{LIDC}")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "wrote catalog/lidc-idri.yaml\n"
    text = (tmp_path / "catalog" / "lidc-idri.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == {
        "id": "lidc-idri",
        "kind": "dataset",
        "title": "Data From LIDC-IDRI",
        "aliases": ["LIDC-IDRI"],
        "landing_page": "https://www.cancerimagingarchive.net/collection/lidc-idri/",
        "doi": LIDC.lower(),
        "access": {"level": "open"},
        "license": "CC-BY-3.0",
        "size": {
            "text": "1,010 patients, 244,527 images, 1,308 series, 133.16 GB",
            "bytes": 133160000000,
            "counts": [
                {"unit": "patients", "value": 1010}, {"unit": "images", "value": 244527},
                {"unit": "series", "value": 1308},
            ],
        },
        "version": "4",
    }  # fmt: skip
    left = ["description", "section", "modalities", "keywords"]
    assert [line.split()[1] for line in done.stderr.splitlines() if "left to you" in line] == left
    assert [line for line in text.splitlines() if line.startswith("# ")][1:] == [
        line for line in text.splitlines() if line.startswith(tuple(f"# {field}:  #" for field in left))
    ]
    checked = medlint(tmp_path, "check", "--offline", "--format", "json", "--no-cache", "--select", "MED003")
    assert checked.stdout.count('"code":"MED003"') == 1, "of what is left the schema misses the section"


def test_add_by_the_page_of_an_archive(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    medlint(tmp_path, "add", LIDC)
    by_doi = (tmp_path / "catalog" / "lidc-idri.yaml").read_bytes()
    (tmp_path / "catalog" / "lidc-idri.yaml").unlink()
    done = medlint(tmp_path, "add", "https://wiki.cancerimagingarchive.net/display/Public/LIDC-IDRI")
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load((tmp_path / "catalog" / "lidc-idri.yaml").read_bytes()) == yaml.safe_load(by_doi)


def test_add_never_overwrites(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    folder = catalog(tmp_path)
    done = medlint(folder, "add", LIDC)
    assert (done.returncode, done.stdout) == (2, "")
    assert "catalog/lidc-idri.yaml" in done.stderr
    (folder / "catalog" / "lidc-idri.yaml").write_text("id: lidc-idri\ntitle: Another\n", encoding="utf-8")
    assert medlint(folder, "add", LIDC).stdout == "wrote catalog/lidc-idri-2.yaml\n"
    assert "Another" in (folder / "catalog" / "lidc-idri.yaml").read_text("utf-8")


def test_add_of_what_is_no_dataset(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    put(world)
    for name, why in (
        ("10.1118/1.3528204", "is a paper"),
        ("10.5555/nothing.here", "doi.org knows no such DOI"),
        ("https://data.example.org/set", "knows anything of it"),
        ("LIDC", "neither a DOI nor an address"),
    ):
        done = medlint(tmp_path, "add", name)
        assert (done.returncode, done.stdout) == (2, ""), name
        assert why in done.stderr
    assert not (tmp_path / "catalog").exists()


def test_hostile_answers_make_a_harmless_record(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    world.datacite.put(
        "10.5072/x", "javascript:alert(1)", title="../../etc/x\n# \u202e: [\x1b]31m",
        rightsList=[{"rights": "a\nlicense: MIT\n"}], sizes=["9" * 400 + " GB", {"a": 1}, None], version={"b": []},
    )  # fmt: skip
    done = medlint(tmp_path, "add", "10.5072/x")
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "catalog").iterdir()
    record = yaml.safe_load(path.read_bytes())
    assert set(record) <= {"id", "kind", "title", "doi", "size"}
    assert record["doi"] == "10.5072/x"
    assert "\x1b" not in done.stderr + path.read_text("utf-8")


def test_a_registered_licence_silences_no_rule(world: Registries, medlint: Medlint, tmp_path: Path) -> None:
    rights = [{"rights": "free # medlint-ignore-file: ALL, of charge"}]
    world.datacite.put("10.5072/x", "https://www.example.org/x", title="Avilable scans", rightsList=rights)
    assert medlint(tmp_path, "add", "10.5072/x").returncode == 0
    (path,) = (tmp_path / "catalog").iterdir()
    assert "# license:  # registered as 'free  medlint-ignore-file: ALL, of charge'" in path.read_text("utf-8")
    assert "MED304" in medlint(tmp_path, "check", "--offline", "--no-cache").stdout


def test_a_dataset_that_is_called_list_is_not_taken_for_what_tells_of_the_list(
    world: Registries, medlint: Medlint, tmp_path: Path
) -> None:
    world.datacite.put("10.5072/x", "https://www.example.org/x", title="List")
    assert medlint(tmp_path, "add", "10.5072/x").returncode == 0
    assert [path.name for path in (tmp_path / "catalog").iterdir()] == ["list-2.yaml"]
