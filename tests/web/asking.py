"""The shortest way to ask the link check about a site of this web."""

from __future__ import annotations

from medlint.links import CheckResult, LinkOptions, LinkRequest, Verdict, check

LOOPBACK = ("127.0.0.1/32", "::1/128")
# A link has more time than any stall of a busy machine takes: what runs out of it says so in its test.
USUAL = {"timeout": 60.0, "allow_private": LOOPBACK, "wayback": ""}
BACKOFF = 0.02
"""Seconds before another try, in place of a whole one."""


def run(*urls: str | LinkRequest, **options: object) -> CheckResult:
    """Check some links."""
    requests = [LinkRequest(url) if isinstance(url, str) else url for url in urls]
    return check(requests, LinkOptions(**(USUAL | options)))  # type: ignore[arg-type]


def verdict(url: str | LinkRequest, **options: object) -> Verdict:
    """Check one link."""
    return next(iter(run(url, **options).verdicts.values()))
