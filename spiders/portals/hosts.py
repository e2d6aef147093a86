"""Whose host a URL stands on: a portal is its hosts (host and port)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spiders.urls import netloc

if TYPE_CHECKING:
    from spiders.portals.registry import Portal


def same_portal(url: str, portal: Portal) -> bool:
    """Tell whether a URL stands on one of the portal's own hosts (host and port; www and default-port twins count)."""
    where = netloc(url)
    return bool(where) and _bare(where) in _own(portal)


def same_host(url: str, other: str) -> bool:
    """Tell whether two URLs stand on one host (www and default-port twins count)."""
    where = netloc(url)
    return bool(where) and _bare(where) == _bare(netloc(other))


@lru_cache(maxsize=4096)
def _own(portal: Portal) -> frozenset[str]:
    return frozenset(_bare(where) for where in (netloc(portal.home), *(host.lower() for host in portal.hosts)) if where)


def _bare(where: str) -> str:
    # http and https on their own ports are one place; so are www.x and x.
    return where.removesuffix(":80").removesuffix(":443").removeprefix("www.")
