"""A wrong config names the key, the file and the closest right one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from medlint.cli import main
from medlint.config import SCHEMA, Catalog, Config, ConfigError, Habits, Links, find_config, load_config
from medlint.finding import Finding, Level
from medlint.gate import Selection
from medlint.read.project import build_project
from medlint.rules import every
from medlint.rules.base import REGISTRY, Option
from medlint.source import Place
from medlint.validate.schema import shipped_schema


def load(folder: Path, text: str) -> Config:
    file = folder / "medlint.toml"
    file.write_text(text, encoding="utf-8")
    return load_config(file, folder)


def test_everything_that_may_stand_in_it(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
        readme = ["README.md", "docs/*.md"]
        catalog = "data/catalog"
        schema = "schema.json"
        select = ["MED1", "missing-size"]
        ignore = ["MED312"]
        fail-on = "never"
        required = ["title", "size"]
        allow-http = ["example.org"]
        contact = "list@example.org"
        verify-every = 30
        [severity]
        MED1 = "info"
        MED101 = "warning"
        [per-file-ignores]
        "docs/*.md" = ["MED6"]
        [columns]
        title = ["Challenge"]
        [services]
        wayback = "https://archive.example.org"
        [links]
        exclude = ['^https://intranet\\.']
        accept = { "www.example.org" = [403] }
        max-age = { alive = "2d", dead = "2w" }
        fail-after = 2
        fail-after-days = 1.5
        max-redirects = 5
        timeout = 7.5
        [rules.MED303]
        tolerance = 0.2
        [[catalogs]]
        path = "software/*.yml"
        schema = "schemas/software.json"
        records = "/items"
        fields = { title = "name", source = ["website_url", "source_code_url"] }
        unique = ["title"]
        [[catalogs]]
        path = ["more"]
        """,
    )
    assert config.readme == ("README.md", "docs/*.md")
    assert config.fail_on is None
    assert config.severity == {"MED1": Level.INFO, "MED101": Level.WARNING}
    assert config.links.accept == {"www.example.org": (403,)}
    assert config.links.max_age == {"alive": 2 * 86400, "moved": 7 * 86400, "dead": 14 * 86400}
    assert config.links.fail_after_days == 1.5
    assert config.links.timeout == 7.5
    assert config.rules == {"MED303": {"tolerance": 0.2}}
    fields = {"title": ("name",), "source": ("website_url", "source_code_url")}
    software = Catalog(("software/*.yml",), "schemas/software.json", "/items", fields, "schema", ("title",))
    assert config.every_catalog == (
        Catalog(("data/catalog",), "schema.json", rules="schema"),
        software,
        Catalog(("more",)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("redme = []", "unknown key 'redme'; did you mean 'readme'?"),
        ("[tool.medlint]\ncatalog = 'x'", "without the prefix"),
        ("required = ['titel']", "there is no field 'titel'; did you mean 'title'?"),
        ("[[catalogs]]\nschema = 'x.json'", "path is missing"),
        ("[[catalogs]]\npath = 'x'\nrules = 'al'", "did you mean 'all'?"),
        ("[[catalogs]]\npath = 'x'\nrecords = 'a'", "expected a JSON pointer such as /datasets"),
        ("cache-dir = 3", "cache-dir is 3, expected text"),
        ("a." * 40_000 + "a = 1", "a key of more than 100 parts"),
        ("verify-every = " + "9" * 5_000, ":1:16: a number of more than 4,300 digits"),
        ("verify-every = 0x" + "f" * 5_000, ":1:16: a number of more than 4,300 digits"),
        ('"a".' * 40_000 + "a = 1", "a key of more than 100 parts"),
        ("[links]\ntimeout = 0", "expected more than 0"),
        ("zzzz = 1", "unknown key 'zzzz'"),
        ("[links]\nfail_after = 1", "unknown key 'fail_after' in links; did you mean 'fail-after'?"),
        ("select = 'MED1'", "select is 'MED1', expected a list"),
        ("fail-on = 'warn'", "did you mean 'warning'?"),
        ("[severity]\nMED101 = 'warnings'", "did you mean 'warning'?"),
        ("[columns]\ntitel = ['x']", "did you mean 'title'?"),
        ("[links]\nexclude = ['(']", "not a regular expression"),
        ("[links]\nmax-age = {alive = '7 days'}", 'an age such as "7d"'),
        ("[links]\naccept = {a = [42]}", "is 42, expected 100 or more"),
        ("verify-every = -1", "verify-every is -1, expected 0 or more"),
        ("required = [1]", "required[0] is 1, expected text"),
        ("a = ", "not valid TOML: invalid value"),
        ("links = 3", "links is 3, expected a map with exclude, accept, max-age"),
        ("verify-every = 1e9", "expected 36500 or less"),
        ("[links]\nmax-age = {alive = '99999w'}", "expected an age of at most a hundred years"),
        ('contact = "a\\u0000"', "control characters"),
        ('readme = ["a\\u0000"]', "NUL"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)
    assert str(tmp_path / "medlint.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select = ['MED999']", "select: there is no rule 'MED999'"),
        ("ignore = ['missing-sise']", "did you mean 'missing-size'?"),
        ("[severity]\nMED1O1 = 'error'", "there is no rule 'MED1O1'"),
        ("[per-file-ignores]\n'a.md' = ['MED9']", "there is no rule 'MED9'"),
    ],
)
def test_a_rule_that_is_not_there_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Selection(load(tmp_path, text))
    assert said in str(caught.value)
    assert str(tmp_path / "medlint.toml") in str(caught.value)


def test_a_pattern_that_python_warns_of_is_taken(tmp_path: Path) -> None:
    re.purge()
    assert load(tmp_path, "[links]\nexclude = ['[[a]b--c']").links.exclude == ("[[a]b--c",)


def test_severity_of_a_rule_outweighs_that_of_its_family(tmp_path: Path) -> None:
    config = load(tmp_path, "[severity]\nMED101 = 'warning'\nMED1 = 'info'\n")
    place = Place("README.md", 1, 1, 1, 2, 0, 1)
    levels = [Selection(config).level(Finding(code, "", Level.ERROR, "", place)) for code in ("MED101", "MED102")]
    assert levels == [Level.WARNING, Level.INFO]


def test_the_nearest_config_counts_and_git_ends_the_search(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.medlint]\ncatalog = 'x'\n", encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert find_config(inside) == tmp_path / "pyproject.toml"
    (inside / "medlint.toml").write_text("", encoding="utf-8")
    assert find_config(inside) == inside / "medlint.toml"
    (inside / "medlint.toml").unlink()
    (tmp_path / "a" / ".git").mkdir()
    assert find_config(inside) is None


def test_the_schema_says_every_key_and_its_default() -> None:
    data = shipped_schema(SCHEMA).data
    config = Config()
    tables: dict[str, Links | Habits] = {"links": config.links, "habits": config.habits}
    for table, values in ((data, config), *((data["properties"][name], held) for name, held in tables.items())):
        for key, value in table["properties"].items():
            assert value["description"].endswith((".", "…")), key
            held = getattr(values, key.replace("-", "_"))
            if "default" in value and key not in (*tables, "max-age", "fail-on"):
                default = value["default"]
                assert held == (tuple(default) if isinstance(default, list) else default), key
    keys = {key.replace("-", "_") for key in data["properties"]}
    assert keys == set(Config._fields) - {"root", "file", "named"}
    for name, held in tables.items():
        known = {key.replace("-", "_") for key in data["properties"][name]["properties"]}
        assert known == set(held._fields)
    assert set(data["definitions"]["catalog"]["properties"]) == set(Catalog._fields)


def test_the_schema_of_the_config_holds_the_options_of_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "config"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rules = printed["properties"]["rules"]["properties"]
    assert {rule.code for rule in every() if rule.options} <= set(rules)
    for what, name in (("record", "dataset"), ("list", "list")):
        assert main(["schema", what]) == 0
        assert json.loads(capsys.readouterr().out)["$id"].startswith(f"urn:medlint:schema:{name}:")


def test_options_of_rules_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = REGISTRY["MED003"]._replace(options={"most": Option(3, "How many.", 9), "share": Option(0.5, "Of what.")})
    monkeypatch.setitem(REGISTRY, "MED003", rule)
    project = build_project([], load(tmp_path, "[rules.MED003]\nmost = 5\n"), date(2026, 11, 29))
    assert (rule.option(project, "most"), rule.option(project, "share")) == (5, 0.5)
    Selection(project.config)
    for text, said in (
        ("[rules.MED003]\nmots = 5", "rules.MED003: unknown key 'mots' of MED003; did you mean 'most'?"),
        ("[rules.schema-violation]\nmost = 'x'", "most of schema-violation is 'x', expected a whole number"),
        ("[rules.MED003]\nmost = 10", "most of MED003 is 10"),
        ("[rules.MED003]\nmost = -1", "most of MED003 is -1"),
        ("[rules.MED003]\nshare = 1.5", "share of MED003 is 1.5"),
        ("[rules.MED003]\nshare = nan", "a number can't be nan"),
        ("[rules.MED0]\nmost = 1", "expected the code or name of one rule"),
        ("[rules.MED999]\nmost = 1", "there is no rule 'MED999'"),
        ("[rules.MED001]\nmost = 1", "unknown key 'most' of MED001"),
    ):
        with pytest.raises(ConfigError) as raised:
            Selection(load(tmp_path, text))
        assert said in str(raised.value)
