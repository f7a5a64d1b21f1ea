"""Exports: what they say is what the record says, and the programs of others can read it."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any, get_args

import pytest

from medlint.cli import main
from medlint.config import Config, load_config
from medlint.engine import read
from medlint.model import Source
from medlint.options import EXPORTS
from medlint.read.project import build_project
from medlint.write.export import bibtex, croissant, datacite, dcat, mapping, plain, schemaorg
from medlint.write.export.collect import collect
from medlint.write.export.formats import FORMATS, each, whole
from medlint.write.export.record import Amount, Collection, Creator, Record, Relation

TOP = Path(__file__).parents[2]
FULL = Record(
    id="retina-fundus", path="catalog/retina-fundus.yaml", line=2, title="Retina: fundus & more", kind="challenge",
    aliases=("Fundus of the eye",), summary="Photographs of the fundus with lesions outlined",
    description="Photographs of the fundus of 812 people, graded by two readers, with lesions outlined by a third.",
    section="Ophthalmology", modalities=("OP", "OPT"), derived=("SEG",), body_parts=("retina",),
    tasks=("segmentation",), keywords=("diabetic retinopathy",), doi="10.5281/zenodo.4321",
    landing_page="https://retina.example.org/data?a=1&b=2", paper_doi="10.1016/j.media.2020.101",
    paper_arxiv="2003.01234", access="dua",
    access_url="https://retina.example.org/agreement", license="CC-BY-NC-4.0", size="1,624 images, 5.6 GB",
    bytes=Amount("bytes", 5_600_000_000, None, None),
    counts=(Amount("images", 1624, None, None), Amount("patients", None, 800, 812, True)), formats=("tiff",),
    version="2.1", published="2021-03-09", relations=(Relation("IsDerivedFrom", "10.5281/zenodo.999"),),
    deidentification="pseudonymized", faces="none", status="superseded",
    creators=(Creator("Lind, Åsa", orcid="0000-0002-1825-0097"), Creator("Eye Clinic", ror="02mhbdp94")),
    publisher="Zenodo", citation={"author": ("Lind, Åsa",), "title": "Fundus photographs", "year": "2020"},
    verified="2026-11-21", verified_by="a person",
)  # fmt: skip
EMPTY = Record(id="bare", path="README.md", line=3, title="Bare")
LISTED = Collection((FULL, EMPTY), "Eyes", "Datasets of eyes", "https://list.example.org/")

FIELDS = {  # a field of the table → the attributes of a record that hold it, and how each looks in an export
    "id": {"id": "retina-fundus"}, "kind": {"kind": "challenge"}, "title": {"title": "Retina: fundus"},
    "aliases": {"aliases": "Fundus of the eye"}, "summary": {"summary": "lesions outlined"},
    "description": {"description": "812 people, graded"}, "modalities": {"modalities": "OP"},
    "derived": {"derived": "SEG"}, "body_parts": {"body_parts": "retina"}, "tasks": {"tasks": "segmentation"},
    "keywords": {"keywords": "diabetic retinopathy"}, "doi": {"doi": "10.5281/zenodo.4321"},
    "landing_page": {"landing_page": "https://retina.example.org/data"},
    "paper": {"paper_doi": "10.1016/j.media.2020.101", "paper_arxiv": "2003.01234"},
    "access.level": {"access": "dua"}, "access.url": {"access_url": "https://retina.example.org/agreement"},
    "license": {"license": "by-nc/4.0"}, "size.text": {"size": "1,624 images, 5.6 GB"},
    "size.bytes": {"bytes": "5600000000"}, "size.counts": {"counts": "1624"}, "formats": {"formats": "tiff"},
    "version": {"version": "2.1"}, "published": {"published": "2021"}, "relations": {"relations": "10.5281/zenodo.999"},
    "deidentification": {"deidentification": "pseudonymized"}, "status": {"status": "superseded"},
    "creators": {"creators": "Lind, "}, "publisher": {"publisher": "Zenodo"},
    "citation": {"citation": "Fundus photographs"}, "verified": {"verified": "2026-11-21"},
}  # fmt: skip


def written(vocabulary: str, record: Record) -> str:
    """The one dataset in a vocabulary, as text in which letters are letters."""
    of_one = Collection((record,), LISTED.title, LISTED.description)
    if vocabulary == "bibtex":
        return bibtex.entry(record, of_one)
    make: dict[str, Any] = {
        "schemaorg": schemaorg.document, "croissant": croissant.document, "datacite": datacite.document,
    }  # fmt: skip
    made = dcat.catalog(of_one) if vocabulary == "dcat" else make[vocabulary](record, of_one)
    return json.dumps(made, ensure_ascii=False)


@pytest.mark.parametrize("vocabulary", get_args(mapping.Vocabulary))
@pytest.mark.parametrize("field", list(mapping.MAPPING))
def test_what_the_table_promises_is_written_and_nothing_else(vocabulary: str, field: str) -> None:
    empty = {name: getattr(EMPTY, name) for name in FIELDS[field]} | ({"id": "other"} if field == "id" else {})
    without = written(vocabulary, replace(FULL, **empty))
    told = written(vocabulary, FULL)
    term: str = getattr(mapping.MAPPING[field], vocabulary)
    assert (told != without) == bool(term)
    if term:
        shown = FIELDS[field].values() if vocabulary != "bibtex" or field != "license" else ("CC-BY-NC-4.0",)
        assert any(text in told for text in shown)
        assert vocabulary == "bibtex" or term.split(".")[0] in told


def test_the_table_of_the_documents_is_the_table() -> None:
    rows = [["field", "schema.org", "Croissant", "DataCite", "DCAT-AP", "BibTeX"]]
    rows += [[f"`{name}`", *(f"`{term}`" if term else "" for term in terms)] for name, terms in mapping.MAPPING.items()]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    assert "\n".join([lines[0], "|---" * 6 + "|", *lines[1:], ""]) in (TOP / "docs" / "export.md").read_text("utf-8")
    assert set(mapping.MAPPING) == set(FIELDS)
    assert set(FORMATS) == set(EXPORTS)


def ours() -> Collection:
    """The list of this repository."""
    return collect(
        read([TOP], load_config(TOP / "pyproject.toml", TOP), date(2026, 11, 21)), "https://list.example.org/"
    )


@pytest.fixture(scope="module")
def all_ours() -> Collection:
    return ours()


@pytest.fixture(scope="module")
def both(all_ours: Collection) -> Collection:
    """Our list, and records with everything and with nothing."""
    return Collection((*all_ours.records, FULL, EMPTY), "Eyes & more", "", "https://list.example.org/")


def test_json_says_what_our_records_say(all_ours: Collection) -> None:
    import yaml

    said = {item["id"]: item for item in plain.catalog(all_ours)["datasets"]}
    files = [file for file in (TOP / "catalog").glob("*.yaml") if file.name != "list.yaml"]
    assert len(said) == len(files)
    for file in files:
        record = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # every scalar as it is written
        told = said[record["id"]]
        for field in ("evidence", "verified"):
            assert told.pop(field, None) == _plain(record.pop(field, None))
        given = record["size"].pop("counts", [])  # where the record has none, the words of the size are read
        assert _plain(told["size"].pop("counts", [])) == _plain(given) or not given
        if "bytes" not in record["size"]:
            told["size"].pop("bytes", None)
        assert {key: _plain(told.get(key)) for key in record} == _plain(record), file.name


def _plain(value: Any) -> Any:
    """Numbers and truth as YAML writes them, texts without blanks at their ends."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value).strip().lower() if isinstance(value, bool) else value if value is None else str(value).strip()


def test_csv_is_read_back(both: Collection) -> None:
    rows = list(csv.DictReader(io.StringIO(plain.to_csv(both))))
    assert [row["id"] for row in rows] == [record.id for record in both.records]
    row = next(row for row in rows if row["id"] == FULL.id)
    assert row["size.bytes"] == "5600000000" and row["size.counts"] == "1624 images; 800-812 patients"
    assert row["access.level"] == "dua" and row["aliases"] == "Fundus of the eye"
    assert row["license_class"] == "non-commercial"
    assert row["title"] == FULL.title and row["paper.arxiv"] == "2003.01234"


def test_a_cell_is_no_formula() -> None:
    bad = replace(EMPTY, title='=HYPERLINK("https://evil.example","x")', description="@SUM(1)", license="-1")
    row = next(csv.DictReader(io.StringIO(plain.to_csv(Collection((bad,), "x")))))
    assert (row["title"][:2], row["description"][:2], row["license"]) == ("'=", "'@", "'-1")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_sign_of_full_width_begins_no_formula_either(sign: str) -> None:
    row = next(csv.DictReader(io.StringIO(plain.to_csv(Collection((replace(EMPTY, title=f"{sign}1"),), "x")))))
    assert row["title"] == f"'{sign}1"


def test_croissant_is_read_without_an_error(both: Collection) -> None:
    pytest.importorskip("mlcroissant")
    code = (
        "import json, sys, logging; logging.disable(); import mlcroissant\n"
        "for text in sys.stdin:\n"
        "    data = json.loads(text); found = mlcroissant.Dataset(data)\n"
        "    assert not found.metadata.issues.errors, found.metadata.issues.report()\n"
        "    assert found.metadata.name == data['name'] and '/1.1' in str(found.metadata.to_json()['conformsTo'])\n"
        "    print(found.metadata.name)\n"
    )
    lines = "".join(json.dumps(croissant.document(record, both)) + "\n" for record in both.records)
    # In a process of its own: it brings pandas, and warnings that are not ours.
    done = subprocess.run([sys.executable, "-c", code], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("\n") == len(both.records)


def test_datacite_is_valid(both: Collection) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from datacite import schema45  # type: ignore[import-untyped]

    for record in both.records:
        schema45.validator.validate(datacite.document(record, both))
    with pytest.raises(Exception, match="creators"):
        schema45.validator.validate({**datacite.document(FULL, both), "creators": []})


@pytest.mark.parametrize("ror", ['https://ror.org/<x>"|y', "05a28rw58`{", "https://ror.org/ä^b"])
def test_who_made_a_dataset_is_named_by_an_iri(ror: str) -> None:
    made = replace(FULL, creators=(Creator("Somebody", ror=ror), Creator("Another", orcid="0000-<1>")))
    collection = Collection((made,), "x")
    told = [
        *schemaorg.dataset(made, collection)["creator"],
        *dcat.catalog(collection)["dcat:dataset"][0]["dct:creator"],
    ]
    assert len(told) == 4 and all(
        re.fullmatch(r"https://(?:ror|orcid)\.org/[\w%-]+", who["@id"], re.ASCII) for who in told
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser uses it
def test_dcat_is_valid(both: Collection) -> None:
    import pyshacl
    import rdflib

    graph = rdflib.Graph().parse(data=json.dumps(dcat.catalog(both)), format="json-ld")
    shapes = rdflib.Graph().parse(Path(__file__).with_name("dcat-ap.ttl"))
    valid, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    assert valid, text
    titles = {str(title) for title in graph.objects(None, rdflib.DCTERMS.title)}
    assert titles == {record.title for record in both.records} | {both.title}
    size = next(graph.objects(None, rdflib.DCAT.byteSize, unique=True))
    assert isinstance(size, rdflib.Literal) and size.datatype == rdflib.XSD.nonNegativeInteger
    graph.remove((None, rdflib.DCTERMS.title, None))
    assert not pyshacl.validate(graph, shacl_graph=shapes)[0]


def test_bibtex_is_read_back(both: Collection) -> None:
    from bibtexparser.entrypoint import parse_string

    odd = replace(FULL, id="odd", title=r"50% of {A}_B \input{x} ~ #1 & $2", creators=(Creator("{}}}"),))
    lone = replace(
        FULL,
        id="lone",
        title="A set of {brackets",
        summary="}",
        creators=(Creator("Health AND Welfare"), Creator("Li, X")),
    )
    library = parse_string(bibtex.document(Collection((*both.records, lone, odd), "x")))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [record.id for record in (*both.records, lone, odd)]
    fields = {entry.key: {key: field.value for key, field in entry.fields_dict.items()} for entry in library.entries}
    assert fields["retina-fundus"]["doi"] == "10.5281/zenodo.4321"
    assert fields["retina-fundus"]["author"] == "Lind, Åsa and Eye Clinic"
    assert fields["odd"]["title"] == (
        r"{50\% of \textbraceleft{}A\textbraceright{}\_B \textbackslash{}input\textbraceleft{}x\textbraceright{} "
        r"\textasciitilde{} \#1 \& \$2}"
    )
    assert fields["lone"]["title"] == r"{A set of \textbraceleft{}brackets}"
    assert fields["lone"]["author"] == "{Health AND Welfare} and Li, X"


def test_bibtex_has_no_brace_without_a_partner() -> None:
    names = ("}}", "Welfare and Health", "x" * 3000, "y" * 3000)
    paper: dict[str, str | tuple[str, ...]] = {"title": "{", "author": names}
    record = replace(FULL, title="}{", summary="\\}", creators=(Creator("{"),), citation=paper)
    for text in (bibtex.entry(record, Collection((record,), "x")), bibtex.article(record)):
        depths = list(accumulate({"{": 1, "}": -1}.get(character, 0) for character in text))
        assert (min(depths), depths[-1]) == (0, 0)
    assert r"\textbraceright{}\textbraceright{} and {Welfare and Health} and xxx" in bibtex.article(record)
    assert "x and others}," in bibtex.article(record)


def test_descriptions_are_within_the_limits_of_search(both: Collection) -> None:
    endless = replace(FULL, id="endless", description="word " * 2000)
    for record in (*both.records, endless):
        made = schemaorg.document(record, both)
        assert 50 <= len(made["description"]) <= 5000
        assert made["name"] and made["identifier" if record.landing_page else "@id"] and made["creator"]
        assert ("license" in made) == (record.license not in ("", "unknown"))
    assert schemaorg.document(FULL, both)["description"] == FULL.description


def test_a_relation_leads_to_the_other_dataset() -> None:
    part = replace(EMPTY, id="part", title="Part", landing_page="https://part.example.org/", doi="10.5281/zenodo.999")
    whole_ = replace(FULL, relations=(Relation("HasPart", "part"), Relation("IsDerivedFrom", "10.5281/ZENODO.999")))
    listed = Collection((whole_, part), "x")
    made = schemaorg.document(whole_, listed)
    assert made["isBasedOn"]["name"] == "Part" and made["hasPart"][-1]["url"] == "https://doi.org/10.5281/zenodo.999"
    related = [
        (item["relationType"], item["relatedIdentifier"])
        for item in datacite.document(whole_, listed)["relatedIdentifiers"]
    ]
    assert ("HasPart", "10.5281/zenodo.999") in related


README = """# Datasets of lungs

## CT

| Dataset | Link | Size | License | Year | Scanner |
|---|---|---|---|---|---|
| LIDC | [page](https://lidc.example.org) | 1,018 scans, 133 GB | CC BY 3.0 | 2015 | several |
| LIDC | [again](https://doi.org/10.7937/abc) | ~3k images | | | |
| 肺部数据 | [x](javascript:alert(1)) | | own terms | | |
"""


def of(text: str, **over: Any) -> Collection:
    return collect(build_project([Source("README.md", text)], Config(**over), date(2026, 11, 21)))


def test_a_list_without_a_catalog_is_exported_too() -> None:
    listed = of(README)
    first, second, third = listed.records
    assert listed.title == "Datasets of lungs"
    assert (first.id, second.id) == ("lidc", "lidc-2") and third.id.startswith("dataset-")
    assert first.license == "CC-BY-3.0" and first.published == "2015" and first.others == (("Scanner", "several"),)
    assert first.bytes == Amount("bytes", 133 * 10**9, None, None)
    assert first.counts == (Amount("scans", 1018, None, None),)
    assert second.doi == "10.7937/abc" and second.counts[0].approx
    assert third.landing_page == "" and third.license == "own terms"
    for name in EXPORTS:
        assert "LIDC" in whole(name, listed) and "javascript:" not in whole(name, listed)


def test_other_schemas_are_understood_by_their_keys() -> None:
    text = "name: Knee set\nurl: https://knee.example.org/\ntags: [knee, MRI]\nlicence: CC0\nsize: 3 GB\nyear: 2019\n"
    made = collect(build_project([Source("catalog/k.yaml", text)], Config(), date(2026, 11, 21))).records[0]
    assert (made.title, made.landing_page, made.license) == ("Knee set", "https://knee.example.org/", "CC0-1.0")
    assert made.keywords == ("knee", "MRI") and made.published == "2019" and made.bytes is not None


@pytest.mark.parametrize(
    "value", ["{a: [1, {b: 2}]}", "[[[1]], {x: y}]", "3.5", "null", "'\\x1b[0m\\u202e<b>'", "true"]
)
def test_no_value_is_too_odd(value: str) -> None:
    fields = ("id", "aliases", "description", "size", "access", "license", "paper", "relations", "evidence", "creators")
    text = "title: odd\n" + "".join(f"{field}: {value}\n" for field in (*fields, "verified", "doi", "landing_page"))
    listed = collect(build_project([Source("catalog/odd.yaml", text)], Config(), date(2026, 11, 21)))
    for name in EXPORTS:
        made = whole(name, listed)
        assert "\x1b" not in made and re.fullmatch(r"[a-z0-9-]+", listed.records[0].id)
        list(each(name, listed))


HOSTILE = ("../../etc/passwd", "/etc/passwd", "con/../x", "a\\..\\b", "..", "", "\x00", "x" * 3000)


def test_ids_name_no_other_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in enumerate(HOSTILE):
        (tmp_path / "catalog").mkdir(exist_ok=True)
        record = {"id": name, "title": f"{name}", "landing_page": "javascript:alert(1)"}
        (tmp_path / "catalog" / f"r{number}.yaml").write_text(json.dumps(record))
    monkeypatch.chdir(tmp_path)
    assert main(["export", "datacite", "--to", "out/"]) == 0
    made = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "catalog"]
    assert len(made) == len(HOSTILE) and {path.parent for path in made} == {tmp_path / "out"}
    assert all(re.fullmatch(r"[a-z0-9-]{1,100}\.json", path.name) for path in made)


def test_links_lead_out_of_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    (tmp_path / "README.md").write_text(README)
    (tmp_path / "secret.csv").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "datasets.csv").symlink_to(tmp_path / "secret.csv")
    monkeypatch.chdir(tmp_path)
    assert main(["export", "csv", "--to", "out"]) == 0
    assert (tmp_path / "secret.csv").read_text() == "mine"
    assert not (tmp_path / "out" / "datasets.csv").is_symlink()


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# Words\n\nNo list.\n")
    assert main(["export", "json"]) == 2
    assert "no dataset" in capsys.readouterr().err
    (tmp_path / "README.md").write_text(README)
    assert main(["export", "json"]) == 0
    assert [item["title"] for item in json.loads(capsys.readouterr().out)["datasets"]] == ["LIDC", "LIDC", "肺部数据"]
    assert main(["export", "croissant", "--to", "all.json"]) == 0
    assert len(json.loads((tmp_path / "all.json").read_text())) == 3
    assert main(["export", "croissant", "--to", "each"]) == 0
    assert len(list(_files(tmp_path / "each"))) == 3
    assert main(["export", "xml"]) == 2
    assert main(["export", "json", "--base-url", "javascript:alert(1)"]) == 2


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())
