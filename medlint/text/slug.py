"""The anchors that GitHub gives to headings."""

from __future__ import annotations

import re
import unicodedata

from medlint.text.marks import composed

_KEPT = ("L", "M")
_LONGEST = 60
"""How long an identifier gets before words are left out."""


def slug(text: str) -> str:
    """The anchor of a heading's text, before duplicates are numbered.

    Lower case; letters, marks (U+FE0F is one), digits, numbers that are letters (`Ⅱ`), connectors, hyphens and spaces
    are kept, and each space becomes a hyphen, as in the TableOfContents filter of https://github.com/gjtorikian/html-pipeline.
    """
    kept = (
        c
        for c in text.strip().lower()
        if c in "- " or unicodedata.category(c)[0] in _KEPT or unicodedata.category(c) in ("Nd", "Nl", "Pc")
    )
    return "".join(kept).replace(" ", "-")


class Slugs:
    """Numbers the anchors of a page as GitHub does: the second `x` is `x-1`."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self.all: set[str] = set()

    def add(self, text: str) -> str:
        """Add and return the anchor of the next heading; `text` is the heading without its markup."""
        base = slug(re.sub(r"[^\S\t]", " ", text))
        count = self._seen.get(base, 0)
        name = f"{base}-{count}" if count else base
        while count and name in self.all:
            count += 1
            name = f"{base}-{count}"
        self._seen[base] = count + 1
        self.all.add(name)
        return name


def identifier(title: str) -> str:
    """A record's identifier made of a title: its letters without accents and its digits, in words joined by hyphens.

    Of a title in another script nothing is left; it gets a number of its own that the title alone decides.
    """
    plain = composed(title, "NFKD").encode("ascii", "ignore").decode().lower()
    words: list[str] = re.findall(r"[a-z0-9]+", plain)
    if not "".join(words).strip("0123456789"):
        from hashlib import sha256

        return f"dataset-{sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    name = words[0][:_LONGEST]
    for word in words[1:]:
        if len(name) + len(word) >= _LONGEST:
            break
        name += f"-{word}"
    return name
