"""`[tool.medlint]` of pyproject.toml, or medlint.toml, as a `Config`, with errors that people can act on."""

# No `from __future__ import annotations`: named tuples would have each of their annotations compiled at each start.

import os
import re
import warnings
from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Any, Literal, NamedTuple

from medlint.errors import ConfigError
from medlint.finding import Level
from medlint.git import checkout, led_out
from medlint.limit import OutOfTime, limit, read_bytes, why
from medlint.text.closest import closest, meant

__all__ = [
    "FIELDS",
    "Catalog",
    "Config",
    "ConfigError",
    "Habits",
    "Links",
    "fail_level",
    "find_config",
    "load_config",
]

FIELDS = ("title", "source", "description", "keywords", "size", "license", "modality", "date", "access")
"""The fields that header texts and record keys can mean; any other column keeps its own name."""

SCHEMA = "config.schema.json"
"""What may stand in a config, each key with its description and default: checks, docs and editors go by it."""

_DAY = 86400.0
_CENTURY = 36_500 * 86_400.0
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": _DAY, "w": 7 * _DAY}


class Links(NamedTuple):
    """`[tool.medlint.links]`; ages are seconds."""

    exclude: tuple[str, ...] = ()
    accept: Mapping[str, tuple[int, ...]] = {}
    max_age: Mapping[str, float] = {"alive": 7 * _DAY, "moved": 7 * _DAY, "dead": _DAY}
    fail_after: int = 3
    fail_after_days: float = 3
    max_redirects: int = 10
    timeout: float = 20.0
    retries: int = 2
    concurrency: int = 128
    per_host: int = 4
    interval: float = 0.0
    user_agent: str | None = None
    headers: Mapping[str, Mapping[str, str]] = {}
    """By host or origin: a header's name, or `login`, and the environment variable that holds its value."""


class Habits(NamedTuple):
    """`[tool.medlint.habits]`: from which numbers on what a list does counts as its habit."""

    entries: int = 5
    shared: float = 0.5
    departure: float = 0.8
    unknown: float = 0.2
    ticked: float = 0.9

    def is_shared(self, number: int, all_: int) -> bool:
        """Whether so many of all are a habit: five or more, and more than half."""
        return number >= self.entries and number > self.shared * all_

    def is_usual(self, number: int, all_: int) -> bool:
        """Whether so many of all are a habit that one can depart from: four of five, of five or more."""
        return all_ >= self.entries and number >= self.departure * all_

    def is_sign(self, number: int, all_: int) -> bool:
        """Whether so many of all with one mark make it a sign for what isn't known: five or more, and a fifth."""
        return number >= self.entries and number >= self.unknown * all_


class Catalog(NamedTuple):
    """`[[tool.medlint.catalogs]]`, or what `catalog` and `schema` say. `schema` None is the one that is shipped.

    `records` is the JSON pointer to the records of a file. `fields` are the keys that mean a field, beside those known.
    `unique` are the fields that make two records the same; none means a DOI, or title and source.
    """

    path: tuple[str, ...]
    schema: str | None = None
    records: str = ""
    fields: Mapping[str, tuple[str, ...]] = {}
    rules: Literal["all", "schema"] = "all"
    unique: tuple[str, ...] = ()


class Config(NamedTuple):
    """What a list says of itself. `root` is the folder that its paths are relative to."""

    root: Path = Path()
    file: Path | None = None
    readme: tuple[str, ...] = ()
    """Globs of Markdown files; empty means the README of the folder, whatever the case of its name."""
    catalog: tuple[str, ...] = ()
    """Folders, files or globs of records; empty means the folder `catalog`, where there is one."""
    schema: str | None = None
    catalogs: tuple[Catalog, ...] = ()
    """Catalogs that say more of themselves than a path."""
    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Paths or globs of files that aren't read."""
    fail_on: Level | None = Level.ERROR
    """None: no finding fails a run."""
    required: tuple[str, ...] = ("title",)
    allow_http: tuple[str, ...] = ()
    severity: Mapping[str, Level] = {}
    """Levels by code, prefix or name of rules, as written: `gate.Selection` finds the rules."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    columns: Mapping[str, tuple[str, ...]] = {}
    rules: Mapping[str, Mapping[str, Any]] = {}
    """Options of rules by code or name, as written: `gate.Selection` checks them."""
    contact: str | None = None
    verify_every: float = 365
    cache_dir: str = ".medlint_cache"
    services: Mapping[str, str] = {}
    """Base addresses of registries in place of the built-in ones, by name."""
    habits: Habits = Habits()
    links: Links = Links()
    named: tuple[str, ...] = ()
    """What the command line named, resolved: it may be read and written wherever it is."""

    @property
    def every_catalog(self) -> tuple[Catalog, ...]:
        """What `catalog` and `schema` name, then the tables of `catalogs`."""
        rules: Literal["all", "schema"] = "all" if self.schema is None else "schema"
        if self.catalog or not self.catalogs:
            return (Catalog(self.catalog or ("catalog",), self.schema, rules=rules), *self.catalogs)
        return self.catalogs


def find_config(start: Path) -> Path | None:
    """The nearest medlint.toml, or pyproject.toml that has `[tool.medlint]`, in the folder or above it.

    The search ends at the top of a git checkout. Raises ConfigError, also for a link that leads out of the list.
    """
    folder = start.resolve()
    for here in (folder, *folder.parents):
        candidate = here / "medlint.toml"
        other = here / "pyproject.toml"
        for file in (candidate, other):
            if file.is_symlink():
                _real(file)
        if candidate.is_file():
            if other.is_file() and _has_table(other):
                raise ConfigError(f"{candidate}: {other.name} beside it has a [tool.medlint] table: keep one of them")
            return candidate
        if other.is_file() and _table(other) is not None:
            return other
        if (here / ".git").exists():
            return None
    return None


def load_config(file: Path | None, root: Path) -> Config:
    """The config of a file (None: the defaults for the folder `root`). Raises ConfigError."""
    if file is None:
        return Config(root=root)
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: there is no [tool.medlint] table in it")
    if not table:
        return Config(root=file.parent, file=file)
    _check(file, table)
    values = {key.replace("-", "_"): value for key, value in table.items()}
    links = {key.replace("-", "_"): value for key, value in values.pop("links", {}).items()}
    ages = {**Links().max_age, **{key: _seconds(file, age) for key, age in links.pop("max_age", {}).items()}}
    values["habits"] = Habits(**values.pop("habits", {}))
    levels = {key: Level.parse(level) for key, level in values.pop("severity", {}).items()}
    if "fail_on" in values:
        values["fail_on"] = fail_level(values["fail_on"])
    catalogs = tuple(_catalog(item) for item in values.pop("catalogs", ()))
    values = {key: _texts(value) if key in ("readme", "catalog") else _frozen(value) for key, value in values.items()}
    known = Links(max_age=ages, **{key: _frozen(value) for key, value in links.items()})
    return Config(root=file.parent, file=file, links=known, severity=levels, catalogs=catalogs, **values)


def fail_level(value: str) -> Level | None:
    """The threshold of `fail-on`: error, warning, info, or never (None). Raises ValueError."""
    labels = ["error", "warning", "info", "never"]
    if value not in labels:
        raise ValueError(f"expected one of {', '.join(labels)}, found {value!r}{meant(value, labels)}")
    return None if value == "never" else Level.parse(value)


def _check(file: Path, table: dict[str, Any]) -> None:
    """Raise ConfigError for what the schema of the config, or the kind of a value, doesn't allow."""
    from medlint.validate.faults import faults
    from medlint.validate.schema import shipped_schema

    if file.name != "pyproject.toml" and isinstance(table.get("tool"), dict) and "medlint" in table["tool"]:
        raise ConfigError(f"{file}: write its keys without the prefix: [links] in place of [tool.medlint.links]")
    found = faults(shipped_schema(SCHEMA), table, "")
    if found:
        raise ConfigError("\n".join(f"{file}: {fault.message}" for fault in found))
    if "\0" in _strings(table):
        raise ConfigError(f"{file}: a string holds NUL, which no path or address can")
    if _holds_nan(table):
        raise ConfigError(f"{file}: a number can't be nan")
    text = ""
    try:
        with limit(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `[[` may mean something else to a later Python
            for text in table.get("links", {}).get("exclude", ()):
                re.compile(text)
    except OutOfTime:
        raise ConfigError(f"{file}: links.exclude: {text[:80]!r} was not read: {why()}") from None
    except (re.error, RecursionError, OverflowError) as error:
        raise ConfigError(f"{file}: links.exclude: {text[:80]!r} is not a regular expression: {error}") from None
    own = [*table.get("columns", {}), *FIELDS]
    for name in table.get("required", ()):
        if name not in own and (near := closest(name, own)):
            raise ConfigError(f"{file}: required: there is no field {name!r}; did you mean {near!r}?")


def _strings(value: Any) -> str:
    """All the text in a value."""
    if isinstance(value, dict):
        return "".join(map(_strings, (*value, *value.values())))
    return "".join(map(_strings, value)) if isinstance(value, list) else str(value)


def _holds_nan(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_nan, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and isnan(value)


def _catalog(table: dict[str, Any]) -> Catalog:
    fields = {field: _texts(keys) for field, keys in table.get("fields", {}).items()}
    return Catalog(
        _texts(table["path"]),
        table.get("schema"),
        table.get("records", ""),
        fields,
        table.get("rules", "schema" if "schema" in table else "all"),
        tuple(table.get("unique", ())),
    )


def _texts(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _frozen(value: Any) -> Any:
    """A value of the config as it is kept: lists as tuples."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _seconds(file: Path, age: str) -> float:
    seconds = float(age[:-1]) * _UNITS[age[-1]]
    if seconds > _CENTURY:
        raise ConfigError(f"{file}: links.max-age: expected an age of at most a hundred years, found {age!r}")
    return seconds


def _table(file: Path) -> dict[str, Any] | None:
    from medlint.text.parsing import ParseError
    from medlint.text.toml import load

    try:
        with limit():
            text = read_bytes(_real(file), follow=False).decode("utf-8-sig")
            data = load(text)
    except OutOfTime:
        raise ConfigError(f"{file}: gave up reading the config: {why()}") from None
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: the file is not UTF-8") from None
    except ParseError as error:
        before = text[: error.start]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ConfigError(f"{file}:{line}:{column}: {error}") from None
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("medlint") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _real(file: Path) -> Path:
    """Where a config is, without symbolic links. Raises ConfigError for one that leads out of the list."""
    top = checkout(file.parent) or os.path.realpath(file.parent)
    if led_out(file, str(top)):
        raise ConfigError(f"{file}: this leads out of {top}, nothing is read or written there")
    return Path(os.path.realpath(file))


def _has_table(file: Path) -> bool:
    try:
        return _table(file) is not None
    except ConfigError:  # of other programs' concern
        return False
