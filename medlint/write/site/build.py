"""All files of a site: its pages from templates, its data from the exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from medlint import __version__
from medlint.data.license import license_name, license_url
from medlint.data.modality import derived_codes
from medlint.report.charts import sizes_chart
from medlint.report.escape import json_text, printable, short
from medlint.report.home import Home
from medlint.text.url import host_key
from medlint.write.export import bibtex, schemaorg
from medlint.write.export.formats import FORMATS, each, whole
from medlint.write.export.record import Collection, Record, safe_address
from medlint.write.site import facets as finding
from medlint.write.site import words
from medlint.write.site.badges import badges
from medlint.write.site.health import Health, latest, links_of, overall
from medlint.write.site.relations import overlaps, related

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_PAGE = 250
"""How many datasets a page of the index shows to readers without JavaScript."""
_NEWS = 50
_DESCRIPTION = 20_000  # characters; the schema allows 5,000
_SITEMAP = 50_000  # addresses, https://www.sitemaps.org/protocol.html
_COLUMNS = {
    "title": "Dataset", "modality": "Modality", "body": "Body part", "size": "Size", "licence": "Licence",
    "access": "Access", "year": "Year", "health": "Links",
}  # fmt: skip
_MATRIX = (14, 24)  # modalities and body parts in the picture of both
_LABELS = {
    "licence": words.USE,
    "access": {level: told[0] for level, told in words.ACCESS.items()} | {"unknown": "Not known"},
    "health": words.HEALTH,
}
_FILES = (
    ("catalog.json", "the records, normalised"),
    ("exports/datasets.csv", "a table for spreadsheets"),
    ("exports/datasets.bib", "BibTeX, to be cited"),
    ("exports/schemaorg.jsonld", "schema.org, as a DataCatalog"),
    ("exports/dcat.jsonld", "DCAT-AP, for data portals"),
    ("feed.atom", "what is new, as a feed"),
    ("badges/datasets.json", "how many datasets, as a badge's endpoint; also datasets.svg"),
    ("badges/links.json", "the health of the links, as a badge's endpoint; also links.svg"),
)


class Site(NamedTuple):
    """What a site is made of: the datasets, the health of their links, the day on which each came, and its home."""

    list: Collection
    health: Health
    days: Mapping[str, str]
    home: Home = Home()


class _Matrix(NamedTuple):
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def shade(self, count: int) -> int:
        """From 1 to 5, by the share of the largest count."""
        most = max(max(counts) for _, counts in self.rows)
        return 1 + min(4, 5 * (count - 1) // max(1, most))


def build(site: Site) -> Iterator[tuple[str, bytes]]:
    """The files of a site by name, a path with `/`."""
    environment = _environment()
    shown = sorted(site.list.records, key=lambda record: (record.name.casefold(), record.id))
    links = {record.id: links_of(record, site.health) for record in shown}
    rows = [finding.row(record, overall(links[record.id])) for record in shown]
    made = finding.facets(rows)
    news = sorted(((r, day) for r in shown if (day := site.days.get(r.id))), key=lambda item: (item[1], item[0].id))
    news = news[::-1][:_NEWS]
    shared: dict[str, Any] = {
        "list": site.list, "base": site.list.base, "version": __version__, "checked": latest(site.health),
        "words": words, "labels": _LABELS, "total": len(rows), "root": "",
    }  # fmt: skip
    page = partial(_page, environment, shared)
    yield from _assets(rows, made)
    yield from _index(page, rows, made)
    yield page("collection.html", here="collection", facets=made, **_pictures(shown, rows, made))
    yield page("data.html", here="data", files=_FILES, news=news)
    yield from _datasets(page, site, shown, {row.id: row for row in rows}, made, links)
    yield from _feeds(page, site, news)
    if site.list.base:
        paths = ["", "collection.html", "data.html"]
        pages = [(path, "") for path in paths] + [(f"datasets/{r.id}.html", site.days.get(r.id, "")) for r in shown]
        yield page("sitemap.xml", pages=pages[:_SITEMAP])
    yield from _exports(site.list)
    yield from badges([row.facets["health"][0] for row in rows], latest(site.health))


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    def finalize(value: Any) -> Any:
        """What no reader sees shows as an escape; what is markup already stays."""
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=PackageLoader("medlint.write.site"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "number": words.number,
        "web": lambda text: bool(text and safe_address(text)),
        "host": lambda text: host_key(text)[1] or text,
        "evidence": lambda field, record: list(record.evidence.get(field, ())),
        "shorten": short,
    }
    return made


def _page(environment: Environment, shared: dict[str, Any], template: str, **values: Any) -> tuple[str, bytes]:
    path = values.pop("path", template)
    given = {"here": "", "path": path, **shared, **values}
    return path, environment.get_template(template).render(given).encode("utf-8", "backslashreplace")


def _assets(rows: list[finding.Row], made: tuple[finding.Facet, ...]) -> Iterator[tuple[str, bytes]]:
    folder = files("medlint.write.site") / "assets"
    for name in ("site.css", "site.js"):
        yield f"assets/{name}", (folder / name).read_bytes()
    data = {
        "facets": [
            {"name": facet.name, "values": [[printable(value), printable(label)] for value, label, _ in facet.values]}
            for facet in made
        ],
        "labels": _LABELS,
        "columns": _columns(rows, made),
        "rows": finding.search_data(rows, made),
    }
    yield "assets/data.js", f"window.medlintData = {json_text(data)};\n".encode()


def _columns(rows: list[finding.Row], made: tuple[finding.Facet, ...]) -> dict[str, str]:
    """The columns of the index by key, without those that would say nothing."""
    told = {facet.name for facet in made} | {"title"}
    told |= {"size"} if any(row.size or row.counted for row in rows) else set()
    told |= {"year"} if any(row.year for row in rows) else set()
    return {key: label for key, label in _COLUMNS.items() if key in told}


def _index(page: Any, rows: list[finding.Row], made: tuple[finding.Facet, ...]) -> Iterator[tuple[str, bytes]]:
    pages = max(1, -(-len(rows) // _PAGE))
    columns = _columns(rows, made)
    newest = sorted({row.year for row in rows if row.year}, reverse=True)

    def name(number: int) -> str:
        return "index.html" if number == 1 else f"index-{number}.html"

    for number in range(1, pages + 1):
        yield page(
            "index.html", path=name(number), here="index", facets=made if number == 1 else (), columns=columns,
            rows=rows[(number - 1) * _PAGE : number * _PAGE], number=number, pages=pages, page_name=name,
            years=newest[:20], images=any(row.images for row in rows), bytes=any(row.bytes for row in rows),
        )  # fmt: skip


def _pictures(records: list[Record], rows: list[finding.Row], made: tuple[finding.Facet, ...]) -> dict[str, Any]:
    from markupsafe import Markup

    known = [row.bytes for row in rows if row.bytes]
    years = Counter(row.year for row in rows if row.year)
    by_name = {facet.name: [value for value, _, _ in facet.values] for facet in made}
    modalities, parts = by_name.get("modality", [])[: _MATRIX[0]], by_name.get("body", [])[: _MATRIX[1]]
    columns, bodies = frozenset(modalities), frozenset(parts)
    shown = [(columns.intersection(row.facets["modality"]), bodies.intersection(row.facets["body"])) for row in rows]
    pairs = Counter(pair for both in shown for pair in product(*both))
    lines = [(one, tuple(pairs[one, two] for two in parts)) for one in modalities]
    ranked = tuple((year, year, count) for year, count in sorted(years.items(), reverse=True))
    return {
        "sizes": Markup(sizes_chart(known, len(records))),  # noqa: S704 # figures and words of our own
        "bytes": words.human_bytes(sum(known)) if known else "",
        "matrix": _Matrix(tuple(parts), tuple(line for line in lines if any(line[1]))),
        "years": finding.Facet("since", "Year", ranked),
    }


def _datasets(
    page: Any,
    site: Site,
    records: list[Record],
    rows: dict[str, finding.Row],
    made: tuple[finding.Facet, ...],
    links: dict[str, Any],
) -> Iterator[tuple[str, bytes]]:
    from markupsafe import Markup

    markdown = _markdown()
    relations, shared = related(site.list), overlaps(site.list)
    asked = set(_columns(list(rows.values()), made))
    derived = derived_codes()
    for record in records:
        row = rows[record.id]
        linked = json_text(schemaorg.document(record, site.list))
        told = links[record.id][0].state.date if links[record.id] else ""
        yield page(
            "dataset.html",
            path=f"datasets/{record.id}.html",
            root="../",
            record=record,
            row=row,
            asked=asked,
            health=row.facets["health"][0],
            day=told,
            description=Markup(markdown(_visible(record.description[:_DESCRIPTION]))),  # noqa: S704 # HTML is escaped in it
            related=relations[record.id],
            overlaps=shared.get(record.id, []),
            links=links[record.id],
            bibtex=_lines(bibtex.entry(record, site.list) + bibtex.article(record)),
            license_url=license_url(record.license),
            license_name=license_name(record.license),
            access_words=words.ACCESS[record.access][1]
            if record.access in words.ACCESS
            else record.access or "Not known.",
            derived=derived,
            source_url=site.home.url(record.path, record.line),
            other_proof=sorted(set(record.evidence) - _SHOWN),
            linked_data=Markup(linked),  # noqa: S704 # there is no < in it
        )
        yield f"exports/schemaorg/{record.id}.jsonld", f"{linked}\n".encode()


_SHOWN = frozenset((
    "description", "summary", "relations", "paper", "size", "size.text", "size.bytes", "size.counts", "license",
    "access", "access.level", "access.url", "modalities", "derived", "body_parts", "tasks", "formats", "published",
    "version", "creators", "publisher", "citation", "deidentification", "deidentification.status",
    "deidentification.faces", "kind", "keywords",
))  # fmt: skip
"""Fields whose evidence stands beside them; that of others stands with the record."""


def _visible(text: str) -> str:
    """Text in which what no reader sees shows as an escape; its lines stay."""
    return "\n".join(printable(line) for line in text.splitlines())


def _lines(text: str) -> Markup:
    """Text of several lines, escaped."""
    from markupsafe import escape

    return escape(_visible(text))


def _markdown() -> Any:
    """Markdown to HTML: no HTML in it acts, no image is loaded, and links lead to the web only."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = lambda url: bool(safe_address(url))  # type: ignore[method-assign]
    return made.render


def _feeds(page: Any, site: Site, news: list[tuple[Record, str]]) -> Iterator[tuple[str, bytes]]:
    updated = news[0][1] if news else "1970-01-01"
    yield page("feed.atom", title=f"New in {site.list.title}", news=news, updated=updated)


def _exports(collection: Collection) -> Iterator[tuple[str, bytes]]:
    """The exports, but for the linked data of each dataset, which its page has too."""
    for name in FORMATS:
        if not FORMATS[name].each or name == "schemaorg":
            folder = "" if name == "json" else "exports/"
            yield f"{folder}{FORMATS[name].file}", whole(name, collection, compact=True).encode()
        if name in ("croissant", "datacite"):
            for file, text in each(name, collection, compact=True):
                yield f"exports/{name}/{file}", text.encode()
