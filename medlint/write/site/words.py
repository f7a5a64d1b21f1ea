"""Figures, licences, access and relations in plain words."""

from __future__ import annotations

from medlint.data.license import license_name, license_url, use_class
from medlint.data.modality import known_modality
from medlint.write.export.record import Amount, Record

USE = {
    "open": "Commercial use",
    "non-commercial": "Non-commercial",
    "no-derivatives": "No derivatives",
    "ask": "Own terms: ask",
    "varies": "Varies by part",
    "unknown": "Not known",
}
"""What a licence lets one do, in the order that readers ask."""

ACCESS = {
    "open": ("Open", "Anybody can download it; no account is needed."),
    "registration": ("Registration", "An account is needed, or rules have to be accepted."),
    "dua": ("Agreement", "A data use agreement has to be signed."),
    "controlled": ("On request", "A committee decides on each request."),
    "mixed": ("Differs by part", "Some parts are open, others are not."),
    "closed": ("Not available", "It is not given out, or no longer."),
}
"""Each level of access as a word and as a sentence."""

RELATIONS = {
    "IsDerivedFrom": ("Made from", "Was used to make"),
    "IsSourceOf": ("Was used to make", "Made from"),
    "IsPartOf": ("Part of", "Contains"),
    "HasPart": ("Contains", "Part of"),
    "IsNewVersionOf": ("Newer version of", "Older version of"),
    "IsPreviousVersionOf": ("Older version of", "Newer version of"),
    "IsVersionOf": ("Version of", "Has the version"),
    "HasVersion": ("Has the version", "Version of"),
    "IsObsoletedBy": ("Replaced by", "Replaces"),
    "Obsoletes": ("Replaces", "Replaced by"),
    "IsSupplementTo": ("Adds to", "Is added to by"),
    "IsSupplementedBy": ("Is added to by", "Adds to"),
    "IsContinuedBy": ("Continued by", "Continues"),
    "Continues": ("Continues", "Continued by"),
    "IsVariantFormOf": ("Another form of", "Another form of"),
    "IsOriginalFormOf": ("Original of", "Another form of"),
    "IsIdenticalTo": ("The same as", "The same as"),
    "IsRequiredBy": ("Needed by", "Needs"),
    "Requires": ("Needs", "Needed by"),
    "References": ("Refers to", "Referred to by"),
    "IsReferencedBy": ("Referred to by", "Refers to"),
}
"""DataCite's relation types as a reader says them, from this side and from the other."""

SHARED = frozenset((
    "IsDerivedFrom", "IsSourceOf", "IsPartOf", "HasPart", "IsNewVersionOf", "IsPreviousVersionOf", "IsVersionOf",
    "HasVersion", "IsObsoletedBy", "Obsoletes", "IsVariantFormOf", "IsOriginalFormOf", "IsIdenticalTo",
    "IsContinuedBy", "Continues",
))  # fmt: skip
"""Relations of datasets that hold the same images: one is no test of what was trained on the other."""

HEALTH = {
    "works": "Links work",
    "moved": "Moved",
    "unclear": "Can't be checked",
    "broken": "Broken",
    "unchecked": "Not checked",
}
"""What is known of a dataset's links, in a word."""

VERDICTS = {
    "alive": ("works", "works"),
    "moved": ("moved", "has moved"),
    "dead": ("broken", "is broken"),
    "insecure": ("broken", "has no valid certificate"),
    "refused": ("broken", "leads where nothing public is"),
    "suspicious": ("unclear", "shows another page than it used to"),
    "blocked": ("unclear", "does not answer programs"),
    "unreachable": ("unclear", "could not be reached"),
    "unchecked": ("unchecked", "was not checked"),
}
"""The verdicts of the link check: what they mean for a reader, and the rest of the sentence "the link …"."""

_MODALITIES = {
    "CR": "X-ray", "DX": "X-ray", "RG": "X-ray", "OPT": "OCT", "OPTENF": "OCT", "OPTBSV": "OCT", "GM": "microscopy",
}  # fmt: skip
"""Names that readers search by, where the vocabulary's are DICOM's."""

_CC = {
    "by": "if you credit the creators",
    "sa": "share what you make of it under the same licence",
}
_FREE = ("CC0-1.0", "PDDL-1.0", "CC-PDM-1.0", "Unlicense", "0BSD")
_MEGABIT = 100_000_000 / 8
"""Bytes a second of the line that download times are told for."""


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def modality(code: str) -> str:
    """A DICOM code by the name that lists use: `MR` is MRI, `OP` fundus photography."""
    return sentence(_MODALITIES.get(code) or known_modality(code) or code)


def number(value: int) -> str:
    """`244,527`"""
    return f"{value:,}"


def human_bytes(value: int) -> str:
    """`133 GB`: three digits at most, in powers of 1000."""
    unit, amount = 0, float(value)
    while amount >= 999.5 and unit < 6:
        amount /= 1000
        unit += 1
    digits = f"{amount:.0f}" if amount >= 99.5 or unit == 0 else f"{amount:.3g}"
    return f"{digits} {('bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB')[unit]}"


def amount(given: Amount) -> str:
    """`about 2,000 images`, `1 to 2 TB`, `at least 5 GB`."""
    say = human_bytes if given.unit == "bytes" else number
    if given.value is not None:
        said = say(given.value)
    elif given.min is None or given.max is None:
        said = f"at least {say(given.least)}" if given.max is None else f"at most {say(given.most)}"
    else:
        said = f"{say(given.min)} to {say(given.max)}"
    unit = "" if given.unit == "bytes" else f" {given.unit}"
    held = "" if given.available else " held back"
    return f"{'about ' if given.approx else ''}{said}{unit}{held}"


def download_time(given: Amount) -> str:
    """How long a download takes on a line of 100 Mbit/s: `about 3 hours`."""
    seconds = given.most / _MEGABIT
    for length, name in ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute")):
        if seconds >= 0.95 * length:
            count = round(seconds / length) or 1
            return f"about {count:,} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def licence(text: str) -> str:
    """What a licence allows, as a sentence or two."""
    use = use_class(text)
    if use == "unknown":
        return "No licence is known. Without one nobody but the owner may use it freely: ask first."
    if use == "varies":
        return "Parts have licences of their own: look at the part you need."
    if text in _FREE:
        return "Use it for anything, also commercially, without conditions."
    if text.startswith("CC-BY") and license_url(text):
        parts = text.lower().split("-")
        duties = [duty for part, duty in _CC.items() if part in parts]
        change = "copy it, but not share a changed version" if "nd" in parts else "copy and change it"
        purpose = "for purposes that are not commercial" if "nc" in parts else "for any purpose, also a commercial one"
        return f"You may {change}, {purpose}, {' and '.join(duties)}."
    if use == "open":
        return f"Any use is allowed, also a commercial one, under the terms of {license_name(text) or text}."
    if use == "ask":
        return "It has terms of its own: read them before you use it."
    said = "Not for commercial purposes" if use == "non-commercial" else "Changed versions may not be shared"
    return f"{said}; read the terms before you use it."


def relation(kind: str, *, reverse: bool = False) -> str:
    """A relation type as words, from the side of the dataset or of the other."""
    if kind in RELATIONS:
        return RELATIONS[kind][reverse]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    return sentence(f"is named by ({words})" if reverse else words)


def short_size(record: Record) -> tuple[str, str]:
    """The size in a table: what has to be downloaded, and how many there are."""
    count = next((count for count in record.counts if count.available), None)
    size = amount(record.bytes) if record.bytes is not None else ""
    return size, amount(count) if count is not None else "" if size else record.size
