"""A record's fields as table cells: Markdown kept, pipes, line ends and HTML made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from medlint.model import Cell, Entry
from medlint.read.inline import fill
from medlint.read.match import address_key
from medlint.text import doi
from medlint.text.yaml import text_of

NOTES = {
    "registration": "registration required",
    "dua": "agreement required",
    "controlled": "access on request",
    "mixed": "access differs by part",
    "closed": "not available",
}
"""What readers are told of each level of access but `open`."""

_TOKEN = re.compile(
    r"\\?(?:\r\n|\r|\n)"  # a line end, also after the backslash of a hard break
    r"|\\[\s\S]"
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*>|<[^\s<>@]+@[^\s<>@]+>"  # autolinks
    r"|<(?=[A-Za-z/!?])"
    r"|\|"
)
_IN_CODE = re.compile(r"\r\n|\r|\n|\\\||\|")
_BACKTICKS = re.compile(r"\\?`+")


def escape(markdown: str) -> str:
    """Markdown as one cell of a table. HTML shows as it is written, line ends become `<br>`."""
    text = markdown.strip().replace("\t", " ")
    if not re.search(r"[|<\r\n]", text):
        return text
    out, at = [], 0
    for start, end in code_spans(text):
        out += [_TOKEN.sub(_escaped, text[at:start]), _IN_CODE.sub(_escaped_code, text[start:end])]
        at = end
    out.append(_TOKEN.sub(_escaped, text[at:]))
    # A mark of emphasis must see the blank that it saw at the end of the line.
    tight = re.sub(r" *<br> *", "<br>", "".join(out))
    return re.sub(r"<br>(?=[*_~])", "<br> ", re.sub(r"(?<=[*_~])<br>", " <br>", tight))


def _escaped(found: re.Match[str]) -> str:
    token = found[0]
    if token[-1] in "\r\n":
        return "<br>"
    return {"|": "\\|", "<": "&lt;"}.get(token, token)


def _escaped_code(found: re.Match[str]) -> str:
    return "\\|" if found[0].endswith("|") else " "


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of inline code, backticks included: a run of them up to the next run as long."""
    runs = [(m.end() - len(m[0].lstrip("\\")), m.end(), m[0][0] == "\\") for m in _BACKTICKS.finditer(text)]
    later: dict[int, int] = {}
    closing: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        start, end, _ = runs[index]
        closing[index] = later.get(end - start)
        later[end - start] = index
    index = 0
    while index < len(runs):
        start, _, escaped = runs[index]
        close = None if escaped else closing[index]
        if close is not None:
            yield start, runs[close][1]
            index = close
        index += 1


def link(url: str) -> str:
    """An address as a cell: bare where every reader takes the whole of it for a link, else in `<…>`."""
    url = "".join(f"%{ord(c):02X}" if c in "|<>\\ \t\r\n`" else c for c in url.strip())
    cell = Cell("", url)
    fill(cell, {})
    whole = [found.url for found in cell.links] == [url] and cell.text == url
    return url if whole and not re.search(r"[*_~&]", url[-1:]) else f"<{url}>"


def titled(text: str, url: str) -> str:
    """A link with a text of its own as a cell."""
    shown = re.sub(r"\\.|[\[\]]", lambda m: m[0] if len(m[0]) > 1 else "\\" + m[0], text)
    target = "".join(f"%{ord(c):02X}" if c in "()<>|\\ \t\r\n`" else c for c in url.strip())
    return f"[{escape(shown)}]({target})"


def render_cell(entry: Entry, field: str) -> str:
    """A field of a record as the table shows it; empty where the record says nothing.

    `source` is the DOI where there is one, else the landing page.
    """
    if field == "source":
        return _doi(entry.data.get("doi")) or _value(entry.get(field))
    if field == "doi":
        return _doi(entry.data.get("doi"))
    if field == "paper":
        return _paper(entry.data.get("paper"))
    if field == "access":
        return access(entry)
    return _value(entry.get(field))


def linked_title(entry: Entry) -> str:
    """The title as a link to the source; the title alone where it holds a link, or there is no source."""
    title, url = entry.get("title"), source_url(entry)
    if title is None or title.links or not url:
        return _value(title)
    return titled(title.raw, url)


def source_url(entry: Entry) -> str:
    """Where a record is to be found: its DOI, else its landing page; empty where it has neither."""
    found = doi.parse(_plain(entry.data.get("doi")))
    source = entry.get("source")
    if found is not None:
        return found.url
    return source.links[0].url if source is not None and source.links else ""


def access(entry: Entry) -> str:
    """What it takes to get the images, linked where the record says where to ask; `open` where it is."""
    level, url = access_of(entry.data)
    said = NOTES.get(level, level)
    return titled(said, url) if said and url else escape(said)


def note(entry: Entry) -> str:
    """What a reader has to know beside the source: ` (agreement required)`; nothing where access is open."""
    level, url = access_of(entry.data)
    if level not in NOTES:
        return ""
    cells = [entry.get(field) for field in ("doi", "source")]
    shown = {address_key(found.url) for cell in cells if cell is not None for found in cell.links}
    same = not url or address_key(url) in shown
    return f" ({NOTES[level]})" if same else f" ({access(entry)})"


def access_of(data: Mapping[str, Any]) -> tuple[str, str]:
    """The level of access that a record gives, and where to ask; empty where it doesn't say."""
    value = data.get("access")
    if isinstance(value, dict):
        level, url = value.get("level", ""), value.get("url", "")
    else:
        level, url = value, ""
    return _plain(level), _plain(url)


def extra(data: Mapping[str, Any], column: str) -> str | None:
    """The cell that a record keeps for a column as it was written; None where it keeps none."""
    kept = data.get("extra")
    for item in kept if isinstance(kept, list) else ():
        if isinstance(item, dict) and item.get("column") == column and isinstance(item.get("text"), str):
            return str(item["text"])
    return None


def _plain(value: Any) -> str:
    return "" if isinstance(value, (dict, list)) or value is None else text_of(value).strip()


def _doi(value: Any) -> str:
    text = _plain(value)
    found = doi.parse(text)
    return link(found.url) if found is not None else escape(text)


def _value(cell: Cell | None) -> str:
    if cell is None:
        return ""
    address = len(cell.links) == 1 and cell.links[0].kind == "value"
    return link(cell.raw) if address else escape(cell.raw)


def _paper(value: Any) -> str:
    if not isinstance(value, dict):
        return escape(_plain(value))
    arxiv = _plain(value.get("arxiv"))
    parts = [_doi(value.get("doi")), link(f"https://arxiv.org/abs/{arxiv}") if arxiv else ""]
    return "<br>".join(part for part in parts if part)
