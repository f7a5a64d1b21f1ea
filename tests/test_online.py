"""The command with the network on: a list whose links lead to a web of our own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from test_cli import medlint
from web import Web
from web.server import Call, Site

PAGE = b"<html><title>The LIDC-IDRI lung CT dataset</title><h1 id='data'>Lung CT scans and outlines</h1></html>"


async def fine(call: Call) -> None:
    await call.reply(body=PAGE)


async def gone(call: Call) -> None:
    await call.reply(404, body=b"gone")


async def late(call: Call) -> None:
    await asyncio.sleep(0.2)
    await call.reply(body=PAGE)


async def moved(call: Call) -> None:
    await call.reply(301, {"Location": "/lidc"})


async def silent(call: Call) -> None:
    await call.hang()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Web() as web:
        yield web.site({"/lidc": fine, "/old": moved, "/silent": silent, "/late": late}, fallback=gone)


@pytest.fixture
def folder(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    (tmp_path / "README.md").write_text(
        "# A list\n\n| Title | Source | Size |\n|---|---|---|\n"
        f"| LIDC | http://127.0.0.1:{site.port}/lidc#data | 1,018 scans, 133.2 GB |\n"
        f"| LIDC copy | http://127.0.0.1:{site.port}/old#data | 1,018 scans, 133.2 GB |\n"
        f"| DDTI | http://127.0.0.1:{site.port}/ddti | 637 images, 50 MB |\n",
        encoding="utf-8",
    )
    (tmp_path / "medlint.toml").write_text("allow-http = ['127.0.0.1']\nignore = ['MED311']\n", encoding="utf-8")
    site.requests.clear()
    return tmp_path


def online(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    options = ["--allow-private", "127.0.0.0/8", "--retries", "0", "--timeout", "60"]
    # No archive of the world's is asked: its name leads to a port that refuses.
    return medlint(folder, "check", *options, "--connect-to", "archive.org:443:127.0.0.1:9", *arguments, **env)


def test_verdicts_places_and_evidence(folder: Path) -> None:
    done = online(folder, "--format", "json")
    data = json.loads(done.stdout)
    assert done.returncode == 1
    assert data["summary"]["verdicts"] == {"alive": 1, "moved": 1, "dead": 1}
    assert [(f["code"], f["line"]) for f in data["findings"]] == [("MED602", 6), ("MED601", 7)]
    moved_link = next(link for link in data["links"] if link["verdict"] == "moved")
    assert moved_link["moved_to"].endswith("/lidc")
    assert [hop["status"] for hop in moved_link["hops"]] == [301, 200]
    assert set(moved_link) == {
        "url", "verdict", "status", "final_url", "moved_to", "hops", "reason", "tries", "elapsed", "cached",
        "archived", "places",
    }  # fmt: skip


def test_a_second_run_asks_nothing(folder: Path, site: Site) -> None:
    first = json.loads(online(folder, "--format", "json").stdout)
    asked = len(site.requests)
    assert asked
    second = json.loads(online(folder, "--format", "json").stdout)
    assert len(site.requests) == asked
    assert all(link["cached"] for link in second["links"])
    assert [link["verdict"] for link in second["links"]] == [link["verdict"] for link in first["links"]]


def test_a_moved_link_is_rewritten_with_its_fragment(folder: Path, site: Site) -> None:
    done = online(folder, "--fix")
    text = (folder / "README.md").read_text("utf-8")
    assert f"| LIDC copy | http://127.0.0.1:{site.port}/lidc#data | 1,018 scans" in text
    assert "Fixed 1 finding." in done.stdout


def test_shards_make_the_whole(folder: Path) -> None:
    def told(text: str) -> dict[str, object]:
        data: dict[str, object] = json.loads(text)
        for link in data["links"]:  # type: ignore[attr-defined]
            link["elapsed"] = 0
        for finding in data["findings"]:  # type: ignore[attr-defined]
            finding["message"] = finding["message"].rpartition(" (")[0] or finding["message"]
        return data

    whole = told(online(folder, "--format", "json", "--no-cache").stdout)
    for part in ("1", "2"):
        report = online(folder, "--format", "json", "--no-cache", "--shard", f"{part}/2").stdout
        (folder / f"{part}.json").write_text(report, encoding="utf-8")
    assert told(medlint(folder, "merge", "1.json", "2.json").stdout) == whole


def test_history_is_exported_and_taken_in(folder: Path, site: Site) -> None:
    online(folder)
    lines = medlint(folder, "history", "export").stdout
    assert [json.loads(line)["url"].rpartition("/")[2] for line in lines.splitlines()] == ["ddti", "lidc", "old"]
    medlint(folder, "history", "clear")
    assert medlint(folder, "history", "export").stdout == ""
    (folder / "history.jsonl").write_text(lines, encoding="utf-8")
    medlint(folder, "history", "import", "history.jsonl")
    asked = len(site.requests)
    online(folder)
    assert len(site.requests) == asked


@pytest.mark.parametrize(
    ("number", "ctrl_c"),
    [(signal.SIGINT, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_IGN)],
)
def test_an_interrupted_run_reports_what_is_known(
    folder: Path, site: Site, number: signal.Signals, ctrl_c: signal.Handlers
) -> None:
    asked = len(site.asked("/silent"))
    with (folder / "README.md").open("a", encoding="utf-8") as file:
        file.write(f"| TN3K | http://127.0.0.1:{site.port}/silent | 3,493 images, 1 GB |\n")
    command = [sys.executable, "-m", "medlint", "check", "--allow-private", "127.0.0.0/8", "--timeout", "300",
               "--connect-to", "archive.org:443:127.0.0.1:9", "--format", "json", "--no-cache",
               "--per-host", "1"]  # fmt: skip # what hangs is asked when the rest is done
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, ctrl_c),  # however the tests were started
    ) as process:  # fmt: skip
        while len(site.asked("/silent")) == asked:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(number)
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 130
    verdicts = {link["url"].rpartition("/")[2]: link["verdict"] for link in json.loads(out)["links"]}
    assert verdicts["lidc"] == "alive"
    assert verdicts["silent"] == "unchecked"


def test_private_addresses_are_refused_without_leave(folder: Path, site: Site) -> None:
    done = medlint(folder, "check", "--no-cache", "--format", "json")
    assert {f["code"] for f in json.loads(done.stdout)["findings"]} == {"MED608"}
    assert site.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows doesn't count open files")
@pytest.mark.parametrize("most", [96, 4096])
def test_no_more_connections_than_files_may_be_open(folder: Path, site: Site, most: int) -> None:
    import resource

    hosts = [f"host{number}.example" for number in range(150)]
    (folder / "README.md").write_text("".join(f"- http://{host}/late\n" for host in hosts), encoding="utf-8")
    command = [sys.executable, "-m", "medlint", "check", "--allow-private", "127.0.0.0/8", "--format", "json",
               "--no-cache", "--retries", "0"]  # fmt: skip
    command += [word for host in hosts for word in ("--connect-to", f"{host}:80:127.0.0.1:{site.port}")]
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (96, most))
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=300, preexec_fn=limit
    )
    assert json.loads(done.stdout)["summary"]["verdicts"] == {"alive": 150}, done.stderr


def test_progress_is_shown_on_a_terminal_and_nowhere_else(folder: Path) -> None:
    assert "links" not in online(folder, "--no-cache").stderr
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "medlint", "check", "--allow-private", "127.0.0.0/8", "--retries", "0",
               "--timeout", "60", "--connect-to", "archive.org:443:127.0.0.1:9", "--no-cache"]  # fmt: skip
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=follower, text=True) as process:
        os.close(follower)
        process.wait(timeout=300)
    shown = b""
    try:
        while piece := os.read(leader, 65536):
            shown += piece
    except OSError:  # the other end is closed: all was read
        pass
    os.close(leader)
    assert b"of 3 links" in shown, shown


def test_a_blank_in_an_address_is_asked_for_as_an_escape(folder: Path, site: Site) -> None:
    path = f"http://127.0.0.1:{site.port}/lung scans"
    (folder / "README.md").write_text(f"# A list\n\n[Scans](<{path}/a b.zip>) and [more](<http://no host/>).\n")
    done = online(folder, "--format", "json", "--no-cache")
    verdicts = {link["url"]: link["verdict"] for link in json.loads(done.stdout)["links"]}
    assert verdicts.pop(path.replace(" ", "%20") + "/a%20b.zip") == "dead"
    assert list(verdicts.values()) == ["unchecked"]
    assert {request.target for request in site.requests} == {"/lung%20scans/a%20b.zip"}


def test_headers_come_from_the_environment_and_are_never_shown(folder: Path, site: Site) -> None:
    config = f"ignore = ['ALL']\n[links.headers]\n'http://127.0.0.1:{site.port}' = {{ login = 'MEDLINT_LAB' }}\n"
    (folder / "medlint.toml").write_text(config)
    done = online(folder, "--verbose")
    assert "MEDLINT_LAB isn't set" in done.stderr
    assert all("authorization" not in request.headers for request in site.requests)
    site.requests.clear()
    done = online(folder, "--verbose", "--format", "json", "--no-cache", MEDLINT_LAB="reader:of-a-secret")
    assert {request.headers["authorization"] for request in site.requests} == {"Basic cmVhZGVyOm9mLWEtc2VjcmV0"}
    assert "of-a-secret" not in done.stdout + done.stderr and "cmVhZGVy" not in done.stdout + done.stderr
    done = online(folder, "--verbose", MEDLINT_LAB="reader:of-a\x07secret")
    assert done.returncode == 2 and "MEDLINT_LAB" in done.stderr and "secret" not in done.stderr


def test_headers_that_a_change_brings_are_not_sent(folder: Path, site: Site) -> None:
    """Or a pull request would have the secret for one host sent to another."""

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)

    plain = "allow-http = ['127.0.0.1']\nignore = ['ALL']\n"
    (folder / "medlint.toml").write_text(f"{plain}[links.headers]\n'data.example.org' = {{ login = 'MEDLINT_LAB' }}\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a")
    with (folder / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(f"| New | http://127.0.0.1:{site.port}/new | 5 scans, 1 GB |\n")
    own = f"{plain}[links.headers]\n'http://127.0.0.1:{site.port}' = {{ login = 'MEDLINT_LAB' }}\n"
    (folder / "medlint.toml").write_text(own)
    done = online(folder, "--no-cache", "--since", "HEAD", MEDLINT_LAB="reader:of-a-secret")
    assert f"the headers of http://127.0.0.1:{site.port} are not those of HEAD" in done.stderr
    assert site.requests and all("authorization" not in request.headers for request in site.requests)
    git("add", "medlint.toml")
    git("commit", "-qm", "b")
    site.requests.clear()
    online(folder, "--no-cache", "--since", "HEAD", MEDLINT_LAB="reader:of-a-secret")
    assert {request.headers["authorization"] for request in site.requests} == {"Basic cmVhZGVyOm9mLWEtc2VjcmV0"}


@pytest.mark.parametrize(
    "line",
    [
        "headers = { 'data.example.org' = { Authorization = 'GITHUB_TOKEN' } }",
        "headers = { 'data.example.org' = { Authorization = 'Bearer of-a-secret' } }",
        "headers = { 'data.example.org' = { Host = 'MEDLINT_HOST' } }",
        "headers = { 'data.example.org' = { 'a b' = 'MEDLINT_HOST' } }",
        'user-agent = "a\\r\\nX: b"',
        "accept = { '*' = [42] }",
    ],
)
def test_what_the_config_may_not_send(folder: Path, site: Site, line: str) -> None:
    (folder / "medlint.toml").write_text(f"[links]\n{line}\n")
    done = online(folder)
    assert (done.returncode, site.requests) == (2, [])
    assert "links." in done.stderr


def test_a_proxy_that_is_none_does_not_show_its_login(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://user:of-a-secret@127.0.0.1:1080")
    done = online(folder, "--verbose", "--no-cache")
    assert (done.returncode, "socks5" in done.stderr) == (2, True)
    assert "secret" not in done.stdout + done.stderr


def test_http_is_a_finding_where_https_shows_the_same(folder: Path, site: Site) -> None:
    (folder / "medlint.toml").write_text("select = ['MED502']\n")
    data = json.loads(online(folder, "--format", "json", "--no-cache").stdout)
    assert data["findings"] == []  # 127.0.0.1 is asked for nothing more: it is this machine
    assert len(site.requests) == 5  # two of them for the page that is gone, two for the one that has moved
