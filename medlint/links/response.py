"""A response as a check reads it: status, headers, and the beginning of the body, decoded on the way."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

BODY_LIMIT = 256 * 1024
"""The most bytes of a page that are read."""
PAGES = ("text/html", "application/xhtml+xml")
"""The types that a browser shows as a page."""
_SUM = 64  # more bytes than a checksum and its length have


@dataclass(slots=True)
class Response:
    """A response. Header names are in lower case, repeated ones joined by a comma, cookies apart.

    `flaw` says why the body can't be relied on (cut, stalled, wrongly encoded); `truncated` that it is longer than the
    limit, and holds what came before.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    truncated: bool = False
    flaw: str = ""

    @property
    def content_type(self) -> str:
        """The type without its parameters, in lower case; empty where none is said."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether this is a page, or may be one because no type is said."""
        return self.content_type in ("", *PAGES)

    @property
    def is_usable(self) -> bool:
        """Whether this is the thing asked for, as far as it was read."""
        return 200 <= self.status < 300 and not self.flaw

    @property
    def wants_body(self) -> bool:
        """Whether a check looks into the body: pages, and those that come with an error a wall may have sent."""
        return self.is_html and (200 <= self.status < 300 or self.status == 503)

    def is_short(self, method: str, most: int) -> bool:
        """Whether the body to this method is likely to be no longer than so many bytes, and to have an end."""
        if method == "HEAD" or self.status in (204, 304) or "transfer-encoding" in self.headers:
            return True
        length = header_number(self.headers, "content-length")
        return length is not None and length <= most

    def take(self, packed: bytes, flaw: str, limit: int) -> None:
        """Take in what was read of the body, decoded; `flaw` is what the reading ended with."""
        encoding = self.headers.get("content-encoding", "").strip().lower()
        complete = True
        if encoding in ("gzip", "x-gzip", "deflate"):
            try:
                self.body, complete = _inflated(packed, encoding, limit)
            except zlib.error:
                self.flaw = "is wrongly encoded"
                return
        elif encoding in ("", "identity"):
            self.body = packed[:limit]
        else:
            return  # nobody asked for it, and nobody can read it
        flaw = flaw or ("" if complete else "is cut")
        self.truncated |= max(len(packed), len(self.body)) >= limit
        # Where a page's last tag has come, nothing is missing, though the connection promised more
        whole = flaw in ("is cut", "stalls") and b"</html>" in self.body[-1024:].lower()
        self.flaw = "" if self.truncated or whole else flaw


def _inflated(packed: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """What was compressed, up to a limit, and whether all has come. zlib.error: it is wrongly encoded."""
    try:
        decoder = zlib.decompressobj(47)  # gzip or zlib, told by their heads
        data = decoder.decompress(packed, limit)
    except zlib.error as error:
        if str(error).endswith(("incorrect data check", "incorrect length check")):
            return _without_sum(packed, limit), True  # which browsers don't look at
        if encoding != "deflate":
            raise
        decoder = zlib.decompressobj(-15)  # as old servers send it
        data = decoder.decompress(packed, limit)
    return data, decoder.eof or not packed


def _without_sum(packed: bytes, limit: int) -> bytes:
    """What is compressed before the sum at the end; zlib gives nothing of what it is handed together with that."""
    decoder = zlib.decompressobj(47)
    data = b""
    with suppress(zlib.error):
        data = decoder.decompress(packed[:-_SUM], limit)
        for byte in packed[-_SUM:]:
            data += decoder.decompress(bytes((byte,)))
    return data


def header_number(headers: Mapping[str, str], name: str) -> int | None:
    """The number that a header says; None where it says none. What is longer than any that is meant is cut."""
    text = headers.get(name, "").strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def http_date(text: str) -> float | None:
    """A date of a header as seconds since the epoch, in any of the forms that servers write; None for what is none."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> tuple[dict[str, str], list[str]]:
    """Headers by their names in lower case, and the cookies that are set.

    Of several types the last one counts, of several locations the first, as in browsers; others are joined.
    """
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), _text(value).strip()
        if key == "set-cookie":
            cookies.append(text)
        elif key not in headers or key == "content-type":
            headers[key] = text
        elif key != "location":
            headers[key] += ", " + text
    return headers, cookies


def _text(value: bytes) -> str:
    """A header's value as UTF-8; where it isn't, odd bytes are percent-encoded, as browsers follow them."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in value)
