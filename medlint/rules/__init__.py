"""The rules, by family. A new family is a module here and a line in `_FAMILIES`."""

from __future__ import annotations

from importlib import import_module

from medlint.rules.base import REGISTRY, Rule

_FAMILIES = (
    "files",
    "structure",
    "headers",
    "markup",
    "places",
    "counts",
    "completeness",
    "sizes",
    "values",
    "wording",
    "whitespace",
    "entries",
    "drift",
    "stale",
    "identifiers",
    "sources",
    "links",
    "registries",
    "governance",
)


def every() -> list[Rule]:
    """All rules, in order of their codes."""
    for family in _FAMILIES:
        import_module(f"medlint.rules.{family}")
    return [REGISTRY[code] for code in sorted(REGISTRY)]


def matching(text: str) -> list[Rule]:
    """The rules that a code, the beginning of a code, a name or ALL means.

    Raises LookupError, with a message that names the closest rule, where it means none.
    """
    rules = every()
    if text == "ALL":
        return rules
    found = [rule for rule in rules if rule.name == text.lower() or rule.code.startswith(text.upper())]
    if found and text.strip():
        return found
    from medlint.config import meant

    known = [rule.name for rule in rules] + [rule.code for rule in rules]
    raise LookupError(f"there is no rule {text!r}{meant(text, known)}")
