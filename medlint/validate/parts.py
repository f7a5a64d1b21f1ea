"""The parts of a schema: which of its values are schemas themselves, and how they are applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

MAPS = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"))
"""Keywords whose value is a map from names to schemas."""
VALUES = frozenset(("enum", "const", "default", "examples"))
"""Keywords whose value is an instance, not a schema."""
IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies")
"""Keywords whose schemas judge the same value as the schema that they stand in."""
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_NO_URI = frozenset(' "<>\\^`{|}')
"""What may not stand in a URI unescaped; generated schemas have it in their references."""
NESTING = 200
"""How deep the parts of a schema may nest."""


def parts(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a schema that may hold keywords, with its JSON pointer; values such as examples are none.

    A schema may stand under a keyword that is no keyword of the standard, since a `$ref` can lead there.
    Raises RecursionError where the parts nest deeper than `NESTING`.
    """
    stack: list[tuple[str, Any, bool, int]] = [("", data, False, 0)]
    while stack:
        where, item, names, depth = stack.pop()
        if depth > NESTING:
            raise RecursionError(where)
        if isinstance(item, dict):
            if not names:
                yield where, item
            below = [
                (f"{where}/{escaped(key)}", value, not names and key in MAPS, depth + 1)
                for key, value in item.items()
                if names or key not in VALUES
            ]
            stack.extend(reversed(below))
        elif isinstance(item, list):
            stack.extend((f"{where}/{index}", value, False, depth + 1) for index, value in enumerate(item))


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """The key that a part of a JSON pointer means."""
    return part.replace("~1", "/").replace("~0", "~")


def schema_for_engine(data: Any, pattern: Callable[[str], str]) -> Any:
    """The schema as jsonschema-rs reads it: each pattern put through a function, each `$ref` a URI by its letters.

    What has neither is shared, not copied.
    """
    return _for_engine(data, pattern, names=False)


def _for_engine(data: Any, pattern: Callable[[str], str], *, names: bool) -> Any:
    if isinstance(data, list):
        items = [_for_engine(item, pattern, names=False) for item in data]
        return items if any(a is not b for a, b in zip(items, data, strict=True)) else data
    if not isinstance(data, dict):
        return data
    out, changed = {}, False
    for key, value in data.items():
        new = value
        if names or key not in VALUES:
            new = _for_engine(value, pattern, names=not names and key in MAPS)
        if not names and key == "pattern" and isinstance(value, str):
            new = pattern(value)
        elif not names and key == "$ref" and isinstance(value, str):
            new = value if _NO_URI.isdisjoint(value) else "".join(quote(c) if c in _NO_URI else c for c in value)
        elif not names and key == "patternProperties" and isinstance(new, dict):
            renamed = {pattern(name): item for name, item in new.items()}
            new = renamed if list(renamed) != list(value) else new
        changed = changed or new is not value
        out[key] = new
    return out if changed else data
