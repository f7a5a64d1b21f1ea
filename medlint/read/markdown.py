"""A Markdown file as a `Page`: sections, tables, cells, prose, links and anchors, each with its place.

markdown-it-py (CommonMark and GFM tables) finds the blocks and gives their lines; the columns are found here,
because a finding has to point at a cell. Tables are split by GFM's rules, but keep the cells that GFM would cut.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from medlint.lazy import regex
from medlint.model import Cell, Item, Link, Page, Row, Section, Source, Table, TextCell
from medlint.project import Problem
from medlint.read.blocks import parser
from medlint.read.inline import LEADING, NESTING, fill, html_links, too_deep, visible
from medlint.text.slug import Slugs, slug

if TYPE_CHECKING:
    from markdown_it.token import Token

    from medlint.read.html import Tables, Tag

# Line by line, each read in one way only: a line and its end take all of what they can be.
_PIPE = regex(r"\|(?<!\\\|)")
_ATTRIBUTES = regex(r"\{:[^{}|]*\}")  # what kramdown gives the table above, and GitHub takes for a row
_FRONT_MATTER = regex(r"\A---[ \t]*+(?>\r\n|\r|\n)(?:[^\r\n]*+(?>\r\n|\r|\n))*?---[ \t]*+(?>\r\n|\r|\n|\Z)")
_LEVELS = ("1", "2", "3", "4", "5", "6")


def read_page(source: Source) -> tuple[Page, list[Problem]]:
    """Read a page. Problems name what is nested too deep to be read; the rest is read all the same."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.page = Page(source)
        self.problems: list[Problem] = []
        self.env: dict[str, Any] = {}
        self.slugs = Slugs()
        self.section = Section(0, None, None, 1)
        self.page.sections.append(self.section)
        self.items: list[Item] = []
        """The items that are open, from the outside in."""
        self.tables: Tables | None = None
        """The tables of raw HTML, where there is any."""
        self.heading: Tag | None = None
        """The tag of an HTML heading that isn't closed yet."""

    def read(self) -> tuple[Page, list[Problem]]:
        tokens = parser().parse(_without_front_matter(self.source.text), self.env)
        # `[^1]: word` is a footnote on GitHub, whatever CommonMark makes of it.
        definitions = self.env.setdefault("references", {})
        self.references: dict[str, Any] = {k: v for k, v in definitions.items() if not k.startswith("^")}
        self.page.definitions = self.references
        for index, token in enumerate(tokens):
            self._block(token, tokens[index + 1] if index + 1 < len(tokens) else None)
        if self.tables is not None:
            self._end_table(self.tables.close(len(self.source.text)))
        if "deep" in self.env:
            self._deep(self.env["deep"] + 1, "quotes and lists")
        self._definitions()
        self.page.prose.sort(key=lambda cell: cell.offset(0))
        self.page.links.sort(key=lambda link: (link.place.start, link.place.end))
        self.page.anchors |= self.slugs.all
        return self.page, self.problems

    def _deep(self, line: int, what: str) -> None:
        start = self.source.starts[line - 1]
        message = f"{what} nest deeper than {NESTING} levels here, what is inside is not read"
        self.problems.append(Problem("MED001", self.source.place(start, start), message))

    def _block(self, token: Token, after: Token | None) -> None:
        lines = token.map or [0, 0]
        if token.type == "heading_open" and after is not None:
            if self.tables is not None:
                self._end_table(self.tables.close(self._start(lines[0])))
            self._heading(int(token.tag[1]), after, lines)
        elif token.type == "gfm_table":
            self._table(token)
        elif token.type == "inline" and token.meta.get("heading") is None:
            self._paragraph(token)
        elif token.type == "list_item_open":
            self._item(lines)
        elif token.type == "list_item_close":
            self.items.pop()
        elif token.type in ("fence", "code_block"):
            self.section.blocks += 1
            self.page.code.append((self._start(lines[0]), self._start(lines[1])))
        elif token.type == "html_block":
            self._html(lines)

    def _start(self, line: int) -> int:
        starts = self.source.starts
        return starts[line] if line < len(starts) else len(self.source.text)

    def _paragraph(self, token: Token) -> None:
        self.section.blocks += 1
        cell = self._cell(token.content, self._segments(token))
        self.page.prose.append(cell)
        if self.items:
            self.items[-1].cells.append(cell)
        else:
            self.section.content.append(cell)

    def _item(self, lines: list[int]) -> None:
        end = lines[1]
        while end > lines[0] + 1 and not self.source.line(end).strip():
            end -= 1
        item = Item(lines[0] + 1, end)
        if self.items:
            self.items[-1].items.append(item)
        else:
            self.section.content.append(item)
        self.items.append(item)

    def _open_section(self, level: int, cell: TextCell, line: int) -> None:
        while self.section.level >= level and self.section.parent is not None:
            self.section = self.section.parent
        parent = self.section
        self.section = Section(level, cell, parent, line)
        parent.children.append(self.section)
        self.page.sections.append(self.section)
        self.slugs.add(cell.text)

    def _heading(self, level: int, inline: Token, lines: list[int]) -> None:
        inline.meta["heading"] = True
        cell = self._cell(inline.content, self._segments(inline))
        if self.items:  # it names the item, not what follows the list
            self.slugs.add(cell.text)
            self.section.blocks += 1
            self.items[-1].cells.append(cell)
        else:
            self._open_section(level, cell, lines[0] + 1)
        images = [link.whole_span for link in cell.links if link.kind == "image"]
        if images or cell.raw.endswith("-->"):
            self._plain_anchor(cell, images)

    def _plain_anchor(self, cell: TextCell, images: list[tuple[int, int]]) -> None:
        """The anchors of a heading with images (badges, mostly), whose text is no part of them, or with a comment.

        GitHub leaves a hyphen for the space between text and badge, other renderers strip it: both are right.
        """
        pieces, last = [], 0
        for start, end in sorted(images):
            pieces.append(cell.raw[last:start])
            last = max(last, end)
        plain = Cell("", "".join([*pieces, cell.raw[last:]]))
        fill(plain, self.references)
        name = slug(plain.text)
        self.page.anchors |= {name, f"{name}-", f"-{name}"}

    def _cell(self, raw: str, segments: list[tuple[int, int]]) -> TextCell:
        cell = TextCell("", raw, self.source, segments)
        fill(cell, self.references)
        if too_deep(raw):
            self._deep(self.source.line_of(cell.offset(0)), "brackets")
        if cell.links:
            self.page.links.extend(cell.links)
        for start, end in cell.opaque:
            if raw[start] == "<" and "=" in raw[start:end]:
                self._anchors(raw[start:end])
        return cell

    def _anchors(self, html: str) -> None:
        for attribute, value, _, _ in html_links(html):
            if attribute in ("id", "name"):
                self.page.anchors |= {value, value.removeprefix("user-content-")}  # as pages are shown, and copied

    def _segments(self, token: Token) -> list[tuple[int, int]]:
        """Where each line of a paragraph's content stands in the source: quotes and indents lie before it."""
        first = (token.map or [0, 0])[0]
        out, position = [], 0
        for number, line in enumerate(token.content.split("\n")):
            start = self._start(first + number)
            written = self.source.line(first + number + 1) if first + number < len(self.source.starts) else ""
            written = written.replace("\0", "\ufffd")
            text = line.lstrip()
            found = written.rfind(text)
            if token.meta.get("heading") and "heading" in token.meta:
                found = written.find(text)
            shift = len(line) - len(text)
            out.append((position + shift, start + max(found, 0)))
            if shift:
                out.append((position, start + max(found - shift, 0)))
            position += len(line) + 1
        return sorted(out)

    def _table(self, token: Token) -> None:
        table = Table(self.page, self.section, (token.map or [0])[0] + 1)
        offsets: list[int] = token.meta["offsets"]
        table.end_line = table.line + len(offsets) - 1
        for number, offset in enumerate(offsets):
            if number == 1:
                continue
            line = table.line + number
            row = Row(table, [], line)
            text = self.source.line(line)
            if number == len(offsets) - 1 and _ATTRIBUTES.fullmatch(text.strip(" \t>")):
                table.end_line -= 1
                break
            start = self.source.starts[line - 1]
            for a, b in split_row(text, offset):
                row.cells.append(self._cell(text[a:b], [(0, start + a)]))
            if _is_rest(table, row, text):
                above = table.rows[-1]
                above.cells += row.cells[1:]
                above.end_line, above.end = line, row.end
            else:
                table.rows.append(row)
        self._add_table(table)

    def _add_table(self, table: Table) -> None:
        self.section.tables.append(table)
        self.section.content.append(table)
        self.page.tables.append(table)

    def _html(self, lines: list[int]) -> None:
        from medlint.read.html import Tables, tags

        start, end = self._start(lines[0]), self._start(lines[1])
        text = self.source.text[start:end]
        self.page.loose.append((start, end, text))
        self._anchors(text)
        cell = TextCell("", text, self.source, [(0, start)])
        if self.items and not self.items[-1].cells and visible(text).strip():
            self.items[-1].cells.append(self._cell(text.rstrip(), [(0, start)]))
            self._count_block(start, end)
            return
        for attribute, value, a, b in html_links(text):
            if attribute in LEADING:
                self.page.links.append(Link(value, "", "html", cell, (a, b)))
        at = start
        self.tables = tables = self.tables or Tables(self.page)
        for tag in tags(text, start):
            if tag.name[0] == "h" and tag.name[1:] in _LEVELS:
                at = self._html_heading(tag, at)
            else:
                if tag.name == "table" and not tag.closes:
                    self._end_table(tables.close(tag.start))
                self._end_table(tables.feed(tag))
        self._count_block(at, end)

    def _end_table(self, span: tuple[int, int] | None) -> None:
        table = self.tables.table(self.section, span) if self.tables is not None and span is not None else None
        if table is not None:
            self._add_table(table)

    def _html_heading(self, tag: Tag, at: int) -> int:
        """Take a tag of a heading: any of them ends the one that is open, as in browsers.

        `at` is how far the text of the block has been counted; how far it is now is returned.
        """
        from medlint.read.html import fill_html

        opened = self.heading
        if opened is not None:
            raw = self.source.text[opened.end : tag.start]
            lead = len(raw) - len(raw.lstrip())
            cell = TextCell("", raw.strip(), self.source, [(0, opened.end + lead)])
            fill_html(cell)
            if blank := re.search(r"\n[ \t\r]*\n", raw):
                cell.hide((max(blank.start() - lead, 0), len(cell.raw)))  # Markdown, which is read by itself
            self._open_section(int(opened.name[1]), cell, self.source.line_of(opened.start))
        else:
            self._count_block(at, tag.start)
        self.heading = None if tag.closes else tag
        return tag.end

    def _count_block(self, start: int, end: int) -> None:
        text = self.source.text[start:end]
        if visible(text).strip() or re.search(r"<(img|iframe|video|picture)\b", text, re.IGNORECASE):
            self.section.blocks += 1

    def _definitions(self) -> None:
        footnotes = [value for key, value in self.env["references"].items() if key.startswith("^")]
        for reference in [*self.references.values(), *footnotes, *self.env.get("duplicate_refs", [])]:
            first, last = reference["map"]
            start, end = self._start(first), self._start(last)
            text = self.source.text[start:end]
            after = text.find("]:") + 2
            if text.lstrip(" >").startswith("[^"):
                self._footnote(first + 1, start + after, end)
                continue
            found = text.find(reference["href"], after) if reference["href"] else -1
            if found >= 0 and not reference["href"].startswith("img "):  # `[MRI]: <img …>` was meant as a macro
                cell = TextCell("", text, self.source, [(0, start)])
                span = (found, found + len(reference["href"]))
                self.page.links.append(Link(reference["href"], "", "definition", cell, span))

    def _footnote(self, line: int, start: int, end: int) -> None:
        """Take a footnote that CommonMark reads as the definition of a link: GitHub shows its text."""
        written = self.source.text[start:end]
        raw = written.strip()
        start += len(written) - len(written.lstrip())
        self.page.prose.append(self._cell(raw, [(0, start)]))
        sections = self.page.sections
        sections[max(bisect_right(sections, line, key=lambda section: section.line) - 1, 0)].blocks += 1


def _is_rest(table: Table, row: Row, text: str) -> bool:
    """Whether a line goes on where the one above it, which no pipe ends, was torn: both have the cells of one row."""
    if len(table.rows) < 2 or not row.cells or text.lstrip(" \t>").startswith("|"):
        return False
    header, above = table.rows[0], table.rows[-1]
    ends = table.page.source.line(above.line).rstrip().endswith("|")
    return not ends and len(above.cells) + len(row.cells) == len(header.cells) + 1 < 2 * len(header.cells)


def split_row(line: str, offset: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of the cells of a table row, from the offset on, without the padding around their text.

    A pipe after a backslash belongs to its cell, in a code span too; pipes at both ends are optional
    (https://github.github.com/gfm/#tables-extension-). An empty cell is the whole of its padding.
    """
    end = len(line.rstrip())
    start = offset + len(line[offset:]) - len(line[offset:].lstrip())
    cuts = [m.start() for m in _PIPE.finditer(line, start, end)]
    if cuts and cuts[0] == start:
        cuts.pop(0)
        start += 1
    if cuts and cuts[-1] == end - 1:
        end = cuts.pop()
    elif not cuts and end > start and line[end - 1] == "|" and (end < 2 or line[end - 2] != "\\"):
        end -= 1
    for cut in [*cuts, end]:
        piece = line[start:cut]
        text = piece.strip()
        if text:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(text)
        else:
            yield start, max(cut, start)
        start = cut + 1


def _without_front_matter(text: str) -> str:
    found = _FRONT_MATTER.match(text)
    return text if found is None else re.sub(r"[^\r\n]", "", found[0]) + text[found.end() :]
