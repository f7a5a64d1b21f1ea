"""Certificates, good and bad, by trustme."""

from __future__ import annotations

import datetime
import ssl
import warnings
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import pytest
import trustme
from cryptography import x509

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

    def weak(self) -> ssl.SSLContext:
        """A certificate of a trusted authority with a key of 1024 bits, which can be broken."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        with pytest.MonkeyPatch.context() as patch:
            key = rsa.generate_private_key(65537, 1024)
            patch.setattr("trustme.rsa.generate_private_key", lambda **_: key)
            certificate = self._ca.issue_cert(*NAMES, key_type=trustme.KeyType.RSA)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        certificate.configure_cert(context)
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


@dataclass(frozen=True)
class Link:
    """One certificate of a chain that is made by hand: what may be wrong with it."""

    days: int = 30  # how long it is valid from today; less than 0: it has run out
    signs: bool = True  # whether it is one of an authority
    may_sign: bool = True  # whether its key may sign certificates
    path_length: int | None = None
    purpose: str = ""  # an extended key usage: "server", "client" or "mail"
    names: tuple[str, ...] = ()  # the names that it may sign for
    called: tuple[x509.GeneralName, ...] = ()  # the names that it is for, in place of those of loopback
    bits: int = 2048


ROOT, LEAF = Link(), Link(signs=False)


def chain(folder: Path, *links: Link) -> tuple[ssl.SSLContext, Path]:
    """A server's context for a chain of certificates, the root first, and the file of the root to be trusted."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    now = datetime.datetime.now(datetime.UTC)
    made: list[tuple[x509.Certificate, rsa.RSAPrivateKey]] = []
    for place, link in enumerate(links):
        key = rsa.generate_private_key(65537, link.bits)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Test {place}")])
        issuer, signer = (made[-1][0].subject, made[-1][1]) if made else (name, key)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=60))
            .not_valid_after(now + datetime.timedelta(days=link.days))
            .add_extension(x509.BasicConstraints(ca=link.signs, path_length=link.path_length), critical=True)
        )
        if link.signs:
            usage = dict.fromkeys(_USAGES, False) | {"key_cert_sign": link.may_sign, "crl_sign": True}
            builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
        else:
            loopback = (x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))
            builder = builder.add_extension(x509.SubjectAlternativeName(link.called or loopback), critical=False)
        if link.purpose:
            purpose = {
                "server": ExtendedKeyUsageOID.SERVER_AUTH,
                "client": ExtendedKeyUsageOID.CLIENT_AUTH,
                "mail": ExtendedKeyUsageOID.EMAIL_PROTECTION,
            }[link.purpose]
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        if link.names:
            allowed = x509.NameConstraints([x509.DNSName(text) for text in link.names], None)
            builder = builder.add_extension(allowed, critical=True)
        made.append((builder.sign(signer, hashes.SHA256()), key))
    trusted = folder / "root.pem"
    trusted.write_bytes(made[0][0].public_bytes(serialization.Encoding.PEM))
    pem = b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate, _ in reversed(made[1:]))
    pem += made[-1][1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with trustme.Blob(pem).tempfile() as path:
        context.load_cert_chain(path)
    return context, trusted


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
