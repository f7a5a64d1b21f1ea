"""A JSON Schema that was read and found to be one, and what it says of a value.

jsonschema-rs says at once that a value is sound, jsonschema says what is wrong with any other: it has the last word (of
`contentMediaType`, which the standard leaves open, jsonschema-rs alone makes an assertion). Otherwise the two agree
on every case of the official test suite (tests/validate/test_suite.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property, partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import medlint
from medlint.errors import ConfigError
from medlint.limit import OutOfTime, apart, limit, why
from medlint.text.data import extent
from medlint.validate import formats
from medlint.validate.cost import LIMIT, Cost
from medlint.validate.load import DRAFT_7, Draft, References, Target, draft_of, read
from medlint.validate.parts import REFERENCES, parts, schema_for_engine
from medlint.validate.patterns import ALL, WORK, PatternError, compiled, pattern_for_engine

if TYPE_CHECKING:
    from importlib.abc import InspectLoader, ResourceLoader

    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_STEP = 100
"""How much work it is to judge a value by one schema, of which `patterns.WORK` bounds the sum."""


T = TypeVar("T")


class Schema:
    """A JSON Schema. `shipped` tells medlint's own from a list's."""

    def __init__(
        self, name: str, data: Any, references: References, *, shipped: bool = False, draft: Draft | None = None
    ) -> None:
        self.name = name
        self.data = data
        self.shipped = shipped
        self.draft = draft or draft_of(name, data)
        self._references = references
        self._patterns: dict[str, int] = {}
        """How large each of its patterns is."""

    @property
    def files(self) -> list[Path]:
        """The files that it was read from."""
        return [] if self.shipped else self._references.files

    @cached_property
    def takes_lists(self) -> bool:
        """Whether the schema says that what it judges may be a list."""
        return self._names_lists(self.data, 20)

    def _names_lists(self, schema: Any, steps: int) -> bool:
        if not isinstance(schema, dict) or not steps:
            return False
        if isinstance(schema.get("$ref"), str):
            try:
                target = self._references.find(schema["$ref"], self.data)
            except (LookupError, ConfigError):
                target = None
            if self._names_lists(target, steps - 1):
                return True
        kinds = schema.get("type", ())
        below = [part for key in ("allOf", "anyOf", "oneOf") for part in schema.get(key, ())]
        return "array" in kinds or any(self._names_lists(part, steps - 1) for part in below)

    def is_sound(self, instance: Any) -> bool:
        """Whether a value is as the schema wants it. Raises ConfigError where the schema is at fault."""
        said = self._quickly(instance)
        return not self.judge(instance, bool) if said is None else said

    def errors(self, instance: Any, take: Callable[[ValidationError], T]) -> list[T]:
        """What `take` makes of each thing that is wrong with a value, in no particular order, as `judge`."""
        return [] if self._quickly(instance) else self.judge(instance, take)

    def _quickly(self, instance: Any) -> bool | None:
        """What jsonschema-rs says of a value; None where it isn't asked, or can't tell."""
        quick = self._quick
        if quick is None:
            return None
        try:
            if self.shipped or (work := self._work(instance)) <= WORK:
                return quick(instance)
            return None if work == inf else bool(apart(lambda: quick(instance)))
        except ValueError:  # a number that JSON can't hold, such as infinity
            return None
        except OutOfTime:
            raise self._given_up() from None

    def _given_up(self) -> ConfigError:
        return ConfigError(f"{self.name}: a value was not judged by this schema: {why()}")

    def judge(self, instance: Any, take: Callable[[ValidationError], T]) -> list[T]:
        """What `take` makes of each thing that jsonschema finds wrong with a value; the error itself isn't kept.

        Raises ConfigError where the schema is at fault.
        """
        from referencing.exceptions import Unresolvable

        out = []
        try:
            with limit():
                for error in self._validator.iter_errors(instance):
                    out.append(take(error))
                    _release(error)
                return out
        except OutOfTime:
            raise self._given_up() from None
        except Unresolvable as error:
            raise ConfigError(f"{self.name}: $ref: {error.ref!r} leads nowhere") from None
        except RecursionError:
            raise ConfigError(f"{self.name}: $ref: the schema refers to itself without an end") from None
        except PatternError as error:
            raise ConfigError(f"{self.name}: a pattern {error}") from None

    def _work(self, instance: Any) -> float:
        """How much jsonschema-rs, which can't be stopped, has to do at most; infinity where it may come to no end."""
        large = extent(instance)
        schemas = self._cost.of(large.depth)
        return (
            schemas * large.values * _STEP + sum(self._patterns.values()) * large.characters if schemas < LIMIT else inf
        )

    @cached_property
    def _cost(self) -> Cost:
        return Cost(self.data, self._references.documents)

    @cached_property
    def _quick(self) -> Callable[[Any], bool] | None:
        """jsonschema-rs; None where it can't read the schema. Raises ConfigError where a reference leads nowhere."""
        import jsonschema_rs as rs

        data = schema_for_engine(self.data, pattern_for_engine)
        if isinstance(data, dict) and "$schema" in data:
            data = {**data, "$schema": self.draft.uri}
        modern = "/draft/" in self.draft.uri
        own = {name: check for name, check in formats.checks().items() if not modern or name == "regex"}
        try:
            kind = partial(
                cast("type[rs.Validator]", getattr(rs, self.draft.name)),
                data,
                formats=own,
                validate_formats=True,
                retriever=self._retrieve,
                base_uri=self._references.uri,
                pattern_options=rs.FancyRegexOptions(size_limit=100_000_000),
            )
            if not self.shipped:
                apart(lambda: bool(kind()))
            return kind().is_valid
        except OutOfTime:
            raise ConfigError(f"{self.name}: the schema was not read: it takes too long, or too much memory") from None
        except (rs.ValidationError, rs.ReferencingError, ValueError):
            self._check_references()
            return None

    def _retrieve(self, uri: str) -> Any:
        found = self._references.retrieve(uri)
        self.check_patterns(found)
        return schema_for_engine(found, pattern_for_engine)

    def check_patterns(self, data: Any) -> None:
        """Refuse patterns that can't be matched, or take too much memory together. Raises ConfigError."""
        for where, part in parts(data):
            listed = part.get("patternProperties")
            for pattern in (part.get("pattern"), *(listed if isinstance(listed, dict) else ())):
                if isinstance(pattern, str):
                    try:
                        self._patterns[pattern] = compiled(pattern).size
                    except PatternError as error:
                        raise ConfigError(f"{self.name}: {where}: the pattern {pattern[:80]!r} {error}") from None
                    if sum(self._patterns.values()) > ALL:
                        raise ConfigError(f"{self.name}: {where}: the patterns up to here are too large to be matched")

    def _check_references(self) -> None:
        """Refuse references that lead nowhere, or to what is no schema: the meta-schema looks at neither."""
        for where, part in parts(self.data):
            for key in REFERENCES[:2]:
                reference = part.get(key)
                if isinstance(reference, str):
                    try:
                        target = self._references.find(reference, self.data)
                    except LookupError as error:
                        raise ConfigError(f"{self.name}: {where}/{key}: {reference!r} {error.args[0]}") from None
                    if not isinstance(target, (dict, bool)) or (why := _wrong(target, self.draft)) is not None:
                        said = "a schema is a map" if not isinstance(target, (dict, bool)) else why
                        raise ConfigError(f"{self.name}: {where}/{key}: {reference!r} leads to no schema: {said}")

    @cached_property
    def _validator(self) -> Validator:
        import jsonschema
        import jsonschema.validators
        from jsonschema.validators import extend
        from referencing import Registry, Resource
        from referencing.exceptions import NoSuchResource
        from referencing.jsonschema import specification_with

        from medlint.validate.keywords import keywords

        found = getattr(jsonschema, self.draft.name)
        specification = specification_with(self.draft.uri)

        def retrieve(uri: str) -> Any:
            try:
                data = self._references.retrieve(uri)
            except LookupError:
                raise NoSuchResource(uri) from None
            return Resource.from_contents(data, default_specification=specification)

        # Without a registry of ours jsonschema would fetch what a $ref names.
        registry = cast("Any", jsonschema.validators).SPECIFICATIONS.combine(cast("Any", Registry)(retrieve=retrieve))
        root = specification.create_resource(self.data)
        uri = root.id() or self._references.uri
        resolver = registry.with_resource(uri, root).resolver(uri)
        kind: Callable[..., Validator] = extend(found, keywords(found.VALIDATORS))  # type: ignore[no-untyped-call]
        return kind(self.data, registry=registry, _resolver=resolver)


def load_schema(name: str, path: Path, target: Target) -> Schema:
    """The schema in a file. `name` is what messages call it, `target` says where a path leads, None where it may not.

    Raises ConfigError with the file and the place in it, where it can't be read or is no schema.
    """
    data = read(name, path, target)
    references = References(name, path, data, target)
    schema = Schema(name, data, references)
    schema.check_patterns(data)
    if isinstance(data, dict) and "$schema" not in data and _wrong(data, schema.draft) is not None:
        older = Schema(name, data, references, draft=DRAFT_7)
        schema = older if _wrong(data, DRAFT_7) is None else schema
    if (why := _wrong(data, schema.draft)) is not None:
        raise ConfigError(f"{name}: {why}")
    schema._quick  # noqa: B018  references that lead nowhere are found out at once
    return schema


def shipped_schema(name: str) -> Schema:
    """A schema that is shipped: inside the package once it is installed, beside it in a checkout."""
    package = Path(medlint.__file__).parent
    loader = cast("ResourceLoader", cast("InspectLoader", medlint.__loader__))
    path = package / "schema" / name
    try:
        text = loader.get_data(str(path))
    except OSError:
        path = package.parent / "schema" / name
        text = path.read_bytes()
    data = json.loads(text)
    return Schema(name, data, References(name, path, data, lambda _: None), shipped=True)


def options_schema(name: str, properties: dict[str, Any]) -> Schema:
    """The schema of a map that may have these keys and no others."""
    data = {"type": "object", "additionalProperties": False, "properties": properties}
    return Schema(name, data, References(name, Path(name), data, lambda _: None), shipped=True)


def _wrong(data: Any, draft: Draft) -> str | None:
    """Where and why a schema is none by the meta-schema of a draft."""
    import jsonschema_rs as rs

    if isinstance(data, dict):
        data = {**data, "$schema": draft.uri}
    try:
        if rs.meta.is_valid(data):
            return None
    except ValueError:
        pass
    import jsonschema

    meta = getattr(jsonschema, draft.name).META_SCHEMA
    kind = getattr(rs, draft.name)
    for error in kind(meta, formats={"regex": formats.check("regex")}, validate_formats=True).iter_errors(data):
        where = "/" + "/".join(map(str, error.instance_path))
        return f"{where}: not valid in a JSON Schema: {error.message[:200]}"
    return None


def _release(error: ValidationError) -> None:
    """Let the errors below one go of it: nothing collects circles while a list is judged."""
    for below in error.context or ():
        below.parent = None
        _release(below)
