"""What is written as YAML reads as it was, by our reader and by others."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.model import Document, Source
from medlint.read.document import read_document
from medlint.write.emit import emit

WORDS = [
    "", "no", "Yes", "null", "~", "1e3", "1.10", "0x1F", "1_000", "12:30", ".inf", "2021-05",
    "2021-05-06", "=", "<<", "on", "-", "a: b", "#c", "- x", "[a]", "{", "*a", "&b", "!t", "%",
    "@", "`", "'", '"', "\\", "|", ">", "a\nb", " a ", "\t", "?", "a \nb\n\n", "肺", "é\u00a0",
    "x" * 150, "word " * 40, "a\n b", "\u2028", "\x85", "\ufeff", "😀", ",",
    "a,b", "https://example.org/a#b",
]  # fmt: skip
phrases = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
texts = st.one_of(st.sampled_from(WORDS), phrases, st.text(max_size=30))
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(texts, st.integers(0, 10**15)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "title", "size"]), values, min_size=1))
def test_it_reads_as_it_was(data: dict[str, Any]) -> None:
    written = emit(data, "../schema/dataset.schema.json").decode()
    assert yaml.safe_load(written) == data
    document = read_document(Source("catalog/x.yaml", written))
    assert isinstance(document, Document)
    assert document.data == data


def test_it_reads_well() -> None:
    data = {
        "id": "x",
        "description": ("words " * 18).strip(),
        "keywords": ["a", "b"],
        "size": {"text": "5 GB", "counts": [{"unit": "images", "value": 5}]},
        "published": "2021",
    }
    assert emit(data, "../s.json").decode() == (
        f"# yaml-language-server: $schema=../s.json\nid: x\ndescription: >-\n  {'words ' * 17}".rstrip() + "\n  words\n"
        "keywords: [a, b]\n"
        "size:\n"
        "  text: 5 GB\n"
        "  counts:\n"
        "  - {unit: images, value: 5}\n"
        "published: '2021'\n"
    )
