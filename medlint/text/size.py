"""Sizes as people write them: `1,018 CT cases / 1010 patients; 124 GiB`. Pure; never raises on any text.

Everything is read left to right in one pass over the words. What a size is made of is in `quantity`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from medlint.data import meanings, terms
from medlint.lazy import regex
from medlint.text.amounts import Amount, Reader, make_quantity
from medlint.text.quantity import BYTES, Quantity, Size, Span, byte_unit, bytes_of, is_figure, unit_of, whole

__all__ = ["Quantity", "Size", "Span", "byte_unit", "bytes_of", "figures", "is_figure", "parse", "unit_of"]

_SEPARATORS = frozenset(",;/()[]{}&|·•-–—+.:，；、（）：×*†‡⁰¹²³⁴⁵⁶⁷⁸⁹")
_YEAR = regex(r"(?:19|20)\d\d")
_PART = regex(r"([0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12}|[0-9]{1,6}\.[0-9]{1,3}) ([A-Za-z]{2,20})\b")
_PLAIN = regex(rf"{_PART.pattern}(?:, {_PART.pattern})*+")
_LONGEST_TEXT = 20_000  # characters: no cell and no description comes near


@lru_cache(maxsize=64)  # in an editor, and to prove a fix, the same cells are read again and again
def parse(text: str) -> Size:
    """Read a size cell; what isn't understood is in `unread`, in the order of the text."""
    if not text:
        return Size()
    if (plain := _plain(text)) is not None:
        return plain
    reader = _Reader(text[:_LONGEST_TEXT], reach=6)
    size = reader.cell()
    rest = Span(text[_LONGEST_TEXT:], _LONGEST_TEXT, len(text))
    return replace(size, unread=(*size.unread, rest)) if rest.text.strip() else size


def _plain(text: str) -> Size | None:
    """A size of the plainest kind (`1,018 scans, 133.2 GB`), as most are; None for any other."""
    if not _PLAIN.fullmatch(text):
        return None
    counts, sizes = [], []
    for part in _PART.finditer(text):
        number, word = part[1].replace(",", ""), part[2]
        if word in BYTES:
            value = whole(Decimal(number) * BYTES[word])  # exact: no such number has more than 28 digits
            sizes.append(Quantity(value, value, unit=word, start=part.start(), end=part.end()))
        elif (unit := unit_of(word)) and "." not in number:
            counts.append(Quantity(int(number), int(number), unit=unit, start=part.start(), end=part.end()))
        else:
            return None
    return Size(tuple(sizes), tuple(counts))


def figures(text: str) -> tuple[Quantity, ...]:
    """The counts and bytes that running prose mentions, each with a known unit, in the order of the text.

    Not among them: figures that measure something else (`3 mm slices`), years, rates (`5 images per patient`),
    and what stands after the first 20,000 characters.
    """
    return tuple(_Reader(text[:_LONGEST_TEXT]).prose())


class _Reader(Reader):
    def __init__(self, text: str, *, reach: int = 2) -> None:
        super().__init__(text, reach=reach)
        self.unread: list[list[int]] = []  # first and last token of each piece
        self.since_unread = False  # whether more than fillers stood after the last piece

    # cells

    def cell(self) -> Size:
        found: list[Quantity] = []
        label, fresh, depth, i = "", False, 0, 0
        while i < len(self.tokens):
            text = self.at(i).text
            if named := self.label(i):
                (label, i), fresh = named, True
            elif read := self.figure(i, label, fresh=fresh, inside=bool(depth and found)):
                quantity, i = read
                fresh = False
                found += [quantity] if quantity else []
            elif text in _SEPARATORS:
                depth = max(0, depth + (text in "([{") - (text in ")]}"))
                label, fresh = ("", False) if text in ";)" else (label, fresh and text != ",")
                i += 1
            elif text.lower() in terms("filler"):
                i += 1
                continue
            else:
                i = self.skip(i)
                continue
            self.since_unread = True
        unread = [(self.at(first).start, self.at(last).end) for first, last in self.unread]
        return Size(
            tuple(q for q in found if q.is_bytes),
            tuple(q for q in found if not q.is_bytes),
            tuple(Span(self.text[start:end], start, end) for start, end in unread),
        )

    def label(self, i: int) -> tuple[str, int] | None:
        """Up to four words and a colon (`Subset 1:`), or the name of a split before a number (`train 105`)."""
        if not self.word(i):
            return None
        for step in range(1, 5):
            if self.at(i + step).text == ":":
                return _label(self.word(i)), i + step + 1
            if self.at(i + step).kind not in ("word", "number"):
                break
        number = self.at(i + 1).kind == "number"
        return (_label(self.word(i)), i + 1) if self.word(i) in terms("split") and number else None

    def figure(self, i: int, label: str, *, fresh: bool, inside: bool) -> tuple[Quantity | None, int] | None:
        """A quantity, a bare number, a part of a breakdown; no quantity for what is no size (`512x512`)."""
        if after := self.measure(i):
            return None, after
        if found := self.quantity(i):
            return replace(found[0], label=found[0].label or (label if fresh else "")), found[1]
        if self.year(i):
            return None, i + 1
        bare = self.amount(i)
        if not bare or bare[0].vague:
            return None
        amount, after = bare
        if found := self.other_unit(i, amount, after):
            return replace(found[0], label=label if fresh else ""), found[1]
        if passed := self.property(after):
            return None, passed
        if (part := self.word(after)) and self.at(after + 1).text == "+" and self.at(after + 2).kind == "number":
            quantity = make_quantity(amount, "", _label(part), self.at(i).start, self.at(after).end)
            return (quantity, after + 1) if quantity else None  # `30 knee + 40 brain scans`
        word = self.word(after)
        if self.at(after).text in tuple("-–") and self.touches(after) and self.touches(after + 1):
            return None  # the start of a range that falls
        if inside and amount.high and 0 < amount.high.exact < 1:
            return None, after  # a share, such as `train 0.6`
        if word and (inside or label or word in terms("split")):
            stop = next((n for n in range(after, after + 5) if not self.word(n)), after + 5)
            kind = next((w for w in map(self.word, range(after, stop)) if w not in terms("filler")), "part")
            label, after = (label if label and (not inside or kind in terms("split")) else kind), stop
        elif word and word not in terms("filler"):
            return None
        end = self.at(after - 1).end
        quantity = make_quantity(amount, "", _label(label) if label else "", self.at(i).start, end)
        return (quantity, after) if quantity else None

    def other_unit(self, i: int, amount: Amount, after: int) -> tuple[Quantity, int] | None:
        """An amount of hours or minutes, or of what a Chinese counter stands before (`800k 条`)."""
        word = self.word(after)
        unit = meanings("duration").get(word) or (word if word[:1] in terms("counter") else "")
        quantity = make_quantity(amount, unit, "", self.at(i).start, self.at(after).end) if unit else None
        return (quantity, after + 1) if quantity else None

    def property(self, i: int) -> int | None:
        """The index after what makes a number a property and no size: `500 Hz`, the hyphen of `12-lead`."""
        if (len(self.word(i)) > 1 and self.word(i) in terms("measure")) or self.word(i) in meanings("duration"):
            return i + 1
        hyphen = self.at(i).text == "-" and self.touches(i) and self.touches(i + 1)
        word = self.word(i + 1)
        return i + 2 if hyphen and word and not byte_unit(word) else None

    def measure(self, i: int) -> int | None:
        """The index after dimensions (`512x512 px`) or a ratio (`6:2:2`); None where there is none."""
        end = i
        if self.at(i).kind == "number" and re.fullmatch(r"x\d+(?:x\d+)?", self.word(i + 1)):
            end += 2
        else:
            while end < i + 8 and self.at(end).kind == "number" and self.at(end + 1).text in tuple("xX×*:"):
                end += 2
            if end == i or self.at(end).kind != "number":
                return None
            end += 1
        return end + (self.word(end) in terms("measure"))

    def skip(self, i: int) -> int:
        """Take a token, and the word that a number belongs to, for unread; joined to what was unread before."""
        last = i
        if self.at(i).kind == "number" and self.word(i + 1) and self.word(i + 1) not in terms("filler"):
            last = i + 1
        if self.unread and not self.since_unread:
            self.unread[-1][1] = last
        else:
            self.unread.append([i, last])
        self.since_unread = False
        return last + 1

    # prose

    def prose(self) -> list[Quantity]:
        out: list[Quantity] = []
        i = 0
        while i < len(self.tokens):
            if after := self.measure(i):
                i = after
            elif self.starts_figure(i) and (found := self.quantity(i)):
                quantity, i = found
                if self.word(i) not in ("per", "each", "every"):
                    out.append(quantity)
            else:
                i += 1
        return out

    def starts_figure(self, i: int) -> bool:
        token, before = self.at(i), self.at(i - 1)
        if token.kind != "number":
            return token.kind == "word" or token.text in terms("rough") or token.text in meanings("bound")
        if self.touches(i) and (before.kind == "word" or before.text in tuple("-–_.#/")):
            return False
        return not self.year(i)

    def year(self, i: int) -> bool:
        """Whether a number is a year, as the word or dash before it tells: `admissions since 2008`."""
        return bool(_YEAR.fullmatch(self.at(i).text)) and self.at(i - 1).text.lower() in terms("before-year")


def _label(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())[:40] or "part"
