"""A table cell as a record holds it: Markdown without HTML, line feeds for `<br>`, pipes without backslashes."""

from __future__ import annotations

import re

from medlint.model import Cell
from medlint.read.inline import fill, html_links

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PIPE = re.compile(r"(?<!\\)\\\|")
_SPECIAL = re.compile(r"([\\`*_\[\]<&~!|])")


def read(markdown: str) -> Cell:
    """The cell that a Markdown text is."""
    cell = Cell("", markdown)
    fill(cell, {})
    return cell


def markdown_of(cell: Cell) -> str:
    """What a cell says, as Markdown without HTML.

    Links and images of HTML become those of Markdown, other tags go, what stands between them stays.
    """
    raw = cell.raw
    out, at = [], 0
    opened: list[tuple[int, str]] = []  # where in `out` an <a> was, and its address
    autolinks = {link.whole_span for link in cell.links if link.kind == "autolink"}
    for start, end in cell.opaque:
        tag = raw[start:end]
        if start < at or tag[:1] != "<" or (start, end) in autolinks:
            continue
        out.append(raw[at:start])
        at = end
        attributes = {name: value for name, value, _, _ in html_links(tag)}
        if _BREAK.fullmatch(tag):
            out.append("\n")
        elif tag[:3].lower() == "<a " and "href" in attributes:
            opened.append((len(out), attributes["href"]))
            out.append("")
        elif tag.lower().startswith("</a") and opened:
            index, url = opened.pop()
            out[index] = "["
            out.append(f"](<{url}>)" if re.search(r"[\s()]", url) else f"]({url})")
        elif tag[:4].lower() == "<img" and "src" in attributes:
            alt = re.search(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag, re.IGNORECASE)
            out.append(f"![{(alt[1] or alt[2] or '') if alt else ''}]({attributes['src']})")
    out.append(raw[at:])
    text = _PIPE.sub("|", "".join(out))
    return re.sub(r"[ \t]*\n[ \t]*", "\n", text).strip()


def literal(text: str) -> str:
    """Markdown that reads as the text: the text itself wherever that will do."""
    text = " ".join(text.split())
    return text if read(text).text == text else _SPECIAL.sub(r"\\\1", text)
