"""What others' link checkers were reported to get wrong, each on a server that behaves as the report says.

Each case names its report at github.com.
"""

from __future__ import annotations

import gzip
import ssl

import pytest

from medlint.links import LinkRequest
from medlint.text.url import normalise
from web import Authority, Call, Web
from web.asking import run, verdict
from web.server import Route, by_method, file, first, page, raw, redirect, status

TEXT = "<h1>Chest radiographs</h1>" + "<p>Labelled frontal radiographs of adult patients, with reports.</p>" * 10
PAGE = page(TEXT)
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>Checking your browser before you go on</body></html>"
)


def unless(header: str, word: str, route: Route, otherwise: Route) -> Route:
    """A route for those whose header holds a word, and another for the rest."""

    async def chosen(call: Call) -> None:
        await (route if word in call.request.headers.get(header, "").lower() else otherwise)(call)

    return chosen


@pytest.mark.parametrize(
    ("route", "state"),
    [
        (status(403), "blocked"),  # lycheeverse/lychee#733, tcort/link-check#50
        (status(403, {"Server": "cloudflare"}, b"error code: 1020"), "blocked"),  # OWASP/ASVS#2189
        (status(403, {"cf-mitigated": "challenge"}, CHALLENGE), "blocked"),  # linkchecker/linkchecker#738
        (status(503, None, CHALLENGE), "blocked"),  # JustinBeckwith/linkinator#386
        (status(202, {"x-amzn-waf-action": "challenge"}), "blocked"),  # Aureliolo/synthorg#2711
        (status(999), "blocked"),
        (status(429), "blocked"),  # gaurav-nelson/github-action-markdown-link-check#56
        (status(202, None, TEXT.encode()), "alive"),
        (status(300, {"Content-Type": "text/html"}, TEXT.encode()), "alive"),
        (first(1, status(404), PAGE), "alive"),  # oxsecurity/megalinter#2938: gone in one run, there in the next
        (first(1, status(502), PAGE), "alive"),
    ],
)
def test_answers_that_say_little_of_the_page(web: Web, route: Route, state: str) -> None:
    site = web.site({"/x": route})
    assert verdict(site.url("/x")).state == state


def test_servers_that_know_browsers_and_curl_alone(web: Web) -> None:
    """lycheeverse/lychee-action#282: blocked, until the config names another user agent."""
    site = web.site({"/x": unless("user-agent", "curl/", PAGE, status(403))})
    assert verdict(site.url("/x")).state == "blocked"
    assert verdict(site.url("/x"), user_agent="curl/8.4.0").state == "alive"


def test_our_name_says_nothing_that_rules_against_bots_look_for(web: Web) -> None:
    """projectbenyehuda/bybe#1594: a stock rule of mod_security turns away what has "link" in its name."""
    site = web.site({"/x": file()})
    verdict(site.url("/x"))
    agent = site.requests[0].headers["user-agent"].lower()
    assert not any(word in agent for word in ("link", "bot", "crawl", "spider", "scan", "python", "http", "curl"))


@pytest.mark.parametrize("head", [status(500), status(404), redirect("/elsewhere", 301), status(403), status(405)])
def test_heads_that_mean_nothing(web: Web, head: Route) -> None:
    """lycheeverse/lychee#799, JustinBeckwith/linkinator#364, stevenvachon/broken-link-checker#114."""
    site = web.site({"/scans.zip": by_method(head, file())})
    assert verdict(site.url("/scans.zip")).state == "alive"


def test_a_connection_that_is_closed_after_every_answer(web: Web) -> None:
    """tcort/markdown-link-check#220: status 0, where the server ends connections without saying so."""

    async def once(call: Call) -> None:
        await call.reply(200, body=TEXT.encode())
        await call.close()

    site = web.site({}, fallback=once)
    found = run(*(site.url(f"/{number}") for number in range(8)), per_host=1, retries=0).verdicts
    assert {one.state for one in found.values()} == {"alive"}


def test_a_site_for_members(web: Web) -> None:
    """tcort/markdown-link-check#551: a console that leads to a login is no dead link."""
    site = web.site({"/console": redirect("/signin?continue=/console", 302), "/signin": page("<input type=password>")})
    found = verdict(site.url("/console"))
    assert (found.state, found.login) == ("blocked", True)


def test_a_silent_login_on_the_way(web: Web) -> None:
    """lycheeverse/lychee#715: by way of the login page and back, to a page for everybody."""

    async def start(call: Call) -> None:
        seen = "checked=1" in call.request.headers.get("cookie", "")
        await call.reply(302, {"Location": "/family/about" if seen else "/login.srf?checkda=1"})

    silent = status(302, {"Location": "/family", "Set-Cookie": "checked=1; Path=/"})
    site = web.site({"/family": start, "/login.srf": silent, "/family/about": PAGE})
    found = verdict(site.url("/family"))
    assert (found.state, found.final_url) == ("alive", site.url("/family/about"))


def test_a_language_that_a_cookie_chooses(web: Web) -> None:
    """pkp/pkp-lib#12375: without the cookie the two addresses lead to each other for ever."""

    async def spanish(call: Call) -> None:
        if "currentLocale=es" in call.request.headers.get("cookie", ""):
            await call.reply(200, body=TEXT.encode())
        else:
            await call.reply(302, {"Location": "/set/es", "Set-Cookie": "session=7; Path=/"})

    site = web.site({"/es": spanish})
    site.routes["/set/es"] = status(302, {"Location": "/es", "Set-Cookie": "currentLocale=es; Path=/"})  # type: ignore[index]
    assert verdict(site.url("/es")).state == "alive"


def test_a_site_that_no_cookie_pleases(web: Web) -> None:
    """fisharebest/webtrees#5445: it sets one and leads to itself all the same."""
    site = web.site({"/demo": status(302, {"Location": "/demo", "Set-Cookie": "x=y; Path=/"})})
    assert verdict(site.url("/demo")).state == "blocked"


def test_a_redirect_into_a_query(web: Web) -> None:
    """JustinBeckwith/linkinator#209: the query of the new address has to arrive as it is."""
    site = web.site({"/items/vscode": redirect("/items?itemName=David.vscode&lang=en", 301)})
    site.routes["/items?itemName=David.vscode&lang=en"] = PAGE  # type: ignore[index]
    found = verdict(site.url("/items/vscode"))
    assert (found.state, found.moved_to) == ("moved", site.url("/items?itemName=David.vscode&lang=en"))


def test_a_landing_page_that_is_walled_after_a_redirect(web: Web) -> None:
    """JustinBeckwith/linkinator#877."""
    site = web.site({"/doi": redirect("/citation", 302), "/citation": status(403)})
    assert verdict(site.url("/doi")).state == "blocked"


@pytest.mark.parametrize(
    "target",
    [
        "/wiki/Mechanized_Assault_%26_Exploration",  # gaurav-nelson/github-action-markdown-link-check#169
        "/wiki/%3F:",  # tcort/markdown-link-check#155
        "/npm/@action-class%2Fcore/tree",  # tcort/link-check#45
        "/blob/master/c%23-test.md",  # tcort/markdown-link-check#264
        "/wiki/Glob_%28programming%29",  # tcort/markdown-link-check#142
        "/Tutorials/Writing%28c%2B%2B%29",  # tcort/markdown-link-check#158
        "/a%5Cb",  # linkchecker/linkchecker#520
        "/O/un_sort_?",  # linkchecker/linkchecker#203
        "/cgi-bin/toda?thong-long-*",  # wummel/linkchecker#668
        "/x?a=1&a=2&&b",
        "/x?url=https://example.org/a?b=c",
        "/D'o%C3%B9_vient;v=1,2/!$(x)",
        "//double//slash",
        "/100%25",
    ],
)
def test_addresses_arrive_as_they_are_written(web: Web, target: str) -> None:
    site = web.site({}, fallback=PAGE)
    assert verdict(normalise(site.url(target))).state == "alive"
    assert site.requests[0].target == target


PARTS = """
<a name="clear--"></a><a id="method.detail"></a><h2 id="'runtimepath'">x</h2><h2 id="Кира">x</h2><h2 id="THR+13">x</h2>
<h2 id="Navigation_Pane">x</h2><h2 id="a b">x</h2><h2 id="user-content-usage">x</h2><svg><g id="drawn"></g></svg>
"""


@pytest.mark.parametrize(
    ("fragment", "there"),
    [
        ("clear--", True),  # lycheeverse/lychee#1838
        ("method.detail", True),
        ("%27runtimepath%27", True),  # wummel/linkchecker#584
        ("%D0%9A%D0%B8%D1%80%D0%B0", True),  # timaschew/link-checker#5
        ("THR%2B13", True),  # linkchecker/linkchecker#628
        ("THR+13", True),
        ("a%20b", True),
        ("usage", True),
        ("drawn", True),
        ("Navigation_pane", False),  # wummel/linkchecker#253: browsers tell letters from capitals
        ("nowhere", False),
        ("Documentation/git-rev-parse.txt---verify", True),  # lycheeverse/lychee#2179: set by a script
        ("narrow/stream/369274-general", True),
        ("", True),
        ("top", True),
    ],
)
def test_parts_of_a_page(web: Web, fragment: str, there: bool) -> None:
    site = web.site({"/x": page(TEXT + PARTS)})
    found = verdict(LinkRequest(site.url("/x"), (fragment,)))
    assert (found.state, found.missing_fragments) == ("alive", () if there else (fragment,))


@pytest.mark.parametrize("fragment", ["L119", "L10-L20", "L10C3-L20C4", "readme", "readme-ov-file", "usage"])
def test_parts_that_a_code_host_understands(web: Web, authority: Authority, fragment: str) -> None:
    """lycheeverse/lychee#1729."""
    shown = page(TEXT + "<article><h2 id='user-content-usage'>Usage</h2></article>")
    site = web.site({"/a/b": shown}, tls=authority.good("github.com"))
    rule = f"github.com:443:127.0.0.1:{site.port}"
    asked = LinkRequest("https://github.com/a/b", (fragment, "no-such-part"))
    assert verdict(asked, connect_to=(rule,)).missing_fragments == ("no-such-part",)


PACKED = gzip.compress(TEXT.encode(), mtime=0)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"


@pytest.mark.parametrize(
    ("route", "state"),
    [
        # linkchecker/linkchecker#27: a block that is wrongly packed now and then
        (first(1, raw(HEAD + b"\r\n" + PACKED[:30] + b"\xff" * 40), raw(HEAD + b"\r\n" + PACKED)), "alive"),
        # seanmonstar/reqwest#1416: said to be packed, and empty
        (raw(HEAD + b"Content-Length: 0\r\n\r\n"), "alive"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "alive"),
        # nfriedly/node-unblocker#104: nothing to unpack in a 304
        (raw(b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"), "alive"),
        (raw(HEAD.replace(b"gzip", b"br") + b"\r\n\x0b\x02\x80"), "alive"),
        (raw(HEAD.replace(b"gzip", b"none") + b"\r\n" + TEXT.encode()), "alive"),
        (raw(HEAD + b"\r\n" + PACKED + b"\n\n"), "alive"),  # line feeds after the end
    ],
)
def test_packed_pages(web: Web, route: Route, state: str) -> None:
    site = web.site({"/x": route})
    assert verdict(site.url("/x")).state == state


@pytest.mark.parametrize(
    ("content", "end"),
    [
        ("180", "/start"),  # wummel/linkchecker#122: a page that loads itself again
        ("0;url= Home.html", "/Home.html"),  # Arachni/arachni#666
        ("0; URL=en/91/index.html", "/en/91/index.html"),  # Norconex/crawler#210
        ("0; url='/quoted'", "/quoted"),
        ("5; url=/later", "/start"),  # JustinBeckwith/linkinator#719: people have time to read
    ],
)
def test_pages_that_lead_on(web: Web, content: str, end: str) -> None:
    start = page("", f'x</title><meta http-equiv="refresh" content="{content}"><title>')
    site = web.site({"/start": start}, fallback=PAGE)
    found = verdict(site.url("/start"))
    assert (found.state, found.final_url) == ("alive", site.url(end))


def test_a_host_of_many_certificates(web: Web, authority: Authority) -> None:
    """linkchecker/linkchecker#66: which one is sent depends on the name that is asked for in the handshake."""
    wrong, right = authority.good("shared-hosting.example.net"), authority.good("data.example.org")

    def choose(session: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        session.context = right if name == "data.example.org" else wrong

    wrong.sni_callback = choose
    site = web.site({"/x": file()}, tls=wrong)
    rules = tuple(f"{name}.example.org:443:127.0.0.1:{site.port}" for name in ("data", "other"))
    assert verdict("https://data.example.org/x", connect_to=rules).state == "alive"
    assert verdict("https://other.example.org/x", connect_to=rules).state == "insecure"


def test_a_certificate_is_judged_for_every_link(web: Web, authority: Authority) -> None:
    """lycheeverse/lychee#966: whichever comes first, and whatever is there."""
    site = web.site({"/": PAGE}, tls=authority.expired())
    found = run(site.url("/gone"), site.url("/"), site.url("/x.zip"), per_host=1).verdicts
    assert {one.state for one in found.values()} == {"insecure"}
    assert site.requests == []
