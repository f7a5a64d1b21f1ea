"""Answers that a strict reader refuses, or takes for another's, and that a browser reads all the same."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest

from growth import grows_evenly
from medlint.links import LinkRequest
from web import Call, Web
from web.asking import run, verdict
from web.server import Route, file, in_pieces, page, raw, redirect, status

TEXT = "<title>Chest radiographs</title><h1>Chest radiographs</h1><p>Frontal and lateral views of 400 people.</p>"
BODY = TEXT.encode()
LENGTH = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % len(BODY)
WHOLE = b"HTTP/1.1 200 OK\r\n" + LENGTH + b"\r\n" + BODY
PACKED = gzip.compress(BODY, mtime=0)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
FILE = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 0\r\n\r\n"


def chunks(form: str, last: str, line: str = "\r\n") -> bytes:
    """The body in chunks, each size written in this form."""
    pieces = [BODY[at : at + 30] for at in range(0, len(BODY), 30)]
    return CHUNKED + b"".join(
        (form % len(piece) + line).encode() + piece + line.encode() for piece in pieces
    ) + last.encode()  # fmt: skip


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 100 Continue\r\n\r\n" + WHOLE,
        b"HTTP/1.1 199 Wait\r\nConnection: close\r\nX-Of: another\r\n\r\n" + WHOLE,
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Working\r\n\r\n" + WHOLE,
        b"HTTP/1.1 100 Continue\n\n" + WHOLE,
        WHOLE.replace(b"\r\n", b"\n"),
        WHOLE.replace(b"\r\n\r\n", b"\r\n\n"),
        chunks("%x;name=value", "0\r\nX-Sum: 1\r\n\r\n"),
    ],
)
def test_pages_that_browsers_read_all_the_same(web: Web, answer: bytes, pieces: int) -> None:
    site = web.site({"/x": in_pieces(answer, pieces)})
    found = verdict(site.url("/x"))
    assert (found.state, found.status, found.reason, found.tries) == ("alive", 200, "answers 200 (OK)", 1)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + WHOLE.replace(b"Length:", b"Length :"),
        WHOLE.replace(b"HTTP/1.1 200 OK", b"http/1.1 200 ok"),
        WHOLE.replace(b"HTTP/1.1 200 OK", b"HTTP 200 OK"),
        WHOLE.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200"),
        WHOLE.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1\t200\tOK"),
        chunks("%x", "0\n\n", "\n"),
        chunks("%x ; name = value", "0\r\n\r\n"),
        chunks("0x%x", "0\r\n\r\n"),
        chunks("%x", "0\r\n\r\n").replace(b"1e\r\n", b"1c\r\n", 1),
        CHUNKED + b"1" * 20_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
def test_answers_that_httpcore_does_not_read(web: Web, answer: bytes) -> None:
    site = web.site({"/x": in_pieces(answer, 2)})
    assert verdict(site.url("/x"), retries=0).state == "unreachable"


def test_thousands_of_interim_answers_cost_little(web: Web) -> None:
    def check(count: int) -> None:
        site = web.site({"/x": in_pieces(b"HTTP/1.1 100 \r\n\r\n" * count + WHOLE, 3)})
        assert verdict(site.url("/x"), retries=0).state == "alive"

    assert grows_evenly(check, 340)


def endless(head: bytes, again: bytes) -> Route:
    """An answer that begins so and goes on for ever."""

    async def route(call: Call) -> None:
        sock = call.writer.get_extra_info("socket")
        sock.setsockopt(1, 7, 4096)  # SO_SNDBUF: count what the other side takes, not what the kernel holds
        await call.send(head)
        while True:
            await call.send(again * (65536 // len(again)))

    return route


@pytest.mark.parametrize(
    ("head", "again", "state"),
    [
        (CHUNKED + b"5;", b"extension", "alive"),
        (CHUNKED, b"1;" + b"e" * 9000 + b"\r\nx\r\n", "alive"),
        (CHUNKED + b"5\r\nhello\r\n0\r\n", b"X-More: 1\r\n", "alive"),
        (CHUNKED + b"5\r\nhello\r\n0\r\nX-", b"more", "alive"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>images</p>", "alive"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nX-", b"more", "unreachable"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 ", b"2", "unreachable"),
    ],
)
def test_what_never_ends_is_ended(web: Web, head: bytes, again: bytes, state: str) -> None:
    site = web.site({"/x": endless(head, again)})
    assert verdict(site.url("/x"), retries=0).state == state
    assert site.sent < 1024 * 1024


def test_many_small_chunks_cost_little(web: Web) -> None:
    def check(count: int) -> None:
        many = CHUNKED + b"1\r\n \r\n" * count + b"20\r\n<title>Chest radiographs</title>\r\n0\r\n\r\n"
        assert verdict(web.site({"/x": in_pieces(many, 3)}).url("/x"), retries=0).state == "alive"

    assert grows_evenly(check, 3_000)


@pytest.mark.parametrize(("many", "whole"), [(8_000, True), (9_000, False)])
def test_a_page_in_more_chunks_than_a_limit_is_read_up_to_there(web: Web, many: int, whole: bool) -> None:
    text = CHUNKED + b"20\r\n<title>Chest radiographs</title>\r\n" + b"1\r\n \r\n" * many + b"0\r\n\r\n"
    asked = LinkRequest(web.site({"/x": in_pieces(text, 1)}).url("/x"), fragments=("nowhere",))
    found = verdict(asked, retries=0)
    assert (found.state, found.missing_fragments) == ("alive", ("nowhere",) if whole else ())


@pytest.mark.parametrize("pieces", [1, 40])
@pytest.mark.parametrize(
    ("encoding", "body", "state"),
    [
        ("gzip", PACKED[:-8] + bytes(4) + PACKED[-4:], "alive"),
        ("gzip", PACKED[:-4] + b"1234", "alive"),
        ("deflate", zlib.compress(BODY)[:-4] + b"1234", "alive"),
        ("deflate", zlib.compress(BODY)[2:-4], "alive"),
        ("gzip", gzip.compress(b"<title>Page not found</title>", mtime=0)[:-8] + bytes(8), "suspicious"),
        ("gzip", PACKED[:20] + b"\xff" * 40, "unreachable"),
        ("deflate", b"no deflate at all", "unreachable"),
    ],
    ids=["sum", "length", "Adler's sum", "raw", "soft 404", "cut", "nonsense"],
)
def test_packed_bodies_and_their_sums(web: Web, encoding: str, body: bytes, state: str, pieces: int) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n".encode()
    site = web.site({"/x": in_pieces(head + body, pieces)})
    assert verdict(site.url("/x"), retries=0).state == state


def test_an_answer_that_comes_before_the_question(web: Web) -> None:
    async def listen() -> int:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(WHOLE)
            await reader.read(1)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        web._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    port = asyncio.run_coroutine_threadsafe(listen(), web._loop).result(10)
    assert verdict(f"http://127.0.0.1:{port}/x").state == "alive"


def test_what_is_said_of_an_idle_connection_is_no_answer(web: Web) -> None:
    """Some servers say 400 or 408 to a connection that they close for having been idle."""

    async def impatient(call: Call) -> None:
        await call.send(FILE)
        await asyncio.sleep(0.003)
        await call.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await call.close()

    site = web.site({}, fallback=impatient)
    found = run(*(site.url(f"/{number}") for number in range(12)), per_host=1).verdicts
    assert {one.state for one in found.values()} == {"alive"}


@pytest.mark.parametrize(
    "location", ["http:///127.0.0.1:{port}/there", "///127.0.0.1:{port}/there", "\\\\127.0.0.1:{port}\\there"]
)
def test_locations_with_slashes_too_many(web: Web, location: str) -> None:
    site = web.site({"/there": file()})
    site.routes["/x"] = redirect(location.format(port=site.port), 302)  # type: ignore[index]
    found = verdict(site.url("/x"))
    assert (found.state, found.final_url) == ("alive", site.url("/there"))


def going(*steps: tuple[str, str, str]) -> Route:
    """A way by cookies: at each cookie header what is set and where it goes on; 200 where none is named."""

    async def route(call: Call) -> None:
        sent = call.request.headers.get("cookie", "")
        for want, lines, to in steps:
            if want == sent:
                named = [f"Set-Cookie: {line}\r\n" for line in lines.split(" | ") if line]
                head = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n{''.join(named)}\r\n"
                return await call.send(head.encode())
        return await call.reply(200 if sent == "end=1" or not steps else 404, {"Content-Type": "application/zip"})

    return route


@pytest.mark.parametrize(
    "steps",
    [
        [("", "end=1; Path=/", "/data/x")],
        [("", "end=1", "/data/x")],
        [("", "end=1; Path=/data | other=1; Path=/admin", "/data/x")],
        [("", "end=1; Path=/ | old=1; Max-Age=0", "/data/x")],
        [("", "end=1; Path=/ | old=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/data/x")],
        [("", "end=0; Path=/", "/data/x"), ("end=0", "end=1; Path=/", "/data/x")],
        [("", "old=1; Path=/", "/data/x"), ("old=1", "old=; Path=/; Max-Age=0 | end=1; Path=/", "/data/x")],
        [("", "end=1; Domain=elsewhere.example.org | end=1; Path=/", "/data/x")],
        [("", "end=1; Max-Age=never", "/data/x")],
        [("", "end=1; Max-Age=; Domain=; Path=data", "/data/x")],
        [("", "end=1; Path", "/data/x")],
        [("", "end=1; Path=/nowhere; Path=/", "/data/x")],
        [("", "end=1; Port=8080; Path=/; SameSite=None; Partitioned", "/data/x")],
        [
            (
                "",
                "end=1; Expires=Wed, 09-Jun-2077 10:18:14 GMT | old=1; expires=Thu, 01-Jan-1970 00:00:10 GMT",
                "/data/x",
            )
        ],
        [("", "old=deleted; Secure; Path=/ | end=1", "/data/x")],
    ],
)
def test_cookies_on_the_way(web: Web, steps: list[tuple[str, str, str]]) -> None:
    site = web.site({"/data/x": going(*steps)})
    found = verdict(site.url("/data/x"))
    assert found.state == "alive", [request.headers.get("cookie") for request in site.requests]


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("n=1; Path=/", "blocked"),
        ("a=b=c; Expires=soon; Max-Age=many", "blocked"),
        ("=", "dead"),
        ("x\x01=1", "dead"),
        ("n=1; Max-Age=0", "dead"),
        ("n=1; Domain=elsewhere.org", "dead"),
        ("a" * 70_000, "dead"),
    ],
)
def test_a_loop_counts_for_little_where_cookies_are_set(web: Web, line: str, state: str) -> None:
    site = web.site({"/x": status(302, {"Location": "/x", "Set-Cookie": line})})
    assert verdict(site.url("/x"), retries=0).state == state


@pytest.mark.parametrize(
    ("to", "state"), [("/#/datasets/7", "alive"), ("/ct/", "alive"), ("/en/", "suspicious"), ("/", "suspicious")]
)
def test_where_a_front_page_begins(web: Web, to: str, state: str) -> None:
    site = web.site({"/data/cxr": redirect(to, 302)}, fallback=page(TEXT))
    assert verdict(site.url("/data/cxr")).state == state


def test_of_two_types_the_last_one_counts(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: application/zip\r\nContent-Length: 0\r\n\r\n"
    site = web.site({"/x": raw(head)})
    assert (verdict(site.url("/x")).state, site.methods("/x")) == ("alive", ["GET"])


def test_a_part_of_a_page_that_a_redirect_names(web: Web) -> None:
    site = web.site({"/there": page(f"{TEXT}<h2 id=files>Files</h2>"), "/x": redirect("/there#files", 302)})
    asked = LinkRequest(site.url("/x"), fragments=("nowhere",))
    assert verdict(asked).missing_fragments == ()
    plain = LinkRequest(site.url("/there"), fragments=("nowhere",))
    assert verdict(plain).missing_fragments == ("nowhere",)


def test_raw_bytes_are_not_shown_as_another_page(web: Web) -> None:
    site = web.site({"/x": raw(b"\x00" * 500)})
    assert verdict(site.url("/x"), retries=0).state == "unreachable"
