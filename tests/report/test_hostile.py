"""A list written to do harm goes through every report, and not one byte of it acts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import jsonschema
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from junitparser import JUnitXml
from lxml import html  # type: ignore[import-untyped]

from medlint.finding import Edit, Fix, Related, Report
from medlint.model import Source
from medlint.report.escape import printable_parts
from medlint.report.github import to_github
from medlint.report.html import to_html
from medlint.report.json import to_json
from medlint.report.junit import to_junit
from medlint.report.markdown import COMMENT_LIMIT, to_markdown
from medlint.report.sarif import to_sarif
from medlint.report.text import Text, excerpt
from reporting import finding, link, of_texts, place, report
from runner import parse

WORDS = (
    "::error file=README.md,line=1::pwned", "::stop-commands::x", "##[add-mask]x", "##[stop-commands]x",
    "###[error]x", "%0A::error::pwned", "%0D%0A::add-mask::e", "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<!--", "-->", "]]>", "&lt;b&gt;", "'\"><b>x",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\x", "\x9b31m", "\x00\x08\x7f",
    "a \\| b", "`code`", "``` x", "**x**", "[x](javascript:alert(1))", "[x](https://evil.example)", "www.evil.example",
    "https://evil.example/'\"<x>", "@octocat", "#1", "GH-1", "octocat/hello#1", ":tada:", "$x$", "- [x] y",
    "\u202egnp.exe", "\u2066x\u2069", "\u061cx", "\u200bx\ufeff", "\u2028x\u2029", "\ufffe\uffff", "\U000e0041",
    "{{data}}", "{{script}}", "{0} {1}", "%s %(x)s ${x} $(x)", "../../etc/passwd", "__proto__", "constructor",
    "שלום עולם", "word" * 25_000, "\u0301" * 1000,
)  # fmt: skip

LIST = "# Datasets\n\n| Title | Source | Size | License |\n|---|---|---|---|\n" + "".join(
    f"| {number} {word} | [page](https://example.org/{number}) |  | {word} |\n" for number, word in enumerate(WORDS)
)

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that move a cursor, change a terminal or turn text around; a line feed is none."""

SHARED = Path(os.environ.get("MEDLINT_SHARED", Path(__file__).parents[3] / "shared"))
SCHEMA = SHARED / "schemas" / "sarif-schema-2.1.0.json"


def by_hand() -> Report:
    """The words in every place that a finding has, such as paths that no reader would read."""
    findings, links = [], []
    for number, word in enumerate(WORDS):
        where = place(word, number + 1)
        findings.append(
            finding(
                word, shown=word, field=word, subject=word, link=word, place=where,
                related=(Related(where, word),), fix=Fix(True, (Edit(word, 0, 1, word),)),
            )
        )  # fmt: skip
        links.append(link(f"https://example.org/{word}", "unchecked", reason=word))
    return report(*findings, links=links, paths=WORDS, notes=WORDS, mended=WORDS)


@pytest.fixture(scope="module", params=["read", "by hand"])
def hostile(request: pytest.FixtureRequest) -> Report:
    return of_texts(LIST) if request.param == "read" else by_hand()


def quiet(text: str) -> None:
    """Neither a terminal nor a runner is told to do anything."""
    assert not CONTROL.search(text)
    for line in text.splitlines():
        assert parse(line) is None, line[:200]


def test_the_list_is_read_and_found_wanting() -> None:
    read = of_texts(LIST, "MED205")
    assert len(read.findings) == len(read.datasets) == len(WORDS)
    with pytest.raises(AssertionError):
        quiet("::error::x")
    with pytest.raises(AssertionError):
        quiet("\x1b[31m")


def test_text(hostile: Report) -> None:
    for options in ({}, {"verbose": True}, {"quiet": True}):
        quiet(Text(lambda path: None, color=False, **options).write(hostile))
    assert len(Text(lambda path: None, color=False).write(hostile)) < 500_000


@pytest.mark.parametrize("line", ["x ##[error]y", "###[add-mask]\ty", "a\x1b[31m##[group]b"])
def test_an_excerpt_begins_inside_a_command(line: str) -> None:
    for start in range(len(line)):
        for end in range(start, len(line)):
            found = excerpt(Source("README.md", line), place("README.md", 1, start + 1, width=end - start), 80)
            quiet("".join(found))
            assert found.marked == printable_parts(line, start, end)[1]


def test_json(hostile: Report) -> None:
    text = to_json(hostile)
    quiet(text)
    assert text.isascii() and "<" not in text and text.count("\n") == 1
    read = json.loads(text)
    assert [item["message"] for item in read["findings"]] == [item.message for item in hostile.findings]


def test_sarif(hostile: Report) -> None:
    text = to_sarif(hostile)
    quiet(text)
    assert text.isascii() and text.count("\n") == 1
    log = json.loads(text)
    for result in log["runs"][0]["results"]:
        assert not CONTROL.search(result["message"]["text"])
        assert not re.search(r"\]\(|(?<!\{)\{\d+\}(?!\})", result["message"]["text"])
        assert re.fullmatch(r"[\w.~/%-]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    if SCHEMA.is_file():
        schema = json.loads(SCHEMA.read_text("utf-8"))
        jsonschema.validators.validator_for(schema)(schema).validate(log)


def test_github(hostile: Report) -> None:
    text = to_github(hostile)
    assert not CONTROL.search(text)
    commands = [command for line in text.splitlines() if (command := parse(line))]
    assert 10 <= len(commands) <= 30
    for command in commands:
        assert command.name in ("error", "warning", "notice")
        assert list(command.properties) == ["file", "line", "col", "endLine", "endColumn", "title"]
        assert len(command.message) <= 1000


def test_junit(hostile: Report) -> None:
    text = to_junit(hostile)
    quiet(text)
    read = JUnitXml.fromstring(text.encode())
    cases = [case for suite in read for case in suite]
    assert read.tests == len(cases) >= len(hostile.findings)
    assert {element.tag for element in html.etree.fromstring(text.encode()).iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "properties", "property",
    }  # fmt: skip


def test_markdown(hostile: Report) -> None:
    text = to_markdown(hostile)
    quiet(text)
    assert len(text) <= COMMENT_LIMIT
    rendered = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    page = html.fragment_fromstring(rendered, create_parent="div")
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        "div", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "a", "em", "details", "summary", "ul", "li",
    }  # fmt: skip
    comments = [element for element in page.iter() if not isinstance(element.tag, str)]
    assert len(comments) == 1
    assert all(
        a.get("href").startswith("https://github.com/medlint/medlint/blob/main/docs/rules/MED") for a in page.iter("a")
    )
    for table in page.iter("table"):
        for row in table.iter("tr"):
            assert len(row) == 3
    assert not re.search(r"@\w|(^|\W)#\d|\bGH-\d|:[a-z]+:", page.text_content())


def test_html(hostile: Report, opened: Callable[..., Any]) -> None:
    page, _ = opened(hostile)
    tags = set(page.locator("*").evaluate_all("(all) => all.map((element) => element.localName)"))
    assert not tags & {"img", "iframe", "object", "embed", "base", "marquee", "audio", "video", "template"}
    assert page.locator("script").count() == 1
    assert page.locator("svg [onload], [onerror], [onclick], [style]").count() == 0
    hrefs = page.locator("a").evaluate_all("(all) => all.map((a) => a.protocol)")
    assert set(hrefs) <= {"file:", "https:", "http:"}
    # Everything is there, as text: it is found where it is looked for.
    field = page.get_by_role("searchbox", name="Text")
    for word in ("alert(1)", "{{data}}", ":error file=README.md", "constructor"):
        field.fill(word)
        assert page.locator("#finding-list .message").count() > 0, word
    assert page.evaluate("Object.keys(Object.prototype).length") == 0


def test_the_page_is_made_of_ours_alone(hostile: Report) -> None:
    text = to_html(hostile)
    quiet(text)
    assert text.isascii()
    harmless = to_html(report(finding()))
    assert re.findall(r"<[a-z/!]+", text.partition('id="data">')[2]) == re.findall(
        r"<[a-z/!]+", harmless.partition('id="data">')[2]
    )


def test_the_command_line(tmp_path: Path) -> None:
    """All seven at once, by the real command, also where its output can't hold all characters."""
    (tmp_path / "README.md").write_text(LIST, "utf-8")
    formats = ("text", "json", "sarif", "github", "junit", "markdown", "html")
    outputs = [word for name in formats for word in ("--output", f"{name}={tmp_path / 'out' / name}")]
    for encoding in ("utf-8", "ascii"):
        done = subprocess.run(
            [sys.executable, "-m", "medlint", "check", "--offline", "--no-cache", "--verbose", *outputs],
            cwd=tmp_path, capture_output=True, check=False, env={"PYTHONIOENCODING": encoding, "PATH": "/usr/bin"},
        )  # fmt: skip
        assert done.returncode == 1, done.stderr[-2000:]
        quiet(done.stdout.decode(encoding))
        quiet(done.stderr.decode(encoding))
        for name in formats:
            data = (tmp_path / "out" / name).read_text("utf-8")
            assert not CONTROL.search(data), name
            assert name == "github" or all(parse(line) is None for line in data.splitlines()), name
