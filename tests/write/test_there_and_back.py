"""There and back on lists of every shape: nothing is lost, and nothing is written but what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from there_and_back import Walk, pages
from write_support import CORPORA

TABLE = """\
---
layout: page
---
# Chest images

Read the terms of each dataset.

## CT scans

Words about CT.

| Title | Description | Keywords | Source | Size | License | Task |
|:---|---|---|---|--:|---|---|
| **Lung Nodules (LN-1)** [LIMITED ACCESS] | <br/> CT of **many** lungs, see [how](https://example.org/how).<br>1. one<br />H<sub>2</sub>O \\| `a\\|b` | lung, CT;nodule | http://dx.doi.org/10.7937/K9/TCIA.2015.ABC | 1,018 scans (124 GiB) | CC BY 3.0 | find |
| 肺部影像 | short | | [page](https://example.org/x), [paper](https://arxiv.org/abs/1705.02315) | 10-20 GB, some xyz | Our own DUA | |
| **group** | | | | | | |
| Lung Nodules[^1] | short too | lung | [data][here] | | unknown | count |
| Lung-Nodules [12] | [third](https://example.org/3) | `lung` | <https://example.org/third> | ~5k images <!-- medlint-ignore: MED207 --> | [MIT](https://opensource.org/licenses/MIT) | count |

| No | table
| of | entries

<!-- a comment that stays -->

[^1]: Not the other one.

[here]: https://example.org/other

## MRI

> | Dataset | Year | |
> |---|---|---|
> | [Brain A](https://example.org/a) (open access) | 2021.5 | x |
> | *[Brain B](./b.md)* | 2020-01 | |
> | [Brain A](https://example.org/another) | 2021 | |
"""  # noqa: E501

ALIGNED = """\
# Bones

<details>

| Name            | Link                             | Size    | Modality |
|-----------------|----------------------------------|---------|----------|
| Hand            | [data](https://example.org/hand) | 3.2 GB  | X-ray    |
| Knee MRI        | [data](https://example.org/knee) | 41 GB   | MRI      |
| Hüfte           | [data](https://example.org/hip)  |         | CT, MRI  |

</details>
"""

HTML = """\
<h2>Eyes</h2>

<table>
  <tr><th>Dataset</th><th>Images</th><th>Link</th></tr>
  <tr>
    <td><b>Fundus One</b></td>
    <td>1,200 images</td>
    <td><a href="https://example.org/one">download</a></td>
  </tr>
  <tr>
    <td><b>Fundus &amp; Two</b></td>
    <td>800 images</td>
    <td><a href="https://example.org/two">download</a></td>
  </tr>
  <tr><td><b>OCT Three</b></td><td></td><td><a href="https://example.org/three">download</a></td></tr>
</table>

The end.
"""

ITEMS = """\
# Awesome heart datasets

Some are free.

## Datasets

- [Echo One](https://example.org/echo) - Echocardiography of 300 people ([paper](https://arxiv.org/abs/1705.02315)).
- [Cine Two](https://example.org/cine) - Cine MRI of 150 people.
    - Size: 12 GB
    - License: CC BY 4.0
- [Third: a set](https://example.org/third) - CT angiography.
- **Fourth** – X-ray, <https://example.org/fourth>

### More datasets

* Five https://example.org/five
* Six, the last https://example.org/six
"""

HEADINGS = """\
# Skin datasets

### Mole A

Dermoscopy of moles, with a diagnosis for each.

- **Source:** https://example.org/mole-a
- **Size:** 2,000 images
- **License:** CC BY-NC 4.0

### Mole B

Photographs of moles.

- **Source:** https://example.org/mole-b
- **Size:** 10 GB
- **License:** own terms

### Mole C

Slides.

- **Source:** https://example.org/mole-c
- **Size:** 500 slides
- **Year:** 2019

# License

MIT
"""

TWICE = """\
# Teeth

## Datasets at a glance

| Name | Link | Size |
|---|---|---|
| Jaw One | https://example.org/jaw-one | 100 images |
| Jaw Two | https://example.org/jaw-two | 200 images |

## Datasets in full

### Jaw One
- **Link:** https://example.org/jaw-one
- **Size:** 100 images
- **Views:** panoramic

### Jaw Two
- **Link:** https://example.org/jaw-two
- **Size:** 200 radiographs
- **Views:** bitewing
"""

_LONG, _BEGINNING = 30_000, 10_000
"""Bytes: of longer lists records are changed in the beginning alone, since each change reads the list anew."""

LISTS = {
    "table": TABLE, "aligned": ALIGNED, "html": HTML, "items": ITEMS, "headings": HEADINGS, "twice": TWICE,
    "carriage-returns": TABLE.replace("\n", "\r\n"), "byte-order-mark": "\ufeff" + ALIGNED,
    "no-line-end": "| Title | Source |\n|-|-|\n| A | https://example.org/a |\n| B | https://example.org/b |",
    "bare-pipes": "Title | Source | Size\n-|-|-\nA | https://example.org/a | 1 GB\nB | https://example.org/b | 2 GB\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_there_and_back(name: str, tmp_path: Path) -> None:
    assert Walk(tmp_path, LISTS[name].encode()).all(edits=2) == []


@pytest.mark.parametrize("name", [name for name, _ in pages(CORPORA)] or ["none"])
def test_there_and_back_on_real_lists(name: str, tmp_path: Path) -> None:
    file = CORPORA / name / "README.md"
    if not file.exists():
        pytest.skip("the corpora are not here")
    readme = file.read_bytes()
    beginning = readme
    if len(readme) > _LONG:
        beginning = readme[: readme.index(b"\n", _BEGINNING) + 1]
        (tmp_path / "whole").mkdir()
        assert Walk(tmp_path / "whole", readme).all(edits=0) == []
    (tmp_path / "list").mkdir()
    assert Walk(tmp_path / "list", beginning).all(edits=1) == []
