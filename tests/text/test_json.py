"""JSON and JSON Lines."""

from __future__ import annotations

from medlint.text.json import load, spans


def test_lines_end_at_a_line_feed_alone() -> None:
    """Other signs that end lines elsewhere may stand in a string."""
    text = '{"a": "x\u2028y\x85z"}\r\n\n{"a": 1}\n'
    assert load(text, lines=True) == [{"a": "x\u2028y\x85z"}, {"a": 1}]
    assert {text[slice(*span)] for route, span in spans(text, lines=True).items() if route[-1:] == ("a",)} >= {"1"}
