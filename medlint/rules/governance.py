"""Rules about licences, access, privacy, and how recently a record was verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from medlint.data import terms
from medlint.data.anatomy import known_body_part
from medlint.data.license import closest_spdx, is_spdx_expression, restricted_use, spdx
from medlint.finding import Finding, Level
from medlint.lazy import regex
from medlint.model import Cell, Entry, ValueCell
from medlint.project import Project
from medlint.rules._addresses import rewritten
from medlint.rules._registered import datasets
from medlint.rules.base import rule

_BY_REQUEST = frozenset(("registration", "dua", "controlled", "mixed", "closed"))
_FACE_SHOWN = frozenset(("CT", "MR", "XC"))
"""Volumes from which a skin surface can be drawn, and photographs."""
_DEFACED = regex(
    r"de-?fac(?:ed|ing)|skull[- ]?strip|brain[- ]extracted|faces? (?:were |was |are )?(?:removed|blurred)",
    re.IGNORECASE,
)
_SAYS = {
    "non-commercial": regex(
        r"non[- ]?commercial|\bNC\b|-NC\b|(?:research|academic|educational)[- ](?:use|purposes?)?\s?only|"
        r"only (?:for|to) (?:research|academic)|(?:for|academic) research (?:use|purposes)|academic use|非商业",
        re.IGNORECASE,
    ),
    "no-derivatives": regex(r"no[- ]?deriv|\bND\b|-ND\b", re.IGNORECASE),
    "unknown": regex(
        r"licen[cs]e:?(?: is| was)?(?: an?)? (?:unknown|unclear|not |unspecified|unstated|missing)|"
        r"(?:no|unknown|unclear|unspecified|without(?: an?)?) (?:licen[cs]e|terms)|no licen[cs]e",
        re.IGNORECASE,
    ),
}
_MEANS = {
    "non-commercial": "which bars commercial use",
    "no-derivatives": "which bars changed copies",
    "unknown": "so that nobody knows what is allowed",
}


@rule("MED801", "unknown-license", Level.WARNING, fix="unsafe", alone=True)
def unknown_license(project: Project) -> Iterator[Finding]:
    """The license of a record is not an SPDX expression.

    Programs that pick datasets by license compare ids, and `CC BY 3.0`, `CC-BY 3` and `Attribution 3.0` are three
    to them. Terms that SPDX has no id for are named `LicenseRef-…`; where the publisher says nothing, the license
    is `unknown`. Tables may say it as people do.

    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals, for normal anatomy.
    section: MRI
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    license: CC BY-SA 3.0
    size: {text: "600 subjects, 12 GB"}
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    license: CC-BY-SA-3.0
    ```
    """
    for entry in project.records:
        for cell in _licenses(entry):
            text = cell.text.strip()
            if not text or is_spdx_expression(text):
                continue
            meant = spdx(text) or ("unknown" if text.casefold() in terms("license-unstated") else None)
            near = meant or closest_spdx(text)
            advice = f"expected '{near}'" if meant else f"'{near}' is closest"
            advice = advice if near else "a LicenseRef-… can name other terms"
            start = cell.raw.find(text)
            edits = rewritten(cell, start, start + len(text), meant) if meant and start >= 0 else ()
            said = f"the license of {entry.title!r} is '{text[:80]}', which is not an SPDX expression; {advice}"
            yield unknown_license.at(cell, said, entry=entry, field="license", edits=edits, subject=text)


def _licenses(entry: Entry) -> Iterator[Cell]:
    """The cells of a record's license: one, or one for each text of a list."""
    cell = entry.get("license")
    if not isinstance(cell, ValueCell):
        return
    value = entry.data.get(str(cell.route[len(entry.route)]))
    if isinstance(value, list):
        texts = ((index, item) for index, item in enumerate(value) if isinstance(item, str))
        yield from (ValueCell(item, cell.document, (*cell.route, index)) for index, item in texts)
    else:
        yield cell


@rule("MED802", "missing-access-url", Level.ERROR, alone=True)
def missing_access_url(project: Project) -> Iterator[Finding]:
    """Access to a dataset has to be requested, and the record doesn't say where.

    A reader who may not just download the images needs the page where the account, the agreement or the
    application is.

    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals, for normal anatomy.
    section: MRI
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: dua}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    access: {level: dua, url: https://brain-development.org/ixi-terms/}
    ```
    """
    for entry in project.records:
        access = entry.data.get("access")
        if not isinstance(access, dict) or entry.document is None:
            continue
        level = str(access.get("level", "")).casefold()
        if level in _BY_REQUEST and not str(access.get("url", "")).strip():
            yield missing_access_url.at(
                entry.document.place((*entry.route, "access", "url")),
                f"access to {entry.title!r} is '{level}', and nothing says where to ask; expected the key 'url'",
                entry=entry,
                field="access",
            )


@rule("MED803", "face-risk", Level.WARNING, alone=True)
def face_risk(project: Project) -> Iterator[Finding]:
    """Anybody may download images of heads, and the record doesn't say whether faces can be rebuilt from them.

    From CT and MRI of a head a face can be drawn and recognised. Whether faces are `present`, `removed` or there
    are `none` stands in `deidentification.faces`; a list that sends people to such images should know it.

    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals, for normal anatomy.
    section: MRI
    modalities: [MR]
    body_parts: [brain]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: unknown}
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    modalities: [MR]
    body_parts: [brain]
    access: {level: open}
    deidentification: {faces: removed}
    ```
    """
    for entry in project.records:
        access, said = entry.data.get("access"), entry.data.get("deidentification")
        faces = str(said.get("faces", "")) if isinstance(said, dict) else ""
        if faces not in ("", "unknown") or not isinstance(access, dict) or access.get("level") != "open":
            continue
        shown = _strings(entry, "modalities") & _FACE_SHOWN
        known = {known_body_part(part) or part for part in _strings(entry, "body_parts")}
        parts = sorted(known & terms("part-with-face"))
        if not shown or not parts or entry.document is None:
            continue
        if not faces and _DEFACED.search(entry.text("description")):
            continue
        yield face_risk.at(
            entry.document.place((*entry.route, "deidentification", "faces")),
            f"{entry.title!r} gives everybody {' and '.join(sorted(shown))} of the {parts[0]}, and whether faces "
            "can be rebuilt is unknown; expected 'present', 'removed' or 'none'",
            entry=entry,
            field="deidentification",
        )


def _strings(entry: Entry, key: str) -> set[str]:
    value = entry.data.get(key)
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()


@rule("MED804", "stale-verification", Level.INFO, alone=True)
def stale_verification(project: Project) -> Iterator[Finding]:
    """A record was last compared with its sources too long ago.

    Datasets move, grow and change their terms. How long a comparison counts is set by `verify-every`, in days
    (365 unless the config says otherwise). A date in the future is an error: nobody has compared anything yet.

    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals, for normal anatomy.
    section: MRI
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    verified: {date: "2024-05-02", by: a curator}
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    verified: {date: "2026-05-02", by: a curator}
    ```
    """
    limit = timedelta(days=project.config.verify_every)
    for entry in project.records:
        verified = entry.data.get("verified")
        text = verified.get("date") if isinstance(verified, dict) else None
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            continue
        if entry.document is None or timedelta() <= project.today - day <= limit:
            continue
        future = day > project.today
        age = f"{(project.today - day).days} days ago; expected every {limit.days} days"
        at, level = entry.document.place((*entry.route, "verified", "date")), Level.ERROR if future else None
        said = f"{entry.title!r} was verified on {day}, {'which is in the future' if future else age}"
        yield stale_verification.at(at, said, entry=entry, field="verified", level=level)


@rule("MED805", "restricted-use-unsaid", Level.WARNING)
def restricted_use_unsaid(project: Project) -> Iterator[Finding]:
    """The table hides that the use of a dataset is restricted.

    Anyone who picks a dataset from the table should see there that it must not be used in a product, must not be
    changed, or that nobody knows. A license column says it best; a word in the description will do. The licence is the
    record's, or without a record the one that is registered, if the network is asked.

    ```markdown bad
    ## MRI

    | Title | Source                                       | Size                |
    |-------|----------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/   | 600 subjects, 12 GB |
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    license: CC-BY-NC-4.0
    ```
    ```markdown good
    ## MRI

    | Title | Source                                       | Size                | License |
    |-------|----------------------------------------------|---------------------|---------|
    | IXI   | https://brain-development.org/ixi-dataset/   | 600 subjects, 12 GB | CC-BY-NC-4.0 |
    ```
    """
    for entry in project.on_page:
        record = entry.twin
        if entry.has_empty("license") or (record is None and entry.get("license") is not None):
            continue  # said by missing-license and license-differs
        license_, service = _registered_license(project, entry) if record is None else (record.text("license"), "")
        barred = restricted_use(license_) if license_ else None
        if barred is None or (barred == "unknown" and license_ != "unknown") or _shows(entry, license_, barred):
            continue
        whose = f"the license of {entry.title!r}"
        yield restricted_use_unsaid.at(
            entry.get("license") or entry.get("title") or entry,
            f"{f'{service} has {whose} as' if service else f'{whose} is'} '{license_[:80]}', {_MEANS[barred]}, "
            "and the table does not show it",
            entry=entry,
            field="license",
            related=((record["license"].place, f"the record's license is '{license_[:80]}'"),) if record else (),
        )


def _registered_license(project: Project, entry: Entry) -> tuple[str, str]:
    """The licence that registries have of an entry with no record, and who says it; empty unless they name just one."""
    said = {name: a.service for _, a in datasets(project, entry) for text in a.licenses if (name := spdx(text))}
    return next(iter(said.items())) if len(said) == 1 else ("", "")


def _shows(entry: Entry, license_: str, barred: str) -> bool:
    """Whether a reader of the row learns of the restriction."""
    column = entry.text("license")
    if column and (restricted_use(column) == barred or _key(column) == _key(license_)):
        return True
    text = " ".join(cell.text for cell in entry.fields.values())
    return _SAYS[barred].search(text) is not None or (license_ != "unknown" and _key(license_) in _key(text))


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
