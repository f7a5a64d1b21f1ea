"""What the headings over a group say that it lists: datasets, or papers, models, tools, contents and the like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from medlint.data import holds, meanings, pattern, small, terms
from medlint.lazy import regex
from medlint.model import Item, Page, Section
from medlint.read.columns import header_key

Topic = Literal["data", "other", "maybe", "within"] | None

_PREPOSITION = regex(
    r"(?<!\bhow)\s(?:for|of|on|about|in|with|from|to|using|holding|hosting|containing|that|which|where|used|für|de|des|para|pour|для|по)"
    r"\s|[(\[:：–—]|\s-\s"
)
_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where the words of one in CamelCase begin: `BookCorpus` speaks of data; `ModelNet` is a name."""
_WORD = regex(r"\w+")
_FEW = 3
_LOOKED_AT = 50
"""So many blocks tell what stands under a heading: every section below asks."""
_SHORT = 16
"""Of so few characters a paragraph is a badge or a line of links, not what the page says of itself."""
_FACT = regex(r"\w+[:：]\s*http")
_OF_ONE = (
    r"\b(?:we|our|you|your|i)\b|(?:^(?:the|this)|\b(?:is|on|from) an?(?: [\w-]+){0,6}) (?:data ?set|corpus|database)\b"
    r"(?! (?:list|collection|catalog|hub))(?!.*\b(?:datasets|corpora|databases|lists?|collections?|resources)\b)"
)
_CONJUNCTION = regex(r"\s(?:and|or|und|et|y|e|и)\s|[&,/|+、和与及]")


def topic_of(text: str) -> Topic:
    """What a heading speaks of: the head word of its first part that says so.

    Of `Datasets and tools` it is the datasets; `Dataset tools` and `Papers with datasets` are not about datasets.
    """
    topics = _topics_of(text[:300])
    return "data" if "data" in topics else "other" if "other" in topics else "maybe" if topics else None


@lru_cache(maxsize=1 << 15)
def _topics_of(text: str) -> set[Topic]:
    """What the first part of a heading that says so speaks of: several things where it lists them."""
    text = _WORD.sub(lambda w: apart if holds(apart := _CAMEL.sub(" ", w[0]), "topic-data") else w[0], text)
    phrases = _PREPOSITION.split(re.split(r"\bby\b", small(text), maxsplit=1)[0])
    for number, phrase in enumerate(phrases):
        before, _, last = phrase.strip().rpartition(" ")
        if last in terms("topic-of-anything") and number + 1 < len(phrases) and _of_phrase(before) is None:
            continue
        if topics := {_of_phrase(part) for part in _CONJUNCTION.split(phrase)} - {None}:
            return topics
    return set()


def _is_mixed(text: str) -> bool:
    """Whether a page lists something else beside datasets, their papers and sources: `Tools, datasets and models`."""
    said = pattern("topic-of-sources").sub("", pattern("link-to-paper").sub("", small(text[:300])))
    return {"data", "other"} <= _topics_of(said)


def _of_phrase(text: str) -> Topic:
    """The topic of the last word that has one. Word lists are searched in each script's own way."""
    topics: dict[str, Topic] = {"topic-other": "other", "topic-maybe": "maybe", "topic-data": "data"}
    found = [(of.end(), topic, of[0]) for name, topic in topics.items() for of in pattern(name).finditer(text)]
    end, topic, word = max(found, key=lambda of: of[0], default=(0, None, ""))
    if word in terms("topic-of-anything") | terms("topic-of-sources") and _of_phrase(text[: end - len(word)]) == "data":
        return "data"
    return topic


def names_data(header: str) -> bool:
    """Whether a header says that its column names datasets."""
    return holds(header[:200], "topic-data") or header_key(header) in ("challenge", "challenges")


def topic(section: Section, page: Topic = None) -> Topic:
    """What is listed in a section: what the nearest heading that is sure says, else what the page lists.

    Below a record of changes, or the facts of one dataset, it is something else whatever is said there.
    Resources are data too in a part of the page that is called so, as `Lexical resources` in `Datasets`.
    "maybe" where that is data, and a heading below it may be of something else: `Books` over datasets about books.
    "within" where that is something else, and a heading around it or the page says data.
    """
    unsure = other = sources = False
    if any(holds(here.title, "heading-of-changes") or _is_of_one(here) for here in section.upward):
        return "other"
    for here in section.upward:
        found = topic_of(here.title)
        top = here.parent is None or here.parent.parent is None
        if found == "data":
            mixed = top and here is not section and _is_mixed(here.title)
            other = other or (top and sources) or (mixed and page == "within")
            return "within" if other else "maybe" if mixed or (unsure and top) else "data"
        outvoted = page == "maybe" and top and here.parent is not None and len(here.parent.children) == 1
        if found == "other" and not outvoted and not (here.children and _is_contents(here)):
            of_sources = topic_of(pattern("topic-of-sources").sub("", small(here.title))) is None
            alone = here.parent is not None and here.parent.level == 1 and here.parent.children == [here]
            sources, other = sources or (of_sources and not alone), other or not of_sources
        unsure = unsure or found == "maybe"
    if other or sources:
        return "other" if page in (None, "other") else "within"
    return "maybe" if unsure and page == "data" else page


def _is_of_one(section: Section) -> bool:
    """Whether a heading is over a table with the facts of one dataset: its title, and a source with a link."""
    rows = [row.cells for table in section.tables[:_FEW] for row in table.rows[:_LOOKED_AT] if len(row.cells) == 2]
    facts = {meanings("header").get(header_key(name.text)): value for name, value in rows}
    return "title" in facts and "source" in facts and bool(facts["source"].links)


def _is_contents(section: Section) -> bool:
    """Whether a heading is over links to parts of the page, and so says nothing of what stands below it."""
    items = [block for block in section.content[:_LOOKED_AT] if isinstance(block, Item)]
    links = [link for item in items for cell in item.cells[:_FEW] for link in cell.links[:_FEW]]
    return bool(links) and all(link.url.startswith("#") for link in links)


def speaks_of_data(text: str) -> bool:
    """Whether a text says that it is about a dataset."""
    return holds(text[:1000], "topic-nouns")


def page_topic(page: Page) -> Topic:
    """What a page lists: "within" where that is several things, and a heading says which part of it is data."""
    found = _page_topic(page)
    called = (pattern("topic-data").fullmatch(header_key(section.title)) for section in page.headings)
    return "within" if found == "maybe" and any(called) else found


def _page_topic(page: Page) -> Topic:
    """What a page lists, by its first heading, its name and its first words."""
    listed = next((table.line for table in page.tables if len(table.rows) > _FEW), len(page.source.text))
    top, line = next(((s.title, s.line) for s in page.headings if s.line <= listed), ("", 0))
    first = "" if line == 1 and pattern("contents").fullmatch(header_key(top)) else top
    if (found := topic_of(first)) in ("data", "other"):
        return "maybe" if _is_mixed(first) or (found == "other" and _of_headings(page, linked=True)) else found
    name = page.source.path.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    if name.lower() != "readme" and (found := topic_of(name)) in ("data", "other"):
        return found
    said = [cell.text[:300] for cell in page.prose[:5] if len(cell.text) > _SHORT and not _FACT.match(cell.text)]
    sentences = [re.split(r"[.!。！]", text, maxsplit=1)[0] for text in said[:2]]
    return next((found for text in sentences if (found := of_sentence(text)) is not None), None) or _of_headings(page)


def _of_headings(page: Page, linked: bool = False) -> Topic:
    """What the headings of a page say that speak of several things of a kind: many names with "dataset" in them."""
    below = [section for section in page.headings if not section.children and len(section.title.split()) > 1]
    names = [s.title for s in below if not linked or (s.heading and s.heading.raw[:1] == "[" and s.heading.links)]
    return "data" if sum(topic_of(name) == "data" for name in names) > max(_FEW, len(names) / 5) else None


def of_sentence(text: str) -> Topic:
    """What a sentence says that a page is; what somebody does with datasets says nothing of it, nor what one is."""
    found = None if re.search(_OF_ONE, text, re.IGNORECASE) else topic_of(text)
    return "maybe" if found == "data" and _is_mixed(text) else found if found in ("data", "other") else None
