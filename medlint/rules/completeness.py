"""Rules about what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.finding import Finding, Level
from medlint.model import Project
from medlint.rules.base import rule


@rule("MED205", "missing-size", Level.ERROR)
def missing_size(project: Project) -> Iterator[Finding]:
    """The size of a dataset is missing.

    People choose a dataset by whether it fits: on the disk, into the download quota, into the time there is.

    ```markdown bad
    | Title     | Source              | Size |
    |-----------|---------------------|------|
    | LIDC-IDRI | https://example.org |      |
    ```
    ```markdown good
    | Title     | Source              | Size                     |
    |-----------|---------------------|--------------------------|
    | LIDC-IDRI | https://example.org | 244,527 images, 133.2 GB |
    ```
    """
    for entry in project.entries:
        if entry.kind == "row" and entry.has_empty("size"):
            yield missing_size.at(
                entry["size"], f"size is missing for {entry.title!r}", entry=entry, field="size"
            )
