"""DOIs: found in every spelling seen in the wild, and written one way. Pure; never raises on any text.

A DOI is `prefix/suffix` (ISO 26324). ASCII letters compare without case; the suffix may hold any printable
character and has no length limit, so nothing here asks what it looks like. Crossref's recommended pattern
isn't used: it misses the SICI-like DOIs of the nineties (`10.1002/(SICI)1097-0258(19980815)17:15<1661::…`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from medlint.lazy import regex

_RESOLVER = regex(r"https?://(?:[^/?#@]*@)?((?:dx\.|www\.)?doi\.org)\.?(?::\d*)?(?=[/?#]|\Z)/*", re.IGNORECASE)
_CANONICAL = regex(r"https://doi\.org/10[./]", re.IGNORECASE)
# What may stand before the prefix, several in a row: `DOI: https://doi.org/doi:10.…`
_LEAD = regex(r"(?:info:doi/|urn:doi:|(?:(?:dx\.|www\.)?doi\.org/+)|doi\s*[:=]\s*|doi\s+(?=10\.))", re.IGNORECASE)
_URI = regex(r"(?:doi:|info:doi/|urn:doi:)", re.IGNORECASE)
_DOI = regex(r"(10\.\d{4,9}(?:\.\d{1,9})*)(?:/|%2[Ff])(.+)", re.DOTALL)
_MARKDOWN_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")
_LONE_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_TAIL = frozenset(".,;:!'\"*\\/\u2026\u201c\u201d\u2018\u2019")
_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}
_URL_SAFE = "!$&'()*+,;=:@/-._~"
# Pages of the foundation's own site, which name no DOI and are no mistake.
_OWN_PAGES = regex(
    r"(?:the-identifier|the-community|the-foundation|resources|images|doi-handbook|handbook|hb\.html|api|doira)"
    r"(?:[/?#]|\Z)",
    re.IGNORECASE,
)


class Doi(NamedTuple):
    """A DOI as its author spelt it, without escapes."""

    prefix: str
    suffix: str

    def __str__(self) -> str:
        return f"{self.prefix}/{self.suffix}"

    @property
    def key(self) -> str:
        """What DOIs are compared by: ASCII letters in lower case, others untouched."""
        return f"{self.prefix}/{self.suffix}".translate(_LOWER)

    @property
    def url(self) -> str:
        """The form to be shown, `https://doi.org/…`, with what no URL can hold percent-encoded."""
        return f"https://doi.org/{self.prefix}/{quote(self.suffix, safe=_URL_SAFE, errors='surrogatepass')}"


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _body(text: str) -> str | None:
    """What follows the resolver's address or the `doi:` of a text; None where neither is there.

    A URL's query and fragment are dropped; in any other form `?` and `#` are characters like all others.
    """
    text = text.strip()
    led = False
    if found := _RESOLVER.match(text):
        text, led = re.split(r"[?#]", text[found.end() :], maxsplit=1)[0], True
    for _ in range(3):
        if found := _LEAD.match(text) or _RESOLVER.match(text):
            text, led = text[found.end() :], True
    return text if led else None


def _split_tail(text: str) -> tuple[str, str]:
    """A DOI's text, and the punctuation at its end that belongs to the sentence around it."""
    surplus = {close: text.count(close) - text.count(opening) for close, opening in _OPENING.items()}
    end = len(text)
    while end:
        char = text[end - 1]
        if surplus.get(char, 0) > 0:
            surplus[char] -= 1
        elif char not in _TAIL:
            break
        end -= 1
    return text[:end], text[end:]


def parse(text: str) -> Doi | None:
    """The DOI that a text is, whatever its form; None if it isn't one.

    Resolver links over http or https, `doi:`, `info:doi/`, `urn:doi:` and bare DOIs are read, percent-escapes
    and Markdown's backslashes undone, and the punctuation of a sentence at the end left out. The text must be
    nothing but the DOI.
    """
    body = _body(text)
    body = _MARKDOWN_ESCAPE.sub(r"\1", text.strip() if body is None else body)
    found = _DOI.match(body)
    if not found or re.search(r"\s", body):
        return None
    suffix, _ = _split_tail(unquote(found[2], errors="replace").rstrip())
    return Doi(found[1], suffix) if suffix and suffix.isprintable() else None


def is_doi_link(url: str) -> bool:
    """Whether a URL leads to doi.org itself (also as `dx.` or `www.`), with a DOI or without."""
    return _RESOLVER.match(url.strip()) is not None


@lru_cache(maxsize=1 << 15)
def find_doi_link(url: str) -> Doi | None:
    """The DOI that a doi.org link names; None for every other URL, even one that holds a DOI somewhere."""
    return parse(url) if is_doi_link(url) else None


def named(url: str) -> Doi | None:
    """The DOI that an address is there to name: a doi.org link, `doi:`, `info:doi/` or `urn:doi:`; else None."""
    return parse(url) if is_doi_link(url) or _URI.match(url.strip()) else None


def problem(url: str) -> str | None:
    """What is wrong with a DOI link or a `doi:` text, as a clause that follows it; None if nothing is.

    Texts that claim to be neither are fine, and so are short DOIs (`10/…`) and the foundation's own pages.
    """
    body = _body(url)
    if body is None or _OWN_PAGES.match(body):
        return None
    body = _MARKDOWN_ESCAPE.sub(r"\1", body)
    if re.match(r"10(?:/|%2F)[\w-]", body, re.IGNORECASE):
        return None
    found = _DOI.match(body)
    if not found:
        first = re.split(r"/|%2F", body, maxsplit=1, flags=re.IGNORECASE)[0]
        if re.match(r"\d+[.,]", first) and first != body.rstrip("/"):
            return f"has '{first[:40]}' where a DOI prefix such as '10.5281' was expected"
        return "holds no DOI"
    suffix, tail = _split_tail(unquote(found[2], errors="replace").rstrip())
    if not suffix:
        return "holds no DOI"
    return f"ends in '{tail[:20]}', which isn't part of the DOI" if tail else None


def noncanonical(url: str) -> str | None:
    """The `https://doi.org/…` form of a DOI written in another; None if it is in that form, or is no DOI.

    The suffix, its letter case, its escapes, and a query or fragment stay as the author wrote them.
    """
    text = url.strip()
    if _CANONICAL.match(text):
        return None
    found = _RESOLVER.match(text)
    doi = parse(text)
    if found and re.match(r"10[./]", text[found.end() :]) and (doi or text.startswith("10/", found.end())):
        return "https://doi.org/" + text[found.end() :]
    if doi is None:
        return None
    body = _MARKDOWN_ESCAPE.sub(r"\1", _body(text) or text)
    return "https://doi.org/" + quote(_LONE_PERCENT.sub("%25", body), safe=_URL_SAFE + "%", errors="surrogatepass")
