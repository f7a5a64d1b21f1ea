"""What an unknown word was meant to be, and silence where it was none of those known."""

import pytest

from medlint.text.closest import closest, meant


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


def test_of_many_words_only_those_that_begin_alike_are_compared() -> None:
    few, many = ([f"Site {number}" for number in range(size)] for size in (90, 110))
    assert (closest("site_17", few), closest("site_17", many)) == ("Site 17", "Site 17")
    assert (closest("zite 17", few), closest("zite 17", many)) == ("Site 17", None)
