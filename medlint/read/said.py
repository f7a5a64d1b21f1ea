"""What an entry of a page says, as the keys of a record: `import` writes it down, and records are held against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from medlint.data.license import is_spdx_expression, spdx
from medlint.data.modality import modality_codes
from medlint.lazy import regex
from medlint.model import NOTE_MARK, Cell, Entry, Link
from medlint.read.columns import header_key
from medlint.read.inline import fill, html_links
from medlint.read.match import CITATION, bare_title
from medlint.text import doi, size
from medlint.text import url as urls
from medlint.text.placeholder import is_placeholder

NOTES = {
    "registration": "registration required",
    "dua": "agreement required",
    "controlled": "access on request",
    "mixed": "access differs by part",
    "closed": "not available",
}
"""What readers are told of each level of access but `open`."""

_LEVELS = (
    ("mixed", r"differs|mixed|part(?:ly|ial)"),
    ("closed", r"\bclosed|not available|no longer|withdrawn|private"),
    ("dua", r"agreement|\bduas?\b|\bdata use\b"),
    ("registration", r"regist|sign[- ]?(?:up|in)|log[- ]?in|account"),
    ("controlled", r"limited|restrict|controlled|request|application|appl(?:y|ied)|approval|gated|credential"),
    ("open", r"\bopen|public|free"),
)
NOTHING = regex(r"|[-–—?/.]+|n/?a|none|tb[adc]|to-?do|xxx+", re.IGNORECASE)
"""What stands in a cell that says nothing."""
_UNSAID = regex(
    r"un(?:known|specified|clear)|no(?:t|ne)?\b.{0,20}\b(?:specified|stated|given|licen[cs]e)", re.IGNORECASE
)
_MARK = regex(r"[\[(]([^\])]{0,80}\baccess\b[^\])]{0,80})[\])]", re.IGNORECASE)
_ACRONYM = regex(r"\(([A-Z][\w.+/-]{1,30})\)\s*$")
_DATE = regex(r"(\d{4})(?:[-./](0?[1-9]|1[0-2])(?:[-./](0?[1-9]|[12]\d|3[01]))?)?")
_ARXIV = regex(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d+)?", re.IGNORECASE
)
_NATURE = regex(r"https?://(?:www\.)?nature\.com/articles/(s\d{5}-\d{3}-\d{4,5}-[\dx]|sdata\d+)", re.IGNORECASE)
_ASKING = regex(r"\b(?:access|request|apply|application|agreement|regist)", re.IGNORECASE)
_BREAK = regex(r"<br\s*/?>", re.IGNORECASE)
_PIPE = regex(r"(?<!\\)\\\|")
_SPECIAL = regex(r"([\\`*_\[\]<&~!|])")
_SPLIT = regex(r"[,;\n、，；]")
_EMPTIED = regex(r"[(\[]\s*[)\]]")
_SHORT = 50
"""A description of fewer characters is a record's summary."""


class Unread(NamedTuple):
    """What an entry says and no key of a record can hold: the kind in words, the cell, the text, what to do."""

    kind: str
    cell: Cell
    text: str
    step: str = ""


class Facts(NamedTuple):
    """The keys of a record that an entry fills, in the schema's order, and what could not be read."""

    data: dict[str, Any]
    unread: list[Unread]


def facts(entry: Entry) -> Facts:
    """What an entry of a page says, in the keys of the shipped schema; nothing is made up, and nothing repeated."""
    unread: list[Unread] = []
    data: dict[str, Any] = {"title": literal(titled(entry["title"]))} if "title" in entry.fields else {}
    if found := _ACRONYM.search(titled(entry["title"]) if data else ""):
        data["aliases"] = [literal(found[1])]
    data |= description_of(entry.get("description"), entry.get("source"))
    data["modalities"] = _said(unread, entry, "modality", modalities_of, "modalities that the vocabulary doesn't know")
    data["keywords"] = [literal(word) for word in keywords_of(entry.text("keywords"))]
    data |= _sources(unread, entry)
    data["access"] = _access(unread, entry)
    data["license"] = _said(unread, entry, "license", license_of, "licences that have no SPDX name")
    data["size"] = _size(unread, entry)
    data["published"] = _said(unread, entry, "date", published_of, "dates that aren't understood")
    data["extra"] = [{"column": name, "text": text} for name, text in extras(entry)]
    return Facts({key: value for key, value in data.items() if value}, unread)


def _said(unread: list[Unread], entry: Entry, field: str, read: Any, kind: str) -> Any:
    cell = entry.get(field)
    if cell is None or NOTHING.fullmatch(plain_text(cell)):
        return None
    value = read(cell)
    if not value:
        unread.append(Unread(kind, cell, plain_text(cell)))
    return value


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is empty, or holds a sign for nothing or a word for what is to come."""
    text = plain_text(cell)
    return cell.empty or NOTHING.fullmatch(text) is not None or (not cell.links and is_placeholder(text))


def plain_text(cell: Cell) -> str:
    """What a reader sees in a cell, on one line and without marks of footnotes."""
    return " ".join(NOTE_MARK.sub("", cell.text).split())


def titled(cell: Cell) -> str:
    """The text of a title without marks of footnotes and citations, and without what it says of access."""
    found = _MARK.search(cell.text)
    text = bare_title(cell.text)
    return text if found is None or access_level(found[1]) else " ".join(CITATION.sub("", plain_text(cell)).split())


def description_of(cell: Cell | None, source: Cell | None) -> dict[str, str]:
    """A description; a short one is a summary, since the schema asks more of a description.

    The link to the data that stands in it, as in an item, is the source's own.
    """
    text = markdown_of(cell) if cell is not None else ""
    written = markdown_of(source) if source is not None and source is not cell else ""
    if written and written in text:
        shown = "" if len(source.links if source is not None else ()) != 1 else plain_text(read_markdown(written))
        text = text.replace(written, "" if "://" in shown else shown, 1)
        text = _EMPTIED.sub("", text).rstrip(" ,;:–—-(")
    if not text or NOTHING.fullmatch(text):
        return {}
    return {"summary" if len(text) < _SHORT and "\n" not in text else "description": text}


def prose_of(cell: Cell) -> str:
    """What a cell says beside the addresses that it shows, on one line."""
    text = cell.text
    for link in cell.links:
        if link.kind in ("bare", "autolink", "value"):
            text = text.replace(link.text, " ")
    return _EMPTIED.sub("", " ".join(NOTE_MARK.sub("", text).split())).rstrip(" ,;:–—-(")


def keywords_of(text: str) -> list[str]:
    """The keywords of a cell, each once and without spacing around it."""
    words = (" ".join(item.split()) for item in _SPLIT.split(text))
    return list(dict.fromkeys(word for word in words if word and not NOTHING.fullmatch(word)))


def modalities_of(cell: Cell) -> list[str]:
    """The DICOM codes that a cell of modalities names."""
    return sorted(modality_codes(cell.text))


class Source(NamedTuple):
    """What the links of a cell are to a record: the keys they fill, the link that fills each, and what is left."""

    values: dict[str, str]
    links: dict[str, Link]
    other: list[Link]


def source_of(cell: Cell) -> Source:
    """The dataset's DOI, its page and its paper among the links of a cell.

    The first of each kind counts; a DOI that is written without a link does where there is no link at all.
    """
    out = Source({}, {}, [])
    for link in cell.links:
        if link.is_picture:
            continue
        key, value = _meant(link.url.strip())
        if not key:
            out.other.append(link)
        elif key not in out.values:
            out.values[key] = value
            out.links[key] = link
    if not cell.links and (named := doi.parse(cell.text)) is not None:
        out.values["doi"] = str(named)
    return out


def _meant(url: str) -> tuple[str, str]:
    """Which key of a record an address fills, and with what; empty for none."""
    if urls.is_article(url):
        paper = paper_of(url)
        return next(((f"paper.{key}", value) for key, value in paper.items()), ("", ""))
    if (named := doi.named(url)) is not None:
        return "doi", str(named)
    return ("landing_page", url) if urls.is_web(url) else ("", "")


def paper_of(url: str) -> dict[str, str]:
    """The paper that an address leads to, as far as the address itself tells its DOI or arXiv number."""
    if found := _ARXIV.match(url):
        return {"arxiv": found[1] + (found[2] or "")}
    if found := _NATURE.match(url):
        return {"doi": f"10.1038/{found[1]}"}
    named = doi.named(url)
    return {"doi": str(named)} if named is not None else {}


def _sources(unread: list[Unread], entry: Entry) -> dict[str, Any]:
    cell = entry.get("source")
    if cell is None or cell.empty:
        return {}
    found = source_of(cell)
    if not found.values and (found.other or not NOTHING.fullmatch(plain_text(cell))):
        shown = found.other[0].url if found.other else plain_text(cell)
        unread.append(Unread("sources without an address or DOI that a record can hold", cell, shown))
    out: dict[str, Any] = {key: found.values[key] for key in ("landing_page", "doi") if key in found.values}
    paper = {key[6:]: value for key, value in found.values.items() if key.startswith("paper.")}
    return out | ({"paper": paper} if paper else {})


def _access(unread: list[Unread], entry: Entry) -> dict[str, str]:
    """The level of access: of a column of its own, else of a mark in the title, with the address to ask at."""
    cell, mark = entry.get("access"), ""
    if cell is not None and not NOTHING.fullmatch(plain_text(cell)):
        mark = plain_text(cell)
    elif (title := entry.get("title")) is not None and (found := _MARK.search(title.text)):
        cell, mark = title, found[1]
    level = access_level(mark) if mark else ""
    asked = _asking(entry)
    if cell is not None and mark and not level:
        unread.append(Unread("conditions of access that fit none of the levels", cell, mark))
    elif cell is not None and level not in ("", "open") and not asked:
        unread.append(Unread("conditions of access without the address to ask at", cell, mark))
        return {}
    return {} if not level else {"level": level} if level == "open" else {"level": level, "url": asked}


def _asking(entry: Entry) -> str:
    """The address that a column of access gives, else the one address whose text speaks of access."""
    own = entry.get("access")
    for link in own.links if own is not None else ():
        if not link.is_picture:
            return link.url
    cells = [entry.get(field) for field in ("title", "description", "source")]
    links = [link for cell in cells if cell is not None for link in cell.links if _ASKING.search(link.text)]
    found = {link.url for link in links if link.kind == "link" and urls.is_web(link.url)}
    return found.pop() if len(found) == 1 else ""


def access_level(text: str) -> str:
    """The level of access that a text speaks of; empty where it speaks of none."""
    if text in NOTES:
        return text
    said = {words: level for level, words in NOTES.items()}
    return said.get(text) or next((level for level, words in _LEVELS if re.search(words, text, re.IGNORECASE)), "")


def license_of(cell: Cell) -> str:
    """The licence that a cell names, as SPDX writes it; a name that SPDX doesn't know becomes a `LicenseRef-…`."""
    text = plain_text(cell)
    addresses = [link.url for link in cell.links]
    if known := next((known for name in (text, *addresses) if (known := spdx(name))), None):
        return known
    if is_spdx_expression(text):
        return text
    if _UNSAID.match(text):
        return "unknown"
    words = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")
    return f"LicenseRef-{words}" if words and len(words) <= 60 else ""


def _size(unread: list[Unread], entry: Entry) -> dict[str, Any]:
    cell = entry.get("size")
    text = plain_text(cell) if cell is not None else ""
    if cell is None or NOTHING.fullmatch(text):
        return {}
    parsed = size.parse(cell.text)
    unread += [Unread("parts of sizes that aren't understood", cell, piece.text, _AS_TEXT) for piece in parsed.unread]
    return {"text": literal(text)} | size_keys(parsed)


_AS_TEXT = "they are kept in size.text: add size.bytes and size.counts where you know them"


def size_keys(parsed: size.Size) -> dict[str, Any]:
    """The bytes and the counts of a size, as the keys of a record; what is given twice counts as not given."""
    out: dict[str, Any] = {}
    whole = {figure for q in parsed.byte_figures if not q.label and _told(figure := quantity_of(q))}
    if len(whole) == 1:
        amount = dict(whole.pop())
        out["bytes"] = amount["value"] if list(amount) == ["value"] else amount
    if counts := counts_of(parsed.counts):
        out["counts"] = counts
    return out


def quantity_of(quantity: size.Quantity) -> tuple[tuple[str, Any], ...]:
    """A figure as the keys of a record: a value, a range or one end of it, and whether it is rough."""
    out: list[tuple[str, Any]] = []
    if quantity.min is not None and quantity.min == quantity.max:
        out.append(("value", quantity.min))
    else:
        out += [(key, end) for key, end in (("min", quantity.min), ("max", quantity.max)) if end is not None]
    return (*out, ("approx", True)) if quantity.approx else tuple(out)


def _told(figure: tuple[tuple[str, Any], ...]) -> bool:
    return bool(figure) and figure[0][0] != "approx"


def counts_of(quantities: Iterable[size.Quantity]) -> list[dict[str, Any]]:
    """The counts of the whole, one for each unit; a unit that is counted twice is counted by nobody."""
    by_unit: dict[str, set[tuple[tuple[str, Any], ...]]] = {}
    for quantity in quantities:
        figure = quantity_of(quantity)
        if quantity.unit and not quantity.is_bytes and not quantity.label and _told(figure):
            by_unit.setdefault(quantity.unit, set()).add(figure)
    return [{"unit": unit, **dict(figures.pop())} for unit, figures in by_unit.items() if len(figures) == 1]


def published_of(cell: Cell) -> str:
    """The year, month or day that a cell gives; empty where it gives none, or in another form."""
    found = _DATE.fullmatch(plain_text(cell))
    return "-".join(part.zfill(2) for part in found.groups() if part) if found is not None else ""


def extras(entry: Entry) -> list[tuple[str, str]]:
    """The filled cells under columns or labels that mean no field, each with its header as written."""
    if entry.table is None:
        return []
    out: dict[str, tuple[str, str]] = {}
    for column in entry.table.columns:
        cell = entry.get(column.field)
        if column.known or not column.field or cell is None or cell.empty or column.field in out:
            continue
        if text := markdown_of(cell):
            name = " ".join(column.cell.text.split())
            out[column.field] = (name if header_key(name) == column.field else column.field, text)
    return list(out.values())


def extra_of(record: Entry, field: str) -> tuple[int, str] | None:
    """Where in `extra` a record keeps the text of a column, and the text; None where it keeps none."""
    kept = record.data.get("extra")
    for index, item in enumerate(kept if isinstance(kept, list) else ()):
        text = item.get("text") if isinstance(item, dict) else None
        if isinstance(text, str) and header_key(str(item.get("column"))) == field:
            return index, text
    return None


def read_markdown(text: str) -> Cell:
    """The cell that a Markdown text is."""
    cell = Cell("", text)
    fill(cell, {})
    return cell


def literal(text: str) -> str:
    """Markdown that reads as the text: the text itself wherever that will do."""
    text = " ".join(text.split())
    return text if read_markdown(text).text == text else _SPECIAL.sub(r"\\\1", text)


def markdown_of(cell: Cell) -> str:
    """What a cell says, as Markdown without HTML, comments and marks of footnotes; line feeds for `<br>`.

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
    return re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", "\n", NOTE_MARK.sub("", _PIPE.sub("|", "".join(out)))).strip()
