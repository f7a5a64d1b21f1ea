"""URLs: one spelling, their parts, and what is wrong with one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.text import url as u

SPELLINGS = [
    ("HTTPS://Example.ORG/a", "https://example.org/a"),
    ("http://example.org:80/a", "http://example.org/a"),
    ("https://example.org:443", "https://example.org/"),
    ("https://example.org:8443/a", "https://example.org:8443/a"),
    ("https://example.org:/a", "https://example.org/a"),
    ("https://example.org/%7Ejane/%41%2f", "https://example.org/~jane/A%2F"),
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/a/..", "https://example.org/"),
    ("https://example.org/../..", "https://example.org/"),
    ("https://example.org/%2e%2E/x", "https://example.org/x"),
    ("https://bücher.example/Straße", "https://xn--bcher-kva.example/Stra%C3%9Fe"),
    ("https://例え.jp/データ?q=肺", "https://xn--r8jz45g.jp/%E3%83%87%E3%83%BC%E3%82%BF?q=%E8%82%BA"),
    ("https://example.org/a b?c d", "https://example.org/a%20b?c%20d"),
    ("https://example.org/a%20b", "https://example.org/a%20b"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ("https://example.org/a#part", "https://example.org/a"),
    ("https://example.org?x=1#part", "https://example.org/?x=1"),
    ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ("https://１２７.0.0.1/", "https://127.0.0.1/"),
    ("http://[2001:DB8:0:0::0:1]/", "http://[2001:db8::1]/"),
    ("http://i❤.example.org/", "http://xn--i-7iq.example.org/"),
    ("http://💩.example.org/", "http://xn--ls8h.example.org/"),
    ("http://❤ x.example.org/", "http://❤ x.example.org/"),
    ("https://ex%61mple.org/", "https://example.org/"),
    ("  https://example.org/a\n", "https://example.org/a"),
    ("mailto:a@example.org", "mailto:a@example.org"),
    ("docs/Lungs.md#ct", "docs/Lungs.md"),
]


@pytest.mark.parametrize(("written", "normal"), SPELLINGS)
def test_normalise(written: str, normal: str) -> None:
    assert u.normalise(written) == normal


def test_reserved_characters_keep_their_meaning() -> None:
    assert u.normalise("https://example.org/a%2Fb") != u.normalise("https://example.org/a/b")
    assert u.normalise("https://example.org/?a=%26") != u.normalise("https://example.org/?a=&")


def test_split_fragment() -> None:
    assert u.split_fragment("https://example.org/a#b#c") == ("https://example.org/a", "b#c")
    assert u.split_fragment("https://example.org/a") == ("https://example.org/a", "")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Example.org/x", ("https", "example.org", 443)),
        ("http://example.org:8080", ("http", "example.org", 8080)),
        ("http://jane:pw@example.org/", ("http", "example.org", 80)),
        ("https://[::1]:8443/", ("https", "[::1]", 8443)),
        ("mailto:a@example.org", ("mailto", "", 0)),
        ("README.md", ("", "", 0)),
    ],
)
def test_host_key(url: str, key: tuple[str, str, int]) -> None:
    assert u.host_key(url) == key


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://", "no host"),
        ("https:///data", "no host"),
        ("https:", "no host"),
        ("https://?q=1", "no host"),
        ("https://example.org/a b", "space inside"),
        ("https://exa mple.org/", "space inside"),
        ("https:// example.org/", "space inside"),
        ("https://example.org/a\u00a0b", "space inside"),
        ("https://example.org/a\u200bb", "invisible character"),
        ("htps://example.org", "'htps:' ('https:' is closest)"),
        ("htpp://example.org", "'http:' is closest"),
        ("ttps://example.org", "'https:' is closest"),
        ("sftpp://example.org", "'sftp:' is closest"),
        ("zzzz:quux", "unknown scheme 'zzzz:'"),
        ("http:/example.org", "expected 'http://'"),
        ("https:example.org", "expected 'https://'"),
        ("http//example.org", "expected 'http://'"),
        ("https;//example.org", "expected 'https://'"),
        ("https:\\\\example.org", "expected 'https://'"),
        ("https://https://example.org", "two schemes"),
        ("https://http//example.org", "two schemes"),
        ("https://jane:pw@example.org/", "credentials"),
        ("https://jane@example.org/", "credentials"),
        ("ftp://jane:pw@example.org/", "credentials"),
        ("https://example..org/", "where a host was expected"),
        ("https://exa<mple>.org/", "where a host was expected"),
        ("https://example.org:99999/", "impossible port"),
        ("www.example.org/x", "'https://www.example.org/x' is probably meant"),
        ("lungs-2021.grand-challenge.org/", "has no scheme"),
        ("example.org:8080/x", "has no scheme"),
        ("lungs-institute.com", "'https://lungs-institute.com' is probably meant"),
        ("lungs.is", "has no scheme"),
        ("jane.doe@example.org", "'mailto:jane.doe@example.org'"),
        ('https://example.org/lungs_"Home"', "quotation mark"),
        ('https://example.org/lungs#all_"Home"', "quotation mark"),
        ("https://example.org/S0001-0002(23", "inside a parenthesis"),
        ("https://example.org/a(b)/c(d", "inside a parenthesis"),
        ("javascript:void(0)", "leads a reader nowhere"),
        ("", "is empty"),
    ],
)
def test_problems(url: str, said: str) -> None:
    assert said in (u.problem(url) or "")


FINE = """
https://example.org HTTPS://EXAMPLE.ORG http://localhost:8888/tree https://[2001:db8::1]/
https://bücher.example/ https://example.org/a%20b https://medium.com/@jane/lungs
https://example.org/?q=a:b@c https://a_b.example.org/ mailto:jane@example.org s3://bucket/key
gs://bucket/key ftp://ftp.example.org/pub ftp://anonymous:x@example.org/ ssh://git@github.com/x/y
data:image/png;base64,AAAA doi:10.1000/182 tel:+3612345 #lungs ./x.md ../docs/a.b.md docs/a.b.md README.md
/CONTRIBUTING.md script.py http.md http/readme.md v1.2/notes images/ct.org.png LICENSE
https://example.org/https://example.com/ https://web.archive.org/web/2021/http://example.org/ x.data
notes.info https://example.org/a_(b)#c_(d https://example.org/?q="a"&r=(b https://example.org/S0001(23)5-8
"""


@pytest.mark.parametrize("url", FINE.split())
def test_no_problem(url: str) -> None:
    assert u.problem(url) is None


def test_a_relative_path_may_hold_a_space() -> None:
    assert u.problem("docs/my file.md") is None


@pytest.mark.parametrize(
    ("text", "web"),
    [
        ("www.example.org", True),
        ("www.example.museum/x", True),
        ("example.org", True),
        ("kits-challenge.org/data?x=1#y", True),
        ("example.co.uk/x", True),
        ("//example.org/x", True),
        ("lungs.ai/", True),
        ("./example.org/x", False),
        ("docs/www.example.org", False),
        ("README.md", False),
        ("run.sh", False),
        ("setup.py/", False),
        ("table.com", True),  # hardly a program of DOS
        ("table.data", False),
        ("table.data/", True),
        ("v1.0/x", False),
        ("www.md", False),
        ("jane@example.org", False),
        ("", False),
        ("...", False),
    ],
)
def test_looks_like_web_address(text: str, web: bool) -> None:
    assert u.looks_like_web_address(text) is web


@pytest.mark.parametrize(
    ("url", "parts", "without"),
    [
        ("https://a.org/x?utm_source=n&id=4&UTM_B=m", ["utm_source=n", "UTM_B=m"], "https://a.org/x?id=4"),
        ("https://a.org/x?gclid=Cj0K#methods", ["gclid=Cj0K"], "https://a.org/x#methods"),
        ("https://a.org/x?fbclid=a&_gl=1*b*_up", ["fbclid=a", "_gl=1*b*_up"], "https://a.org/x"),
        ("https://a.org/x;jsessionid=A1.n2?p=1", [";jsessionid=A1.n2"], "https://a.org/x?p=1"),
        ("https://a.org/x?jsessionid=A1", ["jsessionid=A1"], "https://a.org/x"),
        ("https://www.sciencedirect.com/science/article/pii/S1?via%3Dihub", ["via%3Dihub"],
         "https://www.sciencedirect.com/science/article/pii/S1"),
        ("https://a.org/doi/1?casa_token=x:y", ["casa_token=x:y"], "https://a.org/doi/1"),
        ("https://drive.google.com/drive/f?authuser=1", ["authuser=1"], "https://drive.google.com/drive/f"),
        ("https://zenodo.org/record/7#.Yt_SxN_RZhE", ["#.Yt_SxN_RZhE"], "https://zenodo.org/record/7"),
        ("https://a.org/r#.WqT5zK3MxEY.twitter", ["#.WqT5zK3MxEY.twitter"], "https://a.org/r"),
        ("https://wiki.a.org/display/L#5800702d1a85fbd42314c9eb5cdaef39d568cb8",
         ["#5800702d1a85fbd42314c9eb5cdaef39d568cb8"], "https://wiki.a.org/display/L"),
        ("https://wiki.a.org/display/Public/CT#dc149b9170f54aa29e88f1119e25ba3e",
         ["#dc149b9170f54aa29e88f1119e25ba3e"], "https://wiki.a.org/display/Public/CT"),
        ("https://news.a.org/amp/?__twitter_impression=true&p=2", ["__twitter_impression=true"],
         "https://news.a.org/amp/?p=2"),
        ("https://wiki.a.org/p?pageId=61080958#61080958bcab02c187174a288dbcbf95d26179e8",
         ["#61080958bcab02c187174a288dbcbf95d26179e8"], "https://wiki.a.org/p?pageId=61080958"),
    ],
)  # fmt: skip
def test_session_parts(url: str, parts: list[str], without: str) -> None:
    assert u.session_parts(url) == parts
    assert u.without_session_parts(url) == without
    assert u.session_parts(without) == []


NO_SESSION = """
https://a.org/x#data-availability https://a.org/x?tab=readme-ov-file#omni https://a.org/x?term=heart&id=7
https://notes.a.org/Datasets-1#dc149b9170f54aa29e88f1119e25ba3e
https://a.org/#!Synapse:syn25829067/wiki/610863 https://a.org/d/#collection/6373703d73e9f0047faa1bc8
https://a.org/x?via=search https://a.org/x#.Zusammenfassung https://a.org/x?pageId=61080958
https://a.org/x?sid=2 https://a.org/competitions/2139/#/pages-tab https://a.org/x#2017
https://a.org/x#9fceb02d0ae598e95dc970b74767f193
"""


@pytest.mark.parametrize("url", NO_SESSION.split())
def test_no_session_parts(url: str) -> None:
    assert u.session_parts(url) == []
    assert u.without_session_parts(url) == url


def test_is_shortener() -> None:
    for url in (
        "https://bit.ly/3abc",
        "http://lnkd.in/x",
        "https://t.co/x",
        "https://goo.gl/x",
        "tinyurl.com",
    ):
        assert u.is_shortener(url) is url.startswith("http")
    for host in ("doi.org", "hdl.handle.net", "w3id.org", "purl.org", "chat.co", "rabbit.ly"):
        assert not u.is_shortener(f"https://{host}/10.1000/182")


ARTICLES = """
https://www.nature.com/articles/s41597-019-0290-4 http://nature.com/articles/ng.2653?report=reader
https://arxiv.org/abs/1705.02315 https://arxiv.org/pdf/1806.03962.pdf
https://export.arxiv.org/abs/1705.02315 https://pubmed.ncbi.nlm.nih.gov/29092923/
https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6007545/ https://pmc.ncbi.nlm.nih.gov/articles/PMC6007545/
https://www.sciencedirect.com/science/article/pii/S1361841518300
https://ieeexplore.ieee.org/document/6867807 https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=8438559
https://link.springer.com/chapter/10.1007/978-3-030-23937-4_2
https://bmccancer.biomedcentral.com/articles/10.1/x
https://onlinelibrary.wiley.com/doi/full/10.1111/his.13333
https://aapm.onlinelibrary.wiley.com/doi/10.1002/mp.1
https://academic.oup.com/bioinformatics/article/35/18/3461/5307750 https://www.mdpi.com/2072-6694/14/10/2489
https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.1002730
https://openreview.net/pdf?id=5TTo https://openaccess.thecvf.com/content/CVPR2021/html/G_paper.html
https://doi.org/10.1038/s41597-023-02327-4 https://dx.doi.org/10.1016/j.media.2016.06.037
https://doi.org/10.1109%2Fcvpr.2016.90 doi:10.1007/s11548-1 https://doi.org/10.48550/arXiv.2503.02876
https://www.frontiersin.org/articles/10.3389/fonc.2021.759007/full
https://jamanetwork.com/journals/jama/article-abstract/2665774 https://www.ncbi.nlm.nih.gov/pubmed/23774715
"""


@pytest.mark.parametrize("url", ARTICLES.split())
def test_is_article(url: str) -> None:
    assert u.is_article(url)


DATA = """
https://pubmedqa.github.io/ https://neurips22-cellseg.grand-challenge.org/ https://www.nature.com/
https://www.cancerimagingarchive.net/collection/aapm-rt-mac/ https://ieee-dataport.org/open-access/octa-500
https://github.com/ieee8023/countception https://figshare.com/articles/dataset/x/14806362 https://arxiv.org/
https://springernature.figshare.com/articles/dataset/x/1 https://zenodo.org/record/1214456
https://data.mendeley.com/datasets/k8t3gnx9h6/1 https://doi.org/10.5281/zenodo.1214456
https://doi.org/10.6084/m9.figshare.14806362 https://doi.org/10.7937/K9/TCIA.2015.K0F5CGLI
https://doi.org/10.17632/d4xt63mgjm.1 https://doi.org/10.13026/C2JT1Q https://doi.org/10.5061/dryad.1
https://doi.org/10.7910/DVN/DBW86T https://doi.org/10.1371/journal.pone.0123456.s001
https://doi.org/10.1148/dataset.smbc.2024
https://notnature.com/articles/1
https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/DBW86T
https://physionet.org/content/x/ https://commons.datacite.org/doi.org/10.1038/s41597-1
https://archive.ics.uci.edu/dataset/17 README.md https://ftp.ncbi.nlm.nih.gov/pubmed/updatefiles/
"""


@pytest.mark.parametrize("url", DATA.split())
def test_is_no_article(url: str) -> None:
    assert not u.is_article(url)


def test_is_archive_home() -> None:
    for url in ("https://www.cancerimagingarchive.net/", "https://cancerimagingarchive.net/browse-collections/",
                "http://physionet.org", "https://www.kaggle.com/datasets", "http://medicaldecathlon.com/",
                "https://archive.example.org/index.html"):  # fmt: skip
        assert u.is_archive_home(url)
    for url in ("https://www.cancerimagingarchive.net/collection/lidc-idri/", "https://zenodo.org/record/1214456",
                "https://promise12.grand-challenge.org/", "https://www.kaggle.com/datasets?search=lung",
                "https://www.synapse.org/#!Synapse:syn3193805/wiki/", "README.md"):  # fmt: skip
        assert not u.is_archive_home(url)


ANY_URL = st.text(max_size=60) | st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "http://", "https://", "https:/", "//", "ftp://", "mailto:", "HTTP://a@", "doi:"]),
    st.sampled_from(["example.org", "[::1]", "xn--a"]) | st.text(alphabet=":@[]%2e.0aÄ。１ ", max_size=9),
    st.sampled_from(["", ":443", ":80", ":", ":x", "/", "?", "#"]),
    st.text(alphabet="ab%/.?#&=;:@ é肺\u200b\ud800~2e", max_size=30),
)


@given(ANY_URL)
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    normal = u.normalise(text)
    assert u.normalise(normal) == normal
    assert "#" not in normal
    assert u.host_key(normal) == u.host_key(text)
    u.problem(text)
    u.looks_like_web_address(text)
    assert u.session_parts(u.without_session_parts(text)) == []
    u.is_article(text), u.is_shortener(text), u.is_archive_home(text), u.is_web(text)


@pytest.mark.parametrize(
    "piece", ["%", "a.", "/..", ";jsessionid=", "&utm_a=", "@", ":", "[", "é", "1", " ", "\\", "/"]
)
@pytest.mark.parametrize("start", ["", "https://", "https://example.org/?", "https://example.org"])
def test_hostile_length_is_linear(start: str, piece: str) -> None:
    def read(size: int) -> None:
        text = f"{start}{piece * (size // len(piece))}x"
        u.normalise(text), u.host_key(text), u.problem(text), u.looks_like_web_address(text)
        u.without_session_parts(text), u.is_article(text), u.is_archive_home(text), u.is_deep(text)

    assert grows_evenly(read, 20_000)


@given(st.from_regex(u._ORIGIN.pattern), st.text(max_size=5))
def test_a_usual_beginning_is_read_as_any_other(beginning: str, rest: str) -> None:
    url = beginning + rest
    parts = u._split(u._clean(url))
    _, host, port = u._authority(parts.authority or "")
    number = u._port_number(port) if port else u._PORTS.get(parts.scheme)
    assert u.host_key(url) == (parts.scheme, u._host(host), number or 0)
    assert u.is_web(url) == (parts.scheme in ("http", "https") and bool(parts.authority))
