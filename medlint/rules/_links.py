"""What all rules about links say in one way: which link it is, what was seen, and where else it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from medlint.finding import Edit, Finding, Level
from medlint.lazy import regex
from medlint.model import Link, Place
from medlint.project import Project
from medlint.rules._addresses import quoted, shown
from medlint.rules._fields import is_exactly
from medlint.rules.base import Rule, edit
from medlint.text import url as urls

if TYPE_CHECKING:
    from medlint.answers import Verdict


_ENDING = regex(r"""[\x00-\x20\x7f"'<>`\\|\[\]{}^]""")
_PAIR = regex(r"\([^()]*\)")


def judged(project: Project, *states: str) -> Iterator[tuple[list[Link], Verdict]]:
    """The links whose verdict is one of these, record before row, with the verdict they share.

    An address written with http:// and with https:// is one, if both came to the same.
    """
    groups: dict[tuple[str, str, str | None], tuple[list[Link], Verdict]] = {}
    for found in project.probed.found:
        verdict = project.probed.verdicts.get(found.url)
        if verdict is not None and verdict.state in states:
            key = (found.url.partition("://")[2], verdict.state, verdict.moved_to)
            groups.setdefault(key, ([], verdict))[0].extend(found.links)
    for links, verdict in groups.values():
        yield sorted(links, key=lambda link: link.entry is None or link.entry.on_page), verdict


def named(link: Link) -> str:
    """What the link is, for a message: `the source of 'LIDC-IDRI'`, or the address."""
    if link.entry is None or not link.entry.title:
        return quoted(link.url)
    what = {"source": "the source"}.get(link.field or "", f"a link in the {link.field}" if link.field else "a link")
    return f"{what} of {link.entry.title!r}, {quoted(link.url)},"


def evidence(verdict: Verdict) -> str:
    """Status, hops, tries and time, in brackets."""
    parts = []
    if len(verdict.hops) > 1:
        parts.append(" → ".join(f"{hop.status or '?'} {shown(hop.url)}" for hop in verdict.hops[:11]))
    elif verdict.status is not None and str(verdict.status) not in verdict.reason:
        parts.append(str(verdict.status))
    if verdict.cached:
        parts.append("from an earlier run")
    elif verdict.tries:
        parts.append(f"{verdict.tries} {'try' if verdict.tries == 1 else 'tries'}, {verdict.elapsed:.1f} s")
    return f" ({'; '.join(parts)})" if parts else ""


def others(links: list[Link], first: Link) -> tuple[tuple[Place, str], ...]:
    """The places of an address besides the one that the finding points at."""
    return tuple((place, "the same address") for place in sorted({link.place for link in links} - {first.place}))


def said(project: Project, which: Rule, state: str, tail: str = "", level: Level | None = None) -> Iterator[Finding]:
    """A finding of the rule for each address with this verdict: its reason, and the tail behind it."""
    for links, verdict in judged(project, state):
        yield finding(which, links, verdict, tail, level)


def finding(
    which: Rule,
    links: list[Link],
    verdict: Verdict,
    tail: str = "",
    level: Level | None = None,
    edits: tuple[Edit, ...] = (),
) -> Finding:
    """One finding at the first of an address's links, with the evidence, and the others as related places."""
    first = links[0]
    message = f"{named(first)} {verdict.reason}{tail}{evidence(verdict)}"
    return which.at(first, message, related=others(links, first), level=level, edits=edits)


def definitions(project: Project) -> Mapping[tuple[str, str], list[Link]]:
    """The definitions of references by the path of their page and their address."""
    found: dict[tuple[str, str], list[Link]] = {}
    for link in project.links:
        if link.kind == "definition":
            found.setdefault((link.place.path, link.url), []).append(link)
    return found


def with_address(link: Link, new: str) -> Edit | None:
    """The edit that writes a new address, percent-encoded where it might end a link; None where none is written."""
    a, b = link.span
    written = link.cell.raw[a:b]
    plain = urls.split_fragment(link.url)[0]
    fragment = urls.split_fragment(urls.without_session_parts(link.url))[1]
    scheme = plain.partition("://")[0]
    if link.kind == "reference" or not written.startswith(scheme) or not is_exactly(link.place, written):
        return None
    if fragment and "#" not in new:
        new += "#" + fragment
    safe = _ENDING.sub(lambda found: f"%{ord(found[0]):02X}", new)
    if set("()") & set(_PAIR.sub("", safe)):
        safe = safe.replace("(", "%28").replace(")", "%29")
    return edit(link.place, safe)
