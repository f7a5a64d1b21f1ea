"""A large catalog, read and judged in parts by other processes or machines.

A part is some files of records. Whoever has it reads them and applies the rules that speak of a record alone; what
compares entries is judged where the parts come together. The report is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from medlint.config import Catalog, Config
from medlint.finding import Finding
from medlint.model import Source
from medlint.project import JudgedApart, Problem, Project
from medlint.read.project import Reading
from medlint.validate.schema import Schema

_PARTS = 4
"""Parts for each worker: so that none waits long for the last."""
_FEW = 200
"""Records that are read sooner than a process is started."""


class Job(NamedTuple):
    """What a worker needs for a part: its files, and what is the same for all parts."""

    sources: Sequence[tuple[Source, Catalog]]
    config: Config
    today: date
    schemas: dict[str | None, Schema] | None
    sections: Any


class Part(NamedTuple):
    """What a worker made of a part."""

    reading: Reading
    findings: list[Finding]


def work(job: Job) -> Part:
    """Read a part and apply the rules that speak of a record alone. Runs in another process."""
    from medlint.gate import Selection

    reading = Reading(job.config)
    reading.schemas |= job.schemas or {}
    for source, catalog in job.sources:
        reading.add_data(source, catalog)
    project = replace(reading.project(job.today), catalog=job.sections)
    own = {source.path for source, _ in job.sources}
    rules = [rule for rule in Selection(job.config).rules if rule.alone]
    findings = [finding for rule in rules for finding in rule(project) if finding.place.path in own]
    reading.forget()
    return Part(reading, findings)


def read_in_parts(
    files: Sequence[Path], config: Config, today: date, pool: Pool, *, complete: bool, near: Sequence[Path] = ()
) -> Project:
    """The project of files, as `read_project` gives it, with the findings of the parts beside it."""
    from medlint.read.catalogs import catalog_of
    from medlint.read.files import read_source
    from medlint.root import Root

    root = Root(config)
    reading = Reading(config)
    jobs: list[tuple[Source, Catalog]] = []
    for path in files:
        source = read_source(root.within(path))
        catalog = catalog_of(source.path, config) if isinstance(source, Source) else None
        if isinstance(source, Problem) or catalog is None or path.stem == "list":
            reading.add(source)
        else:
            jobs.append((source, catalog))
    for path in near:
        if root.holds(path):
            reading.consider(read_source(path))
    if len(jobs) < _FEW:
        for source, catalog in jobs:
            reading.add_data(source, catalog)
        return reading.project(today, files=len(files), complete=complete)
    schemas = {catalog.schema: reading.schema_of(catalog) for _, catalog in jobs} if pool.remote else None
    cut = list(_cut(jobs, pool.workers, config, today, schemas, reading.catalog))
    parts = list(pool.executor.map(work, cut))
    for part in parts:
        reading.take(part.reading)
    apart = JudgedApart(
        tuple(entry for part in parts for entry in part.reading.entries),
        tuple(document for part in parts for document in part.reading.documents),
        tuple(finding for part in parts for finding in part.findings),
    )
    return replace(reading.project(today, files=len(files), complete=complete), apart=apart)


def _cut(jobs: Sequence[tuple[Source, Catalog]], workers: int, *same: Any) -> Iterator[Job]:
    size = max(1, -(-len(jobs) // (workers * _PARTS)))
    for start in range(0, len(jobs), size):
        yield Job(jobs[start : start + size], *same)


class Pool(NamedTuple):
    """Workers: what runs them, how many there are, and whether they may be on other machines."""

    executor: Executor
    workers: int
    remote: bool = False


@contextmanager
def pool(jobs: int, scheduler: str | None) -> Iterator[Pool | None]:
    """The workers of a scheduler, or processes of this machine; None where one process is to do it all."""
    if scheduler is not None:
        from medlint.cluster import executor

        with executor(scheduler) as (made, workers):
            yield Pool(made, workers, remote=True)
    elif jobs > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as made:
            yield Pool(made, jobs)
    else:
        yield None
