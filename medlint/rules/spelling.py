"""The rule about misspelt words: known slips, and what the list's own words show to be one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import islice
from urllib.parse import unquote

from medlint.data import terms
from medlint.data.english import common, is_known, known_slip
from medlint.finding import Finding, Level
from medlint.kept import KeptRecord, Words, small_key
from medlint.model import Cell, Entry
from medlint.project import Project
from medlint.read.columns import aliases
from medlint.rules._fields import Spans, is_exactly
from medlint.rules._sources import sources
from medlint.rules._text import Text, every_text, texts_of
from medlint.rules.base import Option, edit, rule
from medlint.rules.headers import meant_header
from medlint.text.spelling import (
    TOKEN,
    cuts,
    in_case_of,
    is_inflected,
    is_sure,
    misspelt,
    names,
    slips,
    stem,
    swaps,
    words,
)

_WORD = re.compile(r"[^\W\d_]+")
_IN_ADDRESS = re.compile(r"[a-z]{4,}")
_TWICE = re.compile(r"(?<![\w/.:'’\"“-])([a-z]{2,}+(?: [a-z]{2,}+)?)[ \n]++\1(?![\w/:'’-])")


@rule(
    "MED304",
    "misspelling",
    Level.WARNING,
    fix="unsafe",
    options={
        "english": Option(0.4, "Share of the words in small letters that are common in an English text."),
        "letters": Option(5, "Letters of the shortest word that is no known slip and may be a misspelling."),
        "rare": Option(
            2, "How often a word may stand in the list and still be a misspelling of a common one.", relaxes="below"
        ),
        "times": Option(4, "How often, and how many times as often, the list has to use the word that was meant."),
        "names": Option(3, "How often the list has to use a name or acronym that was meant."),
        "findings": Option(
            200, "Misspellings of one text that are said: what holds more is no prose of a list.", 10_000, "below"
        ),
    },
)
def misspelling(project: Project) -> Iterator[Finding]:
    """A word is misspelt.

    Search finds nothing under a misspelt word, and slips in a title are copied into papers. A word is said where it is
    a known slip, or where no dictionary has it and one slip of the fingers leads to a common word, or to one that the
    list itself uses; and words that stand twice. Names, acronyms, drugs and anatomy are safe, and so are addresses,
    code and text in other languages.

    ```markdown bad
    | Title     | Description                  | Source                  |
    |-----------|------------------------------|-------------------------|
    | LIDC-IDRI | Follow-up scans are avilable | https://example.org/one |
    ```
    ```markdown bad
    The images were annotated by by four readers.
    ```
    ```markdown good
    | Title     | Description                   | Source                  |
    |-----------|-------------------------------|-------------------------|
    | LIDC-IDRI | Follow-up scans are available | https://example.org/one |
    ```
    """
    headers = _misspelt_headers(project)
    share, most = misspelling.option(project, "english"), misspelling.whole_option(project, "findings")
    told = cache(lambda text: _is_english(text, share))
    texts = [text for text in every_text(project) if id(text.cell) not in headers]
    counted = _counted(texts, told)
    if project.kept is not None:
        counted.add(project.kept.words)
    short = counted.english >= counted.foreign  # texts too short to tell are of the language of most others
    evidence = _Evidence(project, counted, short)
    for entry in project.entries:
        if isinstance(entry, KeptRecord) and evidence.doubts(_odd_words(entry)):
            texts += texts_of(entry)
    suspects = cache(evidence.suspects)
    places: set[tuple[str, int]] = set()
    for text in texts:
        if (told(text.cell.text) is False if short else not told(text.cell.text)) or not suspects(text.cell.raw):
            continue
        found = [*_slips_in(text.cell, evidence), *_twice_in(text.cell)]
        for start, end, said, right in islice(sorted(found), most):
            finding = _finding(text, start, end, said, right)
            # Of a table in HTML both the cells and the block are read.
            if (place := (finding.place.path, finding.place.start)) not in places:
                places.add(place)
                yield finding
    for title in [Text(entry["title"], entry, "title") for entry in project.on_page if "title" in entry.fields]:
        for finding in [_finding(title, *unlike) for unlike in _unlike_address(title, evidence)]:
            if (finding.place.path, finding.place.start) not in places:
                yield finding


def _misspelt_headers(project: Project) -> set[int]:
    """The headers of which MED102 says what is meant."""
    known = {text: field for field, texts in aliases(project.config).items() for text in texts}
    columns = (column for page in project.pages for table in page.tables for column in table.columns)
    return {id(column.cell) for column in columns if meant_header(project, column, known)}


def words_of(project: Project) -> Words:
    """The words of all that people read on a list, counted."""
    share = misspelling.option(project, "english")
    return _counted(every_text(project), lambda text: _is_english(text, share))


def _counted(texts: Iterable[Text], told: Callable[[str], bool | None]) -> Words:
    out = Words()
    for text, number in Counter(text.cell.text for text in texts).items():
        english = told(text)
        if english is None:
            out.of_short.update(TOKEN.findall(text) * number)
        elif english:
            out.english += number
            out.of_english.update(TOKEN.findall(text) * number)
        else:
            out.foreign += number
    return out


@small_key
def _odd_words(entry: Entry) -> tuple[str, ...]:
    """The words of an entry that may be wrong, by what the list's other words say; "" where one stands twice."""
    out: dict[str, None] = {}
    for cell, *_ in texts_of(entry):
        for token in TOKEN.findall(cell.raw):
            out |= dict.fromkeys(word for _, word in words(token) if _may_be_wrong(word.lower()))
            out |= dict.fromkeys(name for _, name in names(token))
        out |= dict.fromkeys("" for _ in _twice_in(cell))
    return tuple(out)


@lru_cache(maxsize=1 << 15)
def _may_be_wrong(word: str) -> bool:
    """Whether a word is a known slip, or of a kind that evidence is looked for."""
    return bool(known_slip(word)) or not (_is_word(word) or _is_word(stem(word)))


def _is_english(text: str, share: float) -> bool | None:
    """Whether a text is in English: enough of its words in small letters are common; None where it has few."""
    if sum(map(str.islower, text[:4000].split())) < 4:
        return None
    small = [word for word in _WORD.findall(text[:4000]) if word.islower() and len(word) > 2]
    known = common()
    return sum(word in known for word in small) >= len(small) * share


def _slips_in(cell: Cell, evidence: _Evidence) -> Iterator[tuple[int, int, str, str]]:
    raw = cell.raw
    skip = [*cell.opaque, *(link.whole_span for link in cell.links if link.kind == "image")]
    for start, end, word, right in misspelt(raw, skip, evidence.meant):
        if not ((word[0].isupper() and _is_name(raw, start, end)) or _GOES_ON.search(raw[max(start - 4, 0) : start])):
            yield start, end, word, right
    if evidence.odd_names:
        spans = Spans(skip)
        for token in TOKEN.finditer(raw):
            for offset, word in names(token[0]):
                start = token.start() + offset
                if word in evidence.odd_names and start not in spans:
                    yield start, start + len(word), word, evidence.odd_names[word]


_BESIDE = re.compile(r"\A(?:\s+et\s+al\b|\.?\s+[A-Z]\.|\s+\w*[À-ɏ])")
_GOES_ON = re.compile(r"[a-z]-[ \n]\Z")
"""What stands before the rest of a word that a line's end parted: `demo- saicking`."""
_BEFORE = re.compile(r"(?:\b[A-Z]\.\s*|\b([A-Z][a-z]+)\s+)\Z")
_AFTER = re.compile(r"\A\s+([A-Z][a-z]+)\b")


def _is_name(raw: str, start: int, end: int) -> bool:
    """Whether a capitalised word has an initial, `et al.`, accents or an uncommon capitalised word beside it."""
    before, after = _BEFORE.search(raw[max(start - 40, 0) : start]), raw[end : end + 40]
    if _BESIDE.match(after) or (before and not before[1]):
        return True
    others = [found[1].lower() for found in (before, _AFTER.match(after)) if found]
    return any(word not in common() for word in others)


def _twice_in(cell: Cell) -> Iterator[tuple[int, int, str, str]]:
    spans = Spans(cell.opaque)
    for found in _TWICE.finditer(cell.raw):
        if found[1] not in terms("may-double") and found.start() not in spans and found.end() - 1 not in spans:
            yield *found.span(), found[0], found[1]


def _unlike_address(text: Text, evidence: _Evidence) -> Iterator[tuple[int, int, str, str]]:
    """The words of a title that the entry's own address spells with a letter more or less, or with two swapped."""
    cell = text.cell
    links = sources(text.entry) if text.entry is not None else []
    address = " ".join(link.url.partition("?")[0] for link in links)
    small = address.lower()
    for found in _NAME.finditer(cell.raw) if links else ():
        said, word = found[0], found[0].lower()
        if word in small or word in common():
            continue
        near = {spelt for spelt in _NAME.findall(unquote(address)) if _may_be(word, spelt.lower())}
        if not near or word in "".join(filter(str.isalnum, small)) or _is_word(word):
            continue
        right = near.pop()
        if near or _is_righter(said, right) or found.start() in Spans(cell.opaque) or evidence.number(word) > _RARE:
            continue
        plain = said.islower() or said.isupper() or said.istitle()
        yield *found.span(), said, in_case_of(said, right.lower()) if plain else _cased_like(said, right)


def _cased_like(said: str, right: str) -> str:
    """A name with the letters in the case in which a misspelt form of it has them."""
    from difflib import SequenceMatcher

    out = list(right)
    for mine, its, size in SequenceMatcher(None, said.lower(), right.lower(), autojunk=False).get_matching_blocks():
        out[its : its + size] = said[mine : mine + size]
    return "".join(out)


def _may_be(word: str, other: str) -> bool:
    """Whether one slip parts two words that isn't another letter; what is quickly seen to differ is not slipped."""
    if word == other or abs(len(word) - len(other)) > 1 or len(set(word) ^ set(other)) > 1:
        return False
    if other in slips(word) | swaps(word):
        return _is_letter_apart(word, other)
    ends = (word[:2], word[-3:]) == (other[:2], other[-3:])
    return ends and len(word) >= _LONG and not slips(word).isdisjoint(slips(other))  # two slips


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{4,}")
_RARE = 4
"""How often a misspelt title may be read: an item and a heading are an entry and prose, so that twice is four times."""
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _is_righter(word: str, other: str) -> bool:
    """Whether a name is made of words and another isn't: `FocusPath` at `FoucsPath`."""
    made = [all(_is_word(part.lower()) for part in _CAMEL.findall(name)) for name in (word, other)]
    return made == [True, False]


def _finding(text: Text, start: int, end: int, said: str, right: str) -> Finding:
    cell, entry, field = text
    place = cell.at(start, end)
    one = "," not in right and is_exactly(place, said) and not _names_a_definition(cell, start)
    where = f" in the {field} of {entry.title!r}" if entry is not None else ""
    options = " or ".join(repr(option) for option in right.split(", "))
    twice = said != right and said.split() == right.split() * 2
    message = f"{right!r} stands twice{where}" if twice else f"{said!r}{where} is a misspelling of {options}"
    edits = (edit(place, right),) if one else ()
    return misspelling.at(place, message, entry=entry, field=field, subject=said.lower(), edits=edits)


def _names_a_definition(cell: Cell, position: int) -> bool:
    """Whether a word stands in `[text]` or `[text][]`, whose text is the name of the address defined elsewhere."""
    around = (k for k in cell.links if k.kind == "reference" and k.span[0] <= position < k.span[1])
    return any(cell.raw[k.span[0] : k.span[1]].removesuffix("[]").rfind("][") < 0 for k in around)


class _Evidence:
    """What the words of a list say of one of them: how often it is used, and whether an address holds it."""

    def __init__(self, project: Project, counted: Words, short: bool) -> None:
        """`short` says whether texts that are too short to tell are in English."""
        self._letters = misspelling.option(project, "letters")
        self._rare = misspelling.option(project, "rare")
        self._times = misspelling.option(project, "times")
        self._often = misspelling.option(project, "names")
        tokens = counted.of_english + counted.of_short if short else counted.of_english
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._folded: Counter[str] = Counter()
        """Names with capitals inside, in small letters."""
        for token, number in tokens.items():
            for _, word in words(token):
                (self._small if word.islower() else self._large)[word.lower()] += number
            for _, name in names(token):
                self._names[name] += number
                self._folded[name.lower()] += number
        self._tokens = tokens
        self._links = project.links
        self._right: set[str] = set()
        """Tokens in which nothing is wrong."""
        self._judged: dict[str, str | None] = {}

    @cached_property
    def _addressed(self) -> set[str]:
        return {word for link in self._links for word in _IN_ADDRESS.findall(link.url.lower())}

    @cached_property
    def _named(self) -> set[str]:
        """What the list's addresses call something of somebody's: `differnet` of `github.com/group/differnet`."""
        parts = (link.url.rstrip("/").split("/") for link in self._links)
        return {own[-1].lower() for own in parts if len(own) > 4}  # scheme, nothing, host, group, name

    @cached_property
    def odd_names(self) -> dict[str, str]:
        """Names and acronyms of one place in which two neighbours changed places: what stands often instead."""
        often = {name for name, number in self._names.items() if number >= self._often}
        out = {}
        for name in [name for name, number in self._names.items() if number == 1] if often else ():
            meant = swaps(name) & often
            if len(meant) == 1:
                out[name] = meant.pop()
        return out

    def suspects(self, raw: str) -> bool:
        """Whether something in a text may be wrong, whatever of it is prose."""
        for token in set(TOKEN.findall(raw)) - self._right:
            if any(self.meant(word) for _, word in words(token)) or any(n in self.odd_names for _, n in names(token)):
                return True
            self._right.add(token)
        return _TWICE.search(raw) is not None

    def doubts(self, words: Iterable[str]) -> bool:
        """Whether one of the words of an entry is, or may be, wrong; "" stands for one that is there twice."""
        return any(not word or word in self.odd_names or self.meant(word) for word in words)

    def number(self, name: str) -> int:
        """How often the list has a name, in any letter case."""
        return sum(number for token, number in self._tokens.items() if name in token.lower())

    def meant(self, word: str) -> str | None:
        """The correction of a word, in lower case; several with ", " between; None where nothing shows it is wrong."""
        if word not in self._judged:
            self._judged[word] = self._meant(word.lower(), word.istitle())
        return self._judged[word]

    def _meant(self, word: str, capital: bool) -> str | None:
        if known := known_slip(word):
            return None if word in self._named else known
        if len(word) < self._letters or _is_word(word) or word in self._addressed or _is_word(stem(word)):
            return None
        uses = self._large if capital else self._small
        # A name may be anything: only what stands capitalised in the list too can show that a short one is none.
        others = self._near_large(word) if capital and len(word) < _LONG else slips(word)
        near = [other for other in others if other in common() and not is_inflected(word, other)]
        proven = [
            other
            for other in near
            if (_is_proven_large(word, other, uses) if capital else self._is_proven(word, other, uses))
        ]
        if not proven:
            return self._listed(word, uses)
        best = sorted(proven, key=lambda other: (-uses[other], common()[other]))
        rivals = [o for o in best[1:3] if uses[o] == uses[best[0]] == 0 and common()[o] < 4 * common()[best[0]] + 1000]
        return ", ".join([best[0], *rivals])

    def _is_proven(self, word: str, other: str, uses: Counter[str]) -> bool:
        """Whether a word in small letters is a slip: the right one is in the list, or common where the slip is long."""
        if uses[other]:
            return uses[other] >= uses[word]
        return uses[word] <= self._rare and is_sure(word, common()[other])

    def _listed(self, word: str, uses: Counter[str]) -> str | None:
        """The word that the list itself uses often and many times as often, a letter more or less away."""
        if len(word) < 6 or uses[word] > self._rare:
            return None
        least = max(self._times, self._times * uses[word])
        near = self._near_large(word) if uses is self._large else _near(word, self._frequent_small)
        every = (self._small, self._large, self._folded)
        fit = [o for o in near if o != word and _is_letter_apart(word, o) and sum(c[o] for c in every) >= least]
        return fit[0] if len(fit) == 1 else None

    def _near_large(self, word: str) -> set[str]:
        return _near(word, self._frequent_large)

    @cached_property
    def _frequent_large(self) -> dict[str, list[str]]:
        every = self._large + self._folded
        return _by_cuts(word for word, number in every.items() if number > 1 or len(word) > 8)

    @cached_property
    def _frequent_small(self) -> dict[str, list[str]]:
        return _by_cuts(word for word, number in self._small.items() if number >= self._times)


_LONG = 9
"""Letters from which on a capitalised word is no name where one slip makes it a common word."""
_LONGER = 11
_COMMONEST = 3000


def _is_word(word: str) -> bool:
    return word in common() or is_known(word)


def _by_cuts(words: Iterable[str]) -> dict[str, list[str]]:
    """Words of six letters and more, by themselves and by what is left of them without one letter."""
    out: dict[str, list[str]] = {}
    for word in words:
        for form in {word, *cuts(word)} if len(word) > 5 else ():
            out.setdefault(form, []).append(word)
    return out


def _near(word: str, by_cuts: dict[str, list[str]]) -> set[str]:
    """The words that one slip parts from a word."""
    near = {other for form in {word, *cuts(word)} for other in by_cuts.get(form, ())}
    return near & slips(word) if near - {word} else set()


def _is_letter_apart(word: str, other: str) -> bool:
    """Whether two words differ by a letter more or less, or by two that changed places; not by their endings."""
    if word.startswith(other) or other.startswith(word):
        return False
    if len(word) != len(other):
        return abs(len(word) - len(other)) == 1
    return sorted(word) == sorted(other)


def _is_proven_large(word: str, other: str, uses: Counter[str]) -> bool:
    """Whether a capitalised word, which may be a name, is a slip of one that stands capitalised in the list, or a long
    one, not told by another letter alone, of a common word.
    """
    number, rank = uses[other], common()[other]
    likely = rank < _COMMONEST or (len(word) >= _LONGER and _is_letter_apart(word, other))
    if len(word) >= _LONG and uses[word] <= 2 and (number or (likely and is_sure(word, rank))):
        return True
    return number >= (20 if len(word) == 6 else 2 * uses[word]) and len(word) >= 6
