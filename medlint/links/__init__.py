"""The far side: what the web says of a list's links. `check` is the one entrance."""

from medlint.answers import STATES, Hop, State, Verdict
from medlint.links.check import check, in_shard
from medlint.links.options import CheckResult, LinkOptions, LinkRequest, Progress

__all__ = [
    "STATES",
    "CheckResult",
    "Hop",
    "LinkOptions",
    "LinkRequest",
    "Progress",
    "State",
    "Verdict",
    "check",
    "in_shard",
]
