"""What the link check is asked and how, and what a run of it gives back: plain data, no I/O."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from medlint.answers import Answers, Verdict

# Archived copies are asked of this service, for dead links only.
WAYBACK = "https://archive.org"


class LinkRequest(NamedTuple):
    """One URL to check: normalised, without a fragment.

    `fragments` are all the fragments that places of this link ask for, without `#`; `words` is the text of the
    entries it stands in (title, description, keywords); `is_source` says that an entry has it as its source, and
    `titles` are what those entries are called.
    """

    url: str
    fragments: tuple[str, ...] = ()
    words: str = ""
    is_source: bool = False
    titles: tuple[str, ...] = ()


class LinkOptions(NamedTuple):
    """How to check. Times are seconds.

    `connect_to` holds HOST:PORT:ADDRESS:PORT as curl writes them; `allow_private` networks as CIDR; `accept` the
    statuses that count as alive, by host, `*.domain` or `*`;
    `user_agent` is sent in place of medlint's own, `headers` beside the usual ones, by host (over https) or origin;
    `compare_https` asks for the https:// form of links that are alive without encryption; `max_age` is how long a
    remembered verdict is reused; `shard` (i, n) checks only the hosts of shard i of n; `cache_dir` is where the
    memory of earlier runs lies (None: none); `wayback` the base address of the archive (empty: not asked); `services`
    base addresses of registries, archives and code hosts, by their keys, in place of their own; `workers` joins
    other machines that check the links (`checker.Workers`).
    """

    timeout: float = 20.0
    retries: int = 2
    concurrency: int = 128
    per_host: int = 4
    interval: float = 0.0
    max_redirects: int = 10
    deadline: float | None = None
    connect_to: tuple[str, ...] = ()
    allow_private: tuple[str, ...] = ()
    accept: Mapping[str, frozenset[int]] = {}
    max_age: Mapping[str, float] = {"alive": 7 * 86400.0, "moved": 7 * 86400.0, "dead": 86400.0}
    shard: tuple[int, int] | None = None
    cache_dir: str | None = None
    contact: str = ""
    user_agent: str = ""
    headers: Mapping[str, tuple[tuple[str, str], ...]] = {}
    compare_https: bool = False
    wayback: str = WAYBACK
    services: Mapping[str, str] = {}
    workers: Callable[[LinkOptions], Awaitable[Any]] | None = None

    def __repr__(self) -> str:
        return f"LinkOptions({self._asdict() | {'headers': list(self.headers)}})"  # their values may be secrets

    def accepted(self, host: str) -> frozenset[int]:
        """The statuses of a host that count as alive."""
        if not self.accept:
            return frozenset()
        labels = host.split(".")
        names = ["*", host, *("*." + ".".join(labels[place:]) for place in range(1, len(labels)))]
        return frozenset().union(*(self.accept.get(name, ()) for name in names))


class Progress(NamedTuple):
    """A look at a run under way: counts, and the hosts that most of what is left waits for."""

    done: int
    total: int
    states: Mapping[str, int]
    waiting: tuple[str, ...]


@dataclass(slots=True)
class CheckResult:
    """All verdicts by URL, in the order asked; every URL asked for has one.

    `no_network`: nothing answered at all, so nothing is called dead. `registered` is what registries and archives say
    of DOIs and pages, by key. `notes` and `warnings` speak of the run as a whole (a proxy in use, a memory set aside).
    """

    verdicts: dict[str, Verdict]
    no_network: bool = False
    interrupted: bool = False
    out_of_time: bool = False
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    registered: Answers = field(default_factory=dict)


class Failure(Exception):  # noqa: N818 - an outcome more than an error
    """No usable answer: `kind` is one that `judge` knows, the text says what happened."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text
