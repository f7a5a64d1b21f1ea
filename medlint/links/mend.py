"""Answers that a strict parser refuses and browsers read all the same: their heads, and chunked bodies. Pure."""

from __future__ import annotations

import re

_STATUS = re.compile(rb"HTTP(/1\.0)?[/\d.]*[ \t]+(\d{3})(?!\d)(.*)", re.IGNORECASE)
_END = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,16})\s*(?:;.*)?\Z", re.DOTALL)
_LONGEST_LINE = 16 * 1024
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


def begins(data: bytes) -> bool:
    """Whether this is the beginning of an answer, its whole first line included."""
    line, end, _ = data.partition(b"\n")
    return bool(end) and _STATUS.match(line.rstrip(b"\r")) is not None


def ends_oddly(data: bytes) -> bool:
    """Whether a head ends in line feeds alone."""
    return b"\n\n" in data


def after_head(data: bytes) -> bytes:
    """What follows the first head; nothing where there is none."""
    end = _END.search(data)
    return data[end.end() :] if end else b""


def final(data: bytes) -> bytes:
    """The answer without the interim ones before it."""
    while (status := _STATUS.match(data)) is not None and status[2].startswith(b"1") and _END.search(data):
        data = after_head(data)
    return data


def mended(data: bytes) -> bytes | None:
    """An answer with its head as RFC 9112 has it; None as long as the head isn't whole.

    A blank before the colon goes, and so do lines that are no header, lengths that are none, and all lengths but the
    first. What follows the head stays as it came.
    """
    end = _END.search(data)
    if end is None:
        return None
    first, *lines = re.split(rb"\r?\n", data[: end.start()])
    status = _STATUS.match(first)
    kept = [first] if status is None else [b"HTTP%s %s %s" % (status[1] or b"/1.1", status[2], status[3].strip())]
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


class Chunks:
    """RFC 9112, 7.1, with what browsers leave to senders: lines that end in LF alone, and blanks around a size."""

    def __init__(self) -> None:
        self.done = False
        self._rest = b""
        self._left = 0  # bytes of the chunk under way
        self._after = False  # the line break after a chunk is due
        self._trailing = False

    def feed(self, data: bytes) -> bytes:
        """The bytes of the body in this piece. ValueError: this is no chunked body."""
        data = self._rest + data
        out = []
        at = 0
        while not self.done and at < len(data):
            if self._left:
                piece = data[at : at + self._left]
                self._left -= len(piece)
                at += len(piece)
                out.append(piece)
                continue
            end = data.find(b"\n", at)
            if end < 0:
                if len(data) - at > _LONGEST_LINE:
                    raise ValueError("a line without end")
                break
            self._line(data[at:end])
            at = end + 1
        self._rest = data[at:]
        return b"".join(out)

    def _line(self, line: bytes) -> None:
        blank = not line.strip(b"\r")
        if self._trailing:
            self.done = blank
        elif self._after:
            if not blank:
                raise ValueError("a chunk longer than its size")
            self._after = False
        else:
            found = _SIZE.match(line)
            if found is None:
                raise ValueError("no size of a chunk")
            self._left = int(found[1], 16)
            self._after = self._left > 0
            self._trailing = not self._left
