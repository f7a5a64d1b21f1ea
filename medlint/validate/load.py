"""Reading a JSON Schema: from a file in JSON or YAML, with the files beside it that it refers to.

Nothing is fetched: a reference leads into the same file, to a file below the list's root, or to the meta-schema of a
draft, which the validators bring along.
"""

from __future__ import annotations

from collections.abc import Callable
from os.path import exists, isfile  # no error for a name that is too long for any file
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from medlint.errors import ConfigError
from medlint.limit import read_bytes
from medlint.text.data import parse
from medlint.text.parsing import ParseError
from medlint.validate.parts import NESTING, REFERENCES, parts, unescaped

Target = Callable[[Path], str | None]
"""Says where a path leads, without symbolic links; None where nothing may be read."""


class Draft(NamedTuple):
    """A draft of the standard: its `$schema`, and what both validators call it."""

    uri: str
    name: str


_DRAFTS = (
    Draft("http://json-schema.org/draft-04/schema#", "Draft4Validator"),
    Draft("http://json-schema.org/draft-06/schema#", "Draft6Validator"),
    Draft("http://json-schema.org/draft-07/schema#", "Draft7Validator"),
    Draft("https://json-schema.org/draft/2019-09/schema", "Draft201909Validator"),
    Draft("https://json-schema.org/draft/2020-12/schema", "Draft202012Validator"),
)
LATEST = _DRAFTS[-1]
DRAFT_7 = _DRAFTS[2]
"""What a schema without `$schema` is read by where it is none of the latest draft: what most were written for."""


def bare(uri: str) -> str:
    """An address without what doesn't tell drafts apart: the scheme, and an empty fragment."""
    return uri.strip().partition("://")[2].rstrip("#/")


DRAFTS = {bare(draft.uri): draft for draft in _DRAFTS} | {"json-schema.org/schema": LATEST}


def draft_of(name: str, data: Any) -> Draft:
    """The draft that a schema says it follows; the latest where it says nothing. Raises ConfigError."""
    said = data.get("$schema", LATEST.uri) if isinstance(data, dict) else LATEST.uri
    draft = DRAFTS.get(bare(said)) if isinstance(said, str) else None
    if draft is None:
        known = ", ".join(draft.uri for draft in _DRAFTS)
        raise ConfigError(f"{name}: /$schema: {repr(said)[:100]} is no draft that is known here; known are {known}")
    return draft


def read(name: str, path: Path, target: Target) -> Any:
    """The data of a schema file. Raises ConfigError with the file, and the place in it."""
    try:
        if (real := target(path)) is None or not isfile(real):  # a device would be read for ever
            there = real is not None and exists(real)
            raise ConfigError(f"schema: {name}: {'this is no file' if there else 'there is no such file'}")
        text = read_bytes(Path(real), follow=False).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = (
            "the file is not UTF-8"
            if isinstance(error, UnicodeDecodeError)
            else getattr(error, "strerror", None) or error
        )
        raise ConfigError(f"schema: {name}: {why}") from None
    try:
        data = parse(name if "." in path.name else f"{name}.json", text)
    except ParseError as error:
        before = text[: error.start]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ConfigError(f"{name}:{line}:{column}: {error}") from None
    if not isinstance(data, (dict, bool)):
        raise ConfigError(f"{name}: expected a schema, which is a map")
    try:
        for where, part in parts(data):
            for key in (*REFERENCES, "$id", "id"):
                if isinstance(part.get(key), str) and not _is_address(part[key]):
                    raise ConfigError(f"{name}: {where}/{key}: {part[key][:80]!r} is no address")
    except RecursionError as error:
        raise ConfigError(f"{name}: {str(error)[:80]}…: nested deeper than {NESTING} levels") from None
    return data


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:  # such as a bracket without its other half
        return False
    return True


def pointed_at(data: Any, pointer: str) -> Any:
    """The part of a schema that the fragment of a reference points at. Raises LookupError."""
    for part in unquote(pointer[1:]).split("/"):
        key = unescaped(part)
        try:
            data = data[int(key)] if isinstance(data, list) else data[key]
        except (KeyError, IndexError, TypeError, ValueError):
            raise LookupError("leads nowhere") from None
    return data


class References:
    """What the references of a schema lead to; each file is read once."""

    def __init__(self, name: str, path: Path, data: Any, target: Target) -> None:
        self.uri = path.absolute().as_uri()
        self._folder = Path(name).parent
        self._target = target
        own = data.get("$id", data.get("id")) if isinstance(data, dict) else None
        self.base = urldefrag(urljoin(self.uri, own if isinstance(own, str) else ""))[0]
        self.documents: dict[str, Any] = {self.base: data, self.uri: data}
        """The files that were read, by each address that they were asked for under."""
        self._names: dict[int, dict[str, Any]] = {}
        self.files = [path]

    def retrieve(self, uri: str) -> Any:
        """The schema file at an address. Raises LookupError with the reason where none may be had."""
        uri = urldefrag(urljoin(self.uri, uri))[0]
        if uri not in self.documents:
            self.documents[uri] = self._read(uri)
        return self.documents[uri]

    def _read(self, uri: str) -> Any:
        below = urljoin(self.base, ".")
        if uri.startswith(below):  # what stands beside the schema's own address is looked for beside its file
            uri = urljoin(urljoin(self.uri, "."), uri[len(below) :])
        if urlsplit(uri).scheme != "file":
            return self._namesake(uri)
        path = Path(unquote(urlsplit(uri).path))
        if path.name and not path.suffix and not isfile(path):
            path = path.with_suffix(".json")
        if self._target(path) is None:
            raise LookupError("leads out of the list's folder")
        if not isfile(path):
            raise LookupError("leads to a file that isn't there")
        self.files.append(path)
        return read((self._folder / path.name).as_posix(), path, self._target)

    def _namesake(self, uri: str) -> Any:
        """The file beside the schema that has the name, and says that it is the one at the address."""
        path = self.files[0].parent / unquote(urlsplit(uri).path).rpartition("/")[2]
        if self._target(path) is not None and isfile(path):
            data = read((self._folder / path.name).as_posix(), path, self._target)
            if isinstance(data, dict) and bare(str(data.get("$id", data.get("id")))) == bare(uri):
                self.files.append(path)
                return data
        raise LookupError("leads to another host, and nothing is fetched")

    def find(self, reference: str, within: Any = None) -> Any:
        """What a reference leads to, from a schema file on. Raises LookupError."""
        address, fragment = urldefrag(reference)
        if bare(address) in DRAFTS:
            return True
        data = within
        if address:
            full = urljoin(self.base, address)
            named = self._named(within)
            data = named[full] if full in named else self.retrieve(full)
        if not fragment:
            return data
        if not fragment.startswith("/"):
            names = self._named(data)
            if f"#{fragment}" not in names:
                raise LookupError("leads nowhere")
            return names[f"#{fragment}"]
        return pointed_at(data, fragment)

    def _named(self, data: Any) -> dict[str, Any]:
        """The schemas of a file that have a name of their own: by their address, or as `#anchor`."""
        if id(data) not in self._names:
            out: dict[str, Any] = {}
            for _, part in parts(data):
                for key in ("$id", "id", "$anchor", "$dynamicAnchor"):
                    name = part.get(key)
                    if isinstance(name, str):
                        anchor = "#" + name.lstrip("#") if "nchor" in key or name.startswith("#") else ""
                        out.setdefault(anchor or urldefrag(urljoin(self.base, name))[0], part)
            self._names[id(data)] = out
        return self._names[id(data)]
