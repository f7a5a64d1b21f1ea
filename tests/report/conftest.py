"""A report in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from medlint.finding import Report
from medlint.report.html import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


class Opened(NamedTuple):
    """A report in the browser. `said` is all that went wrong: console, errors, dialogs, requests for anything else."""

    page: Page
    said: list[str]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Writes a report to a file and opens it: opened(report, fragment="#f-…", color_scheme="dark", width=1280).

    When the test is over nothing may have gone wrong.
    """
    pages: list[Opened] = []

    def show(report: Report, *, fragment: str = "", width: int = 1280, **context: Any) -> Opened:
        file = tmp_path / "report.html"
        file.write_text(to_html(report), "ascii")
        page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
        found = Opened(page, [])
        pages.append(found)
        page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: found.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("dialog", lambda dialog: found.said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: found.said.append(request.url) if request.url[:7] != "file://" else None)
        page.set_default_timeout(60_000)
        page.add_init_script(WATCH)
        page.goto(file.as_uri() + fragment)
        return found

    yield show
    for page, said in pages:
        assert page.evaluate("window.violations") == []
        assert said == []
        page.context.close()
