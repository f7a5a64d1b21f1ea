"""What the tests of writing share: projects from texts, findings with edits, and the cells of a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medlint.config import Config
from medlint.finding import Edit, Finding, Fix, Level
from medlint.model import Place, Source, TextCell
from medlint.project import Project
from medlint.read.markdown import read_page
from medlint.read.project import build_project

TODAY = date(2026, 11, 21)
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
NAMES = ("seed-early", "seed-late", "gfahrni", "maduc7", "openmedlab")

README = """\
# Chest lists

Read the terms of each dataset; see [TCIA][tcia].

## CT scans

| Title | Keywords | Source | Size |
|:------|----------|--------|-----:|
| LIDC-IDRI | lung, `a\\|b` | https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX | 133.2 GB |
| Größe \\| 肺 |  | [page](https://example.org/a_(b)) | 5 images |

> quoted words
> on two lines

- an item
- [another](https://example.org/list)

<p align="center">raw <b>HTML</b></p>

```python
print("| no | table |")
```

[tcia]: https://www.cancerimagingarchive.net/
"""

RECORD = """\
# the reference for nodules
id: lidc-idri
title: "LIDC-IDRI"   # its short name
description: >-
  Chest CT of 1,010 people; four radiologists
  marked nodules.
keywords: [lung, 'cancer', CT]
size:
  text: 133.2 GB
  bytes: 133200000000
access: &open
  level: open
again: *open
"""


def project(**texts: str) -> Project:
    """A project of texts; `README_md` stands for README.md, any other name for a record in catalog/."""
    sources = []
    for name, text in texts.items():
        path = "README.md" if name == "README_md" else f"catalog/{name}.yaml"
        bom = text.startswith("\ufeff")
        sources.append(Source(path, text.removeprefix("\ufeff"), bom=bom))
    return build_project(sources, Config(root=Path("/nonexistent")), TODAY)


def finding(path: str, *edits: tuple[int, int, str], safe: bool = True, code: str = "MED304") -> Finding:
    start = edits[0][0]
    place = Place(path, 1, start + 1, 1, start + 1, start, start)
    fix = Fix(safe, tuple(Edit(path, *edit) for edit in edits))
    return Finding(code, "a-rule", Level.WARNING, "something is wrong", place, fix=fix)


def replacing(path: str, text: str, old: str, new: str, *, count: int = 1, code: str = "MED304") -> Finding:
    """The finding whose edit replaces the nth occurrence of a text."""
    at = -1
    for _ in range(count):
        at = text.index(old, at + 1)
    start = len(text[:at].encode())
    return finding(path, (start, start + len(old.encode()), new), code=code)


def table_cells(text: str) -> dict[tuple[int, int, int], TextCell]:
    """The cells of all tables by table, row and column."""
    page, _ = read_page(Source("README.md", text))
    return {
        (t, r, c): cell
        for t, table in enumerate(page.tables)
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
    }
