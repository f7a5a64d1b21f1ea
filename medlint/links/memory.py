"""What earlier runs found, in SQLite: verdicts to reuse, ETags, streaks of failure, the last good host of each link.

Safe with two runs at once and with a run that is killed: write-ahead log, one short transaction for what came in a
twentieth of a second. A file that isn't ours or is broken is set aside, never read and never deleted; one that git
tracks came with a commit, and is let be.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlint.answers import Registered, Verdict, from_data, to_data
from medlint.git import make_ignored, tracked
from medlint.links.options import LinkOptions, LinkRequest
from medlint.links.records import UNREADABLE, Record, from_line, read, seal, to_line
from medlint.text.url import host_key
from medlint.text.words import clipped

if TYPE_CHECKING:
    import asyncio
    import sqlite3

FILE = "links.sqlite"
# "medl": tells our files from others' (SQLite's application_id), and the version of the table.
_APPLICATION = 0x6D65646C
_VERSION = 3
_COLUMNS = """(
    service TEXT NOT NULL, key TEXT NOT NULL, checked REAL NOT NULL, answer TEXT NOT NULL, seal TEXT NOT NULL,
    PRIMARY KEY (service, key)) WITHOUT ROWID"""
_SHAPE = ("table", "known", f"CREATE TABLE known {_COLUMNS}")  # all that is in a file of ours, as SQLite tells it
_LINKS = ""  # in place of a service's name: the link itself answered
_DELAY = 0.05
_LONGEST = 1_000_000  # bytes of a row
_BESIDES = 1_000  # of them at most for the time, the seal and what SQLite adds
_PATIENCE = 30.0  # seconds to wait for another run that writes
_REUSED = ("alive", "moved", "dead")


class Memory:
    """The memory of one run. All methods do nothing, or find nothing, where there is no file."""

    def __init__(self, base: sqlite3.Connection | None, warnings: list[str]) -> None:
        self._base = base
        self.warnings = warnings
        self._records: dict[str, Record | None] = {}
        self._pending: dict[tuple[str, str], tuple[float, str]] = {}  # by service and key: when, and the answer
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def open(cls, folder: str | None) -> Memory:
        """The memory in a folder, made where there is none. Troubles become warnings; there is no memory then."""
        if folder is None:
            return cls(None, [])
        import sqlite3

        path = Path(folder) / FILE
        warnings: list[str] = []
        try:
            make_ignored(path.parent)
            if any(os.path.lexists(file) and tracked(file) for file in _files(path)):
                return cls(None, [f"{path} is set aside: git tracks it, so a commit brought it"])
            if not _is_ours(path):
                warnings.append(f"{path} isn't a memory of links: set aside as {_set_aside(path)}")
            return cls(_connect(path), warnings)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            warnings.append(f"{path} can't be used, so nothing is remembered of earlier runs: {error}")
            return cls(None, warnings)

    # reading

    def reuse(self, request: LinkRequest, options: LinkOptions) -> Verdict | None:
        """The remembered verdict, if it is of a kind and an age that may be reused and answers what is asked now."""
        record = self._record(request.url)
        if record is None or not set(request.fragments) <= set(record.fragments):
            return None
        verdict = record.verdict
        most = options.max_age.get(verdict.state, 0.0) if verdict.state in _REUSED else 0.0
        if not 0 <= time.time() - record.checked < most:
            return None
        hosts = {host_key(request.url)[1], host_key(verdict.final_url or request.url)[1]}
        if verdict.state == "dead" and any(verdict.status in options.accepted(host) for host in hosts):
            return None
        missing = tuple(fragment for fragment in verdict.missing_fragments if fragment in request.fragments)
        return verdict._replace(cached=True, missing_fragments=missing)

    def clue(self, request: LinkRequest) -> tuple[str, str]:
        """The ETag to ask with (none where fragments are asked for) and the host where the link was last good."""
        record = self._record(request.url)
        if record is None:
            return "", ""
        usable = record.verdict.state == "alive" and not request.fragments
        return record.verdict.etag if usable else "", record.good_host

    def recall(self, service: str, key: str, max_age: Mapping[str, float]) -> tuple[Registered | None] | None:
        """What a registry said of a DOI or a page, where that may be reused; (None,): that it doesn't hold it.

        An answer that there is such a thing ages like a link that is alive, one that there is none like a dead one.
        """
        try:
            checked, data = self._known(service, key)
            answer: Registered | None = data and from_data(Registered, data)
            there = answer is not None and answer.state == "registered"
            return (answer,) if 0 <= time.time() - checked < max_age.get("alive" if there else "dead", 0.0) else None
        except UNREADABLE:
            return None

    def _record(self, url: str) -> Record | None:
        if url not in self._records:
            try:
                checked, data = self._known(_LINKS, url)
                self._records[url] = read(data, checked)
            except UNREADABLE:
                self._records[url] = None
        return self._records[url]

    def _known(self, service: str, key: str) -> tuple[float, Any]:
        """When something was remembered, and what. One of UNREADABLE: nothing is, or not as it was written."""
        query = "SELECT checked, answer, seal FROM known WHERE service = ? AND key = ?"
        rows = self._fetch(query, (service, key))
        if not rows:
            raise KeyError(key)
        checked, answer, sealed = rows[0]
        if sealed != seal(service, key, answer):
            raise ValueError(answer)
        return from_data(float, checked), json.loads(answer)

    def _fetch(self, query: str, values: tuple[str, ...] = ()) -> list[Any]:
        """The rows of a query; none from a file that is broken, which is said once."""
        if self._base is None:
            return []
        import sqlite3

        try:
            return self._base.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            said = f"not all that was remembered of earlier runs can be read: {error}"
            if said not in self.warnings:
                self.warnings.append(said)
            return []

    # writing

    def remember(self, service: str, key: str, answer: Registered | None) -> None:
        """Remember what a registry said of a DOI or a page; None: that it doesn't hold it."""
        self._note(service, key, time.time(), answer and to_data(answer))

    def keep(self, request: LinkRequest, verdict: Verdict) -> Verdict:
        """Remember a verdict of this run; gives it back with its streak of failure."""
        if self._base is None or verdict.state == "unchecked":
            return verdict
        now = datetime.now(UTC).replace(microsecond=0)
        old = self._record(request.url)
        good = verdict.state in ("alive", "moved")
        good_host = host_key(verdict.final_url or request.url)[1] if good else old.good_host if old else ""
        usable = good and verdict.etag.isascii() and verdict.etag.isprintable()
        verdict = verdict._replace(etag=verdict.etag if usable else "")
        if verdict.state == "unreachable":
            since = (old and old.verdict.failing_since) or now.date().isoformat()
            runs = 1 + (old.verdict.failing_runs if old else 0)
            days = max((now.date() - date.fromisoformat(since)).days, 0)
            verdict = verdict._replace(failing_runs=runs, failing_since=since, failing_days=days)
        self._add(Record(request.url, verdict, request.fragments, good_host, now.timestamp()))
        return verdict

    def _add(self, record: Record) -> None:
        self._records[record.url] = record
        self._note(_LINKS, record.url, record.checked, to_data(record._replace(checked=0.0)))

    def _note(self, service: str, key: str, checked: float, data: Any) -> None:
        """Have something written before long, unless SQLite would refuse its row and all that is written with it."""
        answer = json.dumps(data, sort_keys=True)
        if len(answer) + 4 * len(service + key) > _LONGEST - _BESIDES:
            self.warnings.append(f"what was found of {clipped(key, 200)} is too long to be remembered")
            return
        self._pending[service, key] = (checked, answer)
        if self._timer is None:
            import asyncio

            with suppress(RuntimeError):  # no loop: the caller flushes
                self._timer = asyncio.get_running_loop().call_later(_DELAY, self.flush)

    def flush(self) -> None:
        """Write what is pending."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._base is None or not self._pending:
            return
        import sqlite3

        pending, self._pending = self._pending, {}
        rows = [(*at, checked, answer, seal(*at, answer)) for at, (checked, answer) in pending.items()]
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?)", rows)
            self._base.execute("COMMIT")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self.warnings.append(f"what was found can't be remembered: {error}")
            self.close()

    def close(self) -> None:
        """Write what is pending, and close the file."""
        self.flush()
        if self._base is not None:
            self._base.close()
            self._base = None

    # the history as text

    def export(self) -> Iterator[str]:
        """One JSON object a line for each link, sorted by URL."""
        for (url,) in self._fetch("SELECT key FROM known WHERE service = ? ORDER BY key", (_LINKS,)):
            if (record := self._record(url)) is not None:
                yield to_line(record)

    def load(self, lines: Iterable[str]) -> int:
        """Take in exported lines; of two memories of one link the later stays. Gives how many were taken.

        ValueError names the first line that isn't one of ours; then nothing is taken.
        """
        if self._base is None:
            return 0
        given = [from_line(line, number) for number, line in enumerate(lines, 1) if line.strip()]
        newer = [one for one in given if (old := self._record(one.url)) is None or old.checked < one.checked]
        for record in newer:
            self._add(record)
        self.flush()
        return len(newer) if self._base is not None else 0

    def clear(self) -> int:
        """Forget everything; gives how many links were known."""
        if self._base is None:
            return 0
        self._records.clear()
        import sqlite3

        try:
            links = self._base.execute("DELETE FROM known WHERE service = ?", (_LINKS,)).rowcount
            self._base.execute("DELETE FROM known")
            return int(links)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self.warnings.append(f"not all could be forgotten: {error}")
            return 0


def _is_ours(path: Path) -> bool:
    """Whether a file is a sound memory of ours, or not there yet."""
    import sqlite3

    if not path.exists():
        return True
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as base:
            end = time.monotonic() + _PATIENCE
            base.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            base.execute("BEGIN")  # all of one moment: another run may just be making the file
            application = base.execute("PRAGMA application_id").fetchone()[0]
            version = base.execute("PRAGMA user_version").fetchone()[0]
            made = base.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name LIMIT 9").fetchall()
            if not made and application in (0, _APPLICATION):
                return True  # just made, by a run that has not written yet
            if (application, version) != (_APPLICATION, _VERSION) or made != [_SHAPE]:
                return False  # a view may take for ever, a trigger write what it likes
            return bool(base.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)  # another run is writing
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # its message may quote what is broken
        return False


def _files(path: Path) -> list[Path]:
    """A file of SQLite's and what lies beside it."""
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def _set_aside(path: Path) -> Path:
    """Rename a file and what SQLite keeps beside it; gives the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.set-aside-{number}")).exists():
        number += 1
    for file, to in zip(_files(path), _files(aside), strict=True):
        with suppress(FileNotFoundError):  # another run was quicker, or there was none
            file.rename(to)
    return aside


def _connect(path: Path) -> sqlite3.Connection:
    import sqlite3

    base = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            base.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            # Where another run is just doing the same, SQLite gives up at once, whatever the timeout.
            if "locked" not in str(error) or time.monotonic() > end:
                base.close()
                raise
            time.sleep(0.01)
    base.execute("PRAGMA synchronous = NORMAL")
    base.text_factory = lambda text: text.decode("utf-8", "replace")  # what was changed on the disk fits no seal
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    base.execute("BEGIN IMMEDIATE")
    base.execute(f"CREATE TABLE IF NOT EXISTS known {_COLUMNS}")
    base.execute(f"PRAGMA application_id = {_APPLICATION}")
    base.execute(f"PRAGMA user_version = {_VERSION}")
    base.execute("COMMIT")
    return base
