"""Letters with marks, composed. Pure."""

from __future__ import annotations

from typing import Literal
from unicodedata import combining, normalize

_MOST = 30
"""Marks in a row that a text has at most, as in the Stream-Safe Text Format (UAX #15, 13)."""
_SHORT = 500
"""Of so few characters no order of marks takes long to find."""


def composed(text: str, form: Literal["NFC", "NFKD"] = "NFC") -> str:
    """A text in a normal form of Unicode. Of a long row of marks, which takes its square to sort, the rest is lost."""
    if text.isascii():
        return text
    if len(text) > _SHORT:
        text = "".join(_few_marks(text))
    return normalize(form, text)


def _few_marks(text: str) -> list[str]:
    kept, row = [], 0
    for character in text:
        row = row + 1 if combining(character) else 0
        if row <= _MOST:
            kept.append(character)
    return kept
