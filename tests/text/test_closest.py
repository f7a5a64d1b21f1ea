"""What an unknown word was meant to be, and silence where it was none of those known."""

import pytest

from medlint.text.closest import meant


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("slect", ["select", "exclude"], "; did you mean 'select'?"),
        ("fail_after", ["fail-after", "fail-after-days"], "; did you mean 'fail-after'?"),
        ("quiet", ["required", "readme"], ""),
        ("zzzz", ["size"], ""),
    ],
)
def test_only_what_is_near_is_suggested(word: str, known: list[str], said: str) -> None:
    assert meant(word, known) == said
