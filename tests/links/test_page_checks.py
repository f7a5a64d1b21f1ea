"""Pages that answer with 200 and aren't what was meant, and their doubles that are."""

from __future__ import annotations

import pytest

from medlint.links import LinkRequest
from web import Call, Site, Web
from web.asking import run, verdict
from web.server import Route, by_method, file, page, redirect, status

TEXT = "<h1>Chest radiographs</h1>" + "<p>Labelled frontal radiographs of adult patients, with reports.</p>" * 30
WORDS = "Chest radiographs of adults: frontal views with reports, x-ray, thorax"


@pytest.fixture(scope="module")
def site(web: Web) -> Site:
    return web.site({})


def put(site: Site, path: str, route: object) -> str:
    site.routes[path] = route  # type: ignore[index]
    return site.url(path)


@pytest.mark.parametrize("title", ["404", "Page not found", "Dataset not found", "404 - Seite nicht gefunden"])
def test_200_whose_title_says_not_found(site: Site, title: str) -> None:
    body = f"<h1>{title}</h1><p>This page is no longer available.</p>"
    assert verdict(put(site, "/soft", page(body, title))).state == "suspicious"


def test_a_dataset_about_errors_is_fine(site: Site) -> None:
    route = page(TEXT, "Not found: missed nodules on chest radiographs")
    assert verdict(put(site, "/missed-nodules", route)).state == "alive"


def test_the_same_page_for_a_random_sibling(web: Web) -> None:
    portal = page("<h1>Portal</h1><p>Choose your country to go on. Choose your language to go on.</p>", "Portal")
    site = web.site({}, fallback=portal)
    source = LinkRequest(site.url("/data/chest"), words=WORDS, is_source=True)
    again = LinkRequest(site.url("/data/thorax"), words=WORDS, is_source=True)
    result = run(source, again)
    assert [found.state for found in result.verdicts.values()] == ["suspicious", "suspicious"]
    asked = [request.path for request in site.requests if request.path not in ("/data/chest", "/data/thorax")]
    assert len(asked) == 1
    assert asked[0].startswith("/data/")


def test_no_probe_for_a_page_in_order_or_a_link_that_is_no_source(web: Web) -> None:
    site = web.site({}, fallback=page(TEXT))
    portal = web.site({}, fallback=page("<h1>Portal</h1><p>Choose your country.</p>", "Portal"))
    fine = LinkRequest(site.url("/data/chest"), words=WORDS, is_source=True)
    mention = LinkRequest(portal.url("/data/chest"), words=WORDS)
    result = run(fine, mention)
    assert [found.state for found in result.verdicts.values()] == ["alive", "alive"]
    assert len(site.requests) == len(portal.requests) == 1


def test_deep_link_redirected_to_the_home_page(site: Site) -> None:
    put(site, "/", page(TEXT))
    found = verdict(put(site, "/datasets/cxr", redirect("/")))
    assert (found.state, found.moved_to) == ("suspicious", None)


def test_home_page_redirected_to_a_home_page_is_fine(site: Site) -> None:
    put(site, "/", page(TEXT))
    assert verdict(put(site, "/index.html", redirect("/"))).state == "moved"


@pytest.mark.parametrize(
    ("to", "end", "state"),
    [
        ("/gone", status(404), "dead"),
        ("/", page(TEXT), "suspicious"),
        ("/login", page("", "Log in"), "blocked"),
        ("/forbidden", status(403), "blocked"),
    ],
)
def test_bad_end_of_a_redirect(web: Web, to: str, end: Route, state: str) -> None:
    site = web.site({"/data/cxr": redirect(to, 302), to: end})
    found = verdict(site.url("/data/cxr"))
    assert (found.state, [hop.url for hop in found.hops]) == (state, [site.url("/data/cxr"), site.url(to)])


@pytest.mark.parametrize("to", ["/gone", "/login", "http://10.0.0.1/x", "file:///x"])
def test_redirect_of_head_is_not_followed(web: Web, to: str) -> None:
    site = web.site({"/cxr.zip": by_method(redirect(to, 302), file())})
    assert verdict(site.url("/cxr.zip")).state == "alive"
    assert site.methods("/cxr.zip") == ["HEAD", "GET"]


WALLS = [
    "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'>Request unsuccessful. Incapsula incident ID: 1</iframe>",
    "<title>Just a moment...</title><script>window._cf_chl_opt = {cType: 'managed'};</script>",
    "<title>Making sure you're not a bot!</title><script src='/.within.website/x/cmd/anubis/main.mjs'></script>",
    "<title>You are being redirected...</title><script>sucuri_cloudproxy_js = '';</script>",
    "<title>Request Rejected</title>The requested URL was rejected. Your support ID is: 42",
    "<title>Pardon Our Interruption...</title><p>Something about your browser made us think you were a bot.</p>",
]


@pytest.mark.parametrize("body", WALLS)
def test_200_with_the_page_of_a_bot_wall(site: Site, body: str) -> None:
    found = verdict(put(site, "/wall", status(200, None, body.encode())))
    assert (found.state, found.status) == ("blocked", 200)


@pytest.mark.parametrize(
    "body",
    [
        TEXT + WALLS[0],
        "<h1>Scans</h1><p>Get the archive.</p><script src='/_Incapsula_Resource?SWJIYLWA=1'></script>",
        "<title>Scans</title><div id=root></div><script src='/_Incapsula_Resource?SWJIYLWA=1'></script>",
        "<h1>Scans</h1><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        "<h1>Scans</h1><form>Ask for the data<div class='g-recaptcha'></div></form>",
    ],
)
def test_page_of_a_site_behind_a_bot_wall_is_fine(site: Site, body: str) -> None:
    assert verdict(put(site, "/behind-a-wall", page(body))).state == "alive"


def test_endless_page_at_every_address_is_fine(web: Web) -> None:
    site = web.site({}, fallback=page("<p>Choose your country.</p>" * 20_000))
    assert verdict(LinkRequest(site.url("/data/cxr"), words=WORDS, is_source=True)).state == "alive"
    assert len(site.requests) == 1


def elsewhere(web: Web, host: str, words: str) -> str:
    site = web.site({}, fallback=page(TEXT))
    start = web.site({"/cxr": redirect(f"http://{host}/offers", 302)})
    rules = (f"radiology.example.org:80:127.0.0.1:{start.port}", f"{host}:80:127.0.0.1:{site.port}")
    request = LinkRequest("http://radiology.example.org/cxr", words=words)
    return verdict(request, connect_to=rules).state


@pytest.mark.parametrize("host", ["casino-bonus.example.net", "shop.example.com"])
def test_redirect_to_a_domain_that_shares_no_word(web: Web, host: str) -> None:
    assert elsewhere(web, "casino-bonus.com", WORDS) == "suspicious"


@pytest.mark.parametrize("host", ["chest-archive.com", "www.radiology.net", "radiographs.io"])
def test_redirect_to_a_domain_that_shares_a_word(web: Web, host: str) -> None:
    assert elsewhere(web, host, WORDS) == "alive"


def test_redirect_to_another_domain_of_a_link_without_an_entry(web: Web) -> None:
    assert elsewhere(web, "casino-bonus.com", "") == "alive"


def test_parked_domain(site: Site) -> None:
    body = "<h1>example-scans.com</h1><p>This domain is for sale. Buy this domain.</p>"
    assert verdict(put(site, "/parked", page(body, "example-scans.com is for sale"))).state == "suspicious"


@pytest.mark.parametrize("path", ["/login", "/user/signin", "/sso/start", "/auth?next=/data"])
def test_redirect_to_a_login_page(site: Site, path: str) -> None:
    put(site, path.partition("?")[0], page("<form><input name=u><input type=password></form>", "Log in"))
    found = verdict(put(site, "/members", redirect(path, 302)))
    assert (found.state, found.login) == ("blocked", True)


@pytest.mark.parametrize("path", ["/authors", "/blog/login-free-access", "/catalogin"])
def test_words_that_only_look_like_login(site: Site, path: str) -> None:
    put(site, path, page(TEXT))
    assert verdict(put(site, "/writers", redirect(path, 302))).state == "alive"


def test_page_with_a_login_in_its_menu_is_fine(site: Site) -> None:
    body = "<nav><a href='/login'>Log in</a></nav>" + TEXT
    found = verdict(put(site, "/with-menu", page(body)))
    assert (found.state, found.login) == ("alive", False)


def test_missing_fragment(site: Site) -> None:
    body = TEXT + "<h2 id='download'>Download</h2><a name='citation'></a><h2 id='user-content-licence'>Licence</h2>"
    url = put(site, "/parts", page(body))
    asked = ("download", "citation", "licence", "no-such-part", ":~:text=adult", "!/tab")
    found = verdict(LinkRequest(url, fragments=asked))
    assert (found.state, found.missing_fragments) == ("alive", ("no-such-part",))


def test_fragment_of_a_file(site: Site) -> None:
    found = verdict(LinkRequest(put(site, "/paper.pdf", file(100, "application/pdf")), fragments=("page=3",)))
    assert (found.state, found.missing_fragments) == ("alive", ())


def test_fragments_of_a_page_that_is_longer_than_what_is_read(site: Site) -> None:
    body = TEXT + "<p>More text of the same kind.</p>" * 12_000 + "<h2 id='far'>Far</h2>"
    found = verdict(LinkRequest(put(site, "/long", page(body)), fragments=("far",)))
    assert (found.state, found.missing_fragments) == ("alive", ())


def test_declared_charset_is_read(site: Site) -> None:
    body = "<title>Página não encontrada</title><h1>Página não encontrada</h1>".encode("latin-1")
    route = status(200, {"Content-Type": "text/html; charset=iso-8859-1"}, body)
    assert verdict(put(site, "/latin", route)).state == "suspicious"


def test_encoding_nobody_asked_for_leaves_it_to_the_status(site: Site) -> None:
    assert verdict(put(site, "/br", status(200, {"Content-Encoding": "br"}, b"\x0b\x02\x80page\x03"))).state == "alive"


def test_head_is_not_asked_for_its_body(site: Site) -> None:
    async def chatty(call: Call) -> None:
        await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF")

    urls = [put(site, f"/chatty-{number}.pdf", chatty) for number in range(6)]
    result = run(*urls, per_host=1)
    assert {found.state for found in result.verdicts.values()} == {"alive"}
