"""Make the vocabularies of medlint/data: words (common, known, misspellings), modalities, anatomy, licenses.

A maintainer runs it when a source has a new release; medlint itself never does:

    pip install wordfreq codespell names pydicom simple-icd-10-cm packaging
    npm install spdx-license-list @cspell/dict-software-terms @cspell/dict-data-science
    apt-get install scowl
    python vocabularies/generate.py --modules node_modules --share /usr/share

What a person wrote (synonyms, medical misspellings) is in `kept/`; everything else comes from the sources above.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.metadata
import importlib.resources
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from medlint.text.spelling import cuts, slips, swaps

HERE = Path(__file__).parent
KEPT = HERE / "kept"
DATA = HERE.parent / "medlint" / "data"
_COMMON = 2e-7
"""How often a common word stands among all words, at least; a word of medicine may be rarer."""
_LIKE = 1000
"""How many times as often as a rare word its neighbour may be used before the rare one is taken for a slip of it."""
# The context groups of DICOM PS3.16 that name parts of the body: regions, what CT, MR and PET image, common
# regions, endoscopy, the eye, skin, what segmentations of brain, abdomen, chest, pelvis and prostate name,
# structures, specimens, tissues. The first to give a name gives its code.
REGIONS = (4, 4030, 4031, 4040, 4209, 4211, 4029, 7153, 7154, 7155, 7160, 6300, 7192, 8134, 7166)


def kept(name: str) -> list[str]:
    """The lines of a file a person keeps, without its comments."""
    text = (KEPT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def write(name: str, head: str, lines: Iterable[str], *, in_order: bool = True) -> None:
    """Write one data file: `head` as comment lines, then the lines, sorted where their order says nothing."""
    comments = "".join(f"# {line}\n" for line in head.strip().splitlines())
    body = "".join(f"{line}\n" for line in (sorted(set(lines)) if in_order else lines))
    (DATA / name).write_text(comments + body, encoding="utf-8", newline="\n")


# Words


def scowl(share: Path, size: int, kinds: str) -> set[str]:
    """The words of SCOWL up to a size, of all shores, in lower case."""
    out: set[str] = set()
    for file in (share / "dict/scowl").iterdir():
        found = re.fullmatch(rf"[a-z_0-9]+-(?:{kinds})\.(\d+)", file.name)
        if found and int(found[1]) <= size:
            out.update(line.strip().lower() for line in file.read_text(encoding="latin-1").splitlines())
    return out


def medicine() -> set[str]:
    """Words of medicine: the meanings of DICOM's coded concepts, and ICD-10-CM."""
    words = {
        word
        for codes in (codes for scheme in concepts().values() for codes in scheme.values())
        for meaning, _ in codes.values()
        for word in re.findall("[a-z]+", meaning.lower())
    }
    (table,) = Path(str(importlib.resources.files("simple_icd_10_cm"))).glob("data/*tabular*.xml")
    words.update(re.findall("[a-z]+", re.sub("<[^>]*>", " ", table.read_text(encoding="utf-8")).lower()))
    return words | set(kept("medical-terms.txt"))


def of_programs(modules: Path) -> set[str]:
    """Words of software and of data science."""
    words: set[str] = set()
    for file in (
        *modules.glob("@cspell/dict-software-terms/dict/*"),
        *modules.glob("@cspell/dict-data-science/dict/*"),
    ):
        if file.suffix in (".txt", ".gz"):
            data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
            words.update(re.findall("[a-z]+", " ".join(lines).lower()))
    return words


def surnames() -> set[str]:
    """Names of the US census."""
    out: set[str] = set()
    for name in ("all.last", "female.first", "male.first"):
        census = importlib.resources.files("names").joinpath(f"dist.{name}").read_text(encoding="utf-8")
        out.update(line.split()[0].lower() for line in census.splitlines() if line.strip())
    return out


class Neighbours:
    """The words of a list that one slip parts from a word; the first letter stays."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_cut: dict[str, list[str]] = {}
        for word in words:
            for form in {word, *cuts(word)} if len(word) > 3 else ():
                self._by_cut.setdefault(form, []).append(word)

    def of(self, word: str) -> set[str]:
        near = {other for form in {word, *cuts(word)} for other in self._by_cut.get(form, ())}
        return near & slips(word)


def spelling(share: Path, modules: Path) -> None:
    """Common words by rank, known ones that lie near them, and known slips that these two wouldn't show."""
    wordfreq = importlib.import_module("wordfreq")
    used: dict[str, float] = wordfreq.get_frequency_dict("en", "large")
    medical, wide = medicine(), scowl(share, 95, "words|upper|proper-names")
    plain = re.compile("[a-z]{3,}")
    common = {w for w in scowl(share, 70, "words") if plain.fullmatch(w) and used.get(w, 0) >= _COMMON}
    common |= {w for w in medical if len(w) > 4 and w in wide and used.get(w, 0) >= 1e-8}
    common |= set(kept("medical-terms.txt")) | set(kept("common.txt"))
    near = Neighbours(common)
    wrong = codespell()
    sure = scowl(share, 80, "words|upper|proper-names|abbreviations") | medical
    rare = sure | of_programs(modules) | surnames() | set(kept("known.txt"))
    for language in wordfreq.available_languages("small"):
        rare.update(wordfreq.top_n_list(language, 12_000, "small") if language != "en" else ())
    rare |= {w for w, often in used.items() if (n := near.of(w)) and max(used.get(c, 0) for c in n) < _LIKE * often}
    known = {w for w in rare - common if re.fullmatch("[a-z]{5,}", w) and (w in sure or w not in wrong) and near.of(w)}
    known -= {line.partition("->")[0] for line in kept("misspellings.txt")}
    versions = {"wordfreq": importlib.metadata.version("wordfreq")}
    write(
        "common.txt",
        COMMON_HEAD.format(**versions),
        sorted(common, key=lambda word: (-used.get(word, 0), word)),
        in_order=False,
    )
    write("known.txt", KNOWN_HEAD.format(**versions), known)
    misspellings(wrong, common, known | wide | surnames() | medical)


def codespell() -> dict[str, str]:
    """codespell's dictionary: what is wrong in prose, and the corrections with ", " between."""
    source = importlib.resources.files("codespell_lib").joinpath("data/dictionary.txt").read_text(encoding="utf-8")
    right: dict[str, str] = {}
    for line in source.splitlines():
        wrong, _, rights = line.partition("->")
        # codespell ends a list of candidates with a comma, and may give a reason after the last one.
        candidates = [part.strip() for part in rights.split(",")]
        candidates = candidates[:-1] if len(candidates) > 1 else candidates
        # Whether "opensource" is one word or two is taste.
        joined = re.sub("[ -]", "", candidates[0]) == wrong
        if re.fullmatch("[a-z]{4,}", wrong) and not joined:
            right[wrong] = ", ".join(candidates)
    return right


def typing_slips(word: str) -> set[str]:
    """The likeliest slips of a word: a letter left out or doubled, or two swapped, but for the first and last."""
    inner = range(1, len(word) - 1)
    doubled = {word[:i] + word[i] + word[i:] for i in inner}
    return {form for form in cuts(word) | swaps(word) | doubled if form[0] == word[0] and form[-1] == word[-1]} - {word}


def misspellings(wrong: dict[str, str], common: set[str], real: set[str]) -> None:
    """What is known to be a slip of common words, slips in terms of medicine, and what a person wrote."""
    right: dict[str, str] = {}
    for word, rights in wrong.items():
        if word not in real and (meant := [r for r in rights.split(", ") if r in common]):
            right[word] = ", ".join(meant)
    made: dict[str, set[str]] = {}
    for term in kept("medical-terms.txt"):
        for slip in typing_slips(term):
            made.setdefault(slip, set()).add(term)
    fresh = made.keys() - real - right.keys()
    right |= {slip: min(made[slip]) for slip in fresh if len(made[slip]) == 1}
    for line in kept("misspellings.txt"):
        word, _, right[word] = line.partition("->")
    for word in kept("not-misspelt.txt"):
        right.pop(word, None)
    head = MISSPELLINGS_HEAD.format(version=importlib.metadata.version("codespell"))
    write("misspellings.txt", head, (f"{wrong}->{rights}" for wrong, rights in right.items()))


COMMON_HEAD = """
Common words of English and of medicine, the most frequent first.
Source: SCOWL 2020.12.07 up to size 70, where wordfreq {wordfreq} has them two times in ten million words; words of
DICOM's coded concepts (pydicom, MIT) and of ICD-10-CM (public domain) that SCOWL has and wordfreq knows; and medlint's
own (kept/). Licence of this file: CC-BY-SA-4.0, as wordfreq's data, which give the order; SCOWL's words are free (its
copyright notes are in Debian's package scowl). medlint's code is MIT and stays apart.
Generated by vocabularies/generate.py; don't edit by hand.
"""
KNOWN_HEAD = """
Rare words of English, names and words of other languages that lie one slip from a common word, sorted.
Source: SCOWL 2020.12.07 up to size 80, wordfreq {wordfreq} (its tail, and the top words of its other languages),
words of DICOM's coded concepts (pydicom, MIT), of ICD-10-CM (public domain), of software and data science (cspell's,
MIT), and names of the US census (public domain).
Licence of this file: CC-BY-SA-4.0, as wordfreq's data. medlint's code is MIT and stays apart.
Generated by vocabularies/generate.py; don't edit by hand.
"""
MISSPELLINGS_HEAD = """
Known misspellings of English, one a line, sorted: wrong->right; several candidates with ", " between.
Source: dictionary.txt of codespell {version} (github.com/codespell-project/codespell), a derivative of Wikipedia's
"Lists of common misspellings", by the codespell and Wikipedia contributors; and medlint's own medical lines (kept/).
Licence of this file: CC-BY-SA-3.0, https://creativecommons.org/licenses/by-sa/3.0/, as codespell's README states for
its dictionaries (codespell's programs are GPL-2.0-only; none of them is here). medlint's code is MIT and stays apart.
Changed: left are words of four letters and more that are no words of SCOWL, medicine, names or other languages, and
whose corrections are common.
Generated by vocabularies/generate.py; don't edit by hand.
"""


# DICOM


def concepts() -> Any:
    """pydicom's table of coded concepts: scheme → keyword → code → (meaning, context groups)."""
    return importlib.import_module("pydicom.sr._concepts_dict").concepts


def context_group(number: int) -> dict[tuple[str, str], str]:
    """(scheme, code) → meaning for one context group of PS3.16."""
    groups = importlib.import_module("pydicom.sr._cid_dict").cid_concepts
    table = concepts()
    return {
        (scheme, code): meaning
        for scheme, keywords in groups[number].items()
        for keyword in keywords
        for code, (meaning, cids) in table[scheme][keyword].items()
        if number in cids
    }


def synonyms(name: str) -> dict[str, str]:
    """What a person wrote in `kept/`: key → "synonym; synonym"."""
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in kept(name))}


def modalities() -> None:
    """CID 29 (acquisition) and what CID 33 has beyond it (derived), with the ways people write them."""
    acquired, every = context_group(29), context_group(33)
    codes = {code for _, code in every}
    lines = []
    for concept, meaning in every.items():
        lines.append(f"{concept[1]}\t{'acquisition' if concept in acquired else 'derived'}\t{meaning}")
    for term, value in synonyms("modality-terms.txt").items():
        named, _, ways = value.partition("|")
        unknown = set(named.split()) - codes - {"-"}
        if unknown:
            raise SystemExit(f"modality-terms.txt: {term} names no DICOM code: {sorted(unknown)}")
        lines.append(f"~{term}\t{named.strip()}\t{ways.strip()}")
    write("modalities.txt", MODALITIES_HEAD.format(version=importlib.metadata.version("pydicom")), lines)


MODALITIES_HEAD = """
DICOM modality codes: code, acquisition (PS3.16 CID 29) or derived (in CID 33 only), meaning. Then, after "~", terms as
lists write them: term, the codes it names ("-" for none), other ways to write it with "; " between.
Source: the DICOM standard's context groups as of pydicom {version} (MIT); terms by medlint (kept/modality-terms.txt).
Licence: MIT; DICOM's codes are facts of the standard, copyright of whose text is NEMA's.
Generated by vocabularies/generate.py; don't edit by hand. Tabs between the fields.
"""


def anatomy() -> None:
    """Names of body parts with their SNOMED CT codes, and the ways people write them."""
    named: dict[str, str] = {}
    for number in REGIONS:
        for (scheme, code), meaning in context_group(number).items():
            if scheme == "SCT":
                named.setdefault(meaning.lower(), code)
    ways = synonyms("anatomy-terms.txt")
    for name in [name for name in ways if name.startswith("+")]:
        ways[name[1:]] = ways.pop(name)
        named[name[1:]] = "-"
    unknown = ways.keys() - named.keys()
    if unknown:
        raise SystemExit(f"anatomy-terms.txt: names that DICOM's tables lack: {sorted(unknown)}")
    head = ANATOMY_HEAD.format(version=importlib.metadata.version("pydicom"))
    write("anatomy.txt", head, (f"{name}\t{code}\t{ways.get(name, '')}" for name, code in named.items()))


ANATOMY_HEAD = """
Body parts: name, SNOMED CT code ("-" where DICOM has none), other ways to write it with "; " between.
Source: the context groups of DICOM PS3.16 that name parts of the body, as of pydicom {version} (MIT); synonyms by
medlint (kept/anatomy-terms.txt). Licence: MIT for the file; the codes and names are those of the SNOMED CT subset
that DICOM uses; SNOMED CT is the intellectual property of SNOMED International.
Generated by vocabularies/generate.py; don't edit by hand. Tabs between the fields.
"""


# Licences


def licenses(modules: Path) -> None:
    """SPDX's licence ids with their names, then its exceptions."""
    spdx = modules / "spdx-license-list/spdx.json"
    package = json.loads((spdx.parent / "package.json").read_text(encoding="utf-8"))["version"]
    named = json.loads(spdx.read_text(encoding="utf-8"))
    table = importlib.import_module("packaging.licenses._spdx")
    names = {row["id"]: "" for row in table.LICENSES.values()} | {key: row["name"] for key, row in named.items()}
    lines = [f"{identifier}\tlicense\t{name}" for identifier, name in names.items()]
    lines += [f"{row['id']}\texception\t" for row in table.EXCEPTIONS.values()]
    versions = {"package": package, "packaging": importlib.metadata.version("packaging"), "spdx": table.VERSION}
    write("licenses.txt", LICENSES_HEAD.format(**versions), lines)


LICENSES_HEAD = """
SPDX identifiers: id, license or exception, full name.
Source: the SPDX License List through spdx-license-list {package} (npm; CC0-1.0) for ids and names, and through
packaging {packaging} (Apache-2.0 OR BSD-2-Clause; list version {spdx}) for deprecated ids and exceptions.
Licence: CC0-1.0. Generated by vocabularies/generate.py; don't edit by hand. Tabs between the fields.
"""


def main() -> None:
    """Write all files beside this script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=Path, required=True, help="node_modules with the packages of npm")
    parser.add_argument("--share", type=Path, required=True, help="folder that holds dict/scowl/")
    options = parser.parse_args()
    spelling(options.share, options.modules)
    modalities()
    anatomy()
    licenses(options.modules)


if __name__ == "__main__":
    main()
