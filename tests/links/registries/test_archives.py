"""TCIA and Zenodo: collections by DOI and by page, records by number, versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medlint.links import CheckResult, LinkRequest
from web import Authority, Web
from web.hosts import Hosts
from web.registries import Registries, answering, html, truncated
from web.server import file, status

Ask = Callable[..., CheckResult]
LIDC = "10.7937/k9/tcia.2015.lo9ql9sx"
WIKI = "https://wiki.cancerimagingarchive.net/display"
PAGE = "https://www.cancerimagingarchive.net/collection"


def source(url: str) -> LinkRequest:
    return LinkRequest(url, is_source=True)


def size(number: float, unit: str) -> dict[str, object]:
    return {"size": number, "size_unit": unit}


@pytest.fixture
def tcia(world: Registries) -> Registries:
    world.tcia.put("4D-LUNG", "A Large Collection of 4D Lung CT", "10.7937/K9/TCIA.2016.ELN8YGLE")
    world.tcia.put(
        "LIDC-IDRI", "Data From LIDC-IDRI", "10.7937/K9/TCIA.2015.LO9QL9SX", "CC BY 3.0", subjects=1010, version="4",
        downloads=[
            {"license": "CC BY 3.0", "images": 244527, "series": 1308, "studies": 1308} | size(133.16, "gb"),
            {"license": "CC BY 3.0", "images": None, "series": None, "studies": None} | size(8.62, "mb"),
        ],
    )  # fmt: skip
    world.tcia.put("NLST", "National Lung Screening Trial", "10.7937/TCIA.HMQ8-J677", [{"label": "CC BY 4.0"}])
    world.tcia.put("CT Images in COVID-19", "CT Images in COVID-19", "10.7937/tcia.2020.gqry-nc81")
    return world


def test_a_collection_is_known_by_its_doi(tcia: Registries, ask: Ask) -> None:
    tcia.datacite.put(LIDC, f"{PAGE}/lidc-idri/", title="Data From LIDC-IDRI")
    tcia.routes |= {"/collection/lidc-idri/": file()}
    found = ask(source("https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"), connect_to=tcia.connect_to)
    datacite, archive = found.registered[LIDC]
    assert (datacite.service, archive.service) == ("DataCite", "TCIA")
    assert archive.titles == ("LIDC-IDRI", "Data From LIDC-IDRI")
    assert archive.sizes == (
        "1010 patients", "244527 images", "1308 series", "1308 studies", "133.16 GB", "8.62 MB"
    )  # fmt: skip
    assert (archive.licenses, archive.version, archive.url) == (("CC BY 3.0",), "4", f"{PAGE}/lidc-idri/")
    assert len(tcia.tcia.asked) == 2, "all pages of the list, each once"


def test_a_collection_of_a_papers_name(tcia: Registries, ask: Ask) -> None:
    tcia.routes |= {"/articles/s41467": status(403), "/collection/nlst/": file()}
    paper = LinkRequest("https://www.nature.com/articles/s41467", is_source=True, titles=("CT images in COVID 19",))
    alone = ask(paper, connect_to=tcia.connect_to)
    assert not alone.registered
    assert not tcia.tcia.asked, "the archive isn't asked for a paper's sake alone"
    (known,) = ask(paper, source(f"{PAGE}/nlst/"), connect_to=tcia.connect_to).registered["title:ctimagesincovid19"]
    assert known.doi == "10.7937/tcia.2020.gqry-nc81"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"{PAGE}/lidc-idri/", "LIDC-IDRI"),
        (f"{PAGE}/LIDC-IDRI", "LIDC-IDRI"),
        (f"{WIKI}/Public/LIDC-IDRI", "LIDC-IDRI"),
        (f"{WIKI}/NLST/National+Lung+Screening+Trial", "NLST"),
        (f"{WIKI}/Public/CT+Images+in+COVID-19", "CT Images in COVID-19"),
        (f"{PAGE}/ct-images-in-covid-19/", "CT Images in COVID-19"),
        (f"{WIKI}/NBIA/Downloading+TCIA+Images", ""),
        ("https://www.cancerimagingarchive.net/browse-collections/", ""),
        ("https://www.example.org/collection/lidc-idri/", ""),
    ],
)
def test_a_collection_is_known_by_its_pages(tcia: Registries, ask: Ask, url: str, title: str) -> None:
    found = ask(source(url))
    assert [answer.titles[0] for answer in found.registered.get(url, ())] == ([title] if title else [])


@pytest.mark.parametrize("code", [None, 200, 302, 404, 403, 503])
def test_wiki_pages_have_moved(tcia: Registries, ask: Ask, code: int | None) -> None:
    wiki = f"wiki.cancerimagingarchive.net:443:127.0.0.1:{tcia.pages.port}"
    url = f"{WIKI}/Public/LIDC-IDRI"
    if code is not None:
        where = {"Location": f"{PAGE}/lidc-idri/"} if code == 302 else {}
        tcia.routes |= {"/display/Public/LIDC-IDRI": status(code, where), "/collection/lidc-idri/": file()}
    # Without a stand-in of the wiki its certificate is another's, and that is what has to be said.
    found = ask(source(url), connect_to=(*tcia.connect_to, wiki)).verdicts[url]
    assert (found.state, found.moved_to) == ("moved", f"{PAGE}/lidc-idri/")


def test_pages_that_are_no_source_are_not_looked_up(tcia: Registries, ask: Ask) -> None:
    ask(f"{PAGE}/lidc-idri/")
    assert not tcia.tcia.asked


@pytest.mark.parametrize(
    "mood", [status(500), html(), answering({"results": "none"}), truncated({"results": [], "total_pages": 1})]
)
def test_an_archive_that_lies_is_said_once(tcia: Registries, ask: Ask, mood: object) -> None:
    tcia.tcia.mood = mood  # type: ignore[assignment]
    tcia.routes |= {"/collection/lidc-idri/": file(), "/collection/nlst/": file()}
    found = ask(source(f"{PAGE}/lidc-idri/"), source(f"{PAGE}/nlst/"), retries=0)
    assert not found.registered
    assert [note for note in found.notes if note.startswith("TCIA gave no usable answer about 2")] == found.notes
    assert len(found.notes) == 1


@pytest.fixture
def zenodo(world: Registries) -> Registries:
    world.zenodo.put(6802614, 6802613, "Dataset with segmentations", 29_500_000_000, version="1.0")
    world.zenodo.put(10047292, 6802613, "Dataset with segmentations", 23_600_000_000, version="2.0.1")
    for number in (6802613, 6802614, 10047292):
        world.datacite.put(f"10.5281/zenodo.{number}", "https://data.example.org/zenodo")
    world.routes |= {"/zenodo": file()}
    return world


def test_a_record_with_a_newer_version_names_its_doi(zenodo: Registries, ask: Ask) -> None:
    found = ask(source("https://doi.org/10.5281/zenodo.6802614"))
    record = found.registered["10.5281/zenodo.6802614"][-1]
    assert (record.service, record.newer) == ("Zenodo", ("10.5281/zenodo.10047292",))
    assert (record.sizes, record.licenses, record.version) == (("29500000000 bytes",), ("cc-by-4.0",), "1.0")


def test_sizes_of_files_that_nothing_has_are_no_size(zenodo: Registries, ask: Ask) -> None:
    zenodo.zenodo.put(10047292, 6802613, "Dataset", 0, files=[{"size": 10**4299}, {"size": 10**4299 * 9}])
    record = ask(source("https://zenodo.org/records/10047292")).registered["https://zenodo.org/records/10047292"][-1]
    assert record.sizes == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.5281/zenodo.10047292",
        "https://doi.org/10.5281/zenodo.6802613",  # all versions
        "https://zenodo.org/records/10047292",
        "https://zenodo.org/record/10047292/files/images.zip",
        "https://zenodo.org/doi/10.5281/zenodo.10047292",
    ],
)
def test_the_newest_version_is_news_to_nobody(zenodo: Registries, ask: Ask, url: str) -> None:
    found = ask(source(url)).registered
    record = next(iter(found.values()))[-1]
    assert (record.service, record.newer, record.version) == ("Zenodo", (), "2.0.1")


def test_the_page_of_a_record_is_not_asked_for_where_its_archive_knows_it(zenodo: Registries, ask: Ask) -> None:
    found = ask(source("https://doi.org/10.5281/zenodo.10047292"), "https://doi.org/10.5281/zenodo.6802614")
    assert [verdict.state for verdict in found.verdicts.values()] == ["alive", "alive"]
    assert (
        len([request for request in zenodo.pages.requests if request.target == "/zenodo"]) == 1
    )  # of the one that is nobody's source


@pytest.mark.parametrize("known", [True, False])
def test_the_page_that_a_doi_leads_to_is_judged_by_its_host(
    world: Registries, ask: Ask, web: Web, authority: Authority, known: bool
) -> None:
    hosts = Hosts(web, authority)
    page = "https://uni.figshare.com/articles/dataset/Eyes/123"
    world.datacite.put("10.25380/uni.123", page)
    if known:
        hosts.figshare.held["/v2/articles/123"] = {"id": 123, "title": "Eyes", "version": 1}
    found = ask("https://doi.org/10.25380/uni.123", connect_to=(*world.connect_to, *hosts.connect_to), retries=0)
    (verdict,) = found.verdicts.values()
    assert (verdict.state, verdict.final_url) == ("alive" if known else "suspicious", page)
    assert bool(hosts.asked) != known


def test_a_withdrawn_record_is_taken_back(zenodo: Registries, ask: Ask) -> None:
    zenodo.zenodo.moods["6802614"] = answering({"status": 410, "message": "The record has been deleted."}, 410)
    found = ask(source("https://doi.org/10.5281/zenodo.6802614"))
    assert found.registered["10.5281/zenodo.6802614"][-1].retracted


@pytest.mark.parametrize(
    "mood", [status(403), status(500), html(), answering({"id": 1, "metadata": {"title": "Another"}})]
)
def test_no_usable_answer_of_zenodo_changes_nothing(zenodo: Registries, ask: Ask, mood: object) -> None:
    zenodo.zenodo.mood = mood  # type: ignore[assignment]
    found = ask(source("https://doi.org/10.5281/zenodo.6802614"), retries=0)
    assert [answer.service for answer in found.registered["10.5281/zenodo.6802614"]] == ["DataCite"]
    assert next(iter(found.verdicts.values())).state == "alive"
    assert [note.split()[0] for note in found.notes] == ["Zenodo"]


def test_archives_are_remembered_too(zenodo: Registries, ask: Ask, cache: str) -> None:
    request = source("https://doi.org/10.5281/zenodo.6802614")
    before = ask(request, cache_dir=cache).registered
    asked = len(zenodo.zenodo.asked)
    assert ask(request._replace(), cache_dir=cache).registered == before
    assert len(zenodo.zenodo.asked) == asked


def test_a_dead_link_has_a_copy_in_the_archive(world: Registries, ask: Ask) -> None:
    copy = "http://web.archive.org/web/20210403000000/https://data.example.org/gone"
    world.wayback.held["https://data.example.org/gone"] = copy
    found = ask("https://data.example.org/gone", wayback="https://archive.org").verdicts
    assert [(verdict.state, verdict.archived) for verdict in found.values()] == [("dead", copy)]
