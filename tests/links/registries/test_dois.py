"""What is concluded of DOI links: one case, one test."""

from __future__ import annotations

import socket
from collections.abc import Callable
from email.utils import formatdate
from time import time

import pytest

from medlint.links import CheckResult, LinkRequest, Verdict
from web.registries import Registries, answering, html, say, truncated
from web.server import Call, file, first, hang, page, redirect, status

Ask = Callable[..., CheckResult]
DOI = "10.7937/k9/tcia.2015.pf0m9rei"
URL = "https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI"
PAPER = "10.1038/ncomms5006"
LANDING = "https://data.example.org/nsclc"
PUBLISHER = "https://publisher.example.org/articles/ncomms5006"


def one(found: CheckResult) -> Verdict:
    return next(iter(found.verdicts.values()))


def paper(world: Registries, url: str = PUBLISHER) -> str:
    """A paper of Crossref's; its DOI link."""
    world.doi.held[PAPER] = url
    world.crossref.put(PAPER, url, title="Decoding tumour phenotype by noninvasive imaging")
    return f"https://doi.org/{PAPER}"


def test_response_code_1_is_registered_and_the_landing_page_is_checked(world: Registries, ask: Ask) -> None:
    world.routes |= {"/articles/ncomms5006": page("The article.")}
    found = one(ask(paper(world)))
    assert (found.state, found.status, found.final_url) == ("alive", 200, PUBLISHER)
    assert "registered at doi.org" in found.reason
    assert not world.doi.site.asked(f"/{PAPER}"), "doi.org's redirect isn't followed"


@pytest.mark.parametrize("code", [401, 403, 418, 429, 451, 500, 503, 999])
def test_landing_page_blocked_or_unreachable_leaves_the_doi_alive(world: Registries, ask: Ask, code: int) -> None:
    world.routes |= {"/articles/ncomms5006": status(code)}
    found = one(ask(paper(world)))
    assert found.state == "alive"
    assert found.status == code
    assert str(code) in found.reason, "the evidence says which"


def test_landing_page_that_hangs_leaves_the_doi_alive(world: Registries, ask: Ask) -> None:
    world.routes |= {"/articles/ncomms5006": hang}
    assert one(ask(paper(world), timeout=3)).state == "alive"


@pytest.mark.parametrize("code", [404, 410])
def test_landing_page_gone_is_suspicious_and_named(world: Registries, ask: Ask, code: int) -> None:
    world.routes |= {"/articles/ncomms5006": status(code)}
    found = one(ask(paper(world)))
    assert found.state == "suspicious"
    assert PUBLISHER in found.reason


def test_landing_page_without_a_name_is_suspicious(world: Registries, ask: Ask) -> None:
    found = one(ask(paper(world, "https://gone.example.com/x")))
    assert found.state == "suspicious"
    assert "https://gone.example.com/x" in found.reason


@pytest.mark.parametrize("url", ["http://[zenodo/", "http://[osf.io/abcde", "http://a.org]/github.com//github.com/x/y"])
def test_landing_page_at_no_address_ends_no_run(world: Registries, ask: Ask, url: str) -> None:
    assert one(ask(paper(world, url))).state in ("alive", "suspicious")


def test_landing_page_in_a_loop_is_suspicious(world: Registries, ask: Ask) -> None:
    world.routes |= {"/articles/ncomms5006": redirect(PUBLISHER)}
    assert one(ask(paper(world))).state == "suspicious"


def test_landing_page_insecure_is_suspicious(world: Registries, ask: Ask) -> None:
    elsewhere = f"www.example.net:443:127.0.0.1:{world.pages.port}"
    found = one(ask(paper(world, "https://www.example.net/a"), connect_to=(*world.connect_to, elsewhere)))
    assert found.state == "suspicious"
    assert "host name" in found.reason


def test_landing_page_at_a_refused_address_stays_refused(world: Registries, ask: Ask) -> None:
    assert one(ask(paper(world, "http://169.254.169.254/latest/"))).state == "refused"


def test_response_code_100_is_dead_and_unregistered(world: Registries, ask: Ask) -> None:
    found = ask("https://doi.org/10.5555/nothing.here")
    assert one(found).state == "dead"
    assert "isn't registered" in one(found).reason
    assert [answer.state for answer in found.registered["10.5555/nothing.here"]] == ["missing"]


def test_an_unregistered_doi_has_no_copies(world: Registries, ask: Ask) -> None:
    world.wayback.held["https://doi.org/10.5555/nothing.here"] = "http://web.archive.org/web/2021/https://doi.org/x"
    assert one(ask("https://doi.org/10.5555/nothing.here", wayback="https://archive.org")).archived is None
    assert not world.wayback.asked


def test_response_code_200_is_suspicious(world: Registries, ask: Ask) -> None:
    world.doi.held["10.5555/empty"] = None
    assert one(ask("https://doi.org/10.5555/empty")).state == "suspicious"


@pytest.mark.parametrize(
    "mood",
    [
        answering({"responseCode": 2, "handle": PAPER}, 500),
        status(429),
        status(429, {"Retry-After": "86400"}),
        html(),
        html(404),
        answering({"responseCode": 1, "handle": "10.1/other", "values": []}),
        answering({"responseCode": 100, "handle": PAPER}),
        answering([1, 2]),
        truncated({"responseCode": 100, "handle": PAPER}),
        hang,
    ],
    ids=["code 2", "429", "429 for a day", "html", "html 404", "other", "100 with 200", "list", "truncated", "hang"],
)
def test_no_usable_answer_of_the_handle_service_is_unreachable(world: Registries, ask: Ask, mood: object) -> None:
    paper(world)
    world.doi.moods[PAPER] = mood  # type: ignore[assignment]
    found = ask(f"https://doi.org/{PAPER}", timeout=3)
    assert one(found).state == "unreachable"
    assert len([note for note in found.notes if "doi.org" in note]) == 1
    assert PAPER not in found.registered or all(a.state != "missing" for a in found.registered[PAPER])


def test_each_doi_has_its_own_reason(world: Registries, ask: Ask) -> None:
    refusals = {f"10.5555/refused.{code}": code for code in range(460, 468)}
    for doi, code in refusals.items():
        world.doi.moods[doi] = status(code)
    found = ask(*(f"https://doi.org/{doi}" for doi in refusals)).verdicts
    assert [doi for doi, code in refusals.items() if str(code) not in found[f"https://doi.org/{doi}"].reason] == []


@pytest.mark.parametrize(
    "trouble",
    [
        status(500),
        status(429),
        status(429, {"Retry-After": "0"}),
        status(429, {"Retry-After": formatdate(time() + 1, usegmt=True)}),
    ],
    ids=["500", "429", "429 with seconds", "429 with a date"],
)
def test_the_handle_service_is_asked_again(world: Registries, ask: Ask, trouble: object) -> None:
    async def well(call: Call) -> None:
        value = {"type": "URL", "data": {"format": "string", "value": PUBLISHER}}
        await say(call, {"responseCode": 1, "handle": PAPER, "values": [value]})

    world.routes |= {"/articles/ncomms5006": file()}
    world.doi.moods[PAPER] = first(1, trouble, well)  # type: ignore[arg-type]
    assert one(ask(paper(world))).state == "alive"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.crossref.org/deleted_DOI.html",
        "http://www.crossref.org/_deleted-doi/",
        "https://data.example.org/records/_deleted-doi",
        "https://support.datacite.org/invalid.html",
    ],
)
def test_the_page_for_deleted_dois_is_dead(world: Registries, ask: Ask, url: str) -> None:
    found = ask(paper(world, url))
    assert one(found).state == "dead"
    assert url in one(found).reason
    assert not any(answer.state == "missing" for answer in found.registered[PAPER]), "MED601, not MED701"


def test_a_landing_page_that_leads_to_the_page_for_deleted_dois_is_dead(world: Registries, ask: Ask) -> None:
    deleted = f"www.crossref.org:80:127.0.0.1:{world.plain.port}"
    world.plain_routes |= {"/deleted_DOI.html": page("This DOI was deleted.")}
    world.routes |= {"/articles/ncomms5006": redirect("http://www.crossref.org/deleted_DOI.html")}
    found = one(ask(paper(world), connect_to=(*world.connect_to, deleted)))
    assert (found.state, found.final_url) == ("dead", "http://www.crossref.org/deleted_DOI.html")


def test_a_findable_doi_needs_no_handle_request(world: Registries, ask: Ask) -> None:
    world.datacite.put(DOI, LANDING)
    world.routes |= {"/nsclc": page("The dataset.")}
    found = ask(URL)
    assert (one(found).state, one(found).final_url) == ("alive", LANDING)
    assert not world.doi.asked
    assert not world.crossref.asked
    assert [a.service for a in found.registered[DOI]] == ["DataCite"]


def test_a_doi_that_isnt_findable_is_asked_of_the_handle_service(world: Registries, ask: Ask) -> None:
    world.datacite.put(DOI, LANDING, state="registered")
    found = ask(URL)
    assert one(found).state == "dead"
    assert len(world.doi.asked) == 1


def test_a_doi_that_datacite_doesnt_hold_is_asked_of_crossref(world: Registries, ask: Ask) -> None:
    world.routes |= {"/articles/ncomms5006": file()}
    found = ask(paper(world), contact="list@example.org")
    services = {answer.service: answer for answer in found.registered[PAPER]}
    assert services["Crossref"].type == "journal-article"
    assert services["Crossref"].titles == ("Decoding tumour phenotype by noninvasive imaging",)
    assert "mailto=list@example.org" in world.crossref.asked[0]
    agents = {r.headers["user-agent"] for s in world.services for r in s.site.requests}
    assert all("mailto:list@example.org" in agent for agent in agents)


def test_ten_dois_that_differ_in_letter_case_are_one(world: Registries, ask: Ask) -> None:
    world.datacite.put(DOI, LANDING)
    world.routes |= {"/nsclc": file()}
    cases = [DOI[:n] + DOI[n:].upper() for n in (8, 9, 12, 13, 14, 21, 22, 24, 26)]
    spellings = [f"https://doi.org/{case}" for case in cases]
    spellings += [f"http://dx.doi.org/{DOI}", f"https://www.doi.org/{DOI.upper()}", f"https://doi.org/{DOI}."]
    spellings += [f"doi:{DOI}", f"info:doi/{DOI.upper()}"]
    found = ask(*spellings)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    assert len(found.verdicts) == len(set(spellings)) > 10
    assert len(world.datacite.asked) == 1
    assert world.datacite.asked[0].lower().count(DOI) == 1
    assert world.pages.methods("/nsclc") == ["GET"]


def test_a_landing_page_that_the_list_names_too_is_asked_for_once(world: Registries, ask: Ask) -> None:
    world.datacite.put(DOI, LANDING)
    world.routes |= {"/nsclc": file()}
    found = ask(URL, LANDING)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    assert world.pages.methods("/nsclc") == ["GET"]


def test_sici_dois_and_dois_with_commas(world: Registries, ask: Ask) -> None:
    sici = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
    comma = "10.5072/fk2/a,b"
    world.doi.held[sici] = PUBLISHER
    world.crossref.put(sici, PUBLISHER)
    world.datacite.put(comma, LANDING)
    world.routes |= {"/nsclc": file(), "/articles/ncomms5006": file()}
    found = ask(
        "https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
        "https://doi.org/10.5072/FK2/A,B",
    )
    assert [verdict.state for verdict in found.verdicts.values()] == ["alive", "alive"]
    assert [answer.service for answer in found.registered[sici]] == ["doi.org", "Crossref"]
    assert any(target.startswith("/dois/10.5072") for target in world.datacite.asked)


def test_fragments_of_a_doi_link_are_looked_for_at_its_landing_page(world: Registries, ask: Ask) -> None:
    world.datacite.put(DOI, LANDING)
    world.routes |= {"/nsclc": page('<h2 id="versions">Versions</h2>')}
    found = one(ask(LinkRequest(URL, ("versions", "nowhere"))))
    assert (found.state, found.missing_fragments) == ("alive", ("nowhere",))


# registries that are down, slow or lying


@pytest.mark.parametrize(
    "mood",
    [
        html(),
        status(500),
        status(404),
        answering({"data": [{"id": "10.1/other", "attributes": {"doi": "10.1/other"}}]}),
        answering({"data": [{"id": DOI, "attributes": {"doi": "10.1/other", "titles": [{"title": "Else"}]}}]}),
        answering({"data": "no"}),
        answering([]),
        answering({"data": [{"id": DOI, "attributes": {"doi": DOI}}], "more": [[]] * 500_000}),
        answering({"data": [{"id": DOI, "attributes": {"doi": DOI, "titles": [{"title": "NSCLC"}]}}] * 1000}),
        truncated({"data": [{"id": DOI, "attributes": {"doi": DOI}}]}),
        hang,
    ],
    ids=["html", "500", "404", "other", "other inside", "text", "list", "many", "repeated", "truncated", "hang"],
)
def test_nonsense_of_datacite_leaves_the_dois_own_verdict(world: Registries, ask: Ask, mood: object) -> None:
    world.datacite.mood = mood  # type: ignore[assignment]
    world.doi.held[DOI] = LANDING
    world.routes |= {"/nsclc": file()}
    found = ask(URL, timeout=3)
    assert one(found).state == "alive"
    assert len(found.notes) == 1
    assert found.notes[0].startswith("DataCite gave no usable answer about a DOI")
    assert [answer.service for answer in found.registered[DOI]] == ["doi.org"]


@pytest.mark.parametrize(
    "mood",
    [
        html(),
        status(500),
        answering({"status": "ok", "message": {"DOI": "10.1/other", "title": ["Else"]}}),
        answering({"status": "ok", "message": [1]}),
        truncated({"status": "ok", "message": {"DOI": PAPER}}),
        hang,
    ],
    ids=["html", "500", "other", "list", "truncated", "hang"],
)
def test_nonsense_of_crossref_leaves_the_dois_own_verdict(world: Registries, ask: Ask, mood: object) -> None:
    world.crossref.mood = mood  # type: ignore[assignment]
    world.routes |= {"/articles/ncomms5006": file()}
    found = ask(paper(world), timeout=3)
    assert one(found).state == "alive"
    assert len(found.notes) == 1
    assert found.notes[0].startswith("Crossref gave no usable answer")
    assert [answer.service for answer in found.registered[PAPER]] == ["doi.org"]


def test_registries_that_disagree_leave_the_dois_own_verdict(world: Registries, ask: Ask) -> None:
    world.crossref.put(PAPER, PUBLISHER)
    found = ask(f"https://doi.org/{PAPER}")
    assert one(found).state == "dead"
    assert [answer.state for answer in found.registered[PAPER]] == ["missing"]


def test_a_registry_that_is_down_is_given_up_and_said_once(world: Registries, ask: Ask) -> None:
    world.datacite.mood = world.crossref.mood = status(500)
    world.routes |= {"/articles/ncomms5006": file()}
    dois = [f"10.1038/s{n:05}" for n in range(60)]
    world.doi.held |= dict.fromkeys(dois, PUBLISHER)
    found = ask(*(f"https://doi.org/{doi}" for doi in dois), retries=0)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    assert sorted(note.split()[0] for note in found.notes) == ["Crossref", "DataCite"]
    assert "60 DOIs" in found.notes[0]
    assert len(world.crossref.asked) < 20


def test_a_registry_that_answers_now_and_then_is_not_given_up(world: Registries, ask: Ask) -> None:
    world.routes |= {"/articles/ncomms5006": file()}
    dois = [f"10.1038/s{n:05}" for n in range(60)]
    world.doi.held |= dict.fromkeys(dois, PUBLISHER)
    world.doi.moods |= dict.fromkeys(dois[::2], status(500))
    found = ask(*(f"https://doi.org/{doi}" for doi in dois), retries=0)
    assert [verdict.state for verdict in found.verdicts.values()] == ["unreachable", "alive"] * 30


def test_a_registry_that_hangs_costs_a_few_questions(world: Registries, ask: Ask) -> None:
    world.crossref.mood = hang
    world.routes |= {"/articles/ncomms5006": file()}
    dois = [f"10.1038/s{n:05}" for n in range(20)]
    world.doi.held |= dict.fromkeys(dois, PUBLISHER)
    found = ask(*(f"https://doi.org/{doi}" for doi in dois), timeout=3)
    assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
    assert len(world.crossref.asked) <= 3


def test_a_handle_service_that_is_down_calls_nothing_dead(world: Registries, ask: Ask) -> None:
    world.doi.mood = status(503)
    found = ask(*(f"https://doi.org/10.1038/s{n:05}" for n in range(40)), retries=0)
    assert {verdict.state for verdict in found.verdicts.values()} == {"unreachable"}
    assert len(found.notes) == 1
    assert len(world.doi.asked) < 20


def test_without_a_network_nothing_is_said_of_any_doi(names: Callable[..., None], ask: Ask) -> None:
    nobody = socket.gaierror(socket.EAI_NONAME, "no such name")
    names(doi_org=[nobody], api_datacite_org=[nobody], api_crossref_org=[nobody], archive_org=[nobody])
    found = ask(*(f"https://doi.org/10.1038/s{n:05}" for n in range(300)), connect_to=(), wayback="https://archive.org")
    assert found.no_network
    assert {verdict.state for verdict in found.verdicts.values()} == {"unchecked"}
    assert not found.notes


@pytest.mark.parametrize("service", ["datacite", "doi", "crossref", "pages"])
def test_the_deadline_ends_whatever_registries_do(world: Registries, ask: Ask, service: str) -> None:
    url = paper(world)
    world.routes |= {"/articles/ncomms5006": hang if service == "pages" else file(), "/nsclc": status(400)}
    if service != "pages":
        getattr(world, service).mood = hang
    found = ask(url, "https://data.example.org/nsclc", deadline=5.0, timeout=60.0)
    assert found.out_of_time
    assert found.verdicts[url].state == ("alive" if service == "crossref" else "unchecked")
    assert found.verdicts["https://data.example.org/nsclc"].state == "dead"


# memory


def test_a_second_run_asks_nothing(world: Registries, ask: Ask, cache: str) -> None:
    world.datacite.put(DOI, LANDING)
    world.routes |= {"/nsclc": file(), "/articles/ncomms5006": file()}
    urls = (URL, paper(world), "https://doi.org/10.5555/nothing.here")
    before = ask(*urls, cache_dir=cache)
    asked = sum(len(service.site.requests) for service in world.services) + len(world.pages.requests)
    after = ask(*urls, cache_dir=cache)
    assert asked == sum(len(service.site.requests) for service in world.services) + len(world.pages.requests)
    assert [v.state for v in after.verdicts.values()] == [v.state for v in before.verdicts.values()]
    assert all(verdict.cached for verdict in after.verdicts.values())
    assert after.registered == before.registered


def test_what_a_registry_could_not_say_is_asked_again(world: Registries, ask: Ask, cache: str) -> None:
    world.crossref.mood = status(500)
    world.routes |= {"/articles/ncomms5006": file()}
    ask(paper(world), cache_dir=cache, retries=0)
    world.crossref.mood = None
    found = ask(paper(world), cache_dir=cache)
    assert [answer.service for answer in found.registered[PAPER]] == ["doi.org", "Crossref"]
    assert len(world.doi.asked) == 1
    assert world.pages.methods("/articles/ncomms5006") == ["GET"]
