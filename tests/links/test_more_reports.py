"""More reports of what others' link checkers get wrong, each on a server that behaves so; see `test_reports`."""

from __future__ import annotations

import asyncio

import pytest

from medlint.links import LinkRequest
from medlint.text.url import normalise
from web import Authority, Call, Web
from web.asking import run, verdict
from web.http2 import Exchange, http2_site
from web.server import Route, close, file, first, page, raw, redirect, status

TEXT = "<h1>Chest radiographs</h1>" + "<p>Labelled frontal radiographs of adult patients, with reports.</p>" * 10
PAGE = page(TEXT)
GONE = status(404)
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def unless(header: str, word: str, route: Route, otherwise: Route = GONE) -> Route:
    """A route for those whose header holds a word, and another for the rest."""

    async def chosen(call: Call) -> None:
        await (route if word in call.request.headers.get(header, "").lower() else otherwise)(call)

    return chosen


def leads(to: bytes, code: int = 301, *more: bytes) -> Route:
    """A redirect whose address is sent byte by byte as given."""
    head = b"\r\n".join((b"HTTP/1.1 %d Moved" % code, b"Location: " + to, b"Content-Length: 0", *more))
    return raw(head + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("route", "state"),
    [
        # wummel/linkchecker#395, #651: rules against bots ask for the headers of the browser that one says to be
        (unless("accept", "text/html", unless("accept-language", "en", PAGE, status(403)), status(403)), "alive"),
        (unless("accept", "text/html", PAGE), "alive"),  # xregistry/spec#518: 404 to who takes anything
        (unless("user-agent", "mozilla/5.0", PAGE, status(403)), "alive"),  # lycheeverse/lychee#808
        (status(406), "blocked"),  # rust-lang/rustc-dev-guide#1586
        (first(1, status(429, {"Retry-After": "1"}), PAGE), "alive"),  # linkchecker/linkchecker#347
        (first(2, status(429), PAGE), "alive"),  # JustinBeckwith/linkinator#179
        (first(1, close, PAGE), "alive"),  # JustinBeckwith/linkinator#330: status 0 in one run, none in the next
        (first(1, raw(b""), PAGE), "alive"),  # CivicActions/guidebook#1097
        (page("<p>Try the search.</p>", "Page Not Found"), "suspicious"),  # mintlify/docs#3759
        (redirect("/error/notfound.html", 302), "suspicious"),  # wummel/linkchecker#109
        (redirect("/x/"), "moved"),  # JustinBeckwith/linkinator#529: a folder without its slash
        (status(431), "blocked"),  # lycheeverse/lychee#1457, of a site that sees too many headers
        (raw(b"HTTP/1.0 200 OK\r\n\r\n" + TEXT.encode()), "alive"),  # Kovah/LinkAce#236: no length and no type
        (raw(HTML + b"Content-Length: 0\r\nConnection: close\r\n\r\n"), "alive"),
    ],
)
def test_answers(web: Web, route: Route, state: str) -> None:
    site = web.site({"/x": route, "/x/": PAGE, "/error/notfound.html": page("<p>Sorry.</p>", "404 - Not found")})
    assert verdict(site.url("/x")).state == state


@pytest.mark.parametrize(
    ("location", "end"),
    [
        # linkchecker/linkchecker#644, ArchiveTeam/wpull#304, sbstp/attohttpc#93: letters sent as they are
        ("/2021-12-22-internet-néocolonial/".encode(), "/2021-12-22-internet-n%C3%A9ocolonial/"),
        ("/post/石田ニコル#_=_".encode(), "/post/%E7%9F%B3%E7%94%B0%E3%83%8B%E3%82%B3%E3%83%AB"),
        ("../ar-AE/الرئيسية".encode(), "/ar-AE/%D8%A7%D9%84%D8%B1%D8%A6%D9%8A%D8%B3%D9%8A%D8%A9"),
        # wummel/linkchecker#594: what maps have in their addresses
        (b"/maps/@47.6,-122.3,17z/data=!3m1!4b1?hl=en|de", "/maps/@47.6,-122.3,17z/data=!3m1!4b1"),
        (b"/data sets/chest.html", "/data%20sets/chest.html"),
        (b"?page=2", "/x"),
    ],
)
def test_where_redirects_lead(web: Web, location: bytes, end: str) -> None:
    other = unless("cookie", "seen", PAGE, leads(location, 302, b"Set-Cookie: seen=1"))
    site = web.site({"/x": other}, fallback=PAGE)
    found = verdict(site.url("/x"))
    assert found.state == "alive"
    assert site.requests[-1].target.partition("?")[0] == end


def test_a_redirect_that_only_changes_the_case_of_an_escape(web: Web) -> None:
    """harvard-lil/perma#2169: the server has its own way to write a comma."""

    async def comma(call: Call) -> None:
        await (PAGE if "%2c" in call.request.target else redirect("/asia%2c507471"))(call)

    site = web.site({}, fallback=comma)
    assert verdict(site.url("/asia%2C507471")).state in ("alive", "moved")


def test_a_slash_that_is_added_to_the_query_for_ever(web: Web) -> None:
    """JustinBeckwith/linkinator#595."""

    async def more(call: Call) -> None:
        await redirect(call.request.target + "/")(call)

    found = verdict(web.site({}, fallback=more).url("/checkout?services=cctv"))
    assert (found.state, "more than 10 times" in found.reason) == ("dead", True)


@pytest.mark.parametrize("language", ["/x?hl=en", "/x#_=_"])
def test_a_page_that_first_sets_a_cookie(web: Web, language: str) -> None:
    """JustinBeckwith/linkinator#517, tcort/markdown-link-check#287: by way of another query, or to itself."""
    site = web.site({})
    hop = leads(language.encode(), 302, b"Set-Cookie: sid=1; Path=/; HttpOnly")

    async def choose(call: Call) -> None:
        if "sid=1" not in call.request.headers.get("cookie", ""):
            await hop(call)
        else:
            await (redirect("/x", 302) if "hl=" in call.request.target else PAGE)(call)

    site = web.site({}, fallback=choose)
    assert verdict(site.url("/x")).state == "alive"


def test_the_charset_of_a_redirect_is_not_the_pages(web: Web) -> None:
    """linkchecker/linkchecker#554: Apache says ISO-8859-1 of its redirects, whatever the page is written in."""
    body = "<title>Größen</title><h2 id='größe'>Größe</h2>".encode() + TEXT.encode()
    shown = raw(HTML + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    site = web.site({"/p": leads(b"/p/", 301, b"Content-Type: text/html; charset=iso-8859-1"), "/p/": shown})
    found = verdict(LinkRequest(site.url("/p"), ("größe", "gr%C3%B6%C3%9Fe", "gro%C3%9Fe")))
    assert (found.state, found.missing_fragments) == ("moved", ("gro%C3%9Fe",))


def test_a_server_that_fails_in_the_handshake(web: Web) -> None:
    """linkchecker/linkchecker#106: `tlsv1 alert internal error`, which says nothing of the page."""
    site = web.site({})

    async def alert(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(64)
        writer.write(b"\x15\x03\x01\x00\x02\x02\x50")
        writer.close()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(alert, "127.0.0.1", 0)

    server = asyncio.run_coroutine_threadsafe(listen(), web._loop).result(10)
    web._servers.append(server)
    found = verdict(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/x", retries=0)
    assert (found.state, site.connections) == ("unreachable", 0)


@pytest.mark.parametrize("mood", ["goaway", "once"])
def test_http2_that_breaks(web: Web, authority: Authority, mood: str) -> None:
    """a2ui-project/a2ui#1747, elixir-mint/mint#239: another try would do, where there is no HTTP/1.1."""

    def answer(exchange: Exchange) -> None:
        if mood == "once" and len(site.requests) == 1:
            exchange.http.reset_stream(exchange.stream, 1)
            return
        exchange.reply(200, TEXT.encode())
        if mood == "goaway":
            exchange.http.close_connection()

    site = http2_site(web, authority.good(), answer)
    found = run(*(site.url(f"/{number}") for number in range(3)), per_host=1).verdicts
    assert {one.state for one in found.values()} == {"alive"}


def test_pull_requests_that_a_host_has_had_enough_of(web: Web) -> None:
    """bids-standard/bids-specification#474, UmbrellaDocs/action-linkspector#43: not one of them is broken."""
    site = web.site({}, fallback=status(429, {"Retry-After": "3600"}))
    found = run(*(site.url(f"/pull/{number}") for number in range(12)), per_host=2).verdicts
    assert {one.state for one in found.values()} == {"blocked"}
    assert len(site.requests) <= 4


def test_pages_after_a_redirect_are_asked_under_their_own_limit(web: Web) -> None:
    """NLeSC/python-template#298: links in quick succession to one host, here by way of others."""
    target = web.site({}, fallback=file())
    ways = [web.site({}, fallback=redirect(target.url("/set.zip"), 302)) for _ in range(8)]
    found = run(*(way.url("/x") for way in ways), per_host=1).verdicts
    assert {one.state for one in found.values()} == {"alive"}
    assert target.peak == 1


def test_a_name_with_letters_of_its_own(web: Web, authority: Authority) -> None:
    """wummel/linkchecker#709: a host and a path in Cyrillic."""
    host = "xn--80ak6aa92e.example"
    site = web.site({}, fallback=PAGE, tls=authority.good(host))
    rule = f"{host}:443:127.0.0.1:{site.port}"
    address = normalise("https://аррӏе.example/сеть,-интернет.html")
    assert verdict(address, connect_to=(rule,)).state == "alive"
    assert site.requests[0].target.startswith("/%D1%81%D0%B5%D1%82%D1%8C,-")
