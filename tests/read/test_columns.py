"""What headers of columns mean, and what headings say that a list is about."""

from __future__ import annotations

import pytest

from medlint.config import Config
from medlint.model import Source
from medlint.read.columns import Words
from medlint.read.entries import read_entries
from medlint.read.markdown import read_page
from medlint.read.topics import topic_of


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Title", "title"), ("**Dataset Name**", "title"), ("Name with link", "title"), ("Medical Dataset", "title"),
        ("数据集名称", "title"), ("Corpus", "title"), ("Dataset 数据集", "title"), ("Name of the dataset", "title"),
        ("Dataset URL", "source"), ("Download Link", "source"), ("获取链接", "source"), ("📎 Links", "source"),
        ("Official Website", "source"), ("Download Link 下载链接", "source"), ("Homepage", "source"),
        ("# Hours", "size"), ("#images", "size"), ("Number of scans", "size"), ("数据大小", "size"),
        ("Data Size (GB)", "size"), ("Volume 数据量", "size"), ("Sample Size", "size"),
        ("Brief description", "description"), ("内容概述", "description"), ("Licence", "license"),
        ("License Type", None),
        ("Imaging Modality", "modality"), ("type of data", "modality"), ("Release Date", "date"), ("Year", "date"),
        ("Paper Title", None), ("Paper Link", None), ("Patch Size", None), ("#nodes", None), ("论文地址", None),
        ("데이터 이름", "title"), ("데이터 출처", None), ("论文简称", None),
        ("数据集提供者", None), ("# speakers", None), ("Model Name", None), ("Task", None), ("", None),
    ],
)  # fmt: skip
def test_a_header_means_what_its_head_word_means(header: str, field: str | None) -> None:
    meaning = Words(Config()).meaning(header)
    assert (meaning[0] if meaning is not None else None) == field


def columns(table: str) -> list[str]:
    page, _ = read_page(Source("README.md", f"# Datasets\n\n{table}"))
    read_entries(page, Config())
    return [column.field for column in page.tables[0].columns if column.known]


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ("| Dataset | Source |\n|-|-|\n| [A](https://a.org) | Sentinel-2 |\n", ["title"]),
        ("| Dataset | Source |\n|-|-|\n| A | [site](https://a.org) |\n| B | aerial |\n", ["title", "source"]),
        ("| Dataset | Data Size | Size (GB) |\n|-|-|-|\n| A | 224x224 | 0.8 |\n", ["title", "size"]),
        ("| # Datasets | Modality |\n|-|-|\n| 5 | CT |\n| 4 | MRI |\n", ["modality"]),
        ("| Need | Datasets |\n|-|-|\n| CT | A, B, C |\n| MRI | D, E, F |\n", []),
        ("| Title | Modality |\n|-|-|\n| [Sleep, Gait, and Touch](https://a.org) | EMG |\n", ["title", "modality"]),
        ("| Need | Title |\n|-|-|\n| CT | [A](https://a.org), [B](https://b.org), C |\n", []),
        ("| Dataset | Use |\n|-|-|\n| A | MIT |\n| B | CC BY 4.0 |\n| C | CC0 |\n", ["title", "license"]),
    ],
)
def test_cells_decide_where_words_do_not(table: str, known: list[str]) -> None:
    assert columns(table) == known


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Datasets and tools", "data"), ("List of Medical (Imaging) Datasets", "data"), ("EEG-Datasets", "data"),
        ("医学影像数据集集锦", "data"), ("AwesomeKorean_Data", "data"), ("CLUEDatasets", "data"),
        ("Overview of polarization datasets", "data"), ("Data sources", "data"), ("Veri setleri", "data"),
        ("Dataset tools", "other"), ("Papers with datasets", "other"), ("Repositories holding datasets", "other"),
        ("目录", "other"), ("Table of Contents", "other"), ("Data processing", "other"), ("Models", "other"),
        ("Data resampling", "other"), ("Regional initiatives", "other"), ("Open data initiatives", "data"),
        ("Dashboards of cases", "other"), ("Medical Data Security & Privacy", "other"),
        ("Data dashboards", "data"), ("Raw data", "other"), ("Noise sources", None), ("Potential sources", "other"),
        ("Steps to generate the corpus", "other"), ("Interactive visualization and analysis", "other"),
        ("Quality control of sequencing data", "other"), ("Quality assessment", None),
        ("Importing the data into a program", "other"), ("Inputs", "other"), ("Dataset description", "other"),
        ("Building a catalogue of datasets", "other"), ("Data transformation", "other"), ("Step by step", "other"),
        ("Data mining & data quality", "other"), ("Motion capture data import", "other"),
        ("友情链接", "other"), ("数据集链接", "data"), ("FAQ集锦", "other"),
        ("Gold standard, made by hand", None), ("Silver standard", None), ("Standards", "maybe"),
        ("Books", "maybe"), ("State of the art / Challenges", "maybe"), ("Main list", None), ("Chest", None),
    ],
)  # fmt: skip
def test_what_a_heading_speaks_of(heading: str, topic: str | None) -> None:
    assert topic_of(heading) == topic
