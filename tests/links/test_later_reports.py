"""What the trackers of Sphinx's linkcheck and others tell of wrong verdicts; see `test_reports`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import h2.errors
import pytest

from medlint.links import LinkRequest
from web import Authority, Call, Web
from web.asking import verdict
from web.http2 import Exchange, http2_site
from web.server import Route, by_method, close, file, first, page, raw, redirect, reset, status

TEXT = "<p>Labelled frontal radiographs of adult patients, with reports, by four readers of two hospitals.</p>" * 10
PAGE = page(TEXT)
SCRIPT = "<script src='/assets/main.js'></script>"
ANUBIS = (
    "<title>Making sure you&#39;re not a bot!</title><script src='/.within.website/x/cmd/anubis/static/js/main.mjs'>"
    "</script><h1>Making sure you&#39;re not a bot!</h1><p>Loading...</p>"
)


def html(text: str) -> Route:
    return status(200, {"Content-Type": "text/html; charset=utf-8"}, text.encode())


@pytest.mark.parametrize(
    ("path", "route", "fragment", "state", "missing"),
    [
        # sphinx-doc/sphinx#14255: a wall before the page, in which no part of it can be
        ("/guide/", html(ANUBIS), "changelogs", "blocked", False),
        # sphinx-doc/sphinx#8268: what isn't there has no parts to speak of
        ("/test.txt", status(404), "test", "dead", False),
        # sphinx-doc/sphinx#9255: GitLab at a host of its own shows Markdown by a script
        (
            "/lab/wiki/-/blob/master/Creatures.md",
            page(f"<h1>Creatures.md</h1>{SCRIPT}{TEXT}"),
            "phanda",
            "alive",
            False,
        ),
        # canonical/ubuntu-cloud-docs#556: headings get their anchors from a script
        ("/docs", page(f"<h2>Release notes, 2.1</h2>{SCRIPT}{TEXT}"), "release-notes-2-1", "alive", False),
        ("/docs", page(f"<h2>Release notes, 2.1</h2>{SCRIPT}{TEXT}"), "download", "alive", True),
        ("/docs", page(f"<h2>Release notes, 2.1</h2>{TEXT}"), "release-notes-2-1", "alive", True),
        # lycheeverse/lychee#2112: a mark of an emoji that is left over
        ("/x", page(f"<h2 id='user-content-\ufe0f-mit'>MIT</h2>{TEXT}"), "%EF%B8%8F-mit", "alive", False),
    ],
)
def test_parts_of_pages(web: Web, path: str, route: Route, fragment: str, state: str, missing: bool) -> None:
    site = web.site({path: route})
    found = verdict(LinkRequest(site.url(path), (fragment,)))
    assert (found.state, found.missing_fragments) == (state, (fragment,) if missing else ())


def test_a_home_page_that_answers_at_every_address(web: Web) -> None:
    """renevoorburg/robustify.js#4: that a random address shows it too says nothing of it."""
    site = web.site(
        {}, fallback=page("<h1>Willkommen</h1>" + "<p>Ein Haus am See mit Zimmern für alle.</p>" * 5, "Haus")
    )
    words = {"words": "knee radiographs of osteoarthritis", "is_source": True}
    assert verdict(LinkRequest(site.url("/"), **words)).state == "alive"  # type: ignore[arg-type]
    assert verdict(LinkRequest(site.url("/knees"), **words)).state == "suspicious"  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "end"), [("", "/new"), ("<p>Please wait.</p>", "/new"), (TEXT, "/x")])
def test_pages_that_lead_on_by_a_header(web: Web, text: str, end: str) -> None:
    lead = status(200, {"Content-Type": "text/html", "Refresh": "0; url=/new"}, text.encode())
    site = web.site({"/x": lead, "/new": PAGE})
    assert verdict(site.url("/x")).final_url == site.url(end)


def test_what_a_page_says_of_its_past(web: Web) -> None:
    """SteveHedden/open-knowledge-graphs#48: a list of changes says what was removed from the text."""
    changes = "<h2>Changes</h2><ul><li>The note on keys has been removed from this section.</li></ul>"
    site = web.site({"/x": page(TEXT + changes)})
    assert verdict(LinkRequest(site.url("/x"), is_source=True)).state == "alive"


def test_a_way_that_leads_back_to_where_it_began(web: Web) -> None:
    """lukasz-madon/awesome-remote-job#918: who writes the new address is led back to the old one."""

    async def away(call: Call) -> None:
        await (PAGE if "gi=" in call.request.target else redirect("/m/identity?to=x"))(call)

    site = web.site(
        {"/x": away, "/m/identity": redirect("/x?gi=1a2b", 302), "/old": first(1, redirect("/old?de"), PAGE)}
    )
    found = verdict(site.url("/x"))
    assert (found.state, found.moved_to) == ("alive", None)
    assert verdict(site.url("/old")).moved_to == site.url("/old?de")


@pytest.mark.parametrize("head", [reset, close, raw(b""), status(404), status(500)])
def test_files_of_which_a_server_tells_nothing_by_head(web: Web, head: Route) -> None:
    """Knowledge-Graph-Hub/kg-registry#711, w3c/link-checker#3: a connection that breaks is no answer either."""
    site = web.site({"/x.zip": by_method(head, file())})
    assert verdict(site.url("/x.zip"), retries=0).state == "alive"


@pytest.mark.parametrize(
    ("location", "end"),
    [
        (b"  /new  ", "/new"),
        (b"./a/../new#part", "/new"),
        (b"/n\tew", "/new"),
        (b"http:/new", "/new"),
        (b"http:new", "/new"),
        (b"//127.0.0.1:PORT/new", "/new"),
        (b"http:\\\\127.0.0.1:PORT\\new", "/new"),
        (b"http:///127.0.0.1:PORT/new", "/new"),
        (b"", ""),
        (b"   ", ""),
        (b"http://", ""),
        (b"#", ""),
    ],
)
def test_where_a_browser_is_led(web: Web, location: bytes, end: str) -> None:
    async def lead(call: Call) -> None:
        to = location.replace(b"PORT", str(site.port).encode())
        await call.send(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n")

    site = web.site({"/x": lead, "/new": PAGE})
    found = verdict(site.url("/x"))
    assert (found.state, found.final_url) == (("alive", site.url(end)) if end else ("dead", None))


def goes_away(exchange: Exchange) -> None:
    exchange.transport.write(b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + bytes(8))  # GOAWAY, of a request not looked at
    exchange.transport.close()


def hints(exchange: Exchange) -> None:
    exchange.http.send_headers(exchange.stream, [(":status", "103"), ("link", "</a.css>; rel=preload")])
    exchange.reply(200, TEXT.encode())


def has_said_all(exchange: Exchange) -> None:
    exchange.reply(200, TEXT.encode())
    exchange.transport.write(exchange.http.data_to_send())
    exchange.transport.write(b"\x00\x00\x04\x03\x00" + exchange.stream.to_bytes(4, "big") + bytes(4))  # RST_STREAM


def breaks_off_a_file(exchange: Exchange) -> None:
    exchange.http.send_headers(exchange.stream, [(":status", "200"), ("content-type", "application/zip")])
    exchange.http.send_data(exchange.stream, b"PK\x03\x04")
    exchange.http.reset_stream(exchange.stream, h2.errors.ErrorCodes.INTERNAL_ERROR)


def resets(code: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.http.reset_stream(exchange.stream, h2.errors.ErrorCodes[code])


@pytest.mark.parametrize(
    "answer",
    [goes_away, hints, has_said_all, breaks_off_a_file, resets("REFUSED_STREAM"), resets("ENHANCE_YOUR_CALM")],
)
def test_http2_as_servers_speak_it(web: Web, authority: Authority, answer: Callable[[Exchange], None]) -> None:
    """curl/curl#22946, gjtorikian/html-proofer#716: what failed once is asked again, what was said counts."""

    def once(exchange: Exchange) -> None:
        if len(site.requests) == 1:
            answer(exchange)
        else:
            exchange.reply(200, TEXT.encode())

    site = http2_site(web, authority.good(), once)
    assert verdict(site.url("/x")).state == "alive"


@pytest.mark.parametrize("content_type", ["text/html", "application/zip"])
@pytest.mark.parametrize("body", [TEXT.encode(), b""])
def test_tls_that_ends_without_a_word(web: Web, authority: Authority, content_type: str, body: bytes) -> None:
    """LadybirdBrowser/ladybird#11319, rustls/rustls#1327: no close_notify, and no length, so the end is the end."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (content_type.encode(), body))
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.get_extra_info("socket")._sock.shutdown(1)

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=authority.good())

    server = asyncio.run_coroutine_threadsafe(listen(), web._loop).result(10)
    web._servers.append(server)
    found = verdict(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/x", retries=0)
    assert found.state == "alive"
