"""Sites built of lists given as files, and opened in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from medlint.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""

Build = Callable[..., Path]
Visit = Callable[..., "Page"]


class Seen(NamedTuple):
    """A page, and all that went wrong on it: console, errors, dialogs, requests for anything but its own files."""

    page: Page
    said: list[str]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Writes files and builds their site: build({"catalog/a.yaml": {…} or text}, "--base-url", …); gives its folder."""

    def make(files: Mapping[str, Any], *options: str) -> Path:
        for name, content in files.items():
            path = tmp_path / "list" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        monkeypatch.chdir(tmp_path / "list")
        assert main(["site", "--to", str(tmp_path / "site"), *options]) == 0
        return tmp_path / "site"

    return make


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens a page of a site: visit(folder, "index.html?q=x", width=390, color_scheme="dark").

    When the test is over nothing may have gone wrong.
    """
    pages: list[Seen] = []

    def show(site: Path, path: str = "index.html", *, width: int = 1280, **context: Any) -> Page:
        page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
        seen = Seen(page, [])
        pages.append(seen)
        page.on("console", lambda message: seen.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("dialog", lambda dialog: seen.said.append(f"dialog: {dialog.message}"))
        ours = (site.as_uri(), "data:")
        page.on("request", lambda asked: None if asked.url.startswith(ours) else seen.said.append(asked.url))
        page.set_default_timeout(60_000)
        page.add_init_script(WATCH)
        page.goto(f"{site.as_uri()}/{path}")
        return page

    yield show
    for page, said in pages:
        if page.evaluate("typeof window.violations") == "object":
            assert page.evaluate("window.violations") == []
        assert said == []
        page.context.close()
