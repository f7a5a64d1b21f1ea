"""YAML: strings stay strings, values know their places, and nothing of a stranger's file can hurt."""

from __future__ import annotations

from typing import Any

import pytest

from medlint.model import Document, Source
from medlint.project import Problem
from medlint.read.document import read_document
from medlint.text.yaml import text_of


def load(text: str) -> Document:
    found = read_document(Source("a.yaml", text))
    assert isinstance(found, Document), found
    return found


def problem(text: str) -> Problem:
    found = read_document(Source("a.yaml", text))
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("2022-10", "2022-10"),
        ("2015-07-21", "2015-07-21"),
        ("007", 7),
        ("1_000", "1_000"),
        ("0x1F", 31),
        ("0o17", 15),
        ("+1", 1),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-.inf", float("-inf")),
        ("1.10", 1.1),
        ("12", 12),
        ("1.5", 1.5),
        ("12:30", "12:30"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("NULL", None),
        ("!!int '3'", 3),
        ("!!float 3", 3.0),
        ("yes", "yes"),
        ("", None),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("[a, 1]", ["a", 1]),
        ("{b: c}", {"b": "c"}),
        (">-\n  a\n  b", "a b"),
    ],
)
def test_values(written: str, value: Any) -> None:
    assert load(f"a: {written}\n").data == {"a": value}


def test_scalars_as_text() -> None:
    assert [text_of(value) for value in (None, True, 1.5, 3, "x")] == ["", "true", "1.5", "3", "x"]


def test_anchors_and_merges_of_sane_size() -> None:
    assert load("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n").data["c"] == {"b": 1, "d": 2}


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "'a' is given twice"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("a: [1\n", 2, 1, "not valid YAML"),
        ("a: &x [*x]\n", 1, 8, "inside what it names"),
        ("a: *x\n", 1, 4, "names nothing"),
        ("? [a]\n: b\n", 1, 3, "plain text"),
        ("a: !!python/object/apply:os.system [x]\n", 1, 4, "no meaning"),
        ("a: \x07\n", 1, 4, "does not allow"),
        ("[" * 5000, 1, 101, "deeper than 100"),
        ("a: 0x" + "f" * 4000 + "\n", 1, 4, "no reader keeps more than 4,300 digits"),
        ("a: 0o" + "7" * 9000 + "\n", 1, 4, "no reader keeps more than 4,300 digits"),
        ("a: &a " + "x" * 10_000 + "\nb: [" + "*a," * 200 + "]\n", 2, 302, "aliases stand for more"),
        ("a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{k}: &{k} [{','.join('*' + chr(ord(k) - 1) for _ in range(10))}]\n" for k in "bcdefg"
        ), 4, 29, "aliases stand for more"),
    ],
)  # fmt: skip
def test_problems_have_a_place(text: str, line: int, column: int, said: str) -> None:
    found = problem(text)
    assert found.code == "MED002"
    assert said in found.message
    assert (found.place.line, found.place.column) == (line, column)


def test_places() -> None:
    text = "title: Größe\nsize:\n  text: 1 GB\n  counts:\n  - {unit: images, value: 3}\nkeywords: [a, b]\n"
    document = load(text)
    source = text.encode()

    def at(*route: Any) -> str:
        place = document.place(route)
        return source[place.start : place.end].decode()

    assert at("title") == "Größe"
    assert at("size", "text") == "1 GB"
    assert at("size", "counts", 0, "value") == "3"
    assert at("keywords", 1) == "b"
    assert at("license") == "title", "a missing key is said at the record's first key"
    assert at("size", "bytes") == "size", "or at its nearest written parent"
    key = document.key(("size", "counts"))
    assert source[key.start : key.end].decode() == "counts"
