"""The markers of a page: between them the catalog steers what stands there."""

from __future__ import annotations

import re
from typing import NamedTuple

from medlint.lazy import regex
from medlint.model import Source

_MARKER = regex(r"^ {0,3}<!--[ \t]*(/?)medlint:(tables?|names)(?:[ \t]+([^\r\n]*?))?[ \t]*-->[ \t]*$", re.MULTILINE)


class RenderError(Exception):
    """The markers of a page can't be followed; the message says where and why."""


class Region(NamedTuple):
    """What stands between a pair of markers: the offsets in the text; the section, None for all of them."""

    start: int
    end: int
    section: str | None
    kind: str = "tables"


def regions(source: Source) -> list[Region]:
    """The regions of a page that are written from the catalog, in order.

    A marker stands alone on its line and outside code. Raises RenderError for one without its partner, and for a second
    place for the names.
    """
    if "medlint:table" not in source.text and "medlint:names" not in source.text:
        return []
    from medlint.read.markdown import read_page

    code = sorted(read_page(source)[0].code, reverse=True)
    ended = 0
    out: list[Region] = []
    opened: re.Match[str] | None = None
    for found in _MARKER.finditer(source.text.replace("\r", "\n")):
        while code and code[-1][0] <= found.start():
            ended = max(ended, code.pop()[1])
        if found.start() < ended:
            continue
        closing, kind, section = found.groups()
        if bool(closing) == (opened is None) or (opened is not None and opened[2] != kind):
            raise _unpaired(source, found if opened is None or closing else opened)
        if opened is None:
            if kind == "table" and not section:
                raise RenderError(f"{_at(source, found)}: the marker names no section")
            if kind == "names" and any(region.kind == "names" for region in out):
                raise RenderError(f"{_at(source, found)}: the page has a place for the names already")
            opened = found
        else:
            out.append(Region(opened.end(), found.start(), opened[3] if kind == "table" else None, kind))
            opened = None
    if opened is not None:
        raise _unpaired(source, opened)
    return out


def _unpaired(source: Source, found: re.Match[str]) -> RenderError:
    partner = f"<!-- /medlint:{found[2]} -->"
    if found[1]:
        return RenderError(f"{_at(source, found)}: this marker ends what no marker began")
    return RenderError(f"{_at(source, found)}: no {partner} follows this marker")


def _at(source: Source, found: re.Match[str]) -> str:
    return f"{source.path}:{source.line_of(found.start())}"
