"""JSON and JSON Lines."""

from __future__ import annotations

import json

import pytest

from medlint.text.json import load, spans
from medlint.text.parsing import ParseError


def test_lines_end_at_a_line_feed_alone() -> None:
    """Other signs that end lines elsewhere may stand in a string."""
    text = '{"a": "x\u2028y\x85z"}\r\n\n{"a": 1}\n'
    assert load(text, lines=True) == [{"a": "x\u2028y\x85z"}, {"a": 1}]
    assert {text[slice(*span)] for route, span in spans(text, lines=True).items() if route[-1:] == ("a",)} >= {"1"}


@pytest.mark.parametrize(
    "half", [r"\ud83d", r"\uDE00", r"\ud83d\ud83d", r"\ude00\ud83d", r"\ud83dx\ude00", r"\\\ud83d"]
)
def test_half_a_pair_of_surrogates_is_no_letter(half: str) -> None:
    text = f'{{"a{half}": "{half}"}}'
    data = load(text)
    ((key, value),) = data.items()
    (key + value).encode()
    assert "\ufffd" in value
    assert spans(text)[(key,)] == (text.rindex(half) - 1, len(text) - 1)


@pytest.mark.parametrize("whole", [r"\ud83d\ude00", r"\uD83D\uDE00\ud83d\ude00", r"\\ud83d", r"\\\\ud83d\n"])
def test_a_pair_of_surrogates_is_one(whole: str) -> None:
    text = f'["{whole}"]'
    assert load(text) == json.loads(text)


def test_more_values_than_any_list_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medlint.text.json._MOST", 10)
    assert load('[{"a": [1, 2, 3]}, {"b": 2}]')
    for many in ("[" + "1, " * 10 + "1]", "[" * 11 + "]" * 11, "[" + "{}," * 9 + "{}]"):
        with pytest.raises(ParseError, match="more than 10 values"):
            load(many)
