"""Fixing: what is meant changes, nothing else does, and what can't be proven is refused."""

from __future__ import annotations

import random
import stat
import subprocess
from pathlib import Path

import pytest

from medlint.config import Config
from medlint.finding import Finding
from medlint.project import Project
from medlint.root import Root
from medlint.write.fix import FixResult, diff, fix, settle, write
from medlint.write.proof import Change, Proof
from write_support import CORPORA, NAMES, README, RECORD, finding, project, replacing, table_cells


def readme(*findings: Finding, text: str = README, unsafe: bool = False) -> FixResult:
    return fix(findings, project(README_md=text), unsafe=unsafe)


def new(result: FixResult, path: str = "README.md") -> str:
    return result.changed[path][1].decode()


def test_edits_of_one_pass() -> None:
    first = replacing("README.md", README, "133.2 GB", "124.0 GiB")
    second = replacing("README.md", README, "肺", "肺 (lung)")
    result = readme(second, first)
    assert result.applied == [second, first]
    assert result.refused == []
    assert new(result) == README.replace("133.2 GB", "124.0 GiB").replace("肺", "肺 (lung)")
    assert result.changed["README.md"][0] == README.encode()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end: str, bom: str) -> None:
    text = bom + README.replace("\n", end)
    result = readme(replacing("README.md", text, "133.2", "133.16"), text=text)
    assert new(result) == text.replace("133.2", "133.16")


def test_unsafe_only_when_asked() -> None:
    made = replacing("README.md", README, "lung", "lungs")
    assert made.fix is not None
    made = made._replace(fix=made.fix._replace(safe=False))
    assert readme(made) == FixResult({}, [], [])
    assert readme(made, unsafe=True).applied == [made]


def test_the_later_of_two_that_collide_is_refused() -> None:
    first = replacing("README.md", README, "133.2 GB", "1 GB")
    second = replacing("README.md", README, "2 GB", "3 GB", code="MED309")
    result = readme(first, second)
    assert result.applied == [first]
    assert result.refused == [(second, f"collides with MED304 at README.md:1:{first.place.column}")]


def test_the_same_edit_twice_is_made_once() -> None:
    first = replacing("README.md", README, "133.2 GB", "1 GB")
    second = replacing("README.md", README, "133.2 GB", "1 GB", code="MED309")
    result = readme(first, second)
    assert result.applied == [first, second]
    assert new(result) == README.replace("133.2 GB", "1 GB")


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("133.2 GB", "133.2 | GB"),  # a cell more
        ("133.2 GB", "133.2\nGB"),  # the row ends
        ("LIDC-IDRI |", "LIDC-IDRI\\|"),  # swallows the pipe
        ("quoted words", "```"),  # the rest of the quote becomes code
        ("an item", "# an item"),  # a heading inside an item is no paragraph any more
        ("CT scans", "CT scans\n\n| a |\n|---|\n"),  # a table that was not there
        ("https://www.cancerimagingarchive.net/", "<"),  # the definition is gone, and the link that uses it
        ('align="center"', 'align="center">\n\n<p'),  # one block becomes two
        ("print(", "```\nprint("),  # the code ends early
    ],
)
def test_an_edit_that_harms_is_refused(old: str, text: str) -> None:
    bad = replacing("README.md", README, old, text)
    good = replacing("README.md", README, "5 images", "6 images")
    result = readme(bad, good)
    assert result.refused == [(bad, "it would change more than it means to")]
    assert new(result) == README.replace("5 images", "6 images")


def test_where_all_edits_harm_the_file_is_read_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "| Title | Size |\n|---|---|\n" + "".join(f"| Tree {n} | {n} GB |\n" for n in range(100, 200))
    reads: list[Proof] = []
    holds = Proof.holds

    def counted(proof: Proof, changes: list[Change]) -> bool:
        reads.append(proof)
        return holds(proof, changes)

    monkeypatch.setattr(Proof, "holds", counted)
    found = [replacing("README.md", text, f"{n} GB", f"{n} | GB") for n in range(100, 200)]
    result = readme(*found, text=text)
    assert (result.changed, len(result.refused)) == ({}, 100)
    assert len(reads) <= 20
    found[0] = replacing("README.md", text, "100 GB", "99 GB")
    assert len(readme(*found[:3], text=text).applied) == 1
    reads.clear()
    others = [replacing("README.md", text, f"Tree {n}", f"Oak {n}", code="MED309") for n in range(100, 200)]
    assert readme(*found, *others, text=text).applied == [found[0], *others]
    assert len(reads) <= 20


def test_a_few_edits_that_harm_keep_no_others_from_being_made() -> None:
    text = "| Title | Size |\n|---|---|\n" + "".join(f"| Tree {n} | {n} GB |\n" for n in range(100, 200))
    bad = {101, 102, 103, 140, 198}
    found = [replacing("README.md", text, f"{n} GB", f"{n} | GB" if n in bad else f"{n} TB") for n in range(100, 200)]
    result = readme(*found, text=text)
    assert len(result.applied) == 95
    assert {why for _, why in result.refused} == {"it would change more than it means to"}


def test_what_is_swallowed_is_missed() -> None:
    text = "<p>raw</p>\n\nlast words\n"
    assert readme(replacing("README.md", text, "<p>", "<!--"), text=text).changed == {}
    assert new(readme(replacing("README.md", text, "<p>", "<div>"), text=text)) == text.replace("<p>", "<div>")


def test_a_finding_is_mended_whole_or_not_at_all() -> None:
    size, quote = README.index("133.2 GB"), README.index("Read the")
    both = finding("README.md", (quote, quote + 4, "Mind"), (size, size + 5, "133|2"))
    assert readme(both).changed == {}
    record = finding("catalog/lidc.yaml", (RECORD.index("lung"), RECORD.index("lung") + 4, "lungs"))
    assert record.fix is not None and both.fix is not None
    across = finding("README.md", (size, size + 5, "133|2"))
    assert across.fix is not None
    across = across._replace(fix=across.fix._replace(edits=across.fix.edits + record.fix.edits))
    result = fix([across], project(README_md=README, lidc=RECORD), unsafe=False)
    assert result.changed == {}
    assert [why for _, why in result.refused] == ["it would change more than it means to"]


def test_edits_that_fit_no_file() -> None:
    umlaut = README.encode().index("ö".encode())
    for edit in ((umlaut, umlaut + 1, "oe"), (len(README) * 2, len(README) * 2, "x"), (0, 2, "\ud800")):
        result = readme(finding("README.md", edit))
        assert [why for _, why in result.refused] == ["its edit does not fit the file"]
    result = readme(finding("elsewhere.md", (0, 1, "x")))
    assert [why for _, why in result.refused] == ["elsewhere.md was not read"]
    result = readme(finding("README.md", (0, 5, "x"), (3, 7, "y")))
    assert [why for _, why in result.refused] == ["its own edits overlap"]


def test_rows_may_be_taken_out_and_tables_written_anew() -> None:
    line = next(line for line in README.splitlines(keepends=True) if line.startswith("| LIDC"))
    assert new(readme(replacing("README.md", README, line, ""))) == README.replace(line, "")
    other = line.replace("LIDC", "NLST")
    assert new(readme(replacing("README.md", README, line, line + other))) == README.replace(line, line + other)


@pytest.mark.parametrize(
    ("old", "text", "fits"),
    [
        ("133.2 GB", "124.0 GiB", True),
        ("LIDC-IDRI", "NLST", True),
        ("lung", "lungs", True),
        (", 'cancer'", "", True),  # an item less: the others move up
        ("radiologists\n  marked", "readers\n  marked", True),
        ("133.2 GB", "133.2 GB # about", True),  # a comment more
        ("133.2 GB", "133.2 GB: about", False),  # no YAML any more
        ('"LIDC-IDRI"', '"LIDC-IDRI', False),
        ("level: open", "level: [open]", False),  # the alias says it too
        ("lung", "lung, chest", False),  # an item more than the edit is of
        ("lidc-idri", "lidc-idri\nkind: dataset", False),
    ],
)
def test_records(old: str, text: str, fits: bool) -> None:
    made = replacing("catalog/lidc.yaml", RECORD, old, text)
    result = fix([made], project(lidc=RECORD), unsafe=False)
    if fits:
        assert new(result, "catalog/lidc.yaml") == RECORD.replace(old, text, 1)
    else:
        assert result.refused == [(made, "it would change more than it means to")]


def test_writing_keeps_mode_and_refuses_a_changed_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from medlint.write.files import WriteError

    monkeypatch.chdir(tmp_path)
    file = tmp_path / "README.md"
    file.write_bytes(README.encode())
    file.chmod(0o640)
    result = readme(replacing("README.md", README, "133.2", "133.16"))
    write(result, Root(Config(root=tmp_path)))
    assert file.read_bytes() == result.changed["README.md"][1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    with pytest.raises(WriteError, match="changed since it was read"):
        write(result, Root(Config(root=tmp_path)))


def test_settling_mends_what_collided_at_first() -> None:
    def judge(project: Project) -> list[Finding]:
        text = project.pages[0].source.text
        words = [("133.2 GB", "133.16 GB"), (".2 GB", ".2 gB"), ("133.16 GB", "124 GiB")]
        return [replacing("README.md", text, old, new) for old, new in words if old in text]

    before = project(README_md=README)
    result = settle(before, judge, unsafe=False)
    assert new(result) == README.replace("133.2 GB", "124 GiB")
    assert settle(project(README_md=new(result)), judge, unsafe=False) == FixResult({}, [], [])


@pytest.mark.parametrize("tail", ["\n", ""])
def test_a_diff_that_patch_understands(tmp_path: Path, tail: str) -> None:
    text = README.rstrip("\n") + tail
    changes = [("133.2", "133.16"), (".net/", ".net/x")]
    result = readme(*(replacing("README.md", text, *change) for change in changes), text=text)
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    patch = diff(result)
    assert "-| LIDC-IDRI" in patch
    subprocess.run(["git", "apply"], input=patch.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == new(result)


PIECES = [
    "", " ", "x", "GB", "|", "\\|", "\\", "`", "``", "*", "_", "<br>", "<", "<!--", "-->", "[", "](", ")", "\n", "\r\n",
    "\n\n", "#", "- ", "> ", "```", "肺", "é", "\u00a0", "~", "&amp;", "https://example.org/", "|---|", "$",
]  # fmt: skip


def mutated(text: str, seed: int, edits: int) -> tuple[int, int]:
    """Random edits inside cells: none touches another cell or a byte outside. Returns (applied, refused)."""
    chance = random.Random(seed)
    cells = list(table_cells(text).items())
    data = text.encode()
    findings = {}
    for key, cell in chance.sample(cells, min(edits, len(cells))):
        a = chance.randint(0, len(cell.raw))
        b = chance.randint(a, len(cell.raw))
        place = cell.at(a, b)
        piece = "".join(chance.choices(PIECES, k=chance.randint(0, 3)))
        findings[key] = finding("README.md", (place.start, place.end, piece))
    result = readme(*findings.values(), text=text)
    after = new(result) if result.changed else text
    kept = {id(f) for f in result.applied}
    meant = {key for key, made in findings.items() if id(made) in kept}
    found = table_cells(after)
    assert found.keys() == {key for key, _ in cells}
    for key, cell in cells:
        if key not in meant:
            assert found[key].raw == cell.raw
            assert [link.url for link in found[key].links] == [link.url for link in cell.links]
    at, parts = 0, []
    for made in sorted(result.applied, key=lambda f: f.place.start):
        assert made.fix is not None
        (edit,) = made.fix.edits
        parts += [data[at : edit.start], edit.text.encode()]
        at = edit.end
    assert b"".join([*parts, data[at:]]) == after.encode()
    return len(result.applied), len(result.refused)


def test_a_thousand_random_edits() -> None:
    counts = [mutated(README, seed, 5) for seed in range(200)]
    applied, refused = map(sum, zip(*counts, strict=True))
    assert applied + refused == 1000
    assert applied > 400, "most edits are harmless"
    assert refused > 50, "some are not"


@pytest.mark.parametrize("name", NAMES)
def test_random_edits_of_real_lists(name: str) -> None:
    file = CORPORA / name / "README.md"
    if not file.exists():
        pytest.skip("the corpora are not here")
    applied, _ = mutated(file.read_bytes().decode(), 1, 12)
    assert applied > 4
