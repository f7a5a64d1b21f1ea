"""What is said of what was read: levels, edits, findings and the report of a run."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from medlint.model import Entry, Place


class Level(IntEnum):
    """How bad a finding is. OFF is a rule that speaks only when it is asked for by name."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Level:
        """The level of a label such as "warning"; ValueError for any other text."""
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(text) from None


class Edit(NamedTuple):
    """Replace the bytes from start up to end of a file by the text."""

    path: str
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """The edits that mend a finding; `safe` when they cannot change the meaning."""

    safe: bool
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """A second place that a finding speaks of, and what is there."""

    place: Place
    message: str


class Finding:
    """One thing that is wrong, at one place.

    `entry` is the entry it speaks of (None for the page itself), `field` the field of it and `link` the
    address, where the finding is about one. `subject` tells findings of one code and field apart when the
    twin of a row says the same: the word, the address or the value that is wrong.
    """

    __slots__ = (
        "code", "entry", "field", "fix", "level", "link", "message", "name", "place", "related", "subject",
    )  # fmt: skip

    def __init__(
        self,
        code: str,
        name: str,
        level: Level,
        message: str,
        place: Place,
        *,
        entry: Entry | None = None,
        field: str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        link: str | None = None,
        subject: str = "",
    ) -> None:
        self.code = code
        self.name = name
        self.level = level
        self.message = message
        self.place = place
        self.entry = entry
        self.field = field
        self.related = related
        self.fix = fix
        self.link = link
        self.subject = subject

    @property
    def sort_key(self) -> tuple[Any, ...]:
        p = self.place
        return (p.path, p.line, p.column, self.code, self.message, p.end_line, p.end_column)

    def __repr__(self) -> str:
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {self.code} {self.message}"
