"""Names into addresses, both families, each address looked at before anything connects to it.

Twisted tries the addresses of a host one after the other, a third of a second apart (RFC 8305, happy eyeballs), so that
a dead first one costs little. No private address is among them: a name cannot lead inside, whatever it resolves to.
"""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any, ClassVar, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer

from crawler.downloader.offsite import is_address, is_public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress

MAX_AGE = 600.0  # seconds for which an answer is kept; a portal that moves its server is found within minutes
MAX_AGE_OF_NONE = 60.0  # the same for a name without an address
MAX_NAMES = 10_000  # kept at once


class Resolution:
    """Twisted's handle of a question; it cannot be taken back."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: the thread that asks cannot be stopped."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Asks the system for a host's addresses, in a thread and with a time limit, and refuses those that are private."""

    refused: ClassVar[dict[str, str]] = {}  # name → a private address of it; Twisted reports only "not found"

    def __init__(self, reactor: ReactorBase, *, allow_private: bool, timeout: float) -> None:
        self.reactor: Any = reactor
        self.allow_private = allow_private
        self.timeout = timeout
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}  # name → until when, addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Build it from DNS_TIMEOUT and ALLOW_PRIVATE_ADDRESSES."""
        settings = crawler.settings
        allow_private = settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        return cls(reactor, allow_private=allow_private, timeout=settings.getfloat("DNS_TIMEOUT"))

    def install_on_reactor(self) -> None:
        """Let everything that connects ask here."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name, an IResolutionReceiver
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803, ARG002 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803, ARG002 - Twisted's name
    ) -> Resolution:
        """Tell the receiver each address of a host that may be connected to."""
        resolution = Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def tell(addresses: tuple[str, ...]) -> None:
            for address in addresses:
                kind = IPv6Address if ":" in address else IPv4Address
                resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
            resolutionReceiver.resolutionComplete()

        self.addresses(hostName).addCallback(tell)
        return resolution

    def addresses(self, name: str) -> Deferred[tuple[str, ...]]:
        """Return the addresses of a host that may be connected to, in the system's order; none when it has none."""
        if is_address(name):  # OffsiteGuard has judged literals, and knows the replica's
            return succeed((name,))
        until, known = self._known.get(name, (0.0, ()))
        if until > time.monotonic():
            return succeed(known)
        asked = deferToThreadPool(self.reactor, self.reactor.getThreadPool(), _looked_up, name)
        asked.addTimeout(self.timeout, self.reactor)
        return asked.addErrback(lambda _: ()).addCallback(self._guarded, name)

    def _guarded(self, addresses: tuple[str, ...], name: str) -> tuple[str, ...]:
        allowed = tuple(address for address in addresses if self.allow_private or is_public(address))
        if addresses and not allowed:
            self.refused[name] = addresses[0]
        if len(self._known) >= MAX_NAMES:
            self._known.clear()
        self._known[name] = (time.monotonic() + (MAX_AGE if allowed else MAX_AGE_OF_NONE), allowed)
        return allowed


def _looked_up(name: str) -> tuple[str, ...]:
    """Return a host's addresses by the system's resolver. Raises OSError or UnicodeError for one without."""
    found = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))
