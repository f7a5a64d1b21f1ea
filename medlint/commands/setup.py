"""What commands share: the config with the options in its place, notes on stderr, the cache's folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlint.config import Config, fail_level, find_config, load_config
from medlint.errors import UsageError
from medlint.root import Root, naming, refuse_led_out

if TYPE_CHECKING:
    from medlint.links.options import LinkOptions


_MEMORY = ("links.sqlite", "links.sqlite-journal", "links.sqlite-shm", "links.sqlite-wal")


def config_for(options: argparse.Namespace) -> Config:
    """The config of the list that the options name, with what the options say in its place."""
    paths: list[Path] = getattr(options, "paths", None) or []
    refuse_led_out(_named(options))
    start = next((p if p.is_dir() else p.parent for p in paths), Path())
    config = naming(load_config(options.config or find_config(start), start), _named(options))
    if getattr(options, "select", None):
        config = config._replace(select=_codes(options.select, "--select"))
    if getattr(options, "ignore", None):
        config = config._replace(ignore=(*config.ignore, *_codes(options.ignore, "--ignore")))
    if getattr(options, "fail_on", None):
        try:
            config = config._replace(fail_on=fail_level(options.fail_on))
        except ValueError as error:
            raise UsageError(f"--fail-on: {error}") from None
    if getattr(options, "schema", None):
        config = config._replace(schema=os.path.relpath(options.schema, config.root))
    return config


def _named(options: argparse.Namespace) -> Iterator[Path]:
    """The files and folders that the command line names."""
    for name in ("paths", "baseline", "cache_dir", "config", "file", "readme", "report", "schema", "to"):
        value = getattr(options, name, None)
        yield from map(Path, value if isinstance(value, list) else [value] if isinstance(value, (str, Path)) else [])
    if getattr(options, "command", "") == "import" and options.to is not None:
        yield options.to.parent / "schema"  # which import writes beside the catalog


def _codes(given: Iterable[str], option: str) -> tuple[str, ...]:
    from medlint.rules import matching

    codes = tuple(code.strip() for text in given for code in text.split(",") if code.strip())
    for code in codes:
        try:
            matching(code)
        except LookupError as error:
            raise UsageError(f"{option}: {error.args[0]}") from None
    return codes


def note(text: str) -> None:
    """Say something on the run."""
    from medlint.report.escape import printable

    print(f"note: {printable(text)}", file=sys.stderr)


def cache_folder(options: argparse.Namespace, config: Config) -> Path | None:
    """Where to remember; None to remember nothing."""
    if getattr(options, "no_cache", False):
        return None
    root = Root(config)
    folder: Path = root.within(options.cache_dir or config.root / config.cache_dir)
    for name in (".gitignore", *_MEMORY):
        root.within(folder / name)
    return folder


def _headers(config: Config, rev: str | None) -> dict[str, tuple[tuple[str, str], ...]]:
    """The headers of `[links.headers]` by host, with their values from the environment; none is ever shown.

    With a revision only those that it has too: what a pull request changes leads no secret to another host.
    """
    from base64 import b64encode

    found: dict[str, tuple[tuple[str, str], ...]] = {}
    before = config.links.headers if rev is None or config.file is None else _headers_at(rev, config.file)
    for host, named in config.links.headers.items():
        if before.get(host) != named:
            note(f"the headers of {host} are not those of {rev}: it is asked without")
            continue
        for name, variable in named.items():
            value = os.environ.get(variable, "").strip()
            if not value:
                note(f"{variable} isn't set, so {host} is asked without {name}")
                continue
            if not value.isprintable():
                raise UsageError(f"the value of {variable} can't be sent: it holds control characters")
            if name.lower() == "login":
                name, value = "Authorization", f"Basic {b64encode(value.encode()).decode()}"
            found[host] = (*found.get(host, ()), (name, value))
    return found


def _headers_at(rev: str, file: Path) -> Mapping[str, Any]:
    """`[links.headers]` of a config as it was at a revision; nothing where it wasn't, or can't be read."""
    from medlint.since import file_at
    from medlint.text.parsing import ParseError
    from medlint.text.toml import load

    keys = ("tool", "medlint", "links", "headers") if file.name == "pyproject.toml" else ("links", "headers")
    try:
        table: Any = load((file_at(rev, file) or b"").decode("utf-8-sig"))
        for key in keys:
            table = table.get(key, {})
    except (ParseError, UnicodeDecodeError, AttributeError):
        return {}
    return table if isinstance(table, dict) else {}


def _given(option: Any, value: Any) -> Any:
    """What an option of the command line says, else what the config says."""
    return value if option is None else option


def link_options(options: argparse.Namespace, config: Config, cache: Path | None) -> LinkOptions:
    """How to ask the network, by options and config."""
    from medlint.gate import Selection
    from medlint.links.options import WAYBACK, LinkOptions

    return LinkOptions(
        timeout=_given(options.timeout, config.links.timeout),
        retries=_given(options.retries, config.links.retries),
        concurrency=_given(options.concurrency, config.links.concurrency),
        per_host=_given(options.per_host, config.links.per_host),
        interval=_given(options.interval, config.links.interval),
        max_redirects=config.links.max_redirects,
        deadline=options.deadline,
        connect_to=tuple(options.connect_to),
        allow_private=tuple(options.allow_private),
        accept={host: frozenset(statuses) for host, statuses in config.links.accept.items()},
        max_age=dict(config.links.max_age),
        shard=options.shard,
        cache_dir=None if cache is None else str(cache),
        contact=config.contact or "",
        user_agent=config.links.user_agent or "",
        headers=_headers(config, getattr(options, "since", None)),
        compare_https=any(rule.code == "MED502" for rule in Selection(config).rules),
        wayback=config.services.get("wayback", WAYBACK),
        services=dict(config.services),
        workers=_workers(options.scheduler),
    )


def _workers(scheduler: str | None) -> Callable[[LinkOptions], Awaitable[Any]] | None:
    """How to join the workers of a scheduler; None where there is none."""
    if scheduler is None:
        return None
    from medlint.cluster.links import Cluster

    return partial(Cluster.join, scheduler)
