"""How many columns a text takes on a terminal or in an editor with a fixed pitch.

After UAX #11 (East Asian Width) by the data of the standard library. The package wcwidth knows a few emoji more;
it is not worth a dependency, since the letters and signs of lists are measured alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_SIMPLE = re.compile(r"[ -~]*")


def width(text: str) -> int:
    """The columns of a line: two for wide characters, none for marks, joiners and what they join on."""
    if _SIMPLE.fullmatch(text):
        return len(text)
    total = last = 0
    joined = False
    for character in text:
        if character == _EMOJI_STYLE and last == 1:
            total, last = total + 1, 2  # ❤ is one column, ❤️ two
        elif not joined:
            last = _columns(character) or last
            total += _columns(character)
        joined = character == _JOINER
    return total


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") and character != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
