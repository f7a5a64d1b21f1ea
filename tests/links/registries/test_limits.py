"""How much is asked of whom, and how fast."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from medlint.links import CheckResult
from medlint.links.registries.crossref import limits
from web.registries import Crossref, Limit, Registries
from web.server import file

Ask = Callable[..., CheckResult]
LANDING = "https://data.example.org/set"
PUBLISHER = "https://publisher.example.org/article"


def datasets(world: Registries, count: int) -> list[str]:
    world.routes |= {"/set": file(), "/article": file()}
    for number in range(count):
        world.datacite.put(f"10.7937/tcia.2020.{number:04}", LANDING)
    return [f"https://doi.org/10.7937/TCIA.2020.{number:04}" for number in range(count)]


def papers(world: Registries, count: int) -> list[str]:
    for number in range(count):
        world.crossref.put(f"10.1038/s41597-{number:04}", PUBLISHER)
        world.doi.held[f"10.1038/s41597-{number:04}"] = PUBLISHER
    return [f"https://doi.org/10.1038/s41597-{number:04}" for number in range(count)]


def test_1000_datacite_dois_cost_at_most_20_metadata_requests(world: Registries, ask: Ask) -> None:
    world.datacite.limit = Limit(500, 300)
    found = ask(*datasets(world, 1000), timeout=20)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    assert len(found.registered) == 1000
    assert world.metadata_requests() <= 20
    assert not world.doi.asked
    assert len(world.pages.asked("/set")) == 1


def mixed(world: Registries, ask: Ask, sets: int, works: int, contact: str = "") -> None:
    """DOIs of both registries, all of which have to be found alive and none of them refused."""
    world.datacite.limit = Limit(500, 300)
    both = datasets(world, sets) + papers(world, works)
    Random(4).shuffle(both)
    found = ask(*both, timeout=20, contact=contact)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    services = [answer.service for answers in found.registered.values() for answer in answers]
    assert (services.count("DataCite"), services.count("Crossref")) == (sets, works)
    assert not found.notes
    assert world.crossref.limit is not None
    assert world.crossref.limit.refused == world.datacite.limit.refused == 0


def test_1000_mixed_dois_in_lists_at_the_limits_of_the_public_pool(world: Registries, ask: Ask) -> None:
    """A list a second is Crossref's figure; here it is one in half a second."""
    world.crossref.named = (1, "500ms", 1)
    world.crossref.limit = Limit(1, 0.5, 1)
    mixed(world, ask, 500, 500)
    assert len(world.crossref.asked) == -(-500 // 40)


def test_1000_mixed_dois_one_by_one_at_the_limits_of_the_polite_pool(world: Registries, ask: Ask) -> None:
    """Crossref's figures are 10 in a second, 3 at a time; here it is half a second."""
    world.crossref.lists = False
    world.crossref.named = (10, "500ms", 3)
    world.crossref.limit = Limit(10, 0.5, 3)
    mixed(world, ask, 850, 150, contact="list@example.org")


@pytest.mark.parametrize(
    ("count", "interval", "at_a_time", "seconds"),
    [("1", "1s", "1", 1.0), ("10", "500ms", "3", 0.05), ("50", "1m", "5", 1.2), ("5", "1", "2", 0.2)],
)
def test_the_limits_that_answers_name_are_used_up(count: str, interval: str, at_a_time: str, seconds: float) -> None:
    named = {"x-rate-limit-limit": count, "x-rate-limit-interval": interval, "x-concurrency-limit": at_a_time}
    allowed, between = limits(named)
    assert allowed == int(at_a_time)
    assert between is not None
    assert seconds < between <= 1.2 * seconds


def test_one_at_a_time_where_crossref_says_so(world: Registries, ask: Ask) -> None:
    world.crossref.lists = False
    world.crossref.named = (5, "1s", 1)
    world.crossref.latency = 0.05
    world.crossref.limit = Limit(5, 1.0, 1)
    mixed(world, ask, 4, 12)
    assert world.crossref.site.peak == 1


def test_before_the_first_answer_nothing_is_taken_for_granted(world: Registries, ask: Ask) -> None:
    world.crossref.lists = False
    world.crossref.named = (2, "1s", 1)
    world.crossref.limit = Limit(2, 1.0, 1)
    mixed(world, ask, 2, 5)


def test_without_limits_in_its_answers_crossref_is_asked_gently(world: Registries, ask: Ask) -> None:
    world.crossref.lists = False
    world.crossref.named = None
    world.crossref.limit = Limit(5, 1.0, 1)
    mixed(world, ask, 2, 8)


def test_doi_org_is_asked_by_few_at_a_time(world: Registries, ask: Ask) -> None:
    world.doi.latency = 0.02
    world.crossref.limit = Limit(1000, 1.0)
    mixed(world, ask, 20, 60)
    assert world.doi.site.peak <= 4
    assert isinstance(world.crossref, Crossref)
