"""The columns that `list.yaml` may choose, and how a record fills each of them: short, for a narrow page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping

from medlint.data.license import is_spdx_expression, use_class
from medlint.data.modality import known_modality
from medlint.lazy import regex
from medlint.model import Entry
from medlint.read.match import names
from medlint.read.said import literal
from medlint.write.cells import access_of, fresh, source_url
from medlint.write.escape import Syntax, escape

_TABLE = Syntax("table")

_ACCESS = {
    "open": "open",
    "registration": "account",
    "dua": "sign",
    "controlled": "apply",
    "mixed": "mixed",
    "closed": "closed",
}
"""What it takes to get the images, in a word."""

_MODALITY = {
    "CR": "X-ray", "DX": "X-ray", "RG": "X-ray", "RF": "X-ray", "PX": "X-ray", "IO": "X-ray", "MG": "X-ray", "US": "US",
    "XA": "X-ray", "OP": "fundus", "OPT": "OCT", "OCT": "OCT", "OPTENF": "OCT", "OPTBSV": "OCT", "SM": "slides",
    "GM": "slides", "XC": "photo", "NM": "SPECT",
}  # fmt: skip
"""Words shorter than the vocabulary's, which are right for text and too long for a column."""


_MOST = 4
"""How many modalities are named; of more, one less and an ellipsis."""

_SHORT = 9
"""Characters of a word that has a line of its own below a licence's id; `non-commercial` runs on behind it."""

_SIGNS = {"about ": "~", "over ": ">", "up to ": "<"}
_APPROXIMATE = regex("|".join(_SIGNS), re.IGNORECASE)


def cell(entry: Entry, field: str) -> str:
    """What a record says in a column of that field, as the Markdown of one cell; empty where it says nothing."""
    writer = _WRITERS.get(field)
    return writer(entry) if writer is not None else fresh(entry, field, _TABLE)


def short_name(entry: Entry) -> str:
    """What people call a dataset: the first alias where it is shorter than the title, else the title."""
    title = entry.text("title")
    aliases = entry.data.get("aliases")
    first = aliases[0] if isinstance(aliases, list) and aliases and isinstance(aliases[0], str) else title
    return first if 0 < len(first) < len(title) else title


def anchor(entry: Entry) -> str:
    """The anchor that links to a record lead to: its id."""
    name = str(entry.data.get("id") or "")
    return f'<a id="{html.escape(name).replace("|", "&#124;")}"></a>' if name else ""


def other_names(entries: Iterable[Entry]) -> str:
    """A paragraph of all names that the tables don't show, each behind a link to its row: aliases and long titles."""
    lines = []
    for entry in sorted(entries, key=lambda entry: short_name(entry).casefold()):
        shown = short_name(entry)
        others = [escape(name) for name in dict.fromkeys(names(entry)) if name != shown]
        if others and entry.data.get("id"):
            lines.append(f"{_TABLE.link(escape(shown), '#' + str(entry.data['id']))}: {'; '.join(others)}")
    return " ·\n".join(lines)


def _name(entry: Entry) -> str:
    name, url = short_name(entry), source_url(entry)
    return anchor(entry) + (_TABLE.link(escape(name), url) if url else escape(name))


def _summary(entry: Entry) -> str:
    return escape(_text(entry, "summary"))


def _modality(entry: Entry) -> str:
    codes = entry.data.get("modalities")
    if not isinstance(codes, list):
        return fresh(entry, "modality", _TABLE)
    words = list(dict.fromkeys(_MODALITY.get(str(code)) or known_modality(str(code)) or str(code) for code in codes))
    return escape(literal(", ".join(words if len(words) <= _MOST else [*words[: _MOST - 1], "…"])))


def _figures(entry: Entry) -> str:
    """The figures of the size, each on a line, with signs for `about` and its like."""
    text = re.sub(r",\s+", "<br>", fresh(entry, "size", _TABLE))
    text = _APPROXIMATE.sub(lambda found: _SIGNS[found[0].lower()], text)
    text = re.sub(r"(?<=\d) (?=[kMGTP]i?B\b)", "&nbsp;", text)
    return re.sub(r"(?<=\d) (?=[a-z])", "<br>", text)


def _use(entry: Entry) -> str:
    """What the licence lets one do, in a word, behind its SPDX id; the word alone where there is none, or several."""
    text = entry.text("license")
    word = f"*{use_class(text)}*" if text else ""
    named = is_spdx_expression(text) and " " not in text and not text.startswith("LicenseRef-") and text != "unknown"
    between = "<br>" if len(word) <= _SHORT else " "
    return f"{escape(text)}{between}{word}" if named else word


def _level(entry: Entry) -> str:
    level, _ = access_of(entry.data)
    return _ACCESS.get(level) or escape(level)


def _year(entry: Entry) -> str:
    """The year it was published; a dash where nobody knows."""
    return escape(literal(_text(entry, "published")[:4])) or "–"


def _listed(key: str) -> Callable[[Entry], str]:
    def write(entry: Entry) -> str:
        value = entry.data.get(key)
        return escape(", ".join(map(str, value))) if isinstance(value, list) else escape(_text(entry, key))

    return write


def _text(entry: Entry, key: str) -> str:
    value = entry.data.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


_WRITERS: Mapping[str, Callable[[Entry], str]] = {
    "name": _name,
    "summary": _summary,
    "modality": _modality,
    "figures": _figures,
    "use": _use,
    "level": _level,
    "year": _year,
    "tasks": _listed("tasks"),
    "aliases": _listed("aliases"),
    "body_parts": _listed("body_parts"),
    "formats": _listed("formats"),
    "publisher": _listed("publisher"),
}
FIELDS = frozenset(_WRITERS)
"""The fields whose cells this module writes."""
