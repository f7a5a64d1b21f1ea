"""Which record of which archive an address leads to."""

from __future__ import annotations

import pytest

from medlint.text.records import record_of


@pytest.mark.parametrize(
    ("urls", "record"),
    [
        (
            ["https://doi.org/10.5281/zenodo.3723295",
             "https://zenodo.org/record/3723295#.YK",
             "https://www.zenodo.org/records/3723295/"],
            "zenodo:3723295",
        ),
        (
            ["https://doi.org/10.6084/m9.figshare.1512427.v5",
             "https://figshare.com/articles/dataset/brain_tumor/1512427/5"],
            "figshare:1512427",
        ),
        (
            ["http://dx.doi.org/10.18112/openneuro.ds002236.v1.1.0",
             "https://openneuro.org/datasets/ds002236/versions/1.0.1"],
            "openneuro:ds002236",
        ),
        (
            ["https://physionet.org/content/mimic-cxr/2.0.0/",
             "https://physionet.org/content/mimic-cxr/"],
            "physionet:mimic-cxr",
        ),
        (
            ["https://www.kaggle.com/a/chest",
             "https://kaggle.com/datasets/a/chest/data"],
            "kaggle:a/chest",
        ),
        (
            ["https://huggingface.co/datasets/m/CADS",
             "https://hf.co/datasets/m/CADS/tree/main"],
            "huggingface:m/cads",
        ),
        (
            ["https://arxiv.org/abs/2003.05037v2",
             "https://arxiv.org/pdf/2003.05037.pdf",
             "https://doi.org/10.48550/arXiv.2003.05037"],
            "arxiv:2003.05037",
        ),
        (
            ["https://doi.org/10.5061/dryad.9m0t7",
             "https://datadryad.org/dataset/doi:10.5061/dryad.9m0t7",
             "https://datadryad.org/stash/dataset/doi:10.5061/dryad.9M0T7"],
            "doi:10.5061/dryad.9m0t7",
        ),
        (
            ["https://doi.org/10.7910/DVN/AB1CD2",
             "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/AB1CD2&version=2.0",
             "https://dataverse.harvard.edu/citation?persistentId=doi:10.7910/DVN/AB1CD2"],
            "doi:10.7910/dvn/ab1cd2",
        ),
    ],
)  # fmt: skip
def test_one_record_has_many_addresses(urls: list[str], record: str) -> None:
    assert {record_of(url) for url in urls} == {record}


@pytest.mark.parametrize(
    "url",
    [
        "https://zenodo.org/records/7/files/a.zip",
        "https://www.kaggle.com/datasets",
        "https://huggingface.co/datasets/m/CADS/tree/main/part1",
        "https://doi.org/10.7937/abc",
        "https://dataverse.harvard.edu/file.xhtml?persistentId=doi:10.7910/DVN/AB1CD2/XYZ",
        "https://example.org/zenodo.org/record/1",
        "zenodo.org/record/1",
        "",
        "https://zenodo.org/record/" + "1" * 100_000 + "x",
    ],
)
def test_what_is_no_record_or_a_part_of_one(url: str) -> None:
    assert record_of(url) is None
