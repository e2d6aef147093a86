"""Telling people what has changed: each target of ALERT_URLS gets one message a run, and each change once.

A target that is down, wrong or slow never holds a harvest: all together have SECONDS, what fails is one line in the
closing summary, and what was not told is told the next time. The addresses hold secrets: they are never printed, and
the archive knows them by a digest too short to be turned back.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crawler.health.report import MAX_TOLD, own, told
from crawler.health.standing import CLEARED
from crawler.speaking import plain
from storage.health.values import FindingRecord
from storage.vocabulary import Severity

if TYPE_CHECKING:
    from apprise import NotifyBase

    from storage.archive import Archive

SECONDS = 20.0  # for all targets together
DIGEST_LENGTH = 8  # hexadecimal digits: enough to tell a handful of targets apart, not to check a guessed password
MAX_SCHEMA = 20  # characters of an address that may be shown
REMEMBERED = timedelta(days=60)  # after that, nobody is told that something is over
OPENED, CLOSED = "opened", "closed"
LOUD = ("apprise", "urllib3", "requests", "smtplib")  # loggers that may print an address

Change = tuple[int, str]  # id of a finding, and what has become of it


@dataclass(slots=True)
class Target:
    """One address of ALERT_URLS: what it is to be told, and what came of it."""

    name: str
    digest: str
    service: NotifyBase | None
    changes: list[Change] = field(default_factory=list)
    title: str = ""
    body: str = ""
    fault: str = ""  # why it could not be told

    def send(self) -> None:
        """Send the message; runs in a thread of its own."""
        from apprise import Apprise, NotifyFormat, NotifyType  # noqa: PLC0415 - takes a second, and few have targets

        assert self.service is not None
        sender = Apprise()
        sender.add(self.service)
        try:
            sent = sender.notify(self.body, self.title, NotifyType.WARNING, body_format=NotifyFormat.TEXT)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's server makes of it; told, and tried again
            self.fault = f"failed ({type(error).__name__})"
        else:
            self.fault = "" if sent else "did not take the message"


async def send(
    addresses: str | Sequence[str], archive: Archive, names: dict[str, str], seconds: float = SECONDS
) -> list[str]:
    """Tell every target what it does not know yet; return a line for each that could not be told."""
    urls = addresses.split() if isinstance(addresses, str) else list(addresses)
    if not urls:
        return []
    if find_spec("apprise") is None:
        return ["ALERT_URLS: nobody was told; `make setup`, or pip install 'nianbao[monitoring]'"]
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    targets = [target_of(url, number) for number, url in enumerate(urls, 1)]
    standing = own(archive.findings.standing())
    closed = own(archive.findings.closed_since(datetime.now(UTC) - REMEMBERED))
    for target in targets:
        _prepare(target, archive.findings.told(target.digest), standing, closed, names)
    await _send_all([target for target in targets if target.changes and target.service], seconds)
    for target in targets:
        if not target.fault:
            archive.findings.tell(target.changes, target.digest, datetime.now(UTC))
    archive.commit()
    return [f"{target.name} {target.fault}; it is told the next time" for target in targets if target.fault]


def target_of(url: str, number: int) -> Target:
    """Return the target of an address."""
    from apprise import Apprise, NotifyBase, OverflowMode  # noqa: PLC0415 - as above

    schema, parted, _ = url.partition("://")
    shown = f" ({schema})" if parted and schema.isalnum() and len(schema) <= MAX_SCHEMA else ""
    service = Apprise.instantiate(url, suppress_exceptions=True)
    digest = hashlib.sha256(url.encode()).hexdigest()[:DIGEST_LENGTH]
    target = Target(name=f"ALERT_URLS: target {number}{shown}", digest=digest, service=service)
    if isinstance(service, NotifyBase):
        service.overflow_mode = OverflowMode.SPLIT
    else:
        target.fault = "is no address that Apprise knows"
    return target


def _prepare(
    target: Target,
    known: set[Change],
    standing: Sequence[FindingRecord],
    closed: Sequence[FindingRecord],
    names: dict[str, str],
) -> None:
    """Write the message with all that a target does not know."""
    new = [one for one in standing if one.found.severity is not Severity.NOTICE and (one.id, OPENED) not in known]
    over = [
        one
        for one in closed
        if one.closed_why == CLEARED and (one.id, OPENED) in known and (one.id, CLOSED) not in known
    ]
    target.changes = [*((one.id, OPENED) for one in new), *((one.id, CLOSED) for one in over)]
    target.title = f"nianbao: {len(new)} new, {len(over)} over"
    target.body = "\n".join(
        [
            *_lines(new, lambda one: f"{one.found.severity} {told(one, names)}\n  do: {plain(one.found.todo)}"),
            *_lines(over, lambda one: f"over: {told(one, names)}"),
        ]
    )


def _lines(records: Sequence[FindingRecord], words: Callable[[FindingRecord], str]) -> list[str]:
    more = [f"and {len(records) - MAX_TOLD} more: `scrapy health`"] if len(records) > MAX_TOLD else []
    return [*map(words, records[:MAX_TOLD]), *more]


async def _send_all(targets: Sequence[Target], seconds: float) -> None:
    """Send all messages at once; what is not done in time is left to itself and counts as not sent."""
    threads = []
    for target in targets:
        target.fault = f"took longer than {seconds:g} seconds"
        threads.append(threading.Thread(target=target.send, daemon=True))  # one that hangs does not hold our end either
        threads[-1].start()
    end = time.monotonic() + seconds
    for thread in threads:
        await asyncio.to_thread(thread.join, max(0.0, end - time.monotonic()))
