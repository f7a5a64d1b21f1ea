"""The catalogs of a list: which files they are, the schema of each, and which values of a file are its records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import filter as filter_names
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlint.config import Catalog, Config
from medlint.errors import ConfigError
from medlint.limit import limited
from medlint.root import Root, below
from medlint.source import Document, Route
from medlint.text.closest import meant
from medlint.text.data import DATA, PAGES
from medlint.validate.parts import unescaped

if TYPE_CHECKING:
    from medlint.validate.schema import Schema

RECORD = "dataset.schema.json"
_GLOB = frozenset("*?[")


def catalog_files(config: Config) -> Iterator[tuple[Path, Catalog]]:
    """The files of each catalog of the config, in a stable order. Raises ConfigError for a path that leads nowhere."""
    for catalog in config.every_catalog:
        named = catalog.path != ("catalog",) or bool(config.catalog) or catalog in config.catalogs
        for path in catalog.path:
            yield from ((file, catalog) for file in _files(config, path, named=named))


def _files(config: Config, path: str, *, named: bool) -> list[Path]:
    at, root = config.root / path, Root(config)
    if _GLOB & set(path) and not (root.holds(at) and at.exists()):
        found = glob(path, config)
        kinds = sorted({p.suffix for p in found})
        found = [p for p in found if p.suffix.lower() in (*DATA, *PAGES)]
        if not found and named:
            why = f"only {', '.join(kinds)} files, which hold no records" if kinds else "no file"
            raise ConfigError(f"{config.file}: catalog: {path!r} matches {why}{_near(config, path)}")
        return found
    if root.within(at).is_dir():
        found = [Path(name) for name in sorted(_below(at)) if name.lower().endswith(DATA) and os.path.isfile(name)]
        if not found and named:
            raise ConfigError(
                f"{config.file}: catalog: the folder {path!r} holds no {', '.join(DATA)}{_near(config, path)}"
            )
        return found
    if at.is_file():
        return [at]
    if named:
        raise ConfigError(f"{config.file}: catalog: there is no {path!r}{_near(config, path)}")
    return []


def _below(top: Path) -> Iterator[str]:
    """The files below a folder, hidden folders aside: `.medlint_cache` may lie in a catalog too."""
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in names)


def glob(pattern: str, config: Config) -> list[Path]:
    """The files below the config's folder that match a pattern, sorted.

    Raises ConfigError for what is no pattern, leads out of the list or takes too long.
    """
    parts = Path(pattern).parts
    fixed = list(takewhile(lambda part: not _GLOB & set(part), parts))
    root = Root(config)
    here, wild = [str(root.within(config.root.joinpath(*fixed)))], parts[len(fixed) :]
    if ".." in wild:
        raise ConfigError(f"{config.file}: {pattern[:200]!r}: .. can't follow a wildcard")
    with limited(f"{config.file}: looking for the files of {pattern[:200]!r}"):
        for part, before in zip(wild, ("", *wild), strict=False):
            if part != "**" or before != "**":
                here = list(dict.fromkeys(found for folder in here for found in _matching(folder, part, root)))
        return sorted(Path(name) for name in here if os.path.isfile(name))


def _matching(folder: str, part: str, root: Root) -> Iterator[str]:
    """What matches a part of a pattern in a folder: for `**` the folder, and all folders and files below it.

    Raises OutsideError for a link that leads out of the list; `**` goes through no link.
    """
    if part == "**":
        yield folder
        for below, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if root.holds(os.path.join(below, name))]
            yield from (os.path.join(below, name) for name in (*folders, *files))
    elif os.path.isdir(folder):
        for name in filter_names(os.listdir(folder), part):
            path = os.path.join(folder, name)
            if name.lower() != ".git":
                yield str(root.within(Path(path)))


def _near(config: Config, path: str) -> str:
    """The nearest thing that is there: the folder or file that the first wrong part of a path was meant to be."""
    here, root = config.root, Root(config)
    done: list[str] = []
    for part in Path(path).parts:
        if not root.holds(here):  # what is there is not for us to tell
            break
        if not (here / part).exists():
            beside = sorted(p.name for p in here.iterdir() if not p.name.startswith(".")) if here.is_dir() else []
            if not _GLOB & set(part):
                return meant(part, beside)
            kinds = sorted({Path(name).suffix for name in beside} & {*DATA, *PAGES})
            return f"; {'/'.join(done) or 'the folder'} has {', '.join(f'*{kind}' for kind in kinds)}" if kinds else ""
        here = here / part
        done.append(part)
    return ""


def catalog_of(path: str, root: Path, catalogs: Iterable[Catalog]) -> Catalog | None:
    """Which of the catalogs a file is part of. A page is part of one only where its name or a glob says so."""
    name = below(path, root)
    for catalog in catalogs:
        for pattern in catalog.path:
            inside = pattern.strip("/") in ("", ".") or name.startswith(f"{pattern.rstrip('/')}/")
            if name == pattern or fnmatch(name, pattern) or (inside and not name.lower().endswith(PAGES)):
                return catalog
    return None


def schema_of(catalog: Catalog, config: Config) -> Schema:
    """The schema of a catalog: its own, or the one that is shipped. Raises ConfigError."""
    from medlint.validate.schema import load_schema, shipped_schema

    if catalog.schema is None:
        return shipped_schema(RECORD)
    root = Root(config)
    path = root.within(config.root / catalog.schema)
    if not path.exists():
        raise ConfigError(f"{config.file}: schema: there is no {catalog.schema!r}{_near(config, catalog.schema)}")
    return load_schema(catalog.schema, path, root.target)


def judged(document: Document, catalog: Catalog, schema: Schema) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
    """The routes of what the schema judges in a file, and of the records in it.

    A map is one record, a list many; where the schema speaks of lists, it judges the list as a whole.
    """
    if (found := _at(document.data, catalog.records)) is None:
        return (), ()
    data, route = found
    if isinstance(data, list):
        items = tuple((*route, index) for index in range(len(data)))
        return ((route,) if not catalog.records and schema.takes_lists else items), items
    if catalog.records and isinstance(data, dict):  # a map from names to records
        items = tuple((*route, key) for key in data)
        return items, items
    whole = (route,)
    return whole, whole


def _at(data: Any, pointer: str) -> tuple[Any, Route] | None:
    """The value at a JSON pointer, and the way there; None where it leads nowhere."""
    route: Route = ()
    for part in pointer.split("/")[1:]:
        key = unescaped(part)
        try:
            step: str | int = int(key) if isinstance(data, list) and key.isdecimal() else key
            data = data[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        route = (*route, step)
    return data, route
