"""Make the vocabularies of this folder: misspellings.txt, modalities.txt, anatomy.txt, licenses.txt.

A maintainer runs it when a source has a new release; medlint itself never does:

    pip install codespell names pydicom packaging    # misspellings; surnames; DICOM's tables; SPDX's exceptions
    npm install spdx-license-list                    # SPDX's licence ids and names: spdx.json
    apt-get install wamerican-huge wbritish-huge wfrench wngerman wspanish witalian wportuguese wdutch hunspell-en-med
    python medlint/data/generate.py --spdx node_modules/spdx-license-list/spdx.json --share /usr/share

What a person wrote (synonyms, medical misspellings) is in `kept/`; everything else comes from the sources above. The
word lists and names only strike lines out: no word of theirs is written.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.resources
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE / "kept"
WORD_LISTS = (
    *("american-english-huge", "british-english-huge"),
    *("french", "ngerman", "spanish", "italian", "portuguese", "dutch"),
)
# The context groups of DICOM PS3.16 that name parts of the body: regions, what CT, MR and PET image, common
# regions, endoscopy, the eye, skin, what segmentations of brain, abdomen, chest, pelvis and prostate name,
# structures, specimens, tissues. The first to give a name gives its code.
REGIONS = (4, 4030, 4031, 4040, 4209, 4211, 4029, 7153, 7154, 7155, 7160, 6300, 7192, 8134, 7166)


def kept(name: str) -> list[str]:
    """The lines of a file a person keeps, without its comments."""
    text = (KEPT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def write(name: str, head: str, lines: Iterable[str]) -> None:
    """Write one data file: `head` as comment lines, then the sorted lines."""
    comments = "".join(f"# {line}\n" for line in head.strip().splitlines())
    body = "".join(f"{line}\n" for line in sorted(set(lines)))
    (HERE / name).write_text(comments + body, encoding="utf-8", newline="\n")


# Misspellings


def real_words(share: Path) -> set[str]:
    """Words that are no misspelling: English of both shores, six other languages, medicine, DICOM, names."""
    words: set[str] = set()
    for file in [*(share / "dict" / name for name in WORD_LISTS), share / "hunspell" / "en_med_glut.dic"]:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            words.add(line.split("/")[0].strip().lower())
    for scheme in concepts().values():
        for codes in scheme.values():
            for meaning, _ in codes.values():
                words.update(re.findall("[a-z]+", meaning.lower()))
    for name in ("all.last", "female.first", "male.first"):
        census = importlib.resources.files("names").joinpath(f"dist.{name}").read_text(encoding="utf-8")
        words.update(line.split()[0].lower() for line in census.splitlines() if line.strip())
    return words | set(kept("medical-terms.txt"))


def slips(word: str) -> Iterator[str]:
    """One slip of the fingers away from a word: a letter left out or doubled, or two swapped.

    The first letter stays, so that a prefix isn't read as a slip, and so does the last, where other languages end
    the same stem in another way.
    """
    for i in range(1, len(word) - 1):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def misspellings(share: Path) -> None:
    """codespell's dictionary without what isn't surely wrong in prose about medicine, and the medical slips."""
    source = importlib.resources.files("codespell_lib").joinpath("data/dictionary.txt").read_text(encoding="utf-8")
    real = real_words(share)
    right: dict[str, str] = {}
    for line in source.splitlines():
        wrong, _, rights = line.partition("->")
        # codespell ends a list of candidates with a comma, and may give a reason after the last one.
        candidates = [part.strip() for part in rights.split(",")]
        candidates = candidates[:-1] if len(candidates) > 1 else candidates
        # Whether "opensource" is one word or two is taste.
        joined = re.sub("[ -]", "", candidates[0]) == wrong
        if re.fullmatch("[a-z]{4,}", wrong) and wrong not in real and not joined:
            right[wrong] = ", ".join(candidates)
    made: dict[str, set[str]] = {}
    for word in kept("medical-terms.txt"):
        for slip in slips(word):
            made.setdefault(slip, set()).add(word)
    for slip, words in made.items():
        if slip not in real and slip not in right and len(words) == 1:
            right[slip] = min(words)
    for line in kept("misspellings.txt"):
        wrong, _, right[wrong] = line.partition("->")
    for word in kept("not-misspelt.txt"):
        right.pop(word, None)
    head = MISSPELLINGS_HEAD.format(version=importlib.metadata.version("codespell"))
    write("misspellings.txt", head, (f"{wrong}->{rights}" for wrong, rights in right.items()))


MISSPELLINGS_HEAD = """
Known misspellings of English, one a line, sorted: wrong->right; several candidates with ", " between.
Source: dictionary.txt of codespell {version} (github.com/codespell-project/codespell), a derivative of Wikipedia's
"Lists of common misspellings", by the codespell and Wikipedia contributors; and medlint's own medical lines (kept/).
Licence of this file: CC-BY-SA-3.0, https://creativecommons.org/licenses/by-sa/3.0/, as codespell's README states for
its dictionaries (codespell's programs are GPL-2.0-only; none of them is here). medlint's code is MIT and stays apart.
Changed: left out are words under four letters, all but plain lower-case a-z, compounds that want a blank, and
words that are real in American or British English, in six other languages, in medicine, in DICOM or as a name;
added are slips in medical terms.
Generated by medlint/data/generate.py; don't edit by hand.
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
Generated by medlint/data/generate.py; don't edit by hand. Tabs between the fields.
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
Generated by medlint/data/generate.py; don't edit by hand. Tabs between the fields.
"""


# Licences


def licenses(spdx: Path) -> None:
    """SPDX's licence ids with their names, then its exceptions."""
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
Licence: CC0-1.0. Generated by medlint/data/generate.py; don't edit by hand. Tabs between the fields.
"""


def main() -> None:
    """Write all four files beside this script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spdx", type=Path, required=True, help="spdx.json of npm's spdx-license-list")
    parser.add_argument("--share", type=Path, required=True, help="folder that holds dict/ and hunspell/")
    options = parser.parse_args()
    misspellings(options.share)
    modalities()
    anatomy()
    licenses(options.spdx)


if __name__ == "__main__":
    main()
