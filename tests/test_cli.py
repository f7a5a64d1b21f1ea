"""The command as people run it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from wcwidth import wcswidth

from medlint.cli import main

GOOD = """\
# A list

| Title     | Source                       | Size                  |
|-----------|------------------------------|-----------------------|
| LIDC-IDRI | https://www.example.org/lidc | 1,018 scans, 133.2 GB |
"""
BAD = GOOD.replace("1,018 scans, 133.2 GB", " " * 21)


def medlint(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medlint", *arguments],
        cwd=folder, env=os.environ | env, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_a_clean_list(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(GOOD, encoding="utf-8")
    done = medlint(tmp_path, "check", "--offline")
    assert done.returncode == 0
    assert done.stdout == "No problem found in 1 entry in 1 file.\n1 link: 1 not checked (offline).\n"
    assert done.stderr == ""


def test_a_finding_is_shown_with_its_cell(bad: Path) -> None:
    done = medlint(bad, "check", "--offline")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:4] == [
        "README.md",
        "  5:45  error MED205  size is missing for 'LIDC-IDRI'",
        "  5 | | LIDC-IDRI | https://www.example.org/lidc |                       |",
        "    | " + " " * 44 + "^" * 23,
    ]
    assert "\x1b" not in done.stdout


def test_color_quiet_statistics_and_fail_on(bad: Path) -> None:
    assert "\x1b[1;31m" in medlint(bad, "check", "--offline", "--color", "always").stdout
    assert medlint(bad, "check", "--offline", "--quiet").stdout == (
        "README.md:5:45: error MED205 size is missing for 'LIDC-IDRI'\n"
    )
    assert "      1  MED205  missing-size" in medlint(bad, "check", "--offline", "--statistics").stdout
    assert medlint(bad, "check", "--offline", "--fail-on", "never").returncode == 0


def test_json(bad: Path) -> None:
    done = medlint(bad, "check", "--offline", "--format", "json")
    data = json.loads(done.stdout)
    assert set(data) == {"version", "medlint", "summary", "findings", "notes", "links"}
    assert data["summary"] == {
        "files": 1, "entries": 1, "links": 1, "errors": 1, "warnings": 0, "infos": 0, "ignored": 0, "unchecked": 1,
        "verdicts": {"unchecked": 1},
    }  # fmt: skip
    (finding,) = data["findings"]
    assert list(finding) == [
        "code", "name", "level", "message", "path", "line", "column", "end_line", "end_column", "entry", "field",
        "related", "fix", "link",
    ]  # fmt: skip
    (link,) = data["links"]
    assert link["places"] == [
        {"path": "README.md", "line": 5, "column": 15, "entry": "LIDC-IDRI", "field": "source", "fragment": None}
    ]


def test_the_second_run_says_the_same_from_memory(bad: Path) -> None:
    first = medlint(bad, "check", "--offline")
    kept = list((bad / ".medlint_cache").glob("check-*.json"))
    assert len(kept) == 1
    assert (bad / ".medlint_cache" / ".gitignore").read_text() == "*\n"
    assert medlint(bad, "check", "--offline").stdout == first.stdout
    (bad / "README.md").write_text(GOOD, encoding="utf-8")
    assert medlint(bad, "check", "--offline").returncode == 0
    kept[0].write_text("{broken")
    assert medlint(bad, "check", "--offline").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no file can be kept from growing")
def test_a_memory_that_can_not_be_written_leaves_nothing_behind(bad: Path) -> None:
    import resource

    command = [sys.executable, "-m", "medlint", "check", "--offline"]
    small = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (200, 200))
    done = subprocess.run(command, cwd=bad, capture_output=True, text=True, check=False, preexec_fn=small)
    assert (done.returncode, done.stderr) == (1, "")
    assert os.listdir(bad / ".medlint_cache") == [".gitignore"]


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_the_memory_holds_fixes_other_places_and_what_is_ignored(tmp_path: Path, form: str) -> None:
    row = "| LIDC-IDRI | http://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | {} |\n"
    head = "| Title | Source | Size |\n|---|---|---|\n" + row.format("1,018 scans, 133.2 GB")
    text = f"# List\n\n{head}{row.format('<!-- medlint-ignore: MED205 -->')}\n[x](https://example.org/#a)\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    first, second, afresh = (
        medlint(tmp_path, "check", "--offline", "--format", form, *more).stdout for more in ([], [], ["--no-cache"])
    )
    assert first == second == afresh
    for said in ("MED503", "MED311", "https://doi.org", "MED205" if form == "sarif" else '"ignored":1'):
        assert said in first


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", ["notes.md", "data.csv"])
def test_memory_sees_files_that_links_lead_to(tmp_path: Path, form: str, name: str) -> None:
    (tmp_path / "README.md").write_text(f"{GOOD}\n[more]({name})\n", encoding="utf-8")
    assert "MED109" in medlint(tmp_path, "check", "--offline", "--format", form).stdout
    (tmp_path / name).write_text("# Notes\n", encoding="utf-8")
    assert "MED109" not in medlint(tmp_path, "check", "--offline", "--format", form).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command 'chek'; did you mean 'check'?"),
        (["README.md"], "did you mean 'medlint check README.md'?"),
        (["check", "--ofline"], "there is no option '--ofline'; did you mean '--offline'?"),
        (["check", "--select", "MED20X"], "there is no rule 'MED20X'\n"),
        (["check", "--fail-on", "warn"], "did you mean 'warning'?"),
        (["check", "--output", "sarf=x"], "did you mean 'sarif'?"),
        (["check", "--shard", "3/2"], "'3/2' is not I/N"),
        (["check", "--timeout", "0"], "above 0"),
        (["check", "--config", "none.toml"], "none.toml: No such file"),
        (["rule", "missing-siz"], "did you mean 'missing-size'?"),
    ],
)
def test_what_was_meant(bad: Path, arguments: list[str], said: str) -> None:
    done = medlint(bad, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_a_path_that_is_not_there(bad: Path) -> None:
    done = medlint(bad, "check", "--offline", "REDME.md")
    assert done.returncode == 2
    assert done.stderr == "medlint: REDME.md: there is no such file or folder; did you mean 'README.md'?\n"


def test_control_characters_stay_out_of_the_terminal(tmp_path: Path) -> None:
    text = BAD.replace("LIDC-IDRI", "LIDC\x1b[31m\x07\u202eIDRI")
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    done = medlint(tmp_path, "check", "--offline", "--color", "always")
    for bad_one in ("\x07", "\u202e", "\x1b[31mIDRI"):
        assert bad_one not in done.stdout
    assert "\\x1b[31m\\x07\\u202e" in done.stdout


def test_a_page_one_would_want_to_read() -> None:
    done = medlint(Path(), "rule", "MED205")
    assert done.returncode == 0
    heads = [line for line in done.stdout.splitlines() if line.startswith("#")]
    assert heads == [
        "# MED205 missing-size", "## What it does", "## Why is this bad?", "## Example", "## How to mend", "## Options",
    ]  # fmt: skip
    assert "The size of a dataset is missing." in done.stdout
    assert "<!-- medlint-ignore: MED205 -->" in done.stdout


def test_rules_as_json() -> None:
    rules = json.loads(medlint(Path(), "rules", "--format", "json").stdout)
    assert {"code", "name", "level", "fix", "summary", "text"} == set(rules[0])
    assert [rule["code"] for rule in rules] == sorted(rule["code"] for rule in rules)


def test_links_are_listed(bad: Path) -> None:
    assert medlint(bad, "links").stdout == "README.md:5:15  https://www.example.org/lidc\n"


def test_a_closed_pipe_is_no_fault(bad: Path) -> None:
    command = f"{sys.executable} -m medlint rules | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=bad, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


def test_fix_and_diff(tmp_path: Path) -> None:
    text = GOOD.replace("https://www.example.org/lidc", "http://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX")
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    done = medlint(tmp_path, "check", "--offline", "--fix", "--diff")
    assert done.returncode == 1
    assert "+| LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX |" in done.stdout
    assert (tmp_path / "README.md").read_text("utf-8") == text
    done = medlint(tmp_path, "fix", "--offline")
    assert done.returncode == 0
    assert "Fixed 1 finding." in done.stdout
    assert (tmp_path / "README.md").read_text("utf-8") == text.replace("http://dx.doi", "https://doi")
    assert medlint(tmp_path, "fix", "--offline").stdout.startswith("No problem")


def test_a_part_of_the_list_says_nothing_of_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "catalog").mkdir()
    record = (
        "kind: dataset\ndescription: Thoracic CT scans with lesions outlined by four radiologists.\nsection: A list\n"
        "modalities: [CT]\nkeywords: [lung]\naccess: {level: open}\nlicense: CC-BY-3.0\n"
        'size: {text: "1,018 scans, 133.2 GB"}\n'
    )
    for name, title in (("lidc-idri", "LIDC-IDRI"), ("ct-org", "CT-ORG")):
        text = f"id: {name}\ntitle: {title}\nlanding_page: https://www.example.org/{name[:4].rstrip('-')}\n{record}"
        (tmp_path / "catalog" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert "MED402" in medlint(tmp_path, "check", "--offline").stdout
    assert "MED40" not in medlint(tmp_path, "check", "--offline", "README.md", "catalog/lidc-idri.yaml").stdout
    (tmp_path / "catalog" / "lidc-idri.yaml").write_text("title: [", encoding="utf-8")
    broken = medlint(tmp_path, "check", "--offline").stdout
    assert "MED002" in broken
    assert "MED401" not in broken, "the record is there, it only can't be read"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=300)


def test_since_speaks_of_what_changed(bad: Path) -> None:
    git(bad, "init", "-q", "-b", "main")
    git(bad, "add", ".")
    git(bad, "commit", "-q", "-m", "a list")
    assert medlint(bad, "check", "--offline", "--since", "HEAD").returncode == 0
    with (bad / "README.md").open("a", encoding="utf-8") as file:
        file.write("| CT-ORG | https://www.example.org/ct-org |  |\n")
    done = medlint(bad, "check", "--offline", "--since", "HEAD", "--quiet")
    assert done.stdout == "README.md:6:44: error MED205 size is missing for 'CT-ORG'\n"
    assert medlint(bad, "check", "--offline", "--since", "no-such").returncode == 2
    assert medlint(bad, "check", "--offline", "--since=--output=x").returncode == 2


def test_a_baseline_keeps_old_debt_quiet(bad: Path) -> None:
    assert medlint(bad, "baseline", "--offline").stdout == "wrote 1 finding to .medlint-baseline.json\n"
    done = medlint(bad, "check", "--offline")
    assert done.returncode == 0
    assert "1 finding ignored." in done.stdout
    text = (bad / "README.md").read_text("utf-8")
    new = "# A list\n\nIt grows.\n" + text.partition("\n")[2] + "| CT-ORG | https://www.example.org/ct-org |  |\n"
    (bad / "README.md").write_text(new, encoding="utf-8")
    assert (
        medlint(bad, "check", "--offline", "--quiet").stdout
        == "README.md:8:44: error MED205 size is missing for 'CT-ORG'\n"
    )
    (bad / "README.md").write_text(GOOD, encoding="utf-8")
    done = medlint(bad, "check", "--offline", "--format", "markdown")
    assert "mended" in done.stdout


def test_a_report_that_cannot_be_written_is_said(bad: Path) -> None:
    done = medlint(bad, "check", "--offline", "--output", "json=README.md/report.json")
    assert done.returncode == 2
    assert "README.md/report.json" in done.stderr
    assert "fault of medlint" not in done.stderr


def test_exit_zero_and_the_hint(bad: Path) -> None:
    done = medlint(bad, "check", "--offline", "--exit-zero")
    assert done.returncode == 0
    assert "    help: medlint rule MED205 explains" in done.stdout.splitlines()


LONG = """\
# 数据集

| Title     | Description | Source                       | Size |
|-----------|-------------|------------------------------|------|
| LIDC-IDRI | WORDS       | https://www.example.org/lidc |      |
"""


@pytest.mark.parametrize("word", ["scan ", "胸部CT扫描 "])
@pytest.mark.parametrize("columns", [50, 80, 200])
def test_what_is_shown_fits_the_terminal(tmp_path: Path, word: str, columns: int) -> None:
    (tmp_path / "README.md").write_text(LONG.replace("WORDS", word * 60), encoding="utf-8")
    screen = in_terminal(
        tmp_path, columns, "check", "--offline", "--no-cache", "--select", "MED205", "--color", "never"
    )
    lines = screen.splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("  5 | "))
    assert wcswidth(lines[row]) <= columns
    marks = lines[row + 1]
    before = wcswidth(marks[: marks.index("^")])
    cut, at = "", 0
    while wcswidth(cut) < before:
        cut, at = cut + lines[row][at], at + 1
    assert lines[row][at - 1 : at + 4].strip("| ") == "", "the mark stands under the empty cell"
    assert marks.count("^") == 6


def test_a_terminal_gets_links_to_the_pages_of_rules(bad: Path) -> None:
    screen = in_terminal(bad, 100, "check", "--offline", "--no-cache")
    assert "\x1b]8;;https://github.com/medlint/medlint/blob/main/docs/rules/MED205.md\x1b\\" in screen
    assert "\x1b]8" not in medlint(bad, "check", "--offline", "--color", "always").stdout


def in_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """What a pseudo-terminal of that width shows of a command."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "medlint", *arguments],
        cwd=folder, stdout=theirs, stderr=subprocess.DEVNULL, env=os.environ | {"TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(theirs)
        out = b""
        try:
            while part := os.read(ours, 65536):
                out += part
        except OSError:  # Linux says so when the other end is closed
            pass
        process.wait(timeout=300)
    os.close(ours)
    return out.decode().replace("\r\n", "\n")


def test_merged_reports_come_in_every_format(bad: Path) -> None:
    (bad / "a.json").write_text(medlint(bad, "check", "--offline", "--format", "json").stdout, encoding="utf-8")
    assert json.loads(medlint(bad, "merge", "a.json", "a.json").stdout)["summary"]["errors"] == 1
    done = medlint(bad, "merge", "a.json", "--format", "text", "--output", "sarif=all.sarif")
    assert done.returncode == 1
    assert "MED205" in done.stdout
    assert "MED205" in (bad / "all.sarif").read_text("utf-8")


MANY = """\
# A list

| Title     | Source                       | Size |
|-----------|------------------------------|------|
| LIDC-IDRI | https://www.example.org/lidc |      |
| CT-ORG    | https://www.example.org/ct   |

See [the list](#gone).
"""


def test_add_ignores_silences_all_there_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(MANY, encoding="utf-8")
    assert medlint(tmp_path, "check", "--offline").returncode == 1
    done = medlint(tmp_path, "check", "--offline", "--add-ignores")
    assert done.stdout == "silenced 3 findings in 1 file\n", done.stdout
    text = (tmp_path / "README.md").read_text("utf-8")
    row = "| LIDC-IDRI | https://www.example.org/lidc | <!-- medlint-ignore: MED205 -->      |"
    assert row in text.splitlines()
    assert "See [the list](#gone). <!-- medlint-ignore: MED108 -->" in text
    done = medlint(tmp_path, "check", "--offline")
    assert done.returncode == 0
    assert "3 findings ignored." in done.stdout, done.stdout


SHAPES = """\
# Datasets

<table>
<tr><th>Title</th><th>Source</th></tr>
<tr>
<td>
Lungs<br>
</td>
<td>https://www.example.org/lungs#.YK_TxmZKg7Y</td>
</tr>
<tr><td>Hearts</td><td>https://www.example.org/hearts</td></tr>
</table>

* [Bones](https://www.example.org/bones?gclid=abc): scans of of bones
* [Hands](https://www.example.org/hands): scans of hands

## [Eyes](https://www.example.org/eyes?gclid=abc)
The images are avilable.
"""


def test_add_ignores_writes_comments_in_every_shape(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(SHAPES, encoding="utf-8")
    done = medlint(tmp_path, "check", "--offline", "--add-ignores")
    assert done.stdout == "silenced 6 findings in 1 file\n", done
    text = (tmp_path / "README.md").read_text("utf-8")
    assert "ignore-file" not in text
    assert re.sub(r" <!--.*?-->", "", text) == SHAPES
    assert medlint(tmp_path, "check", "--offline").returncode == 0


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    (tmp_path / "medlint.bash").write_text(medlint(tmp_path, "completion", "bash").stdout, encoding="utf-8")
    typed = "source medlint.bash; COMP_WORDS=({}); COMP_CWORD={}; _shtab_medlint; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    for words, number, expected in (("medlint che", 1, "check"), ("medlint check --unsafe", 2, "--unsafe-fixes")):
        done = subprocess.run(
            ["bash", "-c", typed.format(words, number)], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert expected in done.stdout.split(), done
    for shell in ("zsh", "fish"):
        assert "unsafe-fixes" in medlint(tmp_path, "completion", shell).stdout


def test_a_scheduler_that_is_not_there_is_one_line(
    bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.chdir(bad)
    monkeypatch.setattr("medlint.cluster._PATIENCE", 1.0)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{sock.getsockname()[1]}"
        assert main(["check", "--scheduler", address]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"medlint: no scheduler answers at '{address}'")


def test_the_way_to_a_catalog_and_back_is_told_in_words(tmp_path: Path) -> None:
    rows = "".join(f"| [Set {n}](https://example.org/{n}) | {n} GB |\n" for n in (1, 2, 3))
    readme = tmp_path / "README.md"
    readme.write_text(f"# Sets\n\n## CT\n\n| Title | Size |\n|---|---|\n{rows}", encoding="utf-8")
    assert medlint(tmp_path, "import", "README.md", "--to", "catalog").stdout.splitlines() == [
        "wrote 3 records to catalog",
        "wrote catalog/list.yaml, schema/dataset.schema.json, schema/list.schema.json",
    ]
    again = medlint(tmp_path, "import", "README.md", "--to", "catalog", "--adopt").stdout
    assert again.startswith(
        "wrote 0 records to catalog, 3 entries had a record already\nput the markers into README.md"
    )
    text = readme.read_text("utf-8").replace("1 GB", "4 GB").replace("2 GB", "5 GB")
    readme.write_text(f"{text}\n<!-- medlint:names -->\nnobody\n<!-- /medlint:names -->\n", encoding="utf-8")
    (tmp_path / "catalog" / "set-3.yaml").unlink()
    done = medlint(tmp_path, "render")
    assert sorted(done.stdout.removeprefix("wrote README.md: ").strip().split(", ")) == [
        "1 paragraph of names written",
        "1 row taken away",
        "2 cells changed",
    ]
    assert "'Set 3': a row without a record; it was taken away" in done.stderr


def test_a_diff_without_anything_says_so(bad: Path) -> None:
    done = medlint(bad, "fix", "--offline", "--diff")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "note: there is nothing to fix safely (--unsafe-fixes adds what is probably right)\n"
    done = medlint(bad, "fix", "--offline", "--diff", "--unsafe-fixes")
    assert done.stderr == "note: there is nothing to fix\n"


def test_what_is_not_shown_is_counted(tmp_path: Path) -> None:
    text = GOOD.replace("Size                  |\n|--", "Modality              |\n|--").replace(
        "1,018 scans, 133.2 GB", "Qxz"
    )
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    less = medlint(tmp_path, "check", "--offline").stdout
    assert "1 finding of level info not shown (-v shows them).\n" in less
    assert "info MED306" not in less
    more = medlint(tmp_path, "check", "--offline", "-v").stdout
    assert "info MED306" in more
    assert "not shown" not in more


def test_ctrl_c_before_anything_has_begun_is_no_traceback() -> None:
    start = (
        "import sys\nfrom medlint.__main__ import entry\n"
        "class Pressed:\n    def find_spec(self, *args):\n        raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed())\nentry()\n"
    )
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
