"""What the page at the end of a link says against it: not found, parked, a login, somewhere else, no such part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from medlint.answers import Hop
from medlint.lazy import regex
from medlint.links import page_kinds
from medlint.links.charset import decode
from medlint.links.judge import Findings, is_wall
from medlint.links.options import LinkRequest
from medlint.links.page import Page, parse
from medlint.links.response import Response
from medlint.text.url import host_key, is_shortener

# Asks for another address of a page's folder: its answer, None where there is none or it says nothing.
Probe = Callable[[str], Awaitable[Response | None]]

# Services whose every address leads to somebody else's site.
_RESOLVERS = regex(
    r"(?:(?:dx|www)\.)?doi\.org|hdl\.handle\.net|w3id\.org|(?:www\.)?purl\.(?:org|net|archive\.org|obolibrary\.org)"
    r"|n2t\.net|identifiers\.org|archive\.org|web\.archive\.org"
)
_SAYS_LITTLE = 30  # words
_WORD = regex(r"[^\W\d_]{4,}")
# Words that any page may have.
_COMMON = """
about access also archive available based collection contact data database dataset datasets description download for
from have home image images imaging info information into link links more news open page project public research search
site terms that their these this used using welcome were with your
"""


async def at_page(
    request: LinkRequest,
    hops: Sequence[Hop],
    response: Response,
    probe: Probe,
    trusted_host: str = "",
    part: str = "",
) -> Findings:
    """Look at where a link ended, and at the page there.

    `trusted_host` is the host where this link was last found in order, `part` the fragment that the last redirect
    named. `probe` is asked at most once, for an entry's source whose page is doubtful.
    """
    final = hops[-1].url
    usable = response.is_usable
    page = _page(response, final) if usable else None
    if page is not None and is_wall(response.body, page.words, page.title):
        return Findings(wall=True)
    is_login = page_kinds.login_page(final, page) and not page_kinds.login_page(request.url)
    if is_login and (usable or response.status in (401, 403)):
        return Findings(login=True)
    if not usable:
        return Findings()
    if doubt := _elsewhere(request, f"{final}#{part}" if part else final, trusted_host):
        return Findings(doubt)
    if page is None:
        return Findings()
    if parked := page_kinds.parked(page):
        return Findings(f"answers, but looks like a parked domain: {parked}")
    if doubt := await _not_found(request, final, page, probe):
        return Findings(doubt)
    # Browsers go to the part that a redirect names, not to the link's own
    asked = () if part else request.fragments
    missing = tuple(fragment for fragment in asked if page_kinds.missing_fragment(page, fragment, final))
    return Findings(missing_fragments=missing)


def refresh(response: Response, url: str) -> str:
    """Where a page leads at once that has nothing else to show; empty where it doesn't."""
    if not response.is_usable or not ("refresh" in response.headers or b"refresh" in response.body.lower()):
        return ""
    page = _page(response, url)
    if page is None or not page.refresh_at_once or page.words >= _SAYS_LITTLE:
        return ""
    is_meant = not is_wall(response.body, page.words, page.title) and not page_kinds.parked(page)
    return page.refresh or "" if is_meant else ""


def is_same(one: Response, other: Response, url: str) -> bool:
    """Whether two addresses gave the same page or file."""
    if one.status != other.status or one.flaw or other.flaw:
        return False
    if one.body or other.body:
        page, beside = _page(one, url), _page(other, url)
        alike = page is not None and beside is not None and page_kinds.same_page(page, beside)
        return alike or one.body == other.body
    kinds = [(answer.content_type, answer.headers.get("content-length")) for answer in (one, other)]
    return kinds[0] == kinds[1] and not one.is_html


def sibling(url: str) -> str:
    """An address in the same folder that nobody has made: the same for every page of the folder."""
    folder = url.partition("?")[0].rpartition("/")[0]
    return f"{folder}/{sha256(folder.encode()).hexdigest()[:20]}"


def _page(response: Response, url: str) -> Page | None:
    """The page of an answer; None where there is none that can be read."""
    refresh = response.headers.get("refresh", "")
    if not response.is_html or not (response.body or refresh):
        return None
    text = decode(response.body, response.headers.get("content-type"))
    complete = not response.truncated
    return None if text is None else parse(text, complete=complete, base=url, refresh=refresh)


def _elsewhere(request: LinkRequest, final: str, trusted_host: str) -> str:
    """Why the address at the end can't be what was meant; empty where it can."""
    if final == request.url:
        return ""
    host = host_key(request.url)[1]
    if page_kinds.home_redirect(request.url, final):
        return f"is redirected to the home page {final}"
    deep = urlsplit(request.url).path not in ("", "/")
    if not deep or not request.words or host_key(final)[1] in (host, trusted_host):
        return ""
    leads_on = is_shortener(request.url) or _RESOLVERS.fullmatch(host)
    if leads_on or page_kinds.shares_word(request.url, final, request.words):
        return ""
    return f"is redirected to {final}, another domain that has nothing to do with the entry"


async def _not_found(request: LinkRequest, final: str, page: Page, probe: Probe) -> str:
    """Why the page seems to be none; empty where it seems to be one."""
    found = page_kinds.soft_404(page, final)
    if found is not None and found.certain:
        return f"answers, but {found.why}"
    # What has no end, or none within the limit, is no page of an error; a home page may answer at every address
    unlikely = found is None and (not page.complete or page_kinds.is_home(final) or _speaks_of(page, request.words))
    if not request.is_source or unlikely:
        return ""
    beside = await probe(sibling(final))
    other = _page(beside, final) if beside is not None and beside.is_usable else None
    if other is None or not page_kinds.same_page(page, other):
        return ""
    return "answers with the same page as an address that doesn't exist" + (f": {found.why}" if found else "")


def _speaks_of(page: Page, words: str) -> bool:
    """Whether a page has any word of the entry, or can't be asked: no words are known, or a script writes it."""
    ours = set(_WORD.findall(words.lower())) - set(_COMMON.split())
    return not ours or page.script_only or not ours.isdisjoint(_WORD.findall(f"{page.title} {page.text}".lower()))
