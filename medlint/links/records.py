"""A remembered link as a row of the memory and as a line of its export: sealed, and checked when it comes back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from medlint.answers import Verdict, from_data, to_data

# What reading raises of what wasn't written here.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)


class Record(NamedTuple):
    """What is known of one link: the last verdict on it, when that was, and where the link was last good."""

    url: str
    verdict: Verdict
    fragments: tuple[str, ...] = ()
    good_host: str = ""
    checked: float = 0.0


def seal(*parts: str) -> str:
    """The digest of texts that belong together: SQLite doesn't notice when a disk changes a letter of one."""
    from hashlib import blake2b

    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def read(data: Any, checked: Any) -> Record:
    """A record from its data. One of UNREADABLE: it isn't one."""
    record: Record = from_data(Record, data)._replace(checked=from_data(float, checked))
    if not (record.verdict.etag.isascii() and record.verdict.etag.isprintable()):
        raise ValueError(record.verdict.etag)
    if record.verdict.failing_since is not None:
        date.fromisoformat(record.verdict.failing_since)
    return record


def to_line(record: Record) -> str:
    """The record as a line of the export."""
    when = datetime.fromtimestamp(record.checked, UTC).isoformat(timespec="seconds")
    text = json.dumps(to_data(record) | {"checked": when}, sort_keys=True)
    return text.replace("##", "#\\u0023")  # with a bracket behind them they are a command to a workflow runner


def from_line(line: str, number: int) -> Record:
    """A record from an exported line. ValueError names the line."""
    try:
        data = json.loads(line)
        return read(data, datetime.fromisoformat(data.pop("checked")).timestamp())
    except UNREADABLE:
        raise ValueError(f"line {number} isn't a line of an exported history") from None
