"""The shape of a rule: a function of the project; its docstring is its page, the examples are its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from medlint.finding import Edit, Finding, Fix, Level, Related
from medlint.model import Cell, Entry, Link, Place

if TYPE_CHECKING:
    from medlint.model import Project

Check = Callable[["Project"], Iterator[Finding]]
Need = Literal["files", "links", "registries"]


class Rule:
    """A rule: its code, name, default level, what kind of fix it offers, and the function that checks.

    `need` says what has to have been asked before the rule can speak: nothing but files, the links, or the
    registries.
    """

    def __init__(
        self,
        code: str,
        name: str,
        level: Level,
        check: Check,
        fix: Literal["safe", "unsafe"] | None,
        need: Need,
    ) -> None:
        self.code = code
        self.name = name
        self.level = level
        self.check = check
        self.fix = fix
        self.need = need

    @property
    def doc(self) -> str:
        """The docstring: a first sentence, the reason, and examples."""
        from inspect import getdoc

        return getdoc(self.check) or ""

    def __call__(self, project: Project) -> Iterator[Finding]:
        return self.check(project)

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
    ) -> Finding:
        """A finding of this rule at a place, or at the place of a cell, a link or an entry.

        `edits` mend it, as safely as the rule says. `subject` is what in the field is wrong (a word, an
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
            fix=Fix(self.fix == "safe", edits) if edits and self.fix else None,
            link=link,
            subject=subject,
        )


REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    level: Level,
    *,
    fix: Literal["safe", "unsafe"] | None = None,
    need: Need = "files",
) -> Callable[[Check], Rule]:
    """Register the function below as the rule of this code. Codes are given out once and never change."""

    def register(check: Check) -> Rule:
        if code in REGISTRY:
            raise ValueError(f"{code} is given out already")
        made = REGISTRY[code] = Rule(code, name, level, check, fix, need)
        return made

    return register


def edit(place: Place, text: str) -> Edit:
    """The edit that puts the text in the place of what stands there."""
    return Edit(place.path, place.start, place.end, text)
