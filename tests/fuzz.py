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
import socketserver
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from threading import Thread
from typing import NamedTuple

from medlint import ConfigError
from medlint.baseline import load as load_baseline
from medlint.config import Config, load_config
from medlint.engine import lint, unprobed
from medlint.links.check import check
from medlint.links.memory import Memory
from medlint.links.options import CheckResult, LinkOptions, LinkRequest
from medlint.links.page import parse as parse_page
from medlint.links.registries.base import Service
from medlint.links.registries.crossref import Crossref
from medlint.links.registries.datacite import DataCite
from medlint.links.registries.handle import Handles
from medlint.links.registries.run import ARCHIVES
from medlint.lsp.state import OpenList
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
HEADERS = (
    "Content-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b; Domain=example.org; Path=/; Max-Age=9\r\n"
    'ETag: "x"\r\nRefresh: 0; url=/a\r\nRetry-After: 0\r\nLocation: /b?c#d\r\nX-Rate-Limit-Limit: 50\r\n'
)
SIGNS = [
    *"|\\`[]()<>*_#-!&:;,.'\"{}=~^$%?+/@", "\n", "\r\n", "\r", "\t", "\0", "\u202e", "é", "漢", "👍🏽", "\ufeff",
    "\u2028", "<!--", "-->", "&amp;", "> ", "- ", "# ", "---", "\n\n", "    ", "```", "<details>", "http://", "doi:10.",
    "](", "**", "| a |\n|-|\n", "<!-- medlint-ignore: MED1 -->", "<h1>", "</h2>", "<td>", "<a href=", "[^1]", "9" * 30,
    "1e999", "NaN", "null", "true", "*a", "&a", "<<: ", "!!x ", "[[", '"""', "'''", "\\u0000", "\\ud800", "0x1f", "-0",
    "1_0", "2026-13-45", "²", "\\u{110000}", "-1",
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
    schema = load_schema(path.name, path, lambda file: str(file) if file == path else None)
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


def _editor(path: str) -> Reader:
    """Opens a text in an editor, and asks the language server for all that it has: at findings, and anywhere."""

    def read(text: str) -> None:
        from lsprotocol import types
        from pygls.workspace import PositionCodec

        from medlint.lsp import actions, language
        from medlint.lsp.completion import completion
        from medlint.lsp.diagnostics import diagnostics
        from medlint.lsp.quick import quick
        from medlint.text.parsing import paired
        from medlint.write.markers import RenderError

        rng, codec, text = random.Random(text), PositionCodec(), paired(text)
        file, other = str(_FOLDER / path), _FOLDER / ("README.md" if path != "README.md" else "catalog/lidc.yaml")
        opened = OpenList(_FOLDER, Config(root=_FOLDER))
        state = opened.judge({file: text, str(other): PAGE if other.suffix == ".md" else RECORD})
        found = [said.range.start for said in diagnostics(state, file, codec)]
        for number in range(4):
            position = types.Position(rng.randrange(text.count("\n") + 2), rng.choice([0, 2, 9, rng.randrange(200)]))
            position = rng.choice(found) if found and number % 2 else position
            here = language.Here(state, file, position, codec)
            for ask in (language.hover, language.definition, completion):
                ask(here)
            edits = language.rename(here, "lung")
            actions.workspace_edit(state, edits, codec)
            span = types.Range(position, types.Position(position.line + 1, 0))
            for action in actions.code_actions(state, file, span, (), codec)[:3]:
                actions.resolved(state, action, codec)
        language.symbols(here)
        with suppress(RenderError):
            language.formatted(here)
        if (at := rng.randrange(len(text) + 1)) and (changed := quick(state, file, text[: at - 1] + text[at:])):
            diagnostics(changed, file, codec)

    return read


class _Answers(socketserver.StreamRequestHandler):
    """Answers every request with the same bytes, and says no more."""

    said = b""

    def handle(self) -> None:
        with suppress(OSError):
            while self.rfile.readline().strip():
                pass
            self.wfile.write(self.said)


def _checked(text: str, *links: LinkRequest) -> CheckResult:
    """The check of links on a network whose servers answer all with the text."""
    _Answers.said = text.encode("utf-8", "replace")
    asked: tuple[type[Service], ...] = (Crossref, DataCite, Handles, *ARCHIVES)
    services = {service.key: f"http://{service.key}.example.org" for service in asked}
    told = (f":80:127.0.0.1:{_port()}", ":443:127.0.0.1:1")  # where nobody listens
    options = LinkOptions(timeout=0.5, retries=0, max_redirects=1, connect_to=told, wayback="", services=services)
    return check(links, options)


def _page(text: str) -> CheckResult:
    return _checked(text, LinkRequest("http://example.org/a", ("ct",), "LIDC lung", is_source=True))


def _registered(text: str) -> CheckResult:
    addresses = (
        "doi.org/10.5281/zenodo.1", "doi.org/10.7937/K9/TCIA.2015.1", "www.cancerimagingarchive.net/collection/lidc/",
        "github.com/a/b", "huggingface.co/datasets/a/b", "figshare.com/articles/dataset/a/1/2", "osf.io/abcde/",
        "openneuro.org/datasets/ds000001/versions/1.0.0", "physionet.org/content/a/1.0.0/", "zenodo.org/records/1",
        "datadryad.org/stash/dataset/doi:10.5061/dryad.a",
        "portal.imaging.datacommons.cancer.gov/explore/filters/?collection_id=a",
    )  # fmt: skip
    fast = "X-Rate-Limit-Limit: 1000\r\nX-Rate-Limit-Interval: 1s"  # or each input waits half a second for Crossref
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{fast}\r\n\r\n{text}"
    return _checked(answer, *(LinkRequest(f"https://{address}", is_source=True) for address in addresses))


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 128  # of five connections at a time those that come late wait for a second
    daemon_threads = True


@cache
def _port() -> int:
    """Where the server listens."""
    server = _Server(("127.0.0.1", 0), _Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


_FILES = [{"size": 5, "name": "a", "license": "MIT", "label": "a", "size_unit": "gb", "key": "a"}]
_REGISTERED = {
    "id": "1", "responseCode": 1, "values": [{"type": "URL", "data": {"value": "https://example.org/"}}],
    "data": {
        "id": "10.5281/zenodo.1", "a0": {"nameWithOwner": "a/b", "isArchived": True, "licenseInfo": {"spdxId": "MIT"}},
        "attributes": {
            "doi": "10.5281/zenodo.1", "titles": [{"title": "LIDC"}], "sizes": ["5 GB"], "version": "1.0",
            "rightsList": [{"rightsIdentifier": "cc-by-4.0"}], "types": {"resourceTypeGeneral": "Dataset"},
            "relatedIdentifiers": [{"relationType": "IsObsoletedBy", "relatedIdentifier": "10.5281/zenodo.2"}],
        },
        "dataset": {"id": "ds000001", "latestSnapshot": {
            "tag": "1.0.1", "size": 5, "summary": {"subjects": ["a"]}, "description": {"License": "CC0"}}},
    },
    "errors": [{"type": "NOT_FOUND", "path": ["a0"]}], "full_name": "a/b", "archived": True,
    "metadata": {"title": "<b>LIDC</b>", "license": {"id": "mit"}, "relations": {"version": [{"is_last": False}]}},
    "conceptrecid": "2", "files": _FILES, "doi": "10.5281/zenodo.1", "title": "LIDC", "version": "3", "size": 5,
    "license": {"name": "MIT", "url": "https://example.org/"}, "cardData": {"license": ["mit"]}, "gated": "auto",
    "tags": ["license:mit"], "message": {"DOI": "10.5281/zenodo.1", "title": ["LIDC"], "update-to": [{"type": "x"}]},
    "subjects": "5", "short_title": "LIDC", "downloads": _FILES, "storageSize": 5, "versionNumber": 1, "result": _FILES,
}  # fmt: skip

READERS: dict[str, tuple[Reader, list[str]]] = {
    "markdown": (judged("README.md"), [PAGE, TABLE, PAGE.replace("\n", "\r\n")]),
    "html": (judged("README.md"), [HTML, PAGE + HTML]),
    "page": (parse_page, [HTML, f"<!DOCTYPE html><title>x</title><meta http-equiv=refresh content='0;x'>{HTML}"]),
    "yaml": (judged("catalog/x.yaml"), [RECORD, "- " + RECORD.replace("\n", "\n  "), "sections:\n- title: CT\n"]),
    "toml": (judged("catalog/x.toml"), [CONFIG, 'id = "a"\ntitle = "A"\nkeywords = ["x", """y"""]\n']),
    "json": (judged("catalog/x.json"), [SCHEMA, '{"id": "a", "title": "A", "keywords": ["x", 1e3, null]}']),
    "config": (_as_file("medlint.toml", lambda path: load_config(path, path.parent)), [CONFIG]),
    "schema": (_as_file("schema.json", _schema), [SCHEMA]),
    "baseline": (_as_file("baseline.json", lambda file: load_baseline(file, Path.read_bytes)), [BASELINE]),
    "history": (_history, [HISTORY, f"{HISTORY}\n{HISTORY}"]),
    "editor": (_editor("README.md"), [PAGE, HTML]),
    "editor of records": (_editor("catalog/lidc.yaml"), [RECORD]),
    "registry": (_registered, [json.dumps(_REGISTERED)]),
    "answer": (_page, [f"HTTP/1.1 200 OK\r\n{HEADERS}\r\n{HTML}", f"HTTP/1.1 302 Found\r\n{HEADERS}\r\n"]),
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
