"""Whose page a URL is: a portal of the registry, a further host of one, or one that has to be named from its title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from spiders import urls
from spiders.bodies import county
from spiders.errors import SelectionError
from spiders.portals import Portal
from spiders.portals.hosts import same_portal

UNKNOWN = ""  # the code of a portal that nobody has named yet


def portal_of(url: str, registry: Mapping[str, Portal], code: str | None = None) -> Portal:
    """Return the portal to which ``url`` belongs; one without code and name when neither host nor ``code`` tells.

    Raises SelectionError when ``code`` is not in the registry.
    """
    if code is not None and code not in registry:
        raise SelectionError(f"--code {code}: no such county in the registry")
    if code is None:
        for portal in registry.values():
            if same_portal(url, portal):
                return portal
    parts = urlsplit(url)
    home = f"{parts.scheme}://{urls.netloc(url)}/"
    return replace(registry[code], home=home, gone=None) if code else Portal(code=UNKNOWN, name="", home=home)


def named(portal: Portal, title: str, registry: Mapping[str, Portal]) -> Portal:
    """Return a portal without a name as the one county that a page's title names, else as it is."""
    named_ones = [other for other in registry.values() if other.name in title]
    longest = max((len(other.name) for other in named_ones), default=0)
    counties = [other for other in named_ones if len(other.name) == longest]
    if len(counties) > 1:  # 鼓楼区 is the name of several: the city beside it decides
        counties = [other for other in counties if _city_in(title, other.code)]
    if len(counties) != 1:
        return portal
    return replace(portal, code=counties[0].code, name=counties[0].name)


def _city_in(title: str, code: str) -> bool:
    """Tell whether a title names a county's city, or its province when it has none."""
    place = county(code)
    return place is not None and (place.city or place.province) in title
