"""One list of a portal: what its pages claimed, what was read of it, and whether its end is proven to be reached."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from itertools import pairwise

from spiders.items import ListClaim

MAX_PAGES = 4000  # of one list that are looked for; a claim may be any number
NAME_LENGTH = 60  # characters
ERROR_LENGTH = 60  # characters


@dataclass(slots=True, kw_only=True)
class ListProgress:
    """What is known of one list. Pages are counted from 0."""

    name: str = ""  # as the list's own page, or the link to it, calls it
    annual: bool = False  # a column of annual reports by its name: its end must be proven
    holds: bool = True  # reports, by its name or by what one of its pages showed; of others nobody asks for the end
    total: int | None = None  # the most entries that any of its pages claims for the list
    page_count: int | None = None  # the most pages that any of its pages claims
    announced: int = -1  # the last page that another one announced without a number of pages
    repeats: bool = False  # a page said what another one had said: nothing more is to be had
    pages: dict[int, tuple[int, ...]] = field(default_factory=dict)  # page read → checksums of its entries' keys
    lost: dict[int, str] = field(default_factory=dict)  # page that could not be read → why

    def note(self, claim: ListClaim, *, annual: bool) -> bool:
        """Note one page that was read. Returns False when it repeats another page."""
        self.annual = self.annual or annual
        self.total = _larger(self.total, claim.total)
        self.page_count = _larger(self.page_count, claim.pages)
        if claim.more:
            self.announced = max(self.announced, claim.page + 1)
        entries = tuple(_checksum(key) for key in claim.entries)
        repeated = any(page != claim.page and entries == earlier for page, earlier in self.pages.items())
        self.pages[claim.page] = entries
        self.lost.pop(claim.page, None)
        if entries and repeated:
            self.repeats = True
            return False
        return True

    def note_lost(self, page: int, error: str) -> None:
        """Note that a page could not be read."""
        self.lost[page] = error[:ERROR_LENGTH]

    def fault(self) -> str:
        """Return in words why the list is not proven to be read to its end; "" when it is."""
        if self.lost:
            page, error = next(iter(self.lost.items()))
            return f"page {page + 1} could not be read ({error})"
        if self.repeats:
            return self._fault_of_repeated()
        return self._unread() or self._missing() or self._overlap()

    @property
    def is_whole(self) -> bool:
        """Whether every page that it announced was read, whatever its claims come to."""
        return not self.lost and (self.repeats or not self._unread())

    @property
    def entries_seen(self) -> int:
        """How many different entries its pages have shown."""
        return len({entry for entries in self.pages.values() for entry in entries})

    def _fault_of_repeated(self) -> str:
        proven = not self.page_count or (self.total is not None and self.entries_seen >= self.total)
        return "" if proven else f"its pages repeat, {self.entries_seen} entries seen of {self.page_count} pages"

    def _unread(self) -> str:
        unread = set(range(min(self.page_count or 0, MAX_PAGES))) - set(self.pages)
        if unread:
            return f"{len(unread)} of {self.page_count} pages not read"
        if self.announced > max(self.pages, default=0):
            return f"page {self.announced + 1} was announced and not read"
        return ""

    def _missing(self) -> str:
        missing = self.total is not None and self.entries_seen < self.total
        return f"claims {self.total} entries, {self.entries_seen} seen" if missing else ""

    def _overlap(self) -> str:
        pages = [set(self.pages[page]) for page in sorted(self.pages)]
        overlap = any(earlier & later for earlier, later in pairwise(pages))
        return "neighbouring pages overlap: the list moved while it was read" if overlap else ""


def _larger(earlier: int | None, claimed: int | None) -> int | None:
    """Return the larger of two claims; no claim, and a claim of none, say nothing."""
    return max(filter(None, (earlier, claimed)), default=None)


def _checksum(key: str) -> int:
    return zlib.crc32(key.encode())
