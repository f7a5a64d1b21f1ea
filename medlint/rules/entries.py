"""Rules about entries side by side: listed twice, or out of order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from medlint.data import terms
from medlint.finding import Finding, Level
from medlint.kept import small_key
from medlint.lazy import regex
from medlint.model import Cell, Entry, Item, Link, Section, Table
from medlint.project import Project
from medlint.read.columns import header_key, header_texts
from medlint.read.match import address_key
from medlint.rules.base import Option, rule
from medlint.text import doi
from medlint.text.placeholder import is_placeholder
from medlint.text.records import name_of, record_of
from medlint.text.url import is_article, is_deep, split_fragment, without_session_parts
from medlint.text.words import counted, leads_on
from medlint.text.yaml import text_of

_OUTWARD = regex(r"(?:https?|ftp|s3|gs)://[^/]|(?![a-z]+:)[^\s#?:]*\w/\w", re.IGNORECASE)
_TOKEN = regex(r"[^\W\d_]+|\d+")
_HOLDS_MANY = regex(r"(?i)benchmark|suite")
_DIFFERS = regex(r"(?i)\bdiffer(?:s|ent) from\b")
_CITED = regex(r"[^\W\d_][^\d()\[\]]{1,80}\W(?:19|20)\d\d[a-z]?\)?")
"""The text of a link to a paper in brackets: its authors and its year."""
_PEOPLE = regex(r"[^\W\d_][^\d()\[\]]{0,80}\bet\.? al\b[\W\d]*[a-z]?\W*")
"""A title that only says whose paper it is: `Ahn et al. (2021a)`."""
_LONGEST = 300
"""Characters of a title that are compared word by word."""


class _Listed(NamedTuple):
    """One dataset of the list: a row, a record, or both; where it is listed, and by what it is compared."""

    row: Entry | None
    record: Entry | None
    scope: object
    section: object
    name: str
    sources: dict[str, str]
    """Addresses as they compare, each with how it is written."""

    @property
    def forms(self) -> list[Entry]:
        return [entry for entry in (self.record, self.row) if entry is not None]

    @property
    def title(self) -> str:
        return self.forms[-1].title


@rule(
    "MED311",
    "duplicate-entry",
    Level.ERROR,
    options={
        "collection": Option(
            3, "Entries of a page that make their common source a collection which holds them all.", relaxes="below"
        ),
        "compared": Option(
            10, "Earlier entries of one title or source that a later one is held against.", 1000, "below"
        ),
        "letters": Option(4, "Letters of the shortest title that an address may name."),
    },
)
def duplicate_entry(project: Project) -> Iterator[Finding]:
    """A dataset is listed twice.

    Two entries of one dataset drift apart, and readers download it twice or count it twice. Within a section, one title
    with one source is one dataset, and so is one DOI or record of an archive under two titles; one title with other
    sources, and one source under two titles, are worth a look. Titles that tell versions, years or parts apart
    (`KiTS19`, `KiTS23`), addresses of whole archives, and what a record declares as related are fine. A dataset that is
    shown in several sections is said once for the page, in `info`.

    ```markdown bad
    | Title     | Source                  |
    |-----------|-------------------------|
    | LIDC-IDRI | https://example.org/one |
    | lidc-idri | https://example.org/one |
    ```
    ```markdown good
    | Title  | Source                  |
    |--------|-------------------------|
    | KiTS19 | https://example.org/one |
    | KiTS23 | https://example.org/two |
    ```
    """
    yield from _by_fields(project)
    listed = list(_listed(project))
    namesakes_of = Counter((one.scope, one.section, one.name) for one in listed)
    shared, sizes = Counter[object](), Counter(one.section for one in listed)
    for (_, section, _), number in namesakes_of.items():
        shared[section] += number if number > 1 else 0
    named = Counter((scope, key) for scope, key, _ in {(o.scope, key, o.name) for o in listed for key in o.sources})
    least = duplicate_entry.option(project, "collection")
    most, letters = (duplicate_entry.whole_option(project, name) for name in ("compared", "letters"))
    collections = {key for key, number in named.items() if number >= least}
    titles: dict[tuple[object, str], list[_Listed]] = {}
    sources: dict[tuple[object, str], list[_Listed]] = {}
    across: dict[object, list[tuple[_Listed, _Listed]]] = {}
    for one in listed:
        namesakes = titles.setdefault((one.scope, one.name), []) if one.name else []
        alone = namesakes_of[one.scope, one.section, one.name] == 2
        parts = project.config.habits.is_shared(shared[one.section], sizes[one.section])
        parts = parts or _PEOPLE.fullmatch(one.title.strip()) is not None
        twins = [o for key in one.sources for o in sources.get((one.section, key), ()) if one.name == o.name != ""]
        same = [o for o in (*twins, *namesakes[:most]) if not _told_apart(one, o)]
        found = _by_title(one, same, alone, parts) or _by_address(one, sources, collections, letters)
        yield from found
        twin = next((o for o in namesakes[:most] if _chapter(o) != _chapter(one) and _same_source(one, o)), None)
        if twin is not None and not found:
            across.setdefault(one.scope, []).append((one, twin))
        namesakes.append(one)
        for key in one.sources:
            if len(others := sources.setdefault((one.section, key), [])) < most:
                others.append(one)
    for pairs in across.values():
        (one, twin), number = pairs[0], len({pair[0].name for pair in pairs})
        said = f"{counted(number, 'dataset')} {'is' if number == 1 else 'are'} shown in several sections"
        yield _finding(twin, None, f"{said}, {one.title!r} first", one, "title", Level.INFO)[-1]


def _by_fields(project: Project) -> Iterator[Finding]:
    """Records of a catalog that says which fields make two of them the same."""
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in project.entries:
        fields = project.unique(entry)
        values = [(entry.text(field) or text_of(entry.data.get(field))).casefold() for field in fields]
        if not any(values):
            continue
        first = seen.setdefault((fields, *values), entry)
        if first is not entry:
            message = f"{entry.title!r} is listed twice, with the same {' and '.join(fields)}"
            related = ((first.place, f"{first.title!r} here"),)
            yield duplicate_entry.at(entry, message, field=fields[0], related=related)


def _listed(project: Project) -> Iterator[_Listed]:
    """The datasets of a list; records that share neither title nor address with another are left out."""
    groups: dict[Section, dict[int, Item]] = {}
    seen, again = set[int](), set[int]()
    # A record stands for itself where no page shows it and its catalog leaves duplicates to this rule.
    entries = [e for e in project.entries if e.on_page or not (e.twin or project.unique(e) or project.foreign(e))]
    for entry in project.entries if len(entries) > len(project.on_page) else ():
        for mark in _marks(entry):
            (again if mark in seen else seen).add(mark)
    for entry in entries:
        if entry.shown is not None or (not entry.on_page and again.isdisjoint(_marks(entry))):
            continue
        forms = [form for form in (entry.twin, entry) if form is not None] if entry.on_page else [entry]
        section: object = entry.section.casefold()
        if entry.table is not None and entry.row is not None:
            section = entry.table.section
            if entry.kind == "item":
                if section not in groups:
                    groups[section] = _groups(section)
                section = (section, groups[section].get(entry.row.line))
            elif entry.kind == "row":
                section = entry.table
        yield _Listed(
            entry if entry.on_page else None,
            entry.twin if entry.on_page else entry,
            entry.page,
            section,
            _name(entry),
            {_key(url): url for form in forms for url in _own_sources(form)},
        )


def _marks(entry: Entry) -> Iterator[int]:
    """Small numbers that differ where titles and addresses do, and rarely are the same where these differ."""
    yield hash(_name(entry))
    yield from (hash(_key(url)) for url in _own_sources(entry))


def _groups(section: Section) -> dict[int, Item]:
    """The items that others of a section stand below, by the lines of these: an item over some names their group."""
    out: dict[int, Item] = {}
    items = [item for item in section.content if isinstance(item, Item)]
    while items:
        above = items.pop()
        out.update((item.line, above) for item in above.items)
        items.extend(above.items)
    return out


def _chapter(one: _Listed) -> object:
    """The section that an entry is read in, whatever of it it stands in."""
    return one.section.section if isinstance(one.section, Table) else one.section


def _name(entry: Entry) -> str:
    """The title as duplicates compare: letter case and blanks aside, nothing else."""
    title = entry.title if entry.text("title") else ""
    if header_key(title) in header_texts()["title"]:  # what all entries are called: `[Dataset](…) [Paper](…) …`
        title = entry.text("description")
    return "" if is_placeholder(title) else "".join(title.casefold().split())


@lru_cache(maxsize=1 << 15)
def _key(url: str) -> str:
    """An address as sources compare: by the record of an archive that it leads to, else as it is written.

    A fragment names a part of the page, unless it is only a tab of a session.
    """
    return record_of(url) or address_key(url) + "#" + split_fragment(without_session_parts(url))[1]


@small_key
def _own_sources(entry: Entry) -> tuple[str, ...]:
    """The addresses that tell an entry from others."""
    return tuple(link.url for link in _source_links(entry))


def _source_links(entry: Entry) -> Iterator[Link]:
    """The first link of the source, papers aside where data are linked too; and a record's DOI.

    One paper may describe several datasets, each of which has data of its own beside it.
    """
    for field in ("doi", "source"):
        cell = entry.get(field)
        links = [k for k in cell.links if k.kind not in ("image", "html")] if cell else []
        first = links[0] if links else None
        if len(links) > 1:
            first = next((k for k in links if not is_article(k.url)), first)
        for link in links:
            before = link.cell.raw[max(link.whole_span[0] - 200, 0) : link.whole_span[0]]
            torn = link.kind == "bare" and before.endswith("](")  # Markdown ends it at a space
            cited = before.rfind("(") > before.rfind(")") and _CITED.fullmatch(link.text)
            if (link is first or (_is_own_doi(link.url) and not cited)) and _OUTWARD.match(link.url) and not torn:
                yield link


def _is_own_doi(url: str) -> bool:
    """Whether an address is the DOI of a dataset, not of a paper."""
    return doi.find_doi_link(url) is not None and not is_article(url)


def _same_source(one: _Listed, other: _Listed) -> bool:
    return not one.sources.keys().isdisjoint(other.sources)


def _by_title(one: _Listed, namesakes: list[_Listed], alone: bool, parts: bool) -> list[Finding]:
    """The same title in one section: with the same source, or in the very same row, it is the same dataset; of a table
    that mostly lists `parts`, several rows under one title, or below a paper's authors, the very same row alone."""
    here = [o for o in namesakes if o.section == one.section and not _related(one, o)]
    if not here:
        return []
    again = next((o for o in here if _is_alike(one, o)), None)
    other = again or next((o for o in here if _same_source(one, o)), here[0])
    same = again is not None or _same_source(one, other)
    plain = all(o.row is not None and o.row.kind == "item" and not o.row["title"].links for o in (one, other))
    label = leads_on(one.title.strip("[]")) or plain
    if (parts and again is None) or (not same and (label or not (alone and (one.sources or other.sources)))):
        return []  # parts of what the title names, several of a kind, or what a label says of another name
    said = "with the same source" if _same_source(one, other) else "in the same words" if same else "with other sources"
    level = Level.ERROR if same else Level.WARNING
    return _finding(one, None, f"{one.title!r} is listed twice, {said}", other, "title", level)


def _told_apart(one: _Listed, other: _Listed) -> bool:
    """Whether one of two rows with other sources says that it is another dataset."""
    rows = [entry.row for entry in (one.row, other.row) if entry is not None and entry.row is not None]
    return not _same_source(one, other) and any(_DIFFERS.search(cell.text) for row in rows for cell in row.cells)


def _is_alike(one: _Listed, other: _Listed) -> bool:
    """Whether two rows say the same in every cell but the source's, and lead to one source where both have one."""
    if one.row is None or other.row is None or (one.sources and other.sources and not _same_source(one, other)):
        return False
    first, second = ({k: c.text.strip() for k, c in r.fields.items() if k != "source"} for r in (one.row, other.row))
    return first == second and len([*filter(None, first.values())]) > 1


def _by_address(
    one: _Listed, index: dict[tuple[object, str], list[_Listed]], collections: set[tuple[object, str]], letters: int
) -> list[Finding]:
    """One source under two titles of a section, unless it is a collection that holds both."""
    for key, url in one.sources.items():
        others = index.get((one.section, key), ()) if (one.scope, key) not in collections else ()
        exact = bool(others) and (_is_own_doi(url) or record_of(url) is not None)
        if not others or is_article(url) or not (exact or is_deep(url)):
            continue
        for other in others:
            if not one.name or other.name in ("", one.name) or _related(one, other):
                continue
            if not _is_strange(one.title, other.title, url) or _names_neither(url, one.title, other.title):
                continue
            if not exact and one.record is None and not _is_copied(one, other, url, letters):
                continue
            what = "DOI" if _is_own_doi(url) else "record" if exact else "source"
            shown = doi.find_doi_link(url) or url
            message = f"{one.title!r} has the {what} of {other.title!r}: {shown}"
            return _finding(one, key, message, other, "source", Level.ERROR if exact else Level.WARNING)
    return []


def _is_copied(one: _Listed, other: _Listed, url: str, letters: int) -> bool:
    """Whether an address is plainly that of one of two titles, which it names, or of both, which are the same."""
    plain = "".join(c for c in url.casefold() if c.isalnum())
    a, b = (_tokens(entry.title) for entry in (one, other))
    if a == b or set() < set(a) ^ set(b) <= {t for t in (*a, *b) if t.isdigit()}:
        return True
    named = [len(name) >= letters and name in plain for name in ("".join(a), "".join(b))]
    return named[0] != named[1] and not _HOLDS_MANY.search(url)


def _names_neither(url: str, *titles: str) -> bool:
    """Whether a record has a name, in which no word stands that tells the titles apart: it holds both."""
    name, (one, two) = name_of(url), (set(_tokens(title)) for title in titles)
    return name != "" and not any(word in name for word in (one ^ two) or one)


def _is_strange(a: str, b: str, url: str) -> bool:
    """Whether two titles have no business with one address.

    Those that differ in a year, version or part, or begin with one name, share the page of their family; unless the
    address names the year of one of them.
    """
    one, two = _tokens(a), _tokens(b)
    if one == two:
        return True
    years = [{t for t in tokens if len(t) in (2, 4) and t.isdigit()} for tokens in (one, two)]
    named = set(re.findall(r"\d+", url))
    if len(years[0] ^ years[1]) == 2 and [t for t in one if t not in years[0]] == [t for t in two if t not in years[1]]:
        return len(named & (years[0] ^ years[1])) == 1
    family = _is_own_doi(url) and record_of(url) is None  # such a DOI names one dataset, the page of a family many
    return not (_parts(one, two) or (not family and _kin(a, b)))


def _tokens(title: str) -> list[str]:
    tokens = _TOKEN.findall(title[:_LONGEST].casefold())
    return [token for token in tokens if token not in terms("title-of-any")] or tokens


def _parts(one: list[str], two: list[str]) -> bool:
    """Whether one title is the other with more to it, or the two differ in numbers and letters."""
    shorter, longer = sorted((one, two), key=len)
    if shorter and (longer[: len(shorter)] == shorter or longer[-len(shorter) :] == shorter):
        return True
    plain = [[t for t in tokens if len(t) > 1 and not t.isdigit()] for tokens in (one, two)]
    return bool(plain[0]) and plain[0] == plain[1]


def _kin(a: str, b: str) -> bool:
    """Whether two titles begin with one name (`MSD Brain`, `MSD Heart`) or differ in one word: a family."""
    one, two = _tokens(a), _tokens(b)
    if len(one) == len(two) > 1 and one[0] == two[0] and sum(x != y for x, y in zip(one, two, strict=True)) == 1:
        return True
    first, second = (re.match(r"[\w.+-]*?(?=\d*(?:[^\w.+-]|[-_]|\Z))", t[:_LONGEST].strip()) for t in (a, b))
    name = first[0] if first else ""
    looks = any(c.isupper() for c in name[1:]) or any(c.isdigit() for c in name)
    return len(name) > 1 and looks and second is not None and second[0] == name


def _finding(one: _Listed, key: str | None, message: str, other: _Listed, field: str, level: Level) -> list[Finding]:
    """The finding for each form of an entry, at its title or at the link of the address."""
    out = []
    for entry in one.forms:
        links = [link for cell in (entry.get("doi"), entry.get("source")) if cell is not None for link in cell.links]
        linked = next((link for link in links if _key(link.url) == key), None)
        where: Cell | Link | None = entry.get("title") if key is None else linked
        if key is not None and where is None:
            continue
        first = next((e for e in other.forms if e.kind == entry.kind), other.forms[0])
        related = ((first.place, f"{first.title} is listed here"),)
        finding = duplicate_entry.at(where or entry, message, entry=entry, field=field, related=related, level=level)
        out.append(finding._replace(subject="duplicate"))
    return out


def _related(a: _Listed, b: _Listed) -> bool:
    """Whether the record of either declares a relation to the other: by id, DOI or address."""
    return _declares(a, b) or _declares(b, a)


def _declares(a: _Listed, b: _Listed) -> bool:
    relations = a.record.data.get("relations") if a.record is not None else None
    targets = [r.get("target") for r in relations if isinstance(r, dict)] if isinstance(relations, list) else []
    plain = [target for target in targets if isinstance(target, str)]
    addresses = (f"doi:{bare.key}" if (bare := doi.parse(target)) else address_key(target) for target in plain)
    forms = b.forms if plain else ()
    names = {entry.id for entry in forms if entry.id} | {address_key(k.url) for entry in forms for k in entry.links}
    return not names.isdisjoint(plain) or not names.isdisjoint(addresses)
