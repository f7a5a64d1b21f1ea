"""The stand-ins of the registries, and the shortest way to ask about DOIs."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from medlint.links import CheckResult, LinkRequest
from web import Authority, Web
from web.asking import run
from web.registries import Registries


@pytest.fixture
def world(authority: Authority) -> Iterator[Registries]:
    with Web() as web:
        yield Registries(web, authority)


@pytest.fixture
def ask(world: Registries, monkeypatch: pytest.MonkeyPatch) -> Callable[..., CheckResult]:
    """Check links in this world; no name outside it can be looked up."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: object, **named: object) -> object:
        if host.endswith((".example.org", ".example.com")):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    def asking(*urls: str | LinkRequest, **options: object) -> CheckResult:
        return run(*urls, **({"connect_to": world.connect_to} | options))

    return asking
