"""How messages write what they quote and count, and what a few words of a list say. Pure."""

from __future__ import annotations

import re

from medlint.lazy import regex

_FIRST = regex(r"(\W*(?:[^\W\d]+\s)?)(1|A)([.):：、\s])")


_LEADS_ON = (
    r"(?i)(?:on )?(?:the )?(?:(?:official|project|paper|data(?:set)?|download|code|github)[ /])*(?:web ?site|"
    r"home ?page|paper|arxiv(?: paper)?|source|publication|project|pdf|ref|abstract|link|page|github|code|repo|kaggle|"
    r"directory|folder|download(?: link)?|data(?:set)?|here)?s?[\s#.\d]*|"
    r"(?:项目|官方|官网|访问|完整|下载|数据集?|github)*(?:地址|链接|下载|网[址站页]|官网|主页|论文|代码)"
)
"""What an item is called that only says where a link leads."""


def begin_series(one: str, two: str) -> bool:
    """Whether two headings are the first of several that are numbered: `Option 1: …` and `Option 2: …`, `A) …`."""
    found = _FIRST.match(one)
    return found is not None and two.startswith(found[1] + ("B" if found[2] == "A" else "2") + found[3])


def leads_on(name: str) -> bool:
    """Whether a name only says where a link leads, as `download` and an address alone do."""
    return re.fullmatch(_LEADS_ON, name) is not None


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
