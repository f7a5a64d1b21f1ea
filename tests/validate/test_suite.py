"""The official JSON Schema test suite: both validators judge every case as it says, and so does `medlint check`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from medlint.errors import ConfigError
from medlint.validate.load import References
from medlint.validate.schema import Schema

SUITE = Path(__file__).parents[3] / "shared" / "suites" / "json-schema"
DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
ELSEWHERE = ("refRemote", "format", "vocabulary")
"""Files of the suite that need another host, or assert what is left open."""

needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="the official suite is not beside the checkout")


def groups(draft: str) -> Iterator[tuple[str, Any, list[dict[str, Any]]]]:
    for file in sorted((SUITE / "tests" / draft).glob("*.json")):
        for group in json.loads(file.read_text("utf-8")):
            if file.stem not in ELSEWHERE and "localhost:1234" not in json.dumps(group["schema"]):
                yield f"{file.stem}: {group['description']}", group["schema"], group["tests"]


def judged(draft: str) -> tuple[int, list[str]]:
    """How many cases of a draft were judged, and which of them by whom otherwise than the suite does."""
    count = 0
    wrong = []
    for name, data, cases in groups(draft):
        data = {**data, "$schema": data.get("$schema", DRAFTS[draft])} if isinstance(data, dict) else data
        try:
            schema = Schema(name, data, References(name, SUITE / "s.json", data, lambda _: None))
        except ConfigError:
            continue  # a `$schema` that is no draft
        quick = schema._quick
        for case in cases:
            count += 1
            found = {"jsonschema": not schema.judge(case["data"], bool)}
            if quick is not None:
                found["jsonschema-rs"] = quick(case["data"])
            wrong += [f"{name}: {case['description']}: {who}" for who, said in found.items() if said != case["valid"]]
    return count, wrong


@needs_suite
@pytest.mark.parametrize("draft", DRAFTS)
def test_both_validators_judge_as_the_suite_does(draft: str) -> None:
    # in a small process: each schema is compiled in a fork, and to fork this one takes five times as long
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        count, wrong = pool.submit(judged, draft).result()
    assert count > 500
    assert not wrong


@needs_suite
def test_the_command_judges_as_the_suite_does() -> None:
    done = subprocess.run([sys.executable, SUITE / "run.py", SUITE], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
    assert "4126/4126 right, 0 wrong, 0 in refused schemas" in done.stdout
