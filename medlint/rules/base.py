"""The shape of a rule: a function of the project; its docstring is its page, the examples are its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Literal, NamedTuple, TypeVar

from medlint.finding import Edit, Finding, Fix, Level, Related
from medlint.model import Cell, Entry, Ignore, Link, Place
from medlint.project import Need, Project

Result = TypeVar("Result")
Check = Callable[..., Iterator[Finding]]
"""Takes the `Project`; the check of a rule that is `last` takes what was `Judged` as well."""


class Judged(NamedTuple):
    """What the other rules said: the codes of those that ran, and each code of a comment that silenced something."""

    codes: frozenset[str]
    used: frozenset[tuple[Ignore, str]]


class Option(NamedTuple):
    """A number of a rule that a config may change: its default, of whose kind any other has to be, and what it says.

    A float is a share. `most` is the largest value that may be given. `relaxes` is the side of the default on which
    the rule says less, which reports mention; None where it is neither.
    """

    default: float
    text: str
    most: float = 1_000_000
    relaxes: Literal["above", "below"] | None = "above"

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its values."""
        whole = isinstance(self.default, int)
        kind, most = ("integer", self.most) if whole else ("number", min(self.most, 1))
        return {"description": self.text, "type": kind, "minimum": 0, "maximum": most, "default": self.default}

    def relaxed_by(self, value: float) -> bool:
        """Whether the rule says less with this value than by itself."""
        return value > self.default if self.relaxes == "above" else self.relaxes == "below" and value < self.default


class Rule(NamedTuple):
    """A rule: its code, name, default level, the function that checks, and what kind of fix it offers.

    `need` is what has to have been asked before it can speak. Where it `outranks`, what it says of a field of an
    entry is the cause: no other rule speaks of that field, and of two that outrank the lower code counts. A
    `last` rule runs when all others have been through the gate. A rule that is `alone` says of a record what that
    record alone tells, so that another process can find it. `habit` says of many entries at once what the rule
    says of one (`link only a paper`), where most entries of a table or a page do it: that is no defect of each.
    `options` are the numbers that a config may change, as in `[tool.medlint.rules.MED303]`.
    """

    code: str
    name: str
    level: Level
    check: Check
    fix: Literal["safe", "unsafe"] | None = None
    need: Need = "files"
    outranks: bool = False
    last: bool = False
    alone: bool = False
    habit: str = ""
    options: Mapping[str, Option] = {}

    def option(self, project: Project, name: str) -> float:
        """The value of an option: what the config says, else the default."""
        for key in (self.code, self.name):
            if name in project.config.rules.get(key, {}):
                return float(project.config.rules[key][name])
        return self.options[name].default

    def whole_option(self, project: Project, name: str) -> int:
        """The value of an option that is a whole number."""
        return int(self.option(project, name))

    @property
    def doc(self) -> str:
        """The docstring: a first sentence, the reason, and examples."""
        from inspect import getdoc

        return getdoc(self.check) or ""

    def __call__(self, project: Project, *judged: Judged) -> Iterator[Finding]:
        return self.check(project, *judged)

    def at(
        self,
        where: Place | Cell | Link | Entry,
        message: str,
        *,
        entry: Entry | None = None,
        field: str | None = None,
        related: tuple[tuple[Place, str], ...] = (),
        edits: tuple[Edit, ...] = (),
        level: Level | None = None,
        link: str | None = None,
        subject: str = "",
        safe: bool | None = None,
    ) -> Finding:
        """A finding of this rule at a place, or at the place of a cell, a link or an entry.

        `edits` mend it, as safely as the rule or `safe` says. `subject` is what in the field is wrong (a word, an
        address), where one field can hold several such findings.
        """
        if isinstance(where, Link):
            entry, field = entry or where.entry, field or where.field
            link, subject = link or where.url, subject or where.url
        if isinstance(where, Entry):
            entry = entry or where
        return Finding(
            self.code,
            self.name,
            self.level if level is None else level,
            message,
            where if isinstance(where, Place) else where.place,
            entry=entry,
            field=field,
            related=tuple(Related(place, text) for place, text in related),
            fix=Fix(self.fix == "safe" if safe is None else safe, edits) if edits and self.fix else None,
            link=link,
            subject=subject,
            shown=(entry.title or None) if entry is not None else None,
        )


REGISTRY: dict[str, Rule] = {}


def rule(code: str, name: str, level: Level, **more: Any) -> Callable[[Check], Rule]:
    """Register the function below as the rule of this code; `more` are further fields of `Rule`.

    Codes are given out once and never change.
    """

    def register(check: Check) -> Rule:
        if code in REGISTRY:
            raise ValueError(f"{code} is given out already")
        made = REGISTRY[code] = Rule(code, name, level, check, **more)
        return made

    return register


edit = Edit.at


def once_per_entry(work: Callable[[Entry], Result]) -> Callable[[Entry], Result]:
    """A function of an entry that several rules ask; it is worked out once for each entry, which remembers it."""

    @wraps(work)
    def remembered(entry: Entry) -> Result:
        known = entry.remembered
        if known is None:
            known = entry.remembered = {}
        if work not in known:
            known[work] = work(entry)
        result: Result = known[work]
        return result

    return remembered
