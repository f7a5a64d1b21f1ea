"""What registries and archives know of an entry, and comparisons of it by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from medlint.answers import Registered
from medlint.data import terms
from medlint.data.license import is_spdx_expression, spdx
from medlint.lazy import regex
from medlint.model import Entry, Link, Place
from medlint.project import Project
from medlint.read.match import names, without_access
from medlint.rules._sources import sources
from medlint.text import doi
from medlint.text import url as urls

if TYPE_CHECKING:
    from medlint.text.size import Quantity

_VERSION = regex(r"\bv?\d+(?:\.\d+)+\b|\bv\d+\b|\bversion \d+\b")
# Units that count the same thing.
_SAME_UNIT = {"subjects": "patients", "participants": "patients"}
# Characters of the longest title that is compared.
_LONGEST = 600
_OPERATORS = frozenset(("AND", "OR", "WITH"))
# How the names of licences for data, texts and images begin; others are for software.
_NOT_FOR_SOFTWARE = ("CC", "CDLA", "ODC", "ODBL", "PDDL", "DBCL", "OGL", "GFDL", "ETALAB", "LICENSEREF")
_FAMILY = regex(r"CC-BY(?:-NC)?(?:-SA|-ND)?(?=-\d|\Z)|CC0(?=-|\Z)")


class Own(NamedTuple):
    """One of the entry's own links (its source, its DOI) with what is known of it."""

    link: Link
    answers: tuple[Registered, ...]


@lru_cache(maxsize=1 << 16)
def key_of(url: str) -> str:
    """What answers about a link are kept under: the DOI that it names, or its normalised address."""
    found = doi.named(url)
    return urls.normalise(url) if found is None else found.key


def answers_for(project: Project, link: Link) -> tuple[Registered, ...]:
    """What is known of a link."""
    return project.probed.registered.get(key_of(link.url), ()) if project.probed.registered else ()


def own(project: Project, entry: Entry, *fields: str) -> list[Own]:
    """The entry's DOI and its source, or one of them, as far as anybody knows them."""
    if not project.probed.registered:
        return []
    links = [link for field in fields or ("doi", "source") for link in sources(entry, field)]
    return [one for one in (Own(link, answers_for(project, link)) for link in links) if one.answers]


def datasets(project: Project, entry: Entry, *fields: str) -> list[tuple[Link, Registered]]:
    """What is known of the entry's own data: papers, and services that tell nothing but an address, left out."""
    return [
        (link, answer)
        for link, answers in own(project, entry, *fields)
        if not any(is_registered_article(one) for one in answers)
        for answer in answers
        if answer.state == "registered" and answer.service != "doi.org"
    ]


def is_registered_article(answer: Registered) -> bool:
    """Whether a work is registered as a text, not as data."""
    return re.sub(r"[^a-z]", "", answer.type.lower()) in terms("article-type")


def _same_in(entry: Entry | None, link: Link) -> Link | None:
    """The link of an entry's own that names the same as another's."""
    if entry is None:
        return None
    links = [one for field in ("doi", "source") for one in sources(entry, field)]
    return next((one for one in links if key_of(one.url) == key_of(link.url)), None)


def said_of_record(entry: Entry, link: Link) -> bool:
    """Whether the finding on a row's link is said of its record, which has the same."""
    return entry.on_page and _same_in(entry.twin, link) is not None


def twin_place(entry: Entry, link: Link) -> tuple[tuple[Place, str], ...]:
    """Where the row of a record has the same link."""
    other = _same_in(entry.twin, link) if not entry.on_page else None
    return () if other is None else ((other.place, f"the same in {other.place.path}"),)


# titles


class Likeness(NamedTuple):
    """How alike two titles have to be: the options of MED702."""

    words: float
    similarity: float
    letters: float
    acronym: float


def same_title(entry: Entry, titles: Iterable[str], least: Likeness) -> bool:
    """Whether one of the titles is that of the entry, or a name that its record declares; also if nobody can tell."""
    registered = tuple(titles)
    own_names = (without_access(name) for one in (entry, entry.twin) if one is not None for name in names(one))
    return any(alike(name, title, least) for name in own_names for title in registered)


@lru_cache(maxsize=4096)
def alike(one: str, two: str, least: Likeness) -> bool:
    """Whether two titles mean the same: one within the other, by words, by letters, or by initials."""
    a, b = _words(one), _words(two)
    if not a or not b:
        return True  # nothing to compare: another script, or no words of its own
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    met = sum(any(_same_word(word, other, least) for other in long) for word in short)
    if met >= least.words * len(short):
        return True
    squeezed = sorted(("".join(a), "".join(b)), key=len)
    if len(squeezed[0]) >= least.acronym and _within(squeezed[0], long if squeezed[0] == "".join(short) else short):
        return True
    return any(_is_initials(x, y, least.acronym) for x, y in ((one, two), (two, one)))


def _words(title: str) -> list[str]:
    found = re.findall(r"[^\W_]+", _VERSION.sub(" ", title[:_LONGEST].casefold()))
    return [word for word in found if word.isascii() and word not in terms("title-noise")]


def _same_word(one: str, two: str, least: Likeness) -> bool:
    """Whether two words are one, a slip of the pen or an ending aside."""
    if one == two:
        return True
    if min(len(one), len(two)) < least.letters or not (one.isalpha() and two.isalpha()) or abs(len(one) - len(two)) > 3:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= least.similarity


def _within(text: str, words: Sequence[str]) -> bool:
    """Whether a text without spaces is a run of whole words."""
    for start in range(len(words)):
        run = ""
        for word in words[start:]:
            run += word
            if run == text:
                return True
            if not text.startswith(run):
                break
    return False


def _is_initials(one: str, two: str, letters: float) -> bool:
    """Whether a title is one word, made of the first letters of the other's."""
    word = re.sub(r"[^a-z]", "", one.casefold())
    if len(word) < letters or " " in one.strip():
        return False
    words = re.findall(r"[a-z]+", two.casefold())
    initials = ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in terms("title-noise")))
    return any(word in run for run in initials)


# licences


def licenses_differ(written: str, registered: Iterable[str]) -> bool:
    """Whether what an entry says of its licence can't be what is registered; False where nobody can tell."""
    texts = list(registered) if written else []
    known = {found for text in texts if (found := spdx(text)) is not None}
    if not known:
        return False
    if is_spdx_expression(written):
        own_ids = {word.strip("()") for word in written.split()} - _OPERATORS
        if own_ids & known:
            return False
        # Terms of its own may be what a registry says in words.
        return len(known) == len(texts) or not all(name.startswith("LicenseRef-") for name in own_ids)
    if (meant := spdx(written)) is not None:
        return meant not in known
    family = _FAMILY.fullmatch("-".join(written.upper().replace("-", " ").split()))
    return family is not None and family[0] not in {one[0] for name in known if (one := _FAMILY.match(name))}


def same_kind(one: str, two: str) -> bool:
    """Whether both licences are for software, or both are not: a repository's speaks of its code, not of the data."""
    return _is_for_software(one) == _is_for_software(two)


def _is_for_software(text: str) -> bool:
    known = spdx(text) or text
    return not known.upper().startswith(_NOT_FOR_SOFTWARE)


# sizes


class RegisteredFigures(NamedTuple):
    """What registries say of one unit: each figure, and every sum of figures of one answer."""

    singles: list[tuple[str, str, int]]
    totals: set[int]


def registered_figures(answers: Iterable[Registered]) -> dict[str, RegisteredFigures]:
    """The figures that answers give, by unit (`bytes` for all figures of bytes)."""
    out: dict[str, RegisteredFigures] = {}
    for answer in answers:
        sums: dict[str, set[int]] = {}
        for text in answer.sizes:
            for quantity in _quantities(text):
                value, unit = quantity.value, thing(quantity)
                if value:
                    made = out.setdefault(unit, RegisteredFigures([], set()))
                    made.singles.append((text, answer.service, value))
                    known = sums.setdefault(unit, {0})
                    # Of many parts the sums of some would be any number: there it is each, and all.
                    known |= {total + value for total in known} if len(known) < 1024 else {value, max(known) + value}
        for unit, totals in sums.items():
            out[unit].totals.update(totals - {0})
    return out


def thing(quantity: Quantity) -> str:
    """What a figure counts: "bytes", or a unit, one for all that mean the same."""
    return "bytes" if quantity.is_bytes else _SAME_UNIT.get(quantity.unit, quantity.unit)


def _quantities(text: str) -> Iterator[Quantity]:
    from medlint.text.size import parse

    size = parse(text)
    if not size.unread:
        yield from (*size.byte_figures, *size.counts)


def agree(quantity: Quantity, value: int, tolerance: float) -> bool:
    """Whether a figure, or some value of a range, differs by no more than that share of the larger of the two."""
    low, high = quantity.min if quantity.min is not None else 0, quantity.max
    return not (value < low * (1 - tolerance) or (high is not None and high < value * (1 - tolerance)))
