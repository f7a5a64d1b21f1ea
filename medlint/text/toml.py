"""TOML; every value knows its place. Dates and times are text, as JSON Schema knows no other form of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from medlint.lazy import regex
from medlint.source import Route
from medlint.text.parsing import NESTING, ParseError

_TOKEN = regex(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}'  # strings of several lines
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|\#[^\n]*|[\[\]{},=.\n]|[^\s\[\]{},=.\#\"']+",
    re.DOTALL,
)
_AT = regex(r"\(at line (\d+), column (\d+)\)")
_MANY_DIGITS = regex(r"(?<![0-9_])(?:[0-9_]{4301,}|0[xob][0-9a-fA-F_]{3500,})")
_PART = r"""(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[^\s."'=#]++)"""
_DOTS = regex(rf"(?<![^\s.\"'=#])(?:{_PART}\s*+\.\s*+){{100}}")


def load(text: str) -> dict[str, Any]:
    """The data of a TOML text; dates and times are text. Raises ParseError."""
    import tomllib

    if (long := _DOTS.search(text)) is not None:
        raise ParseError(f"a key of more than {NESTING} parts", long.start())
    try:
        return {key: _plain(value) for key, value in tomllib.loads(text.replace("\r\n", "\n")).items()}
    except RecursionError:
        raise ParseError("nested too deeply") from None
    except ValueError as error:
        raise ParseError(*_said(text, str(error))) from None


def _said(text: str, message: str) -> tuple[str, int]:
    """What tomllib says of a text, and the offset that it names."""
    if "integer string conversion" in message and (digits := _MANY_DIGITS.search(text)) is not None:
        return "a number of more than 4,300 digits, which no reader keeps", digits.start()
    at = _AT.search(message)
    before = text.split("\n")[: int(at[1]) - 1] if at else []
    offset = sum(len(line) + 1 for line in before) + int(at[2]) - 1 if at else len(text)
    said = re.sub(r"\s*\(at .*\)$", "", message)
    return f"not valid TOML: {said[:1].lower()}{said[1:]}", min(offset, len(text))


def _plain(value: Any) -> Any:
    if isinstance(value, int):
        str(value)  # which raises ValueError for too many digits, written in another base than ten
        return value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, time)):
        return value.isoformat() + ("" if value.tzinfo else "Z")  # RFC 3339 wants an offset
    return value.isoformat() if isinstance(value, date) else value


def spans(text: str) -> dict[Route, tuple[int, int]]:
    """The spans of all values of a text by route; the span of a key stands under ("\\0key", *route)."""
    return _Locator(text).spans


class _Locator:
    """Walks through the tokens of a text that is TOML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [token for token in _TOKEN.finditer(text) if token[0][0] != "#"]
        self._at = 0
        self._many: dict[Route, int] = {}
        """How many tables each array of tables has so far."""
        self.spans: dict[Route, tuple[int, int]] = {(): (0, len(text))}
        top: Route = ()
        while self._at < len(self._tokens):
            text = self._peek()
            if text == "\n":
                self._at += 1
            elif text == "[":
                top = self._header()
            else:
                self._pair(top)

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _header(self) -> Route:
        """The route of the table that a header opens."""
        start = self._tokens[self._at].start()
        self._at += 1
        many = self._peek() == "[" and self._tokens[self._at].start() == start + 1
        self._at += many
        route: Route = ()
        for key, span in self._keys("]"):
            route = (*route, key)
            self.spans.setdefault(("\0key", *route), span)
            if route in self._many:
                route = (*route, self._many[route] - 1)
        end = self._tokens[min(self._at, len(self._tokens) - 1)].end()
        self._at += 1 + many
        if many:
            if route and isinstance(route[-1], int):
                route = route[:-1]
            self._many[route] = self._many.get(route, 0) + 1
            self.spans.setdefault(route, (start, end))
            route = (*route, self._many[route] - 1)
        self.spans.setdefault(route, (start, end))
        return route

    def _keys(self, until: str) -> list[tuple[str, tuple[int, int]]]:
        """The parts of a dotted key, up to what ends it."""
        out = []
        while self._peek() not in (until, "", "\n"):
            token = self._tokens[self._at]
            if token[0] != ".":
                out.append((_key(token[0]), token.span()))
            self._at += 1
        return out

    def _pair(self, top: Route) -> None:
        route = top
        for key, span in self._keys("="):
            route = (*route, key)
            self.spans.setdefault(("\0key", *route), span)
        self._at += 1
        self._value(route)

    def _value(self, route: Route) -> None:
        start = self._tokens[self._at].start() if self._at < len(self._tokens) else len(self._text)
        text = self._peek()
        self._at += 1
        if text == "[":
            index = 0
            while self._peek() not in ("]", ""):
                if self._peek() in (",", "\n"):
                    self._at += 1
                else:
                    self._value((*route, index))
                    index += 1
            self._at += 1
        elif text == "{":
            while self._peek() not in ("}", ""):
                if self._peek() in (",", "\n"):
                    self._at += 1
                else:
                    self._pair(route)
            self._at += 1
        else:  # a date and its time, and a number with a point, are several tokens
            while self._peek() not in (",", "]", "}", "\n", ""):
                self._at += 1
        self.spans[route] = (start, self._tokens[min(self._at, len(self._tokens)) - 1].end())


def _key(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    if text[0] != '"':
        return text
    import tomllib

    return next(iter(tomllib.loads(f"{text} = 0")))
