"""DOIs in every spelling, and what is wrong with one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.text import doi as d
from medlint.text.doi import Doi

SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
LUNGS = Doi("10.7937", "K9/TCIA.2015.LO9QL9SX")


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "http://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "HTTPS://DOI.ORG/10.7937/K9/TCIA.2015.LO9QL9SX",
        "https://dx.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "http://www.doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "https://doi.org//10.7937/K9/TCIA.2015.LO9QL9SX",
        "https://doi.org/doi:10.7937/K9/TCIA.2015.LO9QL9SX",
        "https://doi.org/https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "https://doi.org:443/10.7937/K9/TCIA.2015.LO9QL9SX?nosfx=y#top",
        "https://doi.org/10.7937%2FK9%2ftcia.2015.LO9QL9SX".replace("tcia", "TCIA"),
        "doi:10.7937/K9/TCIA.2015.LO9QL9SX",
        "DOI: 10.7937/K9/TCIA.2015.LO9QL9SX",
        "doi 10.7937/K9/TCIA.2015.LO9QL9SX",
        "DOI: https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        "info:doi/10.7937/K9/TCIA.2015.LO9QL9SX",
        "urn:doi:10.7937/K9/TCIA.2015.LO9QL9SX",
        "doi.org/10.7937/K9/TCIA.2015.LO9QL9SX",
        " 10.7937/K9/TCIA.2015.LO9QL9SX ",
        "10.7937/K9/TCIA.2015.LO9QL9SX.",
        "https://doi.org/10.7937/K9/TCIA.2015.LO9QL9SX).",
    ],
)
def test_every_form_is_read(text: str) -> None:
    assert d.parse(text) == LUNGS


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        (SICI, SICI),
        ("https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
        (f"({SICI})"[1:], SICI),
        ("10.1016/S0140-6736(23)00001-2", "10.1016/S0140-6736(23)00001-2"),
        ("10.1016/0021-9991(92)90240(Y)", "10.1016/0021-9991(92)90240(Y)"),
        ("10.1016/0021-9991(92)90240-Y))", "10.1016/0021-9991(92)90240-Y"),
        (r"https://doi.org/10.1007/978-3-030-59719-1\_34", "10.1007/978-3-030-59719-1_34"),
        ("10.1234/a(b))", "10.1234/a(b)"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("doi:10.1002/a#b?c", "10.1002/a#b?c"),
        ("https://doi.org/10.1002/a%23b%3Fc%25d", "10.1002/a#b?c%d"),
        ("10.5555/肺-Ä", "10.5555/肺-Ä"),
    ],
)
def test_suffixes_are_opaque(text: str, doi: str) -> None:
    assert str(d.parse(text)) == doi


NO_DOI = """README.md https://example.org/10.1000/182 https://commons.datacite.org/doi.org/10.5281/zenodo.7741475
    https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/DBW86T https://mydoi.org/10.1000/182
    https://doi.org.example.org/10.1000/182 https://hdl.handle.net/10.1000/182 https://doi.org/ doi: 10.12/x
    11.1234/x 10.1234 10.1234/ 10.1234/. 10/aabbe https://doi.org/10/aabbe 110.1234/x v10.1234/x"""


@pytest.mark.parametrize("text", [*NO_DOI.split(), "", "10.1234/a b", "see 10.1234/a"])
def test_what_is_no_doi(text: str) -> None:
    assert d.parse(text) is None


def test_key_and_url() -> None:
    upper, lower = d.parse("10.5281/ZENODO.18996675"), d.parse("https://doi.org/10.5281/zenodo.18996675")
    assert upper and lower
    assert upper.key == lower.key == "10.5281/zenodo.18996675"
    assert upper.url == "https://doi.org/10.5281/ZENODO.18996675"
    assert Doi("10.1234", "ÄB").key == "10.1234/Äb"
    assert Doi("10.1002", SICI[8:]).url.endswith("17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2")


def test_only_doi_org_itself_is_the_resolver() -> None:
    for url in (
        "https://doi.org/10.1000/182",
        "http://dx.doi.org/x",
        "https://www.doi.org",
        "https://doi.org?x",
    ):
        assert d.is_doi_link(url)
    for url in ("https://commons.datacite.org/doi.org/10.5281/zenodo.7741475", "https://doi.org.example.org/",
                "https://api.doi.org/x", "doi:10.1000/182", "10.1000/182"):  # fmt: skip
        assert not d.is_doi_link(url)
        assert d.find_doi_link(url) is None
    assert d.find_doi_link("http://dx.doi.org/10.1000/182") == Doi("10.1000", "182")
    assert d.find_doi_link("https://doi.org/") is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://doi.org/", "holds no DOI"),
        ("https://doi.org", "holds no DOI"),
        ("https://doi.org/lungs-2021", "holds no DOI"),
        ("https://doi.org/10.7937", "holds no DOI"),
        ("https://doi.org/10.7937/", "holds no DOI"),
        ("https://doi.org/10.7937/.", "holds no DOI"),
        ("doi:lungs", "holds no DOI"),
        ("https://doi.org/11.7937/K9", "'11.7937'"),
        ("https://doi.org/10.79/K9", "'10.79'"),
        ("https://doi.org/10,7937/K9", "'10,7937'"),
        ("https://doi.org/10.5281/zenodo.7.", "ends in '.'"),
        ("https://doi.org/10.5281/zenodo.7),", "ends in '),'"),
        ("doi:10.5281/zenodo.7;", "ends in ';'"),
    ],
)
def test_problems(url: str, said: str) -> None:
    assert said in (d.problem(url) or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/" + SICI,
        "https://doi.org/10.1002/(SICI)1098-2418(199807)12:4<335::AID-RSA2>3.0.CO;2-U",
        "https://doi.org/10.1016/S0140-6736(23)00001-2",
        "https://doi.org/10.1000/(182)",
        "https://doi.org/10/aabbe",
        "https://www.doi.org/the-identifier/what-is-a-doi/",
        "https://www.doi.org/images/logos/header.svg",
        "https://doi.org/api/handles/10.1000/182",
        "https://commons.datacite.org/doi.org/10.5281/zenodo.7741475.",
        "https://example.org/",
        "dois.md",
        "",
    ],
)
def test_no_problem(url: str) -> None:
    assert d.problem(url) is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK", "https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK"),
        ("https://dx.doi.org/10.7937/k9/x", "https://doi.org/10.7937/k9/x"),
        ("https://www.doi.org/10.7937/tcia.2020.PY71", "https://doi.org/10.7937/tcia.2020.PY71"),
        ("http://dx.doi.org/10.1002%2Fabc%3C1%3E?x=1#y", "https://doi.org/10.1002%2Fabc%3C1%3E?x=1#y"),
        ("http://doi.org/10/aabbe", "https://doi.org/10/aabbe"),
        ("doi:10.5281/zenodo.7", "https://doi.org/10.5281/zenodo.7"),
        ("10.5281/Zenodo.7", "https://doi.org/10.5281/Zenodo.7"),
        ("doi.org/10.5281/zenodo.7", "https://doi.org/10.5281/zenodo.7"),
        ("https://doi.org/doi:10.5281/zenodo.7", "https://doi.org/10.5281/zenodo.7"),
        (r"doi:10.1007/978-1\_3", "https://doi.org/10.1007/978-1_3"),
        ("doi:10.1002/a<1>#b", "https://doi.org/10.1002/a%3C1%3E%23b"),
        ("https://doi.org/10.5281/zenodo.7", None),
        ("HTTPS://DOI.org/10.5281/ZENODO.7", None),
        ("https://doi.org/10.5281%2Fzenodo.7", None),
        ("https://doi.org/10/aabbe", None),
        ("http://doi.org/lungs", None),
        ("https://example.org/?doi=10.5281/zenodo.7", None),
    ],
)
def test_noncanonical(url: str, canonical: str | None) -> None:
    assert d.noncanonical(url) == canonical
    if canonical:
        assert d.noncanonical(canonical) is None


@given(
    st.text(max_size=40),
    st.sampled_from(["", "10.1234/", "https://doi.org/10.5555/", "doi:", "http://doi.org/"]),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken(text: str, lead: str) -> None:
    found = d.parse(lead + text)
    d.problem(lead + text)
    if found:
        assert d.parse(found.url) == found
        canonical = d.noncanonical(lead + text)
        assert canonical is None or getattr(d.parse(canonical), "key", None) == found.key


@pytest.mark.parametrize("piece", [")", "(", "%2F", "doi:", "10.", "10.1234/", "\\_", "/", "<", "https://doi.org/"])
def test_hostile_length_is_linear(piece: str) -> None:
    def read(size: int) -> None:
        for lead in ("", "https://doi.org/10.1234/a"):
            text = lead + piece * (size // len(piece))
            d.parse(text), d.problem(text), d.noncanonical(text)

    assert grows_evenly(read, 30_000)
