"""Which record of which archive an address leads to. Pure; never raises on any text.

A DOI and the page of one record are one, and so are its versions and tabs; a file or folder of it is a part. The forms
of numbers are those that the archives' own DOIs and addresses show.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from medlint.lazy import regex
from medlint.text import doi

_DOIS = {
    r"10\.5281/zenodo\.(\d+)": "zenodo",
    r"10\.6084/m9\.figshare\.(?:c\.)?(\d+)(?:\.v\d+)?": "figshare",
    r"10\.18112/openneuro\.(ds\d{6})(?:\.v[\d.]+)?": "openneuro",
    r"10\.17632/([a-z0-9]{10})(?:\.\d+)?": "mendeley",
    r"10\.17605/osf\.io/([a-z0-9]{5})": "osf",
    r"10\.48550/arxiv\.(\d{4}\.\d{4,5})(?:v\d+)?": "arxiv",
    r"(10\.5061/dryad\.\w+|10\.7910/dvn/\w+)": "doi",
}
_END = r"/?(?:[?#].*)?"
_ADDRESSES = {
    r"(?:www\.)?zenodo\.org/(?:api/)?records?/(\d+)": "zenodo",
    r"(?:[\w-]+\.)?figshare\.com/(?:articles|collections)/(?:[^?#]*/)?(\d{5,9})(?:/\d{1,2})?": "figshare",
    r"(?:www\.)?openneuro\.org/datasets/(ds\d{6})(?:/versions/[\w.-]+)?(?:/[\w-]+)?": "openneuro",
    r"(?:www\.)?physionet\.org/(?:content|works)/([\w-]+)(?:/v?[\d.]+)?": "physionet",
    r"(?:www\.)?kaggle\.com/(?:competitions|c)/([\w.-]+)(?:/(?:data|overview|discussion|code))?": "kaggle/c",
    r"(?:www\.)?kaggle\.com/(?:datasets/)?((?!organizations|models|code|docs|search|datasets|competitions|c/)[\w.-]+/[\w.-]+)"
    r"(?:/(?:data|discussion|code|metadata|versions?/\d+))?": "kaggle",
    r"(?:www\.)?(?:huggingface\.co|hf\.co)/datasets/([\w.-]+(?:/[\w.-]+)?)(?:/tree/main|/viewer)?": "huggingface",
    r"(?:www\.)?arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?": "arxiv",
    r"data\.mendeley\.com/datasets/([a-z0-9]{10})(?:/\d+)?": "mendeley",
    r"(?:www\.)?osf\.io/([a-z0-9]{5})": "osf",
    r"(?:www\.)?datadryad\.org/(?:stash/)?dataset/doi:(10\.5061/dryad\.\w+)": "doi",
    r"[\w.-]+/(?:dataset|citation)(?:\.xhtml)?\?persistentId=doi:(10\.\d{4,9}/[\w./-]+)(?:&[^#]*)?": "doi",
}
_LONGEST = 500
"""Characters of an address that may name a record."""
_SCHEME = regex(r"https?://", re.IGNORECASE)


@cache
def _pattern(of_dois: bool) -> re.Pattern[str]:
    """All forms as one expression, each with the one group that is the number."""
    forms = _DOIS if of_dois else (text + _END for text in _ADDRESSES)
    return re.compile("|".join(forms), re.IGNORECASE)


@lru_cache(maxsize=1 << 15)
def record_of(url: str) -> str | None:
    """The archive and number of the record that an address leads to (`zenodo:3723295`); None where it can't be told."""
    named = doi.find_doi_link(url)
    if named is None and not (found := _SCHEME.match(url.strip())):
        return None
    text = named.key if named is not None else url.strip()[found.end() :] if found else ""
    number = _pattern(named is not None).fullmatch(text) if len(text) < _LONGEST else None
    if number is None or number.lastindex is None:
        return None
    archives = _DOIS if named is not None else _ADDRESSES
    return f"{[*archives.values()][number.lastindex - 1]}:{number[number.lastindex].lower()}"


def of_dataset(url: str) -> bool:
    """Whether an address leads to a record of an archive that holds datasets alone."""
    return (record_of(url) or "").partition(":")[0] in ("huggingface", "kaggle", "openneuro", "physionet", "mendeley")


def name_of(url: str) -> str:
    """The name that its people gave to the record that an address leads to; "" where the archive only numbers them."""
    archive, _, name = (record_of(url) or "").partition(":")
    return name if archive in ("huggingface", "kaggle", "physionet") else ""


_ARXIV = regex(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(\d{3,5}\.[\d.]*\d)(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


def arxiv_problem(url: str) -> str | None:
    """What is wrong with the number of an arXiv address, as a clause; None where it is none, or one that may be.

    A number is year and month, a dot, and four digits up to 2014, five since
    (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    found = _ARXIV.fullmatch(url.strip()[:_LONGEST])
    if found is None:
        return None
    date, _, number = found[1].partition(".")
    if len(date) != 4 or not 1 <= int(date[2:]) <= 12:
        return f"begins with {date!r}, expected two digits each of year and month"
    due = 4 if int(date) < 1501 else 5
    digits = len(number.replace(".", ""))
    return None if digits == due else f"has {digits} digits behind the dot, expected {due}"
