"""Ignore comments for today's findings, for a list that can't fix everything at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from medlint.finding import Edit, Finding
from medlint.lazy import regex
from medlint.model import Page, Source, TextCell
from medlint.project import Project
from medlint.read.ignores import block_scalars
from medlint.read.inline import TAG, visible
from medlint.read.markdown import read_page
from medlint.text.data import JSON, PAGES, TOML, front, parse
from medlint.text.parsing import ParseError
from medlint.write.proof import Change, apply
from medlint.write.rows import line_end

_DEFINITION = regex(r"[ \t>]*\[[^\]]+\]:")
_RAW = regex(r"<(?:script|style|textarea|title)\b", re.IGNORECASE)
"""The tags in which a comment is text."""


_TRIALS = 60
"""How often a file is read again to find the lines that take no comment; past that no more lines get one."""
_Reading = tuple[tuple[Any, ...], set[str]]


class Silenced(NamedTuple):
    """What silencing would change: bytes before and after by path, and how many findings are left as they are."""

    changed: dict[str, tuple[bytes, bytes]]
    silenced: int
    left: list[Finding]


def silence(project: Project, findings: list[Finding], judge: Callable[[Project], list[Finding]]) -> Silenced:
    """An ignore comment for each finding: in its row, else at the end of its line, else for its file.

    `judge` gives the findings of a project. A file that a comment would make say something else, in which one would
    cause a finding of another kind, or that takes no comments (JSON), stays as it is.
    """
    from medlint.read.project import build_project

    sources, comments = project.sources, Comments(project)
    wanted = [f for f in findings if f.place.path in sources]
    made = dict(sources)
    by_path = dict(_by_path(wanted))
    for path, here in by_path.items():
        made[path] = comments.by_line(sources[path], here)
    before = {_key(finding) for finding in findings}
    after = judge(build_project(list(made.values()), project.config, project.today))
    still = {_key(finding) for finding in after}
    # A rule may fall silent for the comment itself, which then is of no use.
    vain: dict[tuple[str, int], str] = {}
    for finding in after:
        if finding.code == "MED004" and _key(finding) not in before:
            where = finding.place.path, finding.place.line
            vain[where] = vain.get(where, "") + finding.message

    def is_left(f: Finding) -> bool:
        where = f.place.path, comments.line_for(sources[f.place.path], f)
        return _key(f) in still or f.code in vain.get(where, "")

    for path, here in _by_path(list(filter(is_left, wanted))):
        codes = {finding.code for finding in here}
        others = comments.by_line(sources[path], [finding for finding in by_path[path] if finding.code not in codes])
        made[path] = comments.of_file(others, here)
        if made[path] is others:  # it takes no comment for all of it
            made[path] = comments.by_line(sources[path], [f for f in by_path[path] if not is_left(f)])
    after = judge(build_project(list(made.values()), project.config, project.today))
    spoilt = {finding.place.path for finding in after if _key(finding) not in before}
    for path in spoilt & made.keys():
        made[path] = sources[path]
    changed = {
        path: (source.encoded(source.text), source.encoded(made[path].text))
        for path, source in sorted(sources.items())
        if made[path].text != source.text
    }
    still = {_key(finding) for finding in after}
    kept = [f for f in findings if f.place.path not in changed or _key(f) in still]
    return Silenced(changed, len(findings) - len(kept), kept)


def _by_path(findings: list[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    out: dict[str, list[Finding]] = {}
    for finding in findings:
        out.setdefault(finding.place.path, []).append(finding)
    return out.items()


def _key(finding: Finding) -> tuple[str, str, str | None, str]:
    return finding.code, finding.place.path, finding.shown, finding.subject


class Comments:
    """The comments that files of a project take: where each goes, by its offset, and how it is written."""

    def __init__(self, project: Project) -> None:
        self._pages = {page.source.path for page in project.pages}
        self._rows = _rows(project)
        self._closed = {(page.source.path, line) for page in project.pages for line in _closed(page)}
        self._blocks: dict[str, dict[int, int]] = {}
        self._documents = {document.source.path: document for document in project.documents}
        self._read: dict[str, _Reading] = {}  # by the text of the page

    def by_line(self, source: Source, findings: list[Finding]) -> Source:
        """The file with a comment in each row or line that has findings and takes one."""
        codes: dict[int, set[str]] = {}
        for finding in findings:
            codes.setdefault(self.line_for(source, finding), set()).add(finding.code)
        texts = self._texts(source)
        open_ = {n: here for n, here in codes.items() if (source.path, n) not in self._closed and n not in texts}
        return _inserted(source, self._fitting(source, sorted(self._of_line(source, *line) for line in open_.items())))

    def _fitting(self, source: Source, comments: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those of comments after which a file says the same, found by trying fewer and fewer together."""
        good: list[tuple[int, str]] = []
        stack = [comments]
        for _ in range(_TRIALS):
            if not stack:
                break
            group = stack.pop()
            if self._says_the_same(source, _inserted(source, good + group)):
                good += group
            elif (middle := len(group) // 2) > 0:
                stack += [group[middle:], group[:middle]]
        return good

    def for_one(self, source: Source, finding: Finding) -> Edit | None:
        """The edit that silences the rule of a finding in its line, else in its file; None where there can be none."""
        line, codes = self.line_for(source, finding), [finding.code]
        made = self._of_line(source, line, codes)
        closed = (source.path, line) in self._closed or line in self._texts(source)
        for at in (() if closed else (made,), (self._of_file(source, codes),)):
            if at and self._says_the_same(source, _inserted(source, at)):
                offset, text = at[0]
                return Edit(source.path, source.byte(offset), source.byte(offset), text) if text else None
        return None

    def of_file(self, source: Source, findings: list[Finding]) -> Source:
        """The file with a comment that speaks of all of it; as it is where that would be text."""
        made = _inserted(source, [self._of_file(source, {finding.code for finding in findings})])
        return made if self._says_the_same(source, made) else source

    def line_for(self, source: Source, finding: Finding) -> int:
        """The line that a comment for a finding is written in."""
        if source.path not in self._blocks:
            self._blocks[source.path] = self._headers(source)
        return self._blocks[source.path].get(finding.place.line, finding.place.line)

    def _headers(self, source: Source) -> dict[int, int]:
        """For each line of a block of text in YAML the line of its key: the block itself takes no comment."""
        yaml = source.path not in self._pages and not source.path.lower().endswith((*JSON, *TOML))
        blocks = block_scalars(source) if yaml else {}
        return {line: header for header, last in blocks.items() for line in range(header + 1, last + 1)}

    def _texts(self, source: Source) -> set[int]:
        """The lines of a file of records at whose end a text goes on: a comment there would be part of it."""
        document = self._documents.get(source.path)
        spans = document.texts if document is not None else ()
        return {line for first, last in spans for line in range(source.line_of(first), source.line_of(last))}

    def _of_line(self, source: Source, line: int, codes: Iterable[str]) -> tuple[int, str]:
        start, text = source.starts[line - 1], source.line(line)
        named = ", ".join(sorted(codes))
        if source.path not in self._pages:
            return start + len(text), f"  # medlint-ignore: {named}"
        return self._rows.get((source.path, line), start + _shown(text)), f" <!-- medlint-ignore: {named} -->"

    def _of_file(self, source: Source, codes: Iterable[str]) -> tuple[int, str]:
        """Below all of a page, else above all of the data; nothing where there is no such place."""
        text, named, line_feed = source.text, ", ".join(sorted(codes)), line_end(source)
        if source.path in self._pages:
            end = len(text.rstrip())
            return end, f"{line_feed * 2}<!-- medlint-ignore-file: {named} -->" + line_feed * (end == len(text))
        page = source.path.lower().endswith(PAGES)
        if source.path.lower().endswith(JSON) or (page and not front(text)):
            return 0, ""
        return source.starts[1] if page else 0, f"# medlint-ignore-file: {named}{line_feed}"

    def _says_the_same(self, before: Source, after: Source) -> bool:
        """Whether a page reads as before; a file of records holds the same data, below its front matter the same."""
        if before.text == after.text:
            return True
        if before.path in self._pages:
            if before.text not in self._read:
                self._read[before.text] = _reading(before)
            (was, anchors), (now, kept) = self._read[before.text], _reading(after)
            return was == now and anchors <= kept
        if before.path.lower().endswith(PAGES) and _below_front(before) != _below_front(after):
            return False
        try:
            return bool(parse(before.path, before.text) == parse(after.path, after.text))
        except ParseError:
            return False


def _below_front(source: Source) -> str:
    return source.text[len(front(source.text)) :]


def _shown(line: str) -> int:
    """Where the text of a line of a page ends: before the mark of a hard break, and before the hashes of a heading."""
    text = line.rstrip()
    bare = text.rstrip("#")
    if bare != text and bare[-1:].isspace():
        text = bare.rstrip()
    return len(text) - (len(text) - len(text.rstrip("\\"))) % 2


def _closed(page: Page) -> Iterable[int]:
    """The lines of a page at whose end no comment can stand: of its front matter, code, definitions, and in a tag."""
    source = page.source
    named = [k.cell for k in page.links if k.kind == "definition" and isinstance(k.cell, TextCell)]
    spans = [(cell.offset(0), cell.offset(len(cell.raw.rstrip()))) for cell in named]
    for first, last in ((0, len(front(source.text))), *page.code, *spans):
        yield from range(source.line_of(first), source.line_of(last) + (last > first))
    texts = [*page.prose, *(section.heading for section in page.headings if section.heading is not None)]
    inside = [(cell.offset(a), cell.offset(b)) for cell in texts for a, b in cell.opaque]
    for start, end, text in page.loose:
        inside += [(start, end)] if _RAW.search(text) else []
        inside += [(start + tag.start(), start + tag.end()) for tag in TAG.finditer(text)]
    for first, last in inside:
        yield from range(source.line_of(first), source.line_of(last))
    yield from (n for n in range(1, len(source.starts) + 1) if _DEFINITION.match(source.line(n)))


def _reading(source: Source) -> _Reading:
    """What a reader has of a page: headings, texts, cells, links, code and what is shown of its HTML; and anchors."""
    page, problems = read_page(source)
    cells = [(index, cell) for table in page.tables for row in table.rows for index, cell in enumerate(row.cells)]
    texts = [(-1, cell) for cell in page.prose]
    read = (
        [(section.level, section.title) for section in page.headings],
        [(index, [" ".join(line.split()) for line in cell.text.split("\n")]) for index, cell in cells + texts],
        [(link.kind, link.url, " ".join(link.text.split())) for link in page.links],
        [source.text[start:end] for start, end in page.code if not source.text.startswith("<!--", start)],
        [text for *_, html in page.loose if (text := " ".join(visible(html).split()))],
        len(problems),
    )
    return read, page.anchors


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
