"""Catalogs of any kind with a schema of their own, through `medlint.check`: what is said, and where."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from medlint import ConfigError, check

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def run(folder: Path, files: dict[str, Any], config: str = 'schema = "s.json"\n') -> list[tuple[str, int, int, str]]:
    """Path, line, column and message of each finding of a folder."""
    for name, content in {**files, "medlint.toml": config}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")
    with chdir(folder):
        found = check(config="medlint.toml")["findings"]
    return [(Path(f["path"]).name, f["line"], f["column"], f"{f['code']} {f['message']}") for f in found]


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("a.yaml", "name: Elm\nage: old\n", 2, 6),
        ("a.cff", "name: Elm\nage: old\n", 2, 6),
        ("a.json", '{"name": "Elm",\n\t"age": "old"}', 2, 9),
        ("a.jsonld", '{"name": "Elm", "age": "old"}', 1, 24),
        ("a.jsonl", '{"name": "Oak"}\n{"name": "Elm", "age": "old"}\n', 2, 24),
        ("a.toml", 'name = "Elm"\n[[parts]]\n[more]\nx.y = 1\n', 0, 0),
        ("a.toml", 'name = "Elm"  # a tree\nage = "old"\n', 2, 7),
        ("a.md", "---\nname: Elm\nage: old\n---\n# Elm\n\nage: none\n", 3, 6),
    ],
)
def test_files_of_every_kind(tmp_path: Path, name: str, text: str, line: int, column: int) -> None:
    schema = {"properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
    found = run(tmp_path, {f"data/{name}": text, "s.json": schema}, 'catalog = "data/a.*"\nschema = "s.json"\n')
    expected = [(name, line, column, "MED003 age of 'Elm' is 'old', expected a whole number")]
    assert found == (expected if line else [])


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "said"),
    [
        ("a.yaml", "name: a\nname: b\n", 2, 1, "'name' is given twice"),
        ("a.json", '{"name": 1,\n "name": 2}', 2, 2, "'name' is given twice"),
        ("a.json", '{"name": }', 1, 10, "not valid JSON: expecting value"),
        ("a.json", '{"name": NaN}', 1, 1, "NaN is not JSON"),
        ("a.json", "[" * 500 + "]" * 500, 1, 1, "nested deeper than 100 levels"),
        ("a.json", "[" * 100_000, 1, 1, "nested too deeply"),
        ("a.json", '{"name": ' + "9" * 5_000 + "}", 1, 1, "a number of 5,000 characters"),
        ("a.yaml", "name: " + "9" * 5_000, 1, 7, "a number of 5,000 characters"),
        ("a.toml", "name = \n", 1, 8, "not valid TOML"),
        ("a.toml", 'a = "\u2028\u2028"\nname = \n', 2, 8, "not valid TOML"),
        ("a.toml", "a." * 40_000 + "a = 1", 1, 1, "a key of more than 100 parts"),
    ],
)
def test_files_that_are_no_data(tmp_path: Path, name: str, text: str, line: int, column: int, said: str) -> None:
    found = run(tmp_path, {f"catalog/{name}": text, "s.json": {}})
    assert [(f[1], f[2]) for f in found] == [(line, column)]
    assert said in found[0][3]


def test_a_map_is_one_record_and_a_list_is_many(tmp_path: Path) -> None:
    files = {"catalog/map.yaml": "name: Elm\nparts:\n  - {size: 1}\n  - {size: 2}\n", "s.json": NAMED}
    files["catalog/list.json"] = '[{"name": "Oak"},\n {"nam": "Ash"}]'
    assert run(tmp_path, files) == [("list.json", 2, 3, "MED003 name is missing for 'catalog/list.json'")]


def test_hidden_folders_hold_no_records(tmp_path: Path) -> None:
    kept = {
        "data/.medlint_cache/check-1.json": "0f\n{}\n",
        "data/.git/x.yaml": "age: [",
        "data/b/c.json": '{"name": 1}',
    }
    config = 'catalog = "data"\nschema = "s.json"\n'
    assert [name for name, *_ in run(tmp_path, {**kept, "s.json": NAMED}, config)] == ["c.json"]


def test_a_schema_of_lists_judges_the_list(tmp_path: Path) -> None:
    schema = {"$ref": "#/$defs/all", "$defs": {"all": {"type": "array", "minItems": 2}}}
    assert run(tmp_path, {"catalog/a.yaml": "- x\n- y\n", "catalog/b.yaml": "- x\n", "s.json": schema}) == [
        ("b.yaml", 1, 1, "MED003 the record has 1 item, expected at least 2")
    ]


def test_records_stand_where_the_config_says(tmp_path: Path) -> None:
    files: dict[str, Any] = {"s.json": NAMED, "data.yaml": "all:\n  - name: Elm\n  - name: 3\n", "other.yaml": "a: 1\n"}
    files["map.json"] = '{"trees": {"elm": {"name": "Elm"}, "oak": {}}}'
    config = (
        '[[catalogs]]\npath = ["data.yaml", "other.yaml"]\nschema = "s.json"\nrecords = "/all"\n'
        '[[catalogs]]\npath = "map.json"\nschema = "s.json"\nrecords = "/trees"\n'
    )
    assert run(tmp_path, files, config) == [
        ("data.yaml", 3, 11, "MED003 name of '3' is 3, expected text; quotes are missing"),
        ("map.json", 1, 43, "MED003 name is missing for 'map.json'"),
        ("other.yaml", 1, 1, "MED003 no record stands at '/all', where the config says that records are"),
    ]


@pytest.mark.parametrize("index", ["0", "²", "-1", "9" * 5000])
def test_only_an_index_leads_into_a_list(tmp_path: Path, index: str) -> None:
    config = f'[[catalogs]]\npath = "data.yaml"\nschema = "s.json"\nrecords = "/all/{index}"\n'
    found = run(tmp_path, {"s.json": NAMED, "data.yaml": "all:\n- [{name: 3}]\n"}, config)
    said = "name of '3' is 3, expected text" if index == "0" else "no record stands at '/all/"
    assert [message[:7] for *_, message in found] == ["MED003 "] and said in found[0][3]


def test_pages_of_a_catalog_are_no_pages_of_the_list(tmp_path: Path) -> None:
    table = "| Title | Source |\n|---|---|\n| Elm | |\n| Oak | <https://example.org/oak> |\n"
    files = {"README.md": "# List\n", "trees/elm.md": f"---\nname: 3\n---\n# Elm\n\n{table}", "s.json": NAMED}
    found = run(tmp_path, files, '[[catalogs]]\npath = "trees/*.md"\nschema = "s.json"\n')
    assert [(path, line, message.split()[0]) for path, line, _, message in found if path == "elm.md"] == [
        ("elm.md", 2, "MED003")
    ]


def test_references_to_files_beside_the_schema(tmp_path: Path) -> None:
    files = {
        "schemas/s.json": {
            "properties": {"size": {"$ref": "parts/size.yaml#/$defs/size"}, "url": {"$ref": "more.json"}}
        },
        "schemas/parts/size.yaml": "$defs:\n  size: {type: integer, $ref: ../least.json}\n",
        "schemas/least.json": {"$id": "https://example.org/schemas/least.json", "minimum": 3},
        "schemas/more.json": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"},
        "catalog/a.yaml": "size: 2\nurl: 3\n",
    }
    config = 'schema = "schemas/s.json"\n'
    said = [f[3] for f in run(tmp_path, files, config)]
    assert (
        said
        == [
            "MED003 size of 'catalog/a.yaml' is 2, expected 3 or more",
            "MED003 url of 'catalog/a.yaml' is 3, expected text; quotes are missing",
        ]
        or len(said) == 2
    )


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('catalog = "dta/*.yaml"\n', "catalog: 'dta/*.yaml' matches no file; did you mean 'data'?"),
        ('catalog = "data/*.yml"\n', "'data/*.yml' matches no file; data has *.yaml"),
        ('catalog = "data/a.yml"\n', "there is no 'data/a.yml'; did you mean 'a.yaml'?"),
        ('catalog = "notes"\n', "the folder 'notes' holds no .yaml"),
        ('catalog = "notes/*"\n', "'notes/*' matches only .rst files, which hold no records"),
        ('catalog = "data"\nschema = "schma.json"\n', "schema: there is no 'schma.json'; did you mean 'schema.json'?"),
        ('catalog = "data"\nschema = "data"\n', "this is no file"),
        ('catalog = "data"\nschema = "/dev/zero"\n', "/dev/zero"),
        ('catalog = "data"\nschema = "draft3.json"\n', "is no draft that is known here; known are http://json-schema"),
        ('catalog = "data"\nschema = "number.json"\n', "/$schema: 1 is no draft that is known here"),
        ('catalog = "data"\nschema = "away.json"\n', "/$ref: '../../etc/x.json' leads out of the list's folder"),
        ('catalog = "data"\nschema = "gone.json"\n', "/$ref: 'nowhere.json' leads to a file that isn't there"),
        ('catalog = "data"\nschema = "evil.json"\n', "the pattern '(' is not a regular expression"),
    ],
)
def test_what_leads_nowhere_ends_the_run(tmp_path: Path, config: str, said: str) -> None:
    files = {
        "data/a.yaml": "name: Elm\n",
        "notes/a.rst": "Elm\n",
        "schema.json": NAMED,
        "draft3.json": {"$schema": "http://json-schema.org/draft-03/schema#"},
        "number.json": {"$schema": 1},
        "away.json": {"$ref": "../../etc/x.json"},
        "gone.json": {"$ref": "nowhere.json"},
        "evil.json": {"properties": {"a": {"pattern": "("}}},
    }
    with pytest.raises(ConfigError) as raised:
        run(tmp_path, files, config)
    assert said in str(raised.value)


def doubled(steps: int) -> dict[str, Any]:
    defs: dict[str, Any] = {f"x{n}": {"allOf": [{"$ref": f"#/$defs/x{n - 1}"}] * 2} for n in range(1, steps + 1)}
    return {"$ref": f"#/$defs/x{steps}", "$defs": {**defs, "x0": {"type": "object"}}}


@pytest.mark.parametrize(
    ("schema", "text", "said"),
    [
        ({"properties": {"a": {"multipleOf": 0.01}}}, "a: 1e999\n", None),
        ({"properties": {"a": {"multipleOf": 0.3}}}, "a: 1e308\n", "expected a multiple of 0.3"),
        ({"properties": {"a": {"multipleOf": 1e-300}}}, "a: 1e300\n", None),
        ({"properties": {"a": {"pattern": "^(a+)+$"}}}, f"a: {'a' * 60}!\n", "which doesn't match"),
        ({"properties": {"a": {"enum": list(range(5000))}}}, "a: 5001\n", "which is none of the allowed values"),
        ({"properties": {"a": {"uniqueItems": True}}}, f"a: {[{'b': n} for n in range(5000)]}\n", None),
        (doubled(12), "a: 1\n", None),
    ],
)
def test_hostile_schemas_and_values(tmp_path: Path, schema: Any, text: str, said: str | None) -> None:
    found = run(tmp_path, {"catalog/x.yaml": text, "s.json": schema})
    assert len(found) == (said is not None)
    assert said is None or said in found[0][3]


@pytest.mark.parametrize("steps", [40, 300])
def test_a_schema_that_doubles_itself_ends_the_run(tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medlint.limit.SECONDS", 0.3)
    monkeypatch.setattr("medlint.limit.limit.__wrapped__.__defaults__", (0.3,))
    with pytest.raises(ConfigError, match=r"s.json: (?:a value was not judged|\$ref: the schema refers to itself)"):
        run(tmp_path, {"catalog/a.yaml": "a: 1\n", "s.json": doubled(steps)})


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "3", "is 3, expected text or nothing; quotes are missing"),
        ({"anyOf": [{"required": ["data"]}, {"required": ["path"]}]}, "{x: 1}", "data or path is needed in v of"),
        ({"anyOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}, "{b: 1}", "a or c is needed in v of"),
        ({"anyOf": [{"enum": ["red"]}, {"enum": ["green"]}]}, "gren", "did you mean 'green'?"),
        ({"oneOf": [{"properties": {"type": {"const": "file"}, "size": {"type": "integer"}}},
                    {"properties": {"type": {"const": "link"}, "url": {"type": "string"}}}]},
         "{type: link, url: 3}", "v.url of 'N' is 3, expected text"),
        ({"anyOf": [{"properties": {"git": {}}, "required": ["git"], "additionalProperties": False},
                    {"properties": {"npm": {}, "tag": {"type": "string"}}, "required": ["npm"],
                     "additionalProperties": False}]}, "{npm: a, tag: [1]}", "v.tag of 'N' is a list of 1 item"),
        ({"not": {"required": ["a", "b"]}}, "{a: 1, b: 2}", "v of 'N' may not have a and b together"),
        ({"contains": {"type": "integer"}}, "[a]", "v of 'N' holds no item of the expected form"),
        ({"prefixItems": [{}], "items": False}, "[1, 2]", "v of 'N' has more items than are known here"),
        ({"exclusiveMinimum": 3}, "3", "v of 'N' is 3, expected more than 3"),
        ({"pattern": "^v", "description": "The version."}, "x",
         "v of 'N' is 'x', which doesn't match '^v' (The version)"),
        ({"format": "date", "description": "The day."}, "x", "is 'x', expected a date such as 2026-11-21 (The day)"),
        ({"format": "hostname"}, "-a-", "expected the name of a host"),
        ({"format": "duration"}, "3 days", "expected a duration such as P3D"),
        ({"format": "json-pointer"}, "a", "expected a JSON pointer such as /a/b"),
        ({"format": "uri-template"}, "'{'", "expected a template of an address"),
        ({"format": "uuid"}, "a", "expected a UUID"),
        ({"format": "regex"}, "'('", "expected a regular expression of ECMA-262"),
    ],
)  # fmt: skip
def test_messages_say_what_was_meant(tmp_path: Path, schema: Any, value: str, said: str) -> None:
    whole = {"properties": {"name": {}, "v": schema}}
    found = run(tmp_path, {"catalog/a.yaml": f"name: N\nv: {value}\n", "s.json": whole})
    assert len(found) == 1, found
    assert said in found[0][3]


def test_draft_4_has_an_exclusive_minimum_of_its_own(tmp_path: Path) -> None:
    schema = {"$schema": "http://json-schema.org/draft-04/schema#",
              "properties": {"v": {"minimum": 3, "exclusiveMinimum": True}}}  # fmt: skip
    found = run(tmp_path, {"catalog/a.yaml": "v: 3\n", "s.json": schema})
    assert [f[3] for f in found] == ["MED003 v of 'catalog/a.yaml' is 3, expected more than 3"]


def test_only_shape_links_and_identifiers_of_a_stranger_s_records(tmp_path: Path) -> None:
    text = (
        "label:  Alder  tree\nlicenses: []\ntags: [kmer, k-mer]\ninput: https://ftp*.manifest\n"
        'iri: http://example.org/onto#T1\nnote: "from [http://example.org], since 2001"\nsource: nowhere\n'
    )
    assert run(tmp_path, {"catalog/a.yaml": text, "catalog/b.yaml": text, "s.json": {"type": "object"}}) == []
    (tmp_path / "catalog" / "b.yaml").unlink()
    found = run(tmp_path, {"catalog/a.yaml": "name: A\nurl: https://dx.doi.org/10.5281/zenodo.1\n", "s.json": NAMED})
    assert [f[3].split()[0] for f in found] == ["MED503"]


def test_what_makes_two_records_the_same(tmp_path: Path) -> None:
    files: dict[str, Any] = {"s.json": NAMED, "catalog/b.yaml": "name: Elm\nlanguage: fr\n"}
    files |= {f"catalog/{name}.yaml": "name: Elm\nlanguage: en\n" for name in "ac"}
    config = '[[catalogs]]\npath = "catalog"\nschema = "s.json"\nunique = ["title", "language"]\n'
    assert [(f[0], f[3]) for f in run(tmp_path, files, config)] == [
        ("c.yaml", "MED311 'Elm' is listed twice, with the same title and language")
    ]


def test_a_fix_that_would_break_the_record_is_not_offered(tmp_path: Path) -> None:
    schema = {"properties": {"title": {}, "tags": {"uniqueItems": True}}}
    files: dict[str, Any] = {"s.json": schema, "catalog/a.yaml": "title: A\ntags: [kmer, k-mer]\n"}
    files |= {f"catalog/{name}.yaml": f"title: {name}\ntags: [k-mer]\n" for name in "bcd"}
    config = '[[catalogs]]\npath = "catalog"\nschema = "s.json"\nrules = "all"\nfields = { keywords = "tags" }\n'
    run(tmp_path, files, config)
    found = check(tmp_path, config=tmp_path / "medlint.toml")["findings"]
    assert {f["code"] for f in found} == {"MED305"}
    assert all(f["fix"] is None for f in found)


@pytest.mark.parametrize(
    ("text", "schema", "said"),
    [
        ("on", {"type": "string"}, "v of 'N' is 'on', which is true or false to readers of YAML 1.1; quote it"),
        ("12:30", {"type": "string"}, "a number"),
        ("1_000", {"type": "string"}, "a number"),
        ("2022-10-01", {"type": "string"}, "a date"),
        ("'on'", {"type": "string"}, None),
        ("on", {"type": ["string", "boolean"]}, None),
        ("on", {}, None),
        ("one", {"type": "string"}, None),
        ("2022-10", {"type": "string"}, None),
    ],
)
def test_text_that_others_take_for_something_else(tmp_path: Path, text: str, schema: Any, said: str | None) -> None:
    files = {"catalog/a.yaml": f"name: N\nv: {text}\n", "s.json": {"properties": {"v": schema}}}
    found = run(tmp_path, files)
    assert [f[1:3] for f in found] == ([(2, 4)] if said else [])
    assert said is None or said in found[0][3]


def test_what_most_values_of_a_key_are_is_said_once(tmp_path: Path) -> None:
    files: dict[str, Any] = {f"catalog/{n}.yaml": f"day: 2022-10-0{n}\n" for n in range(1, 8)}
    found = run(tmp_path, {**files, "s.json": {"properties": {"day": {"type": "string"}}}})
    assert [f[:3] for f in found] == [("1.yaml", 1, 6)]
    assert "7 of 7 values of day, such as '2022-10-01', are a date" in found[0][3]
