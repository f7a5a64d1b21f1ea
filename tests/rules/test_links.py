"""What is said of links that were checked, and what is written in their place."""

from __future__ import annotations

import pytest

from linting import findings, mended, spots
from medlint.answers import Verdict
from medlint.finding import Level

OLD, NEW = "https://old.example.org/ct", "https://www.example.org/ct-org"
MOVED = {OLD: Verdict("moved", "has moved", 200, NEW, NEW)}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("See [the scans][ct].\n\n[ct]: https://old.example.org/ct\n", "See [the scans][ct].\n\n[ct]: NEW\n"),
        ("See [ct] and [the same][ct].\n\n[ct]: <https://old.example.org/ct> 'Scans'\n", None),
        ("[a][one], [b][two]\n\n[one]: https://old.example.org/ct\n[two]: https://old.example.org/ct#files\n", None),
        ("[a](https://old.example.org/ct) and [b][one]\n\n[one]: https://old.example.org/ct\n", None),
        ("[a](https://old.example.org/ct)\n\n[unused]: https://old.example.org/ct\n", "[a](NEW)\n\n[unused]: OLD\n"),
    ],
)
def test_the_address_of_a_reference_is_written_at_its_definition(text: str, after: str | None) -> None:
    found = findings(text, "MED602", verdicts=MOVED)
    assert len(found) == 1 and found[0].fix is not None and found[0].fix.safe
    expected = text.replace(OLD, NEW) if after is None else after.replace("NEW", NEW).replace("OLD", OLD)
    assert mended(text, found) == expected


@pytest.mark.parametrize(
    ("tail", "written"),
    [
        ("'onclick='x", "%27onclick=%27x"),
        ('"onclick="x', "%22onclick=%22x"),
        (")buy(", "%29buy%28"),
        ("?)[a](https://example.org/b", "?%29%5Ba%5D%28https://example.org/b"),
        ("?<b>`c`\\|{}^", "?%3Cb%3E%60c%60%5C%7C%7B%7D%5E"),
        ("_(organ)", "_(organ)"),
    ],
)
@pytest.mark.parametrize(
    "form", ["[a]({})\n", "<{}>\n", "| A |\n|-|\n| <a href='{}'>a</a> |\n", 'A <a href="{}">a</a>\n']
)
def test_what_a_server_says_ends_no_link(form: str, tail: str, written: str) -> None:
    moved = {OLD: Verdict("moved", "has moved", 200, NEW + tail, NEW + tail)}
    text = form.format(OLD)
    assert mended(text, findings(text, "MED602", verdicts=moved)) == form.format(NEW + written)


def test_a_text_whose_address_is_written_with_escapes_is_left_alone() -> None:
    record = f'id: ct\ntitle: CT\ndescription: "the scans, see {OLD}, and more"\n'.replace("https", "h\\x74tps")
    (found,) = findings({"catalog/ct.yaml": record}, "MED602", verdicts=MOVED)
    assert found.fix is None


def test_http_and_https_of_one_page_are_one_finding() -> None:
    text = "[a](http://www.example.org/x)\n\n[b](https://www.example.org/x)\n"
    gone = Verdict("dead", "answers 404 (Not Found)", 404)
    both = {"http://www.example.org/x": gone, "https://www.example.org/x": gone}
    found = findings(text, "MED6", verdicts=both)
    assert spots(found) == [("MED601", 1, 5)]
    assert [related.place.line for related in found[0].related] == [3]
    one = both | {"https://www.example.org/x": Verdict("alive", "answers 200 (OK)", 200)}
    assert findings(text, "MED6", verdicts=one)[0].related == ()


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict("alive", status=200, secure_url="https://www.example.org/x"), Level.WARNING),
        (Verdict("alive", status=200), None),
        (Verdict("moved", status=200, moved_to="https://www.example.org/x"), None),
        (Verdict("dead", status=404), None),
        (Verdict("unreachable"), None),
        (Verdict("unchecked"), Level.INFO),
    ],
)
def test_http_is_wrong_where_https_answers(verdict: Verdict, said: Level | None) -> None:
    text = "[a](http://www.example.org/x#files)\n"
    found = findings(text, "MED502", verdicts={"http://www.example.org/x": verdict})
    assert [finding.level for finding in found] == ([] if said is None else [said])
    if said is Level.WARNING:
        assert found[0].fix is not None and found[0].fix.safe
        assert mended(text, found) == "[a](https://www.example.org/x#files)\n"
