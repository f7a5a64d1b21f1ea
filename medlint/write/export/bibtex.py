"""BibTeX: one @misc for each dataset, which every style knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from medlint.lazy import regex
from medlint.write.export.mapping import Make, properties
from medlint.write.export.record import Collection, Record

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
}  # fmt: skip
# An escaped brace counts for BibTeX as any other: a lone one would end its entry, or never.
_KINDS = ("article", "inproceedings", "incollection", "book", "phdthesis", "techreport", "misc")
_VERBATIM = ("url", "doi")
_AND = regex(r"(?<!\S)and(?!\S)", re.IGNORECASE)
_LONGEST = 5000


def document(collection: Collection) -> str:
    """All datasets."""
    return "\n".join(entry(record, collection) for record in collection.records)


def entry(record: Record, collection: Collection) -> str:
    """One dataset, to be cited."""
    fields = properties("bibtex", _MAKERS, record, collection)
    key = fields.pop("key")
    lines = [f"  {name} = {{{_value(name, value)}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"


def article(record: Record) -> str:
    """What is to be cited with it, where the record has more of that than a DOI; else empty."""
    fields = {name: value for name, value in record.citation.items() if re.fullmatch(r"[a-z][a-z0-9_-]*", name)}
    kind = fields.pop("type", "misc")
    if "title" not in fields:
        return ""
    lines = [f"  {name} = {{{_value(name, value)}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind if kind in _KINDS else 'misc'}{{{record.id}-paper,", *lines, "}"]) + "\n"


def _value(name: str, text: str | Sequence[str]) -> str:
    """Text or names as TeX prints them; in addresses only what would end the field is escaped."""
    if not isinstance(text, str):
        kept = [one for one, length in zip(text, accumulate(map(len, text)), strict=True) if length <= _LONGEST]
        names = [f"{{{_value('', one)}}}" if _AND.search(one) else _value("", one) for one in kept]
        return " and ".join(names + ["others"] * (len(kept) < len(text)))
    plain = " ".join(text[:_LONGEST].split())
    if name in _VERBATIM:
        return re.sub(r"[{}\\%]", lambda found: f"\\%{ord(found[0]):02X}" if found[0] != "%" else "\\%", plain)
    tex = "".join(_SPECIAL.get(character, character) for character in plain)
    return f"{{{tex}}}" if name == "title" else tex  # the case of its letters stays


_MAKERS: dict[str, Make] = {
    "id": lambda record, _: record.id,
    "title": lambda record, _: record.title,
    "summary": lambda record, _: record.summary,
    "creators": lambda record, _: [who.name for who in record.creators],
    "published": lambda record, _: record.year,
    "publisher": lambda record, _: record.publisher,
    "version": lambda record, _: record.version,
    "doi": lambda record, _: record.doi,
    "landing_page": lambda record, _: record.landing_page,
    "keywords": lambda record, _: ", ".join(record.keywords),
    "license": lambda record, _: f"Licence: {record.license}" if record.license else "",
}
