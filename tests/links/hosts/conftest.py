"""The stand-ins of the hosts, and the shortest way to ask about their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from medlint.links import CheckResult, LinkRequest
from web import Authority, Web
from web.asking import run
from web.hosts import Hosts


@pytest.fixture
def world(authority: Authority) -> Iterator[Hosts]:
    with Web() as web:
        yield Hosts(web, authority)


@pytest.fixture
def ask(world: Hosts) -> Callable[..., CheckResult]:
    """Check links in this world."""

    def asking(*urls: str | LinkRequest, **options: object) -> CheckResult:
        return run(*urls, **({"connect_to": world.connect_to, "retries": 0} | options))

    return asking


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A token in the environment for GitHub."""
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_secret")
    return "ghs_secret"
