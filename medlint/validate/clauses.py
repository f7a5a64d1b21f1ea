"""What is wrong with a value, as a clause after its name: `is 5, expected text`."""

from __future__ import annotations

from typing import Any

from medlint.text.closest import closest
from medlint.text.words import clipped, counted
from medlint.text.yaml import text_of

_KINDS = {
    "string": "text",
    "array": "a list",
    "object": "a map",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}
_BOUNDS = {
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
}
_SIZES = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}
_LISTS = {
    "contains": "holds no item of the expected form",
    "minContains": "holds too few items of the expected form",
    "maxContains": "holds too many items of the expected form",
    "additionalItems": "has more items than are known here",
    "unevaluatedItems": "has more items than are known here",
    "items": "has more items than are known here",
}
_FORMATS = {
    "date": "a date such as 2026-11-21",
    "date-time": "a time such as 2026-11-21T12:00:00Z",
    "time": "a time of day such as 12:00:00Z",
    "duration": "a duration such as P3D",
    "email": "a mail address",
    "idn-email": "a mail address",
    "hostname": "the name of a host",
    "idn-hostname": "the name of a host",
    "ipv4": "an address such as 192.0.2.1",
    "ipv6": "an address such as 2001:db8::1",
    "uri": "a whole address such as https://example.org/data",
    "iri": "a whole address such as https://example.org/data",
    "uri-reference": "an address",
    "iri-reference": "an address",
    "uri-template": "a template of an address such as https://example.org/{id}",
    "uuid": "a UUID",
    "json-pointer": "a JSON pointer such as /a/b",
    "relative-json-pointer": "a relative JSON pointer such as 1/a",
    "regex": "a regular expression of ECMA-262",
}


def quoted_value(value: Any) -> str:
    """A value as a message quotes it."""
    if isinstance(value, dict):
        return "a map" if value else "an empty map"
    if isinstance(value, list):
        return f"a list of {counted(len(value), 'item')}" if value else "an empty list"
    if value is None or value == "":
        return "empty"
    return clipped(value, 80) if isinstance(value, str) else text_of(value)[:80]


def clause(kind: str, value: Any, wanted: Any, schema: Any) -> str:
    """What is wrong with a value by a keyword of its schema."""
    is_value = f"is {quoted_value(value)}"
    schema = schema if isinstance(schema, dict) else {}
    if kind == "type":
        return f"{is_value}, expected {_kinds(wanted, schema)}"
    if kind in ("enum", "const"):
        return f"{is_value}{_allowed(value, wanted if kind == 'enum' else [wanted])}"
    if kind == "pattern":
        if isinstance(schema.get("patternErrorMessage"), str):
            return f"{is_value}: {schema['patternErrorMessage']}"
        return f"{is_value}, which doesn't match {clipped(wanted, 100)}{_help(schema)}"
    if kind == "format":
        return f"{is_value}, {_format(value, wanted)}{_help(schema)}"
    if kind in _SIZES:
        bound, noun = _SIZES[kind]
        return f"{'has ' + counted(len(value), noun) if len(value) else is_value}, expected {bound} {wanted:,}"
    if kind in _BOUNDS:
        if schema.get(f"exclusive{kind.capitalize()}") is True:  # draft 4
            kind = f"exclusive{kind.capitalize()}"
        return f"{is_value}, expected {_BOUNDS[kind].format(text_of(wanted))}"
    if kind == "oneOf":
        return f"{is_value}, which fits more than one of the shapes of which it may have one"
    if kind == "not":
        return _not(is_value, wanted)
    return _LISTS.get(kind, f"{is_value}, which the schema doesn't allow here ({kind}){_help(schema)}")


def _kinds(wanted: Any, schema: dict[str, Any]) -> str:
    kinds = list(dict.fromkeys(wanted if isinstance(wanted, list) else [wanted]))
    named = [_KINDS.get(str(item), str(item)) for item in kinds]
    due = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
    keys = list(schema.get("properties", {}))[:3] if kinds == ["object"] else []
    return f"{due} with {', '.join(keys)}" if keys else due


def _allowed(value: Any, allowed: list[Any]) -> str:
    texts = list(dict.fromkeys("null" if item is None else text_of(item) for item in allowed))
    if len(texts) == 1:
        return f", expected {texts[0]!r}"
    near = []
    if value != "" and isinstance(value, (str, float, int)):
        near = _codes(text_of(value), texts) or [found for found in [closest(text_of(value), texts)] if found]
    if near:
        return f", which is none of the allowed values; did you mean {' or '.join(map(repr, near))}?"
    return ", which is none of the allowed values" + (f": {', '.join(texts)}" if len(texts) < 13 else "")


def _codes(text: str, allowed: list[str]) -> list[str]:
    """The DICOM codes of a modality that is written in words, where codes are what is allowed."""
    if not {"CT", "MR", "US"} <= set(allowed):
        return []
    from medlint.data.modality import modality_codes

    return sorted(modality_codes(text) & set(allowed))


def _help(schema: dict[str, Any]) -> str:
    """What the schema says to editors of the value, in brackets."""
    said = schema.get("errorMessage", schema.get("description"))
    parts = [" ".join(said.split()).rstrip(". ")[:160]] if isinstance(said, str) else []
    examples = schema.get("examples")
    if isinstance(examples, list) and examples and isinstance(examples[0], (str, int, float)):
        parts.append(f"such as {text_of(examples[0])!r}")
    return f" ({', '.join(parts)})" if parts else ""


def _format(value: Any, wanted: str) -> str:
    if wanted in ("uri", "iri"):
        from medlint.text.url import problem

        if (why := problem(str(value))) is not None:
            return f"which {why}; expected {_FORMATS[wanted]}"
    return f"expected {_FORMATS.get(wanted, f'the format {wanted!r}')}"


def _not(is_value: str, wanted: Any) -> str:
    keys = wanted.get("required") if isinstance(wanted, dict) else None
    if isinstance(keys, list) and keys and set(wanted) <= {"required", "type"}:
        return f"may not have {' and '.join(map(str, keys))}{' together' if len(keys) > 1 else ''}"
    return f"{is_value}, which is not allowed here"
