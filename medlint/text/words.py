"""How messages write what they quote and count. Pure."""

from __future__ import annotations


def clipped(text: str, size: int = 60) -> str:
    """A text in quotes on one line, cut where it is long."""
    line = " ".join(text.split())
    return repr(line if len(line) <= size else line[: size - 1].rstrip() + "…")


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `1,200 rows`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
