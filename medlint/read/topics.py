"""What the headings over a group say that it lists: datasets, or papers, models, tools, contents and the like."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from medlint.model import Page, Section
from medlint.read.columns import header_key

Topic = Literal["data", "other", "maybe"] | None

_DATA = """
    data[-_]?sets? data[-_]?bases? data[-_]?banks? data corpus corpora corpuses biobanks? 数据集? 数据库 语料库?
    資料集 データセット データベース データ コーパス 데이터셋 데이터세트 데이터 말뭉치 datens[aä]tze? daten(?:banken)?
    korpora jeux?_de_données données conjuntos?_de_da[dt]os da[dt]os bases?_de_da[dt]os датасет\\w* данны[ех]
    корпус\\w* наборы_данных дан[иі]х? veri_?set\\w* zbior\\w+_danych
"""
"""What headings, and headers of columns, say of datasets: patterns, with `_` for a blank."""

_NOUNS = "data_?sets? corpus corpora databases? data 数据集? 语料库? データセット コーパス 데이터 датасет корпус"
"""What a text says of itself that tells of a dataset."""

_OTHER = """
    papers? publications? literature bibliography references? surveys? models? methods? methodolog(?:y|ies)
    approach(?:es)? algorithms? implementations? baselines? checkpoints embeddings pre-?train(?:ed|ing) tools?
    toolbox(?:es)? toolkits? librar(?:y|ies) packages? frameworks? platforms? portals? repositor(?:y|ies)
    search_engines? director(?:y|ies) sources leaderboards? results? sota state[-_]of[-_]the[-_]arts? metrics?
    notebooks? scripts? tutorials? courses? conferences? journals? workshops? contributors? contributions?
    contributing contribute maintainers? sponsors? acknowledge?ments? credits? thanks citations? citing cite
    disclaimer updates? change_?logs? todos? to-do roadmap faqs? usage installation install setup how_to
    getting_started learn_more contents? toc legend abbreviations resources links? useful_links?
    related_(?:work|projects?|lists?)
    (?:other|awesome|similar|more)_(?:awesome_)?(?:lists?|collections?|repos(?:itories)?)
    data_(?:scraping|filtering|generation|exploration|(?:pre)?processing|annotation|labell?ing|augmentation|cleaning|loading)
    data_(?:formats?|analysis|visuali[sz]ation|science|engineering|management|sharing|quality|splits?|preparation|structure)
    data_(?:usage|availability|statement|polic(?:y|ies)|types?|model|loaders?) introduction overview motivation
    background 论文 文献 模型 方法 工具 目录 参考 引用 贡献 教程 课程 更新 論文 モデル ツール 目次 논문 모델 도구
    статьи модели инструменты
"""
"""What headings say over lists of something else."""

_MAYBE = """
    search software code(?:s|bases?)? applications? projects? websites? services? books? blogs? posts? articles? news
    reviews? talks? lectures? videos? people researchers? groups? teams? labs? communit(?:y|ies) authors? history
    features? notes? tips stars? symbols formats? standards? guidelines? index statistics challenges? competitions?
    engines? apis? performance evaluation licen[cs]es? contact games? 代码 许可 书籍 竞赛 比赛
"""
"""What a heading says over a list of something else, or of the datasets that are about it: books, news, software."""

_OF_ANYTHING = frozenset(("link", "links", "introduction", "overview", "statistics", "index"))
"""What says nothing of its own beside a word for data: `Datasets overview`, `Overview of datasets`."""
_SOURCES = frozenset(("resources", "sources"))
"""What is of data where that stands before it: `Data sources`."""

_PREPOSITION = re.compile(
    r"\s(?:for|of|on|about|in|with|from|by|to|using|holding|hosting|containing|that|which|where|used|für|de|des|para|pour|для)"
    r"\s|[(\[:：–—]|\s-\s",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORT = 12
"""Of so few characters a paragraph is a badge or a line of links, not what the page says of itself."""
_CONJUNCTION = re.compile(r"\s(?:and|or|und|et|y|e|и)\s|[&,/|+、和与及]", re.IGNORECASE)


def topic_of(text: str) -> Topic:
    """What a heading speaks of: the head word of its first part that says so.

    Of `Datasets and tools` it is the datasets; `Dataset tools` and `Papers with datasets` are not about datasets.
    """
    return _topic_of(_CAMEL.sub(" ", text[:300]))


@cache
def _topic_of(text: str) -> Topic:
    phrases = _PREPOSITION.split(text)
    for number, phrase in enumerate(phrases):
        if phrase.strip().lower() in _OF_ANYTHING and number + 1 < len(phrases):
            continue
        topics = [_of_phrase(part) for part in _CONJUNCTION.split(phrase)]
        if "data" in topics:
            return "data"
        if "other" in topics or "maybe" in topics:
            return "other" if "other" in topics else "maybe"
    return None


def _of_phrase(text: str) -> Topic:
    """The topic of the last word that has one. Word lists are searched in each script's own way."""
    last: tuple[int, Topic, str] = (-1, None, "")
    topics: tuple[tuple[str, Topic], ...] = ((_OTHER, "other"), (_MAYBE, "maybe"), (_DATA, "data"))
    for words, topic in topics:
        for found in _pattern(words).finditer(text):
            if found.end() > last[0]:
                last = (found.end(), topic, found[0].lower())
    if last[2] in (*_OF_ANYTHING, *_SOURCES) and (of := _of_phrase(text[: last[0] - len(last[2])])) == "data":
        return of
    return last[1]


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """One pattern for a list of words: whole words in alphabets, anywhere in scripts that put no blanks between."""
    parts = [word.replace("_", " ") for word in words.split()]
    alphabet = "|".join(part for part in parts if part[0] < "\u2e80")
    wide = "|".join(part for part in parts if part[0] >= "\u2e80")
    return re.compile(rf"(?<![^\W_])(?:{alphabet})(?![^\W_])|{wide}", re.IGNORECASE)


def names_data(header: str) -> bool:
    """Whether a header says that its column names datasets."""
    return _pattern(_DATA).search(header[:200]) is not None or header_key(header) in ("challenge", "challenges")


def topic(section: Section, page: Topic = None) -> Topic:
    """What is listed in a section: what the nearest heading that is sure says, else what the page lists.

    "maybe" where that is data, and a heading below it may be of something else: `Books` over datasets about books.
    """
    here: Section | None = section
    unsure = False
    while here is not None:
        found = topic_of(here.title)
        if found in ("data", "other"):
            top = here.parent is None or here.parent.parent is None
            return "maybe" if unsure and found == "data" and top else found
        unsure = unsure or found == "maybe"
        here = here.parent
    return "maybe" if unsure and page == "data" else page


def speaks_of_data(text: str) -> bool:
    """Whether a text says that it is about a dataset."""
    return _pattern(_NOUNS).search(text[:1000]) is not None


def page_topic(page: Page) -> Topic:
    """What a page lists, by its first heading, its name and its first words."""
    first = next((section.title for section in page.headings), "")
    if (found := topic_of(first)) in ("data", "other"):
        return found
    name = page.source.path.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    if name.lower() != "readme" and (found := topic_of(name)) in ("data", "other"):
        return found
    said = [cell.text[:300] for cell in page.prose[:5] if len(cell.text) > _SHORT][:2]
    sentences = [re.split(r"[.!。！]", text, maxsplit=1)[0] for text in said]
    return next((found for text in sentences if (found := _of_sentence(text)) is not None), None)


def _of_sentence(text: str) -> Topic:
    """What a sentence says that a page is; what somebody does with datasets says nothing of it."""
    found = None if re.search(r"\b(?:we|our|you|your|i)\b", text, re.IGNORECASE) else topic_of(text)
    return found if found in ("data", "other") else None
