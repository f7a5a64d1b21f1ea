"""Hugging Face, Figshare, OSF, Dryad, OpenNeuro and PhysioNet: what each says of its pages and records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medlint.answers import Registered
from medlint.links import CheckResult, LinkRequest
from medlint.links.hosts import dryad, openneuro
from medlint.links.hosts.base import size
from medlint.links.registries import tcia
from medlint.links.registries.base import subject_of
from web.hosts import Hosts
from web.registries import answering, html, truncated
from web.server import page, status

Ask = Callable[..., CheckResult]
HF = "https://huggingface.co"


def source(url: str) -> LinkRequest:
    return LinkRequest(url, is_source=True)


def states(found: CheckResult) -> list[str]:
    return [verdict.state for verdict in found.verdicts.values()]


def only(found: CheckResult) -> Registered:
    """The one answer about the one link of a run."""
    ((answer,),) = found.registered.values()
    return answer


def hugging(identifier: str, **more: object) -> dict[str, object]:
    return {"id": identifier, "private": False, "gated": False, "disabled": False, "tags": [], "cardData": {}} | more


def test_hugging_face_says_what_is_gated_and_how_large(world: Hosts, ask: Ask) -> None:
    world.huggingface.held |= {
        "/api/datasets/lab/scans": hugging(
            "lab/scans", gated="manual", usedStorage=12_000_000_000,  # of all versions together
            cardData={"license": "cc-by-nc-4.0", "pretty_name": "Scans"},
        ),
        "/api/datasets/squad": hugging("squad", tags=["license:cc-by-4.0", "region:us"]),
        "/api/models/lab/net": hugging("lab/net", disabled=True, usedStorage=5, cardData={"license": ["mit", "other"]}),
        "/api/spaces/lab/app": hugging("lab/app", private=True),
    }  # fmt: skip
    urls = [f"{HF}/datasets/lab/scans", f"{HF}/datasets/squad", f"{HF}/lab/net", f"{HF}/spaces/lab/app/"]
    found = ask(*urls)
    assert states(found) == ["alive"] * 4
    (scans,), (squad,), (net,), (app,) = (found.registered[url] for url in urls)
    assert (scans.flags, scans.licenses, scans.sizes, scans.name) == (
        ("gated",), ("cc-by-nc-4.0",), (), "Scans"
    )  # fmt: skip
    assert (squad.flags, squad.licenses) == ((), ("cc-by-4.0",))
    assert (net.flags, net.licenses, net.sizes, app.flags) == (("disabled",), ("mit",), (), ("private",))
    assert not world.huggingface.pages


def test_hugging_face_is_followed_to_a_new_name(world: Hosts, ask: Ask) -> None:
    onward = {"Location": "/api/datasets/lab/new"}
    world.huggingface.held |= {
        "/api/datasets/lab/old": status(307, onward), "/api/datasets/lab/new": hugging("lab/new"),
        "/api/datasets/lab/odd": status(307, {"Location": "https://elsewhere.example.org/api/datasets/lab/new?x"}),
    }  # fmt: skip
    world.huggingface.routes["/datasets/lab/odd"] = page("Odd")
    found = ask(f"{HF}/datasets/lab/old", f"{HF}/datasets/lab/odd")
    assert states(found) == ["moved", "alive"]
    assert found.verdicts[f"{HF}/datasets/lab/old"].moved_to == f"{HF}/datasets/lab/new"
    assert world.huggingface.pages == ["/datasets/lab/odd"]


def test_what_hugging_face_hides_its_page_decides(world: Hosts, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    world.huggingface.held["/api/datasets/lab/set"] = hugging("lab/set")
    world.huggingface.routes |= {"/datasets/lab/hidden": status(401), "/datasets/lab/set/tree/main": page("Files")}
    world.huggingface.routes["/docs/hub"] = page("Docs")
    paths = ("datasets/lab/gone", "datasets/lab/hidden", "datasets/lab/set/tree/main", "docs/hub", "lab")
    found = ask(*(f"{HF}/{path}" for path in paths))
    assert states(found) == ["dead", "blocked", "alive", "alive", "dead"]
    apis = [(path, token) for path, token in zip(world.huggingface.asked, world.huggingface.tokens, strict=True)]
    assert {token for path, token in apis if path.startswith("/api/")} == {"Bearer hf_secret"}
    assert {token for path, token in apis if not path.startswith("/api/")} == {""}
    assert "hf_secret" not in repr(found)


def figshare(number: int, **more: object) -> dict[str, object]:
    doi = f"10.6084/m9.figshare.{number}.v3"
    return {
        "id": number, "title": "Eyes", "doi": doi, "version": 3,
        "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "size": 1_200_000_000, "files": [], "is_embargoed": False,
    } | more  # fmt: skip


def test_figshare_by_page(world: Hosts, ask: Ask) -> None:
    world.figshare.held |= {
        "/v2/articles/123": figshare(123, is_embargoed=True),
        "/v2/collections/45": {"title": "All", "doi": "", "version": 1}
    }  # fmt: skip
    old = "https://figshare.com/articles/dataset/Eyes/123/1"
    new = "https://uni.figshare.com/articles/Eyes/123"
    urls = [old, new, "https://figshare.com/collections/All/45", "https://figshare.com/articles/Gone/9"]
    found = ask(*urls)
    assert states(found) == ["alive", "alive", "alive", "dead"]
    (first,), (second,) = found.registered[old], found.registered[new]
    assert (first.newer, second.newer, first.flags) == (("10.6084/m9.figshare.123.v3",), (), ("embargoed",))
    assert (second.sizes, second.version, second.name) == (("1200000000 bytes",), "3", "Eyes")
    assert world.asked[:1] == ["figshare.com/articles/Gone/9"]
    assert set(world.asked) == {"figshare.com/articles/Gone/9"}


def test_osf(world: Hosts, ask: Ask) -> None:
    node = {"data": {"id": "ab1cd", "attributes": {"title": "Brains", "public": True}}}
    errors = {"errors": [{"detail": "You do not have permission to perform this action."}]}
    world.osf.held |= {
        "/v2/nodes/ab1cd/": node, "/v2/nodes/priv1/": answering(errors, 403),
        "/v2/nodes/gone1/": answering(errors, 410),
        "/v2/nodes/walls/": html(403),
    }  # fmt: skip
    world.routes |= {"/walls/": page("Behind a wall"), "/file1": page("A file"), "/gone1/": status(410)}
    urls = [f"https://osf.io/{path}" for path in ("ab1cd/", "priv1", "gone1/", "walls/", "file1")]
    found = ask(*urls)
    assert states(found) == ["alive", "alive", "dead", "alive", "alive"]
    assert {url: answers[0].flags for url, answers in found.registered.items()} == {urls[0]: (), urls[1]: ("private",)}


def test_dryad(world: Hosts, ask: Ask) -> None:
    told = {
        "identifier": "doi:10.5061/dryad.abc12", "title": "Bones", "storageSize": 5_000_000, "versionNumber": 2,
        "license": "https://spdx.org/licenses/CC0-1.0.html",
    }  # fmt: skip
    world.dryad.held["/api/v2/datasets/doi:10.5061/dryad.abc12"] = told
    urls = [
        f"https://datadryad.org/{path}:10.5061/dryad.{end}"
        for path, end in (("stash/dataset/doi", "abc12"), ("dataset/doi", "gone"))
    ]
    found = ask(*urls)
    assert states(found) == ["alive", "dead"]
    answer = only(found)
    assert (answer.licenses, answer.sizes, answer.version) == (
        ("https://spdx.org/licenses/CC0-1.0.html",), ("5000000 bytes",), "2"
    )  # fmt: skip
    assert "/api/v2/datasets/doi%3A10.5061%2Fdryad.abc12" in [r.target for r in world.dryad.site.requests]


def test_openneuro(world: Hosts, ask: Ask) -> None:
    world.openneuro.held["ds000001"] = {"id": "ds000001", "latestSnapshot": {
        "tag": "1.2.0", "size": 2_000_000_000, "summary": {"subjects": ["01", "02"], "modalities": ["MRI"]},
        "description": {"Name": "Balloons", "License": "CC0", "DatasetDOI": "doi:10.18112/openneuro.ds000001.v1.2.0"},
    }}  # fmt: skip
    urls = [f"https://openneuro.org/datasets/{path}" for path in ("ds000001", "ds000001/versions/1.0.0", "ds999999")]
    found = ask(*urls)
    assert states(found) == ["alive", "alive", "dead"]
    (newest,), (older,) = found.registered[urls[0]], found.registered[urls[1]]
    assert (newest.sizes, newest.licenses, newest.newer) == (("2000000000 bytes", "2 subjects"), ("CC0",), ())
    assert older.newer == ("10.18112/openneuro.ds000001.v1.2.0",)


def test_physionet(world: Hosts, ask: Ask) -> None:
    project = {"slug": "cxr", "title": "Chest", "main_storage_size": 4_700_000_000, "core_doi": "10.13026/core1"}
    world.physionet.held["/api/v1/project/published/"] = [
        project | {"version": "2.0.0", "version_doi": "10.13026/two22", "is_latest_version": True},
        project | {"version": "1.0.0", "version_doi": "10.13026/one11", "is_latest_version": False,
                   "main_storage_size": 7},
    ]  # fmt: skip
    paths = ("cxr/", "cxr/1.0.0/", "cxr/0.9/", "gone/1.0/")
    urls = [f"https://physionet.org/content/{path}" for path in paths]
    found = ask(*urls)
    assert states(found) == ["alive", "alive", "dead", "dead"]
    (newest,), (older,), (unlisted,) = (found.registered[url] for url in urls[:3])
    assert (newest.version, newest.sizes, newest.newer) == ("2.0.0", ("4700000000 bytes",), ())
    assert (older.version, older.sizes, older.newer) == ("1.0.0", ("7 bytes",), ("10.13026/two22",))
    assert (unlisted.sizes, unlisted.newer) == ((), ("10.13026/two22",))
    assert world.physionet.asked.count("/api/v1/project/published/") == 1


PAGES = {
    "huggingface": f"{HF}/datasets/lab/set", "figshare": "https://figshare.com/articles/dataset/Eyes/123",
    "osf": "https://osf.io/ab1cd",
    "dryad": "https://datadryad.org/dataset/doi:10.5061/dryad.abc12",
    "openneuro": "https://openneuro.org/datasets/ds000001",
    "physionet": "https://physionet.org/content/cxr/1.0.0/",
}  # fmt: skip
MOODS = [
    status(500), status(429, {"Retry-After": "3600"}), html(), answering([]), answering([1]),
    answering({"data": "x", "id": {}}),
    answering({"id": 5, "title": [], "data": {"dataset": {"latestSnapshot": []}}}),
    truncated({"id": "lab/set", "title": "x"}),
]  # fmt: skip


@pytest.mark.parametrize("host", PAGES)
@pytest.mark.parametrize("mood", MOODS, ids=range(len(MOODS)))
def test_an_api_that_is_limited_or_odd_changes_nothing(world: Hosts, ask: Ask, host: str, mood: object) -> None:
    service = getattr(world, host)
    ordinary = service.answer
    paths = ("/api/", "/v2/", "/crn/")

    async def moody(call: object) -> None:
        route = mood if call.path.startswith(paths) else ordinary  # type: ignore[attr-defined]
        await route(call)  # type: ignore[operator]

    service.mood = moody
    path = "/" + PAGES[host].split("/", 3)[3]
    world.routes[path] = page("The page")
    if host not in ("figshare", "osf"):
        service.routes[path] = page("The page")
    found = ask(source(PAGES[host]))
    assert (states(found), found.registered) == (["alive"], {})
    assert len(found.notes) == (0 if host == "physionet" and mood is MOODS[3] else 1)


def test_pages_named_with_http_are_judged_by_their_hosts_too(world: Hosts, ask: Ask, token: str) -> None:
    world.github.put("lab/tools", isArchived=True)
    world.huggingface.held["/api/datasets/lab/scans"] = hugging("lab/scans")
    world.figshare.held["/v2/articles/123"] = figshare(123)
    urls = [
        f"http://{place}"
        for place in ("github.com/lab/tools", "huggingface.co/datasets/lab/scans", "figshare.com/articles/Eyes/123")
    ]
    found = ask(*urls)
    assert [verdict.moved_to for verdict in found.verdicts.values()] == [url.replace("http", "https") for url in urls]
    assert states(found) == ["moved"] * 3
    assert found.registered[urls[0]][0].flags == ("archived",)
    assert not world.asked


def test_dois_and_pages_name_what_archives_hold() -> None:
    assert openneuro.named(subject_of("https://doi.org/10.18112/openneuro.ds000001.v1.2.0")) == ("ds000001", "1.2.0")
    assert dryad.doi_of(subject_of("https://doi.org/10.5061/DRYAD.abc12")) == "10.5061/dryad.abc12"
    assert dryad.doi_of(subject_of("https://doi.org/10.5281/zenodo.1234567")) == ""
    wiki = "https://wiki.cancerimagingarchive.net/display"
    assert tcia.names_in(f"{wiki}/Public/LIDC-IDRI") == ("LIDC-IDRI",)
    assert tcia.names_in(f"{wiki}/ACRIN/ACRIN+6698") == ("ACRIN 6698", "ACRIN")


def test_digits_that_are_no_decimals_are_no_numbers() -> None:
    assert size("²") == () and size("5") == ("5 bytes",)
    downloads = [dict.fromkeys(("size", "images", "series"), "²")]
    assert tcia.parse({"subjects": "²", "downloads": downloads}).sizes == ()
