"""From addresses that were checked to a connection that can be asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

from medlint.links import tls
from medlint.links.options import Failure
from medlint.links.wire import Connection


async def connect(
    addresses: tuple[str, ...],
    port: int,
    name: str | None,
    seconds: float,
    taken: Callable[[str], None],
    *,
    careful: bool = True,
) -> Connection:
    """A connection to the first of these addresses that takes one, ready to be asked; `taken` is told which.

    `name` and `careful` as for Connection; `seconds` are for all addresses together, and who calls has to end it all in
    time: the last address has no limit of its own. Raises Failure: refused-connection, no-route, connect-timeout,
    insecure and what else a handshake may end in.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    failure = Failure("no-route", "has no address that can be reached")
    addresses = addresses[:4]
    for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        connection = Connection(name, careful=careful)
        opening = loop.create_connection(connection.itself, address, port)
        try:
            await (asyncio.wait_for(opening, (end - loop.time()) / left) if left > 1 else opening)
        except TimeoutError:
            failure = Failure("connect-timeout", "doesn't take the connection in time")
        except ConnectionRefusedError:
            failure = Failure("refused-connection", "refuses the connection")
        except OSError as error:
            failure = Failure("no-route", f"can't be reached ({error.strerror or error})")
        else:
            taken(address)
            try:
                await connection.ready
            except BaseException:
                connection.close()
                raise
            return connection
    raise failure


async def speaks_old_tls(address: str, port: int, name: str, seconds: float) -> bool:
    """Whether a server whose handshake failed takes one of TLS 1.0 or 1.1. Sends no request."""
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(address, port, ssl=tls.legacy_context(), server_hostname=name)
    except (OSError, ssl.SSLError, TimeoutError):
        return False
    writer.transport.abort()
    return True
