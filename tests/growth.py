"""How the cost of work grows with its size, measured so that a busy machine changes nothing."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from medlint.limit import limit

_TRIES = 6
_FACTOR = 40
"""Ten times the size is ten times the cost, or a hundred times where a step is quadratic; this lies between."""
_NOISE = 2e6  # nanoseconds; less than this is no measure of anything


def grows_evenly(run: Callable[[int], object], size: int) -> bool:
    """True where ten times the size costs about ten times as much of the processor.

    The clock of this thread alone counts, and one good pair of a few is enough: what is quadratic never has one.
    """
    run(max(size // 10, 1))  # what is loaded once is not part of it
    return any(_cost(run, 10 * size) < _FACTOR * max(_cost(run, size), _NOISE) for _ in range(_TRIES))


def _cost(run: Callable[[int], object], size: int) -> float:
    gc.disable()  # what other tests have left in memory would be looked through, and only where much is made
    try:
        start = time.thread_time_ns()
        with limit(60):  # what is exponential would never end
            run(size)
        return time.thread_time_ns() - start
    finally:
        gc.enable()
