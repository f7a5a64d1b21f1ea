"""Chromium for the tests of the HTML report: Debian's package, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from medlint.finding import Report
from medlint.report.html import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
CHROMIUM = shutil.which("chromium")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


class Opened(NamedTuple):
    """A report in the browser. `said` is all that went wrong: console, errors, dialogs, requests for anything else."""

    page: Page
    said: list[str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, with a profile of its own."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium isn't installed")
        pytest.skip("Chromium isn't installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


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
        page.set_default_timeout(5000)
        page.add_init_script(WATCH)
        page.goto(file.as_uri() + fragment)
        return found

    yield show
    for page, said in pages:
        assert page.evaluate("window.violations") == []
        assert said == []
        page.context.close()
