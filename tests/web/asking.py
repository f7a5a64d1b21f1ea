"""The shortest way to ask the link check about a site of this web."""

from __future__ import annotations

from medlint.links import CheckResult, LinkOptions, LinkRequest, Verdict, check

LOOPBACK = ("127.0.0.1/32", "::1/128")
# Small times: a link has four seconds, a backoff a fifth of one.
QUICK = {"timeout": 4.0, "allow_private": LOOPBACK, "wayback": ""}


def run(*urls: str | LinkRequest, **options: object) -> CheckResult:
    """Check some links with small times."""
    requests = [LinkRequest(url) if isinstance(url, str) else url for url in urls]
    return check(requests, LinkOptions(**(QUICK | options)))  # type: ignore[arg-type]


def verdict(url: str | LinkRequest, **options: object) -> Verdict:
    """Check one link."""
    return next(iter(run(url, **options).verdicts.values()))
