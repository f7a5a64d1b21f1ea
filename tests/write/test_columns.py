"""How a record fills the columns that list.yaml may choose."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from medlint.config import Config
from medlint.model import Entry, Source
from medlint.read.project import build_project
from medlint.write.columns import FIELDS, cell, other_names

RECORD: dict[str, Any] = {
    "id": "lidc-idri",
    "title": "Lung Image Database Consortium (LIDC-IDRI)",
    "aliases": ["LIDC-IDRI", "LIDC"],
    "summary": "Lung nodules | four readers",
    "modalities": ["CT", "CR", "DX"],
    "landing_page": "https://example.org/lidc",
    "license": "CC-BY-3.0",
    "access": {"level": "open"},
    "size": {"text": "244,527 images, about 133.16 GB"},
    "published": "2015-07-02",
    "tasks": ["detection", "segmentation"],
}


def entry(**changed: Any) -> Entry:
    data = {key: value for key, value in (RECORD | changed).items() if value is not None}
    source = Source("catalog/lidc-idri.yaml", yaml.safe_dump(data, allow_unicode=True))
    return build_project([source], Config(root=Path()), date(2026, 11, 21)).records[0]


@pytest.mark.parametrize(
    ("field", "changed", "text"),
    [
        ("name", {}, '<a id="lidc-idri"></a>[LIDC-IDRI](https://example.org/lidc)'),
        ("name", {"doi": "10.7937/K9/TCIA.2015.LO9QL9SX"}, "(https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX)"),
        ("name", {"aliases": ["A name that is longer than the title of the record is"]}, "[Lung Image Database"),
        ("name", {"id": 'x"><script>', "aliases": None}, '<a id="x&quot;&gt;&lt;script&gt;"></a>'),
        ("name", {"landing_page": None, "id": None}, "LIDC-IDRI"),
        ("summary", {}, "Lung nodules \\| four readers"),
        ("summary", {"summary": ["no", "text"]}, ""),
        ("modality", {}, "CT, X-ray"),
        ("modality", {"modalities": ["CT", "MR", "PT", "US", "SM", "OP"]}, "CT, MRI, PET, …"),
        ("modality", {"modalities": ["no code"]}, "no code"),
        ("figures", {}, "244,527<br>images<br>~133.16&nbsp;GB"),
        ("figures", {"size": {"text": "over 2,000 subjects"}}, ">2,000<br>subjects"),
        ("use", {}, "CC-BY-3.0<br>*open*"),
        ("use", {"license": "CC-BY-NC-SA-4.0"}, "CC-BY-NC-SA-4.0 *non-commercial*"),
        ("use", {"license": "LicenseRef-TCIA-Restricted"}, "*ask*"),
        ("use", {"license": "CC-BY-4.0 AND CC-BY-NC-4.0"}, "*non-commercial*"),
        ("use", {"license": "unknown"}, "*unknown*"),
        ("use", {"license": None}, ""),
        ("level", {}, "open"),
        ("level", {"access": {"level": "dua", "url": "https://example.org/terms"}}, "sign"),
        ("level", {"access": {"level": "by <b>post</b>"}}, "by &lt;b>post&lt;/b>"),
        ("year", {}, "2015"),
        ("year", {"published": None}, "–"),
        ("tasks", {}, "detection, segmentation"),
        ("version", {"version": "4"}, "4"),
    ],
)  # fmt: skip
def test_cell(field: str, changed: dict[str, Any], text: str) -> None:
    shown = cell(entry(**changed), field)
    assert shown == text or (field == "name" and text in shown)


def test_every_field_may_be_chosen() -> None:
    schema = json.loads((Path(__file__).parents[2] / "schema" / "list.schema.json").read_text("utf-8"))
    columns = schema["$defs"]["columns"]["items"]["properties"]["field"]["enum"]
    assert set(columns) >= FIELDS


def test_names_that_no_cell_shows() -> None:
    other = entry(id="ixi", title="IXI", aliases=None)
    assert other_names([other, entry()]) == (
        "[LIDC-IDRI](#lidc-idri): Lung Image Database Consortium (LIDC-IDRI); LIDC"
    )
