"""What a source leads to: papers that stand where a dataset should, and DOIs that the record knows."""

from __future__ import annotations

import pytest

from linting import at, findings, spots

PAPER = "https://www.nature.com/articles/s41597-022-01721-8"
DATA = "https://zenodo.org/records/6473001"


def table(source: str, *, head: str = "## Data\n", title: str = "IXI", columns: str = "Title | Source | Size") -> str:
    return f"{head}\n| {columns} |\n|-|-|-|\n| {title} | {source} | 12 GB |\n"


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        (PAPER, PAPER),
        (f"[data]({PAPER})", PAPER),
        ("[a](https://arxiv.org/abs/2006.10003)", "https://arxiv.org/abs/2006.10003"),
        ("[a](https://doi.org/10.1016/j.media.2021.102023)", "https://doi.org/10.1016/j.media.2021.102023"),
        (f"![logo](https://a.org/logo.svg) [a]({PAPER})", PAPER),
        (f"<img src='https://a.org/logo.svg'> [a]({PAPER})", PAPER),
        (
            f"[a]({PAPER}), [b](https://pubmed.ncbi.nlm.nih.gov/1/)",
            f"[a]({PAPER}), [b](https://pubmed.ncbi.nlm.nih.gov/1/)",
        ),
    ],
)
def test_article(source: str, wrong: str) -> None:
    text = table(source)
    (found,) = findings(text, "MED507")
    assert at(text, found) == wrong
    assert (found.field, found.entry and found.entry.title) == ("source", "IXI")


def test_an_address_that_is_the_text_of_its_link_is_one_paper() -> None:
    (found,) = findings(f"{table(f'<a href={PAPER}>{PAPER}</a>')}", "MED507")
    assert found.message.startswith(f"the source of 'IXI' is a paper, '{PAPER}'; ")


def test_a_reference_leads_to_a_paper() -> None:
    text = table("[a][p]") + f"\n[p]: {PAPER}\n"
    assert spots(findings(text, "MED507")) == [("MED507", 5, 9)]


@pytest.mark.parametrize(
    "text",
    [
        table(f"[data]({DATA}), [paper]({PAPER})"),
        table("[data](https://doi.org/10.5281/zenodo.6473001)"),
        table("[notes](resources/ixi.md)", title=f"[IXI]({PAPER})"),
        table("![arXiv](https://img.shields.io/badge/arXiv-2006.10003-b31b1b.svg)"),
        table("TCIA", columns="Title | Platform | Size"),
        table(f"[paper]({PAPER})", title=f"[IXI]({DATA})"),
        table(PAPER, columns="Title | Paper | Size"),
        table("2021", columns="Title | Date | Venue", title=f"[A paper]({PAPER})"),
        table("2021", columns="Title | Date | Size", title=f"[A paper]({PAPER})", head="## Related papers\n"),
        table(PAPER, head="## Survey Papers\n### Brain\n"),
        table("https://pubs.acs.org/doi/suppl/10.1021/x1/suppl_file/x1_si_001.pdf"),
        table("https://journals.sagepub.com/doi/10.1177/x1/leaves.xlsx"),
        table(f"[paper]({PAPER}) **[paywalled]**"),
        table(f"[paper]({PAPER}) [on request]"),
        table(f"[seen in]({PAPER}) | [repository](https://github.com/someone/ixi)", columns="Title | Source | Kept in"),
    ],
)
def test_no_article(text: str) -> None:
    assert findings(text, "MED507") == []


@pytest.mark.parametrize("head", ["## Datasets\n", "# Papers and data\n## MRI\n", "## Datasets with papers\n"])
def test_a_linked_title_is_the_source_where_there_is_no_other(head: str) -> None:
    text = table("2021", columns="Title | Date | Size", title=f"[IXI]({PAPER})", head=head)
    assert [at(text, f) for f in findings(text, "MED507")] == [PAPER]


@pytest.mark.parametrize(
    ("record", "wrong"),
    [
        (f"landing_page: {PAPER}\n", [("MED507", 2, 15)]),
        (f"landing_page: {DATA}\ndoi: 10.1038/s41597-022-01721-8\n", [("MED507", 3, 6)]),
        (f"landing_page: {PAPER}\ndoi: 10.1038/s41597-022-01721-8\n", [("MED507", 2, 15)]),
        (f"landing_page: {DATA}\ndoi: 10.5281/zenodo.6473001\npaper:\n  doi: 10.1038/s41597-022-01721-8\n", []),
        (f"kind: paper\nurl: {PAPER}\n", []),
    ],
)
def test_records(record: str, wrong: list[tuple[str, int, int]]) -> None:
    assert spots(findings({"catalog/ixi.yaml": "title: IXI\n" + record}, "MED507")) == wrong


def test_a_row_and_its_record_are_one_finding() -> None:
    files = {"README.md": table(f"[a]({PAPER})"), "catalog/ixi.yaml": f"title: IXI\nlanding_page: {PAPER}\n"}
    (found,) = findings(files, "MED507")
    assert (found.place.path, found.related[0].place.path) == ("catalog/ixi.yaml", "README.md")


@pytest.mark.parametrize(
    ("source", "doi", "count"),
    [
        (DATA, "10.5281/zenodo.6473001", 1),
        ("https://doi.org/10.5281/ZENODO.6473001", "10.5281/zenodo.6473001", 0),
        (f"[page]({DATA}), [DOI](https://doi.org/10.5281/zenodo.6473001)", "10.5281/zenodo.6473001", 0),
        (PAPER, "10.5281/zenodo.6473001", 0),
        ("", "10.5281/zenodo.6473001", 0),
        (DATA, "not-a-doi", 0),
    ],
)
def test_doi_known(source: str, doi: str, count: int) -> None:
    files = {"README.md": table(source), "catalog/ixi.yaml": f"title: IXI\nlanding_page: {DATA}\ndoi: {doi}\n"}
    found = findings(files, "MED508")
    assert len(found) == count
    for finding in found:
        assert at(files["README.md"], finding) == DATA
        assert "https://doi.org/10.5281/zenodo.6473001" in finding.message


@pytest.mark.parametrize(
    ("papers", "all_", "level"),
    [(4, 20, "warning"), (5, 20, "info"), (9, 20, "info"), (2, 5, "warning"), (3, 5, "info"), (3, 4, "warning")],
)
def test_where_many_link_only_papers_that_is_the_way_of_the_list(papers: int, all_: int, level: str) -> None:
    rows = [f"| T{n} | https://arxiv.org/abs/2101.0000{n} |" for n in range(papers)]
    rows += [f"| D{n} | https://example.org/d/{n} |" for n in range(all_ - papers)]
    found = findings("## Data\n\n| Title | Source |\n|-|-|\n" + "\n".join(rows) + "\n", "MED507")
    assert [finding.level.label for finding in found] == [level] * papers


def test_what_has_no_name_or_is_called_a_paper_is_no_dataset() -> None:
    items = [f"- [D{n}](https://example.org/d/{n}): images" for n in range(6)]
    text = "# Datasets\n\n" + "\n".join([*items, "- https://arxiv.org/abs/2003.05037", "- Named: {}"]) + "\n"
    found = findings(text.format("https://arxiv.org/abs/2003.05038"), "MED507")
    assert [f.place.line for f in found] == [10]
    for name in (
        "Paper",
        "Counting leaves of trees from the air (Hale et al., 2019)",
        "A survey of public leaf datasets",
    ):
        assert findings(text.replace("Named", name).format("https://arxiv.org/abs/2003.05038"), "MED507") == []
    named = text.replace("Named", "Leaves of trees (Hale et al., 2019)").format("https://arxiv.org/abs/2003.05038")
    assert len(findings(named, "MED507")) == 1


@pytest.mark.parametrize(
    "more",
    [
        "[[Data]](https://example.org/d/9)",
        "many\n  - Link to data: https://example.org/d/9",
        "[数据](https://example.org/d)",
        "many\n  - readers tell of [the leaves](https://example.org/d)",
    ],
)
def test_data_beside_a_paper_in_an_item(more: str) -> None:
    items = [f"- [D{n}](https://example.org/d/{n}): images" for n in range(6)]
    text = "# Datasets\n\n" + "\n".join([*items, "- [Zap](https://arxiv.org/abs/2003.05037): scans, {}"]) + "\n"
    assert len(findings(text.format("many"), "MED507")) == 1
    assert findings(text.format(more), "MED507") == []
    headings = "\n\n".join(f"## [D{n}](https://example.org/d/{n})\n\n- images" for n in range(4))
    below = f"# Datasets\n\n{headings}\n\n## [Zap](https://arxiv.org/abs/2003.05037)\n\n- scans\n- kept {{}}\n"
    assert len(findings(below.format("nowhere"), "MED507")) == 1
    assert findings(below.format("with [the leaves](https://example.org/d)"), "MED507") == []
    aside = "many\n  - readers tell, [code](https://example.org/c), ![leaves](https://example.org/d.svg)"
    assert len(findings(text.format(aside), "MED507")) == 1
    repository = "with its [GitHub repository](https://github.com/somebody/{})"
    assert len(findings(below.format(repository.format("zap")), "MED507")) == 1
    assert findings(below.format(repository.format("zap_dataset")), "MED507") == []
