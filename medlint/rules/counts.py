"""The rule about numbers that a page gives for what it lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from medlint.data import holds, terms
from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Cell, Entry, Page, Row, Section, Table
from medlint.project import Project, once_per_project
from medlint.read.columns import header_key
from medlint.rules.base import Option, edit, rule
from medlint.text.slug import Slugs
from medlint.text.words import clipped, counted

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,6})"
_IN_BRACKETS = regex(
    rf"[(\[（【]\s*+{_NUMBER}\s*+(?:data ?sets?|entries|个数据集|个)?\s*+[)\]）】]\s*+\Z", re.IGNORECASE
)
_AFTER = regex(
    rf"\**\s*+(?:[(（]\s*+{_NUMBER}\s*+(?:data ?sets?|entries)?\s*+[)）]"
    rf"|[:：–—-]\s*{_NUMBER}\s+(?:data ?sets?|entries)\b)",
    re.IGNORECASE,
)
_OF_DATASETS = regex(
    r"(?:(?:#|n|no\.?|num(?:ber)?|count|total)\s*)?(?:of\s+)?(?:data ?sets?|entries)(?:\s+(?:count|number))?"
    r"|数据集数?量?"
)


@rule(
    "MED110",
    "wrong-count",
    Level.WARNING,
    fix="unsafe",
    options={
        "factor": Option(
            2,
            "How many times more or fewer entries a number may say: one that is further off counts something else.",
            relaxes="below",
        )
    },
)
def wrong_count(project: Project) -> Iterator[Finding]:
    """A number that the page gives for its entries isn't the number of its rows.

    Whoever cites the list cites the number, and a number nobody keeps makes a reader wonder what else is stale.

    ```markdown bad
    - [Chest (3)](#chest)

    ## Chest

    | Title     | Source                                        | Size                   |
    |-----------|-----------------------------------------------|------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 244,527 images, 133 GB |
    ```
    ```markdown good
    - [Chest (1)](#chest)

    ## Chest

    | Title     | Source                                        | Size                   |
    |-----------|-----------------------------------------------|------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 244,527 images, 133 GB |
    ```
    """
    for page in project.pages:
        if any(table.entries for table in page.tables):
            listed = _Listed(project, page)
            yield from _at_headings(listed)
            yield from _at_links(listed)
            for table in page.tables:
                if not table.entries:
                    yield from _in_table(listed, table)
            yield from _of_all(project, listed)


class _Tally(NamedTuple):
    """How many entries there are: rows, and everything that could as well be meant by a number."""

    rows: int
    others: frozenset[int]
    unsure: int
    """Links outside tables, each of which may be an entry too."""

    def allows(self, number: int) -> bool:
        return self.rows <= number <= self.rows + self.unsure or number in self.others


class _Listed:
    """The entries of a page by section, and the sections by name and anchor."""

    def __init__(self, project: Project, page: Page) -> None:
        self.page = page
        self.factor = wrong_count.option(project, "factor")
        # A line of text right below a table is taken as a row of one cell.
        self.entries = [e for e in project.of(page) if e.row is not None and len(e.row.cells) > 1]
        self.sections = list(page.headings)
        slugs = Slugs()
        self.by_anchor = {slugs.add(section.title): section for section in self.sections}
        names = Counter(_name(section) for section in self.sections)
        self.by_name = {_name(section): section for section in self.sections if names[_name(section)] == 1}
        self._own: dict[int, list[Entry]] = {}
        self._tallies: dict[int, _Tally] = {}
        self._values: dict[str, tuple[Counter[str], Counter[str]]] = {}
        for entry in self.entries:
            assert entry.row is not None
            self._own.setdefault(id(entry.row.table.section), []).append(entry)
        lines = [section.line for section in page.sections]
        self._linked: Counter[int] = Counter()
        for cell in page.prose:
            if any(not link.url.startswith("#") for link in cell.links):
                at = bisect_right(lines, page.source.line_of(cell.offset(0))) - 1
                self._linked[id(page.sections[max(at, 0)])] += 1

    def tally(self, section: Section) -> _Tally:
        """The entries of a section and the sections below it."""
        if (known := self._tallies.get(id(section))) is None:
            entries, linked, leaves = self._below(section)
            own = len(self._own.get(id(section), ()))  # a number may leave out what stands below sub-headings
            others = {len(section.children), leaves, *([own] if own else [])}
            known = self._tallies[id(section)] = _tally(entries, linked, others)
        return known

    def values(self, field: str) -> tuple[Counter[str], Counter[str]]:
        """How many entries have each value of a field, as the whole of it and as a part of it."""
        if field not in self._values:
            whole: Counter[str] = Counter()
            parts: Counter[str] = Counter()
            for entry in self.entries:
                text = entry.text(field)
                whole[header_key(text)] += bool(text)
                parts.update({header_key(part) for part in re.split(r"[,;/+]", text)})
            self._values[field] = whole, parts
        return self._values[field]

    def _below(self, section: Section) -> tuple[list[Entry], int, int]:
        """The entries of a section and of those below it, their links outside tables, and the innermost of these."""
        entries: list[Entry] = []
        linked, leaves, stack = 0, 0, [section]
        while stack:
            here = stack.pop()
            entries += self._own.get(id(here), ())
            linked += self._linked[id(here)]
            leaves += not here.children and here is not section
            stack += here.children
        return entries, linked, leaves


def _name(section: Section) -> str:
    """The name of a section as names compare, without the number that it gives."""
    return header_key(_IN_BRACKETS.sub("", section.title))


def _tally(entries: list[Entry], linked: int, others: set[int]) -> _Tally:
    titles = [entry.text("title").casefold() for entry in entries]
    named = [title for title in titles if title]
    return _Tally(len(entries), frozenset({len(named), len(set(named)), *others}), linked)


def _value(text: str) -> int:
    return int(text.replace(",", ""))


def _is_year(number: int, rows: int) -> bool:
    return 1900 <= number <= 2100 and rows < 1000


def _wrong(cell: Cell, span: tuple[int, int], number: int, right: int, of: str) -> Finding:
    place = cell.at(*span)
    said = f"{number:,} is given for {of}, which has {counted(right, 'entry')}"
    return wrong_count.at(place, said, edits=(edit(place, str(right)),), subject=of)


def _at_headings(listed: _Listed) -> Iterator[Finding]:
    for section in listed.sections:
        assert section.heading is not None
        if found := _IN_BRACKETS.search(section.heading.raw.rstrip(" #")):
            yield from _judged(listed, section, section.heading, found.span(1), _value(found[1]))


def _at_links(listed: _Listed) -> Iterator[Finding]:
    for link in listed.page.links:
        section = listed.by_anchor.get(link.url[1:].lower())
        if link.kind != "link" or not link.url.startswith("#") or section is None:
            continue
        raw, start = link.cell.raw, link.whole_span[0] + 1
        if found := _IN_BRACKETS.search(raw[start : link.span[0]].rpartition("](")[0]):
            span = (start + found.start(1), start + found.end(1))
            yield from _judged(listed, section, link.cell, span, _value(found[1]))
        elif after := _AFTER.match(raw, link.whole_span[1]):
            group = 1 if after[1] else 2
            yield from _judged(listed, section, link.cell, after.span(group), _value(after[group]))


def _judged(listed: _Listed, section: Section, cell: Cell, span: tuple[int, int], number: int) -> Iterator[Finding]:
    tally = listed.tally(section)
    if tally.rows and not tally.allows(number) and not _is_year(number, tally.rows):
        name = _IN_BRACKETS.sub("", section.title).strip()
        yield _wrong(cell, span, number, tally.rows, f"the section {clipped(name)}")


class _Counted(NamedTuple):
    """A row of a table of counts: the cell of the number, what it says, and what the list says."""

    cell: Cell
    number: int
    tally: _Tally
    of: str


def _in_table(listed: _Listed, table: Table) -> Iterator[Finding]:
    """Numbers in a table that counts entries by section, or by what stands in one of their columns."""
    totalled = terms("total") | {"all", "in total"}
    for index, column in enumerate(table.columns):
        header = header_key(column.cell.text)
        named = bool(_OF_DATASETS.fullmatch(header))
        if index == 0 or not (named or header in terms("count-of-any")):
            continue
        totals = [row for row in table.rows if row.cells and header_key(row.cells[0].text) in totalled]
        rows = [row for row in table.rows if row.cells and header_key(row.cells[0].text) not in totalled]
        for keyed in (_by_section(listed, rows, index), _by_value(listed, table, rows, index)):
            near = sum(
                c.number <= listed.factor * c.tally.rows and c.tally.rows <= listed.factor * c.number for c in keyed
            )
            if len(keyed) < min(2, len(rows)) or not keyed or (not named and 2 * near < len(keyed)):
                continue
            for hit in keyed:
                if not hit.tally.allows(hit.number):
                    yield _wrong(hit.cell, _digits(hit.cell), hit.number, hit.tally.rows, hit.of)
            if len(keyed) == len(rows):
                yield from _totals(listed, totals, index, [hit.number for hit in keyed])
            break
        else:
            continue
        break


def _number(row: Row, index: int) -> int | None:
    """The number that is all of a cell, emphasis aside."""
    text = row.cells[index].text.strip() if index < len(row.cells) else ""
    return _value(text) if re.fullmatch(_NUMBER, text) else None


def _digits(cell: Cell) -> tuple[int, int]:
    found = re.search(_NUMBER, cell.raw)
    return found.span(1) if found else (0, len(cell.raw))


def _by_section(listed: _Listed, rows: list[Row], index: int) -> list[_Counted]:
    out = []
    for row in rows:
        key, number = row.cells[0], _number(row, index)
        section = listed.by_name.get(header_key(key.text))
        for link in key.links:
            if link.url.startswith("#"):
                section = listed.by_anchor.get(link.url[1:].lower(), section)
        if section is not None and number is not None:
            tally = listed.tally(section)
            if tally.rows:
                out.append(_Counted(row.cells[index], number, tally, f"the section {clipped(section.title)}"))
    return out


def _by_value(listed: _Listed, table: Table, rows: list[Row], index: int) -> list[_Counted]:
    column = table.columns[0]
    whole, parts = listed.values(column.field)
    out = []
    for row in rows:
        key, number = header_key(row.cells[0].text), _number(row, index)
        if key and number is not None and whole[key]:
            named = listed.by_name.get(key)
            below = listed.tally(named).rows if named is not None else whole[key]
            tally = _Tally(whole[key], frozenset((parts[key], below)), 0)
            name = f"the {header_key(column.cell.text)} {clipped(row.cells[0].text)}"
            out.append(_Counted(row.cells[index], number, tally, name))
    return out


def _totals(listed: _Listed, totals: list[Row], index: int, numbers: list[int]) -> Iterator[Finding]:
    for row in totals:
        number = _number(row, index)
        rows = len(listed.entries)
        if number is not None and number not in (sum(numbers), rows):
            yield _wrong(row.cells[index], _digits(row.cells[index]), number, rows, "all")


_CLAIM = regex(
    rf"(?<![\w.,/#$-])(over |more than |at least |above |up to |[>≥~] ?)?\*{{0,3}}{_NUMBER}\*{{0,3}}(\s?\+)?\*{{0,3}}"
    r" {1,9}((?:[\w/&-]{1,80},? ){0,5}?)(?:data ?sets|entries)\b",
    re.IGNORECASE,
)
_NAMED_CLAIM = regex(
    rf"\b(?:total|number of) (?:data ?sets|entries)(?: (?:listed|included|collected|cataloga?u?ed|here|so far))?"
    rf"\W{{1,6}}{_NUMBER}(\s?\+)?(?![\w.,-])",
    re.IGNORECASE,
)
_BADGE = regex(rf"img\.shields\.io/badge/(?:data_?sets|entries)-{_NUMBER}(\+|%2B)?-", re.IGNORECASE)
_OF_THIS_LIST = regex(
    r"\b(?:this|the|our) (?:[\w-]+ ){0,3}(?:list|repo|repository|collection|page|readme|catalog|catalogue|table|index|"
    r"overview|compilation)\b|\bwe (?:have )?(?:collect|list|gather|curat|summari[sz]|compil)|\bcurated\b",
    re.IGNORECASE,
)
_SENTENCE = 500
"""How far from a number its sentence is looked for."""


def _of_all(project: Project, listed: _Listed) -> Iterator[Finding]:
    """Numbers that running text and badges give for the whole list."""
    page, tally = listed.page, _whole(project)
    linked = sum(any(not link.url.startswith("#") for link in cell.links) for cell in page.prose)
    tally = tally._replace(others=tally.others | {len(listed.entries)}, unsure=linked)
    if _goes_on_elsewhere(project, page):
        return
    topic = {word.casefold() for section in listed.sections[:1] for word in re.findall(r"[\w-]+", section.title)}
    for cell in page.prose:
        for text, span, at_least in _claims(cell, topic | terms("claim-neutral")):
            number = _value(text)
            if tally.allows(number) or _is_year(number, tally.rows):
                continue
            close = tally.rows <= listed.factor * number and number <= listed.factor * tally.rows
            if number > tally.rows if at_least else close:
                yield _wrong(cell, span, number, tally.rows, "the list")
    for link in page.links:
        badge = _BADGE.search(link.cell.raw, *link.span) if link.kind == "image" else None
        if badge and not tally.allows(_value(badge[1])) and not (badge[2] and _value(badge[1]) < tally.rows):
            yield _wrong(link.cell, badge.span(1), _value(badge[1]), tally.rows, "the list")


@once_per_project
def _whole(project: Project) -> _Tally:
    return _tally(project.on_page, 0, {len(project.entries) - len(project.on_page)})


def _goes_on_elsewhere(project: Project, page: Page) -> bool:
    """Whether tables of HTML, or other local files that running text leads to, may hold more of the list."""
    if any("<td" in text.lower() for _, _, text in page.loose):
        return True
    paths = {
        link.url.partition("#")[0] for cell in page.prose for link in cell.links if link.kind in ("link", "reference")
    }
    return any(
        project.targets.get((page.source.path, path)) is not None and path.rpartition("/")[2] not in project.sizes
        for path in paths
        if path.lower().endswith((".md", "/", ".html", ".csv", ".tsv", ".xlsx"))
    )


def _claims(cell: Cell, neutral: set[str]) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """What a paragraph says of the size of the list: the number, its span, and whether it is a lower bound.

    A number of datasets of some kind counts a part of the list, which only a lower bound can contradict.
    """
    for found in _NAMED_CLAIM.finditer(cell.raw):
        yield found[1], found.span(1), bool(found[2])
    for found in _CLAIM.finditer(cell.raw):
        before = cell.raw[max(found.start() - _SENTENCE, 0) : found.start()]
        after = cell.raw[found.end() : found.end() + _SENTENCE]
        sentence = re.split(r"[.!?。\n]", before)[-1] + found[0] + re.split(r"[.!?。\n]", after)[0]
        if not _OF_THIS_LIST.search(sentence) or holds(sentence, "claim-of-a-part"):
            continue
        bound = (found[1] or "").strip().lower()
        words = {word.strip(",").casefold() for word in found[4].split()}
        if bound in ("up to", "~") or (not (bound or found[3]) and not words <= neutral):
            continue
        yield found[2], found.span(2), bool(bound or found[3])
