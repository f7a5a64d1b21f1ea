"""How messages write what they quote and count. Pure."""

from __future__ import annotations

from medlint.lazy import regex

_FIRST = regex(r"(\W*(?:[^\W\d]+\s)?)(1|A)([.):：、\s])")


def begin_series(one: str, two: str) -> bool:
    """Whether two headings are the first of several that are numbered: `Option 1: …` and `Option 2: …`, `A) …`."""
    found = _FIRST.match(one)
    return found is not None and two.startswith(found[1] + ("B" if found[2] == "A" else "2") + found[3])


def clipped(text: str, size: int = 60) -> str:
    """A text in quotes on one line, cut where it is long."""
    line = " ".join(text.split())
    shown = repr(line if len(line) <= size else line[: size - 1].rstrip() + "…")
    return shown.replace("\\\\", "\\")  # commands of LaTeX, and paths, as they are written


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `1,200 rows`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def in_bytes(number: float) -> str:
    """Bytes in the largest unit that leaves a number above one, two decimals at most."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:.2f}".rstrip("0").rstrip(".") + f" {unit}"
