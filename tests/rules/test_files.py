"""Files that can't be read, records that break their schema, ignore comments of no use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from growth import steps_grow_evenly
from linting import at, findings, mended, spots
from medlint.config import Catalog, Config
from medlint.engine import lint, read
from medlint.model import Source
from medlint.read.project import build_project
from medlint.rules.base import Judged
from medlint.rules.files import unused_ignore

BASE = {
    "id": "lidc",
    "kind": "dataset",
    "title": "LIDC",
    "description": "Chest CT of 1,010 people; four radiologists marked the nodules of each scan.",
    "section": "CT",
    "modalities": "[CT]",
    "keywords": "[lung]",
    "landing_page": "https://example.org/x",
    "access": "{level: open}",
    "license": "CC-BY-3.0",
    "size": "{text: '10 images, 1 GB'}",
}
LIST = "title: L\nsections:\n  - title: CT\n  - title: PET/CT\n"


def record(**changed: str | None) -> str:
    """A good record with some keys changed, added or (None) left out."""
    return "".join(f"{k}: {v}\n" for k, v in {**BASE, **changed}.items() if v is not None)


@pytest.mark.parametrize(
    ("changed", "place", "field", "said"),
    [
        ({"keywords": None, "keyword": "[a]"}, "keyword", "keywords",
         "unknown key 'keyword' of 'LIDC'; did you mean 'keywords'?"),
        ({"kind": None}, "id", "kind", "kind is missing for 'LIDC'"),
        ({"section": None}, "id", "section", "section is missing for 'LIDC'"),
        ({"title": ""}, "", "title", "title of 'lidc' is empty"),
        ({"kind": "datset"}, "datset", "kind", "did you mean 'dataset'?"),
        ({"kind": "1.5"}, "1.5", "kind", "kind of 'LIDC' is 1.5, expected text"),
        ({"modalities": "[MRI]"}, "MRI", "modality", "modalities[0] of 'LIDC' is 'MRI', which is none of the allowed "
         "values; did you mean 'MR'?"),
        ({"modalities": "[CT, Mammography]"}, "Mammography", "modality", "did you mean 'MG'?"),
        ({"modalities": "CT"}, "CT", "modality", "modalities of 'LIDC' is 'CT', expected a list"),
        ({"modalities": "[]"}, "[]", "modality", "modalities of 'LIDC' is an empty list"),
        ({"modalities": "[CT, MR, CT]"}, "CT", "modality", "modalities of 'LIDC' lists 'CT' twice"),
        ({"keywords": "{a: b}"}, "{a: b}", "keywords", "keywords of 'LIDC' is a map, expected a list"),
        ({"keywords": "[{a: b}]"}, "{a: b}", "keywords", "keywords[0] of 'LIDC' is a map, expected text"),
        ({"id": "LIDC_x"}, "LIDC_x", "id", "use lower-case letters, digits and hyphens"),
        ({"id": "other"}, "other", "id", "id of 'LIDC' is 'other', the file is called 'lidc'"),
        ({"section": "PET"}, "PET", "section", "which list.yaml doesn't name; did you mean 'PET/CT'?"),
        ({"section": "Skin"}, "Skin", "section", "which list.yaml doesn't name: CT, PET/CT"),
        ({"landing_page": "htps://example.org"}, "htps://example.org", "source", "begins with https://"),
        ({"landing_page": "http://example.org"}, "http://example.org", "source", "begins with https://"),
        ({"description": "short"}, "short", "description", "has 5 characters, expected at least 50"),
        ({"size": "12 GB"}, "12 GB", "size", "size of 'LIDC' is '12 GB', expected a map with text, bytes, counts"),
        ({"size": "{text: 1 GB, bytes: {}}"}, "bytes", "size", "value is missing in size.bytes of 'LIDC'"),
        ({"size": "{text: 1 GB, bytes: {value: many}}"}, "many", "size", "is 'many', expected a whole number"),
        ({"size": "{text: 1 GB, bytes: {value: -1}}"}, "-1", "size", "is -1, expected 0 or more"),
        ({"access": "{level: opne}"}, "opne", "access", "access.level of 'LIDC' is 'opne'"),
        ({"access": "{level: open, ulr: x}"}, "ulr", "access",
         "unknown key 'ulr' in access of 'LIDC'; did you mean 'url'?"),
        ({"verified": "{date: 21.11.2026, by: me}"}, "21.11.2026", "verified", "write a date as 2026-11-21"),
        ({"paper": "{}"}, "paper", "paper", "doi is missing in paper of 'LIDC'"),
        ({"doi": "https://doi.org/10.1/x"}, "https://doi.org/10.1/x", "doi", "write the bare DOI"),
    ],
)  # fmt: skip
def test_shipped_schema(changed: dict[str, str | None], place: str, field: str, said: str) -> None:
    text = record(**changed)
    found = findings({"catalog/lidc.yaml": text, "catalog/list.yaml": LIST}, "MED003")
    assert len(found) == 1, found
    assert said in found[0].message
    assert (at(text, found[0]), found[0].field) == (place, field)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"title": "'1.10'"},
        {"keywords": "['1.10', no, 2022-10]"},
        {"version": "1.10.0"},
        {"section": "PET/CT"},
        {"section": "'PET/CT'"},
    ],
)
def test_good_records(changed: dict[str, str | None]) -> None:
    assert findings({"catalog/lidc.yaml": record(**changed), "catalog/list.yaml": LIST}, "MED003") == []


def test_a_violation_silences_other_rules_on_its_field() -> None:
    found = findings({"catalog/lidc.yaml": record(landing_page="htps://example.org")}, "MED003", "MED5")
    assert [f.code for f in found] == ["MED003"]


def test_a_file_without_a_record() -> None:
    for text in ("", "# words\n", "words\n", "- a\n- b\n", "3\n"):
        assert [f.code for f in findings({"catalog/x.yaml": text}, "MED003")] == ["MED003"]


def test_the_list_itself() -> None:
    text = "title: L\nsections:\n  - tilte: CT\n    modalities: [XR]\n"
    found = findings({"catalog/list.yaml": text}, "MED003")
    assert spots(found) == [("MED003", 3, 5), ("MED003", 4, 18)]
    assert "did you mean 'title'?" in found[0].message
    assert findings({"catalog/list.yaml": LIST}, "MED003") == []


def own(folder: Path, schema: Any, text: str, name: str = "catalog/x.yaml", records: str = "") -> list[Any]:
    (folder / "own.json").write_text(json.dumps(schema))
    config = Config(root=folder, catalogs=(Catalog(("catalog",), "own.json", records, rules="schema"),))
    return findings({name: text}, "MED003", config=config)


def prop(schema: Any) -> dict[str, Any]:
    return {"properties": {"v": schema, "name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"type": "boolean"}, "true", None),
        ({"type": "boolean"}, "'no'", "v of 'N' is 'no', expected true or false"),
        ({"type": ["null", "integer"]}, "~", None),
        ({"const": True}, "true", None),
        ({"enum": [None, "a"]}, "null", None),
        ({"enum": ["1.10"]}, "1.10", "v of 'N' is 1.1, expected '1.10'"),
        ({"type": "string", "pattern": "^1[.]10$"}, "1.10", "v of 'N' is 1.10, expected text; quotes are missing"),
        ({"type": "number"}, "1.10", None),
        ({"anyOf": [{"type": "boolean"}, {"const": "unknown"}]}, "false", None),
        ({"anyOf": [{"type": "string", "pattern": "^v"}, {"type": "object"}]}, "1.10",
         "is 1.1, expected text or a map"),
        ({"type": "integer"}, "many", "v of 'N' is 'many', expected a whole number"),
        ({"type": ["integer", "null"]}, "many", "expected a whole number or nothing"),
        ({"const": "a"}, "b", "v of 'N' is 'b', expected 'a'"),
        ({"pattern": "^A", "description": "The code.", "examples": ["A1"]}, "b",
         "v of 'N' is 'b', which doesn't match '^A' (The code, such as 'A1')"),
        ({"minimum": 3}, "2", "v of 'N' is 2, expected 3 or more"),
        ({"exclusiveMaximum": 3}, "3.5", "v of 'N' is 3.5, expected less than 3"),
        ({"maxItems": 1}, "[a, b]", "v of 'N' has 2 items, expected at most 1"),
        ({"minProperties": 1}, "{}", "v of 'N' is an empty map"),
        ({"format": "date"}, "yesterday", "expected a date such as 2026-11-21"),
        ({"not": {}}, "a", "v of 'N' is 'a', which is not allowed here"),
        (False, "a", "v of 'N' is not allowed here"),
        ({"oneOf": [{}, {"type": "string"}]}, "a", "fits more than one of the shapes of which it may have one"),
        ({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, "{a: 1}",
         "b is missing in v of 'N'"),
        ({"allOf": [{"properties": {"a": {"type": "integer"}}}]}, "{a: x}",
         "v.a of 'N' is 'x', expected a whole number"),
        ({"dependentRequired": {"a": ["b"]}}, "{a: 1}", "b is missing in v of 'N': a needs it"),
        ({"properties": {"a": {}}, "unevaluatedProperties": False}, "{a: 1, c: 2}",
         "unknown key 'c' in v of 'N'; known are a"),
        ({"anyOf": [{"properties": {"kind": {"const": "a"}, "x": {"type": "integer"}}},
                    {"properties": {"kind": {"const": "b"}, "y": {"type": "integer"}}}]}, "{kind: b, y: no}",
         "v.y of 'N' is 'no', expected a whole number"),
        ({"propertyNames": {"pattern": "^[a-z]$"}}, "{AB: 1}", "'AB'"),
        ({"$ref": "#/$defs/n"}, "2", "v of 'N' is 2, expected 3 or more"),
    ],
)  # fmt: skip
def test_a_list_s_own_schema(tmp_path: Path, schema: Any, value: str, said: str | None) -> None:
    found = own(tmp_path, {**prop(schema), "$defs": {"n": {"minimum": 3}}}, f"name: N\nv: {value}\n")
    assert [said is not None and said in f.message for f in found] == ([] if said is None else [True]), found


def test_what_is_listed_twice_is_said_at_the_second(tmp_path: Path) -> None:
    (found,) = own(tmp_path, prop({"uniqueItems": True}), "name: N\nv: [a, bb, c, bb]\n")
    assert (found.place.column, "lists 'bb' twice" in found.message) == (15, True)


def test_what_all_alternatives_lack_is_said_where_it_is_due(tmp_path: Path) -> None:
    either = {"anyOf": [{"required": ["text"]}, {"required": ["bytes"]}]}
    (found,) = own(tmp_path, prop(either), "name: N\nv: {c: 1}\n")
    assert (found.place.line, found.place.column) == (2, 1)
    assert found.message.startswith("text or bytes is needed in v of 'N'")


def test_records_of_a_list_in_one_file_keep_their_own_places(tmp_path: Path) -> None:
    known = {"name": {}, "url": {"format": "uri"}, "size": {"minLength": 9}}
    schema = {"required": ["name", "url"], "properties": known}
    text = "datasets:\n  - name: A\n    url: example.org/a\n  - name: B\n    size: é\n"
    found = own(tmp_path, schema, text, records="/datasets")
    assert spots(found) == [("MED003", 3, 10), ("MED003", 4, 5), ("MED003", 5, 11)]
    assert [f.field for f in found] == ["source", "source", "size"]


def test_another_list_s_catalog_is_held_to_the_shipped_schema() -> None:
    assert {f.code for f in findings({"catalog/x.yaml": "name: N\nurl: https://example.org\n"}, "MED003")} == {"MED003"}


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalog").mkdir()
    (tmp_path / "README.md").write_bytes(b"# List\n\nna\xefve\n")
    (tmp_path / "catalog" / "a.yaml").write_text("id: a\nid: b\n")
    (tmp_path / "catalog" / "b.yaml").write_text("a: 1\n---\nb: 2\n")
    files = [tmp_path / name for name in ("README.md", "REDME.md", "catalog", "catalog/a.yaml", "catalog/b.yaml")]
    from medlint.read.project import read_project

    found, _ = lint(read_project(files, Config(root=tmp_path, select=("MED0",)), date(2026, 11, 21)))
    assert spots(found) == [
        ("MED001", 3, 3),
        ("MED001", 1, 1),
        ("MED001", 1, 1),
        ("MED002", 2, 1),
        ("MED002", 2, 1),
    ]
    assert "did you mean 'README.md'" in found[1].message
    assert read([tmp_path], Config(root=tmp_path), date(2026, 11, 21)).problems


ROW = "| Title | Source | Size |\n|---|---|---|\n| IXI | https://example.org/ixi | 600 subjects, 12 GB |"
EMPTY = ROW.replace("600 subjects, 12 GB", "")


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        (f"{ROW[:-2]} <!-- medlint-ignore: MED205 --> |\n", "<!-- medlint-ignore: MED205 -->", f"{ROW}\n"),
        (f"<!-- medlint-ignore: MED205 -->\n{ROW}\n", "<!-- medlint-ignore: MED205 -->", f"{ROW}\n"),
        (f"<!-- medlint-ignore: MED205, MED101 -->\n\n{ROW}\n", "<!-- medlint-ignore: MED205, MED101 -->",
         f"\n{ROW}\n"),
        (f"<!-- medlint-ignore-file: missing-size -->\n{ROW}\n", "<!-- medlint-ignore-file: missing-size -->",
         f"{ROW}\n"),
        (f"<!-- medlint-ignore: -->\n{ROW}\n", "<!-- medlint-ignore: -->", f"{ROW}\n"),
        (f"<!-- medlint-ignore: MED205, MED999 -->\n{EMPTY}\n", "MED999",
         f"<!-- medlint-ignore: MED205 -->\n{EMPTY}\n"),
        (f"<!-- medlint-ignore: MED999, MED101, MED205 -->\r\n{EMPTY}\n", None,
         f"<!-- medlint-ignore: MED205 -->\r\n{EMPTY}\n"),
        (f"{ROW}\n\n<!-- medlint-ignore: MED205 -->", "<!-- medlint-ignore: MED205 -->", f"{ROW}\n\n"),
    ],
)  # fmt: skip
def test_unused_ignores_are_taken_away(before: str, place: str | None, after: str) -> None:
    found = [f for f in findings(before, "MED0", "MED1", "MED205") if f.code == "MED004"]
    assert found
    if place is not None:
        assert [at(before, f) for f in found] == [place]
    assert mended(before, found) == after
    assert [f for f in findings(after, "MED0", "MED1", "MED205") if f.code == "MED004"] == []


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- medlint-ignore: MED205 -->\n{EMPTY}\n",
        f"<!-- medlint-ignore: missing-size -->\n{EMPTY}\n",
        f"<!-- medlint-ignore: MED2 -->\n{EMPTY}\n",
        f"<!-- medlint-ignore: ALL -->\n{EMPTY}\n",
        f"<!-- medlint-ignore: ALL -->\n{ROW}\n",  # no run judges by all rules without the network
        f"<!-- medlint-ignore: MED601 -->\n{ROW}\n",  # not judged in this run
        f"<!-- medlint-ignore: MED304 -->\n{ROW}\n",
        f"`<!-- medlint-ignore: MED205 -->`\n\n{ROW}\n",
    ],
)
def test_ignores_that_are_of_use_or_not_judged(text: str) -> None:
    assert [f for f in findings(text, "MED0", "MED1", "MED205") if f.code == "MED004"] == []


def test_an_unknown_rule_is_named_with_the_closest() -> None:
    (found,) = findings(f"<!-- medlint-ignore: mising-size -->\n{ROW}\n", "MED004")
    assert "there is no rule 'mising-size', the closest is 'missing-size'" in found.message


def test_ten_times_the_codes_of_a_comment_take_ten_times_the_steps() -> None:
    def run(count: int) -> Callable[[], object]:
        text = f"<!-- medlint-ignore: {'MED206, ' * count}MED205 -->\n{EMPTY}\n"
        project = build_project([Source("README.md", text)], Config(), date(2026, 11, 30))
        ((_, ignore),) = project.ignores
        judged = Judged(frozenset({"MED205", "MED206"}), frozenset({(ignore, "MED205")}))
        assert len(list(unused_ignore(project, judged))) == count
        return lambda: list(unused_ignore(project, judged))

    assert steps_grow_evenly(run, 20)


def test_unused_ignores_in_yaml() -> None:
    text = record(title="LIDC  # medlint-ignore: MED304", license="MIT\n# medlint-ignore: MED003")
    found = findings({"catalog/lidc.yaml": text}, "MED0", "MED304")
    assert spots(found) == [("MED004", 3, 14), ("MED004", 11, 1)]
    after = mended({"catalog/lidc.yaml": text}, found, "catalog/lidc.yaml")
    assert after == record(license="MIT")
