"""What rules report: levels, edits, findings, and the report of a run."""

# No `from __future__ import annotations`: named tuples would have each of their annotations compiled at each start.

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from medlint.model import Entry, Place

if TYPE_CHECKING:
    from medlint.answers import Verdict


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
    def parse(cls, text: str) -> "Level":
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

    @classmethod
    def at(cls, place: Place, text: str) -> "Edit":
        """The edit that puts the text in the place of what stands there."""
        return cls(place.path, place.start, place.end, text)


class Fix(NamedTuple):
    """The edits that mend a finding; `safe` when they cannot change the meaning."""

    safe: bool
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """A second place that a finding speaks of, and what is there."""

    place: Place
    message: str


class Finding(NamedTuple):
    """One thing that is wrong, at one place.

    `entry` is the entry it speaks of (None for the page itself), `shown` what the entry is called, `field` the
    field of it and `link` the address, where the finding is about one. `subject` tells findings of one code and
    field apart when the twin of a row says the same: the word, the address or the value that is wrong.
    """

    code: str
    name: str
    level: Level
    message: str
    place: Place
    entry: Entry | None = None
    field: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    link: str | None = None
    subject: str = ""
    shown: str | None = None

    @property
    def sort_key(self) -> tuple[Any, ...]:
        p = self.place
        return (p.path, p.line, p.column, self.code, self.message, p.end_line, p.end_column)

    def __repr__(self) -> str:
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {self.code} {self.message}"


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A name of 16 hexadecimal digits for each finding, the same wherever its line moves.

    It says what is wrong with which entry of which file; of findings that say the same, the first in order of
    place has the first name, and so on.
    """
    from hashlib import blake2b

    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for finding in findings:
        what = finding.subject or finding.link or ""
        key = (finding.code, finding.place.path, finding.shown or "", finding.field or "", what)
        out.append(blake2b(repr((*key, seen[key])).encode(), digest_size=8).hexdigest())
        seen[key] += 1
    return out


class LinkPlace(NamedTuple):
    """Where a link stands: its place, the entry and field it belongs to, and the part of the page it names."""

    path: str
    line: int
    column: int
    entry: str | None
    field: str | None
    fragment: str = ""


class LinkResult(NamedTuple):
    """One address of the list with all its places, and what the check concluded of it."""

    url: str
    places: tuple[LinkPlace, ...]
    verdict: "Verdict"


class Suppressed(NamedTuple):
    """A finding that is not reported, and why: "comment", "file" (per-file-ignores) or "baseline"."""

    finding: Finding
    why: str


class Dataset(NamedTuple):
    """One dataset of the list as reports show it: plain text and numbers.

    `modality` are names of the vocabulary, `bytes` the size where one is known, `filled` the fields that say
    something, `findings` how many findings speak of it.
    """

    title: str
    section: str
    modality: tuple[str, ...]
    bytes: int | None
    size: str
    license: str
    access: str
    filled: tuple[str, ...]
    path: str
    line: int
    findings: int


class Report(NamedTuple):
    """The outcome of a run, ready to be written in any format.

    `files` and `entries` are counts (a row and its record are one entry). `notes` are for stderr. `paths` are
    the files that were read. `datasets` is filled only for a format that shows them. `mended` says, one line
    each, what the baseline has and the list no more; None where there is no baseline. `unlisted` counts findings
    that are suppressed and of which nothing else is known, as in a report read back.
    """

    findings: list[Finding]
    suppressed: list[Suppressed]
    links: list[LinkResult]
    files: int
    entries: int
    notes: tuple[str, ...] = ()
    interrupted: bool = False
    paths: tuple[str, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    mended: tuple[str, ...] | None = None
    unlisted: int = 0

    @property
    def ignored(self) -> int:
        """How many findings are suppressed."""
        return len(self.suppressed) + self.unlisted

    def named(self) -> list[tuple[str, Finding, str]]:
        """Every finding in order of place, with its fingerprint before it and why it is suppressed, or "", behind.

        Those that are suppressed have their part in the names, so that ignoring one renames no other.
        """
        all_ = [(finding, "") for finding in self.findings] + [(held.finding, held.why) for held in self.suppressed]
        all_.sort(key=lambda item: item[0].sort_key)
        names = fingerprints(finding for finding, _ in all_)
        return [(name, finding, why) for name, (finding, why) in zip(names, all_, strict=True)]

    def count(self, level: Level) -> int:
        """How many findings are of the level."""
        return sum(finding.level == level for finding in self.findings)

    def fails(self, threshold: Level | None) -> bool:
        """True when a finding is at or above the threshold; None never fails."""
        return threshold is not None and any(finding.level >= threshold for finding in self.findings)
