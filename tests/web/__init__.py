"""A web that behaves badly on purpose, over real sockets and real TLS, on loopback."""

from web.certs import Authority
from web.server import Call, Request, Site, Web

__all__ = ["Authority", "Call", "Request", "Site", "Web"]
