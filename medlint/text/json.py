"""JSON, and lists of which each line is one item (JSON Lines); every value knows its place."""

from __future__ import annotations

import json
import re
from typing import Any

from medlint.lazy import regex
from medlint.source import Route
from medlint.text.parsing import ParseError
from medlint.text.yaml import core_value

_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)

_HALF = regex(r"\\u[dD][89a-fA-F]")
_ESCAPE = regex(r"(\\u[dD][89abAB]..\\u[dD][c-fC-F]..)|\\u[dD][89a-fA-F]..|\\.", re.DOTALL)
_MOST = 1_000_000
"""So many values, whose places take some 400 MB, are more than any list has."""


class _RepeatedKeyError(ValueError):
    pass


def load(text: str, *, lines: bool = False) -> Any:
    """The data of a JSON text; with `lines` each line is one item of a list. Raises ParseError."""
    if sum(map(text.count, "[{,")) > _MOST:
        raise ParseError(f"more than {_MOST:,} values")
    text = _paired(text)
    try:
        return _lines(text) if lines else _parse(text)
    except json.JSONDecodeError as error:
        raise ParseError(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.pos) from None
    except _RepeatedKeyError as error:
        place = _Locator(text).repeated(str(error))
        raise ParseError(f"the key {str(error)!r} is given twice", *place) from None
    except RecursionError:
        raise ParseError("nested too deeply") from None
    except ValueError as error:
        raise ParseError(str(error)) from None


def spans(text: str, *, lines: bool = False) -> dict[Route, tuple[int, int]]:
    """The spans of all values of a text by route; the span of a key stands under ("\\0key", *route)."""
    return _Locator(_paired(text)).spans(lines=lines)


def _paired(text: str) -> str:
    """The text with U+FFFD for each half of a pair of surrogates among its escapes: no file can hold such a letter."""
    if _HALF.search(text) is None:
        return text
    return _ESCAPE.sub(lambda found: found[0] if found[1] or not _HALF.match(found[0]) else r"\ufffd", text)


def _parse(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_map, parse_constant=_constant, parse_int=core_value)


def _lines(text: str) -> list[Any]:
    out, at = [], 0
    for line in text.split("\n"):  # and at no other sign: it may stand in a string
        if line.strip():
            try:
                out.append(_parse(line))
            except json.JSONDecodeError as error:
                raise json.JSONDecodeError(error.msg, text, at + error.pos) from None
        at += len(line) + 1
    return out


def _map(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        seen: set[str] = set()
        raise _RepeatedKeyError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return out


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


class _Locator:
    """Walks through the tokens of a text that is JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[Route, tuple[int, int]] = {}
        self._stack: list[list[Any]] = []  # [route, is a map, pending key or next index, start]

    def spans(self, *, lines: bool = False) -> dict[Route, tuple[int, int]]:
        if lines:
            self._stack.append([(), False, 0, 0])
        for token in _TOKEN.finditer(self._text):
            self._take(token, lines)
        return self._found

    def repeated(self, key: str) -> tuple[int, int]:
        """The span of the first key of that name that its map has already."""
        for token in _TOKEN.finditer(self._text):
            if self._is_key(token[0]) and json.loads(token[0]) == key:
                top = self._stack[-1]
                if ("\0key", *top[0], key) in self._found:
                    return token.span()
            self._take(token, False)
        return (0, 0)

    def _is_key(self, text: str) -> bool:
        return text[0] == '"' and bool(self._stack) and self._stack[-1][1] and self._stack[-1][2] is None

    def _route(self) -> Route:
        return (*self._stack[-1][0], self._stack[-1][2]) if self._stack else ()

    def _take(self, token: re.Match[str], lines: bool) -> None:
        text = token[0]
        if text in ("{", "["):
            self._stack.append([self._route(), text == "{", None if text == "{" else 0, token.start()])
        elif text in ("}", "]"):
            start = self._stack.pop()[3]
            self._done(start, token.end(), lines)
        elif text == ",":
            self._next()
        elif self._is_key(text):
            self._stack[-1][2] = json.loads(text) if "\\" in text else text[1:-1]
            self._found["\0key", *self._route()] = token.span()
        elif text != ":":
            self._done(*token.span(), lines)

    def _done(self, start: int, end: int, lines: bool) -> None:
        self._found[self._route()] = (start, end)
        if lines and len(self._stack) == 1:
            self._next()

    def _next(self) -> None:
        top = self._stack[-1]
        top[2] = None if top[1] else top[2] + 1
