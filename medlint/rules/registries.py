"""Rules about what registries and archives say of a DOI, and of the entry that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.answers import Registered, unregistered
from medlint.data.license import spdx
from medlint.finding import Finding, Level
from medlint.model import Entry, Link, Place
from medlint.project import Project
from medlint.rules._registered import (
    Likeness,
    RegisteredFigures,
    agree,
    answers_for,
    datasets,
    is_registered_article,
    key_of,
    licenses_differ,
    own,
    registered_figures,
    said_of_record,
    same_kind,
    same_title,
    thing,
    twin_place,
)
from medlint.rules._sizes import Figure, figures_of
from medlint.rules._sources import lists_papers, sources
from medlint.rules.base import Option, rule
from medlint.text import doi
from medlint.text import url as urls
from medlint.text.words import clipped


@rule("MED701", "unregistered-doi", Level.ERROR, need="registries")
def unregistered_doi(project: Project) -> Iterator[Finding]:
    """A DOI isn't registered.

    doi.org itself says that there is no such DOI, so nobody gets anywhere with it. Usually a character was lost or
    mistyped on the way.

    ```markdown bad
    | Title           | Source                                | Size                  |
    |-----------------|---------------------------------------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.7937/K9/TCIA.2015.PF0M9RE1 | 52,073 images, 35.78 GB |
    ```
    ```json bad registered.json
    {"10.7937/k9/tcia.2015.pf0m9re1": [{"service": "doi.org", "state": "missing"}]}
    ```
    ```markdown good
    | Title           | Source                                | Size                  |
    |-----------------|---------------------------------------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI | 52,073 images, 35.78 GB |
    ```
    ```json good registered.json
    {"10.7937/k9/tcia.2015.pf0m9rei": [{"service": "DataCite", "titles": ["Data From NSCLC-Radiomics"]}]}
    ```
    """
    for links, answers in _dois(project):
        if unregistered(answers):
            first = links[0]
            message = f"the DOI {_shown(first)} of {_whose(first)} isn't registered, doi.org knows no such DOI"
            yield unregistered_doi.at(first, message, related=_others(links))


@rule(
    "MED702",
    "title-differs",
    Level.WARNING,
    need="registries",
    options={
        "words": Option(0.75, "Share of the shorter title's words that the longer one has to hold.", relaxes="below"),
        "similarity": Option(0.85, "How alike two words have to be to count as one.", relaxes="below"),
        "letters": Option(5, "Letters of the shortest word that may be spelt otherwise.", relaxes="below"),
        "acronym": Option(3, "Letters of the shortest title that may be the initials of another.", relaxes="below"),
    },
)
def title_differs(project: Project) -> Iterator[Finding]:
    """The title registered for an entry's DOI is a different one.

    Either the DOI is that of something else, or the list calls the dataset by a name that nobody finds it by.
    Subtitles, versions, abbreviations and words in another order don't matter, and a name among the record's aliases
    is never held against it.

    ```markdown bad
    | Title  | Source                                   | Size               |
    |--------|------------------------------------------|--------------------|
    | CT-ORG | https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI | 140 scans, 17.8 GB |
    ```
    ```json bad registered.json
    {"10.7937/k9/tcia.2015.pf0m9rei": [{"service": "DataCite", "titles": ["Data From NSCLC-Radiomics"]}]}
    ```
    ```markdown good
    | Title  | Source                                   | Size               |
    |--------|------------------------------------------|--------------------|
    | CT-ORG | https://doi.org/10.7937/tcia.2019.tt7f4v7o | 140 scans, 17.8 GB |
    ```
    ```json good registered.json
    {"10.7937/tcia.2019.tt7f4v7o":
     [{"service": "DataCite", "titles": ["CT-ORG: CT volumes with multiple organ segmentations"]}]}
    ```
    """
    least = likeness(project)
    for entry in project.entries:
        for field in ("doi", "source"):
            named = [(title, answer) for _, answer in datasets(project, entry, field) for title in answer.titles]
            if not named or not entry.text("title") or same_title(entry, (title for title, _ in named), least):
                continue
            title, answer = named[0]
            message = f"{clipped(entry.title)} is registered with {answer.service} as {clipped(title, 120)}"
            message += f" ({answer.doi})" if answer.doi else ""
            yield title_differs.at(entry["title"], message, entry=entry, field="title", subject=title)
            break


def likeness(project: Project) -> Likeness:
    """How alike two titles have to be."""
    return Likeness(*(title_differs.option(project, name) for name in Likeness._fields))


@rule("MED703", "superseded", Level.WARNING, need="registries")
def superseded(project: Project) -> Iterator[Finding]:
    """There is a newer version of the dataset that an entry's DOI names.

    Labels get mended and patients taken out between versions, and results on different ones don't compare. Name the
    newer DOI, or say in the record that the older one is meant (`status: superseded`, or the newer one among its
    `relations`).

    ```markdown bad
    | Title            | Source                                 | Size                 |
    |------------------|----------------------------------------|----------------------|
    | TotalSegmentator | https://doi.org/10.5281/zenodo.6802614 | 1,204 scans, 29.5 GB |
    ```
    ```json bad registered.json
    {"10.5281/zenodo.6802614": [{"service": "Zenodo", "newer": ["10.5281/zenodo.10047292"]}]}
    ```
    ```markdown good
    | Title            | Source                                  | Size                 |
    |------------------|-----------------------------------------|----------------------|
    | TotalSegmentator | https://doi.org/10.5281/zenodo.10047292 | 1,228 scans, 23.6 GB |
    ```
    ```json good registered.json
    {"10.5281/zenodo.10047292": [{"service": "Zenodo", "version": "2.0.1"}]}
    ```
    """
    for entry in project.entries:
        for link, answers in own(project, entry):
            newer = next(((name, a) for a in answers for name in a.newer if _is_news(entry, link, name)), None)
            later = next((answer for answer in answers if _is_later(entry, answer)), None)
            if newer is not None:
                said = f"{newer[1].service} names {newer[0]} as its successor"
            elif later is not None:
                said = f"{later.service} has version {later.version} by now, the record says {_version(entry)}"
            else:
                continue
            if not said_of_record(entry, link):
                message = f"{_shown(link)} of {entry.title!r} is superseded, {said}"
                yield superseded.at(link, message, entry=entry, related=twin_place(entry, link))
                break


def _is_news(entry: Entry, link: Link, newer: str) -> bool:
    """Whether neither the entry nor its twin names what takes its place."""
    found = doi.parse(newer)
    key = newer if found is None else found.key
    if not key or key == key_of(link.url):
        return False
    forms = [one for one in (entry, entry.twin) if one is not None]
    said = any(one.data.get("status") == "superseded" for one in forms)
    return not said and all(key_of(other.url) != key for one in forms for other in one.links)


def _version(entry: Entry) -> str:
    record = entry if not entry.on_page else entry.twin
    return str(record.data.get("version", "")) if record is not None else ""


def _is_later(entry: Entry, answer: Registered) -> bool:
    """Whether TCIA, which keeps a collection's DOI for all its versions, has a later one than the record's."""
    own, theirs = (re.match(r"\d{1,6}", text) for text in (_version(entry), answer.version))
    return answer.service == "TCIA" and bool(own and theirs and int(own[0]) < int(theirs[0]))


@rule("MED704", "license-differs", Level.ERROR, need="registries")
def license_differs(project: Project) -> Iterator[Finding]:
    """The licence of an entry isn't the one that is registered.

    Anyone who trains a product on images that are free for research only finds out in court. Licences are compared by
    their SPDX names, however either side writes them.

    ```markdown bad
    | Title           | Source                                | License   | Size                  |
    |-----------------|---------------------------------------|-----------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI | CC-BY-3.0 | 52,073 images, 35.78 GB |
    ```
    ```json bad registered.json
    {"10.7937/k9/tcia.2015.pf0m9rei": [{"service": "DataCite", "titles": ["Data From NSCLC-Radiomics"],
     "licenses": ["https://creativecommons.org/licenses/by-nc/3.0/"]}]}
    ```
    ```markdown good
    | Title           | Source                                | License      | Size                  |
    |-----------------|---------------------------------------|--------------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI | CC-BY-NC-3.0 | 52,073 images, 35.78 GB |
    ```
    ```json good registered.json
    {"10.7937/k9/tcia.2015.pf0m9rei": [{"service": "DataCite", "licenses": ["CC BY-NC 3.0"]}]}
    ```
    """
    for entry in project.entries:
        cell = entry.get("license")
        if cell is None or cell.empty:
            continue
        written = " ".join(cell.text.split())
        said = [
            (text, answer)
            for _, answer in datasets(project, entry)
            for text in answer.licenses
            if answer.type != "Repository" or same_kind(written, text)
        ]
        if licenses_differ(written, [text for text, _ in said]):
            text, answer = next((text, answer) for text, answer in said if spdx(text) is not None)
            named = spdx(text)
            message = f"the licence of {entry.title!r} is {written!r}, {answer.service} has it as {named!r}"
            yield license_differs.at(cell, message, entry=entry, field="license", subject=named or "")


@rule("MED705", "retracted", Level.ERROR, need="registries")
def retracted(project: Project) -> Iterator[Finding]:
    """A registry marks a work as retracted or withdrawn.

    What was taken back shouldn't be built upon, and a reader should know before the download.

    ```markdown bad
    | Title  | Description                                            | Source                       | Size           |
    |--------|--------------------------------------------------------|------------------------------|----------------|
    | ScanCT | Described in https://doi.org/10.1016/j.media.2020.1017 | https://www.example.org/scan | 120 scans, 5 GB |
    ```
    ```json bad registered.json
    {"10.1016/j.media.2020.1017": [{"service": "Crossref", "type": "journal-article",
     "retracted": "retraction 10.1016/j.media.2021.1021"}]}
    ```
    ```json good registered.json
    {"10.1016/j.media.2020.1017": [{"service": "Crossref", "type": "journal-article"}]}
    ```
    """
    for links, answers in _dois(project):
        answer = next((answer for answer in answers if answer.retracted), None)
        if answer is not None:
            first = links[0]
            message = f"{_shown(first)} of {_whose(first)} was retracted, {answer.service} says: {answer.retracted}"
            yield retracted.at(first, message, related=_others(links))


@rule(
    "MED706",
    "size-differs",
    Level.WARNING,
    need="registries",
    options={"tolerance": Option(0.1, "By how much of the larger one two figures may differ and still say the same.")},
)
def size_differs(project: Project) -> Iterator[Finding]:
    """A size contradicts what the registry or the archive says by more than a tenth.

    The archive counts its files, a list copies numbers. Figures of one thing are compared (images with images, bytes
    with bytes), whatever the unit, with each part of the dataset and with their sums.

    ```markdown bad
    | Title                         | Source                                     | Size                     |
    |-------------------------------|--------------------------------------------|--------------------------|
    | National Lung Screening Trial | https://doi.org/10.7937/TCIA.HMQ8-J677     | 42165004 images, 11.3 TB |
    ```
    ```json bad registered.json
    {"10.7937/tcia.hmq8-j677": [{"service": "TCIA", "titles": ["National Lung Screening Trial"],
     "sizes": ["21082502 images", "11.3 TB"]}]}
    ```
    ```markdown good
    | Title                         | Source                                     | Size                     |
    |-------------------------------|--------------------------------------------|--------------------------|
    | National Lung Screening Trial | https://doi.org/10.7937/TCIA.HMQ8-J677     | ~21.08M images, 11.3 TB |
    ```
    """
    tolerance = size_differs.option(project, "tolerance")
    for entry in project.entries:
        known = registered_figures(answer for _, answer in datasets(project, entry))
        if not known:
            continue
        by_unit: dict[str, list[Figure]] = {}
        for figure in figures_of(entry):
            if not figure.quantity.label and thing(figure.quantity) in known:
                by_unit.setdefault(thing(figure.quantity), []).append(figure)
        for unit, written in by_unit.items():
            if not any(agree(one.quantity, total, tolerance) for one in written for total in known[unit].totals):
                first = written[0]
                message = f"{clipped(first.written)} of {entry.title!r} is {_closest(first, unit, known[unit])}"
                yield size_differs.at(first.place, message, entry=entry, field="size", subject=unit)


def _closest(figure: Figure, unit: str, known: RegisteredFigures) -> str:
    """`'21082502 images' by TCIA`: the registered figure that is nearest, as it is written there."""
    own_value = figure.quantity.value or figure.quantity.min or 0
    text, service, value = min(known.singles, key=lambda one: (abs(one[2] - own_value), one))
    total = min(known.totals, key=lambda total: (abs(total - own_value), total))
    return (
        f"{text!r} according to {service}"
        if total == value
        else f"'{total:,} {unit}' according to {service}, all parts together"
    )


@rule("MED707", "not-a-dataset", Level.WARNING, need="registries")
def not_a_dataset(project: Project) -> Iterator[Finding]:
    """The DOI that an entry has as its source is registered as an article, not as a dataset.

    A paper's DOI leads to a publisher, and to cite it is to cite something else. The dataset's own DOI, or its page,
    is the source; the paper belongs in the description or in the record's `paper`.

    ```markdown bad
    | Title           | Source                                    | Size                  |
    |-----------------|-------------------------------------------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.55555/imaging.2014.506 | 52,073 images, 35.78 GB |
    ```
    ```json bad registered.json
    {"10.55555/imaging.2014.506": [{"service": "Crossref", "type": "journal-article"}]}
    ```
    ```markdown good
    | Title           | Source                                        | Size                  |
    |-----------------|-----------------------------------------------|-----------------------|
    | NSCLC-Radiomics | https://doi.org/10.7937/K9/TCIA.2015.PF0M9REI | 52,073 images, 35.78 GB |
    ```
    ```json good registered.json
    {"10.7937/k9/tcia.2015.pf0m9rei": [{"service": "DataCite", "type": "Dataset"}]}
    ```
    """
    for entry in project.entries:
        if lists_papers(entry):
            continue
        for field in ("doi", "source"):
            links = sources(entry, field)
            known = [(link, a) for link in links for a in answers_for(project, link) if is_registered_article(a)]
            texts = {link.url for link, _ in known}
            if not known or not all(link.url in texts or urls.is_article(link.url) for link in links):
                continue
            link, answer = known[0]
            if not said_of_record(entry, link):
                what = "the DOI" if field == "doi" else "the source"
                message = (
                    f"{what} of {entry.title!r}, {_shown(link)}, is registered with {answer.service} as "
                    f"{answer.type!r}, expected the dataset's own DOI or page"
                )
                yield not_a_dataset.at(link, message, entry=entry, related=twin_place(entry, link))
            break


def _dois(project: Project) -> Iterator[tuple[list[Link], tuple[Registered, ...]]]:
    """The links of each DOI or page that somebody knows, those of records first, with what is known."""
    by_key: dict[str, list[Link]] = {}
    for link in [*project.links, *project.useful]:
        if link.kind != "definition":
            by_key.setdefault(key_of(link.url), []).append(link)
    for key, links in by_key.items():
        if answers := project.probed.registered.get(key, ()):
            links.sort(key=lambda link: link.entry is None or link.entry.on_page)
            yield links, answers


def _shown(link: Link) -> str:
    found = doi.named(link.url)
    return repr(link.url if found is None else str(found))


def _whose(link: Link) -> str:
    return repr(link.entry.title) if link.entry is not None and link.entry.title else "the page"


def _others(links: list[Link]) -> tuple[tuple[Place, str], ...]:
    return tuple((place, "the same DOI") for place in sorted({link.place for link in links} - {links[0].place}))
