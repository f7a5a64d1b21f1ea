"""Records as YAML that people like to read: short lists on one line, long texts folded, keys in the schema's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from medlint.lazy import regex

_WIDTH = 100
_LONG = 80
# What some reader of YAML takes for a number, a truth value, nothing, a date or a merge: strings like it are quoted.
_NOT_PLAIN = regex(
    r"[-+.]?[0-9][0-9_,.:eExXoO+-]*+[0-9A-Fa-f_]*|[-+]?\.(?:inf|nan)|\d{4}-\d.*|~|null|true|false|yes|no|on|off|y|n|=|<<|",
    re.IGNORECASE,
)


def emit(data: Mapping[str, Any], schema: str) -> bytes:
    """A YAML file of the data; its first line tells editors the path of the schema.

    The events are handed to the emitter as they are: PyYAML's own way through its representer takes thrice as long.
    """
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.emit(_document(dict(data)), Dumper=base, allow_unicode=True, width=_WIDTH)
    return f"# yaml-language-server: $schema={schema}\n{text}".encode()


def _document(data: dict[str, Any]) -> Iterator[Any]:
    import yaml

    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _events(data, 0)
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _events(value: Any, depth: int) -> Iterator[Any]:
    import yaml

    if isinstance(value, dict):
        yield yaml.MappingStartEvent(None, None, True, flow_style=depth > 1 and _short(value.values()))
        for key, item in value.items():
            yield yaml.ScalarEvent(None, None, (True, False), key)
            yield from _events(item, depth + 1)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=_short(value))
        for item in value:
            yield from _events(item, depth + 1)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, str):
        yield yaml.ScalarEvent(None, None, (not _NOT_PLAIN.fullmatch(value), True), value, style=_style(value))
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield yaml.ScalarEvent(None, None, (True, False), text)


def _style(value: str) -> str | None:
    """Blocks for what has lines or is long; libyaml gets blanks at the start of a block, and runs of them, wrong."""
    if "\n" in value:
        return '"' if value[0].isspace() else "|"
    return ">" if len(value) > _LONG and re.fullmatch(r"\S+(?: \S+)+", value) else None


def _short(values: Any) -> bool:
    """Whether all are numbers or words that fit on a line together."""
    items = list(values)
    if any(isinstance(item, (dict, list)) for item in items):
        return False
    texts = [str(item) for item in items]
    return not any("\n" in text for text in texts) and sum(map(len, texts)) < _WIDTH
