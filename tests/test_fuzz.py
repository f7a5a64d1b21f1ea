"""A few inputs of the fuzzing command for each reader; `python tests/fuzz.py` gives them many more."""

from __future__ import annotations

import os
import random

import pytest

import fuzz


@pytest.mark.parametrize("reader", fuzz.READERS)
def test_no_input_crashes_a_reader(reader: str) -> None:
    seed = random.randrange(1 << 32) if os.environ.get("MEDLINT_TESTS_UNSEEDED") else 1
    result = fuzz.fuzz(reader, 40, seed)
    assert not result.crashes, (seed, result.crashes[0])


def test_a_crash_and_a_slow_input_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> object:
        if "<h1>" in text:
            raise ValueError(text)
        if "NaN" in text:
            sum(range(10_000_000))
        return None

    monkeypatch.setitem(fuzz.READERS, "page", (read, [fuzz.HTML]))
    result = fuzz.fuzz("page", 100, 1)
    assert result.crashes
    assert result.slow
    assert all("NaN" in text for text, _, _ in result.slow)
