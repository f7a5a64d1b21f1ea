"""YAML by the core schema of YAML 1.2, with merge keys; every value knows its place.

The events of PyYAML's C parser are read one by one, not composed into nodes: that is the quickest way through
PyYAML, it needs no recursion (so no depth of nesting can overflow it), and it sees what a loader hides,
duplicate keys and the size of what aliases stand for. What a plain scalar means is decided here, since PyYAML
decides it by YAML 1.1 (https://yaml.org/spec/1.2.2/#103-core-schema). Keys are the text they are written as.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any

from medlint.lazy import regex
from medlint.source import Route
from medlint.text.parsing import NESTING, ParseError

EXPANSION = 10_000
"""How many values aliases may stand for in one file, all together."""

_LINE = 100
"""How many characters of a text count as much as a value."""
_MAY_MEAN = frozenset("-+.0123456789~ntfNTF")
"""What a plain scalar begins with that may be more than text."""
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = regex(r"[-+]?[0-9]+")
_OTHER_BASE = regex(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ODD_FLOAT = regex(r"([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST = 4_300
"""How many digits a number may have; Python reads no more (`sys.int_info.default_max_str_digits`)."""
_LONG = 3_500
"""The same in hexadecimal."""
_LATE_BOM = regex(r"\A((?:[ \t]*(?:#[^\n]*)?\n)+)\ufeff")
"""A byte order mark behind comments, where YAML 1.2 has one before a document; the parser doesn't."""
_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("str", "int", "float", "bool", "null")}


def core_value(text: str) -> Any:
    """What a plain scalar means by the core schema: null, a bool, an int, a float, or the text itself.

    Raises ValueError for a number of too many digits.
    """
    if text and text[0] not in _MAY_MEAN:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if (len(text) > _LONGEST and _FLOAT.fullmatch(text)) or (len(text) > _LONG and _OTHER_BASE.fullmatch(text)):
        raise ValueError(f"a number of {len(text):,} characters: no reader keeps more than {_LONGEST:,} digits")
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    odd = _ODD_FLOAT.fullmatch(text)
    return float(text.replace(".", "")) if odd else text


def text_of(value: Any) -> str:
    """A scalar as YAML would write it plainly; null is empty."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value)


def _take_events(text: str, take: Mapping[type, Callable[[Any], None]]) -> None:
    """Hand each event of a text to what takes events of its kind."""
    import yaml

    kind = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if "\ufeff" in text:
        text = _LATE_BOM.sub(r"\1\n", text)  # a line end in its place, so that all else stays where it is
    try:
        next_event = kind(text).get_event
        while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
            taken = take.get(kind)
            if taken is not None:
                taken(event)
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        raise ParseError("a character that YAML does not allow", position, position + 1) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        where = mark.index if mark is not None else 0
        raise ParseError(f"not valid YAML: {said}", where, where) from None


class _Frame:
    """A list or map under construction."""

    __slots__ = ("anchor", "is_map", "key", "merged", "size", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.is_map = isinstance(value, dict)
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
        self.result: Any = None
        self.documents = 0

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise ParseError("a second document starts here, a file holds one", *_span(event))

    def start_map(self, event: Any) -> None:
        self.start(event, {})

    def start_list(self, event: Any) -> None:
        self.start(event, [])

    def scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_map and frame.key is None:
            if event.value in frame.value:
                raise ParseError(f"the key {event.value!r} is given twice", *_span(event))
            frame.key = intern(event.value)  # the same in all records
            return
        value = _scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1 + len(event.value) // _LINE)
        if frame is None:
            self.result = value
            return
        frame.size += 1 + len(event.value) // _LINE
        if frame.key is None:
            frame.value.append(value)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def start(self, event: Any, value: Any) -> None:
        if len(self.stack) >= NESTING:
            raise ParseError(f"nested deeper than {NESTING} levels", *_span(event))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_map and frame.key is None:
            raise ParseError("a key must be plain text", *_span(event))
        if event.tag and event.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!"):
            raise ParseError(f"the tag {event.tag!r} has no meaning in a record", *_span(event))
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
            raise ParseError(f"the alias *{event.anchor} stands inside what it names", *_span(event))
        if event.anchor not in self.anchors:
            raise ParseError(f"the alias *{event.anchor} names nothing above it", *_span(event))
        value, size = self.anchors[event.anchor]
        self.expanded += size
        if self.expanded > EXPANSION:
            raise ParseError(f"aliases stand for more than {EXPANSION} values", *_span(event))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_map and frame.key is None:
            raise ParseError("a key must be plain text", *_span(event))
        self.add(value, size, event)

    def add(self, value: Any, size: int, event: Any) -> None:
        if not self.stack:
            self.result = value
            return
        frame = self.stack[-1]
        frame.size += size
        if not frame.is_map:
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        if key == "<<" and isinstance(value, (dict, list)):
            maps = [value] if isinstance(value, dict) else value
            if not all(isinstance(item, dict) for item in maps):
                raise ParseError("only maps can be merged with <<", *_span(event))
            frame.merged.extend(maps)
        else:
            frame.value[key] = value


def load(text: str) -> Any:
    """The data of a YAML document; an empty one is null. Raises ParseError."""
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
    tag, text = event.tag, event.value
    if tag is None and (not event.implicit[0] or (text and text[0] not in _MAY_MEAN)):
        return text  # as most are
    plain = tag is None and event.style not in ("'", '"', "|", ">") and event.implicit[0]
    if not plain and tag in (None, "!"):
        return text
    try:
        if plain:
            return core_value(text)
        kind = _TAGS[tag]
        value = text if kind == "str" else core_value(text)
    except KeyError:
        raise ParseError(f"the tag {tag!r} has no meaning in a record", *_span(event)) from None
    except ValueError as error:
        raise ParseError(str(error), *_span(event)) from None
    if kind == "float" and type(value) is int:
        return float(str(value))  # infinity where it is too large
    if type(value).__name__.replace("NoneType", "null") != kind:
        raise ParseError(f"{text[:80]!r} is tagged as {kind}, which it isn't", *_span(event))
    return value


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def spans(text: str) -> dict[Route, tuple[int, int]]:
    """The spans of all values of a text by route; the span of a key stands under ("\\0key", *route)."""
    import yaml

    found: dict[Route, tuple[int, int]] = {}
    stack: list[list[Any]] = []  # [route, is a map, pending key or next index, start]

    def route() -> Route:
        if not stack:
            return ()
        top = stack[-1]
        return (*top[0], top[2])

    def done(start: int, end: int) -> None:
        while end > start and text[end - 1].isspace():
            end -= 1
        found[route()] = (start, end)
        if stack:
            stack[-1][2] = None if stack[-1][1] else stack[-1][2] + 1

    def key_or_value(event: Any) -> None:
        if stack and stack[-1][1] and stack[-1][2] is None:
            stack[-1][2] = event.value
            found[("\0key", *route())] = _span(event)
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
    _take_events(text, take)
    return found
