"""Keywords of JSON Schema as they are judged here, where jsonschema's own way differs from the standard or is slow.

Patterns are ECMA-262's (jsonschema asks Python's `re`), formats are asserted, `uniqueItems` takes linear time, keys
that are missing together are one error, and `unevaluatedProperties` follows the standard where `additionalProperties`
stands beside it. Every other keyword is jsonschema's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from medlint.validate import formats
from medlint.validate.patterns import compiled

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Keyword = Callable[[Any, Any, Any, Any], Iterable["ValidationError"] | None]


def keywords(known: Mapping[str, Keyword]) -> dict[str, Keyword]:
    """The keywords of a draft that are judged here, and not by jsonschema."""
    own: dict[str, Keyword] = {
        "required": _required,
        "dependentRequired": _dependent,
        "dependencies": _dependent,
        "pattern": _pattern,
        "properties": _properties,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "unevaluatedProperties": _unevaluated_properties,
        "uniqueItems": _unique,
        "multipleOf": _multiple_of,
        "format": _format,
    }
    return {name: keyword for name, keyword in own.items() if name in known}


def _error(message: str) -> ValidationError:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)


def _required(validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object") and any(key not in instance for key in wanted):
        yield _error("lacks keys")


def _dependent(validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """`dependentRequired`, and the `dependencies` of earlier drafts, where schemas may stand in place of keys."""
    if not validator.is_type(instance, "object"):
        return
    said = [(key, needs) for key, needs in wanted.items() if key in instance]
    if any(need not in instance for _, needs in said if isinstance(needs, list) for need in needs):
        yield _error("lacks keys that others need")
    for key, needs in said:
        if not isinstance(needs, list):
            yield from validator.descend(instance, needs, schema_path=key)


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not compiled(pattern).matches(instance):
        yield _error("does not match the pattern")


def _below(validator: Any, value: Any, schema: Any, key: str, step: str) -> Iterator[ValidationError]:
    """What is wrong with a value of a map; of the schema `false` jsonschema doesn't say where it stands."""
    for error in validator.descend(value, schema, path=key, schema_path=step):
        if schema is False:
            error.path.appendleft(key)
        yield error


def _properties(validator: Any, properties: dict[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for key, below in properties.items():
            if key in instance:
                yield from _below(validator, instance[key], below, key, key)


def _pattern_properties(validator: Any, patterns: dict[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, below in patterns.items():
        for key, value in instance.items():
            if compiled(pattern).matches(key):
                yield from _below(validator, value, below, key, pattern)


def extras(instance: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """The keys of a map that neither `properties` nor `patternProperties` beside each other speak of."""
    named = schema.get("properties", {})
    patterns = [compiled(pattern) for pattern in schema.get("patternProperties", {})]
    return [key for key in instance if key not in named and not any(p.matches(key) for p in patterns)]


def _additional_properties(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    more = extras(instance, schema)
    if validator.is_type(below, "object"):
        for key in more:
            yield from validator.descend(instance[key], below, path=key)
    elif not below and more:
        yield _error("has keys that are not known")


def _unevaluated_properties(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    beside = {key: value for key, value in schema.items() if key != "unevaluatedProperties"}
    evaluated = _evaluated(validator, instance, beside)
    left = [key for key in instance if key not in evaluated]
    if validator.is_type(below, "object"):
        for key in left:
            yield from validator.descend(instance[key], below, path=key, schema_path=key)
    elif not below and left:
        error = _error("has keys that are not known")
        error.context = [_error(key) for key in left]
        yield error


def _evaluated(validator: Any, instance: dict[str, Any], schema: Any) -> set[str]:
    """The keys of a map that a schema which holds for it has judged."""
    if not isinstance(schema, dict):
        return set()
    if "additionalProperties" in schema or "unevaluatedProperties" in schema:
        return set(instance)
    out = set(instance) - set(extras(instance, schema))
    for resolved in _references(validator, schema):
        inside = validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)
        out |= _evaluated(inside, instance, resolved.contents)
    for below in _holding(validator, instance, schema):
        out |= _evaluated(validator, instance, below)
    return out


def _references(validator: Any, schema: dict[str, Any]) -> Iterator[Any]:
    """What the references of a schema lead to."""
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in schema:
            yield validator._resolver.lookup(schema[keyword])
    if "$recursiveRef" in schema:
        from referencing.jsonschema import lookup_recursive_ref

        yield lookup_recursive_ref(validator._resolver)


def _holding(validator: Any, instance: dict[str, Any], schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas inside a schema that judge the same map, and hold for it."""

    def holds(below: Any) -> bool:
        return bool(validator.evolve(schema=below).is_valid(instance))

    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from (below for below in schema.get(keyword, ()) if holds(below))
    yield from (below for key, below in schema.get("dependentSchemas", {}).items() if key in instance)
    if "if" in schema:
        if holds(schema["if"]):
            yield schema["if"]
            yield schema.get("then")
        else:
            yield schema.get("else")


def _unique(validator: Any, unique: Any, items: Any, _schema: Any) -> Iterator[ValidationError]:
    if unique and validator.is_type(items, "array") and repeated(items) is not None:
        yield _error("lists something twice")


def repeated(items: list[Any]) -> int | None:
    """The index of the first item that equals one before it; None where each is unlike all others."""
    seen = set()
    for index, item in enumerate(items):
        key = identity(item)
        if key in seen:
            return index
        seen.add(key)
    return None


def identity(value: Any) -> Any:
    """What is equal for values that JSON Schema calls equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict):
        return "map", frozenset((key, identity(item)) for key, item in value.items())
    if isinstance(value, list):
        return "list", tuple(map(identity, value))
    return (bool, value) if isinstance(value, bool) else value


def _multiple_of(validator: Any, step: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    from fractions import Fraction

    if not validator.is_type(instance, "number"):
        return
    try:
        whole = (Fraction(str(instance)) / Fraction(str(step))).denominator == 1
    except (ValueError, OverflowError, ZeroDivisionError):  # past what a number can hold
        whole = False
    if not whole:
        yield _error("is no multiple")


def _format(_validator: Any, name: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(name, str) and not formats.check(name)(instance):
        yield _error("hasn't the expected format")
