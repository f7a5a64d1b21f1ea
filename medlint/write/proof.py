"""The proof of an edit: the file is read again, and everything but what was meant must be as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from medlint.finding import Edit, Fix
from medlint.model import Document, Route, Source, TextCell
from medlint.project import Problem, Project
from medlint.read.records import value_at
from medlint.text.data import DATA, parse
from medlint.text.parsing import ParseError

_TRIALS = 200
"""How often a file is read again to find the fixes that do harm; past that the rest isn't offered."""
_STRUCTURE = frozenset(("table", "tr", "td", "th"))
"""Tags of HTML that an edit inside a block may neither add nor take away."""


class Change(NamedTuple):
    """Replace the characters from start up to end of a text by another."""

    start: int
    end: int
    text: str


class Unit(NamedTuple):
    """The smallest thing an edit may be about: a cell, a heading, a paragraph, a block, a YAML key or value.

    `kind` holds what an edit inside it must not change, `content` what no edit outside it may.
    """

    start: int
    end: int
    kind: tuple[Any, ...]
    content: tuple[Any, ...]


def apply(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made. They are in order and don't overlap."""
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.start], change.text]
        at = change.end
    return "".join([*parts, text[at:]])


class Proof:
    """Judges changes of one file; what the file holds before them is read once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        before = units(source)
        self.before = sorted(before, key=_span) if before is not None else None

    def holds(self, changes: Sequence[Change]) -> bool:
        """True when only the units that the changes lie in are different after them.

        A change that lies in no single unit (a row taken out, a table written anew) may do as it likes with
        what it covers.
        """
        if self.before is None:
            return False
        after = units(Source(self.source.path, apply(self.source.text, changes), bom=self.source.bom))
        return after is not None and _only_meant(self.before, after, changes)


def breaks_record(project: Project, edits: Sequence[Edit]) -> bool:
    """Whether edits make a record of a catalog break its schema in more ways than it does."""
    paths = {edit.path for edit in edits} & project.catalog_files.keys()
    return any(_broken(project, path, edits) != [] for path in paths)


def _broken(project: Project, path: str, edits: Sequence[Edit]) -> list[Route] | None:
    """The records of a file that break their schema in more ways with the edits; None where none can be read."""
    from medlint.validate.faults import faults

    held, document = project.catalog_files[path], project.document(path)
    text = apply(document.source.text, changes_of(document.source, edits))
    out = []
    try:
        data = parse(path, text)
        for route in held.judged:
            before, after = value_at(document.data, route), value_at(data, route)
            wrong = faults(held.schema, after, "") if before != after else []
            if wrong and len(wrong) > len(faults(held.schema, before, "")):
                out.append(route)
    except (ParseError, LookupError, TypeError):
        return None
    return out


def harmful(project: Project, fixes: Iterable[Fix]) -> set[Fix]:
    """The fixes that make a record of a catalog break its schema in more ways than it does, file by file."""
    by_path: dict[str, dict[Fix, None]] = {}
    for fix in fixes:
        for path in {edit.path for edit in fix.edits} & project.catalog_files.keys():
            by_path.setdefault(path, {})[fix] = None
    return {fix for path, found in by_path.items() for fix in _harmful(project, path, found)}


def _harmful(project: Project, path: str, fixes: Iterable[Fix]) -> set[Fix]:
    """Of the fixes of a file those that do harm.

    Many are tried at once. Where records break, the fixes of each are halved, and the halves of all tried together.
    """
    bad: set[Fix] = set()
    stack = _apart(path, fixes)
    for _ in range(_TRIALS):
        if not stack:
            break
        group = stack.pop()
        broken = _broken(project, path, [edit for fix in group for edit in fix.edits])
        halves: tuple[list[Fix], list[Fix]] = ([], [])
        for part in _by_record(project.document(path), group, broken):
            if len(part) == 1:
                bad.add(part[0])
            else:
                halves[0].extend(part[: len(part) // 2])
                halves[1].extend(part[len(part) // 2 :])
        stack += [half for half in halves if half]
    return bad.union(*stack)


def _apart(path: str, fixes: Iterable[Fix]) -> list[list[Fix]]:
    """The fixes of a file in as few groups as there can be without two in one that overlap."""
    from heapq import heappush, heapreplace

    spans = []
    for number, fix in enumerate(fixes):
        edits = [edit for edit in fix.edits if edit.path == path]
        spans.append((min(edit.start for edit in edits), max(edit.end for edit in edits), number, fix))
    out: list[list[Fix]] = []
    ends: list[tuple[int, int]] = []
    for start, end, _, fix in sorted(spans, key=lambda span: span[:3]):
        if ends and ends[0][0] <= start:
            group = ends[0][1]
            heapreplace(ends, (end, group))
            out[group].append(fix)
        else:
            heappush(ends, (end, len(out)))
            out.append([fix])
    return out


def _by_record(document: Document, fixes: list[Fix], broken: list[Route] | None) -> Iterator[list[Fix]]:
    """The fixes that may be why records break, by record; all together where that can't be told."""
    from bisect import bisect_left, bisect_right

    at = sorted(
        (edit.start, n) for n, fix in enumerate(fixes) for edit in fix.edits if edit.path == document.source.path
    )
    for route in [()] if broken is None else broken:
        start, end = map(document.source.byte, document.span(route))
        near = at[bisect_left(at, (start, 0)) : bisect_right(at, (end, len(fixes)))] if broken is not None else []
        if not near:
            yield fixes
            return
        yield [fixes[n] for n in sorted({n for _, n in near})]


def changes_of(source: Source, edits: Iterable[Edit]) -> list[Change]:
    """The edits of a file as changes of its text, in order. ValueError for one that cuts a character."""
    data = (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode()
    at = 3 if source.bom else 0
    offset = 0
    out = []
    for edit in sorted({edit for edit in edits if edit.path == source.path}):
        if not at <= edit.start <= edit.end <= len(data):
            raise ValueError("outside the file")
        start = offset + len(data[at : edit.start].decode())
        offset = start + len(data[edit.start : edit.end].decode())
        at = edit.end
        edit.text.encode()
        out.append(Change(start, offset, edit.text))
    return out


def _only_meant(before: list[Unit], after: list[Unit], changes: Sequence[Change]) -> bool:
    from bisect import bisect_right

    shift = _Shift(changes)
    wide = [c for c in changes if not any(_within(c, u) for u in _near(before, c))]
    touched = {unit for change in changes for unit in _near(before, change)}
    covered = {u for change in wide for u in _near(before, change) if _covers(change, u)}
    due = Counter(shift.unit(unit) for unit in before if unit not in touched)
    left = [unit for unit in after if not _take(due, unit)]
    if due:
        return False
    meant = [shift.meant(unit) for unit in sorted(touched - covered, key=_span)]
    starts, ends = [shift(change.start, first=True) for change in wide], [shift(change.end) for change in wide]
    at = 0
    for unit in sorted(left, key=_span):
        if at < len(meant) and _is(unit, meant[at]):
            at += 1
        elif not (last := bisect_right(starts, unit.end)) or ends[last - 1] < unit.start:
            return False
    return at == len(meant)


def _within(change: Change, unit: Unit) -> bool:
    """Whether a change lies in a unit and leaves something of it: a comment that is taken out whole may be gone."""
    whole = (change.start, change.end) == (unit.start, unit.end)
    return unit.start <= change.start and change.end <= unit.end and (not whole or bool(change.text))


def _take(due: Counter[Unit], unit: Unit) -> bool:
    if unit not in due:
        return False
    due[unit] -= 1
    if not due[unit]:
        del due[unit]
    return True


def _is(unit: Unit, meant: Unit) -> bool:
    return unit.kind == meant.kind and unit.start <= meant.end and meant.start <= unit.end


def _span(unit: Unit) -> tuple[int, int]:
    return unit.start, unit.end


def _covers(change: Change, unit: Unit) -> bool:
    if unit.start == unit.end:
        return change.start <= unit.start <= change.end
    return change.start < unit.end and unit.start < change.end


def _near(before: list[Unit], change: Change) -> list[Unit]:
    """The units that a change touches, its borders included."""
    from bisect import bisect_right

    # Units don't nest, so their ends ascend with their starts; an empty one may share its start with the next.
    at = bisect_right(before, change.end, key=lambda unit: unit.start)
    out = []
    while at and before[at - 1].end >= change.start:
        at -= 1
        out.append(before[at])
    return out


class _Shift:
    """Where offsets of the text before the changes are after them."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.ends, self.starts, self.sums = [], [], [0]
        for change in changes:
            self.starts.append(change.start)
            self.ends.append(change.end)
            self.sums.append(self.sums[-1] + len(change.text) - (change.end - change.start))

    def __call__(self, offset: int, *, first: bool = False) -> int:
        """The offset after the changes; of one inside a change its new end, or with `first` its start."""
        from bisect import bisect_left, bisect_right

        if first:
            done = bisect_left(self.ends, offset)
            if done < len(self.starts) and self.starts[done] < offset:
                offset = self.starts[done]
            return offset + self.sums[done]
        begun = bisect_right(self.starts, offset)
        if begun and self.ends[begun - 1] > offset:
            offset = self.ends[begun - 1]
        return offset + self.sums[begun]

    def meant(self, unit: Unit) -> Unit:
        """Where a unit that changes lie in has to be found again."""
        return unit._replace(start=self(unit.start, first=True), end=self(unit.end))

    def unit(self, unit: Unit) -> Unit:
        """Where a unit that no change lies in has to be found again."""
        start = self(unit.start)
        return unit._replace(start=start, end=start + unit.end - unit.start)


def units(source: Source) -> list[Unit] | None:
    """Everything that a file holds, or None where it can't be read."""
    if source.path.lower().endswith(DATA):
        return _yaml_units(source)
    return list(_page_units(source))


def _page_units(source: Source) -> Iterator[Unit]:
    from bisect import bisect_right

    from medlint.read.html import tags
    from medlint.read.markdown import read_page

    page, _ = read_page(source)
    html = [start for start, _, _ in page.loose]
    for section in page.headings:
        heading = section.heading
        at = bisect_right(html, heading.offset(0)) - 1 if heading is not None else 0
        if heading is not None and not (at >= 0 and heading.offset(0) < page.loose[at][1]):
            yield _unit(heading, "heading", section.level)
    for table in (table for table in page.tables if table.shape == "table"):
        for number, row in enumerate(table.rows):
            for index, cell in enumerate(row.cells):
                yield _unit(cell, "cell", index, number == 0, row.end_line - row.line)
    for cell in page.prose:
        yield _unit(cell, "prose")
    for start, end, text in page.loose:
        structure = tuple(tag.name for tag in tags(text) if tag.name in _STRUCTURE)
        yield Unit(start, end, ("html", *structure), (text,))
    for start, end in page.code:
        yield Unit(start, end, ("code",), (source.text[start:end],))
    for link in page.links:
        if link.kind == "definition" and isinstance(link.cell, TextCell):
            start, end = map(link.cell.offset, link.span)
            yield Unit(start, end, ("definition",), (link.url,))


def _unit(cell: TextCell, *kind: Any) -> Unit:
    end = len(cell.raw)
    last = cell.offset(end - 1) + 1 if end else cell.offset(0)
    return Unit(cell.offset(0), last, kind, (cell.raw, cell.text))


def _yaml_units(source: Source) -> list[Unit] | None:
    from medlint.read.document import locate, read_document

    document = read_document(source)
    if isinstance(document, Problem):
        return None
    out = []
    for route, (start, end) in locate(source).items():
        kind = tuple(0 if isinstance(part, int) else part for part in route)
        if route[:1] == ("\0key",):
            out.append(Unit(start, end, ("key", *kind), (route[-1],)))
            continue
        value = _at(document.data, route)
        alias = source.text[start : start + 1] == "*"
        if alias or not isinstance(value, (dict, list)):
            out.append(Unit(start, end, ("value", *kind), (repr(value),)))
    return out


def _at(data: Any, route: Route) -> Any:
    for part in route:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None  # under a merge key: the values it brings are read where they were merged
    return data
