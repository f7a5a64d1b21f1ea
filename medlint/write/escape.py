"""A record's Markdown made harmless where a page shows it: in a cell of a table, in running text, in HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from html import escape as html_escape
from typing import Any, NamedTuple

from medlint.lazy import regex
from medlint.model import Cell, Shape, Source, TextCell
from medlint.read.html import fill_html
from medlint.read.inline import fill

_TOKEN = regex(
    r"\\?(?:\r\n|\r|\n)"  # a line end, also after the backslash of a hard break
    r"|\\[\s\S]"
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*>|<[^\s<>@]+@[^\s<>@]+>"  # autolinks
    r"|<(?=[A-Za-z/!?])"
    r"|\|"
)
_HARD_BREAK = regex(r"(?<!\\)\\(?=\r\n|\r|\n)")
_BLOCK = regex(
    r"\A(?=#{1,6}(?:\s|\Z)|[-*+](?:\s|\Z)|>|`{3}|~{3}|(?:[-_*=]\s?){3}|[-=]+\Z|\[[^\[\]]*\]:|\|)|\A(\d{1,9})(?=[.)](?:\s|\Z))"
)
"""What begins a block, where it begins a line: a heading, an item, a quote, code, a rule, a definition, a table."""
_ENTITY = regex(r"&(?=#?\w+;)")
_IN_CODE = regex(r"\r\n|\r|\n|\\\||\|")
_ESCAPE_OR_TICKS = regex(r"\\[\s\S]|`+")


def escape(markdown: str) -> str:
    """Markdown as one cell of a table. HTML shows as it is written, line ends become `<br>`."""
    text = _whole_backslashes(markdown.strip().replace("\t", " "))
    if not re.search(r"[|<\r\n]", text):
        return text
    parts = _parted(text, lambda code: _IN_CODE.sub(_escaped_code, code), _escaped)
    # A mark of emphasis must see the blank that it saw at the end of the line.
    tight = re.sub(r"(\\{0,99}) {0,99}<br> *", _after_backslashes, parts)
    return re.sub(r"<br>(?=[*_~])", "<br> ", re.sub(r"(?<=[*_~])<br>", " <br>", tight))


def _parted(text: str, code: Callable[[str], str], token: Callable[[re.Match[str]], str]) -> str:
    """A text with its code and the tokens outside code written otherwise."""
    out, at = [], 0
    for start, end in code_spans(text):
        out += [_TOKEN.sub(token, text[at:start]), code(text[start:end])]
        at = end
    return "".join([*out, _TOKEN.sub(token, text[at:])])


def _after_backslashes(found: re.Match[str]) -> str:
    return _whole_backslashes(found[1]) + "<br>"


def _whole_backslashes(text: str) -> str:
    """The text with a backslash at its end that shows itself, whatever follows."""
    return text + "\\" * ((len(text) - len(text.rstrip("\\"))) % 2)


def _escaped(found: re.Match[str]) -> str:
    token = found[0]
    if token[-1] in "\r\n":
        return "<br>"
    return {"|": "\\|", "<": "&lt;", "\\<": "&lt;"}.get(token, token)


def _escaped_code(found: re.Match[str]) -> str:
    return "\\|" if found[0].endswith("|") else " "


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of inline code, backticks included: a run of them up to the next run as long.

    Outside code a backslash takes the next character's meaning away, inside it is a character like any other
    (https://spec.commonmark.org/0.31.2/#code-spans).
    """
    starts: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        starts.setdefault(run.end() - run.start(), []).append(run.start())
    at = 0
    while (found := _ESCAPE_OR_TICKS.search(text, at)) is not None:
        at = found.end()
        if found[0][0] == "`":
            closing = starts.get(len(found[0]), [])
            index = bisect_left(closing, at)
            if index < len(closing):
                at = closing[index] + len(found[0])
                yield found.start(), at


def link(url: str) -> str:
    """An address as a cell: bare where every reader takes the whole of it for a link, else in `<…>`."""
    url = "".join(f"%{ord(c):02X}" if c in "|<>\\ \t\r\n`" else c for c in url.strip())
    cell = Cell("", url)
    fill(cell, {})
    whole = [found.url for found in cell.links] == [url] and cell.text == url
    return url if whole and not re.search(r"[*_~&]", url[-1:]) else f"<{url}>"


def safe_address(url: str) -> str:
    """An address as the target of an inline link in a cell."""
    url = _ENTITY.sub("&amp;", url.strip())
    return "".join(f"%{ord(c):02X}" if c in "()<>|\\ \t\r\n`" else c for c in url)


class Syntax(NamedTuple):
    """How cells of one shape are written and read."""

    shape: Shape

    def read(self, raw: str, definitions: dict[str, Any]) -> Cell:
        """The cell that a text is; `definitions` are those of the page."""
        if self.shape == "html":
            html = TextCell("", raw, Source("", raw), [(0, 0)])
            fill_html(html)
            return html
        cell = Cell("", raw)
        fill(cell, definitions)
        return cell

    def text(self, markdown: str) -> str:
        """Markdown as the text of a cell."""
        if self.shape == "table":
            return escape(markdown)
        if self.shape == "html":
            return self._html(markdown)
        line = _whole_backslashes(" ".join(_HARD_BREAK.sub(" ", markdown).split()))
        line = _parted(line, str, lambda found: "&lt;" if found[0] in ("<", "\\<") else found[0])
        return _BLOCK.sub(r"\1\\", line)

    def _html(self, markdown: str) -> str:
        cell = Cell("", markdown)
        fill(cell, {})
        if any(link.kind != "link" for link in cell.links):
            return html_escape(cell.text, quote=False).replace("\n", "<br>")
        out, at = [], 0
        for link in cell.links:
            before = Cell("", markdown[at : link.whole_span[0]])
            fill(before, {})
            out += [_spaced(before), self.link(link.text, link.url)]
            at = link.whole_span[1]
        after = Cell("", markdown[at:])
        fill(after, {})
        return "".join([*out, _spaced(after)]).strip().replace("\n", "<br>")

    def link(self, text: str, url: str) -> str:
        """A link with a text of its own; `text` is Markdown that is safe already, or the plain text of HTML."""
        if self.shape == "html":
            return f'<a href="{html_escape(url.strip())}">{html_escape(text, quote=False)}</a>'
        return f"[{text}]({safe_address(url)})"

    def address(self, url: str) -> str:
        """An address that is shown as it is."""
        return self.link(url, url) if self.shape == "html" else link(url)

    def targets(self, url: str, *, tag: bool) -> list[str]:
        """The ways to write the address of a link, the plainest first; in a `tag` also where that has no quotes."""
        if tag:
            return [html_escape("".join(f"%{ord(c):02X}" if c in "| \t\r\n`" else c for c in url))]
        plain = url.replace("|", "%7C") if self.shape == "table" else url
        return list(dict.fromkeys((plain, f"<{plain}>", safe_address(url))))


def _spaced(cell: Cell) -> str:
    """The text of a cell as HTML, with the blanks around it that its Markdown has."""
    before, after = (" " if cell.raw[:1].isspace() else ""), (" " if cell.raw[-1:].isspace() else "")
    text = html_escape(cell.text, quote=False)
    return f"{before}{text}{after}" if text else before
