"""Ignore comments and fixes in items, headings with facts and rows of HTML tables."""

from __future__ import annotations

from linting import findings, spots

ROW = """# Chest datasets

<table>
<tr><th>Dataset</th><th>Link</th><th>License</th></tr>
<tr><td>Alpha {}</td>
<td>https://a.example.org</td>
<td>TODO</td></tr>
</table>
"""
ITEM = "# Chest datasets\n\n- [Alpha](https://a.example.org) - 5 scans {}\n  - License: TODO\n"
HEADING = """# Chest datasets

{}
## Alpha

- **Link:** https://a.example.org
- **License:** TODO

## Beta

- **Link:** https://b.example.org
- **License:** MIT
"""


def test_a_comment_in_a_row_or_an_item_speaks_of_all_of_it() -> None:
    for text, line in ((ROW, 7), (ITEM, 4), (HEADING, 7)):
        found = findings(text.format(""), "MED208")
        assert [place[1] for place in spots(found)] == [line]
        assert findings(text.format("<!-- medlint-ignore: MED208 -->"), "MED208", "MED004") == []
