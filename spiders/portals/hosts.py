"""Whose host a URL stands on: a portal is its hosts (host and port), and what lies below the name of its home."""

from __future__ import annotations

from functools import lru_cache

from spiders.portals.registry import Portal, own_name
from spiders.urls import bare, netloc


def same_portal(url: str, portal: Portal) -> bool:
    """Tell whether a URL stands on the portal's own hosts (www and default-port twins count), or on one below its name.

    xxgk.nxhl.gov.cn is of www.nxhl.gov.cn, unless the registry says that it is another portal's.
    """
    where = bare(netloc(url))
    return bool(where) and (where in _own(portal) or _is_below(where, portal))


def _is_below(where: str, portal: Portal) -> bool:
    name = own_name(portal)
    return bool(name) and where.partition(":")[0].endswith(f".{name}") and where not in portal.neighbours


@lru_cache(maxsize=4096)
def _own(portal: Portal) -> frozenset[str]:
    return frozenset(map(bare, portal.netlocs))
