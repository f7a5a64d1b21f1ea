"""Servers that speak HTTP/2, and what they may do to a client."""

from __future__ import annotations

import h2.errors
import pytest

from web import Authority, Web
from web.asking import run, verdict
from web.http2 import Exchange, http2_site

PAGE = b"<!DOCTYPE html><title>A dataset of chest radiographs</title><p>112,120 frontal radiographs.</p>"


def answer(exchange: Exchange) -> None:
    path = exchange.headers[":path"]
    if path == "/gone":
        exchange.reply(404)
    elif path == "/old":
        exchange.reply(301, b"", ("location", "/page"))
    elif path == "/soft":
        exchange.reply(200, b"<title>Page not found</title><h1>Page not found</h1>")
    elif path == "/large":
        exchange.reply(200, PAGE + b"<p>More text.</p>" * 3_000)
    else:
        exchange.reply(200, PAGE)


@pytest.mark.parametrize("only", [True, False])
def test_answers_over_http2(web: Web, authority: Authority, only: bool) -> None:
    site = http2_site(web, authority.good(), answer, only=only)
    paths = ("/page", "/gone", "/old", "/soft", "/large")
    found = run(*map(site.url, paths), per_host=1).verdicts
    assert [one.state for one in found.values()] == ["alive", "dead", "moved", "suspicious", "alive"]
    assert all(request[":authority"] == f"127.0.0.1:{site.port}" for request in site.requests)
    assert site.connections < len(site.requests)


def test_no_more_than_one_request_at_a_time_on_a_connection(web: Web, authority: Authority) -> None:
    site = http2_site(web, authority.good(), answer)
    found = run(*(site.url(f"/{number}") for number in range(12)), per_host=3).verdicts
    assert {one.state for one in found.values()} == {"alive"}
    assert site.connections == 3


def test_a_server_that_wants_http_1_after_all(web: Web, authority: Authority) -> None:
    def refuse(exchange: Exchange) -> None:
        exchange.http.reset_stream(exchange.stream, h2.errors.ErrorCodes.HTTP_1_1_REQUIRED)

    site = http2_site(web, authority.good(), refuse, only=False)
    found = verdict(site.url("/x"), retries=1)
    assert (found.state, len(site.requests)) == ("unreachable", 1)  # asked by HTTP/1.1 then, which it doesn't speak


@pytest.mark.parametrize(
    "frames",
    [
        b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00",  # GOAWAY
        b"\x00\x00\x05\x00\x00\x00\x00\x00\x07hello",  # data of a request that nobody made
        b"\x00\x00\x04\x01\x04\x00\x00\x00\x01\xff\xff\xff\xff",  # headers that can't be unpacked
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_no_usable_answer(web: Web, authority: Authority, frames: bytes) -> None:
    site = http2_site(web, authority.good(), lambda exchange: exchange.transport.write(frames))
    assert verdict(site.url("/x"), retries=0, timeout=1.0).state == "unreachable"


def test_endless_headers_and_pings(web: Web, authority: Authority) -> None:
    ping = b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + bytes(8)
    site = http2_site(web, authority.good(), lambda exchange: exchange.transport.write(ping * 20_000))
    found = verdict(site.url("/x"), retries=0)
    assert (found.state, "limit" in found.reason) == ("unreachable", True), found.reason
