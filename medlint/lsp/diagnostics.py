"""Findings as diagnostics."""

from __future__ import annotations

import os
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
    source = state.sources.get(path)
    if source is None:
        return [_bare(finding) for finding in state.of(path)]
    positions = Positions(source, codec)
    return [_diagnostic(finding, positions, state, codec) for finding in state.of(path)]


def _diagnostic(finding: Finding, positions: Positions, state: State, codec: PositionCodec) -> types.Diagnostic:
    related = []
    for other in finding.related:
        path = os.path.abspath(other.place.path)
        source = state.sources.get(path)
        if source is not None:
            where = types.Location(Path(path).as_uri(), Positions(source, codec).range(other.place))
            related.append(types.DiagnosticRelatedInformation(where, other.message))
    return types.Diagnostic(
        range=positions.range(finding.place),
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
