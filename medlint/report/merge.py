"""The JSON reports of shards as one: what the whole run would have said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from medlint.report.json import VERDICTS


def merged(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One report of several of the same list, each with the links of some hosts checked.

    A finding that several shards make (of the files, not of links) counts once; of a link, the shard counts that
    asked for it. ValueError is never raised: the reports are of version 1.
    """
    findings = {json.dumps(finding, sort_keys=True): finding for report in reports for finding in report["findings"]}
    ordered = sorted(findings.values(), key=lambda f: (f["path"], f["line"], f["column"], f["code"], f["message"]))
    links: dict[str, dict[str, Any]] = {}
    for report in reports:
        for link in report["links"]:
            known = links.get(link["url"])
            if known is None or (known["verdict"] == "unchecked" and link["verdict"] != "unchecked"):
                links[link["url"]] = link
    levels = Counter(finding["level"] for finding in ordered)
    counts = Counter(link["verdict"] for link in links.values())
    first = reports[0]
    return {
        "version": 1,
        "medlint": first["medlint"],
        "summary": {
            "files": max(report["summary"]["files"] for report in reports),
            "entries": max(report["summary"]["entries"] for report in reports),
            "links": len(links),
            "errors": levels["error"],
            "warnings": levels["warning"],
            "infos": levels["info"],
            "ignored": max(report["summary"]["ignored"] for report in reports),
            "unchecked": counts["unchecked"],
            "verdicts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
        },
        "findings": ordered,
        "notes": list(dict.fromkeys(note for report in reports for note in report.get("notes", ()))),
        "links": sorted(links.values(), key=_first_place),
    }


def _first_place(link: dict[str, Any]) -> tuple[str, int, int, str]:
    place = link["places"][0]
    return (place["path"], place["line"], place["column"], link["url"])
