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
from medlint.model import Cell, Entry, Link, Place, Route, Source, ValueCell
from medlint.project import Project
from medlint.report.escape import printable

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec

    from medlint.rules._keywords import Keyword
    from medlint.write.cells import Edits

_PROPERTIES = regex(r"(?:[&!]\S*\s+)*")
"""The anchor and the tag before a value of YAML."""
_PLAIN = "medlintkeyword"
"""A keyword that no syntax reads otherwise."""


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
        """The entry here: an entry of a page is its cells, the only record of a file all of the file."""
        entries = self.state.entries(self.path)
        for entry in entries:
            if entry.document is not None and (len(entries) == 1 or self.holds(entry.document.place(entry.route))):
                return entry
            if entry.on_page and any(self.holds(cell.place) for cell in entry.fields.values()):
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
    """The keywords of an entry; those of a record may be one text, parted by commas."""
    from medlint.read.records import value_at
    from medlint.rules._keywords import keywords

    cell = entry.get("keywords")
    if cell is None:
        return
    if isinstance(cell, ValueCell) and isinstance(value_at(cell.document.data, cell.route), str):
        yield from (found._replace(cell=cell) for found in keywords(Cell("", cell.raw)) if found.text)
    else:
        yield from (found for found in keywords(cell) if found.text)


def rename(here: Here, new: str) -> list[Edit]:
    """The edits that write a keyword otherwise everywhere in the list, in whatever letter case it stands there.

    None where a file can't be made to say so.
    """
    found = keyword(here)
    new = " ".join(new.split())
    if found is None or not new:
        return []
    old = found[0].casefold()
    edits: set[Edit] = set()
    values: dict[str, list[Keyword]] = {}
    for entry in here.state.project.entries:
        for one in _keywords(entry):
            if one.text.casefold() != old:
                continue
            if isinstance(one.cell, ValueCell):
                values.setdefault(entry.source.path, []).append(one)
            elif (made := _shown(entry, one, new)) is not None:
                edits.add(made)
            else:
                return []
    for words in values.values():
        rewritten = _rewritten(words, new)
        if not rewritten:
            return []
        edits |= rewritten
    return sorted(edits)


def _shown(entry: Entry, word: Keyword, new: str) -> Edit | None:
    """The edit after which a page shows another keyword, marked and linked as it was; None where there is none."""
    from medlint.read.said import literal
    from medlint.rules._keywords import keywords
    from medlint.write.cells import applied, inner
    from medlint.write.escape import Syntax

    if entry.table is None or word.span is None:
        return None
    syntax, definitions = Syntax(entry.table.shape), entry.table.page.definitions
    start, end = (word.span[0] + at for at in inner(syntax.read(word.cell.raw[slice(*word.span)], definitions)))
    text = syntax.text(literal(new))
    made, plain = (syntax.read(applied(word.cell.raw, [(start, end, t)]), definitions) for t in (text, _PLAIN))
    same = [link.url for link in made.links] == [link.url for link in plain.links]
    same = same and len(list(keywords(made))) == len(list(keywords(plain)))
    return Edit.at(word.cell.at(start, end), text) if same and made.text == plain.text.replace(_PLAIN, new) else None


def _rewritten(words: list[Keyword], new: str) -> set[Edit]:
    """The edits that make keywords of one file another text, and nothing else of it; none where that can't be."""
    from medlint.read.records import value_at
    from medlint.text.data import parse
    from medlint.text.parsing import ParseError
    from medlint.write.cells import applied
    from medlint.write.proof import apply, changes_of

    values: dict[Route, tuple[ValueCell, Edits]] = {}
    for word in words:
        if isinstance(word.cell, ValueCell):
            _, spans = values.setdefault(word.cell.route, (word.cell, []))
            spans.append((*(word.span or (0, len(word.cell.raw))), new))
    document = next(iter(values.values()))[0].document
    source = document.source
    expected = _copy(document.data)
    texts = {route: applied(cell.raw, spans) for route, (cell, spans) in values.items()}
    for route, text in texts.items():
        value_at(expected, route[:-1])[route[-1]] = text
    for quoted in (False, True):
        edits = {
            Edit.at(document.place(route), _token(source.text[slice(*document.span(route))], text, quoted=quoted))
            for route, text in texts.items()
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
