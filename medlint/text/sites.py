"""What is known of web sites by their addresses alone: shorteners, publishers, archives, session parts.

Facts about hosts, kept as data; `medlint.text.url` is where others find these functions. Pure; never raises.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from medlint.data import meanings, terms
from medlint.lazy import regex

_SESSION_PREFIXES = ("utm_", "aspsessionid")
_MORE_THAN_PATH = regex(r"[?#;]")
_JSESSIONID = regex(r";jsessionid=[^/?#;]*", re.IGNORECASE)
# AddThis: a full stop and eleven characters of a time in base64, sometimes the service it was shared through.
_ADDTHIS = regex(r"\.[T-Z](?=[\w-]*[A-Z0-9_-])[\w-]{10}(?:\.\w{1,40})?\Z", re.ASCII)
# Confluence: the number of the page and an MD5 sum, without anything between them; in older ones the sum alone, which
# elsewhere may name a part of a page.
_WIKI_TAB = regex(r"[0-9]{4,12}[0-9a-f]{32}\Z")
_OLD_WIKI_TAB = regex(r"[0-9a-f]{32}\Z")
_WIKI_PAGE = regex(r"/(?:confluence/|wiki/)?(?:display/.|pages/viewpage\.action)")

# Data under a publisher's prefix: supplements, `….s001` (PLOS, Frontiers, ACS), and RSNA's `dataset.smbc.2024`.
_SUPPLEMENT = regex(r"\.[sgt]\d{3}\Z|\Adataset\.", re.IGNORECASE)
_DATA_FILE = regex(r"/suppl_file/|\.(?:csv|tsv|xlsx?|zip|7z|rar|tar|t?gz|h5|hdf5|mat|json)\Z", re.IGNORECASE)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_DOI_PATH = regex(r"/*(?:doi:)?(10\.\d{4,9})(?:/|%2F)(.+)", re.IGNORECASE)

_ARCHIVE_WORDS = frozenset({"archive", "archives", "dataverse", "repository", "datahub", "dataportal"})
_FRONT_PAGE = regex(
    r"/*+(?:(?:index|home|default|main)(?:\.\w{2,5})?|en|datasets?|collections?|browse-collections|browse|explore|"
    r"data|challenges|competitions|repository|search|catalogue|catalog|display/public(?:/wiki)?)?/*+\Z",
    re.IGNORECASE,
)

_WEB = regex(r"https?://(?:[^/?#@]*@)?([^/?#:]*)(?::\d*)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)


@cache
def _article_path(host: str) -> re.Pattern[str]:
    """Compiled where it is needed: a list has to do with few of the publishers."""
    return re.compile(meanings("article-path")[host], re.IGNORECASE)


@lru_cache(maxsize=1 << 15)
def _take(url: str) -> tuple[str, str, str, str]:
    """Host in lower case and without `www.`, path, query and fragment of a web address; else empty."""
    found = _WEB.match(url.strip())
    if not found:
        return "", "", "", ""
    host, path, query, fragment = (part or "" for part in found.groups())
    return host.lower().rstrip(".").removeprefix("www."), path, query, fragment


def _parents(host: str) -> list[str]:
    """The host, and what is left of it when labels are taken from its front, the last label alone aside."""
    labels = host.split(".")[-8:]
    return [".".join(labels[i:]) for i in range(len(labels) - 1)]


def _is_session_parameter(pair: str) -> bool:
    name, _, value = pair.replace("%3D", "=").replace("%3d", "=").partition("=")
    name = name.lower()
    if name == "via":
        return value.lower() == "ihub"  # Elsevier's referral mark
    if name == "token":
        return value.startswith("eyJ") or len(value) > 23  # a JSON Web Token, or another that lets its bearer in
    if pair.startswith("SID="):
        return True
    return name in terms("session-parameter") or name.startswith(_SESSION_PREFIXES)


def _is_session_fragment(path: str, fragment: str) -> bool:
    if _ADDTHIS.match(fragment) or _WIKI_TAB.match(fragment):
        return True
    return _OLD_WIKI_TAB.match(fragment) is not None and _WIKI_PAGE.match(path) is not None


def session_parts(url: str) -> list[str]:
    """The tracking and session parts of a web address, in order and as written; empty: none."""
    if not _MORE_THAN_PATH.search(url):
        return []
    _, path, query, fragment = _take(url)
    parts = [found[0] for found in _JSESSIONID.finditer(path)]
    parts += [pair for pair in query.split("&") if _is_session_parameter(pair)]
    if _is_session_fragment(path, fragment):
        parts.append("#" + fragment)
    return parts


def without_session_parts(url: str) -> str:
    """The same address without its tracking and session parts; everything else stays as it was written."""
    if not session_parts(url):
        return url
    _, path, _, _ = _take(url)
    before, hash_, fragment = url.strip().partition("#")
    before, mark, query = before.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _is_session_parameter(pair))
    if _is_session_fragment(path, fragment):
        hash_ = fragment = ""
    return _JSESSIONID.sub("", before) + (mark + kept if kept else "") + hash_ + fragment


def is_shortener(url: str) -> bool:
    """Whether the address belongs to a service that shortens addresses and so hides where it leads."""
    host, path, _, _ = _take(url)
    return host in terms("shortener") and len(path) > 1


@lru_cache(maxsize=1 << 15)
def is_article(url: str) -> bool:
    """Whether the address is a publisher's or preprint server's page of one paper, or a paper's DOI."""
    host, path, query, _ = _take(url)
    text = url.strip()
    if host in _DOI_HOSTS or text[:4].lower() == "doi:":
        found = _DOI_PATH.match(path if host else text[4:].lstrip())
        return bool(found and found[1] in terms("article-prefix") and not _SUPPLEMENT.search(found[2]))
    if _DATA_FILE.search(path):
        return False
    known = [parent for parent in _parents(host) if parent in meanings("article-path")]
    return any(_article_path(parent).match(f"{path}?{query}") for parent in known)


def is_archive_home(url: str) -> bool:
    """Whether the address is the front page or list of collections of an archive that holds many datasets."""
    host, path, query, fragment = _take(url)
    known = host in terms("archive") or not _ARCHIVE_WORDS.isdisjoint(re.split(r"[.-]", host))
    return known and not query and not fragment.strip("/!") and _FRONT_PAGE.match(path) is not None


_LISTS = regex(r"/(?:articles/dataset|datasets?|records?|articles|content|documents)/+\Z", re.IGNORECASE)


def is_archive_list(url: str) -> bool:
    """Whether an address ends where the number or name of one of an archive's datasets should follow."""
    host, path, query, fragment = _take(url)
    return host in terms("archive") and not query and not fragment and _LISTS.match(path) is not None


_OF_GROUPS = frozenset(("github.com", "gitlab.com", "huggingface.co", "kaggle.com", "sites.google.com"))
"""Sites whose first level holds the pages of people and groups."""


def is_deep(url: str) -> bool:
    """Whether a web address leads to one thing, not to the pages of a site, an archive, a group or a person."""
    host, path, query, fragment = _take(url)
    if not host or is_archive_home(url):
        return False
    parts = [part for part in path.split("/") if part]
    if len(parts) <= (host in _OF_GROUPS) or _FRONT_PAGE.match(path) or (len(parts) == 1 and parts[0][0] == "~"):
        return bool(query or fragment.strip("/!"))
    return True
