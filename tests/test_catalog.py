"""The schemas say what they should, and this repository's own list keeps to them and to itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from medlint.data import meanings

ROOT = Path(__file__).parents[1]
SCHEMAS = {
    name: json.loads((ROOT / "schema" / f"{name}.schema.json").read_text("utf-8")) for name in ("dataset", "list")
}
LIST = yaml.safe_load((ROOT / "catalog" / "list.yaml").read_text("utf-8"))
FILES = sorted(path for path in (ROOT / "catalog").glob("*.yaml") if path.name != "list.yaml")
RECORDS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
SECTIONS = {section["title"]: set(section.get("modalities", [])) for section in LIST["sections"]}

each_schema = pytest.mark.parametrize("name", SCHEMAS)
each_record = pytest.mark.parametrize("name", RECORDS)


def parts(schema: Any, where: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every subschema that describes a value, with its path; the tests of `if` describe none."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for key in ("properties", "$defs"):
        for name, sub in schema.get(key, {}).items():
            yield from parts(sub, f"{where}/{key}/{name}")
    if "items" in schema:
        yield from parts(schema["items"], f"{where}/items")


def errors(record: Any, schema: str = "dataset") -> list[tuple[str, str]]:
    """The place and the keyword of everything the schema says against the record."""
    found = Draft202012Validator(SCHEMAS[schema]).iter_errors(record)
    return sorted((error.json_path, str(error.validator)) for error in found)


def spelling(word: str) -> str:
    """A keyword without what tells its spellings apart."""
    return re.sub(r"[\W_]+", "", word).casefold()


@each_schema
def test_schema_is_valid_and_so_are_its_examples(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"]
    for where, part in parts(schema):
        for example in [*part.get("examples", []), *([part["default"]] if "default" in part else [])]:
            whole = {**part, "$defs": schema.get("$defs", {})}
            assert not list(Draft202012Validator(whole).iter_errors(example)), (where, example)


@each_schema
def test_everything_is_described_and_nothing_is_left_open(name: str) -> None:
    for where, part in parts(SCHEMAS[name]):
        assert part.get("title"), where
        assert part.get("description"), where
        assert "anyOf" not in part and "oneOf" not in part, where
        types = part.get("type", "")
        if "object" in types:
            assert part["additionalProperties"] is False, where
        if types == "string":
            assert {"minLength", "pattern", "enum"} & part.keys(), where
        if "pattern" in part:
            assert part["patternErrorMessage"], where
        if "enumDescriptions" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"]), where


def test_a_record_can_count_all_that_a_size_can() -> None:
    properties = SCHEMAS["dataset"]["properties"]["size"]["properties"]
    assert set(meanings("unit").values()) <= set(properties["counts"]["items"]["properties"]["unit"]["enum"])


def test_the_list_has_its_sections_and_keeps_to_its_schema() -> None:
    assert not errors(LIST, "list")
    assert [*SECTIONS, LIST["links"]["title"]] == [
        "Ultrasound Sonography",
        "X-Ray Radiography",
        "MRI",
        "PET/CT",
        "Ophthalmology",
        "Endoscopy and Surgery",
        "Pathology",
        "Dermatology",
        "Other",
        "Other Useful Links",
    ]
    assert {record["section"] for record in RECORDS.values()} <= set(SECTIONS)
    useful = (
        (ROOT / "README.md").read_text("utf-8").partition(f"## {LIST['links']['title']}\n")[2].partition("\n## ")[0]
    )
    urls = re.findall(r"\]\((https://[^)]+)\)", useful)
    assert len(urls) == len(set(urls)) >= 3


@each_record
def test_record_keeps_to_the_schema_and_the_list(name: str) -> None:
    record = RECORDS[name]
    assert not errors(record)
    assert record["id"] == name
    assert record["section"] in SECTIONS
    modalities = SECTIONS[record["section"]]
    assert not modalities or modalities & set(record["modalities"])
    assert record["access"]["level"] == "open" or "url" in record["access"]
    assert record["verified"]["by"].endswith("no live check")
    text = (ROOT / "catalog" / f"{name}.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/dataset.schema.json\n")
    assert "  " not in record["description"]


@each_record
def test_every_figure_shows_where_it_was_read(name: str) -> None:
    record = RECORDS[name]
    shown = record["evidence"]
    for field in ("doi", "license", "size.bytes"):
        value = record["size"].get("bytes") if field == "size.bytes" else record.get(field)
        assert value in (None, "unknown", "LicenseRef-various") or field in shown, field
    assert not record["size"].get("counts") or "size.counts" in shown
    assert "status" not in record.get("deidentification", {}) or "deidentification.status" in shown
    for readings in shown.values():
        for reading in readings:
            assert re.match(r"https://|pypi:\S+==|github:\S+:\S|public file #\d", reading["source"])
    assert 0 < len(record["summary"]) <= 80


@each_record
def test_the_text_of_a_size_says_what_its_figures_say(name: str) -> None:
    size = RECORDS[name]["size"]
    known: set[float] = set()
    for count in size.get("counts", []):
        known |= {count[key] for key in ("value", "min", "max") if key in count}
    total = size.get("bytes", {})
    if isinstance(total, dict):
        total = next((total[key] for key in ("value", "min", "max") if key in total), None)
    scale = {"": 1, "M": 1e6, " MB": 1e6, " GB": 1e9, " TB": 1e12}
    for number, unit in re.findall(r"(\d[\d,]*(?:\.\d+)?)(M\b| [MGT]B|)", size["text"]):
        value = float(number.replace(",", "")) * scale[unit]
        if unit.endswith("B"):
            assert value == pytest.approx(total, rel=0.001)
        else:
            assert round(value) in known
    assert bool(total) == bool(re.search(r" [MGT]B", size["text"]))


def test_nothing_is_said_twice_or_points_nowhere() -> None:
    titles = Counter(spelling(record["title"]) for record in RECORDS.values())
    dois = Counter(record["doi"].lower() for record in RECORDS.values() if "doi" in record)
    pages = Counter(record["landing_page"] for record in RECORDS.values())
    for counter in (titles, dois, pages):
        assert counter.most_common(1)[0][1] == 1
    for record in RECORDS.values():
        for relation in record.get("relations", []):
            assert re.match(r"10\.|https?:", relation["target"]) or relation["target"] in RECORDS
        units = [(count["unit"], count.get("available", True)) for count in record["size"].get("counts", [])]
        assert len(units) == len(set(units))


def test_one_keyword_has_one_spelling() -> None:
    spellings: dict[str, set[str]] = {}
    for record in RECORDS.values():
        for keyword in record["keywords"]:
            spellings.setdefault(spelling(keyword), set()).add(keyword)
    assert not [words for words in spellings.values() if len(words) > 1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"titel": "x"}, ("$", "additionalProperties")),
        ({"section": None}, ("$", "required")),
        ({"keywords": "lung"}, ("$.keywords", "type")),
        ({"keywords": []}, ("$.keywords", "minItems")),
        ({"keywords": ["lung", "lung"]}, ("$.keywords", "uniqueItems")),
        ({"title": ""}, ("$.title", "minLength")),
        ({"description": "too short to be of use"}, ("$.description", "minLength")),
        ({"description": "x" * 5001}, ("$.description", "maxLength")),
        ({"description": "One line.<br />Another line, and so on to the end."}, ("$.description", "pattern")),
        ({"id": "LIDC IDRI"}, ("$.id", "pattern")),
        ({"doi": "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"}, ("$.doi", "pattern")),
        ({"landing_page": "http://example.org/"}, ("$.landing_page", "pattern")),
        ({"published": "21.09.2020"}, ("$.published", "pattern")),
        ({"license": "\n"}, ("$.license", "pattern")),
        ({"kind": "set"}, ("$.kind", "enum")),
        ({"modalities": ["SEG"]}, ("$.modalities[0]", "enum")),
        ({"derived": ["CT"]}, ("$.derived[0]", "enum")),
        ({"access": {"level": "public"}}, ("$.access.level", "enum")),
        ({"paper": {}}, ("$.paper", "required")),
        ({"size": {"text": "big", "bytes": "133 GB"}}, ("$.size.bytes", "type")),
        ({"size": {"text": "big", "bytes": -1}}, ("$.size.bytes", "minimum")),
        ({"size": {"text": "big", "bytes": {"approx": True}}}, ("$.size.bytes", "required")),
        ({"size": {"text": "big", "counts": [{"unit": "images"}]}}, ("$.size.counts[0]", "required")),
        ({"size": {"text": "1", "counts": [{"unit": "image", "min": 1}]}}, ("$.size.counts[0].unit", "enum")),
        ({"relations": [{"type": "DerivedFrom", "target": "x"}]}, ("$.relations[0].type", "enum")),
        ({"deidentification": {}}, ("$.deidentification", "minProperties")),
        ({"summary": "x" * 141}, ("$.summary", "maxLength")),
        ({"summary": "Two\nlines"}, ("$.summary", "pattern")),
        ({"tasks": ["segment"]}, ("$.tasks[0]", "enum")),
        ({"creators": [{"orcid": "0000-0002-1825-0097"}]}, ("$.creators[0]", "required")),
        ({"creators": [{"name": "A", "orcid": "0000"}]}, ("$.creators[0].orcid", "pattern")),
        ({"citation": {"author": ["A"], "title": "A paper"}}, ("$.citation", "required")),
        ({"evidence": {"colour": []}}, ("$.evidence", "additionalProperties")),
        ({"evidence": {"doi": [{"source": "https://example.org/"}]}}, ("$.evidence.doi[0]", "required")),
        ({"evidence": {"size.bytes": []}}, ("$.evidence['size.bytes']", "minItems")),
    ],
)  # fmt: skip
def test_a_broken_record_is_refused_at_its_value(change: dict[str, Any], expected: tuple[str, str]) -> None:
    record = RECORDS["lidc-idri"] | change
    assert errors({key: value for key, value in record.items() if value is not None}) == [expected]


@pytest.mark.parametrize(
    "change",
    [
        {"doi": "10.1002/(SICI)1098-2418(199807)12:4<335::AID-RSA2>3.0.CO;2-U"},
        {"doi": "10.7937/K9TCIA.2017.MURS5CL"},
        {"license": "CC BY 3.0"},  # the precise check is a rule, which names the closest identifier
        {"license": "CC-BY-4.0 AND (MIT OR Apache-2.0+)"},
        {"description": "Nodules <3 mm, FEV1<LLN and a link <https://example.org/a> are no HTML at all."},
        {"size": {"text": "up to 5 GB", "bytes": {"max": 5_000_000_000, "approx": "true"}}},
        {"paper": {"arxiv": "cs/0112017"}},
        {"access": {"level": "closed"}},
        {"extra": [{"column": "Task", "text": "segmentation"}]},
        {"citation": {"author": ["Armato, Samuel G."], "title": "The LIDC", "year": "2011", "type": "article"}},
        {"size": {"text": "1 case", "counts": [{"unit": "cases", "value": 1, "available": False}]}},
    ],
)
def test_an_odd_but_right_record_is_taken(change: dict[str, Any]) -> None:
    assert errors(RECORDS["lidc-idri"] | change) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"columns": [{"field": "titel"}]}, ("$.columns[0].field", "enum")),
        ({"columns": [{"header": "Task"}]}, ("$.columns[0]", "required")),
        ({"sort": "date"}, ("$.sort", "enum")),
        ({"sections": []}, ("$.sections", "minItems")),
        ({"sections": [{"title": "CT", "modalities": ["X-ray"]}]}, ("$.sections[0].modalities[0]", "enum")),
        ({"colour": "red"}, ("$", "additionalProperties")),
    ],
)
def test_a_broken_list_is_refused_at_its_value(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert errors(LIST | change, "list") == [expected]
    assert errors(LIST | {"columns": [{"extra": "Task", "header": "Aufgabe"}]}, "list") == []
