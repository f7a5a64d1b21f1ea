"""What the network said, as plain data: the verdict on a link, and what registries say of a DOI or a page."""

# No `from __future__ import annotations`: named tuples would have each of their annotations compiled at each start.

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

State = Literal["refused", "insecure", "dead", "blocked", "unreachable", "suspicious", "moved", "alive", "unchecked"]

# The order in which one verdict outweighs another.
STATES: tuple[State, ...] = (
    "refused",
    "insecure",
    "dead",
    "blocked",
    "unreachable",
    "suspicious",
    "moved",
    "alive",
    "unchecked",
)


class Hop(NamedTuple):
    """One address that was asked, and its answer; status None: no usable answer."""

    url: str
    status: int | None = None


class Verdict(NamedTuple):
    """What is known of one link, with the evidence.

    `reason` completes "the link ..." in a few words. `tries` counts the attempts at the address that decided,
    `elapsed` the seconds spent on the link. `secure_url` is the https:// form of an http:// address that answers with
    the same page, where that was asked for. `etag` is the
    page's, for the next run. `failing_runs`, `failing_since` (ISO date) and `failing_days` tell for
    how long an unreachable link has been so. `missing_fragments` were looked for in the page and aren't there.
    """

    state: State
    reason: str = ""
    status: int | None = None
    final_url: str | None = None
    moved_to: str | None = None
    hops: tuple[Hop, ...] = ()
    tries: int = 0
    elapsed: float = 0.0
    cached: bool = False
    secure_url: str | None = None
    login: bool = False
    archived: str | None = None
    etag: str = ""
    missing_fragments: tuple[str, ...] = ()
    failing_runs: int = 0
    failing_since: str | None = None
    failing_days: int = 0


# What reports tell of a verdict beside its state, in their order.
_REPORTED = ("status", "final_url", "moved_to", "hops", "reason", "tries", "elapsed", "cached", "archived")


def verdict_to_data(verdict: Verdict) -> dict[str, Any]:
    """What reports tell of a verdict, as what JSON can hold."""
    told = {name: getattr(verdict, name) for name in _REPORTED}
    return {"verdict": verdict.state, **told, "hops": [hop._asdict() for hop in verdict.hops]}


def verdict_from_data(data: Mapping[str, Any]) -> Verdict:
    """A verdict from what `verdict_to_data` gave. KeyError, TypeError: it isn't one."""
    told = {name: data[name] for name in _REPORTED}
    return Verdict(data["verdict"], **told | {"hops": tuple(Hop(**hop) for hop in data["hops"])})


RegisteredState = Literal["registered", "missing", "empty", "unknown"]


class Registered(NamedTuple):
    """One service's answer about one DOI or page; what it doesn't say is empty.

    `service` is called as readers know it. `state` is "registered", "missing" (the service is the one that would
    know, and says there is none), "empty" (there is one, and it leads nowhere) or "unknown" (no usable answer came).
    `type` is the service's own word (`Dataset`, `journal-article`). `licenses` are names, ids or addresses as
    registered, `sizes` figures with their units (`133.16 GB`, `244527 images`), each of a part or of the whole.
    `newer` are the DOIs that take its place; `retracted` says how the work was taken back. A host calls its own
    repository or record `name`, which needn't be a dataset's title, and says by `flags` that it is "archived" (on the
    date `since`), "disabled", "gated", "private" or "embargoed".
    """

    service: str
    doi: str = ""
    url: str = ""
    titles: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    type: str = ""
    sizes: tuple[str, ...] = ()
    version: str = ""
    newer: tuple[str, ...] = ()
    retracted: str = ""
    state: RegisteredState = "registered"
    name: str = ""
    flags: tuple[str, ...] = ()
    since: str = ""


Answers = Mapping[str, tuple[Registered, ...]]
"""What is known by DOI (ASCII letters in lower case), by the normalised address of a page, or by `title_key`."""


def to_data(value: Any) -> Any:
    """A named tuple as what JSON can hold, without what is empty."""
    if hasattr(value, "_asdict"):
        return {name: to_data(part) for name, part in value._asdict().items() if part}
    return [to_data(part) for part in value] if isinstance(value, tuple) else value


def from_data(kind: Any, data: Any) -> Any:
    """A value of a type from what `to_data` gave, though anybody may have written it since.

    ValueError, TypeError, KeyError: it isn't one.
    """
    inner = get_args(kind)
    if NoneType in inner:
        return None if data is None else from_data(inner[0], data)
    if get_origin(kind) is Literal and data in inner:
        return data
    if get_origin(kind) is tuple and isinstance(data, list):
        return tuple(from_data(inner[0], item) for item in data)
    if hasattr(kind, "_fields") and isinstance(data, dict):
        hints = _hints(kind)
        return kind(**{name: from_data(hints[name], part) for name, part in data.items()})
    if kind is str and isinstance(data, str):
        data.encode()  # ValueError: half of a pair of surrogates
        return data
    if (type(data) is kind or (kind is float and type(data) is int)) and 0 <= data < _LAST:
        return data
    raise TypeError(data)


_hints = cache(get_type_hints)
_LAST = 1e11  # beyond any time and any count


def key_of_title(title: str) -> str:
    """What an archive's answer about a title is kept under; like names squeezed to letters and digits."""
    return "title:" + "".join(char for char in title.casefold() if char.isalnum())


def unregistered(answers: Sequence[Registered]) -> bool:
    """Whether the handle service itself says that there is no such DOI."""
    return any(answer.state == "missing" for answer in answers)
