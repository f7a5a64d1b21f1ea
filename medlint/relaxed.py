"""Which defaults a list's config relaxes, so that reports can say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import gt, lt, ne
from typing import Any

from medlint.config import Catalog, Config, load_config
from medlint.finding import Level

_LONGEST = 100
"""How many characters of a key with its value are shown."""
_MOST = 36
"""How many keys are named: all there are but for those of single catalogs and rules, which come last."""
_MILDER = ("schema", "ignore", "extend_ignore", "exclude", "allow_http", "per_file_ignores", "services")
"""Keys that let things pass, or choose whom to believe, whatever they say."""
_MILDER_HABITS = {"entries": ne, "shared": lt, "departure": gt, "unknown": lt, "ticked": lt}
_MILDER_LINKS = {
    "exclude": ne, "accept": ne, "fail_after": gt, "fail_after_days": gt, "timeout": lt, "retries": lt,
    "max_redirects": lt,
}  # fmt: skip


def config_note(config: Config) -> str | None:
    """The config file that is used, and each of its keys that relaxes a default; None where there is no file."""
    from medlint.read.files import shown

    if config.file is None:
        return None
    said = list(_relaxing(load_config(config.file, config.root)))
    said[_MOST:] = [f"and {len(said) - _MOST} more keys"] if len(said) > _MOST else []
    return f"config: {shown(config.file)}" + (f", which relaxes {'; '.join(said)}" if said else "")


def _relaxing(config: Config) -> Iterator[str]:
    """The keys that relax a default, with what they say."""
    from medlint.read.columns import Words
    from medlint.read.files import pages

    plain = Config()
    for key in _MILDER:
        if getattr(config, key) != getattr(plain, key):
            yield _told(key, getattr(config, key))
    if not set(pages(plain._replace(root=config.root))) <= set(pages(config)):
        yield _told("readme", config.readme)
    words = Words(plain)
    columns = ((field, words.meaning(text)) for field, texts in config.columns.items() for text in texts)
    if any(usual is not None and usual[0] != field for field, usual in columns):
        yield _told("columns", config.columns)
    paths, usual_paths = ([path for held in c.every_catalog for path in held.path] for c in (config, plain))
    if not set(usual_paths) <= set(paths):
        yield _told("catalog", paths)
    if "ALL" not in config.select:
        yield _told("select", config.select)
    if config.fail_on is None:
        yield _told("fail-on", "never")
    if lowered := {code: level.label for code, level in config.severity.items() if _lowers(code, level)}:
        yield _told("severity", lowered)
    if not set(plain.required) <= set(config.required):
        yield _told("required", config.required)
    if config.verify_every > plain.verify_every:
        yield _told("verify-every", config.verify_every)
    for table, keys in (("links", _MILDER_LINKS), ("habits", _MILDER_HABITS)):
        given, usual = getattr(config, table), getattr(plain, table)
        yield from (
            _told(f"{table}.{key}", getattr(given, key))
            for key, milder in keys.items()
            if milder(getattr(given, key), getattr(usual, key))
        )
    if any(age > plain.links.max_age[verdict] for verdict, age in config.links.max_age.items()):
        yield "links.max-age"
    for catalog in config.catalogs:
        for key in ("schema", "rules", "unique"):
            if getattr(catalog, key) != Catalog._field_defaults[key]:
                yield _told(f"{key} of {_flat(catalog.path)}", getattr(catalog, key))
    for key, given in config.rules.items():
        for name, value in given.items():
            if _relaxes(key, name, value):
                yield _told(f"rules.{key}.{name}", value)


def _lowers(code: str, level: Level) -> bool:
    from medlint.rules import matching

    try:
        return any(level < rule.level for rule in matching(code))
    except LookupError:  # which is said where rules are chosen
        return False


def _relaxes(key: str, name: str, value: Any) -> bool:
    from medlint.rules import matching

    try:
        option = matching(key)[0].options[name]
    except LookupError:  # which is said where rules are chosen
        return False
    return isinstance(value, (int, float)) and option.relaxed_by(value)


def _told(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        value = ", ".join(f"{name} {_flat(item)}" for name, item in value.items())
    text = f"{key.replace('_', '-')} = {_flat(value)}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
