"""Heads of answers that a strict parser refuses and browsers read all the same. Pure."""

from __future__ import annotations

import re

_STATUS = re.compile(rb"HTTP/1\.\d +\d{3}(?: |\Z)")
_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


def begins(data: bytes) -> bool:
    """Whether this is the beginning of an answer, its whole first line included."""
    line, end, _ = data.partition(b"\n")
    return bool(end) and _STATUS.match(line.rstrip(b"\r")) is not None


def mended(data: bytes) -> bytes | None:
    """An answer with its head as RFC 9112 has it; None as long as the head isn't whole.

    A blank before the colon goes, and so do lines that are no header, lengths that are none, and all lengths but the
    first. What follows the head stays as it came.
    """
    end = _END.search(data)
    if end is None:
        return None
    first, *lines = re.split(rb"\r?\n", data[: end.start()])
    kept = [re.sub(rb" +", b" ", first, count=1)]
    seen_length = False
    for line in lines:
        name, colon, value = line.partition(b":")
        name, value = name.strip(), re.sub(rb"[\r\0]", b" ", value).strip()
        if not colon or not _NAME.match(name) or line[:1] in b" \t":
            continue
        if name.lower() == b"content-length":
            if seen_length or not value.isdigit():
                continue
            seen_length = True
        kept.append(name + b": " + value)
    return b"\r\n".join(kept) + b"\r\n\r\n" + data[end.end() :]
