"""What registries, code hosts and the archive are asked with: as links are, under the run's guard and pace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from medlint.links.fetch import Fetcher, Question, TimeBudget
from medlint.links.options import Failure

if TYPE_CHECKING:
    from medlint.links.checker import Checker


_MOST_VALUES = 400_000  # of one answer; a hundred records of DataCite have a tenth of it


class JsonAnswer(NamedTuple):
    """An answer of a registry: status, headers (lower case), and `data` where the text is JSON.

    `error` says in words why no usable answer came; the status is 0 then. It is empty where one came.
    """

    status: int = 0
    headers: Mapping[str, str] = {}
    data: Any = None
    error: str = ""


async def ask(
    fetcher: Fetcher,
    url: str,
    headers: Mapping[str, str] | None = None,
    data: Any = None,
    *,
    timeout: float | None = None,  # noqa: ASYNC109 - which the fetcher takes from a budget
    max_bytes: int = 8 * 1024 * 1024,
    beside_pages: bool = False,
) -> JsonAnswer:
    """GET a URL, or POST `data` to it as JSON: with retries, so only what may be said twice.

    `timeout`: seconds for all tries together (default: that of a link). `max_bytes`: longer answers are of no use.
    `beside_pages`: what is asked may be at the host of links, which is not left alone when this is asked too much.
    Redirects are not followed. Never raises for what the far side does.
    """
    sent = {"Accept": "application/json", **(headers or {})}
    question = Question(url, sent, data, max_bytes, whole=True, beside_pages=beside_pages)
    answer = await fetcher.fetch(question, TimeBudget(timeout or fetcher.options.timeout))
    if isinstance(answer, Failure):
        return JsonAnswer(error=answer.text)
    many = sum(map(answer.body.count, (b",", b"[", b"{"))) > _MOST_VALUES
    if flaw := answer.flaw or ("is too long" if answer.truncated else "holds too many values" if many else ""):
        return JsonAnswer(error=f"sends an answer that {flaw}")
    try:
        found = json.loads(answer.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        found = None
    return JsonAnswer(answer.status, answer.headers, found)


class Archive:
    """The Wayback Machine, asked for copies of pages. One that fails three times in a row isn't asked any further."""

    def __init__(self, checker: Checker, base: str) -> None:
        self._fetcher = checker.fetcher
        self._base = base.rstrip("/")
        self._turns = asyncio.Semaphore(checker.options.per_host)
        self._failures = 0

    async def copy(self, url: str) -> str:
        """The address of the latest copy of a page; empty where there is none, or no answer."""
        async with self._turns:
            if self._failures >= 3:
                return ""
            address = f"{self._base}/wayback/available?url={quote(url, safe='')}"
            answer = await ask(self._fetcher, address, timeout=min(10.0, self._fetcher.options.timeout))
            self._failures = 0 if answer.status == 200 else self._failures + 1
            return _closest(answer.data) if answer.status == 200 else ""


def _closest(data: Any) -> str:
    """The address of the closest copy in an answer of the availability service; empty where there is none."""
    try:
        closest = data["archived_snapshots"]["closest"]
        there = closest["available"] and not str(closest.get("status", "")).startswith(("4", "5"))
        return closest["url"] if there and closest["url"].startswith(("http://", "https://")) else ""
    except (KeyError, TypeError, AttributeError):
        return ""
