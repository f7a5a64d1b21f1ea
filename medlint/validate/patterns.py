"""Regular expressions as JSON Schema has them, those of ECMA-262, matched in bounded time.

`regress` says what is a pattern. The matching is done by jsonschema-rs, whose engine is linear but for look-around
and back-references, where the number of steps is limited; regress has no limit, and a pattern of a stranger's schema
could keep it busy for ever. What the two engines read differently is written out: `\\w` knows ASCII letters only, a
`[` inside a class is itself, `\\Z` is a Z (https://tc39.es/ecma262/#sec-patterns).
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from functools import lru_cache

from medlint.lazy import regex
from medlint.limit import OutOfTime, apart
from medlint.text.parsing import paired

_SIZES = (100_000, 400_000, 1_600_000, 6_400_000, 25_600_000, 102_400_000)
"""How many bytes a compiled pattern may take: `.{0,65535}` does fit, `(\\p{L}{1,1000}){1,1000}` does not."""
ALL = 4 * _SIZES[-1]
"""How many bytes all patterns may take."""
_LONG = 1000
"""Longer patterns are read by a process of their own: the stack of regress grows with each alternative."""
_STEPS = 1_000_000
WORK = 50_000_000_000
"""How large a pattern times a text may be: where the engine goes back and forth, this takes it some seconds."""

_MISSED, _FOUND, _ENDLESS = range(3)
_ESCAPE = (
    r"\\u\{[0-9a-fA-F]+\}|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}"
    r"|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[pP]\{[^}]*\}|\\k<[^>]*>|\\[1-9][0-9]*|\\."
)
_MEMBER = regex(rf"{_ESCAPE}|[^\]]", re.DOTALL)
_PIECE = regex(
    rf"(?P<class>\[(?:{_ESCAPE}|[^\]\\])*\])|{_ESCAPE}"
    r"|\(\?<[^=!>][^>]*>|\(\?(?:[:=!]|<[=!]|[a-z-]*:)|\{[0-9]+(?:,[0-9]*)?\}|.",
    re.DOTALL,
)
_SETS = {
    "d": r"0-9",
    "w": r"_0-9A-Za-z",
    "s": r"\u{9}-\u{d}\u{20}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}",
    "D": r"\u{0}-\u{2f}\u{3a}-\u{10ffff}",
    "W": r"\u{0}-\u{2f}\u{3a}-\u{40}\u{5b}-\u{5e}\u{60}\u{7b}-\u{10ffff}",
    "S": r"\u{0}-\u{8}\u{e}-\u{1f}\u{21}-\u{9f}\u{a1}-\u{167f}\u{1681}-\u{1fff}\u{200b}-\u{2027}\u{202a}-\u{202e}"
    r"\u{2030}-\u{205e}\u{2060}-\u{2fff}\u{3001}-\u{fefe}\u{ff00}-\u{10ffff}",
}
"""What the classes of ECMA-262 stand for, to be put between brackets."""
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}
_NOTHING = r"[^\u{0}-\u{10ffff}]"
_ANYTHING = r"[\u{0}-\u{10ffff}]"
_DOT = r"[^\u{a}\u{d}\u{2028}\u{2029}]"


class PatternError(ValueError):
    """What is written is no pattern, or none that can be matched in bounded time; the message says why."""


def is_pattern(text: str) -> bool:
    """Whether ECMA-262 reads the text as a regular expression, with the flag u or, as browsers do, without.

    Raises PatternError where that can't be told.
    """
    text = paired(text)
    try:
        return bool(apart(lambda: _is_read(text))) if len(text) > _LONG else _is_read(text)
    except OutOfTime:
        raise PatternError("is too long to be read") from None


def _is_read(text: str) -> bool:
    from regress import Regex, RegressError

    for flags in ("u", ""):
        try:
            Regex(text, flags)
        except RegressError:
            continue
        return True
    return False


class Pattern:
    """A pattern that can be matched."""

    def __init__(self, text: str) -> None:
        """Raises PatternError."""
        from jsonschema_rs import Draft202012Validator, FancyRegexOptions, ValidationError

        if not is_pattern(text):
            raise PatternError("is not a regular expression of ECMA-262")
        for size in _SIZES:
            limits = FancyRegexOptions(backtrack_limit=_STEPS, size_limit=size)
            with suppress(ValidationError):
                self._engine = Draft202012Validator({"pattern": pattern_for_engine(text)}, pattern_options=limits)
                break
        else:
            raise PatternError("is too large to be matched, or names what Unicode doesn't know")
        self.size = size
        self._bounded = "(?" not in text and "\\" not in text

    def matches(self, text: str) -> bool:
        """Whether the pattern is found in the text. Raises PatternError where that takes too many steps."""
        text = paired(text)
        long = self.size * len(text) > WORK
        found = apart(lambda: self._match(text)) if long else self._match(text)
        if found == _ENDLESS:
            raise PatternError("takes too long to match")
        return found == _FOUND

    def _match(self, text: str) -> int:
        if self._engine.is_valid(text):
            return _FOUND
        if not self._bounded:
            from jsonschema_rs import ValidationErrorKind

            for error in self._engine.iter_errors(text):
                if isinstance(error.kind, ValidationErrorKind.BacktrackLimitExceeded):
                    return _ENDLESS
        return _MISSED


@lru_cache(maxsize=4096)
def compiled(text: str) -> Pattern:
    """The pattern, compiled once. Raises PatternError."""
    return Pattern(text)


@lru_cache(maxsize=4096)
def pattern_for_engine(text: str) -> str:
    """A pattern of ECMA-262 as the engine of jsonschema-rs reads it."""
    out: list[str] = []
    groups: dict[str, int] = {}
    number = 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found["class"]:
            out.append(_class(_MEMBER.findall(piece[1:-1])))
        elif piece == "(" or (piece.startswith("(?<") and piece.endswith(">")):
            number += 1
            groups[piece[3:-1]] = number
            out.append("(")
        elif piece.startswith("\\k<"):
            out.append(f"(?:\\{groups.get(piece[3:-1], 1)})")
        else:
            out.append(_outside(piece))
    return "".join(out)


def _outside(piece: str) -> str:
    """A piece outside brackets."""
    if piece == ".":
        return _DOT
    if piece in ("{", "}", "]"):
        return f"\\{piece}"
    if piece[0] != "\\" or piece[1] in "bBpP123456789":
        return piece
    if piece[1] in _SETS:
        return f"[{_SETS[piece[1]]}]"
    return _literal(_character(piece))


def _class(pieces: list[str]) -> str:
    """What stands between brackets, with its brackets."""
    negated = pieces[:1] == ["^"]
    pieces = pieces[negated:]
    if not pieces:
        return _ANYTHING if negated else _NOTHING
    out = []
    at = 0
    while at < len(pieces):
        first = _member(pieces[at])
        last = _member(pieces[at + 2]) if pieces[at + 1 : at + 2] == ["-"] and at + 2 < len(pieces) else None
        if last is not None and len(first) == 1 and len(last) == 1:
            out.append(f"{_literal(first)}-{_literal(last)}")
            at += 3
        else:
            out.append(_literal(first) if len(first) == 1 else first)
            at += 1
    return f"[{'^' if negated else ''}{''.join(out)}]"


def _member(piece: str) -> str:
    """One character, or a longer text that stands for a set of them."""
    if piece[0] != "\\":
        return piece[0]
    if piece[1] in "pP":
        return piece
    return _SETS.get(piece[1]) or ("\b" if piece == "\\b" else _character(piece))


def _character(piece: str) -> str:
    """The character that an escape stands for. Raises PatternError for a number that no character has."""
    letter = piece[1]
    if letter == "u" and len(piece) == 12:
        return (bytes.fromhex(piece[2:6]) + bytes.fromhex(piece[8:])).decode("utf-16-be")
    if letter in "ux" and len(piece) > 2:
        if (number := int(piece[2:].strip("{}"), 16)) > sys.maxunicode:
            raise PatternError(f"names a character that Unicode doesn't have: {piece[:20]}")
        return chr(number)
    if letter == "c" and len(piece) == 3:
        return chr(ord(piece[2]) % 32)
    return _CONTROLS.get(letter, letter)


def _literal(character: str) -> str:
    """A character as nothing but itself."""
    if character.isascii() and character.isalnum():
        return character
    if "\ud800" <= character <= "\udfff":  # half of a pair, which no text holds
        return _NOTHING
    return f"\\u{{{ord(character):x}}}"
