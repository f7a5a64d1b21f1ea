"""Web pages decoded and taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.links.charset import decode
from medlint.links.page import parse

LUNGS = "<title>肺 Größe</title>"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (LUNGS.encode(), "text/html; charset=utf-8", LUNGS),
        (LUNGS.encode(), "text/html;charset='UTF-8'", LUNGS),
        (LUNGS.encode(), None, LUNGS),
        (LUNGS.encode(), "text/html; charset=klingon", LUNGS),
        (LUNGS.encode(), "text/html; charset=rot13", LUNGS),
        ("肺 Größe".encode()[:-2], None, "肺 Grö"),
        (b"\xef\xbb\xbf" + LUNGS.encode(), "text/html; charset=latin1", LUNGS),
        (b"\xff\xfe" + LUNGS.encode("utf-16-le"), None, LUNGS),
        (b"\xfe\xff" + LUNGS.encode("utf-16-be"), None, LUNGS),
        (LUNGS.encode("utf-16-le"), "text/html; charset=utf-16", LUNGS),
        (LUNGS.encode("gb18030"), "text/html; charset=gb2312", LUNGS),
        ("肺のCT".encode("shift_jis"), "text/html; charset=X-SJIS", "肺のCT"),
        ("Лёгкие".encode("cp1251"), "text/html; charset=x-cp1251", "Лёгкие"),
        ("Лёгкие".encode("mac-cyrillic"), "text/html; charset=x-mac-cyrillic", "Лёгкие"),
        ("肺①".encode("cp932"), "text/html; charset=windows-31j", "肺①"),
        ("ריאות".encode("iso8859-8"), "text/html; charset=iso-8859-8-i", "ריאות"),
        ("ปอด".encode("cp874"), "text/html; charset=TIS-620", "ปอด"),
        ("<meta charset=utf-16>Größe".encode(), None, "<meta charset=utf-16>Größe"),
        ("Größe – 10 €".encode("cp1252"), None, "Größe – 10 €"),
        ("Größe – 10 €".encode("cp1252"), "text/html; charset=iso-8859-1", "Größe – 10 €"),
        ("Größe".encode("cp1252") + b" lungs", "text/html; charset=utf-8", "Gr\ufffd\ufffde lungs"),
        (b"", None, ""),
    ],
)  # fmt: skip
def test_decode(body: bytes, content_type: str | None, text: str) -> None:
    assert decode(body, content_type) == text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("shift_jis", "<meta charset=shift_jis>お探しのページ"),
        ("euc_kr", "<meta http-equiv=content-type content='text/html; charset=euc-kr'>페이지"),
        ("koi8-r", "<?xml version='1.0' encoding='koi8-r'?>легкие"),
        ("utf-8", "<!-- <meta charset=koi8-r> --><meta charset=utf-8>легкие"),
        ("utf-8", "<meta name=description content='once charset=koi8-r'><meta charset=utf-8>легкие"),
        ("cp1251", "<META CONTENT='text/html; charset=windows-1251' HTTP-EQUIV=Content-Type>лёгкие"),
    ],
)
def test_a_page_may_declare_its_charset(charset: str, text: str) -> None:
    assert decode(text.encode(charset), "text/html") == text


def test_what_is_no_text() -> None:
    assert decode(bytes(range(256)) * 4 + b"\0" * 200, "text/html") is None
    assert decode(b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + bytes(100), None) is None
    assert decode(b"%PDF-1.7\n" + bytes(range(256)) * 16, "text/html") is None


def test_parse() -> None:
    page = parse(
        "<title> Lungs &amp; hearts\n</title><meta http-equiv=Refresh content='0; URL=\"../next?a=1\"'>"
        "<nav id=menu><h2>Menu</h2><a href=/login>Log in</a></nav><h1>Lung <b>scans</b></h1>"
        "<div>One<p name=two>Two <code>three</code></p>four</div><ul><li><a href='/x'>Only a link</a></li></ul>"
        "<script src=/a.js></script><script>var x = 1;</script><input type=PASSWORD>",
        base="https://example.org/a/b/c",
    )
    assert page.title == "Lungs & hearts"
    assert page.headings == ("Lung scans",)
    assert page.blocks == ("Lung scans", "One", "Two", "four")
    assert page.words == 5
    assert page.text == "Menu Log in Lung scans One Two three four Only a link"
    assert page.anchors == {"menu", "two"}
    assert page.sources == ("/a.js",)
    assert page.refresh == "https://example.org/a/next?a=1"
    assert (page.password, page.complete, page.script_only) == (True, True, False)
    assert "var x" in page.script


@pytest.mark.parametrize(
    ("html", "only"),
    [
        ("<div id=root></div><script src=/app.js></script>", True),
        ("<div id=app>Please enable JavaScript to run this app.</div><script src=/app.js></script>", True),
        ("<body><script>load()</script></body>", True),
        ("<p>A short page with a counter on it.</p><script src=/count.js></script>", False),
        ("<p>Hi</p>", False),
        ("", False),
    ],
)
def test_script_only(html: str, only: bool) -> None:
    assert parse(html).script_only is only


def test_a_page_nested_too_deeply_is_read_as_far_as_it_is_sane() -> None:
    page = parse("<title>Deep</title><p id=a>First</p>" + "<div>" * 50_000 + "<p id=b>Last</p>")
    assert page.title == "Deep"
    assert page.anchors == {"a"}
    assert not page.complete
    wide = parse("<div><p id=a>x</p></div>" * 5_000)
    assert wide.complete


@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "x; charset=gbk"]))
@settings(max_examples=200, deadline=None)
def test_any_body_is_taken(body: bytes, content_type: str | None) -> None:
    text = decode(body, content_type)
    if text is not None:
        parse(text)


@pytest.mark.parametrize("declared", ["charset", "charset="])
def test_blanks_without_end_in_a_charset_cost_as_much_as_there_are(declared: str) -> None:
    assert grows_evenly(lambda size: decode(b"x", declared + " " * size + "!"), 3_000)
