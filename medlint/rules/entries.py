"""Rules about entries side by side: listed twice, or out of order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from medlint.finding import Edit, Finding, Level
from medlint.model import Cell, Entry, Link, Place, Row, Table
from medlint.project import Project
from medlint.read.entries import is_entry
from medlint.read.match import address_key, title_key
from medlint.rules.base import edit, rule
from medlint.rules.completeness import is_placeholder
from medlint.text import doi
from medlint.text.url import is_archive_home, is_article, split_fragment, without_session_parts

_CITATION = re.compile(r"\s*\[\d*[a-z]?(?:\s*[,-]\s*\d+)*\]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# Words and letters that tell versions and parts of one dataset apart, beside all numbers.
_VERSIONS_AND_PARTS = """
    v ver version release edition phase stage round year challenge extended extension ext plus pro new old update
    updated revised final mini small medium large tiny full complete lite light subset sub sample demo part parts
    task tasks track tracks fold batch train training test testing val validation dev public private external internal
    i ii iii iv vi vii viii ix a b c d e f x d2 d3 aux auxiliary supplement supplementary derived annotations
    annotation labels masks segmentation segmentations
"""
_OF_ANY = frozenset(("dataset", "datasets", "database"))
"""What the title of any dataset may end in."""
_TELLING = frozenset(_VERSIONS_AND_PARTS.split())


class _Listed(NamedTuple):
    """One dataset of the list: a row, a record, or both; and its number in the order of the list."""

    row: Entry | None
    record: Entry | None
    number: int

    @property
    def forms(self) -> list[Entry]:
        return [entry for entry in (self.record, self.row) if entry is not None]

    @property
    def title(self) -> str:
        return self.forms[-1].title


@rule("MED311", "duplicate-entry", Level.ERROR)
def duplicate_entry(project: Project) -> Iterator[Finding]:
    """A dataset is listed twice.

    Two entries of one dataset drift apart, and readers download it twice or count it twice. Entries with one title
    or one DOI are the same dataset unless a record declares how they are related; a source that entries of different
    titles share is worth a look. Titles that tell versions, years or parts apart (`KiTS19`, `KiTS23`) and addresses
    of whole archives are fine.

    ```markdown bad
    | Title     | Source                  |
    |-----------|-------------------------|
    | LIDC-IDRI | https://example.org/one |
    | LIDC IDRI | https://example.org/two |
    ```
    ```markdown good
    | Title  | Source                  |
    |--------|-------------------------|
    | KiTS19 | https://example.org/one |
    | KiTS23 | https://example.org/two |
    ```
    """
    listed = _listed(project)
    titles: dict[str, list[_Listed]] = {}
    dois: dict[str, list[_Listed]] = {}
    sources: dict[str, list[_Listed]] = {}
    for one in listed:
        title, (own_dois, own_sources) = _title(one), _addresses(one)
        yield from (
            _by_title(one, titles.get(title, []))
            or _by_address(one, dois, own_dois, True)
            or _by_address(one, sources, own_sources, False)
        )
        for index, keys in ((titles, [title]), (dois, own_dois), (sources, own_sources)):
            for key in keys:
                index.setdefault(key, []).append(one)


_LONGEST = 300
"""Characters of a title that are compared word by word."""
_MOST = 20
"""How many earlier entries of one key a later one is held against: more would be time for nothing."""


def _listed(project: Project) -> list[_Listed]:
    out = []
    for number, entry in enumerate(project.entries):
        if entry.on_page:
            out.append(_Listed(entry, entry.twin, number))
        elif entry.twin is None:
            out.append(_Listed(None, entry, number))
    return out


def _name(title: str) -> str:
    """A title without the marks of citations."""
    return _CITATION.sub("", title)


def _title(one: _Listed) -> str:
    """The title as titles compare. The mark of a citation tells `Kather et al. [29]` and `[30]` apart."""
    title = one.forms[-1].text("title")
    return title_key(title) if title and not is_placeholder(title) else ""


@cache
def _key(url: str) -> str:
    """An address as sources compare: a fragment names a part of the page, unless it is only a tab of a session."""
    return address_key(url) + "#" + split_fragment(without_session_parts(url))[1]


def _addresses(one: _Listed) -> tuple[list[str], list[str]]:
    """The DOIs of a dataset and its other sources: papers are sources, pages of whole archives are neither."""
    dois: dict[str, None] = {}
    sources: dict[str, None] = {}
    for link in _source_links(one):
        if not is_archive_home(link.url):
            (dois if _is_own_doi(link) else sources)[_key(link.url)] = None
    return list(dois), list(sources)


def _source_links(one: _Listed) -> Iterator[Link]:
    """The first link of the source, papers aside where data are linked too; and a record's DOI.

    One paper may describe several datasets, each of which has data of its own beside it.
    """
    for entry in one.forms:
        for field in ("doi", "source"):
            cell = entry.get(field)
            links = [k for k in cell.links if k.kind not in ("image", "html")] if cell else []
            first = links[0] if links else None
            if len(links) > 1:
                first = next((k for k in links if not is_article(k.url)), first)
            for link in links:
                if (link is first or _is_own_doi(link)) and _leads_out(link.url) and not _is_torn(link):
                    yield link


def _is_own_doi(link: Link) -> bool:
    """Whether a link is the DOI of a dataset, not of a paper."""
    return doi.find_doi_link(link.url) is not None and not is_article(link.url)


def _is_torn(link: Link) -> bool:
    """Whether only a part of the address was read, as Markdown ends it at a space."""
    return link.kind == "bare" and link.cell.raw[: link.span[0]].endswith("](")


def _leads_out(url: str) -> bool:
    return re.match(r"(?:https?|ftp|s3|gs)://[^/]", url, re.IGNORECASE) is not None


def _by_title(one: _Listed, earlier: list[_Listed]) -> list[Finding]:
    if not _title(one):
        return []
    for other in earlier[:_MOST]:
        if not _related(one, other):
            message = f"{one.title!r} is listed twice, an entry above has the same title"
            return [_finding(entry, entry.get("title"), message, other, "title", Level.ERROR) for entry in one.forms]
    return []


def _by_address(one: _Listed, index: dict[str, list[_Listed]], keys: list[str], same: bool) -> list[Finding]:
    for key in keys:
        for other in index.get(key, ())[:_MOST]:
            if _related(one, other) or _parts(one.title, other.title) or (not same and _kin(one.title, other.title)):
                continue
            written = next(k.url for k in _source_links(one) if _key(k.url) == key)
            if same:
                message = f"{one.title!r} has the DOI of {other.title!r}: {key[4:].partition('#')[0]}"
            else:
                message = f"{one.title!r} has the source of {other.title!r}: {written}"
            level = Level.ERROR if same else Level.WARNING
            return [
                _finding(entry, _linking(entry, key), message, other, "source", level)
                for entry in one.forms
                if _linking(entry, key) is not None
            ]
    return []


def _linking(entry: Entry, key: str) -> Link | None:
    cells = (entry.get(field) for field in ("doi", "source"))
    links = (link for cell in cells if cell is not None for link in cell.links)
    return next((link for link in links if _key(link.url) == key), None)


def _finding(
    entry: Entry, where: Cell | Link | None, message: str, other: _Listed, field: str, level: Level
) -> Finding:
    first = next((e for e in other.forms if e.kind == entry.kind), other.forms[0])
    return duplicate_entry.at(
        where or entry,
        message,
        entry=entry,
        field=field,
        subject="duplicate",
        level=level,
        related=((first.place, f"{first.title} is listed here"),),
    )


def _related(a: _Listed, b: _Listed) -> bool:
    """Whether the record of either declares a relation to the other: by id, DOI or address."""
    return _declares(a, b) or _declares(b, a)


def _declares(a: _Listed, b: _Listed) -> bool:
    relations = a.record.data.get("relations") if a.record is not None else None
    if not isinstance(relations, list) or not relations:
        return False
    names = {str(entry.data["id"]) for entry in b.forms if entry.data.get("id")}
    names |= {address_key(link.url) for entry in b.forms for link in entry.links}
    for relation in relations:
        target = relation.get("target") if isinstance(relation, dict) else None
        if isinstance(target, str):
            bare = doi.parse(target)
            if target in names or (f"doi:{bare.key}" if bare else address_key(target)) in names:
                return True
    return False


def _tokens(title: str) -> list[str]:
    tokens = _TOKEN.findall(_name(title[:_LONGEST]).casefold())
    return [token for token in tokens if token not in _OF_ANY] or tokens


def _parts(a: str, b: str) -> bool:
    """Whether two titles tell versions or parts apart: they differ in numbers and words such as `mini`, `v2`, or one
    is the other with more behind it."""
    one, two = _tokens(a), _tokens(b)
    if one == two:  # `ACDC` and `ACDC dataset` too
        return False
    shorter, longer = sorted((one, two), key=len)
    if shorter and longer[: len(shorter)] == shorter:
        return True
    plain = [[t for t in tokens if not t.isdigit() and t not in _TELLING] for tokens in (one, two)]
    return bool(plain[0]) and plain[0] == plain[1]


def _kin(a: str, b: str) -> bool:
    """Whether two titles begin with one name (`MSD Brain`, `MSD Heart`): a family that shares its page."""
    one, two = (re.match(r"[\w.+-]*?(?=\d*(?:[^\w.+-]|[-_]|\Z))", _name(t[:_LONGEST]).strip()) for t in (a, b))
    name = one[0] if one else ""
    looks = any(c.isupper() for c in name[1:]) or any(c.isdigit() for c in name)
    return len(name) > 1 and looks and two is not None and two[0] == name


@rule("MED312", "unsorted-entries", Level.OFF, fix="safe")
def unsorted_entries(project: Project) -> Iterator[Finding]:
    """The entries of a table are not in the order of their titles.

    In a sorted table a name is found by eye and a second entry of it is noticed. Off unless it is selected by name;
    case doesn't matter. The fix puts the rows in order.

    ```markdown bad
    | Title | Source                  |
    |-------|-------------------------|
    | KiTS  | https://example.org/one |
    | CHAOS | https://example.org/two |
    ```
    ```markdown good
    | Title | Source                  |
    |-------|-------------------------|
    | CHAOS | https://example.org/two |
    | KiTS  | https://example.org/one |
    ```
    """
    owners = {id(entry.row): entry for entry in project.entries if entry.row is not None}
    for page in project.pages:
        for table in page.tables:
            if not table.entries:
                continue
            entries = [owners[id(row)] for row in table.rows if id(row) in owners]
            order = sorted(entries, key=_sort_key)
            after = next((e for before, e in pairwise(entries) if _sort_key(e) < _sort_key(before)), None)
            if after is None:
                continue
            behind = next(e for e in order if _sort_key(e) > _sort_key(after))
            message = f"{after.title!r} stands out of order, its place is before {behind.title!r}"
            # A table with blank rows or rows that name groups has an order that titles don't tell.
            whole = len(entries) == len(table.rows) and all(is_entry(row) for row in table.rows)
            edits = _sorted_rows(table, [e.row for e in order if e.row]) if whole else ()
            yield unsorted_entries.at(after, message, entry=after, field="title", edits=edits)


def _sort_key(entry: Entry) -> str:
    return " ".join(entry.title.casefold().split())


def _sorted_rows(table: Table, order: list[Row]) -> tuple[Edit, ...]:
    """Each row's line replaced by the one that belongs there."""
    source = table.page.source
    out = []
    for here, right in zip(table.rows, order, strict=True):
        if here is not right:
            out.append(edit(_line(here), source.text[_start(right) : _start(right) + len(source.line(right.line))]))
    return tuple(out)


def _start(row: Row) -> int:
    return row.table.page.source.starts[row.line - 1]


def _line(row: Row) -> Place:
    source = row.table.page.source
    return source.place(_start(row), _start(row) + len(source.line(row.line)))
