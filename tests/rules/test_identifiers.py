"""How addresses and DOIs are written: what is said, where, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from growth import grows_evenly
from linting import at, findings, mended, spots
from medlint.config import Config
from medlint.finding import Level

HEAD = "| Title | Source | Size |\n|-|-|-|\n"


def row(source: str, title: str = "IXI") -> str:
    return f"{HEAD}| {title} | {source} | 600 subjects, 12 GB |\n"


INVALID = [
    ("[a](htps://brain-development.org/ixi)", "htps://brain-development.org/ixi"),
    ("[a](http:/brain-development.org)", "http:/brain-development.org"),
    ("[a](https//brain-development.org)", "https//brain-development.org"),
    ("[a](https:///ixi)", "https:///ixi"),
    ("[a](https://jane:secret@example.org/ixi)", "https://jane:secret@example.org/ixi"),
    ("[a](www.brain-development.org/ixi)", "www.brain-development.org/ixi"),
    ("[a](brain-development.org/ixi-dataset/)", "brain-development.org/ixi-dataset/"),
    ("[a](https://brain-development.org/my files/x.zip)", "https://brain-development.org/my"),
    ("<a href='javascript:void(0)'>a</a>", "javascript:void(0)"),
    ("<a href='https://brain-development.org/ ixi/files'>a</a>", "https://brain-development.org/ ixi/files"),
    ("<a href='https://brain-development. org/ixi'>a</a>", "https://brain-development. org/ixi"),
    ("TCIA", "TCIA"),
    ("Paper [12]", "Paper [12]"),
    ("htps://brain-development.org", "htps://brain-development.org"),
    ("brain-development.org/ixi", "brain-development.org/ixi"),
    ("[IXI]()", "[IXI]()"),
    ("//brain-development.org/ixi", "//brain-development.org/ixi"),
    ("`brain`", "`brain`"),
    ("on request (see paper)", "on request (see paper)"),
]


@pytest.mark.parametrize(("source", "wrong"), INVALID)
def test_invalid(source: str, wrong: str) -> None:
    text = row(source) + "| ADNI | https://adni.loni.usc.edu/data | 12 scans |\n"
    (found,) = findings(text, "MED501")
    assert at(text, found) == wrong
    assert "'IXI'" in found.message
    assert found.field == "source"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "https://brain-development.org",
        "[a](mailto:jane@example.org)",
        "jane@example.org",
        "[a](s3://open-data/ixi)",
        "s3://open-data/ixi --no-sign-request",
        "`gs://open-data/ixi`",
        "ftp://ftp.example.org/ixi",
        "[a](./resources/ixi.md)",
        "[a](#ixi)",
        "[a](<resources/my files.md>)",
        '[a](https://brain-development.org "IXI, the page")',
        "[a]( https://brain-development.org )",
        "[a](https://example.org/report_[draft].html)",
        "[a](https://例え.jp/データ)",
        "![logo](https://example.org/logo.png)",
        '<a href="https://example.org/my files.zip">a</a>',
        '<a href="https://example.org/find?q=head / neck">a</a>',
        "[a][ixi]\n\n[ixi]: https://brain-development.org",
        "[a] (https://brain-development.org)",
        "`[a](htps://brain-development.org)`",
        "[^1]",
        "`synapse get syn3193805 --recursive`",
        "[]()",
        "[Fibres of the spine](<https://github.com/lab/fibres/tree/main/Fibres of the spine>)",
        "…",
        "10.5281/zenodo.1234567",
        "doi:10.5281/zenodo.1234567",
    ],
)
def test_valid(source: str) -> None:
    assert findings(row(source), "MED501") == []


def test_the_place_is_exact_behind_wide_and_escaped_characters() -> None:
    text = "\ufeff# é\r\n\r\n| Título | Source |\r\n|-|-|\r\n| 数据 a\\|b 🧠 | x [y](htps://a.org/ü) |\r\n"
    (found,) = findings(text, "MED501")
    assert spots([found]) == [("MED501", 5, 21)]
    assert text.encode()[found.place.start : found.place.end].decode() == "htps://a.org/ü"


def test_a_scheme_less_target_that_is_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "notes.example.org").mkdir()
    (tmp_path / "notes.example.org" / "x").touch()
    path = (tmp_path / "README.md").as_posix()
    text = "[a](www.example.org) [b](notes.example.org/x)\n"
    found = findings({path: text}, "MED501", config=Config(root=tmp_path))
    assert [f.link for f in found] == ["www.example.org"]


NAMED = """| Name | {} |
|------|----|
| [IXI](https://brain-development.org) | Imperial College |
| [ADNI](https://adni.loni.usc.edu) | {} |
"""


@pytest.mark.parametrize(
    ("header", "second", "count"),
    [
        ("Source", "LONI", 0),  # titles are linked, and the column only names who holds the data
        ("Source", "[LONI](https://ida.loni.usc.edu)", 0),  # the title is linked all the same
        ("Platform", "LONI", 0),
        ("Platform", "[LONI](https://ida.loni.usc.edu)", 0),  # as many names as links
    ],
)
def test_a_column_of_names(header: str, second: str, count: int) -> None:
    assert len(findings(NAMED.format(header, second), "MED501")) == count


@pytest.mark.parametrize(("links", "count"), [(1, 0), (2, 1), (3, 1)])
def test_a_column_that_means_the_source_only_where_it_links(links: int, count: int) -> None:
    rows = "| ADNI | [LONI](https://ida.loni.usc.edu) |\n" * links
    assert len(findings(f"| Name | Platform |\n|-|-|\n| IXI | LONI |\n{rows}", "MED501")) == count


def test_a_host_that_a_reader_has_to_fill_in_is_no_link() -> None:
    assert findings("It is at https://[your name].example.org or https://{user}.example.org.\n", "MED5") == []


def test_a_scheme_that_is_spoken_of_is_no_link() -> None:
    assert findings('An address begins with "http://" or (https://), says the guide.\n', "MED501", "MED502") == []
    assert len(findings("The [guide](http://) says how.\n", "MED501")) == 1


@pytest.mark.parametrize("header", ["Download Link", "Dataset URL", "Paper link", "Seen"])
def test_a_source_column_without_links_holds_no_addresses(header: str) -> None:
    text = f"| Name | Source | {header} | Size |\n|-|-|-|-|\n| IXI | Imperial | https://a.org | 12 GB |\n"
    assert findings(text, "MED501") == []


def test_another_column_holds_the_address() -> None:
    text = "| Name | Source | Link | Size |\n|-|-|-|-|\n| IXI | Imperial | [here](https://a.org) | 12 GB |\n"
    assert findings(text, "MED501") == []


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [
        ("website", "TCIA", 1),
        ("source", "TCIA", 0),  # another list's key: may be a name
        ("url", "https://a.org", 0),
        ("url", "www.a.org/x", 0),
        ("url", "htps://a.org", 1),
    ],
)
def test_records_of_other_lists(key: str, value: str, count: int) -> None:
    found = findings({"catalog/ixi.yaml": f"title: IXI\n{key}: {value}\n"}, "MED501")
    assert len(found) == count
    assert all((f.place.line, f.place.column) == (2, len(key) + 3) for f in found)


def test_a_definition_is_said_once() -> None:
    text = "[a][x] and [b][x] and [x]\n\n[x]: htps://a.org/ixi\n"
    assert spots(findings(text, "MED501")) == [("MED501", 3, 6)]


def test_insecure() -> None:
    text = (
        "[a](http://a.org/x) ![b](http://a.org/b.svg) <http://c.org> http://d.org. `http://e.org`\n"
        '<img src="http://f.org/x.png"> [n](http://g.org:8080/) [h](http://localhost:80/) www.i.org\n\n'
        "    [code](http://j.org)\n\n[k]: HTTP://k.org\n"
    )
    found = findings(text, "MED502")
    assert [at(text, f) for f in found] == [
        "http://a.org/x", "http://c.org", "http://d.org", "http://f.org/x.png", "http://g.org:8080/", "HTTP://k.org",
    ]  # fmt: skip
    assert {f.level for f in found} == {Level.INFO}
    assert [related.place.column for related in found[0].related] == [26]
    assert all(f.fix is not None and not f.fix.safe for f in found if "8080" not in str(f.link))
    after = mended(text, found)
    assert (
        "](https://a.org/x)" in after
        and "](https://a.org/b.svg)" in after
        and "http://g.org:8080/" in after
        and "`http://e.org`" in after
    )
    assert len(findings(after, "MED502")) == 1


@pytest.mark.parametrize("url", ["http://doi.org/10.1/x", "http://dx.doi.org/10.5281/zenodo.1", "http://doi.org/x"])
def test_a_doi_is_not_insecure_too(url: str) -> None:
    assert findings(f"[a]({url})\n", "MED502") == []


@pytest.mark.parametrize(("url", "count"), [("http://a.org", 0), ("http://www.A.org/x", 0), ("http://ba.org", 1)])
def test_allowed_hosts(url: str, count: int) -> None:
    assert len(findings(f"[a]({url})\n", "MED502", config=Config(allow_http=("a.org",)))) == count


NONCANONICAL = [
    ("http://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK", "https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK"),
    ("[a](https://www.doi.org/10.7937/tcia.2020.py71-5978)", "[a](https://doi.org/10.7937/tcia.2020.py71-5978)"),
    ("<http://dx.doi.org/10.7937/aB>", "<https://doi.org/10.7937/aB>"),
    ("[a](doi:10.7937/aB)", "[a](https://doi.org/10.7937/aB)"),
    ("[a](10.7937/aB)", "[a](https://doi.org/10.7937/aB)"),
    ("10.7937/aB_c", "https://doi.org/10.7937/aB_c"),
    ("DOI: 10.7937/aB.", "https://doi.org/10.7937/aB."),
    ("doi.org/10.7937/aB", "https://doi.org/10.7937/aB"),
    ("[a](http://doi.org/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID%3E3.0.CO;2-2)",
     "[a](https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID%3E3.0.CO;2-2)"),
    ("www.doi.org/10.7937/aB", "https://doi.org/10.7937/aB"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "right"), NONCANONICAL)
def test_noncanonical(source: str, right: str) -> None:
    text = row(source)
    found = findings(text, "MED501", "MED502", "MED503", "MED504")
    assert [f.code for f in found] == ["MED503"]
    assert found[0].fix is not None and found[0].fix.safe
    assert mended(text, found) == row(right)
    assert findings(row(right), "MED503") == []


@pytest.mark.parametrize(
    "source",
    [
        "https://doi.org/10.7937/K9/TCIA.2016.HdHpgJLK",
        "[a](HTTPS://DOI.org/10.7937/x)",
        "[a](https://dataverse.org/dataset.xhtml?persistentId=doi:10.7910/DVN/X)",
        "[a](https://figshare.com/10.6084/x)",
        "`10.7937/aB` [a](https://a.org)",
    ],
)
def test_canonical(source: str) -> None:
    assert findings(row(source), "MED503") == []


@pytest.mark.parametrize(("wrong", "level"), [(5, Level.INFO), (4, Level.WARNING)])
def test_how_most_references_of_a_page_write_dois_is_its_habit(wrong: int, level: Level) -> None:
    hosts = [*["http://dx.doi.org"] * wrong, *["https://doi.org"] * (9 - wrong)]
    text = "".join(f"{n}. Reed and Rush. [link]({host}/10.1038/nn.446{n})\n" for n, host in enumerate(hosts))
    assert [f.level for f in findings(f"## References\n\n{text}", "MED503")] == [level] * wrong


def test_a_doi_in_prose_need_not_be_a_link() -> None:
    assert findings("Clark et al. doi:10.1007/s10278-013-9622-7\n", "MED503") == []


@pytest.mark.parametrize("less", ["<", "&lt;", "&#60;"])
def test_a_doi_that_an_address_could_not_hold_has_no_fix(less: str) -> None:
    text = row(f"10.1002/(SICI)1097{less}1::AID>3.0.CO;2-A")
    assert [f.fix for f in findings(text, "MED503")] == [None]


def test_a_doi_with_a_full_stop_has_two_faults() -> None:
    text = row("[a](http://doi.org/10.7937/aB.)")
    found = findings(text, "MED50")
    assert [f.code for f in found] == ["MED503", "MED504"]
    assert mended(text, found) == row("[a](https://doi.org/10.7937/aB.)")


def test_a_doi_without_a_scheme_has_one_fault() -> None:
    assert [f.code for f in findings(row("[a](doi.org/10.7937/aB)"), "MED50")] == ["MED501"]


def test_a_row_and_its_record_are_one_finding() -> None:
    files = {
        "README.md": row("[TCIA](http://dx.doi.org/10.5281/zenodo.1)"),
        "catalog/ixi.yaml": "title: IXI\nurl: http://doi.org/10.5281/ZENODO.1\n",
    }
    (found,) = findings(files, "MED503")
    assert found.place.path == "catalog/ixi.yaml"
    assert [r.place.path for r in found.related] == ["README.md"]


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_yaml_is_mended_inside_its_quotes(quote: str) -> None:
    path, text = "catalog/ixi.yaml", "title: IXI\nurl: {0}{1}10.5281/zenodo.1{0} # x\n"
    files = {path: text.format(quote, "http://dx.doi.org/")}
    assert mended(files, findings(files, "MED503"), path) == text.format(quote, "https://doi.org/")


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/",
        "https://doi.org/zenodo.1234567",
        "https://doi.org/1.5281/zenodo.1",
        "https://doi.org/10.5281/zenodo.1,",
        "https://doi.org/10.5281/",
    ],
)
def test_invalid_doi(url: str) -> None:
    text = row(f"[a]({url})")
    (found,) = findings(text, "MED504")
    assert at(text, found) == url


@pytest.mark.parametrize(
    "text",
    [
        row("[a](https://doi.org/10.1002/(SICI)1098-2418\\(199807)12:4%3C335::AID-RSA2%3E3.0.CO;2-U)"),
        row("https://doi.org/10.1016/S0140-6736(20)30183-5"),
        row("(https://doi.org/10.5281/zenodo.1)."),
        "As in https://doi.org/10.5281/zenodo.1.\n",
        "https://doi.org/ の後ろに\n",
        "[DOI](https://www.doi.org/)\n",
        "[a](https://doi.org/10/gfc2tr)\n",
        "[a](https://commons.datacite.org/doi.org/x)\n",
    ],
)
def test_valid_doi(text: str) -> None:
    assert findings(text, "MED504") == []


SESSIONS = [
    ("https://a.org/x?utm_source=b&id=3&utm_medium=c", "https://a.org/x?id=3"),
    ("https://a.org/x?gclid=EAIa", "https://a.org/x"),
    ("https://a.org/x;jsessionid=0A1B?id=3#data", "https://a.org/x?id=3#data"),
    ("https://a.org/S1361841519301045?via%3Dihub", "https://a.org/S1361841519301045"),
    ("https://a.org/x#5800702d1a85fbd42314c9eb5cdaef39d568cb8", "https://a.org/x"),
    ("https://a.org/x#.YqMK8y8RqRs", "https://a.org/x"),
]


@pytest.mark.parametrize(("url", "right"), SESSIONS)
def test_session(url: str, right: str) -> None:
    text = row(f"[a]({url})")
    found = findings(text, "MED505")
    assert [at(text, f) for f in found] == [url]
    assert found[0].fix is not None and not found[0].fix.safe
    assert mended(text, found) == row(f"[a]({right})")


def test_an_address_with_entities_is_not_mended() -> None:
    (found,) = findings(row("[a](https://a.org/x?id=1&amp;utm_source=b)"), "MED505")
    assert found.fix is None


@pytest.mark.parametrize(
    "url",
    ["https://a.org/x?tab=readme#citeas", "https://a.org/?term=ixi&id=1", "https://a.org/#!Synapse:syn3193805"],
)
def test_no_session(url: str) -> None:
    assert findings(row(f"[a]({url})"), "MED505") == []


def test_shortened() -> None:
    text = "[a](https://bit.ly/3x) http://t.co/x https://doi.org/10.1/x https://w3id.org/x https://not-bit.ly/x\n"
    assert [at(text, f) for f in findings(text, "MED506")] == ["https://bit.ly/3x", "http://t.co/x"]


def test_time_grows_with_the_rows() -> None:
    def judge(count: int) -> None:
        line = "| IXI | [a](http://dx.doi.org/10.5281/zenodo.1?utm_source=b), TCIA | 1 image |\n"
        assert len(findings(HEAD + line * count, "MED50")) == 2

    assert grows_evenly(judge, 200)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("http://Vident-real.zip", "the name of a file where a host is expected"),
        ("https://huggingface.co/datasets/a/alpha\\_wikidoc", "a backslash before '_'"),
        ("[x](https://www.synapse.org/\\#!Synapse:syn123)", "a backslash before '#'"),
        ("https://data.mendeley.com/datasets/", "ends before the part that names the dataset"),
        ("[x](https://zenodo.org/records/)", "ends before the part that names the dataset"),
        ("https://github.com/SCIR-HI/ Huatuo-Llama", "cut by a space: 'Huatuo-Llama' follows it"),
        ("https://example.org/ data/scans_2014.htm", "cut by a space: 'data/scans_2014.htm' follows it"),
    ],
)
def test_addresses_that_lead_elsewhere(source: str, said: str) -> None:
    (found,) = findings(row(source), "MED501")
    assert said in found.message


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("https://data.mendeley.com/datasets/", "Mendeley Data"),
        ("https://huggingface.co/datasets", "Hugging Face datasets"),
        ("https://ieee-dataport.org/documents", "Data of engineers"),
        ("https://ieee-dataport.org/documents", "IEEE Dataport: all that engineers share"),
        ("https://www.heywhale.com/mw/dataset/6027caee/content", "COVID"),
        ("[x](https://example.org/a\\(b\\))", "IXI"),
        ("[x](https://example.org/a\\_b?c=d\\&e=f)", "IXI"),
        ("[x](https://example.org/a\\|b)", "IXI"),
        ("https://github.com/group/ is the home of a group of people", "IXI"),
        ("https://data.zip.example.org/", "IXI"),
    ],
)
def test_addresses_that_only_look_odd(source: str, title: str) -> None:
    assert findings(row(source, title), "MED501") == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.34808/vjnh-9c35", "'https://doi.org/10.34808/vjnh-9c35' is probably meant"),
        ("https://arxiv.org/abs/2003.0503", "has 4 digits behind the dot, expected 5"),
        ("https://arxiv.org/pdf/1312.04567v2.pdf", "has 5 digits behind the dot, expected 4"),
        ("https://arxiv.org/abs/2211.052152207.13686", "has 14 digits behind the dot, expected 5"),
        ("https://arxiv.org/abs/2013.00001", "expected two digits each of year and month"),
    ],
)
def test_numbers_that_never_were(url: str, said: str) -> None:
    (found,) = findings(row(f"[x]({url})"), "MED504")
    assert said in found.message


@pytest.mark.parametrize("number", ["2003.05037", "1412.6980", "cs/9901001", "2003.05037v3", "hep-th/9901001", "new"])
def test_numbers_that_are(number: str) -> None:
    assert findings(row(f"[x](https://arxiv.org/abs/{number})"), "MED504") == []


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://www.sciencedirect.com/science/article/pii/S1?dgcid=rss", "dgcid=rss"),
        ("https://example.org/a?SID=5Fa9", "SID=5Fa9"),
        ("https://data.mendeley.com/preview/x?token=eyJhbGciOiJIUzUxMiJ9", "token=eyJhbGciOiJIUzUxMiJ9"),
    ],
)
def test_more_session_parts(url: str, part: str) -> None:
    (found,) = findings(row(f"[x]({url})"), "MED505")
    assert part in found.message
    assert findings(row("[x](https://example.org/?sid=12&token=7)"), "MED505") == []


def test_a_token_of_access_opens_what_is_shared() -> None:
    assert findings(row("[x](https://example.org/view?access_token=b23e1dbbaeaf12ffe3d168bd997a8d66)"), "MED505") == []


def test_an_address_in_broken_markup_is_said_once() -> None:
    assert findings("[OPUS][https://example.org] holds texts.\n", "MED501") == []
    assert len(findings("[OPUS][https://example.org] holds texts.\n", "MED107")) == 1


def test_a_picture_keeps_its_token() -> None:
    address = "https://example.org/a.png?token=b23e1dbbaeaf12ffe3d168bd997a8d66"
    shown = f'<p align="center"><img width="50%" src="{address}" /></p>\n\n![a]({address})\n'
    assert findings(shown, "MED505") == []
    assert len(findings(f"[a]({address})\n", "MED505")) == 1


@pytest.mark.parametrize(("source", "beside", "count"), [("data.gov.au", "UCI", 0), ("data.gov.au/ixi", "UCI", 1)])
def test_among_names_of_sites_a_bare_host_is_a_name(source: str, beside: str, count: int) -> None:
    text = f"# Datasets\n\n| Dataset | Size | Source |\n|-|-|-|\n| IXI | 3 GB | {source} |\n| OASIS | 4 GB | {{}} |\n"
    assert len(findings(text.format(beside), "MED501")) == count
    assert len(findings(text.format("[UCI](https://uci.edu/x)"), "MED501")) == 1
