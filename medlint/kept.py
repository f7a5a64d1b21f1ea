"""Records of a large catalog by their keys: what entries are compared by is kept, the rest is read again on demand.

A record of which nothing is said takes up what its keys do, whatever it holds. A rule that compares entries asks for
small keys (`small_key`), and looks at a whole record only where these give it a reason to (`suspect`); everything else
of an entry is there too, and costs another look at its file.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from medlint.config import ConfigError
from medlint.finding import Finding
from medlint.model import Cell, Document, Entry, Link, LinkKind, Place, Route, Source

Value = TypeVar("Value")

WHOLE = 20_000
"""How many records are held whole at most."""
TEXTS = ("title", "doi", "license")
"""The fields whose texts are kept: pages are compared with them."""

_KEYS: dict[str, Callable[[Entry], Any]] = {}


def small_key(work: Callable[[Entry], Value]) -> Callable[[Entry], Value]:
    """Mark a function of an entry as one of its keys: it is worked out where a record is read, and its value is kept.

    The value is small, depends on the entry alone, and is made of strings, numbers and tuples.
    """
    return _kept(work, work)


def suspect(work: Callable[[Entry], bool]) -> Callable[[Entry], bool]:
    """Mark a function as the key that says whether a rule may have something to say of a record.

    It is asked only for records that are kept by their keys: of any other the rule itself may look at all there is.
    """
    return _kept(work, lambda _: True)


def _kept(work: Callable[[Entry], Value], otherwise: Callable[[Entry], Value]) -> Callable[[Entry], Value]:
    name = f"{work.__module__}.{work.__qualname__}"
    _KEYS[name] = work

    @wraps(work)
    def known(entry: Entry) -> Value:
        return entry.key(name) if isinstance(entry, KeptRecord) else otherwise(entry)

    return known


class Key(NamedTuple):
    """What is kept of a record, as it is sent from one process to another."""

    route: Route
    title: str
    texts: tuple[str, ...]
    id: str
    aliases: tuple[str, ...]
    section: str
    links: tuple[tuple[str, LinkKind, str | None, int, int], ...]
    keys: tuple[Any, ...]


def names() -> list[str]:
    """The names of all keys, in the order in which they are kept. All rules have to be known."""
    return sorted(_KEYS)


def key_of(entry: Entry, keys: Iterable[str], alike: dict[Any, Any]) -> Key:
    """What to keep of a record, with the keys that are named. `alike` holds values of others, for those that are so."""
    texts = tuple(entry.text(field) for field in TEXTS)
    title = entry.title
    return Key(
        entry.route,
        texts[0] if title == texts[0] else title,
        texts,
        entry.id,
        entry.aliases,
        alike.setdefault(entry.section, entry.section),
        tuple((link.url, link.kind, link.field, *link.at[1:]) for link in entry.links),
        tuple(alike.setdefault(value, value) for value in (_KEYS[name](entry) for name in keys)),
    )


class KeptRecord(Entry):
    """A record of which only the keys are held; whatever else is asked for is read again."""

    __slots__ = ("_aliases", "_id", "_keys", "_links", "_path", "_section", "_shelf", "_texts", "_title")

    def __init__(self, path: str, key: Key, shelf: Shelf) -> None:
        self.kind = "record"
        self.page = self.row = self.twin = self.shown = None
        self.route = key.route
        self._path = path
        self._title = key.title
        self._texts = key.texts
        self._id = key.id
        self._aliases = key.aliases
        self._section = key.section
        self._links = tuple(KeptLink(self, number, *link) for number, link in enumerate(key.links))
        self._keys = key.keys
        self._shelf = shelf

    def key(self, name: str) -> Any:
        """The value of a key."""
        return self._keys[self._shelf.positions[name]]

    @property
    def whole(self) -> Entry:
        """The record as it was read."""
        return self._shelf.record(self._path, self.route)

    @property
    def fields(self) -> dict[str, Cell]:  # type: ignore[override]
        return self.whole.fields

    @property
    def data(self) -> Mapping[str, Any]:  # type: ignore[override]
        return self.whole.data

    @property
    def document(self) -> Document:  # type: ignore[override]
        return self._shelf.document(self._path)

    @property
    def remembered(self) -> dict[object, Any] | None:
        return self.whole.remembered

    @remembered.setter
    def remembered(self, known: dict[object, Any] | None) -> None:
        self.whole.remembered = known

    @property
    def source(self) -> Source:
        return self.document.source

    @property
    def path(self) -> str:
        return self._path

    @property
    def title(self) -> str:
        return self._title

    @property
    def id(self) -> str:
        return self._id

    @property
    def aliases(self) -> tuple[str, ...]:
        return self._aliases

    @property
    def section(self) -> str:
        return self._section

    @property
    def links(self) -> Iterable[Link]:
        return self._links

    def text(self, field: str) -> str:
        return self._texts[TEXTS.index(field)] if field in TEXTS else super().text(field)


class KeptLink(Link):
    """A link of such a record: its address and place are held, its cell is read again."""

    __slots__ = ("_column", "_line", "_number")

    def __init__(
        self, entry: KeptRecord, number: int, url: str, kind: LinkKind, field: str | None, line: int, column: int
    ) -> None:
        self.url = url
        self.kind = kind
        self.entry = entry
        self.field = field
        self._number = number
        self._line = line
        self._column = column

    @property
    def at(self) -> tuple[str, int, int]:
        assert self.entry is not None
        return (self.entry.path, self._line, self._column)

    @property
    def _read(self) -> Link:
        assert isinstance(self.entry, KeptRecord)
        return list(self.entry.whole.links)[self._number]

    @property
    def cell(self) -> Cell:  # type: ignore[override]
        return self._read.cell

    @property
    def text(self) -> str:  # type: ignore[override]
        return self._read.text

    @property
    def place(self) -> Place:
        return self._read.place

    @property
    def whole(self) -> Place:
        return self._read.whole

    @property
    def span(self) -> tuple[int, int]:  # type: ignore[override]
        return self._read.span

    @property
    def whole_span(self) -> tuple[int, int]:  # type: ignore[override]
        return self._read.whole_span


class KeptFile(NamedTuple):
    """A file of such records: how many characters it has, and its records."""

    length: int
    records: tuple[KeptRecord, ...]


class Shelf:
    """The files of the records that are kept by their keys; those that were read again last are at hand."""

    def __init__(self, read: Callable[[str], tuple[Document, list[Entry]] | None], keys: Iterable[str]) -> None:
        """`read` gives a file's document and records, None where there are none."""
        self.files: dict[str, KeptFile] = {}
        self.positions = {name: number for number, name in enumerate(keys)}
        self._read = read
        self._hand: OrderedDict[str, tuple[Document, dict[Route, Entry]]] = OrderedDict()
        self._records = 0

    def put(self, path: str, length: int, keys: Iterable[Key]) -> tuple[KeptRecord, ...]:
        """Keep the records of a file."""
        records = tuple(KeptRecord(path, key, self) for key in keys)
        self.files[path] = KeptFile(length, records)
        return records

    def document(self, path: str) -> Document:
        """The document of a file. Raises LookupError for one that isn't kept, ConfigError for one that has changed."""
        return self._at(path)[0]

    def record(self, path: str, route: Route) -> Entry:
        """The record at a route of a file. Raises as `document` does."""
        return self._at(path)[1][route]

    def _at(self, path: str) -> tuple[Document, dict[Route, Entry]]:
        if path in self._hand:
            self._hand.move_to_end(path)
            return self._hand[path]
        kept = self.files[path]
        found = self._read(path)
        records = {entry.route: entry for entry in found[1]} if found is not None else {}
        same = records.keys() == {record.route for record in kept.records}
        if found is None or not same or len(found[0].source.text) != kept.length:
            raise ConfigError(f"{path} was changed while it was checked; run medlint again")
        for record in kept.records:
            for link in records[record.route].links:
                link.entry = record
        self._hand[path] = found[0], records
        self._records += len(records)
        while self._records > WHOLE and len(self._hand) > 1:
            self._records -= len(self._hand.popitem(last=False)[1][1])
        return self._hand[path]


class Words:
    """The words of texts, counted: of those in English, and of those that are too short to tell."""

    def __init__(self) -> None:
        self.english = 0
        self.foreign = 0
        """How many texts are in English, and how many are not."""
        self.of_english: Counter[str] = Counter()
        self.of_short: Counter[str] = Counter()

    def add(self, other: Words) -> None:
        """Take in what was counted elsewhere."""
        self.english += other.english
        self.foreign += other.foreign
        self.of_english.update(other.of_english)
        self.of_short.update(other.of_short)


class Kept(NamedTuple):
    """What is known of the records that are kept by their keys, besides these.

    `findings` is what the rules that speak of a record alone found in them, `words` the words that people read there.
    """

    shelf: Shelf
    findings: list[Finding]
    words: Words
