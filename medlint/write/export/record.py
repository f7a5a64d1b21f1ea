"""A dataset as exports and the site show it, and the list as a collection of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from medlint.lazy import regex
from medlint.read.match import address_key
from medlint.text import doi

_WEB = regex(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_CONTACT = regex(r"mailto:[^\s<>@]+@[^\s<>]+", re.IGNORECASE)


def safe_address(text: str) -> str:
    """A web or mail address; empty for anything else, above all for what a browser would run."""
    return text if _WEB.fullmatch(text) or _CONTACT.fullmatch(text) else ""


def iri(address: str) -> str:
    """An address with what no IRI can hold percent-encoded."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


class Amount(NamedTuple):
    """A figure: a value or the ends of a range; `unit` is "bytes" or what is counted."""

    unit: str
    value: int | None
    min: int | None
    max: int | None
    approx: bool = False
    available: bool = True

    @property
    def least(self) -> int:
        """As many there are for sure: the value, else the lower end, else the upper."""
        return next((number for number in (self.value, self.min, self.max) if number is not None), 0)

    @property
    def most(self) -> int:
        """What has to fit: the value, else the upper end, else the lower."""
        return next((number for number in (self.value, self.max, self.min) if number is not None), 0)


class Relation(NamedTuple):
    """How a dataset relates to another: a DataCite relationType, and an id, a DOI or an address."""

    type: str
    target: str


class Creator(NamedTuple):
    """Who made a dataset, with the identifier of a person (ORCID) or an organisation (ROR) where one is known."""

    name: str
    orcid: str = ""
    ror: str = ""

    @property
    def url(self) -> str:
        """The address of the identifier, or empty."""
        given, site = (self.orcid, "https://orcid.org/") if self.orcid else (self.ror, "https://ror.org/")
        return iri(safe_address(given if not given or "/" in given else site + given))


class Evidence(NamedTuple):
    """Where the value of a field was read, and when."""

    source: str
    value: str
    date: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Record:
    """One dataset. Texts are empty, and numbers None, where nothing is known; `path` and `line` say where it stands."""

    id: str
    path: str
    line: int
    title: str
    kind: str = "dataset"
    aliases: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    section: str = ""
    modalities: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    landing_page: str = ""
    doi: str = ""
    paper_doi: str = ""
    paper_arxiv: str = ""
    access: str = ""
    access_url: str = ""
    license: str = ""
    size: str = ""
    bytes: Amount | None = None
    counts: tuple[Amount, ...] = ()
    formats: tuple[str, ...] = ()
    version: str = ""
    published: str = ""
    relations: tuple[Relation, ...] = ()
    deidentification: str = ""
    faces: str = ""
    status: str = ""
    creators: tuple[Creator, ...] = ()
    publisher: str = ""
    citation: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    verified: str = ""
    verified_by: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Columns of the README that mean no field, with their texts."""

    @property
    def name(self) -> str:
        """What people call it: the first alias where that is shorter, else the title."""
        first = self.aliases[0] if self.aliases else self.title
        return first if 0 < len(first) < len(self.title) else self.title

    @property
    def doi_url(self) -> str:
        """The address of its DOI, or empty."""
        found = doi.parse(self.doi) if self.doi else None
        return found.url if found is not None else ""

    @property
    def papers(self) -> tuple[str, ...]:
        """The addresses of the article that describes it."""
        found = doi.parse(self.paper_doi) if self.paper_doi else None
        arxiv = f"https://arxiv.org/abs/{self.paper_arxiv}" if self.paper_arxiv else ""
        return tuple(url for url in (found.url if found is not None else "", arxiv) if url)

    @property
    def year(self) -> str:
        """The year it was published in, or empty."""
        return self.published[:4]


class Collection:
    """The datasets of a list with what the list says of itself; `base` is the address it is published under."""

    def __init__(self, records: tuple[Record, ...], title: str, description: str = "", base: str = "") -> None:
        self.records = records
        self.title = title
        self.description = description
        self.base = base

    @cached_property
    def _known(self) -> dict[str, Record]:
        out: dict[str, Record] = {}
        for record in self.records:
            for key in (record.id, _target_key(record.doi), _target_key(record.landing_page)):
                if key:
                    out.setdefault(key, record)
        return out

    def find(self, target: str) -> Record | None:
        """The dataset of the list that a relation's target means: by id, DOI or address."""
        return self._known.get(target) or self._known.get(_target_key(target))

    def page(self, record: Record) -> str:
        """The address of a dataset's page on the site; empty where the site has none."""
        return f"{self.base}datasets/{record.id}.html" if self.base else ""

    def identifier(self, record: Record) -> str:
        """What names a dataset in linked data: its page, else a URN."""
        return self.page(record) or f"urn:medlint:dataset:{record.id}"


def _target_key(target: str) -> str:
    return address_key(f"https://doi.org/{target}" if target.startswith("10.") else target) if target else ""
