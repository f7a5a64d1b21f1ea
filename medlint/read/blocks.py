"""The parser of Markdown's blocks: markdown-it-py's, with tables whole and the depth of nesting noted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from medlint.read.inline import NESTING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

BlockRule = Callable[["StateBlock", int, int, bool], bool]


@cache
def parser() -> MarkdownIt:
    """Gives tables whole, as tokens of the type `gfm_table`, and notes in its environment what nests too deep."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import table

    md = MarkdownIt("commonmark", {"maxNesting": NESTING})
    md.core.ruler.enableOnly(["normalize", "block"])
    rules = {rule.name: rule.fn for rule in md.block.ruler.__rules__}
    for name in ("blockquote", "list"):
        alternatives = next(r.alt for r in md.block.ruler.__rules__ if r.name == name)
        md.block.ruler.at(name, _noting_depth(rules[name]), {"alt": alternatives})
    md.block.ruler.at("table", _whole_table(table), {"alt": ["paragraph", "reference"]})
    md.block.ruler.enable("table")
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - MED501 judges schemes
    md.normalizeLink = lambda url: url  # type: ignore[method-assign] # definitions stay as written
    return md


def _noting_depth(rule: BlockRule) -> BlockRule:
    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if state.level >= NESTING - 2 and not silent:
            state.env.setdefault("deep", start)
        return rule(state, start, end, silent)

    return run


def _whole_table(rule: BlockRule) -> BlockRule:
    """The table rule as one token that keeps the offset of each line behind quotes and list indents.

    markdown-it-py's own rule decides whether a table starts (that is what its silent mode says); where the
    table ends is decided as there, without its limit on short rows.
    """

    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not rule(state, start, end, True):
            return False
        if silent:
            return True
        terminators = state.md.block.ruler.getRules("blockquote")
        line = start + 2
        while line < end:
            if state.sCount[line] < state.blkIndent or state.is_code_block(line) or state.isEmpty(line):
                break
            begins = state.src[state.bMarks[line] + state.tShift[line]]
            if begins != "|" and any(other(state, line, end, True) for other in terminators):
                break
            line += 1
        # How many characters of each line's source stand before its content.
        marks = ((state.bMarks[n], state.tShift[n]) for n in range(start, line))
        starts = [mark + shift - state.src.rfind("\n", 0, mark) - 1 for mark, shift in marks]
        token = state.push("gfm_table", "table", 0)
        token.map = [start, line]
        token.meta = {"offsets": starts}
        state.line = line
        return True

    return run
