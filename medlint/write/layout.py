"""How the tables look: sections, columns and order, as `list.yaml` of the catalog says."""

from __future__ import annotations

from typing import Any, NamedTuple

from medlint.model import Document, Entry
from medlint.project import Project
from medlint.text.yaml import text_of

_DEFAULT = ("title", "description", "keywords", "source", "size", "license")


class Column(NamedTuple):
    """A column: the field of the records that it shows, or empty for one of their extra columns, and its header."""

    field: str
    header: str


class UsefulLink(NamedTuple):
    """A link of the section that holds no datasets."""

    title: str
    url: str
    description: str


class Section(NamedTuple):
    """A section: its heading, its columns, a paragraph above its table, and its entries in order."""

    title: str
    columns: tuple[Column, ...]
    description: str
    entries: tuple[Entry, ...]


class Layout(NamedTuple):
    """The whole list as it is to be shown."""

    sections: tuple[Section, ...]
    links_title: str
    links: tuple[UsefulLink, ...]


def layout(project: Project) -> Layout:
    """What the catalog of a project says its tables are.

    Records of a section that `list.yaml` doesn't name follow behind it, so that none is lost; without a
    `list.yaml` all sections are as the records name them. What the schema of the list forbids is passed over.
    """
    data = _map(project.catalog)
    columns = _columns(data.get("columns")) or tuple(Column(field, _header(field)) for field in _DEFAULT)
    by_section: dict[str, list[Entry]] = {}
    for entry in project.records:
        by_section.setdefault(entry.section.strip(), []).append(entry)
    named: dict[str, tuple[str, tuple[Column, ...]]] = {}
    for item in _maps(data.get("sections")):
        title = _text(item.get("title"))
        named.setdefault(title, (_text(item.get("description")), _columns(item.get("columns")) or columns))
    for title in sorted(by_section.keys() - named.keys()):
        named[title] = "", columns
    by_title = _text(data.get("sort")) != "none"
    sections = []
    for title, (description, own) in named.items():
        entries = by_section.get(title, [])
        if by_title:
            short = any(column.field == "name" for column in own)
            entries = sorted(entries, key=by_name if short else _order)
        sections.append(Section(title, own, description, tuple(entries)))
    links = data.get("links")
    links = links if isinstance(links, dict) else {}
    items = [
        UsefulLink(_text(item.get("title")), _text(item.get("url")), _text(item.get("description")))
        for item in _maps(links.get("items"))
    ]
    return Layout(tuple(sections), _text(links.get("title")), tuple(items))


def _order(entry: Entry) -> tuple[str, str, str]:
    title = entry.text("title")
    return title.casefold(), title, str(entry.data.get("id", ""))


def by_name(entry: Entry) -> tuple[str, str]:
    """What entries are sorted by where the list shows their short names."""
    from medlint.write.columns import short_name

    name = short_name(entry)
    return name.casefold(), name


def _columns(value: Any) -> tuple[Column, ...]:
    out = []
    for item in _maps(value):
        field, extra = _text(item.get("field")), _text(item.get("extra"))
        if field or extra:
            out.append(Column(field, _text(item.get("header")) or extra or _header(field)))
    return tuple(out)


def _header(field: str) -> str:
    return "DOI" if field == "doi" else field.replace("_", " ").capitalize()


def _map(document: Document | None) -> dict[str, Any]:
    return document.data if document is not None and isinstance(document.data, dict) else {}


def _maps(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value).strip()
