"""Bounds: how long a file, a rule or a pattern may take, how long the run, and how much is read of a file.

A unit of work has seconds of the processor, so that a busy machine is no fault of the list; the deadline of a run
is a time on the clock. The interpreter looks at signals inside long searches of `re` too. Where there are none
(Windows, threads other than the main one), a thread watches the clock, and interrupts Python but no search.
"""

from __future__ import annotations

import faulthandler
import math
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from medlint.errors import ConfigError

SECONDS = 10.0
"""For a file, a record or a pattern (the config and the schema likewise)."""
_PATIENCE = 60.0
"""For what is done with all of a list, for each million characters."""
MAX_BYTES = 20_000_000
"""What is read of a file at most."""
MAX_REPORT = 200_000_000
"""What is read at most of a file that medlint itself wrote of a large list: a report, or the history of its links."""
_MOSTLY = 1 << 16
"""What is read of a file at first: room for all that it may hold takes longer to make than most files to read."""

_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_OFTEN = 0.05
"""Seconds between two rings of a timer: each looks whether a unit is late."""
_AGAIN = 10
"""Rings after which one raises once more: what it raised has to get to its unit undisturbed, and may have been lost.

They are counted, since on a busy machine many seconds may pass in which nothing of this process runs.
"""
_FAILED = 255
_MEMORY = 1 << 30
"""How many bytes a process of its own may take besides those that this one has."""

_end: float | None = None
_ends: list[tuple[float, bool]] = []
"""When the units that are under way have to be done, the outermost first, in seconds of the processor, and whether the
deadline counts for them."""
_unheard = 0
"""How often a timer rang for a unit that is late and hasn't noticed."""


class OutOfTime(BaseException):
    """The time is up. No Exception, so that nothing that tries one thing after another goes on with the next."""


class _Ring(BaseException):
    """A timer rang; the outermost unit whose time is up makes OutOfTime of it, those inside are left."""


@contextmanager
def limit(seconds: float = SECONDS, *, dated: bool = True) -> Iterator[None]:
    """What runs inside has so many seconds, and, where it is `dated`, no longer than the deadline.

    Raises OutOfTime; may be nested.
    """
    left = remaining() if dated else None
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        with _watched(seconds if left is None else min(seconds, left)):
            yield
        return
    depth = len(_ends)
    if left is not None and left <= 0:
        raise _Ring if _late(_ends) else OutOfTime
    numbers = () if depth else (signal.SIGPROF,) if _end is None else (signal.SIGPROF, signal.SIGALRM)
    before = [(number, signal.signal(number, _ring)) for number in numbers]
    hook = sys.unraisablehook
    if not depth:
        sys.unraisablehook = partial(_unless_rung, hook)
    try:
        _ends.append((time.process_time() + seconds, dated))
        if not depth:
            _set_timers(_OFTEN)
        yield
    except _Ring:
        if _late(_ends[:depth]):
            raise
        raise OutOfTime from None
    finally:
        try:
            _leave(depth, before)
        except _Ring:  # it rang while this was being done
            _leave(depth, before)
        sys.unraisablehook = hook


@contextmanager
def limited(what: str) -> Iterator[None]:
    """What is done inside has as long as a file has, whatever the deadline. Raises ConfigError with `what` it was."""
    try:
        with limit(dated=False):
            yield
    except OutOfTime:
        raise ConfigError(f"{what} was given up: it took more than {SECONDS:g} s") from None


@contextmanager
def bounded(size: int, what: str) -> Iterator[None]:
    """What is done with a whole list of so many characters has a time that grows with it, whatever the deadline.

    Raises ConfigError with `what` was being done: no list that people read comes near.
    """
    try:
        with limit(_PATIENCE * (1 + size / 1_000_000), dated=False):
            yield
    except OutOfTime:
        raise ConfigError(f"{what} was given up: it takes too long for a list of this size") from None


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """The run inside is to end after so many seconds (None: whenever it is done); `limit` keeps to that."""
    global _end  # one run at a time
    before = _end
    _end = None if seconds is None else time.monotonic() + seconds
    try:
        yield
    finally:
        _end = before


def apart(check: Callable[[], int]) -> int:
    """The small number that a check gives, run by a process of its own where there are such: no signal stops Rust or C.

    Raises OutOfTime where it takes more than SECONDS or too much memory, and ValueError where it fails.
    """
    if not hasattr(os, "fork"):
        return check()
    import resource

    child = os.fork()
    if not child:
        said = _FAILED
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(SECONDS),) * 2)
            # What is mapped already, used or not, counts too (Linux, where the limit does).
            mapped = Path("/proc/self/statm")
            pages = int(mapped.read_text().split()[5]) if mapped.exists() else 0
            used = max(pages * resource.getpagesize(), 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            most = _MEMORY + used
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
            # How it ends, if it does, is for this process to say, not for Rust or Python on standard error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            faulthandler.disable()
            said = check()
        finally:
            os._exit(said)
    try:
        _, status = os.waitpid(child, 0)
    except BaseException:  # the deadline
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    if os.WIFSIGNALED(status):
        raise OutOfTime
    if (said := os.waitstatus_to_exitcode(status)) == _FAILED:
        raise ValueError("the check failed")
    return said


def remaining() -> float | None:
    """How many seconds are left until the deadline, None where there is none."""
    return None if _end is None else _end - time.monotonic()


def why() -> str:
    """What to say of work that ended with OutOfTime."""
    left = remaining()
    return "the deadline passed" if left is not None and left <= 0 else f"it took more than {SECONDS:g} s"


def read_bytes(path: Path | str, most: int = MAX_BYTES, *, follow: bool = True) -> bytes:
    """What a file holds, whatever it is: a pipe nobody writes to is empty, a device ends at the limit.

    Unless links are to be followed, a symbolic link in the file's place is not opened. Raises OSError, also for what
    is larger than `most` or gives nothing for SECONDS, and ValueError for a name that no file can have.
    """
    handle = os.open(path, _READING if follow else _READING | _NO_LINK)
    try:
        pieces: list[bytes] = []
        size = 0
        end = time.monotonic() + SECONDS
        while size <= most:
            try:
                piece = os.read(handle, min(most + 1 - size, max(_MOSTLY, size)))
            except BlockingIOError:
                if not select.select([handle], [], [], max(end - time.monotonic(), 0))[0]:
                    raise OSError(f"nothing came for {SECONDS:g} s") from None
                continue
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
    finally:
        os.close(handle)
    raise OSError(f"it is larger than {most // 1_000_000} MB")


def _ring(_number: int, _frame: object) -> None:
    global _unheard
    if _late(_ends):
        _unheard += 1
        if _unheard % _AGAIN == 1:
            raise _Ring


def _unless_rung(hook: Callable[[Any], object], lost: Any) -> None:
    """Have Python say that an exception was lost in a callback, unless it is a ring, which comes again."""
    if lost.exc_type is not _Ring:
        hook(lost)


def _late(units: list[tuple[float, bool]]) -> bool:
    """Whether the time of one of these units is up."""
    left = remaining()
    over = left is not None and left <= 0
    return any(time.process_time() >= end or (over and dated) for end, dated in units)


def _set_timers(seconds: float) -> None:
    """Let the timers ring again and again, or never (0), of which the second is there for the deadline.

    They are set once for units within units. What one of them raises is lost in a callback of the garbage collector.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    if (left := remaining()) is not None:
        signal.setitimer(signal.ITIMER_REAL, max(left, seconds) if seconds else 0, seconds)


def _leave(depth: int, before: list[tuple[signal.Signals, Any]]) -> None:
    global _unheard
    if not depth:
        _set_timers(0)
    del _ends[depth:]
    if not _late(_ends):
        _unheard = 0
    for number, handler in before:
        signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    interrupt = _interrupter(threading.get_ident())
    lock, done = threading.Lock(), threading.Event()

    def watch() -> None:
        if not done.wait(seconds):
            with lock:
                if not done.is_set():
                    interrupt(OutOfTime)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:  # what was raised before comes here, and nothing later
            done.set()


def _interrupter(thread: int) -> Callable[[type[BaseException]], None]:
    """What raises an exception in a thread; nothing outside CPython.

    It is never taken back: CPython 3.11 stops for one that isn't there from then on, and without end where it traces.
    """
    import ctypes

    try:
        function = ctypes.pythonapi.PyThreadState_SetAsyncExc
    except AttributeError:
        return lambda error: None  # noqa: ARG005

    def interrupt(error: type[BaseException]) -> None:
        function(ctypes.c_ulong(thread), ctypes.py_object(error))

    return interrupt
