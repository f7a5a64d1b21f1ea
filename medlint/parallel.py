"""A large catalog, read and judged in parts: by other processes, by other machines, or one part after another.

A part is some files of records. Whoever has it reads them, applies the rules that speak of a record alone, and gives
the keys of the records back; what compares entries is judged where the parts come together. The report is the same,
byte for byte.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from medlint.config import Catalog, Config, ConfigError
from medlint.finding import Finding
from medlint.interrupt import held_back, leave_ctrl_c_to_parent
from medlint.kept import WHOLE, Kept, Key, Shelf, Words, key_of, names
from medlint.limit import deadline, remaining
from medlint.model import Document, Entry, Ignore, Route, Source
from medlint.project import CatalogFile, Problem, Project
from medlint.read.project import Reading
from medlint.text.data import DATA

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from medlint.validate.schema import Schema

_PART = 500
"""Files of a part: so few that none waits long for the last, and that little is held at a time."""
_FEW = 200
"""Files of records that are read sooner than a process is started."""
_LOOKED = 10.0
"""Seconds after which it is looked whether anybody is still at work."""
_AHEAD = 3
"""Parts for each worker that are under way: one in work, and some that wait."""


class Job(NamedTuple):
    """What a worker needs for a part: its files (the text of those that are far away), and what all parts share."""

    files: Sequence[str | Source | Problem]
    config: Config
    today: date
    keys: Sequence[str]
    schemas: dict[str | None, Schema] | None
    catalog: Document | None
    end: float | None = None
    """When the run has to be done, in seconds since the epoch: no other clock is that of another machine too."""


class PartFile(NamedTuple):
    """A file of a part: its length, its catalog, what its schema judges, and the keys of its records."""

    path: str
    length: int
    catalog: Catalog
    judged: tuple[Route, ...]
    records: list[Key]


class Part(NamedTuple):
    """What a worker made of a part. A finding comes with the number of its record in the part, -1 for none."""

    files: list[PartFile]
    findings: list[tuple[int, Finding]]
    problems: list[Problem]
    ignores: list[tuple[str, Ignore]]
    words: Words


def work(job: Job) -> Part:
    """Read a part and apply the rules that speak of a record alone. Runs in another process, or in this one."""
    with deadline(None if job.end is None else job.end - time.time()):
        return _part(job)


def _part(job: Job) -> Part:
    from medlint.gate import Selection, said
    from medlint.read.files import read_source
    from medlint.root import Root
    from medlint.rules import every
    from medlint.rules.spelling import misspelling, words_of

    every()  # whatever marks keys
    root = Root(job.config)
    reading = Reading(job.config)
    reading.schemas |= job.schemas or {}
    for file in job.files:
        reading.add(read_source(Path(file), root) if isinstance(file, str) else file)
    project = replace(reading.project(job.today), catalog=job.catalog)
    chosen = Selection(job.config).rules
    found = [finding for rule in chosen if rule.alone for finding in said(rule, project)]
    records: dict[str, list[Entry]] = {}
    for entry in reading.entries:
        records.setdefault(entry.path, []).append(entry)
    numbers = {id(entry): number for number, entry in enumerate(e for held in records.values() for e in held)}
    alike: dict[Any, Any] = {}
    return Part(
        [
            PartFile(
                path,
                len(document.source.text),
                held.catalog,
                held.judged,
                [key_of(entry, job.keys, alike) for entry in records.get(path, ())],
            )
            for document in reading.documents
            if (held := reading.catalog_files.get(path := document.source.path)) is not None
        ],
        [(numbers.get(id(finding.entry), -1), finding._replace(entry=None)) for finding in found],
        reading.problems,
        reading.ignores,
        words_of(project) if any(rule.code == misspelling.code for rule in chosen) else Words(),
    )


def read_list(
    files: Sequence[Path], config: Config, today: date, pool: Pool | None, *, complete: bool, near: Sequence[Path] = ()
) -> Project:
    """The project of files. The records of a large catalog are judged in parts, and kept by their keys."""
    from medlint.read.files import read_source
    from medlint.read.project import read_project
    from medlint.root import Root

    apart = [path for path in files if path.suffix.lower() in DATA and path.stem != "list"]
    if len(apart) < (_FEW if pool is not None else WHOLE):
        return read_project(files, config, today, complete=complete, near=near)
    root = Root(config)
    reading = Reading(config)
    others = set(files) - set(apart)
    for path in files:
        if path in others:
            reading.add(read_source(path, root))
    _take_in(reading, _parts(apart, reading, today, pool))
    for path in near:
        if root.holds(path):
            reading.consider(read_source(path, root))
    return reading.project(today, files=len(files), complete=complete)


def _parts(paths: Sequence[Path], reading: Reading, today: date, pool: Pool | None) -> Iterator[Part]:
    """The parts, in the order of their files."""
    from medlint.read.files import read_source
    from medlint.root import Root
    from medlint.rules import every

    every()
    remote = pool is not None and pool.remote
    schemas = None
    if remote:
        schemas = {catalog.schema: reading.schema_of(catalog) for catalog in reading.config.every_catalog}
    root = Root(reading.config)
    size = max(1, min(_PART, -(-len(paths) // (pool.workers * _AHEAD)))) if pool is not None else _PART

    def job(start: int) -> Job:
        part = paths[start : start + size]
        held = [read_source(path, root) if remote else str(path) for path in part]
        left = remaining()
        end = None if left is None else time.time() + left
        return Job(held, reading.config, today, names(), schemas, reading.catalog, end)

    jobs = (job(start) for start in range(0, len(paths), size))
    return map(work, jobs) if pool is None else in_order(pool, jobs)


def in_order(pool: Pool, jobs: Iterable[Job]) -> Iterator[Part]:
    """What the workers make of the jobs, of which only some are under way: the others needn't be held yet.

    Raises ConfigError where a scheduler has no workers left.
    """
    waiting: deque[tuple[Job, Future[Part] | None]] = deque()
    for job in jobs:
        waiting.append((job, _submitted(pool, job)))
        if len(waiting) > pool.workers * _AHEAD:
            yield _result(pool, *waiting.popleft())
    while waiting:
        yield _result(pool, *waiting.popleft())


def _submitted(pool: Pool, job: Job) -> Future[Part] | None:
    from concurrent.futures import BrokenExecutor

    try:
        with held_back():  # a process is started whole, and ends with this one
            return pool.executor.submit(work, job)
    except BrokenExecutor:  # a process was killed, and the others with it
        return None


def _result(pool: Pool, job: Job, future: Future[Part] | None) -> Part:
    """What came of a job; this process does it where no other is left. Raises ConfigError where no worker is."""
    from concurrent.futures import BrokenExecutor

    while future is not None:
        try:
            return future.result(_LOOKED)
        except BrokenExecutor:
            break
        except TimeoutError:
            left = remaining()
            if future.done():
                continue
            if left is not None and left < -_LOOKED:
                raise ConfigError("the deadline has passed, and a worker doesn't answer") from None
            if not pool.alive():
                raise ConfigError("no worker of the scheduler is left") from None
    return work(job)


def _take_in(reading: Reading, parts: Iterable[Part]) -> None:
    """Go on with what was read of files of records elsewhere, or before."""

    def again(path: str) -> tuple[Document, list[Entry]] | None:
        from medlint.read.files import read_source

        fresh = Reading(reading.config)
        fresh.schemas = reading.schemas
        fresh.add(read_source(Path(path), reading.root))
        return (fresh.documents[0], fresh.entries) if fresh.documents else None

    shelf = Shelf(again, names())
    kept = reading.kept = Kept(shelf, [], Words())
    one: dict[tuple[tuple[str, ...], tuple[Route, ...]], CatalogFile] = {}  # for files that are alike
    gc.freeze()
    for part in parts:
        records: list[Entry] = []
        for file in part.files:
            key = (file.catalog.path, file.judged)
            if key not in one:
                one[key] = CatalogFile(file.catalog, reading.schema_of(file.catalog), file.judged)
            reading.catalog_files[file.path] = one[key]
            records += shelf.put(file.path, file.length, file.records)
        reading.entries += records
        reading.problems += part.problems
        reading.ignores += part.ignores
        kept.findings.extend(f._replace(entry=records[at]) if at >= 0 else f for at, f in part.findings)
        kept.words.add(part.words)
        gc.collect()  # cells and links lead to each other: what was read here, or came from elsewhere, goes now
        gc.freeze()


class Pool(NamedTuple):
    """Workers: what runs them, how many there are, and whether they may be on other machines."""

    executor: Executor
    workers: int
    remote: bool = False
    alive: Callable[[], bool] = lambda: True
    """Whether any worker is left; a scheduler waits for new ones for ever."""


@contextmanager
def pool(jobs: int, scheduler: str | None) -> Iterator[Pool | None]:
    """The workers of a scheduler, or processes of this machine; None where one process is to do it all."""
    if scheduler is not None:
        from medlint.cluster import executor

        with executor(scheduler) as (made, workers, alive):
            yield Pool(made, workers, remote=True, alive=alive)
    elif jobs > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import active_children, get_context

        spawn = get_context("spawn")
        with ProcessPoolExecutor(jobs, spawn, initializer=_begin) as made:
            try:
                yield Pool(made, jobs)
            except BaseException:  # nobody waits for what is under way
                for process in active_children():
                    process.kill()
                raise
    else:
        yield None


def _begin() -> None:
    """Make a process ready for parts: it collects what it dropped less often, and ends when its parent does."""
    import os
    import threading
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    leave_ctrl_c_to_parent()
    gc.set_threshold(50_000, 20, 20)
    if (parent := parent_process()) is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
