"""A known environment, random tests that can be repeated, and Chromium for the tests of pages (by Playwright)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run, but where the nightly one looks for others.
settings.register_profile("seeded", derandomize=True)
if not os.environ.get("MEDLINT_TESTS_UNSEEDED"):
    settings.load_profile("seeded")

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
CHROMIUM = shutil.which("chromium")


def pytest_configure() -> None:
    """git has no settings of whoever runs the tests, who may sign commits, and knows no repository of a hook's."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull


@pytest.fixture(autouse=True)
def nobodys_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither tokens of whoever runs the tests nor an index of IDC that happens to be installed has a say."""
    for name in ("GITHUB_TOKEN", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("medlint.links.hosts.idc.is_installed", lambda: False)


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
