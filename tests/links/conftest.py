"""One misbehaving web for all tests of the link check, and the shortest way to ask about it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from web import Authority, Web
from web.asking import BACKOFF


@pytest.fixture(scope="session")
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(autouse=True)
def environment(
    authority: Authority, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web's authority is trusted, no proxy of the machine's is used, and another try comes soon."""
    monkeypatch.setattr("medlint.links.checker._BACKOFF", BACKOFF)
    path = tmp_path_factory.getbasetemp() / "authority.pem"
    if not path.exists():
        authority.write(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port on loopback that refuses connections, and that nobody else is given; a site of ours may listen there."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        yield int(sock.getsockname()[1])


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give names addresses: what getaddrinfo says of them, each call the next of several answers.

    There is no way to make the system's resolver tell lies in a test, so this is the one thing that stands in; the
    sockets behind are real.
    """
    answers: dict[str, list[object]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: object, *rest: object, **named: object) -> object:
        if host not in answers:
            return real(host, port, *rest, **named)  # type: ignore[arg-type]
        said = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, tuple)
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in said]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port or 0))
            for family, address in zip(families, said, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    def set_names(**said: list[object]) -> None:
        answers.update({name.replace("_", "."): list(values) for name, values in said.items()})

    return set_names


@pytest.fixture
def cache(tmp_path: Path) -> str:
    """A folder for a memory."""
    return str(tmp_path / "cache")
