"""A remembered link as a row of the memory and as a line of its export: sealed, and checked when it comes back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from medlint.answers import Hop, Verdict

FIELDS = (
    "url", "state", "checked", "verdict", "fragments", "etag", "fails", "failed_first", "failed_last", "good_host"
)  # fmt: skip
# What the seal of a row vouches for: SQLite doesn't notice when a disk changes a letter of a text.
SEALED = ("url", "state", "verdict", "fragments", "etag", "good_host")
_LAST = 1e11  # beyond any time and any count
# Parts of a verdict that are the run's own or stand in other columns.
_NOT_KEPT = ("state", "cached", "etag", "failing_runs", "failing_since", "failing_days")

Row = dict[str, Any]


def seal(*parts: str) -> str:
    """The digest of texts that belong together."""
    from hashlib import blake2b

    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def sound(found: tuple[Any, ...]) -> Row | None:
    """A row as it was written; None where anything of it was changed on the disk."""
    row: Row = dict(zip(FIELDS, found[:-1], strict=True))
    try:
        for day in (row["failed_first"], row["failed_last"]):
            if day != "" or row["fails"]:
                date.fromisoformat(day)
        texts = [row[name] for name in SEALED]
        sealed = all(isinstance(text, str) for text in texts) and found[-1] == seal(*texts)
        return row if sealed and 0 <= row["checked"] < _LAST and 0 <= row["fails"] < _LAST else None
    except (TypeError, ValueError):
        return None


def dump(verdict: Verdict) -> str:
    """What is kept of a verdict, as JSON."""
    kept = {
        name: value for name, value in verdict._asdict().items() if name not in _NOT_KEPT and name != "hops" and value
    }
    kept["hops"] = [[hop.url, hop.status] for hop in verdict.hops]
    return json.dumps(kept, sort_keys=True)


def verdict_of(row: Row) -> Verdict:
    """The verdict of a row. ValueError, TypeError or the like where it holds none."""
    kept = json.loads(row["verdict"])
    kept["hops"] = tuple(Hop(url, status) for url, status in kept.get("hops", ()))
    kept["missing_fragments"] = tuple(kept.get("missing_fragments", ()))
    return with_streak(Verdict(state=row["state"], **kept), row)


def with_streak(verdict: Verdict, row: Row) -> Verdict:
    """The verdict with how often and how long its link has failed."""
    if not row["fails"]:
        return verdict
    first, last = date.fromisoformat(row["failed_first"]), date.fromisoformat(row["failed_last"])
    return verdict._replace(
        failing_runs=row["fails"], failing_since=row["failed_first"], failing_days=(last - first).days
    )


def _of_kind(verdict: Verdict) -> bool:
    """Whether all parts of a verdict are of the kinds that they have to be."""
    texts = (verdict.reason, verdict.final_url or "", verdict.moved_to or "", verdict.archived or "", verdict.etag)
    asked = [hop for hop in verdict.hops if not isinstance(hop.url, str)]
    numbers = (verdict.status or 0, verdict.tries, verdict.elapsed, *(hop.status or 0 for hop in verdict.hops))
    return (
        all(isinstance(text, str) for text in (*texts, *verdict.missing_fragments))
        and all(isinstance(number, (int, float)) for number in numbers)
        and not asked
    )


def parsed(line: str, number: int) -> Row:
    """A row from an exported line. ValueError names the line."""
    try:
        row = json.loads(line)
        if set(row) != set(FIELDS) or not all(isinstance(row[name], str) for name in ("url", "state", "etag")):
            raise ValueError
        row["checked"] = datetime.fromisoformat(row["checked"]).timestamp()
        row["verdict"] = json.dumps(row["verdict"], sort_keys=True)
        row["fragments"] = json.dumps(sorted(row["fragments"]))
        row["fails"] = int(row["fails"])
        if not _of_kind(verdict_of(row)) or sound((*map(row.get, FIELDS), seal(*map(row.__getitem__, SEALED)))) is None:
            raise ValueError
        row["url"].encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise ValueError(f"line {number} isn't a line of an exported history") from None
    return dict(row)
