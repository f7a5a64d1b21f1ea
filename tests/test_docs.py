"""The documentation: what is generated is up to date, nothing leads nowhere, and it builds."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from medlint.cli import main

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documentation is not here")


def test_generated_pages_are_up_to_date() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    stale = [path.name for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    assert not stale, "run python docs/generate.py"
    known = {path for path in pages if path.parent.name == "rules"}
    assert set((ROOT / "docs" / "rules").glob("*.md")) == known


def test_nothing_leads_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Local links and anchors of the documentation, judged by medlint itself."""
    files = [str(path) for path in sorted((ROOT / "docs").glob("*.md"))]
    status = main(["check", "--offline", "--no-cache", "--select", "MED108,MED109", *files])
    assert status == 0, capsys.readouterr().out


def test_it_builds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "docs")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "docs" / "rules" / "MED205" / "index.html").is_file()
