"""URLs as strings: written one way, taken apart, and what is wrong with one. Pure; never raises on any text.

Syntax is that of RFC 3986 and RFC 3987; the host is written as UTS 46 says (through `idna`).
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category
from urllib.parse import unquote

from medlint.data import terms
from medlint.lazy import regex
from medlint.text.sites import (
    is_archive_home,
    is_archive_list,
    is_article,
    is_deep,
    is_shortener,
    session_parts,
    without_session_parts,
)

__all__ = [
    "BLANK",
    "host_key",
    "is_archive_home",
    "is_archive_list",
    "is_article",
    "is_deep",
    "is_shortener",
    "is_web",
    "looks_like_web_address",
    "normalise",
    "problem",
    "session_parts",
    "split_fragment",
    "without_session_parts",
]

_PORTS = {"http": 80, "https": 443, "ftp": 21}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")
_USER_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:")

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ESCAPE_OR_ODD = regex(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]")
_DELIMITER = regex(r"[\s/?#@:%\[\]\\]")
_INVISIBLE = regex(r"[\s\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_HOST_NAME = regex(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*"
    r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?\Z"
)
_ASCII_LABEL = regex(r"[a-z0-9\x80-\U0010ffff-]{1,50}\Z")
_IPV6 = regex(r"\[(?:[0-9a-f:.]{2,45}(?:%[\w.~-]{1,64})?|v[0-9a-f]\.[\w.:~-]{1,64})\]\Z", re.IGNORECASE)

# What most addresses look like: nothing can be wrong with one of these.
_PLAIN = regex(
    r"https?://(?=[^/?#]{1,253}(?:[/?#]|\Z))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:[/?#][!#-')-~]*)?\Z"
)

BLANK = "has a space inside"
QUOTE = "has a quotation mark inside"

_LOCAL = frozenset({"about", "blob", "chrome", "file", "javascript", "resource", "vbscript", "view-source"})

# Of those, the endings that a file may have all the same: taken for a host only where a slash follows.
_FILE_ENDINGS = frozenset({"app", "data", "in", "page", "id", "name", "info", "wiki", "int"})


_NORMAL = regex(
    r"https?://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[1-9][0-9]{3,4})?"
    r"(?:/(?!\.)[A-Za-z0-9_~!$&'()*+,;=:@.-]*)+(?:\?[A-Za-z0-9_~!$&'()*+,;=:@/.-]*)?"
)
"""Addresses in which nothing is to be normalised, as most are."""
_ORIGIN = regex(r"(https?)://((?:[a-z0-9-]+\.)*[a-z0-9-]+)(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(?=[/?#]|\Z)")
"""What most addresses begin with: nothing in it is to be normalised."""
_PORT = regex(r":(\d*)\Z")


class _Parts(NamedTuple):
    scheme: str
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


def _split(url: str) -> _Parts:
    """The five parts of a URL by RFC 3986, appendix B; None is a part that isn't there at all."""
    url, hash_, fragment = url.partition("#")
    url, mark, query = url.partition("?")
    scheme = ""
    if found := _SCHEME.match(url):
        scheme, url = found[1].lower(), url[found.end() :]
    authority: str | None = None
    if url.startswith("//"):
        authority, slash, rest = url[2:].partition("/")
        authority, url = authority.strip(), slash + rest
    return _Parts(scheme, authority, url, query if mark else None, fragment if hash_ else None)


def _clean(text: str) -> str:
    """The text without the blanks around it and the line breaks in it, which no URL has."""
    return text.strip().replace("\t", "").replace("\r", "").replace("\n", "")


def _escape(text: str, safe: frozenset[str]) -> str:
    """Percent-encode what isn't in `safe`, decode what needs no escape, write escapes in upper case."""

    def one(found: re.Match[str]) -> str:
        piece = found[0]
        if len(piece) == 3:
            char = chr(int(piece[1:], 16))
            return char if char in _UNRESERVED else piece.upper()
        if piece in safe:
            return piece
        return "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "surrogatepass"))

    return _ESCAPE_OR_ODD.sub(one, text)


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4, for an absolute path."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)


def _host(text: str) -> str:
    """A host in lower case and in ASCII; unchanged but for case where it can't be written so."""
    if "%" in text and not text.startswith("["):
        decoded = unquote(text, errors="replace")
        text = text if _DELIMITER.search(decoded) else decoded
    if text.startswith("["):
        from ipaddress import AddressValueError, IPv6Address

        with suppress(AddressValueError):
            return f"[{IPv6Address(text[1:-1])}]"
    if text.isascii() or len(text) > 253:
        return text.lower()
    import idna

    try:
        return idna.encode(text, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ".".join(map(_label, text.lower().split(".")))


def _label(text: str) -> str:
    """A label with emoji, which IDNA leaves out, as browsers ask for it; unchanged where there is none."""
    signs = text.replace("\ufe0f", "")
    kinds = {category(char) for char in signs if not char.isascii()}
    if "So" not in kinds or kinds - {"So", "Ll", "Lo", "Lm"} or not _ASCII_LABEL.match(signs):
        return text
    return "xn--" + signs.encode("punycode").decode("ascii")


def _authority(text: str) -> tuple[str | None, str, str]:
    """User information (None: none), host and port as written."""
    user, at, rest = text.rpartition("@")
    found = _PORT.search(rest)
    host, port = (rest[: found.start()], found[1]) if found else (rest, "")
    if ":" in host and not host.endswith("]"):
        host, port = rest, ""  # an IPv6 address without its brackets, or nonsense
    return (user if at else None), host.strip(), port


def _port_number(port: str) -> int | None:
    """The number of a port; None where there is none or none that can be."""
    digits = port.lstrip("0")
    return int(digits) if digits and len(digits) <= 5 and digits.isascii() and int(digits) < 65536 else None


def normalise(url: str) -> str:
    """The one way to write a URL, without its fragment; what is compared, asked for and remembered.

    Scheme and host in lower case, an international host in punycode, no default port, no dot segments, `~`
    rather than %7E, an empty path as `/`, everything else that RFC 3986 doesn't allow percent-encoded as
    UTF-8. A URL without a host (`mailto:`, a relative path) only loses its fragment and the blanks around it.
    Normalising twice changes nothing.
    """
    if _NORMAL.fullmatch(url):
        return url
    cleaned = _clean(url)
    parts = _split(cleaned)
    if not parts.scheme or parts.authority is None:
        return cleaned.partition("#")[0].rstrip()
    user, host, port = _authority(parts.authority)
    number = _port_number(port)
    netloc = "" if user is None else _escape(user, _USER_SAFE) + "@"
    netloc += _host(host)
    if port and number != _PORTS.get(parts.scheme):
        netloc += f":{port if number is None else number}"
    path = _escape(parts.path, _PATH_SAFE)
    if parts.scheme in ("http", "https"):
        path = _without_dot_segments(path) or "/"
    query = "" if parts.query is None else "?" + _escape(parts.query, _QUERY_SAFE)
    return f"{parts.scheme}://{netloc}{path}{query}"


def split_fragment(url: str) -> tuple[str, str]:
    """The URL as written before its first `#`, and what follows it; empty where nothing does."""
    before, _, fragment = url.partition("#")
    return before, fragment


def host_key(url: str) -> tuple[str, str, int]:
    """What counts as one host for pace and shards: scheme, name, port. Port 0 where none is known."""
    if found := _ORIGIN.match(url):
        return found[1], found[2], int(found[3] or _PORTS[found[1]])
    parts = _split(_clean(url))
    _, host, port = _authority(parts.authority or "")
    number = _port_number(port) if port else _PORTS.get(parts.scheme)
    return parts.scheme, _host(host), number or 0


def is_page(url: str) -> bool:
    """Whether this is an address of the web that leads to no paper."""
    return is_web(url) and not is_article(url)


def is_web(url: str) -> bool:
    """Whether this is an http or https URL with a host."""
    if _ORIGIN.match(url):
        return True
    parts = _split(_clean(url))
    return parts.scheme in ("http", "https") and bool(parts.authority)


def looks_like_web_address(text: str) -> bool:
    """Whether a link target without a scheme is a web address (`www.example.org/x`), not a path to a file.

    A file of that very name (`notes.org`) can't be ruled out here: who knows the folder looks there first.
    """
    text = text.strip()
    if text.startswith("//"):
        return _is_host_name(_authority(re.split(r"[/?#]", text[2:], maxsplit=1)[0])[1].lower())
    first, slash, _ = text.partition("/")
    first = re.split(r"[?#]", first, maxsplit=1)[0]
    user, host, _ = _authority(first)
    labels = host.lower().split(".")
    if user is not None or len(labels) < 2 or not _is_host_name(_host(host)):
        return False
    if labels[0] == "www":
        return len(labels) > 2
    ending = labels[-1]
    return ending in terms("top-level") and (bool(slash) or ending not in _FILE_ENDINGS)


def _is_host_name(host: str) -> bool:
    return len(host) <= 254 and _HOST_NAME.match(host) is not None


@lru_cache(maxsize=1 << 15)
def problem(url: str) -> str | None:
    """What is wrong with a link target, as a clause that follows the URL (`… has no host`); None: nothing.

    Relative paths, anchors and the legal schemes that nobody checks (`mailto:`, `s3://`, `ftp://`) are fine.
    """
    text = url.strip()
    if _PLAIN.match(text) and not text.endswith(_OF_FILES):
        return None
    if not text:
        return "is empty"
    if "](" in text:
        return "holds a link of its own"
    if slip := _mistyped_web_scheme(text):
        return slip
    parts = _split(text)
    if not parts.scheme or "." in parts.scheme:
        return _schemeless_problem(text)
    if parts.scheme in _LOCAL:
        return f"has the scheme '{parts.scheme}:', which leads a reader nowhere"
    if parts.scheme not in terms("scheme"):
        return _unknown_scheme(parts.scheme)
    if parts.authority is None:
        return None
    return _authority_problem(parts, text)


_OF_FILES = (
    *(".zip", ".rar", ".7z", ".tar", ".gz", ".pdf", ".csv", ".tsv", ".xls", ".xlsx", ".doc", ".docx", ".json", ".xml"),
    *(".txt", ".png", ".jpg", ".nii", ".dcm", ".mat"),
)
"""What names of files end in, and hosts hardly ever."""


def _mistyped_web_scheme(text: str) -> str | None:
    """`http//`, `https:/x`, `http:x`, `https;//`, `http:\\\\`: the name is right, what follows it isn't."""
    found = re.match(r"(https?)([:;.,\s\\/]*)", text, re.IGNORECASE)
    if not found or not found[2] or found[2] == "://":
        return None
    scheme, marks = found[1].lower(), found[2]
    rest = text[found.end() :]
    if ":" not in marks and not re.search(r"[\\/]{2}|;", marks):
        return None  # a path such as `http/readme.md`, a name such as `http.md`
    if marks.startswith("://"):
        return BLANK if marks[3:].isspace() else "has no host"
    if not rest:
        return "has no host"
    return f"has '{scheme}{marks}', expected '{scheme}://'"


def _schemeless_problem(text: str) -> str | None:
    if looks_like_web_address(text):
        return f"has no scheme ('https://{text.lstrip('/')[:80]}' is probably meant)"
    if len(text) < 300 and re.match(r"[\w.+-]+@[\w-]+(\.[\w-]+)+\Z", text):
        return f"has no scheme ('mailto:{text}' is probably meant)"
    return None


def _unknown_scheme(scheme: str) -> str:
    if len(scheme) > 30:
        return "has an unknown scheme"
    from difflib import get_close_matches

    web = get_close_matches(scheme, ("https", "http"), 1, 0.6)
    close = web or get_close_matches(scheme, sorted(terms("scheme")), 1, 0.7)
    return f"has the unknown scheme '{scheme}:'" + (f" ('{close[0]}:' is closest)" if close else "")


def _authority_problem(parts: _Parts, text: str) -> str | None:
    """What is wrong in a URL of a known scheme that has `//`."""
    user, host, port = _authority(parts.authority or "")
    web = parts.scheme in ("http", "https")
    name, colon, _ = (user or "").partition(":")
    if user is not None and (web or colon) and name.lower() not in ("anonymous", "ftp"):
        return "contains credentials"
    if not web:
        return None
    if not host:
        return "has no host"
    if host.lower() in ("http", "https") and parts.path.startswith("/"):
        return "has two schemes"
    if '"' in text.partition("?")[0]:
        return QUOTE
    if "(" in parts.path.rpartition(")")[2]:
        return "ends inside a parenthesis"
    if blank := _INVISIBLE.search(text):
        return BLANK if blank[0].isspace() else "has an invisible character inside"
    ascii_host = _host(host)
    if not parts.path.strip("/") and ascii_host.count(".") == 1 and ascii_host.endswith(_OF_FILES):
        return "has the name of a file where a host is expected"
    if not (_IPV6.match(ascii_host) if ascii_host.startswith("[") else _is_host_name(ascii_host)):
        return f"has '{host[:80]}' where a host was expected"
    if port and (_port_number(port) is None):
        return f"has the impossible port {port[:20]}"
    return None
