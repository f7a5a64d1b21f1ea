"""The rule about misspelt words: known slips, and what the list's own words show to be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, islice
from urllib.parse import unquote

from medlint.data import terms
from medlint.data.english import common, is_foreign, known_slip, ranks
from medlint.finding import Finding, Level
from medlint.kept import KeptRecord, Words, small_key
from medlint.lazy import regex
from medlint.model import Cell, Entry
from medlint.project import Project
from medlint.read.columns import aliases
from medlint.rules._evidence import TWICE, Evidence, is_word
from medlint.rules._fields import Spans, is_exactly
from medlint.rules._sources import sources
from medlint.rules._text import Text, every_text, texts_of
from medlint.rules.base import Option, edit, rule
from medlint.rules.headers import meant_header
from medlint.text.spelling import cased_like, in_case_of, is_slip_of, misspelt, names, stem, undotted, words

_WORD = regex(r"[^\W\d_]{3,}")


@rule(
    "MED304",
    "misspelling",
    Level.WARNING,
    fix="unsafe",
    options={
        "english": Option(0.4, "Share of the words in small letters that are common in an English text."),
        "words": Option(4, "Words in small letters from which on a text shows its language.", relaxes=None),
        "letters": Option(5, "Letters of the shortest word that is no known slip and may be a misspelling."),
        "long": Option(9, "Letters from which on a capitalised word may be a slip of a common word, not a name."),
        "longer": Option(11, "Letters from which on it may be a slip of a less common one."),
        "common": Option(3000, "How many words are common where a capitalised one may be a slip.", relaxes="below"),
        "repeated": Option(20, "How often the list has to use a short capitalised word that was meant."),
        "rare": Option(
            2, "How often a word may stand in the list and still be a misspelling of a common one.", relaxes="below"
        ),
        "times": Option(4, "How often, and how many times as often, the list has to use the word that was meant."),
        "names": Option(3, "How often the list has to use a name or acronym that was meant."),
        "title": Option(
            4,
            "How often the list may have a word of a title that the address spells otherwise: an item is an entry and"
            " prose, and read twice.",
            relaxes="below",
        ),
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
    most, told = misspelling.whole_option(project, "findings"), cache(_language(project))
    texts = [text for text in every_text(project) if id(text.cell) not in headers]
    share = misspelling.option(project, "english")
    counted = _counted(texts, told, share)
    if project.kept is not None:
        counted.add(project.kept.words)
    # Texts too short to tell are of the language of most others, or of what they are together
    together = told(" ".join(counted.of_short)) if counted.english == counted.foreign else None
    short = counted.english >= counted.foreign and (together is None or together >= share / 2)
    share = share if short else (1 + share) / 2  # words of two languages are the same, and names are of any
    evidence = Evidence(project, counted, lambda name: misspelling.option(project, name), short=short)
    doubted = (e for e in project.entries if isinstance(e, KeptRecord) and evidence.doubts(_odd_words(e)))
    texts += [text for entry in doubted for text in texts_of(entry)]
    read = {text.cell.raw: told(text.cell.text) for text in texts}
    prose = (raw for raw, english in read.items() if (short if english is None else english >= share))
    suspects = set(filter(evidence.suspects, prose))
    places: set[tuple[str, int]] = set()
    for text in (text for text in texts if text.cell.raw in suspects):
        found = [*_slips_in(text.cell, evidence), *_twice_in(text.cell)]
        for start, end, said, right in islice(sorted(found), most):
            finding = _finding(text, start, end, said, right)
            # Of a table in HTML both the cells and the block are read.
            if (place := (finding.place.path, finding.place.start)) not in places:
                places.add(place)
                yield finding
    often = misspelling.option(project, "title")
    titles = [Text(entry["title"], entry, "title") for entry in project.on_page if "title" in entry.fields]
    named = Counter(word for title in {text.cell.raw.lower() for text in titles} for word in set(_NAME.findall(title)))
    for title in titles:
        for finding in [_finding(title, *unlike) for unlike in _unlike_address(title, evidence, named, often)]:
            if (finding.place.path, finding.place.start) not in places:
                yield finding


def _misspelt_headers(project: Project) -> set[int]:
    """The headers of which MED102 says what is meant."""
    known = {text: field for field, texts in aliases(project.config).items() for text in texts}
    return {id(column.cell) for t in project.tables for column in t.columns if meant_header(project, column, known)}


def words_of(project: Project) -> Words:
    """The words of all that people read on a list, counted."""
    return _counted(every_text(project), _language(project), misspelling.option(project, "english"))


def _counted(texts: Iterable[Text], told: Callable[[str], float | None], share: float) -> Words:
    groups: dict[bool | None, list[tuple[str, int]]] = {True: [], False: [], None: []}
    for text, number in Counter(text.cell.text for text in texts).items():
        groups[None if (english := told(text)) is None else english >= share].append((text, number))
    out = Words()
    out.english, out.foreign = (sum(number for _, number in groups[told]) for told in (True, False))
    out.of_english, out.of_short = (
        Counter(chain.from_iterable(text.split() * number for text, number in groups[told])) for told in (True, None)
    )
    return out


@small_key
def _odd_words(entry: Entry) -> tuple[str, ...]:
    """The words of an entry that may be wrong, by what the list's other words say; "" where one stands twice."""
    out: dict[str, None] = {}
    for cell, *_ in texts_of(entry):
        for run in cell.raw.split():
            out |= dict.fromkeys(word for _, word in words(run) if _may_be_wrong(word.lower()))
            out |= dict.fromkeys(name for _, name in names(run))
        out |= dict.fromkeys("" for _ in _twice_in(cell))
    return tuple(out)


@lru_cache(maxsize=1 << 15)
def _may_be_wrong(word: str) -> bool:
    """Whether a word is a known slip, or of a kind that evidence is looked for."""
    return bool(known_slip(word)) or not (is_word(word) or is_word(stem(word)))


def _language(project: Project) -> Callable[[str], float | None]:
    """What tells the share of common English words among those in small letters of a text; None where it has few."""
    least = misspelling.whole_option(project, "words")

    def share_of_english(text: str) -> float | None:
        runs = text[:4000].split()
        if is_foreign(runs):
            return 0.0
        if len([*islice(filter(str.islower, runs), least)]) < least:
            return None
        small = [*chain.from_iterable(map(_small_words, runs))]
        return sum(map(common().__contains__, small)) / len(small) if len(small) > 1 else None

    return share_of_english


@lru_cache(maxsize=1 << 16)
def _small_words(run: str) -> tuple[str, ...]:
    """The words in small letters of a run between blanks, which lists repeat."""
    return tuple(filter(str.islower, _WORD.findall(run)))


def _slips_in(cell: Cell, evidence: Evidence) -> Iterator[tuple[int, int, str, str]]:
    raw = cell.raw
    skip = [*cell.opaque, *(link.whole_span for link in cell.links if link.kind == "image")]
    for start, end, word, right in misspelt(raw, skip, evidence.meant):
        sure = word[0].islower() or (len(word) > _LONG_NAME and known_slip(word.lower()))
        shown = _SHOWN.match(raw[end : end + 40])  # as an example, with what is right: `gogle:google`
        if not (_goes_on(raw, start, end) or (not sure and _is_name(raw, start, end)) or (shown and shown[1] == right)):
            yield start, end, word, right
    if evidence.odd_names:
        spans = Spans(skip)
        for start, word in names(raw):
            if word in evidence.odd_names and start not in spans:
                yield start, start + len(word), word, evidence.odd_names[word]


_BESIDE = regex(r"\A(?:\s+et\s+al\b|[.,]?\s+[A-Z]\.|\s+[A-Z]{1,2}[.,]|, \(?(?:19|20)\d\d\b|\s+\w*[À-ɏ])")
_BEFORE = regex(r"(?:\b[A-Z][a-z]{0,4}\.\s*|[À-ɏ]\w*\s+|(?<![^\W_])([A-Z](?:[a-z]+|[A-Z]{4,}))\s+)\Z")
_AFTER = regex(r"\A\s+([A-Z](?:[a-z]+|[A-Z]{4,}))(?![A-Za-z])")
_PERSON = r"[A-Z][\w.'’-]*(?:,? [A-Z][\w.'’-]*){1,3}"
_PEOPLE = regex(rf"(?:{_PERSON}(?:[,;]| and| &) ?){{2,}}(?:and )?{_PERSON}")
"""Three and more names of people, one behind the other; the surname may stand first: `Hale, Ann and …`."""
_BESIDE_PEOPLE = 150
_LONG_NAME = 7
"""A longer word that is a known slip is one beside names too."""
_LONGEST_PREFIX = 5
_SHOWN = regex(r"[`'\"”]?\s?(?::|=|[-=]*>|→|/)\s?[`'\"“]?([^\W\d_]+)")
_HALF = regex(r"([A-Za-z]+)-[ \n]?\Z")
_REST = regex(r"\A-[ \n]?([a-z]+)")


def _goes_on(raw: str, start: int, end: int) -> bool:
    """Whether a word is a part of one that a line's end had parted, or of a name: `demo- saicking`, `Roermond-sj`."""
    half, rest = _HALF.search(raw[max(start - 30, 0) : start]), _REST.match(raw[end : end + 30])
    lead = half[1].lower() if half is not None else ""
    named = len(lead) > _LONGEST_PREFIX and half is not None and half[1].istitle() and not is_word(lead)
    if half is not None and (named or half[0][-1] != "-" or is_word(lead + raw[start:end])):
        return True
    return rest is not None and (rest[0][1].isspace() or is_word(raw[start:end].lower() + rest[1]))


def _is_name(raw: str, start: int, end: int) -> bool:
    """Whether a capitalised word is a name by what stands beside it, or the beginning of a word with its period.

    An initial or a title, `et al.`, a year, accents, an uncommon capitalised word, or the names of other people.
    """
    before, after = _BEFORE.search(raw[max(start - 40, 0) : start]), raw[end : end + 40]
    if _BESIDE.match(after) or (before and not before[1]):
        return True
    others = [found[1].lower() for found in (before, _AFTER.match(after)) if found]
    if any(word not in common() for word in others):
        return True
    if after[:1] == "." and any(word.startswith(raw[start:end].lower()) for word in common()):
        return True
    beside = max(start - _BESIDE_PEOPLE, 0)
    people = _PEOPLE.finditer(raw, beside, end + _BESIDE_PEOPLE)
    return any(found.start() <= start < found.end() and _are_uncommon(found[0]) for found in people)


def _are_uncommon(names: str) -> bool:
    """Whether more than half of the words of a run of names are no common words."""
    found = [word for word in _WORD.findall(names) if word != "and"]
    return 2 * sum(word.lower() not in common() for word in found) > len(found)


def _twice_in(cell: Cell) -> Iterator[tuple[int, int, str, str]]:
    spans = Spans(cell.opaque)
    for found in TWICE.finditer(cell.raw):
        start, end = found.span()
        before = cell.raw[max(start - len(found[1]) - 1, 0) : start].lower()
        thrice = before == f"{found[1]} " or cell.raw.startswith(f" {found[1]}", end)
        if not (thrice or found[1] in terms("may-double") or start in spans or end - 1 in spans):
            yield start, end, found[0], found[1]


def _unlike_address(
    text: Text, evidence: Evidence, named: Counter[str], often: float
) -> Iterator[tuple[int, int, str, str]]:
    """The words of a title, and of no other, that the entry's own address spells with a letter more or less, or with
    two swapped.
    """
    cell = text.cell
    odd = [n for n in _NAME.finditer(cell.raw) if (word := n[0].lower()) not in common() and named[word] < 2]
    links = sources(text.entry) if odd and text.entry is not None else []
    address = " ".join(link.url.partition("?")[0] for link in links)
    letters = undotted("".join(filter(str.isalnum, address.lower())))
    names_in = set(_NAME.findall(unquote(address)))
    for found in odd if links else ():
        said, word = found[0], found[0].lower()
        if undotted(word) in letters or is_word(word):
            continue
        near = {spelt for spelt in names_in if is_slip_of(word, spelt.lower(), evidence.long)}
        if not near:
            continue
        right = near.pop()
        if near or _is_righter(said, right) or found.start() in Spans(cell.opaque) or evidence.number(word) > often:
            continue
        plain, mixed = (name.islower() or name.isupper() or name.istitle() for name in (said, right))
        cased = right if not mixed else cased_like(said, right)
        yield *found.span(), said, in_case_of(said, right.lower()) if plain else cased


_NAME = regex(r"[A-Za-z][A-Za-z0-9]{4,}")
_CAMEL = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _is_righter(word: str, other: str) -> bool:
    """Whether a name is made of words and another isn't, or of rarer ones: `FocusPath` at `FoucsPath`."""
    mine, its = (list(map(str.lower, _CAMEL.findall(name))) for name in (word, other))
    rarest, rarer = (max(ranks().get(p, len(ranks()) + (not is_word(p))) for p in parts) for parts in (mine, its))
    return rarest < rarer


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
