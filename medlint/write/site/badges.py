"""Badges for a README: as JSON for badge services, and as SVG that needs none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

_COLORS = {"green": "#1a7f37", "yellow": "#8a6100", "red": "#b3212a", "grey": "#57606a", "blue": "#0a5fb4"}
_WIDTH = 6.6
"""The mean width of a letter, in pixels, of the badge's type at 11 px."""


def badges(health: Sequence[str], checked: str) -> Iterator[tuple[str, bytes]]:
    """The files of the two badges: how many datasets there are, and of how many the links work."""
    yield from _badge("datasets", "datasets", f"{len(health):,}", "blue")
    counts = Counter(health)
    good, broken = counts["works"] + counts["moved"], counts["broken"]
    if not good + broken:
        yield from _badge("links", "links", "not checked", "grey")
        return
    color = "green" if not broken else "yellow" if broken < (good + broken) / 20 else "red"
    yield from _badge("links", "links", f"{100 * good // (good + broken)}% work, {checked}", color)


def _badge(name: str, label: str, message: str, color: str) -> Iterator[tuple[str, bytes]]:
    # https://shields.io/badges/endpoint-badge
    data = {"schemaVersion": 1, "label": label, "message": message, "color": _COLORS[color][1:]}
    yield f"badges/{name}.json", f"{json.dumps(data)}\n".encode()
    left, right = (round(len(text) * _WIDTH) + 12 for text in (label, message))
    said, wide = escape(f"{label}: {message}"), left + right
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="20" role="img" aria-label="{said}">'
        f"<title>{said}</title>"
        f'<clipPath id="r"><rect width="{wide}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444c56"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLORS[color]}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="14">{escape(message)}</text></g></svg>\n'
    )
    yield f"badges/{name}.svg", svg.encode()
