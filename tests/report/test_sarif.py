"""SARIF: valid by its official schema, and telling the same of a finding wherever its line has moved."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from medlint.finding import Edit, Fix, Report
from medlint.report.home import Home
from medlint.report.sarif import to_sarif
from medlint.rules import every
from reporting import finding, of_texts, place, report, varied

SHARED = Path(os.environ.get("MEDLINT_SHARED", Path(__file__).parents[3] / "shared"))
HEAD = "| Title | Source | Size |\n|---|---|---|\n"
SCHEMA = SHARED / "schemas" / "sarif-schema-2.1.0.json"


def run_of(given: Report, **options: Any) -> Any:
    log = json.loads(to_sarif(given, **options))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the official schema of SARIF isn't at hand")
def test_valid_by_the_official_schema() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for given in (report(), varied(), varied()._replace(mended=None, interrupted=True)):
        problems = [error.message for error in validator.iter_errors(json.loads(to_sarif(given, status=1)))]
        assert not problems
    assert list(validator.iter_errors({"version": "2.1.0"}))


def test_a_reader_finds_the_words_and_the_bytes(tmp_path: Path) -> None:
    """Read as the standard says: region by lines and code points, region by bytes, and the fix applied."""
    text = "# Lïst\n\n| Title | Source |\n|---|---|\n| LIDC 🫁 | http://doi.org/10.7937/K9 |\n"
    file = tmp_path / "a list.md"
    file.write_bytes(text.encode())
    start = text.encode().index(b"http://")
    line, column = 5, text.splitlines()[4].index("http") + 1
    edit = Edit("a list.md", start, start + 25, "https://doi.org/10.7937/K9")
    run = run_of(report(finding(place=place("a list.md", line, column, start=start, width=25), fix=Fix(True, (edit,)))))
    (result,) = run["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
    read = (tmp_path / unquote(where["artifactLocation"]["uri"])).read_bytes()
    region = where["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    row = read.decode().splitlines()[region["startLine"] - 1]
    assert row[region["startColumn"] - 1 : region["endColumn"] - 1] == "http://doi.org/10.7937/K9"
    assert read[region["byteOffset"] :][: region["byteLength"]] == b"http://doi.org/10.7937/K9"
    (change,) = result["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    gone = replacement["deletedRegion"]
    mended = read[: gone["byteOffset"]] + replacement["insertedContent"]["text"].encode()
    mended += read[gone["byteOffset"] + gone["byteLength"] :]
    assert mended.decode() == text.replace("http:", "https:")


def test_fingerprints_survive_moved_lines_and_tell_twins_apart() -> None:
    table = HEAD + "| LIDC | https://example.org/a | |\n| KiTS | https://example.org/b | |\n"
    twice = table + "| LIDC | https://example.org/c | |\n"

    def prints(text: str) -> list[str]:
        return [r["partialFingerprints"]["medlint/v1"] for r in run_of(of_texts(text, "MED205"))["results"]]

    before = prints(table)
    assert len(set(before)) == 2
    assert prints("# A list\n\nSome words.\n\n" + table) == before
    assert prints(twice)[:2] == before
    assert len(set(prints(twice))) == 3
    assert prints(table.replace("KiTS", "KiTS23"))[1] != before[1]


def test_ignoring_one_renames_no_other() -> None:
    table = HEAD + "| LIDC | https://example.org/a | |{}\n| LIDC | https://example.org/b | |\n"
    plain = run_of(of_texts(table.format(""), "MED205"))["results"]
    held = run_of(of_texts(table.format(" <!-- medlint-ignore: MED205 -->"), "MED205"))["results"]
    assert [r["partialFingerprints"] for r in plain] == [r["partialFingerprints"] for r in held]
    assert [bool(r.get("suppressions")) for r in held] == [True, False]


def test_suppressions_levels_and_baseline() -> None:
    run = run_of(varied(), status=1)
    kinds = {r["properties"]["entry"]: r.get("suppressions", [{}])[0].get("kind") for r in run["results"]}
    assert kinds == {"LIDC-IDRI": None, "KiTS23": None, "ADNI": "inSource", "IXI": "external", "LiTS": "external"}
    assert {r["level"] for r in run["results"]} == {"error", "warning", "note"}
    states = {r["properties"]["entry"]: r["baselineState"] for r in run["results"]}
    assert states["LiTS"] == "unchanged" and states["KiTS23"] == "new"
    assert "baselineState" not in run_of(varied()._replace(mended=None))["results"][0]
    assert run["invocations"][0]["exitCode"] == 1
    assert run_of(report(interrupted=True))["invocations"][0]["executionSuccessful"] is False


def test_every_rule_says_what_it_is_and_where_to_read_on() -> None:
    run = run_of(varied())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in every()]
    for rule in rules:
        assert rule["helpUri"].startswith("https://") and rule["help"]["markdown"] and rule["shortDescription"]["text"]
    for result in run["results"]:
        if result["ruleIndex"] >= 0:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_paths_are_of_the_repository_and_percent_encoded() -> None:
    run = run_of(report(finding(place=place("a b/#1:ü.md"))), home=Home("lists"))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "lists/a%20b/%231%3A%C3%BC.md",
        "uriBaseId": "SRCROOT",
    }


def test_a_message_has_no_link_and_no_placeholder() -> None:
    (result,) = run_of(report(finding("see [this](https://evil.example) and {0}")))["results"]
    assert result["message"]["text"] == "see [this] (https://evil.example) and {{0}}"
