"""How many bytes one image, scan, slide or video can take, by modality. Our own limits, wider than anything published.

The lower ends are what a few pixels compressed to nothing take: the smallest well-known sets hold images of 28 by 28
pixels (MedMNIST: 740 bytes an image, 14 kB a volume). The upper ends are above the largest acquisitions that public
archives hold: a photon-counting CT of 2,000 slices of 1024 by 1024 pixels takes 4 GB, its projections twice that; a
breast tomosynthesis 2 GB; raw MR data of one scan 10 GB; a whole slide with a focus stack 30 GB.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_B, _KB, _MB, _GB = 1, 10**3, 10**6, 10**9


class Bounds(NamedTuple):
    """The least and most bytes that one of something can take."""

    least: int
    most: int


# What a unit stands for. An "image" of a modality with depth may be a volume, a "scan" may be one slice of it.
KINDS = {
    "image": "images slices frames views patches tiles",
    "volume": "volumes series sequences scans",
    "case": "exams studies cases patients subjects participants visits sessions",
    "slide": "slides",
    "video": "videos clips recordings",
}
_KIND_OF = {unit: kind for kind, units in KINDS.items() for unit in units.split()}

# Codes of modalities; limits by kind. A kind that isn't there isn't judged.
_TABLE: tuple[tuple[str, dict[str, Bounds]], ...] = (
    (
        "CT",
        {
            "image": Bounds(400 * _B, 4 * _GB),
            "volume": Bounds(_KB, 12 * _GB),
            "case": Bounds(4 * _KB, 25 * _GB),
        },
    ),
    (
        "MR PT NM",
        {
            "image": Bounds(400 * _B, 4 * _GB),
            "volume": Bounds(_KB, 25 * _GB),
            "case": Bounds(4 * _KB, 150 * _GB),
        },
    ),
    (
        "CR DX RG IO PX RF XA",
        {
            "image": Bounds(500 * _B, 200 * _MB),
            "volume": Bounds(500 * _B, 4 * _GB),
            "case": Bounds(500 * _B, 8 * _GB),
            "video": Bounds(4 * _KB, 20 * _GB),
        },
    ),
    (
        "MG",
        {
            "image": Bounds(500 * _B, 3 * _GB),
            "volume": Bounds(500 * _B, 5 * _GB),
            "case": Bounds(500 * _B, 20 * _GB),
        },
    ),
    (
        "US IVUS BDUS",
        {
            "image": Bounds(400 * _B, _GB),
            "volume": Bounds(_KB, 10 * _GB),
            "case": Bounds(500 * _B, 50 * _GB),
            "video": Bounds(4 * _KB, 20 * _GB),
        },
    ),
    (
        "SM GM CFM",
        {
            "image": Bounds(400 * _B, 50 * _GB),
            "slide": Bounds(10 * _KB, 50 * _GB),
            "case": Bounds(500 * _B, 500 * _GB),
        },
    ),
    (
        "OP DMS XC TG",
        {
            "image": Bounds(400 * _B, 300 * _MB),
            "case": Bounds(400 * _B, 10 * _GB),
            "video": Bounds(4 * _KB, 100 * _GB),
        },
    ),
    (
        "OPT OCT IVOCT OPTENF OPTBSV",
        {
            "image": Bounds(400 * _B, 4 * _GB),
            "volume": Bounds(_KB, 10 * _GB),
            "case": Bounds(500 * _B, 50 * _GB),
        },
    ),
    (
        "ES",
        {
            "image": Bounds(400 * _B, 200 * _MB),
            "case": Bounds(_KB, 500 * _GB),
            "video": Bounds(4 * _KB, 200 * _GB),
        },
    ),
)
_OF_CODE = {code: limits for codes, limits in _TABLE for code in codes.split()}


@lru_cache(maxsize=1024)
def bounds(codes: frozenset[str], unit: str) -> Bounds | None:
    """What one of the unit (`images`, `slides`, …) can take in any of the modalities, by their DICOM codes.

    None where that isn't known: an unknown unit, or a modality that isn't in the table. No codes at all stand for
    any modality; a bare number ("" as unit) is taken for cases.
    """
    kind = _KIND_OF.get(unit or "cases")
    known = [_OF_CODE.get(code, {}) for code in codes] or [limits for _, limits in _TABLE]
    found = [limits[kind] for limits in known if kind in limits] if kind else []
    if not found or (len(found) < len(known) and codes):
        return None
    return Bounds(min(b.least for b in found), max(b.most for b in found))
