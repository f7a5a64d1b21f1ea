"""`.medlint-baseline.json`: the findings known on one day, so that later runs report only new ones."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from medlint.config import ConfigError
from medlint.finding import Finding
from medlint.limit import OutOfTime, limit, why
from medlint.root import below

NAME = ".medlint-baseline.json"
_VERSION = 1
_MANY = 10**12
"""More findings of one kind than any list has."""
_KEYS = ("path", "entry", "field", "code", "subject")


class Key(NamedTuple):
    """What a finding is known by: no line, no message. `path` is empty for what belongs to an entry."""

    path: str
    entry: str
    field: str
    code: str
    subject: str


Baseline = Counter[Key]
"""How many findings of each key there were."""


def key_of(finding: Finding, root: Path) -> Key:
    """The key of a finding; paths are relative to the root of the config."""
    path = "" if finding.shown else below(finding.place.path, root)
    return Key(path, finding.shown or "", finding.field or "", finding.code, finding.subject)


def record(findings: Iterable[Finding], root: Path) -> bytes:
    """The baseline of findings as a file: sorted, so that the same findings give the same bytes."""
    counts = Counter(key_of(finding, root) for finding in findings)
    rows = []
    for key, count in sorted(counts.items()):
        row: dict[str, Any] = {name: value for name, value in zip(_KEYS, key, strict=True) if value}
        rows.append(row if count == 1 else {**row, "count": count})
    return (json.dumps({"version": _VERSION, "findings": rows}, indent=1, ensure_ascii=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def load(file: Path, read: Callable[[Path], bytes]) -> Baseline:
    """The baseline in a file. Raises ConfigError for a file that can't be read or is none."""
    try:
        with limit():
            data = json.loads(read(file).decode("utf-8-sig"))
    except OutOfTime:
        raise ConfigError(f"{file}: the baseline was not read: {why()}") from None
    except OSError as error:
        raise ConfigError(f"{file}: the baseline can't be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: the baseline is not JSON: {str(error)[:200]}") from None
    if not isinstance(data, dict) or data.get("version") != _VERSION or not isinstance(data.get("findings"), list):
        raise ConfigError(f"{file}: this is not a baseline of version {_VERSION}; 'medlint baseline' writes one")
    out: Baseline = Counter()
    for row in data["findings"]:
        count = row.get("count", 1) if isinstance(row, dict) else 0
        if (
            type(count) is not int
            or not 0 < count < _MANY
            or not all(isinstance(row.get(name, ""), str) for name in _KEYS)
        ):
            raise ConfigError(f"{file}: this entry can't be understood: {json.dumps(row)[:200]}")
        out[Key._make(row.get(name, "") for name in _KEYS)] += count
    return out


def mended(known: Iterable[Finding], baseline: Baseline, root: Path, codes: Container[str]) -> tuple[str, ...]:
    """What the baseline has and nobody finds any more, in words, of the rules that were applied.

    `known` are the findings that it still holds.
    """
    left = baseline - Counter(key_of(finding, root) for finding in known)
    return tuple(
        " ".join(part for part in (*_words(key), f"({count:,} times)" if count > 1 else "") if part)
        for key, count in sorted(left.items())
        if key.code in codes
    )


def _words(key: Key) -> tuple[str, ...]:
    return key.code, key.entry or key.path, key.field, key.subject


def split(
    findings: Iterable[Finding],
    baseline: Baseline,
    root: Path,
    exists: Callable[[str], bool] = os.path.exists,
) -> tuple[list[Finding], list[Finding]]:
    """The findings that are new, and those that the baseline has already.

    What was found outside entries in a file that is gone now is looked for in the files that are there: it was
    renamed, or its text was moved.
    """
    left = Counter(baseline)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        key = key_of(finding, root)
        if left[key]:
            left[key] -= 1
            known.append(finding)
        else:
            new.append(finding)
    gone: Baseline = Counter()
    for key, count in left.items():
        if count and key.path and not exists(os.path.join(root, key.path)):
            gone[key._replace(path="")] += count
    if not gone:
        return new, known
    still = []
    for finding in new:
        key = key_of(finding, root)
        bare = key._replace(path="")
        if key.path and gone[bare]:
            gone[bare] -= 1
            known.append(finding)
        else:
            still.append(finding)
    return still, known
