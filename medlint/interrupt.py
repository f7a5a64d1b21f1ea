"""Ctrl-C and SIGTERM, which end a run alike: what was found so far is reported, and nothing is left half-written."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def on_sigterm() -> None:
    """Take SIGTERM for Ctrl-C from now on, unless whoever started this program has it ignored."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _as_ctrl_c)


def at_once() -> None:
    """Let both end the process as they end most programs: a thread that waits for input hears of nothing else."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def _as_ctrl_c(_number: int, frame: FrameType | None) -> None:
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):  # Ctrl-C is ignored, as in the background of a shell
        raise KeyboardInterrupt
    handler(signal.SIGINT, frame)  # of an event loop, where one runs


@contextmanager
def held_back() -> Iterator[None]:
    """Both signals, and those of the clock (see `limit`), wait until what runs inside is done."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGPROF)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_ctrl_c_to_parent() -> None:
    """In a process that was started while they were `held_back`: hear the other signals again."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, (signal.SIGINT,))
