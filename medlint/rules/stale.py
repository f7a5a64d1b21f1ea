"""Rules about tables that differ from the catalog."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.project import Project
from medlint.read.match import COMPARED, names, title_key
from medlint.rules.base import rule
from medlint.write import steps


@rule("MED403", "field-differs", Level.ERROR, fix="safe")
def field_differs(project: Project) -> Iterator[Finding]:
    """A cell of the README says something different from the record.

    Title, description, keywords, source and size are compared by what they mean: spacing, the spelling of a DOI,
    the order of keywords and the unit of a size don't matter. The fix writes the record's value in the shape that
    the cell has; where the README is right, mend the record instead.

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
    section: MRI
    size: {text: "600 subjects, 12 GB"}
    ```
    ```markdown good
    ## MRI

    | Title | Source                                     | Size                |
    |-------|--------------------------------------------|---------------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    ```
    """
    for step in steps(project):
        found = step.difference
        if found is not None and found.here and found.there and found.field in COMPARED:
            said, also = step.message, ((found.place, f"the record says {found.there[:80]!r}"),)
            yield field_differs.at(
                found.cell, said, entry=step.entry, field=found.field, related=also, edits=step.edits
            )


@rule("MED405", "stale-tables", Level.ERROR, fix="safe")
def stale_tables(project: Project) -> Iterator[Finding]:
    """The catalog steers what stands between the markers, and the page says something else there.

    What was changed there by hand is lost with the next `medlint render`, and what was changed in the catalog isn't
    shown yet. This rule speaks of what the others of the family don't: a cell of any column that a record fills, a
    value that its record no longer has, a row too many, an order that isn't the one that `sort` in `list.yaml` asks
    for. How a cell is written (bold, as a link, padded) is its author's, and so is a column that no record fills.

    ```markdown bad
    <!-- medlint:tables -->

    ## MRI

    | Title | Source                                     | License      |
    |-------|--------------------------------------------|--------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | MIT          |

    <!-- /medlint:tables -->
    ```
    ```yaml bad
    id: ixi
    kind: dataset
    title: IXI
    section: MRI
    license: CC-BY-SA-3.0
    ```
    ```markdown good
    <!-- medlint:tables -->

    ## MRI

    | Title | Source                                     | License      |
    |-------|--------------------------------------------|--------------|
    | IXI   | https://brain-development.org/ixi-dataset/ | CC BY-SA 3.0 |

    <!-- /medlint:tables -->
    ```
    """
    titles = {title_key(name) for record in project.records for name in names(record)}
    for step in steps(project):
        found = step.difference
        if not step.steered:
            continue
        if found is not None and not (found.here and found.there and found.field in COMPARED):
            says = f"the record says {found.there[:80]!r}" if found.there else "the record says nothing"
            yield stale_tables.at(
                found.cell,
                step.message,
                entry=step.entry,
                field=found.field,
                related=((found.place, says),),
                edits=step.edits,
                safe=bool(found.there),  # what is taken out of a cell stands nowhere else
            )
        elif step.kind in ("order", "names"):
            yield stale_tables.at(step.place, step.message, edits=step.edits)
        elif step.kind == "gone" and title_key(step.entry.text("title")) in titles:
            yield stale_tables.at(step.entry, step.message)
