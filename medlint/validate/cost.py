"""How much work a schema can make of one value: a schema that doubles itself at each step never comes to an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from medlint.validate.parts import IN_PLACE, REFERENCES

LIMIT = 200_000
"""How many schemas may judge one value of an instance and what lies on one way down from it."""
_LISTS = ("items", "prefixItems", "additionalItems", "contains", "unevaluatedItems")
_OTHERS = ("additionalProperties", "unevaluatedProperties", "propertyNames")


class Cost:
    """Counts, for values of a given depth, how many schemas judge them at most."""

    def __init__(self, root: Any, target: Callable[[dict[str, Any], str], Any]) -> None:
        """`target` gives the schema that a reference leads to, by the schema it stands in and the keyword."""
        self._root = root
        self._target = target
        self._known: dict[tuple[int, int], int] = {}
        self._open: set[tuple[int, int]] = set()

    def of(self, depth: int) -> int:
        """How many schemas judge a value of an instance that nests so deep at most; LIMIT stands for any more."""
        try:
            return self._of(self._root, depth)
        except RecursionError:
            return LIMIT

    def _of(self, schema: Any, depth: int) -> int:
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), depth)
        if key in self._known:
            return self._known[key]
        if key in self._open:  # it judges the very value that it is judging
            return LIMIT
        self._open.add(key)
        again = 2 if "unevaluatedProperties" in schema or "unevaluatedItems" in schema else 1
        total = 1 + again * sum(self._of(part, depth) for part in self._in_place(schema))
        if depth and total < LIMIT:
            total += self._below(schema, depth - 1)
        self._open.discard(key)
        self._known[key] = min(total, LIMIT)
        return self._known[key]

    def _in_place(self, schema: dict[str, Any]) -> list[Any]:
        out = [self._target(schema, key) for key in REFERENCES if isinstance(schema.get(key), str)]
        for key in IN_PLACE:
            value = schema.get(key)
            if isinstance(value, list):
                out.extend(value)
            elif key.startswith("depend"):
                out.extend(value.values() if isinstance(value, dict) else ())
            elif value is not None:
                out.append(value)
        return out

    def _below(self, schema: dict[str, Any], depth: int) -> int:
        """What one value of a map or list meets: one property, all patterns, the schema for all others."""
        named = schema.get("properties")
        patterns = schema.get("patternProperties")
        one = max((self._of(part, depth) for part in named.values()), default=0) if isinstance(named, dict) else 0
        one += sum(self._of(part, depth) for part in patterns.values()) if isinstance(patterns, dict) else 0
        one += sum(self._of(schema[key], depth) for key in _OTHERS if key in schema)
        items = 0
        for key in _LISTS:
            value = schema.get(key)
            if isinstance(value, list):
                items += max((self._of(part, depth) for part in value), default=0)
            elif value is not None:
                items += self._of(value, depth)
        return max(one, items)
