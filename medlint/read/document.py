"""A catalog file of any kind as a `Document`, in which every value knows its place."""

from __future__ import annotations

from collections.abc import Mapping

from medlint.model import Document, Source
from medlint.project import Problem
from medlint.source import Route
from medlint.text.data import parse, spans
from medlint.text.parsing import ParseError


def read_document(source: Source) -> Document | Problem:
    """Read a catalog file by its ending, as YAML where that says nothing; or say why it can't be read (MED002)."""
    try:
        return Document(source, parse(source.path, source.text), locate)
    except ParseError as error:
        size = len(source.text)
        place = source.place(min(error.start, size), min(max(error.start, error.end), size))
        return Problem("MED002", place, str(error))


def locate(source: Source) -> Mapping[Route, tuple[int, int]]:
    """The spans of all values of a file by route; the span of a key stands under ("\\0key", *route)."""
    return spans(source.path, source.text)
