"""How many bytes one image, scan, slide or video can take, by modality. Our own limits, wider than anything published.

The lower ends are what a few pixels compressed to nothing take: the smallest well-known sets hold images of 28 by 28
pixels (MedMNIST: 740 bytes an image, 14 kB a volume). The upper ends are above the largest acquisitions that public
archives hold: a photon-counting CT of 2,000 slices of 1024 by 1024 pixels takes 4 GB, its projections twice that; a
breast tomosynthesis 2 GB; raw MR data of one scan 10 GB; a whole slide with a focus stack 30 GB.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_BYTES = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9}


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

_LIMITS = """
CT: image 400 B - 4 GB, volume 1 kB - 12 GB, case 4 kB - 25 GB
MR PT NM: image 400 B - 4 GB, volume 1 kB - 25 GB, case 4 kB - 150 GB
CR DX RG IO PX RF XA: image 500 B - 200 MB, volume 500 B - 4 GB, case 500 B - 8 GB, video 4 kB - 20 GB
MG: image 500 B - 3 GB, volume 500 B - 5 GB, case 500 B - 20 GB
US IVUS BDUS: image 400 B - 1 GB, volume 1 kB - 10 GB, case 500 B - 50 GB, video 4 kB - 20 GB
SM GM CFM: image 400 B - 50 GB, slide 10 kB - 50 GB, case 500 B - 500 GB
OP DMS XC TG: image 400 B - 300 MB, case 400 B - 10 GB, video 4 kB - 100 GB
OPT OCT IVOCT OPTENF OPTBSV: image 400 B - 4 GB, volume 1 kB - 10 GB, case 500 B - 50 GB
ES: image 400 B - 200 MB, case 1 kB - 500 GB, video 4 kB - 200 GB
"""
"""By the codes of modalities, the limits of each kind. A kind that isn't there isn't judged."""


def _limits(line: str) -> dict[str, Bounds]:
    named = (part.split() for part in line.split(","))
    return {k: Bounds(int(a) * _BYTES[x], int(b) * _BYTES[y]) for k, a, x, _, b, y in named}


_TABLE = [(codes, _limits(limits)) for codes, limits in (line.split(":") for line in _LIMITS.strip().splitlines())]
_OF_CODE = {code: limits for codes, limits in _TABLE for code in codes.split()}


@lru_cache(maxsize=1024)
def bounds(codes: frozenset[str], unit: str) -> Bounds | None:
    """What one of the unit (`images`, `slides`, …) can take in any of the modalities, by their DICOM codes.

    None where that isn't known: an unknown unit, or a modality that isn't in the table. No codes at all stand for
    any modality, but of sequences, which may be of letters; a bare number ("" as unit) is taken for cases.
    """
    kind = _KIND_OF.get(unit or "cases") if codes or unit != "sequences" else None
    known = [_OF_CODE.get(code, {}) for code in codes] or [limits for _, limits in _TABLE]
    found = [limits[kind] for limits in known if kind in limits] if kind else []
    if not found or (len(found) < len(known) and codes):
        return None
    return Bounds(min(b.least for b in found), max(b.most for b in found))
