"""Rules about tables that say something else than the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.finding import Edit, Finding, Level
from medlint.model import Table
from medlint.project import Project
from medlint.rules._meaning import Difference, contrast, differences
from medlint.rules._tables import Homes, homes_of, shown_cells
from medlint.rules.base import edit, rule
from medlint.rules.drift import not_in_catalog, not_in_readme, section_differs

_PADDING = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")


@rule("MED403", "field-differs", Level.ERROR, fix="safe")
def field_differs(project: Project) -> Iterator[Finding]:
    """A cell of the README says something else than the record.

    Title, description, keywords, source and size are compared by what they mean: spacing, the spelling of a DOI,
    the order of keywords and the unit of a size don't matter. The fix writes the cell from the record; where the
    README is right, mend the record instead.

    ```markdown bad
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 14 GB |
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    """
    for row in project.on_page:
        for found in differences(row):
            here, there = contrast(found.here, found.there)
            edits: tuple[Edit, ...] = ()
            table = row.row.table if row.row is not None else None
            index = table.column(found.field) if table is not None else None
            if table is not None and index is not None and row.twin is not None and _replaceable(table, found):
                edits = (edit(found.cell.place, shown_cells(row.twin, table)[index]),)
            verb = "are" if found.field == "keywords" else "is"
            yield field_differs.at(
                found.cell,
                f"the {found.field} of {row.title!r} {verb} '{here}' here and '{there}' in {found.place.path}",
                entry=row,
                field=found.field,
                related=((found.place, f"the record says '{there}'"),),
                edits=edits,
            )


def _replaceable(table: Table, found: Difference) -> bool:
    """Whether the catalog's cell can take the place of this one without losing a second link."""
    if found.field == "title":
        return len(found.cell.links) <= (table.column("source") is None)
    return found.field != "source" or len(found.cell.links) == 1


@rule("MED405", "stale-tables", Level.ERROR, fix="safe")
def stale_tables(project: Project) -> Iterator[Finding]:
    """The tables between the markers are not what `medlint render` writes from the catalog.

    What was changed there by hand is lost with the next rendering, and what was changed in the catalog isn't shown
    yet. How wide the columns are padded is nobody's concern. Entries and cells that differ are said one by one by
    the other rules of this family.

    ```markdown bad
    <!-- medlint:tables -->

    ## MRI

    | Title | Source                                     |
    |-------|--------------------------------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ |

    <!-- /medlint:tables -->
    ```
    ```yaml bad catalog/list.yaml
    title: Datasets
    columns:
      - field: title
      - field: source
      - field: size
    sections:
      - title: MRI
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    ```markdown good
    <!-- medlint:tables -->

    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |

    <!-- /medlint:tables -->
    ```
    ```yaml good catalog/list.yaml
    title: Datasets
    columns:
      - field: title
      - field: source
      - field: size
    sections:
      - title: MRI
    ```
    ```yaml good
    id: ixi
    kind: dataset
    title: IXI
    description: MRI of 600 healthy people in three London hospitals.
    section: MRI
    modalities: [MR]
    keywords: [MRI, brain]
    landing_page: https://brain-development.org/ixi-dataset/
    access: {level: open}
    license: CC-BY-SA-3.0
    size: {text: "600 subjects, 12 GB"}
    deidentification: {faces: removed}
    ```
    """
    if not project.whole:
        return
    if not project.records:
        return
    homes = homes_of(project)
    said: list[Finding] | None = None
    for source, section, start, end, whole in homes.regions:
        line = _first_difference(source.text[start:end], whole.text)
        if line is None:
            continue
        if said is None:
            others = (not_in_catalog, not_in_readme, field_differs, section_differs)
            said = [finding for other in others for finding in other(project)]
        if any(_explains(finding, whole, homes) for finding in said):
            continue
        first = source.line_of(start) + line
        place = source.place(source.starts[first - 1], source.starts[first - 1] + len(source.line(first)))
        what = "the tables are" if section is None else f"the table of '{section[:80]}' is"
        yield stale_tables.at(
            place,
            f"{what} not as the catalog has it from this line on; 'medlint render' writes it anew",
            edits=(whole,),
        )


def _explains(finding: Finding, whole: Edit, homes: Homes) -> bool:
    """Whether a finding says of an entry what is stale in the region."""
    if finding.code == "MED402":
        return finding.entry is not None and homes.region_of(finding.entry.section) == whole
    return homes.around(finding.place.path, finding.place.line) == whole


def _first_difference(here: str, due: str) -> int | None:
    """The number of the line, from 0, where a region begins to say something else than it should."""
    ours = [(number, said) for number, line in enumerate(re.split(r"\r\n|\r|\n", here)) if (said := _said(line))]
    theirs = [said for line in re.split(r"\r\n|\r|\n", due) if (said := _said(line))]
    for (number, said), right in zip(ours, theirs, strict=False):
        if said != right:
            return number
    if len(ours) == len(theirs):
        return None
    return ours[len(theirs)][0] if len(ours) > len(theirs) else (ours[-1][0] if ours else 0)


def _said(line: str) -> str:
    """A line without what pads it."""
    line = line.strip()
    if not line.startswith("|"):
        return line
    line = _PADDING.sub("|", line)
    return re.sub(r"-+", "-", line) if not line.strip("|:- ") else line
