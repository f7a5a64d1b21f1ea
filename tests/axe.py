"""axe-core, which looks for what keeps people from using a page; from npm, as tests/node says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

NODE = Path(os.environ.get("MEDLINT_NODE", Path(__file__).parents[1] / "build" / "node"))


def look(page: Page, *kinds: str) -> dict[str, Any]:
    """What axe says of a page; `kinds` are its result types, such as "violations"."""
    script = NODE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        why = "axe-core isn't installed: npm ci --prefix build/node, with the files of tests/node in that folder"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    page.evaluate(script.read_text("utf-8"))
    # Without loading style sheets anew, which the policy of our pages forbids.
    found: dict[str, Any] = page.evaluate("(types) => axe.run(document, {preload: false, resultTypes: types})", kinds)
    return found
