"""Who is asked how much at a time, and who waits for whom."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, cast

import pytest

from medlint.links import LinkOptions, LinkRequest, Progress, check, in_shard
from medlint.links.fetch import Fetcher, TimeBudget, _jitter
from medlint.links.guard import HostKey
from medlint.links.options import Failure
from medlint.links.pace import Host, Pace
from web import Call, Site, Web
from web.asking import BACKOFF, run, verdict
from web.server import Route, file, hang, once, redirect, reset, status


def slow(seconds: float) -> Route:
    async def route(call: Call) -> None:
        await asyncio.sleep(seconds)
        await call.reply(200, {"Content-Type": "application/zip"})

    return route


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_at_a_time_to_a_host_than_its_limit(web: Web, limit: int) -> None:
    site = web.site({}, fallback=slow(0.02))
    result = run(*(site.url(f"/{number}") for number in range(30)), per_host=limit)
    assert {found.state for found in result.verdicts.values()} == {"alive"}
    assert site.peak == limit


def test_no_more_at_a_time_in_all_than_the_limit(web: Web) -> None:
    active = peak = 0

    async def counted(call: Call) -> None:
        nonlocal active, peak
        active += 1
        peak = max(peak, active)
        await asyncio.sleep(0.02)
        active -= 1
        await call.reply(200, {"Content-Type": "application/zip"})

    sites = [web.site({}, fallback=counted) for _ in range(12)]
    run(*(site.url(f"/{number}") for site in sites for number in range(5)), concurrency=7)
    assert peak == 7


def test_limit_of_the_host_that_all_redirects_lead_to(web: Web) -> None:
    hub = web.site({}, fallback=slow(0.01))
    sites = [web.site({}, fallback=redirect(hub.url(f"/{number}"), 302)) for number in range(20)]
    urls = [site.url(f"/{number}") for site in sites for number in range(4)]
    result = run(*urls, per_host=2)
    assert Counter(found.state for found in result.verdicts.values()) == {"alive": 80}
    assert hub.peak == 2


def test_redirects_to_a_slow_hub_do_not_delay_the_hosts_they_come_from(web: Web) -> None:
    site = web.site({}, fallback=file())
    hub = web.site({}, fallback=once(lambda _: len(site.requests) == 40))
    for number in range(20):
        site.routes[f"/old/{number}"] = redirect(hub.url(f"/{number}"), 302)  # type: ignore[index]
    old = [site.url(f"/old/{number}") for number in range(20)]
    new = [site.url(f"/new/{number}") for number in range(20)]
    result = run(*old, *new, per_host=2)
    assert {found.state for found in result.verdicts.values()} == {"alive"}


def test_a_slow_host_delays_nobody_else(web: Web) -> None:
    fast = [web.site({}, fallback=file()) for _ in range(10)]
    slow_site = web.site({}, fallback=once(lambda _: sum(len(site.requests) for site in fast) == 500))
    first = [slow_site.url(f"/{number}") for number in range(500)]
    others = [site.url(f"/{number}") for site in fast for number in range(50)]
    result = run(*first, *others, concurrency=16)
    assert {found.state for found in result.verdicts.values()} == {"alive"}


def test_interval_between_requests_to_a_host(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    site = web.site({}, fallback=file())
    other = web.site({}, fallback=file())
    following: dict[Host, list[float]] = {}  # when the next one may begin
    start = Pace._start

    def noted(pace: Pace, host: Host) -> None:
        active = host.active
        start(pace, host)
        if host.active > active:
            following.setdefault(host, []).append(host.next_start)

    monkeypatch.setattr(Pace, "_start", noted)
    run(*(site.url(f"/{number}") for number in range(5)), other.url("/x"), interval=0.05)
    times, one = sorted(following.values(), key=len, reverse=True)
    assert (len(times), len(one)) == (5, 1)
    assert all(after - before >= 0.05 for before, after in pairwise(times))


def test_host_that_refused_three_connections_is_not_asked_again(web: Web, unused_port: int) -> None:
    fine = web.site({}, fallback=file())
    result = run(*(f"http://127.0.0.1:{unused_port}/{number}" for number in range(300)), fine.url("/x"))
    found = [found for found in result.verdicts.values() if found.state == "unreachable"]
    assert len(found) == 300
    assert sum("refuses the connection" in one.reason for one in found) <= 3 * LinkOptions().per_host
    assert sum("isn't asked" in one.reason for one in found) >= 300 - 3 * LinkOptions().per_host


def test_host_that_refused_two_connections_is_asked_again(web: Web) -> None:
    async def use() -> list[str]:
        pace = Pace(4, 4, backoff=0.0)
        key = ("http", "data.example.org", 80)
        said = []
        for _ in range(3):
            pace.refused(key, began=asyncio.get_running_loop().time())
            await asyncio.sleep(0.01)
            try:
                pace.check_up(key)
            except Failure as failure:
                said.append(failure.kind)
            else:
                said.append("")
        return said

    assert asyncio.run(use()) == ["", "", "down"]


def test_tries_of_a_host_are_kept_apart(web: Web) -> None:
    """Links that fail at one moment aren't all asked again at another."""
    pauses = {_jitter(f"http://data.example.org/{number}") for number in range(20)}
    assert len(pauses) == 20 and all(0.75 <= pause <= 1.25 for pause in pauses)
    assert _jitter("http://data.example.org/0") == _jitter("http://data.example.org/0")


def test_a_pause_is_as_long_as_its_address_makes_it() -> None:
    """Of two links with the same time left, too little for the pause itself, the one with the shorter pause waits."""
    urls = sorted((f"http://data.example.org/{number}" for number in range(20)), key=_jitter)
    pause = partial(Fetcher._pause, cast("Fetcher", None), 0.02)
    waited = [asyncio.run(pause(url, TimeBudget(0.018))) for url in (urls[0], urls[-1])]
    assert waited == [True, False]


def test_host_that_is_just_starting_is_asked_again(web: Web, unused_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Site] = []
    refused = Pace.refused

    def starting(*arguments: Any, **named: Any) -> None:
        refused(*arguments, **named)
        if not started:
            started.append(web.site({}, fallback=file(), port=unused_port))

    monkeypatch.setattr(Pace, "refused", starting)
    result = run(*(f"http://127.0.0.1:{unused_port}/{number}" for number in range(6)))
    assert started
    assert {found.state for found in result.verdicts.values()} == {"alive"}


def test_host_that_resets_is_asked_for_all_its_links(web: Web) -> None:
    site = web.site({"/fine": file()}, fallback=reset)
    result = run(*(site.url(f"/{number}") for number in range(6)), site.url("/fine"))
    assert result.verdicts[site.url("/fine")].state == "alive"


def test_name_that_failed_is_looked_up_no_more(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    asked: Counter[str] = Counter()
    real = socket.getaddrinfo

    def counting(host: str, *rest: object, **named: object) -> object:
        asked[host] += 1
        if host.endswith(".example"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", counting)
    fine = web.site({}, fallback=file())
    result = run(*(f"http://gone.example/{number}" for number in range(50)), fine.url("/x"))
    assert Counter(found.state for found in result.verdicts.values()) == {"dead": 50, "alive": 1}
    assert asked["gone.example"] == 1


def test_slow_name_server_delays_nobody_else(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    real = socket.getaddrinfo
    site = web.site({}, fallback=file())
    asked: list[int] = []  # of the site, whenever the name server answers

    def sleeping(host: str, *rest: object, **named: object) -> object:
        if host.endswith(".example"):
            end = time.monotonic() + 50
            while len(site.requests) < 20 and time.monotonic() < end:
                time.sleep(0.01)
            asked.append(len(site.requests))
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", sleeping)
    run(
        *(f"http://host{n}.example/" for n in range(20)),
        *(site.url(f"/{n}") for n in range(20)),
        concurrency=4,
        retries=0,
    )
    assert asked and min(asked) == 20


def test_deadline_leaves_the_rest_unchecked(web: Web) -> None:
    site = web.site({}, fallback=hang)
    fine = web.site({}, fallback=file())
    urls = [site.url(f"/{number}") for number in range(20)]
    result = run(fine.url("/x"), *urls, deadline=5.0)
    assert result.out_of_time
    assert result.verdicts[fine.url("/x")].state == "alive"
    assert {result.verdicts[url].state for url in urls} == {"unchecked"}


def test_deadline_holds_while_names_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def stuck(*_: object, **__: object) -> list[object]:
        answered.append(over.wait(50))
        return []

    answered: list[bool] = []
    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    result = run(*(f"http://host{number}.example/" for number in range(5)), deadline=0.3)
    over.set()
    assert all(answered)
    assert {found.state for found in result.verdicts.values()} == {"unchecked"}


def test_ctrl_c_gives_what_is_known(web: Web) -> None:
    fine = web.site({}, fallback=file())
    stuck = web.site({}, fallback=hang)
    program = f"""
from medlint.links import LinkOptions, LinkRequest, check
urls = [{fine.url("/x")!r}, {stuck.url("/y")!r}]
options = LinkOptions(allow_private=("127.0.0.1/32",), timeout=300)
found = check([LinkRequest(url) for url in urls], options, progress=lambda seen: print(seen.done, flush=True))
print(found.interrupted, *(verdict.state for verdict in found.verdicts.values()))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # however the tests were started
    )  # fmt: skip
    assert process.stdout is not None
    while process.stdout.readline() != b"1\n":
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert out.decode().splitlines()[-1].split() == ["True", "alive", "unchecked"]
    assert err == b""


def test_progress_tells_how_many_and_which_hosts(web: Web) -> None:
    seen: list[Progress] = []
    site = web.site({}, fallback=once(lambda call: int(call.path[1:]) < 4 or seen[-1].done >= 4))
    urls = [site.url(f"/{number}") for number in range(8)]
    options = LinkOptions(allow_private=("127.0.0.1/32",), timeout=60, wayback="")
    check([LinkRequest(url) for url in urls], options, progress=seen.append)
    assert seen[0].total == 8
    assert any((look.done, look.waiting) == (4, (f"127.0.0.1:{site.port}",)) for look in seen)


def test_shards_are_whole_and_disjoint(names: Callable[..., None], web: Web) -> None:
    sites = [web.site({}, fallback=file()) for _ in range(8)]
    hosts = [f"host{number}.example.org" for number in range(8)]
    rules = tuple(f"{host}:80:127.0.0.1:{site.port}" for host, site in zip(hosts, sites, strict=True))
    urls = [f"http://{host}/{number}" for host in hosts for number in range(3)]
    shards = [run(*urls, connect_to=rules, shard=(index, 3)).verdicts for index in (1, 2, 3)]
    for url in urls:
        states = [shard[url].state for shard in shards]
        assert sorted(states) == ["alive", "unchecked", "unchecked"]
        assert states.index("alive") + 1 == next(i for i in (1, 2, 3) if in_shard(url, (i, 3)))
    for site in sites:
        assert len(site.requests) == 3


def test_a_link_that_waits_for_a_slot_does_not_pay_for_it(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the clock goes on by an hour until a redirect has its turn."""
    waited = 0.0
    acquire = Pace.acquire

    async def long(pace: Pace, key: HostKey) -> None:
        nonlocal waited
        await acquire(pace, key)
        waited += 3600

    monkeypatch.setattr(Pace, "acquire", long)
    monkeypatch.setattr(asyncio.BaseEventLoop, "time", lambda _: time.monotonic() + waited)
    site = web.site({"/old": redirect("/new"), "/new": file()})
    assert (verdict(site.url("/old")).state, waited) == ("moved", 3600)


@pytest.mark.parametrize("code", [429, 503])
def test_host_that_asks_for_more_time_than_there_is_is_left_alone(web: Web, code: int) -> None:
    fine = web.site({}, fallback=file())
    site = web.site({}, fallback=status(code, {"Retry-After": "60"}))
    result = run(*(site.url(f"/{number}") for number in range(40)), fine.url("/x"), per_host=2)
    found = list(result.verdicts.values())[:40]
    assert len(site.requests) <= 2
    asked = [one for one in found if one.status == code]
    assert len(asked) == len(site.requests)
    rest = [one for one in found if one not in asked]
    assert {one.state for one in rest} == {"blocked"}
    assert all("60 s" in one.reason for one in rest)
    assert result.verdicts[fine.url("/x")].state == "alive"


def test_host_that_is_left_alone_is_so_at_every_hop(web: Web) -> None:
    hub = web.site({}, fallback=status(429, {"Retry-After": "3600"}))
    site = web.site({}, fallback=redirect(hub.url("/x"), 302))
    found = run(*(site.url(f"/{number}") for number in range(6)), per_host=1).verdicts
    assert {one.state for one in found.values()} == {"blocked"}
    assert len(hub.requests) == 1


def test_user_agent_of_the_config(web: Web) -> None:
    site = web.site({"/x": file()})
    verdict(site.url("/x"), user_agent="curator/1.0 (+https://example.org)", contact="curator@example.org")
    assert site.requests[0].headers["user-agent"] == "curator/1.0 (+https://example.org)"


def test_user_agent_names_the_contact(web: Web) -> None:
    site = web.site({"/x": file()})
    assert verdict(site.url("/x"), contact="kurator@bücher.example.org").state == "alive"
    verdict(site.url("/x"), contact="curator@example.org")
    assert "mailto:curator@example.org" in site.requests[-1].headers["user-agent"]


def test_the_host_with_the_most_left_to_do_goes_first(web: Web) -> None:
    big = web.site({}, fallback=slow(0.03))
    small = [web.site({}, fallback=slow(0.03)) for _ in range(40)]
    run(*(site.url("/x") for site in small), *(big.url(f"/{n}") for n in range(16)), concurrency=4, per_host=2)
    assert max(request.at for request in big.requests) < max(site.requests[0].at for site in small)


def test_a_host_is_given_up_with_its_third_refusal() -> None:
    async def count() -> int:
        pace, key = Pace(8, 4, backoff=0), ("http", "a.example", 80)
        for refusals in range(10):
            try:
                pace.check_up(key)
            except Failure:
                return refusals
            pace.refused(key, began=asyncio.get_running_loop().time() + 1)
        return -1

    assert asyncio.run(count()) == 3


def test_pauses_before_the_next_try_are_apart(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed together is not asked again together; a link pauses as long in every run."""
    pauses: list[list[float]] = []
    sleep = asyncio.sleep

    async def noted(seconds: float, *rest: object) -> None:
        if seconds > BACKOFF / 2:
            pauses[-1].append(seconds)
        await sleep(0)

    monkeypatch.setattr("medlint.links.fetch.asyncio.sleep", noted)
    site = web.site({}, fallback=status(503))
    for _ in range(2):
        pauses.append([])
        run(*(site.url(f"/{number}") for number in range(8)), retries=1, per_host=8)
    assert len(set(pauses[0])) == 8
    assert max(pauses[0]) < 2 * min(pauses[0])
    assert sorted(pauses[0]) == sorted(pauses[1])


def test_the_rest_of_a_links_time_says_nothing_of_the_host_that_it_leads_to(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]  # which nobody takes, so that no other is taken either
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        there = f"http://127.0.0.1:{address[1]}"

        async def late(call: Call) -> None:
            await asyncio.sleep(1.2)
            await call.reply(302, {"Location": f"{there}/x"})

        site = web.site({}, fallback=late)
        links = [site.url(f"/{number}") for number in range(4)]
        found = run(*links, f"{there}/own", timeout=2.0, retries=0, concurrency=1)
        for one in waiting:
            one.close()
    reasons = [answer.reason for answer in found.verdicts.values()]
    assert reasons == ["doesn't take the connection in time"] * 5
