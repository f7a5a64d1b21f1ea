"""Evidence that the list's own words give about one of them: whether it is a slip, and of which word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import chain

from medlint.data import terms
from medlint.data.english import common, commoner, is_known, known_slip, ranks
from medlint.kept import Words
from medlint.lazy import regex
from medlint.project import Project
from medlint.text.spelling import WORDY, cuts, is_inflected, is_letter_apart, is_sure, names, slips, stem, swaps, words

_LETTERS = {"french": frozenset("àâçéèêîôûù"), "german": frozenset("äöüß")}
_IN_ADDRESS = regex(r"[a-z]{4,}")
TWICE = regex(r"(?<![\w@/.:'’\"“-])([a-z]{2,}+(?: [a-z]{2,}+)?)[ \n]++\1(?![\w@/:'’-])")
"""One or two words that stand twice."""


class Evidence:
    """What the words of a list say of one of them: how often it is used, and whether an address holds it."""

    def __init__(self, project: Project, counted: Words, option: Callable[[str], float], *, short: bool) -> None:
        """`option` tells the rule's numbers; `short` says whether texts that are too short to tell are in English."""
        self._letters, self._rare, self._times, self._often = map(option, ("letters", "rare", "times", "names"))
        self._common, self._longer, self._repeated = map(option, ("common", "longer", "repeated"))
        self.long = option("long")
        runs = counted.of_english + counted.of_short if short else counted.of_english
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._folded: Counter[str] = Counter()
        """Names with capitals inside, in small letters."""
        self._right: set[str] = set()
        """Runs between blanks in which nothing is wrong."""
        for run, number in runs.items():
            if not WORDY.search(run):
                self._right.add(run)
                continue
            for _, word in words(run):
                (self._small if word.islower() else self._large)[word.lower()] += number
            for _, name in names(run):
                self._names[name] += number
                self._folded[name.lower()] += number
        self._runs = runs
        self._urls = {link.url for link in project.links if not link.url.startswith("#")}
        small = [(run, n) for run, n in runs.items() if not run.isascii() and run.islower()]
        held = [terms(k) for k, own in _LETTERS.items() if sum(n for run, n in small if not own.isdisjoint(run)) > 1]
        self._judged: dict[str, str | None] = {v: None for w in chain(*held) for v in (w, w.title(), w.upper())}

    @cached_property
    def _addressed(self) -> set[str]:
        return {word for url in self._urls for word in _IN_ADDRESS.findall(url.lower())}

    @cached_property
    def _named(self) -> set[str]:
        """Words of what the list's addresses call something: `differnet` of `github.com/group/differnet`."""
        paths = (url.lower().rstrip("/").split("/")[3:] for url in self._urls)
        names = (part for path in paths for part in path if "-" in part or (len(path) > 1 and part is path[-1]))
        return {word for name in names for word in _IN_ADDRESS.findall(name)}

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
        runs = raw.split()
        for run in () if self._right.issuperset(runs) else set(runs) - self._right:
            if any(self.meant(word) for _, word in words(run)) or any(n in self.odd_names for _, n in names(run)):
                return True
            self._right.add(run)
        return len(runs) > 1 and TWICE.search(raw) is not None

    def doubts(self, words: Iterable[str]) -> bool:
        """Whether one of the words of an entry is, or may be, wrong; "" stands for one that is there twice."""
        return any(not word or word in self.odd_names or self.meant(word) for word in words)

    def number(self, name: str) -> int:
        """How often the list has a name, in any letter case."""
        return sum(number * run.lower().count(name) for run, number in self._runs.items())

    def meant(self, word: str) -> str | None:
        """The correction of a word, in lower case; several with ", " between; None where nothing shows it is wrong."""
        if word not in self._judged:
            self._judged[word] = self._meant(word.lower(), word.istitle())
        return self._judged[word]

    def _meant(self, word: str, capital: bool) -> str | None:
        if known := known_slip(word):
            return None if word in self._named else known
        if len(word) < self._letters or is_word(word) or word in self._addressed or is_word(stem(word)):
            return None
        uses = self._large if capital else self._small
        # A name may be anything: only what stands capitalised in the list too can show that a short one is none.
        others = self._near_large(word) if capital and len(word) < self.long else slips(word)
        near = [other for other in others if other in common() and not is_inflected(word, other)]
        proven = [other for other in near if (self._is_proven_large if capital else self._is_proven)(word, other, uses)]
        if not proven:
            return self._listed(word, uses) or ("" if capital else _parted(word))
        best = sorted(proven, key=lambda other: (-uses[other], ranks()[other]))
        rivals = [o for o in best[1:3] if uses[o] == uses[best[0]] == 0 and ranks()[o] < 4 * ranks()[best[0]] + 1000]
        rivals += [] if uses[best[0]] else commoner(word, best[0])  # `mormal` may be `normal`, not `moral`
        return ", ".join([best[0], *rivals])

    def _is_proven(self, word: str, other: str, uses: Counter[str]) -> bool:
        """Whether a word in small letters is a slip: the right one is in the list, or common where the slip is long."""
        right = uses[other]
        return right >= uses[word] if right else uses[word] <= self._rare and is_sure(word, other, ranks()[other])

    def _is_proven_large(self, word: str, other: str, uses: Counter[str]) -> bool:
        """Whether a capitalised word, which may be a name, is a slip of one that stands capitalised in the list, or a
        long one, not told by another letter alone, of a common word.
        """
        number, rank = uses[other], ranks()[other]
        apart = is_letter_apart(word, other)
        likely = rank < self._common * (4 if apart else 1) or (apart and len(word) >= self._longer)
        if len(word) >= self.long and uses[word] <= self._rare and (number or (likely and is_sure(word, other, rank))):
            return True
        # Another letter makes another name, and so does any where there are few.
        other_name = len(word) < self.long and len(word) == len(other) and not apart
        least = self._repeated if other_name or len(word) == self._letters + 1 else 2 * uses[word]
        return number >= least and len(word) > self._letters

    def _listed(self, word: str, uses: Counter[str]) -> str | None:
        """The word that the list itself uses often and many times as often, a letter more or less away."""
        if len(word) <= self._letters or uses[word] > self._rare:
            return None
        least = max(self._times, self._times * uses[word])
        near = self._near_large(word) if uses is self._large else _near(word, self._frequent_small)
        every = (self._small, self._large, self._folded)
        fit = [o for o in near if o != word and is_letter_apart(word, o) and sum(c[o] for c in every) >= least]
        return fit[0] if len(fit) == 1 else None

    def _near_large(self, word: str) -> set[str]:
        return _near(word, self._frequent_large)

    @cached_property
    def _frequent_large(self) -> dict[str, list[str]]:
        every = self._large + self._folded
        return self._by_cuts(word for word, number in every.items() if number > 1 or len(word) >= self.long)

    @cached_property
    def _frequent_small(self) -> dict[str, list[str]]:
        return self._by_cuts(word for word, number in self._small.items() if number >= self._times)

    def _by_cuts(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Words that are long enough, by themselves and by what is left of them without one letter."""
        out: dict[str, list[str]] = {}
        for word in words:
            for form in {word, *cuts(word)} if len(word) > self._letters else ():
                out.setdefault(form, []).append(word)
        return out


def is_word(word: str) -> bool:
    """Whether a word is a real one, common or rare."""
    return word in common() or is_known(word)


def _near(word: str, by_cuts: dict[str, list[str]]) -> set[str]:
    """The words that one slip parts from a word."""
    near = {other for form in {word, *cuts(word)} for other in by_cuts.get(form, ())}
    return near & slips(word) if near - {word} else set()


_LEADING = ("that", "the", "with", "are", "and", "this", "which", "from")
_TRAILING = ("the", "are", "that", "you", "which", "with")
_USUAL = 8000


def _parted(word: str) -> str:
    """The two common words that a word is made of whose blank was lost: `ensuring the` of `ensuringthe`."""
    parts = [(lead, word.removeprefix(lead)) for lead in _LEADING if word.startswith(lead)]
    parts += [(word.removesuffix(trail), trail) for trail in _TRAILING if word.endswith(trail)]
    return next((" ".join(pair) for pair in parts if all(ranks().get(part, _USUAL) < _USUAL for part in pair)), "")
