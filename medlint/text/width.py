"""How many columns a text takes on a terminal or in an editor with a fixed pitch."""

from __future__ import annotations


def width(text: str) -> int:
    """The columns of a line: two for wide characters and emoji, none for marks and control characters."""
    plain = text.replace("…", "")  # which shows that a line was cut, and takes one column
    if plain.isascii() and plain.isprintable():
        return len(text)
    from wcwidth import wcswidth, wcwidth

    columns = wcswidth(text)
    return columns if columns >= 0 else sum(max(wcwidth(character), 0) for character in text)
