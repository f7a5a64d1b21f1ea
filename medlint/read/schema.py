"""The JSON Schema of a record: the one medlint ships, or a list's own. Nothing is ever fetched for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import medlint
from medlint.config import Config, ConfigError

if TYPE_CHECKING:
    from importlib.abc import InspectLoader, ResourceLoader

    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

RECORD = "dataset.schema.json"
_DEEPEST = 200
"""How deep the parts of a schema may nest."""


class Schema:
    """A JSON Schema that was read and found to be one. `shipped` tells medlint's own from a list's."""

    def __init__(self, path: str, data: Any, *, shipped: bool) -> None:
        self.path = path
        self.data = data
        self.shipped = shipped

    @cached_property
    def _validator(self) -> Validator:
        from jsonschema import Draft202012Validator
        from jsonschema.validators import extend, validator_for
        from referencing import Registry

        # An empty registry: jsonschema would otherwise fetch what a $ref names.
        found = validator_for(self.data, default=Draft202012Validator)
        kind: Callable[..., Validator] = extend(found, {"uniqueItems": _unique})  # type: ignore[no-untyped-call]
        registry: Any = Registry()
        return kind(self.data, registry=registry, format_checker=_formats())

    @cached_property
    def _quick(self) -> Callable[[Any], bool]:
        from jsonschema_rs import Draft202012Validator

        formats = {"uri": _is_uri, "date-time": _is_time}
        return Draft202012Validator(self.data, formats=formats, validate_formats=True, offline=True).is_valid

    def _holds(self, instance: Any) -> bool:
        """True for a value that is of the shape, in a fortieth of the time that it takes to say what is wrong.

        For the shipped schema only: what a stranger's schema may make of compiled code is not known.
        """
        try:
            return self.shipped and self._quick(instance)
        except ValueError:  # 1.10 and a bare true are kinds of our own: whether they fit is found out the long way
            return False

    def errors(self, instance: Any) -> list[ValidationError]:
        """What is wrong with a value, in no particular order. Raises ConfigError where the schema is at fault."""
        if self._holds(instance):
            return []
        from referencing.exceptions import Unresolvable

        try:
            return list(self._validator.iter_errors(instance))
        except Unresolvable as error:
            raise ConfigError(f"{self.path}: $ref: {error.ref!r} leads nowhere in this file") from None
        except RecursionError:
            raise ConfigError(f"{self.path}: $ref: the schema refers to itself without an end") from None


def _unique(validator: Any, unique: Any, items: Any, _schema: Any) -> Iterator[ValidationError]:
    """The keyword uniqueItems; jsonschema's own compares each map of a list with all others."""
    if not unique or not validator.is_type(items, "array"):
        return
    keys = [_key(item) for item in items]
    if len(set(keys)) < len(keys):
        from jsonschema.exceptions import ValidationError

        yield ValidationError("lists something twice")


def _key(value: Any) -> Any:
    """What is equal for values that JSON Schema calls equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict):
        return "map", frozenset((key, _key(item)) for key, item in value.items())
    if isinstance(value, list):
        return "list", tuple(map(_key, value))
    return (bool, value) if isinstance(value, bool) else value


def _formats() -> Any:
    """The formats that are checked: those of jsonschema that need no other package, and addresses and times."""
    from jsonschema import FormatChecker

    checker = FormatChecker()
    checker.checks("uri")(_is_uri)
    checker.checks("date-time")(_is_time)
    return checker


def _is_uri(value: object) -> bool:
    from medlint.text.url import problem

    return not isinstance(value, str) or (bool(_URI.match(value)) and problem(value) is None)


def _is_time(value: object) -> bool:
    from datetime import datetime

    try:
        return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")


def load_schema(config: Config) -> Schema:
    """The schema that the config names, or the shipped one. Raises ConfigError with the file and the place in it."""
    if config.schema is None:
        return shipped_schema(RECORD)
    path = config.root / config.schema
    name = config.schema
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"schema: {name}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"schema: {name}: the file is not UTF-8") from None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{name}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}") from None
    except RecursionError:
        raise ConfigError(f"{name}: nested too deeply") from None
    _check(name, data)
    return Schema(name, data, shipped=False)


def shipped_schema(name: str) -> Schema:
    """A schema that is shipped: inside the package once it is installed, beside it in a checkout."""
    package = Path(medlint.__file__).parent
    loader = cast("ResourceLoader", cast("InspectLoader", medlint.__loader__))
    try:
        text = loader.get_data(str(package / "schema" / name))
    except OSError:
        text = (package.parent / "schema" / name).read_bytes()
    return Schema(name, json.loads(text), shipped=True)


def _check(name: str, data: Any) -> None:
    """Refuse what is no schema, and references that lead out of the file."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for

    if not isinstance(data, (dict, bool)):
        raise ConfigError(f"{name}: a schema is due, which is an object")
    parts = list(_parts(name, data))
    ids = {part["$id"].rstrip("#") for _, part in parts if isinstance(part.get("$id"), str)}
    for where, part in parts:
        for key in ("$ref", "$dynamicRef"):
            ref = part.get(key)
            if isinstance(ref, str) and not ref.startswith("#") and ref.partition("#")[0] not in ids:
                raise ConfigError(f"{name}: {where}/{key}: {ref!r} leads to another file, and none is fetched")
            if isinstance(ref, str) and ref.startswith("#/") and not _leads_somewhere(data, ref) and not ids:
                raise ConfigError(f"{name}: {where}/{key}: {ref!r} leads nowhere in this file")
        _check_patterns(name, where, part)
    try:
        validator_for(data, default=Draft202012Validator).check_schema(cast("Any", data))
    except SchemaError as error:
        where = "/" + "/".join(map(str, error.absolute_path))
        raise ConfigError(f"{name}: {where}: not valid in a JSON Schema: {error.message[:200]}") from None


def _parts(name: str, data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a schema that may hold keywords, with where it is; examples and values are none."""
    stack: list[tuple[str, Any, int]] = [("", data, 0)]
    while stack:
        where, item, depth = stack.pop()
        if depth > _DEEPEST:
            raise ConfigError(f"{name}: {where[:80]}…: nested deeper than {_DEEPEST} levels")
        if isinstance(item, dict):
            yield where, item
            below = [(f"{where}/{key}", value, depth + 1) for key, value in item.items()
                     if key not in ("enum", "const", "default", "examples")]  # fmt: skip
            stack.extend(reversed(below))
        elif isinstance(item, list):
            stack.extend((f"{where}/{index}", value, depth + 1) for index, value in enumerate(item))


def _check_patterns(name: str, where: str, part: dict[str, Any]) -> None:
    listed = part.get("patternProperties")
    for pattern in (part.get("pattern"), *(listed if isinstance(listed, dict) else ())):
        if isinstance(pattern, str):
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise ConfigError(f"{name}: {where}: the pattern {pattern[:80]!r} can't be read: {error}") from None


def _leads_somewhere(data: Any, pointer: str) -> bool:
    from urllib.parse import unquote

    here = data
    for part in unquote(pointer[2:]).split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, dict) and key in here:
            here = here[key]
        elif isinstance(here, list) and key.isdigit() and int(key) < len(here):
            here = here[int(key)]
        else:
            return False
    return True
