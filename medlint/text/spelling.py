"""Words of prose, and the typing slips between them. Pure functions; what is a word is for the caller to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from medlint.lazy import regex

Judge = Callable[[str], str | None]
"""Takes a word as written; gives what is meant, several candidates with ", " between, or None where it is right."""

_RUN = regex(r"\S+")
# Runs between blanks and punctuation; what marks paths, addresses, code and formulae stays inside, to be seen below.
_TOKEN = regex(r"""[^\s,;:!?()\[\]{}<>"|`~“”„«»…—–•·、。，；：！？（）《》【】「」]+""")
_UNLIKE_PROSE = regex(r"[\d_@/\\.#$%&=^+]")
_NO_COMPOUND = regex(r"[_@/\\.#$%&=^+]")
_NUMBER = regex(r"\A(?:\d{1,2}\.)+(?=[A-Z][a-z])")
"""What numbers a heading or an item with no blank behind it: `2.1.Benchmarks`."""
_UMLAUT = regex(r"(?<=[aou])e")
_PART = regex(r"[^-]+")
_DERIVED = regex(r"(\w+[aeiou]([bdgmnprt]))\2(?:ers?|ing)|(\w+[aeiou][lmnr][cdfgkmpt]|\w{4,}[^r]er)ing")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDY = regex(r"[A-Za-z]{4}")
"""What has none of these holds no word that is judged, and no name."""
_LONGEST = 100
"""Tokens longer than this are no words."""
_ACRONYM = 9
"""Words in capitals up to this long are taken as acronyms or names."""
_NAME = 4
"""Capitalised words up to this long are taken as names."""
_NAMES = regex(r"[A-Za-z]{5,}")


def misspelt(text: str, skip: Sequence[tuple[int, int]], judge: Judge) -> Iterator[tuple[int, int, str, str]]:
    """Find what a judge of words calls misspelt: (start, end, word, correction), in order.

    The correction keeps the word's case. Words that touch a span of `skip` (links, code) are left alone, and so is what
    isn't prose: words with digits or capitals inside, paths, hosts, file names, acronyms. Of a compound with hyphens
    only plain lower-case parts are looked at.
    """
    spans = sorted(skip)
    nearest = 0
    for run in _RUN.finditer(text):
        for offset, word in words(run[0]):
            right = judge(word)
            if not right:
                continue
            start = run.start() + offset
            end = start + len(word)
            while nearest < len(spans) and spans[nearest][1] <= start:
                nearest += 1
            if nearest == len(spans) or end <= spans[nearest][0]:
                yield start, end, word, in_case_of(word, right)


@lru_cache(maxsize=1 << 16)
def words(run: str) -> tuple[tuple[int, str], ...]:
    """The words of a run between blanks that can be judged, each with its offset.

    Lists repeat themselves, so it is remembered.
    """
    return tuple((t.start() + offset, word) for t in _TOKEN.finditer(run) for offset, word in _words(t[0]))


def _words(token: str) -> tuple[tuple[int, str], ...]:
    if len(token) > _LONGEST:
        return ()
    raw = token.rstrip(".'’*_")
    start = len(raw)
    raw = _NUMBER.sub("", raw.lstrip("'‘*_"))
    start -= len(raw)
    if "*" in raw:
        return ()  # letters in bold inside a word explain an acronym
    if "-" in raw and not _NO_COMPOUND.search(raw):
        return tuple((start + part.start(), part[0]) for part in _PART.finditer(raw) if _is_plain(part[0]))
    if _UNLIKE_PROSE.search(raw):
        return ()
    word, mark, rest = raw.replace("’", "'").partition("'")
    return ((start, word),) if _is_judged(word) and (not mark or rest.lower() == "s") else ()


def names(text: str) -> list[tuple[int, str]]:
    """The parts of a text that are names with capitals inside, or acronyms, of five letters or more."""
    parts = _NAMES.finditer(text) if not text.islower() else ()
    return [(part.start(), part[0]) for part in parts if sum(map(str.isupper, part[0])) > 1]


def _is_plain(word: str) -> bool:
    return len(word) > 3 and word.isascii() and word.isalpha() and word.islower()


def _is_judged(word: str) -> bool:
    if _is_plain(word):
        return True
    if not (word.isascii() and word.isalpha()):
        return False
    return (word.istitle() and len(word) > _NAME) or (word.isupper() and len(word) > _ACRONYM)


def slips(word: str) -> set[str]:
    """What one slip of the fingers makes of a word: a letter more, less or other, two swapped; the first stays.

    Nothing of what is longer than words are, as in `swaps` and `cuts`.
    """
    cuts = [(word[:i], word[i:]) for i in _within(word)]
    out = {a + b[1:] for a, b in cuts if b}
    out.update(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    out.update(a + c + b[1:] for a, b in cuts if b for c in _LETTERS)
    out.update(a + c + b for a, b in cuts for c in _LETTERS)
    out.discard(word)
    return out


def swaps(word: str) -> set[str]:
    """What a word becomes when two neighbours change places."""
    return {word[: i - 1] + word[i : i + 1] + word[i - 1] + word[i + 1 :] for i in _within(word)} - {word}


def cuts(word: str) -> set[str]:
    """A word without one of its letters, the first aside."""
    return {word[:i] + word[i + 1 :] for i in _within(word) if i < len(word)}


def _within(word: str) -> range:
    return range(1, len(word) + 1 if len(word) <= _LONGEST else 0)


def is_inflected(word: str, other: str) -> bool:
    """Whether one is the other with an ending: a plural or a form of it, which the dictionary need not have."""
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    if longer.startswith(shorter):
        return longer[len(shorter) :] in ("s", "d", "n", "r", "y")
    endings = word[-2:] + other[-2:]  # dysarthria, dysarthric; Pneumonie beside pneumonia
    return word[:-1] == other[:-1] and endings in ("icia", "iaic", "edes", "ieia")


def undotted(text: str) -> str:
    """A text without the e that addresses write for the two dots of a vowel: `zurich` of `zuerich`."""
    return _UMLAUT.sub("", text)


def stem(word: str) -> str:
    """What a word is made of: `resect` of `resective`, `embed` of `embedder`, `lint` of `linting`; not its `multi-`."""
    if (found := _DERIVED.fullmatch(word)) is not None:
        return found[1] or found[3]
    return next((word.removesuffix(e) for e in ("able", "ive") if word.endswith(e)), word.removeprefix("multi"))


_SURE = ((7, 12_000), (9, 25_000), (11, 1_000_000))
"""From how many letters on a word is a slip of one that is common up to which rank, with nothing else to show it."""


def is_sure(word: str, other: str, rank: int) -> bool:
    """Whether a word that no dictionary has is long enough to be a slip of a common word of this rank.

    Another letter may make another word; one more or less, or two that changed places, are sooner a slip.
    """
    length = len(word) + is_letter_apart(word, other)
    return any(length >= letters and rank < most for letters, most in _SURE)


def is_letter_apart(word: str, other: str) -> bool:
    """Whether two words differ by a letter more or less, or by two that changed places; not by their endings."""
    if word.startswith(other) or other.startswith(word):
        return False
    if len(word) != len(other):
        return abs(len(word) - len(other)) == 1
    return sorted(word) == sorted(other)


def in_case_of(word: str, correction: str) -> str:
    """A correction in the letter case of the word: small letters, a capital first, or capitals."""
    if word.isupper():
        return correction.upper()
    if word[0].isupper():
        return ", ".join(part[:1].upper() + part[1:] for part in correction.split(", "))
    return correction


def cased_like(said: str, right: str) -> str:
    """A name with the letters in the case in which a misspelt form of it has them."""
    from difflib import SequenceMatcher

    out = list(right)
    for mine, its, size in SequenceMatcher(None, said.lower(), right.lower()).get_matching_blocks():
        out[its : its + size] = said[mine : mine + size]
    return "".join(out)


def is_slip_of(word: str, other: str, long: float) -> bool:
    """Whether one slip parts two words that isn't another letter; what is quickly seen to differ is not slipped."""
    if word == other or abs(len(word) - len(other)) > 1 or len(set(word) ^ set(other)) > 1:
        return False
    if [*filter(str.isdigit, word)] != [*filter(str.isdigit, other)]:
        return False
    if other in slips(word) | swaps(word):
        return is_letter_apart(word, other)
    ends = (word[:2], word[-3:]) == (other[:2], other[-3:])
    return ends and len(word) >= long and not slips(word).isdisjoint(slips(other))  # two slips
