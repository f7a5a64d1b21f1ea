"""Ways that only a browser seems to go: cookies of a whole domain, pages that lead on, and where the way may not go."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from medlint.links.cookies import CookieJar
from web import Call, Site, Web
from web.asking import run, verdict
from web.server import file, page, redirect, status


def set_and_go(line: str, to: str) -> object:
    return status(302, {"Location": to, "Set-Cookie": line})


def needs(cookie: str, to: str) -> object:
    """A route that is there for who brings the cookie, and leads elsewhere without it."""

    async def route(call: Call) -> None:
        if cookie in call.request.headers.get("cookie", "").split("; "):
            await call.reply(200, {"Content-Type": "application/zip"})
        else:
            await call.reply(302, {"Location": to})

    return route


def rules(**hosts: Site) -> tuple[str, ...]:
    return tuple(f"{name.replace('_', '.')}:80:127.0.0.1:{site.port}" for name, site in hosts.items())


@pytest.mark.parametrize("domain", [".publisher.org", "publisher.org", "PUBLISHER.ORG"])
def test_a_publisher_that_asks_for_a_cookie_of_its_domain(web: Web, domain: str) -> None:
    """As the large publishers do: www. sends to idp., which sets the cookie and sends back."""
    article = needs("idp_session=1", "http://idp.publisher.org/authorize")
    www = web.site({"/article": article})  # type: ignore[dict-item]
    back = set_and_go(f"idp_session=1; Domain={domain}; Path=/", "http://www.publisher.org/article")
    idp = web.site({"/authorize": back})  # type: ignore[dict-item]
    found = verdict("http://www.publisher.org/article", connect_to=rules(www_publisher_org=www, idp_publisher_org=idp))
    assert (found.state, len(found.hops)) == ("alive", 3)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("idp.publisher.org", "other.org"),  # another's
        ("idp.publisher.org", "org"),  # a public suffix
        ("idp.group.ac.uk", "ac.uk"),
        ("idp.github.io", "github.io"),  # where everybody has a name
        ("idp.publisher.org", "blisher.org"),  # no label of it
        ("idp.publisher.org", "www.publisher.org"),  # a sibling
        ("127.0.0.1", "0.0.1"),  # a part of an address
        ("idp.publisher.org", ".idp.publisher.org"),  # for idp alone
    ],
)
def test_cookies_of_a_domain_that_others_do_not_get(host: str, domain: str) -> None:
    jar = CookieJar()
    jar.keep(f"http://{host}/x", [f"n=1; Domain={domain}; Path=/"])
    others = (
        "www.publisher.org",
        "www.other.org",
        "www.group.ac.uk",
        "somebody.github.io",
        "10.0.0.1",
        "publisher.org",
    )
    assert [other for other in others if jar.header(f"http://{other}/x")] == []


@pytest.mark.parametrize(
    ("url", "line", "to", "sent"),
    [
        ("http://a.example.org/x", "n=1; Path=/", "https://a.example.org/x", True),  # the same host, now encrypted
        ("https://a.example.org/x", "n=1; Path=/", "http://a.example.org/x", False),
        ("https://a.example.org/x", "n=1; Path=/; Domain=example.org; Secure", "http://b.example.org/x", False),
        ("https://a.example.org/x", "n=1; Path=/; Domain=example.org; Secure", "https://b.example.org/x", True),
        ("http://a.example.org:8080/x", "n=1; Path=/", "http://a.example.org:8081/x", False),
        ("http://a.example.org/x", "n=1; Path=/data; Domain=example.org", "http://b.example.org/x", False),
        ("http://a.example.org/x", "n=1; Path=/data; Domain=example.org", "http://b.example.org/data/x", True),
        ("http://github.io/x", "n=1; Domain=github.io; Path=/", "http://github.io/x", True),  # the suffix itself
        ("http://github.io/x", "n=1; Domain=github.io; Path=/", "http://a.github.io/x", False),
        ("http://xn--bcher-kva.example.org/x", "n=ü; Path=/; Domain=example.org", "http://a.example.org/x", True),
    ],
)
def test_which_origin_gets_a_cookie_back(url: str, line: str, to: str, sent: bool) -> None:
    jar = CookieJar()
    jar.keep(url, [line])
    assert bool(jar.header(to)) is sent


def test_a_site_that_sets_cookies_without_end_has_some_kept() -> None:
    jar = CookieJar()
    for hop in range(40):
        jar.keep(f"https://a.example.org/{hop}", [f"n{hop}-{number}={'x' * 4900}; Path=/" for number in range(19)])
    assert 50_000 < len(jar.header("https://a.example.org/")) < 120_000


def test_cookies_are_those_of_one_link(web: Web) -> None:
    seen: list[str] = []

    async def route(call: Call) -> None:
        seen.append(call.request.headers.get("cookie", ""))
        await call.reply(200, {"Content-Type": "application/zip", "Set-Cookie": "n=1; Path=/"})

    site = web.site({}, fallback=route)
    run(*(site.url(f"/{number}") for number in range(4)), per_host=1)
    assert seen == [""] * 4


def test_cookies_that_are_no_ascii(web: Web) -> None:
    site = web.site({"/x": needs("n=é", "/y"), "/y": set_and_go("n=é; Path=/", "/x")})  # type: ignore[dict-item]
    assert verdict(site.url("/x")).state == "alive"
    assert site.requests[-1].headers["cookie"] == "n=é"


def leads_on(content: str, body: str = "", head: str = "") -> object:
    return page(body, f"Redirecting</title>{head}<meta http-equiv=Refresh content='{content}'><title>")


@pytest.mark.parametrize(
    "content", ["0; url=/there", "0;URL=there", "0;/there", "0.1; url=/there", "1,url=/there", "; url=/there"]
)
def test_a_page_that_only_leads_on_is_a_temporary_redirect(web: Web, content: str) -> None:
    site = web.site({"/x": leads_on(content, "<a href=/there>Click here</a>"), "/there": file()})  # type: ignore[dict-item]
    found = verdict(site.url("/x"))
    assert (found.state, found.moved_to, found.final_url) == ("alive", None, site.url("/there"))
    assert [hop.status for hop in found.hops] == [200, 200]


def test_the_end_of_a_page_that_leads_on_counts(web: Web) -> None:
    site = web.site({"/x": leads_on("0; url=/gone"), "/old": redirect("/x")})  # type: ignore[dict-item]
    assert verdict(site.url("/x")).state == "dead"
    assert verdict(site.url("/old")).state == "dead"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("300; url=/gone", ""),  # a page that renews itself
        ("0; url=/gone", "<p>Frontal radiographs of adults, with their reports.</p>" * 10),
        ("0; url=/x", ""),
        ("0", ""),
        ("0; url=", ""),
        ("0; url=javascript:go()", ""),
        ("0; url=mailto:a@example.org", ""),
        ("0; url=http://[", ""),
    ],
)
def test_a_page_that_stays(web: Web, content: str, body: str) -> None:
    site = web.site({"/x": leads_on(content, body)})  # type: ignore[dict-item]
    assert verdict(site.url("/x")).state == "alive"
    assert [request.path for request in site.requests] == ["/x"]


def test_what_leads_on_only_without_scripts(web: Web) -> None:
    body = "<noscript><meta http-equiv=refresh content='0; url=/gone'></noscript><script>start()</script>"
    site = web.site({"/x": page(body)})
    assert verdict(site.url("/x")).state == "alive"


def test_pages_that_lead_on_in_a_circle(web: Web) -> None:
    site = web.site({"/a": leads_on("0; url=/b"), "/b": leads_on("0; url=/a")})  # type: ignore[dict-item]
    assert verdict(site.url("/a")).state == "alive"


def test_a_page_does_not_lead_where_nobody_goes(web: Web) -> None:
    site = web.site({"/x": leads_on("0; url=http://169.254.169.254/latest/meta-data")})  # type: ignore[dict-item]
    assert verdict(site.url("/x")).state == "refused"


def states(*urls: str, **options: object) -> Sequence[str]:
    return [found.state for found in run(*urls, **options).verdicts.values()]


@pytest.mark.parametrize(
    ("accept", "host", "state"),
    [
        ({"*": [403]}, "data.example.org", "alive"),
        ({"*.example.org": [403]}, "data.example.org", "alive"),
        ({"*.example.org": [403]}, "a.b.example.org", "alive"),
        ({"*.example.org": [403]}, "example.org", "blocked"),
        ({"*.example.org": [403]}, "data.badexample.org", "blocked"),
        ({"*.example.org": [404], "*": [403]}, "data.example.org", "alive"),
        ({"data.example.org": [403]}, "data.example.org", "alive"),
    ],
)
def test_statuses_that_the_config_accepts(web: Web, accept: dict[str, list[int]], host: str, state: str) -> None:
    site = web.site({"/x": status(403)})
    given = {name: frozenset(codes) for name, codes in accept.items()}
    assert states(f"http://{host}/x", accept=given, connect_to=(f"{host}:80:127.0.0.1:{site.port}",)) == [state]
