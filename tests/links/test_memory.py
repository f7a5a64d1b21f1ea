"""What is remembered from run to run, on a real disk."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medlint.answers import Verdict
from medlint.links import LinkRequest
from medlint.links.memory import FILE, Memory
from medlint.links.records import seal
from runner import parse
from web import Call, Web
from web.asking import run, verdict
from web.server import file, first, page, redirect, status


def age(cache: str, seconds: float) -> None:
    """Make everything remembered older."""
    with sqlite3.connect(Path(cache) / FILE) as base:
        base.execute("UPDATE known SET checked = checked - ?", (seconds,))
    base.close()


@pytest.mark.parametrize(
    ("route", "state"), [(file(), "alive"), (redirect("/new", 308), "moved"), (status(404), "dead")]
)
def test_alive_moved_and_dead_are_reused_without_a_request(web: Web, cache: str, route: object, state: str) -> None:
    site = web.site({"/x": route, "/new": file()})  # type: ignore[dict-item]
    found = verdict(site.url("/x"), cache_dir=cache)
    asked = len(site.requests)
    again = verdict(site.url("/x"), cache_dir=cache)
    assert (found.state, found.cached, again.cached) == (state, False, True)
    assert len(site.requests) == asked
    assert (again.state, again.status, again.hops, again.moved_to, again.reason) == (
        found.state, found.status, found.hops, found.moved_to, found.reason
    )  # fmt: skip


@pytest.mark.parametrize("route", [status(403), status(500), page("<h1>Page not found</h1>", "404")])
def test_other_verdicts_are_not_reused(web: Web, cache: str, route: object) -> None:
    site = web.site({"/x": first(4, route, file())})  # type: ignore[arg-type]
    assert verdict(site.url("/x"), cache_dir=cache, retries=0).state not in ("alive", "moved", "dead")
    site.counts.clear()
    assert not verdict(site.url("/x"), cache_dir=cache, retries=0).cached


def test_each_verdict_has_its_own_age(web: Web, cache: str) -> None:
    site = web.site({"/alive": file(), "/dead": status(404)})
    urls = [site.url("/alive"), site.url("/dead")]
    run(*urls, cache_dir=cache)
    age(cache, 2 * 86400)
    again = run(*urls, cache_dir=cache)
    assert [found.cached for found in again.verdicts.values()] == [True, False]
    age(cache, 8 * 86400)
    assert not verdict(urls[0], cache_dir=cache).cached


def test_what_comes_from_the_future_is_not_trusted(web: Web, cache: str) -> None:
    site = web.site({"/x": file()})
    verdict(site.url("/x"), cache_dir=cache)
    age(cache, -3600)
    assert not verdict(site.url("/x"), cache_dir=cache).cached


def test_another_fragment_is_asked_for_anew(web: Web, cache: str) -> None:
    site = web.site({"/x": page("<h2 id='a'>A</h2><p>Radiographs of adults.</p>")})
    assert verdict(LinkRequest(site.url("/x"), ("a", "b")), cache_dir=cache).missing_fragments == ("b",)
    again = verdict(LinkRequest(site.url("/x"), ("a",)), cache_dir=cache)
    assert (again.cached, again.missing_fragments) == (True, ())
    other = verdict(LinkRequest(site.url("/x"), ("c",)), cache_dir=cache)
    assert (other.cached, other.missing_fragments) == (False, ("c",))


def test_etag_is_asked_with_once_the_verdict_is_too_old(web: Web, cache: str) -> None:
    async def route(call: Call) -> None:
        if call.request.headers.get("if-none-match") == '"v1"':
            await call.reply(304)
        else:
            await call.reply(200, {"ETag": '"v1"', "Content-Type": "application/zip"})

    site = web.site({"/x": route})
    for _ in range(3):
        assert verdict(site.url("/x"), cache_dir=cache).state == "alive"
        age(cache, 30 * 86400)
    assert [request.headers.get("if-none-match") for request in site.requests] == [None, '"v1"', '"v1"']


def test_streak_of_failure(web: Web, cache: str) -> None:
    site = web.site({"/x": status(500)})
    for count in (1, 2, 3):
        found = verdict(site.url("/x"), cache_dir=cache, retries=0)
        assert (found.state, found.failing_runs) == ("unreachable", count)
    today = datetime.now(UTC).date()
    assert (found.failing_since, found.failing_days) == (today.isoformat(), 0)
    memory = Memory.open(cache)
    data = json.loads(next(memory.export()))
    memory.close()
    data["verdict"]["failing_since"] = (today - timedelta(days=5)).isoformat()
    del data["checked"]
    resealed(cache, json.dumps(data))
    assert verdict(site.url("/x"), cache_dir=cache, retries=0).failing_days == 5
    site.routes["/x"] = file()  # type: ignore[index]
    assert verdict(site.url("/x"), cache_dir=cache).failing_runs == 0
    site.routes["/x"] = status(500)  # type: ignore[index]
    age(cache, 30 * 86400)
    assert verdict(site.url("/x"), cache_dir=cache, retries=0).failing_runs == 1


def test_last_good_host_is_trusted(web: Web, cache: str) -> None:
    new = web.site({}, fallback=page("<p>Images of the retina and more of the same kind, labelled.</p>"))
    old = web.site({"/data": redirect("http://vision-lab.net/data", 302)})
    rules = (f"eye.example.org:80:127.0.0.1:{old.port}", f"vision-lab.net:80:127.0.0.1:{new.port}")
    vague = LinkRequest("http://eye.example.org/data", words="Vision of the retina")
    exact = LinkRequest("http://eye.example.org/data", words="Fundus photographs")
    assert verdict(exact, connect_to=rules).state == "suspicious"
    assert verdict(vague, connect_to=rules, cache_dir=cache).state == "alive"
    age(cache, 30 * 86400)
    assert verdict(exact, connect_to=rules, cache_dir=cache).state == "alive"


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 5000, b"\x00" * 2000]
)
def test_broken_file_is_set_aside(web: Web, cache: str, content: bytes) -> None:
    path = Path(cache) / FILE
    path.parent.mkdir()
    path.write_bytes(content)
    site = web.site({"/x": file()})
    result = run(site.url("/x"), cache_dir=cache)
    assert "set aside" in result.warnings[0]
    assert path.with_name(f"{FILE}.set-aside-1").read_bytes() == content
    assert verdict(site.url("/x"), cache_dir=cache).cached


def test_foreign_database_is_set_aside_whole(web: Web, cache: str) -> None:
    path = Path(cache) / FILE
    path.parent.mkdir()
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE links (url TEXT PRIMARY KEY, secret TEXT)")
    base.execute("INSERT INTO links VALUES ('http://127.0.0.1/', 'keep me')")
    base.commit()
    base.close()
    site = web.site({"/x": file()})
    assert run(site.url("/x"), cache_dir=cache).warnings
    kept = sqlite3.connect(path.with_name(f"{FILE}.set-aside-1"))
    assert kept.execute("SELECT secret FROM links").fetchone() == ("keep me",)
    kept.close()


def forge(cache: str, *statements: str) -> None:
    """Change the file of a memory behind its back."""
    with sqlite3.connect(Path(cache) / FILE) as base:
        for statement in statements:
            base.execute(statement)
    base.close()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.mark.parametrize(
    "statements",
    [
        ("ALTER TABLE known RENAME TO real", f"CREATE VIEW known AS {ENDLESS}"),
        (f"CREATE VIEW other AS {ENDLESS}",),
        ("CREATE TRIGGER t AFTER INSERT ON known BEGIN DELETE FROM known; END",),
        ("ALTER TABLE known ADD COLUMN more TEXT GENERATED ALWAYS AS (key || key) VIRTUAL",),
        ("DROP TABLE known", "CREATE TABLE known (key TEXT PRIMARY KEY, state TEXT)"),
        ("CREATE INDEX i ON known (answer)",),
    ],
)
def test_only_ordinary_tables_of_our_shape_are_read(web: Web, cache: str, statements: tuple[str, ...]) -> None:
    site = web.site({"/x": file()})
    verdict(site.url("/x"), cache_dir=cache)
    forge(cache, *statements)
    found = run(site.url("/x"), cache_dir=cache)
    assert ["set aside" in warning for warning in found.warnings] == [True]
    assert not found.verdicts[site.url("/x")].cached


def resealed(cache: str, answer: object, checked: object = None) -> None:
    """Change what is remembered, as somebody would who knows how it is sealed."""
    with sqlite3.connect(Path(cache) / FILE) as base:
        service, key, when = base.execute("SELECT service, key, checked FROM known").fetchone()
        digest = seal(service, key, answer) if isinstance(answer, str) else ""
        row = (answer, digest, when if checked is None else checked)
        base.execute("UPDATE known SET answer = ?, seal = ?, checked = ?", row)
    base.close()


@pytest.mark.parametrize(
    "change",
    [
        "[" * 5000, "{", "5", "null", b"{}",
        {"verdict": 5}, {"verdict": None}, {"verdict": {}}, {"verdict": {"state": "living"}}, {"verdict": {"state": 5}},
        {"hops": 1}, {"hops": [[1, 200]]}, {"hops": [{"url": 1}]}, {"hops": [{"status": 200}]}, {"status": "200"},
        {"status": True}, {"elapsed": float("inf")}, {"elapsed": float("nan")}, {"tries": -1}, {"final_url": 7},
        {"other": "x"}, {"missing_fragments": "a"}, {"reason": "\ud800"}, {"login": 1},
        {"etag": 'W/"1"\r\nX-Admin: yes'}, {"etag": "é"}, {"etag": 7}, {"failing_runs": "2"}, {"failing_runs": 10**30},
        {"failing_since": "yesterday"}, {"failing_since": "2026-13-01"},
        {"fragments": {}}, {"fragments": [1]}, {"fragments": "nothing"}, {"good_host": None}, {"url": None},
        {"more": 1},
    ],
)  # fmt: skip
def test_a_row_of_a_wrong_shape_is_absent(web: Web, cache: str, change: object) -> None:
    """Each is sealed as if it were ours."""
    site = web.site({"/x": file()})
    verdict(site.url("/x"), cache_dir=cache)
    if isinstance(change, dict):
        memory = Memory.open(cache)
        data = json.loads(next(memory.export()))
        memory.close()
        del data["checked"]
        whole = not change.keys().isdisjoint({"verdict", "fragments", "good_host", "url", "more"})
        data = data | change if whole else data | {"verdict": data["verdict"] | change}
        resealed(cache, json.dumps(data))
    else:
        resealed(cache, change)
    result = run(site.url("/x"), cache_dir=cache)
    found = result.verdicts[site.url("/x")]
    assert (found.state, found.cached, result.warnings) == ("alive", False, [])
    assert "if-none-match" not in site.requests[-1].headers
    memory = Memory.open(cache)
    assert len(list(memory.export())) == 1
    memory.close()


@pytest.mark.parametrize("checked", ["soon", 1e300, float("inf"), -1.0])
def test_a_row_of_no_time_is_absent(web: Web, cache: str, checked: object) -> None:
    site = web.site({"/x": file()})
    verdict(site.url("/x"), cache_dir=cache)
    with sqlite3.connect(Path(cache) / FILE) as base:
        base.execute("UPDATE known SET checked = ?", (checked,))
    base.close()
    assert not verdict(site.url("/x"), cache_dir=cache).cached


@pytest.mark.parametrize("change", ["answer = '{}'", "seal = '0'", "key = replace(key, '/x', '/y')"])
def test_a_row_that_fits_no_seal_is_absent(web: Web, cache: str, change: str) -> None:
    """A disk may change a letter of what is otherwise in order."""
    site = web.site({"/x": file(), "/y": file()})
    verdict(site.url("/x"), cache_dir=cache)
    forge(cache, f"UPDATE known SET {change}")
    for path in ("/x", "/y"):
        found = verdict(site.url(path), cache_dir=cache)
        assert (found.state, found.cached) == ("alive", False)


@pytest.mark.parametrize(
    ("answer", "checked"),
    [(b"[]", None), ("[" * 5000, None), ('{"doi": 7}', None), ('{"service": "x", "state": "y"}', None), ("{}", "soon")],
)
def test_an_answer_of_a_wrong_shape_is_absent(cache: str, answer: object, checked: object) -> None:
    from medlint.answers import Registered

    memory = Memory.open(cache)
    memory.remember("DataCite", "10.1000/1", Registered("DataCite", "10.1000/1"))
    assert memory.recall("DataCite", "10.1000/1", {"alive": 60.0}) is None  # not before it is written
    memory.close()
    memory = Memory.open(cache)
    assert memory.recall("DataCite", "10.1000/1", {"alive": 60.0}) is not None
    memory.close()
    resealed(cache, answer, checked)
    memory = Memory.open(cache)
    assert memory.recall("DataCite", "10.1000/1", {"alive": 60.0}) is None
    memory.close()


@pytest.mark.parametrize("name", [FILE, f"{FILE}-wal", f"{FILE}-journal"])
def test_a_memory_that_git_tracks_is_not_read(web: Web, tmp_path: Path, name: str) -> None:
    cache = tmp_path / "list" / ".medlint_cache"
    site = web.site({"/x": file()})
    verdict(site.url("/x"), cache_dir=str(cache))
    forge(str(cache), "UPDATE known SET checked = checked")
    (cache / name).touch()
    for command in (["init", "-q"], ["add", "-f", f".medlint_cache/{name}"]):
        subprocess.run(["git", "-C", str(tmp_path / "list"), *command], check=True)
    before = (cache / FILE).read_bytes()
    found = run(site.url("/x"), cache_dir=str(cache))
    assert ["git tracks it" in warning for warning in found.warnings] == [True]
    assert not found.verdicts[site.url("/x")].cached
    assert (cache / FILE).read_bytes() == before


def test_cut_file_is_set_aside(web: Web, cache: str) -> None:
    site = web.site({}, fallback=file())
    run(*(site.url(f"/{number}") for number in range(300)), cache_dir=cache)
    path = Path(cache) / FILE
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    result = run(site.url("/1"), cache_dir=cache)
    assert next(iter(result.verdicts.values())).state == "alive"
    assert "set aside" in result.warnings[0]


def test_folder_that_cannot_be_made_is_no_obstacle(web: Web, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    site = web.site({"/x": file()})
    result = run(site.url("/x"), cache_dir=str(tmp_path / "file" / "cache"))
    assert next(iter(result.verdicts.values())).state == "alive"
    assert "nothing is remembered" in result.warnings[0]


def test_folder_ignores_itself_in_git(web: Web, cache: str) -> None:
    run(web.site({"/x": file()}).url("/x"), cache_dir=cache)
    assert (Path(cache) / ".gitignore").read_text() == "*\n"


PROGRAM = """
import sys
from medlint.links import LinkOptions, LinkRequest, check
base, start, stop, cache = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
urls = [f"{base}/{number}" for number in range(start, stop)]
options = LinkOptions(allow_private=("127.0.0.1/32",), cache_dir=cache, timeout=60, wayback="")
found = check([LinkRequest(url) for url in urls], options)
assert not found.warnings, found.warnings
assert {verdict.state for verdict in found.verdicts.values()} == {"alive"}
"""


def start(site_url: str, begin: int, end: int, cache: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, site_url.rstrip("/"), str(begin), str(end), cache], env=dict(os.environ)
    )


def known(cache: str) -> set[str]:
    memory = Memory.open(cache)
    try:
        assert memory.warnings == []
        return {json.loads(line)["url"] for line in memory.export()}
    finally:
        memory.close()


@pytest.mark.parametrize("length", [997_000, 999_500, 2_000_000])
def test_a_record_that_is_too_long_is_left_out_alone(cache: str, length: int) -> None:
    urls = [f"https://{name}.example.org/" for name in "abc"]
    memory = Memory.open(cache)
    for url in urls:
        memory.keep(LinkRequest(url), Verdict("unreachable", "r" * length if url == urls[1] else "r"))
    memory.remember("Zenodo", "k" * length, None)
    memory.keep(LinkRequest(urls[2]), Verdict("unreachable", "r"))
    memory.close()
    assert all("is too long to be remembered" in said and len(said) < 300 for said in memory.warnings)
    kept = Memory.open(cache)
    known = [json.loads(line)["url"] for line in kept.export()]
    assert known == (urls if length < 998_000 else [urls[0], urls[2]])
    assert kept.keep(LinkRequest(urls[2]), Verdict("unreachable", "r")).failing_runs == 3
    kept.close()


def test_two_runs_at_once(web: Web, cache: str) -> None:
    site = web.site({}, fallback=file())
    runs = [start(site.url("/"), 0, 400, cache), start(site.url("/"), 200, 600, cache)]
    assert [process.wait(120) for process in runs] == [0, 0]
    assert len(known(cache)) == 600


def test_runs_that_begin_at_once_make_one_file(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def begin(folder: Path) -> list[str]:
        memory = Memory.open(str(folder))
        memory.close()
        return memory.warnings

    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            folder = tmp_path / str(number)
            assert list(pool.map(begin, [folder] * 8)) == [[]] * 8
            # Where two close at the same moment, SQLite leaves its log for the next run.
            made = {path.name for path in folder.iterdir()} - {f"{FILE}-wal", f"{FILE}-shm"}
            assert made == {".gitignore", FILE}


def test_kill_loses_nothing_but_what_was_under_way(web: Web, cache: str) -> None:
    async def paced(call: Call) -> None:
        import asyncio

        await asyncio.sleep(0.05)
        await call.reply(200, {"Content-Type": "application/zip"})

    site = web.site({}, fallback=paced)
    process = start(site.url("/"), 0, 400, cache)
    while len(site.requests) < 60:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait(120)
    asked = len(site.requests)
    kept = known(cache)
    assert asked - 12 <= len(kept) <= asked  # four under way, and what came in the last twentieth of a second
    shutil.copytree(cache, cache + "-copy")
    assert known(cache + "-copy") == kept
    assert start(site.url("/"), 0, 60, cache).wait(120) == 0
    assert len(site.requests) <= asked + 60 - len({url for url in kept if int(url.rpartition("/")[2]) < 60})


def test_history_goes_out_and_in_as_sorted_lines(web: Web, cache: str, tmp_path: Path) -> None:
    site = web.site({"/b": file(), "/a": redirect("/b"), "/c": status(500), "/ü": status(404)})
    run(*(site.url(path) for path in ("/b", "/a", "/c", "/%C3%BC")), cache_dir=cache, retries=0)
    memory = Memory.open(cache)
    lines = list(memory.export())
    memory.close()
    assert [json.loads(line)["url"] for line in lines] == sorted(json.loads(line)["url"] for line in lines)
    assert all(list(json.loads(line)) == sorted(json.loads(line)) for line in lines)
    other = Memory.open(str(tmp_path / "other"))
    assert other.load(lines) == 4
    assert list(other.export()) == lines
    assert other.load(lines) == 0
    other.close()
    found = run(site.url("/a"), cache_dir=str(tmp_path / "other")).verdicts[site.url("/a")]
    assert (found.state, found.cached) == ("moved", True)
    cleared = Memory.open(cache)
    assert cleared.clear() == 4
    assert list(cleared.export()) == []
    cleared.close()


def test_of_two_memories_the_later_stays(web: Web, cache: str, tmp_path: Path) -> None:
    site = web.site({"/x": file()})
    run(site.url("/x"), cache_dir=cache)
    memory = Memory.open(cache)
    [line] = memory.export()
    older = json.loads(line) | {"checked": "2026-01-05T08:00:00+00:00", "verdict": {"state": "dead"}}
    assert memory.load([json.dumps(older)]) == 0
    newer = json.loads(line) | {"checked": "2126-01-05T08:00:00+00:00"}
    assert memory.load([json.dumps(newer)]) == 1
    memory.close()


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"url": 1}', "[" * 10_000])
def test_line_that_is_none_of_ours(cache: str, line: str) -> None:
    memory = Memory.open(cache)
    with pytest.raises(ValueError, match="line 2"):
        memory.load(["", line])
    assert list(memory.export()) == []
    memory.close()


def test_an_export_tells_whoever_shows_it_nothing(tmp_path: Path) -> None:
    """Servers chose a part of the words: no terminal and no workflow runner obeys a line, and it is read as it was."""
    said = "x ##[error]y \x1b[31m\x9b\u202ez \u2028::error::w"
    memory = Memory.open(str(tmp_path / "a"))
    memory.keep(LinkRequest(f"https://www.example.org/{said}"), Verdict("dead", said))
    memory.flush()
    (line,) = memory.export()
    memory.close()
    assert line.isascii() and line.isprintable() and parse(line) is None
    other = Memory.open(str(tmp_path / "b"))
    assert other.load([line]) == 1
    (again,) = other.export()
    other.close()
    assert again == line and json.loads(line)["verdict"]["reason"] == said
