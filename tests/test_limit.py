"""What takes too long is given up, in a search too; what has no end is read up to a limit."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from medlint import limit as limits
from medlint.limit import OutOfTime, deadline, limit, read_bytes, remaining

ENDLESS = ("^(a+)+$", "a" * 60 + "!")


def search() -> None:
    re.search(*ENDLESS)


def loop() -> None:
    while True:
        pass


@pytest.mark.parametrize("work", [search, loop])
def test_a_unit_of_work_is_given_up(work: Callable[[], None]) -> None:
    with pytest.raises(OutOfTime), limit(0.1):
        work()


def test_the_time_of_the_unit_around_it_counts_on() -> None:
    inner = 0
    with pytest.raises(OutOfTime), limit(0.3):
        while True:
            try:
                with limit(0.05):
                    search()
            except OutOfTime:
                inner += 1
    assert inner > 1


@pytest.mark.parametrize("around", [False, True])
def test_nothing_goes_on_after_the_deadline(around: bool) -> None:
    with deadline(0.1):
        with pytest.raises(OutOfTime), limit():
            if around:
                try:
                    with limit():
                        loop()
                except OutOfTime:
                    pass
            loop()
        with pytest.raises(OutOfTime), limit():
            pytest.fail("there is no time left")
    assert remaining() is None
    with limit():
        pass


def test_signals_are_as_they_were() -> None:
    before = signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM)
    with deadline(60), limit():
        assert signal.getsignal(signal.SIGPROF) not in before
    assert before == (signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM))
    assert signal.getitimer(signal.ITIMER_PROF) == signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_other_threads_have_limits_too() -> None:
    ended = []

    def work() -> None:
        try:
            with limit(0.1):
                loop()
        except OutOfTime:
            ended.append("given up")
        with limit(60):
            ended.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert ended == ["given up", "done"]


def test_a_limit_in_a_thread_leaves_tracing_as_it_was() -> None:
    """Debuggers and coverage trace; one that hangs has to be ended from outside."""
    script = """
import sys, threading
from medlint.limit import limit
def work():
    with limit(60):
        pass
thread = threading.Thread(target=work)
thread.start()
thread.join()
sys.settrace(lambda *_: None)
(lambda: None)()
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)


def test_a_device_ends_at_the_limit() -> None:
    with pytest.raises(OSError, match="larger than 1 MB"):
        read_bytes(Path("/dev/zero"), 1_000_000)


def test_files_are_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 200_000)
    assert len(read_bytes(path, 200_000)) == 200_000
    with pytest.raises(OSError, match="larger"):
        read_bytes(path, 199_999)


def test_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert read_bytes(path) == b""  # nobody writes to it
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(path, "wb", buffering=0) as writer:
        os.close(reader)
        monkeypatch.setattr("medlint.limit.SECONDS", 0.1)
        with pytest.raises(OSError, match="nothing came"):
            read_bytes(path)
        monkeypatch.setattr("medlint.limit.SECONDS", 60)

        def write() -> None:
            writer.write(b"late")
            writer.close()

        threading.Timer(0.1, write).start()
        assert read_bytes(path) == b"late"


def test_the_deadline_ends_what_is_around_a_unit_too() -> None:
    """But not what has to be done whatever the deadline, which goes on where the unit inside was given up."""
    went_on = []
    with deadline(0.1), pytest.raises(OutOfTime), limit():
        with suppress(OutOfTime), limit():
            loop()
        went_on.append("around")
    with deadline(0.1), limit(dated=False):
        with suppress(OutOfTime), limit():
            loop()
        went_on.append("whatever")
        with pytest.raises(OutOfTime), limit():
            went_on.append("late")
    assert went_on == ["whatever"]


def test_a_timer_that_rings_again_leaves_what_it_raised_alone() -> None:
    reached: list[int] = []
    with pytest.raises(OutOfTime), limit(0.01):
        try:
            loop()
        finally:
            limits._ring(signal.SIGPROF, None)
            reached.append(1)
    assert reached


def test_a_timer_whose_error_is_lost_rings_again() -> None:
    lost: list[int] = []

    def swallow() -> None:
        try:
            while True:
                pass
        except BaseException:
            lost.append(1)

    with pytest.raises(OutOfTime), limit(0.01):
        swallow()
        while True:
            pass
    assert lost == [1]


def test_time_that_is_up_in_a_callback_is_said_by_nobody_and_noticed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    class Thing:
        pass

    def busy(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    def called(_: object) -> None:
        rung.append(False)
        busy(2)
        rung.append(True)

    lost: list[object] = []
    rung: list[bool] = []
    monkeypatch.setattr(sys, "unraisablehook", lost.append)
    hook = sys.unraisablehook
    with pytest.raises(OutOfTime), limit(0.1):
        thing = Thing()
        reference = weakref.ref(thing, called)
        del thing
        busy(20)
    assert (rung, lost, reference()) == ([False], [], None)
    assert sys.unraisablehook is hook
