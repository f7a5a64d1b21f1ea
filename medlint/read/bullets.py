"""Lists whose items are datasets: `- [Name](address) – text`, `* **Name**: text`, with facts nested below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from medlint.data import holds, pattern
from medlint.lazy import regex
from medlint.model import Column, Entry, Item, Page, Section, Table, TextCell
from medlint.read.columns import Words, header_key
from medlint.read.facts import (
    Draft,
    Pieces,
    entries_of,
    is_fact,
    is_link,
    item_leads_out,
    items_of,
    kind_of,
    labels,
    leads_out,
    led_paragraphs,
    name_of,
    says,
    settle,
    title_span,
)
from medlint.read.topics import Topic, of_sentence, speaks_of_data, topic_of
from medlint.text.placeholder import is_placeholder
from medlint.text.records import of_dataset
from medlint.text.words import leads_on

_SENTENCE = regex(r"[.!?。！？]\s+\w|\b(?:can be|could be|please|you|we|I|our|my|this list|these lists?)\b")
"""What a sentence has and a name hasn't."""
_FILE = regex(r"[\s*_]*`[^`\s]+\.\w{1,5}`")
_STEP = regex(
    r"(?i)\W*(?:how to\b|(?:(?:first|next|then|finally),?\s+)?(?:please )?"
    r"(?:download|extract|unzip|unpack|install|run|copy|move) (?:the|all|both|it|them|this|these|your)\b)"
)
"""What an item that tells how to do something begins with."""
_A_DATASET = regex(r"(?i)(?:an? |the )?(?:data ?sets?|corpus|corpora|databases?) of\b")
_NAME = 8
"""Of more words a text is no name."""
_BESIDE = 3
_ADDRESSES = 2
"""So many addresses alone may stand below a name; of more each is an item."""
_START = 3


def read_items(
    page: Page, sections: Iterable[Section], words: Words, pieces: Pieces, about: Callable[[Section], Topic]
) -> Iterator[Entry]:
    """The entries of the lists that stand directly under headings, one group for each section.

    First those that are datasets by what `about` tells of the section, then those that stand beside them and are
    written as they are.
    """
    groups: list[tuple[Section, list[Item]]] = []
    left: list[tuple[Section, Topic, list[Item]]] = []
    for section in sections:
        topic = about(section) or _announced(section)
        found = list(items_of(section.content)) or led_paragraphs(section.content)
        items = list(_leaves(found)) if topic != "other" else []
        topic = "data" if topic != "data" and _are_records(items) else topic
        if not items or topic not in ("data", "maybe") or _are_papers(section, items) or _are_pages(items):
            continue
        if topic == "data" and _are_entries(items, words):
            groups.append((section, items))
        elif _are_entries(items, words) or (topic == "data" and not _are_facts(items, words)):
            left.append((section, topic, items))
    beside = Counter(id(near) for section, _ in groups for near in (section, section.parent))
    alike = [
        (section, _alike(section, items, topic, len(groups) if topic == "maybe" else beside[id(section.parent)]))
        for section, topic, items in left
    ]
    groups += [(section, items) for section, items in alike if items]
    tagged = {tag for _, items in groups for item in items if (tag := _tag(item.cells[0])) is not None}
    tags = Counter(tag for tag, _ in tagged)
    for section, items in groups:
        table = Table(page, section, items[0].line, "items")
        table.end_line = items[-1].end_line
        page.groups.append(table)
        drafts = [_draft(item, pieces, tags) for item in items]
        _before_headings(page, drafts)
        settle(drafts, words, pieces)
        yield from entries_of(table, "item", drafts)


def _called_data(section: Section) -> bool:
    """Whether a heading below the page's title says data, and none between it and the section something else."""
    below = (here for here in section.upward if here is section or (here.parent and here.parent.parent))
    topics = (topic_of(re.sub(r"(?i)\bdata[- ](?:centric|driven)\b", "", here.title)) for here in below)
    return next(filter(None, topics), None) == "data"


def _announced(section: Section) -> Topic:
    """What the line before the first item says that they are: `List of datasets:`."""
    at = next((at for at, block in enumerate(section.content) if isinstance(block, Item)), 0)
    before = section.content[at - 1] if at else None
    line = before.text.strip().rpartition("\n")[2] if isinstance(before, TextCell) else ""
    return of_sentence(line) if line.endswith((":", "：")) else None


def _alike(section: Section, items: list[Item], topic: Topic, beside: int) -> list[Item]:
    """Which items of a section that aren't datasets by its heading are by what they say, and by the lists `beside`."""
    named = sum(_begins_with(item, "[*_<") and item_leads_out(item) for item in items)
    if topic == "maybe":
        like = (beside >= _BESIDE and named == len(items) and " " in section.title.strip()) or _speak_of_data(items)
        return items if like else []
    led = [item for item in items if _begins_with(item, "[<") and any(a.url[:1] != "#" for a in item.cells[0].links)]
    if beside >= _BESIDE and 5 * (len(led) + sum(map(_is_bare_name, items))) >= 4 * len(items):
        return items
    led = [item for item in led if leads_out(item.cells[0].links[0]) and kind_of(item.cells[0].links[0]) != "paper"]
    linked = sum(bool(item.cells[0].links) for item in items)
    return led if beside and len(led) > 1 and 2 * linked > len(items) else []


def _are_records(items: list[Item]) -> bool:
    """Whether most items, two at least, lead to a record of an archive of datasets or begin with `A dataset of`."""
    firsts = ((item.cells[0], next(filter(leads_out, item.cells[0].links), None)) for item in items)
    found = [(_A_DATASET.match(cell.text), link) for cell, link in firsts if link is not None]
    records = sum(said is not None or (of_dataset(link.url) and not leads_on(link.text)) for said, link in found)
    return 2 * records >= max(len(items), _START)


def _speak_of_data(items: list[Item]) -> bool:
    return 2 * sum(speaks_of_data(item.cells[0].text) for item in items) >= len(items)


def _begins_with(item: Item, marks: str) -> bool:
    cell = item.cells[0]
    return cell.raw[title_span(cell)[0] :][:1] in marks


def _is_bare_name(item: Item) -> bool:
    """Whether an item says a name and no more, by itself or over what is linked below it."""
    text = item.cells[0].text.strip()
    if item.cells[0].links or is_placeholder(text.upper()) or _SENTENCE.search(text) or re.search("[:：]", text):
        return False
    return 0 < len(text.split()) <= _NAME and text[-1] not in ".!?。"


def _before_headings(page: Page, drafts: list[Draft]) -> None:
    """End an item where a heading begins that is set in below it: the section is no part of the entry."""
    lines = sorted(section.line for section in page.headings)
    for draft in drafts:
        at = bisect_right(lines, draft.line)
        if at < len(lines) and lines[at] <= draft.end_line:
            draft.end_line = lines[at] - 1
            while draft.end_line > draft.line and not page.source.line(draft.end_line).strip():
                draft.end_line -= 1


def _leaves(items: list[Item]) -> Iterator[Item]:
    """The items that stand for a dataset: those below an item that only names their group, else itself.

    Among items with links of their own a remark or papers below a name are told of it; among groups one may be empty.
    """
    linked = 2 * sum(any(map(leads_out, cell.links)) for item in items for cell in item.cells[:1]) > len(items)
    groups = [_is_group(item) and not (linked and _is_told_of(item)) for item in items]
    empty = 2 * sum(groups) > len(items)
    for item, group in zip(items, groups, strict=True):
        if group:
            yield from _leaves(item.items)
        elif empty and item.items and not item_leads_out(item):
            continue
        elif item.cells and says(item.cells[0]) and not _is_part(item):
            yield item


def _is_told_of(item: Item) -> bool:
    """Whether what stands below an item is one remark, or papers alone."""
    below = [cell for part in item.items for cell in part.cells[:1]]
    remark = len(below) == 1 and below[0].raw[:1] not in "[*_<"
    return remark or all(kind_of(link) == "paper" for cell in below for link in cell.links if leads_out(link))


def _is_part(item: Item) -> bool:
    """Whether an item leads to parts of the page or several files of the list, is a step, a file or a promise."""
    cells = [*item.cells, *(cell for below in item.items for cell in below.cells)]
    urls = [link.url for cell in cells for link in cell.links]
    anchors = bool(item.items) and all(cell.links and cell.links[0].url.startswith("#") for cell in cells)
    promised = pattern("promise").fullmatch(header_key(item.cells[0].text).rstrip("!…"))
    named = not item_leads_out(item) and (promised or _FILE.match(item.cells[0].raw)) is not None
    step = _STEP.match(item.cells[0].text) is not None
    return anchors or named or step or (len(urls) >= _BESIDE and not any("://" in url for url in urls))


def _is_group(item: Item) -> bool:
    """Whether an item names a group: nothing in it leads anywhere, and what is below it does, each by its name."""
    links = [link for cell in item.cells for link in cell.links]
    if not item.items or any(map(leads_out, links)) or any(map(labels, item.cells[:1])):
        return False
    names = [name_of(below) for below in item.items]
    if names.count("") <= _ADDRESSES and any(name is not None and leads_on(name) for name in names):
        return False
    if sum(map(bool, names)) == 1 and any(cell.text.strip() in names for cell in item.cells):
        return False
    leading = sum(name is not None or _is_group(below) for name, below in zip(names, item.items, strict=True))
    return leading > 0 and 2 * leading >= len(item.items)


def _are_facts(items: list[Item], words: Words) -> bool:
    """Whether most items say one thing each of what their heading names."""
    first = [found[0].name for item in items if (found := labels(item.cells[0], True)) and found[0].start < _START]
    facts = [name for name in first if is_fact(name, words) and (words.meaning(name) or "x")[0] != "title"]
    return 2 * len(facts) >= len(items)


def _are_papers(section: Section, items: list[Item]) -> bool:
    """Whether items lead to papers before anything but code, and neither lead to data nor, but below papers, say so."""
    above = (here.title for here in section.upward if here is not section)
    of_papers = any(holds(title, "section-of-papers") and topic_of(title) == "other" for title in above)
    if not of_papers and (_called_data(section) or _speak_of_data(items)):
        return False
    found = [[kind_of(link) for link in item.cells[0].links if leads_out(link)] for item in items]
    below = [[kind_of(link) for part in item.items for cell in part.cells for link in cell.links] for item in items]
    others = [[kind for kind in kinds if kind != "code"] for kinds in found]
    papers = (o[:1] == ["paper"] and "source" not in (*o, *b) for o, b in zip(others, below, strict=True))
    return 5 * sum(papers) >= 4 * len(items)


def _are_pages(items: list[Item]) -> bool:
    """Whether items are links to other pages of the list, and say nothing of them."""
    cells = [cell for item in items for cell in item.cells]
    return all(is_link(c) and ".md" in c.links[0].url and "://" not in c.links[0].url for c in cells)


def _are_entries(items: list[Item], words: Words) -> bool:
    """Whether most items lead out of the page, each by a name of its own, not in the middle of a sentence."""
    if _are_facts(items, words):
        return False
    out = sum(map(item_leads_out, items))
    return out > 0 and 2 * out >= len(items) and 2 * sum(is_prose(item.cells[0]) for item in items) < len(items)


def is_prose(cell: TextCell) -> bool:
    """Whether an item is news of a date, or a sentence, with a long name that ends one or goes on in a named link."""
    start, end, after = title_span(cell)
    raw = cell.raw
    name, goes_on = raw[start:end], raw[after : after + 1] == "["
    if raw[start : start + 1] in "[*_`<":
        return name != "" and not any(map(str.isalpha, name))
    said = next((link.text for link in cell.links if link.whole_span[0] == after), "")
    return len(name) > 40 and (_SENTENCE.search(name) is not None or (goes_on and not leads_on(said)))


def _tag(cell: TextCell) -> tuple[str, str] | None:
    """The words where a title stands, right before a link with a name, and that name: a tag if others begin so too."""
    start, end, after = title_span(cell)
    link = next((k for k in cell.links if k.whole_span[1] > start and not k.is_picture), None)
    if link is None or link.whole_span[0] < end or cell.raw[after : link.whole_span[0]].strip(" :*_"):
        return None
    named = leads_out(link) and not leads_on(link.text) and kind_of(link) not in ("paper", "code")
    key = header_key(cell.raw[start:end])
    return (key, link.text.casefold()) if named and key else None


def _draft(item: Item, pieces: Pieces, tags: Mapping[str, int]) -> Draft:
    draft = Draft(item.line, item.end_line)
    first = item.cells[0]
    start, end, after = title_span(first)
    if (tag := _tag(first)) is not None and tags[tag[0]] > 1:
        start, end, after = title_span(first, after)
    if end > start:
        title = pieces.cut(first, start, end)
        draft.fields["title"] = title
        draft.columns["title"] = Column(title, "title", True)
    draft.add(first, after, whole=False)
    for cell in item.cells[1:]:
        draft.add(cell)
    for below in item.items:
        draft.add_item(below)
    return draft
