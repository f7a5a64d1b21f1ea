"""Connections that can't be trusted, over real TLS."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from web import Authority, Web
from web.asking import run, verdict
from web.certs import LEAF, ROOT, Link, chain
from web.server import by_method, file, hang, page, raw, redirect, reset, status

Name = Callable[[str], x509.GeneralName]


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("expired", "has expired"),
        ("self_signed", "self-signed"),
        ("wrong_name", "another"),
        ("common_name_only", "another"),
        ("incomplete", "chain is incomplete"),
        ("weak", "key"),
        ("obsolete", "obsolete version"),
    ],
)
def test_insecure_with_which_one(web: Web, authority: Authority, kind: str, word: str) -> None:
    site = web.site({"/x": file()}, tls=getattr(authority, kind)())
    found = verdict(site.url("/x", "localhost" if kind == "common_name_only" else ""))
    assert (found.state, found.tries) == ("insecure", 1)
    assert word in found.reason
    assert site.requests == []


@pytest.mark.parametrize(
    ("links", "word"),
    [
        ((ROOT, LEAF), ""),
        ((ROOT, ROOT, LEAF), ""),
        ((replace(ROOT, path_length=1), ROOT, LEAF), ""),
        ((ROOT, ROOT, replace(LEAF, purpose="server")), ""),
        ((replace(ROOT, names=("localhost",)), LEAF), ""),
        ((replace(ROOT, days=-1), LEAF), "has expired"),
        ((ROOT, replace(ROOT, days=-1), LEAF), "has expired"),
        ((ROOT, ROOT, replace(LEAF, days=-1)), "has expired"),
        ((ROOT, replace(ROOT, signs=False), LEAF), "no right to sign"),
        ((ROOT, replace(ROOT, may_sign=False), LEAF), "no right to sign"),
        ((replace(ROOT, path_length=0), ROOT, LEAF), "longer than"),
        ((ROOT, ROOT, replace(LEAF, purpose="client")), "another purpose"),
        ((ROOT, ROOT, replace(LEAF, purpose="mail")), "another purpose"),
        ((ROOT, replace(ROOT, purpose="client"), LEAF), "another purpose"),
        ((ROOT, replace(ROOT, names=("example.org",)), LEAF), "another host"),
        ((ROOT, ROOT, replace(LEAF, bits=1024)), "too weak"),
        ((ROOT, replace(ROOT, bits=1024), LEAF), "too weak"),
    ],
)
def test_chains_as_openssl_judges_them(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: tuple[Link, ...], word: str
) -> None:
    context, trusted = chain(tmp_path, *links)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    site = web.site({"/x": file()}, tls=context)
    found = verdict(site.url("/x"))
    assert (found.state, word in found.reason) == ("insecure" if word else "alive", True), found.reason
    assert bool(site.requests) is not bool(word)


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


def test_a_name_with_an_underscore_under_a_wildcard(web: Web, authority: Authority) -> None:
    site = web.site({"/x": file(), "/y": by_method(reset, page("Scans."))}, tls=authority.good("*.example.org"))
    rule = f"chest_ct.example.org:443:127.0.0.1:{site.port}"
    for path in ("x", "y"):
        assert verdict(f"https://chest_ct.example.org/{path}", connect_to=(rule,)).state == "alive"


def test_a_server_with_old_ciphers(web: Web, authority: Authority) -> None:
    site = web.site({"/x.zip": file(), "/y.zip": file()}, tls=authority.old_key_exchange())
    found = run(site.url("/x.zip"), site.url("/y.zip"), per_host=1).verdicts
    assert [one.state for one in found.values()] == ["alive", "alive"]
    assert (site.connections, site.methods("/x.zip")) == (1, ["HEAD"])


def test_a_name_with_an_underscore_and_old_ciphers(web: Web, authority: Authority) -> None:
    for name, state in (("*.example.org", "alive"), ("*.elsewhere.org", "insecure")):
        site = web.site({"/x": file()}, tls=authority.old_key_exchange(name))
        rule = f"chest_ct.example.org:443:127.0.0.1:{site.port}"
        found = verdict("https://chest_ct.example.org/x", connect_to=(rule,))
        assert (found.state, "another host" in found.reason) == (state, state == "insecure")


@pytest.mark.parametrize(
    ("host", "kind", "value", "state"),
    [
        ("chest_ct.example.org", x509.DNSName, "*.example.org", "alive"),
        ("chest_ct.example.org", x509.DNSName, "CHEST_CT.example.org", "alive"),
        ("chest_ct.example.org", x509.UniformResourceIdentifier, "chest_ct.example.org", "insecure"),
        ("chest_ct.example.org", x509.UniformResourceIdentifier, "*.example.org", "insecure"),
        ("chest_ct.org", x509.DNSName, "*.org", "insecure"),
    ],
)
def test_a_name_with_an_underscore_is_held_against_what_names_hosts(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, kind: Name, value: str, state: str
) -> None:
    context, trusted = chain(tmp_path, ROOT, replace(LEAF, called=(kind(value),)))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    site = web.site({"/x": file()}, tls=context)
    found = verdict(f"https://{host}/x", connect_to=(f"{host}:443:127.0.0.1:{site.port}",))
    assert found.state == state, found.reason


def test_many_links_at_once_to_a_server_with_old_ciphers(web: Web, authority: Authority) -> None:
    paths = [f"/{number}" for number in range(12)]
    site = web.site(dict.fromkeys(paths, file()), tls=authority.old_key_exchange())
    found = run(*map(site.url, paths), per_host=6, retries=0).verdicts
    assert {one.state for one in found.values()} == {"alive"}
    bad = web.site(dict.fromkeys(paths, file()), tls=authority.expired())
    found = run(*map(bad.url, paths), per_host=6, retries=0).verdicts
    assert {(one.state, "has expired" in one.reason) for one in found.values()} == {("insecure", True)}


@pytest.mark.parametrize("lost", [1, 2])
def test_a_server_that_loses_its_first_connections_is_not_obsolete(web: Web, authority: Authority, lost: int) -> None:
    """It would speak TLS 1.0 too, but has no need to."""
    context = authority.obsolete()
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    site = web.site({"/x": file()}, tls=context)
    found = verdict(f"https://127.0.0.1:{web.relay(site, 100_000, lost=lost)}/x", retries=0)
    assert found.state == "alive", found.reason


def test_certificates_longer_than_one_buffer(web: Web, authority: Authority) -> None:
    names = [f"images-of-patient-{number}.example.org" for number in range(700)]
    site = web.site({"/x": file()}, tls=authority.good(*names))
    rule = f"{names[-1]}:443:127.0.0.1:{site.port}"
    found = verdict(f"https://{names[-1]}/x", connect_to=(rule,))
    assert (found.state, found.elapsed < 60) == ("alive", True)


def test_a_page_that_ends_where_the_server_says_so(web: Web, authority: Authority) -> None:
    """The server waits for the answer to its close_notify before it closes the connection."""
    text = b"<!DOCTYPE html><title>A dataset of chest radiographs</title><p>" + b"How they were made. " * 2000
    answer = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + text)
    site = web.site({"/x": by_method(status(405), answer)}, tls=authority.good())
    found = verdict(site.url("/x"))
    assert (found.state, found.reason, found.elapsed < 60) == ("alive", "answers 200 (OK)", True)


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
