"""Rules about links inside the repository: to parts of a page, and to files."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, unquote

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Link, Page
from medlint.project import Project
from medlint.read.files import local_path
from medlint.rules.base import Option, edit, rule
from medlint.text import doi
from medlint.text import url as urls
from medlint.text.slug import slug
from medlint.text.words import clipped

_EVERYWHERE = frozenset(("", "top", "readme", "start-of-content"))
"""Fragments that lead somewhere on every page that GitHub shows."""

_OF_THE_SITE = regex(r"L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?\Z|:~:|(?:user-content-)?fn(?:ref)?[-:]|/|!")
"""Line numbers, text fragments, footnotes and routes of a program: none of them is an anchor of the page."""

_BOT = regex(r"\w+-[\w-]+\Z")
"""What the bot that lists contributors leads nowhere to: `#content-somebody` behind a sign."""

_TEMPLATE = regex(r"\{\{|\{%|\$\{|<%|\blink_to_|\bpath/to\b|\byour[A-Z_-]")
_CLOSE = 30
"""How many anchors that begin alike are compared with a wrong one."""


class _Anchors:
    """The anchors of a page, and what a wrong one was probably meant to be. Built once a page."""

    def __init__(self, page: Page, project: Project) -> None:
        self.all = page.anchors
        self._site = {_plain(anchor) for anchor in page.anchors} if project.site else frozenset[str]()
        self._lower = {anchor.lower(): anchor for anchor in sorted(page.anchors, reverse=True)}
        self._plain: dict[str, set[str]] = {}
        self._begin: dict[str, list[str]] = {}
        for anchor in sorted(page.anchors):
            self._plain.setdefault(_plain(anchor), set()).add(anchor)
            self._begin.setdefault(_beginning(anchor), []).append(anchor)
        self._searches = broken_anchor.option(project, "searches")
        self._similarity = broken_anchor.option(project, "similarity")

    def holds(self, fragment: str) -> bool:
        name = fragment.removeprefix("user-content-")
        if fragment in self.all or name in self.all or name.lower() in _EVERYWHERE or _OF_THE_SITE.match(name):
            return True
        # Site generators number and hyphenate in ways of their own.
        return _plain(name) in self._site or _plain(name).rstrip("0123456789") in self._site

    def in_other_case(self, fragment: str) -> str | None:
        return self._lower.get(fragment.lower())

    def meant(self, fragment: str, text: str) -> str | None:
        """The anchor that differs in punctuation only, that the link's text names, or that hardly differs."""
        same = self._plain.get(_plain(fragment), set())
        if len(same) == 1:
            return next(iter(same))
        if slug(text) in self.all:
            return slug(text)
        self._searches -= 1
        if self._searches < 0:
            return None
        from difflib import get_close_matches

        near = [a for a in self._begin.get(_beginning(fragment), []) if abs(len(a) - len(fragment)) < 4][:_CLOSE]
        found = get_close_matches(fragment.lower()[:100], near, n=1, cutoff=self._similarity)
        return found[0] if found else None


def _beginning(anchor: str) -> str:
    """What a wrong anchor shares with the right one: the first letters, and the digits, which are no slip."""
    return anchor[:2].lower() + "".join(c for c in anchor if c.isdigit())


def _plain(anchor: str) -> str:
    return "".join(c for c in anchor.lower() if c.isalnum())


@rule(
    "MED108",
    "broken-anchor",
    Level.ERROR,
    fix="unsafe",
    options={
        "similarity": Option(0.85, "How alike an anchor has to be to a wrong one to be called closest.", relaxes=None),
        "searches": Option(50, "Wrong anchors of a page for which a close one is looked for.", 10_000, None),
    },
)
def broken_anchor(project: Project) -> Iterator[Finding]:
    """A link leads to a part of a page that isn't there.

    The browser stays at the top and says nothing, so a table of contents rots unseen. Anchors are made of headings in
    lower case; GitHub forgives capitals, other renderers don't.

    ```markdown bad
    - [Chest](#chest-ct)

    ## Chest X-ray

    | Title     | Source                                        | Size                   |
    |-----------|-----------------------------------------------|------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 244,527 images, 133 GB |
    ```
    ```markdown bad
    Sorted by [organ](#By-organ).

    ## By organ

    Lungs come first.
    ```
    ```markdown good
    - [Chest](#chest-x-ray)

    ## Chest X-ray

    | Title     | Source                                        | Size                   |
    |-----------|-----------------------------------------------|------------------------|
    | LIDC-IDRI | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 244,527 images, 133 GB |
    ```
    """
    anchors_of = cache(lambda target: _Anchors(target, project))
    for page in project.pages:
        stood: Counter[str] = Counter()
        by_bot = "ALL-CONTRIBUTORS" in page.source.text
        for link in page.links:
            local = local_path(link.url) if "#" in link.url and link.kind not in ("image", "reference") else None
            if local is None or _TEMPLATE.search(link.url):
                continue
            path, fragment = local
            if by_bot and _BOT.match(fragment) and not re.search(r"\w", link.text):
                continue
            target = project.leads.get((page.source.path, path)) if path else page
            if target is None:
                continue
            anchors = anchors_of(target)
            if not anchors.holds(fragment):
                yield _broken(link, fragment, anchors, "" if target is page else f" in {path}")
            elif target is page and link.cell.text == link.text and slug(link.text) == fragment:
                if (right := f"{fragment}-{stood[fragment]}") in page.anchors and stood[fragment]:
                    said = f"'#{fragment[:80]}' leads to the first heading of that name, not to {'#' + right!r}"
                    yield broken_anchor.at(link, said, level=Level.WARNING, edits=_respelt(link, "#", right))
                stood[fragment] += 1


def _broken(link: Link, fragment: str, anchors: _Anchors, where: str) -> Finding:
    if (right := anchors.in_other_case(fragment)) is not None:
        said = f"the anchor {clipped('#' + fragment)} differs from {'#' + right!r}{where} in letter case"
        return broken_anchor.at(link, said, level=Level.WARNING, edits=_respelt(link, "#", right))
    right = anchors.meant(fragment, link.text)
    said = f"there is no heading or id for the anchor {clipped('#' + fragment)}{where}"
    if right is None:
        return broken_anchor.at(link, said)
    return broken_anchor.at(link, f"{said}; {'#' + right!r} is closest", edits=_respelt(link, "#", right))


def _respelt(link: Link, part: str, right: str) -> tuple[Edit, ...]:
    """The edit of a link's fragment or path; none where the address isn't written as it reads."""
    start, end = link.span
    written = link.cell.raw[start:end]
    before, mark, fragment = written.partition("#")
    if part == "#":
        old, new = fragment, quote(right, safe="-_~!$&'*+,;=:@/?") if "%" in fragment else right
        start += len(before) + len(mark)
    else:
        old = before.partition("?")[0]
        new = quote(right, safe="-_~!$&'*+,;=:@/.()") if "%" in old or " " in right else right
    same = unquote(old) == (local_path(link.url) or ("", ""))[part == "#"]
    return (edit(link.cell.at(start, start + len(old)), new),) if same else ()


@rule("MED109", "missing-file", Level.ERROR, fix="unsafe")
def missing_file(project: Project) -> Iterator[Finding]:
    """A relative link leads to a file or folder that isn't in the repository.

    The reader gets a 404 page. Names with another letter case work on the author's machine and nowhere else.

    ```markdown bad
    All fields are in [the table](./data/table.csv).
    ```
    ```markdown bad
    All fields are in [this file](./readme.md).
    ```
    ```markdown good
    All fields are in [this file](./README.md), ask [here](../../issues).
    ```
    """
    for page in project.pages:
        for link in page.links:
            local = local_path(link.url) if link.kind != "reference" else None
            if local is None or _TEMPLATE.search(link.url):
                continue
            right = project.targets.get((page.source.path, local[0]), "")
            if right != "" and not (right is None and (urls.problem(link.url) or doi.parse(link.url))):
                yield _missing(link, local[0], right)


def _missing(link: Link, path: str, right: str | None) -> Finding:
    of = f" of {link.entry.title!r}" if link.entry is not None else ""
    what = "folder" if path.endswith("/") else "file"
    if right is None:
        return missing_file.at(link, f"there is no {what} {clipped(path, 120)}, which a link{of} leads to")
    if posixpath.normpath(right).casefold() == posixpath.normpath(path).casefold():
        said = f"the {what} {clipped(path, 120)}, which a link{of} leads to, is spelt {right!r}"
    else:
        said = f"there is no {what} {clipped(path, 120)}, which a link{of} leads to; {right!r} is closest"
    return missing_file.at(link, said, edits=_respelt(link, "", right))
