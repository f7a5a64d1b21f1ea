"""YAML as strings, numbers, lists and maps; every value knows its place.

The events of PyYAML's C parser are read one by one, not composed into nodes: that is the quickest way through
PyYAML, it needs no recursion (so no depth of nesting can overflow it), and it sees what a loader hides,
duplicate keys and the size of what aliases stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Self

from medlint.model import Document, Place, Route, Source
from medlint.project import Problem

NESTING = 100
EXPANSION = 10_000
"""How many values aliases may stand for in one file, all together."""

_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_DIGITS = "-0123456789"
_WORDS = frozenset(("", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"))
_STRING_TAG = "tag:yaml.org,2002:str"


class Decimal(float):
    """A number with a decimal point, and how it was written: 1.10 is "1.10" where a string is due."""

    text: str

    def __new__(cls, text: str) -> Self:
        value = super().__new__(cls, text)
        value.text = text
        return value


class Plain(str):
    """An unquoted true, false or null: a string, unless a schema wants what the word means."""

    __slots__ = ()


class YamlError(Exception):
    """The file is not YAML that a record may be written in: what is wrong, and the span it is at."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


def read_document(source: Source) -> Document | Problem:
    """Read a YAML file, or say why it can't be."""
    try:
        data = _load(source.text)
    except YamlError as error:
        return Problem("MED002", _place(source, error.start, error.end), str(error))
    return Document(source, data, locate)


def text_of(value: Any) -> str:
    """A scalar as it was written."""
    return value.text if isinstance(value, Decimal) else str(value)


def _place(source: Source, start: int, end: int) -> Place:
    size = len(source.text)
    return source.place(min(start, size), min(max(start, end), size))


def _take_events(text: str, take: Mapping[type, Callable[[Any], None]]) -> None:
    """Hand each event of a text to what takes events of its kind."""
    import yaml

    kind = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        next_event = kind(text).get_event
        while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
            taken = take.get(kind)
            if taken is not None:
                taken(event)
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        raise YamlError("a character that YAML does not allow", position, position + 1) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        where = mark.index if mark is not None else 0
        raise YamlError(f"not valid YAML: {said}", where, where) from None


class _Frame:
    """A list or map under construction."""

    __slots__ = ("anchor", "key", "merged", "size", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.merged: list[Any] = []
        self.size = 1


class _Builder:
    """Builds one document from its events, with the size of each part: what its alias would stand for."""

    def __init__(self) -> None:
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open: set[str] = set()
        self.expanded = 0
        self.result: Any = Plain("")
        self.documents = 0

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise YamlError("a second document starts here, a file holds one", *_span(event))

    def start_map(self, event: Any) -> None:
        self.start(event, {})

    def start_list(self, event: Any) -> None:
        self.start(event, [])

    def scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            if event.value in frame.value:
                raise YamlError(f"the key {event.value!r} is given twice", *_span(event))
            frame.key = event.value
            return
        value = _scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        if frame is None:
            self.result = value
            return
        frame.size += 1
        if frame.key is None:
            frame.value.append(value)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def start(self, event: Any, value: Any) -> None:
        if len(self.stack) >= NESTING:
            raise YamlError(f"nested deeper than {NESTING} levels", *_span(event))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise YamlError("a key must be plain text", *_span(event))
        if event.tag and event.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!"):
            raise YamlError(f"the tag {event.tag!r} has no meaning in a record", *_span(event))
        if event.anchor:
            self.open.add(event.anchor)
        self.stack.append(_Frame(value, event.anchor))

    def end(self, event: Any) -> None:
        frame = self.stack.pop()
        for merged in frame.merged:
            for key, value in merged.items():
                frame.value.setdefault(key, value)
        if frame.anchor:
            self.open.discard(frame.anchor)
            self.anchors[frame.anchor] = (frame.value, frame.size)
        self.add(frame.value, frame.size, event)

    def alias(self, event: Any) -> None:
        if event.anchor in self.open:
            raise YamlError(f"the alias *{event.anchor} stands inside what it names", *_span(event))
        if event.anchor not in self.anchors:
            raise YamlError(f"the alias *{event.anchor} names nothing above it", *_span(event))
        value, size = self.anchors[event.anchor]
        self.expanded += size
        if self.expanded > EXPANSION:
            raise YamlError(f"aliases stand for more than {EXPANSION} values", *_span(event))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise YamlError("a key must be plain text", *_span(event))
        self.add(value, size, event)

    def add(self, value: Any, size: int, event: Any) -> None:
        if not self.stack:
            self.result = value
            return
        frame = self.stack[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        if key == "<<" and isinstance(value, (dict, list)):
            maps = [value] if isinstance(value, dict) else value
            if not all(isinstance(item, dict) for item in maps):
                raise YamlError("only maps can be merged with <<", *_span(event))
            frame.merged.extend(maps)
        else:
            frame.value[key] = value


def _load(text: str) -> Any:
    import yaml

    builder = _Builder()
    take = {
        yaml.DocumentStartEvent: builder.document,
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.start_map,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceStartEvent: builder.start_list,
        yaml.SequenceEndEvent: builder.end,
        yaml.AliasEvent: builder.alias,
    }
    _take_events(text, take)
    return builder.result


def _scalar(event: Any) -> Any:
    value = event.value
    if event.tag is not None and event.tag not in (_STRING_TAG, "!"):
        raise YamlError(f"the tag {event.tag!r} has no meaning in a record", *_span(event))
    if event.tag is not None or not event.implicit[0] or event.style in ("'", '"', "|", ">"):
        return value
    if value[:1] in _DIGITS and value and len(value) < 300:
        if _INT.fullmatch(value):
            return int(value)
        if _FLOAT.fullmatch(value):
            return Decimal(value)
    return Plain(value) if value in _WORDS else value


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def locate(source: Source) -> Mapping[Route, tuple[int, int]]:
    """The spans of all values of a file by route; the span of a key stands under ("\\0key", *route)."""
    import yaml

    spans: dict[Route, tuple[int, int]] = {}
    stack: list[list[Any]] = []  # [route, is a map, pending key or next index, start]

    def route() -> Route:
        if not stack:
            return ()
        top = stack[-1]
        return (*top[0], top[2])

    def done(start: int, end: int) -> None:
        while end > start and source.text[end - 1].isspace():
            end -= 1
        spans[route()] = (start, end)
        if stack:
            stack[-1][2] = None if stack[-1][1] else stack[-1][2] + 1

    def key_or_value(event: Any) -> None:
        if stack and stack[-1][1] and stack[-1][2] is None:
            stack[-1][2] = event.value
            spans[("\0key", *route())] = _span(event)
        else:
            done(*_span(event))

    def start(event: Any) -> None:
        mapping = type(event) is yaml.MappingStartEvent
        stack.append([route(), mapping, None if mapping else 0, event.start_mark.index])

    def end(event: Any) -> None:
        done(stack.pop()[3], event.end_mark.index)

    take = {
        yaml.ScalarEvent: key_or_value,
        yaml.AliasEvent: lambda event: done(*_span(event)),
        yaml.MappingStartEvent: start,
        yaml.SequenceStartEvent: start,
        yaml.MappingEndEvent: end,
        yaml.SequenceEndEvent: end,
    }
    _take_events(source.text, take)
    return spans
