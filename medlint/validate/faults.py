"""What is wrong with the shape of a value, said as a person would want it. jsonschema finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from medlint.source import Route, written
from medlint.text.closest import closest
from medlint.text.words import clipped
from medlint.text.yaml import text_of
from medlint.validate.clauses import clause, quoted_value
from medlint.validate.keywords import extras, repeated
from medlint.validate.schema import Schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_FIRST = ("type", "enum", "const", "minItems", "minLength", "format", "pattern")
"""Of several errors of one value the one that says most."""
_MOST_KEYS = 200
"""How many keys a map may have in which an unknown one is compared with those that are known."""


class Fault(NamedTuple):
    """Something wrong at a route.

    `key` is set for a key that is unknown (it is the place) or missing, `meant` is what an unknown one should be.
    `text` tells that text is expected where a number or truth value stands, so that quotes may be all that is missing.
    """

    route: Route
    message: str
    key: str = ""
    missing: bool = False
    meant: str | None = None
    text: bool = False

    @property
    def name(self) -> str:
        """The path as a person writes it: `size.counts[0].unit`."""
        return written((*self.route, self.key) if self.key else self.route)


def faults(schema: Schema, data: Any, of: str) -> list[Fault]:
    """What the schema finds wrong with a value; `of` says whose it is (` of 'LIDC-IDRI'`)."""
    best: dict[tuple[Route, str], tuple[int, Fault]] = {}
    for explained in schema.errors(data, lambda error: list(_explained(error, of))):
        for rank, fault in explained:
            kept = best.get((fault.route, fault.key))
            if kept is None or rank < kept[0]:
                best[fault.route, fault.key] = rank, fault
    # A misspelt key is missing under its right name too, which is the same thing said twice.
    meant = {(fault.route, fault.meant) for _, fault in best.values() if fault.meant}
    return [f for _, f in best.values() if not (f.missing and (f.route, f.key) in meant)]


def _explained(error: ValidationError, of: str) -> Iterator[tuple[int, Fault]]:
    """What an error says, with its rank among the errors of one value."""
    if error.validator in ("anyOf", "oneOf") and error.context:
        yield from _alternatives(error, of)
        return
    rank = _FIRST.index(str(error.validator)) if error.validator in _FIRST else len(_FIRST)
    for fault in _said(error, of):
        yield rank, fault


def _alternatives(error: ValidationError, of: str) -> Iterator[tuple[int, Fault]]:
    """What alternatives say: what all of them lack, or what is wrong by the one that was meant."""
    branches: dict[Any, list[ValidationError]] = {}
    for number, below in enumerate(error.context or ()):
        path = below.relative_schema_path
        branches.setdefault(path[0] if path else -number - 1, []).append(below)
    each = list(branches.values())
    route: Route = tuple(error.absolute_path)
    if all(below.validator == "required" and not below.relative_path for branch in each for below in branch):
        lacking = [" and ".join(_missing(branch[0])) for branch in each]
        where = f" in {written(route)}" if route else ""
        yield 0, Fault(route, f"{_listed(lacking)} is needed{where}{of}", _missing(each[0][0])[0], True)
        return
    same = {(below.validator in ("type", "enum", "const"), *below.absolute_path) for b in each for below in b}
    if len(same) == 1 and next(iter(same))[0]:
        yield 0, _one_of(error, [below for branch in each for below in branch], of)
        return
    if keys := _known_nowhere(each):
        known = dict.fromkeys(key for branch in each for e in branch for key in _named(e))
        for key in keys:
            yield 0, _unknown_key(key, route, list(known), cast("Any", error.instance), of)
        return
    for below in _meant(each):
        yield from _explained(below, of)


def _known_nowhere(branches: list[list[ValidationError]]) -> list[str]:
    """The keys of a map that none of its alternatives knows."""
    unknown = []
    for branch in branches:
        error: Any = next((e for e in branch if e.validator == "additionalProperties" and not e.relative_path), None)
        if error is None:
            return []
        unknown.append(set(extras(error.instance, error.schema)))
    return sorted(set.intersection(*unknown))


def _named(error: ValidationError) -> list[str]:
    return list(cast("Any", error.schema).get("properties", ())) if error.validator == "additionalProperties" else []


def _listed(texts: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`, each once."""
    once = list(dict.fromkeys(texts))
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} or {once[-1]}"


def _one_of(error: ValidationError, errors: list[ValidationError], of: str) -> Fault:
    """One value that has the wrong kind, or is none of the allowed ones, by every alternative."""
    first = errors[0]
    route: Route = tuple(first.absolute_path)
    kinds: list[str] = []
    values: list[Any] = []
    for below in errors:
        wanted: Any = below.validator_value
        if below.validator == "type":
            kinds.extend(wanted if isinstance(wanted, list) else [wanted])
        else:
            values.extend(wanted if below.validator == "enum" else [wanted])
    name = written(route) or "the record"
    said = clause("type", first.instance, kinds, {}) if kinds else clause("enum", first.instance, values, error.schema)
    if kinds and values:
        said += f", or one of {', '.join(text_of(value) for value in values[:8])}"
    return Fault(route, f"{name}{of} {said}", text=_wants_text(first.instance, kinds))


def _wants_text(value: Any, kinds: list[str]) -> bool:
    return "string" in kinds and isinstance(value, (bool, int, float))


def _meant(branches: list[list[ValidationError]]) -> list[ValidationError]:
    """The errors of the alternative that was meant: no other kind, no other name, then the fewest faults."""

    def distance(branch: list[ValidationError]) -> tuple[int, int, int]:
        other_kind = any(e.validator in ("type", None) and not e.relative_path for e in branch)
        other_name = any(e.validator in ("const", "enum") and len(e.relative_path) < 2 for e in branch)
        deepest = max(len(e.relative_path) for e in branch)
        return (2 if other_kind else 1 if other_name else 0, sum(map(_weight, branch)), -deepest)

    return min(branches, key=distance)


def _weight(error: ValidationError) -> int:
    """How many faults an error stands for: each key that is not known is one."""
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return max(len(extras(error.instance, cast("dict[str, Any]", error.schema))), 1)
    if error.validator == "required":
        return len(_missing(error))
    return max(len(error.context or ()), 1) if error.validator == "unevaluatedProperties" else 1


def _missing(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    value: Any = error.instance
    return [key for key in wanted if key not in value]


def _said(error: ValidationError, of: str) -> Iterator[Fault]:
    route: Route = tuple(error.absolute_path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    kind = str(error.validator)
    where = f" in {written(route)}" if route else ""
    name = written(route) or "the record"
    if "propertyNames" in error.absolute_schema_path and isinstance(value, str):
        said = clause(kind, value, wanted, error.schema).removeprefix(f"is {quoted_value(value)}").lstrip(", :")
        yield Fault(route, f"the key {clipped(value)}{where}{of} is not one that may stand here: {said}", value)
    elif kind in ("additionalProperties", "unevaluatedProperties") and isinstance(value, dict):
        yield from _unknown(error, route, value, of)
    elif kind == "required" and isinstance(value, dict):
        whose = of if where else of.replace(" of ", " for ", 1)
        for key in _missing(error):
            yield Fault(route, f"{key} is missing{where}{whose}", key, True)
    elif kind in ("dependentRequired", "dependencies") and isinstance(value, dict):
        for key, needs in wanted.items():
            for need in needs if key in value and isinstance(needs, list) else ():
                if need not in value:
                    yield Fault(route, f"{need} is missing{where}{of}: {key} needs it", need, True)
    elif kind == "None":  # the schema `false`, for which jsonschema gives no path
        yield Fault(route, f"{name}{of} is not allowed here")
    elif kind == "uniqueItems" and isinstance(value, list):
        index = repeated(value) or 0
        yield Fault((*route, index), f"{name}{of} lists {quoted_value(value[index])} twice")
    else:
        kinds = wanted if isinstance(wanted, list) else [wanted]
        text = kind == "type" and _wants_text(value, kinds)
        yield Fault(route, f"{name}{of} {clause(kind, value, wanted, error.schema)}", text=text)


def _unknown(error: ValidationError, route: Route, value: dict[str, Any], of: str) -> Iterator[Fault]:
    schema: Any = error.schema
    known = list(schema.get("properties", {}))
    for key in [below.message for below in error.context or ()] or extras(value, schema):
        yield _unknown_key(key, route, known, value, of)


def _unknown_key(key: str, route: Route, known: list[str], value: dict[str, Any], of: str) -> Fault:
    free = [name for name in known if name not in value]
    # A map of more keys than that is of another kind, and none of them is a slip.
    near = closest(key, free) or closest(key, known) if len(value) <= _MOST_KEYS else None
    place = f" in {written(route)}" if route else ""
    hint = f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}" if 0 < len(known) < 9 else ""
    return Fault(route, f"unknown key {clipped(key)}{place}{of}{hint}", key, meant=near)
