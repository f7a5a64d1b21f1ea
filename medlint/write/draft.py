"""A row of a table as a record: what the row tells is written down, what it doesn't is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from medlint.data.license import is_spdx_expression, spdx
from medlint.data.modality import modality_codes
from medlint.model import Cell, Entry, Link
from medlint.read.columns import ALIASES, header_key
from medlint.read.match import without_access
from medlint.text import doi, size
from medlint.text import url as urls
from medlint.write.cells import NOTES
from medlint.write.plain import literal, markdown_of, read

_NOTHING = frozenset(("", "-", "--", "–", "—", "?", "n/a", "na", "none", "tbd", "tba", "todo", "xxx"))
_UNSAID = frozenset(("unknown", "unspecified", "not specified", "not stated", "not available", "no license"))
_MARK = re.compile(r"[\[(]([^\])]*\baccess\b[^\])]*)[\])]", re.IGNORECASE)
_ACRONYM = re.compile(r"\(([A-Z][\w.+/-]{1,30})\)\s*$")
_DATE = re.compile(r"(\d{4})(?:[-./](0?[1-9]|1[0-2])(?:[-./](0?[1-9]|[12]\d|3[01]))?)?")
_ARXIV = re.compile(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d+)?", re.IGNORECASE
)
_NATURE = re.compile(r"https?://(?:www\.)?nature\.com/articles/(s\d{5}-\d{3}-\d{4,5}-[\dx]|sdata\d+)", re.IGNORECASE)
_ASKING = re.compile(r"access|request|apply|application|agreement|regist", re.IGNORECASE)
_X_RAY = modality_codes("X-ray")
_LEVELS = (
    ("mixed", r"differs|mixed|part(?:ly|ial)"),
    ("closed", r"\bclosed|not available|no longer|withdrawn|private"),
    ("dua", r"agreement|\bduas?\b|\bdata use\b"),
    ("registration", r"regist|sign[- ]?(?:up|in)|log[- ]?in|account"),
    ("controlled", r"limited|restrict|controlled|request|application|appl(?:y|ied)|approval|gated|credential"),
    ("open", r"\bopen|public|free"),
)


class Unknown(NamedTuple):
    """What a row does not tell, or could not be taken over: where, of which field, and why."""

    cell: Cell | None
    field: str
    message: str


class Draft:
    """A record in the making. `data` has the keys of the schema in its order, the identifier apart."""

    def __init__(self, row: Entry, section: str) -> None:
        self.row = row
        self.unknown: list[Unknown] = []
        source = row.get("source")
        self.links = [link for link in source.links if link.kind != "image"] if source is not None else []
        title, aliases = self._title()
        doi_text, page, paper = self._source()
        fields: dict[str, Any] = {
            "kind": "dataset",
            "title": title,
            "aliases": aliases,
            "description": self._description(),
            "section": section,
            "modalities": self._modalities(section),
            "keywords": self._keywords(),
            "landing_page": page,
            "doi": doi_text,
            "paper": paper,
            "access": self._access(),
            "license": self._license(),
            "size": self._size(),
            "published": self._published(),
        }
        self.data = {key: value for key, value in fields.items() if value}

    def _miss(self, field: str, message: str, column: str = "") -> None:
        self.unknown.append(Unknown(self.row.get(column or field), field, message))

    def _title(self) -> tuple[str, list[str]]:
        cell = self.row.get("title")
        text = titled(cell) if cell is not None else ""
        if not text:
            self._miss("title", "the title is empty")
        found = _ACRONYM.search(text)
        return literal(text), [literal(found[1])] if found else []

    def _description(self) -> str:
        cell = self.row.get("description")
        text = markdown_of(cell) if cell is not None else ""
        if len(text) < 50:
            self._miss("description", "the description is shorter than 50 characters" if text else "no description")
        return text

    def _modalities(self, section: str) -> list[str]:
        own = modality_codes(self.row.text("modality"))
        texts = (self.row.text("keywords"), self.row.text("title"), self.row.text("description"))
        said = own or frozenset(code for text in texts for code in modality_codes(text))
        of_section = modality_codes(section)
        codes = said if own else (said & of_section or said or of_section)
        if not codes:
            self._miss("modalities", "nothing names a modality that the vocabulary knows")
        elif codes >= _X_RAY:
            self._miss("modalities", "'X-ray' may be taken in several ways, CR and DX are the usual ones")
            codes = codes - _X_RAY | {"CR", "DX"}
        return sorted(codes)

    def _keywords(self) -> list[str]:
        cell = self.row.get("keywords")
        found = list(dict.fromkeys(split_keywords(markdown_of(cell)))) if cell is not None else []
        if not found:
            self._miss("keywords", "no keywords")
        return found

    def _source(self) -> tuple[str, str, dict[str, str]]:
        """The DOI, the landing page and the paper."""
        cell = self.row.get("source")
        found = dataset = page = ""
        paper: dict[str, str] = {}
        urls_here = [link.url for link in self.links]
        if not urls_here and cell is not None and doi.parse(cell.text) is not None:
            urls_here = [f"https://doi.org/{cell.text.strip()}"] if cell.text.strip()[:3] == "10." else [cell.text]
        for url in urls_here:
            named = doi.find_doi_link(url) or (doi.parse(url) if url.lower().startswith("doi:") else None)
            if urls.is_article(url):
                paper = paper or paper_of(url)
                found = found or url
            elif named is not None:
                dataset = dataset or str(named)
            elif urls.is_web(url) and not page and self._asked() != url:
                page = url.strip()
        if not page:
            self._miss("landing_page", self._no_page(dataset, found), "source")
        elif not page.startswith("https://"):
            self._miss("landing_page", "the address is not https://, which the schema asks for", "source")
        return dataset, page, paper

    def _no_page(self, dataset: str, article: str) -> str:
        if dataset:
            return f"only the DOI {dataset} is given, not the page it leads to"
        return "only an article is given" if article else "no web address is given"

    def _access(self) -> dict[str, str]:
        mark, where = self._mark()
        level = access_level(mark)
        if not level:
            why = f"{mark!r} is no level of access that is known" if mark else "nothing says who may have the images"
            self.unknown.append(Unknown(where, "access", why))
            return {}
        url = "" if level == "open" else self._asked() or self._asking()
        if level != "open" and not url:
            self.unknown.append(Unknown(where, "access", "nothing says where to ask for access"))
        return {"level": level, "url": url} if url else {"level": level}

    def _mark(self) -> tuple[str, Cell | None]:
        """What is written of access, and where: a column of its own, a mark in the title, a note at the source."""
        own, title, source = (self.row.get(field) for field in ("access", "title", "source"))
        if own is not None and own.text.strip().casefold() not in _NOTHING:
            return own.text.strip(), own
        if title is not None and (found := _MARK.search(title.text)):
            return found[1], title
        if source is not None:
            for said in NOTES.values():
                if source.text.rstrip().endswith(f"({said})"):
                    return said, source
        return "", own

    def _asked(self) -> str:
        """The address that a note at the source gives for asking."""
        cells = [self.row.get(field) for field in ("access", "source")]
        links = [link for cell in cells if cell is not None for link in cell.links]
        return next((link.url for link in links if link.text in NOTES.values()), "")

    def _asking(self) -> str:
        """The one address whose text speaks of access."""
        cells = [self.row.get(field) for field in ("title", "access", "description")]
        links: list[Link] = [link for cell in cells if cell is not None for link in cell.links]
        found = {link.url for link in links if _ASKING.search(link.text) and urls.is_web(link.url)}
        return found.pop() if len(found) == 1 else ""

    def _license(self) -> str:
        cell = self.row.get("license")
        text = " ".join(cell.text.split()) if cell is not None else ""
        if text.casefold() in _NOTHING:
            self._miss("license", "no license is given")
            return ""
        addresses = [link.url for link in cell.links] if cell is not None else []
        if known := next((known for name in (text, *addresses) if (known := spdx(name))), None):
            return known
        if is_spdx_expression(text):
            return text
        if text.casefold() in _UNSAID:
            return "unknown"
        words = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")
        if not words or len(words) > 60:
            self._miss("license", "the license has no SPDX name")
            return ""
        return f"LicenseRef-{words}"

    def _size(self) -> dict[str, Any]:
        cell = self.row.get("size")
        text = markdown_of(cell) if cell is not None else ""
        counted = self._counted()
        if not text:
            self._miss("size", "no size is given")
            return {}
        parsed = size.parse(cell.text if cell is not None else "")
        for piece in parsed.unread:
            self._miss("size", f"{piece.text!r} is not understood")
        out: dict[str, Any] = {"text": text}
        whole = {figure for q in parsed.byte_figures if not q.label and _told(figure := quantity_of(q))}
        if len(whole) == 1:
            amount = dict(whole.pop())
            out["bytes"] = amount["value"] if list(amount) == ["value"] else amount
        elif whole:
            self._miss("size", "several sizes in bytes are given")
        counts = counts_of([*parsed.counts, *counted])
        if counts:
            out["counts"] = counts
        return out

    def _counted(self) -> list[size.Quantity]:
        """Counts in columns of their own, such as `n`, beside the size."""
        if self.row.row is None:
            return []
        found = []
        for column, cell in zip(self.row.row.table.columns, self.row.row.cells, strict=False):
            if not column.known and header_key(column.cell.text) in ALIASES["size"]:
                count = size.parse_count(cell.text)
                found += [count] if count is not None else []
        return found

    def _published(self) -> str:
        text = self.row.text("date")
        found = _DATE.fullmatch(text)
        if found is None:
            if text.casefold() not in _NOTHING:
                self._miss("date", f"{text!r} is no date that is understood")
            return ""
        return "-".join(part.zfill(2) for part in found.groups() if part)


def split_keywords(text: str) -> list[str]:
    """The keywords of a cell, each without spacing around it."""
    return [word for item in re.split(r"[,;\n、，；]", text) if (word := " ".join(item.split()))]


def titled(cell: Cell) -> str:
    """The text of a title without a mark of access that `access` of the record takes over."""
    found = _MARK.search(cell.text)
    text = without_access(cell.text) if found is not None and access_level(found[1]) else cell.text
    return " ".join(text.split())


def access_level(text: str) -> str:
    """The level of access that a text speaks of; empty where it speaks of none."""
    if text in NOTES:
        return text
    said = {words: level for level, words in NOTES.items()}
    return said.get(text) or next((level for level, words in _LEVELS if re.search(words, text, re.IGNORECASE)), "")


def paper_of(url: str) -> dict[str, str]:
    """The paper that an address leads to, as far as the address itself tells its DOI or arXiv number."""
    if found := _ARXIV.match(url):
        return {"arxiv": found[1] + (found[2] or "")}
    if found := _NATURE.match(url):
        return {"doi": f"10.1038/{found[1]}"}
    named = doi.find_doi_link(url) or (doi.parse(url) if url.lower().startswith("doi:") else None)
    return {"doi": str(named)} if named is not None else {}


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


def kept(draft: Draft, names: Sequence[str], shown: Sequence[str]) -> list[dict[str, str]]:
    """The cells that the record's own keys can't show: `extra` of the schema.

    `names` are what the columns of the table go by, `shown` what the record would show in them.
    """
    from medlint.write.compare import cell_meaning

    row = draft.row.row
    columns = row.table.columns if row is not None else []
    fields = {column.field for column in columns if column.known}
    out = []
    for column, cell, name, text in zip(columns, row.cells if row is not None else (), names, shown, strict=False):
        if cell.empty or cell.raw == text:
            continue
        field = column.field if column.known else ""
        here, there = cell_meaning(cell), cell_meaning(read(text))
        if field == "title" and fields & {"source", "access"}:
            here = titled(cell), here[1]
        same = here == there
        if field == "license":
            same |= not cell.links and spdx(cell.text) == text != ""
        if field == "keywords":
            same |= here[1] == there[1] and split_keywords(cell.text) == split_keywords(there[0])
        markdown = markdown_of(cell)
        if not same and markdown:
            out.append({"column": name, "text": markdown})
    return out
