"""What an Explorer remembers of a portal: what paid, what lists claimed and showed, what stood in the way. All JSON."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from spiders.items import ListClaim

PATIENCE = 3.0  # asks for which the prior counts as much as experience
CEILING = 0.93  # what is learned never outranks what is certain
_CAP = 4000  # groups or lists; a portal has hundreds, a trap has no end


class VisitState:
    """Counts. Written to by the Explorer, asked by its verdict."""

    def __init__(self, memory: dict[str, Any] | None = None) -> None:
        memory = memory or {}
        self.counts: dict[str, int] = dict(memory.get("counts", {}))
        self.groups: dict[str, list[float]] = {name: list(group) for name, group in memory.get("groups", {}).items()}
        self.lists: dict[str, dict[str, Any]] = {name: dict(one) for name, one in memory.get("lists", {}).items()}
        self.notes: dict[str, str] = dict(memory.get("notes", {}))
        self._changed: set[str] = set(self.groups)

    def memory(self) -> dict[str, Any]:
        """Return everything as JSON-able values."""
        return {"counts": dict(self.counts), "groups": self.groups, "lists": self.lists, "notes": dict(self.notes)}

    def count(self, name: str, by: int = 1) -> int:
        """Add to a counter and return it."""
        self.counts[name] = self.counts.get(name, 0) + by
        return self.counts[name]

    # What paid.

    def reward(self, group: str, score: float, paid: bool) -> None:
        """Note that a link of a group was asked for, with the prior it had, and whether it led on."""
        if not group or (group not in self.groups and len(self.groups) >= _CAP):
            return
        asked = self.groups.setdefault(group, [0, 0, 0.0])
        if asked[0] < 0:  # closed
            return
        asked[0] += 1
        asked[1] += paid
        asked[2] += score
        self._changed.add(group)

    def close(self, group: str) -> None:
        """Note that nothing more is to be had from a group: a list that answers its first page for ever."""
        self.groups[group] = [-1, 0, 0.0]
        self._changed.add(group)

    def factors(self) -> dict[str, float]:
        """Return the factor of each group whose experience changed since the last call."""
        changed, self._changed = self._changed, set()
        return {group: self.factor(group) for group in sorted(changed)}

    def factor(self, group: str) -> float:
        """Return what experience makes of a group's prior, Laplace's way: 1.0 without experience, 0.0 when closed."""
        asked, paid, priors = self.groups.get(group, (0, 0, 0.0))
        if asked < 0:
            return 0.0
        if not asked or priors <= 0:
            return 1.0
        prior = priors / asked
        learned = (paid + PATIENCE * prior) / (asked + PATIENCE)
        return round(max(min(learned, max(CEILING, prior)), 0.004) / prior, 4)

    # What lists claimed and showed.

    def listed(self, claim: ListClaim, name: str, *, annual: bool) -> str:
        """Note one page of a list. Returns "" or what is wrong: it repeats an earlier page."""
        if claim.column not in self.lists and len(self.lists) >= _CAP:
            return ""
        one = self.lists.setdefault(
            claim.column, {"name": name[:60], "read": {}, "total": None, "pages": None, "annual": False}
        )
        one["annual"] = one["annual"] or annual
        one["total"] = max(filter(None, (one["total"], claim.total)), default=None)
        one["pages"] = max(filter(None, (one["pages"], claim.pages)), default=None)
        one["more"] = max(one.get("more", -1), claim.page + 1) if claim.more else one.get("more", -1)
        seen = [_short(entry) for entry in claim.entries]
        repeated = next(
            (page for page, there in one["read"].items() if seen and there == seen and page != str(claim.page)), None
        )
        one["read"][str(claim.page)] = seen
        if repeated is None:
            return ""
        one["repeats"] = True
        return f"page {claim.page + 1} repeats page {int(repeated) + 1}"

    def unpaged(self, column: str, page: int, error: str) -> None:
        """Note that a page of a list could not be read."""
        if column in self.lists:
            self.lists[column].setdefault("failed", {})[str(page)] = error[:60]

    def faults(self) -> Iterable[str]:
        """Yield for each list of annual reports, in words, why it is not proven to be read to its end."""
        for one in self.lists.values():
            if one["annual"] and (fault := _fault(one)):
                yield f"{one['name']}: {fault}"


def _fault(one: dict[str, Any]) -> str:
    read: dict[str, list[int]] = one["read"]
    seen, total, pages = len({entry for page in read.values() for entry in page}), one["total"], one["pages"]
    if one.get("failed"):
        page, error = next(iter(one["failed"].items()))
        return f"page {int(page) + 1} could not be read ({error})"
    if one.get("repeats"):
        proven = not pages or (total is not None and seen >= total)
        return "" if proven else f"its pages repeat, {seen} entries seen of {pages} pages"
    return _unread(one) or (f"claims {total} entries, {seen} seen" if total and seen < total else _overlap(read))


def _unread(one: dict[str, Any]) -> str:
    read, pages, more = {int(page) for page in one["read"]}, one["pages"], one.get("more", -1)
    if pages and (missing := set(range(min(pages, _CAP))) - read):
        return f"{len(missing)} of {pages} pages not read"
    if more > max(read, default=0):
        return f"page {more + 1} was announced and not read"
    return ""


def _overlap(read: dict[str, list[int]]) -> str:
    pages = [set(read[page]) for page in sorted(read, key=int)]
    if any(first & second for first, second in pairwise(pages)):
        return "neighbouring pages overlap: the list moved while it was read"
    return ""


def _short(key: str) -> int:
    return zlib.crc32(key.encode())
