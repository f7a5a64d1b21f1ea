"""A response as a check reads it: status, headers, and the beginning of the body, decoded on the way."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

BODY_LIMIT = 256 * 1024
"""The most bytes of a page that are read."""
PAGES = ("text/html", "application/xhtml+xml")
"""The types that a browser shows as a page."""


@dataclass(slots=True)
class Response:
    """A response. Header names are in lower case, repeated ones joined by a comma, cookies apart.

    `flaw` says why the body can't be relied on (cut, stalled, wrongly encoded); `truncated` that it is longer than the
    limit, and holds what came before; `opaque` that it came in an encoding nobody asked for, and wasn't read.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    truncated: bool = False
    opaque: bool = False
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
    def wants_body(self) -> bool:
        """Whether a check looks into the body: pages, and those that come with an error a wall may have sent."""
        return self.is_html and (200 <= self.status < 300 or self.status == 503)

    def is_short(self, method: str, most: int) -> bool:
        """Whether the body to this method is likely to be no longer than so many bytes, and to have an end."""
        if method == "HEAD" or self.status in (204, 304) or "transfer-encoding" in self.headers:
            return True
        length = self.headers.get("content-length", "")
        return length.isascii() and length.isdigit() and int(length[:12]) <= most


class Body:
    """Collects a body up to a limit, decoding gzip and deflate on the way."""

    def __init__(self, encoding: str, limit: int) -> None:
        self.data = bytearray()
        self.limit = limit
        self.received = 0
        self.flaw = ""
        encoding = encoding.strip().lower()
        self._encoding = "" if encoding == "identity" else encoding
        self._decoder: Any = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
        self._window = 47  # gzip or zlib, told by their heads
        self._packed = bytearray()
        self._over = False  # all is decoded, whatever the sum of it says
        self.overdone = False  # more came for it than a body of its length needs
        self.unread = bool(self._encoding) and self._decoder is None  # an encoding nobody asked for

    @property
    def full(self) -> bool:
        return self.overdone or len(self.data) >= self.limit or self.received >= self.limit

    def feed(self, chunk: bytes) -> None:
        self.received += len(chunk)
        if self.unread or self.flaw or self._over:
            return
        if self._decoder is None:
            self.data += chunk
        else:
            self._decode(chunk)

    def _decode(self, chunk: bytes) -> None:
        try:
            self.data += self._decoder.decompress(chunk, self.limit - len(self.data))
            self._packed += chunk
        except zlib.error as error:
            if self._encoding == "deflate" and self._window > 0 and not self.data and not _is_wrong_sum(error):
                self._window = -15  # raw deflate, as old servers send it
                self._decoder = zlib.decompressobj(self._window)
                packed, self._packed = bytes(self._packed + chunk), bytearray()
                self._decode(packed)
            else:
                self._salvage(chunk)

    def _salvage(self, last: bytes) -> None:
        """Decode anew up to the byte that is wrong. A wrong sum at the end is passed over, as browsers do."""
        decoder = zlib.decompressobj(self._window)
        self.data[:] = decoder.decompress(bytes(self._packed), self.limit)
        try:
            for place in range(len(last)):
                self.data += decoder.decompress(last[place : place + 1])
        except zlib.error as error:
            self._over = _is_wrong_sum(error)
        self.flaw = "" if self._over else "is wrongly encoded"

    def end(self) -> None:
        """Note that the last byte has come."""
        if self._decoder is None or not self.received or self._decoder.eof or self._over or self.full or self.flaw:
            return
        self.flaw = "is cut"

    def settle(self, response: Response, flaw: str) -> None:
        """Give the response what was read; `flaw` is what reading ended with."""
        flaw = self.flaw or flaw
        response.body = bytes(self.data[: self.limit])
        response.truncated, response.opaque = self.full, self.unread
        whole = flaw in ("is cut", "stalls") and is_whole(response.body)
        response.flaw = "" if whole or self.unread else flaw


def _is_wrong_sum(error: zlib.error) -> bool:
    return str(error).endswith(("incorrect data check", "incorrect length check"))


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


def is_whole(body: bytes) -> bool:
    """Whether a page's last tag has come, though the connection promised more."""
    return b"</html>" in body[-1024:].lower()
