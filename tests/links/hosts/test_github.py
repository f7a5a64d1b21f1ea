"""GitHub: repositories by the hundred with a token, sources one by one without, and the page where it doesn't know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medlint.links import CheckResult, LinkRequest
from web import Authority, Web
from web.hosts import GitHub, Hosts
from web.registries import answering, html, truncated
from web.server import page, status

Ask = Callable[..., CheckResult]
AT = "https://github.com"


def states(found: CheckResult) -> list[str]:
    return [verdict.state for verdict in found.verdicts.values()]


@pytest.mark.usefixtures("token")
def test_1000_repositories_take_ten_questions_and_no_page(world: Hosts, ask: Ask) -> None:
    for number in range(1000):
        world.github.put(f"org{number % 7}/set-{number}")
    found = ask(*(f"{AT}/org{number % 7}/set-{number}" for number in range(1000)))
    assert set(states(found)) == {"alive"}
    assert len(world.github.asked) == 10
    assert not world.asked


def test_what_the_api_says(world: Hosts, ask: Ask, token: str) -> None:
    world.github.put("lab/Old", isArchived=True, archivedAt="2023-05-11T08:00:00Z", spdx="MIT")
    world.github.put("lab/shut", isDisabled=True, spdx="NOASSERTION")
    world.github.put("lab/new", isPrivate=True)
    world.github.renamed["lab/before"] = "lab/new"
    urls = [f"{AT}/LAB/old", f"{AT}/lab/shut.git", f"{AT}/lab/before?tab=readme-ov-file", f"{AT}/lab/new/"]
    found = ask(*urls)
    assert states(found) == ["alive", "alive", "moved", "alive"]
    assert found.verdicts[urls[2]].moved_to == f"{AT}/lab/new?tab=readme-ov-file"
    (old,), (shut,), _, (new,) = (found.registered[url] for url in urls)
    assert (old.flags, old.since, old.licenses, old.titles) == (("archived",), "2023-05-11", ("MIT",), ())
    assert (shut.flags, shut.licenses, new.flags) == (("disabled",), (), ("private",))
    assert world.github.tokens == [f"Bearer {token}"]
    assert not world.asked
    assert token not in repr(found)


@pytest.mark.usefixtures("token")
def test_files_and_folders_are_looked_up_in_the_repository(world: Hosts, ask: Ask) -> None:
    world.github.put("lab/set", "main:docs/a b.md", "main:docs", "v1.0", 'main:"q"')
    urls = [
        "blob/main/docs/a%20b.md",
        "tree/main/docs/",
        "tree/v1.0",
        "blob/main/%22q%22",
        "blob/main/gone.md",
        "issues",
    ]
    world.routes["/lab/set/issues"] = page("Issues")
    found = ask(*(f"{AT}/lab/set/{url}" for url in urls))
    assert states(found) == ["alive", "alive", "alive", "alive", "dead", "alive"]
    assert sorted(set(world.asked)) == ["github.com/lab/set/blob/main/gone.md", "github.com/lab/set/issues"]


@pytest.mark.usefixtures("token")
def test_what_the_api_does_not_know_the_page_decides(world: Hosts, ask: Ask) -> None:
    world.github.put("lab/set")
    world.routes["/lab/hidden"] = page("Welcome")
    found = ask(
        f"{AT}/lab/set", f"{AT}/lab/gone", f"{AT}/lab/hidden", f"{AT}/topics/mri", "https://www.github.com/lab/set"
    )
    assert states(found) == ["alive", "dead", "alive", "dead", "dead"]
    assert len(world.github.asked) == 1


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize(
    "mood",
    [
        status(500), status(403), status(429, {"Retry-After": "3600"}), status(401), html(),
        answering({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}),
        answering({"data": {"r0": None}, "errors": []}), answering({"data": {"r0": {"nameWithOwner": 5}}}),
        answering({"data": [], "errors": {"path": 1}}),
        answering({"data": {}, "errors": [{"type": "NOT_FOUND", "path": 5}]}),
        answering({"data": {}, "errors": [{"type": "NOT_FOUND", "path": {"a": 1}}]}),
        answering(["r0"]), truncated({"data": {"r0": {}}}),
        answering({"data": {"r0": {"nameWithOwner": "lab/../../x"}}}),
    ],
)  # fmt: skip
def test_an_api_that_is_limited_or_odd_changes_nothing(world: Hosts, ask: Ask, mood: object) -> None:
    world.github.mood = mood  # type: ignore[assignment]
    world.routes["/lab/set"] = page("A set")
    found = ask(f"{AT}/lab/set", f"{AT}/lab/gone")
    assert states(found) == ["alive", "dead"]
    assert not found.registered
    assert [note.partition(" gave ")[0] for note in found.notes] == ["GitHub"]


def test_without_a_token_only_sources_are_asked_for(world: Hosts, ask: Ask) -> None:
    world.github.put("lab/set", isArchived=True, spdx="CC-BY-4.0")
    world.github.put("lab/new")
    world.github.renamed["lab/before"] = "lab/new"
    world.routes |= {"/lab/other": page("Other"), "/lab/set/tree/main/data": page("Data")}
    urls = [f"{AT}/lab/{name}" for name in ("set", "set/tree/main/data", "before", "gone")]
    found = ask(f"{AT}/lab/other", *(LinkRequest(url, is_source=True) for url in urls))
    assert states(found) == ["alive", "alive", "alive", "moved", "dead"]
    assert found.registered[urls[0]][0].flags == found.registered[urls[1]][0].flags == ("archived",)
    assert sorted(world.github.asked) == ["/repos/lab/before", "/repos/lab/gone", "/repos/lab/set", "/repositories/1"]
    assert set(world.asked) == {f"github.com/lab/{name}" for name in ("other", "set/tree/main/data", "gone")}
    assert set(world.github.tokens) == {""}


@pytest.mark.usefixtures("token")
def test_a_part_of_the_page_is_looked_for_there(world: Hosts, ask: Ask) -> None:
    world.github.put("lab/set", "main:x.py")
    body = b'<html><body><a id="user-content-use" href="#use">Use</a>' + b"words " * 100 + b"</body></html>"
    world.routes["/lab/set"] = status(200, {"Content-Type": "text/html"}, body)
    found = ask(
        LinkRequest(f"{AT}/lab/set", ("use", "gone")), LinkRequest(f"{AT}/lab/set/blob/main/x.py", ("L10-L20",))
    )
    assert found.verdicts[f"{AT}/lab/set"].missing_fragments == ("gone",)
    assert world.asked == ["github.com/lab/set"]
    world.routes["/lab/set"] = status(429)
    assert states(ask(LinkRequest(f"{AT}/lab/set", ("use",)))) == ["alive"], "a wall before the page doesn't matter"


@pytest.mark.usefixtures("token")
def test_a_token_goes_to_the_hosts_own_api_alone(world: Hosts, ask: Ask, authority: Authority) -> None:
    class Elsewhere(GitHub):
        host = "api.example.org"

    world.github.put("lab/set")
    with Web() as web:
        other = Elsewhere(web, authority)
        other.put("lab/set", isArchived=True)
        source = LinkRequest(f"{AT}/lab/set", is_source=True)
        options = {
            "connect_to": (*world.connect_to, other.connect_to),
            "services": {"github": "https://api.example.org/"},
        }
        found = ask(source, **options)
        assert found.registered[f"{AT}/lab/set"][0].flags == ("archived",)
        assert other.tokens == [""]
    assert not world.github.asked


@pytest.mark.usefixtures("token")
def test_a_second_run_asks_nothing(world: Hosts, ask: Ask, cache: str) -> None:
    world.github.put("lab/set", isArchived=True)
    world.routes["/lab/hidden"] = page("Welcome")
    first = ask(f"{AT}/lab/set", f"{AT}/lab/hidden", cache_dir=cache)
    asked = len(world.github.asked), len(world.asked)
    second = ask(f"{AT}/lab/set", f"{AT}/lab/hidden", cache_dir=cache)
    assert (states(second), second.registered) == (states(first), first.registered)
    assert (len(world.github.asked), len(world.asked)) == asked
