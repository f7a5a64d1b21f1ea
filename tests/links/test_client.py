"""What isn't a link but goes the same way: proxies, the archive, and httpx over the run's guard and pace."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from time import time
from typing import TypeVar

import pytest

from medlint.links import LinkOptions, client
from medlint.links.checker import Checker
from medlint.links.client import JsonAnswer
from web import Authority, Call, Web
from web.asking import LOOPBACK, run, verdict
from web.server import Route, close, file, first, hang, raw, redirect, status

T = TypeVar("T")


def answer(data: object, code: int = 200) -> Route:
    return status(code, {"Content-Type": "application/json"}, json.dumps(data).encode())


def ask(use: Callable[[Checker], Awaitable[T]], **options: object) -> T:
    """Ask as a run would."""

    async def main() -> T:
        given = {"timeout": 60.0, "allow_private": LOOPBACK, **options}
        checker = Checker(LinkOptions(**given))  # type: ignore[arg-type]
        try:
            return await use(checker)
        finally:
            await checker.close()

    return asyncio.run(main())


def get(url: str, **options: object) -> JsonAnswer:
    return ask(lambda checker: client.ask(checker.fetcher, url), **options)


def test_json_of_a_name_over_tls(web: Web, authority: Authority) -> None:
    site = web.site({"/api/handles/10.1000/1": answer({"responseCode": 1})}, tls=authority.good("doi.org"))
    rule = f"doi.org:443:127.0.0.1:{site.port}"
    found = get("https://doi.org/api/handles/10.1000/1?type=URL", connect_to=(rule,))
    assert (found.status, found.data, found.error) == (200, {"responseCode": 1}, "")
    assert site.requests[0].target.endswith("?type=URL")
    assert site.requests[0].headers["accept"] == "application/json"


@pytest.mark.parametrize(
    ("route", "word"),
    [
        (close, "without an answer"),
        (hang, "in time"),
        (raw(b"nonsense\r\n\r\n"), "isn't HTTP"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "is cut"),
    ],
)
def test_no_usable_answer_is_said_in_words(web: Web, route: Route, word: str) -> None:
    site = web.site({"/x": route})
    found = get(site.url("/x"), timeout=3, retries=0)
    assert (found.status, found.data) == (0, None)
    assert word in found.error


def test_json_is_posted(web: Web) -> None:
    async def echo(call: Call) -> None:
        body = await call.reader.readexactly(int(call.request.headers["content-length"]))
        await (call.reply(200, body=body) if call.number else call.reply(502))

    site = web.site({"/graphql": echo})
    found = ask(
        lambda checker: client.ask(checker.fetcher, site.url("/graphql"), {"Authorization": "t"}, {"query": "{a}"})
    )
    assert (found.data, site.methods("/graphql")) == ({"query": "{a}"}, ["POST", "POST"])
    assert site.requests[0].headers["authorization"] == "t"


def test_html_instead_of_json_is_no_data(web: Web) -> None:
    site = web.site({"/x": status(200, None, b"<html>Sorry</html>")})
    found = get(site.url("/x"))
    assert (found.status, found.data, found.error) == (200, None, "")


def test_answer_over_the_limit(web: Web) -> None:
    site = web.site({"/x": answer("x" * 100_000)})

    found = ask(lambda checker: client.ask(checker.fetcher, site.url("/x"), max_bytes=1000))
    assert "too long" in found.error


@pytest.mark.parametrize("written", ["seconds", "date"])
def test_retry_after_is_obeyed(web: Web, written: str) -> None:
    value = "1" if written == "seconds" else formatdate(time() + 2, usegmt=True)
    site = web.site({"/x": first(1, status(429, {"Retry-After": value}), answer([1]))})
    assert get(site.url("/x")).data == [1]
    once, again = site.requests
    assert again.at - once.at >= 0.9 or value != "1"


def test_limits_of_a_host_can_be_set(web: Web) -> None:
    async def slow(call: Call) -> None:
        await asyncio.sleep(0.02)
        await call.reply(200, body=b"[]", content_type="application/json")

    site = web.site({}, fallback=slow)

    async def use(checker: Checker) -> None:
        checker.pace.limit(("http", "127.0.0.1", site.port), at_a_time=2, interval=0.05)
        await asyncio.gather(*(client.ask(checker.fetcher, site.url(f"/{number}")) for number in range(8)))

    ask(use)
    assert site.peak <= 2
    assert site.requests[-1].at - site.requests[0].at >= 0.3


def test_what_is_asked_passes_the_guard(web: Web) -> None:
    secret = web.site({}, fallback=file(), address="127.0.0.2")
    assert "isn't public" in get(secret.url("/")).error
    assert secret.connections == 0


def archive(web: Web, snapshots: object) -> tuple[object, str]:
    site = web.site({"/wayback/available": answer({"archived_snapshots": snapshots})})
    return site, site.url("/").rstrip("/")


COPY = "http://web.archive.org/web/20210304050607/http://example.org/"


def test_archived_copy_of_a_dead_link(web: Web, cache: str) -> None:
    site = web.site({"/gone": status(404), "/blocked": status(403)})
    closest = {"closest": {"available": True, "url": COPY, "timestamp": "20210304050607", "status": "200"}}
    asked, base = archive(web, closest)
    result = run(site.url("/gone"), site.url("/blocked"), wayback=base, cache_dir=cache)
    assert [found.archived for found in result.verdicts.values()] == [COPY, None]
    assert len(asked.requests) == 1  # type: ignore[attr-defined]
    again = verdict(site.url("/gone"), wayback=base, cache_dir=cache)
    assert (again.cached, again.archived) == (True, COPY)


@pytest.mark.parametrize(
    "snapshots",
    [
        {},
        [],
        None,
        {"closest": {"available": False, "url": COPY}},
        {"closest": {"available": True}},
        {"closest": {"available": True, "url": COPY, "status": "404"}},
    ],
)
def test_no_archived_copy(web: Web, snapshots: object) -> None:
    site = web.site({"/gone": status(404)})
    _, base = archive(web, snapshots)
    found = verdict(site.url("/gone"), wayback=base)
    assert (found.state, found.archived) == ("dead", None)


def test_archive_that_fails_is_left_alone(web: Web) -> None:
    site = web.site({}, fallback=status(404))
    broken = web.site({}, fallback=status(501))
    urls = [site.url(f"/{number}") for number in range(30)]
    result = run(*urls, wayback=broken.url("/"))
    assert {found.state for found in result.verdicts.values()} == {"dead"}
    assert len(broken.requests) <= 8


async def proxy(call: Call) -> None:
    """A proxy that tunnels to wherever it is told, on loopback, and answers plain requests itself."""
    if call.method != "CONNECT":
        await call.reply(200, {"Content-Type": "application/zip"})
        return
    port = int(call.request.target.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await call.send(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()

    await asyncio.gather(pump(call.reader, writer), pump(reader, call.writer), return_exceptions=True)
    await call.close()


def test_https_through_a_proxy(web: Web, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    between = web.site({}, fallback=proxy)
    site = web.site({"/x": file(), "/gone": status(404)}, tls=authority.good("data.example.org"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:word@127.0.0.1:{between.port}")
    base = f"https://data.example.org:{site.port}"
    result = run(f"{base}/x", f"{base}/gone")
    assert [found.state for found in result.verdicts.values()] == ["alive", "dead"]
    assert result.notes == [
        f"links are checked through the proxy 127.0.0.1:{between.port}, which decides what a name leads to"
    ]
    assert between.requests[0].target == f"data.example.org:{site.port}"
    assert between.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert all("proxy-authorization" not in request.headers for request in site.requests)


def test_http_through_a_proxy(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    between = web.site({}, fallback=proxy)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{between.port}")
    assert verdict("http://data.example.org/x?y=1").state == "alive"
    assert between.requests[0].target == "http://data.example.org/x?y=1"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.2", "169.254.169.254", "2130706434", "[::ffff:10.0.0.1]", "localhost", "a.localhost", "localhost."],
)
def test_private_literals_are_refused_behind_a_proxy(web: Web, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    between = web.site({"/go": redirect(f"http://{host}/")}, fallback=proxy)
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{between.port}")
    assert verdict(f"https://{host}/", allow_private=()).state == "refused"
    assert between.requests == []


def test_hosts_that_the_proxy_is_not_for(web: Web, monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    site = web.site({"/x": file()})
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert verdict(site.url("/x")).state == "alive"


def test_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{unused_port}")
    found = verdict("https://data.example.org/")
    assert found.state in ("unreachable", "unchecked")


@pytest.mark.parametrize(
    "address",
    ["socks5://user:of-a-secret@127.0.0.1:1080", "socks5h://user:of-a-secret@[::1", "http://u:of-a-secret@:x/",
     "http://u:of-a-secret@127.0.0.1:99999", "http://u:1234/of-a-secret@127.0.0.1:1", "http://u:1?secret@127.0.0.1",
     "u:1#of-a-secret@127.0.0.1:1"],
)  # fmt: skip
def test_proxy_that_cannot_be_spoken_to_keeps_its_login(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("https_proxy", address)
    with pytest.raises(ValueError, match="proxy") as caught:
        verdict("https://data.example.org/")
    assert "secret" not in str(caught.value)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def refusing(first_line: str, headers: str = "") -> Route:
    return raw(f"HTTP/1.1 {first_line}\r\nContent-Length: 0\r\n{headers}\r\n".encode())


@pytest.mark.parametrize(
    ("first_line", "headers", "state"),
    [
        ("502 Host not found", "", "dead"),
        ("504 DNS lookup failed", "", "dead"),
        ("503 Service Unavailable", "X-Squid-Error: ERR_DNS_FAIL 0\r\n", "dead"),
        ("502 getaddrinfo ENOTFOUND data.example.org", "", "dead"),
        ("502 Bad Gateway", "", "unreachable"),
        ("504 Gateway Timeout", "", "unreachable"),
        ("503 Service Unavailable", "X-Squid-Error: ERR_CONNECT_FAIL 111\r\n", "unreachable"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_names_are_dead_where_the_proxy_says_so(
    web: Web, monkeypatch: pytest.MonkeyPatch, scheme: str, first_line: str, headers: str, state: str
) -> None:
    between = web.site({}, fallback=refusing(first_line, headers))
    monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{between.port}")
    assert verdict(f"{scheme}://data.example.org/x", retries=0).state == state
