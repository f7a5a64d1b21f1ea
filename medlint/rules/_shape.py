"""What is wrong with the shape of a YAML value, said as a person would want it. jsonschema finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from medlint.model import Route
from medlint.read.schema import Schema
from medlint.read.yaml import Plain, text_of
from medlint.rules._words import clipped, counted
from medlint.text.closest import closest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_KINDS = {
    "string": "text",
    "array": "a list",
    "object": "a map",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}
_FIRST = ("type", "enum", "const", "minItems", "minLength", "format", "pattern")
"""Of several errors of one value the one that says most."""
_MOST_KEYS = 200
"""How many keys a map may have in which an unknown one is compared with those that are known."""


class Fault(NamedTuple):
    """Something wrong at a route.

    `key` is set for a key that is unknown (it is the place) or missing, `meant` is what an unknown one should be.
    """

    route: Route
    message: str
    key: str = ""
    missing: bool = False
    meant: str | None = None

    @property
    def name(self) -> str:
        """The path as a person writes it: `size.counts[0].unit`."""
        return written((*self.route, self.key) if self.key else self.route)


def written(route: Route) -> str:
    """A route as `size.counts[0].unit`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route).lstrip(".")


def faults(schema: Schema, data: Any, of: str) -> list[Fault]:
    """What the schema finds wrong with a value; `of` says whose it is (` of 'LIDC-IDRI'`)."""
    errors = schema.errors(data)
    if errors:
        errors, data = _coerced(schema, data, errors)
    best: dict[tuple[Route, str], tuple[int, Fault]] = {}
    for error in errors:
        leaf = _leaf(error)
        for fault in _say(leaf, of):
            rank = _FIRST.index(str(leaf.validator)) if leaf.validator in _FIRST else len(_FIRST)
            kept = best.get((fault.route, fault.key))
            if kept is None or rank < kept[0]:
                best[fault.route, fault.key] = rank, fault
    # A misspelt key is missing under its right name too, which is the same thing said twice.
    meant = {(fault.route, fault.meant) for _, fault in best.values() if fault.meant}
    return [f for _, f in best.values() if not (f.missing and (f.route, f.key) in meant)]


def _coerced(schema: Schema, data: Any, errors: list[ValidationError]) -> tuple[list[ValidationError], Any]:
    """YAML has one way to write 1.10, true and "true": where the schema wants another kind, the text counts.

    Only the values that an error names are changed, so a schema may want whichever it likes.
    """
    for _ in range(3):
        changed = False
        copies: dict[int, Any] = {}
        for error in _leaves(errors):
            wanted = _meant(error)
            if wanted is not error.instance:
                data = _with(data, list(error.absolute_path), wanted, copies)
                changed = True
        if not changed:
            break
        errors = schema.errors(data)
    return errors, data


def _leaves(errors: list[ValidationError]) -> Iterator[ValidationError]:
    stack = list(errors)
    while stack:
        error = stack.pop()
        if error.context:
            stack.extend(error.context)
        else:
            yield error


def _meant(error: ValidationError) -> Any:
    """The value that an error is about as the kind that is wanted, or itself."""
    value: Any = error.instance
    if error.validator == "type":
        kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and "string" in kinds:
            return text_of(value)
        if isinstance(value, Plain) and value.lower() in _WORDS:
            meaning = _WORDS[value.lower()]
            if ("null" in kinds and meaning is None) or ("boolean" in kinds and isinstance(meaning, bool)):
                return meaning
    elif error.validator in ("enum", "const"):
        allowed: Any = error.validator_value if error.validator == "enum" else [error.validator_value]
        if isinstance(value, Plain) and value.lower() in _WORDS:
            meaning = _WORDS[value.lower()]
            return meaning if any(meaning is item for item in allowed) else value
        if isinstance(value, (int, float)) and not isinstance(value, bool) and text_of(value) in allowed:
            return text_of(value)
    return value


def _with(data: Any, route: list[str | int], value: Any, copies: dict[int, Any]) -> Any:
    """The data with another value at a route; what lies beside it is shared, not copied.

    `copies` holds what was copied for other routes: each list or map is copied once, however many values change.
    """
    if not route:
        return value
    if id(data) not in copies:
        data = data.copy()
        copies[id(data)] = data
    data[route[0]] = _with(data[route[0]], route[1:], value, copies)
    return data


def _leaf(error: ValidationError) -> ValidationError:
    """The error that says most: of alternatives the one that the value comes nearest to."""
    while error.validator in ("anyOf", "oneOf") and error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for below in error.context:
            branches.setdefault(below.schema_path[0], []).append(below)
        error = min((_worst(branch) for branch in branches.values()), key=_distance)
    return error


def _worst(branch: list[ValidationError]) -> ValidationError:
    return max(branch, key=_distance)


def _distance(error: ValidationError) -> tuple[int, int, int]:
    """How far an alternative is from what was written: wrong kind or name first, then how near the top it fails."""
    depth = len(error.relative_path)
    top = depth == 0 and error.validator == "type"
    named = error.validator in ("const", "enum")
    return (2 if top else 1 if named else 0, -depth, len(error.context or ()))


def _say(error: ValidationError, of: str) -> Iterator[Fault]:
    route: Route = tuple(error.absolute_path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    kind = str(error.validator)
    where = f" in {written(route)}" if route else ""
    if kind in ("additionalProperties", "unevaluatedProperties") and isinstance(value, dict):
        yield from _unknown(error, route, value, of)
    elif kind == "required" and isinstance(value, dict):
        for key in wanted:
            if key not in value:
                whose = of if where else of.replace(" of ", " for ", 1)
                yield Fault(route, f"{key} is missing{where}{whose}", key, True)
    elif kind in ("dependentRequired", "dependencies") and isinstance(value, dict):
        for key, needs in wanted.items():
            for need in needs if key in value and isinstance(needs, list) else ():
                if need not in value:
                    yield Fault(route, f"{need} is missing{where}{of}: {key} needs it", need, True)
    elif kind == "None":  # the schema `false`, for which jsonschema gives no path
        yield Fault(route, f"{_shown(value)}{where}{of} is not allowed here")
    elif kind == "uniqueItems" and isinstance(value, list):
        yield _repeated(route, value, of)
    else:
        name = written(route) or "the record"
        yield Fault(route, f"{name}{of} {_clause(error, kind, value, wanted)}")


def _unknown(error: ValidationError, route: Route, value: dict[str, Any], of: str) -> Iterator[Fault]:
    schema: Any = error.schema
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for key in value:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        if error.validator == "unevaluatedProperties" and repr(key) not in error.message:
            continue
        free = [name for name in known if name not in value]
        # A map of more keys than that is of another kind, and none of them is a slip.
        near = closest(key, free) or closest(key, known) if len(value) <= _MOST_KEYS else None
        place = f" in {written(route)}" if route else ""
        hint = f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}" if len(known) < 9 else ""
        yield Fault(route, f"unknown key {clipped(key)}{place}{of}{hint}", key, meant=near)


def _repeated(route: Route, value: list[Any], of: str) -> Fault:
    seen: set[str] = set()
    for index, item in enumerate(value):
        text = repr(item)
        if text in seen:
            return Fault((*route, index), f"{written(route)}{of} lists {_shown(item)} twice")
        seen.add(text)
    return Fault(route, f"{written(route)}{of} lists something twice")


def _shown(value: Any) -> str:
    """A value as a message quotes it."""
    if isinstance(value, dict):
        return "a map" if value else "an empty map"
    if isinstance(value, list):
        return f"a list of {counted(len(value), 'item')}" if value else "an empty list"
    if isinstance(value, bool) or value is None:
        return str(value).lower().replace("none", "null")
    text = text_of(value)
    if isinstance(value, str):
        return clipped(text, 80) if text else "empty"
    return text[:80]


def _clause(error: ValidationError, kind: str, value: Any, wanted: Any) -> str:
    """What is wrong with a value, as a clause after its name."""
    shown = _shown(value)
    if kind == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        due = " or ".join(_KINDS.get(str(item), str(item)) for item in kinds)
        keys = list(error.schema.get("properties", {}))[:3] if isinstance(error.schema, dict) else []
        return f"is {shown}, {due}{' with ' + ', '.join(keys) if kinds == ['object'] and keys else ''} is due"
    if kind in ("enum", "const"):
        return f"is {shown}{_allowed(value, wanted if kind == 'enum' else [wanted])}"
    if kind == "pattern":
        return f"is {shown}: {_form(error.schema, wanted)}"
    if kind == "format":
        return f"is {shown}{_format(value, wanted)}"
    if kind in _SIZES:
        return _size(kind, value, wanted, shown)
    if kind in _BOUNDS:
        return f"is {shown}, {_BOUNDS[kind].format(text_of(wanted))} is due"
    if kind == "not":
        return "is not allowed here"
    if kind == "oneOf":
        return f"is {shown}, which fits more than one of the shapes that are allowed"
    return f"is {shown}: {clipped(error.message, 160)[1:-1]}"


_BOUNDS = {
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
}
_SIZES = {
    "minLength": ("shorter", "character"),
    "maxLength": ("longer", "character"),
    "minItems": ("shorter", "item"),
    "maxItems": ("longer", "item"),
    "minProperties": ("shorter", "key"),
    "maxProperties": ("longer", "key"),
}


def _size(kind: str, value: Any, wanted: int, shown: str) -> str:
    size = len(value)
    if not size:
        return f"is {shown}"
    bound = "at least" if _SIZES[kind][0] == "shorter" else "at most"
    return f"has {counted(size, _SIZES[kind][1])}, {bound} {wanted:,} are due"


def _allowed(value: Any, allowed: list[Any]) -> str:
    texts = [text_of(item) if not isinstance(item, bool) and item is not None else _shown(item) for item in allowed]
    if len(texts) == 1:
        return f", only {texts[0]!r} is allowed here"
    near = []
    if isinstance(value, (str, float, int)):
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


def _form(schema: Any, pattern: str) -> str:
    """What form is due: what the schema says to editors, else its description and first example."""
    if isinstance(schema.get("patternErrorMessage"), str):
        return str(schema["patternErrorMessage"])
    said = str(schema.get("description", "")).rstrip(". ")
    examples = schema.get("examples")
    example = f"such as {text_of(examples[0])!r}" if isinstance(examples, list) and examples else ""
    if not said and not example:
        return f"what is due matches the pattern {clipped(pattern, 100)}"
    return f"not the form that is due ({', '.join(part for part in (said, example) if part)})"


def _format(value: Any, wanted: str) -> str:
    if wanted in ("uri", "iri"):
        from medlint.text.url import problem

        return f", which {problem(str(value)) or 'is no whole address such as https://example.org/data'}"
    due = {"date": "a date such as 2026-11-21", "date-time": "a time such as 2026-11-21T12:00:00Z",
           "email": "a mail address"}  # fmt: skip
    return f", {due.get(wanted, 'the format ' + repr(wanted))} is due"
