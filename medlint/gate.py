"""The one gate between rules and reports: levels, ignores, and one finding for one cause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import PurePosixPath

from medlint.config import Config, ConfigError
from medlint.finding import Finding, Fix, Level, Related, Suppressed
from medlint.habits import habits, header
from medlint.limit import SECONDS, OutOfTime, limit, why
from medlint.model import Entry, Ignore, Page, Place, Table
from medlint.project import Project
from medlint.root import below
from medlint.rules import matching
from medlint.rules.base import REGISTRY, Judged, Rule

_LONGER = 1.1
"""How many times the time of a record or a pattern a rule has that judges one of them: that one is named, then."""

OF_ANY_CATALOG = ("MED0", "MED5", "MED6", "MED7")
"""What is said of a catalog with `rules = "schema"`: its shape, its links and its identifiers."""


class Selection:
    """Which rules run, and at which level, by `select`, `ignore` and `severity`."""

    def __init__(self, config: Config, among: tuple[str, ...] = ("ALL",)) -> None:
        """`among` is what `ALL` means. Raises ConfigError where the config names a rule that isn't there."""
        selected = [text for s in (*config.select, *config.extend_select) for text in (among if s == "ALL" else (s,))]
        chosen = _matching(config, "select", selected)
        named = {r.code for text in selected for r in matching(text) if text in (r.code, r.name)}
        ignored = _matching(config, "ignore", (*config.ignore, *config.extend_ignore))
        if config.rules:
            _check_options(config)
        severity: dict[str, Level] = {}
        for text in sorted(config.severity, key=len):  # "MED1" first, so that "MED101" has the last word
            severity.update(dict.fromkeys(_matching(config, "severity", [text]), config.severity[text]))
        for codes in config.per_file_ignores.values():
            _matching(config, "per-file-ignores", codes)
        self._levels: dict[str, Level] = {}
        self.rules: list[Rule] = []  # those that run, in order of their codes
        for code, rule in sorted(chosen.items()):
            level = severity.get(code, rule.level)
            if level is Level.OFF and code in named and code not in severity:
                level = Level.WARNING
            if code not in ignored and level is not Level.OFF:
                self._levels[code] = level
                self.rules.append(rule)
        self._set = frozenset(severity)

    def level(self, finding: Finding) -> Level:
        """The level of a finding: what the config says for its rule, else what the rule gave it."""
        if finding.code in self._set or finding.level is Level.OFF:
            return self._levels.get(finding.code, finding.level)
        return finding.level


def _check_options(config: Config) -> None:
    """Raise ConfigError for options of rules that aren't there, or are of another kind."""
    from medlint.validate.faults import faults
    from medlint.validate.schema import options_schema

    for key, given in config.rules.items():
        (rule, *others) = _matching(config, "rules", [key]).values()
        if others or key not in (rule.code, rule.name):
            raise ConfigError(f"{config.file}: rules.{key}: expected the code or name of one rule")
        schema = options_schema(key, {name: option.schema() for name, option in rule.options.items()})
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
        for fault in faults(schema, values, f" of {key}"):
            raise ConfigError(f"{config.file}: rules.{key}: {fault.message}")


def _matching(config: Config, key: str, texts: Iterable[str]) -> dict[str, Rule]:
    """The rules, by code, that texts of the config mean. Raises ConfigError."""
    try:
        return {rule.code: rule for text in texts for rule in matching(text)}
    except LookupError as error:
        raise ConfigError(f"{config.file}: {key}: {error.args[0]}") from None


def said(rule: Rule, project: Project, *judged: Judged) -> list[Finding]:
    """What a rule finds, in a time that depends on how much there is to read; that it was given up is found too."""
    sizes = project.sizes
    if not sizes or rule.code == "MED001":  # which tells what was given up
        return list(rule(project, *judged))
    found: list[Finding] = []
    try:
        with limit(SECONDS * (_LONGER + project.size / 1_000_000)):
            found.extend(rule(project, *judged))
    except OutOfTime:
        largest = max(sizes, key=lambda path: sizes[path])
        message = f"{rule.code} was given up: {why()}; this is the largest file that it looked at"
        (unread,) = matching("MED001")
        found.append(unread.at(Place(largest, 1, 1, 1, 1, 0, 0), message))
    return found


class Gate:
    """Lets findings through, counts what it holds back, and folds what one cause says twice."""

    def __init__(self, project: Project, selection: Selection) -> None:
        self._project = project
        self._selection = selection
        self._comments = _Comments(project.ignores)
        self._ignored: dict[str, list[str]] = {}  # by path: the codes that the config ignores there
        self.suppressed: list[Suppressed] = []

    def through(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings to report, at their levels and in the order of their places."""
        kept: list[Finding] = []
        for said in _once(findings):
            level = self._selection.level(said)
            if level is Level.OFF or self._left_alone(said):
                continue
            finding = said if level is said.level else said._replace(level=level)
            if self._ignored_in_file(finding):
                self.suppressed.append(Suppressed(finding, "file"))
            else:
                kept.append(finding)
        out = []
        for group in self._groups(self._ranked(kept)):
            silenced = [self._comments.silence(finding) for finding in group]
            finding = _folded(group)
            if any(silenced):
                self.suppressed.append(Suppressed(finding, "comment"))
            else:
                out.append(finding)
        single, shared = self._by_habit(out)
        for finding in shared:
            if self._comments.silence(finding):
                self.suppressed.append(Suppressed(finding, "comment"))
            else:
                single.append(finding)
        self.suppressed.sort(key=lambda held: held.finding.sort_key)
        return sorted(single, key=lambda finding: finding.sort_key)

    def _by_habit(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
        """What is said of single entries, and what is said once of most entries of a page or a table."""
        single: list[Finding] = []
        pages: dict[object, list[Finding]] = {}
        for finding in findings:
            rule = REGISTRY[finding.code]
            broken = finding.level is rule.level is Level.ERROR  # which is never a habit
            row = _row_of(finding) if rule.habit and not broken else None
            if row is None or row.table is None:
                single.append(finding)
            else:
                pages.setdefault((finding.code, row.page, finding.field), []).append(finding)
        shared: list[Finding] = []
        for group in pages.values():
            if self._is_habit(group, (page := _table(group[0]).page)):
                shared.append(self._once(group, page))
                continue
            tables: dict[Table, list[Finding]] = {}
            for finding in group:
                tables.setdefault(_table(finding), []).append(finding)
            for table, part in tables.items():
                if self._is_habit(part, table):
                    shared.append(self._once(part, table))
                else:
                    single += part
        return single, shared

    def _number(self, group: Table | Page, field: str | None) -> int:
        """How many entries of a table or page could have the finding: those that have the column."""
        known = habits(self._project)
        return (known.use(group, field).all if field else 0) or known.size(group)

    def _is_habit(self, findings: list[Finding], group: Table | Page) -> bool:
        number = len({_row_of(finding) for finding in findings})
        return self._project.config.habits.is_shared(number, self._number(group, findings[0].field))

    def _once(self, findings: list[Finding], group: Table | Page) -> Finding:
        """One finding for many, on the header of their column, with the edits of all."""
        first = min(findings, key=lambda finding: finding.sort_key)
        cell = header(_table(first), first.field)
        number = len({_row_of(finding) for finding in findings})
        rule = REGISTRY[first.code]
        said = f"{number:,} of {self._number(group, first.field):,} entries {rule.habit.format(field=first.field)}"
        fixes = [finding.fix for finding in findings if finding.fix is not None]
        edits = tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
        return Finding(
            first.code,
            first.name,
            self._selection.level(first._replace(level=Level.INFO)),
            said,
            cell.place if cell is not None else first.place,
            field=first.field,
            fix=Fix(all(fix.safe for fix in fixes), edits) if edits else None,
        )

    def judged(self) -> Judged:
        """What went through so far, for the rules that are last."""
        codes = frozenset(rule.code for rule in self._selection.rules if rule.need in self._project.probed.asked)
        return Judged(codes, frozenset(self._comments.used()))

    def _left_alone(self, finding: Finding) -> bool:
        """Whether a finding is about a record of which only the shape and the links are judged."""
        held = self._project.catalog_files.get(finding.place.path)
        if held is None or held.catalog.rules == "all" or finding.code.startswith(OF_ANY_CATALOG):
            return False
        return not (held.catalog.unique and finding.code == "MED311")  # that is asked for

    def _ignored_in_file(self, finding: Finding) -> bool:
        if finding.place.path not in self._ignored:
            config = self._project.config
            path = below(finding.place.path, config.root)
            ignored = (
                codes
                for pattern, codes in config.per_file_ignores.items()
                if fnmatch(path, pattern) or fnmatch(PurePosixPath(path).name, pattern)
            )
            self._ignored[finding.place.path] = list(dict.fromkeys(code for codes in ignored for code in codes))
        return any(_means(code, finding) for code in self._ignored[finding.place.path])

    def _ranked(self, findings: list[Finding]) -> list[Finding]:
        """Without what a schema violation or a placeholder says already of the same field."""
        causes: dict[tuple[int, str], str] = {}  # by field of an entry: the code that says what is wrong
        for f in findings:
            if REGISTRY[f.code].outranks and f.entry is not None and f.field is not None:
                key = (id(f.entry), f.field)
                causes[key] = min(f.code, causes.get(key, f.code))
        return [
            f
            for f in findings
            if f.entry is None or f.field is None or causes.get((id(f.entry), f.field), f.code) == f.code
        ]

    def _groups(self, findings: list[Finding]) -> list[list[Finding]]:
        """Findings that say the same of a row and of its record, together; everything else alone."""
        groups: dict[tuple[object, ...], dict[object, Finding]] = {}
        for number, finding in enumerate(findings):
            entry = finding.entry
            if entry is None or entry.twin is None:
                key: tuple[object, ...] = (number,)
            else:
                pair = id(entry.twin if entry.on_page else entry)  # the record, which a page may show twice
                key = (pair, finding.code, finding.field, finding.subject)
            groups.setdefault(key, {}).setdefault((finding.place, finding.message), finding)
        out: list[list[Finding]] = []
        for group in map(list, map(dict.values, groups.values())):
            records = [f for f in group if f.entry is not None and not f.entry.on_page]
            if records and len(records) < len(group):
                out.append(group)
            else:
                out.extend([finding] for finding in group)
        return out


class _Comments:
    """The ignore comments of a project by file and code: a file may have as many comments as findings."""

    def __init__(self, ignores: Iterable[tuple[str, Ignore]]) -> None:
        self._ignores: dict[tuple[str, str], list[tuple[Ignore, str]]] = {}
        for path, ignore in ignores:
            for code, _ in ignore.codes:
                self._ignores.setdefault((path, _key(code)), []).append((ignore, code))
        # The lines at which the comments of a key begin to speak, and how far those up to there reach at most.
        self._reach: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
        for key, held in self._ignores.items():
            held.sort(key=lambda item: item[0].first)
            lasts = accumulate((ignore.last for ignore, _ in held), max)
            self._reach[key] = [ignore.first for ignore, _ in held], list(lasts)
        self._hit: dict[tuple[str, str], set[int]] = {}
        self._paths = {path for path, _ in self._ignores}

    def silence(self, finding: Finding) -> bool:
        """Whether a comment speaks of the finding: at its place, or at the row of its record or the record of its row.

        Which of the two a finding is said of depends on what each of them holds, and that changes.
        """
        if not self._reach:
            return False
        places = [finding.place]
        twin = finding.entry.twin if finding.entry is not None else None
        if twin is not None and twin.path in self._paths:
            places.append((twin.get(finding.field or "title") or twin).place)
        return sum(self._silences(finding, place.path, place.line) for place in places) > 0  # both are in use

    def _silences(self, finding: Finding, path: str, line: int) -> bool:
        hit = False
        for code in _meant_by(finding):
            key = (path, code)
            firsts, lasts = self._reach.get(key, ((), ()))
            at = bisect_right(firsts, line)
            if at and lasts[at - 1] >= line:
                self._hit.setdefault(key, set()).add(line)
                hit = True
        return hit

    def used(self) -> Iterator[tuple[Ignore, str]]:
        """The comments, each with a code of it that silenced something."""
        for key, hit in self._hit.items():
            lines = sorted(hit)
            for ignore, code in self._ignores[key]:
                at = bisect_left(lines, ignore.first)
                if at < len(lines) and lines[at] <= ignore.last:
                    yield ignore, code


def _key(code: str) -> str:
    """What a code in a comment is looked up by; only ALL has to be in capitals."""
    return code if code == "ALL" else code.lower()


def _meant_by(finding: Finding) -> Iterator[str]:
    """The keys of all codes that mean a finding."""
    code = finding.code.lower()
    yield from ("ALL", finding.name, *(code[:length] for length in range(1, len(code) + 1)))


def _means(code: str, finding: Finding) -> bool:
    return code == "ALL" or finding.code.startswith(code.upper()) or finding.name == code.lower()


def _row_of(finding: Finding) -> Entry | None:
    """The entry of a page that a finding speaks of, also where it is said of the record."""
    entry = finding.entry
    return entry if entry is None or entry.on_page else entry.twin


def _table(finding: Finding) -> Table:
    row = _row_of(finding)
    assert row is not None and row.table is not None
    return row.table


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Each finding once: an item or a section with its facts is read as prose of the page and as an entry."""
    out: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.place, finding.message)
        if key not in out or out[key].entry is None:
            out[key] = finding
    return out.values()


def _folded(group: list[Finding]) -> Finding:
    """The record's finding with the README's place as related."""
    if len(group) == 1:
        return group[0]
    first = next(f for f in group if f.entry is not None and not f.entry.on_page)
    others = [f for f in group if f is not first]
    related = (*first.related, *(Related(f.place, f"the same in {f.place.path}") for f in others))
    return first._replace(related=related, level=max(f.level for f in group))
