"""The one gate between rules and reports: levels, ignores, and one finding for one cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import PurePosixPath

from medlint.config import Config
from medlint.finding import Finding, Level, Related, Suppressed
from medlint.model import Project
from medlint.read.files import below
from medlint.rules.base import Rule

_OUTRANKS = ("MED003", "MED208")
"""What these say of a field of an entry is the cause; no other rule speaks of that field. The first wins."""


class Selection:
    """Which rules run, and at which level, by `select`, `ignore` and `severity`."""

    def __init__(self, config: Config, rules: Iterable[Rule], matching: Callable[[str], list[Rule]]) -> None:
        chosen = {rule.code for text in config.select for rule in matching(text)}
        named = {r.code for text in config.select for r in matching(text) if text in (r.code, r.name)}
        ignored = {rule.code for text in config.ignore for rule in matching(text)}
        self._levels: dict[str, Level] = {}
        for rule in rules:
            level = config.severity.get(rule.code, rule.level)
            if level is Level.OFF and rule.code in named and rule.code not in config.severity:
                level = Level.WARNING
            if rule.code in chosen and rule.code not in ignored and level is not Level.OFF:
                self._levels[rule.code] = level
        self._set = frozenset(config.severity)

    def __contains__(self, rule: Rule) -> bool:
        return rule.code in self._levels

    def level(self, finding: Finding) -> Level:
        """The level of a finding: what the config says for its rule, else what the rule gave it."""
        if finding.code in self._set or finding.level is Level.OFF:
            return self._levels.get(finding.code, finding.level)
        return finding.level


class Gate:
    """Lets findings through, counts what it holds back, and folds what one cause says twice."""

    def __init__(self, project: Project, selection: Selection) -> None:
        self._project = project
        self._selection = selection
        self.suppressed: list[Suppressed] = []

    def through(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings to report, at their levels and in the order of their places."""
        kept: list[Finding] = []
        for finding in findings:
            finding.level = self._selection.level(finding)
            if finding.level is Level.OFF:
                continue
            if self._ignored_in_file(finding):
                self.suppressed.append(Suppressed(finding, "file"))
            else:
                kept.append(finding)
        out = []
        for group in self._groups(self._ranked(kept)):
            silenced = [self._commented(finding) for finding in group]
            finding = _folded(group)
            if any(silenced):
                self.suppressed.append(Suppressed(finding, "comment"))
            else:
                out.append(finding)
        self.suppressed.sort(key=lambda held: held.finding.sort_key)
        return sorted(out, key=lambda finding: finding.sort_key)

    def _ignored_in_file(self, finding: Finding) -> bool:
        config = self._project.config
        if not config.per_file_ignores:
            return False
        path = below(finding.place.path, config.root)
        return any(
            _means(code, finding) and (fnmatch(path, pattern) or fnmatch(PurePosixPath(path).name, pattern))
            for pattern, codes in config.per_file_ignores.items()
            for code in codes
        )

    def _ranked(self, findings: list[Finding]) -> list[Finding]:
        """Without what a schema violation or a placeholder says already of the same field."""
        # By field of an entry: how far down the order of _OUTRANKS the cause stands.
        causes: dict[tuple[int, str], int] = {}
        for rank, code in reversed(list(enumerate(_OUTRANKS))):
            for f in findings:
                if f.code == code and f.entry is not None and f.field is not None:
                    causes[id(f.entry), f.field] = rank
        return [
            f
            for f in findings
            if f.entry is None
            or f.field is None
            or (cause := causes.get((id(f.entry), f.field))) is None
            or f.code == _OUTRANKS[cause]
        ]

    def _groups(self, findings: list[Finding]) -> list[list[Finding]]:
        """Findings that say the same of a row and of its record, together; everything else alone."""
        groups: dict[tuple[object, ...], list[Finding]] = {}
        for number, finding in enumerate(findings):
            entry = finding.entry
            if entry is None or entry.twin is None:
                key: tuple[object, ...] = (number,)
            else:
                pair = min(id(entry), id(entry.twin))
                key = (pair, finding.code, finding.field, finding.subject)
            group = groups.setdefault(key, [])
            if not any(f.place == finding.place and f.message == finding.message for f in group):
                group.append(finding)
        out: list[list[Finding]] = []
        for group in groups.values():
            records = [f for f in group if f.entry is not None and f.entry.kind == "record"]
            if records and len(records) < len(group):
                out.append(group)
            else:
                out.extend([finding] for finding in group)
        return out

    def _commented(self, finding: Finding) -> bool:
        hit = False
        for path, ignore in self._project.ignores:
            if path == finding.place.path and ignore.first <= finding.place.line <= ignore.last:
                for code, _ in ignore.codes:
                    if _means(code, finding):
                        ignore.used.add(code)
                        hit = True
        return hit


def _means(code: str, finding: Finding) -> bool:
    return code == "ALL" or finding.code.startswith(code.upper()) or finding.name == code.lower()


def _folded(group: list[Finding]) -> Finding:
    """The record's finding with the README's place as related."""
    if len(group) == 1:
        return group[0]
    first = next(f for f in group if f.entry is not None and f.entry.kind == "record")
    others = [f for f in group if f is not first]
    first.related += tuple(Related(f.place, f"the same in {f.place.path}") for f in others)
    first.level = max(f.level for f in group)
    return first
