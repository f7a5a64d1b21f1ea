"""Rules about how addresses and DOIs are written. No network: what is said here can be read off the address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.data import terms
from medlint.finding import Edit, Finding, Level
from medlint.habits import Habits, habits, header
from medlint.lazy import regex
from medlint.model import Entry, Link, TextCell
from medlint.project import Project
from medlint.read.columns import header_key, header_texts
from medlint.read.files import local_path
from medlint.rules._addresses import dois_in, key_needs_link, owner, quoted, rewritten, without_query, written
from medlint.rules._sources import is_withdrawn
from medlint.rules.base import Option, rule
from medlint.text import doi
from medlint.text import url as urls

_HTTP = regex(r"http(?=://)", re.IGNORECASE)
_PORT = regex(r"http://[^/?#]*:\d", re.IGNORECASE)
_LOOPBACK = regex(r"(?:localhost|.*\.localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)\.?\Z", re.IGNORECASE)
_MARKUP = regex(r"\]\s?[\[(]")
# Headers that speak of links to data in words of their own: `Download Link`, not `Paper link`.
_OF_ADDRESSES = regex(r"^(?!.*\b(?:paper|code)\b).*\b(?:links?|url|download|website|homepage)\b")
_CITATION = regex(r"\[\^[^\]\s]{1,60}\]|\[\d{1,4}[a-z]?\]")
_ADDRESS = regex(r"\b[a-z][a-z0-9+.-]{1,20}://\S", re.IGNORECASE)
_MAIL = regex(r"[\w.+-]@[\w-]{1,63}\.\w")
_LINK_SCHEME = regex(r"[a-z]{2,12}[:;]?//\S+|https?:\S+", re.IGNORECASE)
_BLANK_BETWEEN = regex(r"[^?#\s]*(?:(?<=/)\s|\s+/)|\w+://[^/\s]*\s")  # beside a slash, or in the host
_SPLIT_TARGET = regex(r"[ \t]+[^\s\"'()][^()\n]*\)")


def is_local_file(project: Project, link: Link) -> bool:
    """Whether a relative link leads to a file that is there, whatever it looks like."""
    local = local_path(link.url)
    if local is None or not isinstance(link.cell, TextCell):
        return False
    return project.targets.get((link.cell.source.path, local[0])) is not None


@rule(
    "MED501",
    "invalid-url",
    Level.ERROR,
    options={
        "linked": Option(
            0.5, "Share of a source column's filled cells: where as many hold a link, plain text is no source."
        ),
        "letters": Option(
            5, "Letters of the shortest part of a host's name that names an archive in a title.", relaxes="below"
        ),
    },
    alone=True,
)
def invalid_url(project: Project) -> Iterator[Finding]:
    """A browser couldn't open an address, or a source has no address at all.

    A reader who clicks it gets nowhere, and nothing can check it. The usual causes are a slip in the scheme, a
    forgotten `https://` (which makes the link a path inside the repository), a space in the middle, or a name
    where a link was meant. Schemes that browsers leave to other programs, such as `mailto:` or `s3://`, are fine.

    ```markdown bad
    | Title     | Source                                   | Size                |
    |-----------|------------------------------------------|---------------------|
    | LIDC-IDRI | [TCIA](htps://www.cancerimagingarchive.net/collection/lidc-idri/) | 1,018 scans, 133 GB |
    ```
    ```markdown bad
    | Title     | Source                                   | Size                |
    |-----------|------------------------------------------|---------------------|
    | IXI       | https://brain-development.org/ixi-dataset/ | 600 subjects, 12 GB |
    | LIDC-IDRI | TCIA                                     | 1,018 scans, 133 GB |
    ```
    ```markdown good
    | Title     | Source                                                             | Size                |
    |-----------|--------------------------------------------------------------------|---------------------|
    | LIDC-IDRI | [TCIA](https://www.cancerimagingarchive.net/collection/lidc-idri/) | 1,018 scans, 133 GB |
    | IXI       | [bucket](s3://open-neuro-mirror/ixi), [mail](mailto:ixi@example.org) | 600 subjects, 12 GB |
    ```
    """
    letters = invalid_url.option(project, "letters")
    for link in written(project):
        if link.entry is not None and link.field != "source" and project.foreign(link.entry):
            continue  # whether a value has to be an address, its schema says
        said = _split_in_two(link) or urls.problem(link.url) or _cut_off(link, letters)
        if link.kind == "bare" and link.cell.raw[: link.span[0]].endswith("]["):
            continue  # broken markup, which MED107 says
        if said == urls.QUOTE and doi.find_doi_link(link.url) is not None:
            continue  # MED504 says it
        if said == urls.BLANK and link.kind in ("html", "link") and not _BLANK_BETWEEN.match(link.url.strip()):
            continue  # quotes, or `<>` in Markdown, hold the address together, and browsers escape the blanks of a name
        if said is None and (mark := _backslash(link)):
            # Markdown takes the backslash out of a link, and leaves it in an address that stands by itself.
            level = Level.WARNING if link.kind in _OF_MARKDOWN else None
            said = f"has a backslash before {mark!r}, which is no part of it"
            yield invalid_url.at(link, f"the address {quoted(link.url)}{owner(link.entry)} {said}", level=level)
        elif said is not None and not (said.startswith("has no scheme") and is_local_file(project, link)):
            yield invalid_url.at(link, f"the address {quoted(link.url)}{owner(link.entry)} {said}")
    # Those with neither a text nor an address are broken markup.
    blank = {id(c) for table in project.tables for row in table.rows if row.blank for c in row.cells}  # MED105 says it
    empty = (link for link in project.links if link.kind == "link" and not link.url.strip() and link.text.strip())
    for link in (link for link in empty if id(link.cell) not in blank):
        yield invalid_url.at(link.whole, f"the link '{link.text[:80]}'{owner(link.entry)} has no address",
                             entry=link.entry, field=link.field, subject=link.text)  # fmt: skip
    known, share = habits(project), invalid_url.option(project, "linked")
    for entry in project.entries:
        if not project.foreign(entry) and _plain_source(entry, known, share):
            cell = entry["source"]
            text = " ".join(cell.text.split())
            said = f"the source of {entry.title!r} is {quoted(text)}, {_lacking(text)}"
            yield invalid_url.at(cell, said, entry=entry, field="source", subject=text)


def _split_in_two(link: Link) -> str | None:
    """A target with a space in it is no link in Markdown; its first half is found as a bare address."""
    start, end = link.span
    raw = link.cell.raw
    if link.kind == "bare" and raw[max(start - 2, 0) : start] == "](" and _SPLIT_TARGET.match(raw, end):
        return "has a space inside"
    # `https://github.com/group/ name`, and nothing else in the cell
    rest = _REST.fullmatch(raw, end)
    if link.kind == "bare" and rest and start == 0 and raw[end - 1] == "/" and not urls.is_deep(link.url):
        return f"is cut by a space: {rest[1]!r} follows it"
    return None


_REST = regex(r" ([\w./-]*[\w-])\s*", re.ASCII)
_BACKSLASH = regex(r"\\([^()<>|\\\s])")
_UNMARKED = regex(r"\\([^()<>|\\\s&*_~])")  # but for what means something in Markdown
_OF_MARKDOWN = ("link", "image", "definition")


def _backslash(link: Link) -> str | None:
    """What stands behind a backslash in an address as it is written; brackets and pipes need one, marks may have it."""
    start, end = link.span
    found = (_UNMARKED if link.kind in _OF_MARKDOWN else _BACKSLASH).search(link.cell.raw, start, end)
    return found[1] if found is not None and urls.is_web(link.url) else None


def _cut_off(link: Link, letters: float) -> str | None:
    """An entry's address that leads to all datasets of an archive, where the one that it names should follow."""
    entry = link.entry
    if entry is None or link.field not in ("source", "title") or not urls.is_archive_list(link.url):
        return None
    archive = urls.host_key(link.url)[1].removeprefix("www.").rpartition(".")[0].replace("-", "")
    title = "".join(c for c in entry.title.casefold() if c.isalnum())
    if any(part in title for part in archive.split(".") if len(part) >= letters) or title in archive:
        return None  # the entry is the archive itself
    return "ends before the part that names the dataset"


def _plain_source(entry: Entry, known: Habits, share: float) -> bool:
    """Whether the entry's source is nothing but words where an address was expected."""
    cell = entry.get("source")
    if cell is None or cell.empty or cell.links or _MARKUP.search(cell.raw) or next(dois_in(cell), None):
        return False
    words = _CITATION.sub("", cell.text)
    if any(cell.raw[a] == "`" and " " in cell.raw[a:b] for a, b in cell.opaque):
        return False  # a command that downloads it
    if is_withdrawn(entry) or not any(c.isalnum() for c in words):
        return False
    if _MAIL.search(words) or (_ADDRESS.search(words) and urls.problem(words.strip().split()[0]) is None):
        return False
    return _departs_from_links(entry, known, share) if entry.on_page else key_needs_link(entry)


def _departs_from_links(entry: Entry, known: Habits, share: float) -> bool:
    """Whether as much of the column or more are links, and nothing else in the entry is one."""
    first = entry.text("source").split()[0]
    usual = known.use(entry.table, "source") if entry.table is not None else known.usual(entry, "source")
    if _LINK_SCHEME.fullmatch(first) or (urls.looks_like_web_address(first) and ("/" in first or usual.linked)):
        return True  # an address that is no link yet; beside names `data.gov.au` is one
    cell = header(entry.table, "source")
    if cell is not None and header_key(cell.text) in terms("header-if-linked") and usual.linked <= share * usual.filled:
        return False
    elsewhere = any(cell.links for field, cell in entry.fields.items() if field == "title" or is_of_addresses(field))
    return usual.linked >= share * usual.filled and usual.linked > 0 and not elsewhere


def is_of_addresses(field: str) -> bool:
    """Whether a column's name says that it holds links to data: `Download Link`, not `Paper link`."""
    key = header_key(field)
    return key in header_texts()["source"] or _OF_ADDRESSES.search(key) is not None


def _lacking(text: str) -> str:
    first = text.split()[0]
    if urls.looks_like_web_address(first):
        return f"which has no scheme ('https://{first.lstrip('/')[:80]}' is probably meant)"
    if _LINK_SCHEME.fullmatch(first) and (said := urls.problem(first)):
        return f"which {said}"
    return "which is not an address; expected a link to the dataset"


@rule("MED502", "insecure-url", Level.WARNING, fix="unsafe")
def insecure_url(project: Project) -> Iterator[Finding]:
    """An address begins with `http://`.

    On the way, anybody can read what is asked for and change what is answered, and browsers warn of it. Nearly
    every archive answers over https too; where one does not, name its host in `allow-http` of the config. Without
    the network nobody knows which do, so the addresses of a host are one note. With it the https form of each address
    is asked for, and what is said is certain: the same page is there. DOIs have a rule of their own.

    ```markdown bad
    | Title   | Source                                | Size                 |
    |---------|---------------------------------------|----------------------|
    | Decathlon | [home](http://medicaldecathlon.com/) | 2,633 images, 439 GB |
    ```
    ```markdown good
    | Title   | Source                                 | Size                 |
    |---------|----------------------------------------|----------------------|
    | Decathlon | [home](https://medicaldecathlon.com/) | 2,633 images, 439 GB |
    ```
    """
    unknown: dict[str, list[Link]] = {}
    for link in _unencrypted(project):
        url = urls.normalise(urls.split_fragment(link.url)[0])
        verdict = project.probed.verdicts.get(url)
        if verdict is None or verdict.state == "unchecked":
            if link.entry is None or not project.foreign(link.entry):  # what is a name there, nobody knows
                unknown.setdefault(urls.host_key(url)[1], []).append(link)
        elif verdict.secure_url:
            message = f"the address {quoted(link.url)}{owner(link.entry)} answers over https too: expected 'https://'"
            yield insecure_url.at(link, message, edits=_with_https(link), safe=True)
    for links in unknown.values():
        first, *others = links
        more = f", nor are {len(others):,} more of its host" if others else ""
        said = f"the address {quoted(first.url)}{owner(first.entry)} is not encrypted{more}: expected 'https://'"
        also = tuple((link.place, "of the same host") for link in others)
        edits = tuple(edit for link in links for edit in _with_https(link))
        yield insecure_url.at(first, said, related=also, edits=edits, level=Level.INFO)


def _unencrypted(project: Project) -> Iterator[Link]:
    """The addresses with `http://` that could have `https://`."""
    allowed = tuple(host.lower().rstrip(".") for host in project.config.allow_http)
    for link in written(project):
        plain = _HTTP.match(link.url) and _HTTP.match(link.cell.raw, *link.span)
        if not plain or doi.noncanonical(link.url) or doi.problem(link.url):
            continue
        host = urls.host_key(link.url)[1].rstrip(".")
        if _LOOPBACK.match(host) or any(host == a or host.endswith("." + a) for a in allowed):
            continue
        if not urls.problem(link.url):
            yield link


def _with_https(link: Link) -> tuple[Edit, ...]:
    found = None if _PORT.match(link.url) else _HTTP.match(link.cell.raw, *link.span)
    return rewritten(link.cell, *found.span(), "https") if found else ()


@rule("MED505", "session-url", Level.WARNING, fix="unsafe", alone=True, habit="carry parts that only track a visit")
def session_url(project: Project) -> Iterator[Finding]:
    """An address carries parts that track the reader or belong to one visit.

    Click numbers of advertisements, sessions and share marks say nothing of the dataset. They make one page look
    like many, and some stop working when the session ends.

    ```markdown bad
    | Title | Source                                                | Size                 |
    |-------|-------------------------------------------------------|----------------------|
    | PALM  | [challenge](https://palm.grand-challenge.org/?gclid=EAIaIQobChMI) | 1,200 images, 2 GB |
    ```
    ```markdown good
    | Title | Source                                                | Size                 |
    |-------|-------------------------------------------------------|----------------------|
    | PALM  | [challenge](https://palm.grand-challenge.org/?tab=data) | 1,200 images, 2 GB |
    ```
    """
    for link in written(project):
        parts = urls.session_parts(link.url)
        start, end = link.span
        picture = link.kind == "image" or "src=" in link.cell.raw[max(start - 6, 0) : start].lower()
        if not parts or urls.problem(link.url) or picture:  # a picture may not be served without its token
            continue
        piece = link.cell.raw[start:end]
        mended = urls.without_session_parts(piece)
        # An address written with entities (`&amp;`) is left to a person.
        edits = rewritten(link.cell, start, end, mended) if urls.session_parts(piece) == parts else ()
        shown = ", ".join(quoted(part if len(part) <= 40 else part[:39] + "…") for part in parts)
        said = f"{quoted(without_query(link.url))}{owner(link.entry)} carries {shown}, which only tracks a visit"
        yield session_url.at(link, f"the address {said}", edits=edits)


@rule("MED506", "shortened-url", Level.WARNING, alone=True, habit="hide where their link leads")
def shortened_url(project: Project) -> Iterator[Finding]:
    """An address is shortened, so that nobody sees where it leads.

    Services that shorten addresses end, and their links with them; until then they can be pointed elsewhere.
    Resolvers of lasting names (`doi.org`, `hdl.handle.net`, `w3id.org`, `purl.org`) are no such services.

    ```markdown bad
    | Title | Source                         | Size                |
    |-------|--------------------------------|---------------------|
    | IXI   | [download](https://bit.ly/3xIx1a) | 600 subjects, 12 GB |
    ```
    ```markdown good
    | Title | Source                                                  | Size                |
    |-------|---------------------------------------------------------|---------------------|
    | IXI   | [download](https://brain-development.org/ixi-dataset/)  | 600 subjects, 12 GB |
    ```
    """
    for link in written(project):
        if urls.is_shortener(link.url):
            said = f"{quoted(link.url)}{owner(link.entry)} hides where it leads; expected the full address"
            yield shortened_url.at(link, f"the address {said}")
