"""A known environment, random tests that can be repeated, and Chromium for the tests of pages (by Playwright)."""

from __future__ import annotations

import os
import re
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


OF_OTHERS = re.compile(r"(GIT|GITHUB|RUNNER)_\w+|\w*_?COLOR\w*|COLUMNS|LINES|HF_TOKEN|MEDLINT_(?!TESTS|SHARED|NODE)\w+")


def pytest_configure() -> None:
    """What whoever runs the tests has set changes nothing: colors, tokens, a runner of workflows, git's settings."""
    for name in filter(OF_OTHERS.fullmatch, list(os.environ)):
        del os.environ[name]
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of IDC that happens to be installed has no say."""
    monkeypatch.setattr("medlint.links.hosts.idc.is_installed", lambda: False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module: Playwright keeps a loop running in this thread, in which no other can."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium isn't installed")
        pytest.skip("Chromium isn't installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()
