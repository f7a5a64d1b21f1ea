"""Licenses, access, faces and dates of comparison, and what the table says of restrictions."""

from __future__ import annotations

import pytest

from linting import TODAY, at, findings, mended, spots
from medlint.config import Config
from medlint.finding import Level

PATH = "catalog/ixi.yaml"


def record(more: str) -> dict[str, str]:
    return {PATH: f"id: ixi\ntitle: IXI\n{more}\n"}


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("CC BY 3.0", "CC-BY-3.0"),
        ("'CC BY 3.0'", "'CC-BY-3.0'"),
        ("cc-by-nc-4.0", "CC-BY-NC-4.0"),
        ("Apache 2.0 # stated in the repository", "Apache-2.0 # stated in the repository"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("Unknown", "unknown"),
        ("CC-BY-5.0", "CC-BY-5.0"),  # none such: nobody knows which was meant
        ("TCIA Restricted", "TCIA Restricted"),
        ("Free for research; ask for anything else", "Free for research; ask for anything else"),
    ],
)
def test_license(written: str, right: str) -> None:
    files = record(f"license: {written}")
    (found,) = findings(files, "MED801")
    assert (found.place.line, found.field, found.entry and found.entry.title) == (3, "license", "IXI")
    assert mended(files, [found], PATH) == record(f"license: {right}")[PATH]
    assert found.fix is None or not found.fix.safe


def test_the_closest_license_is_named() -> None:
    assert "'CC-BY-4.0' is closest" in findings(record("license: CC-BY-4.00"), "MED801")[0].message
    assert "LicenseRef-" in findings(record("license: ask the authors"), "MED801")[0].message


@pytest.mark.parametrize(
    "license_",
    ["CC-BY-4.0", "unknown", "LicenseRef-TCIA-Restricted", "CC-BY-4.0 AND LicenseRef-x", "(MIT OR Apache-2.0)", '""'],
)
def test_known_license(license_: str) -> None:
    assert findings(record(f"license: {license_}"), "MED801") == []


def test_tables_may_name_licenses_as_people_do() -> None:
    assert findings("| Title | License |\n|-|-|\n| IXI | CC BY 3.0 |\n| COCA | Stanford DUA |\n", "MED801") == []


def test_each_license_of_a_list() -> None:
    files = record("license: [MIT, CC BY 3.0]")
    found = findings(files, "MED801")
    assert spots(found) == [("MED801", 3, 16)]
    assert "[MIT, CC-BY-3.0]" in mended(files, found, PATH)


@pytest.mark.parametrize(
    ("access", "where"),
    [
        ("{level: dua}", [("MED802", 3, 1)]),
        ("{level: closed, url: ''}", [("MED802", 3, 30)]),
        ("\n  level: mixed", [("MED802", 3, 1)]),
        ("{level: dua, url: 'https://a.org/terms'}", []),
        ("{level: open}", []),
        ("restricted", []),
        ("{}", []),
    ],
)
def test_access(access: str, where: list[tuple[str, int, int]]) -> None:
    assert spots(findings(record(f"access: {access}"), "MED802")) == where


def head(
    *, level: str = "open", modalities: str = "[MR]", parts: str = "[brain]", said: str = "", text: str = "MRI."
) -> dict[str, str]:
    known = f"deidentification: {said}\n" if said else ""
    return record(
        f"access: {{level: {level}}}\nmodalities: {modalities}\nbody_parts: {parts}\ndescription: {text}\n{known}"
    )


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (head(said="{faces: unknown}"), 7),
        (head(said="{status: anonymized}"), 7),
        (head(), 2),
        (head(modalities="[SR, CT]", parts="[lung, Head & Neck]"), 2),
        (head(modalities="[XC]", parts="[face]"), 2),
        (head(said="{faces: unknown}", text="Skull-stripped MRI."), 7),
    ],
)
def test_face(files: dict[str, str], line: int) -> None:
    (found,) = findings(files, "MED803")
    assert found.place.line in (line, 1)
    assert "faces can be rebuilt is unknown" in found.message


@pytest.mark.parametrize(
    "files",
    [
        head(said="{faces: removed}"),
        head(said="{faces: none}"),
        head(said="{faces: present}"),
        head(level="dua"),
        head(modalities="[SM]"),
        head(parts="[fetal brain]"),
        head(parts="[hippocampus]"),
        head(parts="[head of femur]"),
        head(text="MRI, skull-stripped."),
        record("access: open\nmodalities: MR\nbody_parts: brain"),
    ],
)
def test_no_face(files: dict[str, str]) -> None:
    assert findings(files, "MED803") == []


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2026-11-21", None),
        ("2025-11-21", None),  # 365 days
        ("2025-11-20", Level.INFO),
        ("2026-11-22", Level.ERROR),
        ("9999-12-31", Level.ERROR),
        ("0001-01-01", Level.INFO),
        ("soon", None),
        ("2026-02-30", None),
    ],
)
def test_verified(day: str, level: Level | None) -> None:
    found = findings(record(f'verified: {{date: "{day}", by: a curator}}'), "MED804")
    assert [f.level for f in found] == ([level] if level else [])
    assert all((f.place.line, f.place.column) == (3, 18) for f in found)


def test_how_long_a_comparison_counts_is_configured() -> None:
    files = record(f'verified: {{date: "{TODAY.replace(month=9)}", by: a curator}}')
    assert findings(files, "MED804", config=Config(verify_every=61)) == []
    assert len(findings(files, "MED804", config=Config(verify_every=60))) == 1


def pair(license_: str, *, cell: str | None = None, description: str = "MRI.") -> dict[str, str]:
    header, value = ("", "") if cell is None else (" License |", f" {cell} |")
    rule = "-|" * (2 + (cell is not None))
    table = f"| Title | Description |{header}\n|{rule}\n| IXI | {description} |{value}\n"
    return {"README.md": table} | record(f"license: {license_}")


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        (pair("CC-BY-NC-4.0"), "IXI"),
        (pair("CC-BY-ND-4.0"), "IXI"),
        (pair("unknown"), "IXI"),
        (pair("LicenseRef-Somebody-NC"), "IXI"),
        (pair("CC-BY-NC-SA-4.0", cell="CC BY 4.0"), "CC BY 4.0"),
        (pair("LicenseRef-Somebody AND CC-BY-NC-4.0", cell="custom"), "custom"),
        (pair("unknown", cell="MIT"), "MIT"),
        (pair("CC-BY-NC-4.0", description="The NCI's own."), "IXI"),
    ],
)
def test_restriction_unsaid(files: dict[str, str], shown: str) -> None:
    (found,) = findings(files, "MED805")
    assert at(files["README.md"], found) == shown
    assert [(r.place.path, r.place.line) for r in found.related] == [(PATH, 3)]


@pytest.mark.parametrize(
    "files",
    [
        pair("CC-BY-4.0"),
        pair("LicenseRef-ADNI-Data-Use-Agreement"),
        pair("CC-BY-NC-4.0", cell="CC BY-NC 4.0"),
        pair("CC-BY-NC-4.0", cell="non-commercial"),
        pair("CC-BY-NC-4.0", cell=""),  # missing, and nothing else
        pair("CC-BY-NC-4.0", description="For noncommercial use."),
        pair("CC-BY-NC-4.0", description="Research use only."),
        pair("CC-BY-NC-ND-4.0", description="Under CC BY-NC-ND 4.0."),
        pair("CC-BY-ND-4.0", description="No derivatives."),
        pair("unknown", cell="?"),
        pair("unknown", cell="not stated"),
        pair("unknown", description="No license is given."),
        record("license: CC-BY-NC-4.0"),
        {"README.md": pair("x")["README.md"]} | {"catalog/a.yaml": "id: a\ntitle: ADNI\nlicense: unknown\n"},
    ],
)
def test_restriction_said(files: dict[str, str]) -> None:
    assert findings(files, "MED805") == []
