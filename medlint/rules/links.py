"""Rules about what the link check found. Each speaks once of an address, whatever the number of its places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.answers import Registered, unregistered
from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Entry, Link
from medlint.project import Project
from medlint.rules._addresses import quoted
from medlint.rules._links import definitions, evidence, finding, judged, named, others, said, with_address
from medlint.rules._registered import answers_for
from medlint.rules.base import rule
from medlint.text import doi
from medlint.text import url as urls

_OPEN = regex(r"\b(open|public|free|none|unrestricted)\b", re.IGNORECASE)


@rule("MED600", "no-network", Level.WARNING, need="links")
def no_network(project: Project) -> Iterator[Finding]:
    """Nothing on the network could be reached, so no link was judged.

    When every name fails at once the fault is on this side, and calling the links dead would be wrong. The links
    are listed as unchecked; run again with a connection, or with `--offline` to say that none is meant.

    ```markdown bad
    | Title     | Source                        | Size             |
    |-----------|-------------------------------|------------------|
    | LIDC-IDRI | https://www.example.org/lidc  | 1,018 scans, 124 GiB |
    ```
    ```json bad verdicts.json
    {"no_network": true}
    ```
    ```json good verdicts.json
    {"https://www.example.org/lidc": {"state": "alive", "status": 200}}
    ```
    """
    if project.probed.no_network and project.probed.found:
        where = project.probed.found[0].links[0].place
        yield no_network.at(where, "nothing on the network could be reached, so no link was checked")


@rule("MED601", "dead-link", Level.ERROR, need="links")
def dead_link(project: Project) -> Iterator[Finding]:
    """A link is dead: its server, or the name service, says that it isn't there.

    A dataset that can't be reached is no dataset. Only certain deaths are reported (404, 410, no such name, a
    redirect that leads nowhere), never of a server that is slow or unfriendly. Where the Wayback Machine has a
    copy, it is named.

    ```markdown bad
    | Title | Source                        | Size              |
    |-------|-------------------------------|-------------------|
    | DDTI  | https://www.example.org/ddti/ | 637 images, 50 MB |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/ddti/": {"state": "dead", "status": 404, "reason": "is not there: 404 Not Found"}}
    ```
    ```json good verdicts.json
    {"https://www.example.org/ddti/": {"state": "unreachable", "reason": "gave no answer in time"}}
    ```
    """
    for links, verdict in judged(project, "dead"):
        found = doi.named(links[0].url)
        if found is not None and unregistered(project.probed.registered.get(found.key, ())):
            continue  # MED701 says it
        tail = f"; an archived copy is {verdict.archived}" if verdict.archived else ""
        yield finding(dead_link, links, verdict, tail)


@rule("MED602", "moved-link", Level.WARNING, fix="safe", need="links")
def moved_link(project: Project) -> Iterator[Finding]:
    """A link has moved for good, and the new address is known.

    Every hop on the way was permanent (301 or 308), so the old address may go at any time. The fix writes the new
    one, with the part of the page that the old one named; that of a reference stands at its definition.

    ```markdown bad
    | Title    | Source                       | Size               |
    |----------|------------------------------|--------------------|
    | CT-ORG   | https://old.example.org/ct   | 140 scans, 17.8 GB |
    ```
    ```json bad verdicts.json
    {"https://old.example.org/ct": {"state": "moved", "status": 200, "reason": "moved",
     "moved_to": "https://www.example.org/ct-org"}}
    ```
    ```markdown good
    | Title    | Source                       | Size               |
    |----------|------------------------------|--------------------|
    | CT-ORG   | https://www.example.org/ct-org | 140 scans, 17.8 GB |
    ```
    ```json good verdicts.json
    {"https://www.example.org/ct-org": {"state": "alive", "status": 200}}
    ```
    """
    defined = definitions(project)
    for links, verdict in judged(project, "moved"):
        if not verdict.moved_to:
            continue
        written = [link for link in links if link.kind != "reference"]
        for link in (link for link in links if link.kind == "reference"):  # its address stands in its definition
            written += defined.get((link.place.path, link.url), ())
        found = [edit for link in written if (edit := with_address(link, verdict.moved_to)) is not None]
        first = links[0]
        message = f"{named(first)} moved to {quoted(verdict.moved_to)}{evidence(verdict)}"
        yield moved_link.at(first, message, related=others(links, first), edits=tuple(dict.fromkeys(found)))


@rule("MED603", "blocked-link", Level.INFO, need="links")
def blocked_link(project: Project) -> Iterator[Finding]:
    """A server answers, and won't tell a program whether the page is there.

    Bot walls, logins and rate limits say nothing about the page, so this is no fault of the list. It is noted for
    whoever wants to look with a browser.

    ```markdown bad
    | Title   | Source                         | Size                   |
    |---------|--------------------------------|------------------------|
    | ACRIN   | https://www.example.org/acrin  | 242 patients, 104 GB |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/acrin": {"state": "blocked", "status": 403, "reason": "refuses programs"}}
    ```
    ```json good verdicts.json
    {"https://www.example.org/acrin": {"state": "alive", "status": 200}}
    ```
    """
    yield from said(project, blocked_link, "blocked")


@rule("MED604", "unreachable-link", Level.WARNING, need="links")
def unreachable_link(project: Project) -> Iterator[Finding]:
    """A link gives no usable answer now.

    Timeouts, resets and server errors pass more often than not, so this is a warning until it has lasted for
    `fail-after` runs over `fail-after-days` days (three and three by default); then it is an error.

    ```markdown bad
    | Title | Source                       | Size               |
    |-------|------------------------------|--------------------|
    | TN3K  | https://www.example.org/tn3k | 3,493 images, 1 GB |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/tn3k": {"state": "unreachable", "reason": "gave no answer in time", "tries": 3}}
    ```
    ```json good verdicts.json
    {"https://www.example.org/tn3k": {"state": "alive", "status": 200}}
    ```
    """
    runs, days = project.config.links.fail_after, project.config.links.fail_after_days
    answered = any(answer.service == "doi.org" for answers in project.probed.registered.values() for answer in answers)
    down = [] if answered else [one for one in judged(project, "unreachable") if _is_doi(one[0][0])]
    if down:  # the registry's fault, not the entries': said once
        links, verdict = down[0]
        tail = f"; so it is with {len(down) - 1:,} more" if len(down) > 1 else ""
        yield finding(unreachable_link, links, verdict, tail)
    for links, verdict in judged(project, "unreachable"):
        if down and _is_doi(links[0]):
            continue
        lasting = verdict.failing_runs >= runs and verdict.failing_days >= days
        tail = f", for {verdict.failing_runs} runs since {verdict.failing_since}" if verdict.failing_runs > 1 else ""
        yield finding(unreachable_link, links, verdict, tail, Level.ERROR if lasting else None)


def _is_doi(link: Link) -> bool:
    return doi.named(link.url) is not None


@rule("MED605", "insecure-tls", Level.ERROR, need="links")
def insecure_tls(project: Project) -> Iterator[Finding]:
    """The certificate or the encryption of a site can't be trusted.

    Browsers stop readers with a full page of warning there, and a download could be anybody's. The message says
    what is wrong: expired, self-signed, for another name, with a link of the chain missing, or obsolete.

    ```markdown bad
    | Title | Source                       | Size                |
    |-------|------------------------------|---------------------|
    | SUN   | https://sun.example.org/     | 1,018 videos, 80 GB |
    ```
    ```json bad verdicts.json
    {"https://sun.example.org/": {"state": "insecure", "reason": "has a certificate that expired on 2026-10-03"}}
    ```
    ```json good verdicts.json
    {"https://sun.example.org/": {"state": "alive", "status": 200}}
    ```
    """
    yield from said(project, insecure_tls, "insecure")


@rule("MED606", "suspicious-page", Level.WARNING, need="links")
def suspicious_page(project: Project) -> Iterator[Finding]:
    """A link answers, but not with the page that was meant.

    "Page not found" with status 200, a parked domain, a deep link that ends on a home page: readers arrive and the
    dataset isn't there. A person should look.

    ```markdown bad
    | Title  | Source                        | Size              |
    |--------|-------------------------------|-------------------|
    | DRIVE  | https://www.example.org/drive | 40 images, 30 MB  |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/drive": {"state": "suspicious", "status": 200,
     "reason": "answers with a page that says 'Page not found'"}}
    ```
    ```json good verdicts.json
    {"https://www.example.org/drive": {"state": "alive", "status": 200}}
    ```
    """
    yield from said(project, suspicious_page, "suspicious")


@rule("MED607", "missing-fragment", Level.WARNING, need="links")
def missing_fragment(project: Project) -> Iterator[Finding]:
    """The page is there, but the part of it that the link names isn't.

    The link was meant to lead to a place on the page; readers land at its top and have to search.

    ```markdown bad
    | Title | Source                                   | Size             |
    |-------|------------------------------------------|------------------|
    | MURA  | https://www.example.org/mura#get-the-data | 14,863 studies, 3 GB |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/mura": {"state": "alive", "status": 200, "missing_fragments": ["get-the-data"]}}
    ```
    ```json good verdicts.json
    {"https://www.example.org/mura": {"state": "alive", "status": 200}}
    ```
    """
    for links, verdict in judged(project, "alive", "moved"):
        for fragment in verdict.missing_fragments:
            naming = [link for link in links if urls.split_fragment(link.url)[1] == fragment]
            if naming:
                first = naming[0]
                message = f"{named(first)} is there, but nothing in the page is called {fragment!r}"
                yield missing_fragment.at(first, message, related=others(naming, first), subject=fragment)


@rule("MED608", "refused-address", Level.ERROR, need="links")
def refused_address(project: Project) -> Iterator[Finding]:
    """A link leads to an address that no public list should lead to.

    Private, loopback and metadata addresses mean something else on every reader's machine, and asking them would
    let a stranger's pull request look around inside a network. medlint doesn't connect to them.

    ```markdown bad
    | Title | Source                   | Size             |
    |-------|--------------------------|------------------|
    | Lab   | http://192.168.10.4/data | 200 images, 1 GB |
    ```
    ```toml bad
    allow-http = ["192.168.10.4"]
    ```
    ```json bad verdicts.json
    {"http://192.168.10.4/data": {"state": "refused", "reason": "leads to the private address 192.168.10.4"}}
    ```
    ```markdown good
    | Title | Source                       | Size             |
    |-------|------------------------------|------------------|
    | Lab   | https://www.example.org/data | 200 images, 1 GB |
    ```
    """
    yield from said(project, refused_address, "refused")


@rule("MED609", "login-wall", Level.WARNING, need="links")
def login_wall(project: Project) -> Iterator[Finding]:
    """An entry says that its access is open, and its link leads to a login, or to what its host calls closed.

    Either the access changed or the link is the wrong one; both mislead the reader who has no account. medlint asks
    code hosts and archives whether a repository or record is gated, private or embargoed.

    ```markdown bad
    | Title  | Source                         | Size              | Access |
    |--------|--------------------------------|-------------------|--------|
    | OASIS  | https://www.example.org/oasis  | 416 scans, 15 GB  | open   |
    ```
    ```json bad verdicts.json
    {"https://www.example.org/oasis": {"state": "blocked", "login": true, "reason": "leads to a login page"}}
    ```
    ```toml bad
    ignore = ["MED603"]
    ```
    ```markdown good
    | Title  | Source                         | Size              | Access       |
    |--------|--------------------------------|-------------------|--------------|
    | OASIS  | https://www.example.org/oasis  | 416 scans, 15 GB  | registration |
    ```
    """
    for links, answer, flags in _flagged(project, _CLOSED):
        naming = [link for link in links if link.field == "source" and link.entry and _says_open(link.entry)]
        if naming:
            said_ = f"is {' and '.join(flags)}, {answer.service} says, yet its access is said to be open"
            yield login_wall.at(naming[0], f"{named(naming[0])} {said_}", related=others(naming, naming[0]))
    for links, verdict in judged(project, "blocked"):
        naming = [link for link in links if link.field == "source" and link.entry and _says_open(link.entry)]
        if verdict.login and naming:
            yield finding(login_wall, naming, verdict, ", yet its access is said to be open")


def _says_open(entry: Entry) -> bool:
    access = entry.data.get("access")
    said = access.get("level", "") if isinstance(access, dict) else entry.text("access")
    return bool(_OPEN.search(str(said)))


@rule("MED610", "archived-repository", Level.INFO, need="links")
def archived_repository(project: Project) -> Iterator[Finding]:
    """The repository that an entry links to is archived or disabled, as its host's API says.

    Its owner has stopped looking after it: what is there stays, questions and bug reports are no longer answered.
    A reader should know; the link is fine. A renamed repository is reported as moved-link (MED602).

    ```markdown bad
    | Title | Source                          | Size               |
    |-------|---------------------------------|--------------------|
    | TN3K  | https://github.com/example/tn3k | 3,493 images, 1 GB |
    ```
    ```json bad verdicts.json
    {"https://github.com/example/tn3k": {"state": "alive", "reason": "is there, GitHub says"}}
    ```
    ```json bad registered.json
    {"https://github.com/example/tn3k": [{"service": "GitHub", "flags": ["archived"], "since": "2023-05-11"}]}
    ```
    ```json good registered.json
    {"https://github.com/example/tn3k": [{"service": "GitHub"}]}
    ```
    """
    for links, answer, flags in _flagged(project, _AT_REST):
        naming = [link for link in links if link.entry is not None]
        if naming:
            when = f" since {answer.since}" if answer.since and "archived" in flags else ""
            message = f"{named(naming[0])} is {' and '.join(flags)}{when}, {answer.service} says"
            yield archived_repository.at(naming[0], message, related=others(naming, naming[0]))


_CLOSED = ("gated", "private", "embargoed")
_AT_REST = ("archived", "disabled")


def _flagged(project: Project, which: tuple[str, ...]) -> Iterator[tuple[list[Link], Registered, list[str]]]:
    """The links of each address of which a host says one of these, record before row, with its answer."""
    for found in project.probed.found:
        links = sorted(found.links, key=lambda link: link.entry is None or link.entry.on_page)
        for answer in answers_for(project, found.links[0]):
            if flags := [flag for flag in answer.flags if flag in which]:
                yield links, answer, flags
