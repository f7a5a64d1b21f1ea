"""What a page that was answered with 200 really is: the thing meant, a soft 404, a parked domain, a login page.

Pure functions of a `Page` and of addresses. Where a page alone can't tell, they say nothing or `doubtful`, and the
caller may ask for a random sibling of the page before anybody is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from medlint.answers import key_of_title
from medlint.data import either, not_found, terms
from medlint.lazy import regex
from medlint.links.cookies import suffixes
from medlint.links.guard import literal_address
from medlint.links.page import Page
from medlint.text.marks import composed
from medlint.text.url import normalise, session_parts

_SHORT, _MEDIUM = 150, 300  # words of a page's main part
_TINY = 60
_NOTHING = 20
_LONGEST_SENTENCE = 300  # characters
_TITLE_PARTS = regex(r"\s{1,9}[-–—|·•»«:/]{1,9}\s+|[|»«·•]+|\s{0,9}::\s*|\s[–—]|[–—]\s")
_SENTENCE_END = regex(r"(?<![.!?。！？…\n])[.!?。！？…\n]+(?:\s+|$)|[。！？]")
# Vowel signs are marks, not letters: those of Indic scripts and Thai belong to the word, other scripts leave them out.
_NOT_WORDS = regex(r"[^\w\s\u0900-\u0dff\u0e00-\u0eff]|_")
_LEFT_OUT = regex(r"['’‘\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u200b-\u200f]")
_ERROR_PATH = regex(
    r"/(?:(?:errors?|status|en|de|fr|es)/)?(?:404|error-?404|404-?error|not[-_]?found|page[-_]?not[-_]?found)"
    r"(?:\.\w{2,5})?/?",
    re.IGNORECASE,
)
_BARE = regex(not_found.BARE)
_QUOTES = ('"', "“", "„", "«", "‘", "「")
_LANDER = regex(r"location(?:\.href)?\s*=\s*[\"']/lander\b", re.IGNORECASE)
_LOGIN_SEGMENT = regex(r"(?:log-?in|sign[-_]?in|sso|auth)(?:\.(?:php|aspx?|jspx?|html?|do|cgi|action))?")
_MAY_SAY_LOGIN = regex(r"log-?in|sign[-_]?in|sso|auth|accounts|%", re.IGNORECASE)
"""What is in every address that a login page is told by: most have none of it, and need not be taken apart."""
_LOGIN_HOSTS = frozenset(("accounts", "login", "sso"))
# Languages (ISO 639-1) that pages are written in; mr, mg, cr and io are left out, which are ways to make images.
_LANGUAGES = """
af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja jp ka kk km kn ko ku
ky lo lt lv mk ml mn ms mt my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh
"""
_LANGUAGE = "|".join(_LANGUAGES.split())
_FRONT = regex(
    rf"/*+(?:(?:index|home|default|main|start|welcome)(?:\.\w{{2,5}})?|(?:{_LANGUAGE})(?:[-_][a-z]{{2,4}})?)?/*",
    re.IGNORECASE,
)
_IDLE_PARAMETER = regex(r"(?:lang|locale|language|hl|utm_\w+|ref|referrer|redirect\w*|error|err|msg|from|source)=.*")
_GITHUB_STATE = regex(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|readme(?:-ov-file)?"
    r"|(?:issue|pull|discussion|commit|diff|event|ref-)[\w-]*\d[\w-]*|diff-\w+|r\d+"
)


class Doubt(NamedTuple):
    """A page that seems to be no page: `certain` if nothing more need be asked, and why, with its own words."""

    certain: bool
    why: str


def _pattern(text: str) -> str:
    """A pattern of the data, without the line breaks it is laid out with."""
    return re.sub(r"\n\s*", "", text)


def _may_say(plain: str, stems: str = not_found.STEMS) -> bool:
    """Whether a text has what the wordings have: most pages have nothing of it, and the patterns need time to build."""
    return not plain.isascii() or any(stem in plain for stem in stems.split("|"))


@cache
def _titles() -> re.Pattern[str]:
    number = (
        r"(?:(?:http|status|code|error|fehler|erreur|errore|erro|fout|błąd|chyba|fel|fejl|feil|ошибка|помилка|hata"
        r"|错误|エラー|오류) )*404(?: (?:error|fehler|erreur|errore|erro|fout|hata|错误|エラー|오류))?"
    )
    phrase = either("page-not-found")
    before = "(?:(?:" + either("before-not-found") + ") ){0,3}"  # more, and the ways to read them multiply
    return re.compile(rf"(?P<number>{number})|(?:{number} )?{before}(?:{phrase})(?: {number})?")


@cache
def _sentences() -> re.Pattern[str]:
    titles, sentence = either("page-not-found"), either("says-not-found")
    sentence = sentence.replace("{thing}", _pattern(not_found.THING))
    before, after = either("before-not-found"), either("after-not-found")
    return re.compile(rf"(?:(?:{before}) ){{0,3}}(?:{sentence}|{titles})(?: (?:{after})){{0,2}}")


@cache
def _for_sale() -> re.Pattern[str]:
    return re.compile("(?:" + either("for-sale") + ")" + _pattern(not_found.AFTER_SALE))


def _plain(text: str) -> str:
    """Lower case, no punctuation, no apostrophes, single blanks."""
    return " ".join(_NOT_WORDS.sub(" ", _LEFT_OUT.sub("", composed(text).lower())).split())


def _says_alone(plain: str) -> str:
    """How a text says nothing but that there is nothing: by a "number", in "words", or not at all."""
    if not _may_say(plain):
        return ""
    found = _titles().fullmatch(plain)
    if found and found["number"]:
        return "number"
    return "words" if found or _BARE.fullmatch(plain) else ""


def _says_so(plain: str) -> bool:
    """Whether a text is a sentence that says that this page isn't there."""
    return _may_say(plain) and _sentences().fullmatch(plain) is not None


def _title_says(title: str) -> str:
    """How a title says not found: by a number alone, in words, or as a whole; empty where it doesn't.

    The parts between dashes and bars are looked at. After a colon only the last part counts: `Not found: …` may well
    be the title of a paper.
    """
    if len(title) > _LONGEST_SENTENCE:
        return ""
    for place, part in enumerate((title, *_TITLE_PARTS.split(title), title.rpartition(":")[2])):
        plain = _plain(part)
        said = _says_alone(plain)
        if said == "number":
            return said
        if said or _says_so(plain):
            return "words" if place else "whole"
    return ""


def _alone_says(page: Page) -> str | None:
    """What a page says that has one thing to say, or next to nothing: a number, or that it is no longer there."""
    if page.words > _NOTHING:
        return None
    blocks = [block for block in page.blocks[:10] if block not in page.cells]
    said = [(block, how) for block in blocks if (how := _says_alone(_plain(block)))]
    return next((block for block, how in said if how == "words" or len(page.blocks) == 1), None)


def _sentence_says(block: str) -> str | None:
    """The sentence of a block that says that this page isn't there."""
    if len(block) > 2 * _LONGEST_SENTENCE:
        return None
    for sentence in (block, *_SENTENCE_END.split(block)):
        plain = _plain(sentence)
        if 3 < len(plain) <= _LONGEST_SENTENCE and _says_so(plain):
            return sentence.strip()
    return None


def soft_404(page: Page, url: str) -> Doubt | None:
    """Whether a page answered with 200 says that it isn't there; `url` is where the answer came from.

    It is certain when title and text agree, when there is next to nothing else on the page, or when the whole title
    says so in words. A part of a title or a heading alone, on a page that says much more, is doubtful. What a page
    quotes, hides or keeps in its menus doesn't count.
    """
    path = _parts(url)[1]
    numbered = bool(re.search(r"(?<!\d)404(?!\d)", path)) and not _ERROR_PATH.fullmatch(path)
    title = _title_says(page.title)
    if numbered and title == "number":
        title = ""
    heading = None
    for place, text in enumerate(page.headings[:3]):
        plain = _plain(text)
        found = _titles().fullmatch(plain) if _may_say(plain) else None
        # A later heading is the page's own only if the title agrees or if there is little else
        if found and not (numbered and found["number"]) and (not place or title or page.words <= _SHORT):
            heading = text
            break
    said = None
    if page.words <= _MEDIUM:
        said = next(filter(None, (_sentence_says(b) for b in page.blocks[:40] if b not in page.cells)), None)
    if not said and not numbered:
        said = _alone_says(page)
    says = [text for text in (page.title if title else None, heading, said) if text]
    if not says and _ERROR_PATH.fullmatch(path):
        return Doubt(page.words <= _SHORT, "the address is that of an error page")
    if not says:
        return None
    why = f"the page says '{says[0][:100]}'"
    distinct = bool(title) + bool(heading or said)
    if distinct == 2 or title == "whole" or page.words <= (_SHORT if title or heading else _TINY):
        return Doubt(True, why)
    if title or heading or page.words <= 200:
        return Doubt(False, why)
    return None


def parked(page: Page) -> str | None:
    """Why a page looks like that of a parked or expired domain; None where it doesn't."""
    if page.words > _MEDIUM:
        return None
    titles = (page.title, *_TITLE_PARTS.split(page.title[:_LONGEST_SENTENCE]))
    texts = (*titles, *page.headings[:5], *page.blocks[:30])
    for text in texts:
        for sentence in (text, *_SENTENCE_END.split(text)):
            if sentence[:1] in _QUOTES or len(sentence) > _LONGEST_SENTENCE:
                continue  # what others say, and what is no sentence
            plain = _plain(re.sub(r"(?<=[\w-])[.-](?=\w)", "0", sentence))  # a domain stays one word
            if _may_say(plain, not_found.SALE_STEMS) and _for_sale().match(plain):
                return f"the page says '{sentence.strip()[:100]}'"
    if "data-adblockkey" in page.marks:
        return "the page is made to show advertisements"
    if found := next((url for url in (*page.sources, page.refresh or "") if _is_at(url, terms("parking-host"))), None):
        return f"the page is served by {_parts(found)[0]}, which parks domains"
    if page.words < 5 and _LANDER.search(page.script):
        return "the page only leads to an advertising page"
    return None


def login_page(url: str, page: Page | None = None) -> bool:
    """Whether an address is that of a login page: a whole path segment or the host's first label says so.

    With the page, also whether it asks for a password and is about nothing else. A link to log in proves nothing.
    """
    if page is None and not _MAY_SAY_LOGIN.search(url):
        return False
    host, path = _parts(url)
    segments = unquote(path).lower().split("/")
    if host.partition(".")[0] in _LOGIN_HOSTS or any(map(_LOGIN_SEGMENT.fullmatch, segments)):
        return True
    if page is None or not page.password or page.words > _SHORT:
        return False
    shown = (*_TITLE_PARTS.split(page.title), *page.headings[:2])
    return any(_plain(text) in terms("login-title") for text in shown)


def _parts(url: str) -> tuple[str, str]:
    """Host and path of a web address, both empty for what is none, as where the host can't be written in ASCII."""
    text = normalise(url)
    try:
        parts = urlsplit(text if text.isascii() else "")
        return (parts.hostname or "").rstrip("."), parts.path
    except ValueError:
        return "", ""


def registrable_domain(url: str) -> str:
    """The part of a web address's host that somebody registered (`example.co.uk`); the host if there is none."""
    host = _parts(url)[0]
    if not host or literal_address(host) is not None:
        return host
    return suffixes().privatesuffix(host) or host


def _is_at(url: str, domains: Collection[str]) -> bool:
    """Whether a web address's host is one of these domains or below one."""
    host = _parts(url)[0]
    labels = host.split(".") if len(host) < 255 else []  # no name is longer (RFC 1035, 2.3.4)
    return any(".".join(labels[place:]) in domains for place in range(len(labels)))


def home_redirect(requested: str, final: str) -> bool:
    """Whether a link to something inside a site ended at that site's home page.

    The home page of a subdomain that the link didn't name is a place of its own, and so is a page that a query or
    a fragment chooses.
    """
    asked, got = (_parts(url)[0].removeprefix("www.") for url in (requested, final))
    within = asked == got or asked.endswith("." + got)
    return got != "" and within and is_home(final) and not is_home(requested)


def is_home(url: str) -> bool:
    """Whether an address is that of a site's home page, in any language."""
    rest, _, fragment = url.partition("#")
    idle = all(_IDLE_PARAMETER.fullmatch(pair) for pair in rest.partition("?")[2].split("&") if pair)
    return idle and _FRONT.fullmatch(_parts(url)[1]) is not None and not fragment.startswith(("/", "!"))


def shares_word(requested: str, final: str, words: str) -> bool:
    """Whether the domain that a link ended at has to do with the link or with the entry it stands in.

    It has if the registrable domains are the same, or if a word of three letters or more of the final host (labels
    split at `-`) is one of the link's host or of `words` (title, description, keywords). A word of five letters may
    also be run together with others (`cancerimagingarchive` and `Imaging`), one of four begin the other.
    """
    if registrable_domain(requested) == registrable_domain(final):
        return True
    found = {word for word in re.findall(r"[^\W_]{3,}", words.lower()) if word not in _COMMON}
    ours = _host_words(requested) | found | {word.rstrip("0123456789") for word in found}
    theirs = _host_words(final)
    return not ours.isdisjoint(theirs) or any(_run_together(word, label) for word in ours for label in theirs)


def _run_together(word: str, label: str) -> bool:
    short, long = sorted((word, label), key=len)
    return (len(short) > 4 and short in long) or (len(short) == 4 and long.startswith(short))


_TOO_COMMON = "and are com for from http https net not org that the this was with www"
_COMMON = frozenset(_TOO_COMMON.split())


def _host_words(url: str) -> set[str]:
    host, domain = _parts(url)[0], registrable_domain(url)
    labels = host.removesuffix(domain).split(".") + domain.split(".")[:1]
    return {word for label in labels for word in label.split("-") if len(word) >= 3 and word not in _COMMON}


def same_page(page: Page, sibling: Page) -> bool:
    """Whether a page and that of a random sibling address are one and the same, apart from the address in them.

    Empty shells that a script fills are alike for every address and prove nothing.
    """
    if page.script_only or sibling.script_only or not (page.text or page.title):
        return False
    ours, theirs = ({w for w in _plain(f"{p.title} {p.text}").split() if w.isalpha()} for p in (page, sibling))
    if not ours and not theirs:
        return page.text == sibling.text
    return 10 * len(ours & theirs) >= 9 * len(ours | theirs)


def is_state(fragment: str) -> bool:
    """Whether a fragment is one that the pages of code hosts understand, so that no part of the page is called so."""
    return _GITHUB_STATE.fullmatch(fragment) is not None


def missing_fragment(page: Page, fragment: str, url: str) -> bool:
    """Whether the part of a page that a fragment (without `#`) names is certainly not in it.

    Text fragments, pages of a PDF, states of an application, marks of trackers, `top`, what reads like a heading, and
    pages that were cut or are filled by a script aren't judged.
    """
    if not fragment or fragment.lower() == "top" or not page.complete or page.script_only:
        return False
    if ":~:" in fragment or fragment[0] in "/!" or "=" in fragment or "/" in fragment:
        return False
    if session_parts(f"https://example.org/#{fragment}"):
        return False
    wanted = {fragment, unquote(fragment), unquote(fragment.replace("+", " "))}
    if page.sources or page.script:  # which may make anchors of headings
        squeezed = key_of_title(unquote(fragment))
        if any(key_of_title(text) == squeezed for text in page.headings):
            return False
    wanted |= {f"user-content-{name}" for name in wanted}
    if _is_at(url, ("github.com", "gitlab.com")) or "/-/" in _parts(url)[1]:  # so GitLab has it at any host
        marked = {anchor.lower() for anchor in page.anchors}
        rendered = any(anchor.startswith("user-content-") for anchor in marked)
        return rendered and not is_state(fragment) and marked.isdisjoint(map(str.lower, wanted))
    return page.anchors.isdisjoint(wanted)
