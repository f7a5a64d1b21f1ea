"""The command in a process of its own, and the stand-ins of the registries that it asks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from web import Authority, Web
from web.registries import Registries
from web.server import Call, Site, page, status

Medlint = Callable[..., subprocess.CompletedProcess[str]]
NAMES = (
    "nihcc.app.box.com", "arxiv.org", "biometry.nci.nih.gov", "www.nature.com", "wiki.cancerimagingarchive.net",
    "www.cancerimagingarchive.net", "data.example.org", "zenodo.example.org",
)  # fmt: skip


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority()
    made.write(tmp_path_factory.getbasetemp() / "registries.pem")
    return made


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


@pytest.fixture
def world(web: Web, authority: Authority) -> Registries:
    return Registries(web, authority)


@pytest.fixture
def pages(web: Web, authority: Authority) -> Site:
    """Every other host that a list names: each page is there, unless a route says otherwise or nobody made it up."""
    fine = page("Images of the chest, and who may have them.")

    async def fallback(call: Call) -> None:
        await (status(404) if re.search(r"/[0-9a-f]{20}$", call.path) else fine)(call)

    return web.site({"/robots.txt": fine}, tls=authority.good(*NAMES), fallback=fallback)


@pytest.fixture
def medlint(world: Registries, pages: Site, tmp_path_factory: pytest.TempPathFactory) -> Medlint:
    """Run the command in a folder, with every name led to a stand-in."""
    places = [service.connect_to for service in world.services]
    places += [f"{name}:443:127.0.0.1:{pages.port}" for name in NAMES]
    asking = [part for place in places for part in ("--connect-to", place)]
    certificates = str(tmp_path_factory.getbasetemp() / "registries.pem")
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "medlint", *arguments, "--timeout", "60", *asking],
            cwd=folder, env=env | {"SSL_CERT_FILE": certificates, "NO_COLOR": "1"}, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    return run
