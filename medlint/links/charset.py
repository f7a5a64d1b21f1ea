"""The text of a page from its bytes, as browsers decode it. Pure."""

from __future__ import annotations

import codecs
import re

from medlint.lazy import regex

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = regex(r"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_COMMENT = regex(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = regex(rb"<meta\b([^>]{0,600})>", re.IGNORECASE)
_SAID = regex(rb"charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_CONTENT = regex(rb"\bcontent\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*)", re.IGNORECASE)
_XML = regex(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
# How files begin, of whatever type they're said to be.
_FILES = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# Charsets of the Encoding Standard by Python's names, and what that standard reads them as.
_KNOWN = """
utf-8 utf-16-le utf-16-be gb18030 big5 big5hkscs euc_jp cp932 iso2022_jp cp949 koi8-r koi8-u mac-roman mac-cyrillic
cp866 cp874 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14
iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
"""
_CODECS = frozenset(_KNOWN.split())
_READ_AS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874"}
_READ_AS |= {"gb2312": "gb18030", "gbk": "gb18030", "utf-16": "utf-16-le", "shift_jis": "cp932", "euc_kr": "cp949"}
# Labels of that standard (4.2) that Python has no alias for; private ones beginning with x- lose that first.
_ALIASES = """
unicode-1-1-utf-8=utf-8 unicode11utf8=utf-8 unicode20utf8=utf-8 iso88591=cp1252 iso88592=iso8859-2 iso88593=iso8859-3
iso88594=iso8859-4 iso88595=iso8859-5 iso88596=iso8859-6 csiso88596e=iso8859-6 csiso88596i=iso8859-6
iso-8859-6-e=iso8859-6 iso-8859-6-i=iso8859-6 iso88597=iso8859-7 sun_eu_greek=iso8859-7 iso88598=iso8859-8
csiso88598e=iso8859-8 csiso88598i=iso8859-8 iso-8859-8-e=iso8859-8 iso-8859-8-i=iso8859-8 logical=iso8859-8
visual=iso8859-8 iso88599=cp1254 iso885910=iso8859-10 iso885911=cp874 iso885913=iso8859-13 iso885914=iso8859-14
iso885915=iso8859-15 csisolatin9=iso8859-15 koi=koi8-r koi8=koi8-r koi8-ru=koi8-u mac=mac-roman
csmacintosh=mac-roman mac-ukrainian=mac-cyrillic dos-874=cp874 windows-874=cp874 csgb2312=gb18030 gb_2312=gb18030
gb_2312-80=gb18030 cn-big5=big5hkscs cseucpkdfmtjapanese=euc_jp windows-31j=cp932 cseuckr=cp949
csksc56011987=cp949 iso-ir-149=cp949 ks_c_5601-1989=cp949 ksc_5601=cp949 windows-949=cp949 unicodefffe=utf-16-be
csunicode=utf-16-le iso-10646-ucs-2=utf-16-le ucs-2=utf-16-le unicode=utf-16-le unicodefeff=utf-16-le
"""
_LABELS = dict(pair.split("=") for pair in _ALIASES.split())


def _codec(label: str | None) -> str | None:
    """Python's name of a declared charset; None for one that no browser knows."""
    if not label:
        return None
    try:
        # Browsers know some charsets by private names too, x-sjis and x-x-big5 (Encoding Standard, 4.2)
        plain = re.sub(r"^(?:x-)+", "", label.strip().lower())
        known = codecs.lookup(_LABELS.get(plain, plain)).name
    except (LookupError, ValueError):
        return None
    known = _READ_AS.get(known, known)
    return known if known in _CODECS else None


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
    declared = _CHARSET.search(content_type or "")
    name = _codec(declared[1]) if declared else None
    if name is None:
        label = _codec(_declared(body[:4096]))
        name = "utf-8" if label and label.startswith("utf-16") else label  # its own bytes prove it isn't
    if not (name or "").startswith("utf-16"):
        control = len(body[:4096].translate(None, bytes(range(9, 256))))
        if control * 20 > len(body[:4096]):
            return None
    for candidate in (name, "utf-8"):
        if candidate:
            try:
                return codecs.getincrementaldecoder(candidate)("strict").decode(body)
            except UnicodeDecodeError:
                continue
    return codecs.getincrementaldecoder(name or "cp1252")("replace").decode(body)


def _declared(head: bytes) -> str | None:
    """The charset that the beginning of a page declares."""
    for tag in _META.finditer(_COMMENT.sub(b"", head)):
        # What a description says isn't meant
        meant = tag[1] if b"http-equiv" in tag[1].lower() else _CONTENT.sub(b"", tag[1])
        if found := _SAID.search(meant):
            return found[1].decode("ascii", "replace")
    declared = _XML.search(head)
    return declared[1].decode("ascii", "replace") if declared else None
