"""Whose host a URL stands on: a portal is its hosts (host and port)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spiders.urls import bare, netloc

if TYPE_CHECKING:
    from spiders.portals.registry import Portal


def same_portal(url: str, portal: Portal) -> bool:
    """Tell whether a URL stands on one of the portal's own hosts (host and port; www and default-port twins count)."""
    where = netloc(url)
    return bool(where) and bare(where) in _own(portal)


@lru_cache(maxsize=4096)
def _own(portal: Portal) -> frozenset[str]:
    return frozenset(map(bare, portal.netlocs))
