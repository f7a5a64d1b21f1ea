"""The HTML report in a real Chromium: search, sort, filters, deep links, accessibility, speed, and no way in."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import axe
from medlint.finding import Dataset, Level, Report
from medlint.model import Place, Source
from medlint.report.home import Home, from_checkout
from medlint.report.html import to_html
from reporting import finding, link, of_texts, place, report, varied

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Open = Callable[..., Any]

LIST = """# Medical imaging datasets

## CT

| Title | Source | Size | License |
|---|---|---|---|
| LIDC-IDRI | [TCIA](https://example.org/lidc) | 244527 images, 125 GB | CC BY 3.0 |
| KiTS23 | [page](https://example.org/kits) |  |  |
| LiTS | [page](https://example.org/lits) | 201 volumes, 20 GB |  |

## MRI

| Title | Source | Size | License |
|---|---|---|---|
| ADNI | [page](https://example.org/adni) | 2000 subjects |  |
| IXI | [page](https://example.org/ixi) | 600 scans, 4.5 GB | CC BY-SA 3.0 |
"""

CONTRAST = """(text) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const pair = [light(getComputedStyle(text).fill), light(getComputedStyle(text.closest(".chart")).backgroundColor)];
  return Math.max(...pair) / Math.min(...pair);
}"""
"""The contrast of a picture's text against its card, as WCAG 2.2 defines it."""

SHOWN = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""Waits for the frame after the one that shows what was done."""


def titles(page: Page) -> list[str]:
    return page.locator("#dataset-rows th > bdi").all_inner_texts()


def shown(page: Page) -> list[str]:
    return page.locator("#finding-list .message").all_inner_texts()


def dataset(number: int, **over: Any) -> Dataset:
    values: dict[str, Any] = {
        "title": f"Dataset {number}", "section": "CT", "modality": ("CT",), "bytes": 10**9 + number, "size": "1 GB",
        "license": "CC-BY-4.0", "access": "open", "filled": ("title", "size"), "path": f"catalog/d{number}.yaml",
        "line": 4, "findings": 0, **over,
    }  # fmt: skip
    return Dataset(**values)


def test_search_finds_all_words_in_any_column(opened: Open) -> None:
    page, _ = opened(of_texts(LIST))
    assert len(titles(page)) == 5
    page.get_by_label("Search", exact=True).fill("MRI 4.5")
    assert titles(page) == ["IXI"]
    assert page.locator("#dataset-status").inner_text() == "1 of 5 datasets"
    page.get_by_label("Search", exact=True).fill("none such")
    assert page.locator("#dataset-rows").inner_text() == "No dataset matches."
    page.locator("#dataset-filters").get_by_role("button", name="Clear").click()
    assert len(titles(page)) == 5


def test_columns_sort_both_ways_with_the_unknown_last(opened: Open) -> None:
    page, _ = opened(of_texts(LIST))
    size = page.get_by_role("columnheader", name="Size")
    size.get_by_role("button").click()
    assert titles(page)[:3] == ["IXI", "LiTS", "LIDC-IDRI"]
    assert size.get_attribute("aria-sort") == "ascending"
    size.get_by_role("button").press("Enter")
    assert titles(page)[:3] == ["LIDC-IDRI", "LiTS", "IXI"]
    assert size.get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Dataset", exact=True).click()
    assert titles(page) == ["ADNI", "IXI", "KiTS23", "LIDC-IDRI", "LiTS"]
    assert size.get_attribute("aria-sort") == "none"


def test_filters_by_level_code_file_entry_and_text(opened: Open) -> None:
    page, _ = opened(varied())
    assert len(shown(page)) == 3
    page.get_by_label("Errors").uncheck()
    assert len(shown(page)) == 2
    page.get_by_label("Code").select_option("MED306")
    assert shown(page) == ["the modality 'Xray scan' is no known term; 'X-ray' is close"]
    page.locator("#finding-filters").get_by_role("button", name="Clear").click()
    assert len(shown(page)) == 3
    for label, text, code in (
        ("File", "docs/a b", "MED306"),
        ("Entry", "kits", "MED602"),
        ("Text", "SIZE idri", "MED205"),
    ):
        field = page.locator("#finding-filters").get_by_label(label)
        field.fill(text)
        assert len(shown(page)) == 1
        assert code in page.locator("#finding-list .head").inner_text()
        assert page.locator("#finding-status").inner_text() == "1 of 3 findings"
        field.fill("")
    page.get_by_label("Warnings").uncheck()
    page.get_by_label("Entry").fill("kits")
    assert page.locator("#finding-list").inner_text() == "Nothing matches these filters."


def test_a_finding_shows_what_belongs_to_it(opened: Open) -> None:
    page, _ = opened(varied())
    first, second, _ = page.locator("#finding-list > li").all()
    assert "Error" in first.inner_text() and "MED205 missing-size" in first.inner_text()
    assert "README.md:31" in first.inner_text() and "catalog/lidc-idri.yaml:1" in first.inner_text()
    assert "Mended by --fix" in second.inner_text()
    assert (
        second.get_by_role("link", name="https://example.org/kits").get_attribute("rel")
        == "noreferrer noopener nofollow"
    )


def test_places_are_linked_where_their_address_is_known(opened: Open) -> None:
    blob = "https://github.com/sfikas/medical-imaging-datasets/blob/3d3c42e5aac5ba805825da76410c181273ba90b1"
    text = to_html(varied(), home=Home("", blob))
    assert f'href="{blob}/README.md?plain=1#L31"' in text
    page, _ = opened(varied())
    assert page.get_by_role("link", name="README.md:31").count() == 0


def test_a_deep_link_leads_through_pages_and_filters(opened: Open) -> None:
    many = report(*(finding(f"finding {n}", place=place(line=n), subject=str(n)) for n in range(1, 400)))
    name, wanted, _ = many.named()[333]
    page, _ = opened(many, fragment=f"#f-{name}")
    target = page.locator(f"#f-{name}")
    assert wanted.message in target.inner_text()
    assert target.evaluate("(item) => item === document.activeElement && item.classList.contains('target')")
    assert target.evaluate(
        "(item) => item.getBoundingClientRect().top >= 0 && item.getBoundingClientRect().bottom <= innerHeight"
    )
    assert page.locator("#finding-pager span").inner_text() == "Page 14 of 16"
    other = many.named()[5][0]
    page.get_by_label("Text").fill("finding 333")
    page.evaluate(f"location.hash = '#f-{other}'")
    page.locator(f"#f-{other}.target").wait_for()
    assert page.locator(".target").count() == 1
    link = page.locator(f"#f-{other} .here")
    assert link.get_attribute("href") == f"#f-{other}"
    page.evaluate("location.hash = '#f-%E0%A4%A'")
    page.evaluate("location.hash = '#f-nothing'")
    assert page.locator(f"#f-{other}").count() == 1


def test_all_is_there_without_javascript(opened: Open) -> None:
    many = report(
        *(finding(f"finding {n}", place=place(line=n), subject=str(n)) for n in range(1, 60)),
        datasets=tuple(dataset(n) for n in range(70)),
    )
    page, _ = opened(many, java_script_enabled=False)
    assert len(shown(page)) == 59 and len(titles(page)) == 70
    assert not page.locator("form").first.is_visible()
    assert page.locator("#finding-status").inner_text() == "59 findings"
    assert page.locator("h2").all_inner_texts()[:3] == ["59 errors", "Findings", "Figures"]


def test_what_is_chosen_stands_in_the_address(opened: Open) -> None:
    page, _ = opened(varied())
    page.get_by_label("Errors").uncheck()
    page.get_by_label("Code").select_option("MED306")
    assert page.url.endswith("?level=warning&level=info&code=MED306")
    page.reload()
    assert len(shown(page)) == 1 and not page.get_by_label("Errors").is_checked()
    page.locator("#finding-filters").get_by_role("button", name="Clear").click()
    assert page.url.endswith("report.html") and len(shown(page)) == 3
    page.goto(page.url + "?text=kits&code=none&level=nonsense&sort=-rubbish")
    assert shown(page) == []


def test_sorting_stands_in_the_address(opened: Open) -> None:
    page, _ = opened(of_texts(LIST))
    page.get_by_role("button", name="Size").click()
    page.get_by_role("button", name="Size").click()
    assert page.url.endswith("?sort=-bytes")
    page.reload()
    assert titles(page)[:2] == ["LIDC-IDRI", "LiTS"]


def test_the_line_is_shown_with_its_mark() -> None:
    lines = Source("README.md", "# List\n\nA <b>line</b> with a word\u202e and more\n")
    found = finding("a word", place=Place("README.md", 3, 22, 3, 26, 29, 33))
    text = to_html(report(found), source=lambda path: lines if path == "README.md" else None)
    line = "A &lt;b&gt;line&lt;/b&gt; with a <mark>word</mark>\\u202e and more"
    assert f'<span class="number">3</span> <bdi>{line}</bdi>' in text
    beyond = finding("no line", place=Place("README.md", 90, 1, 90, 2, 0, 0))
    assert "<pre" not in to_html(report(beyond), source=lambda _: lines)
    point = finding("here", place=Place("README.md", 2, 1, 2, 1, 8, 8))
    assert '<mark class="point">' in to_html(report(point), source=lambda _: lines)


def test_the_command_shows_lines(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST, "utf-8")
    command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--format", "html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert '<span class="number">8</span>' in done.stdout and "KiTS23" in done.stdout


def test_filters_fold_on_a_phone(opened: Open) -> None:
    page, _ = opened(varied(), width=360)
    assert not page.get_by_label("Code").is_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Code").select_option("MED306")
    assert page.get_by_role("button", name="Filters (1)").get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Filters").click()
    assert not page.get_by_label("Code").is_visible() and len(shown(page)) == 1


def test_on_paper_all_is_printed_in_its_colours(opened: Open) -> None:
    many = report(
        *(finding(f"finding {n}", place=place(line=n), subject=str(n)) for n in range(1, 60)),
        datasets=tuple(dataset(n) for n in range(70)), links=[link(), link("https://example.com/gone", "dead")],
    )  # fmt: skip
    page, _ = opened(many)
    assert len(shown(page)) == 25
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == 59 and len(titles(page)) == 70
    page.emulate_media(media="print")
    key = page.locator(".key").first
    assert key.evaluate("(key) => getComputedStyle(key).printColorAdjust") == "exact"
    assert key.evaluate("(key) => getComputedStyle(key).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert not page.locator("#finding-filters").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(shown(page)) == 25


def test_a_placeholder_fills_no_field() -> None:
    text = LIST.replace(
        "| KiTS23 | [page](https://example.org/kits) |  |", "| KiTS23 | [page](https://example.org/kits) | TODO |"
    )
    filled = {row.title: row.filled for row in of_texts(text).datasets}
    assert filled["KiTS23"] == ("title", "source") and "size" in filled["LiTS"]
    record = {"catalog/a.yaml": "title: A set\nsize: TBD\nlicense: unknown\ndescription: '-'\n"}
    assert of_texts(record).datasets[0].filled == ("title", "license")


def test_names_of_findings_hold_when_lines_move(opened: Open) -> None:
    def names(text: str) -> list[str]:
        return re.findall(r'id="f-(\w+)"', to_html(of_texts(text, "MED205")))

    assert names(LIST) == names("Some words.\n\n" + LIST) != []


def test_pages_turn_by_keyboard(opened: Open) -> None:
    page, _ = opened(report(datasets=tuple(dataset(n) for n in range(125))))
    pager = page.locator("#dataset-pager")
    assert pager.get_by_role("button", name="Previous").is_disabled()
    pager.get_by_role("button", name="Next").press("Enter")
    assert titles(page)[0] == "Dataset 50"
    assert pager.locator("span").inner_text() == "Page 2 of 3"
    pager.get_by_role("button", name="Next").press("Space")
    assert len(titles(page)) == 25
    page.get_by_label("Search", exact=True).fill("Dataset 7")
    assert titles(page)[0] == "Dataset 7"


def test_from_a_dataset_to_its_findings(opened: Open) -> None:
    page, _ = opened(of_texts(LIST, "MED205"))
    page.get_by_label("Only with findings").check()
    assert titles(page) == ["KiTS23"]
    page.get_by_role("link", name="1 finding: show").click()
    assert shown(page) == ["size is missing for 'KiTS23'"]
    assert page.url.endswith("?entry=KiTS23&found=1")


def test_the_pictures_say_what_they_show(opened: Open) -> None:
    links = [link(f"https://example.org/{n}") for n in range(3)] + [link("https://example.com/gone", "dead")]
    page, _ = opened(of_texts(LIST)._replace(links=links))
    charts = {chart.locator("h3").inner_text(): chart for chart in page.locator(".chart").all()}
    assert list(charts) == ["Link health", "Sizes", "Datasets by modality", "Completeness by field"]
    widths = charts["Link health"].locator("rect").evaluate_all("(all) => all.map((r) => r.getAttribute('width'))")
    assert widths == ["75.000", "25.000"]
    rows = {
        row.split("\t")[0]: row.split("\t")[-1]
        for row in charts["Datasets by modality"].locator("tr").all_inner_texts()
    }
    assert rows == {"CT": "3", "MRI": "2"}
    fields = {
        r.split("\t")[0]: r.split("\t")[-1] for r in charts["Completeness by field"].locator("tr").all_inner_texts()
    }
    assert (fields["title"], fields["size"], fields["license"], fields["description"]) == ("100%", "80%", "40%", "0%")
    picture = charts["Sizes"].get_by_role("img")
    label = picture.get_attribute("aria-label")
    assert (
        label == "Sizes on a scale of powers of ten, from 1 GB to 1 TB: 3 datasets of 5 say how many bytes they take."
    )
    assert picture.locator("rect").count() == 3
    charts["Sizes"].locator("summary").click()
    sizes = charts["Sizes"].locator("tr").all_inner_texts()
    assert sizes == ["3.2 GB to 10 GB\t1 dataset", "10 GB to 32 GB\t1 dataset", "100 GB to 320 GB\t1 dataset"]


def test_an_empty_list_has_a_whole_page(opened: Open) -> None:
    page, _ = opened(report(files=0, entries=0, paths=()))
    assert page.locator("h2").first.inner_text() == "No problem found"
    assert "The list holds no dataset." in page.locator("#datasets").inner_text()
    assert "the list is clean" in page.locator("#findings").inner_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(opened: Open, scheme: str, width: int) -> None:
    links = [link(f"https://example.org/{v}", v) for v in ("alive", "moved", "dead", "blocked", "unchecked", "refused")]
    many = [finding(f"finding {n}", place=place(line=n), level=Level(n % 3 + 1)) for n in range(1, 30)]
    given = of_texts(LIST)
    rows = (*given.datasets, *(dataset(n, findings=n % 3) for n in range(50)))
    given = varied()._replace(findings=[*varied().findings, *many], links=links, datasets=rows)
    page, _ = opened(given, color_scheme=scheme, width=width)
    page.locator("summary").click()
    page.locator("#dataset-head").get_by_role("button", name="Findings").click()
    page.locator("#finding-list .here").first.click()
    page.locator("#finding-list .target").wait_for()
    found = axe.look(page, "violations", "incomplete")
    assert not [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        # What stands behind the text of a picture, or of a cell that is scrolled out of sight, is more than axe
        # can tell: for the first see below, the second are in sight where the page is wide.
        if not (kind == "incomplete" and rule["id"] == "color-contrast")
        or (width > 1000 and not node["html"].startswith("<text"))
    ]
    assert len(found["passes"]) > 20
    for text in page.locator("svg.sizes text").all():
        assert text.evaluate(CONTRAST) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(244, 246, 248)" if scheme == "light" else "rgb(14, 20, 27)"
    )


def test_a_keystroke_costs_what_there_is_to_show(opened: Open) -> None:
    """Ten times the entries are ten times the work of the page's main thread, whoever else uses the machine."""

    def work(count: int) -> float:
        datasets = tuple(
            dataset(n, title=f"{('Lung', 'Brain', 'Liver', 'Retina')[n % 4]} study {n}", findings=1)
            for n in range(count)
        )
        findings = [
            finding(f"size is missing for 'Study {n}'", shown=f"Study {n}", place=place(f"catalog/d{n}.yaml", 4))
            for n in range(count)
        ]
        page, _ = opened(Report(findings, [], [], count, count, datasets=datasets))
        return min(_slowest_key(page) for _ in range(2))

    few, many = work(1000), work(10_000)
    assert many < 10 * max(few, 10), (few, many)


def _slowest_key(page: Page) -> float:
    """Type into the three fields and sort the table: ms of work that the slowest key took."""
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    work: list[float] = []

    def busy() -> float:
        metrics = client.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

    def press(field: Locator, key: str) -> None:
        before = busy()
        field.press("Space" if key == " " else key)
        page.evaluate(SHOWN)
        work.append(busy() - before)

    for field, text, count in (
        (page.get_by_role("searchbox", name="Search"), "lung 42", "#dataset-status"),
        (page.get_by_role("searchbox", name="Text"), "study 99", "#finding-status"),
        (page.get_by_role("searchbox", name="Entry"), "study 99", "#finding-status"),
    ):
        before = page.locator(count).inner_text()
        for key in (*text, "Backspace"):
            press(field, key)
        assert page.locator(count).inner_text() != before
        field.fill("")
    press(page.locator("#dataset-head").get_by_role("button", name="Dataset"), "Enter")
    return max(work)


def test_the_page_is_one_file_of_ascii_that_asks_for_nothing() -> None:
    text = to_html(of_texts(LIST.replace("IXI", "Ünïcode 名称")))
    assert text.isascii() and text == to_html(of_texts(LIST.replace("IXI", "Ünïcode 名称")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None and policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1] and " * " not in policy[1]
    assert not re.search(r"<(link|img|iframe|base|object)\b|@import|url\(|\bfetch\(|innerHTML|\son\w+=", text)


def test_what_was_remembered_has_its_datasets_and_files_too(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST, "utf-8")
    clean = "# Words\n"
    (tmp_path / "NOTES.md").write_text(clean, "utf-8")

    def check(name: str) -> str:
        command = [sys.executable, "-m", "medlint", "check", "--offline", "--format", name, "README.md", "NOTES.md"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    assert "5 entries in 2 files" in check("text")
    assert list((tmp_path / ".medlint_cache").glob("check-*.json"))
    first = check("html")
    assert "<bdi>LIDC-IDRI</bdi>" in first and check("html") == first
    for _ in range(2):
        assert '<testcase name="nothing to report" classname="NOTES.md"' in check("junit")


def test_a_checkout_tells_where_its_lines_are_shown(tmp_path: Path) -> None:
    def git(*arguments: str, folder: Path = tmp_path / "mine") -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    (tmp_path / "mine" / "list").mkdir(parents=True)
    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "x")
    commit = git("rev-parse", "HEAD")
    assert from_checkout(tmp_path / "mine") == Home()  # there is no remote
    git("remote", "add", "origin", "git@github.com:some/list.git")
    assert from_checkout(tmp_path / "mine") == Home()  # nobody else has the commit
    git("update-ref", "refs/remotes/origin/main", commit)
    here = from_checkout(tmp_path / "mine" / "list")
    assert here.url("README.md", 3) == f"https://github.com/some/list/blob/{commit}/list/README.md?plain=1#L3"
    for remote, blob in (
        ("https://token@gitlab.example.org/a/b/c.git", f"https://gitlab.example.org/a/b/c/-/blob/{commit}"),
        ("https://github.com/some/list/", f"https://github.com/some/list/blob/{commit}"),
        ("https://notgithub.example/some/list", ""),
        ("javascript:alert(1)//github.com/a/b", ""),
        ("/srv/list.git", ""),
    ):
        git("remote", "set-url", "origin", remote)
        assert from_checkout(tmp_path / "mine").blob == blob, remote
