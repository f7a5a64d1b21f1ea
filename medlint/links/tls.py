"""TLS as OpenSSL speaks it, with the system's authorities: contexts, and what a failed handshake means."""

from __future__ import annotations

import os
import ssl
from functools import cache
from typing import Any

from medlint.links.options import Failure

_WEAK = "its key or signature is too weak"
# What OpenSSL's X509_V_ERR_* numbers (x509_vfy.h) mean.
_MEANINGS = {
    "its certificate isn't valid yet": (9,),
    "its certificate has expired": (10,),
    "its certificate is self-signed": (18,),
    "its certificate chain ends in a self-signed certificate that nobody trusts": (19,),
    "its certificate chain is incomplete, or its issuer is unknown": (2, 20, 21),
    "one of its certificates was signed by one with no right to sign": (24, 32, 79),
    "its certificate chain is longer than one of its issuers allows": (25,),
    "its certificate is for another purpose": (26,),
    "its certificate is for another host than its issuer may sign for": (47, 48),
    "its certificate is for another host name": (62,),
    "its certificate is for another address": (64,),
    _WEAK: (66, 67, 68),
}
_CERTIFICATE = {number: text for text, numbers in _MEANINGS.items() for number in numbers}
_OBSOLETE_REASONS = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "VERSION_TOO_LOW",
    "UNSUPPORTED_SSL_VERSION",
}
_WEAK_REASONS = {"EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "BAD_ECC_CERT"}


def context(name: str = "", *, http2: bool = True) -> ssl.SSLContext:
    """The context for connections to a host of this name, with the system's authorities or those of SSL_CERT_FILE.

    Where the system has none, httpx's own bundle (certifi). ValueError: SSL_CERT_FILE names no readable file.
    """
    return _context(os.environ.get("SSL_CERT_FILE"), names="_" not in name, http2=http2)


@cache
def _context(path: str | None, *, names: bool, http2: bool) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    found.check_hostname = names
    # Servers without RFC 5746 are refused by OpenSSL 3 and accepted by every browser (SSL_OP_LEGACY_SERVER_CONNECT).
    found.options |= 0x4
    found.options |= ssl.OP_NO_TICKET  # no session is resumed, so none need be written down
    # As browsers: RSA key exchange and SHA-1 MACs, which Python leaves out (ssl.create_default_context), and no
    # Diffie-Hellman over a prime, which old servers prefer and do with too short a one.
    found.set_ciphers("DEFAULT:!kDHE:@SECLEVEL=2")
    found.hostname_checks_common_name = False  # nor does any browser (RFC 9525, 2)
    found.set_alpn_protocols(["http/1.1", "h2"] if http2 else ["http/1.1"])
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


def check_name(session: ssl.SSLObject, name: str) -> None:
    """Raise the Failure of a certificate that isn't for a name with an underscore: to OpenSSL no wildcard covers it."""
    if "_" not in name:
        return
    parent = name.lower().partition(".")[2]
    fitting = {("DNS", name.lower()), ("DNS", f"*.{parent}" if "." in parent else "")}
    certificate: dict[str, Any] = session.getpeercert() or {}
    if fitting.isdisjoint((kind, named.lower()) for kind, named in certificate.get("subjectAltName", ())):
        raise untrusted("its certificate is for another host name")


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
        return untrusted(
            _CERTIFICATE.get(error.verify_code, f"its certificate can't be trusted ({error.verify_message})")
        )
    if error.reason in _OBSOLETE_REASONS:
        return untrusted()
    if error.reason in _WEAK_REASONS:
        return untrusted(_WEAK)
    reason = (error.reason or "no reason given").replace("_", " ").lower()
    return Failure("handshake", f"fails in the TLS handshake ({reason})")


def untrusted(why: str = "it speaks only an obsolete version of TLS") -> Failure:
    """The Failure of a server whose TLS can't be trusted; of one that speaks nothing newer than TLS 1.1 by default."""
    return Failure("insecure", f"has a TLS connection that can't be trusted: {why}")
