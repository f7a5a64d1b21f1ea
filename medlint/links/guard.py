"""Which addresses may be contacted: names are resolved here, once a run, and only what was checked is connected to."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from medlint.lazy import regex
from medlint.links.options import Failure
from medlint.text.url import host_key

Address = IPv4Address | IPv6Address
HostKey = tuple[str, str, int]
# What one link asks for several times: scheme, name and port of its hops.
key_of = lru_cache(maxsize=1024)(host_key)

# IANA's special-purpose registries: what is nobody's public server. Documentation and benchmarking networks are
# left out: they lead nowhere, or, behind some tunnels, stand for every public name.
_FORBIDDEN = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's metadata and DNS, on a public address
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",  # unspecified and loopback
        "64:ff9b:1::/48",
        "100::/64",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
]
_NAT64 = ip_network("64:ff9b::/96")
_TRANSLATED = ip_network("::ffff:0:0:0/96")  # RFC 2765
_COMPATIBLE = ip_network("::/96")
_NUMERIC = regex(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\Z")

# Lookups at a time, and after how many names in vain the control name decides whether the rest is looked up at all.
_LOOKUPS = 64
_IN_VAIN = 32


def literal_address(host: str) -> Address | None:
    """The address that a URL's host spells: dotted, short, decimal, hexadecimal, octal, IPv6; None for a name."""
    text = host.rstrip(".")
    if text.startswith("["):
        text = text.strip("[]").partition("%")[0]
        try:
            return IPv6Address(text)
        except ValueError:
            return None
    if not _NUMERIC.match(text):
        return None
    try:
        return IPv4Address(socket.inet_aton(text))
    except (OSError, ValueError):
        return None


def _inner(address: Address) -> list[Address]:
    """The address and every IPv4 address inside it: mapped, translated, compatible, 6to4, Teredo, NAT64."""
    found: list[Address] = [address]
    if isinstance(address, IPv6Address):
        found += [inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None]
        found += list(address.teredo or ())
        if address in _NAT64 or address in _TRANSLATED or (address in _COMPATIBLE and int(address) > 1):
            found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


@lru_cache(maxsize=1 << 15)  # many hosts share an address
def is_forbidden(address: Address, allowed: tuple[IPv4Network | IPv6Network, ...] = ()) -> bool:
    """Whether an address, or one carried inside it, is nobody's public server and in no allowed network."""
    return any(
        any(inner in network for network in _FORBIDDEN) and not any(inner in network for network in allowed)
        for inner in _inner(address)
    )


class Target(NamedTuple):
    """Where to connect for a host: checked addresses, in the order to try, and the port."""

    addresses: tuple[str, ...]
    port: int


class Redirection(NamedTuple):
    """Another place to connect to for a host, as curl's --connect-to names it."""

    host: str
    port: str
    address: str
    to_port: str


_CONNECT_TO = regex(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]*\]|[^:\[\]]*):(\d*)\Z")


def parse_connect_to(text: str) -> Redirection:
    """The four parts of a HOST:PORT:ADDRESS:PORT; ValueError says what was expected."""
    found = _CONNECT_TO.match(text)
    if not found or not (found[3] or found[4]):
        raise ValueError(f"'{text}' isn't HOST:PORT:ADDRESS:PORT")
    host = host_key(f"http://{found[1]}/")[1].rstrip(".")
    return Redirection(host, found[2], found[3], found[4])


class Guard:
    """Resolves hosts and refuses what isn't public. One a run: names are looked up once, and pinned."""

    def __init__(
        self,
        allow_private: Iterable[str],
        connect_to: Iterable[str],
        *,
        lookups: int = 3,
        patience: float = 20.0,
        control: str = "",
    ) -> None:
        """`lookups` is how often a name server may fail on a name; `patience` the seconds for one lookup.

        `control` is a name that exists wherever there is a network: asked for when no other name could be found.
        """
        # A lost packet costs glibc five seconds by default (resolv.conf(5)); the user's own wish comes first.
        os.environ.setdefault("RES_OPTIONS", "timeout:2 attempts:3")
        self._allowed = tuple(ip_network(text, strict=False) for text in allow_private)
        self._redirections = [parse_connect_to(text) for text in connect_to]
        self._known: dict[HostKey, Target | Failure] = {}
        self._under_way: dict[str, asyncio.Task[list[str]]] = {}
        self._slots = asyncio.Semaphore(_LOOKUPS)
        self._lookups = lookups
        self._patience = patience
        self._failed: dict[str, int] = {}
        self._denied: set[str] = set()
        self._control = control
        self._control_found: asyncio.Future[bool] | None = None
        self.answered = False  # a name was found, so there is a network
        self.connected = False  # a connection was made or refused, so there is a network

    async def target(self, key: HostKey) -> Target:
        """Where to connect for a host. Raises Failure: refused, no-name, or dns (the next call asks again)."""
        found = self._known.get(key) or await self._resolve(key)
        if isinstance(found, Failure):
            raise Failure(found.kind, found.text)
        return found

    def _redirection(self, key: HostKey) -> Redirection | None:
        host, port = key[1].rstrip("."), str(key[2])
        meant = (one for one in self._redirections if one.host in ("", host) and one.port in ("", port))
        found = next(meant, None)
        if found and not found.host:
            address = ip_address("127.0.0.1") if is_local(host) else literal_address(host)
            if address and is_forbidden(address, self._allowed):
                return None  # a rule for every host doesn't name this address
        return found

    async def _resolve(self, key: HostKey) -> Target | Failure:
        redirection = self._redirection(key)
        host, port = key[1], key[2]
        if redirection is not None:
            host = redirection.address or host
            port = int(redirection.to_port or port)
        try:
            if literal := literal_address(host):
                addresses = [str(literal)]
            elif is_local(host):
                addresses = ["127.0.0.1", "::1"]
            else:
                addresses = await self._lookup(host.strip("[]"))
        except Failure as failure:
            if failure.kind == "no-name" or self._failed.get(host, 0) >= self._lookups:
                self._known[key] = failure
            return failure
        meant = redirection is not None and redirection.address != ""  # the user names the address
        public = [
            text for text in addresses if meant or not is_forbidden(ip_address(text.partition("%")[0]), self._allowed)
        ]
        where = "" if key[1].strip("[]") == addresses[0] else f" by '{key[1]}'"
        refusal = Failure("refused", f"leads to the address {addresses[0]}{where}, which isn't public")
        found = self._known[key] = Target(tuple(public), port) if public else refusal
        return found

    async def _lookup(self, name: str) -> list[str]:
        task = self._under_way.get(name)
        if task is None:
            task = self._under_way[name] = asyncio.ensure_future(self._ask(name))
            task.add_done_callback(lambda _: self._under_way.pop(name, None))
        return await asyncio.shield(task)

    async def _ask(self, name: str) -> list[str]:
        async with self._slots:
            if await self._finds_nothing():
                self._failed[name] = self._lookups
                raise Failure("dns", "wasn't looked up: no name could be found before it")
            try:
                return await self._found(name)
            except (OSError, UnicodeError) as error:
                if isinstance(error, UnicodeError) or error.errno in _NO_NAME:
                    self._denied.add(name)
                    raise Failure("no-name", f"has the host '{name}', a name that doesn't exist") from None
                self._failed[name] = self._failed.get(name, 0) + 1
                raise Failure("dns", f"can't be looked up: the name server fails for '{name}'") from None

    async def _found(self, name: str) -> list[str]:
        async with asyncio.timeout(self._patience):  # TimeoutError is an OSError
            found = await resolve_name(name)
        self.answered = True
        return found

    async def _finds_nothing(self) -> bool:
        """Whether many names were looked up in vain, the control name too, and nothing shows that there is a network.

        The rest would fare no better, and where a name server is slow to say so, takes minutes.
        """
        if self.answered or self.connected or len(self._failed) + len(self._denied) < _IN_VAIN:
            return False
        if self._control_found is None:
            self._control_found = asyncio.ensure_future(self._find_control())
        return not await asyncio.shield(self._control_found)

    async def _find_control(self) -> bool:
        if not self._control:
            return bool(self._denied)  # a server that denies names is one that answers
        if self._redirection(("https", self._control, 443)) is not None:
            return True
        try:
            return bool(await self._found(self._control))
        except (OSError, UnicodeError):
            return False


def is_local(host: str) -> bool:
    """Whether a name is this machine's by RFC 6761, 6.3, whatever a name server says of it."""
    return f".{host.rstrip('.')}".endswith(".localhost")


# A name that isn't there, and a name without addresses; whatever else getaddrinfo says is the server's failure.
_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), socket.EAI_ADDRFAMILY}


async def resolve_name(name: str) -> list[str]:
    """All addresses of a name, in the system's order. In a thread of its own that never holds up the exit.

    OSError, UnicodeError: there are none.
    """
    found: Future[list[str]] = Future()
    found.set_running_or_notify_cancel()  # who waits may give up, the thread can't

    def work() -> None:
        try:
            rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
            if not rows:
                raise socket.gaierror(socket.EAI_NONAME, "no address")
            found.set_result(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=work, name=f"lookup {name}", daemon=True).start()
    return await asyncio.wrap_future(found)
