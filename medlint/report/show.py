"""One entry beside what each registry says of it, field by field, for the person who corrects it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medlint.answers import Answers, Registered
from medlint.data.license import spdx
from medlint.model import Entry, Link
from medlint.project import Project
from medlint.read.match import names, title_key
from medlint.rules._registered import (
    agree,
    is_registered_article,
    key_of,
    licenses_differ,
    registered_figures,
    same_title,
    thing,
)
from medlint.rules._sizes import figures_of
from medlint.rules.registries import likeness, size_differs
from medlint.text import doi

Row = tuple[str, str, bool]
"""Who says it, what, and whether it contradicts the entry."""


def entries_called(project: Project, name: str) -> list[Entry]:
    """The entries that an identifier, a DOI in any spelling, an address, a title or an alias means; records first."""
    found = doi.parse(name)
    key = found.key if found is not None else key_of(name) if "://" in name else ""
    out = []
    for entry in project.entries:
        named = entry.data.get("id") == name or title_key(name) in map(title_key, names(entry))
        if named or (key and any(key_of(link.url) == key for link in own_links(entry))):
            out.append(entry)
    return sorted(out, key=lambda entry: entry.on_page)


def own_links(entry: Entry) -> list[Link]:
    """The links that registries may know something of: source, DOI and paper."""
    cells = [entry.get(field) for field in ("doi", "source", "paper")]
    return [link for cell in cells if cell is not None for link in cell.links if link.kind != "image"]


def show(project: Project | None, entry: Entry | None, name: str, registered: Answers) -> str:
    """The comparison as text; `entry` None shows what is registered of a DOI that the list doesn't have."""
    if entry is None:
        answers = [answer for found in registered.values() for answer in found]
        return "\n".join([name, *_block(project, None, answers)]) + "\n"
    place = entry.place
    lines = [f"{entry.title}  ({place.path}:{place.line})"]
    data: list[Registered] = []
    papers: list[Registered] = []
    for link in own_links(entry):
        found = registered.get(key_of(link.url), ())
        (papers if link.field == "paper" or any(map(is_registered_article, found)) else data).extend(found)
    lines += _block(project, entry, list(dict.fromkeys(data)))
    if papers:
        lines += ["", "its paper", *_block(project, None, list(dict.fromkeys(papers)))]
    if not data and not papers:
        lines.append("no registry or archive that was asked knows of it")
    return "\n".join(lines) + "\n"


def _block(project: Project | None, entry: Entry | None, answers: Sequence[Registered]) -> list[str]:
    width = max([len("entry"), *(len(answer.service) for answer in answers)])
    lines = []
    for field, rows in _fields(project, entry, answers):
        said = [row for row in rows if row[1]]
        if said:
            lines += ["", field]
            lines += [f"  {who:{width}}  {what}{'   <- differs' if differs else ''}" for who, what, differs in said]
    return lines


def _fields(
    project: Project | None, entry: Entry | None, answers: Sequence[Registered]
) -> Iterator[tuple[str, list[Row]]]:
    told = [answer for answer in answers if answer.state == "registered"]

    def of_entry(field: str) -> list[Row]:
        return [("entry", " ".join(entry.text(field).split()), False)] if entry is not None else []

    yield "state", [(a.service, a.retracted or ("" if a.state == "registered" else a.state), True) for a in answers]
    titles = [
        (
            a.service,
            " / ".join(a.titles) or a.name,
            bool(a.titles) and _title_differs(project, entry, a),
        )
        for a in told
    ]
    yield "title", of_entry("title") + titles
    yield "doi", of_entry("doi") + [(a.service, a.doi, False) for a in told]
    yield (
        "type",
        [("entry", str(entry.data.get("kind", "")) if entry else "", False)]
        + [(a.service, a.type, entry is not None and is_registered_article(a)) for a in told],
    )
    written = " ".join(entry.text("license").split()) if entry is not None else ""
    licenses = [(a.service, ", ".join(map(_license, a.licenses)), licenses_differ(written, a.licenses)) for a in told]
    yield "license", of_entry("license") + licenses
    yield "size", of_entry("size") + [(a.service, ", ".join(a.sizes), _sizes_differ(project, entry, a)) for a in told]
    version = str(entry.data.get("version", "")) if entry is not None else ""
    yield "version", [("entry", version, False)] + [(a.service, a.version, False) for a in told]
    yield "newer", [(a.service, ", ".join(a.newer), True) for a in told]
    yield (
        "access",
        of_entry("access")
        + [(a.service, " and ".join((*a.flags, *([f"since {a.since}"] if a.since else []))), False) for a in told],
    )
    yield "page", of_entry("source") + [(a.service, a.url, False) for a in told]


def _license(text: str) -> str:
    """A licence as registered, with its SPDX name where that is another."""
    known = spdx(text)
    return text if known in (None, text) else f"{text} ({known})"


def _title_differs(project: Project | None, entry: Entry | None, answer: Registered) -> bool:
    if project is None or entry is None:
        return False
    return not same_title(entry, answer.titles, likeness(project))


def _sizes_differ(project: Project | None, entry: Entry | None, answer: Registered) -> bool:
    if project is None or entry is None:
        return False
    known = registered_figures([answer])
    tolerance = size_differs.option(project, "tolerance")
    return any(
        not any(agree(figure.quantity, total, tolerance) for total in known[unit].totals)
        for figure in figures_of(entry)
        if not figure.quantity.label and (unit := thing(figure.quantity)) in known
    )
