"""What the headings over a group say that it lists: datasets, or papers, models, tools, contents and the like."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from medlint.model import Page, Section, TextCell
from medlint.read.columns import header_key

Topic = Literal["data", "other"] | None

_DATA = """
    data[-_]?sets? data[-_]?bases? data[-_]?banks? data corpus corpora corpuses biobanks?
    数据集? 数据库 语料库? 資料集 データセット データベース データ コーパス 데이터셋 데이터세트 데이터 말뭉치
    datens[aä]tze? daten(?:banken)? korpora jeux?_de_données données conjuntos?_de_da[dt]os da[dt]os bases?_de_da[dt]os
    датасет\\w* данны[ех] корпус\\w* наборы_данных дан[иі]х? veri_?set\\w* zbior\\w+_danych
"""
"""What headings, and headers of columns, say of datasets: patterns, with `_` for a blank."""

_OTHER = """
    papers? publications? articles? literature bibliography references? books? blogs? posts? surveys? reviews?
    models? methods? methodolog(?:y|ies) approach(?:es)? algorithms? implementations? baselines? checkpoints embeddings
    pre-?train(?:ed|ing) software tools? toolbox(?:es)? toolkits? librar(?:y|ies) packages? frameworks? engines? apis?
    code(?:s|bases?)? services? platforms? portals? repositor(?:y|ies) applications? projects?
    leaderboards? results? performance sota state[-_]of[-_]the[-_]arts? challenges? competitions? metrics? evaluation
    tutorials? courses? talks? lectures? conferences? journals? workshops? people researchers? labs? teams? groups
    communit(?:y|ies) authors? maintainers? contributors? contributions? contributing contribute contact sponsors?
    acknowledge?ments? credits? thanks cit(?:ation|ing|e)s? licen[cs]es? disclaimer news updates? change_?logs? history
    search(?:_engines?)? director(?:y|ies) sources todos? to-do roadmap faqs? usage installation install setup how_to
    getting_started features? guidelines?
    standards? formats? contents? toc index stars? statistics legend abbreviations symbols tips notes?
    related_(?:work|projects?|lists?|resources?) (?:other|awesome|similar|more)_(?:awesome_)?(?:lists?|collections?)
    resources useful_links? links websites?
    论文 文献 模型 方法 工具 代码 目录 参考 引用 贡献 许可 教程 课程 书籍 竞赛 比赛 更新 論文 モデル ツール 目次
    논문 모델 도구 статьи модели инструменты
"""
"""What headings say over lists of something else."""

_PREPOSITION = re.compile(
    r"\s(?:for|of|on|about|in|with|from|by|to|using|holding|hosting|containing|that|which|where|used|für|de|des|para|pour|для)"
    r"\s|[(\[:：–—]|\s-\s",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(r"\s(?:and|or|und|et|y|e|и)\s|[&,/|+、和与及]", re.IGNORECASE)


def topic_of(text: str) -> Topic:
    """What a heading speaks of: the head word of its first part that says so.

    Of `Datasets and tools` it is the datasets; `Dataset tools` and `Papers with datasets` are not about datasets.
    """
    return _topic_of(text[:300])


@cache
def _topic_of(text: str) -> Topic:
    for phrase in _PREPOSITION.split(text):
        topics = [_of_phrase(part) for part in _CONJUNCTION.split(phrase)]
        if "data" in topics:
            return "data"
        if "other" in topics:
            return "other"
    return None


def _of_phrase(text: str) -> Topic:
    """The topic of the last word that has one. Word lists are searched in each script's own way."""
    last: tuple[int, Topic] = (-1, None)
    topics: tuple[tuple[str, Topic], ...] = ((_OTHER, "other"), (_DATA, "data"))
    for words, topic in topics:
        for found in _pattern(words).finditer(text):
            if found.end() > last[0]:
                last = (found.end(), topic)
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


def topic(section: Section) -> Topic:
    """What the nearest heading that says something says is listed in a section; else what the page as a whole is."""
    here: Section | None = section
    while here is not None:
        if (found := topic_of(here.title)) is not None:
            return found
        here = here.parent
    return None


def page_topic(page: Page) -> Topic:
    """What a page lists, by its first heading, its name and its first words."""
    first = next((section.title for section in page.headings), "")
    if (found := topic_of(first)) is not None:
        return found
    name = page.source.path.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    if name.lower() != "readme" and (found := topic_of(name)) is not None:
        return found
    for cell in page.prose[:3]:
        if _first_words(cell):
            return "data"
    return None


def _first_words(cell: TextCell) -> bool:
    return (
        _of_phrase(_PREPOSITION.split(cell.text[:300])[0]) == "data"
        or _pattern(_DATA).search(cell.text[:300]) is not None
    )
