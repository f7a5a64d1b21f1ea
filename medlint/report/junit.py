"""The JUnit XML report: a suite for each file, a case for each finding, a passing case for a clean file."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from medlint.finding import Finding, Level, Report
from medlint.lazy import regex
from medlint.report.escape import printable, short

_TEXT = 4000  # characters
_NO_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 can't hold, not even escaped. `printable` writes the rest of what is invisible as escapes."""


def to_junit(report: Report) -> str:
    """The report as XML. Errors and warnings are failures, infos are skipped cases; times are not measured."""
    files: dict[str, list[Finding]] = {path: [] for path in report.paths}
    for finding in report.findings:
        files.setdefault(finding.place.path, []).append(finding)
    top = Element("testsuites", name="medlint")
    for path, findings in sorted(files.items()):
        suite = SubElement(top, "testsuite", name=_plain(path))
        for finding in findings:
            _case(suite, finding)
        if not findings:
            SubElement(suite, "testcase", name="nothing to report", classname=_plain(path), file=_plain(path), time="0")
        _count(suite, findings)
    if report.notes:
        properties = SubElement(SubElement(top, "testsuite", name="medlint", tests="0"), "properties")
        for note in report.notes:
            SubElement(properties, "property", name="note", value=_plain(note))
    _count(top, report.findings, clean=sum(not findings for findings in files.values()))
    indent(top)
    body = tostring(top, encoding="us-ascii", xml_declaration=False).decode().replace("##", "#&#35;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _count(element: Element, findings: list[Finding], clean: int | None = None) -> None:
    failures = sum(finding.level > Level.INFO for finding in findings)
    tests = len(findings) + (clean if clean is not None else not findings)
    for key, value in {"tests": tests, "failures": failures, "errors": 0, "skipped": len(findings) - failures}.items():
        element.set(key, str(value))
    element.set("time", "0")


def _case(suite: Element, finding: Finding) -> None:
    place = finding.place
    path, message = _plain(place.path), _plain(finding.message)
    case = SubElement(
        suite,
        "testcase",
        name=_plain(f"{finding.code} {finding.name} at {place.line}:{place.column}"),
        classname=path,
        file=path,
        line=str(place.line),
        time="0",
    )
    if finding.level is Level.INFO:
        SubElement(case, "skipped", message=message)
        return
    failure = SubElement(case, "failure", type=finding.level.label, message=message)
    lines = [f"{place.path}:{place.line}:{place.column}: {finding.level.label} {finding.code} {finding.message}"]
    lines += [f"{r.place.path}:{r.place.line}:{r.place.column}: {r.message}" for r in finding.related]
    failure.text = "\n".join(_plain(line) for line in lines)


def _plain(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", short(printable(text), _TEXT))
