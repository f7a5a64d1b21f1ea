"""The links of a project, one for each address, with all their places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from medlint.answers import Verdict
from medlint.config import Config, ConfigError
from medlint.finding import LinkPlace, LinkResult
from medlint.lazy import regex
from medlint.limit import OutOfTime, limit, why
from medlint.model import Link
from medlint.project import Found, Project, once_per_project
from medlint.text import doi
from medlint.text import url as urls

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WORDS = 5_000
"""How many characters of a field tell what its links are about: a cell can be long and hold thousands of them."""


def fragments(found: Found) -> tuple[str, ...]:
    """The parts of the page that its links name."""
    return tuple(sorted({urls.split_fragment(link.url)[1] for link in found.links} - {""}))


def is_source(found: Found) -> bool:
    """True where an entry has it as its source or as its own DOI."""
    return any(link.field in ("source", "doi") for link in found.links)


def titles(found: Found) -> tuple[str, ...]:
    """What the entries are called that have it as their source."""
    named = (link.entry.title for link in found.links if link.field == "source" and link.entry is not None)
    return tuple(sorted(set(named) - {""}))


def words(found: Found) -> str:
    """Title, description and keywords of the entries it stands in."""
    entries = {id(link.entry): link.entry for link in found.links if link.entry is not None}
    fields = ("title", "description", "keywords")
    return " ".join(entry.text(field)[:_WORDS] for entry in entries.values() for field in fields)


def unchecked(found: Found, reason: str) -> LinkResult:
    """The link as reports show it before a check, or without one."""
    places = {
        LinkPlace(*k.at, k.entry.title if k.entry is not None else None, k.field, urls.split_fragment(k.url)[1])
        for k in found.links
    }
    ordered = sorted(places, key=lambda place: (place.path, place.line, place.column, place.fragment))
    return LinkResult(found.url, tuple(ordered), unchecked_for(reason))


@lru_cache(maxsize=64)
def unchecked_for(reason: str) -> Verdict:
    """One verdict for all links that share a reason: a list may have a million of them."""
    return Verdict("unchecked", reason)


@once_per_project
def collect(project: Project) -> tuple[Found, ...]:
    """Every link that leads out of the list, by normalised address without fragment, in order of first place.

    Relative links and links within a page are files and anchors, which rules look up without a network.
    """
    by_url: dict[str, list[Link]] = {}
    spelt: dict[str, str] = {}
    for link in chain(project.links, project.useful):
        if link.kind == "definition" or not (_SCHEME.match(link.url) or link.url.startswith("//")):
            continue
        url = _normal(link.url)
        if doi.named(url) is not None:  # DOIs that differ in letter case are one
            url = spelt.setdefault(url.lower(), url)
        by_url.setdefault(url, []).append(link)
    excluded = _excluded(by_url, project.config)
    return tuple(Found(url, tuple(links), _unchecked(url, links, excluded)) for url, links in by_url.items())


@lru_cache(maxsize=1 << 15)
def _normal(url: str) -> str:
    """The address that is asked for; one definition may be that of very many links."""
    normal = urls.normalise(urls.split_fragment(url)[0])
    return url if normal == url else normal  # one string for a million


def _excluded(addresses: Iterable[str], config: Config) -> set[str]:
    """The addresses that a pattern of the config matches. Raises ConfigError for a pattern that takes too long."""
    out: set[str] = set()
    text = ""
    try:
        with limit(dated=False):
            for text in config.links.exclude:
                out.update(filter(re.compile(text).search, addresses))
    except OutOfTime:
        raise ConfigError(f"{config.file}: links.exclude: {text[:200]!r} was given up: {why()}") from None
    return out


def _unchecked(url: str, links: list[Link], excluded: set[str]) -> str:
    # A blank in a path is MED501's to say; what is asked for has it escaped, as browsers do.
    written = links[0].url
    wrong = urls.problem(written)
    if wrong not in (None, urls.BLANK) or (wrong if written == url else urls.problem(url)) is not None:
        return "not a valid address"
    if not urls.is_web(url) and doi.named(url) is None:
        return "a scheme that is not checked"
    return "excluded by the config" if url in excluded else ""
