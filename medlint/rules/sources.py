"""Rules about what the source of an entry leads to, as far as its address tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from medlint.answers import Registered, key_of_title
from medlint.data import holds
from medlint.data.license import spdx
from medlint.finding import Finding, Level
from medlint.habits import habits
from medlint.kept import suspect
from medlint.lazy import regex
from medlint.model import Entry, Link, Place
from medlint.project import Project
from medlint.read.match import address_key
from medlint.rules._addresses import quoted
from medlint.rules._registered import answers_for
from medlint.rules._sources import are_papers, lists_papers, sources
from medlint.rules.base import rule
from medlint.text import doi
from medlint.text import url as urls

_LINK = regex(r"(?i)(?<!!)\[(?!\W{,9}(?:code|github)\b(?![^]]{,99}]\([^\s()]*data))[^][]{1,200}]\((https?://[^\s()]+)")
_PAPER = regex(r"(?i)[ .:]*(paper[ .:]*)?|.*(survey|review) of (\w+ ){,2}data.*|(\S+\s+){5,30}\([^()]*(19|20)\d\d\w?\)")
"""What a paper is listed as: a survey of data, its whole title with its venue or authors and its year, or nothing."""
_MARK = regex(r"\[([^\[\]\n]{4,40})\](?!\()")
"""What stands in brackets and is no link: `[on request]`."""


@rule("MED507", "article-as-source", Level.WARNING, habit="link only a paper")
def article_as_source(project: Project) -> Iterator[Finding]:
    """The source of a dataset is a paper.

    A reader who wants the images lands at a publisher and has to look for the data from there, often behind a wall.
    The source is the page where the dataset itself is, or its DOI; the paper belongs in the description, or beside
    the source. On a page where a fifth of the entries link only papers, or most of a few, this is a note.

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
    papers = Counter(entry.page for entry in project.on_page if are_papers(sources(entry))).items()
    limits, sizes = project.config.habits, ((page, n, habits(project).size(page)) for page, n in papers if page)
    usual = {page for page, n, size in sizes if limits.is_sign(n, size) or limits.entries <= size < 2 * n}
    for entry in project.entries:
        for field in ("source", "doi") if _may_link_papers(entry) else ():
            if are_papers(links := list({link.url: link for link in sources(entry, field)}.values())):
                if lists_papers(entry) or _says_where(entry) or _PAPER.fullmatch(entry.title):
                    break
                shown = ", ".join(quoted(link.url) for link in links[:3])
                what = "a paper" if len(links) == 1 else "papers"
                better = project.probed.registered.get(key_of_title(entry.title), ())
                yield article_as_source.at(
                    links[0] if len(links) == 1 else entry[field],
                    f"the {'DOI' if field == 'doi' else 'source'} of {entry.title!r} is {what}, {shown}; "
                    f"expected the dataset's own page or DOI{''.join(f', {_as_registered(one)}' for one in better)}",
                    level=Level.INFO if entry.page in usual else None,
                    entry=entry,
                    field=field,
                    link=links[0].url,
                    subject=" ".join(sorted(address_key(link.url) for link in links)),
                )
                break


@suspect
def _may_link_papers(record: Entry) -> bool:
    """Whether a record's source or DOI is nothing but papers."""
    return any(are_papers(sources(record, field)) for field in ("source", "doi"))


def _as_registered(answer: Registered) -> str:
    """`TCIA has it as '10.7937/TCIA.HMQ8-J677' under CC-BY-4.0`: the DOI and the licence that an archive knows."""
    licenses = {found for text in answer.licenses if (found := spdx(text)) is not None}
    under = f" under {', '.join(sorted(licenses))}" if licenses else ""
    return f"{answer.service} has it as {quoted(answer.doi or answer.url)}{under}"


def _says_where(entry: Entry) -> bool:
    """Whether a link leads to a page of the web that is no paper, below an item or a heading too, so that the dataset
    is a click away, or a mark tells that none can."""
    if (row := entry.row) is None:
        return False
    found = [link.url for field in entry.fields for link in sources(entry, field)]
    if entry.kind != "row":
        found += _LINK.findall(entry.source.text, row.start, row.end)
    told = any(holds(mark, "access") for mark in _MARK.findall(entry.source.text, row.start, row.end))
    return told or any(map(urls.is_page, found))


@rule("MED508", "doi-known", Level.INFO, habit="link a page whose DOI is known")
def doi_known(project: Project) -> Iterator[Finding]:
    """The list shows a landing page as source where the record, or the archive itself, knows the dataset's DOI.

    Pages move, and a DOI moves with them: it is what a reader should cite, and what still leads to the dataset in
    ten years. A page whose address holds the number of the DOI (Zenodo's) is as good.

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
    section: MRI
    landing_page: https://www.cancerimagingarchive.net/collection/ispy1/
    doi: 10.7937/K9/TCIA.2016.HdHpgJLK
    ```
    ```markdown good
    ## MRI

    | Title | Source | Size |
    |-------|--------|------|
    | ISPY1 | https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK | 386,528 images, 76.2 GB |
    ```
    """
    for entry in project.entries if project.probed.registered else project.on_page:
        links = sources(entry)
        if not links or any(doi.find_doi_link(link.url) or urls.is_article(link.url) for link in links):
            continue
        if (known := _known_doi(project, entry, links)) is not None:
            at, (said, related) = links[0] if len(links) == 1 else entry["source"], known
            said = f"the source of {entry.title!r} is a landing page, {quoted(links[0].url)}; {said}"
            yield doi_known.at(at, said, entry=entry, field="source", related=related)


def _known_doi(project: Project, entry: Entry, links: list[Link]) -> tuple[str, tuple[tuple[Place, str], ...]] | None:
    """What a row's record says of the DOI, and where, or else the archive; what neither record nor row say is
    said of the record."""
    if entry.on_page and entry.twin is not None:
        known = doi.parse(text) if (text := entry.twin.text("doi")) else None
        if known is None:
            return None
        return f"its DOI is {quoted(known.url)}", ((entry.twin["doi"].place, f"the record names the DOI {known}"),)
    answer = next((a for link in links for a in answers_for(project, link) if _is_news(link, a)), None)
    return None if answer is None or entry.text("doi") else (_as_registered(answer), ())


def _is_news(link: Link, answer: Registered) -> bool:
    """Whether an archive knows a DOI that the address of the page doesn't tell."""
    return bool(answer.doi) and re.split(r"[./]", answer.doi)[-1].lower() not in link.url.lower()
