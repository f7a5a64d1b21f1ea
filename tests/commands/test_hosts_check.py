"""`medlint check`, `show` and `add` with hosts that judge their own pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from web import Authority, Web
from web.hosts import Hosts

Run = Callable[..., subprocess.CompletedProcess[str]]
LIST = """\
# Datasets

| Title     | Source                                      | License      | Size   | Access |
|-----------|---------------------------------------------|--------------|--------|--------|
| Old set   | https://github.com/lab/old                  | CC-BY-4.0    | 5 GB   | open   |
| Moved set | https://github.com/lab/before               | CC0-1.0      | 6 GB   | open   |
| Scans     | https://huggingface.co/datasets/lab/scans   | CC-BY-4.0    | 1.2 GB | open   |
| Parts     | https://figshare.com/articles/set/Parts/12  | CC-BY-4.0    | 1.2 GB | open   |
| Fine      | https://huggingface.co/datasets/lab/fine    | CC-BY-NC-4.0 | 12 GB  | gated  |

See [how to add one](https://github.com/lab/list/blob/main/CONTRIBUTING.md).
"""


@pytest.fixture
def world(web: Web, authority: Authority) -> Hosts:
    world = Hosts(web, authority)
    world.github.put("lab/old", isArchived=True, archivedAt="2023-05-11T08:00:00Z", spdx="MIT")
    world.github.put("lab/new", spdx="CC0-1.0")
    world.github.renamed["lab/before"] = "lab/new"
    world.figshare.held["/v2/articles/12"] = {"id": 12, "title": "Parts", "version": 1, "size": 12_000_000_000}
    card = {"private": False, "disabled": False, "gated": "auto", "usedStorage": 12_000_000_000}
    for name in ("scans", "fine"):
        held = card | {"id": f"lab/{name}", "cardData": {"license": "cc-by-nc-4.0", "pretty_name": f"The {name} set"}}
        world.huggingface.held[f"/api/datasets/lab/{name}"] = held
    return world


@pytest.fixture
def medlint(world: Hosts, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    asking = [part for place in world.connect_to for part in ("--connect-to", place)]
    certificates = str(tmp_path_factory.getbasetemp() / "registries.pem")
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    env |= {"SSL_CERT_FILE": certificates, "NO_COLOR": "1", "GITHUB_TOKEN": "ghs_secret"}
    (tmp_path / "README.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "CONTRIBUTING.md").write_text("# Adding one\n", encoding="utf-8")
    for words in (("init", "-q"), ("remote", "add", "origin", "git@github.com:lab/list.git")):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "medlint", *arguments, "--timeout", "60", *asking],
            cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def test_what_hosts_know_is_said_and_no_page_is_asked(world: Hosts, medlint: Run) -> None:
    done = medlint("check", "--format", "json", "--select", "MED6,MED7")
    report = json.loads(done.stdout)
    assert sorted((finding["code"], finding["entry"]) for finding in report["findings"]) == [
        ("MED602", "Moved set"), ("MED609", "Scans"), ("MED610", "Old set"), ("MED704", "Scans"), ("MED706", "Parts"),
    ]  # fmt: skip
    messages = {finding["code"]: finding["message"] for finding in report["findings"]}
    assert "is archived since 2023-05-11, GitHub says" in messages["MED610"]
    assert "is gated, Hugging Face says" in messages["MED609"]
    assert not world.asked
    assert not world.huggingface.pages
    assert len(world.github.asked) == 1
    assert "ghs_secret" not in done.stdout + done.stderr
    own = next(link for link in report["links"] if link["url"].endswith("CONTRIBUTING.md"))
    assert (own["verdict"], own["reason"]) == ("alive", "is in the checkout")


def test_show_and_add_use_what_hosts_know(medlint: Run, tmp_path: Path) -> None:
    shown = medlint("show", "Scans").stdout
    for line in (
        "Hugging Face  The scans set",
        "Hugging Face  cc-by-nc-4.0 (CC-BY-NC-4.0)   <- differs",
        "Hugging Face  gated",
    ):
        assert line in shown, shown
    done = medlint("add", "https://huggingface.co/datasets/lab/other")
    assert done.returncode == 2
    done = medlint("add", "https://huggingface.co/datasets/lab/fine")
    assert done.returncode == 0, done.stderr
    (drafted,) = (tmp_path / "catalog").glob("*.yaml")
    assert {"title: The fine set", "license: CC-BY-NC-4.0"} <= set(drafted.read_text("utf-8").splitlines())
