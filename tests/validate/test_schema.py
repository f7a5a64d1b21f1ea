"""Which schemas are taken, and what is said of the others."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema.exceptions import ValidationError

from medlint.errors import ConfigError
from medlint.validate.faults import faults
from medlint.validate.schema import load_schema, shipped_schema

NAMES = [f"a{n}" for n in range(20_000)]


def load(folder: Path, data: Any) -> Any:
    text = data if isinstance(data, str) else json.dumps(data)
    (folder / "own.json").write_text(text, encoding="utf-8")
    return load_schema("own.json", folder / "own.json", lambda path: str(path) if folder in path.parents else None)


def test_without_a_config_the_shipped_schema_applies() -> None:
    schema = shipped_schema("dataset.schema.json")
    assert schema.shipped
    assert schema.data["$id"] == "urn:medlint:schema:dataset:1"
    assert shipped_schema("list.schema.json").data["required"] == ["title", "sections"]


@pytest.mark.parametrize(
    "data",
    [
        True,
        {},
        {"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}},
        {"$defs": {"a/b": {}}, "$ref": "#/$defs/a~1b"},
        {"$id": "urn:own", "properties": {"a": {"$ref": "urn:own#/$defs/b"}}, "$defs": {"b": {}}},
        {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {}}, "$ref": "#/definitions/a"},
        {"properties": {"$ref": {"type": "string"}, "pattern": {"type": "string"}}},
        {"examples": [{"$ref": "https://example.org/x"}]},
    ],
)
def test_schemas(tmp_path: Path, data: Any) -> None:
    assert load(tmp_path, data).errors({}, str) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{\n  "a" 1\n}', "own.json:2:7: not valid JSON: "),
        ("[" * 100_000, "own.json"),
        ([], "own.json: expected a schema"),
        ({"$id": "http://["}, "own.json: /$id: 'http://[' is no address"),
        ({"$defs": {"a": {"$ref": "http://["}}}, "own.json: /$defs/a/$ref: 'http://[' is no address"),
        ({"type": "\ud800"}, "own.json: /type: not valid in a JSON Schema: "),
        ({"properties": {"a": {"type": "text"}}}, "own.json: /properties/a/type: not valid in a JSON Schema: "),
        ({"$ref": "https://example.org/x.json"}, "own.json: /$ref: 'https://example.org/x.json' leads to another host"),
        ({"properties": {"a": {"$ref": "other.json#/a"}}}, "own.json: /properties/a/$ref: 'other.json#/a' leads to"),
        ({"$ref": "#/$defs/no"}, "own.json: /$ref: '#/$defs/no' leads nowhere"),
        ({"$ref": "/#/$defs/no"}, "own.json: /$ref: '/#/$defs/no' leads out of the list's folder"),
        ({"properties": {"a": {"pattern": "("}}}, "own.json: /properties/a: the pattern '(' is not a regular"),
        ({"patternProperties": {"[": {}}}, "own.json: : the pattern '[' is not a regular"),
    ],
)
def test_what_is_no_schema_is_a_config_error(tmp_path: Path, data: Any, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, data)
    assert str(raised.value).startswith(said)


def test_a_schema_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"schema: own.json: there is no such file"):
        load_schema("own.json", tmp_path / "own.json", str)
    (tmp_path / "own.json").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_schema("own.json", tmp_path / "own.json", str)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"$ref": "#"}, "refers to itself without an end"),
        ({"$ref": "#nowhere"}, "leads nowhere"),
    ],
)
def test_references_that_fail_in_use(tmp_path: Path, data: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, data).errors({}, str)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("uri", "https://example.org/a?b#c", "example.org"),
        ("uri", "urn:isbn:1", "https://example.org/a b"),
        ("date", "2026-11-21", "2026-13-01"),
        ("date-time", "2026-11-21T12:00:00Z", "2026-11-21"),
    ],
)
def test_formats(tmp_path: Path, kind: str, good: str, bad: str) -> None:
    schema = load(tmp_path, {"format": kind})
    assert schema.errors(good, str) == []
    assert len(schema.errors(bad, str)) == 1
    assert schema.errors(3, str) == []


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"type": "strin"}, "/type: not valid in a JSON Schema"),
        ({"minLength": "x"}, "/minLength: not valid in a JSON Schema"),
        ({"properties": [1]}, "/properties: not valid in a JSON Schema"),
        ("text", "a schema is a map"),
        ({"$ref": "#/x/c"}, "/type: not valid in a JSON Schema"),
    ],
)
def test_references_to_what_is_no_schema(tmp_path: Path, part: Any, said: str) -> None:
    """Where the meta-schema doesn't look: below a key that means nothing."""
    with pytest.raises(ConfigError, match="leads to no schema: ") as raised:
        load(tmp_path, {"x": {"b": part, "c": {"type": 5}}, "properties": {"a": {"$ref": "#/x/b"}}})
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("part", "item"), [({"allOf": [{"type": "integer"}] * 20_000}, 1), ({"pattern": "(x.{0,1000}){0,60}y"}, "xa" * 10)]
)
def test_many_values_by_many_schemas_are_given_up(
    tmp_path: Path, part: Any, item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = load(tmp_path, {"items": part})
    schema.errors([item], str)
    monkeypatch.setattr("medlint.limit.SECONDS", 1)
    monkeypatch.setattr("medlint.limit.limit.__wrapped__.__defaults__", (1,))
    gc.disable()  # as the command does; what a timer raises in a callback of the collector fails a test
    try:
        with pytest.raises(
            ConfigError, match=r"own.json: a value was not judged by this schema: it took more than 1 s"
        ):
            schema.errors([item] * 200_000, str)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "data",
    [
        {"required": NAMES[:3000]},
        {"dependentRequired": {"x": NAMES[:3000]}},
        {"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"x": NAMES[:3000]}},
        {"anyOf": [{"required": NAMES[:3000], "properties": {"x": {"type": "null"}}}]},
    ],
)
def test_keys_that_are_missing_are_said_in_one_go(tmp_path: Path, data: Any) -> None:
    schema = load(tmp_path, data)
    assert len(schema.errors({"x": 1}, str)) <= 2
    assert {fault.key for fault in faults(schema, {"x": 1}, "")} >= set(NAMES[:3000])


def test_dependencies_of_keys_and_of_schemas(tmp_path: Path) -> None:
    draft = "http://json-schema.org/draft-07/schema#"
    schema = load(tmp_path, {"$schema": draft, "dependencies": {"a": ["b"], "c": {"required": ["d"]}, "e": False}})
    assert [fault.name for fault in faults(schema, {"a": 1, "c": 1}, "")] == ["b", "d"]
    assert faults(schema, {"a": 1, "b": 2, "c": 1, "d": 2}, "") == []
    assert len(faults(schema, {"e": 1}, "")) == 1


def test_errors_are_not_kept(tmp_path: Path) -> None:
    schema = load(tmp_path, {"items": {"anyOf": [{"const": -1}, {"anyOf": [{"const": -2}, {"const": -3}]}]}})
    gc.collect()
    gc.disable()  # as the command does
    try:
        assert len(schema.errors([*range(10)], str)) == 10
        assert not [kept for kept in gc.get_objects() if isinstance(kept, ValidationError)]
    finally:
        gc.enable()


DOUBLED = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)} | {"d40": {}}
HARMLESS: dict[str, Any] = {name: {} for name in DOUBLED}
INNER = {"$defs": DOUBLED, "$ref": "#/$defs/d0"}


@pytest.mark.parametrize(
    ("data", "item"),
    [
        ({"$ref": "part.json", "$defs": HARMLESS}, {}),
        ({"$ref": "#/$defs/x", "$defs": HARMLESS | {"x": {"$id": "inner.json"} | INNER}}, {}),
        (
            {"$ref": "http://a.b/d0", "$defs": {
                f"d{n}": {"$id": f"http://a.b/d{n}", "allOf": [{"$ref": f"d{n + 1}"}] * 2 if n < 40 else [True]}
                for n in range(41)
            }},
            {},
        ),
        ({"items": {"dependentRequired": {name: ["a"] for name in NAMES}}}, [{}] * 100_000),
        ({"items": {"enum": [*range(20_000), "a"]}}, ["a"] * 100_000),
    ],
    ids=["another file", "an address inside", "addresses", "names", "values"],
)  # fmt: skip
def test_a_schema_that_makes_the_engine_work_without_an_end_is_given_up(
    tmp_path: Path, data: Any, item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it refers to: nothing stops the engine but the end of its process."""
    (tmp_path / "part.json").write_text(json.dumps(INNER))
    schema = load(tmp_path, {"$schema": "https://json-schema.org/draft/2020-12/schema", **data})
    monkeypatch.setattr("medlint.limit.SECONDS", 1)
    monkeypatch.setattr("medlint.limit.limit.__wrapped__.__defaults__", (1,))
    gc.disable()
    try:
        with pytest.raises(ConfigError, match=r"own\.json: a value was not judged by this schema"):
            schema.errors(item, str)
    finally:
        gc.enable()


def test_a_reference_to_a_pattern_that_the_engine_spells_otherwise_is_not_left_to_it(tmp_path: Path) -> None:
    """It would work without an end at what stands under another."""
    patterns = {"[0-9]": {}, "\\d": {"$ref": "#/$defs/d0"}}
    data = {"$ref": "#/patternProperties/%5B0-9%5D", "patternProperties": patterns, "$defs": DOUBLED}
    assert load(tmp_path, data).errors({}, str) == []


def test_a_schema_that_the_engine_reads_without_an_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("medlint.limit.SECONDS", 1)
    closed = {name: part | {"unevaluatedProperties": False} for name, part in DOUBLED.items()}
    data = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": closed, "$ref": "#/$defs/d0"}
    with pytest.raises(ConfigError, match=r"own\.json: the schema was not read: it takes too long"):
        load(tmp_path, data)
    monkeypatch.setattr("medlint.limit._MEMORY", 1 << 24)
    with pytest.raises(ConfigError, match="too much memory"):
        load(tmp_path, data)
    assert capfd.readouterr() == ("", "")


def test_a_schema_in_several_files_is_judged_by_the_engine(tmp_path: Path) -> None:
    """Its speed is why there is one: where references lead is told apart by their files."""
    (tmp_path / "part.json").write_text('{"definitions": {"a": {"$ref": "other.json#/definitions/a"}}, "items": {}}')
    (tmp_path / "other.json").write_text('{"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"type": "string"}}}')
    data = {
        "definitions": {"a": {"$ref": "part.json#/definitions/a"}},
        "additionalProperties": {"$ref": "#/definitions/a"},
    }
    schema = load(tmp_path, data)
    assert schema._quickly({"x": "a"}) is True and schema._quickly({"x": 1}) is False


def test_patterns_that_take_much_memory_together(tmp_path: Path) -> None:
    large = [{"pattern": f"{number}.{{0,65535}}"} for number in range(5)]
    with pytest.raises(ConfigError, match=r"own\.json: /allOf/0: the patterns up to here"):
        load(tmp_path, {"allOf": large})
    assert load(tmp_path, {"allOf": large[:1] * 9}).errors("0", str) == []
