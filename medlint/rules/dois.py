"""Rules about how DOIs are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Cell
from medlint.project import Project
from medlint.rules._addresses import dois_in, key_needs_link, owner, quoted, rewritten, written
from medlint.rules.base import rule
from medlint.text import doi
from medlint.text import url as urls
from medlint.text.records import arxiv_problem

_RESOLVER = "https://doi.org/"
_UNSAFE = regex(r"[|<>\\\s]")
_HOME = regex(r"https?://(?:www\.)?doi\.org/*", re.IGNORECASE)  # fair in prose, no source of a dataset


@rule(
    "MED503",
    "noncanonical-doi",
    Level.WARNING,
    fix="safe",
    alone=True,
    habit="write DOIs in other ways than https://doi.org/…",
)
def noncanonical_doi(project: Project) -> Iterator[Finding]:
    """A DOI is not written as an `https://doi.org/` link.

    One form means that readers know a DOI when they see it, that the same DOI is found twice, and that the link
    is neither redirected nor unencrypted. The spelling of the part after the prefix stays its author's: DOIs
    don't tell capital letters from small ones.

    ```markdown bad
    | Title  | Source                                            | Size                  |
    |--------|---------------------------------------------------|-----------------------|
    | ISPY1  | http://dx.doi.org/10.7937/K9/TCIA.2016.HdHpgJLK   | 386,528 images, 76 GB |
    ```
    ```markdown good
    | Title  | Source                                            | Size                  |
    |--------|---------------------------------------------------|-----------------------|
    | ISPY1  | https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK     | 386,528 images, 76 GB |
    ```
    """
    links = [(link, doi.noncanonical(link.url)) for link in written(project) if _may_be_doi(link.url)]
    loose = [right is not None for link, right in links if link.entry is None]
    usual = Level.INFO if project.config.habits.is_shared(sum(loose), len(loose)) else None
    for link, right in links:
        if right is None or urls.problem(link.url):
            continue  # or MED501 says that it has no scheme
        yield noncanonical_doi.at(
            link,
            f"the DOI {quoted(link.cell.raw[slice(*link.span)])}{owner(link.entry)} is written {quoted(right)}",
            edits=_canonical(link.cell, *link.span),
            subject=_same(link.url),
            level=usual if link.entry is None else None,
        )
    for entry in project.entries:
        cell = entry.get("source")
        if cell is None or cell.links or (entry.row is None and not key_needs_link(entry)):
            continue
        for start, end in dois_in(cell):
            text, right = cell.raw[start:end], doi.noncanonical(cell.raw[start:end])
            cuts = "<" in unescape(text)  # which ends an address outside of angle brackets
            at, edits, same = cell.at(start, end), () if cuts else _canonical(cell, start, end), _same(text)
            said = f"the DOI {quoted(text)} of {entry.title!r} isn't a link; expected {quoted(right or '')}"
            yield noncanonical_doi.at(at, said, entry=entry, field="source", edits=edits, link=right, subject=same)


def _may_be_doi(url: str) -> bool:
    """Whether it is worth reading the address as a DOI; most need not be."""
    return "doi" in url.casefold() or url.lstrip().startswith("10.")


_DOI_AS_HOST = regex(r"https?://(10\.\d{4,9}/[^\s?#]+)", re.IGNORECASE)


def _problem_of_number(url: str) -> str | None:
    """What is wrong with the DOI or the arXiv number of an address."""
    if (found := _DOI_AS_HOST.match(url)) is not None:
        return f"stands where a host is expected: 'https://doi.org/{found[1]}' is probably meant"
    return (doi.problem(url) if _may_be_doi(url) else None) or arxiv_problem(url)


def _same(text: str) -> str:
    found = doi.parse(text)
    return found.key if found is not None else text.casefold()


def _canonical(cell: Cell, start: int, end: int) -> tuple[Edit, ...]:
    """The edit that writes a DOI as a link, where that is sure to name the same DOI."""
    piece = cell.raw[start:end]
    if (right := doi.noncanonical(piece)) is None:
        return ()
    kept = right.removeprefix(_RESOLVER)
    if piece.endswith(kept):
        return rewritten(cell, start, end - len(kept), _RESOLVER)
    before, after = doi.parse(piece), doi.find_doi_link(right)
    same = before is not None and after is not None and before.key == after.key
    return rewritten(cell, start, end, right) if same and not _UNSAFE.search(right) else ()


@rule("MED504", "invalid-doi", Level.ERROR, alone=True)
def invalid_doi(project: Project) -> Iterator[Finding]:
    """A DOI link holds no DOI, or an impossible one.

    doi.org answers such a link with "DOI not found". Mostly the punctuation of the sentence slipped into the
    link, or the prefix lost a digit; a DOI begins with `10.`, four or more digits and a slash.

    ```markdown bad
    | Title | Source                                            | Size                  |
    |-------|---------------------------------------------------|-----------------------|
    | ISPY1 | [TCIA](https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK.) | 386,528 images, 76 GB |
    ```
    ```markdown good
    | Title | Source                                            | Size                  |
    |-------|---------------------------------------------------|-----------------------|
    | ISPY1 | [TCIA](https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK) | 386,528 images, 76 GB |
    ```
    """
    for link in written(project):
        said = _problem_of_number(link.url)
        if said is None or (link.entry is None and _HOME.fullmatch(link.url.strip())):
            continue
        yield invalid_doi.at(
            link,
            f"the {'arXiv number' if 'arxiv.org/' in link.url.lower() else 'DOI'} "
            f"{quoted(link.cell.raw[slice(*link.span)])}{owner(link.entry)} {said}",
            subject=link.url.rpartition("doi.org/")[2].casefold(),
        )
