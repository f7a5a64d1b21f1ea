"""JUnit XML, read by a parser of test results."""

from __future__ import annotations

from junitparser import Failure, JUnitXml, Skipped

from medlint.report.junit import to_junit
from reporting import finding, report, varied


def test_a_parser_reads_suites_cases_and_results() -> None:
    read = JUnitXml.fromstring(to_junit(varied()).encode())
    assert (read.tests, read.failures, read.errors, read.skipped) == (4, 2, 0, 1)
    suites = {suite.name: suite for suite in read}
    assert '<property name="note" value="nobody asked doi.org"' in to_junit(varied())
    assert list(suites) == ["README.md", "catalog/clean.yaml", "docs/a b.md", "medlint"]
    assert (suites["README.md"].tests, suites["README.md"].failures) == (2, 2)
    first, second = suites["README.md"]
    (failure,) = first.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("error", "size is missing for 'LIDC-IDRI'")
    assert failure.text is not None and "catalog/lidc-idri.yaml:1:1: the same" in failure.text
    assert second.result[0].type == "warning"
    (clean,) = suites["catalog/clean.yaml"]
    assert clean.is_passed
    (note,) = suites["docs/a b.md"]
    assert isinstance(note.result[0], Skipped)
    assert {case.classname for case in suites["README.md"]} == {"README.md"}


def test_counts_add_up() -> None:
    for given in (report(), varied(), report(finding(), finding("x"))):
        read = JUnitXml.fromstring(to_junit(given).encode())
        before = (read.tests, read.failures, read.errors, read.skipped)
        read.update_statistics()  # type: ignore[no-untyped-call]
        assert before == (read.tests, read.failures, read.errors, read.skipped)


def test_characters_that_xml_cannot_hold() -> None:
    message = "bell \a, escape \x1b[31m, nul \0, lone \ud800, none \ufffe, ]]> & <b>"
    read = JUnitXml.fromstring(to_junit(report(finding(message))).encode())
    (failure,) = next(iter(next(iter(read)))).result
    assert failure.message == r"bell \x07, escape \x1b[31m, nul \x00, lone \ud800, none \ufffe, ]]> & <b>"
