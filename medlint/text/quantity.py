"""How much of something: figures of bytes and of counts, and the units they come in. Pure; never raises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache
from typing import Any, NamedTuple, TypeGuard

from medlint.data import meanings

_DECIMAL = {"bytes": 1} | {prefix + "B": 1000**n for n, prefix in enumerate("kMGTPE", 1)}
_BINARY = {prefix + "iB": 1024**n for n, prefix in enumerate("KMGTPE", 1)}
BYTES = _DECIMAL | _BINARY
"""Bytes in a unit. kB, MB, … are powers of 1000 (SI), KiB, MiB, … powers of 1024 (IEC 80000-13)."""

_LONG_NAMES = {"kilo": "kB", "mega": "MB", "giga": "GB", "tera": "TB", "peta": "PB", "kibi": "KiB"}
_LONG_NAMES |= {"mebi": "MiB", "gibi": "GiB", "tebi": "TiB", "pebi": "PiB"}

_LARGEST = 10**24
"""A yottabyte: no figure of a dataset comes near."""
PRECISION = 60  # decimal digits: more than the longest number that is read, in the largest unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of one thing: a value, a range or a bound.

    `min` and `max` are equal for a plain value; None is an end that isn't known. Bytes are in bytes, whatever
    `unit` (kB, GiB, …) they were written in; of counts, `unit` is the canonical word (`images`), or empty for
    a bare number. `label` isn't empty for a part of the whole (`Train: 270` → `train`). `start` and `end` are
    its place in the text that was read.
    """

    min: int | None
    max: int | None
    approx: bool = False
    unit: str = ""
    label: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def value(self) -> int | None:
        """The one figure it stands for: the value, else the end that is known; of a range None."""
        if self.min is None or self.max is None:
            return self.max if self.min is None else self.min
        return self.min if self.min == self.max else None

    @property
    def is_bytes(self) -> bool:
        """Whether this is a figure of bytes, not a count."""
        return self.unit in BYTES

    def __str__(self) -> str:
        low, high = ("" if n is None else _number_text(n, self.unit) for n in (self.min, self.max))
        if self.max is None:
            body = f">= {low}"
        elif self.min is None:
            body = f"<= {high}"
        else:
            body = low if self.min == self.max else f"{low}-{high}"
        body = f"{'~' if self.approx else ''}{body} {self.unit}".rstrip()
        return f"{self.label}: {body}" if self.label else body


class Span(NamedTuple):
    """A piece of a text that wasn't understood, and where it is."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Size:
    """What a size cell says. Two sizes are equal when their figures are, however they were written."""

    byte_figures: tuple[Quantity, ...] = ()
    counts: tuple[Quantity, ...] = ()
    unread: tuple[Span, ...] = field(default=(), compare=False)

    @property
    def bytes(self) -> Quantity | None:
        """The first figure of bytes that is no part of another; None where no bytes are given."""
        whole = (q for q in self.byte_figures if not q.label)
        return next(whole, self.byte_figures[0] if self.byte_figures else None)

    def __str__(self) -> str:
        """The figures in one form, counts first; reading it gives an equal size."""
        out = label = ""
        for quantity in (*self.counts, *self.byte_figures):
            out += ("; " if label else ", ") if out else ""
            out += str(quantity)
            label = quantity.label
        return out


def is_figure(value: Any) -> TypeGuard[int]:
    """Whether a value of a record, or of a registry's answer, is a number that can say how much there is."""
    return type(value) is int and abs(value) <= _LARGEST


def whole(number: Decimal) -> int:
    """The nearest whole number."""
    return int(number.to_integral_value(ROUND_HALF_EVEN))


def _number_text(value: int, unit: str) -> str:
    """The shortest number of that unit that stands for exactly the value."""
    if unit not in BYTES:
        return f"{value:,}"
    with localcontext() as context:
        context.prec = PRECISION
        exact = Decimal(value) / BYTES[unit]
        short = exact
        for places in range(40):
            short = round(exact, places)
            if whole(short * BYTES[unit]) == value:
                break
        return f"{short.normalize():,f}"


def unit_of(word: str) -> str | None:
    """The canonical unit of what is counted (`WSIs` → `slides`); None for a word that is no such unit."""
    return _units().get(word.lower().replace("’", "'").removesuffix("'s"))


@cache
def _units() -> dict[str, str]:
    return {form: unit for word, unit in meanings("unit").items() for form in (word, word + "s")}


def byte_unit(word: str) -> str | None:
    """A unit of bytes in its usual spelling (`gigabytes`, `Gb`, `GBs` → `GB`); None for any other word."""
    lower = word.lower()
    if len(word) > 12 or "b" not in lower:
        return None
    if lower in ("byte", "bytes"):
        return "bytes"
    if lower.endswith(("byte", "bytes")):
        return _LONG_NAMES.get(lower.partition("byte")[0].rstrip("-"))
    found = re.fullmatch(r"([kmgtpe])(i?)bs?", lower)
    if not found:
        return None
    prefix = found[1].upper()
    return f"{prefix}iB" if found[2] else f"{'k' if prefix == 'K' else prefix}B"


def bytes_of(number: float | Decimal | str, unit: str) -> int | None:
    """A number of kB, GiB, … in bytes, rounded to whole ones; None where number or unit can't be read."""
    name = byte_unit(unit)
    try:
        with localcontext() as context:
            context.prec = PRECISION
            value = Decimal(str(number))
            return whole(value * BYTES[name]) if name and value.is_finite() and abs(value) < 10**21 else None
    except ArithmeticError:
        return None
