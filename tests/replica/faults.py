"""What goes wrong on the wire: errors, walls, and answers that come late, in part or not at all.

A fault strikes targets by the hash of their address, most of them only the first times that they are asked for.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections import Counter
from email.utils import formatdate

from tests.replica.site import Page
from tests.replica.traps import wall

FAULTS = {
    "errors": "every third target answers 5xx once or twice, then as it should",
    "resets": "every seventh connection is reset in the middle of its first answer",
    "truncated": "every seventh first answer ends before its announced length",
    "slow": "every eleventh answer drips for a second",
    "stalled": "every fiftieth first answer stops and never ends",
    "throttled": "429 with Retry-After for a second after every fortieth request",
    "down": "503 to everything",
    "blocked": "a 412 challenge to everything",
    "forbidden": "403 to everything",
}
CUT, RESET, DRIP, STALL = "cut", "reset", "drip", "stall"
_ERRORS = (500, 502, 503, 504)
_PATIENCE = 40  # requests that a throttled portal answers before it asks for a pause
_PAUSE = 1.0  # seconds


class Faults:
    """The faults of one portal, with the memory of what was asked for."""

    def __init__(self, kinds: frozenset[str] = frozenset()) -> None:
        self._kinds = kinds
        self._asked: Counter[str] = Counter()
        self._total = 0
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def page(self, target: str) -> Page | None:
        """Return what is answered in the page's place; call once per request."""
        for kind, status in (("down", 503), ("forbidden", 403)):
            if kind in self._kinds:
                return _status(status)
        if "blocked" in self._kinds:
            return wall()
        with self._lock:
            self._asked[target] += 1
            self._total += 1
            return self._struck(target) if target != "/robots.txt" else None

    def _struck(self, target: str) -> Page | None:
        times, chance = self._asked[target], zlib.crc32(target.encode())
        if "throttled" in self._kinds and self._throttled():
            return _status(429, "1" if self._total % 2 else formatdate(time.time() + 2, usegmt=True))
        if "errors" in self._kinds and chance % 3 == 0 and times <= 1 + chance // 3 % 2:
            return _status(_ERRORS[chance // 6 % 4])

        return None

    def manner(self, target: str) -> str:
        """Return how the answer is sent: "" as it should be, cut, reset, drip or stall."""
        first, chance = self._asked[target] == 1, zlib.crc32(target.encode())
        if target == "/robots.txt":
            return ""
        if "resets" in self._kinds and chance % 7 == 1 and first:
            return RESET
        if "truncated" in self._kinds and chance % 7 == 2 and first:
            return CUT
        if "stalled" in self._kinds and chance % 50 == 3 and first:
            return STALL
        return DRIP if "slow" in self._kinds and chance % 11 == 4 else ""

    def _throttled(self) -> bool:
        now = time.monotonic()
        if self._total % _PATIENCE == 0:
            self._closed_until = now + _PAUSE
        return now < self._closed_until


def _status(status: int, retry_after: str = "") -> Page:
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Page(lambda: f"<html><body><h1>{status}</h1></body></html>", status=status, headers=headers, validators="")
