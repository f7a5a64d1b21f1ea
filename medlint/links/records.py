"""A remembered link as a row of the memory and as a line of its export: sealed, and checked when it comes back.

What comes back may have been written by anybody: a record is made only of parts of the right kinds.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from medlint.answers import STATES, Hop, State, Verdict

COLUMNS = (
    "url", "state", "checked", "verdict", "fragments", "etag", "fails", "failed_first", "failed_last", "good_host",
    "seal",
)  # fmt: skip
# What the seal of a row is for: SQLite doesn't notice when a disk changes a letter of a text.
_SEALED = ("url", "state", "verdict", "fragments", "etag", "good_host")
_LAST = 1e11  # beyond any time and any count
# Parts of a verdict that are the run's own or stand in other columns; and what the kept ones are made of.
_NOT_KEPT = frozenset(("state", "cached", "etag", "failing_runs", "failing_since", "failing_days"))
_KINDS: dict[str, type | tuple[type, ...]] = {
    "reason": str, "final_url": str, "moved_to": str, "archived": str, "secure_url": str, "status": int, "tries": int,
    "elapsed": (int, float), "login": bool,
}  # fmt: skip

Row = dict[str, Any]


@dataclass(slots=True)
class Record:
    """What is known of one link: the last verdict on it, when that was, and how long it has failed (ISO dates)."""

    url: str
    checked: float
    verdict: Verdict
    fragments: tuple[str, ...]
    etag: str
    fails: int
    failed_first: str
    failed_last: str
    good_host: str

    @property
    def state(self) -> State:
        """The last verdict's."""
        return self.verdict.state

    def with_streak(self) -> Verdict:
        """The verdict with how often and how long its link has failed."""
        if not self.fails:
            return self.verdict
        days = (date.fromisoformat(self.failed_last) - date.fromisoformat(self.failed_first)).days
        return self.verdict._replace(
            failing_runs=self.fails, failing_since=self.failed_first, failing_days=max(days, 0)
        )


def seal(*parts: str) -> str:
    """The digest of texts that belong together."""
    from hashlib import blake2b

    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def to_row(record: Record) -> Row:
    """The record as a row, by column."""
    row: Row = {
        "url": record.url,
        "state": record.state,
        "checked": record.checked,
        "verdict": json.dumps(_kept(record.verdict), sort_keys=True),
        "fragments": json.dumps(sorted(record.fragments)),
        "etag": record.etag,
        "fails": record.fails,
        "failed_first": record.failed_first,
        "failed_last": record.failed_last,
        "good_host": record.good_host,
    }
    return row | {"seal": seal(*(row[name] for name in _SEALED))}


def from_row(values: tuple[Any, ...]) -> Record | None:
    """The record of a row; None where anything of it isn't as it was written."""
    row = dict(zip(COLUMNS, values, strict=True))
    try:
        if row.pop("seal") != seal(*(_text(row[name]) for name in _SEALED)):
            return None
        return _record(row | {"verdict": json.loads(row["verdict"]), "fragments": json.loads(row["fragments"])})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def to_line(record: Record) -> str:
    """The record as a line of the export."""
    row = to_row(record) | {"verdict": _kept(record.verdict), "fragments": sorted(record.fragments)}
    row["checked"] = datetime.fromtimestamp(record.checked, UTC).isoformat(timespec="seconds")
    del row["seal"]
    text = json.dumps(row, sort_keys=True)
    return text.replace("##", "#\\u0023")  # with a bracket behind them they are a command to a workflow runner


def from_line(line: str, number: int) -> Record:
    """A record from an exported line. ValueError names the line."""
    try:
        row = json.loads(line)
        row["checked"] = datetime.fromisoformat(row["checked"]).timestamp()
        if {*row, "seal"} != set(COLUMNS):
            raise ValueError
        return _record(row)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise ValueError(f"line {number} isn't a line of an exported history") from None


def _kept(verdict: Verdict) -> dict[str, Any]:
    """What is kept of a verdict: what says something."""
    kept = {name: value for name, value in verdict._asdict().items() if value and name not in _NOT_KEPT}
    return kept | {"hops": [[hop.url, hop.status] for hop in verdict.hops]}


def _record(row: Row) -> Record:
    """A record from its parts. ValueError, TypeError, KeyError and the like: one isn't what it should be."""
    fails = _number(row["fails"], int)
    first, last = (_text(row[name]) for name in ("failed_first", "failed_last"))
    if fails or first or last:
        date.fromisoformat(first), date.fromisoformat(last)
    etag = _text(row["etag"])
    if not (etag.isascii() and etag.isprintable()):
        raise ValueError(etag)
    return Record(
        _text(row["url"]),
        _number(row["checked"], (int, float)),
        _verdict(row["state"], row["verdict"]),
        tuple(_text(part) for part in _list(row["fragments"])),
        etag,
        fails,
        first,
        last,
        _text(row["good_host"]),
    )


def _verdict(state: Any, kept: Any) -> Verdict:
    if state not in STATES or not isinstance(kept, dict):
        raise ValueError(state)
    parts: dict[str, Any] = {}
    for name, value in kept.items():
        if name == "hops":
            parts[name] = tuple(Hop(_text(url), None if at is None else _number(at, int)) for url, at in _list(value))
        elif name == "missing_fragments":
            parts[name] = tuple(_text(part) for part in _list(value))
        elif _KINDS[name] is str:
            parts[name] = _text(value)
        elif _KINDS[name] is bool:
            parts[name] = value is True
        else:
            parts[name] = _number(value, _KINDS[name])
    return Verdict(state, **parts)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # ValueError: half of a pair of surrogates
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _number(value: Any, kind: type | tuple[type, ...]) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isinstance(value, kind):
        raise TypeError(value)
    if not math.isfinite(value) or not 0 <= value < _LAST:
        raise TypeError(value)
    return value
