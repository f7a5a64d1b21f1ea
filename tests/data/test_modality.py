"""Modalities: which DICOM codes a phrase names, and which terms are known."""

from __future__ import annotations

import pytest

from growth import grows_evenly
from medlint.data.modality import (
    acquisition_codes,
    closest_modality,
    derived_codes,
    known_modality,
    modality_codes,
)


def test_codes_are_those_of_dicom() -> None:
    assert acquisition_codes()["MG"] == "Mammography"
    assert derived_codes()["SEG"] == "Segmentation"
    assert not acquisition_codes().keys() & derived_codes().keys()
    assert {"CT", "MR", "PT", "US", "CR", "DX", "XA", "NM", "OP", "OPT", "SM", "ES"} <= acquisition_codes().keys()
    assert {"RTSTRUCT", "SR", "RTDOSE", "RTPLAN"} <= derived_codes().keys()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MRI", "MR"),
        ("T1-weighted MRI and PET/CT", "MR PT CT"),
        ("PET/CT", "PT CT"),
        ("CT/PET", "PT CT"),
        ("Ultrasound Sonography", "US"),
        ("CT, MRI, US", "CT MR US"),
        ("118 CCTA", "CT"),
        ("CT angiography", "CT"),
        ("MR angiograms", "MR"),
        ("X-ray angiography", "XA"),
        ("full-field digital mammograms", "MG"),
        ("H&E", "SM GM"),
        ("H&E-stained whole-slide images", "SM GM"),
        ("fundus images and OCT", "OP OCT OPT"),
        ("echo videos", "US"),
        ("spin echo MRI", "MR"),
        ("US", "US"),
        ("US images", "US"),
        ("3D US", "US"),
        ("patients of US hospitals", ""),
        ("Oct 2020", ""),
        ("pathology of the heart in MR", "MR"),
        ("pathology", "SM GM"),
        ("Other", ""),
        ("Other Useful Links", ""),
        ("multimodal", ""),
        ("lung, cancer", ""),
        ("segmentation", ""),
        ("", ""),
        ("数据集", ""),
    ],
)
def test_codes_that_a_phrase_names(text: str, codes: str) -> None:
    assert modality_codes(text) == frozenset(codes.split())


def test_x_ray_is_a_family() -> None:
    family = modality_codes("X-Ray Radiography")
    assert {"CR", "DX", "RG"} <= family
    assert "CT" not in family
    for way in ("x ray", "Xrays", "radiographs", "X-RAY", "plain films"):
        assert modality_codes(way) == family


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("mri", "MRI"),
        ("MR", "MRI"),
        ("Magnetic Resonance Imaging", "MRI"),
        ("X-Ray", "X-ray"),
        ("xray images", "X-ray"),
        ("us", "ultrasound"),
        ("WSI", "histopathology"),
        ("CT/MR", "CT/MRI"),
        ("CR/DX", "radiography"),
        ("multi-modal", "multimodal"),
        ("3D CT scans", "CT"),
        ("chest", None),
        ("mamograpy", None),
        ("images", None),
        ("", None),
    ],
)
def test_known(term: str, name: str | None) -> None:
    if name == "radiography":
        assert known_modality(term)
    else:
        assert known_modality(term) == name


def test_closest() -> None:
    assert closest_modality("mamograpy") == "mammography"
    assert closest_modality("ultrasoud") == "ultrasound"
    assert closest_modality("breakfast") is None


def test_every_code_is_known_by_itself() -> None:
    for code in acquisition_codes():
        assert known_modality(code)
        assert code in modality_codes(code)


def test_linear() -> None:
    def read(count: int) -> None:
        modality_codes("MRI of " * count)
        modality_codes("MRI/" * count)
        closest_modality("MRI of " * count)

    assert grows_evenly(read, 2_000)
