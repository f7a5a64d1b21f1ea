"""What all hosts have in common: whose pages they know, and tokens from the environment."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from medlint.links.registries.base import Service, text

if TYPE_CHECKING:
    from medlint.links.checker import Checker
    from medlint.links.client import JsonAnswer
    from medlint.links.options import LinkOptions


class Host(Service):
    """A service that says of its own pages whether they are there."""

    judges_pages = True
    good: tuple[int, ...] = (200, 404, 410)
    variable = ""  # the environment's variable that holds a token for it

    def __init__(self, checker: Checker) -> None:
        super().__init__(checker)
        if token := self.token(checker.options):
            self.headers["Authorization"] = f"Bearer {token}"

    @classmethod
    def token(cls, options: LinkOptions) -> str:
        """The environment's token for this host; empty where there is none that can be sent.

        It is for the host's own API alone: a config that leads elsewhere may be a stranger's, so that only this very
        machine gets it too.
        """
        base = options.services.get(cls.key, cls.base).rstrip("/")
        value = os.environ.get(cls.variable, "").strip() if cls.variable else ""
        sendable = value.isascii() and value.isprintable() and " " not in value
        return value if sendable and (base == cls.base or _is_loopback(base)) else ""

    def heard(self, answer: JsonAnswer) -> None:
        """A host that says it was asked too much is asked little more."""
        if answer.status == 429:
            self.useless("answers 429 (Too Many Requests)", self.silence)


def parts(url: str, *names: str) -> tuple[str, ...]:
    """The segments of an address's path where its host is one of these names; none for another's."""
    split = urlsplit(url)
    return tuple(split.path.strip("/").split("/")) if split.netloc in names else ()


def size(value: Any) -> tuple[str, ...]:
    """Bytes as a figure with its unit; none where nothing is said."""
    number = text(value)
    return (f"{number} bytes",) if number.isdecimal() and int(number) else ()


def _is_loopback(base: str) -> bool:
    try:
        return ip_address(urlsplit(base).hostname or "").is_loopback
    except ValueError:
        return False
