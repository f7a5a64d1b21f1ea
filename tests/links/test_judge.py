"""What becomes of a verdict by what is learnt after it, as a table."""

from __future__ import annotations

import pytest

from medlint.answers import STATES, State, Verdict
from medlint.data import rows
from medlint.links.judge import conclude, is_challenge, is_wall
from medlint.links.response import Response

NEW, COPY, DOUBT = "https://archive.example.org/new", "https://web.archive.org/web/2021/x", "wasn't checked: no network"


@pytest.mark.parametrize("before", STATES)
def test_a_doubt_leaves_nothing(before: State) -> None:
    verdict = Verdict(before, "as judged", 404, hops=(), tries=2)
    assert conclude(verdict, doubt=DOUBT, moved_to=NEW, copy=COPY) == Verdict("unchecked", DOUBT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("refused", "refused"),
        ("insecure", "insecure"),
        ("dead", "moved"),
        ("blocked", "moved"),
        ("unreachable", "moved"),
        ("suspicious", "moved"),
        ("moved", "moved"),
        ("alive", "moved"),
        ("unchecked", "unchecked"),
    ],
)
def test_pages_that_their_archive_has_moved(before: State, after: State) -> None:
    found = conclude(Verdict(before, "as judged"), moved_to=NEW, copy=COPY)
    assert (found.state, found.archived) == (after, None)
    assert (found.moved_to == NEW, found.reason == "as judged") == ((True, False) if before != after else (False, True))


@pytest.mark.parametrize("before", STATES)
def test_copies_are_of_what_is_dead(before: State) -> None:
    found = conclude(Verdict(before, "as judged"), copy=COPY)
    assert found == Verdict(before, "as judged", archived=COPY if before == "dead" else None)


@pytest.mark.parametrize("before", STATES)
def test_what_nothing_is_learnt_of_stays(before: State) -> None:
    verdict = Verdict(before, "as judged", 200)
    assert conclude(verdict) is verdict


@pytest.mark.parametrize(("kind", "mark"), [row[:2] for row in rows("walls.txt")])
def test_marks_of_walls(kind: str, mark: str) -> None:
    text = f"<p>Some words, {mark} and more.</p>".encode()
    if kind == "title":
        assert is_wall(b"<p>Some words.</p>", 2, f"{mark.title()}…")
        assert not is_wall(text, 2, f"About {mark}")
    else:
        assert is_challenge(Response(503, body=text)) and not is_challenge(Response(200, body=text))
        assert is_wall(text, 5, "A title") is (kind == "any")
        assert not is_wall(text, 500, "A title")
