"""Words and marks that stand where a value is to come. Pure; never raises on any text."""

from __future__ import annotations

import re

from medlint.lazy import regex

_MARK = regex(
    r"[\W_]{1,5}|\[\s*(?:links?|urls?|sources?|downloads?|homepage|website|data|paper|here)\s*\]", re.IGNORECASE
)
_WORD = regex(
    r"[^\w/]*(?:todo|to[ -]do|tb[adc]|fixme|n/?a|n\.\s?a\.?|not (?:available|applicable)|nan|null|none|x{2,5}|\?+"
    r"|to (?:be )?(?:fill(?:ed)?|add(?:ed)?|do(?:ne)?|determined?|announced?|completed?|confirm(?:ed)?|updated?)\b"
    r"[^.]{0,60}"
    r"|coming soon|待定|待补充|待填|暂无)[^\w/]*",
    re.IGNORECASE,
)
_BEGINNINGS = frozenset("tfnxcTFNXC待暂")
"""The letters that a placeholder may begin with, asked first: it costs little."""


def is_placeholder(text: str) -> bool:
    """Whether a text says only that something is to come: `TODO`, `N/A`, `-`, `to be filled in`, `[link]`."""
    if len(text) > 120 or (text[:1].isalnum() and text[0] not in _BEGINNINGS):
        return False
    # Marks with a meaning of their own aren't placeholders: a tick for yes, a tilde or emoji.
    mark = _MARK.fullmatch(text) and (text.isascii() or all(c in "–—―…？－ " for c in text))
    return bool(mark or _WORD.fullmatch(text))
