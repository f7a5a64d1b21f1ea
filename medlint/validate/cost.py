"""How much work a schema can make of one value: a schema that doubles itself at each step never comes to an end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urldefrag

from medlint.text.data import extent
from medlint.validate.load import DRAFTS, bare, pointed_at
from medlint.validate.parts import IN_PLACE, REFERENCES, parts

LIMIT = 200_000
"""How many schemas may judge one value of an instance and what lies on one way down from it."""
_LISTS = ("items", "prefixItems", "additionalItems", "contains", "unevaluatedItems")
_NAMES = ("enum", "required", "dependentRequired", "dependencies")
"""Keywords that list what a value is compared with."""
_OTHERS = ("additionalProperties", "unevaluatedProperties", "propertyNames")


_META = 500
"""How many schemas a meta-schema has, at most."""


class Targets:
    """All that a reference may lead to, however a validator works out the addresses of schemas within schemas.

    The last step of an address has to be right, and a reference without one stays in its file.
    """

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._owners: dict[int, Any] = {}
        """The file of each schema."""
        self._anchors: dict[str, list[Any]] = {}
        self._resources = [(data, _last_step(uri), data) for uri, data in documents.items()]
        """The schemas that have an address: the file, the last step of the address, and the schema."""
        for data in {id(data): data for data in documents.values()}.values():
            for _, part in parts(data):
                self._owners[id(part)] = data
                for key in ("$id", "id"):
                    address, anchor = urldefrag(str(part.get(key, "")))
                    self._anchors.setdefault(unquote(anchor), []).append(part)
                    if address:
                        self._resources.append((data, _last_step(address), part))
                for key in ("$anchor", "$dynamicAnchor"):
                    self._anchors.setdefault(str(part.get(key, "")), []).append(part)

    def of(self, part: dict[str, Any], key: str) -> list[Any]:
        """What the reference under a key of a schema may lead to; empty where that can't be told."""
        address, fragment = urldefrag(part[key])
        if fragment and not fragment.startswith("/"):
            return self._anchors.get(unquote(fragment), [])
        if "patternProperties" in unquote(fragment):  # whose names the engine reads in words of its own
            return []
        own, name = self._owners.get(id(part)), _last_step(address)
        found: list[Any] = [True] * _META if bare(address) in DRAFTS else []
        for document, last, schema in self._resources:
            if document is own if not address and key == "$ref" else not (name and last) or name == last:
                with suppress(LookupError):
                    found.append(pointed_at(schema, fragment) if fragment else schema)
        return found


def _last_step(address: str) -> str:
    """What stands behind the last slash of an address; empty where that may be anything."""
    last = unquote(address.partition("?")[0]).rpartition("/")[2]
    return "" if last in (".", "..") else last


class Cost:
    """Counts, for values of a given depth, how many schemas judge them at most."""

    def __init__(self, root: Any, documents: Mapping[str, Any]) -> None:
        """`documents` are the files that references may lead to, by their addresses."""
        self._root = root
        self._targets = Targets(documents)
        self._known: dict[tuple[int, int], int] = {}
        self._open: set[tuple[int, int]] = set()

    def of(self, depth: int) -> int:
        """How many schemas judge a value of an instance that nests so deep at most; LIMIT stands for any more."""
        try:
            return self._of(self._root, depth)
        except RecursionError:
            return LIMIT

    def _of(self, schema: Any, depth: int) -> int:
        if schema is None:  # nobody knows what
            return LIMIT
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), depth)
        if key in self._known:
            return self._known[key]
        if key in self._open:  # it judges the very value that it is judging
            return LIMIT
        self._open.add(key)
        again = 2 if "unevaluatedProperties" in schema or "unevaluatedItems" in schema else 1
        total = 1 + sum(extent(schema[name]).values for name in _NAMES if name in schema)
        total += again * sum(self._of(part, depth) for part in self._in_place(schema))
        if depth and total < LIMIT:
            total += self._below(schema, depth - 1)
        self._open.discard(key)
        self._known[key] = min(total, LIMIT)
        return self._known[key]

    def _in_place(self, schema: dict[str, Any]) -> list[Any]:
        out: list[Any] = []
        for key in REFERENCES:
            if isinstance(schema.get(key), str):
                out += self._targets.of(schema, key) or [None]
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
