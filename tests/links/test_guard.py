"""No byte goes to an address that isn't public."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.links.guard import is_forbidden, literal_address, parse_connect_to
from web import Site, Web
from web.asking import run, verdict
from web.server import file, redirect

FORBIDDEN = "127.0.0.2"  # a loopback address that the tests don't allow


@pytest.fixture
def secret(web: Web) -> Site:
    """A server on the forbidden side, which counts connections and bytes."""
    return web.site({}, fallback=file(), address=FORBIDDEN)


def untouched(secret: Site) -> bool:
    return (secret.connections, secret.received) == (0, 0)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.2", "127.2", "2130706434", "0x7f000002", "0x7f.0.0.2", "017700000002", "0177.0.0.02", "127.0.0.2.",
     "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[::127.0.0.2]", "[64:ff9b::7f00:2]", "[2002:7f00:2::]",
     "[::ffff:0:127.0.0.2]", "127%2e0.0.2", "１２７.0.0.2"],
)  # fmt: skip
def test_spellings_of_a_loopback_address(secret: Site, host: str) -> None:
    from medlint.text.url import normalise

    found = verdict(normalise(f"http://{host}:{secret.port}/latest/meta-data/"))
    assert found.state == "refused"
    assert untouched(secret)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "scans.localhost", "scans.localhost."])
def test_names_of_this_machine_whatever_a_name_server_says(web: Web, names: Callable[..., None], name: str) -> None:
    names(**{name.lower(): [socket.gaierror(socket.EAI_NONAME, "no such name")]})
    secret = web.site({}, fallback=file())
    found = verdict(f"http://{name}:{secret.port}/", allow_private=())
    assert found.state == "refused"
    assert untouched(secret)
    assert verdict(f"http://{name}:{secret.port}/", allow_private=("127.0.0.0/8",)).state == "alive"


@pytest.mark.parametrize("code", [301, 302])
def test_redirect_to_a_literal(web: Web, secret: Site, code: int) -> None:
    site = web.site({"/go": redirect(secret.url("/"), code)})
    found = verdict(site.url("/go"))
    assert (found.state, found.status) == ("refused", None)
    assert FORBIDDEN in found.reason
    assert untouched(secret)


def test_redirect_to_a_name_that_resolves_there(web: Web, secret: Site, names: Callable[..., None]) -> None:
    names(intranet_example=[(FORBIDDEN,)])
    site = web.site({"/go": redirect(f"http://intranet.example:{secret.port}/")})
    assert verdict(site.url("/go")).state == "refused"
    assert untouched(secret)


def on_one_port(web: Web) -> tuple[Site, Site]:
    """A site that may be asked and one that may not, on the same port of two addresses."""
    for _ in range(10):
        public = web.site({}, fallback=file())
        with suppress(OSError):  # somebody has that port of the other address
            return public, web.site({}, fallback=file(), address=FORBIDDEN, port=public.port)
    raise OSError("no port is free on both addresses")


def test_rebinding_connects_to_the_address_that_was_checked(web: Web, names: Callable[..., None]) -> None:
    public, secret = on_one_port(web)
    names(rebinding_example=[("127.0.0.1",), (FORBIDDEN,)])
    result = run(*(f"http://rebinding.example:{secret.port}/{number}" for number in range(9)))
    assert {found.state for found in result.verdicts.values()} == {"alive"}
    assert len(public.requests) == 9
    assert untouched(secret)


def test_of_several_addresses_only_the_public_ones_are_contacted(web: Web, names: Callable[..., None]) -> None:
    _, secret = on_one_port(web)
    names(both_example=[(FORBIDDEN, "127.0.0.1")])
    assert verdict(f"http://both.example:{secret.port}/").state == "alive"
    assert untouched(secret)


def test_address_that_refuses_gives_way_to_the_next(web: Web, names: Callable[..., None]) -> None:
    site = web.site({}, fallback=file())
    names(twofold_example=[("::1", "127.0.0.1")])
    assert verdict(f"http://twofold.example:{site.port}/").state == "alive"


def test_server_that_speaks_first_is_no_web_server(web: Web) -> None:
    site = web.site(greeting=b"220 mail.example.org ESMTP ready")
    assert verdict(site.url("/"), retries=0).state == "unreachable"


def test_ipv6(web: Web) -> None:
    site = web.site({"/x": file()}, address="::1")
    assert verdict(site.url("/x")).state == "alive"
    assert site.requests[0].headers["host"] == f"[::1]:{site.port}"
    assert verdict(site.url("/x"), allow_private=("127.0.0.0/8",)).state == "refused"


def test_allow_private_allows_no_more_than_it_says(web: Web, secret: Site) -> None:
    assert verdict(secret.url("/"), allow_private=("127.0.0.2/32",)).state == "alive"
    assert secret.connections == 1


def test_connect_to_exempts_the_address_it_names(secret: Site) -> None:
    rule = f"archive.example.org:80:{FORBIDDEN}:{secret.port}"
    assert verdict("http://archive.example.org/x", connect_to=(rule,)).state == "alive"
    assert secret.requests[0].headers["host"] == "archive.example.org"
    assert verdict(secret.url("/"), connect_to=(rule,)).state == "refused"


def test_connect_to_for_every_host_does_not_open_private_literals(web: Web) -> None:
    site = web.site({"/go": redirect("http://169.254.169.254/latest/meta-data/")}, fallback=file())
    rule = f"::127.0.0.1:{site.port}"
    assert verdict("http://any.example/x", connect_to=(rule,)).state == "alive"
    assert verdict("http://any.example/go", connect_to=(rule,)).state == "refused"
    assert [request.path for request in site.requests if "meta" in request.path] == []


def test_connect_to_for_every_host_does_not_open_this_machine(web: Web) -> None:
    site = web.site({}, fallback=file())
    rule = f"::127.0.0.1:{site.port}"
    for name in ("localhost", "scans.localhost"):
        assert verdict(f"http://{name}/x", connect_to=(rule,), allow_private=()).state == "refused"
    assert site.connections == 0
    assert verdict("http://localhost/x", connect_to=(rule,), allow_private=("127.0.0.0/8",)).state == "alive"


def test_an_address_of_version_6_in_any_spelling(web: Web) -> None:
    site = web.site({}, fallback=file())
    rule = f"[2001:db8::1]:80:127.0.0.1:{site.port}"
    found = run("http://[2001:DB8:0:0::1]/x", "http://[2001:db8::0:1]/x", connect_to=(rule,))
    assert [one.state for one in found.verdicts.values()] == ["alive", "alive"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.example:443:127.0.0.1:8443", ("a.example", "443", "127.0.0.1", "8443")),
        ("::127.0.0.1:8443", ("", "", "127.0.0.1", "8443")),
        ("Bücher.example.:443:127.0.0.1:8443", ("xn--bcher-kva.example", "443", "127.0.0.1", "8443")),
        ("[::1]:80:[::1]:8080", ("[::1]", "80", "[::1]", "8080")),
        ("a.example:443::8443", ("a.example", "443", "", "8443")),
    ],
)
def test_connect_to_is_read_as_curl_does(text: str, parts: tuple[str, ...]) -> None:
    assert parse_connect_to(text) == parts


def test_connect_to_names_a_host_in_any_spelling(web: Web) -> None:
    site = web.site({}, fallback=file())
    rules = tuple(f"{host}:80:127.0.0.1:{site.port}" for host in ("bücher.example", "dot.example", "END.example."))
    for host in ("xn--bcher-kva.example", "dot.example.", "end.example"):
        assert verdict(f"http://{host}/", connect_to=rules).state == "alive"


@pytest.mark.parametrize("text", ["", "a.example", "a:b:c:d", "a.example:443:::1:8443", ":::"])
def test_connect_to_that_is_not_one(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_connect_to(text)


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.8.8.8", "169.254.169.254", "172.31.255.255", "192.168.1.1",
     "192.0.0.192", "224.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200", "::", "::1", "fe80::1",
     "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
     "64:ff9b:1::808:808", "2001:0:a00:1::", "::10.0.0.1",
     # the ends of the networks
     "0.255.255.255", "10.255.255.255", "100.127.255.255", "127.255.255.255", "169.254.255.255", "172.16.0.0",
     "192.0.0.255", "192.168.255.255", "239.255.255.255", "240.0.0.0", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
     "100::ffff:ffff:ffff:ffff", "fdff::1", "febf:ffff::1", "feff:ffff::1", "ffff:ffff::1"],
)  # fmt: skip
def test_forbidden_addresses(address: str) -> None:
    assert is_forbidden(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert not is_forbidden(ip_address(address))


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{0}", "{0:#x}", "0{0:o}"]))
def test_whole_numbers_are_addresses_as_the_system_reads_them(number: int, form: str) -> None:
    text = form.format(number)
    expected = socket.inet_ntoa(socket.inet_aton(text))
    assert str(literal_address(text)) == expected


@given(st.text(max_size=40))
def test_no_host_breaks_the_guard(text: str) -> None:
    literal_address(text)


def test_name_that_does_not_exist_is_dead(web: Web, names: Callable[..., None]) -> None:
    names(gone_example=[socket.gaierror(socket.EAI_NONAME, "Name or service not known")])
    site = web.site({"/x": file()})
    result = run("http://gone.example/a", "http://gone.example/b", site.url("/x"))
    assert [found.state for found in result.verdicts.values()] == ["dead", "dead", "alive"]
    assert not result.no_network


def test_name_without_addresses_is_dead(web: Web, names: Callable[..., None]) -> None:
    names(empty_example=[socket.gaierror(socket.EAI_NODATA, "No address associated with hostname")])
    site = web.site({"/x": file()})
    result = run("http://empty.example/", site.url("/x"))
    assert next(iter(result.verdicts.values())).state == "dead"


def test_name_server_that_fails_is_unreachable(web: Web, names: Callable[..., None]) -> None:
    names(flaky_example=[socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")])
    site = web.site({"/x": file()})
    result = run("http://flaky.example/", site.url("/x"))
    assert [found.state for found in result.verdicts.values()] == ["unreachable", "alive"]


def test_name_server_that_fails_once_is_asked_again(web: Web, names: Callable[..., None]) -> None:
    site = web.site({}, fallback=file())
    names(flaky_example=[socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), ("127.0.0.1",)])
    assert verdict(f"http://flaky.example:{site.port}/").state == "alive"


def test_names_too_long_or_odd_are_dead(web: Web) -> None:
    site = web.site({"/x": file()})
    urls = [f"http://{'a' * 70}.example/", "http://a..example/", f"http://{'a.' * 140}example/"]
    result = run(*urls, site.url("/x"))
    assert [found.state for found in result.verdicts.values()] == ["dead", "dead", "dead", "alive"]


def test_no_network(names: Callable[..., None]) -> None:
    count = 1000
    names(**{f"host{number}_example": [socket.gaierror(socket.EAI_AGAIN, "Temporary")] for number in range(count)})
    result = run(*(f"https://host{number}.example/" for number in range(count)))
    assert result.no_network
    assert {found.state for found in result.verdicts.values()} == {"unchecked"}


def test_without_a_network_not_every_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def denied(host: str, *_: object, **__: object) -> object:
        asked.append(host)
        time.sleep(0.01)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", denied)
    result = run(*(f"http://host{number}.example/" for number in range(500)), wayback="https://archive.org")
    assert result.no_network
    assert {found.state for found in result.verdicts.values()} == {"unchecked"}
    assert asked.count("archive.org") <= 2
    assert len(asked) < 150


def test_many_dead_names_are_dead_where_there_is_a_network(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    def denied(host: str, *_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", denied)
    site = web.site({"/x": file()})
    dead = [f"http://host{number}.example/" for number in range(100)]
    result = run(site.url("/x"), *dead, connect_to=("archive.org:443:127.0.0.1:9",), wayback="https://archive.org")
    assert {result.verdicts[url].state for url in dead} == {"dead"}


def test_no_network_where_every_name_is_denied(names: Callable[..., None]) -> None:
    gone = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    names(one_example=[gone], two_example=[gone], archive_org=[gone])
    result = run("http://one.example/", "http://two.example/", wayback="https://archive.org")
    assert result.no_network
    assert {found.state for found in result.verdicts.values()} == {"unchecked"}


def test_a_dead_name_alone_is_dead_where_other_names_resolve(names: Callable[..., None]) -> None:
    names(one_example=[socket.gaierror(socket.EAI_NONAME, "Name or service not known")], archive_org=[("127.0.0.1",)])
    result = run("http://one.example/", wayback="https://archive.org")
    assert not result.no_network
    assert next(iter(result.verdicts.values())).state == "dead"
