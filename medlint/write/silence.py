"""Ignore comments for today's findings, for a list that can't fix everything at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from medlint.finding import Edit, Finding
from medlint.model import Source
from medlint.project import Project
from medlint.read.ignores import block_scalars
from medlint.text.data import DATA, YAML, parse
from medlint.text.parsing import ParseError


class Silenced(NamedTuple):
    """What silencing would change: bytes before and after by path, and how many findings are left as they are."""

    changed: dict[str, tuple[bytes, bytes]]
    silenced: int
    left: list[Finding]


def silence(project: Project, findings: list[Finding], judge: Callable[[Project], list[Finding]]) -> Silenced:
    """An ignore comment for each finding: in its row, else at the end of its line, else for its file.

    `judge` gives the findings of a project. A file in which a comment would cause a finding of another kind, or
    that takes no comments (JSON), stays as it is.
    """
    from medlint.read.project import build_project

    sources = project.sources
    wanted = [f for f in findings if f.place.path in sources]
    made = {path: _with_comments(source, _of(path, wanted), _rows(project)) for path, source in sources.items()}
    for path, source in sources.items():
        if not _says_the_same(source, made[path]):  # a comment within a quoted text of several lines is text
            made[path] = _with_file_comment(source, _of(path, wanted))
    left = _left(wanted, judge(build_project(list(made.values()), project.config, project.today)))
    for path, source in made.items():
        if here := _of(path, left):
            made[path] = _with_file_comment(source, here)
    before = {_key(finding) for finding in findings}
    after = judge(build_project(list(made.values()), project.config, project.today))
    spoilt = {finding.place.path for finding in after if _key(finding) not in before}
    for path in spoilt & made.keys():
        made[path] = sources[path]
    changed = {
        path: (_bytes(source), _bytes(made[path]))
        for path, source in sorted(sources.items())
        if made[path].text != source.text
    }
    kept = [f for f in findings if f.place.path not in changed]
    return Silenced(changed, len(findings) - len(kept), kept)


def _says_the_same(before: Source, after: Source) -> bool:
    """Whether a file of records holds the same data as before."""
    if before.text == after.text or not before.path.lower().endswith(YAML):
        return True
    try:
        return bool(parse(before.path, before.text) == parse(after.path, after.text))
    except ParseError:
        return False


def _of(path: str, findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.place.path == path]


def _key(finding: Finding) -> tuple[str, str, str | None, str]:
    return finding.code, finding.place.path, finding.shown, finding.subject


def _left(wanted: list[Finding], after: list[Finding]) -> list[Finding]:
    still = {_key(finding) for finding in after}
    return [finding for finding in wanted if _key(finding) in still]


def _rows(project: Project) -> dict[tuple[str, int], int]:
    """The offset behind the last cell of each row of a Markdown table, by path and line."""
    out = {}
    for page in project.pages:
        for table in page.tables:
            if table.shape == "table":
                lines = [(table.line, [column.cell for column in table.columns])]
                lines += [(row.line, row.cells) for row in table.rows]
                for line, cells in lines:
                    if cells:
                        out[page.source.path, line] = cells[-1].offset(len(cells[-1].raw.rstrip()))
    return out


def _with_comments(source: Source, findings: list[Finding], rows: dict[tuple[str, int], int]) -> Source:
    """The file with a comment in each row or line that has findings."""
    codes: dict[int, set[str]] = {}
    headers = _headers(source)
    for finding in findings:
        codes.setdefault(headers.get(finding.place.line, finding.place.line), set()).add(finding.code)
    pieces, last = [], 0
    for at, written in sorted(_comment(source, line, here, rows) for line, here in codes.items()):
        pieces += [source.text[last:at], written]
        last = at
    return Source(source.path, "".join([*pieces, source.text[last:]]), bom=source.bom)


def comment(project: Project, source: Source, line: int, codes: Iterable[str]) -> Edit:
    """The edit that silences rules in a line of a file of the project."""
    at, written = _comment(source, _headers(source).get(line, line), codes, _rows(project))
    return Edit(source.path, source.byte(at), source.byte(at), written)


def _headers(source: Source) -> dict[int, int]:
    """For each line of a block of text in YAML the line of its key: the block itself takes no comment."""
    blocks = block_scalars(source) if source.path.lower().endswith(YAML) else {}
    return {line: header for header, last in blocks.items() for line in range(header + 1, last + 1)}


def _comment(source: Source, line: int, codes: Iterable[str], rows: dict[tuple[str, int], int]) -> tuple[int, str]:
    """Where a comment for a line goes, by its offset, and the comment."""
    end = source.starts[line - 1] + len(source.line(line))
    named = ", ".join(sorted(codes))
    if source.path.lower().endswith(DATA):
        return end, f"  # medlint-ignore: {named}"
    return rows.get((source.path, line), end), f" <!-- medlint-ignore: {named} -->"


def _with_file_comment(source: Source, findings: list[Finding]) -> Source:
    codes = ", ".join(sorted({finding.code for finding in findings}))
    if source.path.lower().endswith(DATA):
        text = f"# medlint-ignore-file: {codes}\n{source.text}"
    else:
        text = f"{source.text.rstrip()}\n\n<!-- medlint-ignore-file: {codes} -->\n"
    return Source(source.path, text, bom=source.bom)


def _bytes(source: Source) -> bytes:
    return (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode()
