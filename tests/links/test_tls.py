"""Connections that can't be trusted, over real TLS."""

from __future__ import annotations

import pytest

from web import Authority, Web
from web.asking import verdict
from web.server import file, hang, redirect


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("expired", "has expired"),
        ("self_signed", "self-signed"),
        ("wrong_name", "another"),
        ("incomplete", "chain is incomplete"),
        ("obsolete", "obsolete version"),
    ],
)
def test_insecure_with_which_one(web: Web, authority: Authority, kind: str, word: str) -> None:
    site = web.site({"/x": file()}, tls=getattr(authority, kind)())
    found = verdict(site.url("/x"))
    assert (found.state, found.tries) == ("insecure", 1)
    assert word in found.reason
    assert site.requests == []


def test_good_certificate(web: Web, authority: Authority) -> None:
    site = web.site({"/x": file()}, tls=authority.good())
    assert verdict(site.url("/x")).state == "alive"


def test_certificate_of_a_name(web: Web, authority: Authority) -> None:
    site = web.site({"/x": file()}, tls=authority.good("data.example.org"))
    rule = f"data.example.org:443:127.0.0.1:{site.port}"
    assert verdict("https://data.example.org/x", connect_to=(rule,)).state == "alive"
    assert site.requests[0].headers["host"] == "data.example.org"
    wrong = f"other.example.org:443:127.0.0.1:{site.port}"
    assert verdict("https://other.example.org/x", connect_to=(wrong,)).state == "insecure"


def test_insecure_at_the_end_of_a_redirect(web: Web, authority: Authority) -> None:
    bad = web.site({"/x": file()}, tls=authority.expired())
    site = web.site({"/go": redirect(bad.url("/x"))})
    found = verdict(site.url("/go"))
    assert (found.state, found.hops[-1].url) == ("insecure", bad.url("/x"))


def test_plain_http_where_tls_is_due_is_unreachable(web: Web) -> None:
    site = web.site(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n")
    found = verdict(site.url("/").replace("http:", "https:"), timeout=2.0)
    assert (found.state, "handshake" in found.reason) == ("unreachable", True)


def test_handshake_that_never_ends(web: Web) -> None:
    site = web.site({}, fallback=hang)
    found = verdict(site.url("/").replace("http:", "https:"), timeout=0.6)
    assert found.state == "unreachable"


def test_certificates_of_the_environment_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    with pytest.raises(ValueError, match="SSL_CERT_FILE"):
        verdict("https://127.0.0.1:1/")
