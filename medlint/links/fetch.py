"""What one address answers: requests in their turn, the beginning of the body, and the tries that an address gets."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from medlint import __version__
from medlint.lazy import regex
from medlint.links.guard import HostKey, key_of
from medlint.links.http import httpx
from medlint.links.judge import is_challenge
from medlint.links.options import Failure, LinkOptions
from medlint.links.pace import Pace
from medlint.links.response import BODY_LIMIT, PAGES, Response, header_number, http_date, read_headers
from medlint.links.transport import Transport

# A Retry-After beyond this is not waited for, in seconds.
PATIENCE = 60.0
# How long a slot is kept after a connection was given up, so that the server sees the end before anything new.
_LINGER = 0.1
# A body that nobody needs is read to its end where it is no longer than this, in bytes and seconds: so its connection
# can be used again.
_SHORT_BODY = 16 * 1024
_SHORT_TIME = 0.5
# A chunk of a body counts as at least so many bytes: each takes time of all links.
_PIECE = 32
# Statuses of pages that are no longer there, which a server may say by mistake.
GONE = frozenset({404, 410})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_RETRIED_FAILURES = frozenset(
    {"dns", "refused-connection", "no-route", "connect-timeout", "timeout", "reset", "closed", "garbage", "handshake"}
)
# Suffixes of files that nobody reads in a browser: of these HEAD tells as much as GET.
_SUFFIXES = """
7z apk arff arrow avi bdf bin bmp bvecs bvals bz2 csv dcm dicom dmg doc docx edf exe feather fif flac gii gif gz h5 hdf
hdf5 img iso jar jpeg jpg jsonl lz4 mat mgh mgz mha mhd mkv mnc mov mp3 mp4 mpeg mpg nc ndpi nii npy npz nrrd onnx ova
parquet pdf pickle pkl png ppt pptx pt pth rar raw rds sav set sqlite stl svs tar tbz2 tfrecord tgz tif tiff tsv txz vtk
wav webm webp whl xls xlsx xz zip zst
"""
_FILES = frozenset(_SUFFIXES.split())
_SUFFIX = regex(r"[^?#]*/[^/?#]*\.(\w+)(?:[?#]|\Z)")
# What fails before there is anything to send a request by.
_EARLY = "refused no-name insecure down busy dns refused-connection no-route connect-timeout handshake"
_BEFORE_ANY_REQUEST = frozenset(_EARLY.split())


class _Nothing(httpx.AsyncByteStream):
    """No body at all: httpx's own, of no length, is sent in a piece."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


class TimeBudget:
    """The seconds that one link has left: they run within `with`, not while it waits for a slot or for Retry-After."""

    def __init__(self, left: float, *, held: bool = False) -> None:
        self.left = left
        self.spent = 0.0
        self.tries = 0
        self.held = held  # the slot of its first address, which it was begun with

    def __enter__(self) -> None:
        self._began = asyncio.get_running_loop().time()

    def __exit__(self, *_: object) -> None:
        seconds = asyncio.get_running_loop().time() - self._began
        self.left -= seconds
        self.spent += seconds


class Question(NamedTuple):
    """What one address is asked for. Plain data, which goes to another machine where httpx's requests can't.

    `data` are posted as JSON. `limit` is the most bytes of a body that are read; with `whole` a body of any type is.
    With `confirm` an answer that the page is gone is asked for again, some time later and on a connection of its own.
    `beside_pages`: the host, which has pages too, isn't left alone when this is asked too much.
    """

    url: str
    headers: Mapping[str, str] | None = None
    data: Any = None
    limit: int = BODY_LIMIT
    whole: bool = False
    confirm: bool = False
    retries: int | None = None
    beside_pages: bool = False

    @property
    def method(self) -> str:
        """HEAD for a link that ends in a file's suffix, and GET for all others; what HEAD doesn't decide, GET does."""
        if self.data is not None:
            return "POST"
        found = None if self.whole else _SUFFIX.match(self.url.partition("://")[2])
        return "HEAD" if found and found[1].lower() in _FILES else "GET"


Elsewhere = Callable[[HostKey], Callable[[Question, TimeBudget], Awaitable[Response | Failure]] | None]
"""Who asks a host in our place, on another machine; None: nobody."""


def retry_after(response: Response, now: float) -> float | None:
    """Seconds that a 429 or 503 asks to wait; None where it doesn't, or says it wrongly, or names the past.

    `now` is the time of day in seconds since the epoch, for answers that give a date (RFC 9110, 10.2.3).
    """
    if response.status not in (429, 503):
        return None
    seconds = header_number(response.headers, "retry-after")
    if seconds is not None:
        return float(seconds)
    when = http_date(response.headers.get("retry-after", ""))
    return when - now if when is not None and when > now else None


class Fetcher:
    """All requests of a run: `request` makes one, `fetch` asks until there is an answer or no time is left."""

    def __init__(
        self, options: LinkOptions, transport: Transport, pace: Pace, elsewhere: Elsewhere | None = None
    ) -> None:
        """`elsewhere` tells of a host whose requests are made by another machine who makes them; None: made here."""
        self.options = options
        self._elsewhere = elsewhere
        self.transport = transport
        self.pace = pace
        self.siblings: dict[tuple[str, HostKey], asyncio.Future[Response | Failure]] = {}  # beside doubtful pages
        self.https: dict[str, bool] = {}  # whether hosts whose links are written with http:// answer over https too
        self.finding_out: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by one link of a host at a time
        self.configured = {key_of(at if "://" in at else f"https://{at}"): sent for at, sent in options.headers.items()}
        contact = f"; mailto:{options.contact}" if options.contact else ""
        agent = options.user_agent or f"Mozilla/5.0 (compatible; medlint/{__version__}{contact})"
        self._headers = [
            (b"User-Agent", agent.encode()),
            (b"Accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"Accept-Language", b"en,*;q=0.5"),
        ]

    async def fetch(self, question: Question, budget: TimeBudget) -> Response | Failure:
        """The answer of one address that counts, with retries; GET decides where HEAD isn't answered by a file.

        The slot of the address's host is taken and given back for each request. Takes the time from the budget.
        """
        key = key_of(question.url)
        if self._elsewhere is not None and (other := self._elsewhere(key)) is not None:
            return await other(question, budget)
        method = question.method
        budget.tries = 0
        confirm = question.confirm
        retries = self.options.retries if question.retries is None else question.retries
        before: Response | Failure | None = None
        while True:
            fresh = isinstance(before, Response) and before.status in GONE
            answer = await self._once(question, method, key, budget, fresh=fresh)
            if before is not None and isinstance(answer, Failure) and answer.kind in ("down", "busy"):
                return before  # what this link saw itself says more
            before = answer
            if method == "HEAD" and not _decides(answer):
                method = "GET"
                continue  # it is the rest of this try
            budget.tries += 1
            if confirm and isinstance(answer, Response) and answer.status in GONE:
                confirm = False
                if await self._pause(2 * self.pace.backoff, question.url, budget):
                    continue
                return Failure("timeout", f"answers {answer.status}, with no time left to ask again")
            if not _may_be_retried(answer) or (retries := retries - 1) < 0 or budget.left <= 0:
                return answer
            asked = retry_after(answer, time.time()) if isinstance(answer, Response) else None
            if asked is not None and asked > min(PATIENCE, budget.left):
                return answer
            backoff = self.pace.backoff * 2 ** (budget.tries - 1)
            if asked is None and not await self._pause(backoff, question.url, budget):
                return answer

    async def _pause(self, seconds: float, url: str, budget: TimeBudget) -> bool:
        """Sleep for about so long; False where the link hasn't the time."""
        seconds *= _jitter(url)
        if seconds >= budget.left:
            return False
        with budget:
            await asyncio.sleep(seconds)
        return True

    async def _once(
        self, question: Question, method: str, key: HostKey, budget: TimeBudget, *, fresh: bool
    ) -> Response | Failure:
        """One request with its slot."""
        seconds = min(budget.left, self.options.timeout / 4) if method == "HEAD" else budget.left
        if seconds <= 0:
            return Failure("timeout", "doesn't answer in time")
        holding, budget.held = budget.held, False
        try:
            with budget:
                await self.transport.resolve(key)
            if not holding:
                await self.pace.acquire(key)
                holding = True
            with budget:
                self.pace.check_up(key)
                response = await self._exchange(question, method, key, seconds, fresh=fresh)
            asked = retry_after(response, time.time())
            if asked is not None:  # before the slot is free, or another link would take it
                if asked <= min(PATIENCE, budget.left):
                    self.pace.hold(key, asked)
                elif not question.beside_pages:  # whose limits aren't those of the pages beside it
                    self.pace.leave(key, asked)
        except Failure as failure:
            return failure
        else:
            return response
        finally:
            if holding:
                self.pace.release(key)

    async def _exchange(
        self, question: Question, method: str, key: HostKey, seconds: float, *, fresh: bool
    ) -> Response:
        """One request to a host whose slot is held. Raises Failure; a response whose body can't be had has a flaw."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        how = {"key": key, "limit": question.limit, "fresh": fresh, "timeout": {"read": seconds}}
        try:
            url = httpx.URL(question.url)
            headers = [(b"Host", url.netloc), *self._headers]
            body: dict[str, Any] = {"stream": _Nothing()} if question.data is None else {"json": question.data}
            request = httpx.Request(method, url, headers=headers, extensions=how, **body)
            if question.headers:
                request.headers.update({name.encode(): value.encode() for name, value in question.headers.items()})
        except httpx.InvalidURL:  # httpx has no numbers of addresses in octal, among others
            raise Failure("address", "has an address that no request can be made for") from None
        try:
            answered = await self.transport.handle_async_request(request)
        except Failure as failure:
            if failure.kind == "timeout":
                await asyncio.sleep(_LINGER)
            raise
        response = Response(answered.status_code, *read_headers(answered.headers.raw))
        try:
            if method != "HEAD" and (question.whole or response.wants_body):
                await _read(answered, response, question.limit, end)
            elif method == "HEAD" and answered.http_version != "HTTP/2":
                _ = [piece async for piece in answered.stream]  # type: ignore[union-attr] # an empty body
            elif response.is_short(method, _SHORT_BODY):
                await _read(answered, Response(0), _SHORT_BODY + 1, min(end, loop.time() + _SHORT_TIME))
        finally:
            await answered.stream.aclose()  # type: ignore[union-attr]
        if response.flaw == "stalls":
            await asyncio.sleep(_LINGER)
        return response


async def _read(answered: httpx.Response, response: Response, limit: int, end: float) -> None:
    """Read the beginning of a body, decoded."""
    packed = bytearray()
    flaw = ""
    try:
        async with asyncio.timeout_at(end):
            pieces = 0
            async for piece in answered.stream:  # type: ignore[union-attr] # it is our own
                packed += piece
                pieces += 1
                response.truncated = pieces * _PIECE >= limit
                if len(packed) >= limit or response.truncated:
                    break
    except TimeoutError:
        flaw = "stalls"
    except Failure as failure:
        response.truncated = failure.kind == "headers"  # more came for it than a body of its length needs
        flaw = "is wrongly encoded" if failure.kind == "garbage" else "is cut"
    response.take(bytes(packed), flaw, limit)


def _decides(answer: Response | Failure) -> bool:
    """Whether an answer to HEAD is enough: the file is there, or what keeps HEAD from an answer keeps GET too."""
    if isinstance(answer, Failure):
        return answer.kind in _BEFORE_ANY_REQUEST
    return 200 <= answer.status < 300 and answer.content_type not in PAGES


def _may_be_retried(answer: Response | Failure) -> bool:
    if isinstance(answer, Failure):
        return answer.kind in _RETRIED_FAILURES
    if 200 <= answer.status < 300:
        return bool(answer.flaw)
    return answer.status in _RETRIED and not is_challenge(answer)


def _jitter(url: str) -> float:
    """Keeps the links of a host apart; the same for a link in every run, so that a run can be repeated."""
    return random.Random(url).uniform(0.75, 1.25)  # noqa: S311
