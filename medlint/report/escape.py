"""Text of strangers made safe to print."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from medlint.lazy import regex

NOTE = 4000
"""Characters of the longest note on a run: that on the config names each key that relaxes a default in fewer."""
_UNSAFE = regex(
    # A workflow runner also obeys "##[command]" anywhere in a line of a log, so one of its signs is shown escaped.
    r"#(?=#\w*\[)|"
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text with control characters, bidirectional marks and invisible characters as visible escapes.

    Line feeds and tabs become spaces: what is printed stays on its line, and no line of it is a command to a
    workflow runner.
    """
    if not (text.isascii() and text.isprintable() and "#" not in text):  # as most texts are
        text = _UNSAFE.sub(_escape, text.replace("\n", " ").replace("\t", " "))
    return text.replace(":", "\\x3a", 1) if text.lstrip().startswith("::") else text


def printable_parts(line: str, *cuts: int) -> list[str]:
    """A line as `printable`, cut at these places: what makes a command stands on both sides of one, perhaps."""
    line = line.replace("\n", " ").replace("\t", " ")
    spans = pairwise((0, *cuts, len(line)))
    escapes = {found.start(): _escape(found) for found in _UNSAFE.finditer(line)}
    if not escapes:
        return [line[start:end] for start, end in spans]
    return ["".join(escapes.get(at, line[at]) for at in range(*span)) for span in spans]


def printable_diff(text: str) -> str:
    """A unified diff with every line printable; tabs, and the CR of a line's end, stay."""

    def line(text: str) -> str:
        body = text.removesuffix("\r")
        return "\t".join(map(printable, body.split("\t"))) + text[len(body) :]

    return "\n".join(map(line, text.split("\n")))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def short(text: str, limit: int) -> str:
    """The text, cut to the limit with an ellipsis where it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def json_text(data: Any) -> str:
    """One line of ASCII-only JSON that means nothing to a terminal, to HTML, or to a workflow runner.

    `<`, `>`, `&` and every second `#` of a row are written as escapes; they stand only inside strings.
    """
    text = json.dumps(data, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.replace("##", "#\\u0023")
