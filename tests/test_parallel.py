"""Reading and judging in parts: the report is the same bytes, with processes of this machine and on a Dask cluster."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

RECORD: dict[str, Any] = {
    "id": "", "kind": "dataset", "title": "", "section": "CT", "modalities": ["CT"], "keywords": ["CT", "lung"],
    "description": "Chest CT of patients of two hospitals, with the lungs outlined by two readers in turn.",
    "landing_page": "", "access": {"level": "open"}, "license": "CC-BY-4.0",
    "size": {"text": "120 scans, 60.5 GB", "bytes": 60_500_000_000},
}  # fmt: skip
FAULTS: tuple[dict[str, Any], ...] = (
    {"license": "CC BY 3.0"}, {"titel": "x"}, {"size": {"text": "5 scans, 900 TB"}}, {"keywords": ["CT", "ct", "lugn"]},
    {"access": {"level": "registration"}}, {"landing_page": "https://www.example.org/a b"}, {"modalities": ["BRAIN"]},
    {"landing_page": "http://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"}, {"section": "Nowhere"}, {"kind": None},
    {"description": "Chest CT of 900 scans, with the lungs outlined by two readers in turn, and the lobes."},
    {"title": "Set 7"}, {"keywords": []},
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 320 records, of which one in four is wrong in some way, beside a README that shows some of them."""
    top = tmp_path_factory.mktemp("list")
    (top / ".git").mkdir()
    (top / "catalog").mkdir()
    (top / "catalog" / "list.yaml").write_text("title: A list\nsections:\n  - title: CT\n", encoding="utf-8")
    chance = random.Random(7)
    for number in range(320):
        data = RECORD | {
            "id": f"set-{number}", "title": f"Set {number}", "landing_page": f"https://www.example.org/{number}",
        }  # fmt: skip
        data |= chance.choice(FAULTS) if chance.random() < 0.25 else {}
        text = yaml.safe_dump(data, sort_keys=False)
        text += "# medlint-ignore-file: MED801\n" if number % 50 == 0 else ""
        (top / "catalog" / f"set-{number}.yaml").write_text(text, encoding="utf-8")
    (top / "catalog" / "broken.yaml").write_text("title: [\n", encoding="utf-8")
    rows = "".join(f"| Set {n} | https://www.example.org/{n} | 120 scans, {n} GB |\n" for n in range(0, 320, 3))
    (top / "README.md").write_text(f"## CT\n\n| Title | Source | Size |\n|---|---|---|\n{rows}", encoding="utf-8")
    return top


def report(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--format", "json", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize("how", [("--jobs", "2"), ("--scheduler", "local", "--jobs", "2")], ids=["jobs", "scheduler"])
def test_the_report_is_the_same_bytes(folder: Path, how: tuple[str, ...]) -> None:
    alone = report(folder)
    assert alone.count('"code"') > 60
    assert {code for code in ("MED003", "MED302", "MED303", "MED801", "MED802") if f'"{code}"' in alone} >= {
        "MED003", "MED801", "MED802",
    }  # fmt: skip
    assert report(folder, *how) == alone
