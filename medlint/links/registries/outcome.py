"""What the registries' answer and the landing page come to for a DOI: a pure table."""

from __future__ import annotations

import re

from medlint.answers import Registered, State, Verdict
from medlint.lazy import regex

# Where registries let a DOI lead whose work is gone.
_DELETED = regex(
    r"https?://(?:[\w-]+\.)*crossref\.org/deleted_DOI\.html"
    r"|https?://[^/?#]+/(?:[^?#]*/)?_deleted-doi(?:[/?#]|\Z)"
    r"|https?://(?:[\w-]+\.)*datacite\.org/invalid\.html",
    re.IGNORECASE,
)
# What a landing page in this state makes of a DOI that is registered; anything else leaves it alive.
_FROM_LANDING: dict[State, State] = {
    "dead": "suspicious", "insecure": "suspicious", "suspicious": "suspicious", "refused": "refused"
}  # fmt: skip


def deleted(url: str | None) -> Verdict | None:
    """The verdict on a DOI that leads to a registry's page for DOIs whose work is gone; None for other addresses."""
    if not url or not _DELETED.match(url):
        return None
    return Verdict("dead", f"leads to the registry's page for deleted DOIs, {url}", final_url=url)


def without_landing(answer: Registered | None, trouble: str) -> Verdict | None:
    """The verdict where no page has to be looked at; None where the landing page has its say.

    `answer` is None where none came that could be used, and `trouble` says what came instead.
    """
    if answer is None:
        why = f" ({trouble})" if trouble else ""
        return Verdict("unreachable", f"can't be looked up: doi.org's handle service gives no usable answer{why}")
    if answer.state == "missing":
        return Verdict("dead", "isn't registered: doi.org knows no such DOI")
    if answer.state == "empty":
        return Verdict("suspicious", "is registered at doi.org, but leads nowhere")
    if not answer.url:
        return Verdict("alive", f"is registered with {answer.service}")
    return deleted(answer.url)


def at_host(answer: Registered, url: str, address: str) -> Verdict | None:
    """The verdict on a page by its host's word, `address` being where it is today; None where that isn't known.

    All hosts that are asked lead from http:// to https:// for good.
    """
    if not address:
        return None
    address = re.sub(r"^http:", "https:", address)
    if address == url:
        return Verdict("alive", f"is there, {answer.service} says", final_url=url)
    return Verdict("moved", f"has moved for good to {address}", final_url=address, moved_to=address)


def with_landing(answer: Registered, landing: Verdict) -> Verdict:
    """The verdict on a registered DOI whose landing page was looked at."""
    if gone := deleted(landing.final_url):
        return gone
    state = _FROM_LANDING.get(landing.state, "alive")
    where = "at doi.org" if answer.service == "doi.org" else f"with {answer.service}"
    reason = f"is registered {where} and leads to {answer.url}"
    if landing.state != "alive":
        reason += f", which {landing.reason}" if landing.state != "unchecked" else ", which wasn't looked at"
    return Verdict(
        state,
        reason,
        landing.status,
        landing.final_url,
        None,
        landing.hops,
        landing.tries,
        landing.elapsed,
        login=landing.login,
        missing_fragments=landing.missing_fragments if state == "alive" else (),
    )
