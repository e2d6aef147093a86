"""The bodies that a portal has pages of, told by the links that lead to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spiders.bodies import body_of
from spiders.items import Kind, Link

_REPORTS = frozenset({Kind.REPORT, Kind.FILE})  # a link to one tells of a report, not of its body's pages


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedBody:
    """A body to whose pages a link of the portal leads."""

    name: str
    level: str
    url: str


def announced(links: Iterable[Link], code: str, name: str) -> Iterator[AnnouncedBody]:
    """Yield the bodies that links of the portal of ``name`` lead to, each with the best of them, by name."""
    best: dict[str, Link] = {}
    for link in links:
        if link.agency and link.kind not in _REPORTS:
            best[link.agency] = max(link, best.get(link.agency, link), key=lambda one: one.score)
    for agency in sorted(best):
        body = body_of(agency, code, name)
        if body is not None:
            yield AnnouncedBody(name=body.name, level=body.level, url=best[agency].url)
