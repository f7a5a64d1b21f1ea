"""Code actions: fix one finding, fix all that are safe to fix, ignore one here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from medlint.finding import Edit, Finding
from medlint.lsp.positions import Positions
from medlint.lsp.state import State
from medlint.text.data import JSON

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.medlint"


def code_actions(
    state: State, path: str, span: types.Range, only: Sequence[str], codec: PositionCodec
) -> list[types.CodeAction]:
    """The actions for a stretch of a file. What they edit is worked out only for the one that is chosen."""
    source = state.sources.get(path)
    if source is None:
        return []
    positions = Positions(source, codec)
    out: list[types.CodeAction] = []
    for name, finding in _named(state.of(path)):
        if _touches(positions.range(finding.place), span):
            out += _actions(name, finding, path)
    if any(finding.fix is not None and finding.fix.safe for finding in state.of(path)):
        out.append(_action("Fix all that is safe to fix (medlint)", FIX_ALL, {"path": path, "do": "all"}))
    return [action for action in out if not only or any(_is_kind(action.kind, kind) for kind in only)]


def _named(findings: Iterable[Finding]) -> Iterator[tuple[list[str | int], Finding]]:
    """Findings of a file, each with what tells it from the others until one more says the same, or one less."""
    said = [
        (finding, (finding.code, finding.shown or "", finding.field or "", finding.message)) for finding in findings
    ]
    total = Counter(what for _, what in said)
    seen: Counter[tuple[str, ...]] = Counter()
    for finding, what in said:
        seen[what] += 1
        yield [*what, seen[what], total[what]], finding


def _actions(name: list[str | int], finding: Finding, path: str) -> Iterator[types.CodeAction]:
    quick = types.CodeActionKind.QuickFix
    if finding.fix is not None:
        unsafe = "" if finding.fix.safe else " (unsafe: look at the result)"
        data = {"path": path, "do": "fix", "finding": name}
        yield _action(f"Fix {finding.code} {finding.name}{unsafe}", quick, data, preferred=finding.fix.safe)
    if not path.lower().endswith(JSON):  # it takes no comments
        data = {"path": path, "do": "ignore", "finding": name}
        yield _action(f"Ignore {finding.code} here", quick, data)


def _action(title: str, kind: str, data: dict[str, Any], *, preferred: bool = False) -> types.CodeAction:
    return types.CodeAction(title, kind=kind, data=data, is_preferred=preferred or None)


def _is_kind(kind: types.CodeActionKind | str | None, wanted: str) -> bool:
    """Kinds are dotted: `source` asks for `source.fixAll` too."""
    return f"{kind or ''}.".startswith(f"{wanted}.") if isinstance(kind, str) else False


def _touches(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def resolved(state: State, action: types.CodeAction, codec: PositionCodec) -> types.CodeAction:
    """The action with its edit; without one where the file has changed so that it can't be done any more."""
    data = action.data if isinstance(action.data, dict) else {}
    path = str(data.get("path"))
    if data.get("do") == "all":
        edits = state.safe_edits(path)
    else:
        finding = next((found for name, found in _named(state.of(path)) if name == data.get("finding")), None)
        if finding is None:
            return action
        if data.get("do") == "fix":
            edits = state.edits([finding], unsafe=True)
        else:
            made = state.comments.for_one(state.sources[path], finding)
            edits = [made] if made is not None else []
    action.edit = workspace_edit(state, edits, codec)
    return action


def workspace_edit(state: State, edits: Iterable[Edit], codec: PositionCodec) -> types.WorkspaceEdit | None:
    """Edits of the list's files as one edit of the protocol; None where there are none."""
    import os

    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(os.path.abspath(edit.path), []).append(edit)
    changes = {
        Path(path).as_uri(): Positions(source, codec).text_edits(its)
        for path, its in by_path.items()
        if (source := state.sources.get(path)) is not None
    }
    return types.WorkspaceEdit(changes=changes) if changes else None
