"""A record drafted from what registries and archives know of a dataset; what they don't is left to a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from medlint.answers import Registered
from medlint.config import Config
from medlint.data.license import is_spdx_expression, spdx
from medlint.root import Root
from medlint.text import doi
from medlint.text.size import parse
from medlint.text.slug import identifier
from medlint.text.words import in_bytes
from medlint.write import files
from medlint.write.emit import emit

_SCHEMA = "../schema/dataset.schema.json"
# What the schema asks for, and what a person is to write there.
_ASKED = {
    "description": "what the images show, how many there are, what labels come with them, in 50 characters or more",
    "section": "the section of the list that shows it",
    "modalities": "DICOM codes such as [CT] or [PT, CT]",
    "keywords": "words that a reader would search by",
    "landing_page": "the https address of the dataset's page",
    "access": "level: open, registration, dua, controlled, mixed or closed; url where it isn't open",
    "license": "an SPDX identifier, LicenseRef-… or unknown",
    "size": "text as a reader sees it, bytes, and counts with their units",
}


class Addition(NamedTuple):
    """A record to be written, and by field what its author has to find out."""

    path: Path
    data: bytes
    unknown: dict[str, str]


def draft(answers: Sequence[Registered], config: Config, folder: Path) -> Addition:
    """The record that answers about one dataset make; at least one of them says more than an address."""
    unknown = dict(_ASKED)
    titles = list(dict.fromkeys(title for answer in answers for title in answer.titles))
    titles = titles or list(dict.fromkeys(answer.name for answer in answers if answer.name))
    name = _free(identifier(min(titles, key=len) if titles else answers[0].doi), folder)
    fields: dict[str, Any] = {
        "id": name,
        "kind": "dataset",
        "title": max(titles, key=len) if titles else "",
        "aliases": sorted(set(titles) - {max(titles, key=len)}) if titles else [],
        "landing_page": next((a.url for a in answers if a.url.startswith("https://")), ""),
        "doi": next((str(found) for a in answers if (found := doi.parse(a.doi)) is not None), ""),
        "license": _license(answers, unknown),
        "size": _size(answers, unknown),
        "version": next((answer.version for answer in answers if answer.version), ""),
    }
    fields["access"] = _access(answers, str(fields["license"]))
    for field, value in fields.items():
        if value:
            unknown.pop(field, None)
    if not titles:
        unknown = {"title": "the name its publisher gives it", **unknown}
    order = ("id", "kind", "title", "aliases", "landing_page", "doi", "access", "license", "size", "version")
    schema = config.schema and os.path.relpath(config.root / config.schema, folder).replace(os.sep, "/")
    text = emit({key: fields[key] for key in order if fields[key]}, schema or _SCHEMA).decode()
    text += "".join(f"# {field}:  # {what}\n" for field, what in unknown.items())
    return Addition(folder / f"{name}.yaml", text.encode(), unknown)


def write(addition: Addition, root: Root) -> bool:
    """Write the record; False, and nothing is written, where the file is there by now. Raises WriteError."""
    return files.create(addition.path, addition.data, root)


def _free(base: str, folder: Path) -> str:
    """An identifier that no file of the folder has, nor the one that tells of the list itself."""
    name, number = base, 2
    while name == "list" or os.path.lexists(folder / f"{name}.yaml"):
        name, number = f"{base}-{number}", number + 1
    return name


def _license(answers: Sequence[Registered], unknown: dict[str, str]) -> str:
    texts = list(dict.fromkeys(text for answer in answers for text in answer.licenses))
    known = {found for text in texts if (found := spdx(text)) is not None}
    if len(known) == 1:
        return known.pop()
    if texts:
        told = ", ".join(map(repr, texts)).replace("#", "")  # or it might be a comment that silences the record
        unknown["license"] = f"registered as {told}; {_ASKED['license']}"
    return ""


def _access(answers: Sequence[Registered], license_: str) -> dict[str, str]:
    """TCIA's open collections are those with a licence that anybody may use; elsewhere a licence doesn't tell."""
    open_ = is_spdx_expression(license_) and license_.startswith("CC")
    return {"level": "open"} if open_ and any(answer.service == "TCIA" for answer in answers) else {}


def _size(answers: Sequence[Registered], unknown: dict[str, str]) -> dict[str, Any]:
    """The figures of the service that gives most of them; of a unit that is given for several parts, their sum."""
    totals: dict[str, int] = {}
    best = max(answers, key=lambda answer: len(answer.sizes))
    for text in best.sizes:
        size = parse(text)
        for quantity in (*size.byte_figures, *size.counts):
            unit = "bytes" if quantity.is_bytes else quantity.unit
            totals[unit] = totals.get(unit, 0) + (quantity.value or 0)
    totals = {unit: total for unit, total in totals.items() if unit and total}
    if not totals:
        return {}
    counts = {unit: total for unit, total in totals.items() if unit != "bytes"}
    if not counts or "bytes" not in totals:
        unknown["size.counts" if "bytes" in totals else "size.bytes"] = "not registered"
    shown = [f"{total:,} {unit}" for unit, total in counts.items()]
    shown += [in_bytes(totals["bytes"])] if "bytes" in totals else []
    out: dict[str, Any] = {"text": ", ".join(shown)}
    if "bytes" in totals:
        out["bytes"] = totals["bytes"]
    if counts:
        out["counts"] = [{"unit": unit, "value": total} for unit, total in counts.items()]
    return out
