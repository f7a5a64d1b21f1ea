"""Reading and judging in parts: the report is the same bytes, with processes of this machine and on a Dask cluster."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint import ConfigError
from medlint.config import Config
from medlint.engine import Options, check_offline, read
from medlint.limit import deadline
from medlint.parallel import Job, Pool, in_order, pool
from medlint.report.json import to_json

RECORD: dict[str, Any] = {
    "id": "", "kind": "dataset", "title": "", "section": "CT", "modalities": ["CT"], "keywords": ["CT", "lung"],
    "description": "Chest CT of patients of two hospitals, with the lungs outlined by two readers in turn.",
    "landing_page": "", "access": {"level": "open"}, "license": "CC-BY-4.0",
    "size": {"text": "120 scans, 60.5 GB", "bytes": 60_500_000_000},
}  # fmt: skip
FAULTS: tuple[dict[str, Any], ...] = (
    {"license": "CC BY 3.0"}, {"titel": "x"}, {"size": {"text": "5 scans, 900 TB"}}, {"keywords": ["CT", "ct", "lugn"]},
    {"access": {"level": "registration"}}, {"landing_page": "https://www.example.org/a b"}, {"modalities": ["BRAIN"]},
    {"landing_page": "http://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX"}, {"section": "Nowhere"}, {"kind": None},
    {"description": "The dataset contains 900 scans."},
    {"title": "Set 7"}, {"keywords": []}, {"description": None}, {"license": None},
    {"size": {"text": "plenty of scans"}},
    {"description": "Chest CT of pateints, with the the lungs outlined and anotated by two readers of ABCDEFG."},
    {"description": "Lungen von Patienten aus zwei Kliniken, die von zwei Leuten nacheinander umrandet wurden."},
    {"body_parts": ["lung", "thoraxx"]}, {"keywords": ["CT", "lung", "segmentatoin"]}, {"version": "1.10"},
    {"keywords": ["CT", "lung", "segmentation", "segmentation"]}, {"aliases": ["Set 9", "ninth"]},
    {"landing_page": "http://data.example.org/x"}, {"landing_page": "https://arxiv.org/abs/2101.12345"},
    {"relations": [{"type": "IsPartOf", "target": "set-3"}]}, {"doi": "10.5281/zenodo.1234567"},
    {"relations": [{"type": "HasPart", "target": "https://www.example.org/5"}]}, {"title": "Set 12 [LIMITED ACCESS]"},
    {"title": "Set  11\u200b"}, {"landing_page": "https://bit.ly/3abcde?utm_source=x"}, {"title": "TODO"},
    {"verified": {"date": "2024-01-05", "by": "no"}}, {"modalities": ["MR"]},
    {"section": "MRI"}, {"description": "See [here](htp:/x y) for the lungs of the patients of two hospitals."},
    {"title": "Collection ABCDEFG"}, {"title": "Collection ABCDEGF"},
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 320 records, of which one in four is wrong in some way, beside a README that shows some of them."""
    top = tmp_path_factory.mktemp("list")
    (top / ".git").mkdir()
    (top / "catalog").mkdir()
    (top / "catalog" / "list.yaml").write_text(
        "title: A list\nsections: [{title: CT, modalities: [CT]}, {title: MRI}]\n", encoding="utf-8"
    )
    for number in range(320):
        data = RECORD | {
            "id": f"set-{number}", "title": f"Set {number}", "landing_page": f"https://www.example.org/{number}",
        }  # fmt: skip
        data |= FAULTS[number // 2 % len(FAULTS)] if number % 2 else {}
        text = yaml.safe_dump({key: value for key, value in data.items() if value is not None}, sort_keys=False)
        text += "country: no\n" if number % 40 == 0 else ""
        text += "# medlint-ignore-file: MED801\n" if number % 50 == 0 else ""
        (top / "catalog" / f"set-{number}.yaml").write_text(text, encoding="utf-8")
    (top / "catalog" / "broken.yaml").write_text("title: [\n", encoding="utf-8")
    told = "| Set {0} | {1} | https://www.example.org/{0} | 120 scans, {0} GB | CC-BY-4.0 |\n"
    rows = "".join(told.format(number, RECORD["description"]) for number in [*range(0, 320, 3), 999])
    head = "## CT\n\n| Title | Description | Source | Size | License |\n|---|---|---|---|---|\n"
    (top / "README.md").write_text(head + rows, encoding="utf-8")
    return top


def report(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--format", "json", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    return done.stdout


SEEN = {
    "MED002", "MED003", "MED202", "MED209", "MED301", "MED302", "MED304", "MED305", "MED306", "MED307", "MED308",
    "MED309", "MED311", "MED403", "MED505", "MED507", "MED801", "MED802", "MED806",
}  # fmt: skip


@pytest.mark.parametrize("how", [("--jobs", "2"), ("--scheduler", "local", "--jobs", "2")], ids=["jobs", "scheduler"])
def test_the_report_is_the_same_bytes(folder: Path, how: tuple[str, ...]) -> None:
    alone = report(folder)
    codes = {finding["code"] for finding in json.loads(alone)["findings"]}
    assert codes >= SEEN, SEEN - codes
    assert report(folder, *how) == alone


def test_records_that_are_kept_by_their_keys_are_judged_alike(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    broken = folder / "catalog" / "broken.yaml"
    text = broken.read_text("utf-8")
    broken.unlink()  # with it nobody knows what is missing
    options = Options(date.today())
    try:
        whole = check_offline([Path()], Config(root=Path()), options)
        monkeypatch.setattr("medlint.parallel.WHOLE", 50)
        monkeypatch.setattr("medlint.kept.WHOLE", 20)
        monkeypatch.setattr("medlint.parallel._PART", 30)
        kept = check_offline([Path()], Config(root=Path()), options)
    finally:
        gc.unfreeze()
        broken.write_text(text, encoding="utf-8")
    assert {"MED401", "MED402", "MED404"} <= {finding.code for finding in kept.findings}
    assert to_json(kept) == to_json(whole)
    assert [held.finding.sort_key for held in kept.suppressed] == [held.finding.sort_key for held in whole.suppressed]


def test_a_file_that_changes_meanwhile_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalog").mkdir()
    for number in range(3):
        (tmp_path / "catalog" / f"{number}.yaml").write_text(f"title: Set {number}\nsize: x\n", encoding="utf-8")
    monkeypatch.setattr("medlint.parallel.WHOLE", 1)
    try:
        project = read([Path()], Config(root=Path()), date.today())
    finally:
        gc.unfreeze()
    (tmp_path / "catalog" / "1.yaml").write_text("other: x\n", encoding="utf-8")
    assert [entry.text("size") for entry in project.entries[::2]] == ["x", "x"]
    with pytest.raises(ConfigError, match=r"catalog/1\.yaml was changed while it was checked"):
        project.entries[1].text("size")


def test_a_record_that_is_read_again_is_read_through_no_link_out_of_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "list"
    (folder / "catalog").mkdir(parents=True)
    monkeypatch.chdir(folder)
    (tmp_path / "secret.yaml").write_text("title: Set 0\nsize: secret\n", encoding="utf-8")
    for number in range(2):
        (folder / "catalog" / f"{number}.yaml").write_text(f"title: Set {number}\nsize: public\n", encoding="utf-8")
    monkeypatch.setattr("medlint.parallel.WHOLE", 1)
    try:
        project = read([Path()], Config(root=Path()), date.today())
    finally:
        gc.unfreeze()
    (folder / "catalog" / "0.yaml").unlink()
    (folder / "catalog" / "0.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(ConfigError, match="this leads out of"):
        project.entries[0].text("size")


def jobs(folder: Path) -> list[Job]:
    (folder / "x.yaml").write_text("title: X\n", encoding="utf-8")
    return [Job([str(folder / "x.yaml")], Config(root=folder), date.today(), [], None, None)]


def test_what_a_killed_process_had_to_do_is_done_here(tmp_path: Path) -> None:
    with pool(2, None) as made:
        assert made is not None
        with pytest.raises(BrokenExecutor):
            made.executor.submit(os._exit, 1).result(60)
        (part,) = in_order(made, jobs(tmp_path))
    assert [file.path for file in part.files] == [os.path.relpath(tmp_path / "x.yaml")]


def test_processes_end_with_the_one_that_started_them() -> None:
    code = (
        "import os, signal, time\nfrom medlint.parallel import pool\nif __name__ == '__main__':\n"
        "    with pool(2, None) as made:\n        print(made.executor.submit(os.getpid).result(60), flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    number = int(done.stdout)
    end = time.monotonic() + 60
    while Path(f"/proc/{number}").exists() and "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text("utf-8"):
        assert time.monotonic() < end, number
        time.sleep(0.05)


def test_a_scheduler_without_workers_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr("medlint.parallel._LOOKED", 0.01)
    with pytest.raises(ConfigError, match="no worker of the scheduler is left"):
        list(in_order(Pool(Nobody(), 2, alive=lambda: False), jobs(tmp_path)))


def test_a_worker_that_does_not_answer_is_not_waited_for_long_past_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Asleep(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr("medlint.parallel._LOOKED", 0.01)
    with deadline(0.02), pytest.raises(ConfigError, match="the deadline has passed, and a worker doesn't answer"):
        list(in_order(Pool(Asleep(), 2), jobs(tmp_path)))


def test_the_deadline_counts_for_processes_too(folder: Path) -> None:
    """What is left of it when a part is handed out is less than nothing."""
    found = json.loads(report(folder, "--jobs", "2", "--deadline", "1e-9"))["findings"]
    given_up = {finding["path"] for finding in found if "the deadline passed" in finding["message"]}
    assert len(given_up) > 320


def children(process: subprocess.Popen[str]) -> list[int]:
    """The workers of a run, as soon as there are two."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    found: list[int] = []
    while len(found) < 2:
        assert process.poll() is None
        every = [int(number) for number in listed.read_text("ascii").split()]
        found = [number for number in every if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes()]
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the workers where Linux lists them")
@pytest.mark.parametrize("stopped", [False, True], ids=["at work", "stopped"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_workers_that_say_nothing(folder: Path, number: signal.Signals, stopped: bool) -> None:
    command = [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # however the tests were started
    ) as process:  # fmt: skip
        workers = children(process)
        if stopped:
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
        os.killpg(process.pid, signal.SIGINT) if number == signal.SIGINT else process.send_signal(number)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, "", "medlint: interrupted\n")


@pytest.mark.parametrize("how", [["--jobs", "2"], ["--scheduler", "local"]])
def test_processes_import_nothing_of_the_checkout(tmp_path: Path, how: list[str]) -> None:
    """What is started as `python -c` looks into the working folder before it looks for its own modules."""
    if "--scheduler" in how:
        pytest.importorskip("distributed")
    (tmp_path / "README.md").write_text("| Title | Source |\n|---|---|\n| LIDC | https://www.example.org/a |\n")
    for name in ("multiprocessing/__init__", "json", "re", "signal", "sitecustomize"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'imported')!r}, 'a').write(__name__ + '\\n')\n")
    start = "import sys; sys.path.remove(''); from medlint.__main__ import entry; entry()"
    command = [sys.executable, "-c", start, "check", "--offline", "--no-cache", *how]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert not (tmp_path / "imported").exists(), (tmp_path / "imported").read_text()
    assert done.returncode in (0, 1), done.stderr
