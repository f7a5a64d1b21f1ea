"""SPDX licence identifiers, and the licence that a usual writing means."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from medlint.data import meanings, nearest, rows
from medlint.lazy import regex

Restriction = Literal["non-commercial", "no-derivatives", "unknown"]

_SPDX_URL = regex(r"(?:https?://)?(?:www\.)?spdx\.org/licenses/([a-z0-9.+-]+?)(?:\.html|\.json)?/?")
# https://creativecommons.org/licenses/by-nc/4.0/deed.en, …/publicdomain/zero/1.0/
_CC_URL = regex(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(?:licenses/(?P<parts>[a-z-]{2,11})|publicdomain/(?P<zero>zero|mark))"
    r"/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3}))?(?:/[\w.-]*)*/?"
)
_CC_PARTS = (
    (regex(r"(?<![a-z])(?:nc|non ?commercial)(?![a-z])"), "nc"),
    (regex(r"(?<![a-z])(?:nd|no ?deriv[a-z]*(?: works)?)(?![a-z])"), "nd"),
    (regex(r"(?<![a-z])(?:sa|share ?alike)(?![a-z])"), "sa"),
    (regex(r"(?<![a-z])(?:by|attribution)(?![a-z])"), "by"),
)
_CC_NAME = regex(r"\b(?:creative commons|cc(?=by)|cc\b)")
_NUMBER = regex(r"\d+(?:\.\d+)?")
_NOISE = regex(r"\b(?:the|licen[cs]e[ds]?|version|under|international|unported|generic|public|only)\b|[(),:]")
_VARIES = regex(r"\b(?:various|varies|mixed|multiple|differs?)\b", re.IGNORECASE)
_TOKEN = regex(r"[()]|[^\s()]+")
_LONGEST = 2000
"""Characters of the longest expression that is read."""

_NON_COMMERCIAL = regex(r"\bNC\b|non-?commercial", re.IGNORECASE)
_NO_DERIVATIVES = regex(r"-ND\b|no-?deriv", re.IGNORECASE)
_CC_ID = regex(r"cc-(by(?:-nc|-nd|-sa)*)-(\d\.\d)(?:-([a-z]{2,3}))?")
_CC_BARE = regex(r"CC-BY(?:-SA)?", re.IGNORECASE)


@cache
def _ids() -> dict[str, str]:
    """Lower-case id → id of every licence."""
    return {identifier.lower(): identifier for identifier, kind, _ in rows("licenses.txt") if kind == "license"}


@cache
def _exceptions() -> frozenset[str]:
    """The lower-case ids of exceptions, which stand behind WITH."""
    return frozenset(identifier.lower() for identifier, kind, _ in rows("licenses.txt") if kind == "exception")


@cache
def _names() -> dict[str, str]:
    """Official names, simplified → id; of ids that share one (GPL-2.0, GPL-2.0-only) the current id."""
    found: dict[str, str] = {}
    for identifier, kind, name in rows("licenses.txt"):
        if kind == "license" and name:
            found.setdefault(_simple(name), identifier)
            if identifier.endswith(("-only", "-or-later")):
                found[_simple(name)] = identifier
    return found


def _simple(text: str) -> str:
    text = re.sub(r"\bv(?=\d)", "", text.lower().replace("_", "-"))
    return " ".join(_NOISE.sub(" ", text).replace("-", " ").replace(".0.0", ".0").split())


@lru_cache(maxsize=1024)
def spdx(text: str) -> str | None:
    """The SPDX id of the licence that a text means: an id in any case, an official or usual name, an address; or None.

    `CC BY 3.0` → CC-BY-3.0, `Apache 2.0` → Apache-2.0, `CC0` → CC0-1.0. One named without the version
    it needs (`CC BY`) and terms that are nobody's standard (`DUA`, `TCIA Restricted`) are None.
    """
    text = text.strip()
    if not text or len(text) > 200:
        return None
    licenses = _ids()
    if found := licenses.get(text.lower()):
        return found
    if address := _SPDX_URL.fullmatch(text.lower()):
        return licenses.get(address[1])
    if address := _CC_URL.fullmatch(text.lower()):
        return _from_address(address)
    simple = _simple(text)
    if simple in meanings("license"):
        return meanings("license")[simple]
    return _names().get(simple) or licenses.get(simple.replace(" ", "-")) or _creative_commons(text)


def _from_address(address: re.Match[str]) -> str | None:
    licenses = _ids()
    if address["zero"]:
        return {"zero": "CC0-1.0", "mark": licenses.get("cc-pdm-1.0")}[address["zero"]]
    port = address["port"]
    made = f"cc-{address['parts']}-{address['version']}"
    return licenses.get(f"{made}-{port}" if port and f"{made}-{port}" in licenses else made)


def _creative_commons(text: str) -> str | None:
    """The id of a Creative Commons licence written freely: `CC BY-NC SA 4.0`, `Attribution 4.0 (CC BY 4.0)`."""
    rest, named = _CC_NAME.subn(" ", _simple(text))
    parts = set()
    for pattern, part in _CC_PARTS:
        rest, times = pattern.subn(" ", rest)
        parts |= {part} if times else set()
    versions = {number if "." in number else f"{number}.0" for number in _NUMBER.findall(rest)}
    ports = set(_NUMBER.sub(" ", rest).split())
    if not named or "by" not in parts or len(versions) != 1 or len(ports) > 1:
        return None
    made = ["cc", *(part for part in ("by", "nc", "nd", "sa") if part in parts), *versions, *ports]
    return _ids().get("-".join(made))


@lru_cache(maxsize=1024)
def is_spdx_expression(text: str) -> bool:
    """Whether a text is an SPDX expression (ids in their own case, `LicenseRef-…`, AND, OR, WITH, +, brackets).

    Deprecated ids are ids; `unknown`, which a record may say instead, passes too.
    """
    if text == "unknown" or _ids().get(text.lower()) == text:  # ids younger than packaging's list, too
        return True
    if not text or len(text) > _LONGEST:
        return False
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        canonical = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return _TOKEN.findall(canonical) == _TOKEN.findall(text)  # packaging reads ids in any case


def _is_license(name: str) -> bool:
    return name not in ("AND", "OR", "WITH", "unknown") and is_spdx_expression(name)


@lru_cache(maxsize=1024)
def closest_spdx(text: str) -> str | None:
    """The SPDX id that a text means, or else the one that reads most like it; None when none is near."""
    if found := spdx(text):
        return found
    licenses = _ids()
    near = nearest(text.strip().replace(" ", "-"), list(licenses))
    return licenses[near] if near else None


def restricted_use(expression: str) -> Restriction | None:
    """What use a licence bars: non-commercial (said first, as the wider bar), no-derivatives, unknown, or None.

    `expression` is an SPDX expression, `unknown`, or a licence as people write it. Of alternatives (OR) the freest
    counts, of several at once (AND) the strictest. A `LicenseRef-…` or other terms are judged by their name only.
    """
    if not is_spdx_expression(expression):
        expression = spdx(expression) or "-".join(expression.split())
    order: list[Restriction | None] = [None, "no-derivatives", "non-commercial", "unknown"]
    return min((_strictest(choice) for choice in expression.split(" OR ")), key=order.index)


def _strictest(choice: str) -> Restriction | None:
    if _NON_COMMERCIAL.search(choice):
        return "non-commercial"
    if _NO_DERIVATIVES.search(choice):
        return "no-derivatives"
    names = [name for name in re.findall(r"[^\s()]+", choice) if name not in ("AND", "WITH")]
    free = all(_is_license(name) or name.lower() in _exceptions() or _CC_BARE.fullmatch(name) for name in names)
    return None if names and free and "LicenseRef-" not in choice else "unknown"


def license_name(identifier: str) -> str:
    """The official name of an SPDX licence, or empty."""
    return _full_names().get(identifier, "")


@cache
def _full_names() -> dict[str, str]:
    return {identifier: name for identifier, kind, name in rows("licenses.txt") if kind == "license"}


def license_url(identifier: str) -> str:
    """The page of an SPDX licence: Creative Commons' own for theirs, else SPDX's; empty for any other text."""
    if identifier not in _full_names():
        return ""
    if identifier == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if found := _CC_ID.fullmatch(identifier.lower()):
        return f"https://creativecommons.org/licenses/{found[1]}/{found[2]}/{f'{found[3]}/' if found[3] else ''}"
    return f"https://spdx.org/licenses/{identifier}.html"


Use = Literal["open", "non-commercial", "no-derivatives", "ask", "varies", "unknown"]
_NOTHING = frozenset(("", "unknown", "not specified", "unspecified", "not stated", "n/a", "-"))


def use_class(text: str) -> Use:
    """What a licence lets one do, in a word.

    `open`: any use, also a commercial one; `ask`: terms of its own, which one has to read; `varies`: parts differ;
    `unknown`: nothing is said.
    """
    if text.strip().lower() in _NOTHING:
        return "unknown"
    barred = restricted_use(text)
    if barred == "unknown":
        return "varies" if _VARIES.search(text) else "ask"
    return barred or "open"
