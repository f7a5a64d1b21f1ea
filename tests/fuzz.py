"""Mutated input for every reader: none crashes it, and none takes much longer than others of its size.

    python tests/fuzz.py [--count N] [--seed N] [--reader NAME …]

Each reader is given texts of its kind with accidents in them. A crash is any exception but the one that ends a command
with 2. An input is slow that takes more than ten times the median of the inputs of its size (within a factor of two),
of the processor's time of its thread, and does so again when it is given once more. The exit status is 1 for either.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

from medlint import ConfigError
from medlint.baseline import load as load_baseline
from medlint.config import Config, load_config
from medlint.engine import lint, unprobed
from medlint.links.memory import Memory
from medlint.links.page import parse as parse_page
from medlint.project import Project
from medlint.read.project import build_project
from medlint.report.json import from_dict, to_dict
from medlint.report.merge import merged
from medlint.source import Source
from medlint.validate.faults import faults
from medlint.validate.schema import load_schema

TODAY = date(2026, 11, 21)
SLOW = 10
"""How many times the median of its size an input may take."""
_NOISE = 0.1
"""Seconds; what takes less is slow to nobody."""
_FOLDER = Path(tempfile.mkdtemp(prefix="medlint-fuzz-"))

TABLE = "| Title | Description | Source | Size |\n|---|---|---|---|\n"
PAGE = (
    "---\ntitle: x\n---\n# List (2)\n\n[![b](https://img.shields.io/badge/datasets-2-x)](#ct)\n\n## CT\n\n" + TABLE
    + "| LIDC `a\\|b` | *CT* [x](u) of 1,018 lungs[^1] | https://www.example.org/é | 1,018 scans, 124 GiB |\n"
    + "| **IXI** | MRI <br> T1 | [page](http://example.org/a 'x'), doi:10.5281/zenodo.1 | 600 subjects |\n\n"
    + "- [Name](https://example.org/b) - avilable text\n  - Size: 5 GB\n  - License: CC BY 4.0\n\n"
    + "### ACDC\n\n- **Website:** <https://example.org/c>\n- Paper: [p](https://doi.org/10.1109/x)\n\n[^1]: note\n"
)  # fmt: skip
HTML = (
    '<h2 id="ct">CT</h2>\n<table><tr><th>Title<th>Source<th>Size</tr>\n<tr><td rowspan=2>A &amp; B<td>'
    '<a href="https://example.org/a">x</a><td>5 GB</tr><tr><td>b<td>c</table>\n\n<details><summary>More</summary>\n'
    '<ul><li><b>X</b>: <a name=q href="https://example.org/?a=1&b">y</a></ul></details>\n<!-- c -->\n'
)
RECORD = (
    "id: lidc\nkind: dataset\ntitle: LIDC-IDRI # c\nsection: CT\nmodalities: [CT, &a SR]\nkeywords: [*a, lung]\n"
    "landing_page: https://example.org/a\ndoi: 10.7937/K9\naccess: {level: open}\nlicense: CC-BY-3.0\n"
    'size:\n  text: "1,018 scans, 124 GB"\n  bytes: 133143986176\n  counts: [{unit: scans, value: 1018}]\n'
    "description: >\n  Chest CT of\n  1,018 patients.\nverified: {date: 2026-05-02, by: me}\n"
)
CONFIG = (
    'readme = ["README.md", "docs/*.md"]\ncatalog = "catalog"\nselect = ["ALL"]\nignore = ["MED312"]\n'
    'fail-on = "error"\nrequired = ["title"]\nverify-every = 90\n[severity]\nMED101 = "warning"\n'
    '[links]\nexclude = [\'^https://a\']\naccept = {"a.b" = [403]}\nmax-age = {alive = "7d"}\nfail-after = 3\n'
)
SCHEMA = (
    '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["id"], "$defs": {"a":'
    ' {"type": "string", "pattern": "^[a-z]+$"}}, "properties": {"id": {"$ref": "#/$defs/a"}, "n": {"multipleOf": 0.1},'
    ' "k": {"type": "array", "uniqueItems": true, "items": {"anyOf": [{"const": 1}, {"format": "uri"}]}}},'
    ' "unevaluatedProperties": false}'
)
BASELINE = '{"version": 1, "findings": [{"entry": "LIDC", "field": "size", "code": "MED205", "count": 2}]}'
HISTORY = (
    '{"url": "https://example.org/a", "checked": "2026-11-20T10:00:00+00:00", "verdict": {"state": "alive", "status":'
    ' 200}, "fails": 0}'
)
SIGNS = [
    *"|\\`[]()<>*_#-!&:;,.'\"{}=~^$%?+/@", "\n", "\r\n", "\r", "\t", "\0", "\u202e", "é", "漢", "👍🏽", "\ufeff",
    "\u2028", "<!--", "-->", "&amp;", "> ", "- ", "# ", "---", "\n\n", "    ", "```", "<details>", "http://", "doi:10.",
    "](", "**", "| a |\n|-|\n", "<!-- medlint-ignore: MED1 -->", "<h1>", "</h2>", "<td>", "<a href=", "[^1]", "9" * 30,
    "1e999", "NaN", "null", "true", "*a", "&a", "<<: ", "!!x ", "[[", '"""', "'''", "\\u0000", "\\ud800", "0x1f", "-0",
    "1_0", "2026-13-45",
]  # fmt: skip

Reader = Callable[[str], object]


def judged(path: str) -> Reader:
    """Reads and judges a text as a file of the list, and asks for its links."""

    def read(text: str) -> Project:
        project = build_project([Source(path, text)], Config(root=_FOLDER), TODAY)
        lint(project)
        unprobed(project, "not asked")
        return project

    return read


def _as_file(name: str, read: Callable[[Path], object]) -> Reader:
    def run(text: str) -> object:
        path = _FOLDER / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return read(path)

    return run


def _schema(path: Path) -> object:
    schema = load_schema(path.name, path, lambda _: False)
    data = {"id": "a b", "n": 0.3, "k": [1, 1.0, "x", None], "z": {}}
    return faults(schema, data, ""), faults(schema, [data], "")


def _history(text: str) -> object:
    memory = Memory.open(str(_FOLDER / "memory"))
    try:
        return memory.load(text.splitlines())
    except ValueError as error:  # which the command says, and ends with 2
        return error
    finally:
        memory.clear()
        memory.close()


def _merge(text: str) -> object:
    """As the command does it."""
    from medlint.commands.history import _NO_REPORT

    try:
        report = json.loads(text)
        if not isinstance(report, dict) or report.get("version") != 1:
            return None
        return to_dict(from_dict(merged([report, report])))
    except _NO_REPORT as error:
        return error


READERS: dict[str, tuple[Reader, list[str]]] = {
    "markdown": (judged("README.md"), [PAGE, TABLE, PAGE.replace("\n", "\r\n")]),
    "html": (judged("README.md"), [HTML, PAGE + HTML]),
    "page": (parse_page, [HTML, f"<!DOCTYPE html><title>x</title><meta http-equiv=refresh content='0;x'>{HTML}"]),
    "yaml": (judged("catalog/x.yaml"), [RECORD, "- " + RECORD.replace("\n", "\n  "), "sections:\n- title: CT\n"]),
    "toml": (judged("catalog/x.toml"), [CONFIG, 'id = "a"\ntitle = "A"\nkeywords = ["x", """y"""]\n']),
    "json": (judged("catalog/x.json"), [SCHEMA, '{"id": "a", "title": "A", "keywords": ["x", 1e3, null]}']),
    "config": (_as_file("medlint.toml", lambda path: load_config(path, path.parent)), [CONFIG]),
    "schema": (_as_file("schema.json", _schema), [SCHEMA]),
    "baseline": (_as_file("baseline.json", load_baseline), [BASELINE]),
    "history": (_history, [HISTORY, f"{HISTORY}\n{HISTORY}"]),
    "merge": (_merge, [""]),  # filled below: a report of medlint itself
}


def _report() -> str:
    from medlint.engine import judge

    return json.dumps(to_dict(judge(build_project([Source("README.md", PAGE)], Config(root=_FOLDER), TODAY), None)))


def mutated(texts: list[str], rng: random.Random) -> str:
    """One of the texts with accidents: pieces lost, doubled, put in, turned round, repeated many times."""
    text = rng.choice(texts)
    for _ in range(rng.randint(1, 6)):
        at, other = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        choice = rng.randrange(8)
        if choice == 0:
            text = text[:at] + text[at + rng.randint(1, 60) :]
        elif choice <= 3:
            text = text[:at] + rng.choice(SIGNS) + text[at:]
        elif choice == 4:
            text = text[:at] + text[other : other + rng.randint(1, 200)] + text[at:]
        elif choice == 5:
            text = text[:at] + text[at : at + 40][::-1] + text[at + 40 :]
        elif choice == 6:
            text = text[:at] + (rng.choice(SIGNS) + rng.choice(["", *SIGNS])) * rng.randint(2, 400) + text[at:]
        else:
            text = text[:at] + text[at:other] * rng.randint(2, 5) + text[other:]
        text = text[:20_000]
    return text


class Result(NamedTuple):
    """What became of the inputs of a reader."""

    inputs: int
    crashes: list[tuple[str, str]]
    slow: list[tuple[str, float, float]]
    """The input, its seconds, and the median of its size."""


def fuzz(reader: str, count: int, seed: int) -> Result:
    """Give a reader so many inputs; the same seed gives the same ones."""
    read, texts = READERS[reader]
    texts = [_report()] if reader == "merge" else texts
    rng = random.Random(f"{reader} {seed}")  # nothing secret
    crashes: list[tuple[str, str]] = []
    taken: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for text in texts:
        _cost(read, text)  # what is loaded once is not part of it
    for number in range(count):
        if number % 500 == 0:
            gc.collect()
        text = mutated(texts, rng)
        try:
            taken[len(text).bit_length()].append((_cost(read, text), text))
        except BaseException as error:  # OutOfTime too
            if isinstance(error, KeyboardInterrupt):
                raise
            crashes.append((text, f"{type(error).__name__}: {error}"))
    return Result(count, crashes, list(_slow(read, taken)))


def _slow(read: Reader, taken: dict[int, list[tuple[float, str]]]) -> Iterator[tuple[str, float, float]]:
    for inputs in taken.values():
        usual = median(seconds for seconds, _ in inputs)
        for seconds, text in inputs:
            if seconds > SLOW * usual and seconds > _NOISE:
                again = min(_cost(read, text) for _ in range(3))
                if again > SLOW * usual and again > _NOISE:
                    yield text, again, usual


def _cost(read: Reader, text: str) -> float:
    start = time.thread_time()
    with suppress(ConfigError):  # which ends a command with 2
        read(text)
    return time.thread_time() - start


def main() -> int:
    """The command; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="inputs in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", choices=READERS)
    options = parser.parse_args()
    chosen = options.reader or list(READERS)
    bad = 0
    for name in chosen:
        result = fuzz(name, options.count // len(chosen), options.seed)
        bad += len(result.crashes) + len(result.slow)
        print(f"{name}: {result.inputs:,} inputs, {len(result.crashes)} crashes, {len(result.slow)} slow", flush=True)
        for text, error in result.crashes[:5]:
            print(f"  {error[:200]}\n    {text[:2000]!r}")
        for text, seconds, usual in result.slow[:5]:
            print(f"  {seconds:.3f} s, usually {usual:.4f} s for {len(text)} characters\n    {text[:2000]!r}")
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
