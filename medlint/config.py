"""`[tool.medlint]` of pyproject.toml, or medlint.toml, as a `Config`; and what is wrong with it, said well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from medlint.errors import ConfigError
from medlint.finding import Level
from medlint.limit import OutOfTime, limit, read_bytes, why
from medlint.text.closest import meant

__all__ = [
    "FIELDS",
    "SERVICES",
    "Catalog",
    "Config",
    "ConfigError",
    "Links",
    "WrongValueError",
    "fail_level",
    "find_config",
    "load_config",
]

FIELDS = ("title", "source", "description", "keywords", "size", "license", "modality", "date", "access")
"""The fields that header texts and record keys can mean; any other column keeps its own name."""

_DAY = 86400.0
_CENTURY = 36_500
"""Days; no calendar holds dates that are very much further away."""
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": _DAY, "w": 7 * _DAY}


class Links(NamedTuple):
    """`[tool.medlint.links]`; ages are seconds."""

    exclude: tuple[str, ...] = ()
    accept: Mapping[str, tuple[int, ...]] = {}
    max_age: Mapping[str, float] = {"alive": 7 * _DAY, "moved": 7 * _DAY, "dead": _DAY}
    fail_after: int = 3
    fail_after_days: float = 3
    max_redirects: int = 10
    user_agent: str | None = None
    headers: Mapping[str, Mapping[str, str]] = {}
    """By host or origin: a header's name, or `login`, and the environment variable that holds its value."""


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
    ignore: tuple[str, ...] = ()
    fail_on: Level | None = Level.ERROR
    """None: no finding fails a run."""
    required: tuple[str, ...] = ("title",)
    allow_http: tuple[str, ...] = ()
    severity: Mapping[str, Level] = {}
    """Levels by code, prefix or name of rules, as written: `gate.Selection` finds the rules."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    columns: Mapping[str, tuple[str, ...]] = {}
    contact: str | None = None
    verify_every: float = 365
    services: Mapping[str, str] = {}
    """Base addresses of registries in place of the built-in ones, by name."""
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

    The search ends at the top of a git checkout.
    """
    folder = start.resolve()
    for here in (folder, *folder.parents):
        candidate = here / "medlint.toml"
        other = here / "pyproject.toml"
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
    config: Config = _read(_KEYS, table, Config(root=file.parent, file=file), file, "")
    for text in config.links.exclude:
        try:
            re.compile(text)
        except re.error as error:
            raise ConfigError(f"{file}: links.exclude: {text!r} is no regular expression: {error}") from None
    return config


def _table(file: Path) -> dict[str, Any] | None:
    import tomllib

    try:
        with limit():
            data = tomllib.loads(read_bytes(file).decode("utf-8-sig"))
    except OutOfTime:
        raise ConfigError(f"{file}: the config was given up: {why()}") from None
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: the file is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: {error}") from None
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("medlint") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _has_table(file: Path) -> bool:
    try:
        return _table(file) is not None
    except ConfigError:  # of other programs' concern
        return False


Reader = Callable[[Any], Any]


class WrongValueError(ValueError):
    """A value of the wrong kind; the message says what is due."""


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(map(_string, value))
    raise WrongValueError("a list of strings is due")


def _string(value: Any) -> str:
    if isinstance(value, str) and "\0" in value:
        raise WrongValueError("NUL can't stand in it")
    if isinstance(value, str):
        return value
    raise WrongValueError("a string is due")


def _on_the_wire(value: Any) -> str:
    text = _string(value)
    if not text.isprintable():
        raise WrongValueError("a string without control characters is due")
    return text


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise WrongValueError("a whole number, 0 or more, is due")


def _days(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _CENTURY:
        return value
    raise WrongValueError(f"expected a number of days from 0 to {_CENTURY}")


def _level(value: Any) -> Level:
    labels = [level.label for level in Level]
    if isinstance(value, str) and value in labels:
        return Level.parse(value)
    raise WrongValueError(f"one of {', '.join(labels)} is due{meant(str(value), labels)}")


def fail_level(value: Any) -> Level | None:
    """The threshold of `fail-on`: error, warning, info, or never (None)."""
    labels = ["error", "warning", "info", "never"]
    if isinstance(value, str) and value in labels:
        return None if value == "never" else Level.parse(value)
    raise WrongValueError(f"one of {', '.join(labels)} is due{meant(str(value), labels)}")


def _age(value: Any) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", value) if isinstance(value, str) else None
    if found is None:
        raise WrongValueError('an age such as "7d", "12h" or "30m" is due')
    age = float(found[1]) * _UNITS[found[2]]
    if age > _CENTURY * _DAY:
        raise WrongValueError("expected an age of at most a hundred years")
    return age


def _map(value: Any, read: Reader, keys: Iterable[str] | None = None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongValueError("a table is due")
    out = {}
    for key, item in value.items():
        if keys is not None and key not in keys:
            raise WrongValueError(f"{key!r} is not known here{meant(key, keys)}")
        try:
            out[key] = read(item)
        except WrongValueError as wrong:
            raise WrongValueError(f"{key}: {wrong}") from None
    return out


_HEADER = re.compile(
    r"(?!(?:host|connection|content-length|te|transfer-encoding|upgrade)\Z)[\w!#$%&'*+.^`|~-]+\Z",
    re.IGNORECASE | re.ASCII,
)


def _secrets(value: Any) -> dict[str, str]:
    found = _map(value, _variable)
    for name in found:
        if not _HEADER.match(name):
            raise WrongValueError(f"{name!r} is no header that can be set")
    return found


def _variable(value: Any) -> str:
    """The name of an environment variable. What a pull request writes here can name none that isn't medlint's."""
    if isinstance(value, str) and re.fullmatch(r"MEDLINT_[A-Z0-9_]+", value):
        return value
    raise WrongValueError("the name of an environment variable that begins with MEDLINT_ is due, never the value")


def _statuses(value: Any) -> tuple[int, ...]:
    if isinstance(value, list) and all(type(item) is int and 100 <= item <= 999 for item in value):
        return tuple(value)
    raise WrongValueError("a list of HTTP status codes is due")


_LINK_KEYS: dict[str, Reader] = {
    "exclude": _strings,
    "accept": lambda value: _map(value, _statuses),
    "max-age": lambda value: {**Links().max_age, **_map(value, _age, ("alive", "moved", "dead"))},
    "fail-after": _count,
    "fail-after-days": _days,
    "max-redirects": _count,
    "user-agent": _on_the_wire,
    "headers": lambda value: _map(value, _secrets),
}
SERVICES = ("doi", "datacite", "crossref", "tcia", "zenodo", "wayback")
_KEYS: dict[str, Reader] = {
    "readme": lambda value: (value,) if isinstance(value, str) else _strings(value),
    "catalog": lambda value: (value,) if isinstance(value, str) else _strings(value),
    "schema": _string,
    "select": _strings,
    "ignore": _strings,
    "fail-on": fail_level,
    "required": _strings,
    "allow-http": _strings,
    "severity": lambda value: _map(value, _level),
    "per-file-ignores": lambda value: _map(value, _strings),
    "columns": lambda value: _map(value, _strings, FIELDS),
    "contact": _on_the_wire,
    "verify-every": _days,
    "services": lambda value: _map(value, _on_the_wire, SERVICES),
    "links": lambda value: value,
}


def _read(keys: Mapping[str, Reader], table: Any, into: Any, file: Path, above: str) -> Any:
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: {above.rstrip('.')}: a table is due")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise ConfigError(f"{file}: unknown key {above + key!r}{meant(key, keys)}")
        try:
            read = keys[key](value)
        except WrongValueError as wrong:
            raise ConfigError(f"{file}: {above}{key}: {wrong}") from None
        if key == "links":
            read = _read(_LINK_KEYS, value, into.links, file, "links.")
        values[key.replace("-", "_")] = read
    return into._replace(**values)
