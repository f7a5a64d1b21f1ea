"""Where records stand on the pages of a list, and how new ones are written there."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property

from medlint.finding import Edit
from medlint.lazy import regex
from medlint.model import Entry, Item, Page, Place, Row, Source, Table
from medlint.project import Project
from medlint.read.columns import header_key
from medlint.read.facts import name_of
from medlint.read.match import names, section_key, title_key
from medlint.read.said import literal
from medlint.text.yaml import text_of
from medlint.write.cells import agrees
from medlint.write.columns import FIELDS, short_name
from medlint.write.held import NAMELESS
from medlint.write.markers import Region, RenderError, regions
from medlint.write.rows import Group, line_end, new_entries, new_table, plain_entry

_LAST_HASHES = regex(r"(?:(?<=\s)|^)#+$")
"""What would end a heading without being part of it."""
_DEFAULT = ("title", "description", "keywords", "source", "size", "license")
"""The columns of a table where neither `list.yaml` nor another table says which."""


class Layout:
    """The regions between markers, the tables of each section, and what `list.yaml` says of columns and order."""

    def __init__(self, project: Project) -> None:
        self.project = project
        data = project.catalog.data if project.catalog is not None else {}
        self.data = data if isinstance(data, dict) else {}
        self.by_title = self.data.get("sort") == "title"
        self.chosen = self._read_columns()
        self.regions: dict[str, list[Region]] = {}
        for page in project.pages:
            try:
                self.regions[page.source.path] = regions(page.source)
            except RenderError:
                self.regions[page.source.path] = []

    def _read_columns(self) -> dict[str, str]:
        """The columns of `list.yaml` that a module of their own writes, by header."""
        sections = self.data.get("sections")
        parts = [self.data, *(sections if isinstance(sections, list) else ())]
        lists = [part.get("columns") for part in parts if isinstance(part, dict)]
        columns = [item for held in lists if isinstance(held, list) for item in held if isinstance(item, dict)]
        named = [(str(item.get("field")), item.get("header")) for item in columns]
        return {header_key(str(header or _header(field))): field for field, header in named if field in FIELDS}

    def order(self, record: Entry) -> tuple[str, str]:
        """What a record is sorted by: the name that the list shows."""
        title = short_name(record) if "name" in self.chosen.values() else record.text("title").strip()
        return title.casefold(), title

    @property
    def marked(self) -> bool:
        """Whether a page has markers."""
        return any(self.regions.values())

    def around(self, page: Page, at: int) -> Region | None:
        """The region of tables in which an offset of a page stands."""
        found = self.regions[page.source.path]
        last = bisect_right(found, at, key=lambda region: region.start) - 1
        return found[last] if last >= 0 and at < found[last].end and found[last].kind != "names" else None

    @cached_property
    def homes(self) -> dict[frozenset[str], Table]:
        """The table, list or run of headings of each section: the first between markers, else the first outside."""
        inside: dict[frozenset[str], Table] = {}
        outside: dict[frozenset[str], Table] = {}
        for page in self.project.pages:
            for table in sorted([*page.tables, *page.groups], key=lambda table: table.line):
                if not table.entries:
                    continue
                region = self.around(page, start_of(table))
                name = (region.section if region is not None else None) or table.section.title or NAMELESS
                (outside if region is None else inside).setdefault(section_key(name), table)
        return outside | inside

    def shown_unread(self, record: Entry) -> Place | None:
        """Where a name of a record stands between markers and is read as no entry."""
        return next(
            (self._unread_names[key] for key in map(title_key, names(record)) if key in self._unread_names), None
        )

    @cached_property
    def _unread_names(self) -> dict[str, Place]:
        """Where names stand between markers that are read as no entries, by their keys: each may be a record's own."""
        out: dict[str, Place] = {}
        sections = {section_key(record.section) for record in self.project.records}
        for page in self.project.pages if self.marked else ():
            source = page.source
            read = {entry.row.line for entry in self.project.of(page) if entry.row is not None}
            for name, line in _names(page, sections):
                start = source.starts[line - 1]
                if line not in read and self.around(page, start) is not None:
                    out.setdefault(title_key(name), source.place(start, source.line_end(line)))
        return out

    @cached_property
    def entries(self) -> dict[int, list[Entry]]:
        """The entries of each table, list or run of headings."""
        out: dict[int, list[Entry]] = {}
        for entry in self.project.on_page:
            out.setdefault(id(entry.table), []).append(entry)
        return out

    def added(self, groups: Sequence[tuple[Table, Group]]) -> list[tuple[Edit, ...]]:
        """The edits that write entries into each table: at their places where it is sorted, else below its last one.

        An item or a heading is written as its neighbours are, where it is read as an entry then, else plainly.
        """
        if self.by_title:
            groups = [(table, sorted(group, key=lambda item: self.order(item[0]))) for table, group in groups]
        edits = [
            self._inserted(table, group, new_entries(group, table, self.entries.get(id(table), []), self.chosen))
            for table, group in groups
        ]
        pages: dict[int, list[int]] = {}
        for number, (table, _) in enumerate(groups):
            if table.shape not in ("table", "html"):
                pages.setdefault(id(table.page), []).append(number)
        for numbers in pages.values():
            odd = self._unread(groups, edits, numbers)
            for number in odd:
                table, group = groups[number]
                edits[number] = self._inserted(table, group, [plain_entry(record, table) for record, _ in group])
            for number in self._unread(groups, edits, odd):
                edits[number] = ()
        return edits

    def _unread(
        self, groups: Sequence[tuple[Table, Group]], edits: Sequence[tuple[Edit, ...]], numbers: list[int]
    ) -> list[int]:
        """Which of these groups of a page are not read as they should be; the page is read again for halves of them."""
        if not numbers or self._reads([groups[n] for n in numbers], [edits[n] for n in numbers]):
            return []
        if len(numbers) == 1:
            return numbers
        half = len(numbers) // 2
        return self._unread(groups, edits, numbers[:half]) + self._unread(groups, edits, numbers[half:])

    def _reads(self, groups: Sequence[tuple[Table, Group]], edits: Sequence[tuple[Edit, ...]]) -> bool:
        """Whether a page with edits has its entries and the new ones, and these say what their records say."""
        from medlint.read.project import build_project

        if not all(edits):
            return False
        page = groups[0][0].page
        text = edited(page.source.text, page.source.bom, sorted(edit for some in edits for edit in some))
        source = Source(page.source.path, text, bom=page.source.bom)
        made = build_project([source], self.project.config, self.project.today)
        before = Counter(entry.text("title") for entry in self.project.of(page))
        after = Counter(entry.text("title") for entry in made.on_page)
        new = [entry for entry in made.on_page if after[entry.text("title")] > before[entry.text("title")]]
        titled: dict[str, list[Entry]] = {}
        for entry in new:
            titled.setdefault(entry.text("title"), []).append(entry)
        records = [record for _, group in groups for record, _ in group]
        return len(made.on_page) == before.total() + len(records) and all(
            any(
                entry.table and all(agrees(f, cell, record, entry.table) for f, cell in entry.fields.items())
                for entry in titled.get(record.text("title"), new)
            )
            for record in records
        )

    def _inserted(self, table: Table, group: Group, texts: Sequence[str]) -> tuple[Edit, ...]:
        """The edits that write the texts of records into a table, each at the place of its record."""
        if not all(texts):
            return ()
        source = table.page.source
        entries = [entry for entry in self.entries.get(id(table), []) if entry.row is not None]
        rows = [entry.row for entry in entries if entry.row is not None]
        orders = sorted(map(order_of, entries)) if self.by_title else []
        below: dict[int, list[str]] = {}
        for (record, _), text in zip(group, texts, strict=True):
            before = bisect_right(orders, self.order(record)) if self.by_title else len(rows)
            below.setdefault(before, []).append(text)
        gap = _gap(table, rows)
        if not rows or (table.shape == "table" and all(row.blank for row in table.rows)):
            first = table.line + 1 if table.shape == "table" else table.line
            start, end = (source.line_end(line) for line in (first, table.end_line))
            return (Edit.at(source.place(start, end), "".join(gap + text for text in texts)),)
        edits = []
        for before, found in below.items():
            if before == len(rows):
                last = max(row.end for row in rows)
                at = max(last, source.line_end(table.end_line)) if table.shape == "table" else last
            else:
                at = rows[before - 1].end if before else rows[0].start
            text = "".join(gap + text for text in found) if before else "".join(text + gap for text in found)
            edits.append(Edit.at(source.place(at, at), text))
        return tuple(edits)

    def founded(self, group: Group) -> tuple[Edit, ...]:
        """The edit that writes new sections before the last marker of the first page that has markers for all."""
        for page in self.project.pages:
            for region in reversed(self.regions[page.source.path]):
                if region.kind == "names":
                    continue
                if region.section is None or any(
                    section_key(r.section) == section_key(region.section) for r, _ in group
                ):
                    return (self._sections(page, region, group),)
        return ()

    def _sections(self, page: Page, region: Region, group: Group) -> Edit:
        source = page.source
        inside = [t for t in page.tables if t.entries and region.start <= start_of(t) < region.end]
        level = inside[-1].section.level if inside else 2
        headers = self._headers(inside)
        named: dict[str, list[Entry]] = {}
        for record, _ in group:
            named.setdefault(record.section.strip() or NAMELESS, []).append(record)
        listed = self.data.get("sections")
        titles = [str(s.get("title")) for s in listed if isinstance(s, dict)] if isinstance(listed, list) else []
        order = {title: number for number, title in reversed(list(enumerate(titles)))}
        lines: list[str] = []
        for name in sorted(named, key=lambda name: order.get(name, len(titles))):
            records = named[name]
            records = sorted(records, key=self.order) if self.by_title else records
            if region.section is None:
                lines += [f"{'#' * (level or 2)} {_heading(name)}", ""]
            lines += [*new_table(records, headers), ""]
        before = "" if source.text[: region.end].endswith(("\n\n", "\r\n\r\n", "\r\r")) else "\n"
        text = before + "\n".join(lines) + "\n"
        return Edit.at(source.place(region.end, region.end), text.replace("\n", line_end(source)))

    def _headers(self, inside: Sequence[Table]) -> list[tuple[str, str]]:
        """The columns of a new table: those of the nearest one, else of `list.yaml`, else the usual ones."""
        if inside:
            return [(column.field, column.cell.text) for column in inside[-1].columns]
        columns = self.data.get("columns")
        out = []
        for item in columns if isinstance(columns, list) else ():
            field = text_of(item.get("field") or item.get("extra") or "") if isinstance(item, dict) else ""
            if field:
                out.append((field, text_of(item.get("header") or _header(field))))
        return out or [(field, _header(field)) for field in _DEFAULT]


def start_of(table: Table) -> int:
    """Where the entries of a table begin: of HTML the block may begin with the comment that marks it."""
    return table.rows[0].start if table.rows else table.page.source.starts[table.line - 1]


def _names(page: Page, sections: Container[frozenset[str]]) -> Iterator[tuple[str, int]]:
    """The names that headings, items that lead out, and rows begin with, and their lines; not those of `sections`."""
    for section in page.sections:
        if section.content and not section.children and section_key(section.title) not in sections:
            yield section.title, section.line
        for block in section.content:
            if isinstance(block, Item) and (name := name_of(block)):
                yield name, block.line
            elif isinstance(block, Table) and not block.entries:
                yield from ((row.cells[0].text, row.line) for row in block.rows if row.cells)


def order_of(entry: Entry) -> tuple[str, str]:
    title = entry.text("title")
    return title.casefold(), title


def _header(field: str) -> str:
    return "DOI" if field == "doi" else field.replace("_", " ").capitalize()


def _heading(name: str) -> str:
    """The name of a section as the text of a heading that is read as that name, where there is one."""
    from medlint.read.markdown import read_page

    name = " ".join(name.split())
    ways = [_LAST_HASHES.sub(r"\\\g<0>", text) for text in (name, literal(name))]
    read = [[section.title for section in read_page(Source("", f"# {way}\n"))[0].headings] for way in ways]
    return next((way for way, titles in zip(ways, read, strict=True) if titles == [name]), ways[-1])


def _gap(table: Table, rows: Sequence[Row]) -> str:
    """What stands between the entries of a table: a line end, and where there are blank lines or indents those too."""
    source = table.page.source
    end = line_end(source)
    if table.shape == "table" or len(rows) < 2:
        return end * (2 if table.shape == "headings" else 1)
    between = source.text[rows[-2].end : rows[-1].start]
    return between if between.strip() == "" and between else end * (2 if table.shape == "headings" else 1)


def edited(text: str, bom: bool, edits: Iterable[Edit]) -> str:
    """The text of a file after the edits, which are in order."""
    data, out, at = (b"\xef\xbb\xbf" if bom else b"") + text.encode(), [], 0
    for edit in edits:
        if edit.start < at:
            continue  # two fields of one cell, each written over the whole of it: the next run does the second
        out += [data[at : edit.start], edit.text.encode()]
        at = edit.end
    return b"".join([*out, data[at:]]).decode("utf-8-sig" if bom else "utf-8")
