"""What an editor asks about a place in a list: hover, definition, symbols, rename."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from medlint.finding import Edit
from medlint.lazy import regex
from medlint.lsp.positions import Positions
from medlint.lsp.state import State
from medlint.model import Entry, Link, Place, Source, ValueCell
from medlint.project import Project
from medlint.report.escape import printable

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec

    from medlint.rules._keywords import Keyword

_PROPERTIES = regex(r"(?:[&!]\S*\s+)*")
"""The anchor and the tag before a value of YAML."""


class Here:
    """A position in a file of a list."""

    def __init__(self, state: State, path: str, position: types.Position, codec: PositionCodec) -> None:
        self.state = state
        self.path = path
        self.codec = codec
        self.source: Source | None = state.sources.get(path)
        self.at = Positions(self.source, codec).offset(position) if self.source is not None else 0
        self.byte = self.source.byte(self.at) if self.source is not None else 0

    def holds(self, place: Place) -> bool:
        """Whether a place is here."""
        return os.path.abspath(place.path) == self.path and place.start <= self.byte <= place.end

    @property
    def entry(self) -> Entry | None:
        """The entry here: a record is all of its file, an entry of a page its cells."""
        for entry in self.state.entries(self.path):
            if not entry.on_page or any(self.holds(cell.place) for cell in entry.fields.values()):
                return entry
        return None

    def range(self, place: Place) -> types.Range | None:
        """A place of this file as a range."""
        return Positions(self.source, self.codec).range(place) if self.source is not None else None

    def location(self, place: Place) -> types.Location | None:
        """A place in any file of the list."""
        path = os.path.abspath(place.path)
        source = self.state.sources.get(path)
        if source is None:
            return None
        return types.Location(Path(path).as_uri(), Positions(source, self.codec).range(place))


def hover(here: Here) -> types.Hover | None:
    """The pages of the rules that find something here; else what registries said of the DOI or page here."""
    from medlint.report.rules import page
    from medlint.rules import matching

    found = [finding for finding in here.state.of(here.path) if here.holds(finding.place)]
    if found:
        codes = dict.fromkeys(finding.code for finding in found)
        text = "\n\n---\n\n".join(page(matching(code)[0]) for code in codes)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), here.range(found[0].place))
    for link in here.state.project.links:
        if here.holds(link.place):
            text = _remembered(here.state.project, link)
            return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, text)) if text else None
    return None


def _remembered(project: Project, link: Link) -> str:
    """What is remembered of a link: its verdict, and what registries say."""
    from medlint.rules._registered import key_of
    from medlint.text.url import normalise, split_fragment

    lines = []
    verdict = project.probed.verdicts.get(normalise(split_fragment(link.url)[0]))
    if verdict is not None:
        lines.append(f"{verdict.state}: {verdict.reason}" if verdict.reason else verdict.state)
    for answer in project.probed.registered.get(key_of(link.url), ()):
        version = f"version {answer.version}" if answer.version else ""
        told = [*answer.titles[:1], *answer.licenses[:3], *answer.sizes[:3], version]
        lines.append(f"{answer.service}: {' · '.join(text for text in told if text)}")
    return "\n".join(map(printable, lines))


def definition(here: Here) -> types.Location | None:
    """From an entry of the README to its record, and back."""
    entry = here.entry
    return here.location(entry.twin.place) if entry is not None and entry.twin is not None else None


def symbols(here: Here) -> list[types.DocumentSymbol]:
    """The sections of a page with their entries, or the records of a catalog file."""
    if here.source is None:
        return []
    positions = Positions(here.source, here.codec)

    def symbol(name: str, place: Place, kind: types.SymbolKind) -> types.DocumentSymbol:
        span = positions.range(place)
        return types.DocumentSymbol(name or "…", kind, span, span, children=[])

    entries = [
        (entry.place.line, 99, symbol(entry.title, entry.place, types.SymbolKind.Object))
        for entry in here.state.entries(here.path)
    ]
    pages = [page for page in here.state.project.pages if page.source is here.source]
    sections = [
        (section.line, section.level, symbol(section.title, section.heading.place, types.SymbolKind.Namespace))
        for page in pages
        for section in page.headings
        if section.heading is not None
    ]
    top: list[types.DocumentSymbol] = []
    opened: list[tuple[int, types.DocumentSymbol]] = []
    for _, level, made in sorted([*sections, *entries], key=lambda item: item[:2]):
        while opened and opened[-1][0] >= level:
            opened.pop()
        siblings = opened[-1][1].children if opened else top
        if siblings is not None and isinstance(siblings, list):
            siblings.append(made)
        opened.append((level, made))
    return top


def keyword(here: Here) -> tuple[str, Place] | None:
    """The keyword here, and where it stands."""
    entry = here.entry
    if entry is None:
        return None
    return next(((found.text, place) for found in _keywords(entry) if here.holds(place := found.place)), None)


def _keywords(entry: Entry) -> Iterator[Keyword]:
    """The keywords of an entry."""
    from medlint.rules._keywords import keywords

    cell = entry.get("keywords")
    return (found for found in keywords(cell) if found.text) if cell is not None else iter(())


def rename(here: Here, new: str) -> list[Edit]:
    """The edits that write a keyword otherwise everywhere in the list, in whatever letter case it stands there.

    None where a file of data can't be made to say so.
    """
    found = keyword(here)
    if found is None:
        return []
    old = found[0].casefold()
    edits: set[Edit] = set()
    values: dict[str, list[ValueCell]] = {}
    for entry in here.state.project.entries:
        for one in _keywords(entry):
            if one.text.casefold() != old:
                continue
            if isinstance(one.cell, ValueCell):
                values.setdefault(entry.source.path, []).append(one.cell)
            else:
                edits.add(Edit.at(one.place, new))
    for cells in values.values():
        made = _rewritten(cells, new)
        if not made:
            return []
        edits |= made
    return sorted(edits)


def _rewritten(cells: list[ValueCell], new: str) -> set[Edit]:
    """The edits that make values of one file another text, and nothing else of it; none where that can't be."""
    from medlint.read.records import value_at
    from medlint.text.data import parse
    from medlint.text.parsing import ParseError
    from medlint.write.proof import apply, changes_of

    document = cells[0].document
    source = document.source
    expected = _copy(document.data)
    for cell in cells:
        value_at(expected, cell.route[:-1])[cell.route[-1]] = new
    for quoted in (False, True):
        edits = {
            Edit.at(cell.place, _token(source.text[slice(*document.span(cell.route))], new, quoted=quoted))
            for cell in cells
        }
        try:
            if parse(source.path, apply(source.text, changes_of(source, edits))) == expected:
                return edits
        except (ParseError, ValueError):
            continue
    return set()


def _copy(data: Any) -> Any:
    """A copy in which nothing is shared, as it is where YAML has an alias."""
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data


def _token(old: str, new: str, *, quoted: bool) -> str:
    """A text in place of a value as written: with its anchor and tag, and quotes where it has some or they are due."""
    start = _PROPERTIES.match(old)
    front = start[0] if start is not None else ""
    return front + (json.dumps(new, ensure_ascii=False) if quoted or old.startswith(("'", '"'), len(front)) else new)


def formatted(here: Here) -> str | None:
    """The text of a page as `medlint render` writes it; None where it would write nothing, or the page as it is."""
    from medlint.write.markers import RenderError
    from medlint.write.render import rendered

    if here.source is None or not any(page.source is here.source for page in here.state.project.pages):
        return None
    try:
        pages = rendered(here.state.project)
    except RenderError:
        return None
    return next((page.text for page in pages if page.source is here.source and page.text != page.source.text), None)
