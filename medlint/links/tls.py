"""TLS: one context a run, and what a failed handshake means.

Two libraries speak it. rustls comes first, where it is installed: a handshake costs it less than half of what OpenSSL 3
takes (0.43 against 1.05 ms). What rustls doesn't manage is OpenSSL's, which takes more servers, and whose word on a
certificate counts.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from medlint.links.options import Failure

# OpenSSL's X509_V_ERR_* numbers (x509_vfy.h) in words.
_CERTIFICATE = {
    9: "its certificate isn't valid yet",
    10: "its certificate has expired",
    18: "its certificate is self-signed",
    19: "its certificate chain ends in a self-signed certificate that nobody trusts",
    2: "its certificate chain is incomplete, or its issuer is unknown",
    20: "its certificate chain is incomplete, or its issuer is unknown",
    21: "its certificate chain is incomplete, or its issuer is unknown",
    23: "its certificate was revoked",
    62: "its certificate is for another host name",
    64: "its certificate is for another address",
}
_OBSOLETE = "it speaks only an obsolete version of TLS"
_OBSOLETE_REASONS = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "VERSION_TOO_LOW",
    "UNSUPPORTED_SSL_VERSION",
}
_WEAK_REASONS = {"EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "BAD_ECC_CERT"}


class Client(NamedTuple):
    """The client's side of one TLS connection, and its two ends."""

    session: ssl.SSLObject | _Quick | _Underscored
    incoming: Any
    outgoing: Any


def client(name: str, *, careful: bool) -> Client:
    """A client for the server of this name; with `careful` OpenSSL speaks. ValueError: no server has such a name."""
    quick = None if careful else _quick_context(context())
    if quick is not None:
        import rtls

        incoming, outgoing = rtls.MemoryBIO(), rtls.MemoryBIO()
        with suppress(ssl.SSLError, ValueError):  # a name that rustls takes for none
            session = quick.wrap_bio(incoming, outgoing, server_hostname=name)
            return Client(_Quick(session, incoming), incoming, outgoing)
    known, found = ssl.MemoryBIO(), ssl.MemoryBIO()
    if "_" in name:
        session = _context(os.environ.get("SSL_CERT_FILE"), names=False).wrap_bio(known, found, server_hostname=name)
        return Client(_Underscored(session, name), known, found)
    return Client(context().wrap_bio(known, found, server_hostname=name), known, found)


class _Quick:
    """A session of rustls with the ways of ssl.SSLObject that the wire uses, also where rtls' own are another.

    A flight longer than rustls' buffer is read on; the end that a server announces is told.
    """

    def __init__(self, session: Any, incoming: Any) -> None:
        """AttributeError: another version of rtls."""
        self._incoming = incoming
        self._shake: Callable[[], None] = session.do_handshake
        self._read: Callable[[int], bytes] = session.read
        self.write: Callable[[bytes], int] = session.write
        # False once the server has said that it sends nothing more and all before is read: rtls has no name for it.
        self._goes_on: Callable[[], bool] = session._conn.wants_read

    def do_handshake(self) -> None:
        """As ssl.SSLObject.do_handshake."""
        while True:
            before = self._incoming.pending
            try:
                return self._shake()
            except ssl.SSLWantReadError:
                if not 0 < self._incoming.pending < before:
                    raise

    def read(self, most: int) -> bytes:
        """As ssl.SSLObject.read."""
        while True:
            before = self._incoming.pending
            try:
                return self._read(most)
            except ssl.SSLWantReadError:
                if not self._goes_on():
                    raise ssl.SSLZeroReturnError from None
                if not 0 < self._incoming.pending < before:
                    raise


class _Underscored:
    """A session of OpenSSL with a host whose name has an underscore: to OpenSSL no wildcard covers that one."""

    def __init__(self, session: ssl.SSLObject, name: str) -> None:
        self._session = session
        self._fitting = {name.lower(), f"*.{name.lower().partition('.')[2]}"}
        self.read = session.read
        self.write = session.write

    def do_handshake(self) -> None:
        """As ssl.SSLObject.do_handshake, and see whether the certificate is for the name."""
        self._session.do_handshake()
        certificate: dict[str, Any] = self._session.getpeercert() or {}
        if self._fitting.isdisjoint(name.lower() for _, name in certificate.get("subjectAltName", ())):
            error = ssl.SSLCertVerificationError("another host")
            error.verify_code = 62
            raise error


def context() -> ssl.SSLContext:
    """OpenSSL's context for all connections: the system's authorities, or those of SSL_CERT_FILE or SSL_CERT_DIR.

    Where the system has none, httpx's own bundle (certifi). ValueError: SSL_CERT_FILE names no readable file.
    """
    return _context(os.environ.get("SSL_CERT_FILE"), names=True)


@cache
def _context(path: str | None, *, names: bool) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    found.check_hostname = names
    # Servers without RFC 5746 are refused by OpenSSL 3 and accepted by every browser (SSL_OP_LEGACY_SERVER_CONNECT).
    found.options |= 0x4
    found.options |= ssl.OP_NO_TICKET  # no session is resumed, so none need be written down
    # As browsers: RSA key exchange and SHA-1 MACs, which Python leaves out (ssl.create_default_context), and no
    # Diffie-Hellman over a prime, which old servers prefer and do with too short a one.
    found.set_ciphers("DEFAULT:!kDHE:@SECLEVEL=2")
    found.hostname_checks_common_name = False  # nor does any browser (RFC 9525, 2)
    found.set_alpn_protocols(["http/1.1"])
    if path:
        try:
            found.load_verify_locations(cafile=path)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"SSL_CERT_FILE names '{path}', which can't be read as certificates: {error}") from error
        return found
    found.load_default_certs()
    paths = ssl.get_default_verify_paths()
    if not found.cert_store_stats()["x509_ca"] and not (paths.cafile or paths.capath):
        import certifi

        found.load_verify_locations(cafile=certifi.where())
    return found


@cache
def _quick_context(usual: ssl.SSLContext) -> Any:
    """rustls' context, with the very authorities of OpenSSL's; None without rustls or any authority."""
    authorities = usual.get_ca_certs(binary_form=True)
    try:
        import rtls
    except ImportError:
        return None
    if not authorities:  # in a folder that OpenSSL looks into when it meets a certificate
        return None
    found = rtls.SSLContext(rtls.PROTOCOL_TLS_CLIENT)
    found.set_alpn_protocols(["http/1.1"])
    for authority in authorities:
        with suppress(ssl.SSLError, ValueError):  # old ones that rustls can't read
            found.load_verify_locations(cadata=authority)
    try:
        _Quick(found.wrap_bio(rtls.MemoryBIO(), rtls.MemoryBIO(), server_hostname="localhost"), None)
    except AttributeError:
        return None
    return found


@cache
def legacy_context() -> ssl.SSLContext:
    """A context that takes any version and any certificate: to learn what a server speaks, never to fetch."""
    import warnings

    found = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    found.check_hostname = False
    found.verify_mode = ssl.CERT_NONE
    found.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point here
        found.minimum_version = ssl.TLSVersion.TLSv1
        found.maximum_version = ssl.TLSVersion.TLSv1_1
    return found


def explain(error: ssl.SSLError) -> Failure:
    """A failed handshake as a Failure: insecure, or handshake where the reason isn't known to be one of trust."""
    if isinstance(error, ssl.SSLCertVerificationError):
        text = _CERTIFICATE.get(error.verify_code) or f"its certificate can't be trusted ({error.verify_message})"
        return Failure("insecure", f"has a TLS connection that can't be trusted: {text}")
    if error.reason in _OBSOLETE_REASONS:
        return obsolete()
    if error.reason in _WEAK_REASONS:
        return Failure("insecure", "has a TLS connection that can't be trusted: its key or signature is too weak")
    reason = (error.reason or "no reason given").replace("_", " ").lower()
    return Failure("handshake", f"fails in the TLS handshake ({reason})")


def obsolete() -> Failure:
    """The Failure of a server that speaks nothing newer than TLS 1.1."""
    return Failure("insecure", f"has a TLS connection that can't be trusted: {_OBSOLETE}")
