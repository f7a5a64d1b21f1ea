"""Findings as diagnostics."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from medlint.finding import Finding, Level
from medlint.lsp.positions import Positions
from medlint.lsp.state import State
from medlint.report.home import help_uri

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec

_SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.INFO: types.DiagnosticSeverity.Information,
}


def diagnostics(state: State, path: str, codec: PositionCodec) -> list[types.Diagnostic]:
    """What is wrong in a file, by its absolute path."""

    @cache
    def positions(path: str) -> Positions | None:
        source = state.sources.get(path)
        return None if source is None else Positions(source, codec)

    own = positions(path)
    return [_bare(finding) if own is None else _diagnostic(finding, own, positions) for finding in state.of(path)]


def _diagnostic(finding: Finding, own: Positions, positions: Callable[[str], Positions | None]) -> types.Diagnostic:
    related = []
    for other in finding.related:
        path = os.path.abspath(other.place.path)
        if (its := positions(path)) is not None:
            where = types.Location(Path(path).as_uri(), its.range(other.place))
            related.append(types.DiagnosticRelatedInformation(where, other.message))
    return types.Diagnostic(
        range=own.range(finding.place),
        message=finding.message,
        severity=_SEVERITIES[finding.level],
        code=finding.code,
        code_description=types.CodeDescription(help_uri(finding.code)),
        source="medlint",
        related_information=related or None,
        tags=[types.DiagnosticTag.Unnecessary] if finding.name == "unused-ignore" else None,
    )


def _bare(finding: Finding) -> types.Diagnostic:
    """A finding about a file that could not be read: at its beginning."""
    start = types.Position(0, 0)
    return types.Diagnostic(types.Range(start, start), finding.message, _SEVERITIES[finding.level], finding.code)
