"""The health of links: from a JSON report, or from what earlier checks left in the memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from medlint.answers import STATES
from medlint.config import ConfigError
from medlint.limit import MAX_REPORT
from medlint.root import Root
from medlint.text import url as urls
from medlint.write.export.record import Record
from medlint.write.site.words import VERDICTS


class State(NamedTuple):
    """What is known of one address: the check's verdict, why, where it leads now, and on which day that was found."""

    verdict: str
    reason: str = ""
    moved_to: str = ""
    date: str = ""


Health = Mapping[str, State]
"""States by normalised address."""


class Link(NamedTuple):
    """An address of a dataset, what it is there for, and its state."""

    label: str
    url: str
    state: State


def from_report(path: Path, root: Root) -> Health:
    """The links of a JSON report of `medlint check`; its date is the file's. Raises ConfigError for any other file."""
    try:
        data = json.loads(root.read(path, MAX_REPORT))
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}: not a JSON report of medlint") from None
    links = data.get("links") if isinstance(data, dict) else None
    if not isinstance(links, list):
        raise ConfigError(f"{path}: not a JSON report of medlint: it has no links")
    return _states((item, day) for item in links)


def from_memory(folder: Path) -> Health:
    """What the memory of earlier checks knows; nothing where there is none."""
    from medlint.links.memory import FILE, Memory

    if not (folder / FILE).is_file():
        return {}
    memory = Memory.open(str(folder))
    try:
        rows = [json.loads(line) for line in memory.export()]
    finally:
        memory.close()
    return _states(
        ({**row["verdict"], "url": row["url"], "verdict": row["verdict"]["state"]}, row["checked"][:10]) for row in rows
    )


def _states(items: Iterable[tuple[Any, str]]) -> dict[str, State]:
    out = {}
    for item, day in items:
        given = item if isinstance(item, dict) else {}
        url, verdict, reason, moved = (given.get(key) for key in ("url", "verdict", "reason", "moved_to"))
        if isinstance(url, str) and verdict in STATES:
            checked = "" if verdict == "unchecked" else day
            why, where = (text if isinstance(text, str) else "" for text in (reason, moved))
            out[_key(url)] = State(str(verdict), why, where, checked)
    return out


def _key(url: str) -> str:
    return urls.normalise(urls.split_fragment(url)[0])


def links_of(record: Record, health: Health) -> list[Link]:
    """The addresses that a dataset has, each once, with their states."""
    named = (
        ("Landing page", record.landing_page),
        ("DOI", record.doi_url),
        ("Access", record.access_url),
        *(("Paper", url) for url in record.papers),
    )
    out, seen = [], set()
    for label, url in named:
        key = _key(url)
        if url and key not in seen and not url.startswith("mailto:"):
            seen.add(key)
            state = health.get(key) or health.get(key.lower(), State("unchecked"))
            out.append(Link(label, url, state))
    return out


def overall(links: Iterable[Link]) -> str:
    """What is known of all together, a key of `words.HEALTH`: the worst of those that were checked."""
    order = ("broken", "unclear", "moved", "works")
    found = {VERDICTS[link.state.verdict][0] for link in links}
    return next((word for word in order if word in found), "unchecked")


def latest(health: Health) -> str:
    """The last day on which links were checked, or empty."""
    return max((state.date for state in health.values()), default="")
