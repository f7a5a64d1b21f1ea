"""The formats that are asserted, in every draft: those of the standard, by the checks that jsonschema-rs has of them.

A format that only later drafts name is checked under the earlier ones too, as check-jsonschema does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

FORMATS = (
    "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
    "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template",
    "uuid",
)  # fmt: skip


@cache
def check(name: str) -> Callable[[Any], bool]:
    """Tells whether a value has the format; what is no text, and what is no format known here, always has."""
    from jsonschema_rs import Draft202012Validator

    from medlint.validate.patterns import is_pattern

    if name == "regex":
        return lambda value: not isinstance(value, str) or is_pattern(value)
    if name not in FORMATS:
        return lambda _: True
    return Draft202012Validator({"format": name}, validate_formats=True).is_valid


def checks() -> dict[str, Callable[[str], bool]]:
    """The check of each format by its name."""
    return {name: check(name) for name in FORMATS}
