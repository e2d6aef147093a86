"""TLS: strictly at first; then, on record, as laxly as an old server needs.

A county's server of 2012 speaks TLS 1.0, sends a certificate that has run out, or half a chain: losing its reports
helps nobody. So what fails strictly is asked again without verification and with old protocols and ciphers, once per
host and run, and every exchange says what was spoken and what could not be verified. With STRICT_TLS nothing is.

What OpenSSL cannot do any more, and a harvest therefore neither: SSL 2 and 3, RC4, single DES, export and anonymous
ciphers, Diffie-Hellman below 512 bits, and the Chinese national suites (TLCP with SM2, SM3, SM4).
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import certifi
from OpenSSL import SSL, crypto
from OpenSSL._util import ffi, lib
from scrapy.exceptions import DownloadFailedError
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import Certificate
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.downloader.offsite import is_address
from spiders.urls import netloc
from storage.values import TlsFacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from service_identity.hazmat import ServiceID
    from twisted.protocols.tls import TLSMemoryBIOProtocol

OLD_CIPHERS = b"ALL:COMPLEMENTOFALL:!aNULL:!eNULL:@SECLEVEL=0"
LEGACY_SERVER_CONNECT = 0x4  # OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)
UNEXPECTED_EOF = 0x80  # OP_IGNORE_UNEXPECTED_EOF: servers that hang up without saying goodbye


class UnverifiedError(DownloadFailedError):
    """A server whose certificate does not verify, and why."""


class PeerCertificate(Certificate):
    """A server's certificate with what its handshake came to."""

    tls: TlsFacts


class Handshake:
    """One connection's: whether faults are borne with, and those that were found."""

    def __init__(self, why: str | None) -> None:
        """``why``: for a second try, why the first one failed; None for a strict one."""
        self.lax, self.why = why is not None, why or ""
        self.fault = ""  # what is wrong with the certificate, in words

    def told(self, connection: SSL.Connection) -> TlsFacts:
        """Return what was spoken on a connection whose handshake is done."""
        chain = connection.get_peer_cert_chain() or []
        encoded = b"".join(crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in chain)
        return TlsFacts(
            protocol=connection.get_protocol_version_name(),
            cipher=connection.get_cipher_name() or "",
            verified=not self.fault,
            why=self.fault or self.why,
            chain=hashlib.sha256(encoded).hexdigest(),
        )


_handshakes: WeakKeyDictionary[SSL.Connection, Handshake] = WeakKeyDictionary()  # a connection's own data is Twisted's


def handshake_of(connection: SSL.Connection) -> Handshake | None:
    """Return what a connection's handshake came to; None for one that we did not make."""
    return _handshakes.get(connection)


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Makes connections, strict ones and lax ones. ``faults``: what did not verify last, by host."""

    def __init__(self, lax: Callable[[str], str | None]) -> None:
        """``lax``: host → why its strict handshake failed, None when it has not."""
        self.lax = lax
        self.faults: dict[str, str] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> ConnectionCreator:  # noqa: N802 - Twisted's name
        """Return what makes the next connection to a host."""
        host = hostname.decode("ascii")
        where = netloc(f"https://{f'[{host}]' if ':' in host else host}:{port}/")
        return ConnectionCreator(self, host, Handshake(self.lax(where)))


@implementer(IOpenSSLClientConnectionCreator)
class ConnectionCreator:
    """Makes a connection that refuses, or only notes, what does not verify."""

    def __init__(self, policy: TlsPolicy, host: str, handshake: Handshake) -> None:
        self.policy, self.host, self.handshake = policy, host, handshake
        self.service: ServiceID = IPAddress_ID(host) if is_address(host) else DNS_ID(host)

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: ARG002, N802, N803 - Twisted's names
        """Return the connection; ``handshake_of`` finds what it comes to."""
        connection = SSL.Connection(_context(lax=self.handshake.lax), None)
        if not is_address(self.host):
            connection.set_tlsext_host_name(self.host.encode("ascii"))
        _handshakes[connection] = self.handshake
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._verify)
        return connection

    def _verify(self, _: SSL.Connection, certificate: crypto.X509, error: int, depth: int, ok: int) -> bool:
        fault = "" if ok else _words(error)
        if not fault and depth == 0:
            try:
                verify_service_identity(extract_patterns(certificate), [self.service], [])
            except (VerificationError, CertificateError, ValueError):
                fault = f"the certificate is not for {self.host}"
        self.handshake.fault = self.handshake.fault or fault
        if fault and not self.handshake.lax:
            self.policy.faults[self.host] = fault
        return self.handshake.lax or not fault


@cache
def _context(*, lax: bool) -> SSL.Context:
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_default_verify_paths()  # the system's roots, and SSL_CERT_FILE
    context.load_verify_locations(certifi.where())
    context.set_options(UNEXPECTED_EOF)
    if lax:
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_max_proto_version(SSL.TLS1_2_VERSION)  # some fall over the greeting of 1.3
        context.set_cipher_list(OLD_CIPHERS)
        context.set_options(LEGACY_SERVER_CONNECT)
    else:
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
    return context


def _words(error: int) -> str:
    words: bytes = ffi.string(lib.X509_verify_cert_error_string(error))
    return words.decode("ascii", "replace")
