"""Rules about what the source of an entry leads to, as far as its address tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.model import Entry, Link, Project, Section
from medlint.read import doi
from medlint.read import url as urls
from medlint.read.match import address_key
from medlint.rules.base import rule
from medlint.rules.identifiers import quoted

_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_OF_PAPERS = re.compile(
    r"\b(papers?|surveys?|reviews?|publications?|articles?|literature|readings?|bibliography|references|citations?|"
    r"methods?|models?|algorithms?)\b|论文|文献|综述",
    re.IGNORECASE,
)
_OF_DATA = re.compile(r"data|image|collection|archive|challenge|数据", re.IGNORECASE)
_PAPER_COLUMNS = frozenset(("venue", "journal", "conference", "authors", "author", "publication", "citation"))
_NO_DATASETS = frozenset(("paper", "article", "publication", "software", "tool", "code", "model", "method"))


@rule("MED507", "article-as-source", Level.WARNING)
def article_as_source(project: Project) -> Iterator[Finding]:
    """The source of a dataset is a paper.

    A reader who wants the images lands at a publisher and has to look for the data from there, often behind a
    wall. The source is the page where the dataset itself is, or its DOI; the paper belongs in the description,
    or beside the source.

    ```markdown bad
    | Title                 | Source                                              | Size                |
    |-----------------------|-----------------------------------------------------|---------------------|
    | CT Images in COVID-19 | https://www.nature.com/articles/s41467-020-17971-2  | 771 scans, 35 GB    |
    ```
    ```markdown good
    | Title                 | Source                                              | Size                |
    |-----------------------|-----------------------------------------------------|---------------------|
    | CT Images in COVID-19 | [TCIA][1], [paper](https://www.nature.com/articles/s41467-020-17971-2) | 771 scans, 9 GB |

    [1]: https://doi.org/10.7937/tcia.2020.gqry-nc81
    ```
    """
    for entry in project.entries:
        if lists_papers(entry) or _title_leads_to_data(entry):
            continue
        for field in ("source", "doi"):
            links = sources(entry, field)
            if links and all(urls.is_article(link.url) for link in links):
                shown = ", ".join(quoted(link.url) for link in links[:3])
                what = "a paper" if len(links) == 1 else "papers"
                yield article_as_source.at(
                    links[0] if len(links) == 1 else entry[field],
                    f"the {'DOI' if field == 'doi' else 'source'} of {entry.title!r} is {what}, {shown}; "
                    "the dataset's own page or DOI is due",
                    entry=entry,
                    field=field,
                    link=links[0].url,
                    subject=" ".join(sorted(address_key(link.url) for link in links)),
                )
                break


def sources(entry: Entry, field: str = "source") -> list[Link]:
    """The links of an entry's source: no images, which are badges and logos."""
    cell = entry.get(field)
    if cell is None or (entry.row is not None and field == "doi"):
        return []
    return [link for link in cell.links if link.kind != "image" and not _IMAGE.match(cell.raw, link.whole_span[0])]


def _title_leads_to_data(entry: Entry) -> bool:
    """Whether the title is a link to a page of the web that is no paper: the dataset is a click away."""
    cell = entry.get("title") if entry.row is not None else None
    links = cell.links if cell is not None else ()
    return any(
        link.kind != "image" and re.match("https?://", link.url, re.IGNORECASE) and not urls.is_article(link.url)
        for link in links
    )


def lists_papers(entry: Entry) -> bool:
    """Whether the table, or the record, is about papers or methods: there a paper is the right thing to link."""
    if entry.row is None:
        return str(entry.data.get("kind", "")).casefold() in _NO_DATASETS
    table = entry.row.table
    if any(column.field in _PAPER_COLUMNS for column in table.columns):
        return True
    section: Section | None = table.section
    while section is not None and section.level > 1:
        if _OF_DATA.search(section.title):
            return False
        if _OF_PAPERS.search(section.title):
            return True
        section = section.parent
    return False


@rule("MED508", "doi-known", Level.INFO)
def doi_known(project: Project) -> Iterator[Finding]:
    """The list shows a landing page as source where the record knows the dataset's DOI.

    Pages move, and a DOI moves with them: it is what a reader should cite, and what still leads to the dataset in
    ten years.

    ```markdown bad
    ## MRI

    | Title | Source | Size |
    |-------|--------|------|
    | ISPY1 | https://www.cancerimagingarchive.net/collection/ispy1/ | 386,528 images, 76.2 GB |
    ```
    ```yaml bad
    id: ispy1
    kind: dataset
    title: ISPY1
    description: Breast MRI before, during and after chemotherapy, with outcomes.
    section: MRI
    modalities: [MR]
    keywords: [MRI, breast]
    landing_page: https://www.cancerimagingarchive.net/collection/ispy1/
    doi: 10.7937/K9/TCIA.2016.HdHpgJLK
    access: {level: open}
    license: CC-BY-3.0
    size: {text: "386,528 images, 76.2 GB"}
    ```
    ```markdown good
    ## MRI

    | Title | Source | Size |
    |-------|--------|------|
    | ISPY1 | https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK | 386,528 images, 76.2 GB |
    ```
    ```yaml good
    id: ispy1
    kind: dataset
    title: ISPY1
    description: Breast MRI before, during and after chemotherapy, with outcomes.
    section: MRI
    modalities: [MR]
    keywords: [MRI, breast]
    landing_page: https://www.cancerimagingarchive.net/collection/ispy1/
    doi: 10.7937/K9/TCIA.2016.HdHpgJLK
    access: {level: open}
    license: CC-BY-3.0
    size: {text: "386,528 images, 76.2 GB"}
    ```
    """
    for entry in project.rows:
        record = entry.twin
        known = doi.parse(record.text("doi")) if record is not None else None
        links = sources(entry)
        if record is None or known is None or not links:
            continue
        if any(doi.find_doi_link(link.url) or urls.is_article(link.url) for link in links):
            continue
        place = links[0] if len(links) == 1 else entry["source"]
        yield doi_known.at(
            place,
            f"the source of {entry.title!r} is a landing page, {quoted(links[0].url)}; its DOI is {quoted(known.url)}",
            entry=entry,
            field="source",
            related=((record["doi"].place, f"the record names the DOI {known}"),),
        )
