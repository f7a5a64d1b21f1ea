"""From evidence to verdict: a pure table, after what a reader would conclude. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from http import HTTPStatus
from itertools import pairwise
from typing import NamedTuple

from medlint.answers import Hop, State, Verdict
from medlint.data import rows
from medlint.lazy import regex
from medlint.links.options import Failure
from medlint.links.response import Response

PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({400, 404, 410})

# What kinds of Failure come to; of all others the link is unreachable.
FAILURES: dict[str, State] = {
    "refused": "refused", "insecure": "insecure", "no-name": "dead", "loop": "dead", "location": "dead",
    "busy": "blocked", "cookie-loop": "blocked",
}  # fmt: skip
_CHALLENGE_HEADERS = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", ""), ("x-datadome", ""))
_ASKS_FOR_A_PERSON = regex(
    rb"(?:verify|confirm|check|prove|ensure|mak(?:e|ing) sure)[^.<]{0,40}\b(?:human|not a (?:ro)?bot)\b"
)
_WALL_WORDS = 60


class Findings(NamedTuple):
    """What was read off the page at the end: a doubt in words, a login page, or a bot wall's."""

    doubt: str = ""
    login: bool = False
    wall: bool = False
    missing_fragments: tuple[str, ...] = ()


def is_challenge(response: Response) -> bool:
    """Whether an answer is a bot wall's challenge, by its headers, or by its text where it is an error."""
    for name, value in _CHALLENGE_HEADERS:
        if name in response.headers and (not value or value in response.headers[name].lower()):
            # DataDome signs all answers, those of the site itself too
            return name != "x-datadome" or (response.status >= 400 and response.status not in GONE)
    if response.status < 400 or not response.body:
        return False
    text = response.body.lower()
    return any(mark in text for mark in _walls("any", "error")) or _ASKS_FOR_A_PERSON.search(text) is not None


def is_wall(body: bytes, words: int, title: str) -> bool:
    """Whether a page that came with 200 is a bot wall's, `words` being how many its main part shows."""
    if words >= _WALL_WORDS:
        return False
    text = body.lower()
    return title.lower().rstrip(" .…!").encode() in _walls("title") or any(mark in text for mark in _walls("any"))


@cache
def _walls(*kinds: str) -> frozenset[bytes]:
    """Marks of walls that are of these kinds."""
    return frozenset(mark.encode() for kind, mark, *_ in rows("walls.txt") if kind in kinds)


def judge(hops: Sequence[Hop], answer: Response | Failure, findings: Findings, accept: Collection[int]) -> Verdict:
    """The verdict on a link.

    `hops` are the addresses asked, the last one with the status of `answer`; `accept` are statuses of the last
    host that count as alive.
    """
    hops = tuple(hops)
    if isinstance(answer, Failure):
        return Verdict(FAILURES.get(answer.kind, "unreachable"), answer.text, hops=hops)
    status = answer.status
    state, reason = _of(answer)
    if status in accept:
        state, reason = "alive", f"answers {_named(status)}, which the config accepts"
    moved_to = None
    if state == "alive":
        state, reason, moved_to = _of_page(hops, reason, findings)
    kept = state in ("alive", "moved")
    return Verdict(
        state,
        reason,
        status,
        hops[-1].url,
        moved_to,
        hops,
        login=findings.login and state in ("blocked", "alive"),
        missing_fragments=findings.missing_fragments if kept else (),
    )


def _of(response: Response) -> tuple[State, str]:
    """What the status says, and whether its body came."""
    status = response.status
    said = f"answers {_named(status)}"
    if is_challenge(response):
        return "blocked", f"{said} with a page that asks whether a person is there"
    if 200 <= status < 300 or status in (300, 304):
        return ("unreachable", f"{said}, but its page {response.flaw}") if response.flaw else ("alive", said)
    if status in GONE:
        return "dead", said
    if 300 <= status < 400:
        return "dead", f"{said}, a redirect that leads nowhere"
    if 500 <= status < 600 or status < 200:
        return "unreachable", said
    return "blocked", f"{said}, which keeps programs out"


def _of_page(hops: tuple[Hop, ...], reason: str, findings: Findings) -> tuple[State, str, str | None]:
    if findings.wall:
        return "blocked", f"{reason} with a page that asks whether a person is there", None
    if findings.login:
        return "blocked", f"leads to a login page at {hops[-1].url}", None
    if findings.doubt:
        return "suspicious", findings.doubt, None
    moved_to = url = hops[0].url
    for hop, following in pairwise(hops):
        if hop.status not in PERMANENT:
            break
        moved_to = following.url
    # A way that leads back to where it began, but for a query, says nothing of a new address
    back = hops[-1].url != moved_to and hops[-1].url.partition("?")[0] == url.partition("?")[0]
    if moved_to == url or back:
        return "alive", reason, None
    return "moved", f"has moved for good to {moved_to}", moved_to


def _named(status: int) -> str:
    """The status with its name, where it has one."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def conclude(verdict: Verdict, *, doubt: str = "", moved_to: str = "", copy: str = "") -> Verdict:
    """The last word on a link, by what became known after it was judged.

    `doubt` is why nothing can be said of it (the failure may be this side's), `moved_to` where its archive says that
    it has moved, whatever still answers at the old address, and `copy` an archived copy of it.
    """
    if doubt:
        return Verdict("unchecked", doubt)
    if moved_to and verdict.state not in ("unchecked", "refused", "insecure", "moved"):
        return verdict._replace(state="moved", moved_to=moved_to, reason=f"has moved for good to {moved_to}")
    if copy and verdict.state == "dead":
        return verdict._replace(archived=copy)
    return verdict
