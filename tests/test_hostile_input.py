"""Files of strangers: cut, mutated and pathological ones are read and judged without a crash, and in bounded time."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from growth import grows_evenly
from medlint.config import Config
from medlint.engine import lint, unprobed
from medlint.model import Source
from medlint.read.project import build_project

TOP = Path(__file__).parents[1]
CORPORA = TOP.parent / "shared" / "corpora"
HEAD = "| Title | Description | Source | Size |\n|---|---|---|---|\n"
PIECES = [
    "|", "\\", "`", "[", "]", "(", ")", "<", ">", "*", "_", "\n", "\r\n", "\r", "\t", "\0", "\u202e", "é", "漢", "👍🏽",
    "<!--", "-->", "&amp;", "> ", "- ", "# ", "---", "\n\n", "    ", "```", "<details>", "http://", "doi:", "\ufeff",
    "\u2028", "| a |\n|-|\n", "<!-- medlint-ignore: MED1 -->", "<!-- medlint:tables -->",
]  # fmt: skip


def judge(text: str, path: str = "README.md") -> None:
    """Read and lint a file, and ask everything for its place."""
    project = build_project([Source(path, text)], Config(), date(2026, 11, 21))
    lint(project)
    unprobed(project, "not asked")
    for link in project.links:
        assert link.place.start <= link.place.end
    for entry in project.entries:
        for cell in entry.fields.values():
            assert cell.place.line >= 1


def mutated(text: str, rng: random.Random) -> str:
    """The text with a few accidents: pieces lost, doubled, put in, turned round."""
    for _ in range(rng.randint(1, 8)):
        at, other = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        choice = rng.randrange(4)
        if choice == 0:
            text = text[:at] + text[at + rng.randint(1, 50) :]
        elif choice == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif choice == 2:
            text = text[:at] + text[other : other + rng.randint(1, 200)] + text[at:]
        else:
            text = text[:at] + text[at : at + 30][::-1] + text[at + 30 :]
    return text


def texts() -> list[tuple[str, str]]:
    """A page and a record of our own, and the real lists where they are at hand."""
    found = [
        ("README.md", HEAD + "| LIDC `a\\|b` | *CT* [x](u) | https://www.example.org/é | 1,018 scans, 124 GiB |\n")
    ]
    found.append(("catalog/lidc-idri.yaml", (TOP / "catalog" / "lidc-idri.yaml").read_text("utf-8")))
    return found + [("README.md", p.read_text("utf-8")[:30_000]) for p in sorted(CORPORA.glob("*/README.md"))]


@pytest.mark.parametrize(("path", "text"), texts())
def test_cut_and_mutated(path: str, text: str) -> None:
    rng = random.Random(len(text))
    for _ in range(8):
        judge(text.encode()[: rng.randrange(len(text.encode()))].decode("utf-8", "replace"), path)
        judge(mutated(text, rng), path)


@pytest.mark.parametrize(
    "piece",
    ["|", "[", "*", "<", "`", "_", "#", ">", "-", "!", "&", "\\", "[a](", "![", "<!--", "<a href=", "- ", "\t", "**a",
     "\n|", "[a]: ", "](", "[^1]", "[x][", "<b>", "# a\n", "http://", "10.1/", "<br>", "> - ", "|a|\n|-|\n\n", "[[",
     "\0", "é", "\r", "<details>", "[a]: b\n", "10 images ", "a\u00a0", ", "],
)  # fmt: skip
def test_one_piece_over_and_over(piece: str) -> None:
    judge(piece * (30_000 // len(piece)))
    judge(HEAD + f"| {piece.replace(chr(10), ' ').replace(chr(13), ' ') * (10_000 // len(piece))} | b | c | d |\n")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 20_000,
        "- " * 20_000,
        "a: &a [x]\n" + "b: [" + "*a," * 20_000 + "]\n",
        "? " * 20_000,
        "&a " * 20_000,
        '"' + "\\" * 100_000,
        "a: |\n" + " x\n" * 20_000,
        "a: !!binary x\n",
        "%" * 10_000,
        "\ufeff\ufeffa: b\n",
        "a: " + "9" * 5_000 + "\n",
        "title: [a, {b: c}]\nkeywords: {a: b}\nsize: [1, 2]\nlicense: 1.10\naccess: ''\n",
    ],
)
def test_yaml(text: str) -> None:
    judge(text, "catalog/x.yaml")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: HEAD + "| CT-ORG | Scans of *organs* | https://www.example.org/a | 140 scans, 17 GB |\n" * n,
        lambda n: "|" + " a |" * n + "\n|" + "-|" * n + "\n|" + " b |" * n + "\n",
        lambda n: HEAD + "| t | " + "word " * (20 * n) + "| https://www.example.org | 1 scan, 1 GB |\n",
        # What follows was quadratic once: n comments by n lines, rows by rows, one long name told n times over.
        lambda n: "<!-- medlint-ignore: MED101 -->\n" * n,
        lambda n: "a <!-- medlint-ignore: MED101 -->\n" * n,
        lambda n: "# a\n\n" + "<!-- medlint-ignore: MED101 -->\n### a\n\n" * n,
        lambda n: "<!-- medlint-ignore" * (5 * n),
        lambda n: HEAD + "".join(f"| a{i} | b | see there | 1 GB |\n" for i in range(n)),
        lambda n: HEAD + "| " + "".join(f"https://a.b/{i} " for i in range(n)) + "| b | c | 1 GB |\n",
        lambda n: "# " + "h " * (20 * n) + "\n\n" + HEAD + "| a | b | https://a.b | 1 GB |\n" * (n // 3),
        lambda n: "[a]: https://a.b/" + "x" * (30 * n) + "\n\n" + "[a] " * n,
        lambda n: "# a\n" * (3 * n),
        lambda n: "a\n\n" + "<!-- medlint-ignore: MED101 --> " * (2 * n),
        lambda n: "<div>\n<a0x" + "9" * (30 * n),
        lambda n: f"# a\n\n{HEAD}| a | b | https://a.b | 1 GB |\n\n## Chest (1{' ' * (20 * n)}x\n",
    ],
    ids=[
        "rows",
        "columns",
        "words",
        "comments",
        "comments in a text",
        "comments over headings",
        "open comments",
        "rows without an address",
        "a title of links",
        "a long heading",
        "a long definition",
        "empty sections",
        "comments on a line",
        "a long tag",
        "a number and blanks in a heading",
    ],
)
def test_ten_times_as_much_costs_about_ten_times_the_time(make: object) -> None:
    assert grows_evenly(lambda size: judge(make(size)), 300)  # type: ignore[operator]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "id: x\ntitle: t\n" + "".join(f"k{i}: v\n" for i in range(2 * n)),
        lambda n: "id: x\ntitle: t\nkeywords:\n" + "".join(f"- {i}\n" for i in range(4 * n)),
        lambda n: "id: x\ntitle: t\nsize:\n counts:\n" + "".join(f" - {{unit: x{i}, count: 1}}\n" for i in range(n)),
        lambda n: "id: x\ntitle: t\ndescription: >\n" + "".join(f"  https://a.b/{i % 7}\n" for i in range(4 * n)),
        lambda n: "id: x\ntitle: t\n" + " " * (20 * n) + "# medlint-ignore: MED1 " * (2 * n),
    ],
    ids=["keys", "numbers for words", "counts", "addresses", "comments"],
)
def test_ten_times_as_much_in_a_record_costs_about_ten_times_the_time(make: object) -> None:
    assert grows_evenly(lambda size: judge(make(size), "catalog/x.yaml"), 150)  # type: ignore[operator]


def test_addresses_of_a_large_folded_value_are_found_where_they_stand() -> None:
    text = "id: x\ntitle: t\ndescription: >\n" + "".join(f"  see https://a.b/{i % 7}\n" for i in range(1500))
    project = build_project([Source("catalog/x.yaml", text)], Config(), date(2026, 11, 21))
    spots = [(link.place.line, link.place.column) for link in project.links]
    assert spots == [(line, 7) for line in range(4, 1504)]
