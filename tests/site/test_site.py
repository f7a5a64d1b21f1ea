"""The site in a real Chromium: search and facets, pages of datasets, no JavaScript, accessibility, and no way in."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

import axe
from medlint.cli import main
from medlint.config import Config
from medlint.model import Source
from medlint.read.project import build_project
from medlint.write.export.collect import collect
from medlint.write.site import words
from medlint.write.site.relations import overlaps, related
from reporting import TODAY

if TYPE_CHECKING:
    from playwright.sync_api import Page


Build = Callable[..., Path]
Visit = Callable[..., Any]


def record(name: str, **over: Any) -> dict[str, Any]:
    return {
        "id": name, "kind": "dataset", "title": name.upper(), "section": "Eyes", "modalities": ["OP"],
        "body_parts": ["retina"], "tasks": ["classification"], "keywords": ["fundus"], "license": "CC-BY-4.0",
        "landing_page": f"https://{name}.example.org/", "access": {"level": "open"},
        "summary": f"Photographs of the fundus, {name}",
        "size": {"text": "x", "bytes": 5_000_000_000, "counts": [{"unit": "images", "value": 2000}]}, **over,
    }  # fmt: skip


def size(images: int, bytes_: int | None = None) -> dict[str, Any]:
    given = {"text": "x", "counts": [{"unit": "images", "value": images}]}
    return given | ({"bytes": bytes_} if bytes_ is not None else {})


EYES = {
    "catalog/alpha.yaml": record("alpha", published="2021-05-04", aliases=["Alpha set"]),
    "catalog/beta.yaml": record("beta", license="CC-BY-NC-4.0", published="2019"),
    "catalog/gamma.yaml": record("gamma", size=size(400, 9_000_000)),
    "catalog/delta.yaml": record("delta", access={"level": "dua", "url": "https://delta.example.org/terms"}),
    "catalog/epsilon.yaml": record(
        "epsilon", modalities=["CT"], body_parts=["chest", "lung"], keywords=["nodule"], size={"text": "some"},
        summary="CT of the chest", license="unknown", published="2023", section="Chest",
    ),
    "catalog/zeta.yaml": record("zeta", modalities=["OP", "OPT"], size=size(5000, 2 * 10**12), license="CC0-1.0"),
    "catalog/list.yaml": {"title": "Eyes and chests", "sections": [{"title": "Eyes"}, {"title": "Chest"}]},
}  # fmt: skip


def titles(page: Page) -> list[str]:
    return page.locator("#rows th > a").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("#status").inner_text()


def test_open_fundus_datasets_for_commercial_use_with_over_1000_images(build: Build, visit: Visit) -> None:
    page = visit(build(EYES))
    assert titles(page) == ["ALPHA", "BETA", "DELTA", "EPSILON", "GAMMA", "ZETA"]
    page.get_by_label("Fundus photography").check()
    page.get_by_label("Commercial use").check()
    page.get_by_role("group", name="Access").get_by_label("Open").check()
    page.get_by_label("Images").select_option("1,000 or more")
    assert titles(page) == ["ALPHA", "ZETA"]
    assert status(page) == "2 of 6 datasets"
    assert page.url.endswith("?modality=Fundus+photography&licence=open&access=open&images=1000")
    page.reload()
    assert titles(page) == ["ALPHA", "ZETA"] and page.get_by_label("Commercial use").is_checked()
    page.get_by_role("button", name="Clear all").click()
    assert status(page) == "6 datasets" and "?" not in page.url


def test_search_takes_every_word_wherever_it_stands(build: Build, visit: Visit) -> None:
    page = visit(build(EYES))
    search = page.get_by_role("searchbox", name="Search")
    search.press_sequentially("FUNDUS álpha")
    assert titles(page) == ["ALPHA"] and "q=FUNDUS" in page.url
    search.fill("cc0-1.0 fundus")
    assert titles(page) == ["ZETA"]
    search.fill("none such")
    assert titles(page) == [] and "No dataset matches" in page.locator("#rows").inner_text()


def test_counts_say_what_one_more_choice_would_leave(build: Build, visit: Visit) -> None:
    page = visit(build(EYES))

    def count(label: str) -> str:
        return str(page.locator("li", has=page.get_by_text(label, exact=True)).locator(".count").inner_text())

    assert (count("Fundus photography"), count("CT"), count("Commercial use")) == ("5", "1", "4")
    page.get_by_label("Fundus photography").check()
    # Within the facet the others still count; in the other facets only what is left does.
    assert (count("Fundus photography"), count("CT"), count("Not known")) == ("5", "1", "0")
    page.get_by_text("CT", exact=True).first.click()
    assert status(page) == "6 datasets"  # either of the two


def test_sorting_leaves_what_is_not_known_last(build: Build, visit: Visit) -> None:
    site = build(EYES)
    page = visit(site)
    sort = page.get_by_label("Sort")
    sort.select_option("largest download")
    assert titles(page) == ["ZETA", "ALPHA", "BETA", "DELTA", "GAMMA", "EPSILON"]
    sort.select_option("smallest download")
    assert titles(page)[0] == "GAMMA" and titles(page)[-1] == "EPSILON"
    sort.select_option("newest")
    assert titles(page)[:3] == ["EPSILON", "ALPHA", "BETA"]
    page.get_by_label("Published").select_option("2021 or later")
    assert titles(page) == ["EPSILON", "ALPHA"] and page.url.endswith("?since=2021&sort=-year")
    page.get_by_role("button", name="Cards").click()
    assert page.url.endswith("&view=cards") and page.locator(".list.cards").count() == 1
    again = visit(site, page.url.rpartition("/")[2])
    assert titles(again) == ["EPSILON", "ALPHA"] and again.locator(".list.cards").count() == 1
    again.get_by_label("Download").select_option("more than 1 TB")
    again.get_by_label("Published").select_option("any year")
    assert titles(again) == ["ZETA"]


def test_the_list_is_whole_without_javascript_and_the_same_with_it(build: Build, visit: Visit) -> None:
    report = {"version": 1, "links": [{"url": "https://alpha.example.org/", "verdict": "moved"}]}
    site = build({**EYES, "report.json": report}, "--report", "report.json")
    plain = visit(site, java_script_enabled=False)
    assert len(titles(plain)) == 6 and not plain.locator("#filters").is_visible()
    cells = [cell.all_inner_texts() for cell in plain.locator("#rows tr").all() for cell in [cell.locator("td")]]
    assert cells[0] == [
        "Fundus photography", "Retina", "5 GB\n2,000 images", "Commercial use\nCC-BY-4.0", "Open", "2021", "Moved",
    ]  # fmt: skip
    squeeze = "(rows) => rows.innerHTML.replace(/>\\s+</g, '><').trim()"
    assert visit(site).locator("#rows").evaluate(squeeze) == plain.locator("#rows").evaluate(squeeze)
    plain.get_by_role("link", name="ALPHA").click()
    assert plain.get_by_role("heading", level=1).inner_text() == "ALPHA"


def test_many_datasets_are_shown_in_pages(build: Build, visit: Visit) -> None:
    many = {f"catalog/d{n:03}.yaml": record(f"d{n:03}") for n in range(260)}
    site = build(many)
    page = visit(site)
    assert len(titles(page)) == 100 and "Page 1 of 3" in page.locator("#pager").inner_text()
    page.get_by_role("button", name="Next").press("Enter")
    assert titles(page)[0] == "D100" and page.url.endswith("?page=2")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(titles(page)) == 260
    plain = visit(site, java_script_enabled=False)
    assert len(titles(plain)) == 250
    plain.get_by_role("link", name="Next").click()
    assert titles(plain) == [f"D{n:03}" for n in range(250, 260)]


FULL = {
    **EYES,
    "catalog/alpha.yaml": record(
        "alpha", aliases=["Alpha set"], doi="10.5281/zenodo.4321", paper={"doi": "10.1016/j.media.2020.101"},
        description="Photographs with **lesions** outlined, see [the page](https://alpha.example.org/about).",
        relations=[{"type": "HasPart", "target": "gamma"}, {"type": "IsDerivedFrom", "target": "10.1/outside"}],
        creators=[{"name": "Lind, Åsa", "orcid": "0000-0002-1825-0097"}], published="2021-05-04",
        evidence={"license": [
            {"source": "https://alpha.example.org/terms", "value": "CC BY 4.0", "date": "2026-11-02",
             "confidence": "high"},
            {"source": "github:o/r@abc:README.md", "value": "CC BY", "date": "2026-11-03", "confidence": "low"},
        ]},
        size={"text": "x", "bytes": {"min": 10**9, "max": 2 * 10**9, "approx": True}, "counts": [
            {"unit": "images", "value": 1800}, {"unit": "images", "value": 200, "available": False},
        ]},
    ),
    "catalog/beta.yaml": record("beta", relations=[{"type": "IsDerivedFrom", "target": "gamma"}]),
    "report.json": {"version": 1, "links": [
        {"url": "https://alpha.example.org/", "verdict": "dead", "reason": "answers 404"},
        {"url": "https://doi.org/10.5281/zenodo.4321", "verdict": "moved", "moved_to": "javascript:alert(1)"},
    ]},
}  # fmt: skip


def test_a_dataset_has_a_page_with_all_that_is_known(build: Build, visit: Visit) -> None:
    site = build({**FULL, "report.json": json.dumps(FULL["report.json"])}, "--report", "report.json")
    os.utime(site.parent / "list" / "report.json", (1_795_608_000, 1_795_608_000))
    assert main(["site", "--to", str(site), "--report", "report.json"]) == 0
    page = visit(site, "datasets/alpha.html")
    text = page.locator("main").inner_text()
    for told in (
        "Also known as Alpha set", "about 1 GB to 2 GB", "about 3 minutes at 100 Mbit/s", "1,800 images",
        "200 images held back", "Creative Commons Attribution 4.0", "also a commercial one, if you credit the creators",
        "Anybody can download it", "Lind, Åsa", "2021-05-04", "The link answers 404", "checked on 2026-11-25",
    ):  # fmt: skip
        assert told in text, told
    assert page.locator(".prose strong").inner_text() == "lesions"
    assert page.locator(".key .health.broken").count() == 1
    proof = page.locator(".fact", has=page.get_by_text("Licence", exact=True)).locator("details")
    assert not proof.locator("li").first.is_visible()
    proof.locator("summary").click()
    assert "CC BY 4.0" in proof.inner_text() and "read on 2026-11-02, confidence high" in proof.inner_text()
    assert proof.get_by_role("link").count() == 1  # the other source is not a web address
    assert not page.locator("[href^=javascript]").count()


def test_a_citation_is_copied(build: Build, visit: Visit) -> None:
    page = visit(build(FULL), "datasets/alpha.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{alpha,\n") and "doi = {10.5281/zenodo.4321}" in copied


def test_relations_are_told_from_both_sides(build: Build, visit: Visit) -> None:
    site = build(FULL)
    gamma = visit(site, "datasets/gamma.html").locator(".related").first.inner_text()
    assert "Part of ALPHA" in gamma and "Was used to make BETA" in gamma and "same images" in gamma
    alpha = visit(site, "datasets/alpha.html")
    assert "Contains GAMMA" in alpha.locator("main").inner_text()
    shared = alpha.locator("section", has=alpha.get_by_role("heading", name="May hold the same images too"))
    assert "BETA by way of GAMMA" in shared.inner_text()
    alpha.get_by_role("link", name="BETA").click()
    assert alpha.get_by_role("heading", level=1).inner_text() == "BETA"


def test_what_shares_images_is_followed_but_not_through_an_archive() -> None:
    def listed(*texts: str) -> Any:
        sources = [Source(f"catalog/{n}.yaml", text) for n, text in enumerate(texts)]
        return collect(build_project(sources, Config(), TODAY))

    def of(name: str, kind: str, *relations: str) -> str:
        told = ", ".join(f"{{type: {r.split()[0]}, target: {r.split()[1]}}}" for r in relations)
        return f"id: {name}\nkind: {kind}\ntitle: {name}\nrelations: [{told}]\n"

    chain = listed(of("a", "dataset"), of("b", "dataset", "IsDerivedFrom a"), of("c", "dataset", "HasPart b"))
    assert {name: [o.record.id for o in found] for name, found in overlaps(chain).items()} == {"a": ["c"], "c": ["a"]}
    inside = listed(of("hub", "archive", "HasPart a", "HasPart b"), of("a", "dataset"), of("b", "dataset"))
    assert overlaps(inside) == {}
    assert [item.label for item in related(inside)["a"]] == ["Part of"]
    told_twice = listed(of("a", "dataset", "HasPart b"), of("b", "dataset", "IsPartOf a"))
    assert [item.label for item in related(told_twice)["a"]] == ["Contains"]


def test_linked_data_stands_in_the_page(build: Build, visit: Visit) -> None:
    page = visit(build(FULL, "--base-url", "https://list.example.org/eyes"), "datasets/alpha.html")
    made = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert made["@type"] == "Dataset" and made["@id"] == "https://list.example.org/eyes/datasets/alpha.html"
    assert 50 <= len(made["description"]) <= 5000
    assert made["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert made["creator"][0]["name"] == "Lind, Åsa" and made["identifier"] == "https://doi.org/10.5281/zenodo.4321"
    assert made["distribution"]["contentUrl"] and made["includedInDataCatalog"]["name"] == "Eyes and chests"


class _Targets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attributes if name in ("href", "src", "srcset", "action")]
        self.ids += [value or "" for name, value in attributes if name == "id"]


def targets(path: Path) -> tuple[list[str], list[str]]:
    found = _Targets()
    found.feed(path.read_text("utf-8"))
    return found.targets, found.ids


def test_every_link_inside_the_site_leads_to_a_file(build: Build) -> None:
    site = build(FULL, "--base-url", "https://list.example.org/")
    pages = list(site.rglob("*.html"))
    assert len(pages) == 9
    for page in pages:
        found, ids = targets(page)
        assert len(ids) == len(set(ids))
        for target in found:
            parts = urlsplit(target)
            if not parts.scheme:
                path = unquote(parts.path)
                assert (page.parent / path).resolve().is_file() if path else parts.fragment in ids, target


def test_feeds_and_sitemap_are_well_formed(build: Build) -> None:
    from lxml import etree  # type: ignore[import-untyped]

    verified = {"verified": {"date": "2026-11-21", "by": "a person"}, "summary": "A & <b>\x0bc"}
    named = {**EYES["catalog/list.yaml"], "title": "Eyes \uffff"}
    files = {**EYES, "catalog/list.yaml": named, "catalog/alpha.yaml": record("alpha", **verified)}
    site = build(files, "--base-url", "https://list.example.org")
    feed = etree.fromstring((site / "feed.atom").read_bytes())
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("string(a:entry/a:summary)", namespaces=atom) == "A & <b>\\x0bc"
    assert feed.xpath("string(a:entry/a:id)", namespaces=atom) == "https://list.example.org/datasets/alpha.html"
    assert feed.xpath("string(a:updated)", namespaces=atom) == "2026-11-21T00:00:00Z"
    pages = etree.fromstring((site / "sitemap.xml").read_bytes())
    found = pages.xpath("//s:loc/text()", namespaces={"s": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    assert len(found) == 9 and all(url.startswith("https://list.example.org/") for url in found)
    data = json.loads((site / "catalog.json").read_text())
    assert data["datasets"][0]["page"] == "https://list.example.org/datasets/alpha.html"


def test_evidence_at_no_address_is_shown(build: Build) -> None:
    evidence = {"license": [{"source": "https://[x/y", "value": "MIT", "date": "2026-11-03", "confidence": "high"}]}
    site = build({**EYES, "catalog/alpha.yaml": record("alpha", license="MIT", evidence=evidence)})
    assert "[x" in (site / "datasets" / "alpha.html").read_text("utf-8")


def test_badges_tell_the_count_and_the_health(build: Build) -> None:
    site = build(FULL)
    endpoint = json.loads((site / "badges" / "links.json").read_text())
    assert endpoint == {"schemaVersion": 1, "label": "links", "message": "not checked", "color": "57606a"}
    links = [{"url": f"https://{name}.example.org/", "verdict": "alive"} for name in ("beta", "gamma", "zeta")]
    (site.parent / "list" / "r.json").write_text(
        json.dumps({"version": 1, "links": [*links, FULL["report.json"]["links"][0]]})
    )
    assert main(["site", "--to", str(site), "--report", "r.json"]) == 0
    endpoint = json.loads((site / "badges" / "links.json").read_text())
    assert re.fullmatch(r"75% work, \d{4}-\d\d-\d\d", endpoint["message"]) and endpoint["color"] == "b3212a"
    assert "datasets: 6" in (site / "badges" / "datasets.svg").read_text()


BAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}\u202e\u2066\x1b[0m'


def test_hostile_records_do_no_harm(build: Build, visit: Visit, tmp_path: Path) -> None:
    markdown = "[x](javascript:alert(3)) ![y](https://evil.example/p.png) <iframe src=//evil.example></iframe>"
    proof = {"source": "javascript:alert(7)", "value": BAD, "date": BAD, "confidence": BAD}
    odd = record(
        "../../../up", title=BAD, summary=BAD, aliases=[BAD], section=BAD, keywords=[BAD], tasks=[BAD],
        body_parts=[BAD], description=f"{markdown}\n\n{BAD}", landing_page="javascript:alert(4)", license=BAD,
        doi="10.1/\"><script>", formats=[BAD], version=BAD, publisher=BAD, published=BAD, modalities=[BAD],
        access={"level": BAD, "url": "data:text/html,<script>alert(5)</script>"}, deidentification={"status": BAD},
        relations=[{"type": BAD, "target": "javascript:alert(6)"}], creators=[{"name": BAD, "orcid": BAD}],
        evidence={"license": [proof], BAD: [{"source": BAD}]}, paper={"arxiv": BAD, "doi": BAD},
        size={"text": BAD, "counts": [{"unit": BAD, "value": 3}]}, verified={"date": BAD, "by": BAD},
        citation={"title": BAD, "author": [BAD], "year": BAD},
    )  # fmt: skip
    before = set(tmp_path.rglob("*"))
    report = {
        "links": [{"url": "https://x.example", "verdict": "dead", "reason": BAD, "moved_to": BAD}, 3, {"verdict": []}]
    }
    site = build({"catalog/odd.yaml": odd, "catalog/list.yaml": {"title": BAD, "sections": [], "description": BAD},
                  "catalog/alpha.yaml": record("alpha"), "r.json": report}, "--report", "r.json")  # fmt: skip
    outside = {p for p in tmp_path.rglob("*") if not p.is_relative_to(site) and not p.is_relative_to(tmp_path / "list")}
    assert outside <= before
    names = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert all(re.fullmatch(r"(datasets/)?[a-z0-9-]+\.html", name) for name in names) and len(names) == 5
    for name in names:
        page = visit(site, name)
        assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, [onerror]').length") == 0
        assert page.evaluate("[...document.querySelectorAll('script:not([src])')].every((s) => s.type)")
        hrefs = page.evaluate("[...document.querySelectorAll('[href]')].map((a) => a.protocol ?? 'file:')")
        assert set(hrefs) <= {"file:", "https:", "http:", "data:"}
        assert "49" not in page.locator("main").inner_text().replace("{{ 7*7 }}", "")
        assert not re.search("[\u202e\u2066\x1b]", page.content())
    page = visit(site, "index.html")
    page.get_by_role("searchbox").fill("script")
    assert len(titles(page)) == 1 and "<script>alert(1)</script>" in page.locator("#rows small").first.inner_text()


def test_a_list_without_a_catalog_has_a_site(build: Build, visit: Visit) -> None:
    readme = (
        "# Lungs\n\n| Dataset | Link | Size | Scanner |\n|---|---|---|---|\n"
        "| One | [page](https://one.example.org) | 1,018 scans, 133 GB | GE |\n"
        "| 二 | [page](https://two.example.org) | | |\n"
    )
    site = build({"README.md": readme})
    page = visit(site)
    assert titles(page) == ["One", "二"]
    assert page.locator("thead th").all_inner_texts() == ["Dataset", "Size"]  # no other column would say anything
    assert page.locator("legend").all_inner_texts() == ["Size and year"]
    page.get_by_role("link", name="One").click()
    assert "133 GB" in page.locator("main").inner_text() and "Scanner\n\nGE" in page.locator("main").inner_text()


def test_sections_are_a_facet_of_a_list_that_says_little(build: Build, visit: Visit) -> None:
    table = "| Dataset | Link |\n|---|---|\n"
    parts = (f"## {name}\n\n{table}| {name[0]} | [x](https://{name}.example) |\n" for name in ("MRI", "Retina"))
    readme = "\n".join(("# List\n", *parts))
    page = visit(build({"README.md": readme}))
    page.get_by_label("Retina").check()
    assert titles(page) == ["R"] and page.url.endswith("?section=Retina")
    assert page.locator("thead th").all_inner_texts() == ["Dataset", "Modality"]  # what the headings tell
    page.get_by_role("link", name="R", exact=True).click()
    text = page.locator("main").inner_text()
    assert "README.md, line 13" in text and "Licence" not in text  # the list asks for none


def test_the_memory_of_checks_tells_the_health(build: Build, visit: Visit, tmp_path: Path) -> None:
    from medlint.answers import Verdict
    from medlint.links.memory import Memory
    from medlint.links.options import LinkRequest

    memory = Memory.open(str(tmp_path / "list" / ".medlint_cache"))
    memory.keep(LinkRequest("https://alpha.example.org/"), Verdict("alive"))
    memory.keep(LinkRequest("https://beta.example.org/"), Verdict("dead", reason="answers 410"))
    memory.close()
    site = build(EYES)
    page = visit(site)
    page.get_by_label("Broken").check()
    assert titles(page) == ["BETA"] and page.url.endswith("?health=broken")
    text = visit(site, "datasets/beta.html").locator("main").inner_text()
    assert "Landing page is broken" in text and "The link answers 410" in text
    assert f"checked on {datetime.now(UTC).date().isoformat()}"[:14] in text


def test_the_index_is_a_list_that_medlint_reads(build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    site = build(FULL, "--report", "report.json")
    assert main(["check", "--offline", "--no-cache", "--format", "json", str(site / "index.html")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["entries"] == 6
    # Of what is wrong only that one dataset has no figures, and that some say less than others.
    found = [(finding["code"], finding["entry"]) for finding in report["findings"] if finding["level"] != "info"]
    assert {code for code, _ in found} <= {"MED207", "MED301"}
    assert [entry[:7] for code, entry in found if code == "MED301"] == ["EPSILON"]
    places = {place["entry"][:4] for link in report["links"] for place in link["places"] if place["entry"]}
    assert places == set()  # the links lead to the pages of the site, which are there


def test_the_folder_is_ours_alone(build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = build(EYES)
    assert (site / "datasets" / "beta.html").is_file()
    (tmp_path / "list" / "catalog" / "beta.yaml").unlink()
    (site / "datasets" / "mine.txt").write_text("kept")
    (site / "datasets" / "gamma.html").unlink()
    (site / "datasets" / "gamma.html").symlink_to(tmp_path / "list" / "catalog" / "gamma.yaml")
    before = (tmp_path / "list" / "catalog" / "gamma.yaml").read_text()
    assert main(["site", "--to", str(site)]) == 0
    assert not (site / "datasets" / "beta.html").exists() and (site / "datasets" / "mine.txt").exists()
    assert (tmp_path / "list" / "catalog" / "gamma.yaml").read_text() == before
    assert main(["site", "--to", str(tmp_path / "list")]) == 2
    assert "holds other files" in capsys.readouterr().err
    mark = site / ".medlint-site.json"
    mark.write_text(
        json.dumps(["../list/catalog/alpha.yaml", "/etc/hosts", "", "datasets/../../list/catalog/zeta.yaml"])
    )
    assert main(["site", "--to", str(site)]) == 0
    assert (tmp_path / "list" / "catalog" / "alpha.yaml").exists() and (
        tmp_path / "list" / "catalog" / "zeta.yaml"
    ).exists()


def test_names_that_a_commit_notes_are_not_taken_away(build: Build) -> None:
    site = build(EYES)
    kept = [".git/config", "datasets/.git/HEAD", "src/mine.py", "mine.html"]
    for name in kept:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("kept")
    (site / ".medlint-site.json").write_text(json.dumps(kept))
    assert main(["site", "--to", str(site)]) == 0
    assert all((site / name).exists() for name in kept)


def test_a_folder_that_leads_out_is_not_followed(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = build(EYES)
    (tmp_path / "elsewhere").mkdir()
    for path in (site / "badges").iterdir():
        path.unlink()
    (site / "badges").rmdir()
    (site / "badges").symlink_to(tmp_path / "elsewhere")
    assert main(["site", "--to", str(site)]) == 2
    assert "leads out of" in capsys.readouterr().err and not list((tmp_path / "elsewhere").iterdir())


def test_wrong_options_are_told(build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    site = build(EYES)
    (site.parent / "list" / "bad.json").write_text("[]")
    for options, told in (
        (["--report", "bad.json"], "not a JSON report"),
        (["--report", "none.json"], "No such file"),
        (["--base-url", "ftp://x"], "not a web address"),
    ):
        assert main(["site", "--to", str(site), *options]) == 2
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
@pytest.mark.parametrize(
    "path", ["index.html", "index.html?view=cards&licence=open", "datasets/alpha.html", "collection.html", "data.html"]
)
def test_axe_finds_nothing(build: Build, visit: Visit, path: str, scheme: str, width: int) -> None:
    page = visit(build(FULL, "--report", "report.json"), path, width=width, color_scheme=scheme)
    if width == 360 and path.startswith("index"):
        page.get_by_role("button", name="Filters").click()
    for summary in page.locator("summary").all():
        summary.click()
    found = axe.look(page, "violations")
    assert not [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert len(found["passes"]) > 15
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_reaches_all(build: Build, visit: Visit) -> None:
    page = visit(build(EYES))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_label("Commercial use").focus()
    page.keyboard.press("Space")
    assert titles(page) == ["ALPHA", "DELTA", "GAMMA", "ZETA"]
    assert page.evaluate("document.activeElement.value") == "open"  # the focus stays where it was
    outline = page.get_by_label("Commercial use").evaluate("(box) => getComputedStyle(box).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CC-BY-4.0", "may copy and change it, for any purpose, also a commercial one, if you credit the creators."),
        ("CC-BY-NC-ND-4.0", "copy it, but not share a changed version, for purposes that are not commercial, if"),
        ("CC-BY-SA-3.0", "and share what you make of it under the same licence."),
        ("CC0-1.0", "without conditions"),
        ("MIT", "under the terms of MIT License"),
        ("LicenseRef-Own", "terms of its own"),
        ("", "No licence is known"),
    ],
)  # fmt: skip
def test_a_licence_in_words(text: str, said: str) -> None:
    assert said in words.licence(text)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (999_600, "1 MB"),
        (133_160_000_000, "133 GB"),
        (1_250_000_000_000, "1.25 TB"),
    ],
)
def test_bytes_in_words(count: int, said: str) -> None:
    assert words.human_bytes(count) == said
