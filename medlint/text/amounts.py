"""Numbers and units in running text: the part of reading a size that knows no cell. Pure; never raises."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import cache
from typing import NamedTuple

from medlint.data import meanings, terms
from medlint.lazy import regex
from medlint.text.quantity import BYTES, PRECISION, Quantity, byte_unit, unit_of, whole

_RANGE_SIGNS = frozenset({"-", "–", "—", "−", "to", "..."})

_TOKEN = regex(
    r"""(?P<number>(?![2-4]D\b)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)
                 | \d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?!\d)
                 | \d{1,3}(?:['’]\d{3})+(?!\d)
                 | \d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?(?!\d)
                 | \d+,\d{1,2}(?=\s?(?:[kKMGTPE]i?[Bb]|G\b))
                 | \d+(?:\.\d+)?))
      | (?P<word>[2-4]D\b
                | [万亿]
                | [kKmMwW](?=[\u4e00-\u9fff])
                | [\u4e00-\u9fff]+
                | [^\W\d_](?:(?![¹²³⁰-₉\u4e00-\u9fff])[\w'’]|-(?=[^\W\d_])|(?<=[A-Z])[/&](?=[A-Z]))*)
      | (?P<sign>>=|<=|\.\.\.|\S)""",
    re.VERBOSE,
)
_MANY_POINTS = regex(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_ONE_POINT = regex(r"[1-9]\d{0,2}\.\d{3}")
_LONGEST_NUMBER = 21  # characters


@cache
def _numbers(name: str) -> dict[str, int]:
    return {word: int(number) for word, number in meanings(name).items()}


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


_END = Token("end", "", -1, -1)


class _Number(NamedTuple):
    """A number read with its point for decimals (as bytes are), and with it for thousands where that can be."""

    exact: Decimal
    whole: Decimal

    def scaled(self, factor: int) -> _Number:
        return _Number(self.exact * factor, (self.exact if factor > 1 else self.whole) * factor)


class Amount(NamedTuple):
    """A number as written, before its unit is known; `scale` is the thousand or million that it was given in."""

    low: _Number | None
    high: _Number | None
    approx: bool = False
    vague: bool = False
    scale: int = 1


class Reader:
    """One pass over the words of a text. Methods that take an index return what they read and the next index."""

    def __init__(self, text: str, *, reach: int = 2) -> None:
        """`reach` is how many words may stand between a number and its unit."""
        self.text = text
        self.reach = reach + 1
        self.tokens = [Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]

    def at(self, i: int) -> Token:
        return self.tokens[i] if 0 <= i < len(self.tokens) else _END

    def word(self, i: int) -> str:
        token = self.at(i)
        return token.text.lower() if token.kind == "word" else ""

    def touches(self, i: int) -> bool:
        """Whether a token follows the one before it without a blank."""
        return i > 0 and self.at(i).start == self.at(i - 1).end

    # amounts

    def prefix(self, i: int) -> tuple[str, bool, int]:
        """Words and signs before a number: the bound (`>`, `<` or none), and whether the number is rough."""
        bound, rough = "", False
        for _ in range(3):
            text = self.at(i).text.lower()
            known = meanings("bound")
            pair = known.get(f"{text} {self.word(i + 1)}")
            if text == "no" and self.word(i + 1) == "more" and self.word(i + 2) == "than":
                bound, i = "<", i + 3
            elif pair:
                bound, i = pair, i + 2
            elif text in terms("rough"):
                abbreviated = text in ("ca", "approx") and self.at(i + 1).text == "."
                rough, i = True, i + 1 + abbreviated
            elif text in known:
                bound, i = known[text], i + 1
            else:
                break
        return bound, rough, i

    def single(self, i: int) -> tuple[Amount, int] | None:
        """One number, magnitude (`hundreds`, `100s`) or vague word, with its thousand or million."""
        if self.at(i).kind == "number":
            return self.number(i)
        word, after = self.word(i), self.word(i + 1)
        if word in terms("vague"):
            scale = _numbers("multiple").get(after.removesuffix("s"), 1) if len(after) > 1 else 1
            return Amount(_number(2 * scale), None, True, True), i + (2 if scale > 1 else 1)
        joined = f"{word}-of-{self.word(i + 2)}" if after == "of" else ""
        for name, step in ((joined, 3), (word, 1)):
            if size := _numbers("magnitude").get(name):
                return Amount(_number(size), _number(size * 10), True), i + step
        return None

    def number(self, i: int) -> tuple[Amount, int] | None:
        raw = re.sub(r"[\s'’]", "", self.at(i).text)
        if len(raw) > _LONGEST_NUMBER:
            return None
        if _MANY_POINTS.fullmatch(raw):
            raw = raw.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d+,\d{1,2}", raw):
            raw = raw.replace(",", ".")
        exact = Decimal(raw.replace(",", ""))
        value = _Number(exact, exact * 1000 if _ONE_POINT.fullmatch(raw) else exact)
        i += 1
        if self.touches(i) and self.word(i) == "s" and raw in ("10", "100", "1000", "10000", "100000"):
            return Amount(value, value.scaled(10), True), i + 1
        scale = _numbers("multiple").get(self.word(i), 1)
        if len(self.word(i)) == 1 and (self.at(i).text == "m" or not (self.touches(i) or self.unit(i + 1))):
            scale = 1  # `120 M, 80 F` are men and women, `5 m` are metres
        value = value.scaled(scale)
        return Amount(value, value, scale=scale), i + (scale > 1)

    def amount(self, i: int) -> tuple[Amount, int] | None:
        """A number with what stands around it: signs, a sum, a range, a plus for `at least`."""
        bound, rough, i = self.prefix(i)
        minus = self.at(i).text in "-−" and self.touches(i + 1) and self.at(i + 1).kind == "number"
        minus = minus and not (self.touches(i) and self.at(i - 1).kind in ("number", "word"))
        found = self.single(i + minus)
        if not found:
            return None
        first, i = found
        low, high, approx = first.low, first.high, rough or (first.approx and not bound)
        if minus and low:
            negative = _Number(-low.exact, -low.whole)
            return Amount(negative, negative, approx), i
        for _ in range(9):
            other = self.single(i + 1) if self.at(i).text == "+" and not first.vague else None
            if not other or not low or not other[0].low or other[0].vague:
                break
            low = high = _Number(low.exact + other[0].low.exact, low.whole + other[0].low.whole)
            i = other[1]
        if top := self.range_end(i, low):
            if top[0].low and top[0].scale > 1 == first.scale and low and low.exact * top[0].scale <= top[0].low.exact:
                low = low.scaled(top[0].scale)
            high, approx, i = top[0].high, approx or top[0].approx, top[1]
        elif self.at(i).text == "+" and self.touches(i):
            bound, i = ">", i + 1
        if bound:
            low, high = (low, None) if bound == ">" else (None, high or low)
        return Amount(low, high, approx, first.vague), i

    def range_end(self, i: int, low: _Number | None) -> tuple[Amount, int] | None:
        """The amount after a dash or `to`, if it is no less than the one before."""
        if self.at(i).text.lower() not in _RANGE_SIGNS or low is None:
            return None
        top = self.single(self.prefix(i + 1)[2])
        if not top or not top[0].high:
            return top
        return top if low.exact <= top[0].high.exact or low.whole <= top[0].high.whole else None

    # quantities

    def unit(self, i: int) -> tuple[str, str, int] | None:
        """The unit at i, with words before it as far as `reach` allows: canonical unit, label of a part, next index."""
        word = self.word(i)
        if name := byte_unit(word):
            return name, "", i + 1
        if self.at(i).text == "G" and not self.word(i + 1):
            return "GB", "", i + 1
        touches = self.touches(i) and self.at(i - 1).kind == "number"
        if word in terms("measure") or (touches and not unit_of(word) and not _is_acquisition(word)):
            return None
        label = ""
        for step in range(self.reach + (word in terms("split"))):
            word, after = self.word(i + step), self.word(i + step + 1)
            if not word or (step and word in terms("unit-end")):
                break
            unit, second = unit_of(word), unit_of(after)
            if unit and second:
                return second, label, i + step + 2
            if unit and (_is_plural(word) or not after or after in terms("unit-end") or after in terms("split")):
                return unit, label, i + step + 1
            label = label or (word if word in terms("split") else "")
        for step in range(self.reach):
            word, after = self.word(i + step), self.word(i + step + 1)
            if not word or (step and word in terms("unit-end")):
                break
            if _is_acquisition(word) and (not step or not after or after in terms("unit-end")):
                return "scans", "", i + step + 1
        return None

    def slashed(self, i: int) -> bool:
        """Whether two words joined by a slash stand at i, the first of which is no unit: `autism/control`."""
        joined = self.at(i + 1).text == "/" and self.touches(i + 1) and self.touches(i + 2)
        return bool(joined and self.word(i) and self.word(i + 2) and not unit_of(self.word(i)))

    def with_unit(self, i: int) -> tuple[Quantity, int] | None:
        found = self.amount(i)
        if not found:
            return None
        amount, after = found
        of = self.at(after - 1).kind == "word" and self.word(after) == "of"
        unit = self.unit(after + of) or (self.unit(after + 2) if self.slashed(after) else None)
        if not unit or (amount.vague and unit[0] not in BYTES):
            return None
        quantity = make_quantity(amount, unit[0], unit[1], self.at(i).start, self.at(unit[2] - 1).end)
        return (quantity, unit[2]) if quantity else None

    def quantity(self, i: int) -> tuple[Quantity, int] | None:
        """An amount with a unit that is known; a range of two such (`100s of MB to multiple TB`) is one."""
        found = self.with_unit(i)
        if not found:
            return None
        first, i = found
        second = self.with_unit(i + 1) if self.at(i).text.lower() in _RANGE_SIGNS else None
        if not second or first.min is None or first.min < 0:
            return first, i
        other, after = second
        if first.is_bytes != other.is_bytes or not (first.is_bytes or first.unit == other.unit):
            return first, i
        if other.max is not None and other.max < first.min:
            return first, i
        unit = first.unit if other.max is None else other.unit
        approx = first.approx or other.approx
        return replace(first, max=other.max, approx=approx, unit=unit, end=other.end), after


def _number(value: int) -> _Number:
    return _Number(Decimal(value), Decimal(value))


def _is_acquisition(word: str) -> bool:
    return not terms("acquisition").isdisjoint((word, word.removesuffix("s")))


def _is_plural(word: str) -> bool:
    return word.endswith("s") or word in terms("plural") or not word.isascii()


def make_quantity(amount: Amount, unit: str, label: str, start: int, end: int) -> Quantity | None:
    """The amount in whole bytes or whole things; None for fractions of things, and for a falling range."""
    ends: list[int | None] = []
    with localcontext() as context:
        context.prec = PRECISION
        for number in (amount.low, amount.high):
            exact = None
            if number is not None:
                exact = number.exact * BYTES[unit] if unit in BYTES else number.whole
                if unit not in BYTES and exact != whole(exact):
                    return None
            ends.append(None if exact is None else whole(exact))
    low, high = ends
    falling = low is not None and high is not None and high < low
    return None if falling else Quantity(low, high, amount.approx, unit, label, start, end)
