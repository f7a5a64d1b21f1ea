"""What the header of a column, or the label of a fact, means: by its words, and by what the cells hold.

A header of several words means what its head word means: the last one in English, in Chinese the last characters,
what stands before `with` or `of`. Of a bilingual header each half is read by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from medlint.data import meanings, terms
from medlint.lazy import regex
from medlint.model import Cell, Column, TextCell

if TYPE_CHECKING:
    from medlint.config import Config

_NUMBER_OF = regex(r"(?:#|no\.? of|nr\.? of|num(?:ber)?\.? of|num|total)\s*(?:the )?(?=\w)")
_PREPOSITION = regex(r"(?<!\s)\s++(?:with|of|for|in|on|to|and|or|per|from|by)\s+|(?<!\s)\s*+[/,&|+]\s*")
_BRACKETS = regex(r"[(\[（【<][^()\[\]（）【】<>]*[)\]）】>]")
_WIDE = regex(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_THOUSANDS = regex(r"(?<=\d),(?=\d{3})")
_SEVERAL = regex(r"[^,]{1,60},[^,]{1,60},")
"""Several names in one cell, as an index has them."""
_DIMENSIONS = regex(r"\d+\s*[x×*]\s*\d+(?:\s*[x×*]\s*\d+)?(?:\s*(?:px|pixels?|mm|voxels?))?", re.IGNORECASE)
_LICENCE = regex(
    r"(?:cc[- ]?(?:by|0)|creative commons|mit\b|apache|gpl|lgpl|agpl|bsd\b|odc|odbl|public domain|proprietary\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 15)
def header_key(text: str) -> str:
    """A header text in the form that aliases are compared in: no case, emphasis, emoji or outer punctuation."""
    if text.isascii():
        kept = text.replace("^", "").replace("`", "")  # all that ASCII has of these kinds
    else:
        kept = "".join(c for c in text if unicodedata.category(c) not in ("So", "Sk", "Cf", "Mn", "Cs"))
    return " ".join(kept.casefold().replace("_", " ").split()).strip(":：*`. ")


@cache
def header_texts() -> dict[str, tuple[str, ...]]:
    """The built-in header texts of each field in order of precedence; record keys mean fields by the same texts."""
    known = meanings("header")
    return {field: tuple(text for text in known if known[text] == field) for field in dict.fromkeys(known.values())}


def aliases(config: Config) -> dict[str, tuple[str, ...]]:
    """The built-in header texts, and behind them those of the config."""
    own = {field: tuple(header_key(text) for text in texts) for field, texts in config.columns.items()}
    out = {field: texts + own.get(field, ()) for field, texts in header_texts().items()}
    return out | {field: texts for field, texts in own.items() if field not in out}


class Words:
    """The header texts of a run, by what they mean."""

    def __init__(self, config: Config) -> None:
        self.known = aliases(config)
        self.own = frozenset(header_key(text) for texts in config.columns.values() for text in texts)
        """The texts that the config itself says."""
        self._ranks: dict[str, tuple[str, int]] = {}
        for field, texts in self.known.items():
            for rank, text in enumerate(texts):
                self._ranks.setdefault(text, (field, rank))
        self._wide = sorted((text for text in self._ranks if text >= "\u2e80"), key=len, reverse=True)
        self._meanings: dict[str, tuple[str, str, int] | None] = {}

    def meaning(self, text: str) -> tuple[str, str, int] | None:
        """The field that a header means, the known text that says so, and its rank among the field's texts.

        A header that is a known text goes before one that only ends in it.
        """
        if text not in self._meanings:
            self._meanings[text] = self._meaning(text)
        return self._meanings[text]

    def _meaning(self, text: str) -> tuple[str, str, int] | None:
        key = header_key(text[:200])
        if key in self._ranks:
            field, rank = self._ranks[key]
            return field, key, rank
        wide = [] if key.isascii() else _WIDE.findall(key)
        narrow = " ".join(_WIDE.sub(" ", key).split()) if wide else key
        found = self._headed(narrow) or next(filter(None, map(self._ended, wide[-1:])), None)
        if found is None:
            return None
        field, rank = self._ranks[found]
        return field, found, len(self._ranks) + rank

    def _headed(self, key: str) -> str | None:
        """The known text that the head word of a header is."""
        if (number := _NUMBER_OF.match(key)) is not None:
            counted = _BRACKETS.sub("", key[number.end() :]).split()
            return "n" if counted and counted[-1] in terms("counted") else None
        plain = _BRACKETS.sub(" ", key)
        plain = " ".join(re.sub(r"[#*`:\d]+", " ", plain).split())
        if plain in self._ranks:
            return plain
        words = _PREPOSITION.split(plain, maxsplit=1)[0].split()
        for size in (2, 1):
            head = " ".join(words[-size:])
            for form in (head, head.removesuffix("s")):
                if len(words) >= size and form in self._ranks and not self._of_others(form, words[:-size]):
                    return form
        return None

    def _of_others(self, head: str, before: Sequence[str]) -> bool:
        field = self._ranks[head][0]
        if not before or field in ("date", "license", "modality", "keywords"):
            return False
        if field == "size" and before[-1] == "sample":
            return False
        if head in ("n", "code", "access", "platform", "about", "cases"):
            return True
        return any(word in terms("header-of-others") for word in before)

    def _ended(self, text: str) -> str | None:
        known = next((known for known in self._wide if text.endswith(known)), None)
        return None if known is None or text.startswith(tuple(terms("header-of-others"))) else known

    def columns(self, cells: Sequence[TextCell], below: Sequence[Sequence[Cell]]) -> list[Column]:
        """The columns of a table: `cells` are its headers, `below` the cells of each column."""
        found: dict[int, str] = {}
        ranked = []
        linked = any(cell.links for column in below for cell in column)
        for index, cell in enumerate(cells):
            meaning = self.meaning(cell.text)
            if meaning is not None and _fits(meaning[0], meaning[1], below[index], linked):
                ranked.append((meaning[2], index, meaning[0]))
        for _, index, field in sorted(ranked):
            if field not in found.values():
                found[index] = field
        for _, index, field in sorted(ranked):  # `Dataset` beside `Name` holds the links
            linking = 2 * sum(bool(cell.links) for cell in below[index]) > len(below[index])
            led = found.get(index) and {c.text.casefold() for c in below[index]} <= {"here", "link", "download", ""}
            if field == "title" and linking and "source" not in found.values() and (index not in found or led):
                found |= {0: found.get(0, "title"), index: "source"} if led else {index: "source"}
        keys = [header_key(cell.text) for cell in cells]
        for index, key in enumerate(keys):
            if index not in found and "access" not in found.values() and key == "access":
                found[index] = "access"
            if index not in found and "license" not in found.values() and _are_licences(below[index]):
                found[index] = "license"
        # A column that is called `Source` and isn't the source must not be taken for it.
        names = [f"{key} column" if key in self.known else key for key in keys]
        return [Column(cell, found.get(i, names[i]), i in found) for i, cell in enumerate(cells)]


def _fits(field: str, text: str, cells: Sequence[Cell], linked: bool) -> bool:
    """Whether what a column holds can be what its header means; `linked` where anything in the table is a link."""
    few = text == "source" and 4 * sum(bool(cell.links) for cell in cells) < sum(not cell.empty for cell in cells)
    if field == "source" and (few or not any(cell.links for cell in cells)):
        if text == "source" or text in terms("header-if-linked"):
            return text == "download" or (text == "source" and not linked)
        return text != "link" or not any(cell.text.strip("- ") for cell in cells)
    filled = [cell for cell in cells if not cell.empty]
    if field == "title":  # what is all one link is one name
        texts = [_THOUSANDS.sub("", c.text.strip()) for c in filled if [link.text for link in c.links] != [c.text]]
        others = sum(text.isdigit() or _SEVERAL.match(text) is not None for text in texts)
        return not filled or (2 * others < len(filled) and (linked or text != "acronym"))
    if field == "size":
        return 2 * sum(_DIMENSIONS.fullmatch(cell.text.strip()) is not None for cell in filled) < max(len(filled), 1)
    return True


def _are_licences(cells: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in cells if not cell.empty]
    hits = sum(len(text) < 60 and _LICENCE.match(text.strip()) is not None for text in texts)
    return hits >= 3 and 4 * hits >= 3 * len(texts)
