"""The rules, by family. A new family is a module here and a line in `_FAMILIES`."""

from __future__ import annotations

import sys
from importlib import import_module

from medlint.rules.base import REGISTRY, Rule

# What the codes of each family begin with: a run that selects a few rules reads no others.
_FAMILIES = {
    "files": "MED0",
    "scalars": "MED0",
    "structure": "MED1",
    "rows": "MED1",
    "headers": "MED1",
    "markup": "MED1",
    "tags": "MED1",
    "places": "MED1",
    "counts": "MED1",
    "completeness": "MED2",
    "placeholders": "MED2",
    "sizes": "MED3",
    "values": "MED3",
    "spelling": "MED3",
    "wording": "MED3",
    "whitespace": "MED3",
    "entries": "MED3",
    "order": "MED3",
    "drift": "MED4",
    "stale": "MED4",
    "identifiers": "MED5",
    "dois": "MED5",
    "sources": "MED5",
    "links": "MED6",
    "registries": "MED7",
    "governance": "MED8",
    "relations": "MED8",
}


def every() -> list[Rule]:
    """All rules, in order of their codes."""
    return _beginning("")


def matching(text: str) -> list[Rule]:
    """The rules that a code, the beginning of a code, a name or ALL means, in order of their codes.

    Raises LookupError, with a message that names the closest rule, where it means none.
    """
    if text == "ALL":
        return every()
    if text.strip() and (found := _beginning(text.upper()) or [r for r in every() if r.name == text.lower()]):
        return found
    from medlint.text.closest import meant

    names = [] if text.upper().startswith("MED") else [rule.name for rule in every()]  # any code is like any other
    raise LookupError(f"there is no rule {text!r}{meant(text, names)}")


def _beginning(code: str) -> list[Rule]:
    for family, codes in _FAMILIES.items():
        if codes.startswith(code[: len(codes)]) and (name := f"{__name__}.{family}") not in sys.modules:
            import_module(name)
    return [REGISTRY[known] for known in sorted(REGISTRY) if known.startswith(code)]
