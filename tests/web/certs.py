"""Certificates, good and bad, by trustme."""

from __future__ import annotations

import datetime
import ssl
import warnings
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1", "::1")


class Authority:
    """A certificate authority, and contexts for servers whose certificates it signs or should have signed."""

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def write(self, path: Path) -> Path:
        """Write the authority's own certificate, for SSL_CERT_FILE."""
        self._ca.cert_pem.write_to_path(path)
        return path

    def good(self, *names: str) -> ssl.SSLContext:
        """A certificate for these names, or for loopback."""
        return _context(self._ca.issue_cert(*(names or NAMES)))

    def old_key_exchange(self, *names: str) -> ssl.SSLContext:
        """A good certificate behind TLS 1.2 with RSA key exchange, as old servers have it.

        The server would rather have Diffie-Hellman over a prime of 1024 bits.
        """
        context = _context(self._ca.issue_cert(*(names or NAMES), key_type=trustme.KeyType.RSA))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DHE-RSA-AES256-GCM-SHA384:AES256-GCM-SHA384:@SECLEVEL=0")
        context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
        return context

    def common_name_only(self) -> ssl.SSLContext:
        """A certificate that names its host as certificates did before they had alternative names."""
        return _context(self._ca.issue_cert(common_name="localhost"))

    def expired(self) -> ssl.SSLContext:
        """A certificate that ran out yesterday."""
        yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
        return _context(self._ca.issue_cert(*NAMES, not_after=yesterday))

    def wrong_name(self) -> ssl.SSLContext:
        """A certificate for another host."""
        return _context(self._ca.issue_cert("elsewhere.example.org"))

    def self_signed(self) -> ssl.SSLContext:
        """A certificate that is its own authority."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        pem += key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with trustme.Blob(pem).tempfile() as path:
            context.load_cert_chain(path)
        return context

    def incomplete(self) -> ssl.SSLContext:
        """A certificate signed by an intermediate authority that the server doesn't send."""
        certificate = self._ca.create_child_ca().issue_cert(*NAMES)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pem = certificate.private_key_pem.bytes() + certificate.cert_chain_pems[0].bytes()
        with trustme.Blob(pem).tempfile() as path:
            context.load_cert_chain(path)
        return context

    def obsolete(self) -> ssl.SSLContext:
        """A good certificate behind TLS 1.1 and nothing newer."""
        context = self.good()
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
