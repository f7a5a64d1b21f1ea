"""What a page answered with 200 really is, told from pages that only look so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.data import not_found, proven
from medlint.links import page_kinds
from medlint.links.page import Page, parse

HERE = "https://example.org/data/lungs"
PROSE = "<p>" + "Four radiologists marked every nodule on the thoracic scans of this study. " * 60 + "</p>"
MENU = "<nav><a href='/'>Home</a> <a href='/data'>Data</a> <a href='/login'>Log in</a></nav>"


def page(html: str, *, complete: bool = True) -> Page:
    return parse(html, complete=complete)


# What each says, in the order of the languages in the data
GONE = {
    "en, title": "<title>Page not found</title><p>Try the search.</p>",
    "en, number": "<title>404</title><h1>Oops!</h1>",
    "en, both": f"<title>404 Not Found - Example</title>{MENU}<h1>Page Not Found</h1>{PROSE}",
    "en, heading": "<title>Example</title><h1>Dataset not found</h1>",
    "en, sentence": "<title>Example</title><p>We're sorry, but the page you were looking for doesn't exist.</p>",
    "en, two sentences": "<p>Sorry, the page you are looking for could not be found. It may have been moved.</p>",
    "en, dataset": "<title>Lungs</title><p>This dataset is no longer available.</p>",
    "en, plain text": "Not Found",
    "en, Apache": "<p>The requested URL /data/lungs.html was not found on this server.</p>",
    "en, withdrawn": "<p>This collection was withdrawn and is no longer available.</p>",
    "en, data": "<p>The data you are trying to access are no longer available on this server.</p>",
    "en, WordPress": "<h1>Oops! That page can't be found.</h1><p>It looks like nothing was found at this location.</p>",
    "en, nginx": "<html><head><title>404 Not Found</title></head><center><h1>404 Not Found</h1></center>nginx</html>",
    "en, site first": f"<title>Example: Page not found</title><h1>Page not found</h1>{PROSE}",
    "en, the whole title": f"<title>Page not found</title>{PROSE}",
    "en, the whole title as a sentence": "<title>This dataset is no longer available.</title>",
    "en, no longer": "<title>Example</title><h1>No longer available</h1><p>Go home.</p>",
    "en, a number and nothing else": "<p>Error 404</p>",
    "de": "<title>Seite nicht gefunden – Universität</title><p>Die angeforderte Seite wurde nicht gefunden.</p>",
    "de, sentence": "<p>Leider: Diese Seite existiert nicht mehr.</p>",
    "fr": "<title>Page introuvable</title><p>Désolé, cette page n'existe plus.</p>",
    "es": "<title>Ejemplo</title><p>La página que busca no existe.</p>",
    "it": "<h1>Pagina non trovata</h1>",
    "pt": "<p>A página que você procura não foi encontrada.</p>",
    "nl": "<p>De pagina die u zoekt bestaat niet meer.</p>",
    "pl": "<p>Strona, której szukasz, nie istnieje.</p>",
    "cs": "<title>Stránka nenalezena</title>",
    "sv": "<h1>Sidan kunde inte hittas</h1>",
    "da": "<h1>Siden blev ikke fundet</h1>",
    "ru": "<title>Ошибка 404</title><p>Запрашиваемая страница не найдена.</p>",
    "uk": "<h1>Сторінку не знайдено</h1>",
    "tr": "<p>Aradığınız sayfa bulunamadı.</p>",
    "zh": "<title>页面不存在</title>",
    "zh, sentence": "<p>抱歉,您访问的页面不存在</p>",
    "ja": "<p>お探しのページは見つかりませんでした。</p>",
    "ko": "<p>요청하신 페이지를 찾을 수 없습니다.</p>",
    "fi": "<h1>Sivua ei löytynyt</h1>",
    "hu": "<title>Az oldal nem található</title>",
    "el": "<h1>Η σελίδα δεν βρέθηκε</h1>",
    "ro": "<title>Pagina nu a fost găsită - Institut</title>",
    "ca": "<h1>No s'ha trobat la pàgina</h1>",
    "sk": "<h1>Stránka sa nenašla</h1>",
    "hr": "<h1>Stranica nije pronađena</h1>",
    "bg": "<h1>Страницата не е намерена</h1>",
    "vi": "<h1>Không tìm thấy trang</h1>",
    "id": "<h1>Halaman tidak ditemukan</h1>",
    "ar": "<h1>الصفحة غير موجودة</h1>",
    "fa": "<h1>صفحه مورد نظر یافت نشد</h1>",
    "de, a file": "<h1>Hm</h1><p>Die angeforderte Datei konnte leider auf diesem Server nicht gefunden werden.</p>",
    "fr, a file": "<h1>Hm</h1><p>Le document que vous recherchez est introuvable.</p>",
    "es, a file": "<h1>Hm</h1><p>El archivo solicitado no existe.</p>",
    "nl, a file": "<h1>Hm</h1><p>Het bestand kon niet gevonden worden.</p>",
    "ru, a file": "<h1>Hm</h1><p>Запрошенный файл не найден.</p>",
    "tr, a file": "<h1>Hm</h1><p>Aradığınız dosya bulunamadı.</p>",
    "tr, capitals": "<title>SAYFA BULUNAMADI</title>",
    "zh, a file": "<h1>Hm</h1><p>您访问的文件不存在。</p>",
    "a table for its looks": "<table><tr><td></td><td>Page not found</td></tr></table>",
    "hi": "<title>पृष्ठ नहीं मिला</title>",
    "bn": "<h1>পৃষ্ঠাটি পাওয়া যায়নি</h1>",
    "th": "<h1>ไม่พบหน้าที่คุณต้องการ</h1>",
    "et": "<h1>Lehekülge ei leitud</h1>",
    "lt": "<h1>Puslapis nerastas</h1>",
    "lv": "<h1>Lapa nav atrasta</h1>",
    "sr": "<h1>Страница није пронађена</h1>",
    "ms": "<h1>Halaman tidak dijumpai</h1>",
    "he": "<h1>הדף לא נמצא</h1>",
    "he, with points": "<h1>הַדַּף לֹא נִמְצָא</h1>",
    "fr, decomposed": "<h1>Page non trouve\u0301e</h1>",
    "can't seem to": "<h1>Well</h1><p>We can't seem to find the page you're looking for.</p>",
    "moved or gone": "<h1>Well</h1><p>The page you tried to reach has moved or no longer exists.</p>",
    "not for download": "<h1>Sorry, this dataset is no longer available for download.</h1>",
    "410": "<h1>410 Gone</h1>",
    "fr, or moved": "<h1>Oups !</h1><p>La page que vous recherchez n'existe pas ou a été déplacée.</p>",
    "ja, this data": "<p>このデータセットは公開を終了しました。</p>",
}

FINE = {
    "a dataset about 404 errors": "<title>A dataset of 404 error pages</title><h1>A dataset of 404 error pages</h1>"
    "<p>We asked 2,000 servers for pages that don't exist and kept what they said: page not found, error 404.</p>",
    "a section about them": f"<title>Errors</title><h1>Errors of the API</h1>{PROSE}<h2>404 Not Found</h2>{PROSE}",
    "a paper's name": "<title>Not found: missed lesions in chest CT | Journal of Imaging</title>"
    "<h1>Not found: missed lesions in chest CT</h1><p>Abstract. We ask why readers miss lesions.</p>",
    "a paper's short name": "<title>Lesions not found by AI</title><h1>Lesions not found by AI</h1><p>Abstract.</p>",
    "a menu with a login link": f"<title>Lungs</title>{MENU}<h1>Lungs</h1><p>Download the scans.</p>",
    "a quoted message": "<title>Fixing downloads</title><p>If the server says</p><pre>404 Not Found</pre>"
    "<blockquote>The page was not found.</blockquote><p>ask for the file again with <code>not found</code>.</p>",
    "a changelog": "<title>Changelog</title><h1>Changelog</h1><ul><li>2.1: version 1.0 is no longer available</li>"
    "<li>The old API is no longer available.</li><li>Fixed: page not found after login</li></ul>",
    "a notice on a full page": f"<title>Lungs</title><h1>Lungs</h1>{PROSE}<p>This dataset is no longer available.</p>",
    "a blog with many words": f"<title>My 404 story</title><h1>How we lost a page</h1>{PROSE * 3}",
    "a hidden template": "<title>Lungs</title><div hidden><h1>Page not found</h1></div>"
    "<div style='display: none'>This page does not exist.</div><h1>Lungs</h1>",
    "a script's text": "<title>Lungs</title><h1>Lungs</h1><script>var e = 'Page not found';</script>",
    "a noscript text": "<title>Lungs</title><noscript><h1>Page not found</h1></noscript><p>Scans.</p>",
    "a footer": "<title>Lungs</title><h1>Lungs</h1><footer><p>Page not found? Write to us.</p></footer>",
    "a question": "<title>Why do I get 404 Not Found?</title><h1>Why do I get 404 Not Found?</h1><p>Hello all.</p>",
    "a link to a gone page": "<title>Lungs</title><p>Scans.</p><ul><li><a href='/x'>Page not found</a></li></ul>",
    "an old version": "<h1>MURA</h1><p>The 2017 version is no longer available. Download v2 below.</p>",
    "a move": "<h1>Lungs</h1><p>The data set was moved to Zenodo. The file is missing from version 1.</p>",
    "a paper on errors": f"<title>HTTP 404 errors: a dataset</title><h1>HTTP 404 errors: a dataset</h1>{PROSE}",
    "a drawing's title": "<svg><title>404</title></svg><p>Chest CT.</p>",
    "nothing": "",
    "a row of a table": "<h1>Scans</h1><table><tr><td>a.zip</td><td>Page not found</td></tr>"
    "<tr><td>b.zip</td><td>there</td></tr></table><p>Copied each night.</p>",
    "counts": "<h1>Nodules</h1><table><tr><td>Not found</td><td>12</td></tr><tr><td>Found</td><td>99</td></tr></table>",
    "de, a file": "<h1>Lunge</h1><p>Die Datei der ersten Fassung ist nicht mehr verfügbar. 40 Aufnahmen.</p>",
    "fr, a file": "<h1>Poumons</h1><p>Le fichier des noms n'est plus disponible. Le jeu a 40 images.</p>",
    "es, a file": "<h1>Pulmones</h1><p>El archivo con los nombres ya no existe. La colección tiene 40 imágenes.</p>",
    "it, a file": "<h1>Polmoni</h1><p>Il file con i nomi è stato rimosso. La raccolta ha 40 immagini.</p>",
    "pt, a file": "<h1>Pulmões</h1><p>O arquivo com os nomes foi removido. A coleção tem 40 imagens.</p>",
    "nl, a file": "<h1>Longen</h1><p>Het bestand met de namen is verwijderd. De set heeft 40 beelden.</p>",
    "pl, a file": "<h1>Płuca</h1><p>Plik z nazwiskami został usunięty. Zbiór ma 40 obrazów.</p>",
    "ru, a file": "<h1>Лёгкие</h1><p>Файл с именами удалён. В наборе 40 снимков.</p>",
    "tr, a file": "<h1>Akciğer</h1><p>Bu dosya ilk sürümde kaldırılmıştır. 40 görüntü var.</p>",
    "zh, a file": "<h1>肺</h1><p>文件旧版不存在。共有40张图像。</p>",
    "ja, a file": "<h1>肺</h1><p>このデータセットから氏名は削除されています。画像は40枚です。</p>",
    "ko, a file": "<h1>폐</h1><p>데이터에 개인정보는 없습니다. 영상은 40장입니다.</p>",
}


@pytest.mark.parametrize("name", GONE)
def test_soft_404(name: str) -> None:
    doubt = page_kinds.soft_404(page(GONE[name]), HERE)
    assert doubt is not None
    assert doubt.certain
    assert doubt.why


@pytest.mark.parametrize("name", FINE)
def test_no_soft_404(name: str) -> None:
    assert page_kinds.soft_404(page(FINE[name]), HERE) is None


@pytest.mark.parametrize(
    "html",
    [
        f"<title>404</title><h1>Lungs</h1>{PROSE}",
        f"<title>Lungs</title><h1>Page not found</h1>{PROSE}",
        f"<title>Page not found | Example</title>{PROSE}",
        "<title>Lungs</title><h1>Lungs</h1><p>This dataset is no longer available.</p>"
        + "<p>It had scans of forty patients, marked by two readers each.</p>" * 10,
    ],
)
def test_what_may_be_either_is_doubtful(html: str) -> None:
    doubt = page_kinds.soft_404(page(html), HERE)
    assert doubt is not None
    assert not doubt.certain


def test_an_address_of_its_own_tells_of_404() -> None:
    lungs = page("<title>404</title><h1>404</h1><p>Chest CT.</p>")
    assert page_kinds.soft_404(lungs, "https://example.org/datasets/404") is None
    error = page_kinds.soft_404(page("<title>Example</title><p>Go home.</p>"), "https://example.org/404.html")
    assert error is not None
    assert error.certain
    assert page_kinds.soft_404(page("<title>Example</title><p>Go home.</p>"), "https://example.org/404-lungs") is None


@pytest.mark.parametrize(
    "html",
    [
        "<title>lungs-data.org is for sale</title>",
        "<title>lungs.org - This website is for sale! - lungs resources and information</title>",
        "<title>lungs.org</title><p>Acquire this domain: lungs.org</p>",
        "<title>lungs.org</title><h1>This domain is for sale!</h1>",
        "<h2>Buy this domain</h2><p>The owner offers it for $2,000.</p>",
        "<p>This domain has expired. If you are the owner, renew it.</p>",
        "<h1>Diese Domain steht zum Verkauf</h1>",
        "<p>Ce nom de domaine est à vendre</p>",
        "<p>Этот домен продаётся</p>",
        "<p>该域名正在出售</p>",
        "<title>lungs.org</title><script src='https://d1.parkingcrew.net/x.js'></script>",
        "<title>lungs.org</title><script src='https://parking.bodiscdn.com/x.js'></script>",
        "<title>lungs.org - Diese Website steht zum Verkauf!</title>",
        "<p>Diese Domain ist abgelaufen.</p>",
        "<p>This domain was recently registered at Example. Please check back later!</p>",
        "<h1>lungs.org is parked</h1>",
        "<title>lungs.org domain name is for sale. Inquire now.</title>",
        "<html data-adblockkey='MFww'><title>lungs.org</title><div id=target></div><script>window.park = 'x'</script>",
        "<title>lungs.org</title><p>lungs.org is available for purchase - Broker.com</p>",
        "<title>lungs.org</title><p>This domain is for sale by its owner.</p>",
        "<h1>Dominio in vendita</h1>",
        "<title></title><script>window.onload=function(){window.location.href='/lander'}</script>",
    ],
)
def test_parked(html: str) -> None:
    assert page_kinds.parked(page(html))


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Domain names</title><h1>A study of domain parking</h1>{PROSE}<p>This domain is for sale.</p>",
        "<title>Domain adaptation for lungs</title><h1>Domain adaptation for lungs</h1><p>The domain gap is small.</p>",
        "<title>Lungs</title><p>None of the data is for sale.</p>",
        "<title>This domain is for sale: phrases of parked pages</title><p>From 2,000 domains.</p>",
        "<title>Registration</title><p>This domain has been registered for long: image registration.</p>",
        "<title>Parked domains</title><p>“This domain is for sale” is what most of them say.</p>",
        "<title>Buy this domain knowledge</title><p>Consultants sell what they know.</p>",
        "<title>A data set of parked domains</title><h1>Parked domains</h1><p>Pages of 2,000 domains.</p>",
        "<title>Domain parking detection: a data set</title><p>Pages of 2,000 domains.</p>",
        "<title>Lungs</title><p>Our old site said <q>this domain is for sale</q>, as many did.</p>",
        f"<title>Lungs</title>{MENU}<p>Scans.</p>",
    ],
)
def test_not_parked(html: str) -> None:
    assert page_kinds.parked(page(html)) is None


@pytest.mark.parametrize(
    ("url", "login"),
    [
        ("https://example.org/login?next=/data", True),
        ("https://example.org/users/sign_in", True),
        ("https://example.org/SSO/start", True),
        ("https://example.org/auth", True),
        ("https://example.org/Account/Login.aspx", True),
        ("https://accounts.example.org/x", True),
        ("https://login.example.org/", True),
        ("https://sso.example.org/", True),
        ("https://example.org/logins", False),
        ("https://example.org/blog/login-walls", False),
        ("https://example.org/authors/smith", False),
        ("https://example.org/data?then=/login", False),
        ("https://bank-accounts.example.org/", False),
        ("https://sso-data.example.org/", False),
    ],
)
def test_login_addresses(url: str, login: bool) -> None:
    assert page_kinds.login_page(url) is login


def test_login_pages() -> None:
    form = "<form><input name=u><input type=password></form>"
    assert page_kinds.login_page(HERE, page(f"<title>Sign in - Example</title>{form}"))
    assert page_kinds.login_page(HERE, page(f"<title>Example</title><h1>Anmelden</h1>{form}"))
    assert not page_kinds.login_page(HERE, page(FINE["a menu with a login link"]))
    assert not page_kinds.login_page(HERE, page(f"<title>Lungs</title>{form}<h1>Lungs</h1><p>Scans.</p>"))
    assert not page_kinds.login_page(HERE, page(f"<title>Log in</title>{form}{PROSE}"))
    assert not page_kinds.login_page(HERE, page("<title>Log in</title><p>Ask your library.</p>"))
    assert not page_kinds.login_page(HERE, page(f"<title>Log in</title><div hidden>{form}</div>"))


@pytest.mark.parametrize(
    ("requested", "final", "home"),
    [
        ("https://example.org/data/lungs", "https://example.org/", True),
        ("https://example.org/data/lungs", "https://www.example.org/index.html", True),
        ("https://www.example.org/data/lungs", "https://example.org/en/", True),
        ("https://data.example.org/lungs", "https://example.org/?utm_source=old", True),
        ("https://example.org/?id=7", "https://example.org/", True),
        ("https://example.org/data/lungs", "https://example.org/data/", False),
        ("https://example.org/data/lungs", "https://lungs.example.org/", False),
        ("https://example.org/data/lungs", "https://example.org/?p=123", False),
        ("https://example.org/data/lungs", "https://example.org/#/data/lungs", False),
        ("https://example.org/", "https://example.org/en/", False),
        ("https://example.org/index.html", "https://example.org/", False),
        ("https://old.example.com/lungs", "https://example.org/", False),
        ("", "", False),
    ],
)
def test_home_redirect(requested: str, final: str, home: bool) -> None:
    assert page_kinds.home_redirect(requested, final) is home


@pytest.mark.parametrize(
    ("final", "words", "shares"),
    [
        ("https://www.example.org/x", "", True),
        ("https://data.example.org/x", "", True),
        ("https://lung-screening.net/x", "Lung screening trial", True),
        ("https://cancerimagingarchive.net/x", "The Imaging Archive", True),
        ("https://kits-challenge.com/x", "KiTS19 kidney tumours; kits", True),
        ("https://lidcidri.com/", "LIDC-IDRI", True),
        ("https://kits.com/", "KiTS19", True),
        ("https://lungs.github.io/", "Lungs of Europe", True),
        ("https://online-casino.com/", "A line of cases", False),
        ("https://example-data.com/x", "", True),
        ("https://casino-bets.com/x", "Lung screening trial of the NIH", False),
        ("https://theforum.com/x", "the for and", False),
        ("https://ct.com/x", "CT of lungs", False),
        ("https://other.github.io/", "Lungs on GitHub pages", False),
    ],
)
def test_shares_word(final: str, words: str, shares: bool) -> None:
    assert page_kinds.shares_word("https://example.org/data/lungs", final, words) is shares


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.org/x", "example.org"),
        ("https://a.b.example.co.uk/", "example.co.uk"),
        ("https://www.kuleuven.ac.be/", "kuleuven.ac.be"),
        ("https://lungs.github.io/", "lungs.github.io"),
        ("https://b.s3.amazonaws.com/k", "b.s3.amazonaws.com"),
        ("https://t.co/x", "t.co"),
        ("http://192.0.2.7:80/", "192.0.2.7"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("README.md", ""),
    ],
)
def test_registrable_domain(url: str, domain: str) -> None:
    assert page_kinds.registrable_domain(url) == domain


def test_same_page() -> None:
    def missing(path: str) -> Page:
        return page(f"<title>Example</title>{MENU}<p>We have no {path}, sorry. Go back to the front page please.</p>")

    assert page_kinds.same_page(missing("/data/lungs"), missing("/data/q7f3k9zx"))
    assert not page_kinds.same_page(page(f"<title>Lungs</title>{PROSE}"), missing("/data/q7f3k9zx"))
    shell = "<title>App</title><div id=root></div><script src=/app.js></script>"
    assert not page_kinds.same_page(page(shell), page(shell))
    assert not page_kinds.same_page(page(""), page(""))


ANCHORS = page(
    "<h1 id=intro>A</h1><a name='Data Set'></a><p id='größe'>x</p><p id='a&amp;b'>x</p><p id='user-content-usage'>x</p>"
)


@pytest.mark.parametrize(
    ("fragment", "missing"),
    [
        ("intro", False),
        ("Data%20Set", False),
        ("gr%C3%B6%C3%9Fe", False),
        ("größe", False),
        ("a%26b", False),
        ("usage", False),
        ("", False),
        ("top", False),
        (":~:text=nodule", False),
        ("methods:~:", False),
        ("methods:~:text=nodule", False),
        ("page=3", False),
        ("!/data", False),
        ("/data", False),
        ("collection/6373703d", False),
        (".Yt_SxN_RZhE", False),
        ("61080958bcab02c187174a288dbcbf95d26179e8", False),
        ("methods", True),
        ("Intro", True),
    ],
)
def test_missing_fragment(fragment: str, missing: bool) -> None:
    assert page_kinds.missing_fragment(ANCHORS, fragment, HERE) is missing


def test_fragments_of_what_was_not_wholly_read_are_left_alone() -> None:
    assert not page_kinds.missing_fragment(page("<p id=a>x</p>", complete=False), "b", HERE)
    shell = page("<div id=app></div><script src=/app.js></script>")
    assert not page_kinds.missing_fragment(shell, "methods", HERE)


def test_fragments_on_github() -> None:
    readme = page("<h2 id='user-content-usage'>Usage</h2><p>Run it.</p>")
    url = "https://github.com/jane/lungs"
    assert not page_kinds.missing_fragment(readme, "Usage", url)
    assert page_kinds.missing_fragment(readme, "install", url)
    for state in ("L10", "L10-L20", "issuecomment-123", "discussion_r9"):
        assert not page_kinds.missing_fragment(readme, state, url)
    assert not page_kinds.missing_fragment(page("<p>Loading</p>"), "install", url)


def test_a_page_is_read_in_the_time_that_its_size_takes() -> None:
    row = (
        "<div class=row id=r{0}><a href='/x/{0}'>Item {0}</a><p>Some <b>marked</b> words of a longer list.</p></div>\n"
    )
    html = "".join(row.format(n) for n in range(3000))[: 256 * 1024]

    def judge(size: int) -> None:
        read = page(html[:size])
        page_kinds.soft_404(read, HERE), page_kinds.parked(read), page_kinds.login_page(HERE, read)

    assert grows_evenly(judge, len(html) // 10)


@pytest.mark.parametrize(
    "piece",
    """<div> <b> <b><p> <b></p> <i>x</b> <b><i></b> <table><tr><td> </p> <p> <h1>x</h1> <br> < &lt; <!-- <script>
    <template> <svg><g> <select><option> <title> the%20page%20 not%20found%20 sorry%20 404%20 &#1; &#3; \x01 <a%20a="
    <p>sorry%20the%20page%20you%20are%20looking%20for <meta%20http-equiv=refresh%20content= 页面 お探しの""".split(),  # noqa: SIM905
)
def test_hostile_pages_take_no_time(piece: str) -> None:
    def judge(size: int) -> None:
        read = page(piece.replace("%20", " ") * (size // len(piece)))
        page_kinds.soft_404(read, HERE), page_kinds.parked(read)
        page_kinds.login_page(HERE, read), page_kinds.same_page(read, read)

    assert grows_evenly(judge, 25_000)


@pytest.mark.parametrize("start", ["<p ", '<p " ', '<p =" ', "<p a=b'c ", '<p a=">" ', "<p a='>'"])
@pytest.mark.parametrize("between", [" ", "/", '="b"', "='>'"])
def test_a_page_ends_before_a_tag_with_more_attributes_than_any_has(start: str, between: str) -> None:
    """The parser compares each with all before it, in C, where nothing stops it."""
    names = [f"a{number}" for number in range(20_000)]
    page = parse(f"<title>A page</title><p>some words{start}{between.join(names)}>more")
    assert (page.title, page.text, page.complete) == ("A page", "some words", False)
    assert parse(f"<p {between.join(names[:100])}>more").complete


@pytest.mark.parametrize("tag", ["<html {}>", "<BODY {}>", "<body/{}>", "<option {}>"])
def test_a_page_ends_where_tags_whose_content_is_put_together_are_too_many(tag: str) -> None:
    """Attributes of `<html>` and `<body>` go to one element; of options the parser looks for the one that is chosen."""
    names = [tag.format(f"a{number}") for number in range(20_000)]
    page = parse(f"<title>A page</title><p>some words</p><select>{''.join(names)}</select>more")
    assert (page.title, page.text[:10], page.complete) == ("A page", "some words", False)
    assert parse(f"<html><body><select>{'<option>x' * 1000}</select>more").complete


@pytest.mark.parametrize("left_open", [100, 900])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_page_ends_where_each_paragraph_opens_again_what_was_left_open(
    left_open: int, case: Callable[[str], str]
) -> None:
    """The parser makes a copy of each in each, by the standard: of 240 KB it would make some GB."""
    html = "<p>some words<p>" + "".join(f"<b id=a{number}>" for number in range(left_open)) + "<p>more" * 30_000
    read = parse(case(html))
    assert (read.text.lower()[:10], read.complete) == ("some words", False)
    assert read.text.lower().count("more") <= 100_000 / left_open
    assert parse("<p>" + "<font size=2>" * 20 + "<p>more" * 1000).complete


@pytest.mark.parametrize(
    ("piece", "size"), [("<meta http-equiv=refresh content='{}x'>", 5000), ("<table>{}words", 500)]
)
def test_blanks_before_a_refresh_and_tables_in_tables_take_no_time(piece: str, size: int) -> None:
    part = " " if "meta" in piece else "<tr><td>a<td>"
    assert grows_evenly(lambda times: parse(piece.format(part * times) + "words " * times), size)


@pytest.mark.parametrize("piece", ["<title>क{}</title>", '<script src="http://{}example.org/"></script>'])
@pytest.mark.parametrize("part", ["\u094d\u093c", "a."])
def test_long_titles_and_names_of_hosts_take_no_time(piece: str, part: str) -> None:
    def judge(size: int) -> None:
        read = parse(piece.format(part * size) + "<p>lung scans")
        page_kinds.parked(read), page_kinds.soft_404(read, HERE), page_kinds.same_page(read, read)

    assert grows_evenly(judge, 6000)


def test_annotations_that_nothing_closes_are_cut() -> None:
    assert not parse("<rt>x" * 5000).complete


def test_long_attributes_are_no_reason_to_stop() -> None:
    assert parse(f"<p a='{'a b=c ' * 9000}' b=\"{'x > ' * 9000}\" c={'a=b/' * 9000}>more").text == "more"


@pytest.mark.parametrize("piece", ["sorry but error ", "error 404 ", "page and or ", "url or and "])
def test_titles_that_begin_again_and_again_take_no_time(piece: str) -> None:
    def judge(size: int) -> None:
        assert page_kinds.soft_404(page(f"<title>{piece * (size // len(piece))}</title>"), HERE) is None
        assert page_kinds.parked(page(f"<title>{'a - ' * (200 * size)}</title>")) is None

    assert grows_evenly(judge, 29)


@given(st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_taken(html: str, url: str) -> None:
    read = page(html)
    for address in (url, "https://" + url):
        page_kinds.soft_404(read, address)
        page_kinds.login_page(address, read)
        page_kinds.missing_fragment(read, url, address)
        page_kinds.home_redirect(address, HERE), page_kinds.home_redirect(HERE, address)
        page_kinds.shares_word(address, HERE, html)
    page_kinds.parked(read)


def fitting(pattern: str, chance: random.Random) -> str:
    """A text that fits a pattern of the data."""

    def text(tree: Iterable[tuple[Any, Any]]) -> str:
        return "".join(piece(str(op), value) for op, value in tree)

    def piece(op: str, value: Any) -> str:
        if op == "LITERAL":
            return chr(value)
        if op == "IN":
            kind, char = chance.choice(value)
            return chr(char) if str(kind) == "LITERAL" else "7" if "DIGIT" in str(char) else "x"
        if op == "BRANCH":
            return text(chance.choice(value[1]))
        if op == "SUBPATTERN":
            return text(value[3])
        if op == "MAX_REPEAT":
            return "".join(text(value[2]) for _ in range(chance.randint(value[0], min(value[1], value[0] + 2))))
        return "" if op == "AT" else "x"

    return text(re._parser.parse(pattern))  # type: ignore[attr-defined]


WORDINGS = [(text, not_found.STEMS) for text in [*proven("page-not-found"), *proven("says-not-found"), not_found.BARE]]
WORDINGS += [(text, not_found.SALE_STEMS) for text in proven("for-sale")]


@pytest.mark.parametrize(("pattern", "stems"), WORDINGS)
def test_every_wording_has_one_of_the_stems(pattern: str, stems: str) -> None:
    chance = random.Random(16)
    pattern = pattern.replace("{thing}", page_kinds._pattern(not_found.THING))
    texts = {fitting(pattern, chance) for _ in range(400)}
    assert [text for text in texts if re.match(pattern, text) and not page_kinds._may_say(text, stems)] == []
