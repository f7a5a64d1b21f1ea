"""Links on a real Dask cluster on this machine: the verdicts of one machine, and each host's limit over all workers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from distributed import LocalCluster

from medlint.answers import Verdict
from medlint.cluster.links import Cluster, HostWorker, Seat, WorkerLostError, owner
from medlint.links import LinkOptions, LinkRequest, check
from web import Call, Web
from web.server import hang, redirect, reset, status

HOSTS = [f"h{number}.example.org" for number in range(8)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as running:
        yield running


async def slowly(call: Call) -> None:
    await asyncio.sleep(0.02)
    await call.reply(body=b"<title>A page</title><p>The dataset.")


def world(web: Web) -> tuple[list[str], LinkOptions]:
    """Links of eight hosts, half of which lead to one hub, and how to reach them. The last one hangs."""
    hub = web.site({}, fallback=slowly)
    site = web.site({"/gone": status(404), "/reset": reset, "/hang": hang}, fallback=slowly)
    leads = web.site({}, fallback=redirect("http://hub.example.org/page", 301))
    reach = [f"hub.example.org:80:127.0.0.1:{hub.port}"]
    reach += [f"{host}:80:127.0.0.1:{leads.port if number % 2 else site.port}" for number, host in enumerate(HOSTS)]
    paths = ("/a", "/b", "/gone", "/reset", "/c")
    urls = [f"http://{host}{path}" for host in HOSTS for path in paths] + [f"http://{HOSTS[0]}/hang"]
    options = LinkOptions(connect_to=tuple(reach), per_host=2, timeout=60, retries=1, wayback="")
    return urls, options


def requests(urls: list[str]) -> list[LinkRequest]:
    return [LinkRequest(url, words="A dataset of pages", is_source=False) for url in urls]


def states(urls: list[str], options: LinkOptions) -> dict[str, tuple[str, str | None]]:
    found = check(requests(urls), options).verdicts
    return {url: (verdict.state, verdict.moved_to) for url, verdict in found.items()}


def test_hosts_fall_to_both_workers() -> None:
    assert {owner(("http", host, 80), 2) for host in (*HOSTS, "hub.example.org")} == {0, 1}
    assert all(owner(("http", host, 80), 2) == owner(("https", host, 443), 2) for host in HOSTS)


def test_the_verdicts_are_those_of_one_machine(web: Web, cluster: LocalCluster) -> None:
    (*urls, hanging), options = world(web)
    spread = options._replace(workers=partial(Cluster.join, cluster.scheduler_address))
    together = states(urls, spread)
    assert together == states(urls, options)
    assert {state for state, _ in together.values()} == {"alive", "moved", "dead", "unreachable"}
    assert states([hanging], spread._replace(timeout=1)) == {hanging: ("unreachable", None)}


def test_the_limit_of_a_hub_holds_over_all_workers(web: Web, cluster: LocalCluster) -> None:
    hub = web.site({}, fallback=slowly)
    leads = web.site({}, fallback=redirect("http://hub.example.org/page", 302))
    reach = [f"hub.example.org:80:127.0.0.1:{hub.port}"]
    reach += [f"{host}:80:127.0.0.1:{leads.port}" for host in HOSTS]
    workers = partial(Cluster.join, str(cluster.scheduler_address))
    options = LinkOptions(connect_to=tuple(reach), per_host=2, wayback="", workers=workers, timeout=60)
    urls = [f"http://{host}/{number}" for host in HOSTS for number in range(6)]
    found = check(requests(urls), options).verdicts
    assert {verdict.state for verdict in found.values()} == {"alive"}
    assert len(hub.requests) == len(urls)
    assert hub.peak == 2


def test_a_worker_that_dies_loses_nothing_but_time(web: Web) -> None:
    killed: list[int] = []

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        pids = [worker.process.pid for worker in cluster.workers.values()]

        async def deadly(call: Call) -> None:
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)
            await slowly(call)

        site = web.site({"/deadly": deadly}, fallback=slowly)
        reach = tuple(f"{host}:80:127.0.0.1:{site.port}" for host in HOSTS)
        workers = partial(Cluster.join, str(cluster.scheduler_address))
        options = LinkOptions(connect_to=reach, wayback="", workers=workers, timeout=60)
        urls = [f"http://{host}/{path}" for host in HOSTS for path in ("a", "b", "deadly", "c")]
        found = check(requests(urls), options).verdicts
    assert killed
    assert {verdict.state for verdict in found.values()} == {"alive"}


@pytest.mark.parametrize("seated", [1.0, 60.0])
def test_a_worker_that_dies_while_another_is_replaced_holds_nobody_up(
    web: Web, monkeypatch: pytest.MonkeyPatch, seated: float
) -> None:
    monkeypatch.setattr("medlint.cluster.links._SEATED", seated)
    introduce = Cluster._introduce
    left: list[int] = []
    killed: list[int] = []

    async def deadly(call: Call) -> None:
        if not killed:
            killed.append(left.pop())
            os.kill(killed[0], signal.SIGKILL)
        await slowly(call)

    async def while_another_dies(cluster: Cluster) -> None:
        if killed and left:
            killed.append(left.pop())
            os.kill(killed[1], signal.SIGSTOP)
            asyncio.get_running_loop().call_later(2, os.kill, killed[1], signal.SIGKILL)
        await introduce(cluster)

    monkeypatch.setattr(Cluster, "_introduce", while_another_dies)
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=3, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        left += [worker.process.pid for worker in cluster.workers.values()][:2]
        site = web.site({"/deadly": deadly}, fallback=slowly)
        reach = tuple(f"{host}:80:127.0.0.1:{site.port}" for host in HOSTS)
        workers = partial(Cluster.join, str(cluster.scheduler_address))
        options = LinkOptions(connect_to=reach, wayback="", workers=workers, timeout=60, deadline=120)
        urls = [f"http://{host}/{path}" for host in HOSTS for path in ("a", "b", "deadly", "c")]
        found = check(requests(urls), options).verdicts
    assert len(killed) == 2
    assert {verdict.state for verdict in found.values()} == {"alive"}


def test_a_worker_may_be_asked_before_it_knows_the_others(web: Web) -> None:
    site = web.site({"/a": slowly})
    options = LinkOptions(connect_to=(f"h0.example.org:80:127.0.0.1:{site.port}",), wayback="")

    async def verdict() -> Verdict:
        worker = HostWorker(options, 0)
        asked = asyncio.ensure_future(worker.check(requests(["http://h0.example.org/a"])[0], "", ""))
        await asyncio.sleep(0)
        await worker.join([SimpleNamespace(key="worker")])
        found, _ = await asked
        await worker.close()
        return found

    assert asyncio.run(verdict()).state == "alive"


def test_a_scheduler_that_is_not_there(unused_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medlint.cluster._PATIENCE", 1.0)
    options = LinkOptions(workers=partial(Cluster.join, f"tcp://127.0.0.1:{unused_port}"), wayback="")
    with pytest.raises(ValueError, match="no scheduler answers"):
        check(requests(["http://h0.example.org/"]), options)


def test_a_link_is_asked_again_once_all_have_learnt_of_a_new_worker() -> None:
    """A worker that hasn't learnt of it yet asks the lost one, though the client's seats are new already."""
    asked: list[Seat] = []

    async def run() -> object:
        cluster = Cluster(None, LinkOptions())
        cluster._seats, cluster._seated = [Seat(None)], False

        async def ask(seat: Seat) -> str:
            asked.append(seat)
            if len(asked) == 1:
                cluster._changes += 1  # all have learnt
                cluster._seated = True
                raise WorkerLostError
            return "alive"

        return await cluster._at(0, ask)

    assert (asyncio.run(run()), len(asked)) == ("alive", 2)
