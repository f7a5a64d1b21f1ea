"""What a server answers, row by row of the table of verdicts: statuses, redirects, broken connections."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate

import pytest

from medlint.links.fetch import retry_after
from medlint.links.response import Response
from web import Call, Site, Web
from web.asking import BACKOFF, run, verdict
from web.server import Route, by_method, close, file, first, hang, in_pieces, page, raw, redirect, reset, status

PAGE = page("<p>112,120 frontal radiographs of 30,805 patients.</p>")


@pytest.fixture(scope="module")
def site(web: Web) -> Site:
    """Fresh routes are put in by each test."""
    return web.site({})


def put(site: Site, path: str, route: object) -> str:
    site.routes[path] = route  # type: ignore[index]
    return site.url(path)


def test_200_to_head_of_a_file(site: Site) -> None:
    found = verdict(put(site, "/file.zip", file()))
    assert (found.state, found.status) == ("alive", 200)
    assert site.methods("/file.zip") == ["HEAD"]


@pytest.mark.parametrize("path", ["/page", "/download?name=scans.zip", "/v1.2", "/scans.zip/"])
def test_what_is_no_file_is_asked_for_by_get(site: Site, path: str) -> None:
    found = verdict(put(site, path, PAGE))
    assert (found.state, found.tries) == ("alive", 1)
    assert site.methods(path.partition("?")[0]) == ["GET"]


@pytest.mark.parametrize(
    "path",
    ["/ct.zip", "/CT.ZIP?raw=1", "/sub-01_T1w.nii.gz", "/a.tar.gz", "/a.7z", "/a.dcm", "/a.h5", "/a.csv", "/a.pdf"],
)
def test_files_are_asked_for_by_head(site: Site, path: str) -> None:
    assert verdict(put(site, path, file())).state == "alive"
    assert site.methods(path.partition("?")[0]) == ["HEAD"]


def test_a_page_under_the_name_of_a_file_is_looked_at(site: Site) -> None:
    found = verdict(put(site, "/lost.zip", page("<h1>Page not found</h1>", "Page not found")))
    assert (found.state, site.methods("/lost.zip")) == ("suspicious", ["HEAD", "GET"])


def test_file_without_a_type(site: Site) -> None:
    async def untyped(call: Call) -> None:
        await call.reply(200, content_type=None)

    assert verdict(put(site, "/untyped.zip", untyped)).state == "alive"
    assert site.methods("/untyped.zip") == ["HEAD"]


def test_second_answer_to_head_is_no_answer_to_the_next_link(web: Web) -> None:
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
    there = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 0\r\n\r\n"

    async def twice(call: Call) -> None:
        for answer in (there, gone, gone):
            await call.send(answer)
            await asyncio.sleep(0.02)

    site = web.site({"/a.zip": twice, "/b.zip": file()})
    found = run(site.url("/a.zip"), site.url("/b.zip"), per_host=1).verdicts
    assert [one.state for one in found.values()] == ["alive", "alive"]


@pytest.mark.parametrize("head", [405, 501, 403, 404, 400, 500, 503, "reset", "hang", "close", "garbage"])
def test_bad_answer_to_head_and_200_to_get(site: Site, head: int | str) -> None:
    routes = {"reset": reset, "hang": hang, "close": close, "garbage": raw(b"!\r\n\r\n")}
    bad = routes[head] if isinstance(head, str) else status(head)
    path = f"/head-{head}.pdf"
    url = put(site, path, by_method(bad, file(5000, "application/pdf")))
    found = verdict(url, timeout=4.0 if bad is hang else 60.0)
    assert (found.state, found.status, found.tries) == ("alive", 200, 1)
    assert site.methods(path) == ["HEAD", "GET"]


def test_body_is_not_read_past_what_a_check_needs(web: Web) -> None:
    async def huge(call: Call) -> None:
        if call.method == "HEAD":
            return await call.reply(405)
        sock = call.writer.get_extra_info("socket")
        sock.setsockopt(1, 7, 4096)  # SO_SNDBUF: count what the other side takes, not what the kernel holds
        await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 209715200\r\n\r\n")
        for _ in range(200 * 16):
            await call.send(b"x" * 65536)
        return None

    site = web.site({"/big.zip": huge})
    assert verdict(site.url("/big.zip")).state == "alive"
    assert site.sent < 600 * 1024


def test_206_to_a_get_with_range(site: Site) -> None:
    partial = status(206, {"Content-Type": "application/zip", "Content-Range": "bytes 0-0/100"}, b"x")
    assert verdict(put(site, "/206", by_method(status(405), partial))).state == "alive"


@pytest.mark.parametrize("code", [204, 304])
def test_204_and_304(site: Site, code: int) -> None:
    assert verdict(put(site, f"/{code}", status(code))).state == "alive"


def test_301_to_200(site: Site) -> None:
    put(site, "/new", file())
    found = verdict(put(site, "/old", redirect("/new")))
    assert (found.state, found.moved_to, found.final_url) == ("moved", site.url("/new"), site.url("/new"))
    assert [(hop.url, hop.status) for hop in found.hops] == [(site.url("/old"), 301), (site.url("/new"), 200)]


def test_308_301_200(site: Site) -> None:
    put(site, "/c", file())
    put(site, "/b", redirect("/c"))
    found = verdict(put(site, "/a", redirect("/b", 308)))
    assert (found.state, found.moved_to) == ("moved", site.url("/c"))


@pytest.mark.parametrize("code", [302, 303, 307])
def test_temporary_redirect_to_200(site: Site, code: int) -> None:
    put(site, "/here", file())
    found = verdict(put(site, f"/temporary-{code}", redirect("/here", code)))
    assert (found.state, found.moved_to, found.final_url) == ("alive", None, site.url("/here"))


def test_301_302_200_moved_to_the_address_before_the_temporary_hop(site: Site) -> None:
    put(site, "/last", file())
    put(site, "/middle", redirect("/last", 302))
    found = verdict(put(site, "/first", redirect("/middle", 301)))
    assert (found.state, found.moved_to, found.final_url) == ("moved", site.url("/middle"), site.url("/last"))


def test_301_from_http_to_https(web: Web, authority: object) -> None:
    secure = web.site({"/x": file()}, tls=authority.good())  # type: ignore[attr-defined]
    plain = web.site({"/x": redirect(secure.url("/x"))})
    found = verdict(plain.url("/x"))
    assert (found.state, found.moved_to) == ("moved", secure.url("/x"))


def test_301_to_404(site: Site) -> None:
    found = verdict(put(site, "/to-404", redirect("/no-such-page")))
    assert (found.state, found.status, found.final_url) == ("dead", 404, site.url("/no-such-page"))


def test_redirect_to_itself(site: Site) -> None:
    found = verdict(put(site, "/self", redirect("/self")))
    assert found.state == "dead"
    assert f"{site.url('/self')} → {site.url('/self')}" in found.reason


def test_redirect_in_a_circle(site: Site) -> None:
    put(site, "/circle-b", redirect("/circle-a", 302))
    found = verdict(put(site, "/circle-a", redirect("/circle-b")))
    assert found.state == "dead"
    assert "/circle-a → " in found.reason
    assert found.reason.endswith("/circle-a")


def test_more_redirects_than_the_limit(site: Site) -> None:
    for number in range(12):
        put(site, f"/step-{number}", redirect(f"/step-{number + 1}"))
    put(site, "/step-12", file())
    assert verdict(site.url("/step-2")).state == "moved"  # ten redirects
    found = verdict(site.url("/step-1"))
    assert (found.state, "more than 10 times" in found.reason) == ("dead", True)


@pytest.mark.parametrize("location", [None, "", "http://", "http://[::1", "http://a b/", "http://x:99999/"])
def test_redirect_without_a_good_location(site: Site, location: str | None) -> None:
    path = f"/location-{location!r}".replace(" ", "")
    found = verdict(put(site, "/location", status(302, None if location is None else {"Location": location})))
    assert found.state == "dead", path
    assert "redirect" in found.reason


def test_redirect_that_only_head_gets(site: Site) -> None:
    found = verdict(put(site, "/head-loop.pdf", by_method(redirect("/head-loop.pdf"), PAGE)))
    assert found.state == "alive"


def test_redirect_that_needs_a_cookie(site: Site) -> None:
    async def route(call: Call) -> None:
        if "seen=1" in call.request.headers.get("cookie", ""):
            await call.reply(200, {"Content-Type": "application/zip"})
        else:
            await call.reply(302, {"Location": "/cookie", "Set-Cookie": "seen=1; Path=/; HttpOnly"})

    assert verdict(put(site, "/cookie", route)).state == "alive"


def test_cookies_of_one_origin_are_not_sent_to_another(web: Web) -> None:
    other = web.site({"/there": file()})
    site = web.site({"/set": status(302, {"Location": other.url("/there"), "Set-Cookie": "token=secret"})})
    assert verdict(site.url("/set")).state == "alive"
    assert [request.headers.get("cookie") for request in other.requests] == [None]


def test_credentials_in_a_redirect_are_not_sent(web: Web) -> None:
    site = web.site({"/there": file()})
    site.routes["/go"] = redirect(f"http://user:word@127.0.0.1:{site.port}/there", 302)  # type: ignore[index]
    found = verdict(site.url("/go"))
    assert (found.state, found.final_url) == ("alive", site.url("/there"))
    assert "authorization" not in site.requests[-1].headers
    assert "@" not in site.requests[-1].headers["host"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:,x"])
def test_redirect_to_another_scheme(site: Site, target: str) -> None:
    assert verdict(put(site, "/scheme", redirect(target))).state == "refused"


@pytest.mark.parametrize("code", [404, 410])
def test_404_and_410_are_confirmed_by_another_connection_later(web: Web, code: int) -> None:
    site = web.site({"/gone": status(code)})
    found = verdict(site.url("/gone"))
    assert (found.state, found.status, found.tries) == ("dead", code, 2)
    assert (site.methods("/gone"), site.connections) == (["GET", "GET"], 2)
    assert site.requests[1].at - site.requests[0].at > BACKOFF


@pytest.mark.parametrize(
    ("again", "state"),
    [(file(), "alive"), (status(403), "blocked"), (reset, "unreachable"), (redirect("/"), "suspicious")],
)
def test_404_once_and_something_else_then(site: Site, again: Route, state: str) -> None:
    put(site, "/", PAGE)
    assert verdict(put(site, "/now-and-then", first(1, status(404), again))).state == state


def test_404_that_there_is_no_time_to_confirm(site: Site) -> None:
    async def late(call: Call) -> None:
        await asyncio.sleep(0.9)
        await call.reply(404)

    found = verdict(put(site, "/late", late), timeout=1.0)
    assert (found.state, "in time" in found.reason or "no time" in found.reason) == ("unreachable", True)


def test_404_that_the_config_accepts_is_asked_for_once(site: Site) -> None:
    found = verdict(put(site, "/odd-404", status(404)), accept={"127.0.0.1": frozenset({404})})
    assert (found.state, len(site.asked("/odd-404"))) == ("alive", 1)


def test_400_to_get(site: Site) -> None:
    assert verdict(put(site, "/400", status(400))).state == "dead"


@pytest.mark.parametrize("code", [401, 402, 403, 406, 407, 409, 416, 418, 422, 423, 431, 451, 499, 999])
def test_other_4xx_is_blocked(site: Site, code: int) -> None:
    found = verdict(put(site, f"/{code}", status(code)))
    assert (found.state, found.status) == ("blocked", code)


def test_403_with_a_challenge(site: Site) -> None:
    assert verdict(put(site, "/wall", status(403, {"cf-mitigated": "challenge"}))).state == "blocked"


@pytest.mark.parametrize("code", [501, 505, 507, 520])
def test_other_5xx_is_unreachable_without_retry(site: Site, code: int) -> None:
    found = verdict(put(site, f"/{code}", status(code)))
    assert (found.state, found.tries) == ("unreachable", 1)


def test_429_without_retry_after_then_200(site: Site) -> None:
    found = verdict(put(site, "/429-once", first(1, status(429), file())))
    assert found.state == "alive"
    once, again = site.asked("/429-once")[:2]
    assert again.at - once.at > BACKOFF / 2


@pytest.mark.parametrize("code", [429, 503])
def test_retry_after_in_seconds_holds_the_host(web: Web, code: int) -> None:
    site = web.site({"/busy": first(1, status(code, {"Retry-After": "1"}), file())}, fallback=file())
    others = [site.url(f"/other-{number}") for number in range(12)]
    result = run(site.url("/busy"), *others, per_host=2)
    assert {found.state for found in result.verdicts.values()} == {"alive"}
    busy = site.asked("/busy")
    assert busy[1].at - busy[0].at >= 1.0
    meanwhile = [request for request in site.requests if busy[0].at < request.at < busy[0].at + 1.0]
    assert len(meanwhile) <= 1  # what was on its way in the other slot
    assert any(request.at >= busy[0].at + 1.0 for request in site.requests if request.path != "/busy")


def test_retry_after_starts_nothing_more_at_the_host(web: Web) -> None:
    site = web.site({"/busy": first(1, status(429, {"Retry-After": "1"}), file())}, fallback=file())
    run(site.url("/busy"), *(site.url(f"/other-{number}") for number in range(5)), per_host=1)
    once = site.asked("/busy")[0].at
    later = [request.at - once for request in site.requests if request.at > once]
    assert len(later) == 6
    assert min(later) >= 1.0


def test_retry_after_as_a_date(site: Site) -> None:
    asked: list[float] = []

    async def route(call: Call) -> None:
        asked.append(time.time())
        if call.number == 0:
            await call.reply(429, {"Retry-After": formatdate(asked[0] + 2, usegmt=True)})
        else:
            await call.reply(200, {"Content-Type": "application/zip"})

    assert verdict(put(site, "/429-date", route)).state == "alive"
    assert asked[1] >= int(asked[0] + 2) - 0.05


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120.0), ("0", 0.0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37.0), ("Sunday, 06-Nov-94 08:49:37 GMT", 37.0),
     ("Sun Nov  6 08:49:37 1994", 37.0), ("Sun, 06 Nov 1994 08:49:00 GMT", None), ("99999999999999999999", 999999999.0),
     ("soon", None), ("²", None), ("-1", None), ("Sun, 06 Nov 99999 08:49:37 GMT", None)],
)  # fmt: skip
def test_retry_after_as_it_is_written(text: str, seconds: float | None) -> None:
    found = retry_after(Response(503, {"retry-after": text}), now=784111740.0)  # 1994-11-06 08:49:00 UTC
    assert found == seconds


@pytest.mark.parametrize("written", ["seconds", "date"])
def test_retry_after_of_a_day_is_blocked_at_once(site: Site, written: str) -> None:
    value = "86400" if written == "seconds" else formatdate(time.time() + 86400, usegmt=True)
    path = f"/429-day-{written}"
    found = verdict(put(site, path, status(429, {"Retry-After": value})))
    assert (found.state, len(site.asked(path))) == ("blocked", 1)


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "Thu, 01 Jan 1970 00:00:00 GMT", ""])
def test_malformed_or_past_retry_after_counts_as_absent(site: Site, value: str) -> None:
    path = f"/429-odd-{value[:3]}"
    assert verdict(put(site, path, first(1, status(429, {"Retry-After": value}), file()))).state == "alive"


def test_429_every_time(site: Site) -> None:
    found = verdict(put(site, "/429", status(429)))
    assert (found.state, found.tries) == ("blocked", 3)


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_5xx_twice_then_200(site: Site, code: int) -> None:
    path = f"/{code}-twice"
    found = verdict(put(site, path, first(2, status(code), file())))
    assert (found.state, found.tries) == ("alive", 3)


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_5xx_every_time(site: Site, code: int) -> None:
    found = verdict(put(site, f"/{code}-always", status(code)))
    assert (found.state, found.status, found.tries) == ("unreachable", code, 3)


def test_503_with_a_challenge_page(site: Site) -> None:
    body = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    found = verdict(put(site, "/503-wall", status(503, None, body)))
    assert (found.state, found.tries) == ("blocked", 1)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Making sure you&#39;re not a bot!</h1>",
        "<h1>Please verify that you are a human</h1>",
        "<p>We have to make sure you're not a robot.</p>",
        "<div class='h-captcha' data-sitekey='1'></div>",
        "<div class='cf-turnstile'></div>",
        "<p>Please wait while your request is being verified...</p>",
        "<title>Einen Moment</title><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>",
    ],
)
def test_503_with_other_challenge_pages(site: Site, body: str) -> None:
    found = verdict(put(site, "/503-other-wall", status(503, None, body.encode())))
    assert (found.state, found.tries) == ("blocked", 1)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Down for maintenance</h1><p>Back at noon. We are only human.</p>",
        "<h1>Service unavailable</h1><script src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'></script>",
    ],
)
def test_503_with_a_page_of_its_own(site: Site, body: str) -> None:
    assert verdict(put(site, "/503-own", status(503, None, body.encode())), retries=0).state == "unreachable"


def test_404_of_a_site_behind_datadome(site: Site) -> None:
    assert verdict(put(site, "/404-signed", status(404, {"X-DataDome": "protected"}))).state == "dead"
    assert verdict(put(site, "/403-signed", status(403, {"X-DataDome": "protected"}))).state == "blocked"


@pytest.mark.parametrize("first_line", [b"RTSP/1.0 200 OK", b"ICE/1.0 200 OK"])
def test_answer_in_another_protocol(site: Site, first_line: bytes) -> None:
    found = verdict(put(site, "/other-protocol", raw(first_line + b"\r\n\r\n")), retries=0)
    assert (found.state, found.status) == ("unreachable", None)
    assert "isn't HTTP" in found.reason


def test_connection_refused(unused_port: int, site: Site) -> None:
    put(site, "/fine", file())
    result = run(f"http://127.0.0.1:{unused_port}/", site.url("/fine"))
    found = result.verdicts[f"http://127.0.0.1:{unused_port}/"]
    assert (found.state, found.reason) == ("unreachable", "refuses the connection")


def test_connects_and_never_answers(site: Site) -> None:
    assert verdict(put(site, "/hang", hang), timeout=1.0).state == "unreachable"


def test_one_header_byte_at_a_time(site: Site) -> None:
    async def drip(call: Call) -> None:
        import asyncio

        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Long: " + b"x" * 1000:
            await call.send(bytes([byte]))
            await asyncio.sleep(0.05)

    assert verdict(put(site, "/drip", drip), timeout=1.0).state == "unreachable"


@pytest.mark.parametrize("times", [1, 2])
def test_reset_then_200(site: Site, times: int) -> None:
    assert verdict(put(site, f"/reset-{times}", first(times, reset, file()))).state == "alive"


@pytest.mark.parametrize(
    ("name", "route", "word"),
    [
        ("closes", close, "without an answer"),
        ("garbage", raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "isn't HTTP"),
        ("binary", raw(bytes(range(256)) * 4), "isn't HTTP"),
        ("long headers", raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n"), "headers over"),
        ("many headers", raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: aaaaaaa\r\n" * 30_000 + b"\r\n"), "headers over"),
        ("cut headers", raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), "in the middle"),
        ("reset", reset, "resets"),
    ],
)
def test_no_usable_answer(site: Site, name: str, route: object, word: str) -> None:
    found = verdict(put(site, f"/bad-{name.replace(' ', '-')}", route))
    assert found.state == "unreachable"
    assert word in found.reason


def answer(head: bytes, body: bytes, *, hold: bool = False) -> object:
    """A page sent byte by byte as given, after a proper answer to HEAD."""

    async def route(call: Call) -> None:
        if call.method == "HEAD":
            return await call.reply(200)
        await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n\r\n" + body)
        return await (call.hang() if hold else call.close())

    return route


@pytest.mark.parametrize(
    ("name", "route", "word"),
    [
        ("stalls", answer(b"Content-Length: 5000", b"<html><title>Half", hold=True), "stalls"),
        ("is cut", answer(b"Content-Length: 5000", b"<html><title>Half"), "is cut"),
        ("cut chunk", answer(b"Transfer-Encoding: chunked", b"ff\r\n<html>"), "is cut"),
        ("bad chunk", answer(b"Transfer-Encoding: chunked", b"zz\r\n<html>\r\n0\r\n\r\n"), "wrongly encoded"),
        ("bad gzip", answer(b"Content-Encoding: gzip\r\nContent-Length: 6", b"<html>"), "wrongly encoded"),
    ],
)
def test_html_body_that_breaks_off(site: Site, name: str, route: object, word: str) -> None:
    found = verdict(put(site, f"/body-{name.replace(' ', '-')}", route), timeout=3)
    assert found.state == "unreachable"
    assert word in found.reason


@pytest.mark.parametrize("hold", [True, False])
def test_html_body_that_is_whole_though_more_was_promised(site: Site, hold: bool) -> None:
    body = b"<html><title>A dataset of fundus images</title><body>1,200 images</body></html>\n"
    found = verdict(put(site, f"/whole-{hold}", answer(b"Content-Length: 5000", body, hold=hold)), timeout=3)
    assert found.state == "alive"


def test_an_html_body_that_is_cut_after_its_end_tag_is_cut(site: Site) -> None:
    body = b"<html><title>Fundus images</title></html>" + b"<p>Another page begins.</p>" * 100
    found = verdict(put(site, "/two", answer(b"Content-Length: 9000", body)), retries=0)
    assert (found.state, "is cut" in found.reason) == ("unreachable", True)


def test_body_of_a_file_that_stalls_does_not_matter(site: Site) -> None:
    async def route(call: Call) -> None:
        if call.method == "HEAD":
            return await call.reply(405)
        await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 5000\r\n\r\nPK")
        return await call.hang()

    assert verdict(put(site, "/stalling.zip", route)).state == "alive"


def test_endless_body(web: Web) -> None:
    async def endless(call: Call) -> None:
        if call.method == "HEAD":
            return await call.reply(200)
        await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>A log of scans</title>")
        while True:
            await call.send(b"<p>another line of text</p>" * 1000)

    site = web.site({"/endless": endless})
    assert verdict(site.url("/endless")).state == "alive"


def test_gzip_bomb(site: Site) -> None:
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b"<p>images</p>" * 1_000_000) + packer.flush()
    found = verdict(put(site, "/bomb", status(200, {"Content-Encoding": "gzip"}, bomb)))
    assert found.state == "alive"


def test_one_url_in_twenty_places_is_one_request(site: Site) -> None:
    result = run(*[put(site, "/popular.zip", file())] * 20)
    assert len(result.verdicts) == 1
    assert len(site.asked("/popular.zip")) == 1


def test_sent_as_normalised(site: Site) -> None:
    from medlint.text.url import normalise

    put(site, "/~user/%C3%BCber%20uns", file())
    assert verdict(normalise(site.url("/x/../%7euser/über uns"))).state == "alive"
    assert site.requests[-1].target == "/~user/%C3%BCber%20uns"


def test_location_with_raw_characters(site: Site) -> None:
    put(site, "/d%C3%A9j%C3%A0%20vu", file())
    assert verdict(put(site, "/raw", redirect("/déjà vu", 302))).state == "alive"


def test_location_with_backslashes(site: Site) -> None:
    put(site, "/old/scans", file())
    assert verdict(put(site, "/backslashes", redirect("\\old\\scans", 302))).state == "alive"


def test_location_with_raw_bytes_that_are_not_utf_8(site: Site) -> None:
    put(site, "/d%E9j%E0", file())
    moved = raw("HTTP/1.1 301 Moved\r\nLocation: /déjà\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
    found = verdict(put(site, "/latin", moved))
    assert (found.state, found.moved_to) == ("moved", site.url("/d%E9j%E0"))


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ("Content-Length: 5\r\nContent-Length: 5", "alive"),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", "alive"),
        ("X-Odd : 1\r\nContent-Length : 5", "unreachable"),
        ("Content-Length: 5 bytes", "unreachable"),
        ("Content-Length: 5\r\nTransfer-Encoding: identity", "unreachable"),
        ("a line that is no header\r\nContent-Length: 5", "unreachable"),
        (": no name\r\nX Y: blank\r\nContent-Length: 5", "unreachable"),
        ("X-Split: one\rtwo\r\nContent-Length: 5", "unreachable"),
    ],
)
@pytest.mark.parametrize("pieces", [1, 9])
def test_odd_heads(site: Site, head: str, state: str, pieces: int) -> None:
    body = "5\r\nhello\r\n0\r\n\r\n" if "chunked" in head else "hello"
    whole = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n{body}".encode()
    assert verdict(put(site, "/odd", in_pieces(whole, pieces)), retries=0).state == state


@pytest.mark.parametrize(
    "answered", [b"HTTP/1.1 200 OK\r\nX Y: 1\r\nnever ends", b"HTTP/1.1 200 OK\r\nX Y: 1\r\nTransfer-Encoding: \xff, x"]
)
def test_odd_head_that_never_ends(site: Site, answered: bytes) -> None:
    found = verdict(put(site, "/never", raw(answered)), retries=0)
    assert (found.state, found.status) == ("unreachable", None)


def test_accepted_status(site: Site) -> None:
    found = verdict(put(site, "/accepted", status(403)), accept={"127.0.0.1": frozenset({403})})
    assert (found.state, found.status) == ("alive", 403)


def test_interim_answers_are_not_the_answer(site: Site) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3
    answered = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    assert verdict(put(site, "/103", raw(interim + answered))).status == 404


def test_other_schemes_are_unchecked(site: Site) -> None:
    result = run("mailto:someone@example.org", "ftp://127.0.0.1/x", "s3://bucket/x")
    assert {found.state for found in result.verdicts.values()} == {"unchecked"}
