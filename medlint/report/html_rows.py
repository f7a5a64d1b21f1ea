"""Findings and datasets as HTML: here what comes from the list is escaped, and only here."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from medlint.config import FIELDS
from medlint.finding import Dataset, Finding
from medlint.lazy import regex
from medlint.model import Place, Source
from medlint.report.escape import printable, short
from medlint.report.home import Home, help_uri
from medlint.report.text import excerpt, plural

_MESSAGE = 1000  # characters
_CELL = 200  # characters
_COLUMNS = 140  # of a line that is shown
_LEVELS = {"error": "Error", "warning": "Warning", "info": "Note"}
_WEB = regex(r"https?://", re.IGNORECASE)
_UNKNOWN = "&#8211;"


def finding_item(name: str, finding: Finding, home: Home, source: Callable[[str], Source | None], summary: str) -> str:
    """A finding as an item of a list: `name` is its fingerprint, `summary` what its rule says."""
    level, code = finding.level.label, escape(finding.code)
    place, entry = finding.place, _own(finding.shown or "")
    facts = [_place(place.path, place.line, home)]
    facts += [f"<span>Entry {entry}</span>"] if finding.shown else []
    facts += [f"<span>Field {_own(finding.field)}</span>"] if finding.field else []
    facts += [_link(finding.link)] if finding.link else []
    facts += [f"<span>{_fix(finding)}</span>"] if finding.fix is not None else []
    related = "".join(
        f"<li>{_place(also.place.path, also.place.line, home)} {_own(also.message, _MESSAGE)}</li>"
        for also in finding.related
    )
    return (
        f'<li id="f-{name}" class="{level}" tabindex="-1" data-code="{code}" data-path="{_text(place.path)}"'
        f' data-entry="{_text(finding.shown or "")}"><p class="head"><span class="badge">{_LEVELS[level]}</span>'
        f' <a href="{escape(help_uri(finding.code))}" title="{_text(summary, _MESSAGE)}" rel="noreferrer">{code}'
        f' {escape(finding.name)}</a> <a class="here" href="#f-{name}"><span aria-hidden="true">#</span>'
        f'<span class="hidden">Link to this finding, {code} in line {place.line}</span></a></p>'
        f'<p class="message">{_own(finding.message, _MESSAGE)}</p>{_snippet(place, source(place.path))}'
        f'<p class="facts">{" ".join(facts)}</p>{f"<ul>{related}</ul>" if related else ""}</li>\n'
    )


def _snippet(place: Place, source: Source | None) -> str:
    """The line with the stretch marked, as a terminal shows it."""
    if source is None or not source.text or place.line > len(source.starts):
        return ""
    before, marked, after = map(escape, excerpt(source, place, _COLUMNS))
    mark = f"<mark>{marked}</mark>" if marked else '<mark class="point"></mark>'
    return f'<pre class="code"><span class="number">{place.line}</span> <bdi>{before}{mark}{after}</bdi></pre>'


def _fix(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
    texts = " … ".join(edit.text for edit in finding.fix.edits)
    what = f"writes {_own(texts, 80, 'code')}" if texts.strip() else "removes it"
    return f"Mended by {option}, which {what}"


def _link(url: str) -> str:
    shown = _own(url, _MESSAGE, "code")
    if not _WEB.match(url):
        return shown
    return f'<a href="{_text(url, 4 * _MESSAGE)}" rel="noreferrer noopener nofollow" target="_blank">{shown}</a>'


def dataset_row(dataset: Dataset, home: Home) -> str:
    """A dataset as a row of the table."""
    cells = (dataset.section, ", ".join(dataset.modality), dataset.size, dataset.license, dataset.access)
    found: str = "0"
    if dataset.findings:
        label = f'aria-label="{plural(dataset.findings, "finding")}: show"'
        found = f'<a href="#findings" data-entry="{_text(dataset.title)}" {label}>{dataset.findings:,}</a>'
    size = "" if dataset.bytes is None else dataset.bytes
    return (
        f'<tr data-bytes="{size}" data-filled="{len(dataset.filled)}" data-findings="{dataset.findings}">'
        f'<th scope="row">{_own(dataset.title)}<small>{_place(dataset.path, dataset.line, home)}</small></th>'
        + "".join(f"<td>{_own(cell) if cell else _UNKNOWN}</td>" for cell in cells)
        + f'<td class="number">{len(dataset.filled)} of {len(FIELDS)}</td><td class="number">{found}</td></tr>\n'
    )


def _place(path: str, line: int, home: Home) -> str:
    shown = f'<bdi class="code">{_text(path)}:{line}</bdi>'
    href = home.url(path, line)
    return f'<a href="{escape(href)}" rel="noreferrer">{shown}</a>' if href else shown


def _own(text: str, limit: int = _CELL, kind: str = "") -> str:
    """Text of strangers, kept apart from what stands around it when it is written from right to left."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<bdi{attribute}>{_text(text, limit)}</bdi>"


def _text(text: str, limit: int = _CELL) -> str:
    return escape(short(printable(text), limit))
