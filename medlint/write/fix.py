"""Fixes: the edits of findings, applied in one pass, proven by reading the file again, and written safely."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from medlint.finding import Edit, Finding
from medlint.model import Source
from medlint.project import Project
from medlint.root import Root
from medlint.write import files
from medlint.write.proof import Change, Proof, apply, breaks_record, changes_of

_PROOFS = 200
"""How often a file is read again to find the edits that harm it; past that the rest is refused."""
_HOPELESS = 4
"""So many edits of a rule that do harm, and fewer than half as many that don't, are enough to refuse its others."""
_ROUNDS = 10
_DRIFT = ("MED403", "MED405")
"""What says that a page's cell contradicts its record."""


class FixResult(NamedTuple):
    """What fixing would change: bytes before and after by path, the findings mended, and those refused."""

    changed: Mapping[str, tuple[bytes, bytes]]
    applied: list[Finding]
    refused: list[tuple[Finding, str]]


def fix(
    findings: Iterable[Finding], project: Project, *, unsafe: bool, proofs: dict[str, Proof] | None = None
) -> FixResult:
    """Apply the fixes of findings to the files of the project that they were found in; nothing is written.

    Safe ones, and with `unsafe` the others too. An edit that overlaps one of an earlier finding, or after which
    anything but what it lies in reads differently, is refused, and with it all edits of its finding. `proofs` keeps
    what was read of the files for the next time, by path.
    """
    sources = project.sources
    proofs = {} if proofs is None else proofs
    able = [f for f in findings if f.fix is not None and f.fix.edits and (f.fix.safe or unsafe)]
    chosen, refused = _without_collisions(able, sources)
    while True:
        harmful: dict[int, tuple[Finding, str]] = {}
        for path, here in _by_path(chosen).items():
            if path not in proofs:
                proofs[path] = Proof(sources[path])
            harmful |= {id(f): (f, why) for f, why in _harmful(here, proofs[path], project)}
        if not harmful:
            break
        refused += harmful.values()
        chosen = [f for f in chosen if id(f) not in harmful]
    changed: dict[str, tuple[bytes, bytes]] = {}
    for path, here in sorted(_by_path(chosen).items()):
        source = sources[path]
        new = apply(source.text, _changes(here, source))
        if new != source.text:
            changed[path] = source.encoded(source.text), source.encoded(new)
    return FixResult(changed, chosen, sorted(refused, key=lambda item: item[0].sort_key))


def settle(project: Project, judge: Callable[[Project], list[Finding]], *, unsafe: bool) -> FixResult:
    """Fix until nothing is left to fix, so that a second run changes nothing.

    `judge` gives the findings of a project; it is asked again for the project as mended, since a finding that
    collided with another can be mended once that one is. Between markers the record is the source: a fix of a page's
    cell after which the cell contradicts its record is taken back, and not made again.
    """
    from medlint.read.project import build_project

    first = {path: source.encoded(source.text) for path, source in project.sources.items()}
    applied: list[Finding] = []
    latest: dict[str, bytes] = {}
    against: dict[tuple[str, ...], Finding] = {}
    for _ in range(_ROUNDS):
        found = judge(project)
        drifted = {(f.shown, f.field) for f in found if f.code in _DRIFT}
        undone = [f for f in applied if f.code not in _DRIFT and _on_page(f) and (f.shown, f.field) in drifted]
        against |= {_name(finding): finding for finding in undone}
        applied = [f for f in applied if _name(f) not in against]
        result = fix((f for f in found if _name(f) not in against), project, unsafe=unsafe)
        if not result.changed:
            break
        back = {(f.shown, f.field) for f in undone}
        applied += [f for f in result.applied if f.code not in _DRIFT or (f.shown, f.field) not in back]
        latest |= {path: new for path, (_, new) in result.changed.items()}
        sources = [_mended(source, result) for source in project.sources.values()]
        project = build_project(sources, project.config, project.today)
    changed = {path: (first[path], new) for path, new in sorted(latest.items()) if new != first[path]}
    refused = result.refused + [
        (f, "its record says otherwise, and the record is the source") for f in against.values()
    ]
    return FixResult(changed, applied if changed else [], refused)


def _on_page(finding: Finding) -> bool:
    return finding.entry is not None and finding.entry.on_page


def _name(finding: Finding) -> tuple[str, ...]:
    """What a finding is told by after its file has changed."""
    return finding.code, finding.place.path, finding.shown or "", finding.field or "", finding.subject


def write(result: FixResult, root: Root) -> None:
    """Write what a result changes. Raises WriteError at the first file that can't be, or was changed meanwhile."""
    for path, (old, new) in result.changed.items():
        files.replace(Path(path), new, root, expected=old)


def diff(result: FixResult) -> str:
    """What a result changes as a unified diff."""
    from medlint.write.diff import unified

    return "".join(unified(path, old.decode(), new.decode()) for path, (old, new) in result.changed.items())


def _mended(source: Source, result: FixResult) -> Source:
    if source.path not in result.changed:
        return source
    return Source(source.path, result.changed[source.path][1].decode("utf-8-sig"), bom=source.bom)


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    out: dict[str, list[Finding]] = {}
    for finding in findings:
        for path in sorted({edit.path for edit in _edits(finding)}):
            out.setdefault(path, []).append(finding)
    return out


def _without_collisions(
    findings: Sequence[Finding], sources: Mapping[str, Source]
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    taken = {path: _Taken() for path in sources}
    chosen: list[Finding] = []
    refused: list[tuple[Finding, str]] = []
    for finding in findings:
        edits = sorted(set(_edits(finding)))
        unread = next((edit.path for edit in edits if edit.path not in sources), None)
        if unread is not None:
            refused.append((finding, f"{unread} was not read"))
            continue
        others = [taken[edit.path].clash(edit) for edit in edits]
        other = next((hit for hit in others if hit is not None), None)
        if other is not None:
            place = other.place
            refused.append((finding, f"collides with {other.code} at {place.path}:{place.line}:{place.column}"))
        elif not all(a.path != b.path or a.end <= b.start for a, b in pairwise(edits)):
            refused.append((finding, "its own edits overlap"))
        else:
            chosen.append(finding)
            for edit in edits:
                taken[edit.path].add(edit, finding)
    return chosen, refused


class _Taken:
    """The edits of one file so far, in order; none overlaps another."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, int, Edit, Finding]] = []

    def clash(self, edit: Edit) -> Finding | None:
        """Whose edit it overlaps; two that are the same do not."""
        at = bisect_left(self.edits, (edit.start, edit.end), key=lambda item: item[:2])
        for start, end, other, finding in self.edits[max(at - 1, 0) : at + 1]:
            same_point = start == end == edit.start == edit.end
            if other != edit and (same_point or (start < edit.end and edit.start < end)):
                return finding
        return None

    def add(self, edit: Edit, finding: Finding) -> None:
        at = bisect_left(self.edits, (edit.start, edit.end), key=lambda item: item[:2])
        if self.edits[at : at + 1] and self.edits[at][2] == edit:
            return
        self.edits.insert(at, (edit.start, edit.end, edit, finding))


def _changes(findings: Iterable[Finding], source: Source) -> list[Change]:
    return changes_of(source, (edit for finding in findings for edit in _edits(finding)))


def _harmful(findings: list[Finding], proof: Proof, project: Project) -> list[tuple[Finding, str]]:
    """The findings whose edits can't be made, each with the reason, found by trying fewer and fewer together."""
    good: list[Finding] = []
    bad: list[tuple[Finding, str]] = []
    fine: Counter[str] = Counter()
    harm: Counter[str] = Counter()
    stack = [findings]
    proofs = 0
    while stack:
        group = stack.pop()
        code = group[0].code
        if proofs == _PROOFS or (harm[code] >= _HOPELESS and harm[code] > 2 * fine[code]):
            bad += [(finding, "too many edits of the file do harm") for finding in group]
            continue
        proofs += 1
        why = _harm([*good, *group], proof, project)
        if why is None:
            good += group
            fine.update(finding.code for finding in group)
        elif len(group) == 1:
            bad.append((group[0], why))
            harm[code] += 1
        else:
            stack += reversed(_parts(group))
    return bad


def _parts(findings: list[Finding]) -> list[list[Finding]]:
    """What to try where edits do harm together: those of each rule, or the first alone and the others by halves."""
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.code, []).append(finding)
    middle = max(len(findings) // 2, 1)
    halves = [findings[:1], findings[1:middle], findings[middle:]]
    return list(rules.values()) if len(rules) > 1 else [half for half in halves if half]


def _harm(findings: list[Finding], proof: Proof, project: Project) -> str | None:
    try:
        changes = _changes(findings, proof.source)
    except ValueError:
        return "its edit does not fit the file"
    if not proof.holds(changes):
        return "it would change more than it means to"
    here = [edit for finding in findings for edit in _edits(finding) if edit.path == proof.source.path]
    return "the record would break its schema" if breaks_record(project, here) else None
