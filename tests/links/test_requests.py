"""What is sent to whom beside the address: headers of the config, and the https:// form of what is alive without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from medlint.links import LinkRequest, Verdict
from web import Authority, Site, Web
from web.asking import run, verdict
from web.server import Route, file, hang, page, redirect, status

PAGE = page("<p>112,120 frontal radiographs of 30,805 patients, with their reports.</p>")
TOKEN = (("Authorization", "Bearer of-a-secret"),)


def test_headers_of_a_host_are_sent_to_that_origin_alone(web: Web, authority: Authority) -> None:
    other = web.site({}, fallback=file(), tls=authority.good("other.example.org"))
    onward = redirect("https://other.example.org/x", 302)
    site = web.site({"/x": file(), "/on": onward}, tls=authority.good("data.example.org"))
    plain = web.site({}, fallback=file())
    rules = (
        f"data.example.org:443:127.0.0.1:{site.port}",
        f"other.example.org:443:127.0.0.1:{other.port}",
        f"data.example.org:80:127.0.0.1:{plain.port}",
    )
    urls = [f"https://data.example.org/{path}" for path in ("x", "on")] + ["http://data.example.org/x"]
    found = run(*urls, connect_to=rules, headers={"data.example.org": TOKEN}).verdicts
    assert {one.state for one in found.values()} == {"alive"}
    assert {request.headers.get("authorization") for request in site.requests} == {"Bearer of-a-secret"}
    assert {request.headers.get("authorization") for request in (*other.requests, *plain.requests)} == {None}


def test_headers_of_an_origin(web: Web) -> None:
    site = web.site({"/x": file()})
    assert verdict(site.url("/x"), headers={f"http://127.0.0.1:{site.port}": TOKEN}).state == "alive"
    assert site.requests[0].headers["authorization"] == "Bearer of-a-secret"


def compared(
    web: Web, authority: Authority, plain: Route, secure: Route | None, path: str = "/x"
) -> tuple[Verdict, Site]:
    """The verdict on an http:// link whose https:// form is asked for too."""
    first = web.site({path: plain})
    second = web.site({path: secure} if secure else {}, tls=authority.good("data.example.org"))
    rules = (f"data.example.org:80:127.0.0.1:{first.port}", f"data.example.org:443:127.0.0.1:{second.port}")
    return verdict(f"http://data.example.org{path}", connect_to=rules, compare_https=True), second


@pytest.mark.parametrize(
    ("plain", "secure", "path"),
    [(PAGE, PAGE, "/x"), (file(), file(), "/x.zip"), (redirect("https://data.example.org/x", 302), PAGE, "/x")],
)
def test_the_same_page_over_https(web: Web, authority: Authority, plain: Route, secure: Route, path: str) -> None:
    found, site = compared(web, authority, plain, secure, path)
    assert (found.state, found.secure_url) == ("alive", f"https://data.example.org{path}")
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "secure",
    [
        None,
        page("<h1>Welcome to our new server!</h1><p>It works. Nothing was installed here yet.</p>"),
        redirect("http://data.example.org/x", 302),
        status(403),
    ],
)
def test_another_page_over_https(web: Web, authority: Authority, secure: Route | None) -> None:
    found, _ = compared(web, authority, PAGE, secure)
    assert (found.state, found.secure_url) == ("alive", None)


def test_https_is_asked_for_only_where_it_says_something(web: Web, authority: Authority) -> None:
    for plain in (status(404), status(403), redirect("https://data.example.org/x", 301)):
        found, site = compared(web, authority, plain, PAGE)
        assert found.secure_url is None
        assert len(site.requests) == (1 if found.state == "moved" else 0)


def test_https_is_asked_for_once_at_a_host_that_refuses(web: Web) -> None:
    site = web.site({}, fallback=PAGE)
    gate = web.site({}, fallback=hang)
    rules = (f"data.example.org:80:127.0.0.1:{site.port}", f"data.example.org:443:127.0.0.1:{gate.port}")
    urls = [f"http://data.example.org/{number}" for number in range(5)]
    found = run(*urls, connect_to=rules, compare_https=True, per_host=1, timeout=3).verdicts
    assert {(one.state, one.secure_url) for one in found.values()} == {("alive", None)}
    assert gate.connections == 1


def test_https_is_not_asked_for_unless_it_is_wanted(web: Web, authority: Authority) -> None:
    site = web.site({"/x": PAGE})
    secure = web.site({"/x": PAGE}, tls=authority.good("data.example.org"))
    rules = (f"data.example.org:80:127.0.0.1:{site.port}", f"data.example.org:443:127.0.0.1:{secure.port}")
    assert verdict(LinkRequest("http://data.example.org/x"), connect_to=rules).secure_url is None
    assert secure.connections == 0


def test_what_a_link_does_not_need_is_not_loaded(web: Web) -> None:
    site = web.site({"/page": PAGE})
    code = (
        "import sys; from web.asking import verdict; print(verdict(sys.argv[1]).state);"
        "print([name for name in ('anyio._backends', 'h2', 'click', 'socksio', 'dask') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, site.url("/page")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stdout.split("\n")[:2] == ["alive", "[]"]
