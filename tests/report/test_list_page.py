"""The README of this repository in the column of 830 pixels in which GitHub shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

README = Path(__file__).parents[2] / "README.md"
STYLE = """
body { margin: 0 }
main { width: 830px; font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0 }
th { font-weight: 600 }
"""
"""What matters of GitHub's style sheet for Markdown (github-markdown-css 5)."""

MEASURE = """() => [...document.querySelectorAll("table")]
  .filter((table) => table.querySelector("th").innerText === "Name")
  .map((table) => ({
    hidden: table.scrollWidth - table.clientWidth,
    columns: table.querySelectorAll("th").length,
    tall: [...table.querySelectorAll("tbody tr")]
      .filter((row) => row.getBoundingClientRect().height > 3 * 24 + 14)
      .map((row) => row.innerText),
  }))"""


def test_every_column_shows_and_no_row_is_tall(browser: Browser) -> None:
    import cmarkgfm  # type: ignore[import-untyped]
    from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

    text = README.read_text("utf-8")
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    page = browser.new_page(viewport={"width": 830, "height": 900})
    page.set_content(f"<!doctype html><style>{STYLE}</style><main>{html}</main>")
    tables = page.evaluate(MEASURE)
    page.close()
    assert len(tables) == 9
    for table in tables:
        assert (table["columns"], table["hidden"], table["tall"]) == (7, 0, [])
