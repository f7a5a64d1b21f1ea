"""A Dask cluster: how it is reached, or started on this machine. Needs the extra `medlint[dask]`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from medlint import __version__
from medlint.config import ConfigError

_MISSING = "--scheduler needs medlint[dask] (distributed is not installed)"
_PATIENCE = 10
"""Seconds that a scheduler has to answer."""


@contextmanager
def scheduler(address: str | None, jobs: int) -> Iterator[str | None]:
    """The address of a scheduler to work with; for `local` one is started here, with a worker for each job.

    Raises ConfigError where Dask isn't installed.
    """
    if address != "local":
        yield address
        return
    try:
        from distributed import LocalCluster
    except ImportError:
        raise ConfigError(_MISSING) from None
    _hush()
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        yield str(cluster.scheduler_address)


@contextmanager
def executor(address: str) -> Iterator[tuple[Executor, int, Callable[[], bool]]]:
    """What runs functions on the workers of a scheduler, how many there are, and whether any is left.

    Raises ConfigError where there is no scheduler, or none of its workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ConfigError(_MISSING) from None
    _hush()
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ConfigError(f"no scheduler answers at {address!r}: {error}") from None
    with client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise ConfigError(f"the scheduler at {address} has no workers")

        def alive() -> bool:
            return bool(client.scheduler_info(n_workers=-1)["workers"])

        yield client.get_executor(pure=False), workers, alive  # type: ignore[no-untyped-call]


async def connected(address: str) -> Any:
    """A client of the scheduler. Raises ValueError where there is none, or where its workers are not as we are."""
    client = await _client(address)
    try:
        versions = await client.run(_version, on_error="return")
    except BaseException:
        await client.close()
        raise
    for worker, version in sorted(versions.items()):
        if version != __version__:
            await client.close()
            said = (
                "has no medlint" if isinstance(version, Exception) else f"has medlint {version}, this is {__version__}"
            )
            raise ValueError(f"the worker at {worker} {said}")
    return client


async def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ValueError(_MISSING) from None
    _hush()
    try:
        return await Client(address, asynchronous=True, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ValueError(f"no scheduler answers at {address!r}: {error}") from None


def _hush() -> None:
    """Let Dask say nothing; it sets the levels of its loggers when it is imported."""
    for name in ("distributed", "tornado.application"):  # a lost worker is no news to whoever reads the report
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _version() -> str:
    return __version__
