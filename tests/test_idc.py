"""The comparison of the catalog with the Imaging Data Commons finds what differs, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from idc import Held, differences

HELD = Held(
    {"patients": 1010, "studies": 1308, "series": 1308, "slides": 0, "instances": 244527, "bytes": 133_146_000_000},
    ("CC BY 3.0",),
)
RECORD: dict[str, Any] = {
    "id": "lidc-idri",
    "license": "CC-BY-3.0",
    "formats": ["dicom", "xml"],
    "size": {
        "bytes": 133_160_000_000,
        "counts": [
            {"unit": "images", "value": 244527},
            {"unit": "scans", "value": 1018},
            {"unit": "slides", "value": 3},
        ],
    },
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"license": "CC-BY-4.0"}, ["lidc-idri: the licence is CC-BY-4.0, in IDC CC-BY-3.0"]),
        ({"size": {"bytes": 125_000_000_000}}, ["lidc-idri: 125,000,000,000 bytes, in IDC 133,146,000,000"]),
        ({"size": {"bytes": {"value": 125_000_000_000, "approx": True}}}, []),
        ({"size": {"bytes": 125_000_000_000}, "formats": ["dicom", "nifti"]}, []),
        ({"size": {"counts": [{"unit": "subjects", "value": 1020}]}}, []),
        ({"size": {"counts": [{"unit": "subjects", "value": 1021}]}}, ["lidc-idri: 1,021 subjects, in IDC 1,010"]),
        ({"size": {"counts": [{"unit": "images", "value": 9, "available": False}]}}, []),
        ({"size": {"counts": [{"unit": "images", "min": 9}]}}, []),
        ({"id": "cbis-ddsm", "size": {"counts": [{"unit": "patients", "value": 1566}]}}, []),
    ],
)
def test_differences(changed: dict[str, Any], said: list[str]) -> None:
    assert list(differences(RECORD | changed, HELD)) == said
