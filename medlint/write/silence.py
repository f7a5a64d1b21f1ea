"""Ignore comments for today's findings, for a list that can't fix everything at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from medlint.finding import Edit, Finding
from medlint.model import Source
from medlint.project import Project
from medlint.read.ignores import block_scalars
from medlint.text.data import JSON, PAGES, TOML, front, parse
from medlint.text.parsing import ParseError
from medlint.write.proof import Change, apply


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

    sources, comments = project.sources, _Comments(project)
    wanted = [f for f in findings if f.place.path in sources]
    made = dict(sources)
    for path, here in _by_path(wanted):
        made[path] = comments.by_line(sources[path], here)
    for path, here in _by_path(_left(wanted, judge(build_project(list(made.values()), project.config, project.today)))):
        made[path] = comments.of_file(sources[path], here)
    before = {_key(finding) for finding in findings}
    after = judge(build_project(list(made.values()), project.config, project.today))
    spoilt = {finding.place.path for finding in after if _key(finding) not in before}
    for path in spoilt & made.keys():
        made[path] = sources[path]
    changed = {
        path: (source.encoded(source.text), source.encoded(made[path].text))
        for path, source in sorted(sources.items())
        if made[path].text != source.text
    }
    kept = [f for f in findings if f.place.path not in changed]
    return Silenced(changed, len(findings) - len(kept), kept)


def comment(project: Project, source: Source, finding: Finding) -> Edit | None:
    """The edit that silences the rule of a finding in its line, else in its file; None where there can be none."""
    at, written = _Comments(project).for_line(source, finding.place.line, [finding.code])
    return Edit(source.path, source.byte(at), source.byte(at), written) if written else None


def _by_path(findings: list[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    out: dict[str, list[Finding]] = {}
    for finding in findings:
        out.setdefault(finding.place.path, []).append(finding)
    return out.items()


def _key(finding: Finding) -> tuple[str, str, str | None, str]:
    return finding.code, finding.place.path, finding.shown, finding.subject


def _left(wanted: list[Finding], after: list[Finding]) -> list[Finding]:
    still = {_key(finding) for finding in after}
    return [finding for finding in wanted if _key(finding) in still]


class _Comments:
    """The comments that files of a project take: where each goes, by its offset, and how it is written."""

    def __init__(self, project: Project) -> None:
        self._pages = {page.source.path for page in project.pages}
        self._rows = _rows(project)

    def by_line(self, source: Source, findings: list[Finding]) -> Source:
        """The file with a comment in each row or line that has findings; where one would be text, one of the file."""
        codes: dict[int, set[str]] = {}
        headers = self._headers(source)
        for finding in findings:
            codes.setdefault(headers.get(finding.place.line, finding.place.line), set()).add(finding.code)
        made = _inserted(source, sorted(self._of_line(source, line, here) for line, here in codes.items()))
        return made if self._says_the_same(source, made) else self.of_file(source, findings)

    def for_line(self, source: Source, line: int, codes: Iterable[str]) -> tuple[int, str]:
        """The comment for one line; where it would be text, one of the file."""
        made = self._of_line(source, self._headers(source).get(line, line), codes)
        return made if self._says_the_same(source, _inserted(source, [made])) else self._of_file(source, codes)

    def of_file(self, source: Source, findings: list[Finding]) -> Source:
        """The file with a comment that speaks of all of it."""
        return _inserted(source, [self._of_file(source, {finding.code for finding in findings})])

    def _headers(self, source: Source) -> dict[int, int]:
        """For each line of a block of text in YAML the line of its key: the block itself takes no comment."""
        yaml = source.path not in self._pages and not source.path.lower().endswith((*JSON, *TOML))
        blocks = block_scalars(source) if yaml else {}
        return {line: header for header, last in blocks.items() for line in range(header + 1, last + 1)}

    def _of_line(self, source: Source, line: int, codes: Iterable[str]) -> tuple[int, str]:
        end = source.starts[line - 1] + len(source.line(line))
        named = ", ".join(sorted(codes))
        if source.path not in self._pages:
            return end, f"  # medlint-ignore: {named}"
        return self._rows.get((source.path, line), end), f" <!-- medlint-ignore: {named} -->"

    def _of_file(self, source: Source, codes: Iterable[str]) -> tuple[int, str]:
        """Below all of a page, else above all of the data; nothing where there is no such place."""
        text, named = source.text, ", ".join(sorted(codes))
        if source.path in self._pages:
            end = len(text.rstrip())
            return end, f"\n\n<!-- medlint-ignore-file: {named} -->" + "\n" * (end == len(text))
        page = source.path.lower().endswith(PAGES)
        if source.path.lower().endswith(JSON) or (page and not front(text)):
            return 0, ""
        return source.starts[1] if page else 0, f"# medlint-ignore-file: {named}\n"

    def _says_the_same(self, before: Source, after: Source) -> bool:
        """Whether a file of records holds the same data as before, and the same text below its front matter."""
        if before.path in self._pages or before.text == after.text:
            return True
        if before.path.lower().endswith(PAGES) and _below_front(before) != _below_front(after):
            return False
        try:
            return bool(parse(before.path, before.text) == parse(after.path, after.text))
        except ParseError:
            return False


def _below_front(source: Source) -> str:
    return source.text[len(front(source.text)) :]


def _inserted(source: Source, comments: Iterable[tuple[int, str]]) -> Source:
    return Source(source.path, apply(source.text, [Change(at, at, text) for at, text in comments]), bom=source.bom)


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
