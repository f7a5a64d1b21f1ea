"""Patterns are read as ECMA-262 reads them, of which regress is the proof, and never take long."""

from __future__ import annotations

import random
import re

import pytest
from regress import Regex, RegressError

from medlint.limit import OutOfTime
from medlint.validate.patterns import PatternError, compiled, is_pattern

PIECES = [
    "a", "b", "Z", "1", ".", "-", "^", "$", "|", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "[", "]", "[^", "*",
    "+", "?", "{2}", "{1,}", "{", "}", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\-", r"\/", r"\_", r"\n",
    r"\t", r"\0", r"\cA", r"\x41", r"\u0041", r"\u{1F600}", r"\ud83d\ude00", r"\p{L}", r"\P{Lu}", r"\Z", r"\A",
    "&&", "~~", ":", "é", "(?<n>",
]  # fmt: skip
TEXTS = [
    "", "a", "ab", "aab1", "Z-", "\n", "\r", "\u2028", "\ufeff", "é", "\u0661", "ſ", "😀", "a.b", "_", " ", "\x01",
    "\0", "[", "]", "^", "&", "~", "{2}", "11", "A", "a:b",
]  # fmt: skip


NAMES = [f"a{number}" for number in range(200_000)]


def oracle(pattern: str) -> Regex | None:
    for flags in ("u", ""):
        try:
            return Regex(pattern, flags)
        except RegressError:
            continue
    return None


def strict(pattern: str) -> bool:
    try:
        return bool(Regex(pattern, "u"))
    except RegressError:
        return False


def test_a_pattern_of_more_alternatives_than_the_stack_holds_is_refused() -> None:
    assert is_pattern("|".join(NAMES[:1000]))
    with pytest.raises(PatternError, match="too long to be read"):
        compiled("|".join(NAMES))


@pytest.mark.parametrize("seed", range(20))
def test_patterns_match_what_they_match_elsewhere(seed: int) -> None:
    draw = random.Random(seed)
    patterns = ["".join(draw.choices(PIECES, k=draw.randint(1, 6))) for _ in range(400)]
    count = 0
    for pattern in patterns:
        expected = oracle(pattern)
        assert is_pattern(pattern) == (expected is not None)
        if expected is None:
            continue
        count += 1
        if not strict(pattern) and re.search(r"\\[pPu]", pattern):
            continue  # without the flag u these are no escapes; here they are what their author meant
        for text in TEXTS:
            assert compiled(pattern).matches(text) == (expected.find(text) is not None), (pattern, text)
    assert count > 50


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (r"^\p{L}+$", "Bäume", "a1"),
        (r"^[^]$", "\n", ""),
        (r"^(?<a>x)\k<a>$", "xx", "x"),
        (r"^[\w-.]+$", "a-b.c", "a b"),
        (r"^[!--]$", "#", "/"),
        (r"\bfoo\b", "a foo b", "afoo"),
        (r"^.$", "é", "\u2028"),
        (r"^(?!@)\w+$", "a_1", "ä"),
    ],
)
def test_what_python_and_rust_read_otherwise(pattern: str, yes: str, no: str) -> None:
    assert compiled(pattern).matches(yes)
    assert not compiled(pattern).matches(no)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "not a regular expression"),
        ("a++", "not a regular expression"),
        (r"(\p{L}{1,1000}){1,1000}", "too large"),
        (r"\u{110000}", "Unicode doesn't have"),
        (r"\u{FFFFFFFFFFFFFFFF}", "Unicode doesn't have"),
    ],
)
def test_what_is_no_pattern(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        compiled(pattern)


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"^(?=a)(a+)+$", r"^((a|aa|b\1)+)+$", r"(.*a){25}$"])
def test_evil_patterns_come_to_an_end(pattern: str) -> None:
    try:
        assert not compiled(pattern).matches("a" * 40 + "!")
    except PatternError as error:
        assert str(error) == "takes too long to match"


def test_an_engine_that_no_signal_stops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time grows with the pattern times the text, without a step back."""
    monkeypatch.setattr("medlint.limit.SECONDS", 1)
    with pytest.raises(OutOfTime):
        compiled("(x.{0,1000}){0,60}y").matches("xa" * 50_000)
    assert compiled("^.{0,65535}$").matches("x" * 60_000), "a long text alone takes no time"


def test_half_of_a_pair_of_surrogates() -> None:
    assert is_pattern("\ud800")
    assert not compiled("^a$").matches("\ud800")
