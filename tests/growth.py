"""How the cost of work grows with its size, measured so that a busy machine changes nothing: as time, or in steps."""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from medlint.limit import limit

_TRIES = 6
_FACTOR = 40
"""Ten times the size is ten times the cost, or a hundred times where a step is quadratic; this lies between."""
_STEPS = 14
"""The same of steps, which nothing disturbs: ten, and some for what is n log n."""
_CACHED = type(functools.cache(len))
_NOISE = 2e6  # nanoseconds; less than this is no measure of anything


def grows_evenly(run: Callable[[int], object], size: int) -> bool:
    """True where ten times the size costs about ten times as much of the processor.

    The clock of this thread alone counts, and one good pair of a few is enough: what is quadratic never has one.
    """
    run(max(size // 10, 1))  # what is loaded once is not part of it
    for _ in range(_TRIES):
        if _cost(run, 10 * size) < _FACTOR * max(_cost(run, size), _NOISE):
            return True
        _forget()
    return False


def uneven(works: Callable[[int], Mapping[str, Callable[[], object]]], size: int) -> set[str]:
    """The names of those works, of a size each, of which ten times the size costs much more than ten times as much."""
    _costs(works(max(size // 10, 1)))
    left: set[str] | None = None
    for _ in range(_TRIES):
        few, many = _costs(works(size)), _costs(works(10 * size))
        bad = {name for name in many if many[name] >= _FACTOR * max(few[name], _NOISE / 4)}
        left = bad if left is None else left & bad
        if not left:
            break
        _forget()
    return left or set()


def _forget() -> None:
    """Have what is remembered of a text worked out again: else the second try would cost nothing."""
    for held in gc.get_objects():
        if isinstance(held, _CACHED) and held.__module__.startswith(("medlint.", "urllib.")):
            held.cache_clear()


def _costs(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    return {name: _cost(work) for name, work in works.items()}


def _cost(run: Callable[..., object], *size: int) -> float:
    gc.disable()  # what other tests have left in memory would be looked through, and only where much is made
    try:
        start = time.thread_time_ns()
        with limit(60):  # what is exponential would never end
            run(*size)
        return time.thread_time_ns() - start
    finally:
        gc.enable()


def steps_grow_evenly(run: Callable[[int], Callable[[], object]], size: int) -> bool:
    """True where ten times the size takes about ten times as many steps; `run` gives the work of a size.

    Steps are lines of Python that are run: they see what is quadratic at sizes at which time doesn't, but nothing of
    what takes long within one line. What is loaded once is not part of them.
    """
    steps(run(2))
    few = steps(run(size))
    return steps(run(10 * size)) < _STEPS * few


def steps(run: Callable[[], object]) -> int:
    """How many lines of Python a call runs, however busy the machine is."""
    lines = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before, collecting = sys.gettrace(), gc.isenabled()
    gc.disable()  # what others have called after a collection, whenever that comes, isn't ours
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return lines
