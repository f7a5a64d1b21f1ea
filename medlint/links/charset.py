"""The text of a page from its bytes, as browsers decode it. Pure."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from medlint.lazy import regex

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = regex(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = regex(rb"<meta\b([^>]{0,600})>", re.IGNORECASE)
_SAID = regex(rb"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_CONTENT = regex(rb"\bcontent\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*)", re.IGNORECASE)
_XML = regex(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
# How files begin, of whatever type they're said to be.
_FILES = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# Browsers read these as what holds all of them and more (Encoding Standard, 4), and two as nothing at all.
_READ_AS = {"big5": "big5hkscs", "euc-kr": "cp949", "gbk": "gb18030", "shift_jis": "cp932"}
_UNREAD = ("replacement", "x-user-defined")


def _codec(declared: re.Match[bytes] | None) -> str | None:
    """Python's name of a declared charset; None for one that no browser knows."""
    label = declared[1].decode("ascii", "replace") if declared else ""
    if label.lower() in ("", "utf-8"):  # the table of all takes a while to import
        return label.lower() or None
    from webencodings import lookup  # type: ignore[import-untyped]

    found = lookup(label)
    return None if found is None or found.name in _UNREAD else _READ_AS.get(found.name, str(found.codec_info.name))


def decode(body: bytes, content_type: str | None) -> str | None:
    """The text of a body that may be cut anywhere; None where it is no text at all.

    A byte order mark decides, then the charset of the content type, then the one that the page declares, then
    UTF-8 if it fits, then windows-1252, as in browsers. Bytes that don't fit become U+FFFD.
    """
    if body.startswith(_FILES):
        return None
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return codecs.getincrementaldecoder(encoding)("replace").decode(body[len(mark) :])
    name = _codec(_SAID.search((content_type or "").encode()))
    if name is None:
        name = _codec(_declared(body[:4096]))
        name = "utf-8" if name and name.startswith("utf-16") else name  # its own bytes prove it isn't
    if not (name or "").startswith("utf-16"):
        control = len(body[:4096].translate(None, bytes(range(9, 256))))
        if control * 20 > len(body[:4096]):
            return None
    for candidate in filter(None, (name, "utf-8")):
        with suppress(UnicodeDecodeError):
            return codecs.getincrementaldecoder(candidate)("strict").decode(body)
    return codecs.getincrementaldecoder(name or "cp1252")("replace").decode(body)


def _declared(head: bytes) -> re.Match[bytes] | None:
    """The charset that the beginning of a page declares."""
    for tag in _META.finditer(_COMMENT.sub(b"", head)):
        # What a description says isn't meant
        meant = tag[1] if b"http-equiv" in tag[1].lower() else _CONTENT.sub(b"", tag[1])
        if found := _SAID.search(meant):
            return found
    return _XML.search(head)
