"""The figures of running text that speak of a whole dataset."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from medlint.data import holds
from medlint.lazy import regex
from medlint.text.size import Quantity, figures

_WHOLE = regex(
    r"(?:^|[.;:!?\n]\s{1,9}|\b(?:data ?set|database|collection|corpus|archive|repository|benchmark|which|it|and)\s+)"
    r"(?:(?:an?|the|this|our|we)\s+)?(?:(?:[\w/-]+\s+){0,3}(?:data ?set|database|collection|corpus|archive)\s+)?"
    r"(?:(?:is|was)\s+)?(?:contains?|consist(?:s|ing) of|composed of|comprises?|comprising|comprised of|includes?"
    r"|has|holds?|totals?|of|with)\s+(?:in total\s+)?(?:an?\s+)?(?:(?:large|grand)?\s*total of\s+)?$",
    re.IGNORECASE,
)
_START = regex(r"\s*(?:(?:an?|the)\s+)?(?:total of\s+)?$", re.IGNORECASE)
_NUMBER = regex(r"\d[\d.,]*")
_ROUGH = regex(r"(?:\b(?:over|about|around|approximately|nearly|almost|(?:more|less) than|at least|up to)|[~≈<>])\s*$")
_NARROWED = regex(r"\s*(?:with|that|which|where|whose|for|used|among|out of|per)\b", re.IGNORECASE)
_SENTENCE_END = regex(r"[.;!?](?=\s|$)|\n")

_LONGEST = 10_000
"""Characters of a description that are searched for figures; a record's may have 5,000."""


@lru_cache(maxsize=1 << 15)
def claims(text: str) -> list[Quantity]:
    """The figures of a description that speak of all there is: one for its unit, and said of the whole set.

    `The dataset contains 1,018 scans`, or a description that begins with its figure. Whatever may be a part is left
    out: a unit with two figures, a sentence that speaks of training, labels, positives or versions.
    """
    text = text[:_LONGEST]
    starts = [number.start() for number in _NUMBER.finditer(text)]
    if not any(text[start - 1 : start] not in (".", ",") and _may_lead(text, start) for start in starts):
        return []
    found = figures(text)
    units = Counter("bytes" if q.is_bytes else q.unit for q in found)
    out = []
    for quantity in found:
        before = text[max(0, quantity.start - 120) : quantity.start]
        led = _WHOLE.search(before) or (quantity.start < 20 and _START.fullmatch(text[: quantity.start]))
        if not led or units["bytes" if quantity.is_bytes else quantity.unit] > 1:
            continue
        if _NARROWED.match(text, quantity.end):
            continue
        end = _SENTENCE_END.search(text, quantity.end)
        start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, quantity.start)), default=0)
        if not holds(text[start : end.start() if end else len(text)], "figure-of-a-part"):
            out.append(quantity)
    return out


def _may_lead(text: str, start: int) -> bool:
    """Whether the words before a number are such as lead to a figure of the whole: asked first, as it costs little."""
    return start < 30 or _WHOLE.search(_ROUGH.sub("", text[max(0, start - 160) : start])) is not None
