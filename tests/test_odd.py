"""What people and machines get wrong is said in one line and is 1 or 2; 3 is left for faults of medlint itself."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from medlint.cli import main
from medlint.options import EXPORTS, FORMATS
from runner import parse

TABLE = "# L\n\n| Title | Source | Size |\n|---|---|---|\n| LIDC | https://www.example.org/a | |\n"
DIGITS = "9" * 5000
MANY = "9" * 400
"""A number that is read, and that is too large for a float."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a page."""
    (tmp_path / "list").mkdir()
    monkeypatch.chdir(tmp_path / "list")
    (tmp_path / "list" / "README.md").write_text(TABLE)
    return tmp_path / "list"


def medlint(*arguments: str, **how: object) -> subprocess.CompletedProcess[bytes]:
    """The command as people start it."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-W", "error", "-m", "medlint", *arguments],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "check": False, **how},
    )


@pytest.mark.parametrize("option", ["timeout", "interval", "deadline", "per-host", "retries", "concurrency", "jobs"])
@pytest.mark.parametrize("value", [MANY, "1e300", DIGITS])
def test_a_number_that_no_option_takes(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--{option}", value]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("number", [f"{10**30}", f"{10**61}", f"-{MANY}", MANY])
@pytest.mark.parametrize(
    "size", ["bytes: {}", "bytes: {{min: {0}, max: {0}}}", "counts: [{{unit: images, value: {}}}]"]
)
def test_a_size_that_nothing_has(folder: Path, number: str, size: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog").mkdir()
    record = "id: a\nkind: dataset\ntitle: LIDC\nsection: L\nlanding_page: https://www.example.org/a\n"
    (folder / "catalog" / "a.yaml").write_text(f"{record}size: {{text: 3 GB, {size.format(number)}}}\n")
    assert main(["check", "--offline", "--no-cache"]) == 1
    assert "MED003" in capsys.readouterr().out
    for command in (["site", "--to", "out"], ["render", "--check"], *(["export", f] for f in EXPORTS)):
        assert main(command) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err


def test_a_baseline_that_counts_too_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ", ".join([f'{{"code": "MED205", "entry": "LIDC", "count": {"9" * 4300}}}'] * 2)
    (folder / ".medlint-baseline.json").write_text(f'{{"version": 1, "findings": [{rows}]}}')
    assert main(["check", "--offline"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "config",
    [
        f"verify-every = {10**12}", "verify-every = inf", "verify-every = nan", f"verify-every = {DIGITS}",
        f"[links]\nfail-after = {DIGITS}", "[links]\nfail-after-days = 1e999",
        f'[links]\nmax-age = {{alive = "{DIGITS}d"}}',
        'contact = "a\\r\\nX-Evil: 1"', 'contact = "a\\u0000b"', '[services]\ndoi = "https://a.b/\\r\\nX: 1"',
        'schema = "a\\u0000b"', 'readme = ["a\\u0000b"]', 'catalog = "a\\u0000b"', 'schema = "."',
        'schema = "/dev/null/x"',
        *(f"[links]\n{key} = {value}" for key, value in (
            ("timeout", MANY), ("timeout", "1e300"), ("interval", MANY), ("interval", "1e9"), ("per-host", MANY),
            ("retries", MANY), ("max-redirects", MANY), ("concurrency", MANY),
        )),
    ],
)  # fmt: skip
def test_config(folder: Path, config: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.yaml").write_text("id: a\ntitle: A\nverified: {date: 9999-12-31, by: me}\n")
    (folder / "medlint.toml").write_text(config)
    assert main(["check", "--offline", "--no-cache"]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_two_configs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One of them would be silently ignored."""
    (folder / "medlint.toml").write_text("")
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert main(["check", "--offline"]) == 1
    (folder / "pyproject.toml").write_text("[tool.medlint]\nignore = ['ALL']\n")
    capsys.readouterr()
    assert main(["check", "--offline"]) == 2
    assert "pyproject.toml beside it has a [tool.medlint] table" in capsys.readouterr().err
    assert main(["check", "--offline", "--config", "medlint.toml"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--retries", DIGITS], ["check", "--shard", f"1/{DIGITS}"], ["check", "--timeout", "1e999"],
        ["check", "--allow-private", DIGITS], ["check", "--connect-to", f"a:1:b:{DIGITS}"], ["merge", "/dev/null"],
        ["check", "--output", "json=/dev/full"], ["check", "--output", "json=."], ["check", "--baseline", "/dev/null"],
        ["check", "--schema", "/dev/null"], ["check", "--config", "/dev/null/x"], ["history", "import", "/dev/null/x"],
        ["check", "--output", "json=a/\0/b"], ["check", "a\0b"], ["links", DIGITS], ["init", DIGITS],
        ["import", "a/" * 3000], ["check", "--schema", DIGITS], [DIGITS], ["check", "--select=--"],
        ["check", "--jobs=--"],
    ],
)  # fmt: skip
def test_arguments(folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.yaml").write_text("id: a\ntitle: A\n")
    assert main([*arguments, *(["--offline"] if arguments[0] == "check" else [])]) in (1, 2)
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if not line.startswith("note: ")]) <= 1


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("arguments", [["check", "--offline"], ["rules"], ["links"], ["check", "--nonsense"]])
def test_streams_that_take_nothing(arguments: list[str], stream: str) -> None:
    with open("/dev/full", "wb") as full:
        done = medlint(*arguments, **{stream: full})
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in (done.stderr or b"")
    if stream == "stdout" and "--nonsense" not in arguments:
        assert done.returncode == 2
        assert done.stderr.endswith(b"medlint: the output can't be written: No space left on device\n")


def test_streams_that_are_closed(folder: Path) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        line = f'"{sys.executable}" -m medlint check --offline --exit-zero {closed}'
        assert subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0
    line = f'"{sys.executable}" -m medlint history import <&-'
    assert subprocess.run(["sh", "-c", line], check=False, capture_output=True, cwd=folder).returncode == 0


def test_a_working_folder_that_is_gone(folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    line = f'rmdir "{gone}"; exec "{sys.executable}" -P -m medlint check --offline'
    done = subprocess.run(
        ["sh", "-c", line], cwd=gone, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"medlint: the working folder is gone")
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def unnamable(folder: Path) -> str:
    """The name of the list's folder with its page, which is no UTF-8."""
    name = os.fsdecode(b"docs-\xff\xfe")
    try:
        (folder / name).mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    shutil.move(folder / "README.md", folder / name / "README.md")
    return name


@pytest.mark.parametrize("form", FORMATS)
def test_names_that_are_not_utf8(unnamable: str, form: str, tmp_path: Path) -> None:
    out = f"{form}={tmp_path / 'out'}"
    done = medlint("check", "--offline", "--format", form, "--output", out, os.path.join(unnamable, "README.md"))
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "out").stat().st_size > 0


@pytest.mark.parametrize(
    "command", [["links"], ["render"], ["export", "json"], ["check", "--offline", "--diff", "--unsafe-fixes"]]
)
def test_commands_on_names_that_are_not_utf8(unnamable: str, command: list[str]) -> None:
    done = medlint(*command, *([] if command == ["render"] else [unnamable]))
    assert done.returncode in (0, 1, 2), done.stderr
    assert b"Traceback" not in done.stderr


HOSTILE = "a\x1b[31m\u202e\u2066b ##[error]c ::error::d"


def test_what_is_printed_of_a_list_is_printable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terminals and the runner obey nothing of a list, whatever command prints pieces of it."""
    text = TABLE + "| x | https://www.example.org/%1bb\x1b[31m##[error] | 5 MB 1 image \x1b]0;x\x07 |\n"
    text += f"\n::error::x http://b.example.org\u202e\n\n\nThe the {HOSTILE} avilable doi:10.1/x\n\n"
    text += " ::warning::avilable\n\n##[error](http://www.example.org/a\\b) #[group](httpp://a.b)\n\n"
    text += f"<!-- medlint:tables -->\n{TABLE}| gone {HOSTILE} | https://www.example.org/gone | 1 scan, 1 GB |\n\n"
    text += "<!-- /medlint:tables -->\n"
    (folder / "README.md").write_text(text)
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.yaml").write_text("id: a\ntitle: A\nlanding_page: https://www.example.org/a\n")
    commands = [
        ["links"], ["links", "--format", "json"], ["check", "--offline", "--diff", "--unsafe-fixes", "--select", "ALL"],
        ["render", "--check"], ["render", "--diff"], ["import", "README.md"], ["rule", "MED\x1b[31m"],
        ["show", HOSTILE], ["check", "--offline", "a\x1b[31m"], ["check", "--offline", "-v"], ["init"],
        ["baseline", "--offline"],
    ]  # fmt: skip
    for command in commands:
        main(command)
        said = capsys.readouterr()
        for line in (said.out + said.err).split("\n"):
            assert not set("\x1b\u202e\u2066\x07") & set(line), (command, line)
            assert not line.lstrip().startswith("::"), (command, line)
            assert "##[" not in line, (command, line)


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("form", EXPORTS)
def test_what_is_exported_tells_nobody_anything(folder: Path, form: str, terminal: bool) -> None:
    """Not the terminal, nor the runner of a workflow; elsewhere it is the data as they are."""
    text = "| x ##[error]y \x1b[31m\u202ez | http://www.example.org/##[error] | <br>::error::x 5 MB |\n"
    (folder / "README.md").write_text(TABLE + text)
    command = [sys.executable, "-m", "medlint", "export", form]
    reader, writer = pty.openpty() if terminal else os.pipe()
    environment = {**os.environ, "GITHUB_ACTIONS": "" if terminal else "true"}
    subprocess.run(command, cwd=folder, stdout=writer, stderr=subprocess.DEVNULL, env=environment, check=True)
    os.close(writer)
    said = b""
    with suppress(OSError):  # how a terminal ends
        while piece := os.read(reader, 1 << 16):
            said += piece
    os.close(reader)
    assert "example.org" in said.decode()
    for line in said.decode().split("\n"):
        assert not set("\x1b\u202e") & set(line)
        assert parse(line) is None
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    assert len(done.stdout) <= len(said)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_names_the_config_and_what_it_relaxes(
    folder: Path, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "medlint.toml").write_text(
        'fail-on = "never"\nselect = ["MED2"]\nrequired = ["title"]\n[severity]\nMED205 = "info"\nMED111 = "error"\n'
        "[links]\nfail-after = 9\nmax-redirects = 3\ntimeout = 60\n[habits]\nshared = 0.2\ndeparture = 0.7\n"
        "[rules.MED303]\ntolerance = 0.3\nfigures = 60\n[rules.missing-size]\nmerged = 3\n"
    )
    main(["check", "--offline", "--output", f"{form}={tmp_path / 'report'}"])
    said = "config: medlint.toml, which relaxes select = MED2; fail-on = never; severity = MED205 info; "
    said += "links.fail-after = 9; links.max-redirects = 3; habits.shared = 0.2; "
    said += "rules.MED303.tolerance = 0.3; rules.missing-size.merged = 3"
    assert f"note: {said}\n" in capsys.readouterr().err
    plain = (tmp_path / "report").read_text("utf-8").replace("\\", "").replace("\N{ZERO WIDTH SPACE}", "")
    assert said in plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extend-ignore = ['ALL']", "extend-ignore = ALL"),
        ("readme = ['OTHER.md']", "readme = OTHER.md"),
        ("readme = ['readme.md']", "readme = readme.md"),
        ("[columns]\nkeywords = ['Size']", "columns = keywords Size"),
        ("catalog = 'other'", "catalog = other"),
        ("exclude = ['docs/*']", "exclude = docs/*"),
        ("[[catalogs]]\npath = 'catalog'\nschema = 's.json'", "schema of catalog = s.json; rules of catalog = schema"),
        ("[[catalogs]]\npath = 'catalog'\nrules = 'schema'", "rules of catalog = schema"),
        ("[[catalogs]]\npath = 'catalog'\nunique = ['id']", "unique of catalog = id"),
        ("[links]\ntimeout = 1e-300", "links.timeout = 1e-300"),
        ("[links]\nretries = 0", "links.retries = 0"),
        ("[rules.MED311]\ncompared = 0", "rules.MED311.compared = 0"),
    ],
)
def test_each_key_that_relaxes_a_default_is_named(
    folder: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.json").write_text('{"id": "a", "title": "A"}')
    (folder / "s.json").write_text("{}")
    (folder / "other").mkdir()
    (folder / "other" / "a.json").write_text('{"id": "a", "title": "A"}')
    (folder / "OTHER.md").write_text("# A\n")
    (folder / "medlint.toml").write_text(text)
    main(["check", "--offline", "--no-cache"])
    assert f"note: config: medlint.toml, which relaxes {said}\n" in capsys.readouterr().err


@pytest.mark.parametrize("form", FORMATS)
def test_no_value_pushes_another_key_out_of_a_report(
    folder: Path, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long, many = "docs/" + "x" * 190, ", ".join(['"MED312"'] * 90)
    (folder / "medlint.toml").write_text(
        f'exclude = ["{long}"]\nallow-http = ["{"a" * 180}.org"]\nignore = [{many}]\nextend-ignore = ["MED111"]\n'
        f'fail-on = "never"\nselect = ["MED2"]\nverify-every = 999\n[per-file-ignores]\n"{long}*" = ["MED2"]\n'
        f'[severity]\nMED205 = "info"\n[services]\ndoi = "https://{"a" * 190}.org/"\n[links]\ntimeout = 1\n'
        "[rules.MED303]\n"
        + "tolerance = 0.3\n"
        + "".join(f"[[catalogs]]\npath = '{n}'\nunique = ['a']\n" for n in range(50))
    )
    for n in range(50):
        (folder / str(n)).mkdir()
        (folder / str(n) / "a.json").write_text('{"id": "a", "title": "A"}')
    main(["check", "--offline", "--no-cache", "--output", f"{form}={tmp_path / 'report'}"])
    capsys.readouterr()
    plain = (tmp_path / "report").read_text("utf-8").replace("\\", "").replace("\N{ZERO WIDTH SPACE}", "")
    keys = (
        "select ignore extend-ignore exclude allow-http per-file-ignores services fail-on severity verify-every catalog"
    )
    assert [key for key in keys.split() if f"{key} = " not in plain] == []
    assert "links.timeout = 1" in plain and "more keys" in plain


def test_many_notes_leave_room_for_findings(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(700):
        (folder / f"n{number:0100}.md").write_bytes(b"caf\xe9\n")
    main(["check", "--offline", "--no-cache", "--output", f"markdown={tmp_path / 'report'}"])
    assert len(capsys.readouterr().err.splitlines()) >= 700
    report = (tmp_path / "report").read_text("utf-8")
    assert len(report) < 65_536 and "MED205" in report and "more notes" in report


def test_a_strict_config_is_named_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "medlint.toml").write_text(
        'required = ["title", "source"]\nfail-on = "info"\n[severity]\nMED111 = "error"\n'
        "[rules.MED303]\ntolerance = 0\n"
    )
    main(["check", "--offline"])
    assert "note: config: medlint.toml\n" in capsys.readouterr().err


def test_a_schema_that_refers_to_a_name_too_long_for_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog").mkdir()
    (folder / "catalog" / "a.yaml").write_text("id: a\ntitle: A\n")
    (folder / "s.json").write_text('{"properties": {"id": {"$ref": "%s"}}}' % ("x" * 5000))
    assert main(["check", "--offline", "--schema", "s.json"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("key", "value"), [("line", []), ("line", "a"), ("code", {}), ("message", [1]), ("path", None)]
)
def test_a_report_with_values_of_other_types(
    folder: Path, form: str, key: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--offline", "--no-cache", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    report["findings"][0][key] = value
    (folder / "r.json").write_text(json.dumps(report))
    assert main(["merge", "r.json", "--format", form]) in (0, 1, 2)
    assert "Traceback" not in capsys.readouterr().err


def leaves(data: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The routes of all values of a report that hold no others."""
    if not isinstance(data, (dict, list)):
        yield route
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from leaves(data[key], (*route, key))


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_of_a_report_that_is_merged_acts_on_who_reads_it(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pull request may bring one: what stands for a code, a line or a verdict need not be one."""
    (folder / "README.md").write_text(
        TABLE.replace("https://www", "http://www") + "| LIDC | https://www.example.org/a | |\n"
    )
    main(["check", "--offline", "--no-cache", "--format", "json"])
    whole = json.loads(capsys.readouterr().out)
    assert {bool(finding["related"]) for finding in whole["findings"]} == {True, False}
    for route in leaves(whole):
        report = json.loads(json.dumps(whole))
        holder = report
        for key in route[:-1]:
            holder = holder[key]
        holder[route[-1]] = f"{HOSTILE}\n::error::e"
        (folder / "r.json").write_text(json.dumps(report))
        main(["merge", "r.json", "--format", form])
        said = "".join(capsys.readouterr())
        assert not set("\x1b\u202e\u2066") & set(said), route
        assert "##[" not in said and "\n::error::e" not in said, route
